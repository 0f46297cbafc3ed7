//! Every fault of the content at once, each with file, place, problem and cure.

pub(super) mod examples;
mod lexicon;
mod phrases;
mod rules;
mod topics;
mod wording;

use std::{collections::BTreeSet, fmt};

pub use self::wording::place as message_place;
use super::{Answer, Ask, CheckInPlan, EXAMPLE_FILES, Id, Kind, Question, Script, Source, Trigger};

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
    /// A fault.
    #[must_use]
    pub fn new(file: &str, place: &str, problem: &str, cure: &str) -> Self {
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

/// The file with the questions.
pub const ASSESSMENT: &str = "assessment.toml";
/// The file with the rules.
pub const TRIAGE: &str = "triage.toml";
/// The file with the check-ins.
pub const CHECK_INS: &str = "checkins.toml";
/// The file with the topics.
pub const TOPICS: &str = "topics.toml";
pub(super) const PLACES: &str = "places.toml";

/// Everything that is wrong with a script whose files could be read.
pub(super) fn issues(script: &Script, source: &Source) -> Vec<Issue> {
    let mut issues = Vec::new();
    questions(script, &mut issues);
    rules::issues(script, &mut issues);
    lexicon::issues(script, &mut issues);
    check_ins(script, &mut issues);
    topics::issues(script, &mut issues);
    for words in &script.languages {
        wording::issues(script, source, words, &mut issues);
        phrases::issues(script, words, &mut issues);
        if !are_examples_proved(source, words.code()) {
            examples::read(script, words, &mut issues);
        }
    }
    issues
}

/// Whether the tests have seen the examples of a language without a fault: they, and all that they are held against, are
/// built in. Reading them takes longer than all the rest.
fn are_examples_proved(source: &Source, language: &str) -> bool {
    let examples = EXAMPLE_FILES.map(|name| format!("{language}/{name}"));
    examples
        .iter()
        .map(String::as_str)
        .chain([ASSESSMENT, CHECK_INS, TOPICS])
        .all(|path| source.is_built_in(path))
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
    let signs = script.question(super::WARNING).map_or(&[][..], |q| &q.answers);
    let known = |sign: &&Id| signs.iter().any(|answer| answer.id == **sign && !answer.alone);
    for unknown in question.answers.iter().flat_map(|answer| &answer.watch).filter(|sign| !known(sign)) {
        add(&format!("`watch` names \"{unknown}\", which is no warning sign"), "correct `watch`");
    }
    let Some(target) = script.question(script.recorded(question)) else {
        add("it records a question that does not exist", "correct `records`");
        return;
    };
    if question.kind == Kind::Signs {
        for sign in &target.answers {
            if !question.answers.iter().any(|answer| answer.recorded() == &sign.id) {
                add(&format!("the sign {} of question {} is missing", sign.id, target.id), "add it");
            }
        }
    }
    for id in question.answers.iter().map(Answer::recorded).chain(&question.skip) {
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

fn check_ins(script: &Script, issues: &mut Vec<Issue>) {
    let mut seen = BTreeSet::new();
    for plan in &script.check_ins {
        let place = format!("check-in {}", plan.id);
        let mut add = |problem: &str, cure: &str| issues.push(Issue::new(CHECK_INS, &place, problem, cure));
        if !plan.id.is_well_formed() {
            add("its id has other characters than a-z, 0-9 and _, or more than 24", "choose a plainer id");
        }
        if !seen.insert(plan.id.clone()) {
            add("its id stands twice", "give each check-in an id of its own");
        }
        times(plan, &mut add);
        asked(script, plan, &mut add);
        if let (Some(band), Some(duration)) = (&plan.band, script.question(super::DURATION))
            && !duration.answers.iter().any(|answer| answer.id == *band)
        {
            add(&format!("\"{band}\" is no answer of question duration"), "correct `band`");
        }
    }
}

/// When a check-in is sent.
fn times(plan: &CheckInPlan, add: &mut impl FnMut(&str, &str)) {
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
    if plan.window.is_some_and(|(_, to)| plan.latest < to) {
        add("it is not useful any more before its window ends", "make `latest` at least as long");
    }
}

/// What a check-in asks.
fn asked(script: &Script, plan: &CheckInPlan, add: &mut impl FnMut(&str, &str)) {
    if plan.ask.is_empty() {
        add("it asks nothing", "name at least one question in `ask`");
    }
    for id in &plan.ask {
        if script.question(id).is_none() {
            add(&format!("there is no question \"{id}\""), "correct `ask`");
        }
    }
    if matches!(plan.plan, Trigger::Visit | Trigger::Worse) {
        let kinds: Vec<Kind> = plan.ask.iter().filter_map(|id| script.question(id)).map(|q| q.kind).collect();
        if kinds.first() != Some(&Kind::Opener) || !kinds.contains(&Kind::Signs) {
            add(
                "it asks without a neutral first line or without the warning signs",
                "let `ask` begin with the opener, and name the signs before the other questions",
            );
        }
        if plan.band.is_none() {
            add("its answers have no time band", "name an answer of question `duration` in `band`");
        }
    }
}
