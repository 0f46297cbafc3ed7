//! Owns the bot at work: door, sender, keeper and whoever brings updates (poller or webhook), each a task, put
//! together and taken apart in one place.
//! What each of them does is theirs.

use std::{future::poll_fn, pin::Pin, sync::Arc, task::Poll, time::Duration};

use axum::Router;
use jiff::Timestamp;
use tokio::{
    sync::{oneshot, watch},
    task::JoinHandle,
    time::{sleep, timeout},
};

use super::{
    api::Api,
    inbound::Inbound,
    listener::{self, Listener},
    messenger::TelegramMessenger,
    poller::{Closed, Inbox, Pace, Poller},
    reader::Reader,
    setup::Me,
    webhook::{self, Secret},
};
use crate::{
    link::Key,
    runtime::{
        Clock, Door, DoorHandle, Health, Incoming, Keeper, Lanes, Part, Runtime, Sender, WeakDoorHandle,
    },
    store::{Store, StoreError},
};

/// With a webhook nobody polls: that the process lives is told so often.
const ALIVE_EVERY: Duration = Duration::from_secs(10);
/// When everything is done, connections to our address may take so long to end.
const HANG_UP_MAX: Duration = Duration::from_secs(1);

/// How updates come.
#[derive(Debug)]
pub enum Intake {
    /// We ask Telegram for them.
    Polling {
        /// How often.
        pace: Pace,
        /// Where we say how we fare, if anywhere.
        listener: Option<Listener>,
    },
    /// Telegram calls us.
    Webhook {
        /// Where.
        listener: Listener,
        /// How we know it.
        secret: Secret,
    },
}

impl From<Pace> for Intake {
    fn from(pace: Pace) -> Self {
        Self::Polling { pace, listener: None }
    }
}

/// A bot at work. Dropped, it stops in the background; better say how it shall end.
#[derive(Debug)]
pub struct Bot {
    door: DoorHandle,
    health: Arc<Health>,
    stop: watch::Sender<bool>,
    /// Intake, sender, door: in the order in which they end.
    tasks: [JoinHandle<()>; 3],
    listening: Option<Listening>,
    /// Keeps the lease until everything else has ended.
    keeper: JoinHandle<()>,
    leave: watch::Sender<bool>,
}

/// Our own address at work: it answers until everything else has ended.
#[derive(Debug)]
struct Listening {
    end: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Bot {
    /// Starts to handle and to send, and to take updates: by a webhook at once, by polling as soon as this process
    /// is the one that does. `me` names the bot, `key` reads its links.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn start<S: Store, C: Clock>(
        runtime: Arc<Runtime<S, C>>,
        api: Api,
        me: &Me,
        key: Key,
        lanes: Lanes,
        intake: impl Into<Intake>,
    ) -> Result<Self, StoreError> {
        let clock = runtime.clock().clone();
        let health = Arc::clone(runtime.health());
        let messenger = TelegramMessenger::new(api.clone());
        let (sender, rows) = Sender::new(Arc::clone(&runtime), messenger, lanes);
        let (work, door) = Door::open(Arc::clone(&runtime), rows.clone()).await?;
        let (leave, left) = watch::channel(false);
        let keeper = tokio::spawn(Keeper::new(Arc::clone(&runtime), door.downgrade(), rows).run(left));
        let inbound = Inbound::new(&me.username, key);
        let inbox = DoorInbox { door: door.downgrade(), clock, health: Arc::clone(&health) };
        let (stop, stopped) = watch::channel(false);
        // Whoever brings updates keeps the door open as long as it does.
        let open = door.clone();
        let (intake, listening) = match intake.into() {
            Intake::Polling { pace, listener } => {
                let poller = Poller::new(api, inbound, pace);
                let stopped = stopped.clone();
                let polling = tokio::spawn(async move {
                    let poll = || poller.run(&inbox, stopped.clone());
                    runtime.post().while_kept(&inbox.clock, stopped.clone(), poll).await;
                    drop(open);
                });
                let say = || listener::health(Arc::clone(&health));
                (polling, listener.map(|listener| Listening::begin(listener, say())))
            }
            Intake::Webhook { listener, secret } => {
                let (reader, health) = (Reader::new(api, inbound), Arc::clone(&health));
                let router = webhook::router(reader, inbox.clone(), secret, health, stopped.clone());
                let stopped = stopped.clone();
                let living = tokio::spawn(async move {
                    live(&inbox, stopped).await;
                    drop(open);
                });
                (living, Some(Listening::begin(listener, router)))
            }
        };
        let tasks = [intake, tokio::spawn(sender.run(door.clone(), stopped)), tokio::spawn(work.run())];
        log::info!("@{} is listening", me.username);
        Ok(Self { door, health, stop, tasks, listening, keeper, leave })
    }

