//! The bot on a stage: a Telegram of our own, a database file, a clock that is moved by hand, and the bot as long
//! as it runs. It can be stopped, killed and started again.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    time::Duration,
};

use aftercare::{
    console::notation,
    engine::{ChatId, Clinic, step},
    link::{self, ClinicId, Key, Ticket},
    runtime::{Clock as _, Engine, Lanes, Limits, ManualClock, Runtime},
    script::{Defaults, Script, Source},
    store::{Database, Store as _},
    telegram::{Api, Bot, Me, Pace},
};
use jiff::{SignedDuration, Timestamp};
use sqlx::{AssertSqlSafe, ConnectOptions as _, SqliteConnection, sqlite::SqliteConnectOptions};
use tempfile::TempDir;

use crate::support::{
    fake_api::{FakeApi, State, User},
    logs,
};

pub(crate) const TOKEN: &str = "123456789:T0p-SeCrEt_T0k3n";
pub(crate) const EVE: i64 = 7;
pub(crate) const DORA: i64 = 8;
pub(crate) const MINUTE: SignedDuration = SignedDuration::from_mins(1);
pub(crate) const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// So long a test waits for something that should happen at once.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// What is pressed in an assessment of ordinary soreness, by the names of the messages.
const ASSESSMENT: [&str; 10] = [
    "a-warning-w_none",
    "button-agree",
    "a-duration-lt24",
    "a-location-neck",
    "button-done",
    "a-type-dull",
    "button-done",
    "a-nrs-3",
    "a-trend-same",
    "a-risk-none",
];

