//! How typed text is read before anything is made of it: the same letters for the same words, whatever keyboard,
//! alphabet or haste produced them.
//!
//! Pure; knows no language but the spelling rules that hold for all texts, and nothing of what words mean.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod alphabet;
mod keyboard;
mod spelling;

pub use self::spelling::{Likeness, Spelt};
pub(crate) use keyboard::{in_cyrillic, other_layout};

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A text is read so far, in characters: a message of Telegram is not longer.
const CHARS_MAX: usize = 4096;

/// A word of a text, folded: lower case, one alphabet, without marks and apostrophes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Letters and digits. A number keeps its point ("38.5", whether typed with a point or a comma).
    pub text: String,
    /// What separates it from the word behind it.
    pub pause: Pause,
}

/// What stands between two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pause {
    /// A space, a hyphen, a slash or the like.
    None,
    /// A comma, a dash, a bracket: something new may begin.
    Clause,
    /// The end of a sentence or of the line.
    Sentence,
}

/// The words of a text, in order.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let characters = text.chars().take(CHARS_MAX);
    // Taking letters apart takes most of the time, and nearly all texts have none that could be.
    if text.chars().all(is_simple) { read(characters) } else { read(characters.nfkd()) }
}

/// Whether a letter is what it is when it is taken apart, or put together again here.
fn is_simple(c: char) -> bool {
    c.is_ascii() || matches!(c, 'а'..='я' | 'А'..='Я')
}

fn read(characters: impl Iterator<Item = char>) -> Vec<Word> {
    let mut characters = characters.peekable();
    let mut words: Vec<Word> = Vec::new();
    let mut word = String::new();
    let mut end = |word: &mut String, pause: Pause| {
        if !word.is_empty() {
            words.push(Word { text: plain(std::mem::take(word)), pause: Pause::None });
        }
        if let Some(last) = words.last_mut() {
            last.pause = last.pause.max(pause);
        }
    };
    while let Some(c) = characters.next() {
        let next = characters.peek().copied();
        let in_number =
            word.ends_with(|c: char| c.is_ascii_digit()) && next.is_some_and(|c| c.is_ascii_digit());
        match c {
            '.' | ',' if in_number => word.push('.'),
            // Marks say nothing (a stress, café, ё), but й is a letter of its own.
            '\u{306}' if word.ends_with('и') => {
                word.pop();
                word.push('й');
            }
            c if c.is_alphanumeric() => word.extend(c.to_lowercase()),
            c if is_unseen(c) => {}
            '.' | '!' | '?' | '…' | '\n' | ';' => end(&mut word, Pause::Sentence),
            ',' | '–' | '—' | '(' | ')' | ':' | '"' | '«' | '»' => end(&mut word, Pause::Clause),
            // " - " is a dash; "x-ray" is one thing in two words.
            '-' if word.is_empty() && next.is_none_or(char::is_whitespace) => end(&mut word, Pause::Clause),
            _ => end(&mut word, Pause::None),
        }
    }
    end(&mut word, Pause::Sentence);
    words
}

/// The words of a text in one line, with one space between two.
#[must_use]
pub fn folded(text: &str) -> String {
    words(text).into_iter().map(|word| word.text).collect::<Vec<_>>().join(" ")
}

/// What stands inside words and says nothing: apostrophes ("can't" is "cant"), accents, zero-width characters.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    ) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}')
        || is_combining_mark(c)
}

/// One alphabet, and no letter held down ("sooooo", "болиииит").
fn plain(word: String) -> String {
    let word = alphabet::one(word);
    let mut before = [None; 2];
    let is_held = word.chars().any(|c| {
        let is_held = before == [Some(c); 2] && c.is_alphabetic();
        before = [before[1], Some(c)];
        is_held
    });
    if !is_held {
        return word;
    }
    let letters: Vec<char> = word.chars().collect();
    let runs = letters.chunk_by(|one, other| one == other);
    runs.flat_map(|run| if run.len() > 2 && run[0].is_alphabetic() { &run[..1] } else { run }).collect()
}

/// Cuts words to what their forms have in common.
pub struct Stems(Option<Stemmer>);

impl Stems {
    /// For the language of a code such as `ru` or `pt-BR`. One for which there is no stemmer leaves words whole.
    #[must_use]
    pub fn of(language: &str) -> Self {
        let algorithm = match language.split(['-', '_']).next().unwrap_or_default() {
            "ar" => Algorithm::Arabic,
            "da" => Algorithm::Danish,
            "de" => Algorithm::German,
            "el" => Algorithm::Greek,
            "en" => Algorithm::English,
            "es" => Algorithm::Spanish,
            "fi" => Algorithm::Finnish,
            "fr" => Algorithm::French,
            "hu" => Algorithm::Hungarian,
            "it" => Algorithm::Italian,
            "nb" | "nn" | "no" => Algorithm::Norwegian,
            "nl" => Algorithm::Dutch,
            "pt" => Algorithm::Portuguese,
            "ro" => Algorithm::Romanian,
            "ru" => Algorithm::Russian,
            "sv" => Algorithm::Swedish,
            "ta" => Algorithm::Tamil,
            "tr" => Algorithm::Turkish,
            _ => return Self(None),
        };
        Self(Some(Stemmer::create(algorithm)))
    }

    /// The stem of a folded word.
    #[must_use]
    pub fn stem(&self, word: &str) -> String {
        match &self.0 {
            Some(stemmer) => stemmer.stem(word).into_owned(),
            None => word.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_the_same_however_they_were_typed() {
        for (typed, read) in [
            ("I CAN'T, can’t, cant", "i cant cant cant"),
            ("Ёлка тёмная всё", "елка темная все"),
            ("Йод и\u{306}", "йод й"),
            ("sooooo болиииит", "so болит"),
            ("38,5 or 38.5. 190/125 10-11", "38.5 or 38.5 190 125 10 11"),
            ("massаж masсаж сhest", "массаж массаж chest"),
            ("pa\u{200b}in  pai\u{301}n café", "pain pain cafe"),
            ("👍🏽 ok❤️", "ok"),
            ("ｆｕｌｌ ﬁt", "full fit"),
            ("", ""),
            ("…?!", ""),
        ] {
            assert_eq!(folded(typed), read, "{typed}");
        }
    }

    #[test]
    fn pauses_are_kept() {
        use Pause::{Clause, None, Sentence};
        let pauses: Vec<Pause> =
            words("no pain, but - my neck. Hurts x-ray").iter().map(|w| w.pause).collect();
        assert_eq!(pauses, [None, Clause, Clause, None, Sentence, None, None, Sentence]);
    }

    #[test]
    fn a_long_text_is_cut() {
        assert_eq!(words(&"a ".repeat(10_000)).len(), CHARS_MAX / 2);
    }
}
