//! The database behind the port: every question outside a batch. Batches are in [`super::tx`], opening in
//! [`super::sqlite`] and [`super::postgres`].

use std::{
    fs::File,
    future,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use jiff::Timestamp;

use super::{
    News, OutboxRow, Standing, Store, StoreError, Tx as _,
    connection::{Pool, Record},
    postgres::{self, Ear, lease},
    recent::Recent,
    record::{Cell, CheckInRecord, ClinicRecord, Damaged, OutboxRecord, chat_list, instant, number},
    sql::{self, Sql},
    sqlite,
    tx::DatabaseTx,
};
use crate::{
    engine::{ChatId, CheckIn, Class, Clinic},
    link::ClinicId,
};

/// Stands for a process without a lease: SQLite has but one, and tools need none.
pub(super) const NOBODY: i64 = 1;

/// The only process there can be.
const ALONE: Standing = Standing { keeper: true, until: None, freed: 0 };

/// An open database: SQLite in a file or in memory, or PostgreSQL.
pub struct Database {
    pub(super) pool: Pool,
    /// The last number of an outbox row that was given out. PostgreSQL counts by itself.
    pub(super) last_row: Arc<AtomicI64>,
    /// What the last batches saved.
    pub(super) recent: Arc<Recent>,
    /// What stands in `outbox.in_flight` for the rows that this process has.
    process: AtomicI64,
    ear: Ear,
    /// Where the file is; `None` in memory and on a server.
    place: Option<sqlite::Place>,
    /// Held, never read: the lock on the file goes with it.
    _lock: Option<File>,
}

impl Database {
    /// Opens the database at `url`: `sqlite://PATH`, `sqlite:PATH`, `sqlite::memory:`, or
    /// `postgres://USER:PASSWORD@HOST:PORT/NAME`, and brings its shape up to date. A missing file is made, for
    /// its owner's eyes only; its folder is not.
    ///
    /// With `alone` this process is the only one that works on the file until the value is dropped, however
    /// the process ends; readers and tools open it without. PostgreSQL may be shared by any number.
    ///
    /// # Errors
    /// In one sentence why it cannot be used; never with a password.
    pub async fn open(url: &str, alone: bool) -> Result<Self, StoreError> {
        let (pool, place, lock) = if postgres::is_address(url) {
            (postgres::open(url).await?, None, None)
        } else {
            sqlite::open(url, alone).await?
        };
        let database = Self {
            pool,
            last_row: Arc::default(),
            recent: Arc::default(),
            process: AtomicI64::new(NOBODY),
            ear: Ear::default(),
            place,
            _lock: lock,
        };
        let last = database.value(sql::LAST_ROW, Vec::new(), "read the last number of the outbox").await?;
        database.last_row.store(last.unwrap_or_default(), Ordering::Release);
        Ok(database)
    }

    pub(super) fn process(&self) -> i64 {
        self.process.load(Ordering::Acquire)
    }

    pub(super) fn set_process(&self, token: i64) {
        self.process.store(token, Ordering::Release);
    }

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

    async fn rows<R: Record>(
        &self,
        statement: Sql,
        parameters: Vec<Cell>,
        doing: &'static str,
    ) -> Result<Vec<R>, StoreError> {
        self.pool.rows(statement, parameters).await.map_err(StoreError::while_doing(doing))
    }

    /// The first column of the first row.
    async fn value<T>(
        &self,
        statement: Sql,
        parameters: Vec<Cell>,
        doing: &'static str,
    ) -> Result<Option<T>, StoreError>
    where
        (Option<T>,): Record,
    {
        let rows: Vec<(Option<T>,)> = self.rows(statement, parameters, doing).await?;
        Ok(rows.into_iter().next().and_then(|(value,)| value))
    }

    async fn run(
        &self,
        statement: Sql,
        parameters: Vec<Cell>,
        doing: &'static str,
    ) -> Result<u64, StoreError> {
        self.pool.run(statement, parameters).await.map_err(StoreError::while_doing(doing))
    }
}

impl Store for Database {
    type Tx<'a> = DatabaseTx;

    async fn begin(&self) -> Result<DatabaseTx, StoreError> {
        self.is_there()?;
        let error = match (DatabaseTx::begin(self).await, &self.place) {
            (Err(error), Some(_)) => error,
            (begun, _) => return begun,
        };
        // SQLite ends a transaction by itself when the disk is full, which the driver does not notice; and a file
        // that was opened while it was read-only stays so. Neither is over before the connection is. The next one
        // cannot tell what was written before it.
        self.recent.forget();
        match self.pool.hang_up().await {
            Ok(()) => DatabaseTx::begin(self).await,
            Err(_) => Err(error),
        }
    }

    async fn due(&self, now: Timestamp, limit: u32) -> Result<Vec<(ChatId, u32)>, StoreError> {
        const DOING: &str = "look for planned messages that are due";
        let rows: Vec<(i64, i64)> =
            self.rows(sql::DUE, vec![now.into(), i64::from(limit).into()], DOING).await?;
        rows.into_iter()
            .map(|(chat, generation)| Ok((ChatId(chat), number(generation, "generation")?)))
            .collect::<Result<_, Damaged>>()
            .map_err(|damaged| damaged.while_doing(DOING))
    }

    async fn expired_after(
        &self,
        (end, chat, generation): (Timestamp, ChatId, u32),
        limit: u32,
    ) -> Result<Vec<(ChatId, CheckIn)>, StoreError> {
        const DOING: &str = "look for planned messages that expired too early";
        let parameters =
            vec![end.into(), chat.0.into(), i64::from(generation).into(), i64::from(limit).into()];
        let records: Vec<CheckInRecord> = self.rows(sql::EXPIRED_AFTER, parameters, DOING).await?;
        // One that cannot be read must not keep back those that can.
        let read = |record: CheckInRecord| Some((ChatId(record.chat_id), record.read().ok()?));
        Ok(records.into_iter().filter_map(read).collect())
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        const DOING: &str = "find the next planned message";
        read_instant(self.value(sql::NEXT_DUE, Vec::new(), DOING).await?, DOING)
    }

    async fn claim(
        &self,
        now: Timestamp,
        limit: u32,
        unasked: u32,
        busy: &[ChatId],
    ) -> Result<Vec<OutboxRow>, StoreError> {
        const DOING: &str = "take messages from the outbox";
        self.is_there()?;
        let parameters = vec![
            now.into(),
            i64::from(limit).into(),
            i64::from(unasked).into(),
            chat_list(busy).into(),
            self.process().into(),
        ];
        let records: Vec<OutboxRecord> = match self.pool {
            Pool::Sqlite(_) => self.rows(sql::CLAIM, parameters, DOING).await?,
            Pool::Postgres(_) => {
                // One at a time, so that no two processes each take a part of what waits for a chat.
                let mut tx = self.begin().await?;
                tx.run(DOING, sql::CLAIM_ALONE, Vec::new()).await?;
                let records = tx.rows(sql::CLAIM, parameters, DOING).await?;
                tx.commit().await?;
                records
            }
        };
        let mut rows: Vec<_> = records.into_iter().filter_map(readable).collect();
        // RETURNING promises no order.
        rows.sort_by_key(|row| (row.class, (row.class == Class::Unasked).then_some(row.not_before), row.id));
        Ok(rows)
    }

    async fn next_claim(&self, after: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        const DOING: &str = "find the next message in the outbox";
        read_instant(self.value(sql::NEXT_CLAIM, vec![after.into()], DOING).await?, DOING)
    }

    async fn join(&self, script: &str, now: Timestamp) -> Result<Standing, StoreError> {
        match self.pool {
            Pool::Sqlite(_) => {
                let freed =
                    self.run(sql::ADOPT, Vec::new(), "take over the messages of an earlier run").await?;
                Ok(Standing { freed, ..ALONE })
            }
            Pool::Postgres(_) => lease::join(self, script, now).await,
        }
    }

    async fn beat(&self, now: Timestamp) -> Result<Standing, StoreError> {
        match self.pool {
            Pool::Sqlite(_) => Ok(ALONE),
            Pool::Postgres(_) => lease::beat(self, now).await,
        }
    }

    async fn leave(&self) -> Result<(), StoreError> {
        lease::leave(self).await
    }

    async fn news(&self) -> News {
        match &self.pool {
            Pool::Sqlite(_) => future::pending().await,
            Pool::Postgres(pool) => self.ear.news(pool, &self.process().to_string()).await,
        }
    }

    async fn interrupted(&self, since: Timestamp, until: Timestamp) -> Result<Vec<ChatId>, StoreError> {
        const DOING: &str = "find interrupted conversations";
        let chats: Vec<(i64,)> = self.rows(sql::INTERRUPTED, vec![since.into(), until.into()], DOING).await?;
        Ok(chats.into_iter().map(|(chat,)| ChatId(chat)).collect())
    }

    async fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.value(sql::SETTING, vec![key.into()], "read a setting").await
    }

    async fn set_setting(&self, key: &str, value: &str, only_new: bool) -> Result<String, StoreError> {
        let parameters = vec![key.into(), value.into(), only_new.into()];
        let stands = self.value(sql::SET_SETTING, parameters, "write a setting").await?;
        Ok(stands.unwrap_or_else(|| value.to_owned()))
    }

    async fn clinics(&self) -> Result<Vec<Clinic>, StoreError> {
        const DOING: &str = "read the clinics";
        let records: Vec<ClinicRecord> = self.rows(sql::CLINICS, Vec::new(), DOING).await?;
        let clinics: Result<_, Damaged> = records.into_iter().map(ClinicRecord::read).collect();
        clinics.map_err(|damaged| damaged.while_doing(DOING))
    }

    async fn put_clinic(&self, clinic: &Clinic) -> Result<ClinicId, StoreError> {
        let mut tx = self.begin().await?;
        let id = tx.put_clinic(clinic).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn remove_clinic(&self, id: ClinicId) -> Result<bool, StoreError> {
        let removed = self.run(sql::REMOVE_CLINIC, vec![i64::from(id.0).into()], "remove a clinic").await?;
        Ok(removed > 0)
    }

    async fn check_ins(&self, chat: ChatId) -> Result<Vec<CheckIn>, StoreError> {
        const DOING: &str = "read the planned messages of a chat";
        let records: Vec<CheckInRecord> = self.rows(sql::CHECK_INS, vec![chat.0.into()], DOING).await?;
        let check_ins: Result<_, Damaged> = records.into_iter().map(CheckInRecord::read).collect();
        check_ins.map_err(|damaged| damaged.while_doing(DOING))
    }

    async fn counts(&self) -> Result<Vec<(String, i64)>, StoreError> {
        self.rows(sql::COUNTS, Vec::new(), "read the counters").await
    }

    async fn forget_updates(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.run(sql::FORGET_UPDATES, vec![before.into()], "forget old update numbers").await
    }

    async fn close(&self) {
        self.ear.close();
        self.pool.close().await;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Changes, UpdateId};

    /// What may be walked through: the list that was given, and results that end at a limit.
    const SHORT: [&str; 5] = ["json_each", "asked", "unasked", "free", "classes"];

    #[tokio::test]
    async fn no_frequent_statement_walks_through_a_whole_table() {
        let store = Database::open("sqlite::memory:", false).await.unwrap();
        let [erase_conversation, erase_check_in, erase_outbox] = sql::ERASE;
        // The inserts of values look rows up by their keys only.
        for statement in [
            sql::REGISTER,
            sql::FORGET_UPDATES,
            sql::FREE_PLACES,
            sql::CONVERSATIONS,
            sql::INTERRUPTED,
            erase_conversation,
            erase_check_in,
            erase_outbox,
            sql::OPEN_CHECK_INS,
            sql::CHECK_INS,
            sql::DUE,
            sql::EXPIRED_AFTER,
            sql::NEXT_DUE,
            sql::SUPERSEDE,
            sql::WITHDRAW,
            sql::WITHDRAW_LATER,
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
                assert!(!scan && !all_that_wait, "{step}\nin{}", statement.sqlite);
            }
        }
    }

    #[tokio::test]
    async fn a_power_cut_takes_nothing_that_was_committed() {
        let store = Database::open("sqlite::memory:", false).await.unwrap();
        let full = Sql { sqlite: "PRAGMA synchronous", postgres: "" };
        assert_eq!(store.value::<i64>(full, Vec::new(), "").await.unwrap(), Some(2));
    }

    /// Notes so much as the poison of this update.
    async fn write(store: &Database, update: i64, bytes: usize) -> Result<(), StoreError> {
        let now = Timestamp::UNIX_EPOCH;
        let poison = vec![(UpdateId(update), "x".repeat(bytes))];
        let mut tx = store.begin().await?;
        tx.write(&Changes { poison, ..Default::default() }, now).await?;
        tx.commit().await
    }

    async fn in_a_file() -> (tempfile::TempDir, Database) {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("a.db").display());
        let store = Database::open(&url, true).await.unwrap();
        (folder, store)
    }

    #[tokio::test]
    async fn a_disk_that_is_full_blames_no_event_and_writes_go_on_when_there_is_room() {
        let (_folder, store) = in_a_file().await;
        for update in 0..3 {
            pages(&store, 1).await;
            let refused = write(&store, update, 1 << 20).await;
            assert!(matches!(refused, Err(StoreError::Away { .. })), "{refused:?}");
            pages(&store, 1_000_000).await;
            write(&store, update, 1 << 20).await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_file_that_is_not_where_it_was_takes_nothing_until_it_is_back() {
        let (folder, store) = in_a_file().await;
        let (here, away) = (folder.path().join("a.db"), folder.path().join("b.db"));
        std::fs::rename(&here, &away).unwrap();
        let error = write(&store, 1, 1).await.unwrap_err();
        assert!(matches!(error, StoreError::Away { .. }) && error.to_string().contains("a.db"), "{error}");
        // A new one in its place is not the same.
        std::fs::write(&here, "").unwrap();
        assert!(write(&store, 1, 1).await.is_err());
        std::fs::rename(&away, &here).unwrap();
        write(&store, 1, 1).await.unwrap();
    }

    async fn pages(store: &Database, most: u32) {
        let Pool::Sqlite(pool) = &store.pool else { unreachable!() };
        let pragma = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {most}"));
        sqlx::query(pragma).execute(pool).await.unwrap();
    }

    async fn plan(store: &Database, statement: Sql) -> Vec<String> {
        let Pool::Sqlite(pool) = &store.pool else { unreachable!() };
        let explained = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", statement.sqlite));
        let steps: Vec<(i64, i64, i64, String)> = sqlx::query_as(explained).fetch_all(pool).await.unwrap();
        steps.into_iter().map(|(.., step)| step).collect()
    }
}
