//! Several processes on one PostgreSQL: who lives, who keeps, what of whom is carried on by others, and that a
//! chat's messages keep their order whoever sends them.

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, LazyLock, Mutex},
};

use aftercare::{
    engine::{Act, ChatId, Class, Command, Conversation, Event, Mark, MessageId, Person, Typed},
    runtime::{
        Batch, Clock as _, Closed, Delivery, Door, DoorHandle, Incoming, Keeper, Lanes, Limits, ManualClock,
        Messenger, Runtime, Sender,
    },
    script::{Defaults, Script, Source},
    store::{
        Changes, Database, News, OutboxRow, Request, RowChange, RowId, Standing, Store as _, StoreError,
        Tx as _, UpdateId,
    },
};
use jiff::{SignedDuration, Timestamp};
use support::postgres::Schema;
use tokio::sync::{Notify, watch};

static SCRIPT: LazyLock<Arc<Script>> = LazyLock::new(|| {
    let script = Script::load(&Source::embedded(), Defaults::default());
    Arc::new(script.expect("the embedded content is valid"))
});

/// So many seconds after the beginning.
fn at(seconds: i64) -> Timestamp {
    "2026-03-02T12:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}

async fn open(schema: &Schema) -> Database {
    Database::open(&schema.url(), true).await.unwrap()
}

/// A process that joined at the beginning.
async fn joined(schema: &Schema) -> Database {
    let store = open(schema).await;
    store.join("script", at(0)).await.unwrap();
    store
}

async fn beat(store: &Database, seconds: i64) -> Standing {
    store.beat(at(seconds)).await.unwrap()
}

fn row(id: i64, chat: i64, in_flight: bool) -> OutboxRow {
    OutboxRow {
        id: RowId(id),
        chat: ChatId(chat),
        class: Class::Reply,
        request: Request::Strip(MessageId(id)),
        mark: Mark::None,
        not_before: at(0),
        latest: None,
        at_night: true,
        zone: None,
        unknown_tries: 0,
        in_flight,
    }
}

async fn write(store: &Database, changes: Changes) {
    let mut tx = store.begin().await.unwrap();
    tx.write(&changes, at(0)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn queue(store: &Database, outbox: Vec<OutboxRow>) {
    write(store, Changes { outbox, ..Changes::default() }).await;
}

async fn claim(store: &Database) -> Vec<i64> {
    let rows = store.claim(at(0), 100, 100, &[]).await.unwrap();
    rows.iter().map(|row| row.id.0).collect()
}

#[tokio::test]
async fn the_keeper_is_followed_when_it_stops_to_live() {
    let Some(schema) = Schema::new().await else { return };
    let (one, other) = (joined(&schema).await, joined(&schema).await);
    assert!(beat(&one, 0).await.keeper && !beat(&other, 0).await.keeper);
    assert!(beat(&one, 6).await.keeper, "it says in time that it lives");
    for seconds in [7, 9, 11, 12] {
        assert!(!beat(&other, seconds).await.keeper, "the first one lives until second 13");
    }
    let standing = beat(&other, 13).await;
    assert_eq!(standing, Standing { keeper: true, until: Some(at(20)), freed: 0 });
    assert!(matches!(one.beat(at(14)).await, Err(StoreError::Evicted)));
    assert!(beat(&other, 15).await.keeper);
}

#[tokio::test]
async fn who_was_away_too_long_goes_on_if_nobody_else_was_there() {
    let Some(schema) = Schema::new().await else { return };
    let one = joined(&schema).await;
    assert!(beat(&one, 0).await.keeper && beat(&one, 3600).await.keeper);
    one.begin().await.unwrap();
}

#[tokio::test]
async fn a_process_that_was_taken_for_dead_commits_nothing() {
    let Some(schema) = Schema::new().await else { return };
    let (one, other) = (joined(&schema).await, joined(&schema).await);
    beat(&one, 0).await;
    let mut pausing = one.begin().await.unwrap();
    beat(&other, 6).await;
    assert!(!beat(&other, 8).await.keeper, "it is in the middle of a batch, which is all or nothing");
    pausing.write(&Changes { outbox: vec![row(1, 1, true)], ..Changes::default() }, at(8)).await.unwrap();
    pausing.commit().await.unwrap();

    let standing = beat(&other, 9).await;
    assert_eq!((standing.keeper, standing.freed), (true, 1));
    assert!(matches!(one.begin().await, Err(StoreError::Evicted)));
    assert!(matches!(one.claim(at(9), 9, 9, &[]).await, Err(StoreError::Evicted)));

    let rows = other.claim(at(9), 9, 9, &[]).await.unwrap();
    assert_eq!((rows[0].id, rows[0].unknown_tries), (RowId(1), 1));
    assert_eq!(beat(&other, 10).await.freed, 0, "what the living have stays theirs");
}

#[tokio::test]
async fn whoever_leaves_is_followed_at_once_and_keeps_nothing() {
    let Some(schema) = Schema::new().await else { return };
    let (one, other) = (joined(&schema).await, joined(&schema).await);
    beat(&one, 0).await;
    queue(&one, vec![row(1, 1, true)]).await;
    let listening = async {
        loop {
            if other.news().await == News::Left {
                return;
            }
        }
    };
    let leaving = async {
        // Again and again, for nobody knows when the other one begins to listen.
        loop {
            joined(&schema).await.leave().await.unwrap();
        }
    };
    tokio::select! {
        () = listening => {}
        () = leaving => {}
    }
    one.leave().await.unwrap();
    assert!(beat(&other, 1).await.keeper);
    assert_eq!(claim(&other).await, [1]);
}

#[tokio::test]
async fn another_script_is_refused_while_one_is_at_work() {
    let Some(schema) = Schema::new().await else { return };
    let one = joined(&schema).await;
    let other = open(&schema).await;
    let refusal = other.join("another script", at(1)).await.unwrap_err();
    assert!(matches!(refusal, StoreError::OtherScript), "{refusal}");
    assert!(!refusal.to_string().contains('\n'));
    one.leave().await.unwrap();
    other.join("another script", at(2)).await.unwrap();
}

#[tokio::test]
async fn a_chat_stays_with_the_process_that_has_its_messages() {
    let Some(schema) = Schema::new().await else { return };
    let (one, other) = (joined(&schema).await, joined(&schema).await);
    let conversations = vec![(Conversation::new(ChatId(1)), false)];
    write(&one, Changes { conversations, outbox: vec![row(1, 1, true)], ..Changes::default() }).await;
    let queued = async |store: &Database| {
        let mut tx = store.begin().await.unwrap();
        tx.load(&[ChatId(1)], &[]).await.unwrap()[0].queued
    };
    assert!(!queued(&one).await && queued(&other).await);

    queue(&other, vec![row(2, 1, false), row(3, 2, false)]).await;
    assert!(queued(&one).await, "it goes behind what waits");
    assert_eq!(claim(&other).await, [3]);
    assert_eq!(claim(&one).await, [2]);
    write(
        &one,
        Changes { rows: [1, 2].map(|id| RowChange::Remove(RowId(id))).to_vec(), ..Changes::default() },
    )
    .await;
    queue(&one, vec![row(4, 1, false)]).await;
    assert_eq!(claim(&other).await, [4], "now it is anybody's");
}

#[tokio::test]
async fn two_that_claim_at_once_never_share_a_chat() {
    let Some(schema) = Schema::new().await else { return };
    let (one, other) = (joined(&schema).await, joined(&schema).await);
    queue(&one, (1..=600).map(|id| row(id, id % 50, false)).collect()).await;
    let take = async |store: &Database| {
        let mut taken = Vec::new();
        loop {
            let rows = store.claim(at(0), 7, 7, &[]).await.unwrap();
            if rows.is_empty() {
                return taken;
            }
            taken.extend(rows.into_iter().map(|row| (row.chat, row.id)));
        }
    };
    let (one, other) = tokio::join!(take(&one), take(&other));
    let chats = |taken: &[(ChatId, RowId)]| taken.iter().map(|(chat, _)| *chat).collect::<BTreeSet<_>>();
    assert!(chats(&one).is_disjoint(&chats(&other)));
    assert_eq!(one.len() + other.len(), 600);
}

// --- whole runtimes

/// What was sent, by whom, in the order of the calls.
#[derive(Clone, Default)]
struct Screen {
    sent: Arc<Mutex<Vec<(usize, ChatId, RowId)>>>,
    more: Arc<Notify>,
}

struct Window {
    screen: Screen,
    process: usize,
}

impl Messenger for Window {
    async fn deliver(&self, row: &OutboxRow) -> Delivery {
        // Others may overtake if they can.
        tokio::task::yield_now().await;
        let mut sent = self.screen.sent.lock().unwrap();
        sent.push((self.process, row.chat, row.id));
        self.screen.more.notify_one();
        Delivery::Done(MessageId(i64::try_from(sent.len()).unwrap()))
    }
}

impl Screen {
    async fn wait_for(&self, count: usize) -> Vec<(usize, ChatId, RowId)> {
        loop {
            let sent = self.sent.lock().unwrap().clone();
            if sent.len() >= count {
                return sent;
            }
            self.more.notified().await;
        }
    }
}

struct Process {
    runtime: Arc<Runtime<Database, ManualClock>>,
    door: DoorHandle,
    stop: watch::Sender<bool>,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

impl Process {
    async fn start(schema: &Schema, screen: &Screen, clock: &ManualClock, process: usize) -> Self {
        let store = open(schema).await;
        let runtime = Arc::new(Runtime::new(Arc::clone(&SCRIPT), store, clock.clone()).await.unwrap());
        let lanes = Lanes::new(Limits { all: 0.0, chat: 0.0 }, SCRIPT.quiet());
        let window = Window { screen: screen.clone(), process };
        let (sender, rows) = Sender::new(Arc::clone(&runtime), window, lanes);
        let (work, door) = Door::open(Arc::clone(&runtime), rows.clone()).await.unwrap();
        let (stop, stopped) = watch::channel(false);
        let keeper = Keeper::new(Arc::clone(&runtime), door.downgrade(), rows);
        let tasks = vec![
            tokio::spawn(sender.run(door.clone(), stopped.clone())),
            tokio::spawn(work.run()),
            tokio::spawn(keeper.run(stopped)),
        ];
        Self { runtime, door, stop, tasks }
    }

    async fn stop(self) {
        let Self { door, stop, tasks, .. } = self;
        stop.send(true).unwrap();
        drop(door);
        for task in tasks {
            task.await.unwrap();
        }
    }
}

fn help(update: i64, chat: i64) -> Incoming {
    let event =
        Event::Client { person: Person::default(), act: Act::Command(Command::Help, Typed(String::new())) };
    Incoming { chat: ChatId(chat), update: Some(UpdateId(update)), event: Some(event) }
}

#[tokio::test]
async fn messages_of_a_chat_keep_their_order_and_come_once_whoever_sends_them() {
    let Some(schema) = Schema::new().await else { return };
    let (screen, clock) = (Screen::default(), ManualClock::at(at(0)));
    let one = Process::start(&schema, &screen, &clock, 1).await;
    let other = Process::start(&schema, &screen, &clock, 2).await;
    for update in 1..=120 {
        let process = if update % 2 == 0 { &one } else { &other };
        process.door.hand_in(vec![help(update, update % 7)]).await.unwrap();
        // The same one at both: as when Telegram delivers again.
        other.door.hand_in(vec![help(update, update % 7)]).await.unwrap();
    }
    let sent = screen.wait_for(120).await;
    assert_eq!(sent.len(), 120);
    let mut chats: BTreeMap<ChatId, Vec<RowId>> = BTreeMap::new();
    for (_, chat, row) in &sent {
        chats.entry(*chat).or_default().push(*row);
    }
    for (chat, rows) in chats {
        assert!(rows.is_sorted_by(|earlier, later| earlier < later), "{chat:?}: {rows:?}");
    }
    let at_work: BTreeSet<usize> = sent.iter().map(|(process, ..)| *process).collect();
    assert_eq!(at_work, BTreeSet::from([1, 2]));
    one.stop().await;
    other.stop().await;
    assert_eq!(screen.sent.lock().unwrap().len(), 120, "nothing was sent twice");
}

#[tokio::test]
async fn when_the_keeper_stops_another_process_is_it() {
    let Some(schema) = Schema::new().await else { return };
    let (screen, clock) = (Screen::default(), ManualClock::at(at(0)));
    let one = Process::start(&schema, &screen, &clock, 1).await;
    let is_keeper = |process: &Process| process.runtime.post().is_keeper(clock.now());
    let beat = || clock.advance(SignedDuration::from_secs(2));
    beat();
    until(|| is_keeper(&one)).await;
    let other = Process::start(&schema, &screen, &clock, 2).await;
    assert!(!is_keeper(&other));
    one.stop().await;
    beat();
    until(|| is_keeper(&other)).await;
    other.stop().await;
}

#[tokio::test]
async fn an_evicted_process_closes_its_door() {
    let Some(schema) = Schema::new().await else { return };
    let (screen, clock) = (Screen::default(), ManualClock::at(at(0)));
    let one = Process::start(&schema, &screen, &clock, 1).await;
    let other = open(&schema).await;
    other.join(SCRIPT.version(), at(0)).await.unwrap();
    // The first one hangs: its own clock stands.
    until_freed(&other).await;
    assert_eq!(one.door.hand_in(vec![help(1, 1)]).await, Err(Closed));
    assert!(one.runtime.post().is_evicted());
    let batch = Batch { incoming: vec![help(2, 1)], ..Batch::default() };
    assert!(matches!(one.runtime.handle(&batch).await, Err(StoreError::Evicted)));
    assert!(screen.sent.lock().unwrap().is_empty());
}

async fn until_freed(other: &Database) {
    while !other.beat(at(8)).await.unwrap().keeper {
        tokio::task::yield_now().await;
    }
}

/// Waits for what other tasks bring about.
async fn until(mut done: impl FnMut() -> bool) {
    while !done() {
        tokio::task::yield_now().await;
    }
}
