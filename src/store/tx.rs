//! One batch: a transaction with a fixed, small number of statements, whatever the number of its events. Each
//! statement is a hop to the thread of the connection (SQLite) or over the network (PostgreSQL), which is more
//! than most of them cost the database.

mod load;

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use jiff::Timestamp;

use super::{
    Changes, Loaded, OutboxRow, RowChange, RowId, StoreError, Tx, UpdateId,
    connection::{Pool, Record, Transaction},
    database::{Database, NOBODY},
    postgres,
    recent::Recent,
    record::{Cell, chat_list, check_in_row, conversation_row, list, millis, number, outbox_row, poison_row},
    sql::{self, Sql},
    sqlite,
};
use crate::{
    engine::{ChatId, CheckIn, Clinic, Conversation, Counter},
    link::ClinicId,
};

/// Numbers for new rows that one transaction has: 65,536.
const NUMBERS: u32 = 16;

/// A transaction on a [`Database`]. Dropped without [`Tx::commit`], it undoes everything.
pub struct DatabaseTx {
    transaction: Transaction,
    pool: Pool,
    /// What stands in `outbox.in_flight` for the rows that this process has.
    process: i64,
    /// PostgreSQL: the first number for new rows.
    first_row: Option<i64>,
    /// SQLite: the last number that was given out.
    last_row: Arc<AtomicI64>,
    recent: Arc<Recent>,
    /// The chats that were read here, so that what is saved of them is all that there is.
    read: BTreeSet<ChatId>,
    /// What `recent` gets when this is durable.
    saved: Vec<Conversation>,
    /// PostgreSQL: empty rows of new chats, which must not stay empty.
    places: Vec<i64>,
    /// Something was erased, so the journal must not keep it.
    erased: bool,
    /// Open planned messages that could not be read: chat and generation.
    damaged: Vec<(i64, i64)>,
}

impl Tx for DatabaseTx {
    async fn register(&mut self, updates: &[UpdateId], now: Timestamp) -> Result<Vec<UpdateId>, StoreError> {
        if updates.is_empty() {
            return Ok(Vec::new());
        }
        // Ascending, so that two batches with the same updates cannot wait for each other.
        let ascending: BTreeSet<UpdateId> = updates.iter().copied().collect();
        let parameters = vec![list(ascending.iter().map(|update| (update.0,))).into(), now.into()];
        let fresh: Vec<(i64,)> =
            self.rows(sql::REGISTER, parameters, "note which updates were handled").await?;
        // In the order of arrival, each once.
        let mut fresh: HashSet<i64> = fresh.into_iter().map(|(update,)| update).collect();
        Ok(updates.iter().copied().filter(|update| fresh.remove(&update.0)).collect())
    }

    async fn load(&mut self, chats: &[ChatId], clinics: &[ClinicId]) -> Result<Vec<Loaded>, StoreError> {
        self.read_chats(chats, clinics).await
    }

    async fn write(&mut self, changes: &Changes, now: Timestamp) -> Result<(), StoreError> {
        let saved = changes.conversations.iter().map(|(conversation, _)| &conversation.chat);
        let planned = changes.check_ins.iter().map(|(chat, _)| chat);
        for chat in saved.chain(planned).chain(&changes.erased) {
            self.recent.remove(*chat);
        }
        self.give_up_damaged(now).await?;
        self.erase(&changes.erased).await?;
        self.save_conversations(&changes.conversations).await?;
        self.save_check_ins(&changes.check_ins).await?;
        self.withdraw(&changes.withdrawn).await?;
        self.rezone(&changes.rezoned).await?;
        self.drop_ended(&changes.ended).await?;
        self.change_rows(&changes.rows).await?;
        self.queue(&changes.outbox).await?;
        self.supersede(&changes.rows, &changes.outbox).await?;
        self.count(&changes.counts).await?;
        self.note_poison(&changes.poison, now).await?;
        if let Some(at) = changes.polled_at {
            self.set_setting("polled_at", &at.to_string()).await?;
        }
        if self.is_shared() && leaves_work(changes) {
            self.tell(&self.process.to_string()).await?;
        }
        Ok(())
    }

    async fn number_rows(&mut self, now: Timestamp) -> Result<RowId, StoreError> {
        if let Some(first) = self.first_row {
            return Ok(RowId(first));
        }
        // By the clock, so that numbers also grow over a restart; never back with it.
        let mut first = millis(now) << NUMBERS;
        let take = |last: i64| {
            first = first.max(last + 1);
            Some(first + (1 << NUMBERS) - 1)
        };
        let _ = self.last_row.fetch_update(Ordering::AcqRel, Ordering::Acquire, take);
        Ok(RowId(first))
    }

    async fn commit(mut self) -> Result<(), StoreError> {
        if !self.places.is_empty() {
            let places = list(self.places.iter().map(|chat| (chat,)));
            self.run("forget chats that stay unknown", sql::FREE_PLACES, vec![places.into()]).await?;
        }
        self.transaction.commit().await.map_err(StoreError::while_doing("commit"))?;
        self.recent.put(self.saved);
        if self.erased {
            sqlite::empty_the_journal(&self.pool).await;
        }
        Ok(())
    }
}

