//! One batch: a transaction with a fixed, small number of statements, whatever the number of its events.
//! A statement costs a hop to the thread of the connection, which is more than most of them cost SQLite.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::Timestamp;
use sqlx::{QueryBuilder, Sqlite as Driver, SqlitePool, Transaction, sqlite::SqliteArguments};

use super::{BEGIN, failed};
use crate::{
    engine::{ChatId, CheckIn, Clinic, Conversation, Counter, State},
    link::ClinicId,
    store::{
        Changes, Loaded, OutboxRow, RowChange, RowId, StoreError, Tx, UpdateId,
        record::{
            Cell, CheckInRecord, ClinicRecord, Damaged, chat_list, check_in_row, conversation_row, list,
            millis, number, outbox_row, poison_row,
        },
        sql,
    },
};

/// The most parameters that SQLite takes in one statement.
const PARAMETERS: usize = 32_766;

/// A transaction on [`super::Sqlite`]. Dropped without [`Tx::commit`], it undoes everything.
pub struct SqliteTx {
    transaction: Transaction<'static, Driver>,
    pool: SqlitePool,
    /// Something was erased, so the journal must not keep it.
    erased: bool,
    /// Open planned messages that could not be read: chat and generation.
    damaged: Vec<(i64, i64)>,
}

impl Tx for SqliteTx {
    async fn register(&mut self, updates: &[UpdateId], now: Timestamp) -> Result<Vec<UpdateId>, StoreError> {
        if updates.is_empty() {
            return Ok(Vec::new());
        }
        let fresh: Vec<i64> = sqlx::query_scalar(sql::REGISTER)
            .bind(list(updates.iter().map(|update| (update.0,))))
            .bind(millis(now))
            .fetch_all(&mut *self.transaction)
            .await
            .map_err(failed("note which updates were handled"))?;
        // In the order of arrival, each once.
        let mut fresh: HashSet<i64> = fresh.into_iter().collect();
        Ok(updates.iter().copied().filter(|update| fresh.remove(&update.0)).collect())
    }

    async fn load(&mut self, chats: &[ChatId], clinics: &[ClinicId]) -> Result<Vec<Loaded>, StoreError> {
        let chats: BTreeSet<ChatId> = chats.iter().copied().collect();
        let mut bodies = self.bodies(&chats).await?;
        let mut plans = self.open_plans(&chats).await?;
        let mut loaded: Vec<Loaded> = chats
            .into_iter()
            .map(|chat| loaded(chat, bodies.remove(&chat), plans.remove(&chat).unwrap_or_default()))
            .collect();
        self.add_clinics(&mut loaded, clinics).await?;
        Ok(loaded)
    }

    async fn write(&mut self, changes: &Changes, now: Timestamp) -> Result<(), StoreError> {
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
        Ok(())
    }

    async fn commit(self) -> Result<(), StoreError> {
        self.transaction.commit().await.map_err(failed("commit"))?;
        if self.erased {
            empty_the_journal(&self.pool).await;
        }
        Ok(())
    }
}

impl SqliteTx {
    pub(super) async fn begin(pool: &SqlitePool) -> Result<Self, StoreError> {
        let transaction = pool.begin_with(BEGIN).await.map_err(failed("begin a transaction"))?;
        Ok(Self { transaction, pool: pool.clone(), erased: false, damaged: Vec::new() })
    }

    /// The saved states, by chat.
    async fn bodies(&mut self, chats: &BTreeSet<ChatId>) -> Result<BTreeMap<ChatId, String>, StoreError> {
        let rows: Vec<(i64, String)> = sqlx::query_as(sql::CONVERSATIONS)
            .bind(chat_list(chats))
            .fetch_all(&mut *self.transaction)
            .await
            .map_err(failed("load conversations"))?;
        Ok(rows.into_iter().map(|(chat, body)| (ChatId(chat), body)).collect())
    }

