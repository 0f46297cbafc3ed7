//! How the pending question looks: its text, its buttons, and the message that it stands in.

use super::{
    Button, Effect, Mark, Message, Round,
    button::{Consent, InRound, Press},
    turn::Turn,
};
use crate::script::{Answer, Id, Kind, Question, Rich, key};

/// Stands for the first score in a message when there is none.
const NO_SCORE: i64 = -1;

impl<'a> Turn<'a> {
    /// Shows the pending question: in the message that was pressed, else in a new one. Gives whether there
    /// was one to show.
    pub(super) fn show_question(&mut self) -> bool {
        let Some(message) = self.question_message() else { return false };
        self.show_card(message);
        true
    }

    /// Shows a card of the current round.
    pub(super) fn show_card(&mut self, message: Message) {
        let mark = self.c.state.round.as_ref().map_or(Mark::None, |round| Mark::Card(round.number));
        if let Some(target) = self.pressed {
            if self.c.state.card != Some(target) {
                self.strip_card();
                self.c.state.card = Some(target);
            }
            self.effect(Effect::Edit { target, message, mark });
        } else {
            self.strip_card();
            self.send(super::Class::Reply, message, mark);
        }
    }

    /// The pending question as a message.
    pub(super) fn question_message(&self) -> Option<Message> {
        let round = self.c.state.round.as_ref()?;
        let question = self.script.question(&round.at)?;
        Some(match question.kind {
            Kind::Signs => self.signs_list(round, question),
            Kind::Consent => self.consent_card(None),
            Kind::Opener => self.opener(round, question),
            Kind::One | Kind::Many => self.plain_question(round, question),
        })
    }

    fn plain_question(&self, round: &Round, question: &'a Question) -> Message {
        let before = self.first_score();
        let text =
            self.say_named(&key::question(&question.id), &[("before", before.unwrap_or(NO_SCORE).into())]);
        let text = Rich::paragraphs([self.progress(round), text]);
        let picked = round.answers.picked(&question.id);
        let answers: Vec<Button> = question
            .answers
            .iter()
            .map(|answer| {
                let on = picked.contains(&answer.id);
                let what = if question.kind == Kind::Many && !answer.alone {
                    InRound::Tick(answer.id.clone(), !on)
                } else {
                    InRound::Answer(answer.id.clone())
                };
                let caption = self.caption(question, answer);
                Button {
                    label: if on { format!("✓ {caption}") } else { caption },
                    data: press(round, question, what).encode(),
                }
            })
            .collect();
        let mut buttons: Vec<Vec<Button>> =
            answers.chunks(question.columns).map(<[Button]>::to_vec).collect();
        if question.kind == Kind::Many && !picked.is_empty() {
            buttons.push(vec![self.button(key::BUTTON_DONE, &press(round, question, InRound::Done))]);
        }
        buttons.push(self.navigation(round, question));
        Message { text, buttons }
    }

    fn caption(&self, question: &Question, answer: &Answer) -> String {
        let captions = self.script.caption_question(question);
        self.say_named(&key::answer(&captions.id, &answer.id), &[]).text
    }

    /// The list of warning signs: in full words the first time, short in a check-in.
    fn signs_list(&self, round: &Round, question: &'a Question) -> Message {
        let signs = question.offered().filter(|answer| !answer.alone).map(|answer| {
            if round.check_in.is_none() {
                self.say_named(&key::sign(&answer.id), &[])
            } else {
                Rich { text: self.caption(question, answer), spans: Vec::new() }
            }
        });
        let text = Rich::paragraphs([
            self.progress(round),
            self.say_named(&key::question(&question.id), &[]),
            Self::bullets(signs),
        ]);
        let none = question.answers.iter().filter(|answer| answer.alone).map(|answer| Button {
            label: self.caption(question, answer),
            data: press(round, question, InRound::Answer(answer.id.clone())).encode(),
        });
        let mut buttons: Vec<Vec<Button>> = none.map(|button| vec![button]).collect();
        buttons.push(vec![self.button(key::BUTTON_SOME, &press(round, question, InRound::Some))]);
        buttons.push(self.navigation(round, question));
        Message { text, buttons }
    }

    /// A button for each sign. A tapped one acts at once, in a message of any age.
    pub(super) fn sign_buttons(&self, round: &Round, question: &'a Question) -> Message {
        let mut buttons: Vec<Vec<Button>> = question
            .offered()
            .filter(|answer| !answer.alone)
            .map(|answer| {
                vec![Button {
                    label: self.caption(question, answer),
                    data: Press::Sign(answer.id.clone()).encode(),
                }]
            })
            .collect();
        buttons.push(vec![self.button(key::BUTTON_BACK, &press(round, question, InRound::Back))]);
        Message { text: self.say(key::SIGNS_PICK, &[]), buttons }
    }

