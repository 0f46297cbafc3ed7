//! Which outbox row is sent next: one lane per chat, classes, limits, waits. Pure: it is told the time and
//! what became of each call; it sends nothing itself.
//!
//! Rows in here are in flight in the database. A row leaves with a [`SentRow`], which `handle` commits.

mod lane;
mod limits;
#[cfg(test)]
mod load_tests;
mod pace;
#[cfg(test)]
mod tests;
mod tries;
mod turns;

use std::{collections::BTreeMap, mem, sync::Arc};

use jiff::Timestamp;

pub use self::limits::Limits;
use self::{
    lane::Lane,
    limits::{CHAT_BURST, later},
    pace::Pace,
    tries::{RETRY_MAX, backoff, backoff_unknown, unknown_tries_max, unsent},
    turns::{Place, Turns},
};
use super::{Delivery, Scope, SentRow, Withdrawn, clock::SET_BACK};
use crate::{
    engine::{ChatId, Class, Fate},
    script::Quiet,
    store::{OutboxRow, Request, RowId},
};

/// Rows held in memory at most; more wait in the database.
const HELD_MAX: usize = 2_000;

/// The rows a sender has, and what it knows about each chat.
#[derive(Debug)]
pub struct Lanes {
    limits: Limits,
    quiet: Quiet,
    chats: BTreeMap<ChatId, Lane>,
    turns: Turns,
    pace: Pace,
    /// The messenger asked us to leave everybody alone until then.
    frozen: Option<Timestamp>,
    held: usize,
    /// Unasked rows that wait in here; those under way are left out.
    unasked_waiting: usize,
    /// The clock when it was looked at last.
    seen: Timestamp,
}

/// What to do next.
#[derive(Debug)]
pub enum Next {
    /// Send this row now, and report with [`Lanes::done`].
    Call(Arc<OutboxRow>),
    /// This row ended without a call.
    Ended(SentRow),
    /// Nothing before this instant (`None`: nothing at all), unless rows are offered or calls end.
    Wait(Option<Timestamp>),
}

impl Lanes {
    /// Empty lanes.
    #[must_use]
    pub fn new(limits: Limits, quiet: Quiet) -> Self {
        Self {
            limits,
            quiet,
            chats: BTreeMap::new(),
            turns: Turns::default(),
            pace: Pace::new(limits.all),
            frozen: None,
            held: 0,
            unasked_waiting: 0,
            seen: Timestamp::MIN,
        }
    }

    /// How many more rows fit.
    #[must_use]
    pub fn room(&self) -> usize {
        HELD_MAX.saturating_sub(self.held)
    }

    /// How many unasked rows may be taken now so that none waits long in here.
    #[must_use]
    pub fn unasked_room(&self, now: Timestamp) -> usize {
        if self.frozen.is_some_and(|until| until > now) {
            return 0;
        }
        let enough = self.pace.ahead().map(|enough| enough.saturating_sub(self.unasked_waiting));
        enough.unwrap_or(usize::MAX).min(self.room())
    }

    /// When one more unasked row may be taken than there are in here; `None` if only the end of a call, or the
    /// turn of one that waits, can make room for it.
    #[must_use]
    pub fn unasked_at(&self, now: Timestamp) -> Option<Timestamp> {
        let open = self.frozen.map_or(now, |until| until.max(now));
        (self.unasked_room(open) > 0).then_some(open)
    }

    /// The chats that have rows in here.
    #[must_use]
    pub fn busy(&self) -> Vec<ChatId> {
        self.chats.iter().filter(|(_, lane)| !lane.rows.is_empty()).map(|(chat, _)| *chat).collect()
    }

