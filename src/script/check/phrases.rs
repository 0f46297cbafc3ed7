//! The faults of the phrases: those that nobody types, that stand twice, or answer no question.

use std::collections::BTreeMap;

use super::Issue;
use crate::{
    script::{Id, Phrases, Script, WARNING, Words},
    text,
};

/// Longest phrase for an answer, in words; a longer one is never typed again.
const PHRASE_WORDS_MAX: usize = 12;

/// Everything that is wrong with the phrases of one language.
pub(super) fn issues(script: &Script, words: &Words, issues: &mut Vec<Issue>) {
    answers(script, words.code(), words.phrases(), issues);
    amounts(words.code(), words.phrases(), issues);
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
            match question.answers.iter().find(|known| known.id == *answer) {
                None => add(&place, "the question has no such answer", "use one of its ids"),
                Some(known) if *script.recorded(question) == *WARNING && !known.alone => {
                    let problem = "a warning sign is looked for in every text, not among the answers";
                    add(
                        &place,
                        problem,
                        "write its words into warnings.toml, or ways to say it into signs.toml",
                    );
                }
                Some(_) => {}
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

/// The beginning of a text, for a message about it.
pub(super) fn cut(text: &str) -> String {
    text.chars().take(40).collect()
}
