//! After an outage: what is still useful goes out oldest first and spread by the limits, what is not expires with
//! its reason; and who only waits, sleeps. The real door and sender, a database in memory, a clock that is moved
//! by hand.

mod support;

use std::{
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use aftercare::{
    engine::{
        Act, ChatId, CheckIn, Class, Command, Conversation, End, Ending, Event, Fate, Mark, Message,
        MessageId, Move, Person, Reason, Typed, step,
    },
    link::Link,
    runtime::{Clock, Delivery, Door, DoorHandle, Lanes, Limits, ManualClock, Messenger, Runtime, Sender},
    script::{Defaults, Rich, Script, Source, Urgency},
    store::{Changes, Database, OutboxRow, Request, RowId, Store as _, Tx as _},
};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use self::support::client;

static SCRIPT: LazyLock<Arc<Script>> = LazyLock::new(|| {
    let script = Script::load(&Source::embedded(), Defaults::default());
    Arc::new(script.expect("the embedded content is valid"))
});

const LIMITS: Limits = Limits { all: 30.0, chat: 1.0 };
/// Nothing here takes that long.
const PATIENCE: Duration = Duration::from_mins(1);

/// Noon in Berlin.
fn now() -> Timestamp {
    "2026-03-04T11:00:00Z".parse().unwrap()
}

/// A clock that, like the machine's, never shows the same instant twice; it counts how often somebody begins to wait
/// for it.
#[derive(Clone)]
struct Ticking {
    dial: ManualClock,
    waits: Arc<AtomicUsize>,
    looks: Arc<AtomicI64>,
}

impl Ticking {
    fn at(now: Timestamp) -> Self {
        Self { dial: ManualClock::at(now), waits: Arc::default(), looks: Arc::default() }
    }
}

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        self.dial.now() + SignedDuration::from_nanos(self.looks.fetch_add(1, Ordering::Relaxed))
    }

    async fn until(&self, at: Timestamp) {
        self.waits.fetch_add(1, Ordering::Relaxed);
        self.dial.until(at).await;
    }
}

/// Notes when each chat was written to; answers at once, or never.
struct Notes {
    clock: ManualClock,
    answers: bool,
    sent: Arc<Mutex<Vec<(ChatId, Timestamp)>>>,
}

impl Messenger for Notes {
    async fn deliver(&self, row: &OutboxRow) -> Delivery {
        self.sent.lock().unwrap().push((row.chat, self.clock.now()));
        if !self.answers {
            std::future::pending::<()>().await;
        }
        Delivery::Done(MessageId(1))
    }
}

struct Stage {
    clock: Ticking,
    runtime: Arc<Runtime<Database, Ticking>>,
    sent: Arc<Mutex<Vec<(ChatId, Timestamp)>>>,
    door: DoorHandle,
    _stop: watch::Sender<bool>,
}

impl Stage {
    /// The bot comes back to these rows.
    async fn with(changes: Changes, answers: bool) -> Self {
        let store = Database::open("sqlite::memory:", false).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        tx.write(&changes, now()).await.unwrap();
        tx.commit().await.unwrap();
        let clock = Ticking::at(now());
        let runtime = Arc::new(Runtime::new(Arc::clone(&SCRIPT), store, clock.clone()).await.unwrap());
        let sent: Arc<Mutex<Vec<_>>> = Arc::default();
        let notes = Notes { clock: clock.dial.clone(), answers, sent: Arc::clone(&sent) };
        let lanes = Lanes::new(LIMITS, SCRIPT.quiet());
        let (sender, handle) = Sender::new(Arc::clone(&runtime), notes, lanes);
        let (door, entries) = Door::open(Arc::clone(&runtime), handle).await.unwrap();
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(door.run());
        tokio::spawn(sender.run(entries.clone(), stopped));
        Self { clock, runtime, sent, door: entries, _stop: stop }
    }

    /// Moves the clock to the next instant that is waited for, if it is so near.
    async fn pass(&self, near: SignedDuration) {
        tokio::select! {
            at = self.clock.dial.awaited(near) => self.clock.dial.set(at),
            () = tokio::time::sleep(Duration::from_millis(1)) => {}
        }
    }

    fn sent(&self) -> Vec<(ChatId, Timestamp)> {
        self.sent.lock().unwrap().clone()
    }

    /// Until the planned messages of this chat are like that; so little time passes that nothing becomes due.
    async fn until_rows(&self, chat: i64, like: impl Fn(&[CheckIn]) -> bool) {
        let there = async {
            while !like(&self.runtime.store().check_ins(ChatId(chat)).await.unwrap()) {
                self.pass(SignedDuration::from_secs(1)).await;
            }
        };
        tokio::time::timeout(PATIENCE, there).await.expect("they come to be like that");
    }