    /// Takes rows that are in flight in the database. Gives those that need not be sent any more, because a
    /// later one replaces them, and those that nobody asked for of chats that have to wait.
    pub fn offer(&mut self, rows: Vec<OutboxRow>, now: Timestamp) -> Vec<SentRow> {
        let mut replaced = Vec::new();
        for row in rows {
            let chat = row.chat;
            if let Some(until) = self.waits(chat, now).filter(|_| row.class == Class::Unasked) {
                replaced.push(SentRow::put_off(&row, until));
                continue;
            }
            self.unqueue(chat);
            let lane = self.chats.entry(chat).or_insert_with(Lane::new);
            if row.request.target().is_some() {
                let old = lane.rows.iter().enumerate().position(|(at, old)| {
                    // The first row is being sent while a call is under way.
                    (at > 0 || !lane.calling) && row.request.overtakes(&old.request)
                });
                if let Some(old) = old.and_then(|at| lane.rows.remove(at)) {
                    self.held -= 1;
                    replaced.push(SentRow::removed(&old, None));
                }
            }
            self.held += 1;
            self.unasked_waiting += usize::from(row.class == Class::Unasked);
            // Behind everything of its class and of earlier ones, but never before the row under way.
            let first = usize::from(lane.calling);
            let place = lane.rows.iter().skip(first).position(|other| other.class > row.class);
            lane.rows.insert(place.map_or(lane.rows.len(), |place| place + first), Arc::new(row));
            self.queue(chat, now);
        }
        replaced
    }

    /// What to do next.
    pub fn next(&mut self, now: Timestamp) -> Next {
        if self.seen.duration_since(now) > SET_BACK {
            self.forget_waits(now);
        }
        self.seen = now;
        if let Some(until) = self.frozen {
            if until > now {
                return Next::Wait(Some(until));
            }
            self.frozen = None;
        }
        while let Some(chat) = self.turns.waited(now) {
            self.queue(chat, now);
        }
        let chat = match self.first_free(now) {
            Ok(chat) => chat,
            Err(free_at) => return Next::Wait([free_at, self.turns.next()].into_iter().flatten().min()),
        };
        self.unqueue(chat);
        if let Some(ended) = self.ends_unsent(chat, now) {
            self.queue(chat, now);
            return Next::Ended(ended);
        }
        let Some(lane) = self.chats.get_mut(&chat) else { return Next::Wait(None) };
        let Some(row) = lane.rows.front().cloned() else { return Next::Wait(None) };
        lane.calling = true;
        let unasked = row.class == Class::Unasked;
        self.unasked_waiting -= usize::from(unasked);
        if matches!(row.request, Request::Send(_)) {
            lane.bucket.tokens -= 1.0;
            self.pace.count(unasked, now);
        }
        Next::Call(row)
    }

    /// A call ended. Gives what must be committed; its chat then waits for [`Lanes::settled`]. `None` if the row
    /// stays here for another try. What nobody asked for does not: it waits in the database, where it can still be
    /// cancelled.
    pub fn done(&mut self, chat: ChatId, delivery: Delivery, now: Timestamp) -> Option<SentRow> {
        let sent = self.end_call(chat, delivery, now);
        if let (Some(sent), Some(lane)) = (&sent, self.chats.get_mut(&chat)) {
            lane.unsettled = sent.row().map(|(_, row)| row);
        }
        self.queue(chat, now);
        sent
    }

    /// The reports on these rows are durable: their chats go on.
    pub fn settled(&mut self, ends: &[(ChatId, RowId)], now: Timestamp) {
        for (chat, row) in ends {
            if let Some(lane) = self.chats.get_mut(chat).filter(|lane| lane.unsettled == Some(*row)) {
                lane.unsettled = None;
                self.queue(*chat, now);
            }
        }
    }

