//! One step while it is being worked out: the conversation as it changes, and the effects so far.

use std::mem;

use jiff::{SignedDuration, Timestamp, Zoned, tz::TimeZone};

use super::{
    Assessment, Button, Class, Conversation, Effect, Mark, Message, MessageId, Visit, When, button::Press,
};
use crate::{
    engine::Clinic,
    script::{Key, Rich, Script, Value, Words, key},
};

/// Names of clients and clinics are no longer than this in a message; see [`crate::script::VARIABLE_UNITS_MAX`].
pub(super) struct Turn<'a> {
    pub(super) script: &'a Script,
    pub(super) words: &'a Words,
    pub(super) now: Timestamp,
    pub(super) c: Conversation,
    /// The message that was pressed, where the answer belongs into that same message.
    pub(super) pressed: Option<MessageId>,
    effects: Vec<Effect>,
}

/// After so long without a step, a visit is no longer what a new round is about: the last check-in's window
/// has closed (clinical brief 3.4: 72 h may move to 80 h).
const VISIT_CURRENT: SignedDuration = SignedDuration::from_hours(80);

/// A massage that ends so soon is the one we talk about: links are tapped on the way out, and before it.
const VISIT_SOON: SignedDuration = SignedDuration::from_hours(3);

impl<'a> Turn<'a> {
    pub(super) fn new(script: &'a Script, conversation: Conversation, now: Timestamp) -> Self {
        let words = script.words(conversation.state.language.as_deref());
        Self { script, words, now, c: conversation, pressed: None, effects: Vec::new() }
    }

    pub(super) fn finish(self) -> (Conversation, Vec<Effect>) {
        (self.c, self.effects)
    }

    /// Speaks the language that the conversation has by now.
    pub(super) fn choose_words(&mut self) {
        self.words = self.script.words(self.c.state.language.as_deref());
    }

    // --- effects ------------------------------------------------------------------------------------------

    pub(super) fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Answers the client with a new message.
    pub(super) fn reply(&mut self, message: Message) {
        self.send(Class::Reply, message, Mark::None);
    }

    /// Answers the client with a new text.
    pub(super) fn reply_text(&mut self, text: Rich) {
        self.reply(Message { text, buttons: Vec::new() });
    }

    pub(super) fn send(&mut self, class: Class, message: Message, mark: Mark) {
        self.effect(Effect::Send { class, message, mark, when: When::default() });
    }

    /// Takes the buttons off the card, if it has any that we know of.
    pub(super) fn strip_card(&mut self) {
        if let Some(target) = self.c.state.card.take() {
            self.effect(Effect::Strip { target });
        }
    }

    /// Takes the buttons off the message that was pressed: what follows comes as a new one.
    pub(super) fn strip_pressed(&mut self) {
        if let Some(target) = self.pressed.take() {
            self.effect(Effect::Strip { target });
        }
    }

    /// Puts a text in place of the card, or strips it if there is none to show.
    pub(super) fn tidy_card(&mut self, message: Message) {
        if let Some(target) = self.c.state.card {
            self.effect(Effect::Edit { target, message, mark: Mark::None });
        }
    }

    // --- words --------------------------------------------------------------------------------------------

    /// A message of the code. Variables that every message may use are filled in by themselves.
    pub(super) fn say(&self, key: Key, variables: &[(&str, Value)]) -> Rich {
        self.say_named(key.name, variables)
    }

    /// A message that follows from the content.
    pub(super) fn say_named(&self, name: &str, variables: &[(&str, Value)]) -> Rich {
        // Most messages have no use for the number, which takes longer to find than they take to be said.
        if let Some(plain) = self.words.plain(name) {
            return plain.clone();
        }
        let mut all = vec![("emergency", self.emergency())];
        all.extend_from_slice(variables);
        self.words.say(name, &all)
    }

    pub(super) fn button(&self, key: Key, press: &Press) -> Button {
        Button { label: self.say(key, &[]).text, data: press.encode() }
    }

    /// Every button on a row of its own.
    pub(super) fn rows(&self, buttons: &[(Key, Press)]) -> Vec<Vec<Button>> {
        buttons.iter().map(|(key, press)| vec![self.button(*key, press)]).collect()
    }

    /// The number to call.
    fn emergency(&self) -> Value {
        let country = self.clinic().and_then(|clinic| clinic.country.as_deref());
        match self.script.emergency(country) {
            Some(number) => number.into(),
            None => self.words.say(key::EMERGENCY_UNKNOWN.name, &[]).text.into(),
        }
    }

