//! `aftercare run`: the bot on Telegram. Puts the parts together, and takes them apart when it is told to stop.

use std::{sync::Arc, time::Duration};

use anyhow::{Context as _, anyhow, bail};
use jiff::Timestamp;
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
    task::JoinHandle,
};

use super::{Done, content, data};
use crate::{
    config::Config,
    runtime::{Clock as _, Door, DoorHandle, Incoming, Lanes, Limits, Runtime, Sender, SystemClock},
    store::Store,
    telegram::{
        Api, Closed, Inbound, Inbox, PUBLIC_API, Pace, Patience, Poller, Profile, TelegramMessenger,
        drop_webhook, who_am_i,
    },
};

/// After a stop, what is under way is waited for so long.
const STOP_MAX: Duration = Duration::from_secs(10);

pub(super) async fn run(config: &Config) -> anyhow::Result<Done> {
    let Some(token) = &config.token else {
        bail!(
            "`aftercare run` needs the bot's token: put TELOXIDE_TOKEN=… into .env (BotFather gives it), or try \
             `aftercare preview`"
        );
    };
    let script = Arc::new(content::load(config)?);
    let store = data::open(config, true).await?;
    let api = Api::new(config.api_url.as_ref().map_or(PUBLIC_API, |url| url.as_str()), token)?;
    let me = who_am_i(&api, Patience::default()).await?;
    data::claim_for_bot(&store, &me).await?;
    let key = data::link_key(&store, config).await?;
    drop_webhook(&api, Patience::default()).await?;
    let adopted = store.adopt().await?;
    if adopted > 0 {
        log::info!("{adopted} messages were on their way when the last run ended; they are sent again");
    }

    let runtime = Arc::new(Runtime::new(Arc::clone(&script), store, SystemClock).await?);
    let limits = Limits { all: config.rate_all.into(), chat: config.rate_chat.into() };
    let lanes = Lanes::new(limits, script.quiet());
    let messenger = TelegramMessenger::new(api.clone());
    let (sender, sender_handle) = Sender::new(Arc::clone(&runtime), messenger, lanes);
    let (door, door_handle) = Door::open(Arc::clone(&runtime), sender_handle).await?;

    let (stop, stopped) = watch::channel(false);
    let poller = Poller::new(api.clone(), Inbound::new(&me.username, key), Pace::default());
    let inbox = PollerInbox(door_handle.clone());
    let profile = Profile::of(&script);
    let publishing = tokio::spawn(async move { profile.publish(&api, Patience::default()).await });
    let poller_stopped = stopped.clone();
    let poller = tokio::spawn(async move { poller.run(&inbox, poller_stopped).await });
    let sender = tokio::spawn(sender.run(door_handle, stopped));
    let door = tokio::spawn(door.run());
    log::info!("@{} is listening", me.username);

    let ended = until_stopped([poller, sender, door], &stop).await;
    publishing.abort();
    runtime.store().close().await;
    ended.map(|()| Done::Good)
}

/// Waits for a signal, then for the tasks. A task that ends before is an error.
async fn until_stopped<const N: usize>(
    mut tasks: [JoinHandle<()>; N],
    stop: &watch::Sender<bool>,
) -> anyhow::Result<()> {
    const LISTEN: &str = "cannot listen for the signal to stop";
    let mut terminate = signal(SignalKind::terminate()).context(LISTEN)?;
    let mut interrupt = signal(SignalKind::interrupt()).context(LISTEN)?;
    let broken = {
        let mut first = tasks.each_mut().map(|task| task);
        tokio::select! {
            _ = terminate.recv() => false,
            _ = interrupt.recv() => false,
            () = any(&mut first) => true,
        }
    };
    log::info!("stopping; a second signal stops at once");
    let _ = stop.send(true);
    let finish = async {
        for task in tasks {
            if !task.is_finished() {
                let _ = task.await;
            }
        }
    };
    tokio::select! {
        () = finish => {}
        () = tokio::time::sleep(STOP_MAX) => log::warn!("something did not stop in time; the next start goes on from there"),
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    if broken {
        Err(anyhow!("a part of the bot ended by itself; start it again, nothing is lost"))
    } else {
        Ok(())
    }
}

/// When the first of the tasks ends.
async fn any<const N: usize>(tasks: &mut [&mut JoinHandle<()>; N]) {
    std::future::poll_fn(|context| {
        let ended = tasks.iter_mut().any(|task| std::pin::Pin::new(&mut **task).poll(context).is_ready());
        if ended { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
}

/// The door, as the poller sees it.
struct PollerInbox(DoorHandle);

impl Inbox for PollerInbox {
    fn now(&self) -> Timestamp {
        SystemClock.now()
    }

    fn polled(&self, at: Timestamp) {
        self.0.polled(at);
    }

    async fn deliver(&self, batch: Vec<Incoming>) -> Result<(), Closed> {
        self.0.hand_in(batch).await.map_err(|_| Closed)
    }
}
