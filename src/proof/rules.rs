//! The rule table by itself: a worse answer never lowers the urgency, and every rule decides some case.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Covered,
    case::{Case, judged, ladder, least, mildest},
};
use crate::{
    script::{
        ASSESSMENT, Answer, Answers, FACT, Given, Id, Issue, Kind, Question, Rule, Script, TRIAGE, Urgency,
    },
    triage::{self, Facts},
};

/// Answers named in one condition up to which every set of them is tried; of more, every pair.
const SUBSETS_MAX: usize = 10;

pub(super) fn prove(script: &Script, covered: &mut Covered, issues: &mut Vec<Issue>) {
    covered.rules = script.rules().len();
    let ladders: BTreeMap<Id, Vec<Id>> = judged(script).map(|q| (q.id.clone(), ladder(q))).collect();
    for question in judged(script) {
        in_order(question, &ladders[&question.id], issues);
    }
    for (number, rule) in script.rules().iter().enumerate() {
        for (name, condition) in &rule.when {
            let Some(question) = script.question(name).filter(|_| *name != FACT) else { continue };
            let meets = |picked: &[Id]| triage::meets(question, condition, picked);
            for (before, after) in steps(question, &ladders[name]) {
                covered.steps += 1;
                if meets(&before) && !meets(&after) {
                    let place = format!("rule {} (entry {})", rule.id, number + 1);
                    let problem = format!(
                        "it fires for \"{}\" and not for \"{}\", which is worse ({name})",
                        joined(&before),
                        joined(&after)
                    );
                    let cure = "name every worse answer, too, or use `at_least`";
                    issues.push(Issue::new(TRIAGE, &place, &problem, cure));
                    break;
                }
            }
        }
    }
    let mildest = mildest(script);
    decide(script, &mildest, issues);
    floors(script, &mildest, issues);
    whole(script, &mildest, &ladders, covered, issues);
}

fn joined(ids: &[Id]) -> String {
    ids.iter().map(|id| &**id).collect::<Vec<_>>().join(", ")
}

/// The answers stand in the file as everybody understands them.
fn in_order(question: &Question, ladder: &[Id], issues: &mut Vec<Issue>) {
    let in_file: Vec<&Id> = question.answers.iter().filter(|a| !a.off_scale).map(|a| &a.id).collect();
    let wrong = in_file.iter().zip(ladder).find(|(file, ladder)| *file != ladder);
    if let Some((file, wanted)) = wrong.filter(|_| question.scale) {
        issues.push(Issue::new(
            ASSESSMENT,
            &format!("question {}", question.id),
            &format!("its answers do not stand in order: \"{file}\" stands where \"{wanted}\" belongs"),
            "order them from the mildest to the worst; rules that say \"at least\" rely on it",
        ));
    }
}

/// Every single step to a worse answer of one question, from wherever it can matter.
fn steps(question: &Question, ladder: &[Id]) -> Vec<(Vec<Id>, Vec<Id>)> {
    if question.kind == Kind::One {
        let pairs = ladder.windows(2).map(|pair| (vec![pair[0].clone()], vec![pair[1].clone()]));
        return pairs.collect();
    }
    let alone: BTreeSet<&Id> = question.answers.iter().filter(|a| a.alone).map(|a| &a.id).collect();
    let others: Vec<&Id> = question.answers.iter().map(|a| &a.id).filter(|id| !alone.contains(id)).collect();
    let mut sets: Vec<Vec<Id>> = vec![Vec::new()];
    sets.extend(alone.iter().map(|id| vec![(*id).clone()]));
    if others.len() <= SUBSETS_MAX {
        let subsets = (1_usize..1 << others.len()).map(|bits| {
            let chosen = others.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
            chosen.map(|(_, id)| (*id).clone()).collect()
        });
        sets.extend(subsets);
    } else {
        for (at, one) in others.iter().enumerate() {
            sets.push(vec![(*one).clone()]);
            sets.extend(others[at + 1..].iter().map(|other| vec![(*one).clone(), (*other).clone()]));
        }
    }
    let mut steps = Vec::new();
    for set in sets {
        for more in others.iter().filter(|id| !set.contains(id)) {
            // "None of these" goes as soon as something else is chosen.
            let mut after: Vec<Id> = set.iter().filter(|id| !alone.contains(id)).cloned().collect();
            after.push((*more).clone());
            steps.push((set.clone(), after));
        }
    }
    steps
}

