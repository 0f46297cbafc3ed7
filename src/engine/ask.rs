//! Asking: which question is next, and what an answer does to a round.

use super::{
    Message, Reason, Round,
    button::{InRound, Press},
    turn::Turn,
};
use crate::{
    script::{Ask, Given, Id, Kind, NRS, Question, Rich, SEEN, Urgency, WARNING, key},
    understand,
};

/// Version of the consent text. Raise it when the text in `dialogues/` changes its meaning: clients are
/// then asked again.
pub(super) const CONSENT_VERSION: u32 = 1;

impl<'a> Turn<'a> {
    /// Begins an assessment; a round under way is left.
    pub(super) fn begin_assessment(&mut self) {
        self.begin(None);
    }

    /// Begins a round from its first question, without showing it.
    pub(super) fn begin(&mut self, check_in: Option<Id>) {
        let before = self.c.state.round.as_ref().and_then(|round| round.check_in.clone());
        if let Some(before) = before.filter(|before| check_in.as_ref() != Some(before)) {
            self.left_check_in(&before);
            self.call_back(&before);
        }
        self.c.state.rounds += 1;
        let mut round = Round {
            number: self.c.state.rounds,
            check_in,
            at: Id::from(""),
            done: false,
            answers: crate::script::Answers::default(),
        };
        if let Some(first) = self.flow(&round).first() {
            round.at = first.id.clone();
            self.c.state.round = Some(round);
        }
    }

