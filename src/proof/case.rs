//! Cases to judge: the mildest answers there are, and what has to be answered so that a rule fires.

use jiff::SignedDuration;

use crate::{
    script::{Answers, Condition, DURATION, FACT, Given, Id, Kind, NRS, Question, Rule, Script, TREND},
    triage::{self, Facts},
};

/// A case that a rule can be judged by.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) answers: Answers,
    pub(super) facts: Facts,
}

/// The questions whose answers are judged, in order.
pub(super) fn judged(script: &Script) -> impl Iterator<Item = &Question> {
    let own = |question: &&Question| question.records.is_none() && question.kind != Kind::Consent;
    script.assessment().iter().filter(own)
}

/// The answers of a question that stand in an order, the mildest first, as everybody understands it: scores by their
/// number, times by the hours, trends by how a score develops. Where nobody can know it, the order of the file.
pub(super) fn ladder(question: &Question) -> Vec<Id> {
    let exists = |id: &Id| question.answers.iter().any(|answer| answer.id == *id);
    let mut ladder: Vec<Id> = Vec::new();
    match &*question.id {
        NRS => {
            let mut scores: Vec<(u32, &Id)> =
                question.answers.iter().filter_map(|a| Some((a.id.parse().ok()?, &a.id))).collect();
            scores.sort();
            ladder.extend(scores.into_iter().map(|(_, id)| id.clone()));
        }
        DURATION => ladder.extend((0..=168).map(|hours| triage::band(SignedDuration::from_hours(hours)))),
        TREND => ladder.extend((0..=10).map(|now| triage::change(5, now))),
        _ if !question.scale => return Vec::new(),
        _ => {}
    }
    ladder.dedup();
    ladder.retain(exists);
    let steps = question.answers.iter().filter(|answer| !answer.off_scale).map(|answer| &answer.id);
    let rest: Vec<Id> = steps.filter(|id| !ladder.contains(id)).cloned().collect();
    ladder.extend(rest);
    ladder
}

/// The mildest answers that a client can give: nothing should fire.
pub(super) fn mildest(script: &Script) -> Answers {
    let named = |question: &Question, id: &Id| {
        script.rules().iter().filter_map(|rule| rule.when.get(&question.id)).any(|condition| {
            let Condition { any_of, all_of, at_least, or } = condition;
            any_of.iter().chain(all_of).chain(or).chain(at_least).any(|name| name == id)
        })
    };
    let mut answers = Answers::default();
    for question in judged(script) {
        let alone = question.answers.iter().find(|answer| answer.alone).map(|answer| answer.id.clone());
        let unnamed = || question.answers.iter().find(|a| !named(question, &a.id)).map(|a| a.id.clone());
        let mild = ladder(question).first().cloned().or(alone).or_else(unnamed);
        if let Some(mild) = mild.or_else(|| question.answers.first().map(|answer| answer.id.clone())) {
            answers.set(&question.id, Given::Picked(vec![mild]));
        }
    }
    answers
}

/// Every least case in which a rule's conditions hold, all else being the mildest. Rules only ask for more, so a
/// rule that does not decide one of these decides none.
pub(super) fn least(script: &Script, rule: &Rule, mildest: &Answers) -> Vec<Case> {
    let mut cases = vec![Case { answers: mildest.clone(), facts: Facts::default() }];
    for (name, condition) in &rule.when {
        let picks = picks(condition);
        cases = cases
            .iter()
            .flat_map(|case| {
                picks.iter().filter_map(|picked| {
                    let mut case = case.clone();
                    if *name == FACT {
                        case.facts = facts(picked);
                    } else {
                        let single = script.question(name)?.kind == Kind::One;
                        if single && picked.len() > 1 {
                            return None;
                        }
                        case.answers.set(name, Given::Picked(picked.clone()));
                    }
                    Some(case)
                })
            })
            .collect();
    }
    cases
}

/// The least sets of answers that meet a condition.
fn picks(condition: &Condition) -> Vec<Vec<Id>> {
    let Condition { any_of, all_of, at_least, or } = condition;
    let mut sets = vec![all_of.clone()];
    let mut one_of = |ids: Vec<&Id>| {
        if ids.is_empty() {
            return;
        }
        sets = sets
            .iter()
            .flat_map(|set| {
                ids.iter().map(|id| {
                    let mut set = set.clone();
                    if !set.contains(id) {
                        set.push((*id).clone());
                    }
                    set
                })
            })
            .collect();
    };
    one_of(any_of.iter().collect());
    one_of(at_least.iter().chain(or).collect());
    sets
}

fn facts(names: &[Id]) -> Facts {
    let has = |name: &str| names.iter().any(|id| *id == *name);
    Facts {
        unseen: has("unseen"),
        minor: has("minor"),
        waiting: has("waiting"),
        skipped: has("skipped"),
        since: None,
    }
}
