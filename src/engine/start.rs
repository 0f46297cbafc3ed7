//! The beginning: the tapped link, the greeting, the consent, and the visit that follows from them.

use std::slice;

use jiff::{SignedDuration, Timestamp};

use super::{
    Consent, Counter, Effect, Invitation, Message, Person, Reason, Visit,
    ask::CONSENT_VERSION,
    button::{self, Press},
    turn::Turn,
    urgent::SUBJECT,
};
use crate::{
    link::{Fault, Link, Ticket, VISIT_LINK_LIFE},
    script::{Id, Kind, Question, Rich, Trigger, Urgency, key},
};

/// A tapped link waits so long for "I agree".
const INVITATION_LIFE: SignedDuration = SignedDuration::from_hours(24);

impl<'a> Turn<'a> {
    /// `/start`.
    pub(super) fn start(&mut self, person: &Person, link: Link) {
        let mut hello = Vec::new();
        match link {
            Link::None => {}
            Link::Ticket(ticket) => {
                if !self.invited(ticket) {
                    self.effect(Effect::Count(Counter::LinkForeign));
                    hello.push(self.say(key::LINK_UNREADABLE, &[]));
                }
            }
            Link::Unreadable(fault) => {
                self.effect(Effect::Count(match fault {
                    Fault::Malformed => Counter::LinkMalformed,
                    Fault::Forged => Counter::LinkForged,
                    Fault::Expired => Counter::LinkExpired,
                }));
                hello.push(self.say(key::LINK_UNREADABLE, &[]));
            }
        }
        let resumed = std::mem::take(&mut self.c.state.stopped);
        hello.insert(0, self.greeting(person));
        hello.push(self.say(key::DISCLAIMER, &[]));
        if resumed {
            hello.push(self.say(key::RESUMED, &[]));
        }
        self.strip_card();
        self.reply_text(Rich::paragraphs(hello));
        if self.has_consent() {
            self.visit_from_invitation();
        }
        if resumed {
            let mut later = None;
            for visit in self.c.state.visits.clone().iter().rev() {
                if later.replace(visit.ended_at) != Some(visit.ended_at) {
                    self.plan_for(Trigger::Visit, &visit.subject(), visit.ended_at);
                    if self.c.state.announced.as_ref() == Some(&visit.subject()) {
                        self.plan_for(Trigger::Worse, &visit.subject(), visit.ended_at);
                    }
                }
                // Those before the last one were replaced by it.
                if self.visit() == Some(visit) {
                    break;
                }
            }
            if let Some(urgent) = self.unseen() {
                self.ask_again(urgent);
            }
        }
        self.begin_assessment();
        self.show_question();
    }

    fn greeting(&self, person: &Person) -> Rich {
        let name = person
            .name
            .clone()
            .filter(|name| !name.trim().is_empty())
            .unwrap_or_else(|| self.say(key::GREETING_SOMEONE, &[]).text);
        match self.clinic() {
            Some(clinic) => self
                .say(key::GREETING_CLINIC, &[("name", name.into()), ("clinic", clinic.name.clone().into())]),
            None => self.say(key::GREETING, &[("name", name.into())]),
        }
    }

    /// Notes a link of ours. Gives whether its clinic still exists.
    fn invited(&mut self, ticket: Ticket) -> bool {
        if self.c.clinic(ticket.clinic).is_none() {
            return false;
        }
        let zone = self.zone();
        self.c.state.clinic = Some(ticket.clinic);
        if self.zone() != zone {
            self.follow_zone();
        }
        self.c.state.invitation = Some(Invitation {
            clinic: ticket.clinic,
            ended_at: ticket.ended_at,
            until: self.now.saturating_add(INVITATION_LIFE).unwrap_or(Timestamp::MAX),
        });
        true
    }

    /// The consent card was pressed. `sign` was tapped before it and rides along in the button.
    pub(super) fn consent(&mut self, number: u32, pressed: button::Consent, sign: Option<Id>) {
        let asked = self.is_asked(number, sign.as_ref());
        match pressed {
            // Said at any time, it holds: nothing may be kept of a child.
            button::Consent::Minor => {
                self.erase_answers();
                self.leave_with(key::CONSENT_MINOR, sign.as_ref());
            }
            // An old card agrees to nothing, but the sign in it still counts.
            _ if !asked => match sign {
                Some(sign) => self.sign(&sign),
                None => self.stale(self.c.state.round.as_ref().is_some_and(|round| round.number == number)),
            },
            button::Consent::Agree => self.agreed(sign),
            button::Consent::What => {
                let mut card = self.consent_card(sign.as_ref());
                card.text =
                    Rich::paragraphs([self.advice_of(sign.as_slice()), self.say(key::CONSENT_WHAT, &[])]);
                self.show_card(card);
            }
            button::Consent::Skip => {
                let mut card = self.consent_card(sign.as_ref());
                card.text = Rich::paragraphs([self.say(key::NOT_WITHOUT_CONSENT, &[]), card.text]);
                self.show_card(card);
            }
            button::Consent::JustAQuestion => self.leave_with(key::CONSENT_JUST_A_QUESTION, sign.as_ref()),
            button::Consent::Cancel => self.leave_with(key::CANCELLED, sign.as_ref()),
        }
    }