    /// Moves the clock from one instant that is waited for to the next, until so many are sent.
    async fn until_sent(&self, count: usize) {
        let all = async {
            while self.sent().len() < count {
                self.pass(SignedDuration::from_hours(1)).await;
            }
        };
        tokio::time::timeout(PATIENCE, all).await.expect("all of them are sent");
    }
}

#[tokio::test]
async fn after_an_outage_the_oldest_useful_go_first_and_nothing_floods() {
    const CLIENTS: i64 = 400;
    // Due in the last thirty hours, one every four and a half minutes; the numbers are not in that order.
    let due = |number: i64| {
        let place = number * 7 % CLIENTS;
        now() - SignedDuration::from_hours(30) + SignedDuration::from_secs(place * 270 - 1)
    };
    let clients = (1..=CLIENTS).map(|number| client::waiting(ChatId(number), due(number)));
    let (conversations, check_ins): (Vec<_>, Vec<_>) = clients
        .map(|(conversation, check_in)| ((conversation.clone(), false), (conversation.chat, check_in)))
        .unzip();
    let stage = Stage::with(Changes { conversations, check_ins, ..Changes::default() }, true).await;
    let useful = |number: &i64| due(*number) + SignedDuration::from_hours(24) >= now();
    let expected = (1..=CLIENTS).filter(useful).count();
    stage.until_sent(expected).await;
    tokio::time::sleep(Duration::from_millis(50)).await;

    let sent = stage.sent();
    assert_eq!(sent.len(), expected, "each once, and none that is useless by now");
    let order: Vec<_> = sent.iter().map(|(chat, _)| due(chat.0)).collect();
    assert!(order.is_sorted(), "the oldest first");
    let took = sent[expected - 1].1.duration_since(now()).as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let fastest = (expected as f64 - LIMITS.all) / LIMITS.all;
    assert!((fastest - 0.2..fastest + 5.0).contains(&took), "{expected} in {took} s, at best {fastest} s");
    for (at, (_, first)) in sent.iter().enumerate() {
        let second = sent[at..].iter().take_while(|(_, later)| later.duration_since(*first).as_secs() < 1);
        assert!(second.count() <= 30, "no second holds more than the limit");
    }
    for number in (1..=CLIENTS).filter(|number| !useful(number)) {
        let rows = stage.runtime.store().check_ins(ChatId(number)).await.unwrap();
        assert_eq!(
            rows[0].end.map(|end| end.how),
            Some(Ending::Expired),
            "{number} says why it was not sent"
        );
    }
}

#[tokio::test]
async fn what_expired_by_a_wrong_clock_is_sent_by_the_right_one() {
    let year = SignedDuration::from_hours(365 * 24);
    let due = now() + SignedDuration::from_hours(2);
    let (conversation, check_in) = client::waiting(ChatId(1), due);
    let changes = Changes {
        conversations: vec![(conversation, false)],
        check_ins: vec![(ChatId(1), check_in.clone())],
        ..Changes::default()
    };
    let stage = Stage::with(changes, true).await;
    stage.clock.dial.set(now() + year);
    stage.until_rows(1, |rows| rows[0].end.is_some_and(|end| end.how == Ending::Expired)).await;
    stage.clock.dial.set(now());
    // Whatever happens next lets the bot see the clock.
    stage.door.polled(now());
    stage
        .until_rows(1, |rows| rows.get(1).is_some_and(|again| again.due == due && again.end.is_none()))
        .await;
    assert!(stage.sent().is_empty(), "it is not due yet");
    stage.clock.dial.set(due);
    stage.until_sent(1).await;
    stage.until_rows(1, |rows| rows[1].end.is_some_and(|end| end.how == Ending::Sent)).await;
}

#[tokio::test]
async fn a_start_finds_all_that_expired_by_a_wrong_clock() {
    // More than are looked for at a time.
    const CLIENTS: i64 = 1_200;
    let due = now() + SignedDuration::from_hours(2);
    let wrong = now() + SignedDuration::from_hours(365 * 24);
    let clients = (1..=CLIENTS).map(|number| client::waiting(ChatId(number), due));
    let (conversations, check_ins): (Vec<_>, Vec<_>) = clients
        .map(|(conversation, check_in)| {
            let end = Some(End { how: Ending::Expired, why: None, at: wrong });
            ((conversation.clone(), false), (conversation.chat, CheckIn { end, ..check_in }))
        })
        .unzip();
    let stage = Stage::with(Changes { conversations, check_ins, ..Changes::default() }, true).await;
    for number in 1..=CLIENTS {
        stage.until_rows(number, |rows| rows.len() == 2 && rows[1].end.is_none() && rows[1].due == due).await;
    }
    assert!(stage.sent().is_empty(), "none is due yet");
}

