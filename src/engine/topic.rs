//! Answers to what people ask after a massage: by the menu, by buttons, by typing.

use jiff::SignedDuration;

use super::{Button, Message, button::Press, turn::Turn};
use crate::{
    script::{Id, Rich, Topic, Urgency, key},
    understand::Guess,
};

/// "None of these" holds so long for what is said about a topic.
const DENIAL_HOLDS: SignedDuration = SignedDuration::from_hours(24);

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
            if reassures { self.say_named(&answer, &[]) } else { self.say(key::TOPIC_UNCHECKED, &[]) },
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
        // "Nothing new" in a check-in does not take back what led to the advice before it.
        let to_doctor = state.last.as_ref().is_some_and(|last| last.urgency >= Urgency::Doctor && !last.seen);
        denied && !to_doctor && state.asked.is_none() && self.unseen().is_none()
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
