//! The end of a round: what the rules say about the answers, and how the client is told.

use super::{
    Assessment, Button, Class, Mark, Message, Round, Visit,
    button::Press,
    compare::{Comparison, told},
    turn::Turn,
};
use crate::{
    script::{
        Answers, DURATION, FACT, Given, Id, Kind, LOCATION, Question, RISK, Rich, SUMMARY, TREND, Urgency,
        WARNING, key,
    },
    triage::{self, Facts},
};

/// Signs named in an ordinary advice, and in "be seen today" (clinical brief 3.3).
const WATCH_SIGNS: usize = 5;
const WATCH_SIGNS_TODAY: usize = 3;

impl Turn<'_> {
    /// Every question of the round is answered.
    pub(super) fn complete(&mut self) {
        let Some(round) = self.take_round() else { return };
        match round.check_in.clone() {
            None => self.assessed(&round),
            Some(purpose) => self.checked_in(&round, &purpose),
        }
    }

    fn assessed(&mut self, round: &Round) {
        if let Some(ended_at) = self.told_end(round) {
            self.add_visit(&Visit { clinic: self.c.state.clinic, ended_at });
        }
        // First, for the advice says which messages still come.
        self.answered_early();
        self.conclude(self.recorded(round), self.facts(), None);
    }

    /// The end of the massage, if the client just told it.
    fn told_end(&self, round: &Round) -> Option<jiff::Timestamp> {
        let ended = round.answers.iter().find_map(|(question, given)| {
            let Given::Picked(ids) = given else { return None };
            let answers = &self.script.question(question)?.answers;
            answers.iter().find(|answer| ids.contains(&answer.id))?.ended
        })?;
        self.now.checked_sub(ended).ok()
    }

    /// What is known before a check-in is answered: the answers about this massage; of an earlier one, the
    /// risks.
    pub(super) fn known(&self) -> Answers {
        let state = &self.c.state;
        let assessed = [&state.last, &state.first].into_iter().flatten();
        let about = assessed.clone().find(|assessment| self.is_of_visit(assessment));
        let mut known = Answers::default();
        for question in self.script.assessment() {
            let from = if question.id == RISK { assessed.clone().next() } else { about };
            if let Some(given) = from.and_then(|from| from.answers.get(&question.id)) {
                known.set(&question.id, given.clone());
            }
        }
        known
    }

    /// What was answered, by the question that is recorded, in the order of the file.
    pub(super) fn recorded(&self, round: &Round) -> Answers {
        let mut recorded = Answers::default();
        for (id, given) in round.answers.iter() {
            let Some(question) = self.script.question(id) else { continue };
            let target = self.script.recorded(question);
            match given {
                Given::Skipped => recorded.set(target, Given::Skipped),
                Given::Picked(ids) => {
                    let picked = question.answers.iter().filter(|answer| ids.contains(&answer.id));
                    recorded.set(target, Given::Picked(picked.map(|a| a.recorded().clone()).collect()));
                }
            }
        }
        recorded
    }

    /// What the bot knows besides the answers.
    pub(super) fn facts(&self) -> Facts {
        Facts {
            unseen: self.unseen().is_some(),
            since: self.current_visit().map(|visit| self.now.duration_since(visit.ended_at)),
            ..Facts::default()
        }
    }

    /// Judges the answers, keeps them, and tells the client.
    pub(super) fn conclude(&mut self, answers: Answers, facts: Facts, comparison: Option<&Comparison<'_>>) {
        let verdict = triage::assess(self.script, &answers, facts);
        let Some(urgency) = verdict.urgency else {
            // The order of the questions makes this impossible; if it ever happens, nothing is judged.
            self.begin_assessment();
            self.remark(key::WARNING_NEEDED);
            return;
        };
        let assessment = Assessment { at: self.now, answers, urgency, rules: verdict.rules, seen: false };
        let worse = assessment.answers.has(TREND, "worse") || assessment.answers.has(TREND, "worse_each");
        let is_first = !self.c.state.first.as_ref().is_some_and(|first| self.is_of_visit(first));
        if is_first && comparison.is_none() {
            self.c.state.first = Some(assessment.clone());
        }
        self.c.state.last = Some(assessment.clone());
        if urgency == Urgency::Therapist && worse {
            self.plan_extra();
        }
        if urgency.interrupts() {
            self.urgent(urgency, &[]);
        } else if self.awaits_ambulance() {
            // Milder answers some minutes later are no reason to say anything milder.
            self.ambulance_line();
        } else {
            let message = self.advice(&assessment, facts, comparison);
            self.send(Class::Reply, message, Mark::None);
        }
        let told = self.summary(&told(&assessment.answers, comparison));
        let done = if told.text.is_empty() {
            self.say(key::RESULT_THANKS, &[])
        } else {
            Rich::paragraphs([self.say(key::CARD_DONE, &[]), told])
        };
        self.tidy_card(Message { text: done, buttons: Vec::new() });
    }

    /// The advice up to "see a doctor".
    fn advice(&self, assessment: &Assessment, facts: Facts, comparison: Option<&Comparison<'_>>) -> Message {
        let Assessment { answers, urgency, .. } = assessment;
        let mut parts =
            comparison.map(|comparison| self.comparison(comparison, *urgency)).unwrap_or_default();
        let (about_before, notes) = self.notes(answers, facts);
        // What nobody has looked at comes first: the advice below it is a floor, not the news.
        parts.extend(about_before);
        // The comparison has said the mildest advice already, in words that fit the day.
        if comparison.is_none() || *urgency > Urgency::SelfCare {
            let late = key::outcome_late(*urgency).filter(|_| is_late(answers));
            parts.push(self.say_named(&late.unwrap_or_else(|| key::outcome(*urgency)), &[]));
        }
        parts.extend(notes);
        parts.push(self.watch(key::OUTCOME_WATCH, answers, WATCH_SIGNS));
        if answers.has(RISK, "skip") {
            parts.push(self.say(key::OUTCOME_RISK_UNKNOWN, &[]));
        }
        let summary = self.summary(&told(answers, comparison));
        if *urgency >= Urgency::Therapist && !summary.text.is_empty() {
            let mut shown = self.say(key::OUTCOME_SUMMARY, &[]);
            shown.append("\n", summary);
            parts.push(shown);
        }
        parts.push(self.promise());
        parts.push(self.human());
        parts.push(self.say(key::OUTCOME_DISCLAIMER, &[]));
        let more = comparison.is_some_and(|comparison| comparison.incomplete);
        let again = if more { key::BUTTON_MORE_ANSWERS } else { key::BUTTON_CHECK };
        let mut buttons = if facts.unseen { self.seen_buttons() } else { Vec::new() };
        if self.known_zone().is_none() {
            buttons.extend(self.rows(&[(key::BUTTON_TIME, Press::Time(false))]));
        }
        // Who shall see a doctor is told no more about what is usual.
        if *urgency <= Urgency::Therapist {
            buttons.extend(self.offered(answers));
        }
        buttons.extend(self.rows(&[(key::BUTTON_PLAN, Press::Plan), (again, Press::Check)]));
        Message { text: Rich::paragraphs(parts), buttons }
    }

    /// The lines that single rules add, each once: about what was before, and about what was answered now.
    fn notes(&self, answers: &Answers, facts: Facts) -> (Vec<Rich>, Vec<Rich>) {
        let mut notes: Vec<(bool, &Id)> = Vec::new();
        for rule in triage::firing(self.script, answers, facts) {
            if let Some(note) = &rule.note
                && !notes.iter().any(|(_, known)| *known == note)
            {
                notes.push((rule.when.contains_key(FACT), note));
            }
        }
        let of = |before: bool| {
            let wanted = notes.iter().filter(|(about_before, _)| *about_before == before);
            wanted.map(|(_, note)| self.say_named(&key::note(note), &[])).collect()
        };
        (of(true), of(false))
    }

    /// The warning signs to watch for: first those of the places that were named, then the general ones.
    fn watch(&self, heading: key::Key, answers: &Answers, count: usize) -> Rich {
        let places = self.script.question(LOCATION);
        let named = places
            .into_iter()
            .flat_map(|question| &question.answers)
            .filter(|answer| answers.has(LOCATION, &answer.id))
            .flat_map(|answer| &answer.watch);
        let warning = self.script.question(WARNING);
        let general =
            warning.into_iter().flat_map(Question::offered).filter(|answer| !answer.alone).map(|a| &a.id);
        let mut signs: Vec<&Id> = Vec::new();
        for sign in named.chain(general) {
            // One that the client has already is nothing to watch for.
            if signs.len() < count && !signs.contains(&sign) && !answers.has(WARNING, sign) {
                signs.push(sign);
            }
        }
        let lines = signs.into_iter().map(|sign| self.say_named(&key::answer(&WARNING.into(), sign), &[]));
        let mut text = self.say(heading, &[]);
        text.append("\n", Self::bullets(lines));
        text
    }

    /// The answers in short, to show to somebody.
    fn summary(&self, answers: &Answers) -> Rich {
        SUMMARY.iter().fold(Rich::default(), |mut all, id| {
            let Some(question) = self.script.question(id) else { return all };
            let picked: Vec<String> = question
                .answers
                .iter()
                .filter(|answer| answers.has(id, &answer.id))
                // "No warning sign" is nothing to show to anybody.
                .filter(|answer| question.kind != Kind::Signs || !answer.alone)
                .map(|answer| self.say_named(&key::answer(&question.id, &answer.id), &[]).text)
                .collect();
            if !picked.is_empty() {
                let what = self.say_named(&format!("summary-{id}"), &[]).text;
                // The list can be longer than a variable may be, so it is appended.
                let mut line = self.say(key::SUMMARY_LINE, &[("what", what.into())]);
                line.append(" ", Rich { text: picked.join(", "), spans: Vec::new() });
                all.append("\n", line);
            }
            all
        })
    }

    /// Where a human can be reached.
    pub(super) fn human(&self) -> Rich {
        match self.clinic() {
            Some(clinic) => match &clinic.phone {
                Some(phone) => self.say(
                    key::OUTCOME_HUMAN,
                    &[("clinic", clinic.name.clone().into()), ("phone", phone.clone().into())],
                ),
                None => Rich::default(),
            },
            None => Rich::default(),
        }
    }

    /// "Be seen today" or "call an ambulance".
    pub(super) fn urgent_message(&self, urgency: Urgency, answers: &Answers) -> Message {
        let advice = self.say_named(&key::outcome(urgency), &[]);
        if urgency == Urgency::Ambulance {
            // One short message and nothing else (clinical brief 3.3).
            return Message { text: advice, buttons: self.calling_buttons() };
        }
        let text = Rich::paragraphs([
            advice,
            self.watch(key::OUTCOME_SOONER, answers, WATCH_SIGNS_TODAY),
            self.promise_seen(),
            self.human(),
            self.say(key::OUTCOME_DISCLAIMER, &[]),
        ]);
        Message { text, buttons: self.seen_buttons() }
    }

    /// The buttons under "have you been seen?".
    pub(super) fn seen_buttons(&self) -> Vec<Vec<Button>> {
        let about = self.c.state.urgent.map_or(0, |urgent| urgent.at.as_second());
        let label = |answer: &str| {
            self.say_named(&key::answer(&crate::script::SEEN.into(), &answer.into()), &[]).text
        };
        vec![vec![
            Button { label: label("yes"), data: Press::Seen { yes: true, about }.encode() },
            Button { label: label("no"), data: Press::Seen { yes: false, about }.encode() },
        ]]
    }
}

/// Whether it has lasted longer than soreness mostly does (clinical brief 3.2, C2).
fn is_late(answers: &Answers) -> bool {
    let ordinary = ["lt24", "h24_48", "h48_72"];
    answers.picked(DURATION).iter().any(|band| !ordinary.contains(&&**band))
}
