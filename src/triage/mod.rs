//! The urgency of a set of answers: the highest level of all rules that fire.
//!
//! Pure; depends on `script` only. Source of the rules: clinical brief, section 3.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

use std::collections::BTreeMap;

use jiff::SignedDuration;

use crate::script::{
    Answers, Condition, DURATION, FACT, Given, Id, NRS, Question, Rule, Script, TREND, Urgency, WARNING,
};

/// The rule that stands for "warning signs not answered": no outcome.
pub const UNANSWERED: &str = "A0";
/// The rule that stands for "nothing else fired".
pub const NOTHING: &str = "0";

/// What the bot knows by itself, apart from the answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "they are facts that hold or not, each by itself")]
pub struct Facts {
    /// There was an urgent advice in the last 14 days, and the client has not said that they were seen.
    pub unseen: bool,
    /// The client is under 18.
    pub minor: bool,
    /// A doctor was advised and has not been seen, and after three days it is no better.
    pub waiting: bool,
    /// A question was skipped whose answer is known by other means.
    pub skipped: bool,
    /// How long ago the massage ended: what a skipped question about the time counts as.
    pub since: Option<SignedDuration>,
}

/// What the rules say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// `None`: the warning signs were not answered, so nothing may be said.
    pub urgency: Option<Urgency>,
    /// Every rule that fired, once, in the order of the file; [`UNANSWERED`] or [`NOTHING`] if none did.
    pub rules: Vec<Id>,
}

/// Judges answers, given by the question that is recorded (see `records` in `assessment.toml`).
#[must_use]
pub fn assess(script: &Script, answers: &Answers, facts: Facts) -> Verdict {
    if answers.picked(WARNING).is_empty() {
        return Verdict { urgency: None, rules: vec![UNANSWERED.into()] };
    }
    let case = Case { script, answers: as_judged(script, answers, facts), facts: facts_of(answers, facts) };
    let mut urgency = Urgency::SelfCare;
    let mut rules: Vec<Id> = Vec::new();
    for rule in script.rules().iter().filter(|rule| case.fires(rule)) {
        urgency = urgency.max(rule.level);
        if !rules.contains(&rule.id) {
            rules.push(rule.id.clone());
        }
    }
    if rules.is_empty() {
        rules.push(NOTHING.into());
    }
    Verdict { urgency: Some(urgency), rules }
}

/// The entries of the table that fire, for whoever needs more than their ids (notes, reasons).
pub fn firing<'a>(script: &'a Script, answers: &Answers, facts: Facts) -> impl Iterator<Item = &'a Rule> {
    let case = Case { script, answers: as_judged(script, answers, facts), facts: facts_of(answers, facts) };
    script.rules().iter().filter(move |rule| case.fires(rule))
}

/// Whether answers meet conditions such as those of a rule.
#[must_use]
pub fn holds(script: &Script, answers: &Answers, when: &BTreeMap<Id, Condition>) -> bool {
    Case { script, answers: answers.clone(), facts: Vec::new() }.meets(when)
}

/// Skipped questions count as what the content says, and "gone" with pain left is read as "better"
/// (clinical brief 2.1 and 3.1).
fn as_judged(script: &Script, answers: &Answers, facts: Facts) -> Answers {
    let mut judged = answers.clone();
    for (question, given) in answers.iter() {
        if *given == Given::Skipped {
            let by_time = facts.since.filter(|_| *question == DURATION).map(band);
            let counts_as = by_time.or_else(|| script.question(question)?.skip.clone());
            if let Some(counts_as) = counts_as {
                judged.set(question, Given::Picked(vec![counts_as]));
            }
        }
    }
    if judged.has(TREND, "gone") && !judged.has(NRS, "0") && !judged.picked(NRS).is_empty() {
        judged.set(&TREND.into(), Given::Picked(vec!["better".into()]));
    }
    judged
}

fn facts_of(answers: &Answers, facts: Facts) -> Vec<&'static str> {
    [
        (facts.unseen, "unseen"),
        (facts.minor, "minor"),
        (facts.waiting, "waiting"),
        (facts.skipped || answers.any_skipped(), "skipped"),
    ]
    .into_iter()
    .filter_map(|(holds, name)| holds.then_some(name))
    .collect()
}

struct Case<'a> {
    script: &'a Script,
    answers: Answers,
    facts: Vec<&'static str>,
}

impl Case<'_> {
    fn fires(&self, rule: &Rule) -> bool {
        self.meets(&rule.when)
    }

    fn meets(&self, when: &BTreeMap<Id, Condition>) -> bool {
        when.iter().all(|(question, condition)| {
            if *question == FACT {
                let has = |id: &Id| self.facts.contains(&&**id);
                (condition.any_of.is_empty() || condition.any_of.iter().any(has))
                    && condition.all_of.iter().all(has)
            } else {
                let question = self.script.question(question);
                question.is_some_and(|q| meets(q, condition, self.answers.picked(&q.id)))
            }
        })
    }
}

/// Whether the answers picked for a question meet what a rule asks of it.
#[must_use]
pub fn meets(question: &Question, condition: &Condition, picked: &[Id]) -> bool {
    let has = |id: &Id| picked.contains(id);
    let Condition { any_of, all_of, at_least, or } = condition;
    (any_of.is_empty() || any_of.iter().any(has))
        && all_of.iter().all(has)
        && at_least.as_ref().is_none_or(|least| {
            or.iter().any(has) || picked.iter().any(|id| worse_or_equal(question, id, least))
        })
}

/// Whether `id` stands on the scale of `question`, at `least` or above.
fn worse_or_equal(question: &Question, id: &Id, least: &Id) -> bool {
    rank(question, id)
        .is_some_and(|rank_of_id| rank(question, least).is_some_and(|least| rank_of_id >= least))
}

/// The place of an answer on the scale of its question, 0 being the mildest; `None` off the scale.
#[must_use]
pub fn rank(question: &Question, id: &str) -> Option<usize> {
    question.answers.iter().filter(|answer| !answer.off_scale).position(|answer| answer.id == *id)
}

/// The worse of two answers on a scale. One that stands off the scale stays as it is.
#[must_use]
pub fn worse<'a>(question: &Question, one: &'a Id, other: &'a Id) -> &'a Id {
    match (rank(question, one), rank(question, other)) {
        (Some(a), Some(b)) if b > a => other,
        _ => one,
    }
}

/// The time band that lies so long after the massage, by the bands of the brief (2.2, Q2).
#[must_use]
pub fn band(elapsed: SignedDuration) -> Id {
    let hours = elapsed.as_hours();
    match hours {
        ..24 => "lt24",
        24..48 => "h24_48",
        48..72 => "h48_72",
        72..168 => "d3_7",
        _ => "gt7",
    }
    .into()
}

/// How the score developed, by the numbers alone (clinical brief 3.4): a change of two points counts, and of
/// one point when it began at 3 or less. No pain left is "gone".
#[must_use]
pub fn change(before: i64, now: i64) -> Id {
    let by = now - before;
    if now == 0 {
        "gone".into()
    } else if by <= -2 || (before <= 3 && by <= -1) {
        "better".into()
    } else if by >= 2 {
        "worse".into()
    } else {
        "same".into()
    }
}

/// The time band question, which [`worse`] needs for bands.
#[must_use]
pub fn duration(script: &Script) -> Option<&Question> {
    script.question(DURATION)
}
