//! The port to the database: everything that survives a kill; and SQLite and PostgreSQL behind it. One
//! transaction holds all consequences of a batch of events. Nobody but `runtime::handle` writes conversations,
//! check-ins and outbox rows.
//!
//! `now` is always an argument; no SQL asks the clock. Instants are kept to the millisecond.

mod connection;
mod database;
mod fault;
mod postgres;
mod recent;
mod record;
mod sql;
mod sqlite;
mod tx;

use std::future::Future;

use jiff::Timestamp;

pub use self::{database::Database, tx::DatabaseTx};
use crate::{
    engine::{ChatId, CheckIn, Class, Clinic, Conversation, Counter, Mark, Message, MessageId},
    link::ClinicId,
};

/// An update's number, as the messenger gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UpdateId(pub i64);

/// The number of an outbox row. Later rows have larger numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId(pub i64);

/// A message on its way out: one row.
#[derive(Clone, Debug, PartialEq)]
pub struct OutboxRow {
    /// Its number.
    pub id: RowId,
    /// Where to.
    pub chat: ChatId,
    /// How soon, compared with others.
    pub class: Class,
    /// What to do.
    pub request: Request,
    /// What it is for; told back with its fate.
    pub mark: Mark,
    /// Not before, if nobody asked for it; else since when it may be sent.
    pub not_before: Timestamp,
    /// Not after.
    pub latest: Option<Timestamp>,
    /// Whether it may be sent in the quiet hours.
    pub at_night: bool,
    /// IANA name of the client's zone, for the quiet hours; only where `at_night` is false.
    pub zone: Option<String>,
    /// How many tries ended without our knowing how.
    pub unknown_tries: u32,
    /// A sender has it.
    pub in_flight: bool,
}

/// What a row asks of the messenger.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// Send a new message.
    Send(Message),
    /// Replace the text and buttons of this message.
    Edit(MessageId, Message),
    /// Take the buttons off this message.
    Strip(MessageId),
}

impl Request {
    /// The message that is changed, if any.
    #[must_use]
    pub fn target(&self) -> Option<MessageId> {
        match self {
            Self::Send(_) => None,
            Self::Edit(target, _) | Self::Strip(target) => Some(*target),
        }
    }

    /// Whether an earlier change of the same message need not be sent any more. Taking the buttons off does
    /// not say what an edit says, so it overtakes only its like.
    #[must_use]
    pub fn overtakes(&self, earlier: &Self) -> bool {
        self.target().is_some()
            && self.target() == earlier.target()
            && (matches!(self, Self::Edit(..)) || matches!(earlier, Self::Strip(_)))
    }
}

/// What happens to outbox rows that a sender reported on.
#[derive(Clone, Debug, PartialEq)]
pub enum RowChange {
    /// It ended, well or not: the row goes, body and all.
    Remove(RowId),
    /// It shall be tried again, not before this instant.
    Retry {
        /// Which.
        id: RowId,
        /// Not before.
        not_before: Timestamp,
        /// How many tries ended unknown by now.
        unknown_tries: u32,
    },
    /// The sender gives it back untried (a clean stop).
    Release(RowId),
}

/// A chat as it was loaded.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The conversation; a new one if the chat was unknown.
    pub conversation: Conversation,
    /// Whether a saved state was there and could not be read.
    pub unreadable: bool,
    /// Whether there is a row.
    pub exists: bool,
    /// Whether messages to it wait, or another process has some: new ones that were asked for go behind them.
    pub queued: bool,
}

/// Everything that one transaction writes, collected first so that each kind is one statement. Written in the
/// order of the fields, so what is erased or withdrawn is what stood before the batch, never what it adds. Each
/// chat, planned message and row stands in its list once at most.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Chats of which everything is erased, before anything else is written. Their outbox rows go even if a
    /// sender has them: no content waits for the messenger's answer, and a report on a row that is gone
    /// changes nothing.
    pub erased: Vec<ChatId>,
    /// Conversations to write, with whether a question is pending (see [`Store::interrupted`]).
    pub conversations: Vec<(Conversation, bool)>,
    /// Planned messages that are new or changed. One that had ended before stays as it is; a second open one
    /// of the same chat, subject, purpose and kind (reminder or not) is an error.
    pub check_ins: Vec<(ChatId, CheckIn)>,
    /// Chats whose waiting unasked card offers are dropped; of those in flight the latest instant is long past, so
    /// that one which comes back untried is not sent any more.
    pub withdrawn: Vec<ChatId>,
    /// Chats with the zone whose night their waiting (not in flight) unasked rows keep to from now on.
    pub rezoned: Vec<(ChatId, String)>,
    /// Planned messages that ended while they waited to be sent: their waiting rows are dropped, and those in flight
    /// do not come back, as above.
    pub ended: Vec<(ChatId, u32)>,
    /// Rows that ended or wait again; those that are gone are passed over.
    pub rows: Vec<RowChange>,
    /// New rows. Of the changes of one message that wait and are not in flight, only the newest edit stays,
    /// and a strip after it (alone it would lose what the edit says).
    pub outbox: Vec<OutboxRow>,
    /// Things to count.
    pub counts: Vec<Counter>,
    /// Updates that could not be handled: number and reason, no content.
    pub poison: Vec<(UpdateId, String)>,
    /// Instant of the last successful poll, if it shall be saved: as the setting `polled_at`, in the text
    /// form of [`Timestamp`].
    pub polled_at: Option<Timestamp>,
}

