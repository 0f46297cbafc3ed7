//! Warning signs that the word groups miss: by likeness to what people wrote who had them (`signs.toml`), against what
//! only looks alarming and what is about something else.

use crate::{
    script::Script,
    text::{self, Pause, Stems, Word},
    understand::{learn::Model, learnt},
};

/// A word or two are like too much.
const WORDS_MIN: usize = 3;
/// Words that are read as one.
const WORDS_MAX: usize = 160;

/// What the examples see in a text or in one of its sentences.
pub(super) struct Seen<'a> {
    /// The number of the sentence; `None`: the whole text.
    pub(super) sentence: Option<usize>,
    /// How many words it has.
    pub(super) words: usize,
    /// The sign that it is most like, by the examples of every language, with how much more it is like it than like
    /// none. `None`: too short to say.
    pub(super) sign: Option<(&'a str, f32)>,
}

/// What the examples see in a text, and in each of its sentences if there are several; nothing in a word or two. What is
/// too long to be read as one is read in pieces.
pub(super) fn seen<'a>(script: &'a Script, text: &str) -> Vec<Seen<'a>> {
    let read = text::words(text);
    if read.len() < WORDS_MIN {
        return Vec::new();
    }
    let learnt: Vec<(Model<'_>, Stems)> = spoken(script, &read);
    let most_like = |read: &[Word]| {
        let best = learnt.iter().filter_map(|(model, stems)| most_like(model, stems, read));
        best.max_by(|(_, one), (_, other)| one.total_cmp(other)).filter(|_| read.len() >= WORDS_MIN)
    };
    let seen = |sentence, read: &[Word]| Seen { sentence, words: read.len(), sign: most_like(read) };
    let sentences: Vec<&[Word]> = read.split_inclusive(|word| word.pause == Pause::Sentence).collect();
    let parts =
        (0..).zip(&sentences).flat_map(|(at, words)| words.chunks(WORDS_MAX).map(move |part| (at, part)));
    let parts = parts.filter(|_| sentences.len() > 1 || read.len() > WORDS_MAX);
    let parts = parts.map(|(at, part)| seen(Some(at), part));
    std::iter::once(seen(None, &read[..read.len().min(WORDS_MAX)])).chain(parts).collect()
}

/// The languages that a text may be in: those whose examples have a word of it, else all.
fn spoken<'a>(script: &'a Script, read: &[Word]) -> Vec<(Model<'a>, Stems)> {
    let learnt = script.languages().iter().filter_map(|words| Some((words, learnt::signs(words)?)));
    let learnt = learnt.map(|(words, model)| {
        let is_known = read.iter().any(|word| model.knows(&word.text));
        (is_known, (model, Stems::of(words.code())))
    });
    let (known, unknown): (Vec<_>, Vec<_>) = learnt.partition(|(is_known, _)| *is_known);
    let chosen = if known.is_empty() { unknown } else { known };
    chosen.into_iter().map(|(_, language)| language).collect()
}

/// The sign with how much more the text is like it than like none.
fn most_like<'a>(model: &Model<'a>, stems: &Stems, read: &[Word]) -> Option<(&'a str, f32)> {
    let scores = model.scores(stems, read);
    let (none, of_signs) = scores.split_first()?;
    let (sign, score) = model.classes().zip(of_signs).max_by(|(_, one), (_, other)| one.total_cmp(other))?;
    Some((sign, score - none))
}
