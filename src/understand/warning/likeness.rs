//! Warning signs that the word groups miss: by likeness to what people wrote who had them (`signs.toml`), against what
//! only looks alarming and what is about something else.

use crate::{
    script::{Id, Script, Words},
    text::{self, Stems, Word},
    understand::{
        learn::{Lesson, Model},
        prepared::prepared_or_learnt,
    },
};

/// A word or two are like too much.
const WORDS_MIN: usize = 3;
/// Words of a text that are read.
const WORDS_MAX: usize = 160;

/// The sign that a text is most like, by the examples of every language, with how much more it is like it than like
/// none.
pub(super) fn likeness(script: &Script, text: &str) -> Option<(Id, f32)> {
    let mut read = text::words(text);
    read.truncate(WORDS_MAX);
    if read.len() < WORDS_MIN {
        return None;
    }
    let best = script.languages().iter().filter_map(|words| most_like(words, &read));
    let (sign, score) = best.max_by(|(_, one), (_, other)| one.total_cmp(other))?;
    Some((sign.clone(), score))
}

/// The sign with how much more the text is like it than like none.
fn most_like<'a>(words: &'a Words, read: &[Word]) -> Option<(&'a Id, f32)> {
    let scores = model(words)?.scores(&Stems::of(words.code()), read);
    let (none, of_signs) = scores.split_first()?;
    let (sign, score) =
        words.signs().by_class().keys().zip(of_signs).max_by(|(_, one), (_, other)| one.total_cmp(other))?;
    Some((sign, score - none))
}

/// What was learnt of a language's signs.
pub(in crate::understand) fn model(words: &Words) -> Option<Model<'_>> {
    Model::read(words.signs().learnt(|| prepared_or_learnt(&lesson(words))))
}

/// What is about no sign: what looks alarming and is not, and all that people write about other things.
fn lesson(words: &Words) -> Lesson<'_> {
    let (signs, topics) = (words.signs(), words.examples());
    let answers = words.answers().values().flat_map(|examples| examples.by_class().values());
    let about = topics.by_class().values().chain(answers).map(Vec::as_slice);
    Lesson {
        language: words.code(),
        classes: signs.by_class().values().map(Vec::as_slice).collect(),
        others: [signs.others(), topics.others()].into_iter().chain(about).collect(),
    }
}