/// The highest level of each rule id that fires.
fn levels(script: &Script, case: &Case) -> BTreeMap<Id, Urgency> {
    let mut levels = BTreeMap::new();
    for rule in triage::firing(script, &case.answers, case.facts) {
        let level = levels.entry(rule.id.clone()).or_insert(rule.level);
        *level = rule.level.max(*level);
    }
    levels
}

/// Every rule id can fire, and is in some case the only one that asks for so much.
fn decide(script: &Script, mildest: &Answers, issues: &mut Vec<Issue>) {
    let mut of_id: BTreeMap<&Id, Vec<&Rule>> = BTreeMap::new();
    for rule in script.rules() {
        of_id.entry(&rule.id).or_default().push(rule);
    }
    for (id, entries) in of_id {
        let cases = entries.iter().flat_map(|rule| least(script, rule, mildest));
        let fired: Vec<BTreeMap<Id, Urgency>> =
            cases.map(|case| levels(script, &case)).filter(|levels| levels.contains_key(id)).collect();
        let above = |levels: &BTreeMap<Id, Urgency>| -> Vec<Id> {
            let at_least = |(other, level): &(&Id, &Urgency)| *other != id && **level >= levels[id];
            levels.iter().filter(at_least).map(|(other, _)| other.clone()).collect()
        };
        let decides =
            |levels: &&BTreeMap<Id, Urgency>| levels[id] > Urgency::SelfCare && above(levels).is_empty();
        if fired.iter().any(|levels| decides(&levels)) {
            continue;
        }
        let place = format!("rule {id}");
        if fired.is_empty() {
            let cure = "correct its conditions: they exclude each other";
            issues.push(Issue::new(TRIAGE, &place, "it can never fire", cure));
            continue;
        }
        let others: BTreeSet<Id> = fired.iter().flat_map(above).collect();
        let others: Vec<Id> = others.into_iter().collect();
        let problem = if others.is_empty() {
            "it never decides a case: it asks for self-care, which holds without a rule".to_owned()
        } else {
            format!(
                "it never decides a case: whenever it fires, {} asks for as much or more",
                others.iter().map(|id| format!("rule {id}")).collect::<Vec<_>>().join(" or ")
            )
        };
        issues.push(Issue::new(
            TRIAGE,
            &place,
            &problem,
            "remove it, or correct its level or its conditions",
        ));
    }
}

/// What must never end in self-care, whatever else is answered.
fn floors(script: &Script, mildest: &Answers, issues: &mut Vec<Issue>) {
    let urgency = |answers: &Answers, facts| triage::assess(script, answers, facts).urgency;
    if urgency(mildest, Facts::default()) != Some(Urgency::SelfCare) {
        let fired = joined(&triage::assess(script, mildest, Facts::default()).rules);
        issues.push(Issue::new(
            TRIAGE,
            &format!("rule {fired}"),
            "even the mildest answers do not end in self-care",
            "correct its conditions: it fires for everybody",
        ));
    }
    let minor = Facts { minor: true, ..Facts::default() };
    if urgency(mildest, minor) < Some(Urgency::Therapist) {
        issues.push(Issue::new(
            TRIAGE,
            "fact minor",
            "somebody under 18 can be left with self-care",
            "put back the rule that gives the fact `minor` level 1 or higher",
        ));
    }
    for question in judged(script).filter(|question| question.kind != Kind::Signs) {
        let mut skipped = mildest.clone();
        skipped.set(&question.id, Given::Skipped);
        if urgency(&skipped, Facts::default()) < Some(Urgency::Therapist) {
            issues.push(Issue::new(
                TRIAGE,
                "fact skipped",
                &format!("whoever skips question {} can be left with self-care", question.id),
                "put back the rule that gives the fact `skipped` level 1 or higher",
            ));
            return;
        }
    }
}

