//! Which messages will come, in one or two sentences.

use jiff::Timestamp;

use super::{Visit, turn::Turn, urgent::SUBJECT};
use crate::{
    link::VISIT_LINK_LIFE,
    script::{Rich, Trigger, key},
};

impl Turn<'_> {
    /// Which messages will come, in one or two sentences.
    pub(super) fn promise(&self) -> Rich {
        let subject = self.visit().map(Visit::subject);
        let due_of = |trigger: Trigger| {
            let mut due: Vec<Timestamp> = self
                .c
                .open_plan()
                .filter(|open| !open.reminder && Some(&open.subject) == subject.as_ref())
                .filter(|open| self.script.check_in(&open.purpose).is_some_and(|entry| entry.plan == trigger))
                .map(|open| open.due)
                .collect();
            due.sort();
            due
        };
        let when = |at: &Timestamp| self.when(*at).text.into();
        let extra = match &due_of(Trigger::Worse)[..] {
            [first, ..] => self.say(key::PROMISE_EXTRA, &[("first", when(first))]),
            [] => Rich::default(),
        };
        let planned = match &due_of(Trigger::Visit)[..] {
            [first, second, ..] => {
                self.say(key::PROMISE_TWO, &[("first", when(first)), ("second", when(second))])
            }
            [first] => self.say(key::PROMISE_ONE, &[("first", when(first))]),
            [] if extra.text.is_empty() && self.came_too_late() => self.say(key::PROMISE_NONE, &[]),
            [] => Rich::default(),
        };
        // Whoever's clock we do not know could be woken.
        let night = self.known_zone().is_none() && !due_of(Trigger::Visit).is_empty();
        let night = if night { self.say(key::PROMISE_NIGHT, &[]) } else { Rich::default() };
        Rich::paragraphs([extra, planned, night])
    }

    /// Whether no check-in of the last massage can come, because we heard of it too late.
    fn came_too_late(&self) -> bool {
        let lately = |visit: &&Visit| self.now.duration_since(visit.ended_at) <= VISIT_LINK_LIFE;
        let Some(visit) = self.visit().filter(lately).filter(|_| !self.c.state.stopped) else { return false };
        let subject = visit.subject();
        let mut promised = self.script.check_ins().iter().filter(|entry| entry.plan == Trigger::Visit);
        let over = |after| visit.ended_at.checked_add(after).is_ok_and(|due| due <= self.now);
        promised.all(|entry| entry.after.is_some_and(over))
            && !self.c.state.kept.iter().any(|(about, _)| *about == subject)
    }

    /// When we shall ask whether the client was seen.
    pub(super) fn promise_seen(&self) -> Rich {
        let asked = self.c.open_plan().filter(|open| open.subject.starts_with(SUBJECT));
        let mut due: Vec<Timestamp> = asked.map(|open| open.due).collect();
        due.sort();
        let when = |at: &Timestamp| self.when(*at).text.into();
        match &due[..] {
            [] => Rich::default(),
            [first] => self.say(key::PROMISE_SEEN, &[("first", when(first))]),
            [first, second, ..] => {
                self.say(key::PROMISE_SEEN_TWICE, &[("first", when(first)), ("second", when(second))])
            }
        }
    }
}
