//! SQLite, in a file or in memory: every question outside a batch. Batches are in [`tx`], opening in [`open`].

mod open;
mod place;
mod tx;

use std::fs::File;

use jiff::Timestamp;
use sqlx::SqlitePool;

use self::place::Place;
pub use self::tx::SqliteTx;
use super::{
    OutboxRow, RowId, Store, StoreError,
    record::{CheckInRecord, ClinicRecord, Damaged, OutboxRecord, chat_list, instant, millis, number},
    sql,
};
use crate::{
    engine::{ChatId, CheckIn, Clinic},
    link::ClinicId,
};

/// A transaction that reads first and writes then must be a writer from its begin: otherwise SQLite refuses
/// it at once, whatever the patience, when somebody else wrote in between.
const BEGIN: &str = "BEGIN IMMEDIATE";

/// A database in a file, or in memory for tests, the preview and the terminal.
pub struct Sqlite {
    pool: SqlitePool,
    /// Where the file is; `None` in memory.
    place: Option<Place>,
    /// Held, never read: the lock goes with it.
    _lock: Option<File>,
}

impl Store for Sqlite {
    type Tx<'a> = SqliteTx;

    async fn begin(&self) -> Result<SqliteTx, StoreError> {
        self.is_there()?;
        let error = match SqliteTx::begin(&self.pool).await {
            Ok(tx) => return Ok(tx),
            Err(error) if self.place.is_none() => return Err(error),
            Err(error) => error,
        };
        // SQLite ends a transaction by itself when the disk is full, which the driver does not notice; and a file
        // that was opened while it was read-only stays so. Neither is over before the connection is.
        match self.pool.acquire().await {
            Ok(connection) => connection.close().await.map_err(failed("end a broken connection"))?,
            Err(_) => return Err(error),
        }
        SqliteTx::begin(&self.pool).await
    }

    async fn due(&self, now: Timestamp, limit: u32) -> Result<Vec<(ChatId, u32)>, StoreError> {
        const DOING: &str = "look for planned messages that are due";
        let rows: Vec<(i64, i64)> = sqlx::query_as(sql::DUE)
            .bind(millis(now))
            .bind(i64::from(limit))
            .fetch_all(&self.pool)
            .await
            .map_err(failed(DOING))?;
        rows.into_iter()
            .map(|(chat, generation)| Ok((ChatId(chat), number(generation, "generation")?)))
            .collect::<Result<_, Damaged>>()
            .map_err(|damaged| damaged.while_doing(DOING))
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        const DOING: &str = "find the next planned message";
        let next = sqlx::query_scalar(sql::NEXT_DUE).fetch_one(&self.pool).await.map_err(failed(DOING))?;
        read_instant(next, DOING)
    }

    async fn claim(
        &self,
        now: Timestamp,
        limit: u32,
        unasked: u32,
        busy: &[ChatId],
    ) -> Result<Vec<OutboxRow>, StoreError> {
        self.is_there()?;
        let records: Vec<OutboxRecord> = sqlx::query_as(sql::CLAIM)
            .bind(millis(now))
            .bind(i64::from(limit))
            .bind(i64::from(unasked))
            .bind(chat_list(busy))
            .fetch_all(&self.pool)
            .await
            .map_err(failed("take messages from the outbox"))?;
        let mut rows: Vec<_> = records.into_iter().filter_map(readable).collect();
        // RETURNING promises no order.
        rows.sort_by_key(|row| (row.class, row.not_before, row.id));
        Ok(rows)
    }

    async fn next_claim(&self, after: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        const DOING: &str = "find the next message in the outbox";
        let next = sqlx::query_scalar(sql::NEXT_CLAIM)
            .bind(millis(after))
            .fetch_one(&self.pool)
            .await
            .map_err(failed(DOING))?;
        read_instant(next, DOING)
    }

    async fn adopt(&self) -> Result<u64, StoreError> {
        let done = sqlx::query(sql::ADOPT)
            .execute(&self.pool)
            .await
            .map_err(failed("take over the messages of an earlier run"))?;
        Ok(done.rows_affected())
    }

    async fn interrupted(&self, since: Timestamp, until: Timestamp) -> Result<Vec<ChatId>, StoreError> {
        let chats: Vec<i64> = sqlx::query_scalar(sql::INTERRUPTED)
            .bind(millis(since))
            .bind(millis(until))
            .fetch_all(&self.pool)
            .await
            .map_err(failed("find interrupted conversations"))?;
        Ok(chats.into_iter().map(ChatId).collect())
    }

