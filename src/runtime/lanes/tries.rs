//! What becomes of a row that is not delivered: how long it waits, how often it is tried, when it ends unsent, and
//! what is reported.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use crate::{
    engine::{ChatId, Class, Event, Fate, Mark},
    plan,
    runtime::SentRow,
    script::Quiet,
    store::{OutboxRow, RowChange, RowId},
};

/// Waits after failures: doubled each time, between these.
pub(super) const RETRY_FIRST: SignedDuration = SignedDuration::from_millis(500);
pub(super) const RETRY_MAX: SignedDuration = SignedDuration::from_secs(10);
/// "Call an ambulance" does not wait that long for a messenger that comes back.
const RETRY_MAX_URGENT: SignedDuration = SignedDuration::from_secs(3);
/// So many tries with an unknown end, and it is given up as "perhaps sent".
pub(super) const UNKNOWN_TRIES_MAX: u32 = 3;
/// An urgent advice twice is better than none. After so many tries it is tried less and less often,
const UNKNOWN_TRIES_QUICK: u32 = 10;
/// at last so far apart,
const RETRY_PATIENT: SignedDuration = SignedDuration::from_mins(5);
/// until about a day is over.
pub(super) const UNKNOWN_TRIES_MAX_URGENT: u32 = 300;

/// How long to wait after so many failures in a row.
pub(super) fn backoff(class: Class, failures: u32) -> SignedDuration {
    doubled(RETRY_FIRST, failures).min(if class == Class::Urgent { RETRY_MAX_URGENT } else { RETRY_MAX })
}

/// The same, if so many of the tries ended without our knowing how.
pub(super) fn backoff_unknown(class: Class, failures: u32, tries: u32) -> SignedDuration {
    if class == Class::Urgent && tries > UNKNOWN_TRIES_QUICK {
        return doubled(RETRY_MAX_URGENT, tries - UNKNOWN_TRIES_QUICK).min(RETRY_PATIENT);
    }
    backoff(class, failures.max(tries))
}

fn doubled(first: SignedDuration, times: u32) -> SignedDuration {
    first.saturating_mul(1 << times.saturating_sub(1).min(10))
}

pub(super) fn unknown_tries_max(class: Class) -> u32 {
    if class == Class::Urgent { UNKNOWN_TRIES_MAX_URGENT } else { UNKNOWN_TRIES_MAX }
}

/// What is reported of a row that must not be sent any more, or not now.
pub(super) fn unsent(row: &OutboxRow, quiet: Quiet, now: Timestamp) -> Option<SentRow> {
    if row.latest.is_some_and(|latest| now > latest) {
        let fate = if row.unknown_tries > 0 { Fate::PerhapsSent } else { Fate::TooLate };
        return Some(SentRow::removed(row, Some(fate)));
    }
    if row.at_night {
        return None;
    }
    let zone = row.zone.as_deref().and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
    if !plan::is_quiet(now, &zone, quiet) {
        return None;
    }
    // One that may have come already goes on as that very message, so that the ledger can say so.
    if matches!(row.mark, Mark::CheckIn(_)) && row.unknown_tries == 0 {
        return Some(SentRow::removed(row, Some(Fate::Night)));
    }
    Some(SentRow::put_off(row, plan::next_allowed(now, &zone, quiet)))
}

impl SentRow {
    /// The row that it reports on: for [`super::Lanes::settled`], when the report is durable.
    #[must_use]
    pub fn row(&self) -> Option<(ChatId, RowId)> {
        self.change.as_ref().map(|change| match change {
            RowChange::Remove(id) | RowChange::Release(id) | RowChange::Retry { id, .. } => (self.chat, *id),
        })
    }

    /// The row waits in the database again. Tries with an unknown end are noted there, so that whoever sends it
    /// knows that it may be the second time.
    pub(in crate::runtime) fn given_back(row: &OutboxRow) -> Self {
        let OutboxRow { id, chat, not_before, unknown_tries, .. } = *row;
        let change = match unknown_tries {
            0 => RowChange::Release(id),
            _ => RowChange::Retry { id, not_before, unknown_tries },
        };
        Self { chat, change: Some(change), event: None }
    }

    /// The row waits in the database until then, where it can still be cancelled.
    pub(super) fn put_off(row: &OutboxRow, not_before: Timestamp) -> Self {
        let OutboxRow { id, chat, unknown_tries, .. } = *row;
        Self { chat, change: Some(RowChange::Retry { id, not_before, unknown_tries }), event: None }
    }

    /// The row goes; its fate is told to the conversation where it asked for that.
    pub(super) fn removed(row: &OutboxRow, fate: Option<Fate>) -> Self {
        let told = fate.filter(|fate| row.mark != Mark::None || *fate == Fate::Unreachable);
        Self {
            chat: row.chat,
            change: Some(RowChange::Remove(row.id)),
            event: told.map(|fate| Event::Fate { mark: row.mark, fate }),
        }
    }
}