#[test]
fn a_planned_message_that_was_called_back_stays_planned_whatever_becomes_of_its_old_row() {
    let (conversation, planned) = client::waiting(ChatId(1), now());
    let moved = Move { from: now(), why: Reason::Busy };
    let called_back = CheckIn { due: now() + SignedDuration::from_mins(30), moves: vec![moved], ..planned };
    let plan = vec![called_back];
    let conversation = Conversation { plan: plan.clone(), ..conversation };
    for fate in [Fate::TooLate, Fate::PerhapsSent, Fate::Refused, Fate::Night] {
        let event = Event::Fate { mark: Mark::CheckIn(plan[0].generation), fate };
        let step = step(&SCRIPT, conversation.clone(), &event, now());
        assert_eq!(step.conversation.plan, plan, "{fate:?}");
    }
}

/// A check-in is open and on its way; we do not know yet what became of it.
fn opened() -> Conversation {
    let (mut conversation, mut planned) = client::waiting(ChatId(1), now());
    planned.queued = true;
    conversation.state.kept = vec![(planned.subject.clone(), planned.purpose.clone())];
    conversation.plan = vec![planned];
    conversation
}

#[test]
fn what_was_opened_and_never_sent_was_not_promised_away() {
    let conversation = opened();
    let kept = |fate| {
        let event = Event::Fate { mark: Mark::CheckIn(1), fate };
        step(&SCRIPT, conversation.clone(), &event, now()).conversation.state.kept.len()
    };
    assert_eq!(kept(Fate::TooLate), 0);
    assert_eq!(kept(Fate::Night), 0);
    assert_eq!(kept(Fate::PerhapsSent), 1);
}

#[test]
fn what_may_have_come_does_not_come_again_after_a_wrong_clock() {
    let (mut conversation, planned) = client::waiting(ChatId(1), now());
    let moved = Move { from: now(), why: Reason::Busy };
    let called_back = CheckIn { due: now() + SignedDuration::from_mins(30), moves: vec![moved], ..planned };
    let wrong = called_back.latest + SignedDuration::from_hours(1);
    let promise = (called_back.subject.clone(), called_back.purpose.clone());
    conversation.plan = vec![called_back];
    let planned_again = |kept| {
        let mut conversation = conversation.clone();
        conversation.state.kept = kept;
        let expired = step(&SCRIPT, conversation, &Event::Due { generation: 1 }, wrong).conversation;
        let row = expired.plan[0].clone();
        assert_eq!(row.end.map(|end| end.how), Some(Ending::Expired));
        let event = Event::ExpiredAhead(Box::new(row));
        step(&SCRIPT, expired, &event, now()).conversation.open_plan().count() == 1
    };
    assert!(planned_again(Vec::new()), "it certainly never came");
    assert!(!planned_again(vec![promise]), "it may have come");
}

#[test]
fn after_a_stop_what_was_opened_comes_back_unless_it_may_have_come() {
    let conversation = opened();
    let planned_again = |unsent: Vec<u32>| {
        let conversation = Conversation { unsent, ..conversation.clone() };
        let act = |conversation, act, now| {
            let event = Event::Client { person: Person::default(), act };
            step(&SCRIPT, conversation, &event, now).conversation
        };
        let stopped = act(conversation, Act::Command(Command::Stop, Typed(String::new())), now());
        // Its hour lies ahead again: the clock was set back meanwhile.
        let back = now() - SignedDuration::from_hours(1);
        let started = act(stopped, Act::Start(Link::None), back);
        started.open_plan().any(|open| *open.purpose == *"h24")
    };
    assert!(planned_again(vec![1]), "it certainly never came");
    assert!(!planned_again(vec![]), "it may have come");
}

#[test]
fn what_is_called_back_comes_no_sooner_by_a_clock_that_was_set_back() {
    let due = now() + SignedDuration::from_hours(20);
    let (mut conversation, planned) = client::waiting(ChatId(1), due);
    conversation.plan = vec![planned];
    let opened =
        step(&SCRIPT, conversation, &Event::Due { generation: 1 }, due + SignedDuration::from_hours(4));
    let act = Act::Command(Command::Check, Typed(String::new()));
    let event = Event::Client { person: Person::default(), act };
    let called_back = step(&SCRIPT, opened.conversation, &event, now()).conversation.plan;
    assert_eq!((called_back[0].queued, called_back[0].due), (false, due));
}

#[test]
fn what_is_on_its_way_waits_for_an_urgent_advice() {
    let (mut conversation, planned) = client::waiting(ChatId(1), now());
    conversation.plan = vec![planned];
    let opened = step(&SCRIPT, conversation, &Event::Due { generation: 1 }, now()).conversation;
    assert!(opened.plan[0].queued);
    let advised = step(&SCRIPT, opened, &ambulance(), now()).conversation;
    assert!(!advised.plan[0].queued && advised.plan[0].due > now(), "{:?}", advised.plan);
}

