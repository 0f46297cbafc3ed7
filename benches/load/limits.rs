//! Telegram's limits as this generator understands them, kept strictly: in no window of one second more than so many
//! new messages in all, and in one chat one a second with a short burst.

use std::{
    collections::{HashMap, VecDeque},
    time::{Duration, Instant},
};

/// New messages in any second, over all chats (core.telegram.org/bots/faq).
const ALL: usize = 30;
/// New messages that one chat may get at once, before one a second.
const CHAT_BURST: f64 = 3.0;
const SECOND: Duration = Duration::from_secs(1);

#[derive(Default)]
pub(crate) struct Limits {
    taken: VecDeque<Instant>,
    chats: HashMap<i64, (f64, Instant)>,
    /// Messages that were refused.
    pub(crate) refused: u32,
    /// The most that came in one second.
    pub(crate) most: usize,
}

impl Limits {
    /// Whether a new message is taken.
    pub(crate) fn takes(&mut self, chat: i64, now: Instant) -> bool {
        while self.taken.front().is_some_and(|first| now.duration_since(*first) >= SECOND) {
            self.taken.pop_front();
        }
        let (left, at) = self.chats.entry(chat).or_insert((CHAT_BURST, now));
        *left = (*left + now.duration_since(*at).as_secs_f64()).min(CHAT_BURST);
        *at = now;
        if *left < 1.0 || self.taken.len() >= ALL {
            self.refused += 1;
            return false;
        }
        *left -= 1.0;
        self.taken.push_back(now);
        self.most = self.most.max(self.taken.len());
        true
    }
}
