//! Which outbox row is sent next: one lane per chat, classes, limits, waits. Pure: it is told the time and
//! what became of each call; it sends nothing itself.
//!
//! Rows in here are in flight in the database. A row leaves with a [`SentRow`], which `handle` commits.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::{Delivery, Scope, SentRow};
use crate::{
    engine::{ChatId, Class, Fate, Mark},
    plan,
    script::Quiet,
    store::{OutboxRow, Request, RowChange, RowId},
};

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
const CHAT_BURST: f64 = 3.0;
/// A clock that goes back by more than this was set; less is how clocks are kept right.
const SET_BACK: SignedDuration = SignedDuration::from_secs(2);
/// Rows held in memory at most; more wait in the database.
const HELD_MAX: usize = 2_000;
/// Waits after failures: doubled each time, between these.
const RETRY_FIRST: SignedDuration = SignedDuration::from_millis(500);
const RETRY_MAX: SignedDuration = SignedDuration::from_secs(10);
/// "Call an ambulance" does not wait that long for a messenger that comes back.
const RETRY_MAX_URGENT: SignedDuration = SignedDuration::from_secs(3);
/// So many tries with an unknown end, and it is given up as "perhaps sent".
const UNKNOWN_TRIES_MAX: u32 = 3;
/// An urgent advice twice is better than none.
const UNKNOWN_TRIES_MAX_URGENT: u32 = 10;

/// The rows a sender has, and what it knows about each chat.
#[derive(Debug)]
pub struct Lanes {
    limits: Limits,
    quiet: Quiet,
    chats: BTreeMap<ChatId, Lane>,
    /// Chats that could send now, by class and age of their first row.
    ready: BTreeSet<(Class, RowId, ChatId)>,
    /// Chats that wait, by the instant they may go on.
    waiting: BTreeSet<(Timestamp, ChatId)>,
    all: Bucket,
    /// The messenger asked us to leave everybody alone until then.
    frozen: Option<Timestamp>,
    /// It did so because we were too fast: until the limit of all chats has room again, replies keep it, too.
    paced: bool,
    held: usize,
    unasked_held: usize,
    /// The clock when it was looked at last.
    seen: Timestamp,
}

#[derive(Debug)]
struct Lane {
    rows: VecDeque<OutboxRow>,
    calling: bool,
    bucket: Bucket,
    not_before: Option<Timestamp>,
    failures: u32,
    place: Place,
}

/// Where a lane stands, so that it can be taken from there.
#[derive(Clone, Copy, Debug)]
enum Place {
    Nowhere,
    Ready(Class, RowId),
    Waiting(Timestamp),
}

/// A token bucket that may be overdrawn: replies are never held back by it, but unasked messages are.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: f64,
    at: Option<Timestamp>,
}

