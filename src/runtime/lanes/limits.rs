//! How fast may be sent: the limits, and the bucket that keeps each.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// How fast may be sent, in sends per second; 0 switches a limit off. Edits count in neither.
///
/// Source: core.telegram.org/bots/faq, "My bot is hitting limits": about 30 a second in all, and in one chat
/// one a second, with short bursts tolerated.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// In all chats together: `AFTERCARE_RATE_ALL`. Replies never wait for it, but count.
    pub all: f64,
    /// In one chat: `AFTERCARE_RATE_CHAT`.
    pub chat: f64,
}

/// Sends in one chat that may follow each other without waiting.
pub(super) const CHAT_BURST: f64 = 3.0;

/// A token bucket that may be overdrawn: replies are never held back by it, but unasked messages are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bucket {
    pub(super) tokens: f64,
    pub(super) at: Option<Timestamp>,
}

impl Bucket {
    pub(super) fn full(tokens: f64) -> Self {
        Self { tokens, at: None }
    }

    pub(super) fn refill(&mut self, rate: f64, most: f64, now: Timestamp) {
        if let Some(at) = self.at {
            // A clock that goes back gives nothing, and takes nothing.
            let seconds = now.duration_since(at).as_secs_f64().max(0.0);
            self.tokens = (self.tokens + seconds * rate).min(most);
        }
        self.at = Some(now);
    }

    /// When there will be so many tokens.
    pub(super) fn when(&self, tokens: f64, rate: f64, now: Timestamp) -> Timestamp {
        if self.tokens >= tokens {
            return now;
        }
        let missing = (tokens - self.tokens) / rate;
        // A millisecond more, so that rounding cannot wake us too early.
        later(now, Duration::from_secs_f64(missing))
            .saturating_add(SignedDuration::from_millis(1))
            .unwrap_or(now)
    }
}

pub(super) fn later(now: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by).ok().and_then(|by| now.checked_add(by).ok()).unwrap_or(Timestamp::MAX)
}
