//! The only caller of [`crate::engine`]: takes events in, commits their consequences, sends what was committed.

mod clock;
mod door;
mod handle;
mod health;
mod keeper;
mod lanes;
mod messenger;
mod rehearsal;
mod sender;

pub use self::{
    clock::{Clock, ManualClock, SystemClock},
    door::{Closed, Door, DoorHandle, POLLED_AT, WeakDoorHandle},
    handle::{Batch, Engine, Handled, Runtime, Withdrawn},
    health::{Count, Health, Part},
    keeper::{Keeper, Post},
    lanes::{Lanes, Limits, Next},
    messenger::{Delivery, Messenger, Scope},
    rehearsal::{Rehearsal, Shown},
    sender::{Sender, SenderHandle},
};
use crate::{
    engine::{ChatId, Event},
    store::{RowChange, UpdateId},
};

/// Something that came in for one chat.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    /// Whose.
    pub chat: ChatId,
    /// The messenger's number for it; handled once, however often it comes. `None` for events of our own.
    pub update: Option<UpdateId>,
    /// What happened; `None` for an update that has no meaning for us and is only acknowledged.
    pub event: Option<Event>,
}

/// What became of an outbox row, as a sender reports it.
#[derive(Clone, Debug, PartialEq)]
pub struct SentRow {
    /// Whose.
    pub chat: ChatId,
    /// What happens to the row.
    pub change: Option<RowChange>,
    /// What the conversation is told; `None` if it did not ask.
    pub event: Option<Event>,
}