    /// The door, for whoever else has something to hand in. A handle that is kept keeps the bot from stopping.
    #[must_use]
    pub fn door(&self) -> &DoorHandle {
        &self.door
    }

    /// Returns when a part ends by itself, which none should.
    pub async fn broken(&mut self) {
        poll_fn(|context| {
            let listening = self.listening.as_mut().map(|listening| &mut listening.task);
            let mut tasks = self.tasks.iter_mut().chain([&mut self.keeper]).chain(listening);
            let ended = tasks.any(|task| Pin::new(task).poll(context).is_ready());
            if ended { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    /// Stops: no further updates are taken, those at hand are handled, calls under way are finished, and what
    /// waits to be sent waits in the database.
    pub async fn stop(self) {
        let Self { door, health, stop, tasks, listening, keeper, leave } = self;
        health.stop();
        let _ = stop.send(true);
        drop(door);
        for task in tasks {
            // One that ended by itself was waited for already.
            if !task.is_finished() {
                let _ = task.await;
            }
        }
        let _ = leave.send(true);
        if !keeper.is_finished() {
            let _ = keeper.await;
        }
        if let Some(Listening { end, task }) = listening {
            let _ = end.send(());
            let _ = timeout(HANG_UP_MAX, task).await;
        }
    }

    /// Ends everything at once, wherever it stands, as a kill of the process would. The next start goes on from
    /// there.
    pub async fn abort(self) {
        let listening = self.listening.map(|listening| listening.task);
        let tasks: Vec<_> = self.tasks.into_iter().chain([self.keeper]).chain(listening).collect();
        for task in &tasks {
            task.abort();
        }
        for task in tasks {
            // As above.
            if !task.is_finished() {
                let _ = task.await;
            }
        }
    }
}

impl Listening {
    fn begin(listener: Listener, router: Router) -> Self {
        let (end, ended) = oneshot::channel();
        let until = async {
            // Whoever could tell it is gone: that is the end, too.
            let _ = ended.await;
        };
        Self { end, task: tokio::spawn(listener.serve(router, until)) }
    }
}

/// Tells that the process lives and takes updates, until it shall stop.
async fn live<C: Clock>(inbox: &DoorInbox<C>, mut stopped: watch::Receiver<bool>) {
    loop {
        if !inbox.health.is_troubled(Part::Handling) {
            inbox.polled(inbox.now());
        }
        tokio::select! {
            biased;
            _ = stopped.wait_for(|stopped| *stopped) => return,
            () = sleep(ALIVE_EVERY) => {}
        }
    }
}

/// The door, as whoever brings updates sees it.
#[derive(Clone)]
struct DoorInbox<C> {
    door: WeakDoorHandle,
    clock: C,
    health: Arc<Health>,
}

impl<C: Clock> Inbox for DoorInbox<C> {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn polled(&self, at: Timestamp) {
        if let Some(door) = self.door.upgrade() {
            door.polled(at);
        }
    }

    fn cut_off(&self, why: Option<String>) {
        self.health.set(Part::Updates, why);
    }

    async fn deliver(&self, batch: Vec<Incoming>) -> Result<(), Closed> {
        let door = self.door.upgrade().ok_or(Closed)?;
        door.hand_in(batch).await.map_err(|_| Closed)
    }
}
