//! Under load: many rows, a messenger that takes its time and keeps the limits strictly, and a clock that jumps from
//! one event to the next.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::SignedDuration;

use super::{
    tests::{lanes, noon, row},
    *,
};
use crate::{
    engine::{Message, MessageId},
    store::RowId,
};

/// How long a call takes.
const CALL: SignedDuration = SignedDuration::from_millis(80);

/// What the messenger answers to a send.
type Answers = fn(&OutboxRow) -> Delivery;

fn taken(_: &OutboxRow) -> Delivery {
    Delivery::Done(MessageId(1))
}

/// A row that went out, and when.
type Sent = (Timestamp, Class, ChatId, RowId);

/// Rows arrive, wait in the database if they are unasked, and go through lanes with this limit.
struct Load {
    lanes: Lanes,
    now: Timestamp,
    /// Unasked rows in the database.
    waiting: VecDeque<OutboxRow>,
    /// Other rows, by the instant at which they come.
    coming: BTreeMap<Timestamp, Vec<OutboxRow>>,
    calls: BTreeSet<(Timestamp, RowId)>,
    under_way: BTreeMap<RowId, Arc<OutboxRow>>,
    answers: Answers,
    sent: Vec<Sent>,
    ended: Vec<SentRow>,
}

impl Load {
    fn new(all: f64, unasked: impl IntoIterator<Item = OutboxRow>) -> Self {
        Self {
            lanes: lanes(all, 1.0),
            now: noon(),
            waiting: unasked.into_iter().collect(),
            coming: BTreeMap::new(),
            calls: BTreeSet::new(),
            under_way: BTreeMap::new(),
            answers: taken,
            sent: Vec::new(),
            ended: Vec::new(),
        }
    }

    fn comes(&mut self, after_ms: i64, row: OutboxRow) {
        let at = noon() + SignedDuration::from_millis(after_ms);
        self.coming.entry(at).or_default().push(OutboxRow { not_before: at, ..row });
    }

    /// Until nothing is left to do, or this long.
    fn run(&mut self, most: SignedDuration) {
        let end = self.now + most;
        while self.now < end {
            let wait = self.work();
            let next = [
                wait,
                self.calls.first().map(|(at, _)| *at),
                self.coming.keys().next().copied(),
                (!self.waiting.is_empty()).then(|| self.now + SignedDuration::from_millis(100)),
            ];
            let Some(next) = next.into_iter().flatten().min() else { return };
            self.now = next.max(self.now + SignedDuration::from_millis(1));
        }
    }

    fn work(&mut self) -> Option<Timestamp> {
        while let Some(at) = self.coming.first_entry().filter(|coming| *coming.key() <= self.now) {
            let ended = self.lanes.offer(at.remove(), self.now);
            self.ended.extend(ended);
        }
        while let Some((_, id)) = self.calls.first().copied().filter(|(at, _)| *at <= self.now) {
            self.calls.pop_first();
            let row = self.under_way.remove(&id).expect("it is under way");
            let ended = self.lanes.done(row.chat, (self.answers)(&row), self.now);
            self.lanes.settled(&ended.iter().filter_map(SentRow::row).collect::<Vec<_>>(), self.now);
            self.ended.extend(ended);
        }
        let room = self.lanes.unasked_room(self.now).min(self.waiting.len());
        let claimed = self.waiting.drain(..room).collect();
        let ended = self.lanes.offer(claimed, self.now);
        self.ended.extend(ended);
        loop {
            match self.lanes.next(self.now) {
                Next::Call(row) => {
                    self.sent.push((self.now, row.class, row.chat, row.id));
                    self.calls.insert((self.now + CALL, row.id));
                    self.under_way.insert(row.id, row);
                }
                Next::Ended(row) => self.ended.push(row),
                Next::Wait(at) => return at,
            }
        }
    }

    /// The most that were sent in any second.
    fn most_in_a_second(&self) -> usize {
        let second = SignedDuration::from_secs(1);
        let from = |at: usize| {
            let first = self.sent[at].0;
            self.sent[at..].iter().take_while(|(later, ..)| later.duration_since(first) < second).count()
        };
        (0..self.sent.len()).map(from).max().unwrap_or(0)
    }
}

