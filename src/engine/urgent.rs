//! "Be seen today" and "call an ambulance": nothing else is said until the client was seen.

use jiff::SignedDuration;

use super::{
    Assessment, Button, Class, Effect, Mark, Message, Reason, Urgent,
    button::{Calling, Press},
    turn::Turn,
};
use crate::{
    script::{Answers, Given, Id, SEEN, Trigger, Urgency, WARNING, key},
    triage::{self, Facts},
};

/// How long an urgent advice that nobody confirmed keeps its weight, and how long it is kept without consent
/// (clinical brief, rule S).
const URGENT_LIFE: SignedDuration = SignedDuration::from_hours(14 * 24);

/// What the subjects of the planned "were you seen?" begin with.
pub(super) const SUBJECT: &str = "urgent/";

/// So long after "call an ambulance" no milder advice is given, whatever is answered, until somebody was seen.
const AMBULANCE_FRESH: SignedDuration = SignedDuration::from_hours(24);

impl Urgent {
    /// The name under which its planned messages are kept.
    pub(super) fn subject(&self) -> String {
        format!("{SUBJECT}{}", self.at.as_second())
    }
}

impl Turn<'_> {
    /// The urgent advice that still stands: not confirmed as seen.
    pub(super) fn unseen(&self) -> Option<Urgent> {
        self.c.state.urgent.filter(|urgent| !urgent.seen && self.now.duration_since(urgent.at) <= URGENT_LIFE)
    }

    /// Whether only the ambulance line may be said.
    pub(super) fn only_ambulance(&self) -> bool {
        self.unseen().is_some_and(|urgent| urgent.urgency == Urgency::Ambulance)
    }

    /// Whether an ambulance was advised so lately that nothing milder may be said.
    pub(super) fn awaits_ambulance(&self) -> bool {
        self.unseen().is_some_and(|urgent| {
            urgent.urgency == Urgency::Ambulance && self.now.duration_since(urgent.at) <= AMBULANCE_FRESH
        })
    }

    /// What is kept without consent is kept so long and no longer.
    pub(super) fn forget_old_urgent(&mut self) {
        let now = self.now;
        self.c.state.urgent =
            self.c.state.urgent.filter(|urgent| now.duration_since(urgent.at) <= URGENT_LIFE);
        if self.c.state.urgent.is_none() {
            self.c.state.kept.retain(|(subject, _)| !subject.starts_with(SUBJECT));
        }
    }

    /// Gives an urgent advice at once, whatever was being asked. `signs` are those that were tapped or
    /// typed; without one, the assessment that led here is in `last`.
    pub(super) fn urgent(&mut self, urgency: Urgency, signs: &[Id]) {
        self.c.state.denied_at = None;
        // Nobody is asked how they are beside an urgent advice.
        let round = self.leave_round();
        // A milder one does not replace a graver one that still stands.
        let stands = self.unseen().map_or(urgency, |before| before.urgency.max(urgency));
        let given = Urgent { urgency: stands, at: self.now, seen: false };
        self.c.state.urgent = Some(given);
        self.c.state.doubts.advised(stands);
        let answers = if signs.is_empty() {
            self.c.state.last.as_ref().map(|last| last.answers.clone()).unwrap_or_default()
        } else {
            let mut answers = round.map(|round| self.recorded(&round)).unwrap_or_default();
            answers.set(&WARNING.into(), Given::Picked(signs.to_vec()));
            if self.has_consent() {
                self.note_signs(&answers, urgency);
            }
            answers
        };
        self.end_plan(Reason::Superseded, |check_in| check_in.subject.starts_with(SUBJECT));
        let subject = given.subject();
        self.c.state.kept.retain(|(about, _)| !about.starts_with(SUBJECT) || *about == subject);
        self.ask_again(given);
        let message = self.urgent_message(stands, &answers);
        self.effect(Effect::Withdraw);
        self.send(Class::Urgent, message, Mark::None);
        if !signs.is_empty() {
            self.c.state.card = self.pressed.or(self.c.state.card);
            self.strip_card();
        }
        // Who is to be seen today may need an ambulance.
        self.ask_open_doubt();
    }

    /// Plans the "were you seen?" of an urgent advice, as far as they lie ahead.
    pub(super) fn ask_again(&mut self, urgent: Urgent) {
        let trigger = if urgent.urgency == Urgency::Ambulance { Trigger::Ambulance } else { Trigger::Today };
        self.plan_for(trigger, &urgent.subject(), urgent.at);
    }

    /// Keeps what an assessment has come to when a warning sign is named, so that nothing that follows
    /// (leaving, a check-in) forgets the sign. Only with consent.
    pub(super) fn note_signs(&mut self, answers: &Answers, urgency: Urgency) {
        let mut all = self.known();
        for (question, given) in answers.iter() {
            all.set(question, given.clone());
        }
        let facts = Facts { unseen: self.unseen().is_some(), ..Facts::default() };
        let rules = triage::assess(self.script, &all, facts).rules;
        self.c.state.last = Some(Assessment { at: self.now, answers: all, urgency, rules, seen: false });
    }

    /// The only answer while an ambulance should be coming.
    pub(super) fn ambulance_line(&mut self) {
        let message = Message { text: self.say(key::AMBULANCE_LINE, &[]), buttons: self.seen_buttons() };
        self.send(Class::Urgent, message, Mark::None);
    }

    pub(super) fn calling_buttons(&self) -> Vec<Vec<Button>> {
        self.rows(&[
            (key::BUTTON_CALLED, Press::Calling(Calling::Called)),
            (key::BUTTON_SOMEONE_CALLS, Press::Calling(Calling::Someone)),
            (key::BUTTON_CANNOT_CALL, Press::Calling(Calling::Cannot)),
        ])
    }

    /// What the client did about "call an ambulance".
    pub(super) fn calling(&mut self, calling: Calling) {
        let text = match calling {
            Calling::Called => key::CALLED,
            Calling::Someone => key::SOMEONE_CALLS,
            Calling::Cannot => key::CANNOT_CALL,
        };
        let message = Message { text: self.say(text, &[]), buttons: self.seen_buttons() };
        self.send(Class::Urgent, message, Mark::None);
    }

    /// The client says whether they were seen, about the advice of this second.
    pub(super) fn seen(&mut self, yes: bool, about: i64) {
        let Some(urgent) = self.c.state.urgent else {
            self.say_and_ask(key::SEEN_NOTHING_OPEN);
            return;
        };
        if yes && !urgent.seen && about != urgent.at.as_second() {
            // An older message: was it before or after the newer advice? That is asked, not guessed.
            let text = self.say_named(&key::question(&SEEN.into()), &[]);
            self.reply(Message { text, buttons: self.seen_buttons() });
            return;
        }
        if yes {
            self.confirm_seen();
            self.reply(Message {
                text: self.say(key::SEEN_YES, &[]),
                buttons: self.rows(&[(key::BUTTON_CHECK, Press::Check)]),
            });
            return;
        }
        self.not_seen();
        let message = if urgent.urgency == Urgency::Ambulance {
            Message { text: self.say(key::SEEN_NO_AMBULANCE, &[]), buttons: self.calling_buttons() }
        } else {
            Message { text: self.say(key::SEEN_NO_TODAY, &[]), buttons: self.seen_buttons() }
        };
        self.send(Class::Urgent, message, Mark::None);
    }

    /// Somebody looked at the client: the questions about it end.
    pub(super) fn confirm_seen(&mut self) {
        if let Some(urgent) = &mut self.c.state.urgent {
            urgent.seen = true;
        }
        if let Some(last) = &mut self.c.state.last {
            last.seen = true;
        }
        self.end_plan(Reason::Seen, |check_in| check_in.subject.starts_with(SUBJECT));
    }

    /// Nobody has, after all: a "yes" before it was a slip.
    pub(super) fn not_seen(&mut self) {
        if let Some(last) = &mut self.c.state.last {
            last.seen = false;
        }
        if let Some(urgent) = &mut self.c.state.urgent
            && std::mem::take(&mut urgent.seen)
        {
            let urgent = *urgent;
            self.ask_again(urgent);
        }
    }

    /// A planned "were you seen?".
    pub(super) fn ask_seen(&self, purpose: &Id) -> Option<Message> {
        self.unseen()?;
        let text = self.say_named(&key::check_in(purpose), &[]);
        debug_assert!(self.script.question(SEEN).is_some(), "the content has the question");
        Some(Message { text, buttons: self.seen_buttons() })
    }
}
