//! Owns the signals that end the program (SIGTERM, Ctrl-C): the first asks, the second ends at once. They are
//! heard on a thread of their own, so that nothing that hangs can keep the program from ending.

use std::{
    process::exit,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
};

use anyhow::Context as _;
use tokio::{
    runtime::Builder,
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
};

/// Hears the signals from now on.
pub(super) struct Signals {
    asked: watch::Receiver<bool>,
    working: Arc<AtomicBool>,
}

impl Signals {
    /// Begins to hear them. Until [`Signals::working`] there is nothing to finish, and the first ends the program.
    pub(super) fn hear() -> anyhow::Result<Self> {
        const LISTEN: &str = "cannot listen for the signal to stop";
        let (ask, asked) = watch::channel(false);
        let working = Arc::new(AtomicBool::new(false));
        let (ready, is_ready) = mpsc::channel();
        let works = Arc::clone(&working);
        let hear = move || {
            let runtime = match Builder::new_current_thread().enable_io().build() {
                Ok(runtime) => runtime,
                Err(error) => return drop(ready.send(Err(error))),
            };
            runtime.block_on(async {
                let both = signal(SignalKind::terminate())
                    .and_then(|terminate| Ok((terminate, signal(SignalKind::interrupt())?)));
                let (mut terminate, mut interrupt) = match both {
                    Ok(both) => both,
                    Err(error) => return drop(ready.send(Err(error))),
                };
                let _ = ready.send(Ok(()));
                next(&mut terminate, &mut interrupt).await;
                if !works.load(Ordering::Acquire) {
                    eprintln!("aftercare: stopped while it started; nothing was under way");
                    exit(0);
                }
                log::info!("stopping; a second signal stops at once");
                let _ = ask.send(true);
                let kind = next(&mut terminate, &mut interrupt).await;
                log::warn!("stopped at once; the next start goes on from there");
                // As a shell tells who was ended by a signal.
                exit(128 + kind.as_raw_value());
            });
        };
        thread::Builder::new().name("signals".to_owned()).spawn(hear).context(LISTEN)?;
        is_ready.recv().context(LISTEN)?.context(LISTEN)?;
        Ok(Self { asked, working })
    }

    /// From now on there is something to finish.
    pub(super) fn working(&self) {
        self.working.store(true, Ordering::Release);
    }

    /// Returns when the program shall stop.
    pub(super) async fn asked(&mut self) {
        // The thread ends with the program only.
        let _ = self.asked.wait_for(|asked| *asked).await;
    }
}

async fn next(terminate: &mut Signal, interrupt: &mut Signal) -> SignalKind {
    tokio::select! {
        _ = terminate.recv() => SignalKind::terminate(),
        _ = interrupt.recv() => SignalKind::interrupt(),
    }
}
