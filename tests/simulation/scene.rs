//! What the tasks of the bot and the director of the world share: Telegram, the model, the two times.

use std::{
    future::pending,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use aftercare::{
    runtime::{Clock as _, Delivery, ManualClock, Messenger},
    store::{Changes, OutboxRow, UpdateId},
};
use jiff::Timestamp;
use tokio::sync::oneshot;

use crate::{
    lease::Leases,
    model::Model,
    quiet::Quiet,
    telegram::{Telegram, Update},
};

/// Where the bot can be stopped dead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Point {
    /// Updates have come, and nothing was done about them yet.
    Received,
    /// Everything is written, nothing is durable.
    BeforeCommit,
    /// Durable, and nobody knows: nothing is acknowledged, nothing is sent.
    Committed,
    /// Rows were taken from the outbox.
    Claimed,
    /// The messenger is about to be called.
    BeforeCall,
    /// The messenger has the message, its answer is on the way.
    BeforeAnswer,
}

impl Point {
    pub(crate) const ALL: [Self; 6] = [
        Self::Received,
        Self::BeforeCommit,
        Self::Committed,
        Self::Claimed,
        Self::BeforeCall,
        Self::BeforeAnswer,
    ];
}

/// Shared by everybody.
#[derive(Clone)]
pub(crate) struct Stage {
    pub(crate) quiet: Arc<Quiet>,
    /// The time as the machine of the bot knows it.
    pub(crate) clock: ManualClock,
    scene: Arc<Mutex<Scene>>,
}

pub(crate) struct Scene {
    /// The time as it is.
    pub(crate) now: Timestamp,
    pub(crate) telegram: Telegram,
    pub(crate) model: Model,
    /// Telegram does not hear what is acknowledged next.
    pub(crate) deaf: bool,
    /// Where the bot shall die.
    pub(crate) armed: Option<Point>,
    /// It stands still there.
    pub(crate) dead: Option<Point>,
    pub(crate) leases: Leases,
    /// A process has just been followed by another: nobody hears the answers to its calls.
    pub(crate) followed: bool,
    bot_clock: ManualClock,
}

impl Scene {
    pub(crate) fn committed(&mut self, fresh: &[UpdateId], changes: &Changes) {
        self.model.committed(self.now, self.bot_clock.now(), fresh, changes);
    }

    /// The updates that wait.
    pub(crate) fn polled(&mut self) -> Vec<Update> {
        let (updates, lost) = self.telegram.poll(self.now);
        for update in &lost {
            self.model.lost(update);
        }
        updates
    }

    /// The bot has said that these need not come again. Telegram may not have heard it.
    pub(crate) fn acknowledged(&mut self, updates: &[Update]) {
        self.model.acknowledged(updates);
        if !std::mem::take(&mut self.deaf) {
            self.telegram.forget(updates);
        }
    }

    /// A process begins where another one ended, or seems to have ended.
    pub(crate) fn taken_over(&mut self) {
        self.followed = true;
        self.model.crashed();
        self.model.anew(self.now);
        self.model.history.tell(self.now, None, "another process takes over".to_owned());
    }

    /// Whether the bot shall die here. From then on it does nothing more.
    pub(crate) fn dies(&mut self, point: Point) -> bool {
        if self.armed == Some(point) {
            self.armed = None;
            self.dead = Some(point);
        }
        self.dead.is_some()
    }
}

impl Stage {
    pub(crate) fn new(now: Timestamp, quiet: Arc<Quiet>) -> Self {
        let clock = ManualClock::at(now);
        let scene = Scene {
            now,
            telegram: Telegram::default(),
            model: Model::new(now),
            deaf: false,
            armed: None,
            dead: None,
            leases: Leases::default(),
            followed: false,
            bot_clock: clock.clone(),
        };
        Self { quiet, clock, scene: Arc::new(Mutex::new(scene)) }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Scene> {
        self.scene.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The bot passes this point, unless it shall die there.
    pub(crate) async fn pass(&self, point: Point) {
        if self.lock().dies(point) {
            pending::<()>().await;
        }
    }
}

impl Messenger for Stage {
    async fn deliver(&self, row: &OutboxRow) -> Delivery {
        let (answer, ends) = oneshot::channel();
        self.lock().telegram.call(row, answer);
        // Only a world that ends forgets a call.
        ends.await.unwrap_or(Delivery::Unknown)
    }
}
