//! Values as columns and columns as values: the only place that knows how each is written down.

use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

use super::{OutboxRow, Request, RowId, StoreError, UpdateId};
use crate::{
    engine::{ChatId, CheckIn, Class, Clinic, Conversation, End, Mark, MessageId},
    link::ClinicId,
};

/// A list of rows as the one parameter that [`super::sql`] takes: a JSON array of arrays.
pub(super) fn list<Row: Serialize>(rows: impl IntoIterator<Item = Row>) -> String {
    json(&rows.into_iter().collect::<Vec<_>>())
}

/// A list of chats as a parameter.
pub(super) fn chat_list<'a>(chats: impl IntoIterator<Item = &'a ChatId>) -> String {
    list(chats.into_iter().map(|chat| (chat.0,)))
}

/// An instant as it is stored. Parts of a millisecond are cut off.
pub(super) fn millis(instant: Timestamp) -> i64 {
    instant.as_millisecond()
}

/// A saved value that cannot be read; names the column, never what is in it.
#[derive(Debug)]
pub(super) struct Damaged(&'static str);

impl Damaged {
    /// The error of an attempt that met it.
    pub(super) fn while_doing(self, doing: &'static str) -> StoreError {
        StoreError::Failed { doing, cause: format!("a saved {} cannot be read", self.0) }
    }
}

/// One column of a row that is written as `VALUES`.
#[derive(Debug)]
pub(super) enum Cell {
    /// A `BIGINT`.
    Number(Option<i64>),
    /// A `TEXT`.
    Text(Option<String>),
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(Some(number))
    }
}

impl From<bool> for Cell {
    fn from(yes: bool) -> Self {
        i64::from(yes).into()
    }
}

impl From<Timestamp> for Cell {
    fn from(instant: Timestamp) -> Self {
        millis(instant).into()
    }
}