/// Why the database did not do what was asked. Texts never hold content or passwords.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be opened.
    #[error(
        "cannot open the database {what}: {cause}; check DATABASE_URL and that the folder can be written"
    )]
    Open {
        /// Its place, without a password.
        what: String,
        /// What the driver said.
        cause: String,
    },
    /// The server does not let us in, or not as we need it.
    #[error("cannot use the database {what}: {cause}")]
    Refused {
        /// Its place, without a password.
        what: String,
        /// Why, and what to do about it.
        cause: String,
    },
    /// The database was written by a newer version of this program.
    #[error(
        "the database {what} was written by a newer aftercare (it has migration {found}); run that version, or restore a backup"
    )]
    Newer {
        /// Its place.
        what: String,
        /// The migration we do not know.
        found: i64,
    },
    /// Another process uses the file.
    #[error("another aftercare is using {what}; stop it first, or set DATABASE_URL to another file")]
    Busy {
        /// Its place.
        what: String,
    },
    /// Processes of another version, or with other content, work on the database.
    #[error(
        "another aftercare of another version, or with other content, works on this database; stop it first, or start this one with the same (one that was killed counts for 7 s more)"
    )]
    OtherScript,
    /// The others took this process for dead and carry its work on.
    #[error("this process did not answer for so long that its work goes on without it")]
    Evicted,
    /// The database was away, full, or busy with somebody else. Says nothing against what was to be written.
    #[error("the database cannot {doing} just now: {cause}")]
    Away {
        /// What was attempted.
        doing: &'static str,
        /// What the driver said.
        cause: String,
    },
    /// A statement failed.
    #[error("the database could not {doing}: {cause}")]
    Failed {
        /// What was attempted.
        doing: &'static str,
        /// What the driver said.
        cause: String,
    },
}

/// How this process stands among those that work on the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// It is the one that polls, looks for what is due and sends unasked messages.
    pub keeper: bool,
    /// It has to say again before then that it lives; `None` if there can be no other.
    pub until: Option<Timestamp>,
    /// So many rows of dead processes wait again.
    pub freed: u64,
}

/// What another process told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// Something may be sent, or is planned.
    Work,
    /// A process has ended.
    Left,
}