pub(crate) fn script() -> Arc<Script> {
    static SCRIPT: OnceLock<Arc<Script>> = OnceLock::new();
    let load = || Script::load(&Source::embedded(), Defaults::default()).expect("the content is valid");
    Arc::clone(SCRIPT.get_or_init(|| Arc::new(load())))
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The clock at the beginning: 14:30 in Berlin.
pub(crate) fn beginning() -> Timestamp {
    at("2026-03-02T13:30:00Z")
}

/// A Telegram, a database file, a clock, and the bot while it runs.
pub(crate) struct Stage {
    pub(crate) api: FakeApi,
    pub(crate) clock: ManualClock,
    /// For the bots that start from now on.
    pub(crate) engine: Engine,
    running: Option<Running>,
    eyes: SqliteConnection,
    folder: TempDir,
}

pub(crate) struct Running {
    pub(crate) bot: Bot,
    pub(crate) runtime: Arc<Runtime<Database, ManualClock>>,
}

pub(crate) fn key() -> Key {
    Key::from_text("a test key").unwrap()
}

pub(crate) fn url(folder: &Path, name: &str) -> String {
    format!("sqlite://{}", folder.join(name).display())
}

impl Stage {
    /// A bot that is listening, and one clinic.
    pub(crate) async fn set() -> Self {
        logs::collect();
        let folder = tempfile::tempdir().unwrap();
        Database::open(&url(folder.path(), "bot.db"), false).await.unwrap().close().await;
        let eyes = SqliteConnectOptions::new().filename(folder.path().join("bot.db"));
        let mut stage = Self {
            api: FakeApi::start().await,
            clock: ManualClock::at(beginning()),
            engine: step,
            running: None,
            eyes: eyes.connect().await.unwrap(),
            folder,
        };
        stage.start().await;
        stage.clinic("Back in Balance").await;
        stage
    }

    pub(crate) async fn start(&mut self) {
        assert!(self.running.is_none());
        self.running = Some(self.another("bot.db").await);
    }

    /// A bot with this file.
    pub(crate) async fn another(&self, file: &str) -> Running {
        let store = Database::open(&url(self.folder.path(), file), true).await.unwrap();
        let runtime = Runtime::new(script(), store, self.clock.clone()).await.unwrap();
        let runtime = Arc::new(runtime.with_engine(self.engine));
        let api = Api::new(&self.api.url(), &TOKEN.into()).unwrap();
        let me = Me { id: 1, username: "aftercare_test_bot".to_owned() };
        let blink = Duration::from_millis(1);
        let pace =
            Pace { hold: Duration::from_secs(50), first_wait: blink, longest_wait: blink, idle: blink };
        let lanes = Lanes::new(Limits { all: 0.0, chat: 0.0 }, script().quiet());
        let bot = Bot::start(Arc::clone(&runtime), api, &me, key(), lanes, pace).await.unwrap();
        Running { bot, runtime }
    }

    pub(crate) async fn stop(&mut self) {
        self.take().stop().await;
    }

    /// The bot, to end it in some way.
    pub(crate) fn take(&mut self) -> Running {
        self.running.take().expect("the bot runs")
    }

    /// As SIGKILL does it.
    pub(crate) async fn kill(&mut self) {
        let Running { bot, runtime } = self.take();
        bot.abort().await;
        // The lock on the file goes with the last owner of the database.
        assert_eq!(Arc::strong_count(&runtime), 1, "nothing of the bot lives on");
    }

    pub(crate) fn running(&self) -> &Running {
        self.running.as_ref().expect("the bot runs")
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn eve(&self) -> User {
        self.api.user(EVE, "Eve", "en")
    }

    pub(crate) fn dora(&self) -> User {
        self.api.user(DORA, "Dora", "en")
    }

    pub(crate) async fn clinic(&self, name: &str) -> ClinicId {
        let clinic = Clinic {
            id: ClinicId(0),
            name: name.to_owned(),
            zone: Some("Europe/Berlin".to_owned()),
            phone: Some("+49 30 1234567".to_owned()),
            country: Some("DE".to_owned()),
        };
        self.running().runtime.store().put_clinic(&clinic).await.unwrap()
    }

    // --- time

    /// Returns when there is nothing left to do at this instant.
    pub(crate) async fn rest(&mut self) {
        let quiet = async {
            loop {
                self.api
                    .wait_until("every update is taken", |state| {
                        state.is_drained() && state.polls_waiting > 0
                    })
                    .await;
                // Twice: when the second is through, so is everything of the round with the first.
                for _ in 0..2 {
                    self.running().bot.door().hand_in(Vec::new()).await.unwrap();
                }
                if self.pending().await == 0 && self.api.look(State::is_drained) {
                    return;
                }
            }
        };
        let rests = tokio::time::timeout(PATIENCE, quiet).await.is_ok();
        assert!(rests, "the bot does not come to rest; in the outbox: {:?}", self.outbox().await);
    }

    /// Rows and planned messages that something could be done about now.
    pub(crate) async fn pending(&mut self) -> i64 {
        sqlx::query_scalar(
            "SELECT (SELECT count(*) FROM outbox WHERE in_flight = 1 OR not_before <= $1)
                + (SELECT count(*) FROM check_in WHERE ended_at IS NULL AND queued = 0 AND due_at <= $1)",
        )
        .bind(self.clock.now().as_millisecond())
        .fetch_one(&mut self.eyes)
        .await
        .unwrap()
    }

    /// The clock jumps; polls were answered meanwhile. Does not wait for what follows.
    pub(crate) async fn jump(&self, to: Timestamp) {
        self.polled_until(to).await;
        self.clock.set(to);
    }

    /// Time passes as it does on a quiet day: polls are answered, and what becomes due is done.
    pub(crate) async fn pass(&mut self, by: SignedDuration) {
        let end = self.now() + by;
        loop {
            let store = self.running().runtime.store();
            let due = store.next_due().await.unwrap();
            let waiting = store.next_claim(self.now()).await.unwrap();
            let next = [due, waiting].into_iter().flatten().min().filter(|next| *next < end);
            let next = next.unwrap_or(end).max(self.now());
            self.jump(next).await;
            self.rest().await;
            if next == end {
                return;
            }
        }
    }

    /// Telegram has answered a poll every two minutes until then.
    pub(crate) async fn polled_until(&self, end: Timestamp) {
        let door = self.running().bot.door();
        let mut at = self.now();
        while at < end {
            for _ in 0..100 {
                at = (at + 2 * MINUTE).min(end);
                door.polled(at);
            }
            door.hand_in(Vec::new()).await.unwrap();
        }
    }

    /// Moves the clock to the first instant that the bot waits for within a minute; gives how long that was.
    pub(crate) async fn wait_out(&self) -> SignedDuration {
        let awaited = tokio::time::timeout(PATIENCE, self.clock.awaited(MINUTE)).await;
        let awaited = awaited.expect("something is waited for");
        let wait = awaited.duration_since(self.now());
        self.clock.set(awaited);
        wait
    }

    // --- what is stored

    /// The rows of the outbox: chat, whether a sender has it, tries with an unknown end.
    pub(crate) async fn outbox(&mut self) -> Vec<(i64, bool, i64)> {
        let rows: Vec<(i64, i64, i64)> =
            sqlx::query_as("SELECT chat_id, in_flight, unknown_tries FROM outbox ORDER BY id")
                .fetch_all(&mut self.eyes)
                .await
                .unwrap();
        rows.into_iter().map(|(chat, in_flight, unknown)| (chat, in_flight == 1, unknown)).collect()
    }

    /// What became of the planned messages, e.g. "h24 sent".
    pub(crate) async fn plan(&self, chat: i64) -> Vec<String> {
        let plan = self.running().runtime.store().check_ins(ChatId(chat)).await.unwrap();
        plan.into_iter()
            .map(|check_in| {
                let name = if check_in.reminder { " reminder" } else { "" };
                let end = check_in.end.map_or_else(
                    || "open".to_owned(),
                    |end| {
                        let why = end.why.map_or_else(String::new, |why| format!(", {}", why.words()));
                        format!("{}{why}", notation::ending(end.how))
                    },
                );
                format!("{}{name} {end}", check_in.purpose)
            })
            .collect()
    }

    /// What was noted as poison.
    pub(crate) async fn poison(&mut self) -> Vec<(i64, String)> {
        let noted = sqlx::query_as("SELECT update_id, reason FROM poison ORDER BY update_id");
        noted.fetch_all(&mut self.eyes).await.unwrap()
    }

    /// A file in the bot's folder.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Does something to the database behind the bot's back.
    pub(crate) async fn run_sql(&mut self, statement: String) {
        sqlx::query(AssertSqlSafe(statement)).execute(&mut self.eyes).await.unwrap();
    }

    /// Waits for a line of the program in the log.
    pub(crate) async fn logged(&self, text: &str) {
        let search = async {
            while logs::count(text) == 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, search).await.expect("it is logged");
    }

    // --- calls

    /// Calls of `sendMessage` to a chat so far.
    pub(crate) fn sent_to(&self, chat: i64) -> usize {
        self.api.look(|state| state.calls("sendMessage").filter(|call| call.chat == Some(chat)).count())
    }

    /// Waits until a method was called so often for a chat.
    pub(crate) async fn called(&self, method: &str, chat: i64, times: usize) {
        let what = format!("{times} calls of {method} for chat {chat}");
        let is = |state: &State| state.calls(method).filter(|call| call.chat == Some(chat)).count() >= times;
        self.api.wait_until(&what, is).await;
    }

    // --- the client

    /// From the link until this question is asked.
    pub(crate) async fn ask(&mut self, user: &User, question: &str) {
        tap_link(user);
        self.rest().await;
        for label in ASSESSMENT {
            if user.last().text.contains(&said(question)) {
                return;
            }
            user.press_label(&said(label));
            self.rest().await;
        }
        panic!("{question} was not asked");
    }

    /// A whole assessment, from the link to the advice.
    pub(crate) async fn assess(&mut self, user: &User) {
        tap_link(user);
        self.rest().await;
        for label in ASSESSMENT {
            user.press_label(&said(label));
            self.rest().await;
        }
        assert!(user.last().text.contains(&said("outcome-0")), "{:?}", user.last());
    }
}

impl Running {
    pub(crate) async fn stop(self) {
        tokio::time::timeout(PATIENCE, self.bot.stop()).await.expect("the bot stops");
        self.runtime.store().close().await;
    }
}

/// Taps the link of the first clinic, for a massage that ended at 14:00.
pub(crate) fn tap_link(user: &User) {
    user.say(&start(ClinicId(1), Some(at("2026-03-02T13:00:00Z"))));
}

/// What the tapped link makes the app send.
pub(crate) fn start(clinic: ClinicId, ended_at: Option<Timestamp>) -> String {
    format!("/start {}", link::write(&key(), &Ticket { clinic, ended_at }))
}

/// A message of the content, by its name.
pub(crate) fn said(name: &str) -> String {
    script().words(None).say(name, &[]).text
}

/// How many messages of the bot in the chat hold this message of the content (up to its first variable).
pub(crate) fn count(user: &User, name: &str) -> usize {
    let said = said(name);
    let text = said.split('{').next().expect("there is a first part");
    user.received().iter().filter(|message| message.text.contains(text)).count()
}