    async fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        sqlx::query_scalar(sql::SETTING)
            .bind(key)
            .fetch_optional(&self.pool)
            .await
            .map_err(failed("read a setting"))
    }

    async fn set_setting(&self, key: &str, value: &str, only_new: bool) -> Result<String, StoreError> {
        sqlx::query_scalar(sql::SET_SETTING)
            .bind(key)
            .bind(value)
            .bind(i64::from(only_new))
            .fetch_one(&self.pool)
            .await
            .map_err(failed("write a setting"))
    }

    async fn clinics(&self) -> Result<Vec<Clinic>, StoreError> {
        const DOING: &str = "read the clinics";
        let records: Vec<ClinicRecord> =
            sqlx::query_as(sql::CLINICS).fetch_all(&self.pool).await.map_err(failed(DOING))?;
        let clinics: Result<_, Damaged> = records.into_iter().map(ClinicRecord::read).collect();
        clinics.map_err(|damaged| damaged.while_doing(DOING))
    }

    async fn put_clinic(&self, clinic: &Clinic) -> Result<ClinicId, StoreError> {
        let mut tx = self.begin().await?;
        let id = tx.put_clinic(clinic).await?;
        super::Tx::commit(tx).await?;
        Ok(id)
    }

    async fn remove_clinic(&self, id: ClinicId) -> Result<bool, StoreError> {
        let done = sqlx::query(sql::REMOVE_CLINIC)
            .bind(i64::from(id.0))
            .execute(&self.pool)
            .await
            .map_err(failed("remove a clinic"))?;
        Ok(done.rows_affected() > 0)
    }

    async fn check_ins(&self, chat: ChatId) -> Result<Vec<CheckIn>, StoreError> {
        const DOING: &str = "read the planned messages of a chat";
        let records: Vec<CheckInRecord> =
            sqlx::query_as(sql::CHECK_INS).bind(chat.0).fetch_all(&self.pool).await.map_err(failed(DOING))?;
        let check_ins: Result<_, Damaged> = records.into_iter().map(CheckInRecord::read).collect();
        check_ins.map_err(|damaged| damaged.while_doing(DOING))
    }

    async fn counts(&self) -> Result<Vec<(String, i64)>, StoreError> {
        sqlx::query_as(sql::COUNTS).fetch_all(&self.pool).await.map_err(failed("read the counters"))
    }

    async fn forget_updates(&self, before: Timestamp) -> Result<u64, StoreError> {
        let done = sqlx::query(sql::FORGET_UPDATES)
            .bind(millis(before))
            .execute(&self.pool)
            .await
            .map_err(failed("forget old update numbers"))?;
        Ok(done.rows_affected())
    }

    async fn last_row(&self) -> Result<RowId, StoreError> {
        sqlx::query_scalar(sql::LAST_ROW)
            .fetch_one(&self.pool)
            .await
            .map(RowId)
            .map_err(failed("read the last number of the outbox"))
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}

impl Sqlite {
    /// Whether the file is still where it was opened.
    fn is_there(&self) -> Result<(), StoreError> {
        match &self.place {
            Some(place) if !place.is_there() => Err(StoreError::Away {
                doing: "be written",
                cause: format!(
                    "its file {place} was moved or deleted; put it back, or stop the bot and restore a backup"
                ),
            }),
            _ => Ok(()),
        }
    }
}

/// A row that cannot be read must not keep back those that can: it stays in flight, unsent, and is told once
/// a start.
fn readable(record: OutboxRecord) -> Option<OutboxRow> {
    let id = record.id;
    let row = record.read().map_err(|damaged| damaged.while_doing("read a message of the outbox"));
    row.inspect_err(|error| log::error!("outbox row {id} stays unsent: {error}")).ok()
}

fn read_instant(stored: Option<i64>, doing: &'static str) -> Result<Option<Timestamp>, StoreError> {
    let instant = stored.map(|stored| instant(stored, "instant")).transpose();
    instant.map_err(|damaged| damaged.while_doing(doing))
}

fn failed(doing: &'static str) -> impl FnOnce(sqlx::Error) -> StoreError {
    move |error| {
        let cause = cause(&error);
        if is_away(&error) { StoreError::Away { doing, cause } } else { StoreError::Failed { doing, cause } }
    }
}

/// Whether the error says nothing against what was to be written. Only SQLite's own word does: a constraint, a
/// value too large or of the wrong type (the lowest byte of its codes: sqlite.org/rescode.html).
fn is_away(error: &sqlx::Error) -> bool {
    const CONTENT: [u32; 3] = [18, 19, 20];
    match error {
        sqlx::Error::Database(error) => {
            let code = error.code().and_then(|code| code.parse::<u32>().ok());
            !code.is_some_and(|code| CONTENT.contains(&(code & 0xff)))
        }
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::Encode(_) => false,
        _ => true,
    }
}

