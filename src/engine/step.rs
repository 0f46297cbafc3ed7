//! [`step`]: one event in, the next conversation and the effects out.

use jiff::{SignedDuration, Timestamp};

use super::{
    Act, Conversation, Counter, Effect, Event, Media, Message, MessageId, Person, State, Typed, alarm::Whose,
    button::Press, turn::Turn,
};
use crate::script::{Script, key};

/// An unfinished round is forgotten so long after the client's last event (clinical brief 5.7).
const ROUND_LIFE: SignedDuration = SignedDuration::from_hours(24);

/// What a step gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The conversation as it stands now.
    pub conversation: Conversation,
    /// What shall be done, in order.
    pub effects: Vec<Effect>,
}

/// Total: every event in every conversation gives a conversation. Unexpected input is answered kindly.
#[must_use]
pub fn step(script: &Script, conversation: Conversation, event: &Event, now: Timestamp) -> Step {
    let mut turn = Turn::new(script, conversation, now);
    match event {
        Event::Client { person, act } => turn.client(person, act),
        Event::Due { generation } => turn.due(*generation),
        Event::ExpiredAhead(check_in) => turn.expired_ahead(check_in),
        Event::Fate { mark, fate } => turn.fate(*mark, *fate),
        Event::Returned => turn.returned(),
        Event::Unreadable => turn.resume(),
        Event::Trouble => {
            let text = turn.say(key::TROUBLE, &[]);
            turn.remark_and_ask(text);
        }
    }
    let (conversation, effects) = turn.finish();
    Step { conversation, effects }
}

/// Whether a question waits for the client.
#[must_use]
pub fn is_waiting(state: &State) -> bool {
    state.round.is_some() && !state.stopped && !state.blocked
}

