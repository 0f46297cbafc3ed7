//! The commands and the buttons that are no answers: help, language, stop, privacy, forget.

use super::{Command, Effect, Message, Reason, alarm::Whose, button::Press, turn::Turn, urgent::SUBJECT};
use crate::script::{Rich, Urgency, key};

impl Turn<'_> {
    pub(super) fn command(&mut self, command: Command, rest: &str) {
        if self.alarmed(rest, &self.read(rest), Whose::Client) {
            return;
        }
        match command {
            Command::Check => self.check(),
            Command::Ask => self.ask(),
            Command::Plan => self.show_plan(),
            Command::Time => self.ask_time(false),
            Command::Help => self.say_and_ask(key::HELP),
            Command::Language => self.ask_language(),
            Command::Stop => self.stop(),
            Command::Cancel => {
                self.strip_card();
                self.cancel();
            }
            Command::Privacy => self.privacy(),
            Command::Forget => self.ask_forget(),
            Command::Unknown => self.say_and_ask(key::COMMAND_UNKNOWN),
        }
    }

    /// A text, and the pending question after it.
    pub(super) fn say_and_ask(&mut self, key: key::Key) {
        let text = self.say(key, &[]);
        self.remark_and_ask(text);
    }

    /// Begins an assessment in a new message.
    pub(super) fn check(&mut self) {
        self.pressed = None;
        self.strip_card();
        self.begin_assessment();
        self.show_question();
    }

    fn ask_language(&mut self) {
        let buttons = self
            .script
            .languages()
            .iter()
            .map(|words| {
                vec![super::Button {
                    label: words.say(key::LANGUAGE_NAME.name, &[]).text,
                    data: Press::Language(words.code().to_owned()).encode(),
                }]
            })
            .collect();
        self.reply(Message { text: self.say(key::LANGUAGE_ASK, &[]), buttons });
    }

    pub(super) fn language(&mut self, code: &str) {
        if !self.script.languages().iter().any(|words| words.code() == code) {
            self.stale(false);
            return;
        }
        self.c.state.language = Some(code.to_owned());
        self.choose_words();
        self.say_and_ask(key::LANGUAGE_SET);
    }

    /// `/stop`: nothing unasked any more. A check-in that was under way ends; an assessment goes on.
    pub(super) fn stop(&mut self) {
        self.c.state.stopped = true;
        for generation in self.c.unsent.clone() {
            self.never_came(generation);
        }
        self.end_plan(Reason::Stopped, |_| true);
        self.effect(Effect::Withdraw);
        if self.c.state.round.as_ref().is_some_and(|round| round.check_in.is_some()) {
            self.take_round();
            self.strip_card();
        }
        self.say_and_ask(key::STOPPED);
    }

    fn privacy(&mut self) {
        let state = &self.c.state;
        let mut parts = Vec::new();
        let mut buttons = Vec::new();
        if state.consent.is_some() {
            parts.push(self.say(key::PRIVACY, &[]));
            buttons.push((key::BUTTON_WITHDRAW, Press::Withdraw));
        } else {
            parts.push(self.say(key::PRIVACY_NOTHING, &[]));
        }
        if state.urgent.is_some_and(|urgent| urgent.urgency >= Urgency::Today) {
            parts.push(self.say(key::PRIVACY_URGENT, &[]));
        }
        buttons.push((key::BUTTON_FORGET, Press::AskForget));
        let message = Message { text: Rich::paragraphs(parts), buttons: self.rows(&buttons) };
        self.reply(message);
    }

    /// Takes the consent back: answers, visits and check-ins go; that an urgent advice was given stays, for
    /// that is kept without consent, too.
    pub(super) fn withdraw(&mut self) {
        self.erase_answers();
        self.strip_card();
        self.say_and_ask(key::WITHDRAWN);
    }

    /// Everything that is kept because of the consent goes, and the consent itself.
    pub(super) fn erase_answers(&mut self) {
        self.end_plan(Reason::Withdrawn, |check_in| !check_in.subject.starts_with(SUBJECT));
        self.effect(Effect::Withdraw);
        let state = &mut self.c.state;
        state.consent = None;
        state.visits.clear();
        state.kept.retain(|(subject, _)| subject.starts_with(SUBJECT));
        state.announced = None;
        state.first = None;
        state.last = None;
        state.invitation = None;
        state.denied_at = None;
        state.doubts.clear();
        self.take_round();
    }

    pub(super) fn ask_forget(&mut self) {
        self.reply(Message {
            text: self.say(key::FORGET_ASK, &[]),
            buttons: self.rows(&[
                (key::BUTTON_FORGET_YES, Press::Forget(true)),
                (key::BUTTON_FORGET_NO, Press::Forget(false)),
            ]),
        });
    }

    pub(super) fn forget(&mut self, sure: bool) {
        if sure {
            let target = self.pressed;
            let card = self.c.state.card;
            self.effect(Effect::Erase);
            self.reply_text(self.say(key::FORGOTTEN, &[]));
            for target in target.into_iter().chain(card) {
                self.effect(Effect::Strip { target });
            }
        } else {
            self.say_and_ask(key::FORGET_KEPT);
        }
    }
}
