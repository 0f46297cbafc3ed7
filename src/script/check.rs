//! Every fault of the content at once, each with file, place, problem and cure.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use super::{Ask, Id, Kind, Question, Script, Trigger, Words, file::Condition, key};

/// One fault of the content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Path inside `dialogues/`.
    pub file: String,
    /// Where in the file: a line, a question, a message.
    pub place: String,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub cure: String,
}

impl Issue {
    pub(super) fn new(file: &str, place: &str, problem: &str, cure: &str) -> Self {
        Self {
            file: file.to_owned(),
            place: place.to_owned(),
            problem: problem.to_owned(),
            cure: cure.to_owned(),
        }
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}; {}", self.file, self.place, self.problem, self.cure)
    }
}

pub(super) const ASSESSMENT: &str = "assessment.toml";
pub(super) const TRIAGE: &str = "triage.toml";
pub(super) const CHECK_INS: &str = "checkins.toml";
pub(super) const PLACES: &str = "places.toml";

/// Everything that is wrong with a script whose files could be read.
pub(super) fn issues(script: &Script) -> Vec<Issue> {
    let mut issues = Vec::new();
    questions(script, &mut issues);
    rules(script, &mut issues);
    check_ins(script, &mut issues);
    for words in &script.languages {
        language(script, words, &mut issues);
    }
    issues
}

fn questions(script: &Script, issues: &mut Vec<Issue>) {
    let mut seen = BTreeSet::new();
    let both = [(ASSESSMENT, &script.assessment), (CHECK_INS, &script.check_in_questions)];
    for (file, question) in both.iter().flat_map(|(file, list)| list.iter().map(move |q| (*file, q))) {
        let place = format!("question {}", question.id);
        let mut add = |problem: &str, cure: &str| issues.push(Issue::new(file, &place, problem, cure));
        if !question.id.is_well_formed() {
            add(
                "its id has other characters than a-z, 0-9 and _, or more than 24",
                "choose a shorter, plainer id",
            );
        }
        if !seen.insert(question.id.clone()) {
            add("its id stands twice", "give each question an id of its own");
        }
        answers(script, question, &mut add);
    }
    order(script, issues);
}

fn answers(script: &Script, question: &Question, add: &mut impl FnMut(&str, &str)) {
    let mut ids = BTreeSet::new();
    for answer in &question.answers {
        if !answer.id.is_well_formed() {
            add(
                &format!(
                    "the id of answer {} has other characters than a-z, 0-9 and _, or more than 24",
                    answer.id
                ),
                "choose a shorter, plainer id",
            );
        }
        if !ids.insert(&answer.id) {
            add(&format!("answer {} stands twice", answer.id), "remove one of the two");
        }
    }
    match question.kind {
        Kind::Consent if !question.answers.is_empty() => {
            add("the consent card has answers", "leave them empty; its buttons are fixed");
        }
        Kind::One | Kind::Many | Kind::Signs | Kind::Opener if question.answers.is_empty() => {
            add("it has no answers", "add at least one");
        }
        _ => {}
    }
    if question.kind == Kind::Signs && !question.answers.iter().any(|answer| answer.alone) {
        add("there is no \"none of these\" among the signs", "add an answer with `alone = true`");
    }
    if !(1..=8).contains(&question.columns) {
        add("columns is not between 1 and 8", "choose between 1 and 8 buttons in a row");
    }
    if question.answers.len() > 60 {
        add("it has more than 60 answers", "Telegram shows at most 100 buttons; keep fewer");
    }
    let Some(target) = script.question(script.recorded(question)) else {
        add("it records a question that does not exist", "correct `records`");
        return;
    };
    for id in question.answers.iter().map(super::Answer::recorded).chain(&question.skip) {
        if !target.answers.iter().any(|answer| answer.id == *id) {
            add(
                &format!("\"{id}\" is no answer of question {}", target.id),
                "correct `means`, `skip` or the answer's id",
            );
        }
    }
}