    /// The open planned messages, by chat.
    async fn open_plans(
        &mut self,
        chats: &BTreeSet<ChatId>,
    ) -> Result<BTreeMap<ChatId, Vec<CheckIn>>, StoreError> {
        const DOING: &str = "load planned messages";
        let records: Vec<CheckInRecord> = sqlx::query_as(sql::OPEN_CHECK_INS)
            .bind(chat_list(chats))
            .fetch_all(&mut *self.transaction)
            .await
            .map_err(failed(DOING))?;
        let mut plans: BTreeMap<ChatId, Vec<CheckIn>> = BTreeMap::new();
        for record in records {
            let (chat, key) = (ChatId(record.chat_id), (record.chat_id, record.generation));
            match record.read().map_err(|damaged| damaged.while_doing(DOING)) {
                Ok(check_in) => plans.entry(chat).or_default().push(check_in),
                // It must not keep its chat, and all the others of the batch, waiting for ever.
                Err(error) => {
                    log::error!("a planned message is given up: {error}");
                    self.damaged.push(key);
                }
            }
        }
        Ok(plans)
    }

    /// Gives each conversation the clinics it names and those that were asked for.
    async fn add_clinics(&mut self, loaded: &mut [Loaded], asked: &[ClinicId]) -> Result<(), StoreError> {
        const DOING: &str = "load clinics";
        let named = loaded.iter().flat_map(|loaded| named_clinics(&loaded.conversation.state));
        let wanted: BTreeSet<ClinicId> = named.chain(asked.iter().copied()).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let records: Vec<ClinicRecord> = sqlx::query_as(sql::SOME_CLINICS)
            .bind(list(wanted.iter().map(|id| (id.0,))))
            .fetch_all(&mut *self.transaction)
            .await
            .map_err(failed(DOING))?;
        let clinics: Result<Vec<Clinic>, Damaged> = records.into_iter().map(ClinicRecord::read).collect();
        let clinics = clinics.map_err(|damaged| damaged.while_doing(DOING))?;
        for Loaded { conversation, .. } in loaded {
            let known: HashSet<ClinicId> =
                named_clinics(&conversation.state).chain(asked.iter().copied()).collect();
            conversation.clinics.extend(clinics.iter().filter(|clinic| known.contains(&clinic.id)).cloned());
        }
        Ok(())
    }

    async fn erase(&mut self, chats: &[ChatId]) -> Result<(), StoreError> {
        if chats.is_empty() {
            return Ok(());
        }
        self.erased = true;
        let chats = chat_list(chats);
        for statement in sql::ERASE {
            self.run("erase a chat", sqlx::query(statement).bind(chats.as_str())).await?;
        }
        Ok(())
    }

    async fn save_conversations(&mut self, saved: &[(Conversation, bool)]) -> Result<(), StoreError> {
        let rows = saved.iter().map(conversation_row).collect();
        self.insert("save conversations", sql::SAVE_CONVERSATIONS, rows).await
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
        self.run("give up planned messages", sqlx::query(sql::GIVE_UP).bind(damaged).bind(millis(now))).await
    }

    async fn withdraw(&mut self, chats: &[ChatId]) -> Result<(), StoreError> {
        if chats.is_empty() {
            return Ok(());
        }
        self.run("withdraw offers", sqlx::query(sql::WITHDRAW).bind(chat_list(chats))).await
    }

    async fn rezone(&mut self, chats: &[(ChatId, String)]) -> Result<(), StoreError> {
        if chats.is_empty() {
            return Ok(());
        }
        let chats = list(chats.iter().map(|(chat, zone)| (chat.0, zone)));
        self.run("follow another time zone", sqlx::query(sql::REZONE).bind(chats)).await
    }