    /// The questions of a round, in order, as far as they apply now.
    pub(super) fn flow(&self, round: &Round) -> Vec<&'a Question> {
        let script = self.script;
        let questions: Vec<&'a Question> = match &round.check_in {
            None => script.assessment().iter().collect(),
            Some(purpose) => script
                .check_in(purpose)
                .map(|plan| plan.ask.iter().filter_map(|id| script.question(id)).collect())
                .unwrap_or_default(),
        };
        // Once "when" was answered in this round, it stays the question, though the visit is known by now.
        let told = questions
            .iter()
            .any(|question| question.ask == Ask::VisitUnknown && round.answers.get(&question.id).is_some());
        let known = self.current_visit().is_some() && !told;
        // So does one about the time before: its answer may be what it no longer applies for.
        let answered = |question: &Question| {
            matches!(question.ask, Ask::UrgentBefore | Ask::TherapistBefore)
                && round.answers.get(&question.id).is_some()
        };
        questions.into_iter().filter(|question| answered(question) || self.applies(question, known)).collect()
    }

    fn applies(&self, question: &Question, visit_known: bool) -> bool {
        if question.kind == Kind::Consent {
            return !self.has_consent();
        }
        let last = self.c.state.last.as_ref();
        match question.ask {
            Ask::Always => true,
            Ask::VisitKnown => visit_known,
            Ask::VisitUnknown => !visit_known,
            Ask::UrgentBefore => {
                self.unseen().is_some()
                    || last.is_some_and(|last| last.urgency >= Urgency::Doctor && !last.seen)
            }
            Ask::TherapistBefore => {
                last.is_some_and(|last| last.urgency == Urgency::Therapist && self.is_of_visit(last))
            }
        }
    }

    /// Whether the consent in force covers the clinic of the last link.
    pub(super) fn has_consent(&self) -> bool {
        self.c.state.consent.is_some_and(|consent| {
            consent.version == CONSENT_VERSION
                && (self.c.state.clinic.is_none() || consent.clinic == self.c.state.clinic)
        })
    }

    // --- answering ----------------------------------------------------------------------------------------

    /// A button of a round was pressed.
    pub(super) fn in_round(&mut self, number: u32, question: &Id, what: InRound) {
        let current = self.c.state.round.as_ref().filter(|round| round.number == number);
        let Some(round) = current.filter(|round| round.at == *question) else {
            // A double press, or an older card of this very round: show where we are, in that message.
            let same_round = current.is_some();
            self.stale(same_round);
            return;
        };
        let Some(question) = self.script.question(&round.at) else { return };
        let known = |id: &Id| question.answers.iter().any(|answer| answer.id == *id);
        match what {
            InRound::Answer(id) if known(&id) => self.answered(question, Given::Picked(vec![id])),
            InRound::Tick(id, on) if known(&id) => self.ticked(question, &id, on),
            InRound::Answer(_) | InRound::Tick(..) => self.stale(true),
            InRound::Done => {
                let picked = round.answers.picked(&question.id).to_vec();
                if picked.is_empty() {
                    self.remark(key::PICK_ONE_FIRST);
                } else {
                    self.answered(question, Given::Picked(picked));
                }
            }
            InRound::Some => {
                let card = self.sign_buttons(&round.clone(), question);
                self.show_card(card);
            }
            InRound::Skip => self.skipped(question),
            InRound::Back => self.back(question),
            InRound::Restart => {
                let check_in = round.check_in.clone();
                self.begin(check_in);
                self.show_question();
            }
            InRound::Cancel => self.cancel(),
        }
    }

    fn ticked(&mut self, question: &'a Question, answer: &Id, on: bool) {
        let alone = |id: &Id| question.answers.iter().any(|answer| answer.id == *id && answer.alone);
        if let Some(round) = &mut self.c.state.round {
            round.done = false;
            let others: Vec<Id> =
                round.answers.picked(&question.id).iter().filter(|id| alone(id)).cloned().collect();
            for other in others {
                round.answers.remove(&question.id, &other);
            }
            if matches!(round.answers.get(&question.id), Some(Given::Skipped)) {
                round.answers.clear(&question.id);
            }
            if on {
                round.answers.add(&question.id, answer);
            } else {
                round.answers.remove(&question.id, answer);
            }
        }
        self.show_question();
    }

    /// An answer that completes the question.
    pub(super) fn answered(&mut self, question: &'a Question, given: Given) {
        let Some(round) = &mut self.c.state.round else { return };
        let none = question.kind == Kind::Signs
            && *self.script.recorded(question) == *WARNING
            && matches!(&given, Given::Picked(ids) if question.answers.iter().any(|a| a.alone && ids.contains(&a.id)));
        let before = round.answers.has(SEEN, "yes");
        round.answers.set(&question.id, given);
        match (before, round.answers.has(SEEN, "yes")) {
            (false, true) => self.confirm_seen(),
            (true, false) => self.not_seen(),
            _ => {}
        }
        if let Some(purpose) = self.checked_in_by_now() {
            self.end_plan(Reason::Answered, |check_in| {
                check_in.purpose == purpose && (check_in.reminder || check_in.queued)
            });
        }
        if none {
            self.c.state.denied_at = Some(self.now);
            self.c.state.doubts.clear();
        }
        self.next_question();
    }

    /// The check-in of which the warning signs and the score are answered: it counts as done, so it needs no
    /// reminder; nor itself, if it is still on its way.
    fn checked_in_by_now(&self) -> Option<Id> {
        let round = self.c.state.round.as_ref()?;
        let purpose = round.check_in.clone()?;
        let answers = self.recorded(round);
        (!answers.picked(WARNING).is_empty() && answers.get(NRS).is_some()).then_some(purpose)
    }

    /// To the next question, or to the outcome.
    pub(super) fn next_question(&mut self) {
        let Some(round) = self.c.state.round.clone() else { return };
        let flow = self.flow(&round);
        let here = flow.iter().position(|question| question.id == round.at);
        // A question that no longer applies (consent, once given) is passed by its place in the script.
        let next = match here {
            Some(here) => flow.get(here + 1),
            None => flow.iter().find(|question| round.answers.get(&question.id).is_none()),
        };
        match next.map(|question| question.id.clone()) {
            Some(id) => {
                self.move_to(id);
                self.show_question();
            }
            None if self.c.state.doubts.is_empty() => self.complete(),
            None => self.doubts_before_outcome(),
        }
    }

    /// No outcome while we do not know whether something serious is going on.
    fn doubts_before_outcome(&mut self) {
        if let Some(round) = &mut self.c.state.round {
            round.done = true;
        }
        self.strip_card();
        self.ask_open_doubt();
    }

    fn move_to(&mut self, id: Id) {
        // Risks change rarely: those of the last time are ticked already, one tap confirms them.
        let known = (id == crate::script::RISK)
            .then(|| self.c.state.last.as_ref().map(|last| last.answers.picked(&id).to_vec()))
            .flatten()
            .filter(|picked| !picked.is_empty() && !picked.iter().any(|id| *id == "skip" || *id == "none"));
        if let Some(round) = &mut self.c.state.round {
            if let Some(picked) = known
                && round.answers.get(&id).is_none()
            {
                round.answers.set(&id, Given::Picked(picked));
            }
            round.ask(id);
        }
    }

    fn skipped(&mut self, question: &'a Question) {
        match question.kind {
            Kind::Signs => self.remark(key::WARNING_NEEDED),
            Kind::Consent => self.remark(key::NOT_WITHOUT_CONSENT),
            Kind::One | Kind::Many | Kind::Opener => self.answered(question, Given::Skipped),
        }
    }

    fn back(&mut self, question: &'a Question) {
        let Some(round) = self.c.state.round.clone() else { return };
        let flow = self.flow(&round);
        let here = flow.iter().position(|other| other.id == question.id).unwrap_or(0);
        if let Some(before) = here.checked_sub(1).and_then(|before| flow.get(before)) {
            let id = before.id.clone();
            if let Some(round) = &mut self.c.state.round {
                round.ask(id);
            }
        }
        self.show_question();
    }

    /// Leaves the round.
    pub(super) fn cancel(&mut self) {
        let buttons = self.rows(&[(key::BUTTON_CHECK, Press::Check)]);
        let Some(round) = self.leave_round() else {
            self.reply(Message { text: self.say(key::NOTHING_TO_CANCEL, &[]), buttons });
            return;
        };
        // Nobody leaves with a warning sign and without its advice.
        let advice = self.advice_of(self.recorded(&round).picked(WARNING));
        let text = Rich::paragraphs([advice, self.say(key::CANCELLED, &[])]);
        self.show_card(Message { text, buttons });
    }

    /// A remark above the pending question, in the same card.
    pub(super) fn remark(&mut self, remark: key::Key) {
        let remark = self.say(remark, &[]);
        if let Some(mut message) = self.question_message() {
            message.text = Rich::paragraphs([remark, message.text]);
            self.show_card(message);
        } else {
            self.reply_text(remark);
        }
    }

    /// A remark as a message of its own, and the pending question after it; without one, the way to begin.
    pub(super) fn remark_and_ask(&mut self, remark: Rich) {
        self.pressed = None;
        if self.question_message().is_some() {
            self.reply_text(remark);
            self.show_question();
        } else {
            self.reply(Message { text: remark, buttons: self.rows(&[(key::BUTTON_CHECK, Press::Check)]) });
        }
    }

    /// A button that is no longer open.
    pub(super) fn stale(&mut self, same_round: bool) {
        if same_round || self.pressed.is_some() && self.pressed == self.c.state.card {
            // Nothing changed: the card shows where we are. Said again in case the last change was lost.
            self.show_question();
            return;
        }
        self.strip_pressed();
        if self.c.state.round.is_some() {
            let remark = self.say(key::CLOSED_QUESTION, &[]);
            self.remark_and_ask(remark);
        } else {
            self.reply(Message {
                text: self.say(key::CLOSED_NOTHING_OPEN, &[]),
                buttons: self.rows(&[(key::BUTTON_CHECK, Press::Check)]),
            });
        }
    }

    // --- typed text ---------------------------------------------------------------------------------------

    /// Takes a text as the answer to the pending question (as which it was read), or as the caption of one of its buttons. Gives
    /// whether it was one.
    pub(super) fn answer_in_words(&mut self, text: &str, answers: &[Id]) -> bool {
        let Some(round) = self.c.state.round.clone() else { return false };
        let Some(question) = self.script.question(&round.at) else { return false };
        if !answers.is_empty() {
            let mut answers = answers.to_vec();
            let alone = |id: &Id| question.answers.iter().any(|answer| answer.id == *id && answer.alone);
            if question.kind == Kind::Many && !answers.iter().any(alone) {
                // What is ticked already stays: typing must not lose a place or a risk.
                let ticked = round.answers.picked(&question.id).iter().filter(|id| !alone(id));
                let more: Vec<Id> = ticked.filter(|id| !answers.contains(id)).cloned().collect();
                answers.extend(more);
            }
            self.answered(question, Given::Picked(answers));
            return true;
        }
        let pressed = self.question_message().and_then(|message| {
            message
                .buttons
                .into_iter()
                .flatten()
                .find(|button| understand::same(&button.label, text))
                .and_then(|button| Press::decode(&button.data))
        });
        // "Yes", to whether they have any of the signs.
        let some = || question.kind == Kind::Signs && self.says_yes(text);
        let pressed = pressed.or_else(|| {
            some().then(|| Press::Round {
                round: round.number,
                question: round.at.clone(),
                what: InRound::Some,
            })
        });
        match pressed {
            Some(press) => {
                self.press(press);
                true
            }
            None => false,
        }
    }

    /// Whoever answers a check-in's first line by typing has opened it, whatever they say. Gives whether that line was
    /// pending.
    pub(super) fn open_by_words(&mut self) -> bool {
        let Some(round) = &self.c.state.round else { return false };
        let opener = self.script.question(&round.at).filter(|question| question.kind == Kind::Opener);
        let next = self.flow(round).into_iter().find(|question| question.kind != Kind::Opener);
        let (Some(opener), Some(next), Some(round)) = (opener, next, &mut self.c.state.round) else {
            return false;
        };
        round.answers.set(&opener.id, Given::Picked(opener.answers.iter().map(|a| a.id.clone()).collect()));
        round.ask(next.id.clone());
        true
    }

    /// The first score of the last visit.
    pub(super) fn first_score(&self) -> Option<i64> {
        let first = self.c.state.first.as_ref().filter(|first| self.is_of_visit(first))?;
        first.answers.picked(NRS).first()?.parse().ok()
    }
}
