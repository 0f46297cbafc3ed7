//! What one transaction may do, and what it does to the rows.

use std::collections::{BTreeMap, BTreeSet};

use aftercare::{
    engine::{ChatId, CheckIn, Class, Mark},
    runtime::Delivery,
    store::{Changes, OutboxRow, Request, RowChange, RowId, UpdateId},
};
use jiff::{Timestamp, tz::TimeZone};

use super::{Chat, Model, Row};
use crate::promise;

/// An unknown end is tried again at least so often before it is given up.
const UNKNOWN_MIN: u32 = 3;

/// The night that a row keeps to.
pub(super) fn zone(row: &OutboxRow) -> TimeZone {
    row.zone.as_deref().and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC)
}

impl Model {
    /// A transaction is durable.
    pub(crate) fn committed(
        &mut self,
        now: Timestamp,
        bot: Timestamp,
        fresh: &[UpdateId],
        changes: &Changes,
    ) {
        self.check_updates(fresh, changes);
        for chat in &changes.erased {
            self.tell(now, *chat, "erased".to_owned());
            self.erase(now, *chat);
        }
        for (conversation, _) in &changes.conversations {
            let chat = self.chats.entry(conversation.chat).or_default();
            let stopped = conversation.state.stopped.then(|| chat.stopped.unwrap_or(now));
            chat.stopped = stopped;
            let consent = conversation.state.consent.is_some();
            chat.epoch += u32::from(chat.consent && !consent);
            chat.consent = consent;
        }
        for (chat, check_in) in &changes.check_ins {
            self.planned(now, *chat, check_in);
        }
        self.withdraw(now, |row| match row.mark {
            Mark::Card(_) => row.class == Class::Unasked && changes.withdrawn.contains(&row.chat),
            Mark::CheckIn(generation) => changes.ended.contains(&(row.chat, generation)),
            Mark::None => false,
        });
        for change in &changes.rows {
            self.changed(now, bot, change);
        }
        for row in &changes.outbox {
            self.tell(now, row.chat, format!("+ {}", Self::tells(row)));
            self.rows.insert(row.id, Row::new(row));
            self.pace.queued(now, row);
        }
        self.supersede();
    }

    /// Each update has its consequences once: all of them in the transaction that notes it.
    fn check_updates(&mut self, fresh: &[UpdateId], changes: &Changes) {
        let mut said: BTreeMap<ChatId, usize> = BTreeMap::new();
        for row in changes.outbox.iter().filter(|row| row.class < Class::Unasked) {
            if matches!(row.request, Request::Send(_)) {
                *said.entry(row.chat).or_default() += 1;
            }
        }
        let mut asked: BTreeMap<ChatId, usize> = BTreeMap::new();
        for number in fresh {
            let Some(came) = self.updates.get_mut(number) else { continue };
            let chat = came.chat;
            *asked.entry(chat).or_default() += usize::from(came.answered);
            if std::mem::replace(&mut came.committed, true) {
                self.fault(chat, format!("update {} is handled twice", number.0));
            }
        }
        for (chat, asked) in &asked {
            let said = said.get(chat).copied().unwrap_or(0);
            if said < *asked && !changes.erased.contains(chat) {
                self.fault(*chat, format!("{asked} updates were handled, and {said} answered"));
            }
        }
        let sent_anew: BTreeSet<ChatId> =
            changes.rows.iter().filter_map(|change| self.gone(change)).collect();
        for chat in said.into_keys().filter(|chat| !asked.contains_key(chat) && !sent_anew.contains(chat)) {
            self.fault(chat, "an answer to nothing: an update had its consequences twice".to_owned());
        }
    }

    /// The chat of a message that could not be changed because it does not exist: it is sent anew.
    fn gone(&self, change: &RowChange) -> Option<ChatId> {
        let RowChange::Remove(id) = change else { return None };
        let row = self.rows.get(id)?;
        (row.last == Some(Delivery::Gone)).then_some(row.message.chat)
    }

    fn erase(&mut self, now: Timestamp, erased: ChatId) {
        let gone: Vec<RowId> =
            self.rows.iter().filter(|(_, row)| row.message.chat == erased).map(|(id, _)| *id).collect();
        for id in gone {
            if self.rows.remove(&id).is_some_and(|row| row.in_flight) {
                self.erased.insert(id, (erased, now));
            }
        }
        let chat = self.chats.entry(erased).or_default();
        *chat =
            Chat { epoch: chat.epoch + 1, check_ins: std::mem::take(&mut chat.check_ins), ..Chat::default() };
    }

