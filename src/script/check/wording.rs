//! The faults of one language: messages that are missing, that nothing uses, that cannot be shown.

use std::collections::BTreeMap;

use super::Issue;
use crate::script::{Kind, Question, SUMMARY, Script, Source, TREND, Urgency, WARNING, Words, key};

/// Longest message that Telegram takes, in UTF-16 units.
const MESSAGE_UNITS_MAX: usize = 4096;
/// Longest caption of a button; longer ones are cut on a phone.
const BUTTON_UNITS_MAX: usize = 64;
/// Longest line of Telegram's command menu.
const COMMAND_UNITS_MAX: usize = 60;
/// Signs named below an advice.
const WATCH_SIGNS_MAX: usize = 5;
/// Characters around the parts of a composed message: bullets, empty lines.
const JOINT_UNITS: usize = 4;

type Variables = &'static [&'static str];

/// Everything that is wrong with the words of one language.
pub(super) fn issues(script: &Script, source: &Source, words: &Words, issues: &mut Vec<Issue>) {
    let mut add = |name: &str, problem: &str, cure: &str| {
        let (file, place) = place(source, words.code(), name);
        issues.push(Issue::new(&file, &place, problem, cure));
    };
    let wanted = wanted(script);
    for (name, variables) in &wanted {
        message(words, name, variables, &mut add);
    }
    for name in words.used().keys().filter(|name| !wanted.contains_key(*name)) {
        add(name, "nothing uses this message", "remove it, or correct its name");
    }
    composed(script, words, &wanted, &mut add);
}

/// Which messages a language must have, each with the variables that may stand in it.
fn wanted(script: &Script) -> BTreeMap<String, Variables> {
    let mut wanted: BTreeMap<String, Variables> =
        key::ALL.iter().map(|key| (key.name.to_owned(), key.variables)).collect();
    for question in questions(script) {
        if question.kind != Kind::Opener {
            wanted.insert(key::question(&question.id), key::QUESTION_VARIABLES);
        }
        for answer in &question.answers {
            wanted.insert(key::answer(&script.caption_question(question).id, &answer.id), &[]);
            if question.kind == Kind::Signs && !answer.alone && !answer.typed {
                wanted.insert(key::sign(&answer.id), &[]);
            }
        }
    }
    for urgency in Urgency::ALL {
        for name in key::outcome_late(urgency).into_iter().chain([key::outcome(urgency)]) {
            wanted.insert(name, key::ADVICE_VARIABLES);
        }
    }
    for note in script.rules.iter().filter_map(|rule| rule.note.as_ref()) {
        wanted.insert(key::note(note), key::ADVICE_VARIABLES);
    }
    for id in SUMMARY {
        wanted.insert(format!("summary-{id}"), &[]);
    }
    for topic in &script.topics().topic {
        wanted.insert(key::topic(&topic.id), &[]);
        for name in [key::topic_short, key::topic_more, key::topic_call] {
            wanted.insert(name(&topic.id), key::ADVICE_VARIABLES);
        }
    }
    for note in &script.topics().note {
        wanted.insert(key::topic_note(&note.id), key::ADVICE_VARIABLES);
    }
    for group in &script.topics().group {
        wanted.insert(key::topic_group(&group.id), &[]);
    }
    for plan in &script.check_ins {
        wanted.insert(key::check_in(&plan.id), key::ADVICE_VARIABLES);
        if plan.band.is_some() {
            for trend in script.question(TREND).map_or(&[][..], |q| &q.answers) {
                wanted.insert(key::result(&plan.id, &trend.id), &[]);
            }
        }
    }
    wanted
}

fn questions(script: &Script) -> impl Iterator<Item = &Question> {
    script.assessment.iter().chain(&script.check_in_questions)
}

/// One message by itself.
fn message(words: &Words, name: &str, variables: &[&str], add: &mut impl FnMut(&str, &str, &str)) {
    let Some(used) = words.used().get(name) else {
        add(name, "the message is missing", "add it to one of the .ftl files of this language");
        return;
    };
    let mut known = true;
    for unknown in used.iter().filter(|variable| !variables.contains(&variable.as_str())) {
        known = false;
        let cure = if variables.is_empty() {
            "it has none; write the text without it".to_owned()
        } else {
            format!("it may use ${}", variables.join(", $"))
        };
        add(name, &format!("there is no variable ${unknown} in this message"), &cure);
    }
    let Some(rehearsal) = words.rehearse(name, variables) else {
        add(name, "the message has no text", "write a text after the `=`");
        return;
    };
    for fault in rehearsal.faults.iter().filter(|_| known) {
        add(name, &format!("cannot be shown: {fault}"), "correct what stands between { and }");
    }
    if rehearsal.open_bold {
        add(name, "a ** has no partner", "put ** before and after the words that shall be bold");
    }
    let most = units_max(name);
    if rehearsal.units > most {
        let problem = format!("it can have {} characters, and {most} fit", rehearsal.units);
        add(name, &problem, "shorten it");
    }
}

