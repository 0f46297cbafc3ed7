//! Rows that this version did not write so: of older or newer versions, damaged, or such that the database refuses
//! to change. Each has a defined end, none keeps others waiting, none is sent twice.

mod support;

use std::sync::Arc;

use aftercare::{
    engine::{ChatId, CheckIn, Ending, Event, Reason, story},
    runtime::{Batch, Incoming, ManualClock, Runtime},
    script::{Defaults, Script, Source},
    store::{Changes, Database, Store as _, Tx as _},
};
use jiff::{Timestamp, tz::TimeZone};
use sqlx::{ConnectOptions as _, SqliteConnection, sqlite::SqliteConnectOptions};
use tempfile::TempDir;

use self::support::client;

struct Stage {
    runtime: Runtime<Database, ManualClock>,
    /// A second way into the file, past the store.
    raw: SqliteConnection,
    _folder: TempDir,
}

/// Noon in Berlin, a day after the massage.
fn now() -> Timestamp {
    "2026-03-04T11:00:00Z".parse().unwrap()
}

/// Three clients whose check-in is due.
async fn stage() -> Stage {
    let script =
        Script::load(&Source::embedded(), Defaults::default()).expect("the embedded content is valid");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("odd.db");
    let store = Database::open(&format!("sqlite://{}", path.display()), false).await.unwrap();
    let clients = [1, 2, 3].map(|chat| client::waiting(ChatId(chat), now()));
    let changes = Changes {
        conversations: clients.iter().map(|(conversation, _)| (conversation.clone(), false)).collect(),
        check_ins: clients.iter().map(|(conversation, plan)| (conversation.chat, plan.clone())).collect(),
        ..Changes::default()
    };
    let mut tx = store.begin().await.unwrap();
    tx.write(&changes, now()).await.unwrap();
    tx.commit().await.unwrap();
    Stage {
        runtime: Runtime::new(Arc::new(script), store, ManualClock::at(now())).await.unwrap(),
        raw: SqliteConnectOptions::new().filename(path).connect().await.unwrap(),
        _folder: folder,
    }
}

impl Stage {
    /// What is due is handled, as the door does it, until nothing is.
    async fn handle_due(&self) {
        for _ in 0..5 {
            let due = self.runtime.store().due(now(), 10).await.unwrap();
            let event =
                |(chat, generation)| Incoming { chat, update: None, event: Some(Event::Due { generation }) };
            let incoming: Vec<_> = due.into_iter().map(event).collect();
            if incoming.is_empty() {
                return;
            }
            self.runtime.handle(&Batch { incoming, ..Batch::default() }).await.unwrap();
        }
        panic!("something stays due for ever");
    }

    async fn row(&self, chat: i64) -> CheckIn {
        self.runtime.store().check_ins(ChatId(chat)).await.unwrap().remove(0)
    }

    /// The chats to which something is on its way.
    async fn on_its_way(&self) -> Vec<i64> {
        let rows = self.runtime.store().claim(now(), 10, 10, &[]).await.unwrap();
        rows.iter().map(|row| row.chat.0).collect()
    }
}

#[tokio::test]
async fn a_purpose_that_the_content_does_not_know_is_not_sent_and_says_so() {
    let mut stage = stage().await;
    let odd = "UPDATE check_in SET purpose = 'h12' WHERE chat_id = 2";
    sqlx::query(odd).execute(&mut stage.raw).await.unwrap();
    stage.handle_due().await;
    let end = stage.row(2).await.end.unwrap();
    assert_eq!((end.how, end.why), (Ending::Skipped, Some(Reason::ScriptChanged)));
    assert_eq!(stage.on_its_way().await, [1, 3]);
}

#[tokio::test]
async fn a_reason_that_this_version_does_not_know_changes_nothing() {
    let mut stage = stage().await;
    let odd = r#"UPDATE check_in SET moves = '[{"from":"2026-03-04T10:00:00Z","why":"full_moon"}]' WHERE chat_id = 2"#;
    sqlx::query(odd).execute(&mut stage.raw).await.unwrap();
    let ended =
        "UPDATE check_in SET ending = 'cancelled', reason = 'eclipse', ended_at = due_at WHERE chat_id = 3";
    sqlx::query(ended).execute(&mut stage.raw).await.unwrap();
    stage.handle_due().await;
    assert_eq!(stage.on_its_way().await, [1, 2]);
    assert_eq!(stage.row(2).await.moves[0].why, Reason::Unknown);
    let told = story(&stage.row(3).await, &TimeZone::UTC);
    assert!(told.ends_with("cancelled 11:00: for a reason that this version does not know"), "{told}");
}

#[tokio::test]
async fn a_damaged_row_ends_and_keeps_nobody_waiting() {
    let mut stage = stage().await;
    let odd = "UPDATE check_in SET moves = 'rubbish' WHERE chat_id = 2";
    sqlx::query(odd).execute(&mut stage.raw).await.unwrap();
    stage.handle_due().await;
    assert_eq!(stage.on_its_way().await, [1, 3]);
    let ended = "SELECT ending || ' ' || reason FROM check_in WHERE chat_id = 2";
    let ended: String = sqlx::query_scalar(ended).fetch_one(&mut stage.raw).await.unwrap();
    assert_eq!(ended, "skipped failed");
}

#[tokio::test]
async fn a_row_that_cannot_be_written_ends_without_a_word_to_the_client() {
    let mut stage = stage().await;
    let refuses = "CREATE TRIGGER refuses BEFORE INSERT ON outbox WHEN new.chat_id = 2
        BEGIN SELECT raise(ABORT, 'no'); END";
    sqlx::query(refuses).execute(&mut stage.raw).await.unwrap();
    stage.handle_due().await;
    assert_eq!(stage.on_its_way().await, [1, 3]);
    let end = stage.row(2).await.end.unwrap();
    assert_eq!((end.how, end.why), (Ending::Skipped, Some(Reason::Failed)));
}