/// What the driver said. Its texts name tables and columns; where one could quote a value, ours stands
/// instead.
fn cause(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        sqlx::Error::ColumnDecode { index, .. } => format!("the column {index} cannot be read"),
        sqlx::Error::Decode(_) | sqlx::Error::Encode(_) => "a value cannot be read or written".to_owned(),
        error => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Changes, Tx as _, UpdateId};

    /// What may be walked through: the list that was given, and results that end at a limit.
    const SHORT: [&str; 5] = ["json_each", "asked", "unasked", "free", "classes"];

    #[tokio::test]
    async fn no_frequent_statement_walks_through_a_whole_table() {
        let store = Sqlite::open("sqlite::memory:", false).await.unwrap();
        let [erase_conversation, erase_check_in, erase_outbox] = sql::ERASE;
        // The inserts of values look rows up by their keys only.
        for statement in [
            sql::REGISTER,
            sql::FORGET_UPDATES,
            sql::CONVERSATIONS,
            sql::INTERRUPTED,
            erase_conversation,
            erase_check_in,
            erase_outbox,
            sql::OPEN_CHECK_INS,
            sql::CHECK_INS,
            sql::DUE,
            sql::NEXT_DUE,
            sql::SUPERSEDE,
            sql::WITHDRAW,
            sql::REZONE,
            sql::GIVE_UP,
            sql::REMOVE,
            sql::WAIT_AGAIN,
            sql::CLAIM,
            sql::NEXT_CLAIM,
            sql::ADOPT,
            sql::LAST_ROW,
        ] {
            for step in plan(&store, statement).await {
                let scan = step
                    .strip_prefix("SCAN ")
                    .is_some_and(|rest| !rest.split(' ').next().is_some_and(|table| SHORT.contains(&table)));
                // All rows that wait can be a million; only `ADOPT` may ask for all, of those in flight.
                let all_that_wait = step.ends_with("outbox_turn (in_flight=?)") && statement != sql::ADOPT;
                assert!(!scan && !all_that_wait, "{step}\nin{statement}");
            }
        }
    }

    #[tokio::test]
    async fn a_power_cut_takes_nothing_that_was_committed() {
        let store = Sqlite::open("sqlite::memory:", false).await.unwrap();
        let full: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&store.pool).await.unwrap();
        assert_eq!(full, 2);
    }

    /// Notes so much as poison.
    async fn write(store: &Sqlite, bytes: usize) -> Result<(), StoreError> {
        let now = Timestamp::UNIX_EPOCH;
        let poison = vec![(UpdateId(1), "x".repeat(bytes))];
        let mut tx = store.begin().await?;
        tx.write(&Changes { poison, ..Default::default() }, now).await?;
        tx.commit().await
    }

    async fn in_a_file() -> (tempfile::TempDir, Sqlite) {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("a.db").display());
        let store = Sqlite::open(&url, true).await.unwrap();
        (folder, store)
    }

    #[tokio::test]
    async fn a_disk_that_is_full_blames_no_event_and_writes_go_on_when_there_is_room() {
        let (_folder, store) = in_a_file().await;
        for _ in 0..3 {
            sqlx::query("PRAGMA max_page_count = 1").execute(&store.pool).await.unwrap();
            assert!(matches!(write(&store, 1 << 20).await, Err(StoreError::Away { .. })));
            sqlx::query("PRAGMA max_page_count = 1000000").execute(&store.pool).await.unwrap();
            write(&store, 1 << 20).await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_file_that_is_not_where_it_was_takes_nothing_until_it_is_back() {
        let (folder, store) = in_a_file().await;
        let (here, away) = (folder.path().join("a.db"), folder.path().join("b.db"));
        std::fs::rename(&here, &away).unwrap();
        let error = write(&store, 1).await.unwrap_err();
        assert!(matches!(error, StoreError::Away { .. }) && error.to_string().contains("a.db"), "{error}");
        // A new one in its place is not the same.
        std::fs::write(&here, "").unwrap();
        assert!(write(&store, 1).await.is_err());
        std::fs::rename(&away, &here).unwrap();
        write(&store, 1).await.unwrap();
    }

    async fn plan(store: &Sqlite, statement: &str) -> Vec<String> {
        let explained = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
        let steps: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(explained).fetch_all(&store.pool).await.unwrap();
        steps.into_iter().map(|(.., step)| step).collect()
    }
}
