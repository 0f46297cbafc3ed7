//! The beginning: the tapped link, the greeting, the consent, and the visit that follows from them.

use jiff::{SignedDuration, Timestamp};

use super::{
    Consent, Counter, Effect, Invitation, Message, Person, Reason, Visit,
    ask::CONSENT_VERSION,
    button::{self, Press},
    turn::Turn,
};
use crate::{
    link::{Fault, Link, Ticket, VISIT_LINK_LIFE},
    script::{Given, Id, Kind, Rich, Trigger, WARNING, key},
};

/// A tapped link waits so long for "I agree".
const INVITATION_LIFE: SignedDuration = SignedDuration::from_hours(24);

impl Turn<'_> {
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
        if resumed && let Some(visit) = self.c.state.visit().cloned() {
            self.plan_for(Trigger::Visit, &visit.subject(), visit.ended_at);
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
        self.c.state.clinic = Some(ticket.clinic);
        self.c.state.invitation = Some(Invitation {
            clinic: ticket.clinic,
            ended_at: ticket.ended_at,
            until: self.now.saturating_add(INVITATION_LIFE).unwrap_or(Timestamp::MAX),
        });
        true
    }

    /// The consent card was pressed. `sign` was tapped before it and rides along in the button.
    pub(super) fn consent(&mut self, pressed: button::Consent, sign: Option<Id>) {
        let asked = self.c.state.round.is_some() && !self.has_consent();
        match pressed {
            button::Consent::Agree if asked => self.agreed(sign),
            // An old "I agree": the sign in it still counts.
            button::Consent::Agree => match sign {
                Some(sign) => self.sign(&sign),
                None => self.stale(false),
            },
            button::Consent::What => {
                let mut card = self.consent_card(sign.as_ref());
                card.text = self.say(key::CONSENT_WHAT, &[]);
                self.show_card(card);
            }
            button::Consent::Minor => self.leave_with(key::CONSENT_MINOR),
            button::Consent::JustAQuestion => self.leave_with(key::CONSENT_JUST_A_QUESTION),
        }
    }

    fn leave_with(&mut self, text: key::Key) {
        self.take_round();
        let message =
            Message { text: self.say(text, &[]), buttons: self.rows(&[(key::BUTTON_CHECK, Press::Check)]) };
        self.show_card(message);
    }

    fn agreed(&mut self, sign: Option<Id>) {
        self.c.state.consent =
            Some(Consent { version: CONSENT_VERSION, at: self.now, clinic: self.c.state.clinic });
        self.visit_from_invitation();
        let warning = self.script.assessment().iter().find(|question| question.kind == Kind::Signs);
        if let (Some(round), Some(warning)) = (&mut self.c.state.round, warning) {
            // "None" was stored when it was tapped, for it says nothing; a sign only now.
            let answer = sign.unwrap_or_else(|| {
                round.answers.picked(WARNING).first().cloned().unwrap_or_else(|| Id::from("w_none"))
            });
            round.answers.set(&warning.id, Given::Picked(vec![answer]));
            round.at = warning.id.clone();
        }
        self.next_question();
    }

    /// Makes the visit that the tapped link names.
    fn visit_from_invitation(&mut self) {
        let Some(invitation) = self.c.state.invitation.take() else { return };
        if self.now > invitation.until {
            return;
        }
        if let Some(ended_at) = invitation.ended_at {
            self.visit(Visit { clinic: Some(invitation.clinic), ended_at });
        }
    }

    /// Notes a massage and plans its check-ins. The same one again changes nothing; another one replaces
    /// the open check-ins of the one before.
    pub(super) fn visit(&mut self, visit: Visit) {
        if self.c.state.visits.contains(&visit) {
            return;
        }
        let now = self.now;
        self.c.state.visits.retain(|old| now.duration_since(old.ended_at) <= VISIT_LINK_LIFE);
        let later = self.c.state.visits.iter().any(|old| old.ended_at > visit.ended_at);
        let subject = visit.subject();
        let ended_at = visit.ended_at;
        self.c.state.visits.push(visit);
        self.c.state.visits.sort_by_key(|visit| visit.ended_at);
        if later {
            return;
        }
        self.c.state.first = None;
        self.end_plan(Reason::NewVisit, |check_in| check_in.subject.starts_with("visit/"));
        self.plan_for(Trigger::Visit, &subject, ended_at);
    }

    /// A warning sign was tapped, in a message of any age: "right now?" is answered with yes.
    pub(super) fn sign(&mut self, sign: &Id) {
        let Some(urgency) = self.script.sign_urgency(sign) else {
            self.stale(false);
            return;
        };
        if urgency.interrupts() {
            self.urgent(urgency, Some(sign));
            return;
        }
        let signs = |turn: &Self| {
            let round = turn.c.state.round.as_ref()?;
            turn.flow(round).into_iter().find(|question| question.kind == Kind::Signs)
        };
        let question = if let Some(question) = signs(self) {
            question
        } else {
            self.begin_assessment();
            let Some(question) = signs(self) else { return };
            question
        };
        if !self.has_consent() {
            // Nothing about health may be stored yet: the sign rides in the buttons of the consent card, and
            // the pending question stays the warning signs.
            if let Some(round) = &mut self.c.state.round {
                round.at = question.id.clone();
            }
            let card = self.consent_card(Some(sign));
            self.show_card(card);
            return;
        }
        let pending = self.c.state.round.as_ref().is_some_and(|round| round.at == question.id);
        if let Some(round) = &mut self.c.state.round {
            if round.answers.has(&question.id, "w_none") {
                round.answers.clear(&question.id);
            }
            round.answers.add(&question.id, sign);
        }
        if pending {
            self.next_question();
        } else {
            self.show_question();
        }
    }
}
