//! Makes the databases: many clients, each with two check-ins that are not due for a long time.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use aftercare::{
    engine::{Act, Clinic, Event, Person},
    link::{ClinicId, Link, Ticket},
    runtime::{Batch, Incoming, ManualClock, Rehearsal, Runtime},
    script::{Defaults, Script, Source},
    store::{Database, Store as _},
};
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, ConnectOptions as _, SqliteConnection, sqlite::SqliteConnectOptions};

/// What is tapped in an assessment of ordinary soreness.
const ANSWERS: [&str; 10] = [
    "warning.w_none",
    "c.agree",
    "duration.lt24",
    "location.neck",
    "location",
    "type.dull",
    "type",
    "nrs.3",
    "trend.same",
    "risk.none",
];

/// A database file that is filled.
pub(crate) struct Data {
    path: PathBuf,
    /// The saved conversation of each client.
    body: String,
    pub(crate) script: Arc<Script>,
}

impl Data {
    /// Makes the file, or takes the one that is there.
    pub(crate) async fn made(clients: i64) -> Self {
        let script = Script::load(&Source::embedded(), Defaults::default()).expect("the content is valid");
        let script = Arc::new(script);
        let body = body(&script).await;
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("check_ins_{clients}.db"));
        let data = Self { path, body, script };
        if !data.is_there(clients).await {
            println!("making {clients} clients ...");
            for ending in ["", "-wal", "-shm", ".lock"] {
                let _ = fs::remove_file(format!("{}{ending}", data.path.display()));
            }
            data.fill(clients).await;
        }
        data
    }

    pub(crate) fn url(&self) -> String {
        format!("sqlite://{}", self.path.display())
    }

    pub(crate) fn mebibytes(&self) -> u64 {
        fs::metadata(&self.path).map_or(0, |meta| meta.len() / (1024 * 1024))
    }

    /// The real runtime on this file.
    pub(crate) async fn runtime(&self, now: Timestamp) -> Runtime<Database, ManualClock> {
        let store = Database::open(&self.url(), false).await.expect("the file can be opened");
        Runtime::new(Arc::clone(&self.script), store, ManualClock::at(now)).await.expect("it answers")
    }

    /// A connection past the store, to prepare what is measured.
    pub(crate) async fn raw(&self) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(&self.path);
        options
            .busy_timeout(std::time::Duration::from_mins(1))
            .connect()
            .await
            .expect("the file can be opened")
    }

    /// The first clients as they were, with the first check-in of so many due at this instant.
    pub(crate) async fn with_due(&self, clients: i64, due: Timestamp) {
        let mut raw = self.raw().await;
        for statement in [
            "DELETE FROM outbox".to_owned(),
            "DELETE FROM check_in WHERE generation > 2".to_owned(),
            // Else open questions would be offered again, as after an outage.
            "DELETE FROM setting WHERE key = 'polled_at'".to_owned(),
            format!("UPDATE conversation SET body = '{}', waiting = 0 WHERE chat_id <= 5000", self.body),
            "UPDATE check_in SET queued = 0, due_at = 5000000000000, moves = '[]', ending = NULL, reason = NULL,
                 ended_at = NULL
             WHERE chat_id <= 5000"
                .to_owned(),
            format!(
                "UPDATE check_in SET due_at = {0} - chat_id, latest_at = {0} + 86400000
                 WHERE chat_id <= {clients} AND generation = 1",
                due.as_millisecond()
            ),
            "PRAGMA wal_checkpoint(TRUNCATE)".to_owned(),
        ] {
            run(&mut raw, statement).await;
        }
    }

    async fn is_there(&self, clients: i64) -> bool {
        if !self.path.exists() {
            return false;
        }
        let count = sqlx::query_scalar("SELECT count(*) FROM check_in WHERE generation <= 2");
        count.fetch_one(&mut self.raw().await).await.is_ok_and(|count: i64| count == clients * 2)
    }

    async fn fill(&self, clients: i64) {
        let store = Database::open(&self.url(), false).await.expect("the file can be made");
        let clinic = Clinic {
            id: ClinicId(0),
            name: "Back in Balance".to_owned(),
            zone: Some("Europe/Berlin".to_owned()),
            phone: None,
            country: None,
        };
        store.put_clinic(&clinic).await.expect("it can be written");
        store.close().await;
        let mut raw = self.raw().await;
        let counted = |rows: i64| {
            format!("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})")
        };
        for statement in [
            "PRAGMA journal_mode = OFF".to_owned(),
            "PRAGMA synchronous = OFF".to_owned(),
            "PRAGMA cache_size = -500000".to_owned(),
            format!(
                "{} INSERT INTO conversation (chat_id, body, waiting, active_at)
                 SELECT i, '{}', 0, 1772458200000 + i FROM n",
                counted(clients),
                self.body
            ),
            // Not due before the year 2128.
            format!(
                "{} INSERT INTO check_in (chat_id, generation, subject, purpose, reminder, due_at, latest_at, zone,
                     moves, queued, ending, reason, ended_at)
                 SELECT (i + 1) / 2, 2 - i % 2, 'visit/1/1772458200', iif(i % 2, 'h24', 'h72'), 0,
                     5000000000000 + i * 7919 % 1000000007, 5100000000000, 'Europe/Berlin', '[]', 0, NULL, NULL,
                     NULL
                 FROM n",
                counted(clients * 2)
            ),
            "PRAGMA journal_mode = WAL".to_owned(),
        ] {
            run(&mut raw, statement).await;
        }
    }
}

pub(crate) async fn run(raw: &mut SqliteConnection, statement: String) {
    sqlx::query(AssertSqlSafe(statement)).execute(raw).await.expect("the statement is right");
}

/// What is saved of a client who has answered every question.
async fn body(script: &Arc<Script>) -> String {
    let now: Timestamp = "2026-03-02T13:30:00Z".parse().expect("an instant");
    let store = Database::open("sqlite::memory:", false).await.expect("memory is there");
    let clinic = Clinic {
        id: ClinicId(0),
        name: "Back in Balance".to_owned(),
        zone: Some("Europe/Berlin".to_owned()),
        phone: None,
        country: None,
    };
    store.put_clinic(&clinic).await.expect("it can be written");
    let mut stage =
        Rehearsal::new(Arc::clone(script), store, now, Person::default()).await.expect("it answers");
    let ticket = Ticket { clinic: ClinicId(1), ended_at: Some(now) };
    stage.act(Act::Start(Link::Ticket(ticket))).await.expect("it answers");
    for answer in ANSWERS {
        let screen = stage.screen();
        let button = screen.iter().rev().find_map(|shown| {
            let mut buttons = shown.message.buttons.iter().flatten();
            let button = buttons.find(|button| {
                button.data.starts_with(answer) || button.data.ends_with(&format!(".{answer}"))
            })?;
            Some(Act::Press { data: button.data.clone(), message: Some(shown.id) })
        });
        stage.act(button.unwrap_or_else(|| panic!("no button {answer}"))).await.expect("it answers");
    }
    let saved = stage.conversation().await.expect("it answers").state;
    assert!(saved.first.is_some(), "everything is answered");
    saved.to_json()
}

/// An event of this client.
pub(crate) fn event(chat: i64, event: Event) -> Batch {
    let incoming = Incoming { chat: aftercare::engine::ChatId(chat), update: None, event: Some(event) };
    Batch { incoming: vec![incoming], ..Batch::default() }
}

/// A day that is not night in Berlin.
pub(crate) fn noon() -> Timestamp {
    "2026-03-03T12:00:00Z".parse().expect("an instant")
}
