//! A check-in's answers beside the first ones: the worse of the numbers and the client's word.

use super::{CheckIn, Reason, Round, Visit, turn::Turn};
use crate::{
    script::{Answers, CheckInPlan, DURATION, Given, Id, NRS, Rich, TREND, Trigger, Urgency, WARNING, key},
    triage::{self, Facts},
};

/// What a check-in adds to an advice.
pub(super) struct Comparison<'a> {
    pub(super) plan: &'a CheckInPlan,
    /// How it developed: the worse of the numbers and the client's word.
    pub(super) trend: Id,
    /// The client's word.
    pub(super) word: Given,
    pub(super) before: Option<i64>,
    pub(super) now: Option<i64>,
    /// Better to ask the rest of the assessment, too.
    pub(super) incomplete: bool,
}

impl<'a> Turn<'a> {
    /// Every question of a check-in is answered.
    pub(super) fn checked_in(&mut self, round: &Round, purpose: &Id) {
        let subject = self.visit().map(Visit::subject);
        let this =
            |check_in: &CheckIn| check_in.purpose == *purpose && Some(&check_in.subject) == subject.as_ref();
        let answered = self.c.open_plan().find(|check_in| this(check_in)).cloned();
        if let Some(check_in) = answered {
            self.keep_promise(&check_in);
        }
        self.end_plan(Reason::Answered, this);
        // One that is answered late may have been done for the next one, too.
        self.answered_early();
        let new = self.recorded(round);
        let script = self.script;
        let (Some(plan), Some(trends)) = (script.check_in(purpose), script.question(TREND)) else { return };
        let mut answers = self.known();
        let (before, now) = (self.first_score(), score(&new));
        let word = new.get(TREND).cloned().unwrap_or(Given::Skipped);
        let trend = match &word {
            Given::Picked(picked) => picked.first().cloned(),
            Given::Skipped => trends.skip.clone(),
        };
        let Some(mut trend) = trend else { return };
        if let Some((before, now)) = before.zip(now) {
            trend = triage::worse(trends, &triage::change(before, now), &trend).clone();
        }
        for (question, given) in new.iter() {
            answers.set(question, given.clone());
        }
        self.keep_signs(&mut answers);
        answers.set(&TREND.into(), Given::Picked(vec![trend.clone()]));
        let plan = self.set_band(&mut answers, plan);
        let worse = trend == "worse" || trend == "worse_each";
        let better = trend == "better" || trend == "gone";
        let facts = Facts {
            waiting: !better && self.is_last(plan) && self.waits_for_doctor(),
            // The trend is set by the numbers, too; that it was skipped still counts.
            skipped: new.any_skipped(),
            ..self.facts()
        };
        let incomplete = worse || (before.is_none() && now.is_some_and(|now| now >= 4));
        self.conclude(answers, facts, Some(&Comparison { plan, trend, word, before, now, incomplete }));
    }

    /// "Nothing new" leaves an earlier sign standing until somebody has looked at it. Those of an urgent
    /// advice are rule S, which has its own end.
    fn keep_signs(&self, answers: &mut Answers) {
        let Some(last) = self.c.state.last.as_ref().filter(|last| !last.seen) else { return };
        let signs = last.answers.picked(WARNING).iter();
        let kept: Vec<&Id> =
            signs.filter(|sign| self.script.sign_urgency(sign) == Some(Urgency::Doctor)).collect();
        let mut all: Vec<Id> = answers.picked(WARNING).to_vec();
        if kept.is_empty() || all.is_empty() {
            return;
        }
        all.retain(|sign| self.script.sign_urgency(sign).is_some());
        all.extend(kept.into_iter().filter(|sign| !answers.has(WARNING, sign)).cloned());
        answers.set(&WARNING.into(), Given::Picked(all));
    }

    /// The longest of the bands: the stored one, the check-in's own, and the hours that have passed. Gives the
    /// check-in that belongs to it, for one that is answered a day late compares like the later one.
    fn set_band(&self, answers: &mut Answers, plan: &'a CheckInPlan) -> &'a CheckInPlan {
        let (Some(question), Some(own)) = (self.script.question(DURATION), &plan.band) else { return plan };
        let passed = self.visit().map(|visit| triage::band(self.now.duration_since(visit.ended_at)));
        let now = passed.map_or_else(|| own.clone(), |passed| triage::worse(question, own, &passed).clone());
        let longest = match answers.picked(DURATION).first() {
            Some(stored) => triage::worse(question, stored, &now).clone(),
            None => now.clone(),
        };
        answers.set(&question.id, Given::Picked(vec![longest]));
        let rank = |entry: &CheckInPlan| triage::rank(question, entry.band.as_ref()?);
        let reached = self.script.check_ins().iter().filter(|e| rank(e) <= triage::rank(question, &now));
        reached.max_by_key(|entry| rank(entry)).unwrap_or(plan)
    }

    /// Whether this is the last check-in of a massage.
    fn is_last(&self, plan: &CheckInPlan) -> bool {
        let of_visit = self.script.check_ins().iter().filter(|entry| entry.plan == Trigger::Visit);
        of_visit.max_by_key(|entry| entry.after).is_some_and(|last| last.id == plan.id)
    }

    /// Whether "see a doctor" was the last advice about this massage, and nobody has looked.
    fn waits_for_doctor(&self) -> bool {
        let last = self.c.state.last.as_ref().filter(|last| !last.seen && self.is_of_visit(last));
        last.is_some_and(|last| last.urgency == Urgency::Doctor)
    }

    /// What the advice of a check-in begins with.
    pub(super) fn comparison(&self, comparison: &Comparison<'_>, urgency: Urgency) -> Vec<Rich> {
        let Comparison { plan, trend, before, now, .. } = comparison;
        // A text that reassures stands only beside the two mildest advices.
        let first = if urgency >= Urgency::Doctor {
            self.say(key::RESULT_THANKS, &[])
        } else {
            let gone = Id::from("gone");
            let better = *trend == "better" || *trend == "gone";
            let trend = if better && *now == Some(0) { &gone } else { trend };
            self.say_named(&key::result(&plan.id, trend), &[])
        };
        let then_and_now = match (before, now) {
            (Some(before), Some(now)) => {
                self.say(key::THEN_AND_NOW, &[("before", (*before).into()), ("now", (*now).into())])
            }
            _ => Rich::default(),
        };
        vec![first, then_and_now]
    }
}

/// The answers as the client gave them: the trend that the numbers made worse is not their word.
pub(super) fn told(answers: &Answers, comparison: Option<&Comparison<'_>>) -> Answers {
    let mut told = answers.clone();
    if let Some(comparison) = comparison {
        told.set(&TREND.into(), comparison.word.clone());
    }
    told
}

/// The score, if it was given.
fn score(answers: &Answers) -> Option<i64> {
    answers.picked(NRS).first()?.parse().ok()
}
