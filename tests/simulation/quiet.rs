//! Tells when nothing is left to do at this instant: every task waits, and the database is not at work. It works in
//! a thread of its own; that its speed may decide nothing, it answers one question at a time, and its answer comes
//! when everybody rests.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::SeqCst},
};

use tokio::sync::{Mutex, Notify, OwnedMutexGuard};

#[derive(Default)]
pub(crate) struct Quiet {
    turn: Arc<Mutex<()>>,
    /// The database is at work.
    busy: AtomicBool,
    answer: Bell,
    rest: Bell,
}

/// Rings once for whoever waits for it.
#[derive(Default)]
struct Bell {
    wanted: AtomicBool,
    ring: Notify,
}

/// The database is its holder's.
pub(crate) struct Turn {
    quiet: Arc<Quiet>,
    _turn: OwnedMutexGuard<()>,
}

impl Quiet {
    /// To be called whenever the thread of all tasks has nothing to do.
    pub(crate) fn thread_parks(&self) {
        if !self.busy.load(SeqCst) && !self.answer.rings() {
            self.rest.rings();
        }
    }

    /// Returns when everything has come to rest.
    pub(crate) async fn rest(&self) {
        self.rest.wait().await;
    }

    /// Waits for the database, in the order of those who do.
    pub(crate) async fn turn(self: &Arc<Self>) -> Turn {
        let turn = Arc::clone(&self.turn).lock_owned().await;
        Turn { quiet: Arc::clone(self), _turn: turn }
    }
}

impl Turn {
    /// Asks the database something.
    pub(crate) async fn ask<T>(&self, question: impl Future<Output = T>) -> T {
        self.quiet.busy.store(true, SeqCst);
        let answer = question.await;
        self.quiet.busy.store(false, SeqCst);
        self.quiet.answer.wait().await;
        answer
    }
}

impl Drop for Turn {
    /// Whoever asked may have been killed.
    fn drop(&mut self) {
        self.quiet.busy.store(false, SeqCst);
        self.quiet.answer.wanted.store(false, SeqCst);
    }
}

impl Bell {
    /// Rings if somebody waits; gives whether.
    fn rings(&self) -> bool {
        let wanted = self.wanted.swap(false, SeqCst);
        if wanted {
            self.ring.notify_one();
        }
        wanted
    }

    async fn wait(&self) {
        self.wanted.store(true, SeqCst);
        self.ring.notified().await;
    }
}
