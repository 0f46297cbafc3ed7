//! The faults of what `understand` learns from: phrases, examples, unrelated texts, answers.

use std::collections::BTreeMap;

use super::Issue;
use crate::{
    script::{Id, Phrases, Script, Words},
    text,
};

/// Longest phrase for an answer, in words; a longer one is never typed again.
const PHRASE_WORDS_MAX: usize = 12;
/// Longest example, in bytes: 600 letters of any alphabet. The longest message of Telegram is no example.
const EXAMPLE_BYTES_MAX: usize = 1200;

/// Everything that is wrong with the texts of one language.
pub(super) fn issues(script: &Script, words: &Words, issues: &mut Vec<Issue>) {
    answers(script, words.code(), words.phrases(), issues);
    amounts(words.code(), words.phrases(), issues);
    examples(script, words, issues);
    answer_examples(script, words, issues);
}

fn answers(script: &Script, language: &str, phrases: &Phrases, issues: &mut Vec<Issue>) {
    let file = format!("{language}/phrases.toml");
    for (id, answers) in &phrases.answer {
        let mut add = |place: &str, problem: &str, cure: &str| {
            issues.push(Issue::new(&file, &format!("answer.{id}{place}"), problem, cure));
        };
        let Some(question) = script.question(id) else {
            add("", "there is no such question", "use a name from assessment.toml or checkins.toml");
            continue;
        };
        let mut seen: BTreeMap<String, &Id> = BTreeMap::new();
        for (answer, list) in answers {
            let place = format!(" {answer}");
            if !question.answers.iter().any(|known| known.id == *answer) {
                add(&place, "the question has no such answer", "use one of its ids");
            }
            for phrase in list {
                if !(1..=PHRASE_WORDS_MAX).contains(&text::words(phrase).len()) {
                    let problem = format!("\"{}\" has no words, or too many", cut(phrase));
                    add(&place, &problem, &format!("write 1 to {PHRASE_WORDS_MAX} words"));
                } else if let Some(before) = seen.insert(phrase.trim().to_lowercase(), answer) {
                    let problem = format!("\"{phrase}\" stands twice, here and under {before}");
                    add(&place, &problem, "remove one of the two");
                }
            }
        }
    }
}

fn amounts(language: &str, phrases: &Phrases, issues: &mut Vec<Issue>) {
    for name in phrases.time.amount.keys().filter(|name| name.parse::<f32>().is_err()) {
        issues.push(Issue::new(
            &format!("{language}/phrases.toml"),
            "time.amount",
            &format!("\"{name}\" is no number"),
            "write it with digits, e.g. \"1.5\"",
        ));
    }
}

fn examples(script: &Script, words: &Words, issues: &mut Vec<Issue>) {
    let file = format!("{}/examples.toml", words.code());
    let unrelated = format!("{}/unrelated.toml", words.code());
    let by_topic = words.examples().by_class().iter();
    let mut all: Vec<(&str, String, &[String])> =
        by_topic.map(|(topic, texts)| (file.as_str(), format!("topic {topic}"), texts.as_slice())).collect();
    all.push((&unrelated, "unrelated".to_owned(), words.examples().others()));
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for (file, place, texts) in &all {
        let mut add = |problem: &str, cure: &str| issues.push(Issue::new(file, place, problem, cure));
        if place.strip_prefix("topic ").is_some_and(|topic| script.topics().get(topic).is_none()) {
            add("there is no such topic", "use a name from topics.toml");
        }
        for example in *texts {
            if example.len() > EXAMPLE_BYTES_MAX {
                add(&format!("\"{}\" is too long", cut(example)), "keep the part that asks");
            } else if example.trim().is_empty() {
                add("an example is empty", "remove it");
            } else if let Some(before) = seen.insert(example.trim(), place) {
                add(
                    &format!("\"{}\" stands twice, here and in {before}", cut(example)),
                    "remove one of the two",
                );
            }
        }
    }
}

fn answer_examples(script: &Script, words: &Words, issues: &mut Vec<Issue>) {
    let file = format!("{}/answers.toml", words.code());
    for (id, examples) in words.answers() {
        let mut add = |place: &str, problem: &str, cure: &str| {
            issues.push(Issue::new(&file, &format!("answer.{id}{place}"), problem, cure));
        };
        let Some(question) = script.question(id) else {
            add("", "there is no such question", "use a name from assessment.toml or checkins.toml");
            continue;
        };
        let mut seen: BTreeMap<&str, &Id> = BTreeMap::new();
        for (answer, texts) in examples.by_class() {
            let place = format!(" {answer}");
            if !question.answers.iter().any(|known| known.id == *answer) {
                add(&place, "the question has no such answer", "use one of its ids");
            }
            for text in texts {
                if text.len() > EXAMPLE_BYTES_MAX || text.trim().is_empty() {
                    add(&place, &format!("\"{}\" is empty or too long", cut(text)), "shorten or remove it");
                } else if let Some(before) = seen.insert(text.trim(), answer) {
                    let problem = format!("\"{}\" stands twice, here and under {before}", cut(text));
                    add(&place, &problem, "remove one of the two");
                }
            }
        }
    }
}

/// The beginning of a text, for a message about it.
fn cut(text: &str) -> String {
    text.chars().take(40).collect()
}