/// The order that safety depends on: warning signs, then consent, then the rest.
fn order(script: &Script, issues: &mut Vec<Issue>) {
    let mut add = |problem: &str, cure: &str| {
        issues.push(Issue::new(ASSESSMENT, "the order of the questions", problem, cure));
    };
    let asked: Vec<_> = script.assessment.iter().collect();
    if asked.first().is_none_or(|q| q.kind != Kind::Signs || q.ask != Ask::Always || q.skip.is_some()) {
        add(
            "the first question is not the warning signs, always asked and never skipped",
            "put the question of kind `signs` first",
        );
    }
    if asked.get(1).is_none_or(|q| q.kind != Kind::Consent) {
        add(
            "the second question is not the consent",
            "put the question of kind `consent` second: nothing else may be asked before it",
        );
    }
    let most = |known| {
        let skip = if known { Ask::VisitUnknown } else { Ask::VisitKnown };
        asked.iter().filter(|q| q.kind != Kind::Consent && q.ask != skip).count()
    };
    if most(true).max(most(false)) > 7 {
        add("it can ask more than 7 questions", "remove one; clients stop answering");
    }
    for id in
        [super::WARNING, super::DURATION, super::LOCATION, super::TYPE, super::NRS, super::TREND, super::RISK]
    {
        if script.question(id).is_none() {
            add(&format!("the question \"{id}\" is missing"), "put it back; rules and check-ins need it");
        }
    }
}