    /// The consent card. `sign` is a warning sign that was tapped before it and may not be stored yet.
    pub(super) fn consent_card(&self, sign: Option<&Id>) -> Message {
        let clinic = self.clinic().map_or_else(Rich::default, |clinic| {
            self.say(key::CONSENT_CLINIC, &[("clinic", clinic.name.clone().into())])
        });
        let consent = self.script.assessment().iter().find(|question| question.kind == Kind::Consent);
        let text = consent.map_or_else(Rich::default, |q| self.say_named(&key::question(&q.id), &[]));
        // What the sign asks for is not behind a wall: whoever leaves here has been told.
        let text = Rich::paragraphs([self.advice_of(sign.map_or(&[], std::slice::from_ref)), text, clinic]);
        let Some(round) = &self.c.state.round else { return Message { text, buttons: Vec::new() } };
        let consent = |what| Press::Consent { round: round.number, what, sign: sign.cloned() };
        let at = |what| Press::Round { round: round.number, question: round.at.clone(), what };
        let mut buttons = self.rows(&[
            (key::BUTTON_AGREE, consent(Consent::Agree)),
            (key::BUTTON_MINOR, consent(Consent::Minor)),
            (key::BUTTON_WHAT, consent(Consent::What)),
            (key::BUTTON_JUST_A_QUESTION, consent(Consent::JustAQuestion)),
        ]);
        buttons.push(vec![
            self.button(key::BUTTON_BACK, &at(InRound::Back)),
            self.button(key::BUTTON_SKIP, &consent(Consent::Skip)),
            self.button(key::BUTTON_RESTART, &at(InRound::Restart)),
            self.button(key::BUTTON_CANCEL, &consent(Consent::Cancel)),
        ]);
        Message { text, buttons }
    }

    /// The advice that warning signs ask for by themselves; nothing without one.
    pub(super) fn advice_of(&self, signs: &[Id]) -> Rich {
        let urgency = signs.iter().filter_map(|sign| self.script.sign_urgency(sign)).max();
        urgency.map_or_else(Rich::default, |urgency| self.say_named(&key::outcome(urgency), &[]))
    }

    /// Whether the round stands at the consent.
    pub(super) fn waits_for_consent(&self, round: &Round) -> bool {
        self.script.question(&round.at).is_some_and(|question| question.kind == Kind::Consent)
    }

    fn opener(&self, round: &Round, question: &'a Question) -> Message {
        let text = round
            .check_in
            .as_ref()
            .map_or_else(Rich::default, |purpose| self.say_named(&key::check_in(purpose), &[]));
        let buttons = question
            .answers
            .iter()
            .map(|answer| {
                vec![Button {
                    label: self.caption(question, answer),
                    data: press(round, question, InRound::Answer(answer.id.clone())).encode(),
                }]
            })
            .collect();
        Message { text, buttons }
    }

    /// "3 of 6"; the consent card and the opener are not counted.
    fn progress(&self, round: &Round) -> Rich {
        let counted = |question: &&&Question| !matches!(question.kind, Kind::Consent | Kind::Opener);
        let flow = self.flow(round);
        let total = flow.iter().filter(counted).count();
        let number =
            flow.iter().filter(counted).position(|question| question.id == round.at).map_or(1, |at| at + 1);
        self.say(key::PROGRESS, &[("number", to_i64(number).into()), ("total", to_i64(total).into())])
    }

    /// Back, skip, start over, cancel.
    fn navigation(&self, round: &Round, question: &Question) -> Vec<Button> {
        let first = self.flow(round).first().is_some_and(|first| first.id == question.id);
        let asks_risk = question.answers.iter().any(|answer| answer.id == "skip");
        let mut row = Vec::new();
        let mut add = |wanted: bool, key, what| {
            if wanted {
                row.push(self.button(key, &press(round, question, what)));
            }
        };
        add(!first, key::BUTTON_BACK, InRound::Back);
        add(!asks_risk, key::BUTTON_SKIP, InRound::Skip);
        add(!first, key::BUTTON_RESTART, InRound::Restart);
        add(true, key::BUTTON_CANCEL, InRound::Cancel);
        row
    }
}

fn press(round: &Round, question: &Question, what: InRound) -> Press {
    Press::Round { round: round.number, question: question.id.clone(), what }
}

fn to_i64(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
