//! The port to the messenger: one call for one outbox row, and how it can end.

use std::{future::Future, time::Duration};

use crate::{engine::MessageId, store::OutboxRow};

/// Sends what outbox rows say. One implementation talks to Telegram, one keeps the messages in memory.
pub trait Messenger: Send + Sync + 'static {
    /// Tries once. Never retries by itself, never fails otherwise than by the value.
    fn deliver(&self, row: &OutboxRow) -> impl Future<Output = Delivery> + Send;
}

/// How one try ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The messenger has it; the number of the message that now stands there. A change that was already so
    /// counts as done.
    Done(MessageId),
    /// It certainly was not taken: no connection, or an answer that says "later".
    NotSent {
        /// How long the messenger asked us to wait, and for whom.
        wait: Option<(Duration, Scope)>,
    },
    /// It was refused for good: the same request can never succeed.
    Refused,
    /// The client blocked the bot, or is gone.
    Unreachable,
    /// The message that was to be changed does not exist any more.
    Gone,
    /// No answer, or one that does not say: the messenger may have taken it.
    Unknown,
}

/// Whom a wait is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// This chat only.
    Chat,
    /// Every chat.
    Bot,
}
