//! The client's hand on what is planned: what will come, and earlier, later, not tonight.

use jiff::{SignedDuration, Timestamp, civil::Time};

use super::{CheckIn, Effect, Mark, Message, Move, Reason, button::Press, turn::Turn, urgent::SUBJECT};
use crate::{
    plan,
    script::{Trigger, key},
};

/// How much earlier or later one tap asks for.
const STEP: SignedDuration = SignedDuration::from_hours(3);
/// Nothing is moved to sooner than this: it would be in the client's hands already.
const SOONEST: SignedDuration = SignedDuration::from_mins(30);
/// What is planned from here on is "tonight".
const EVENING: Time = Time::constant(17, 0, 0, 0);

impl Turn<'_> {
    /// Which messages will come.
    pub(super) fn show_plan(&mut self) {
        let message = self.plan_message();
        self.reply(message);
        self.pressed = None;
        self.show_question();
    }

    fn plan_message(&self) -> Message {
        let mut open: Vec<&CheckIn> = self.c.open_plan().collect();
        open.sort_by_key(|check_in| check_in.due);
        if open.is_empty() {
            let none = if self.c.state.stopped { key::PLAN_STOPPED } else { key::PLAN_NONE };
            return Message {
                text: self.say(none, &[]),
                buttons: self.rows(&[(key::BUTTON_CHECK, Press::Check)]),
            };
        }
        let lines = open.iter().map(|check_in| {
            let line = match (check_in.subject.starts_with(SUBJECT), check_in.reminder) {
                (true, _) => key::PLAN_SEEN_LINE,
                (false, true) => key::PLAN_REMINDER_LINE,
                (false, false) => key::PLAN_LINE,
            };
            self.say(line, &[("when", self.when(check_in.due).text.into())])
        });
        let mut text = self.say(key::PLAN, &[]);
        text.append("\n", Self::bullets(lines));
        let next = open.iter().find(|check_in| may_move(check_in));
        let mut buttons: Vec<_> = next.map(|next| self.shifts(next)).unwrap_or_default();
        buttons.extend(self.rows(&[(key::BUTTON_TIME, Press::Time(false)), (key::BUTTON_STOP, Press::Stop)]));
        Message { text, buttons }
    }

    /// Earlier, later, not tonight: each names its moment, so that a second tap changes nothing.
    fn shifts(&self, check_in: &CheckIn) -> Vec<Vec<super::Button>> {
        let (zone, quiet) = (self.zone(), self.script.quiet());
        let local = check_in.due.to_zoned(zone.clone());
        let earlier = check_in.due.checked_sub(STEP).ok().map(|at| (key::BUTTON_EARLIER, at));
        let later = check_in.due.checked_add(STEP).ok().map(|at| (key::BUTTON_LATER, at));
        let morning =
            plan::next_day_at(check_in.due, quiet.to, &zone).map(|at| (key::BUTTON_NOT_TONIGHT, at));
        let later = later.map(|(key, at)| (key, plan::next_allowed(at, &zone, quiet)));
        let morning = morning.filter(|_| local.time() >= EVENING);
        let later = later.filter(|(_, at)| morning.is_none_or(|(_, morning)| morning != *at));
        [earlier, later, morning]
            .into_iter()
            .flatten()
            .filter(|(_, at)| self.can_move(check_in, *at))
            .map(|(key, at)| {
                let label = self.say(key, &[("when", self.when(at).text.into())]).text;
                let to = at.as_second().div_euclid(60);
                vec![super::Button {
                    label,
                    data: Press::Shift { generation: check_in.generation, to }.encode(),
                }]
            })
            .collect()
    }

    /// Whether a check-in may be sent at this moment: not at night, not too soon after the massage, while it is
    /// useful.
    fn can_move(&self, check_in: &CheckIn, to: Timestamp) -> bool {
        let visit = self.c.state.visits.iter().find(|visit| visit.subject() == check_in.subject);
        let window = self.script.check_in(&check_in.purpose).and_then(|entry| entry.window);
        let first = visit.zip(window).and_then(|(visit, (from, _))| visit.ended_at.checked_add(from).ok());
        to >= self.now.saturating_add(SOONEST).unwrap_or(Timestamp::MAX)
            && first.is_some_and(|first| to >= first)
            && to <= check_in.latest
            && !plan::is_quiet(to, &self.zone(), self.script.quiet())
    }

    /// The client wants a check-in at another time.
    pub(super) fn shift(&mut self, generation: u32, to: i64) {
        let to = to.checked_mul(60).and_then(|second| Timestamp::from_second(second).ok());
        let open = self.c.open_plan().find(|open| open.generation == generation).cloned();
        let Some((check_in, to)) = open.zip(to).filter(|(check_in, to)| {
            may_move(check_in) && (check_in.due == *to || self.can_move(check_in, *to))
        }) else {
            self.show_plan_again();
            return;
        };
        if check_in.due != to
            && let Some(open) = self.c.plan.iter_mut().find(|open| open.generation == generation)
        {
            open.moves.push(Move { from: open.due, why: Reason::Wished });
            open.due = to;
        }
        self.show_plan_again();
    }

    /// The plan as it stands now, in the message that was pressed.
    fn show_plan_again(&mut self) {
        let message = self.plan_message();
        match self.pressed {
            Some(target) => self.effect(Effect::Edit { target, message, mark: Mark::None }),
            None => self.reply(message),
        }
    }

    /// The open check-ins in the zone that holds now: what the client has chosen stays, unless it is night there.
    pub(super) fn plan_anew(&mut self) {
        let (zone, quiet, now) = (self.zone(), self.script.quiet(), self.now);
        let script = self.script;
        let visits = self.c.state.visits.clone();
        for open in self.c.plan.iter_mut().filter(|open| open.end.is_none() && !open.queued) {
            let visit = visits.iter().find(|visit| visit.subject() == open.subject);
            let entry = script.check_in(&open.purpose).filter(|entry| entry.plan != Trigger::Ambulance);
            let wished = open.moves.iter().any(|step| step.why == Reason::Wished);
            let slot = visit
                .zip(entry)
                .filter(|_| !wished && !open.reminder)
                .and_then(|(visit, entry)| plan::slot(entry, visit.ended_at, &zone, quiet));
            let due = match (slot, entry) {
                (Some(slot), _) => slot.due,
                (None, Some(_)) => plan::next_allowed(open.due, &zone, quiet),
                (None, None) => open.due,
            };
            if let Some(name) = zone.iana_name() {
                name.clone_into(&mut open.zone);
            }
            if due != open.due && due > now && due <= open.latest {
                open.moves.push(Move { from: open.due, why: Reason::Zone });
                open.due = due;
            }
        }
    }
}

/// Only the check-ins of a massage: "were you seen?" and reminders are not to be put off.
fn may_move(check_in: &CheckIn) -> bool {
    !check_in.queued && !check_in.reminder && !check_in.subject.starts_with(SUBJECT)
}
