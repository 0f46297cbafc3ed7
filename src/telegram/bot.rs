//! Owns the bot at work: door, sender, poller and keeper as tasks, put together and taken apart in one place.
//! What each of them does is theirs.

use std::{future::poll_fn, pin::Pin, sync::Arc, task::Poll};

use jiff::Timestamp;
use tokio::{sync::watch, task::JoinHandle};

use super::{
    api::Api,
    inbound::Inbound,
    messenger::TelegramMessenger,
    poller::{Closed, Inbox, Pace, Poller},
    setup::Me,
};
use crate::{
    link::Key,
    runtime::{Clock, Door, DoorHandle, Incoming, Keeper, Lanes, Runtime, Sender},
    store::{Store, StoreError},
};

/// A bot at work. Dropped, it stops in the background; better say how it shall end.
#[derive(Debug)]
pub struct Bot {
    door: DoorHandle,
    stop: watch::Sender<bool>,
    tasks: [JoinHandle<()>; 3],
    /// Keeps the lease until everything else has ended.
    keeper: JoinHandle<()>,
    leave: watch::Sender<bool>,
}

impl Bot {
    /// Starts to handle and to send, and to poll as soon as this process is the one that does. `me` names the
    /// bot, `key` reads its links.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn start<S: Store, C: Clock>(
        runtime: Arc<Runtime<S, C>>,
        api: Api,
        me: &Me,
        key: Key,
        lanes: Lanes,
        pace: Pace,
    ) -> Result<Self, StoreError> {
        let clock = runtime.clock().clone();
        let messenger = TelegramMessenger::new(api.clone());
        let (sender, rows) = Sender::new(Arc::clone(&runtime), messenger, lanes);
        let (work, door) = Door::open(Arc::clone(&runtime), rows.clone()).await?;
        let (leave, left) = watch::channel(false);
        let keeper = tokio::spawn(Keeper::new(Arc::clone(&runtime), door.downgrade(), rows).run(left));
        let inbox = DoorInbox { door: door.clone(), clock };
        let name = me.username.clone();
        let (stop, stopped) = watch::channel(false);
        let tasks = [
            tokio::spawn({
                let stopped = stopped.clone();
                async move {
                    let poller = || Poller::new(api.clone(), Inbound::new(&name, key.clone()), pace);
                    runtime
                        .post()
                        .while_kept(&inbox.clock, stopped.clone(), || poller().run(&inbox, stopped.clone()))
                        .await;
                }
            }),
            tokio::spawn(sender.run(door.clone(), stopped)),
            tokio::spawn(work.run()),
        ];
        log::info!("@{} is listening", me.username);
        Ok(Self { door, stop, tasks, keeper, leave })
    }

    /// The door, for whoever else has something to hand in. A handle that is kept keeps the bot from stopping.
    #[must_use]
    pub fn door(&self) -> &DoorHandle {
        &self.door
    }

    /// Returns when a part ends by itself, which none should.
    pub async fn broken(&mut self) {
        poll_fn(|context| {
            let mut tasks = self.tasks.iter_mut().chain([&mut self.keeper]);
            let ended = tasks.any(|task| Pin::new(task).poll(context).is_ready());
            if ended { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    /// Stops: no further updates are taken, those at hand are handled, calls under way are finished, and what
    /// waits to be sent waits in the database.
    pub async fn stop(self) {
        let Self { door, stop, tasks, keeper, leave } = self;
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
    }

    /// Ends everything at once, wherever it stands, as a kill of the process would. The next start goes on from
    /// there.
    pub async fn abort(self) {
        let tasks: Vec<_> = self.tasks.into_iter().chain([self.keeper]).collect();
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

/// The door, as the poller sees it.
struct DoorInbox<C> {
    door: DoorHandle,
    clock: C,
}

impl<C: Clock> Inbox for DoorInbox<C> {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn polled(&self, at: Timestamp) {
        self.door.polled(at);
    }

    async fn deliver(&self, batch: Vec<Incoming>) -> Result<(), Closed> {
        self.door.hand_in(batch).await.map_err(|_| Closed)
    }
}