fn rules(script: &Script, issues: &mut Vec<Issue>) {
    for (number, rule) in script.rules.iter().enumerate() {
        let place = format!("rule {} (entry {})", rule.id, number + 1);
        let mut add = |problem: &str, cure: &str| issues.push(Issue::new(TRIAGE, &place, problem, cure));
        if rule.when.is_empty() {
            add("it has no condition", "say in `when` which answers it is about");
        }
        for (question, condition) in &rule.when {
            condition_of(script, question, condition, &mut add);
        }
    }
    let signs = script.question(super::WARNING).map_or(&[][..], |q| &q.answers);
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

fn condition_of(script: &Script, question: &Id, condition: &Condition, add: &mut impl FnMut(&str, &str)) {
    let Condition { any_of, all_of, at_least, or } = condition;
    if any_of.is_empty() && all_of.is_empty() && at_least.is_none() {
        add(&format!("the condition on {question} is empty"), "write `any_of`, `all_of` or `at_least`");
    }
    if !or.is_empty() && at_least.is_none() {
        add(&format!("the condition on {question} has `or` without `at_least`"), "use `any_of`");
    }
    if *question == super::FACT {
        for fact in any_of.iter().chain(all_of).filter(|id| !super::FACTS.contains(&&***id)) {
            add(&format!("there is no fact \"{fact}\""), "the facts are unseen, minor and skipped");
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
            Some(answer) if Some(id) == at_least.as_ref() && (!target.scale || answer.off_scale) => {
                add(
                    &format!("`at_least` needs a scale, and \"{id}\" of {question} is not on one"),
                    "use `any_of`",
                );
            }
            Some(_) => {}
        }
    }
    // A worse answer must never stop a rule from firing: on a scale, `any_of` must hold everything above
    // its lowest answer.
    if target.scale && !any_of.is_empty() {
        let steps: Vec<&Id> = target.answers.iter().filter(|a| !a.off_scale).map(|a| &a.id).collect();
        let lowest = steps.iter().position(|id| any_of.contains(id));
        if lowest.is_some_and(|lowest| steps[lowest..].iter().any(|id| !any_of.contains(id))) {
            add(&format!("a worse answer to {question} would stop the rule from firing"), "use `at_least`");
        }
    }
}

fn check_ins(script: &Script, issues: &mut Vec<Issue>) {
    let mut seen = BTreeSet::new();
    for plan in &script.check_ins {
        let place = format!("check-in {}", plan.id);
        let mut add = |problem: &str, cure: &str| issues.push(Issue::new(CHECK_INS, &place, problem, cure));
        if !plan.id.is_well_formed() || !seen.insert(plan.id.clone()) {
            add(
                "its id stands twice or has other characters than a-z, 0-9 and _",
                "choose a plain id of its own",
            );
        }
        match (plan.after, &plan.at) {
            (Some(after), None) => {
                if plan.latest < after {
                    add("it is not useful any more before it is due", "make `latest` longer than `after`");
                }
                if plan.window.is_some_and(|(from, to)| from > after || to < after) {
                    add("`after` lies outside its window", "correct `window`");
                }
            }
            (None, Some(at)) if super::clock_time(at).is_some() => {}
            _ => add("it needs either `after` or `at` (\"09:00\")", "write exactly one of the two"),
        }
        if plan.ask.is_empty() {
            add("it asks nothing", "name at least one question in `ask`");
        }
        for id in &plan.ask {
            if script.question(id).is_none() {
                add(&format!("there is no question \"{id}\""), "correct `ask`");
            }
        }
        let asks = |kind| plan.ask.iter().filter_map(|id| script.question(id)).any(|q| q.kind == kind);
        if matches!(plan.plan, Trigger::Visit | Trigger::Worse) {
            if !asks(Kind::Signs) || !asks(Kind::Opener) {
                add(
                    "it asks without a neutral first line or without the warning signs",
                    "let `ask` begin with the opener, then the signs",
                );
            }
            if plan.band.is_none() {
                add("its answers have no time band", "name an answer of question `duration` in `band`");
            }
        }
        if let (Some(band), Some(duration)) = (&plan.band, script.question(super::DURATION))
            && !duration.answers.iter().any(|answer| answer.id == *band)
        {
            add(&format!("\"{band}\" is no answer of question duration"), "correct `band`");
        }
    }
}

/// Which messages a language must have, each with the variables that may stand in it.
fn wanted(script: &Script) -> BTreeMap<String, &'static [&'static str]> {
    let mut wanted: BTreeMap<String, &'static [&'static str]> =
        key::ALL.iter().map(|key| (key.name.to_owned(), key.variables)).collect();
    for question in script.assessment.iter().chain(&script.check_in_questions) {
        if question.kind != Kind::Opener {
            wanted.insert(key::question(&question.id), key::QUESTION_VARIABLES);
        }
        for answer in &question.answers {
            wanted.insert(key::answer(&script.caption_question(question).id, &answer.id), &[]);
            if question.kind == Kind::Signs && !answer.alone {
                wanted.insert(key::sign(&answer.id), &[]);
            }
        }
    }
    for urgency in super::Urgency::ALL {
        wanted.insert(key::outcome(urgency), key::ADVICE_VARIABLES);
    }
    for note in script.rules.iter().filter_map(|rule| rule.note.as_ref()) {
        wanted.insert(key::note(note), key::ADVICE_VARIABLES);
    }
    for id in super::SUMMARY {
        wanted.insert(format!("summary-{id}"), &[]);
    }
    for plan in &script.check_ins {
        wanted.insert(key::check_in(&plan.id), key::ADVICE_VARIABLES);
        if plan.band.is_some() {
            for trend in script.question(super::TREND).map_or(&[][..], |q| &q.answers) {
                wanted.insert(key::result(&plan.id, &trend.id), &[]);
            }
        }
    }
    wanted
}

fn language(script: &Script, words: &Words, issues: &mut Vec<Issue>) {
    let folder = format!("{}/", words.code());
    let wanted = wanted(script);
    let used = words.used();
    for (name, variables) in &wanted {
        match used.get(name) {
            None => issues.push(Issue::new(
                &folder,
                name,
                "the message is missing",
                "add it to one of the .ftl files of this language",
            )),
            Some(used) => {
                for unknown in used.iter().filter(|variable| !variables.contains(&variable.as_str())) {
                    issues.push(Issue::new(
                        &folder,
                        name,
                        &format!("there is no variable ${unknown} in this message"),
                        &if variables.is_empty() {
                            "it has none; write the text without it".to_owned()
                        } else {
                            format!("it may use ${}", variables.join(", $"))
                        },
                    ));
                }
            }
        }
    }
    for name in used.keys().filter(|name| !wanted.contains_key(*name)) {
        issues.push(Issue::new(&folder, name, "nothing uses this message", "remove it, or correct its name"));
    }
}