/// The verdict as a whole: every combination of the answers that stand on a scale, around every set of other answers
/// that a rule asks for, each made worse by one step.
fn whole(
    script: &Script,
    mildest: &Answers,
    ladders: &BTreeMap<Id, Vec<Id>>,
    covered: &mut Covered,
    issues: &mut Vec<Issue>,
) {
    let scales: Vec<&Question> = judged(script).filter(|q| q.kind == Kind::One).collect();
    let mut around: Vec<Answers> = vec![mildest.clone()];
    for case in script.rules().iter().flat_map(|rule| least(script, rule, mildest)) {
        let mut only_sets = mildest.clone();
        for question in judged(script).filter(|question| question.kind == Kind::Many) {
            let picked = case.answers.picked(&question.id).to_vec();
            only_sets.set(&question.id, Given::Picked(picked));
        }
        if !around.contains(&only_sets) {
            around.push(only_sets);
        }
    }
    let judge = |answers: &Answers| triage::assess(script, answers, Facts::default()).urgency;
    let mut worse = |place: &Question, before: &Answers, after: &Answers, levels: [Option<Urgency>; 2]| {
        covered.steps += 1;
        if levels[1] >= levels[0] {
            return;
        }
        let code = |level: Option<Urgency>| level.map_or("none", Urgency::code);
        let problem = format!(
            "\"{}\" gives level {}, and the worse \"{}\" only {}",
            joined(before.picked(&place.id)),
            code(levels[0]),
            joined(after.picked(&place.id)),
            code(levels[1])
        );
        let issue = Issue::new(
            ASSESSMENT,
            &format!("question {}", place.id),
            &problem,
            "a rule of triage.toml leaves out the worse answer; add it there",
        );
        if !issues.iter().any(|known| known.place == issue.place) {
            issues.push(issue);
        }
    };
    for answers in &around {
        for combined in combinations(script, answers, &scales) {
            let level = judge(&combined);
            for question in &scales {
                let ladder = &ladders[&question.id];
                let here = combined.picked(&question.id).first();
                let at = ladder.iter().position(|step| Some(step) == here);
                let Some(next) = at.and_then(|at| ladder.get(at + 1)) else { continue };
                let mut after = combined.clone();
                after.set(&question.id, Given::Picked(vec![next.clone()]));
                worse(question, &combined, &after, [level, judge(&after)]);
            }
        }
        for question in judged(script).filter(|question| question.kind == Kind::Many) {
            for answer in question.answers.iter().filter(|answer| !answer.alone) {
                let mut after = answers.clone();
                let alone = |id: &Id| question.answers.iter().any(|a| a.alone && a.id == *id);
                let mut picked: Vec<Id> =
                    answers.picked(&question.id).iter().filter(|id| !alone(id)).cloned().collect();
                picked.push(answer.id.clone());
                after.set(&question.id, Given::Picked(picked));
                worse(question, answers, &after, [judge(answers), judge(&after)]);
            }
        }
    }
}

/// Every combination of the answers of these questions; of answers that no rule tells apart, the worst.
fn combinations(script: &Script, around: &Answers, scales: &[&Question]) -> Vec<Answers> {
    scales.iter().fold(vec![around.clone()], |cases, question| {
        let signature = |answer: &Answer| -> Vec<bool> {
            let conditions = script.rules().iter().filter_map(|rule| rule.when.get(&question.id));
            conditions.map(|c| triage::meets(question, c, std::slice::from_ref(&answer.id))).collect()
        };
        let signatures: Vec<Vec<bool>> = question.answers.iter().map(signature).collect();
        let told_apart = |(at, _): &(usize, &Answer)| signatures.get(at + 1) != Some(&signatures[*at]);
        let answers = question.answers.iter().enumerate().filter(told_apart).map(|(_, answer)| answer);
        answers
            .flat_map(|answer| {
                cases.iter().map(|case| {
                    let mut case = case.clone();
                    case.set(&question.id, Given::Picked(vec![answer.id.clone()]));
                    case
                })
            })
            .collect()
    })
}
