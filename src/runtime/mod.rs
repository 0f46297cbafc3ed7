//! The only caller of [`crate::engine`]: takes events in, commits their consequences, sends what was committed.

mod messenger;

pub use self::messenger::{Delivery, Messenger, Scope};
use crate::{
    engine::{ChatId, Event},
    store::UpdateId,
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