/// What to do next.
#[derive(Debug)]
pub enum Next {
    /// Send this row now, and report with [`Lanes::done`].
    Call(Box<OutboxRow>),
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
            ready: BTreeSet::new(),
            waiting: BTreeSet::new(),
            all: Bucket::full(limits.all.max(1.0)),
            frozen: None,
            paced: false,
            held: 0,
            unasked_held: 0,
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
    pub fn unasked_room(&mut self, now: Timestamp) -> usize {
        if self.frozen.is_some_and(|until| until > now) {
            return 0;
        }
        let free = if self.limits.all == 0.0 {
            self.room()
        } else {
            self.all.refill(self.limits.all, self.limits.all.max(1.0), now);
            // At most the tokens of this second; never negative.
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "small and not negative"
            )]
            let tokens = self.all.tokens.max(0.0) as usize;
            tokens
        };
        free.saturating_sub(self.unasked_held).min(self.room())
    }

    /// When one more unasked row may be taken than there are in here; `None` if only the end of a call can make
    /// room for it.
    #[must_use]
    pub fn unasked_at(&mut self, now: Timestamp) -> Option<Timestamp> {
        if self.room() == 0 {
            return None;
        }
        let rate = self.limits.all;
        if rate == 0.0 {
            return Some(self.frozen.map_or(now, |until| until.max(now)));
        }
        let most = rate.max(1.0);
        self.all.refill(rate, most, now);
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        let tokens = self.unasked_held as f64 + 1.0;
        let by_rate = (tokens <= most).then(|| self.all.when(tokens, rate, now))?;
        Some(self.frozen.map_or(by_rate, |until| until.max(by_rate)))
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
            self.unasked_held += usize::from(row.class == Class::Unasked);
            // Behind everything of its class and of earlier ones, but never before the row under way.
            let first = usize::from(lane.calling);
            let place = lane.rows.iter().skip(first).position(|other| other.class > row.class);
            lane.rows.insert(place.map_or(lane.rows.len(), |place| place + first), row);
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
        while let Some((_, chat)) = self.waiting.first().copied().filter(|(at, _)| *at <= now) {
            self.queue(chat, now);
        }
        let Some((class, _, chat)) = self.ready.first().copied() else {
            return Next::Wait(self.waiting.first().map(|(at, _)| *at));
        };
        if let Some(rate) = self.waits_for_all(class, chat, now) {
            return Next::Wait(Some(self.waiting.first().map_or(rate, |(at, _)| rate.min(*at))));
        }
        self.unqueue(chat);
        if let Some(ended) = self.ends_unsent(chat, now) {
            self.queue(chat, now);
            return Next::Ended(ended);
        }
        let Some(lane) = self.chats.get_mut(&chat) else { return Next::Wait(None) };
        let Some(row) = lane.rows.front().cloned() else { return Next::Wait(None) };
        lane.calling = true;
        if matches!(row.request, Request::Send(_)) {
            lane.bucket.tokens -= 1.0;
            self.all.refill(self.limits.all, self.limits.all.max(1.0), now);
            self.all.tokens -= 1.0;
        }
        Next::Call(Box::new(row))
    }

    /// A call ended. Gives what must be committed; `None` if the row stays here for another try. What nobody
    /// asked for does not: it waits in the database, where it can still be cancelled.
    pub fn done(&mut self, chat: ChatId, delivery: Delivery, now: Timestamp) -> Option<SentRow> {
        let lane = self.chats.get_mut(&chat)?;
        lane.calling = false;
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
                row.unknown_tries += 1;
                (row.unknown_tries >= unknown_tries_max(class)).then_some(Fate::PerhapsSent)
            }
            Delivery::NotSent { .. } => None,
        };
        if let Some(fate) = fate {
            lane.failures = 0;
            let row = self.pop(chat)?;
            self.queue(chat, now);
            return Some(SentRow::removed(&row, Some(fate)));
        }
        let tries = row.unknown_tries;
        lane.failures = lane.failures.saturating_add(1);
        let until = match delivery {
            Delivery::NotSent { wait: Some((wait, scope)) } => {
                let until = later(now, wait);
                if scope == Scope::Bot {
                    self.frozen = self.frozen.max(Some(until));
                    // What was overdrawn was refused, so it is forgotten.
                    self.paced = true;
                    self.all = Bucket { tokens: 0.0, at: self.frozen };
                }
                until
            }
            // A lane of unasked rows forgets its failures while they wait elsewhere.
            Delivery::NotSent { .. } if class == Class::Unasked => {
                now.saturating_add(RETRY_MAX).unwrap_or(now)
            }
            _ => now.saturating_add(backoff(class, lane.failures.max(tries))).unwrap_or(now),
        };
        lane.not_before = Some(until);
        if class == Class::Unasked {
            let row = self.pop(chat)?;
            self.queue(chat, now);
            return Some(SentRow::put_off(&row, until));
        }
        self.queue(chat, now);
        None
    }

    /// While everybody or their chat has to wait, messages that nobody asked for do not wait in here: in the
    /// database they can still be cancelled, and follow the client's clock. To be called after [`Lanes::done`].
    pub fn put_off_unasked(&mut self, now: Timestamp) -> Vec<SentRow> {
        let mut put_off = Vec::new();
        if self.unasked_held == 0 {
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
            self.unasked_held -= unasked.len();
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
        self.ready.clear();
        self.waiting.clear();
        self.held -= released.len();
        released
    }

    /// The clock was set back: waits that were noted before are too long by that. Whoever is asked too soon
    /// says so again.
    fn forget_waits(&mut self, now: Timestamp) {
        self.frozen = None;
        for chat in self.chats.keys().copied().collect::<Vec<_>>() {
            if let Some(lane) = self.chats.get_mut(&chat) {
                lane.not_before = None;
            }
            self.queue(chat, now);
        }
    }

    /// When the limit of all chats lets this chat's first row go, if not now. Unasked rows always keep it;
    /// replies and urgent texts only after the messenger refused: sent all at once after each wait, they would
    /// be refused again, and everybody would wait many times longer.
    fn waits_for_all(&mut self, class: Class, chat: ChatId, now: Timestamp) -> Option<Timestamp> {
        let rate = self.limits.all;
        if rate == 0.0 {
            return None;
        }
        self.all.refill(rate, rate.max(1.0), now);
        self.paced &= self.all.tokens < rate.max(1.0);
        let first = self.chats.get(&chat).and_then(|lane| lane.rows.front());
        let sends = first.is_some_and(|row| matches!(row.request, Request::Send(_)));
        let keeps = class == Class::Unasked || self.paced && sends;
        (keeps && self.all.tokens < 1.0).then(|| self.all.when(1.0, rate, now))
    }

    /// The first row of a chat, if it must not be sent any more, or not now.
    fn ends_unsent(&mut self, chat: ChatId, now: Timestamp) -> Option<SentRow> {
        let row = self.chats.get(&chat)?.rows.front()?;
        if row.latest.is_some_and(|latest| now > latest) {
            let fate = if row.unknown_tries > 0 { Fate::PerhapsSent } else { Fate::TooLate };
            let row = self.pop(chat)?;
            return Some(SentRow::removed(&row, Some(fate)));
        }
        if row.at_night {
            return None;
        }
        let zone = row.zone.as_deref().and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
        if !plan::is_quiet(now, &zone, self.quiet) {
            return None;
        }
        let row = self.pop(chat)?;
        if matches!(row.mark, Mark::CheckIn(_)) {
            return Some(SentRow::removed(&row, Some(Fate::Night)));
        }
        let change = RowChange::Retry {
            id: row.id,
            not_before: plan::next_allowed(now, &zone, self.quiet),
            unknown_tries: row.unknown_tries,
        };
        Some(SentRow { chat, change: Some(change), event: None })
    }

    fn pop(&mut self, chat: ChatId) -> Option<OutboxRow> {
        let row = self.chats.get_mut(&chat)?.rows.pop_front()?;
        self.held -= 1;
        self.unasked_held -= usize::from(row.class == Class::Unasked);
        Some(row)
    }

    /// Puts a chat where it belongs: ready, waiting, or nowhere.
    fn queue(&mut self, chat: ChatId, now: Timestamp) {
        self.unqueue(chat);
        let rate = self.limits.chat;
        let Some(lane) = self.chats.get_mut(&chat) else { return };
        lane.bucket.refill(rate, CHAT_BURST, now);
        lane.not_before = lane.not_before.filter(|until| *until > now);
        if lane.calling {
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
                    self.enter(chat);
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
        self.enter(chat);
    }

    fn enter(&mut self, chat: ChatId) {
        match self.chats.get(&chat).map_or(Place::Nowhere, |lane| lane.place) {
            Place::Ready(class, id) => self.ready.insert((class, id, chat)),
            Place::Waiting(until) => self.waiting.insert((until, chat)),
            Place::Nowhere => false,
        };
    }

    fn unqueue(&mut self, chat: ChatId) {
        let Some(lane) = self.chats.get_mut(&chat) else { return };
        match std::mem::replace(&mut lane.place, Place::Nowhere) {
            Place::Ready(class, id) => self.ready.remove(&(class, id, chat)),
            Place::Waiting(until) => self.waiting.remove(&(until, chat)),
            Place::Nowhere => false,
        };
    }
}

impl Lane {
    fn new() -> Self {
        Self {
            rows: VecDeque::new(),
            calling: false,
            bucket: Bucket::full(CHAT_BURST),
            not_before: None,
            failures: 0,
            place: Place::Nowhere,
        }
    }
}

impl Bucket {
    fn full(tokens: f64) -> Self {
        Self { tokens, at: None }
    }

    fn refill(&mut self, rate: f64, most: f64, now: Timestamp) {
        if let Some(at) = self.at {
            // A clock that goes back gives nothing, and takes nothing.
            let seconds = now.duration_since(at).as_secs_f64().max(0.0);
            self.tokens = (self.tokens + seconds * rate).min(most);
        }
        self.at = Some(now);
    }

    /// When there will be so many tokens.
    fn when(&self, tokens: f64, rate: f64, now: Timestamp) -> Timestamp {
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

fn later(now: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by).ok().and_then(|by| now.checked_add(by).ok()).unwrap_or(Timestamp::MAX)
}

/// How long to wait after so many failures in a row.
fn backoff(class: Class, failures: u32) -> SignedDuration {
    let doubled = RETRY_FIRST.saturating_mul(1 << failures.saturating_sub(1).min(10));
    doubled.min(if class == Class::Urgent { RETRY_MAX_URGENT } else { RETRY_MAX })
}

fn unknown_tries_max(class: Class) -> u32 {
    if class == Class::Urgent { UNKNOWN_TRIES_MAX_URGENT } else { UNKNOWN_TRIES_MAX }
}

impl SentRow {
    /// The row waits in the database again. Tries with an unknown end are noted there, so that whoever sends it
    /// knows that it may be the second time.
    pub(super) fn given_back(row: &OutboxRow) -> Self {
        let OutboxRow { id, chat, not_before, unknown_tries, .. } = *row;
        let change = match unknown_tries {
            0 => RowChange::Release(id),
            _ => RowChange::Retry { id, not_before, unknown_tries },
        };
        Self { chat, change: Some(change), event: None }
    }

    /// The row waits in the database until then, where it can still be cancelled.
    fn put_off(row: &OutboxRow, not_before: Timestamp) -> Self {
        let OutboxRow { id, chat, unknown_tries, .. } = *row;
        Self { chat, change: Some(RowChange::Retry { id, not_before, unknown_tries }), event: None }
    }

    /// The row goes; its fate is told to the conversation where it asked for that.
    fn removed(row: &OutboxRow, fate: Option<Fate>) -> Self {
        let told = fate.filter(|fate| row.mark != Mark::None || *fate == Fate::Unreachable);
        Self {
            chat: row.chat,
            change: Some(RowChange::Remove(row.id)),
            event: told.map(|fate| crate::engine::Event::Fate { mark: row.mark, fate }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        engine::{Message, MessageId},
        script::Quiet,
    };
    use jiff::civil::Time;

    const QUIET: Quiet = Quiet { from: Time::constant(21, 0, 0, 0), to: Time::constant(9, 0, 0, 0) };

    fn lanes(all: f64, chat: f64) -> Lanes {
        Lanes::new(Limits { all, chat }, QUIET)
    }

    fn noon() -> Timestamp {
        "2026-03-02T12:00:00Z".parse().unwrap()
    }

    fn row(id: i64, chat: i64, class: Class) -> OutboxRow {
        OutboxRow {
            id: RowId(id),
            chat: ChatId(chat),
            class,
            request: Request::Send(Message::default()),
            mark: Mark::CheckIn(u32::try_from(id).unwrap()),
            not_before: noon(),
            latest: None,
            at_night: class != Class::Unasked,
            zone: None,
            unknown_tries: 0,
            in_flight: true,
        }
    }

    fn called(lanes: &mut Lanes, now: Timestamp) -> Option<i64> {
        match lanes.next(now) {
            Next::Call(row) => Some(row.id.0),
            Next::Ended(_) | Next::Wait(_) => None,
        }
    }

    fn ok(lanes: &mut Lanes, chat: i64, now: Timestamp) -> Option<SentRow> {
        lanes.done(ChatId(chat), Delivery::Done(MessageId(1)), now)
    }

    #[test]
    fn urgent_first_then_replies_then_staff_then_unasked_and_order_within_a_chat() {
        let mut lanes = lanes(0.0, 0.0);
        let rows = vec![
            row(1, 1, Class::Unasked),
            row(2, 2, Class::Staff),
            row(3, 3, Class::Reply),
            row(4, 3, Class::Reply),
            row(5, 4, Class::Urgent),
        ];
        lanes.offer(rows, noon());
        let order: Vec<i64> = std::iter::from_fn(|| called(&mut lanes, noon())).collect();
        assert_eq!(order, [5, 3, 2, 1], "one call at a time in a chat");
        assert!(ok(&mut lanes, 3, noon()).is_some());
        assert_eq!(called(&mut lanes, noon()), Some(4));
    }

    #[test]
    fn an_urgent_row_overtakes_what_waits_in_its_own_chat() {
        let mut lanes = lanes(0.0, 0.0);
        lanes.offer(vec![row(1, 1, Class::Reply), row(2, 1, Class::Reply)], noon());
        assert_eq!(called(&mut lanes, noon()), Some(1));
        lanes.offer(vec![row(3, 1, Class::Urgent)], noon());
        ok(&mut lanes, 1, noon());
        assert_eq!(called(&mut lanes, noon()), Some(3));
    }

    #[test]
    fn one_chat_has_a_burst_of_three_and_then_one_a_second() {
        let mut lanes = lanes(0.0, 1.0);
        lanes.offer((1..=5).map(|id| row(id, 1, Class::Reply)).collect(), noon());
        for id in 1..=3 {
            assert_eq!(called(&mut lanes, noon()), Some(id));
            ok(&mut lanes, 1, noon());
        }
        let Next::Wait(Some(at)) = lanes.next(noon()) else { panic!("the fourth has to wait") };
        assert!((1000..=1001).contains(&at.duration_since(noon()).as_millis()));
        assert_eq!(called(&mut lanes, at), Some(4));
    }

    #[test]
    fn unasked_rows_take_only_what_the_limit_leaves_and_replies_never_wait_for_it() {
        let mut lanes = lanes(2.0, 0.0);
        lanes.offer((1..=3).map(|id| row(id, id, Class::Reply)).collect(), noon());
        for id in 1..=3 {
            assert_eq!(called(&mut lanes, noon()), Some(id), "replies do not wait");
        }
        lanes.offer(vec![row(4, 4, Class::Unasked)], noon());
        let Next::Wait(Some(at)) = lanes.next(noon()) else { panic!("the bucket is overdrawn") };
        assert_eq!(called(&mut lanes, at), Some(4));
    }

    #[test]
    fn a_wait_for_one_chat_delays_nobody_else_and_one_for_the_bot_delays_all() {
        let mut lanes = lanes(0.0, 0.0);
        lanes.offer(vec![row(1, 1, Class::Reply), row(2, 2, Class::Reply), row(3, 3, Class::Reply)], noon());
        assert_eq!(called(&mut lanes, noon()), Some(1));
        let wait = |scope| Delivery::NotSent { wait: Some((Duration::from_secs(5), scope)) };
        assert_eq!(lanes.done(ChatId(1), wait(Scope::Chat), noon()), None);
        assert_eq!(called(&mut lanes, noon()), Some(2));
        lanes.done(ChatId(2), wait(Scope::Bot), noon());
        let Next::Wait(Some(at)) = lanes.next(noon()) else { panic!("everybody waits") };
        assert_eq!(at.duration_since(noon()).as_secs(), 5);
        assert!(called(&mut lanes, at).is_some());
    }

    #[test]
    fn once_refused_for_being_too_fast_replies_keep_the_limit_until_there_is_room_again() {
        let mut lanes = lanes(10.0, 0.0);
        lanes.offer((1..=40).map(|id| row(id, id, Class::Reply)).collect(), noon());
        for chat in 1..=20 {
            assert_eq!(called(&mut lanes, noon()), Some(chat), "replies do not wait by themselves");
        }
        let wait = Delivery::NotSent { wait: Some((Duration::from_secs(3), Scope::Bot)) };
        for chat in 1..=20 {
            assert_eq!(lanes.done(ChatId(chat), wait, noon()), None);
        }
        let edit = OutboxRow { request: Request::Strip(MessageId(1)), ..row(0, 0, Class::Reply) };
        let mut now = noon();
        let mut sent = 0;
        while sent < 40 {
            match lanes.next(now) {
                Next::Call(row) => {
                    sent += 1;
                    if sent == 20 {
                        lanes.offer(vec![edit.clone()], now);
                        assert_eq!(called(&mut lanes, now), Some(0), "a change of a message does not count");
                        ok(&mut lanes, 0, now);
                    }
                    ok(&mut lanes, row.chat.0, now);
                }
                Next::Ended(_) => panic!("nothing ends unsent"),
                Next::Wait(at) => now = at.expect("more is to be sent"),
            }
        }
        let took = now.duration_since(noon()).as_secs_f64();
        assert!((6.8..7.5).contains(&took), "3 s, then 40 at 10 a second, took {took} s");
        let later = now + SignedDuration::from_secs(2);
        lanes.offer((41..=60).map(|id| row(id, id, Class::Reply)).collect(), later);
        assert!((41..=60).all(|id| called(&mut lanes, later) == Some(id)), "as free as before");
    }

    #[test]
    fn a_row_that_was_not_sent_is_tried_until_it_is_and_an_unknown_one_three_times() {
        let mut lanes = lanes(0.0, 0.0);
        lanes.offer(vec![row(1, 1, Class::Reply)], noon());
        let mut now = noon();
        for _ in 0..20 {
            assert_eq!(called(&mut lanes, now), Some(1));
            assert_eq!(lanes.done(ChatId(1), Delivery::NotSent { wait: None }, now), None);
            let Next::Wait(Some(at)) = lanes.next(now) else { panic!("it waits for its turn") };
            assert!(at.duration_since(now) <= RETRY_MAX, "the wait has a ceiling");
            now = at;
        }
        let mut last = None;
        for _ in 0..UNKNOWN_TRIES_MAX {
            assert_eq!(called(&mut lanes, now), Some(1));
            last = lanes.done(ChatId(1), Delivery::Unknown, now);
            if let Next::Wait(Some(at)) = lanes.next(now) {
                now = at;
            }
        }
        let event = last.and_then(|sent| sent.event);
        assert!(matches!(event, Some(crate::engine::Event::Fate { fate: Fate::PerhapsSent, .. })));
    }

    #[test]
    fn after_an_unknown_end_a_delivery_is_perhaps_the_second() {
        let mut lanes = lanes(0.0, 0.0);
        lanes.offer(vec![row(1, 1, Class::Reply)], noon());
        called(&mut lanes, noon());
        lanes.done(ChatId(1), Delivery::Unknown, noon());
        let Next::Wait(Some(at)) = lanes.next(noon()) else { panic!("it waits") };
        called(&mut lanes, at);
        let event = ok(&mut lanes, 1, at).and_then(|sent| sent.event);
        let twice = matches!(
            event,
            Some(crate::engine::Event::Fate { fate: Fate::Delivered { perhaps_twice: true, .. }, .. })
        );
        assert!(twice);
    }

    #[test]
    fn a_later_change_of_a_message_replaces_the_one_that_waits() {
        let mut lanes = lanes(0.0, 0.0);
        let edit = |id| OutboxRow {
            request: Request::Edit(MessageId(7), Message::default()),
            ..row(id, 1, Class::Reply)
        };
        assert!(lanes.offer(vec![edit(1)], noon()).is_empty());
        assert_eq!(called(&mut lanes, noon()), Some(1), "this one is under way");
        assert!(lanes.offer(vec![edit(2)], noon()).is_empty(), "so it is not replaced");
        let replaced = lanes.offer(vec![edit(3)], noon());
        assert_eq!(replaced.len(), 1);
        assert_eq!(replaced[0].change, Some(RowChange::Remove(RowId(2))));
        ok(&mut lanes, 1, noon());
        assert_eq!(called(&mut lanes, noon()), Some(3));
    }

    #[test]
    fn the_night_and_the_latest_instant_end_a_row_unsent() {
        let night: Timestamp = "2026-03-02T23:00:00Z".parse().unwrap();
        let mut lanes = lanes(0.0, 0.0);
        let late = OutboxRow { latest: Some(noon()), ..row(2, 2, Class::Reply) };
        lanes.offer(vec![row(1, 1, Class::Unasked), late], night);
        let ended: Vec<_> = std::iter::from_fn(|| match lanes.next(night) {
            Next::Ended(sent) => sent.event,
            Next::Call(_) | Next::Wait(_) => None,
        })
        .collect();
        let fates: Vec<_> = ended
            .into_iter()
            .map(|event| match event {
                crate::engine::Event::Fate { fate, .. } => fate,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(fates, [Fate::TooLate, Fate::Night]);
    }

    #[test]
    fn what_nobody_asked_for_does_not_wait_in_here_but_the_chat_keeps_its_wait() {
        let mut lanes = lanes(30.0, 1.0);
        lanes.offer(vec![row(1, 1, Class::Unasked)], noon());
        called(&mut lanes, noon());
        let minute = Delivery::NotSent { wait: Some((Duration::from_mins(1), Scope::Chat)) };
        let put_off = lanes.done(ChatId(1), minute, noon()).and_then(|sent| sent.change);
        let not_before = noon() + SignedDuration::from_mins(1);
        assert_eq!(put_off, Some(RowChange::Retry { id: RowId(1), not_before, unknown_tries: 0 }));
        assert_eq!(lanes.room(), HELD_MAX);
        lanes.offer(vec![row(2, 1, Class::Reply)], noon());
        assert!(matches!(lanes.next(noon()), Next::Wait(Some(at)) if at == not_before));
        assert_eq!(called(&mut lanes, not_before), Some(2));
    }

    #[test]
    fn while_everybody_waits_nothing_unasked_is_held() {
        let mut lanes = lanes(30.0, 1.0);
        lanes.offer(vec![row(1, 1, Class::Reply), row(2, 2, Class::Reply)], noon());
        lanes.offer(vec![row(3, 1, Class::Unasked), row(4, 3, Class::Unasked)], noon());
        called(&mut lanes, noon());
        assert!(lanes.put_off_unasked(noon()).is_empty());
        let wait = Delivery::NotSent { wait: Some((Duration::from_mins(5), Scope::Bot)) };
        assert_eq!(lanes.done(ChatId(1), wait, noon()), None);
        assert_eq!(lanes.offer(vec![row(5, 5, Class::Unasked)], noon()).len(), 1, "none comes in either");
        let put_off: Vec<_> =
            lanes.put_off_unasked(noon()).into_iter().filter_map(|sent| sent.change).collect();
        let not_before = noon() + SignedDuration::from_mins(5);
        let retry = |id| RowChange::Retry { id: RowId(id), not_before, unknown_tries: 0 };
        assert_eq!(put_off, [retry(3), retry(4)]);
        assert_eq!(lanes.room(), HELD_MAX - 2);
        let after = later(not_before, Duration::from_secs(1));
        assert_eq!(called(&mut lanes, after), Some(1));
        assert_eq!(called(&mut lanes, after), Some(2));
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_make_anybody_wait_longer() {
        let mut lanes = lanes(30.0, 1.0);
        let ahead = noon() + SignedDuration::from_hours(24 * 365);
        lanes.offer(vec![row(1, 1, Class::Reply)], ahead);
        called(&mut lanes, ahead);
        let wait = Delivery::NotSent { wait: Some((Duration::from_mins(1), Scope::Bot)) };
        assert_eq!(lanes.done(ChatId(1), wait, ahead), None);
        assert_eq!(called(&mut lanes, ahead), None);
        let soon = noon() + SignedDuration::from_secs(1);
        let first = called(&mut lanes, noon()).or_else(|| called(&mut lanes, soon));
        assert_eq!(first, Some(1));
    }

    #[test]
    fn a_clean_stop_gives_back_what_is_not_under_way() {
        let mut lanes = lanes(0.0, 0.0);
        lanes.offer(vec![row(1, 1, Class::Reply), row(2, 1, Class::Reply), row(3, 2, Class::Reply)], noon());
        called(&mut lanes, noon());
        let released: Vec<_> = lanes.release().into_iter().filter_map(|sent| sent.change).collect();
        assert_eq!(released, [RowChange::Release(RowId(2)), RowChange::Release(RowId(3))]);
        assert!(ok(&mut lanes, 1, noon()).is_some(), "the one under way still ends");
    }

    #[test]
    fn what_was_perhaps_sent_is_given_back_as_that() {
        let mut lanes = lanes(0.0, 0.0);
        lanes.offer(vec![row(1, 1, Class::Reply)], noon());
        called(&mut lanes, noon());
        assert!(lanes.release().is_empty(), "it is under way");
        lanes.done(ChatId(1), Delivery::Unknown, noon());
        let change = RowChange::Retry { id: RowId(1), not_before: noon(), unknown_tries: 1 };
        assert_eq!(lanes.release()[0].change, Some(change));
        assert_eq!(lanes.room(), HELD_MAX);
    }

    #[test]
    fn nothing_is_remembered_about_chats_at_rest() {
        let mut lanes = lanes(30.0, 1.0);
        let mut now = noon();
        lanes.offer((1..=100).map(|id| row(id, id, Class::Reply)).collect(), now);
        while called(&mut lanes, now).is_some() {}
        for chat in 1..=100 {
            ok(&mut lanes, chat, now);
        }
        now = later(now, Duration::from_secs(10));
        assert!(matches!(lanes.next(now), Next::Wait(None)));
        assert!(lanes.chats.is_empty());
        assert_eq!(lanes.room(), HELD_MAX);
    }
}