    /// Whether the consent card of this round is what stands open: after "none of these", or with a sign.
    fn is_asked(&self, number: u32, sign: Option<&Id>) -> bool {
        let Some(round) = self.c.state.round.as_ref().filter(|round| round.number == number) else {
            return false;
        };
        !self.has_consent() && (sign.is_some() || self.waits_for_consent(round))
    }

    fn leave_with(&mut self, text: key::Key, sign: Option<&Id>) {
        self.leave_round();
        let text = Rich::paragraphs([self.advice_of(sign.map_or(&[], slice::from_ref)), self.say(text, &[])]);
        let message = Message { text, buttons: self.rows(&[(key::BUTTON_CHECK, Press::Check)]) };
        self.show_card(message);
    }

    fn agreed(&mut self, sign: Option<Id>) {
        self.c.state.consent =
            Some(Consent { version: CONSENT_VERSION, at: self.now, clinic: self.c.state.clinic });
        self.visit_from_invitation();
        let Some(signs) = self.signs_question() else { return };
        if let Some(round) = &mut self.c.state.round {
            round.ask(signs.id.clone());
        }
        // "None" was stored when it was tapped, for it says nothing; a sign only now.
        match sign {
            Some(sign) => self.has_sign(signs, &sign),
            None => self.next_question(),
        }
    }

    /// Makes the visit that the tapped link names.
    fn visit_from_invitation(&mut self) {
        let Some(invitation) = self.c.state.invitation.take() else { return };
        if self.now > invitation.until {
            return;
        }
        if let Some(ended_at) = invitation.ended_at {
            self.add_visit(&Visit { clinic: Some(invitation.clinic), ended_at });
        }
    }

    /// Notes a massage and plans its check-ins. The same one again changes nothing; another one replaces
    /// the open check-ins of those before, as soon as it is over.
    pub(super) fn add_visit(&mut self, visit: &Visit) {
        if self.c.state.visits.contains(visit) {
            return;
        }
        let now = self.now;
        self.c.state.visits.retain(|old| now.duration_since(old.ended_at) <= VISIT_LINK_LIFE);
        let known: Vec<String> = self.c.state.visits.iter().map(Visit::subject).collect();
        self.c.state.kept.retain(|(subject, _)| subject.starts_with(SUBJECT) || known.contains(subject));
        self.c.state.visits.push(visit.clone());
        self.c.state.visits.sort_by_key(|visit| visit.ended_at);
        let last = self.visit();
        if last.is_some_and(|last| last.ended_at > visit.ended_at) {
            return;
        }
        if last == Some(visit) {
            self.c.state.first = None;
            let before: Vec<String> =
                self.c.state.visits.iter().take_while(|old| *old != visit).map(Visit::subject).collect();
            self.end_plan(Reason::NewVisit, |check_in| before.contains(&check_in.subject));
        }
        // Nobody has two massages that end at the same moment: the link that was tapped last is right.
        let same = |other: &&Visit| *other != visit && other.ended_at == visit.ended_at;
        let same: Vec<String> = self.c.state.visits.iter().filter(same).map(Visit::subject).collect();
        self.end_plan(Reason::NewVisit, |check_in| same.contains(&check_in.subject));
        self.plan_for(Trigger::Visit, &visit.subject(), visit.ended_at);
    }

    /// A warning sign was tapped, in a message of any age: "right now?" is answered with yes.
    pub(super) fn sign(&mut self, sign: &Id) {
        let Some(urgency) = self.script.sign_urgency(sign) else {
            self.stale(false);
            return;
        };
        self.c.state.denied_at = None;
        self.c.state.doubts.named(sign, urgency);
        if urgency.interrupts() {
            self.urgent(urgency, slice::from_ref(sign));
            return;
        }
        let question = if let Some(question) = self.signs_question() {
            question
        } else {
            self.begin_assessment();
            let Some(question) = self.signs_question() else { return };
            question
        };
        if self.has_consent() {
            self.has_sign(question, sign);
            return;
        }
        // Nothing about health may be stored yet: the sign rides in the buttons of the consent card, and the
        // pending question stays the warning signs.
        if let Some(round) = &mut self.c.state.round {
            round.answers.clear(&question.id);
            round.ask(question.id.clone());
        }
        let card = self.consent_card(Some(sign));
        self.show_card(card);
    }

    /// The warning signs of the round under way.
    pub(super) fn signs_question(&self) -> Option<&'a Question> {
        let round = self.c.state.round.as_ref()?;
        self.flow(round).into_iter().find(|question| question.kind == Kind::Signs)
    }

    /// A sign for the next days, and it may be stored: the round goes on with it.
    fn has_sign(&mut self, question: &Question, sign: &Id) {
        let pending = self.c.state.round.as_ref().is_some_and(|round| round.at == question.id);
        self.add_sign(question, sign);
        if pending {
            self.next_question();
        } else {
            self.show_question();
        }
    }

    /// Notes a sign for the next days in the round, without showing anything.
    pub(super) fn add_sign(&mut self, question: &Question, sign: &Id) {
        self.c.state.denied_at = None;
        let Some(round) = &mut self.c.state.round else { return };
        let alone = question.answers.iter().find(|answer| answer.alone);
        if alone.is_some_and(|none| round.answers.has(&question.id, &none.id)) {
            round.answers.clear(&question.id);
        }
        round.answers.add(&question.id, sign);
        let answers = self.c.state.round.as_ref().map(|round| self.recorded(round)).unwrap_or_default();
        self.note_signs(&answers, Urgency::Doctor);
    }
}
