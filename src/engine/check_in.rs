//! Planned messages: made, due, moved, ended. Each ends exactly once, with its reason.

use jiff::{SignedDuration, Timestamp};

use super::{
    CheckIn, Class, Effect, End, Ending, Mark, Message, Move, Reason, Round, When, turn::Turn,
    urgent::SUBJECT,
};
use crate::{
    plan,
    script::{Id, Kind, Night, Rich, Trigger, key},
};

/// An assessment counts as under way so long after the client's last event; a check-in waits. So it does
/// after "were you seen?".
const BUSY: SignedDuration = SignedDuration::from_mins(30);

/// A reminder is not useful so long after it was due.
pub(super) const REMINDER_USEFUL: SignedDuration = SignedDuration::from_hours(12);

impl Turn<'_> {
    /// Plans the messages of a trigger that still lie ahead, counted from `base`.
    pub(super) fn plan_for(&mut self, trigger: Trigger, subject: &str, base: Timestamp) {
        if self.c.state.stopped {
            return;
        }
        let zone = self.zone();
        let script = self.script;
        let entries = script.check_ins().iter().filter(|entry| entry.plan == trigger);
        let slots: Vec<_> = entries
            .filter_map(|entry| Some((entry, plan::slot(entry, base, &zone, script.quiet())?)))
            .collect();
        for (at, (entry, slot)) in slots.iter().enumerate() {
            let again = self
                .c
                .open_plan()
                .any(|open| open.purpose == entry.id && open.subject == subject && !open.reminder);
            // The night can move two to the same minute; then one is enough.
            let twice = slots[..at].iter().any(|(_, earlier)| earlier.due == slot.due);
            let ahead = slot.due.min(slot.moved_from.unwrap_or(slot.due)) > self.now;
            let kept =
                self.c.state.kept.iter().any(|(about, purpose)| about == subject && *purpose == entry.id);
            if again || twice || kept || !ahead {
                continue;
            }
            let moves = slot.moved_from.map(|from| Move { from, why: Reason::QuietHours });
            self.plan_one(
                entry.id.clone(),
                subject,
                false,
                slot.due,
                slot.latest,
                moves.into_iter().collect(),
            );
        }
    }

    /// One more check-in, because it is getting worse; not when its time has come already.
    pub(super) fn plan_extra(&mut self) {
        let Some(visit) = self.current_visit().cloned() else { return };
        let passed = self.now.duration_since(visit.ended_at);
        let extra = self.script.check_ins().iter().filter(|entry| entry.plan == Trigger::Worse);
        if extra.filter_map(|entry| entry.window).all(|(from, _)| passed < from) {
            self.plan_for(Trigger::Worse, &visit.subject(), visit.ended_at);
            self.c.state.announced = Some(visit.subject());
        }
    }

    /// A check-in is left for something else: no reminder of it comes.
    pub(super) fn left_check_in(&mut self, purpose: &Id) {
        self.end_plan(Reason::Answered, |check_in| check_in.reminder && check_in.purpose == *purpose);
    }

    /// The same, if it is still on its way: then it waits until the other thing is over.
    pub(super) fn call_back(&mut self, purpose: &Id) {
        let Ok(until) = self.now.checked_add(BUSY) else { return };
        let on_its_way = |c: &&CheckIn| c.end.is_none() && c.queued && !c.reminder && c.purpose == *purpose;
        let called_back: Vec<u32> = self.c.plan.iter().filter(on_its_way).map(|c| c.generation).collect();
        for generation in called_back {
            if self.c.unsent.contains(&generation) {
                self.never_came(generation);
            }
            self.move_one(generation, until, Reason::Busy);
        }
    }

    pub(super) fn plan_one(
        &mut self,
        purpose: Id,
        subject: &str,
        reminder: bool,
        due: Timestamp,
        latest: Timestamp,
        moves: Vec<Move>,
    ) {
        self.c.state.generations += 1;
        let zone = self.zone().iana_name().unwrap_or("UTC").to_owned();
        self.c.plan.push(CheckIn {
            generation: self.c.state.generations,
            subject: subject.to_owned(),
            purpose,
            reminder,
            due,
            latest,
            zone,
            moves,
            queued: false,
            end: None,
        });
    }

    /// Cancels the open planned messages that `which` names.
    pub(super) fn end_plan(&mut self, why: Reason, which: impl Fn(&CheckIn) -> bool) {
        let at = self.now;
        for check_in in self.c.plan.iter_mut().filter(|check_in| check_in.end.is_none() && which(check_in)) {
            check_in.end = Some(End { how: Ending::Cancelled, why: Some(why), at });
        }
    }

    /// A client who writes first, inside a check-in's window, has done that check-in.
    pub(super) fn answered_early(&mut self) {
        let Some(visit) = self.visit().cloned() else { return };
        let (script, now) = (self.script, self.now);
        let subject = visit.subject();
        let done = |check_in: &CheckIn| {
            let window = script.check_in(&check_in.purpose).and_then(|entry| entry.window);
            check_in.subject == subject
                && window.is_some_and(|(from, to)| (from..=to).contains(&now.duration_since(visit.ended_at)))
        };
        for check_in in self.c.open_plan().filter(|check_in| done(check_in)).cloned().collect::<Vec<_>>() {
            self.keep_promise(&check_in);
        }
        self.end_plan(Reason::Answered, done);
    }

    /// A planned message was sent or answered, or a later one takes its place: it is never planned again, so that
    /// nobody gets more messages than were promised, not even when the clock is set back.
    pub(super) fn keep_promise(&mut self, check_in: &CheckIn) {
        if check_in.reminder {
            return;
        }
        let promise = (check_in.subject.clone(), check_in.purpose.clone());
        if !self.c.state.kept.contains(&promise) {
            self.c.state.kept.push(promise);
        }
        let swallowed: Vec<u32> = self
            .c
            .open_plan()
            .filter(|other| other.subject == check_in.subject)
            .filter(|other| {
                // Of two "were you seen?" that would leave together, one is enough, too.
                let waits = other.queued && other.due < check_in.due;
                waits || self.swallows(&check_in.purpose, &other.purpose)
            })
            .map(|other| other.generation)
            .collect();
        self.end_plan(Reason::Superseded, |other| swallowed.contains(&other.generation));
    }

    /// What never came has kept no promise, even if it was opened: it may be planned again.
    pub(super) fn never_came(&mut self, generation: u32) {
        let Some(check_in) = self.open_one(generation).filter(|check_in| !check_in.reminder) else { return };
        let promise = (check_in.subject.clone(), check_in.purpose.clone());
        self.c.state.kept.retain(|kept| *kept != promise);
    }

    /// Whether a check-in takes the place of an earlier one of the same massage that was never sent, and of its
    /// reminder. "Were you seen?" is asked each time.
    pub(super) fn swallows(&self, later: &Id, earlier: &Id) -> bool {
        let entries = self.script.check_in(later).zip(self.script.check_in(earlier));
        entries.is_some_and(|(later, earlier)| !later.only_asks_seen() && earlier.after < later.after)
    }

    // --- due ----------------------------------------------------------------------------------------------

    /// A planned message is due.
    pub(super) fn due(&mut self, generation: u32) {
        let Some(at) =
            self.c.plan.iter().position(|c| c.generation == generation && c.end.is_none() && !c.queued)
        else {
            return;
        };
        let check_in = self.c.plan[at].clone();
        if check_in.due > self.now {
            return;
        }
        let ignores_night = self.script.check_in(&check_in.purpose).is_some_and(|e| e.night == Night::Ignore);
        let verdict = self.judge_due(&check_in, ignores_night);
        match verdict {
            Due::End(how, why) => self.end_one(generation, how, why),
            Due::Move(to, why) => self.move_one(generation, to, why),
            Due::Send => {
                let Some(message) = self.open(&check_in) else {
                    let why =
                        if check_in.subject.starts_with(SUBJECT) { Reason::Seen } else { Reason::Answered };
                    self.end_one(generation, Ending::Skipped, Some(why));
                    return;
                };
                self.keep_promise(&check_in);
                self.c.plan[at].queued = true;
                if self.c.state.round.as_ref().is_some_and(|r| r.check_in.as_ref() == Some(&check_in.purpose))
                {
                    // The question is fresh: what was missed before is not why it is open.
                    self.c.state.active_at = Some(self.now);
                }
                let when =
                    When { latest: Some(check_in.latest), at_night: ignores_night, ..self.unasked_when() };
                self.effect(Effect::Send {
                    class: Class::Unasked,
                    message,
                    mark: Mark::CheckIn(generation),
                    when,
                });
            }
        }
    }

    /// When something unasked may be sent: not in the client's night.
    pub(super) fn unasked_when(&self) -> When {
        When { zone: self.zone().iana_name().map(str::to_owned), ..When::default() }
    }

    fn judge_due(&self, check_in: &CheckIn, ignores_night: bool) -> Due {
        let state = &self.c.state;
        if self.now > check_in.latest {
            return Due::End(Ending::Expired, None);
        }
        if state.stopped {
            return Due::End(Ending::Cancelled, Some(Reason::Stopped));
        }
        if state.blocked {
            return Due::End(Ending::Skipped, Some(Reason::Blocked));
        }
        let asks_seen = check_in.subject.starts_with(SUBJECT);
        if state.consent.is_none() && !asks_seen {
            return Due::End(Ending::Cancelled, Some(Reason::Withdrawn));
        }
        if self.is_replaced(check_in) {
            return Due::End(Ending::Cancelled, Some(Reason::NewVisit));
        }
        if self.script.check_in(&check_in.purpose).is_none() {
            return Due::End(Ending::Skipped, Some(Reason::ScriptChanged));
        }
        if self.is_overtaken(check_in) {
            return Due::End(Ending::Cancelled, Some(Reason::Superseded));
        }
        if !asks_seen && let Some((until, why)) = self.waits_for(check_in) {
            return Due::Move(until, why);
        }
        let allowed = plan::next_allowed(self.now, &self.zone(), self.script.quiet());
        if !ignores_night && allowed > self.now {
            return Due::Move(allowed, Reason::QuietHours);
        }
        Due::Send
    }

    /// Whether a later message about the same is due, too, as after an outage: then that one is enough, unless the
    /// content has no such check-in any more.
    fn is_overtaken(&self, check_in: &CheckIn) -> bool {
        self.c.open_plan().any(|other| {
            let later = (other.due, other.generation) > (check_in.due, check_in.generation);
            let later = later && other.subject == check_in.subject;
            let comes = self.script.check_in(&other.purpose).is_some();
            later
                && comes
                && !other.reminder
                && !other.queued
                && (other.due..=other.latest).contains(&self.now)
        })
    }

    /// Whether its massage is not the last one any more: another one, booked before, is over by now.
    pub(super) fn is_replaced(&self, check_in: &CheckIn) -> bool {
        let visits = &self.c.state.visits;
        let last = self.visit().and_then(|last| visits.iter().position(|visit| visit == last));
        let this = visits.iter().position(|visit| visit.subject() == check_in.subject);
        this.zip(last).is_some_and(|(this, last)| this < last)
    }

    /// What a check-in waits for, and until when: nobody is asked how they are while they are answering, or
    /// while "were you seen?" is still to be asked.
    fn waits_for(&self, check_in: &CheckIn) -> Option<(Timestamp, Reason)> {
        let state = &self.c.state;
        let open = self.unseen().and_then(|_| {
            let asked = self.c.open_plan().filter(|open| open.subject.starts_with(SUBJECT));
            asked.map(|open| open.due.max(self.now)).max()
        });
        let begun = |round: &Round| round.answers.iter().next().is_some();
        let answering = state
            .active_at
            // What lies ahead was noted by a clock that has been set back since.
            .filter(|at| at.duration_since(self.now) <= BUSY)
            .filter(|_| {
                state.round.as_ref().is_some_and(|r| r.check_in.is_none() || check_in.reminder || begun(r))
            });
        let urgent = open.map(|at| (at, Reason::Urgent));
        let busy = answering.map(|at| (at, Reason::Busy));
        [urgent, busy]
            .into_iter()
            .flatten()
            .filter_map(|(at, why)| Some((at.checked_add(BUSY).ok()?, why)))
            .filter(|(until, _)| *until > self.now)
            .max_by_key(|(until, _)| *until)
    }

    /// The message of a planned one, and the round that it opens. `None` if there is nothing to ask any more.
    fn open(&mut self, check_in: &CheckIn) -> Option<Message> {
        let entry = self.script.check_in(&check_in.purpose)?;
        if entry.only_asks_seen() {
            return self.ask_seen(&check_in.purpose);
        }
        if check_in.reminder {
            let round =
                self.c.state.round.as_ref().filter(|r| r.check_in.as_ref() == Some(&check_in.purpose))?;
            let opener = self.script.question(&round.at).is_some_and(|q| q.kind == Kind::Opener);
            let question = self.question_message()?;
            let reminder = self.say(key::REMINDER, &[]);
            let text = if opener { reminder } else { Rich::paragraphs([reminder, question.text]) };
            return Some(Message { text, buttons: question.buttons });
        }
        self.begin(Some(check_in.purpose.clone()));
        self.question_message()
    }

    pub(super) fn end_one(&mut self, generation: u32, how: Ending, why: Option<Reason>) {
        let at = self.now;
        let Some(check_in) = self.open_one(generation) else { return };
        check_in.end = Some(End { how, why, at });
    }

    /// Moves one to another instant: never to before it was due, whatever a clock says that has been set back.
    pub(super) fn move_one(&mut self, generation: u32, to: Timestamp, why: Reason) {
        let Some(check_in) = self.open_one(generation) else { return };
        let to = to.max(check_in.due);
        check_in.queued = false;
        if to > check_in.latest {
            self.end_one(generation, Ending::Expired, Some(why));
            return;
        }
        check_in.moves.push(Move { from: check_in.due, why });
        check_in.due = to;
    }

    fn open_one(&mut self, generation: u32) -> Option<&mut CheckIn> {
        self.c.plan.iter_mut().find(|check_in| check_in.generation == generation && check_in.end.is_none())
    }
}

/// What to do with a message that is due.
enum Due {
    Send,
    Move(Timestamp, Reason),
    End(Ending, Option<Reason>),
}
