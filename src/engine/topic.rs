//! Answers to what people ask after a massage: by the menu, by buttons, by typing.

use jiff::SignedDuration;

use super::{Button, Message, button::Press, turn::Turn};
use crate::{
    script::{Answers, DURATION, Given, Id, Rich, Topic, Urgency, key},
    triage,
    understand::Guess,
};

/// "None of these" holds so long for what is said about a topic.
const DENIAL_HOLDS: SignedDuration = SignedDuration::from_hours(24);

/// Topics offered under an advice, at most.
const OFFERED_MAX: usize = 2;

impl Turn<'_> {
    /// The groups to browse.
    pub(super) fn ask(&mut self) {
        if self.only_ambulance() {
            self.ambulance_line();
            return;
        }
        let groups = &self.script.topics().group;
        let buttons = groups
            .iter()
            .map(|group| vec![self.labelled(&key::topic_group(&group.id), &Press::Group(group.id.clone()))])
            .collect();
        self.reply(Message { text: self.say(key::ASK, &[]), buttons });
        self.show_again();
    }

    /// The topics of a group, in the message that was pressed.
    pub(super) fn group(&mut self, id: &Id) {
        let Some(group) = self.script.topics().group(id) else {
            self.stale(false);
            return;
        };
        if self.only_ambulance() {
            self.ambulance_line();
            return;
        }
        let mut buttons: Vec<Vec<Button>> =
            group.topics.iter().map(|topic| vec![self.topic_button(topic)]).collect();
        buttons.push(vec![self.button(key::BUTTON_TOPICS, &Press::Ask)]);
        let text = self.say_named(&key::topic_group(id), &[]);
        self.reply(Message { text, buttons });
        self.show_again();
    }

    /// A topic: its answer, and exactly the pending question after it.
    pub(super) fn topic(&mut self, id: &Id, more: bool) {
        let Some(topic) = self.script.topics().get(id) else {
            self.stale(false);
            return;
        };
        if self.only_ambulance() {
            self.ambulance_line();
            return;
        }
        self.answer_topic(topic, more);
        self.show_again();
    }

    /// The answer alone.
    pub(super) fn answer_topic(&mut self, topic: &Topic, more: bool) {
        let id = &topic.id;
        let question = self.say_named(&key::topic(id), &[]);
        let question = Rich::from_marked(&format!("**{}**", question.text));
        let answer = if more { key::topic_more(id) } else { key::topic_short(id) };
        let reassures = self.may_reassure();
        let text = Rich::paragraphs([
            question,
            self.topic_notes(id),
            if reassures {
                self.say_named(&answer, &[])
            } else if self.is_advised() {
                self.say(key::TOPIC_ADVISED, &[])
            } else {
                self.say(key::TOPIC_UNCHECKED, &[])
            },
            self.say_named(&key::topic_call(id), &[]),
            self.say(key::TOPIC_FOOTER, &[]),
        ]);
        let mut buttons = Vec::new();
        if reassures && !more {
            buttons.push(vec![self.button(key::BUTTON_MORE, &Press::Topic(id.clone(), true))]);
        }
        buttons.extend(topic.related.iter().take(2).map(|related| vec![self.topic_button(related)]));
        buttons.push(vec![
            self.button(key::BUTTON_TOPICS, &Press::Ask),
            self.button(key::BUTTON_CHECK, &Press::Check),
        ]);
        self.reply(Message { text, buttons });
    }

    /// What is said first about a topic, by what the client told us and by the time since the massage.
    fn topic_notes(&self, topic: &Id) -> Rich {
        let notes = &self.script.topics().note;
        let mut answers = self.known();
        if let Some(visit) = self.current_visit() {
            let passed = triage::band(self.now.duration_since(visit.ended_at));
            answers.set(&DURATION.into(), Given::Picked(vec![passed]));
        }
        let about = notes
            .iter()
            .filter(|note| note.topics.contains(topic) && triage::holds(self.script, &answers, &note.when));
        Rich::paragraphs(about.map(|note| self.say_named(&key::topic_note(&note.id), &[])))
    }

    /// Topics that suit what was answered, as buttons under a mild advice.
    pub(super) fn offered(&self, answers: &Answers) -> Vec<Vec<Button>> {
        let holds = |topic: &&Topic| {
            topic.offer.as_ref().is_some_and(|when| triage::holds(self.script, answers, when))
        };
        // What was asked for by an answer goes before what is offered to everybody.
        let (special, general): (Vec<&Topic>, Vec<&Topic>) = self
            .script
            .topics()
            .topic
            .iter()
            .filter(holds)
            .partition(|topic| topic.offer.as_ref().is_some_and(|when| !when.is_empty()));
        special
            .into_iter()
            .chain(general)
            .take(OFFERED_MAX)
            .map(|topic| vec![self.topic_button(&topic.id)])
            .collect()
    }

    /// What a text may ask about. Gives whether it was answered.
    pub(super) fn topic_in_words(&mut self, guess: &Guess) -> bool {
        match &guess.topic {
            Some(topic) => self.topic(topic, false),
            None if guess.alternatives.is_empty() => return false,
            None => self.offer_topics(&guess.alternatives),
        }
        true
    }

    /// "I'm not sure, did you mean…"
    fn offer_topics(&mut self, topics: &[Id]) {
        let mut buttons: Vec<Vec<Button>> =
            topics.iter().map(|topic| vec![self.topic_button(topic)]).collect();
        buttons.push(vec![self.button(key::BUTTON_CHECK, &Press::Check)]);
        self.reply(Message { text: self.say(key::DID_YOU_MEAN, &[]), buttons });
        self.show_again();
    }

    /// Whether an answer may say that something is usual: only to somebody who denied the warning signs a short
    /// while ago, was not told to see a doctor, and has no urgent advice and no doubt open.
    fn may_reassure(&self) -> bool {
        let state = &self.c.state;
        let denied = state.denied_at.is_some_and(|at| self.now.duration_since(at) <= DENIAL_HOLDS);
        denied && !self.is_advised() && state.doubts.is_empty()
    }

    /// Whether somebody shall look at the client and has not. "Nothing new" in a check-in does not take it back.
    fn is_advised(&self) -> bool {
        let last = self.c.state.last.as_ref();
        self.unseen().is_some() || last.is_some_and(|last| last.urgency >= Urgency::Doctor && !last.seen)
    }

    fn topic_button(&self, id: &Id) -> Button {
        self.labelled(&key::topic(id), &Press::Topic(id.clone(), false))
    }

    fn labelled(&self, name: &str, press: &Press) -> Button {
        Button { label: self.say_named(name, &[]).text, data: press.encode() }
    }

    /// The pending question in a new message, if there is one.
    pub(super) fn show_again(&mut self) {
        self.pressed = None;
        self.show_question();
    }
}