    /// A planned message is new or has changed. It ends once, and never more are sent than were promised.
    fn planned(&mut self, now: Timestamp, id: ChatId, check_in: &CheckIn) {
        let zone = TimeZone::get(&check_in.zone).unwrap_or(TimeZone::UTC);
        let told = aftercare::engine::story(check_in, &zone);
        let CheckIn { generation, purpose, .. } = check_in;
        let reminder = if check_in.reminder { " reminder" } else { "" };
        self.tell(now, id, format!("planned {generation} ({purpose}{reminder}): {told}"));
        let chat = self.chats.entry(id).or_default();
        let before = chat.check_ins.insert((chat.epoch, *generation), check_in.clone());
        let again = before.and_then(|before| before.end).is_some();
        let too_many = promise::too_many(chat.check_ins.iter().map(|((epoch, _), row)| (*epoch, row)));
        if again {
            self.fault(id, format!("planned message {generation} had ended, and changes"));
        }
        if let Some(too_many) = too_many {
            self.fault(id, too_many);
        }
    }

    /// Rows that wait are dropped; those that a sender has must not be sent if they come back.
    fn withdraw(&mut self, now: Timestamp, is_meant: impl Fn(&OutboxRow) -> bool) {
        self.rows.retain(|_, row| row.in_flight || !is_meant(&row.message));
        for row in self.rows.values_mut().filter(|row| is_meant(&row.message)) {
            row.withdrawn.get_or_insert(now);
        }
    }

    fn changed(&mut self, now: Timestamp, bot: Timestamp, change: &RowChange) {
        let id = match change {
            RowChange::Remove(id) | RowChange::Release(id) | RowChange::Retry { id, .. } => *id,
        };
        let Some(row) = self.rows.get(&id) else { return };
        let chat = row.message.chat;
        match change {
            RowChange::Remove(_) => {
                let reason = self.reason(row, bot);
                self.tell(now, chat, format!("- {}: {}", id.0, reason.unwrap_or("?")));
                if reason.is_none() {
                    self.fault(chat, format!("row {} is given up for no reason", id.0));
                }
                self.rows.remove(&id);
            }
            RowChange::Release(_) | RowChange::Retry { .. } => {
                self.tell(now, chat, format!("{} waits again", id.0));
                if let Some(row) = self.rows.get_mut(&id) {
                    row.in_flight = false;
                    if let RowChange::Retry { not_before, .. } = change {
                        row.message.not_before = *not_before;
                    }
                }
            }
        }
    }

    /// Why a row may end.
    fn reason(&self, row: &Row, bot: Timestamp) -> Option<&'static str> {
        let is_urgent = row.message.class == Class::Urgent;
        if row.takes > 0 {
            return Some("delivered");
        }
        match row.last {
            Some(Delivery::Refused) => return Some("refused"),
            Some(Delivery::Unreachable) => return Some("blocked"),
            Some(Delivery::Gone) => return Some("gone"),
            _ => {}
        }
        if self.is_overtaken(&row.message) {
            return Some("overtaken");
        }
        if row.withdrawn.is_some() {
            return Some("withdrawn");
        }
        if row.message.latest.is_some_and(|latest| bot > latest) {
            return Some("too late");
        }
        let night = !row.message.at_night && promise::is_night(bot, &zone(&row.message));
        if night && matches!(row.message.mark, Mark::CheckIn(_)) {
            return Some("night");
        }
        (row.unknown >= UNKNOWN_MIN && !is_urgent).then_some("nobody knows")
    }

    /// Of the changes of one message that wait, the newest stays.
    fn supersede(&mut self) {
        let is_needless = |row: &Row| !row.in_flight && self.is_overtaken(&row.message);
        let needless: Vec<RowId> =
            self.rows.iter().filter(|(_, row)| is_needless(row)).map(|(id, _)| *id).collect();
        for id in needless {
            self.rows.remove(&id);
        }
    }

    fn tell(&mut self, now: Timestamp, chat: ChatId, what: String) {
        self.history.tell(now, Some(chat), what);
    }
}

impl Row {
    fn new(row: &OutboxRow) -> Self {
        Self {
            message: row.clone(),
            in_flight: row.in_flight,
            unknown: 0,
            last: None,
            takes: 0,
            allowed: 1,
            unsettled: false,
            withdrawn: None,
        }
    }
}