    /// Lines with a bullet.
    pub(super) fn bullets(lines: impl IntoIterator<Item = Rich>) -> Rich {
        lines.into_iter().fold(Rich::default(), |mut all, line| {
            let mut bullet = Rich { text: "• ".to_owned(), spans: Vec::new() };
            bullet.append("", line);
            all.append("\n", bullet);
            all
        })
    }

    // --- facts --------------------------------------------------------------------------------------------

    /// The clinic whose link was tapped last.
    pub(super) fn clinic(&self) -> Option<&Clinic> {
        self.c.clinic(self.c.state.clinic?)
    }

    /// The client's zone, if anybody told us.
    pub(super) fn known_zone(&self) -> Option<TimeZone> {
        let named = |name: Option<&str>| TimeZone::get(name?).ok();
        named(self.c.state.zone.as_deref())
            .or_else(|| named(self.clinic().and_then(|clinic| clinic.zone.as_deref())))
            .or_else(|| self.script.defaults().zone.clone())
    }

    /// The zone to plan in: the client's, else UTC.
    pub(super) fn zone(&self) -> TimeZone {
        self.known_zone().unwrap_or(TimeZone::UTC)
    }

    /// The visit that check-ins and comparisons are about: the last one. One that is booked for later is not.
    pub(super) fn visit(&self) -> Option<&Visit> {
        self.c.state.visits.iter().rev().find(|visit| visit.ended_at.duration_since(self.now) <= VISIT_SOON)
    }

    /// The visit that a round is about now.
    pub(super) fn current_visit(&self) -> Option<&Visit> {
        self.visit().filter(|visit| self.now.duration_since(visit.ended_at) <= VISIT_CURRENT)
    }

    /// Whether an assessment is about the last visit, not about one before.
    pub(super) fn is_of_visit(&self, assessment: &Assessment) -> bool {
        self.visit().is_none_or(|visit| visit.ended_at.duration_since(assessment.at) <= VISIT_SOON)
    }

    /// A planned instant as people say it: "tomorrow about 14:30".
    pub(super) fn when(&self, at: Timestamp) -> Rich {
        let Some(zone) = self.known_zone() else {
            let wait = crate::plan::remaining(self.now, at);
            // Rounded up, for nobody waits zero hours.
            let minutes = (wait.as_secs() + 59) / 60;
            return if minutes < 60 {
                self.say(key::WHEN_MINUTES, &[("minutes", minutes.into())])
            } else {
                self.say(key::WHEN_HOURS, &[("hours", ((minutes + 30) / 60).into())])
            };
        };
        let (then, today) = (at.to_zoned(zone.clone()), self.now.to_zoned(zone));
        let time = ("time", Value::from(then.strftime("%H:%M").to_string()));
        let days = then.date().since(today.date()).map_or(0, |span| span.get_days());
        match days {
            0 => self.say(key::WHEN_TODAY, &[time]),
            1 => self.say(key::WHEN_TOMORROW, &[time]),
            2..7 => self.say(key::WHEN_DAY, &[("weekday", self.weekday(&then)), time]),
            _ => {
                let month = key::MONTHS[index(then.month() - 1)];
                let day = ("day", Value::from(i64::from(then.day())));
                self.say(key::WHEN_DATE, &[day, ("month", self.say(month, &[]).text.into()), time])
            }
        }
    }

    /// The weekday as it stands in a sentence: in some languages with its preposition.
    pub(super) fn weekday(&self, local: &Zoned) -> Value {
        let weekday = key::WEEKDAYS[index(local.weekday().to_monday_zero_offset())];
        self.say(weekday, &[]).text.into()
    }

    /// Ends the round under way.
    pub(super) fn take_round(&mut self) -> Option<super::Round> {
        let round = mem::take(&mut self.c.state.round);
        if let Some(purpose) = round.as_ref().and_then(|round| round.check_in.as_ref()) {
            self.left_check_in(purpose);
        }
        round
    }

    /// Leaves the round under way before its end. Its check-in, if it is still on its way, was not left: it comes
    /// later, for without its round its buttons would be old.
    pub(super) fn leave_round(&mut self) -> Option<super::Round> {
        let round = self.take_round();
        if let Some(purpose) = round.as_ref().and_then(|round| round.check_in.as_ref()) {
            self.call_back(purpose);
        }
        round
    }
}

fn index(number: i8) -> usize {
    usize::try_from(number).unwrap_or(0)
}