impl From<Option<Timestamp>> for Cell {
    fn from(instant: Option<Timestamp>) -> Self {
        Self::Number(instant.map(millis))
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

/// The columns of `conversation`.
pub(super) fn conversation_row((conversation, waiting): &(Conversation, bool)) -> [Cell; 4] {
    let state = &conversation.state;
    [conversation.chat.0.into(), state.to_json().into(), (*waiting).into(), state.active_at.into()]
}

/// The columns of `check_in`.
pub(super) fn check_in_row((chat, check_in): &(ChatId, CheckIn)) -> [Cell; 13] {
    let end = check_in.end;
    [
        chat.0.into(),
        i64::from(check_in.generation).into(),
        check_in.subject.as_str().into(),
        Cell::from(&*check_in.purpose),
        check_in.reminder.into(),
        check_in.due.into(),
        check_in.latest.into(),
        check_in.zone.as_str().into(),
        json(&check_in.moves).into(),
        check_in.queued.into(),
        end.map(|end| word(&end.how)).into(),
        end.and_then(|end| end.why).map(|why| word(&why)).into(),
        end.map(|end| end.at).into(),
    ]
}

/// The columns of `outbox`; `process` has the row if it is in flight.
pub(super) fn outbox_row(row: &OutboxRow, process: i64) -> [Cell; 13] {
    let message = match &row.request {
        Request::Send(message) | Request::Edit(_, message) => Some(json(message)),
        Request::Strip(_) => None,
    };
    let (mark, mark_number) = match row.mark {
        Mark::None => ("none", 0),
        Mark::Card(round) => ("card", round),
        Mark::CheckIn(generation) => ("check_in", generation),
    };
    [
        row.id.0.into(),
        row.chat.0.into(),
        (row.class as i64).into(),
        Cell::Number(row.request.target().map(|target| target.0)),
        message.into(),
        mark.into(),
        i64::from(mark_number).into(),
        row.not_before.into(),
        row.latest.into(),
        row.at_night.into(),
        row.zone.clone().into(),
        i64::from(row.unknown_tries).into(),
        (if row.in_flight { process } else { 0 }).into(),
    ]
}

/// The columns of `poison`.
pub(super) fn poison_row((update, reason): &(UpdateId, String)) -> impl Serialize {
    (update.0, reason)
}

/// A row of `check_in`.
#[derive(sqlx::FromRow)]
pub(super) struct CheckInRecord {
    pub(super) chat_id: i64,
    pub(super) generation: i64,
    subject: String,
    purpose: String,
    reminder: i64,
    due_at: i64,
    latest_at: i64,
    zone: String,
    moves: String,
    queued: i64,
    ending: Option<String>,
    reason: Option<String>,
    ended_at: Option<i64>,
}

impl CheckInRecord {
    /// The planned message.
    pub(super) fn read(self) -> Result<CheckIn, Damaged> {
        Ok(CheckIn {
            generation: number(self.generation, "generation")?,
            subject: self.subject,
            purpose: self.purpose.as_str().into(),
            reminder: self.reminder != 0,
            due: instant(self.due_at, "due time")?,
            latest: instant(self.latest_at, "latest time")?,
            zone: self.zone,
            moves: serde_json::from_str(&self.moves).map_err(|_| Damaged("list of moves"))?,
            queued: self.queued != 0,
            end: match (self.ending, self.ended_at) {
                (Some(how), Some(at)) => Some(End {
                    how: from_word(how, "ending")?,
                    why: self.reason.map(|why| from_word(why, "reason")).transpose()?,
                    at: instant(at, "end")?,
                }),
                _ => None,
            },
        })
    }
}

/// A row of `outbox` that was just taken.
#[derive(sqlx::FromRow)]
pub(super) struct OutboxRecord {
    pub(super) id: i64,
    chat_id: i64,
    class: i64,
    target: Option<i64>,
    message: Option<String>,
    mark: String,
    mark_number: i64,
    not_before: i64,
    latest: Option<i64>,
    at_night: i64,
    zone: Option<String>,
    unknown_tries: i64,
}

impl OutboxRecord {
    /// The row, in flight.
    pub(super) fn read(self) -> Result<OutboxRow, Damaged> {
        let message = |json: String| serde_json::from_str(&json).map_err(|_| Damaged("message"));
        Ok(OutboxRow {
            id: RowId(self.id),
            chat: ChatId(self.chat_id),
            class: Class::from_number(self.class).ok_or(Damaged("class"))?,
            request: match (self.target, self.message) {
                (None, Some(json)) => Request::Send(message(json)?),
                (Some(target), Some(json)) => Request::Edit(MessageId(target), message(json)?),
                (Some(target), None) => Request::Strip(MessageId(target)),
                (None, None) => return Err(Damaged("request")),
            },
            mark: match self.mark.as_str() {
                "none" => Mark::None,
                "card" => Mark::Card(number(self.mark_number, "mark")?),
                "check_in" => Mark::CheckIn(number(self.mark_number, "mark")?),
                _ => return Err(Damaged("mark")),
            },
            not_before: instant(self.not_before, "time to send")?,
            latest: self.latest.map(|latest| instant(latest, "latest time")).transpose()?,
            at_night: self.at_night != 0,
            zone: self.zone,
            unknown_tries: number(self.unknown_tries, "number of tries")?,
            in_flight: true,
        })
    }
}

/// A row of `clinic`.
#[derive(sqlx::FromRow)]
pub(super) struct ClinicRecord {
    id: i64,
    name: String,
    zone: Option<String>,
    phone: Option<String>,
    country: Option<String>,
}

impl ClinicRecord {
    /// The clinic.
    pub(super) fn read(self) -> Result<Clinic, Damaged> {
        Ok(Clinic {
            id: ClinicId(number(self.id, "clinic number")?),
            name: self.name,
            zone: self.zone,
            phone: self.phone,
            country: self.country,
        })
    }
}

/// An instant that was stored.
pub(super) fn instant(millis: i64, what: &'static str) -> Result<Timestamp, Damaged> {
    Timestamp::from_millisecond(millis).map_err(|_| Damaged(what))
}

/// A small number that was stored.
pub(super) fn number(stored: i64, what: &'static str) -> Result<u32, Damaged> {
    u32::try_from(stored).map_err(|_| Damaged(what))
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("our values hold only text keys and plain values")
}

/// The one word that serde has for a variant without fields.
fn word<T: Serialize>(variant: &T) -> String {
    json(variant).trim_matches('"').to_owned()
}

fn from_word<T: DeserializeOwned>(word: String, what: &'static str) -> Result<T, Damaged> {
    serde_json::from_value(serde_json::Value::String(word)).map_err(|_| Damaged(what))
}
