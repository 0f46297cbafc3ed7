//! The faults of the examples that `understand` learns from: those that stand twice, that are too long or empty, that are
//! about no topic or answer no question.

use std::collections::BTreeMap;

use super::{Issue, phrases::cut};
use crate::script::{Examples, Script, Words, unreadable};

/// Longest example, in bytes: 600 letters of any alphabet. The longest message of Telegram is no example.
const EXAMPLE_BYTES_MAX: usize = 1200;

/// The examples of one language, with everything that is wrong with them.
pub(in crate::script) fn read(script: &Script, words: &Words, issues: &mut Vec<Issue>) -> Examples {
    let (language, lessons) = (words.code(), words.lessons());
    let examples = Examples::read(
        |name| lessons.file(name),
        |name, text, error| issues.push(unreadable(&format!("{language}/{name}"), text, &error)),
    );
    topics(script, language, &examples, issues);
    answers(script, language, &examples, issues);
    examples
}

fn topics(script: &Script, language: &str, examples: &Examples, issues: &mut Vec<Issue>) {
    let file = format!("{language}/examples.toml");
    let unrelated = format!("{language}/unrelated.toml");
    let by_topic = examples.topics.iter();
    let mut all: Vec<(&str, String, &[String])> =
        by_topic.map(|(topic, texts)| (file.as_str(), format!("topic {topic}"), texts.as_slice())).collect();
    all.push((&unrelated, "unrelated".to_owned(), &examples.unrelated));
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

fn answers(script: &Script, language: &str, examples: &Examples, issues: &mut Vec<Issue>) {
    let file = format!("{language}/answers.toml");
    for (id, by_answer) in &examples.answers {
        let mut add = |place: &str, problem: &str, cure: &str| {
            issues.push(Issue::new(&file, &format!("answer.{id}{place}"), problem, cure));
        };
        let Some(question) = script.question(id) else {
            add("", "there is no such question", "use a name from assessment.toml or checkins.toml");
            continue;
        };
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        for (answer, texts) in by_answer {
            let place = format!(" {answer}");
            if !question.answers.iter().any(|known| known.id == **answer) {
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