#[test]
fn what_is_on_its_way_is_not_cancelled_with_the_conversation() {
    let (mut conversation, planned) = client::waiting(ChatId(1), now());
    conversation.plan = vec![planned];
    let opened = step(&SCRIPT, conversation, &Event::Due { generation: 1 }, now()).conversation;
    let act = Act::Command(Command::Cancel, Typed(String::new()));
    let event = Event::Client { person: Person::default(), act };
    let cancelled = step(&SCRIPT, opened, &event, now()).conversation;
    let later = cancelled.plan[0].due;
    assert!(!cancelled.plan[0].queued && cancelled.plan[0].end.is_none() && later > now());
    let opened = step(&SCRIPT, cancelled, &Event::Due { generation: 1 }, later).conversation;
    assert!(opened.plan[0].queued && opened.state.round.is_some(), "its buttons have a round again");
}

#[test]
fn what_is_answered_while_it_is_on_its_way_is_not_sent() {
    let (mut conversation, planned) = client::waiting(ChatId(1), now());
    conversation.plan = vec![planned];
    let mut conversation = step(&SCRIPT, conversation, &Event::Due { generation: 1 }, now()).conversation;
    for typed in ["fine", "none of these", "2"] {
        let act = Act::Text(Typed(typed.to_owned()));
        let event = Event::Client { person: Person::default(), act };
        assert_eq!(conversation.plan[0].end, None, "before {typed}");
        conversation = step(&SCRIPT, conversation, &event, now()).conversation;
    }
    assert!(conversation.state.round.is_some(), "one question is left");
    let end = conversation.plan[0].end.expect("it counts as done");
    assert_eq!((end.how, end.why), (Ending::Cancelled, Some(Reason::Answered)));
}

/// The client has a warning sign.
fn ambulance() -> Event {
    let signs = &SCRIPT.question("warning").unwrap().answers;
    let sign = signs.iter().find(|sign| SCRIPT.sign_urgency(&sign.id) == Some(Urgency::Ambulance)).unwrap();
    let act = Act::Press { data: format!("w.{}", sign.id), message: None };
    Event::Client { person: Person::default(), act }
}

#[test]
fn were_you_seen_is_asked_once_if_the_messenger_was_away() {
    let advised = step(&SCRIPT, Conversation::new(ChatId(1)), &ambulance(), now()).conversation;
    let due = |conversation: Conversation, at: usize| {
        let CheckIn { generation, due, .. } = conversation.plan[at];
        step(&SCRIPT, conversation, &Event::Due { generation }, due).conversation
    };
    let first = due(advised, 0);
    assert!(first.plan[0].queued && first.plan[0].end.is_none(), "it is on its way");
    let both = due(first, 1);
    let end = both.plan[0].end.expect("the second one takes its place");
    assert_eq!((end.how, end.why), (Ending::Cancelled, Some(Reason::Superseded)));
    assert!(both.plan[1].queued);
}

#[test]
fn a_message_gives_way_to_a_later_one_that_still_exists() {
    let (conversation, planned) = client::waiting(ChatId(1), now());
    let first_beside = |purpose: &str| {
        let later = CheckIn { generation: 2, purpose: purpose.into(), ..planned.clone() };
        let conversation = Conversation { plan: vec![planned.clone(), later], ..conversation.clone() };
        let step = step(&SCRIPT, conversation, &Event::Due { generation: 1 }, now());
        step.conversation.plan[0].clone()
    };
    let end = first_beside("h72").end.expect("the later one is enough");
    assert_eq!((end.how, end.why), (Ending::Cancelled, Some(Reason::Superseded)));
    assert!(first_beside("of_older_content").queued, "nothing else would come");
}

#[tokio::test]
async fn who_only_waits_sleeps() {
    // More answers than the sender holds, to chats that never end a call; and more that nobody asked for.
    let row = |id: i64, class| OutboxRow {
        id: RowId(id),
        chat: ChatId(id),
        class,
        request: Request::Send(Message {
            text: Rich { text: "Hi".to_owned(), spans: Vec::new() },
            buttons: Vec::new(),
        }),
        mark: Mark::None,
        not_before: now(),
        latest: None,
        at_night: true,
        zone: None,
        unknown_tries: 0,
        in_flight: false,
    };
    let asked = (1..=3_000).map(|id| row(id, Class::Reply));
    let outbox = asked.chain((3_001..=4_000).map(|id| row(id, Class::Unasked))).collect();
    let stage = Stage::with(Changes { outbox, ..Changes::default() }, false).await;
    stage.until_sent(64).await;
    for _ in 0..50 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let before = stage.clock.waits.load(Ordering::Relaxed);
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let woke = stage.clock.waits.load(Ordering::Relaxed) - before;
    assert!(woke < 3, "woke {woke} times while there was nothing to do");
}