impl DatabaseTx {
    /// A transaction of this process, which counts as living until it ends.
    pub(super) async fn begin(database: &Database) -> Result<Self, StoreError> {
        let process = database.process();
        let mut tx = Self::begin_as(database, process).await?;
        if process != NOBODY {
            let lease: Vec<(i64,)> = tx.rows(sql::FENCE, vec![process.into()], "look at the lease").await?;
            if lease.is_empty() {
                return Err(StoreError::Evicted);
            }
        }
        Ok(tx)
    }

    /// A transaction that does not ask for a lease.
    pub(super) async fn begin_as(database: &Database, process: i64) -> Result<Self, StoreError> {
        let transaction =
            database.pool.begin().await.map_err(StoreError::while_doing("begin a transaction"))?;
        Ok(Self {
            transaction,
            pool: database.pool.clone(),
            process,
            first_row: None,
            last_row: Arc::clone(&database.last_row),
            recent: Arc::clone(&database.recent),
            read: BTreeSet::new(),
            saved: Vec::new(),
            places: Vec::new(),
            erased: false,
            damaged: Vec::new(),
        })
    }

    /// Whether other processes may write at the same time.
    fn is_shared(&self) -> bool {
        matches!(self.pool, Pool::Postgres(_))
    }

    async fn erase(&mut self, chats: &[ChatId]) -> Result<(), StoreError> {
        if chats.is_empty() {
            return Ok(());
        }
        self.erased = true;
        let chats = chat_list(chats);
        for statement in sql::ERASE {
            self.run("erase a chat", statement, vec![chats.as_str().into()]).await?;
        }
        Ok(())
    }

    async fn save_conversations(&mut self, saved: &[(Conversation, bool)]) -> Result<(), StoreError> {
        self.places.retain(|place| !saved.iter().any(|(conversation, _)| conversation.chat.0 == *place));
        let rows = saved.iter().map(conversation_row).collect();
        self.insert("save conversations", sql::SAVE_CONVERSATIONS, rows).await?;
        let read = saved.iter().filter(|(conversation, _)| self.read.contains(&conversation.chat));
        self.saved.extend(read.map(|(conversation, _)| copy(conversation)));
        Ok(())
    }

    async fn save_check_ins(&mut self, saved: &[(ChatId, CheckIn)]) -> Result<(), StoreError> {
        // Ends first: a new message may take the place of one that ends in the same batch.
        let (ended, open): (Vec<_>, Vec<_>) = saved.iter().partition(|(_, check_in)| check_in.end.is_some());
        let rows = ended.into_iter().chain(open).map(check_in_row).collect();
        self.insert("save planned messages", sql::SAVE_CHECK_INS, rows).await
    }

    async fn give_up_damaged(&mut self, now: Timestamp) -> Result<(), StoreError> {
        if self.damaged.is_empty() {
            return Ok(());
        }
        let damaged = list(std::mem::take(&mut self.damaged));
        self.run("give up planned messages", sql::GIVE_UP, vec![damaged.into(), now.into()]).await
    }

    async fn withdraw(&mut self, chats: &[ChatId]) -> Result<(), StoreError> {
        const DOING: &str = "withdraw offers";
        if chats.is_empty() {
            return Ok(());
        }
        self.run(DOING, sql::WITHDRAW, vec![chat_list(chats).into()]).await?;
        self.run(DOING, sql::WITHDRAW_LATER, vec![chat_list(chats).into()]).await
    }

    async fn rezone(&mut self, chats: &[(ChatId, String)]) -> Result<(), StoreError> {
        if chats.is_empty() {
            return Ok(());
        }
        let chats = list(chats.iter().map(|(chat, zone)| (chat.0, zone)));
        self.run("follow another time zone", sql::REZONE, vec![chats.into()]).await
    }

    async fn drop_ended(&mut self, ended: &[(ChatId, u32)]) -> Result<(), StoreError> {
        const DOING: &str = "drop ended messages";
        if ended.is_empty() {
            return Ok(());
        }
        let ended = list(ended.iter().map(|(chat, generation)| (chat.0, generation)));
        self.run(DOING, sql::DROP_ENDED, vec![ended.clone().into()]).await?;
        self.run(DOING, sql::DROP_ENDED_LATER, vec![ended.into()]).await
    }

    async fn change_rows(&mut self, changes: &[RowChange]) -> Result<(), StoreError> {
        let mut gone = Vec::new();
        let mut waiting = Vec::new();
        for change in changes {
            match *change {
                RowChange::Remove(id) => gone.push((id.0,)),
                RowChange::Retry { id, not_before, unknown_tries } => {
                    waiting.push((id.0, Some(millis(not_before)), Some(unknown_tries)));
                }
                RowChange::Release(id) => waiting.push((id.0, None, None)),
            }
        }
        if !gone.is_empty() {
            self.run("remove sent messages", sql::REMOVE, vec![list(gone).into()]).await?;
        }
        if !waiting.is_empty() {
            self.run("put messages back", sql::WAIT_AGAIN, vec![list(waiting).into()]).await?;
        }
        Ok(())
    }

