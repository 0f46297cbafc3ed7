//! The faults of the rule table: unknown names, and rules that a worse answer would stop from firing.

use super::{Issue, TRIAGE};
use crate::script::{Condition, FACT, FACTS, Id, Question, Script, WARNING};

/// Everything that is wrong with the rule table.
pub(super) fn issues(script: &Script, issues: &mut Vec<Issue>) {
    for (number, rule) in script.rules.iter().enumerate() {
        let place = format!("rule {} (entry {})", rule.id, number + 1);
        let mut add = |problem: &str, cure: &str| issues.push(Issue::new(TRIAGE, &place, problem, cure));
        if rule.note.as_ref().is_some_and(|note| !note.is_well_formed()) {
            add(
                "its `note` has other characters than a-z, 0-9 and _, or more than 24",
                "choose a plain name",
            );
        }
        if rule.when.is_empty() {
            add("it has no condition", "say in `when` which answers it is about");
        }
        for (question, condition) in &rule.when {
            condition_of(script, question, condition, &mut add);
        }
    }
    let signs = script.question(WARNING).map_or(&[][..], |q| &q.answers);
    for sign in signs.iter().filter(|answer| !answer.alone) {
        if script.sign_urgency(&sign.id).is_none() {
            issues.push(Issue::new(
                TRIAGE,
                &format!("warning sign {}", sign.id),
                "no rule gives it an urgency",
                "add it to `any_of` of rule A1, A2 or A3",
            ));
        }
    }
}

/// The faults of one condition.
pub(super) fn condition_of(
    script: &Script,
    question: &Id,
    condition: &Condition,
    add: &mut impl FnMut(&str, &str),
) {
    let Condition { any_of, all_of, at_least, or } = condition;
    if any_of.is_empty() && all_of.is_empty() && at_least.is_none() {
        add(&format!("the condition on {question} is empty"), "write `any_of`, `all_of` or `at_least`");
    }
    if !or.is_empty() && at_least.is_none() {
        add(&format!("the condition on {question} has `or` without `at_least`"), "use `any_of`");
    }
    if *question == FACT {
        if at_least.is_some() || !or.is_empty() {
            add("facts are no scale", "use `any_of` or `all_of`");
        }
        for fact in any_of.iter().chain(all_of).filter(|id| !FACTS.contains(&&***id)) {
            add(&format!("there is no fact \"{fact}\""), "the facts are unseen, minor, waiting and skipped");
        }
        return;
    }
    let Some(target) = script.question(question).filter(|q| q.records.is_none()) else {
        add(&format!("there is no question \"{question}\" that records answers"), "correct the name");
        return;
    };
    for id in any_of.iter().chain(all_of).chain(or).chain(at_least) {
        match target.answers.iter().find(|answer| answer.id == *id) {
            None => add(
                &format!("\"{id}\" is no answer of question {question}"),
                "correct the name, or add the answer",
            ),
            Some(answer) if answer.alone => add(
                &format!(
                    "a worse answer to {question} would take \"{id}\" away and stop the rule from firing"
                ),
                "name the answers that are worse",
            ),
            Some(_) => {}
        }
    }
    on_scale(target, condition, add);
}

/// On a scale, a worse answer must never stop a rule from firing.
fn on_scale(target: &Question, condition: &Condition, add: &mut impl FnMut(&str, &str)) {
    let Condition { any_of, all_of, at_least, or } = condition;
    let id = &target.id;
    let scale: Vec<&Id> =
        target.answers.iter().filter(|answer| target.scale && !answer.off_scale).map(|a| &a.id).collect();
    let exists = |id: &Id| target.answers.iter().any(|answer| answer.id == *id);
    if let Some(least) = at_least.as_ref().filter(|least| exists(least) && !scale.contains(least)) {
        add(&format!("`at_least` needs a scale, and \"{least}\" of {id} is not on one"), "use `any_of`");
    }
    for step in or.iter().filter(|answer| scale.contains(answer)) {
        add(&format!("`or` names \"{step}\", which stands on the scale of {id}"), "leave it to `at_least`");
    }
    // `any_of` must hold everything above its lowest step; `all_of` can only hold the highest.
    let stops = |named: &[Id]| {
        let lowest = scale.iter().position(|step| named.contains(step));
        lowest.is_some_and(|lowest| scale[lowest..].iter().any(|step| !named.contains(step)))
    };
    if stops(any_of) || all_of.iter().any(|one| stops(std::slice::from_ref(one))) {
        add(&format!("a worse answer to {id} would stop the rule from firing"), "use `at_least`");
    }
}
