//! Makes the databases: many clients, each with two check-ins that are not due for a long time.

#![allow(dead_code, reason = "each benchmark takes what it needs")]

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
    /// When the massage of each client ended.
    ended: Timestamp,
    /// The clinic's time zone.
    zone: String,
    /// The saved conversation of each client.
    body: String,
    pub(crate) script: Arc<Script>,
}

impl Data {
    /// Makes the file, or takes the one that is there.
    pub(crate) async fn made(clients: i64) -> Self {
        let ended = "2026-03-02T13:30:00Z".parse().expect("an instant");
        let data = Self::new(&format!("check_ins_{clients}.db"), ended, "Europe/Berlin").await;
        if !data.is_there(clients).await {
            println!("making {clients} clients ...");
            data.fill(clients).await;
        }
        data
    }

    /// Makes a file of this name anew: the clients' massages ended at this instant, in this zone.
    pub(crate) async fn anew(name: &str, clients: i64, ended: Timestamp, zone: &str) -> Self {
        let data = Self::new(name, ended, zone).await;
        data.fill(clients).await;
        data
    }

    async fn new(name: &str, ended: Timestamp, zone: &str) -> Self {
        let script = Script::load(&Source::embedded(), Defaults::default()).expect("the content is valid");
        let script = Arc::new(script);
        let body = body(&script, ended, zone).await;
        Self { path: file(name), ended, zone: zone.to_owned(), body, script }
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
        remove(&self.path);
        let Self { body, zone, ended, .. } = self;
        let store = Database::open(&self.url(), false).await.expect("the file can be made");
        store.put_clinic(&clinic(zone)).await.expect("it can be written");
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
                 SELECT i, '{body}', 0, {} + i FROM n",
                counted(clients),
                ended.as_millisecond()
            ),
            // Not due before the year 2128.
            format!(
                "{} INSERT INTO check_in (chat_id, generation, subject, purpose, reminder, due_at, latest_at, zone,
                     moves, queued, ending, reason, ended_at)
                 SELECT (i + 1) / 2, 2 - i % 2, 'visit/1/{}', iif(i % 2, 'h24', 'h72'), 0,
                     5000000000000 + i * 7919 % 1000000007, 5100000000000, '{zone}', '[]', 0, NULL, NULL, NULL
                 FROM n",
                counted(clients * 2),
                ended.as_second()
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

fn clinic(zone: &str) -> Clinic {
    Clinic {
        id: ClinicId(0),
        name: "Back in Balance".to_owned(),
        zone: Some(zone.to_owned()),
        phone: None,
        country: None,
    }
}

/// Where a database of this name lies.
pub(crate) fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// Removes a database with all that SQLite and we put beside it.
pub(crate) fn remove(path: &Path) {
    for ending in ["", "-wal", "-shm", ".lock"] {
        let _ = fs::remove_file(format!("{}{ending}", path.display()));
    }
}

/// What is saved of a client who has answered every question after a massage that ended now.
async fn body(script: &Arc<Script>, now: Timestamp, zone: &str) -> String {
    let store = Database::open("sqlite::memory:", false).await.expect("memory is there");
    store.put_clinic(&clinic(zone)).await.expect("it can be written");
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
