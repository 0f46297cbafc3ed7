//! Reads a text that makes no sense as it stands as what was meant on another keyboard, where that makes sense.

use std::borrow::Cow;

use super::learnt;
use crate::{
    script::{Script, Words},
    text,
};

/// A text makes sense if so many of its words are known, out of a hundred, and no sense if less than half of that are.
const SENSE: usize = 60;
/// Longer texts are read as they stand: their writer has seen what they type.
const CHARS_MAX: usize = 400;

/// The text as it was meant.
pub(super) fn readable<'t>(script: &Script, text: &'t str) -> Cow<'t, str> {
    let known = |word: &str| script.languages().iter().any(|words| knows(words, word));
    if text.chars().count() > CHARS_MAX || sense(&known, text) * 2 >= SENSE {
        return Cow::Borrowed(text);
    }
    let readings = [text::other_layout(text), softened(&known, &text::in_cyrillic(text))].into_iter();
    let best = readings.map(|reading| (sense(&known, &reading), reading)).max_by_key(|(sense, _)| *sense);
    match best {
        Some((sense, reading)) if sense >= SENSE => Cow::Owned(reading),
        _ => Cow::Borrowed(text),
    }
}

fn knows(words: &Words, word: &str) -> bool {
    let models = [learnt::topics(words), learnt::signs(words)];
    models.into_iter().flatten().any(|model| model.knows(word))
}

/// The soft sign is left out in Latin letters: "den" is "день".
fn softened(known: &impl Fn(&str) -> bool, text: &str) -> String {
    let soft = |word: &str| format!("{word}ь");
    let mend = |word: &str| {
        if !known(word) && known(soft(word).as_str()) { soft(word) } else { word.to_owned() }
    };
    text.split(' ').map(mend).collect::<Vec<_>>().join(" ")
}

/// How many of the words of a text are known, out of a hundred; single letters stand for anything.
fn sense(known: &impl Fn(&str) -> bool, text: &str) -> usize {
    let words = text::words(text);
    let is_word = |word: &str| word.starts_with(char::is_alphabetic) && word.chars().nth(1).is_some();
    let spelt: Vec<&str> =
        words.iter().map(|word| word.text.as_str()).filter(|&word| is_word(word)).collect();
    let many = spelt.iter().filter(|&&word| known(word)).count();
    // What has no words makes as much sense as it ever will.
    (100 * many).checked_div(spelt.len()).unwrap_or(100)
}
