//! Owns this process's standing among those that share a database: whether it may act, and whether it is the
//! keeper, the one that polls, looks for what is due and sends what nobody asked for. Says by a heartbeat that
//! the process lives. What the lease is, the store knows.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::{
    Clock, Runtime,
    door::WeakDoorHandle,
    sender::{SenderHandle, stopped},
};
use crate::store::{News, Standing, Store, StoreError};

/// So often the process says that it lives. A few beats fit into a lease, so that one that is lost costs
/// nothing.
const BEAT: SignedDuration = SignedDuration::from_secs(2);
/// So often everybody looks for work that nobody told of.
const LOOK: SignedDuration = SignedDuration::from_secs(30);

/// The standing of this process, as everybody who acts looks it up.
#[derive(Debug)]
pub struct Post(watch::Sender<Held>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Held {
    keeper: bool,
    /// Until then the process may act; `None`: for ever, it is the only one.
    until: Option<Timestamp>,
    /// Others carry its work on.
    evicted: bool,
}

impl Post {
    pub(super) fn new(standing: Standing) -> Self {
        let Standing { keeper, until, .. } = standing;
        Self(watch::Sender::new(Held { keeper, until, evicted: false }))
    }

    /// Whether this process may act at all: it has said lately that it lives.
    #[must_use]
    pub fn may_act(&self, now: Timestamp) -> bool {
        let held = *self.0.borrow();
        !held.evicted && held.until.is_none_or(|until| now < until)
    }

    /// Whether it may do what only one process does.
    #[must_use]
    pub fn is_keeper(&self, now: Timestamp) -> bool {
        self.0.borrow().keeper && self.may_act(now)
    }

    /// Whether others took it for dead. Then nothing that it does can be committed any more: it has to begin anew.
    #[must_use]
    pub fn is_evicted(&self) -> bool {
        self.0.borrow().evicted
    }

    /// Does this as long as this process is the keeper, anew each time that it becomes it; until the work ends by
    /// itself, or `stop`. The work is dropped wherever it waits.
    pub async fn while_kept<C: Clock, W: Future<Output = ()>>(
        &self,
        clock: &C,
        mut stop: watch::Receiver<bool>,
        work: impl Fn() -> W,
    ) {
        loop {
            tokio::select! {
                () = stopped(&mut stop) => return,
                () = self.kept(clock) => {}
            }
            tokio::select! {
                biased;
                () = self.lost(clock) => {}
                () = work() => return,
            }
        }
    }

    /// Waits until this process is the keeper.
    async fn kept<C: Clock>(&self, clock: &C) {
        let mut held = self.0.subscribe();
        while !self.is_keeper(clock.now()) {
            // Whoever could change it is here.
            let _ = held.changed().await;
        }
    }

    /// Waits until this process may not act any more, be it for a moment.
    async fn lost<C: Clock>(&self, clock: &C) {
        let mut held = self.0.subscribe();
        while self.may_act(clock.now()) {
            let until = held.borrow_and_update().until;
            tokio::select! {
                _ = held.changed() => {}
                () = clock.until(until.unwrap_or(Timestamp::MAX)) => {}
            }
        }
    }

    /// Notes an error that says that others took over.
    pub(super) fn notice(&self, error: &StoreError) {
        if matches!(error, StoreError::Evicted) {
            self.0.send_modify(|held| held.evicted = true);
        }
    }

    /// Gives whether this process has just become the keeper.
    fn renew(&self, standing: Standing) -> bool {
        let before = self.0.borrow().keeper;
        self.0.send_modify(|held| {
            held.keeper = standing.keeper;
            held.until = standing.until;
        });
        standing.keeper && !before
    }
}

/// The task that says that the process lives, and listens to the others.
pub struct Keeper<S, C> {
    runtime: Arc<Runtime<S, C>>,
    door: WeakDoorHandle,
    sender: SenderHandle,
}

impl<S: Store, C: Clock> Keeper<S, C> {
    /// A keeper that wakes this door and this sender.
    #[must_use]
    pub fn new(runtime: Arc<Runtime<S, C>>, door: WeakDoorHandle, sender: SenderHandle) -> Self {
        Self { runtime, door, sender }
    }

    /// Works until `stop`, which should come when the others have stopped; or until it finds that other
    /// processes took this one for dead.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let (post, store, clock) = (self.runtime.post(), self.runtime.store(), self.runtime.clock());
        if post.0.borrow().until.is_none() {
            stopped(&mut stop).await;
            return;
        }
        let mut look = clock.now();
        let mut beat = self.beat().await;
        let mut news = Box::pin(store.news());
        while !post.is_evicted() {
            tokio::select! {
                () = stopped(&mut stop) => {
                    drop(news);
                    if let Err(error) = store.leave().await {
                        log::warn!("{error}; the others take over when the lease is over");
                    }
                    return;
                }
                told = &mut news => {
                    news = Box::pin(store.news());
                    self.wake();
                    if told == News::Work {
                        continue;
                    }
                }
                () = clock.until(beat) => {}
            }
            beat = self.beat().await;
            if clock.now() >= look {
                look = clock.now().saturating_add(LOOK).unwrap_or(look);
                self.wake();
            }
        }
    }

    /// Gives when the next one is due.
    async fn beat(&self) -> Timestamp {
        let post = self.runtime.post();
        let now = self.runtime.clock().now();
        // Whoever could not act for a while looks again.
        let rested = !post.may_act(now);
        match self.runtime.store().beat(now).await {
            Ok(standing) => {
                if standing.freed > 0 {
                    log::info!("another process ended; {} of its messages are sent again", standing.freed);
                }
                let wake = rested || standing.freed > 0;
                if post.renew(standing) {
                    log::info!("this process is the one that fetches updates and looks for what is due");
                    self.took_over().await;
                } else if wake {
                    self.wake();
                }
            }
            Err(error) => {
                log::error!("{error}");
                post.notice(&error);
            }
        }
        now.saturating_add(BEAT).unwrap_or(Timestamp::MAX)
    }

    /// There may be work in the database.
    fn wake(&self) {
        self.sender.look();
        if let Some(door) = self.door.upgrade() {
            door.look();
        }
    }

    async fn took_over(&self) {
        self.sender.look();
        if let Some(door) = self.door.upgrade() {
            door.took_over().await;
        }
    }
}