    async fn queue(&mut self, rows: &[OutboxRow]) -> Result<(), StoreError> {
        let rows = rows.iter().map(|row| outbox_row(row, self.process)).collect();
        self.insert("queue messages", sql::QUEUE, rows).await
    }

    /// Drops changes of a message that a later change overtook before anybody sent them.
    async fn supersede(&mut self, changes: &[RowChange], rows: &[OutboxRow]) -> Result<(), StoreError> {
        let again = changes.iter().filter_map(|change| match change {
            RowChange::Retry { id, .. } | RowChange::Release(id) => Some(*id),
            RowChange::Remove(_) => None,
        });
        let new = rows.iter().filter(|row| row.request.target().is_some()).map(|row| row.id);
        let touched: Vec<RowId> = again.chain(new).collect();
        if touched.is_empty() {
            return Ok(());
        }
        let touched = list(touched.into_iter().map(|id| (id.0,)));
        self.run("replace waiting changes", sql::SUPERSEDE, vec![touched.into()]).await
    }

    async fn count(&mut self, counters: &[Counter]) -> Result<(), StoreError> {
        if counters.is_empty() {
            return Ok(());
        }
        let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
        for counter in counters {
            *sums.entry(counter.name()).or_default() += 1;
        }
        self.run("count", sql::COUNT, vec![list(sums).into()]).await
    }

    async fn note_poison(&mut self, poison: &[(UpdateId, String)], now: Timestamp) -> Result<(), StoreError> {
        if poison.is_empty() {
            return Ok(());
        }
        let rows = list(poison.iter().map(poison_row));
        self.run("note a failed update", sql::POISON, vec![rows.into(), now.into()]).await
    }

    /// Tells the other processes, when this is committed.
    pub(super) async fn tell(&mut self, what: &str) -> Result<(), StoreError> {
        self.run("tell the others", sql::TELL, vec![postgres::CHANNEL.into(), what.into()]).await
    }

    async fn set_setting(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
        self.run("write a setting", sql::SET_SETTING, vec![key.into(), value.into(), false.into()]).await
    }

    /// See [`crate::store::Store::put_clinic`].
    pub(super) async fn put_clinic(&mut self, clinic: &Clinic) -> Result<ClinicId, StoreError> {
        const DOING: &str = "write a clinic";
        if self.is_shared() {
            self.run(DOING, sql::CLINIC_ALONE, Vec::new()).await?;
        }
        let last: Vec<(i64,)> = self.rows(sql::LAST_CLINIC, Vec::new(), DOING).await?;
        let last = last.first().map_or(0, |(last,)| *last);
        let id = if clinic.id == ClinicId(0) { last + 1 } else { i64::from(clinic.id.0) };
        let about = [&clinic.zone, &clinic.phone, &clinic.country].map(|text| Cell::from(text.clone()));
        let parameters = [id.into(), clinic.name.as_str().into()].into_iter().chain(about).collect();
        self.run(DOING, sql::SAVE_CLINIC, parameters).await?;
        self.set_setting("last_clinic", &last.max(id).to_string()).await?;
        number(id, "clinic number").map(ClinicId).map_err(|damaged| damaged.while_doing(DOING))
    }

    /// Writes rows between a head and a tail.
    async fn insert<const COLUMNS: usize>(
        &mut self,
        doing: &'static str,
        between: (&'static str, &'static str),
        rows: Vec<[Cell; COLUMNS]>,
    ) -> Result<(), StoreError> {
        self.transaction.insert(between, rows).await.map_err(StoreError::while_doing(doing))
    }

    pub(super) async fn rows<R: Record>(
        &mut self,
        statement: Sql,
        parameters: Vec<Cell>,
        doing: &'static str,
    ) -> Result<Vec<R>, StoreError> {
        self.transaction.rows(statement, parameters).await.map_err(StoreError::while_doing(doing))
    }

    pub(super) async fn run(
        &mut self,
        doing: &'static str,
        statement: Sql,
        parameters: Vec<Cell>,
    ) -> Result<(), StoreError> {
        self.count_of(doing, statement, parameters).await.map(drop)
    }

    /// How many rows a statement changed.
    pub(super) async fn count_of(
        &mut self,
        doing: &'static str,
        statement: Sql,
        parameters: Vec<Cell>,
    ) -> Result<u64, StoreError> {
        self.transaction.run(statement, parameters).await.map_err(StoreError::while_doing(doing))
    }
}

/// Whether something waits afterwards that another process may have to do.
fn leaves_work(changes: &Changes) -> bool {
    changes.outbox.iter().any(|row| !row.in_flight)
        || changes.rows.iter().any(|change| !matches!(change, RowChange::Remove(_)))
        || changes.check_ins.iter().any(|(_, check_in)| check_in.end.is_none() && !check_in.queued)
}

/// What will be read of it.
fn copy(conversation: &Conversation) -> Conversation {
    let open = conversation.plan.iter().filter(|check_in| check_in.end.is_none());
    Conversation {
        state: conversation.state.clone(),
        plan: open.cloned().collect(),
        ..Conversation::new(conversation.chat)
    }
}
