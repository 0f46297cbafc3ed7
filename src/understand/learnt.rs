//! What was learnt of each language: from the examples that are built in by the build script, before the program started;
//! from others at the first text that needs it.

use std::borrow::Cow;

use super::learn::{Lesson, Model, common, learn};
use crate::script::{EXAMPLE_FILES, Examples, Learnt, Words};

/// Everything that was learnt when the program was built, by language and what it is.
static PREPARED: &[(&str, &str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/prepared.rs"));

/// The files of examples that each is learnt from; the signs from all of them.
const TOPICS: &[&str] = &["examples.toml", "unrelated.toml"];
const ANSWERS: &[&str] = &["answers.toml", "unrelated.toml"];
const COMMON: &[&str] = &["examples.toml", "unrelated.toml", "signs.toml"];

/// To tell topics.
pub(super) fn topics(words: &Words) -> Option<Model<'_>> {
    let new = |examples: &Examples| learn(&Lesson::topics(words.code(), examples));
    Model::read(words.lessons().topics.get_or_init(|| prepared_or(new, words, TOPICS, "topics")))
}

/// To tell warning signs.
pub(super) fn signs(words: &Words) -> Option<Model<'_>> {
    let new = |examples: &Examples| learn(&Lesson::signs(words.code(), examples));
    Model::read(words.lessons().signs.get_or_init(|| prepared_or(new, words, &EXAMPLE_FILES, "signs")))
}

/// To tell the answers of the question that stands under this name in `answers.toml`.
pub(super) fn answers<'a>(words: &'a Words, question: &str) -> Option<Model<'a>> {
    let all = words.lessons().answers.get_or_init(|| {
        if words.lessons().are_built_in(ANSWERS) {
            let of_question =
                |(what, bytes): (&str, _)| Some((what.strip_prefix("answers.")?.to_owned(), bytes));
            return prepared(words).filter_map(of_question).collect();
        }
        let examples = words.lessons().examples();
        let lessons = Lesson::answers(words.code(), &examples);
        lessons.map(|(question, lesson)| (question.to_owned(), Cow::Owned(learn(&lesson)))).collect()
    });
    Model::read(all.get(question)?)
}

/// The words that people use often.
pub(super) fn common(words: &Words) -> impl Iterator<Item = &str> {
    let bytes = words.lessons().common.get_or_init(|| prepared_or(common::learn, words, COMMON, "common"));
    common::read(bytes)
}

/// What is prepared, if these files are what it was learnt from; else it is learnt now.
fn prepared_or(new: impl FnOnce(&Examples) -> Vec<u8>, words: &Words, files: &[&str], what: &str) -> Learnt {
    let mut prepared = prepared(words).filter(|_| words.lessons().are_built_in(files));
    let found = prepared.find(|(known, _)| *known == what).map(|(_, bytes)| bytes);
    found.unwrap_or_else(|| Cow::Owned(new(&words.lessons().examples())))
}

/// Everything that is prepared of a language.
fn prepared(words: &Words) -> impl Iterator<Item = (&'static str, Learnt)> {
    let of_language = PREPARED.iter().filter(|(language, ..)| *language == words.code());
    of_language.map(|(_, what, bytes)| (*what, Cow::Borrowed(*bytes)))
}
