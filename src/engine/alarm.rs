//! Warning signs in what is typed: acted on before anything else is made of a text (clinical brief 4).

use super::{Class, Mark, Message, button::Press, turn::Turn};
use crate::{
    script::{Id, Rich, Urgency, key},
    understand::{self, Guess, Hit, Reading, Route},
};

/// About whom a text speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// The client wrote it.
    Client,
    /// It was passed on: it may be about somebody else.
    Unclear,
}

impl Turn<'_> {
    /// Reads a text as the answer to what is pending now.
    pub(super) fn read(&self, text: &str) -> Reading {
        let pending = self.c.state.round.as_ref().and_then(|round| self.script.question(&round.at));
        understand::read(self.script, self.words, pending, text)
    }

    /// Acts on the warning signs of a text. Gives whether that was all there is to say to it.
    pub(super) fn alarmed(&mut self, text: &str, reading: &Reading, whose: Whose) -> bool {
        match (whose, reading.reported()) {
            (Whose::Client, Some(gravest)) => {
                self.reported(gravest, text, reading);
                // Beside what they have, something graver may be meant.
                if let Some(doubt) = &reading.warning.ask_back {
                    self.doubted(doubt, &reading.guess);
                }
            }
            (Whose::Unclear, Some(gravest)) => self.doubted(gravest, &reading.guess),
            (_, None) => match reading.doubted() {
                Some(doubt) => self.doubted(doubt, &reading.guess),
                None => return self.said_happening(text),
            },
        }
        true
    }

    /// The client has it now. What else was named goes with it.
    fn reported(&mut self, gravest: &Hit, text: &str, reading: &Reading) {
        let of = |route: Route| -> Vec<Id> {
            let hits = reading.warning.hits.iter();
            hits.filter(|hit| hit.route == route).map(|hit| hit.flag.clone()).collect()
        };
        match gravest.route {
            Route::Ambulance => self.urgent(Urgency::Ambulance, &of(Route::Ambulance)),
            Route::Today => self.urgent(Urgency::Today, &of(Route::Today)),
            Route::Doctor => self.noted(&of(Route::Doctor), text, reading),
            Route::Crisis | Route::Safeguarding => {
                if gravest.route == Route::Crisis {
                    self.crisis();
                } else {
                    self.safeguarding();
                }
                let today = of(Route::Today);
                if !today.is_empty() {
                    self.urgent(Urgency::Today, &today);
                }
            }
        }
    }

    /// Signs for the next days: said at once, and kept for the outcome as if they had been tapped.
    fn noted(&mut self, signs: &[Id], text: &str, reading: &Reading) {
        let Some(first) = signs.first() else { return };
        if self.only_ambulance() {
            self.ambulance_line();
            return;
        }
        if !self.has_consent() {
            self.sign(first);
            return;
        }
        if self.signs_question().is_none() {
            self.strip_card();
            self.begin_assessment();
        }
        self.open_by_words();
        let Some(question) = self.signs_question() else { return };
        for sign in signs {
            self.c.state.doubts.named(sign, Urgency::Doctor);
            self.add_sign(question, sign);
        }
        self.reply_text(self.say(key::SIGN_NOTED, &[("sign", self.caption_of(first).into())]));
        self.pressed = None;
        if self.c.state.round.as_ref().is_some_and(|round| round.at == question.id) {
            self.next_question();
        } else if !self.answer_in_words(text, &reading.answers) {
            self.show_question();
        }
    }

    /// It may be a sign: a question, the past, somebody else, an unclear word. The client is asked, with the
    /// number in the question; what they asked themselves is answered before.
    fn doubted(&mut self, doubt: &Hit, guess: &Guess) {
        match doubt.route {
            Route::Crisis => self.crisis(),
            Route::Safeguarding => self.safeguarding(),
            _ if self.only_ambulance() => self.ambulance_line(),
            Route::Ambulance | Route::Today | Route::Doctor => {
                if let Some(topic) = guess.topic.as_ref().and_then(|id| self.script.topics().get(id)) {
                    self.answer_topic(topic, false);
                }
                self.doubt(urgency(doubt.route), &doubt.flag);
            }
        }
    }

    /// Thoughts of ending one's life: a human at once. Nothing of it is kept.
    fn crisis(&mut self) {
        let country = self.clinic().and_then(|clinic| clinic.country.as_deref());
        let helpline = match self.script.helpline(country) {
            Some(number) => number.to_owned(),
            None => self.say(key::HELPLINE_UNKNOWN, &[]).text,
        };
        let text = Rich::paragraphs([self.say(key::CRISIS, &[("helpline", helpline.into())]), self.human()]);
        self.first_of_all(text);
    }

    /// Somebody crossed a line. Nothing of it is kept, and no way to the therapist is named.
    fn safeguarding(&mut self) {
        let text = self.say(key::SAFEGUARDING, &[]);
        self.first_of_all(text);
    }

    /// Before any question: the one that is pending waits behind a button.
    fn first_of_all(&mut self, text: Rich) {
        let buttons = self.rows(&[(key::BUTTON_GO_ON, Press::GoOn)]);
        self.send(Class::Urgent, Message { text, buttons }, Mark::None);
    }

    /// On with what was pending.
    pub(super) fn go_on(&mut self) {
        self.strip_pressed();
        self.say_and_ask(key::GO_ON);
    }
}

fn urgency(route: Route) -> Urgency {
    match route {
        Route::Ambulance | Route::Crisis | Route::Safeguarding => Urgency::Ambulance,
        Route::Today => Urgency::Today,
        Route::Doctor => Urgency::Doctor,
    }
}
