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

/// So much more like a sign than like none: it is acted on.
const SURE: f32 = 0.0;
/// From here on the client is asked.
const PERHAPS: f32 = -0.7;
/// A word or two are like too much.
const WORDS_MIN: usize = 3;
/// Words of a text that are read.
const WORDS_MAX: usize = 160;

/// How sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    Sure,
    Perhaps,
}

/// The sign that a text is most like, by the examples of every language.
pub(super) fn likeness(script: &Script, text: &str) -> Option<(Id, Likeness)> {
    let mut read = text::words(text);
    read.truncate(WORDS_MAX);
    if read.len() < WORDS_MIN {
        return None;
    }
    let best = script.languages().iter().filter_map(|words| most_like(words, &read));
    let (sign, score) = best.max_by(|(_, one), (_, other)| one.total_cmp(other))?;
    let likeness = if score >= SURE { Likeness::Sure } else { Likeness::Perhaps };
    (score >= PERHAPS).then(|| (sign.clone(), likeness))
}

/// The sign with how much more the text is like it than like none.
fn most_like<'a>(words: &'a Words, read: &[Word]) -> Option<(&'a Id, f32)> {
    let signs = words.signs();
    let model = Model::read(signs.learnt(|| prepared_or_learnt(&lesson(words))))?;
    let scores = model.scores(&Stems::of(words.code()), read);
    let (none, of_signs) = scores.split_first()?;
    let (sign, score) =
        signs.by_class().keys().zip(of_signs).max_by(|(_, one), (_, other)| one.total_cmp(other))?;
    Some((sign, score - none))
}

/// What is about no sign: what looks alarming and is not, and all that people write about other things.
fn lesson(words: &Words) -> Lesson<'_> {
    let (signs, topics) = (words.signs(), words.examples());
    let harmless = [signs.others(), topics.others()].into_iter();
    Lesson {
        language: words.code(),
        classes: signs.by_class().values().map(Vec::as_slice).collect(),
        others: harmless.chain(topics.by_class().values().map(Vec::as_slice)).collect(),
    }
}