    async fn drop_ended(&mut self, ended: &[(ChatId, u32)]) -> Result<(), StoreError> {
        if ended.is_empty() {
            return Ok(());
        }
        let ended = list(ended.iter().map(|(chat, generation)| (chat.0, generation)));
        self.run("drop ended messages", sqlx::query(sql::DROP_ENDED).bind(ended)).await
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
            self.run("remove sent messages", sqlx::query(sql::REMOVE).bind(list(gone))).await?;
        }
        if !waiting.is_empty() {
            self.run("put messages back", sqlx::query(sql::WAIT_AGAIN).bind(list(waiting))).await?;
        }
        Ok(())
    }

    async fn queue(&mut self, rows: &[OutboxRow]) -> Result<(), StoreError> {
        self.insert("queue messages", sql::QUEUE, rows.iter().map(outbox_row).collect()).await
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
        self.run("replace waiting changes", sqlx::query(sql::SUPERSEDE).bind(touched)).await
    }

    async fn count(&mut self, counters: &[Counter]) -> Result<(), StoreError> {
        if counters.is_empty() {
            return Ok(());
        }
        let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
        for counter in counters {
            *sums.entry(counter.name()).or_default() += 1;
        }
        self.run("count", sqlx::query(sql::COUNT).bind(list(sums))).await
    }

    async fn note_poison(&mut self, poison: &[(UpdateId, String)], now: Timestamp) -> Result<(), StoreError> {
        if poison.is_empty() {
            return Ok(());
        }
        let rows = list(poison.iter().map(poison_row));
        self.run("note a failed update", sqlx::query(sql::POISON).bind(rows).bind(millis(now))).await
    }

    async fn set_setting(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
        let statement = sqlx::query(sql::SET_SETTING).bind(key).bind(value).bind(0_i64);
        self.run("write a setting", statement).await
    }

    /// See [`crate::store::Store::put_clinic`].
    pub(super) async fn put_clinic(&mut self, clinic: &Clinic) -> Result<ClinicId, StoreError> {
        const DOING: &str = "write a clinic";
        let last: i64 = sqlx::query_scalar(sql::LAST_CLINIC)
            .fetch_one(&mut *self.transaction)
            .await
            .map_err(failed(DOING))?;
        let id = if clinic.id == ClinicId(0) { last + 1 } else { i64::from(clinic.id.0) };
        let statement = sqlx::query(sql::SAVE_CLINIC)
            .bind(id)
            .bind(&clinic.name)
            .bind(&clinic.zone)
            .bind(&clinic.phone)
            .bind(&clinic.country);
        self.run(DOING, statement).await?;
        self.set_setting("last_clinic", &last.max(id).to_string()).await?;
        number(id, "clinic number").map(ClinicId).map_err(|damaged| damaged.while_doing(DOING))
    }

    /// Writes rows as `VALUES` between a head and a tail.
    async fn insert<const COLUMNS: usize>(
        &mut self,
        doing: &'static str,
        (head, tail): (&'static str, &'static str),
        rows: Vec<[Cell; COLUMNS]>,
    ) -> Result<(), StoreError> {
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let mut statement = QueryBuilder::<Driver>::new(head);
            statement.push_values(rows.by_ref().take(PARAMETERS / COLUMNS), |mut tuple, row| {
                for cell in row {
                    match cell {
                        Cell::Number(number) => tuple.push_bind(number),
                        Cell::Text(text) => tuple.push_bind(text),
                    };
                }
            });
            statement.push(tail);
            // Not worth keeping prepared: the next batch has another size.
            self.run(doing, statement.build().persistent(false)).await?;
        }
        Ok(())
    }

    async fn run(
        &mut self,
        doing: &'static str,
        statement: sqlx::query::Query<'_, Driver, SqliteArguments>,
    ) -> Result<(), StoreError> {
        statement.execute(&mut *self.transaction).await.map_err(failed(doing))?;
        Ok(())
    }
}

fn loaded(chat: ChatId, body: Option<String>, plan: Vec<CheckIn>) -> Loaded {
    let exists = body.is_some();
    let state = body.and_then(|body| State::parse(&body));
    let unreadable = exists && state.is_none();
    let conversation = Conversation { state: state.unwrap_or_default(), plan, ..Conversation::new(chat) };
    Loaded { conversation, unreadable, exists }
}

/// The clinics that a state names.
fn named_clinics(state: &State) -> impl Iterator<Item = ClinicId> {
    let visits = state.visits.iter().filter_map(|visit| visit.clinic);
    let invitation = state.invitation.map(|invitation| invitation.clinic);
    let consent = state.consent.and_then(|consent| consent.clinic);
    visits.chain(state.clinic).chain(invitation).chain(consent)
}

/// Moves what the journal holds into the file, where deleted content is overwritten, and cuts it to nothing.
/// If a reader is in the way, the journal is overwritten in the course of the next batches.
async fn empty_the_journal(pool: &SqlitePool) {
    if let Err(error) = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(pool).await {
        log::warn!("the journal keeps erased data until it is overwritten: {}", super::cause(&error));
    }
}