    /// Everything about these chats before such a row is erased in the database, so nothing of it is sent any more.
    /// What is under way cannot be called back, but it is not tried again. A row that came after may be here already:
    /// it was claimed before we heard of this.
    pub fn erase(&mut self, chats: &[(ChatId, RowId)], now: Timestamp) {
        for (chat, first) in chats {
            self.unqueue(*chat);
            let Some(lane) = self.chats.get_mut(chat) else { continue };
            let mut rows = mem::take(&mut lane.rows);
            let under_way = if lane.calling { rows.pop_front() } else { None };
            lane.erased = under_way.as_ref().is_some_and(|row| row.id < *first);
            let (gone, kept): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.id < *first);
            lane.rows = under_way.into_iter().chain(kept).collect();
            self.held -= gone.len();
            self.unasked_waiting -= gone.iter().filter(|row| row.class == Class::Unasked).count();
            self.queue(*chat, now);
        }
    }

    /// Nobody wants these any more. Gives those that wait in here; what is under way cannot be called back.
    pub fn withdraw(&mut self, withdrawn: &[Withdrawn], now: Timestamp) -> Vec<SentRow> {
        let mut dropped = Vec::new();
        for withdrawn in withdrawn {
            self.unqueue(withdrawn.chat);
            let Some(lane) = self.chats.get_mut(&withdrawn.chat) else { continue };
            let waiting = lane.rows.split_off(usize::from(lane.calling));
            let (gone, kept): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|row| withdrawn.has(row));
            lane.rows.extend(kept);
            self.held -= gone.len();
            self.unasked_waiting -= gone.len();
            dropped.extend(gone.iter().map(|row| SentRow::removed(row, None)));
            self.queue(withdrawn.chat, now);
        }
        dropped
    }

    fn end_call(&mut self, chat: ChatId, delivery: Delivery, now: Timestamp) -> Option<SentRow> {
        let lane = self.chats.get_mut(&chat)?;
        lane.calling = false;
        if std::mem::take(&mut lane.erased) {
            self.take(chat);
            return None;
        }
        let row = lane.rows.front_mut()?;
        let class = row.class;
        let fate = match delivery {
            Delivery::Done(message) => {
                Some(Fate::Delivered { message, at: now, perhaps_twice: row.unknown_tries > 0 })
            }
            Delivery::Refused => Some(Fate::Refused),
            Delivery::Unreachable => Some(Fate::Unreachable),
            Delivery::Gone => Some(Fate::Gone),
            Delivery::Unknown => {
                let row = Arc::make_mut(row);
                row.unknown_tries += 1;
                (row.unknown_tries >= unknown_tries_max(class)).then_some(Fate::PerhapsSent)
            }
            Delivery::NotSent { .. } => None,
        };
        if let Some(fate) = fate {
            lane.failures = 0;
            let row = self.take(chat)?;
            return Some(SentRow::removed(&row, Some(fate)));
        }
        let tries = row.unknown_tries;
        lane.failures = lane.failures.saturating_add(1);
        let until = match delivery {
            Delivery::NotSent { wait: Some((wait, scope)) } => {
                let until = later(now, wait);
                if scope == Scope::Bot {
                    let until = self.frozen.map_or(until, |frozen| frozen.max(until));
                    self.frozen = Some(until);
                    self.pace.refused(until);
                }
                until
            }
            // A lane of unasked rows forgets its failures while they wait elsewhere.
            Delivery::NotSent { .. } if class == Class::Unasked => {
                now.saturating_add(RETRY_MAX).unwrap_or(now)
            }
            Delivery::Unknown => {
                now.saturating_add(backoff_unknown(class, lane.failures, tries)).unwrap_or(now)
            }
            _ => now.saturating_add(backoff(class, lane.failures)).unwrap_or(now),
        };
        lane.not_before = Some(until);
        if class == Class::Unasked {
            let row = self.take(chat)?;
            return Some(SentRow::put_off(&row, until));
        }
        lane.step_back();
        None
    }

    /// While everybody or their chat has to wait, messages that nobody asked for do not wait in here: in the
    /// database they can still be cancelled, and follow the client's clock. To be called after [`Lanes::done`].
    pub fn put_off_unasked(&mut self, now: Timestamp) -> Vec<SentRow> {
        let mut put_off = Vec::new();
        if self.unasked_waiting == 0 {
            return put_off;
        }
        for chat in self.busy() {
            let Some(until) = self.waits(chat, now) else { continue };
            self.unqueue(chat);
            let Some(lane) = self.chats.get_mut(&chat) else { continue };
            let under_way = usize::from(lane.calling);
            // They stand behind everything else.
            let first = lane.rows.iter().skip(under_way).position(|row| row.class == Class::Unasked);
            let unasked = lane.rows.split_off(first.map_or(lane.rows.len(), |first| first + under_way));
            self.held -= unasked.len();
            self.unasked_waiting -= unasked.len();
            put_off.extend(unasked.iter().map(|row| SentRow::put_off(row, until)));
            self.queue(chat, now);
        }
        put_off
    }

    /// Until when everybody or this chat has to wait, because the messenger said so or did not answer.
    fn waits(&self, chat: ChatId, now: Timestamp) -> Option<Timestamp> {
        let chat = self.chats.get(&chat).and_then(|lane| lane.not_before);
        self.frozen.max(chat).filter(|until| *until > now)
    }

    /// Gives back every row that is not being sent: for a clean stop. Rows under way stay; when their calls have
    /// ended, this gives those back that are not done.
    pub fn release(&mut self) -> Vec<SentRow> {
        let mut released = Vec::new();
        for lane in self.chats.values_mut() {
            lane.place = Place::Nowhere;
            let keep = usize::from(lane.calling);
            released.extend(lane.rows.drain(keep..).map(|row| SentRow::given_back(&row)));
        }
        self.unasked_waiting = 0;
        self.turns.clear();
        self.held -= released.len();
        released
    }

    /// The clock was set back: waits that were noted before are too long by that. Whoever is asked too soon
    /// says so again.
    fn forget_waits(&mut self, now: Timestamp) {
        self.frozen = None;
        self.pace.forget_all();
        for chat in self.chats.keys().copied().collect::<Vec<_>>() {
            if let Some(lane) = self.chats.get_mut(&chat) {
                lane.not_before = None;
            }
            self.queue(chat, now);
        }
    }

    /// The most urgent chat that the limit of all chats lets go now; else when it lets one go, if any is ready.
    fn first_free(&mut self, now: Timestamp) -> Result<ChatId, Option<Timestamp>> {
        let mut free_at = None;
        for (class, chat) in self.turns.ready() {
            let first = self.chats.get(&chat).and_then(|lane| lane.rows.front());
            let sent = first.filter(|row| matches!(row.request, Request::Send(_)));
            let at = match sent {
                None => now,
                Some(_) if class == Class::Unasked => self.pace.evenly(now),
                Some(row) => self.pace.reply(class, row.not_before, now),
            };
            if at <= now {
                return Ok(chat);
            }
            free_at = Some(free_at.map_or(at, |earliest: Timestamp| earliest.min(at)));
            // Those behind it are unasked, too, and wait for the same turn.
            if class == Class::Unasked {
                break;
            }
        }
        Err(free_at)
    }

    /// The first row of a chat, if it must not be sent any more, or not now.
    fn ends_unsent(&mut self, chat: ChatId, now: Timestamp) -> Option<SentRow> {
        let row = self.chats.get(&chat)?.rows.front()?;
        let ended = unsent(row, self.quiet, now)?;
        let row = self.take(chat)?;
        self.unasked_waiting -= usize::from(row.class == Class::Unasked);
        Some(ended)
    }

    /// Takes the first row of a chat out. One under way counts no more among the unasked that wait.
    fn take(&mut self, chat: ChatId) -> Option<Arc<OutboxRow>> {
        let row = self.chats.get_mut(&chat)?.rows.pop_front()?;
        self.held -= 1;
        Some(row)
    }

    /// Puts a chat where it belongs: ready, waiting, or nowhere.
    fn queue(&mut self, chat: ChatId, now: Timestamp) {
        self.unqueue(chat);
        let rate = self.limits.chat;
        let Some(lane) = self.chats.get_mut(&chat) else { return };
        lane.bucket.refill(rate, CHAT_BURST, now);
        lane.not_before = lane.not_before.filter(|until| *until > now);
        if lane.calling || lane.unsettled.is_some() {
            return;
        }
        let Some(row) = lane.rows.front() else {
            // An idle lane is forgotten as soon as it has nothing to remember: a wait, or how much it sent.
            let full = rate == 0.0 || lane.bucket.tokens >= CHAT_BURST;
            let by_rate = (!full).then(|| lane.bucket.when(CHAT_BURST, rate, now));
            match lane.not_before.max(by_rate) {
                None => {
                    self.chats.remove(&chat);
                }
                Some(until) => {
                    lane.place = Place::Waiting(until);
                    self.turns.enter(chat, lane.place);
                }
            }
            return;
        };
        let by_rate = (rate > 0.0 && matches!(row.request, Request::Send(_)) && lane.bucket.tokens < 1.0)
            .then(|| lane.bucket.when(1.0, rate, now));
        lane.place = match lane.not_before.max(by_rate).filter(|until| *until > now) {
            Some(until) => Place::Waiting(until),
            None => Place::Ready(row.class, row.id),
        };
        self.turns.enter(chat, lane.place);
    }

    fn unqueue(&mut self, chat: ChatId) {
        if let Some(lane) = self.chats.get_mut(&chat) {
            self.turns.leave(chat, mem::replace(&mut lane.place, Place::Nowhere));
        }
    }
}