#[test]
fn a_burst_drains_at_the_limit_and_live_replies_overtake_it() {
    let mut load = Load::new(30.0, (1..=3_000).map(|id| row(id, id, Class::Unasked)));
    // A reply every 170 ms, now and then three at once.
    for number in 0..560 {
        load.comes(number * 170, row(10_000 + number, 10_000 + number, Class::Reply));
        if number % 20 == 0 {
            for more in 1..=2 {
                load.comes(
                    number * 170,
                    row(20_000 + number * 2 + more, 20_000 + number * 2 + more, Class::Reply),
                );
            }
        }
    }
    let came: BTreeMap<RowId, Timestamp> =
        load.coming.iter().flat_map(|(at, rows)| rows.iter().map(|row| (row.id, *at))).collect();
    load.run(SignedDuration::from_mins(5));
    let unasked: Vec<Timestamp> =
        load.sent.iter().filter(|(_, class, ..)| *class == Class::Unasked).map(|(at, ..)| *at).collect();
    assert_eq!(unasked.len(), 3_000);
    assert!(load.most_in_a_second() <= 30, "{} in one second", load.most_in_a_second());
    let last = unasked[2_999];
    let sent = load.sent.iter().filter(|(at, ..)| *at <= last).count();
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let speed = sent as f64 / last.duration_since(noon()).as_secs_f64();
    assert!(speed >= 29.0, "{speed} a second");
    for (at, _, _, id) in load.sent.iter().filter(|(_, class, ..)| *class == Class::Reply) {
        let waited = at.duration_since(came[id]);
        assert!(waited <= SignedDuration::from_millis(250), "a reply waited {waited}");
    }
}

#[test]
fn replies_alone_do_not_wait_for_the_limit_and_urgent_texts_never() {
    let mut load = Load::new(30.0, Vec::new());
    for number in 1..=100 {
        load.comes(0, row(number, number, Class::Reply));
    }
    load.run(SignedDuration::from_secs(1));
    assert!(load.sent.iter().all(|(at, ..)| *at == noon()));

    let mut load = Load::new(30.0, (1..=100).map(|id| row(id, id, Class::Unasked)));
    for number in 1_001..=1_040 {
        load.comes(2_000, row(number, number, Class::Urgent));
    }
    load.run(SignedDuration::from_secs(10));
    let at = noon() + SignedDuration::from_secs(2);
    assert_eq!(
        load.sent.iter().filter(|(sent, class, ..)| *class == Class::Urgent && *sent == at).count(),
        40
    );
}

#[test]
fn chats_that_block_fail_or_hang_delay_nobody_else() {
    let mut load = Load::new(30.0, (1..=120).map(|id| row(id, id, Class::Unasked)));
    load.answers = |row| match row.chat.0 % 4 {
        0 => Delivery::Unreachable,
        1 => Delivery::NotSent { wait: None },
        2 => Delivery::NotSent { wait: Some((std::time::Duration::from_mins(5), Scope::Chat)) },
        _ => Delivery::Done(MessageId(1)),
    };
    for number in 0..40 {
        // The first three of four fail; each fourth is answered.
        load.comes(number * 25, row(1_000 + number, 1_000 + number, Class::Reply));
    }
    load.run(SignedDuration::from_secs(10));
    let first_try = |id: i64| load.sent.iter().find(|(.., sent)| *sent == RowId(id)).map(|(at, ..)| *at);
    for id in 1..=120 {
        let at = first_try(id).expect("each is tried");
        assert!(at.duration_since(noon()) < SignedDuration::from_secs(8), "{id} at {at}");
    }
    for number in 0..40 {
        let came = noon() + SignedDuration::from_millis(number * 25);
        let waited = first_try(1_000 + number).expect("each is tried").duration_since(came);
        assert!(waited <= SignedDuration::from_millis(250), "a reply waited {waited} for others");
    }
    let asked_to_wait = |chat: i64| load.sent.iter().filter(|(_, _, sent, _)| *sent == ChatId(chat)).count();
    assert_eq!(asked_to_wait(1_002), 1, "who asked for five minutes is left alone");
    assert!(asked_to_wait(1_001) > 1, "who only failed is tried again");
}

#[test]
fn of_the_changes_of_a_card_only_the_last_goes_late() {
    let edit = |id: i64| OutboxRow {
        request: Request::Edit(MessageId(7), Message::default()),
        ..row(id, 1, Class::Reply)
    };
    let mut load = Load::new(30.0, Vec::new());
    // Ten presses while the first change is under way.
    for number in 0..10 {
        load.comes(number * 5, edit(number));
    }
    load.run(SignedDuration::from_secs(2));
    let sent: Vec<RowId> = load.sent.iter().map(|(.., id)| *id).collect();
    assert_eq!(sent, [RowId(0), RowId(9)]);
    assert_eq!(load.ended.len(), 10, "the others ended, too");
}