/// A database with the data of one bot (or of the preview).
pub trait Store: Send + Sync + 'static {
    /// A transaction. Dropping it undoes everything.
    type Tx<'a>: Tx + Send
    where
        Self: 'a;

    /// Begins a transaction that may write; waits for its turn. End it before you ask the store for anything
    /// else: there may be one connection for all.
    fn begin(&self) -> impl Future<Output = Result<Self::Tx<'_>, StoreError>> + Send;

    /// The planned messages that are due: open, not queued, `due <= now`, the earliest first, at most
    /// `limit`; as (chat, generation).
    fn due(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<(ChatId, u32)>, StoreError>> + Send;

    /// Planned messages that expired after this instant, in the order of their ends, at most `limit`; those for which
    /// no other one was planned since. To read on, `after` is the end, chat and generation of the last one.
    fn expired_after(
        &self,
        after: (Timestamp, ChatId, u32),
        limit: u32,
    ) -> impl Future<Output = Result<Vec<(ChatId, CheckIn)>, StoreError>> + Send;

    /// When the next planned message is due.
    fn next_due(&self) -> impl Future<Output = Result<Option<Timestamp>, StoreError>> + Send;

    /// Takes rows that wait and may be sent now, marks them in flight, in one transaction. Ordered by class, then
    /// number. At most `limit`; of unasked rows at most `unasked`. Chats in `busy` are left out.
    ///
    /// Unasked rows alone wait for their instant (`not_before <= now`), and that comes before their number: one
    /// that waits for the morning must not keep back a question about an emergency. The others may be sent as soon
    /// as they are there, whatever a clock that was set back says.
    ///
    /// Await it to its end: what a dropped call took stays in flight until this process has ended.
    fn claim(
        &self,
        now: Timestamp,
        limit: u32,
        unasked: u32,
        busy: &[ChatId],
    ) -> impl Future<Output = Result<Vec<OutboxRow>, StoreError>> + Send;

    /// The first instant later than `after` for which an unasked row waits. Rows that could go already are not
    /// meant: [`Store::claim`] left them for a limit or a busy chat, and when that ends is known to the caller
    /// only.
    fn next_claim(
        &self,
        after: Timestamp,
    ) -> impl Future<Output = Result<Option<Timestamp>, StoreError>> + Send;

    /// Takes part in the work on the database; to be called once, before anything is handled. Rows that dead
    /// processes had in flight wait again, with one try at least that ended unknown. Another death adds none:
    /// a row that only waited for its turn in each of them must not be given up untried.
    ///
    /// Of those that take part at the same time all have the same `script`, else it is
    /// [`StoreError::OtherScript`].
    fn join(&self, script: &str, now: Timestamp)
    -> impl Future<Output = Result<Standing, StoreError>> + Send;

    /// Says that this process lives, and sees whether the others do. One that does not say so in time is taken
    /// for dead: its rows wait again, and whatever it begins or has begun is [`StoreError::Evicted`].
    fn beat(&self, now: Timestamp) -> impl Future<Output = Result<Standing, StoreError>> + Send;

    /// Takes part no more; nobody need wait until the lease is over.
    fn leave(&self) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Waits until another process tells that there is something to do. None is told twice, some may be missed.
    fn news(&self) -> impl Future<Output = News> + Send;

    /// Chats with a pending question that were active from `since` on and not after `until`.
    fn interrupted(
        &self,
        since: Timestamp,
        until: Timestamp,
    ) -> impl Future<Output = Result<Vec<ChatId>, StoreError>> + Send;

    /// A value of the operator's table (`bot_name`, `bot_id`, `link_key`, `polled_at`).
    fn setting(&self, key: &str) -> impl Future<Output = Result<Option<String>, StoreError>> + Send;

    /// Writes a value of the operator's table; with `only_new` an existing one stays. Gives the value that
    /// stands afterwards.
    fn set_setting(
        &self,
        key: &str,
        value: &str,
        only_new: bool,
    ) -> impl Future<Output = Result<String, StoreError>> + Send;

    /// Every clinic, by number.
    fn clinics(&self) -> impl Future<Output = Result<Vec<Clinic>, StoreError>> + Send;

    /// Writes a clinic; with id 0 a new one, which gets the next number. Gives its number. A number is never
    /// given twice: links of a removed clinic are still about.
    fn put_clinic(&self, clinic: &Clinic) -> impl Future<Output = Result<ClinicId, StoreError>> + Send;

    /// Removes a clinic. Gives whether it was there.
    fn remove_clinic(&self, id: ClinicId) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Every planned message of a chat, open and ended, by generation.
    fn check_ins(&self, chat: ChatId) -> impl Future<Output = Result<Vec<CheckIn>, StoreError>> + Send;

    /// Everything that was counted, by name.
    fn counts(&self) -> impl Future<Output = Result<Vec<(String, i64)>, StoreError>> + Send;

    /// Deletes ids of updates handled before this instant.
    fn forget_updates(&self, before: Timestamp) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Closes the database, its files complete.
    fn close(&self) -> impl Future<Output = ()> + Send;
}

/// One transaction.
pub trait Tx {
    /// Notes that these updates are handled now; gives those that were not handled before, in their order
    /// and each once.
    fn register(
        &mut self,
        updates: &[UpdateId],
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<UpdateId>, StoreError>> + Send;

    /// Loads these chats, each once and in ascending order, with their open planned messages and the clinics
    /// they know, plus the clinics asked for. Until the transaction ends, no other one has any of these chats.
    /// Adds no row for a chat that is unknown and stays so.
    fn load(
        &mut self,
        chats: &[ChatId],
        clinics: &[ClinicId],
    ) -> impl Future<Output = Result<Vec<Loaded>, StoreError>> + Send;

    /// The first of 65,536 numbers that are this transaction's alone, larger than those of all rows that the
    /// loaded chats have, also when the clock went back. To be asked after [`Tx::load`].
    fn number_rows(&mut self, now: Timestamp) -> impl Future<Output = Result<RowId, StoreError>> + Send;

    /// Writes everything.
    fn write(
        &mut self,
        changes: &Changes,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Makes it durable.
    fn commit(self) -> impl Future<Output = Result<(), StoreError>> + Send;
}
