//! What became of a message: delivered, refused, too late; and what that does to the conversation.

use jiff::Timestamp;

use super::{
    CheckIn, Class, Effect, Ending, Fate, Mark, MessageId, Move, Reason, When, check_in::REMINDER_USEFUL,
    turn::Turn, urgent::SUBJECT,
};
use crate::{
    plan,
    script::{Id, Rich, key},
};

impl Turn<'_> {
    /// A message came to an end.
    pub(super) fn fate(&mut self, mark: Mark, fate: Fate) {
        if fate == Fate::Unreachable {
            self.c.state.blocked = true;
        }
        match (mark, fate) {
            (Mark::CheckIn(generation), Fate::Delivered { message, at, perhaps_twice }) => {
                self.check_in_delivered(generation, message, at, perhaps_twice);
            }
            (Mark::CheckIn(generation), fate) => self.check_in_failed(generation, fate),
            (Mark::Card(round), Fate::Delivered { message, .. }) => self.card_delivered(round, message),
            (Mark::Card(round), Fate::Gone) => {
                if self.c.state.round.as_ref().is_some_and(|current| current.number == round) {
                    self.c.state.card = None;
                    self.show_question();
                }
            }
            (Mark::Card(_) | Mark::None, _) => {}
        }
    }

    fn check_in_delivered(&mut self, generation: u32, message: MessageId, at: Timestamp, twice: bool) {
        // Only one that was on its way, or was called back too late: a fate from before an erasure must not hit a
        // new one of this number.
        let called_back = |c: &CheckIn| c.moves.last().is_some_and(|last| last.why == Reason::Busy);
        let on_its_way = |c: &&CheckIn| c.generation == generation && (c.queued || called_back(c));
        let Some(check_in) = self.c.open_plan().find(on_its_way).cloned() else { return };
        let how = if twice { Ending::SentPerhapsTwice } else { Ending::Sent };
        self.end_one(generation, how, None);
        let open =
            self.c.state.round.as_ref().is_some_and(|r| r.check_in.as_ref() == Some(&check_in.purpose));
        if !open {
            return;
        }
        self.card_is(message);
        let reminder = self.script.check_in(&check_in.purpose).and_then(|entry| entry.reminder);
        if let Some(after) = reminder.filter(|_| !check_in.reminder)
            && let Ok(wanted) = at.checked_add(after)
        {
            let due = plan::next_allowed(wanted, &self.zone(), self.script.quiet());
            let latest = due.saturating_add(REMINDER_USEFUL).unwrap_or(due);
            let moves = (due != wanted).then_some(Move { from: wanted, why: Reason::QuietHours });
            self.plan_one(
                check_in.purpose,
                &check_in.subject,
                true,
                due,
                latest,
                moves.into_iter().collect(),
            );
        }
    }

    fn check_in_failed(&mut self, generation: u32, fate: Fate) {
        // One that was called back is planned for later by now, and keeps that.
        if !self.c.open_plan().any(|c| c.generation == generation && c.queued) {
            return;
        }
        match fate {
            Fate::Delivered { .. } => {}
            Fate::PerhapsSent => self.end_one(generation, Ending::PerhapsSent, None),
            Fate::Refused | Fate::Gone => self.end_one(generation, Ending::Skipped, Some(Reason::Refused)),
            Fate::Unreachable => self.end_one(generation, Ending::Skipped, Some(Reason::Blocked)),
            Fate::TooLate => {
                self.never_came(generation);
                self.end_one(generation, Ending::Expired, None);
            }
            Fate::Night => {
                self.never_came(generation);
                let to = plan::next_allowed(self.now, &self.zone(), self.script.quiet());
                self.move_one(generation, to, Reason::QuietHours);
            }
        }
    }

    /// A planned message that expired by a clock which has been set back since never came: as far as it is still
    /// wanted, another one is planned in its place.
    pub(super) fn expired_ahead(&mut self, expired: &CheckIn) {
        if !self.is_wanted_still(expired) {
            return;
        }
        let CheckIn { purpose, subject, reminder, due, latest, moves, .. } = expired.clone();
        let wrong = Move { from: due, why: Reason::ClockSetBack };
        let moves = moves.into_iter().chain([wrong]).collect();
        self.plan_one(purpose, &subject, reminder, due, latest, moves);
    }

    fn is_wanted_still(&self, expired: &CheckIn) -> bool {
        let state = &self.c.state;
        let about = |subject: &String| *subject == expired.subject;
        let asked_for = if expired.subject.starts_with(SUBJECT) {
            self.unseen().is_some_and(|urgent| about(&urgent.subject()))
        } else {
            let known = state.visits.iter().any(|visit| about(&visit.subject()));
            known && state.consent.is_some() && !self.is_replaced(expired)
        };
        let same = |open: &CheckIn| {
            about(&open.subject) && open.purpose == expired.purpose && open.reminder == expired.reminder
        };
        // It may have come after all, before it was called back; or a later one went out.
        let came = |kept: &Id| !expired.reminder && *kept == expired.purpose;
        let enough = |kept: &Id| came(kept) || self.swallows(kept, &expired.purpose);
        let kept = state.kept.iter().any(|(subject, kept)| about(subject) && enough(kept));
        asked_for && !state.stopped && self.now <= expired.latest && !kept && !self.c.open_plan().any(same)
    }

    fn card_delivered(&mut self, round: u32, message: MessageId) {
        if self.c.state.round.as_ref().is_some_and(|current| current.number == round) {
            self.card_is(message);
        } else if self.c.state.card != Some(message) {
            self.effect(Effect::Strip { target: message });
        }
    }

    /// The pending question stands in this message now.
    fn card_is(&mut self, message: MessageId) {
        if self.c.state.card != Some(message) {
            self.strip_card();
            self.c.state.card = Some(message);
        }
    }

    /// We were away so long that presses may be lost: the open question is offered again, once.
    pub(super) fn returned(&mut self) {
        if self.c.state.stopped || self.c.state.blocked {
            return;
        }
        let Some(mut message) = self.question_message() else { return };
        let Some(round) = &self.c.state.round else { return };
        let mark = Mark::Card(round.number);
        message.text = Rich::paragraphs([self.say(key::AFTER_OUTAGE, &[]), message.text]);
        self.effect(Effect::Withdraw);
        let allowed = plan::next_allowed(self.now, &self.zone(), self.script.quiet());
        let when = When { not_before: Some(allowed), ..self.unasked_when() };
        self.effect(Effect::Send { class: Class::Unasked, message, mark, when });
    }
}