impl Turn<'_> {
    fn client(&mut self, person: &Person, act: &Act) {
        match act {
            Act::Blocked => {
                self.c.state.blocked = true;
                return;
            }
            Act::Unblocked => {
                self.c.state.blocked = false;
                return;
            }
            _ => {}
        }
        self.c.state.blocked = false;
        if self.c.state.language.is_none() && person.language.is_some() {
            let words = self.script.words(person.language.as_deref());
            self.c.state.language = Some(words.code().to_owned());
            self.choose_words();
        }
        self.effect(Effect::Withdraw);
        self.forget_old_urgent();
        if !self.fits() {
            self.resume();
        } else if self.is_old() {
            // Nothing is concluded from what was answered long ago, the warning signs least of all.
            let check_in = self.c.state.round.as_ref().and_then(|round| round.check_in.clone());
            self.strip_card();
            self.begin(check_in);
        }
        match act {
            Act::Start(link) => self.start(person, *link),
            Act::Command(command, Typed(rest)) => self.command(*command, rest),
            Act::Text(Typed(text)) => self.text(text),
            Act::Edited(Typed(text)) => self.edited(text),
            Act::Press { data, message } => self.pressed(data, *message),
            Act::Media { kind, caption } => self.media(*kind, caption.as_ref()),
            Act::Blocked | Act::Unblocked => {}
        }
        self.c.state.active_at = Some(self.now);
    }

    /// Whether the saved round still fits the script.
    fn fits(&self) -> bool {
        self.c.state.round.as_ref().is_none_or(|round| {
            let flow_known = round.check_in.as_ref().is_none_or(|id| self.script.check_in(id).is_some());
            flow_known
                && self.script.question(&round.at).is_some()
                && round.answers.iter().all(|(id, _)| self.script.question(id).is_some())
        })
    }

    /// Whether the round was begun to be answered, and left too long ago to go on with it.
    fn is_old(&self) -> bool {
        let state = &self.c.state;
        let begun = state.round.as_ref().is_some_and(|round| round.answers.iter().next().is_some());
        begun && state.active_at.is_some_and(|active| self.now.duration_since(active) > ROUND_LIFE)
    }

    /// The saved place does not exist any more: say so, and begin the questions again.
    fn resume(&mut self) {
        self.effect(Effect::Count(Counter::ConversationResumed));
        self.strip_card();
        self.reply_text(self.say(key::RESUMED_KINDLY, &[]));
        self.begin_assessment();
        self.pressed = None;
        self.show_question();
    }

    fn text(&mut self, text: &str) {
        let reading = self.read(text);
        if self.alarmed(text, &reading, Whose::Client) {
            return;
        }
        if self.only_ambulance() && self.c.state.round.is_none() {
            self.ambulance_line();
        } else if self.answer_in_words(text, &reading.answers) {
            // That was all.
        } else if self.c.state.round.is_none() {
            if reading.says_how {
                let buttons = self.rows(&[(key::BUTTON_CHECK, Press::Check)]);
                self.reply(Message { text: self.say(key::SAYS_HOW, &[]), buttons });
            } else if !self.topic_in_words(&reading.guess) {
                let buttons =
                    self.rows(&[(key::BUTTON_TOPICS, Press::Ask), (key::BUTTON_CHECK, Press::Check)]);
                self.reply(Message { text: self.say(key::NOT_SURE, &[]), buttons });
            }
        } else if self.open_by_words() {
            // Hardly anybody asks for a topic there: only one that is certain.
            if reading.guess.topic.is_none() || !self.topic_in_words(&reading.guess) {
                self.say_and_ask(key::OPENED_BY_WORDS);
            }
        } else if !self.topic_in_words(&reading.guess) {
            let by_button = self.c.state.round.as_ref().is_some_and(|round| self.waits_for_consent(round));
            self.say_and_ask(if by_button { key::CONSENT_BY_BUTTON } else { key::NOT_AN_ANSWER });
        }
    }

    fn edited(&mut self, text: &str) {
        if self.alarmed(text, &self.read(text), Whose::Client) {
            return;
        }
        if self.only_ambulance() && self.c.state.round.is_none() {
            self.ambulance_line();
        } else {
            self.say_and_ask(key::EDITED);
        }
    }

    fn media(&mut self, kind: Media, caption: Option<&Typed>) {
        if let Some(Typed(caption)) = caption {
            // What is passed on may be somebody else's words: they are no answer, and whose sign it is, is asked.
            let whose = if kind == Media::Forwarded { Whose::Unclear } else { Whose::Client };
            let reading = self.read(caption);
            if self.alarmed(caption, &reading, whose) {
                return;
            }
            if self.only_ambulance() && self.c.state.round.is_none() {
                self.ambulance_line();
                return;
            }
            if whose == Whose::Client && self.answer_in_words(caption, &reading.answers) {
                return;
            }
        } else if self.only_ambulance() && self.c.state.round.is_none() {
            self.ambulance_line();
            return;
        }
        self.say_and_ask(match kind {
            Media::Sticker => key::MEDIA_STICKER,
            Media::Photo => key::MEDIA_PHOTO,
            Media::Voice => key::MEDIA_VOICE,
            Media::Forwarded => key::MEDIA_FORWARDED,
            Media::Other => key::MEDIA_OTHER,
        });
    }

    fn pressed(&mut self, data: &str, message: Option<MessageId>) {
        self.pressed = message;
        match Press::decode(data) {
            Some(press) => self.press(press),
            None => self.stale(false),
        }
    }

    /// What a button means, pressed or typed.
    pub(super) fn press(&mut self, press: Press) {
        match press {
            Press::Round { round, question, what } => self.in_round(round, &question, what),
            Press::Sign(sign) => self.sign(&sign),
            Press::Consent { round, what, sign } => self.consent(round, what, sign),
            Press::Calling(calling) => self.calling(calling),
            Press::Seen { yes, about } => self.seen(yes, about),
            Press::Ask => self.ask(),
            Press::Group(id) => self.group(&id),
            Press::Topic(id, more) => self.topic(&id, more),
            Press::Check => self.check(),
            Press::Plan => self.show_plan(),
            Press::Shift { generation, to } => self.shift(generation, to),
            Press::Time(all) => self.ask_time(all),
            Press::Zone(name) => self.set_zone(&name),
            Press::Stop => self.stop(),
            Press::Language(code) => self.language(&code),
            Press::AskForget => self.ask_forget(),
            Press::Forget(sure) => self.forget(sure),
            Press::Withdraw => self.withdraw(),
            Press::Happening => self.something_happening(),
            Press::NotHappening(doubt) => self.not_happening(doubt),
            Press::GoOn => self.go_on(),
        }
    }
}
