//! What becomes of rows in the lanes, one rule at a time.

use std::time::Duration;

use jiff::{SignedDuration, civil::Time};

use super::{
    tries::{RETRY_FIRST, UNKNOWN_TRIES_MAX, UNKNOWN_TRIES_MAX_URGENT},
    *,
};
use crate::{
    engine::{Event, Mark, Message, MessageId},
    store::{RowChange, RowId},
};

const QUIET: Quiet = Quiet { from: Time::constant(21, 0, 0, 0), to: Time::constant(9, 0, 0, 0) };

pub(super) fn lanes(all: f64, chat: f64) -> Lanes {
    Lanes::new(Limits { all, chat }, QUIET)
}

pub(super) fn noon() -> Timestamp {
    "2026-03-02T12:00:00Z".parse().unwrap()
}

pub(super) fn row(id: i64, chat: i64, class: Class) -> OutboxRow {
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
    let sent = lanes.done(ChatId(chat), Delivery::Done(MessageId(1)), now);
    settled(lanes, sent, now)
}

fn settled(lanes: &mut Lanes, sent: Option<SentRow>, now: Timestamp) -> Option<SentRow> {
    lanes.settled(&sent.iter().filter_map(SentRow::row).collect::<Vec<_>>(), now);
    sent
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
fn the_next_message_of_a_chat_waits_until_the_end_of_the_one_before_is_durable() {
    let mut lanes = lanes(0.0, 0.0);
    lanes.offer(vec![row(1, 1, Class::Reply), row(2, 1, Class::Urgent), row(3, 2, Class::Reply)], noon());
    assert_eq!(called(&mut lanes, noon()), Some(2));
    let end = lanes.done(ChatId(1), Delivery::Done(MessageId(1)), noon());
    assert_eq!(called(&mut lanes, noon()), Some(3), "other chats go on");
    lanes.settled(&[(ChatId(1), RowId(7))], noon());
    assert_eq!(called(&mut lanes, noon()), None, "that was another one");
    settled(&mut lanes, end, noon());
    assert_eq!(called(&mut lanes, noon()), Some(1));
}

#[test]
fn what_was_erased_is_not_sent_any_more() {
    let mut lanes = lanes(30.0, 1.0);
    let unasked = row(4, 1, Class::Unasked);
    lanes.offer(vec![row(1, 1, Class::Reply), row(2, 1, Class::Reply), unasked], noon());
    lanes.offer(vec![row(3, 2, Class::Reply)], noon());
    assert_eq!(called(&mut lanes, noon()), Some(1));
    lanes.erase(&[(ChatId(1), RowId(5)), (ChatId(9), RowId(5))], noon());
    lanes.offer(vec![row(5, 1, Class::Reply)], noon());
    assert_eq!(called(&mut lanes, noon()), Some(3));
    assert_eq!(lanes.done(ChatId(1), Delivery::NotSent { wait: None }, noon()), None, "no second try");
    let soon = noon() + RETRY_FIRST;
    assert_eq!(called(&mut lanes, soon), Some(5));
    ok(&mut lanes, 1, soon);
    ok(&mut lanes, 2, soon);
    assert_eq!((lanes.room(), lanes.unasked_waiting), (HELD_MAX, 0));
}

#[test]
fn what_came_after_an_erasure_stays_also_if_it_was_claimed_before_we_heard_of_it() {
    let mut lanes = lanes(0.0, 0.0);
    lanes.offer(vec![row(5, 1, Class::Reply), row(6, 1, Class::Reply)], noon());
    assert_eq!(called(&mut lanes, noon()), Some(5));
    lanes.erase(&[(ChatId(1), RowId(5))], noon());
    assert!(ok(&mut lanes, 1, noon()).is_some(), "its end is told");
    assert_eq!(called(&mut lanes, noon()), Some(6));
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
fn urgent_rows_keep_their_order_when_the_call_before_them_fails() {
    let mut lanes = lanes(0.0, 0.0);
    lanes.offer(vec![row(1, 1, Class::Reply), row(2, 1, Class::Reply)], noon());
    assert_eq!(called(&mut lanes, noon()), Some(1));
    lanes.offer(vec![row(3, 1, Class::Urgent)], noon());
    lanes.done(ChatId(1), Delivery::NotSent { wait: None }, noon());
    lanes.offer(vec![row(4, 1, Class::Urgent)], noon());
    let soon = noon() + RETRY_FIRST;
    for id in [3, 4, 1, 2] {
        assert_eq!(called(&mut lanes, soon), Some(id));
        ok(&mut lanes, 1, soon);
    }
}

#[test]
fn what_is_withdrawn_does_not_wait_for_its_turn() {
    let mut lanes = lanes(0.0, 0.0);
    let offer = |id| OutboxRow { mark: Mark::Card(1), ..row(id, 1, Class::Unasked) };
    lanes.offer(vec![row(1, 1, Class::Reply), row(2, 1, Class::Unasked), offer(3), offer(9)], noon());
    assert_eq!(called(&mut lanes, noon()), Some(1));
    let withdrawn = [None, Some(2)].map(|planned| Withdrawn { chat: ChatId(1), planned, before: RowId(5) });
    let dropped = lanes.withdraw(&withdrawn, noon());
    assert!(dropped.iter().all(|sent| sent.event.is_none()), "its fate is decided already");
    let dropped: Vec<_> = dropped.into_iter().filter_map(|sent| sent.change).collect();
    assert_eq!(dropped, [3, 2].map(|id| RowChange::Remove(RowId(id))));
    ok(&mut lanes, 1, noon());
    assert_eq!(called(&mut lanes, noon()), Some(9), "it came after");
    assert!(
        lanes.withdraw(&[Withdrawn { before: RowId(10), ..withdrawn[0] }], noon()).is_empty(),
        "under way"
    );
    assert_eq!((lanes.room(), lanes.unasked_waiting), (HELD_MAX - 1, 0));
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
    assert!(matches!(event, Some(Event::Fate { fate: Fate::PerhapsSent, .. })));
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
    let twice = matches!(event, Some(Event::Fate { fate: Fate::Delivered { perhaps_twice: true, .. }, .. }));
    assert!(twice);
}

#[test]
fn an_urgent_advice_is_tried_for_a_day_however_often_nobody_knows_its_end() {
    let mut lanes = lanes(0.0, 0.0);
    lanes.offer(vec![row(1, 1, Class::Urgent)], noon());
    let mut now = noon();
    let mut waits = Vec::new();
    let ended = loop {
        assert_eq!(called(&mut lanes, now), Some(1));
        if let Some(ended) = lanes.done(ChatId(1), Delivery::Unknown, now) {
            break ended;
        }
        let Next::Wait(Some(at)) = lanes.next(now) else { panic!("it waits") };
        waits.push(at.duration_since(now));
        now = at;
    };
    assert_eq!(ended.change, Some(RowChange::Remove(RowId(1))));
    assert!(waits.is_sorted() && waits[9] < SignedDuration::from_secs(5), "quick at first: {waits:?}");
    assert_eq!(waits.len() + 1, UNKNOWN_TRIES_MAX_URGENT as usize);
    let hours = now.duration_since(noon()).as_hours();
    assert!((20..28).contains(&hours), "{hours} h");
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
            Event::Fate { fate, .. } => fate,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(fates, [Fate::TooLate, Fate::Night]);
}

#[test]
fn one_that_may_have_come_already_waits_for_the_morning_as_the_same_row() {
    let night: Timestamp = "2026-03-02T23:00:00Z".parse().unwrap();
    let mut lanes = lanes(0.0, 0.0);
    lanes.offer(vec![OutboxRow { unknown_tries: 1, ..row(1, 1, Class::Unasked) }], night);
    let Next::Ended(sent) = lanes.next(night) else { panic!("it must not go at night") };
    let not_before = "2026-03-03T09:00:00Z".parse().unwrap();
    let change = RowChange::Retry { id: RowId(1), not_before, unknown_tries: 1 };
    assert_eq!((sent.change, sent.event), (Some(change), None));
}

#[test]
fn what_nobody_asked_for_does_not_wait_in_here_but_the_chat_keeps_its_wait() {
    let mut lanes = lanes(30.0, 1.0);
    lanes.offer(vec![row(1, 1, Class::Unasked)], noon());
    called(&mut lanes, noon());
    let minute = Delivery::NotSent { wait: Some((Duration::from_mins(1), Scope::Chat)) };
    let put_off = lanes.done(ChatId(1), minute, noon());
    let put_off = settled(&mut lanes, put_off, noon()).and_then(|sent| sent.change);
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
    let put_off: Vec<_> = lanes.put_off_unasked(noon()).into_iter().filter_map(|sent| sent.change).collect();
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
