//! Warning signs in what is typed: acted on before anything else is made of a text (clinical brief 4).

use super::{Asked, Class, Mark, Message, button::Press, turn::Turn};
use crate::{
    script::{Id, Rich, SEEN, Urgency, WARNING, key},
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
            (Whose::Client, Some(gravest)) => self.reported(gravest, text, reading),
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
                self.ask_back(urgency(doubt.route), Some(&doubt.flag), false);
            }
        }
    }

    fn ask_back(&mut self, urgency: Urgency, sign: Option<&Id>, last: bool) {
        let message = self.ask_back_message(urgency, sign);
        self.pressed = None;
        self.send(Class::Reply, message, Mark::None);
        let sign = sign.filter(|_| self.has_consent()).cloned();
        self.c.state.asked = Some(Asked { urgency, sign, at: self.now, last });
    }

    fn ask_back_message(&self, urgency: Urgency, sign: Option<&Id>) -> Message {
        let text = match (sign, urgency) {
            (None, _) => self.say(key::ASK_BACK_SOMETHING, &[]),
            (Some(sign), _) => {
                let question = match urgency {
                    Urgency::Ambulance => key::ASK_BACK_AMBULANCE,
                    Urgency::Today => key::ASK_BACK_TODAY,
                    _ => key::ASK_BACK_DOCTOR,
                };
                self.say(question, &[("sign", self.caption_of(sign).into())])
            }
        };
        let yes = sign.map_or(Press::Happening(true), |sign| Press::Sign(sign.clone()));
        let buttons =
            self.rows(&[(key::BUTTON_HAPPENING, yes), (key::BUTTON_NOT_HAPPENING, Press::Happening(false))]);
        Message { text, buttons }
    }

    /// Every question is answered but this one.
    pub(super) fn ask_before_outcome(&mut self) {
        let Some(asked) = self.c.state.asked.clone() else { return };
        self.strip_card();
        self.ask_back(asked.urgency, asked.sign.as_ref(), true);
    }

    /// "Yes" or "no", typed as the next thing after we asked.
    fn said_happening(&mut self, text: &str) -> bool {
        let asked = self.c.state.asked.as_ref();
        if asked.is_none_or(|asked| self.c.state.active_at.is_some_and(|active| active > asked.at)) {
            return false;
        }
        let seen = self.script.question(SEEN);
        let said =
            seen.map(|seen| understand::answers(self.script, self.words, seen, text)).unwrap_or_default();
        let typed = |key| understand::same(&self.say(key, &[]).text, text);
        let yes = typed(key::BUTTON_HAPPENING) || said.iter().any(|id| *id == "yes");
        let no = typed(key::BUTTON_NOT_HAPPENING) || said.iter().any(|id| *id == "no");
        if yes || no {
            self.happening(yes);
        }
        yes || no
    }

    /// The client says whether it is happening to them now.
    pub(super) fn happening(&mut self, yes: bool) {
        let asked = self.c.state.asked.take();
        match asked {
            Some(Asked { sign: Some(sign), .. }) if yes => self.sign(&sign),
            Some(Asked { urgency, .. }) if yes && urgency.interrupts() => self.urgent(urgency, &[]),
            // Which one it is, the list tells.
            _ if yes => self.check(),
            Some(Asked { last: true, .. }) => {
                self.strip_pressed();
                self.next_question();
            }
            _ => {
                self.strip_pressed();
                self.say_and_ask(key::NOT_HAPPENING);
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

    /// A sign in short.
    fn caption_of(&self, sign: &Id) -> String {
        self.say_named(&key::answer(&WARNING.into(), sign), &[]).text
    }
}

fn urgency(route: Route) -> Urgency {
    match route {
        Route::Ambulance | Route::Crisis | Route::Safeguarding => Urgency::Ambulance,
        Route::Today => Urgency::Today,
        Route::Doctor => Urgency::Doctor,
    }
}
