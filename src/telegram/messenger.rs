//! Owns what became of one outbox row on Telegram: makes the call and turns its end into a [`Delivery`].
//! Tries once; when and whether to try again is the sender's.

use std::{
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use serde::Deserialize;
use tokio::time::Instant;

use super::{
    answer::{CallError, Refusal},
    api::Api,
    outbound,
};
use crate::{
    engine::{ChatId, MessageId},
    runtime::{Delivery, Messenger, Scope},
    store::{OutboxRow, Request},
};

/// Sends outbox rows to Telegram.
#[derive(Debug)]
pub struct TelegramMessenger {
    api: Api,
    /// Whether the operator was told that the token is refused.
    token_told: AtomicBool,
    waits: Mutex<Waits>,
}

/// Of a sent message we need its number, and nothing else that a newer server might write differently.
#[derive(Deserialize)]
struct Sent {
    message_id: i64,
}

impl TelegramMessenger {
    /// Sends over this way.
    #[must_use]
    pub fn new(api: Api) -> Self {
        Self { api, token_told: AtomicBool::new(false), waits: Mutex::default() }
    }

    async fn attempt(&self, row: &OutboxRow) -> Result<MessageId, CallError> {
        const GONE: CallError = CallError::Refused { code: 400, why: Refusal::MessageGone };
        match &row.request {
            Request::Send(message) => {
                let sent: Sent = self.api.call_as(&outbound::send(row.chat, message)).await?;
                Ok(MessageId(sent.message_id))
            }
            Request::Edit(target, message) => {
                let call = outbound::edit(row.chat, *target, message).ok_or(GONE)?;
                changed(self.api.call_as(&call).await, *target)
            }
            Request::Strip(target) => {
                let call = outbound::strip(row.chat, *target).ok_or(GONE)?;
                changed(self.api.call_as(&call).await, *target)
            }
        }
    }

    fn delivery(&self, row: &OutboxRow, error: CallError) -> Delivery {
        match error {
            CallError::NotConnected => Delivery::NotSent { wait: None },
            CallError::NoAnswer | CallError::Unreadable => Delivery::Unknown,
            CallError::Unavailable { wait, .. } => {
                Delivery::NotSent { wait: wait.map(|wait| (wait, Scope::Bot)) }
            }
            CallError::TooMany(wait) => {
                let mut waits = self.waits.lock().unwrap_or_else(PoisonError::into_inner);
                let scope = waits.note(row.chat, wait, Instant::now());
                Delivery::NotSent { wait: Some((wait, scope)) }
            }
            CallError::Token(_) | CallError::NotBotApi(_) | CallError::Conflict { .. } => {
                self.tell_operator(error);
                Delivery::NotSent { wait: None }
            }
            CallError::Unreachable => Delivery::Unreachable,
            CallError::Refused { why: Refusal::MessageGone, .. } => Delivery::Gone,
            CallError::Refused { .. } => {
                log::error!("Telegram refused outbox row {} for good: {error}", row.id.0);
                Delivery::Refused
            }
        }
    }

    /// Nothing can be sent until somebody acts; said once, and again after it worked in between.
    fn tell_operator(&self, error: CallError) {
        if !self.token_told.swap(true, Ordering::Relaxed) {
            log::error!(
                "nothing can be sent: {error}; messages wait. Check TELOXIDE_TOKEN and TELOXIDE_API_URL"
            );
        }
    }
}

impl Messenger for TelegramMessenger {
    async fn deliver(&self, row: &OutboxRow) -> Delivery {
        match self.attempt(row).await {
            Ok(message) => {
                self.token_told.store(false, Ordering::Relaxed);
                Delivery::Done(message)
            }
            Err(error) => self.delivery(row, error),
        }
    }
}

/// A change that stands is done, whatever else the answer says.
fn changed(
    answer: Result<serde::de::IgnoredAny, CallError>,
    target: MessageId,
) -> Result<MessageId, CallError> {
    match answer {
        Ok(_) | Err(CallError::Refused { why: Refusal::NotModified, .. }) => Ok(target),
        Err(error) => Err(error),
    }
}

/// The chats that Telegram asked us to leave alone for a while.
///
/// Telegram does not say whom a wait is for. Our sender keeps the limit of one chat by itself, so a wait for
/// one chat is that chat's (a busy minute, another limit we do not know), and freezing everybody for it would
/// delay urgent advice. But if [`BOT_WIDE`] different chats are told to wait at the same time, it is the bot
/// that is too fast, and trying every further chat would only make the wait longer.
#[derive(Debug, Default)]
struct Waits(HashMap<ChatId, Instant>);

/// So many chats waiting at once mean that everybody shall wait.
const BOT_WIDE: usize = 3;

impl Waits {
    fn note(&mut self, chat: ChatId, wait: Duration, now: Instant) -> Scope {
        self.0.retain(|_, until| *until > now);
        self.0.insert(chat, now + wait);
        if self.0.len() >= BOT_WIDE { Scope::Bot } else { Scope::Chat }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_chats_wait_is_its_own_and_three_at_once_are_everybodys() {
        let (mut waits, start) = (Waits::default(), Instant::now());
        let second = Duration::from_secs(1);
        assert_eq!(waits.note(ChatId(1), 9 * second, start), Scope::Chat);
        assert_eq!(waits.note(ChatId(1), 9 * second, start), Scope::Chat);
        assert_eq!(waits.note(ChatId(2), 2 * second, start), Scope::Chat);
        assert_eq!(waits.note(ChatId(3), second, start), Scope::Bot);
        assert_eq!(waits.note(ChatId(4), second, start + 3 * second), Scope::Chat);
    }
}
