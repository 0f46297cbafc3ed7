//! The limit over all chats: no second that holds more sends than it allows, as far as it is ours to say.

use std::{collections::VecDeque, time::Duration};

use jiff::{SignedDuration, Timestamp};

use super::limits::later;
use crate::engine::Class;

/// A second as it is kept: what leaves us that far apart may arrive closer together.
const SECOND: Duration = Duration::from_millis(1020);
/// A reply waits for the limit at most so long: whoever waits for an answer must not notice.
const REPLY_WAIT: Duration = Duration::from_millis(250);
/// So many turns may be made up for when they were missed.
const LATE: u32 = 3;
/// Unasked rows are taken from the database for so long in advance.
const AHEAD: f64 = 0.5;

/// The sends of the last second, and when the next may follow.
///
/// What nobody waits for goes evenly, one after the other. A reply may go before its turn, as long as its second has
/// room; in a second that unasked messages have filled, it takes the place of the next one of them. In one that holds
/// only replies it never waits: then the limit is not of our making, and whether it is one the messenger decides.
#[derive(Debug)]
pub(super) struct Pace {
    /// Sends in a second; 0: no limit.
    rate: f64,
    /// When each was sent, and whether nobody asked for it; the oldest first.
    sent: VecDeque<(Timestamp, bool)>,
    unasked: usize,
    /// The next turn in the even order.
    turn: Timestamp,
    /// The messenger refused us for being too fast: until then at least, replies go evenly, too.
    refused: Option<Timestamp>,
}

impl Pace {
    pub(super) fn new(rate: f64) -> Self {
        Self { rate, sent: VecDeque::new(), unasked: 0, turn: Timestamp::MIN, refused: None }
    }

    /// A send goes now.
    pub(super) fn count(&mut self, unasked: bool, now: Timestamp) {
        if self.rate == 0.0 {
            return;
        }
        self.forget(now);
        self.sent.push_back((now, unasked));
        self.unasked += usize::from(unasked);
        let interval = SECOND.div_f64(self.most());
        // Who comes a little late for a turn does not delay those behind; and however many replies went before their
        // turn, nobody pays for more than a second of them.
        let late = SignedDuration::try_from(interval * LATE).ok();
        let earliest = late.and_then(|late| now.checked_sub(late).ok()).unwrap_or(now);
        self.turn = later(self.turn.max(earliest), interval).min(later(now, SECOND));
    }

    /// When a message that nobody waits for may go.
    pub(super) fn evenly(&mut self, now: Timestamp) -> Timestamp {
        if self.rate == 0.0 {
            return now;
        }
        self.turn.max(self.room_at(now))
    }

    /// When a reply of this class may go that could go since then.
    pub(super) fn reply(&mut self, class: Class, since: Timestamp, now: Timestamp) -> Timestamp {
        if self.rate == 0.0 {
            return now;
        }
        let room = self.room_at(now);
        if self.refused.is_some() {
            return self.turn.max(room);
        }
        // Who shall call an ambulance waits for nobody's check-in.
        if self.unasked == 0 || class == Class::Urgent { now } else { room.min(later(since, REPLY_WAIT)) }
    }

    /// The messenger says that we were too fast, and asks everybody to wait until then.
    pub(super) fn refused(&mut self, until: Timestamp) {
        // What was refused was not sent.
        self.sent.clear();
        self.unasked = 0;
        self.turn = until;
        self.refused = Some(later(until, SECOND));
    }

    /// The clock was set back.
    pub(super) fn forget_all(&mut self) {
        *self = Self::new(self.rate);
    }

    /// How many unasked rows are enough to have at hand; `None`: any number.
    pub(super) fn ahead(&self) -> Option<usize> {
        (self.rate > 0.0).then(|| whole((self.most() * AHEAD).ceil()))
    }

    /// When this second has room for one more.
    fn room_at(&mut self, now: Timestamp) -> Timestamp {
        self.forget(now);
        let over = self.sent.len().checked_sub(whole(self.most()));
        over.and_then(|over| self.sent.get(over)).map_or(now, |(at, _)| later(*at, SECOND))
    }

    fn forget(&mut self, now: Timestamp) {
        while let Some((_, unasked)) = self.sent.front().copied().filter(|(at, _)| later(*at, SECOND) <= now)
        {
            self.sent.pop_front();
            self.unasked -= usize::from(unasked);
        }
        // At most half of what is allowed was sent lately: the wave is over.
        if self.refused.is_some_and(|until| until <= now) && self.sent.len() * 2 <= whole(self.most()) {
            self.refused = None;
        }
    }

    fn most(&self) -> f64 {
        self.rate.max(1.0)
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate, small and not negative")]
fn whole(number: f64) -> usize {
    number as usize
}