/// How long a message may become.
fn units_max(name: &str) -> usize {
    match name.split_once('-') {
        Some(("a" | "button", _)) => BUTTON_UNITS_MAX,
        Some(("command", "unknown")) => MESSAGE_UNITS_MAX,
        Some(("command", _)) => COMMAND_UNITS_MAX,
        Some(("bot", "description")) => 512,
        Some(("bot", "about")) => 120,
        _ => MESSAGE_UNITS_MAX,
    }
}

/// The long messages that the bot puts together.
fn composed(
    script: &Script,
    words: &Words,
    wanted: &BTreeMap<String, Variables>,
    add: &mut impl FnMut(&str, &str, &str),
) {
    let units = |name: &str| {
        let variables = wanted.get(name).copied().unwrap_or_default();
        words.rehearse(name, variables).map_or(0, |rehearsal| rehearsal.units + JOINT_UNITS)
    };
    let captions = |question: &Question| -> Vec<usize> {
        let id = &script.caption_question(question).id;
        question.answers.iter().map(|answer| units(&key::answer(id, &answer.id))).collect()
    };
    let mut fits = |name: &str, parts: usize| {
        if parts > MESSAGE_UNITS_MAX {
            let problem = format!(
                "with what is added to it, it can have {parts} characters, and {MESSAGE_UNITS_MAX} fit"
            );
            add(name, &problem, "shorten it, or what is added to it");
        }
    };
    for question in questions(script).filter(|question| question.kind == Kind::Signs) {
        let signs: usize = question.answers.iter().map(|answer| units(&key::sign(&answer.id))).sum();
        let around = units(key::WARNING_NEEDED.name) + units(key::PROGRESS.name);
        let name = key::question(&question.id);
        fits(&name, units(&name) + signs.max(captions(question).iter().sum()) + around);
    }
    let mut labels: Vec<usize> = script.question(WARNING).map(captions).unwrap_or_default();
    labels.sort_unstable_by(|a, b| b.cmp(a));
    let watch: usize = labels.iter().take(WATCH_SIGNS_MAX).sum();
    let summary: usize = SUMMARY
        .iter()
        .filter_map(|id| script.question(id))
        .map(|question| {
            let row = units(&format!("summary-{}", question.id)) + units(key::SUMMARY_LINE.name);
            let captions = captions(question).into_iter();
            row + if question.kind == Kind::Many { captions.sum() } else { captions.max().unwrap_or(0) }
        })
        .sum();
    let every = |start: &'static str| {
        wanted.keys().filter(move |name| name.starts_with(start)).map(|name| units(name))
    };
    let lines = every("note-").sum::<usize>()
        + every("promise-").sum::<usize>()
        + every("result-").max().unwrap_or(0);
    let rest: usize = [
        key::THEN_AND_NOW,
        key::OUTCOME_WATCH,
        key::OUTCOME_RISK_UNKNOWN,
        key::OUTCOME_SUMMARY,
        key::OUTCOME_HUMAN,
        key::OUTCOME_DISCLAIMER,
    ]
    .iter()
    .map(|key| units(key.name))
    .sum();
    for urgency in Urgency::ALL {
        let name = key::outcome(urgency);
        fits(&name, units(&name) + watch + summary + lines + rest);
    }
}

/// Where a message stands: its file with the line, or the folder if it stands nowhere.
#[must_use]
pub fn place(source: &Source, language: &str, name: &str) -> (String, String) {
    let folder = format!("{language}/");
    let begins = |line: &str| line.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('='));
    source
        .files
        .iter()
        .filter(|(path, _)| path.starts_with(&folder) && path.ends_with(".ftl"))
        .find_map(|(path, text)| Some((path, text.lines().position(begins)?)))
        .map_or_else(
            || (folder.clone(), format!("message {name}")),
            |(path, line)| (path.clone(), format!("message {name}, line {}", line + 1)),
        )
}
