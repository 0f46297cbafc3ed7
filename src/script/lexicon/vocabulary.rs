//! The words of all lexicons, findable from a typed word: by itself, its stem, its beginning, or despite a slip.

use std::{
    collections::{HashMap, HashSet},
    hash::BuildHasherDefault,
    sync::OnceLock,
};

use super::{
    Symbol,
    notation::Form,
    typo::{Plain, Typos},
};
use crate::text::Stems;

/// Letters that a joined word ("немогу", "cantfeel") and the halves of it have at least.
const JOINED_MIN: usize = 5;
const HALVES_MIN: (usize, usize) = (2, 3);
/// A first half that short is only split off if it denies.
const SHORT: usize = 3;
/// Misspelt words that are looked up in one message at most, so that noise costs no time.
pub const SLIPS_MAX: usize = 300;

type ByWord = HashMap<String, Vec<Symbol>, BuildHasherDefault<Plain>>;

/// Every word that stands in a phrase.
#[derive(Default)]
pub struct Vocabulary {
    stems: Vec<Stems>,
    exact: ByWord,
    stem: Vec<ByWord>,
    start: ByWord,
    /// Lengths of the beginnings in `start`, in letters.
    starts: (usize, usize),
    typos: Typos,
    whole: HashSet<String>,
    ordinary: HashSet<String>,
    deniers: HashSet<String>,
    common: OnceLock<Common>,
}

/// Words that people use often.
#[derive(Default)]
struct Common {
    words: HashSet<String>,
    typos: Typos,
}

impl Vocabulary {
    /// A further language; what is added from now on is in it.
    pub(super) fn language(&mut self, code: &str) {
        self.stems.push(Stems::of(code));
        self.stem.push(ByWord::default());
    }

    /// Adds a word of the latest language.
    pub(super) fn add(&mut self, form: Form, word: &str, symbol: Symbol) {
        self.add_in(self.stems.len().saturating_sub(1), form, word, symbol);
    }

    /// Adds a word of the language with this number.
    pub(super) fn add_in(&mut self, language: usize, form: Form, word: &str, symbol: Symbol) {
        let push = |list: &mut Vec<Symbol>| {
            if !list.contains(&symbol) {
                list.push(symbol);
            }
        };
        if form != Form::Start {
            self.whole.insert(word.to_owned());
            self.typos.add(word, &[symbol]);
        }
        match (form, self.stems.get(language), self.stem.get_mut(language)) {
            (Form::Start, ..) => {
                let length = word.chars().count();
                self.starts = match self.starts {
                    (0, 0) => (length, length),
                    (least, most) => (least.min(length), most.max(length)),
                };
                push(self.start.entry(word.to_owned()).or_default());
                self.typos.add(word, &[symbol]);
            }
            (Form::Any, Some(stems), Some(by_stem)) => {
                let stem = stems.stem(word);
                self.typos.add(&stem, &[symbol]);
                push(by_stem.entry(stem).or_default());
                push(self.exact.entry(word.to_owned()).or_default());
            }
            _ => push(self.exact.entry(word.to_owned()).or_default()),
        }
    }

    /// A word that is never taken for a slip.
    pub(super) fn ordinary(&mut self, word: &str) {
        self.ordinary.insert(word.to_owned());
    }

    /// A word that is often typed in one with the next ("немогу").
    pub(super) fn denier(&mut self, word: &str) {
        self.deniers.insert(word.to_owned());
    }

    /// Everything that a typed word is.
    #[must_use]
    pub fn known(&self, word: &str) -> Vec<Symbol> {
        let mut found = self.exact.get(word).cloned().unwrap_or_default();
        let mut add = |symbols: &Vec<Symbol>| {
            for symbol in symbols {
                if !found.contains(symbol) {
                    found.push(*symbol);
                }
            }
        };
        for (stems, by_stem) in self.stems.iter().zip(&self.stem) {
            by_stem.get(&stems.stem(word)).into_iter().for_each(&mut add);
        }
        for end in self.ends(word) {
            self.start.get(&word[..end]).into_iter().for_each(&mut add);
        }
        found
    }

    /// Whether a word needs no correction.
    #[must_use]
    pub fn is_ordinary(&self, word: &str) -> bool {
        self.ordinary.contains(word) || self.whole.contains(word)
    }

    /// What a misspelt word was meant to be. Of the known words and the `common` ones the nearest count, so that an
    /// ordinary word with a slip is no sign. The common words are asked for at the first such word.
    #[must_use]
    pub fn meant<'a, I: Iterator<Item = &'a str>>(
        &self,
        word: &str,
        common: impl FnOnce() -> I,
    ) -> Vec<Symbol> {
        let common = self.common.get_or_init(|| self.common(common()));
        if common.words.contains(word) {
            return Vec::new();
        }
        let known = self.misspelt(word);
        let usual = common.typos.find(word);
        match (known, usual) {
            (Some((slips, _)), Some((fewer, symbols))) if fewer < slips => symbols,
            (Some((slips, mut symbols)), Some((same, more))) if same == slips => {
                symbols.extend(more);
                symbols
            }
            (Some((_, symbols)), _) | (None, Some((_, symbols))) => symbols,
            (None, None) => Vec::new(),
        }
    }

    fn common<'a>(&self, words: impl Iterator<Item = &'a str>) -> Common {
        let mut common = Common::default();
        for word in words {
            common.typos.add(word, &self.known(word));
            common.words.insert(word.to_owned());
        }
        common
    }

    /// The words of the lexicon that a misspelt one is nearest to, and how many slips away they are.
    fn misspelt(&self, word: &str) -> Option<(usize, Vec<Symbol>)> {
        let stems = || self.stems.iter().map(|stems| stems.stem(word)).filter(|stem| stem != word);
        self.typos
            .find(word)
            .or_else(|| stems().filter_map(|stem| self.typos.find(&stem)).min_by_key(|(slips, _)| *slips))
            .or_else(|| {
                let long = word.chars().count() > JOINED_MIN;
                let mut ends = self.ends(word).filter(|end| long && *end < word.len());
                ends.find_map(|end| self.typos.find(&word[..end]))
            })
    }

    /// The halves of two words typed as one.
    #[must_use]
    pub fn halves<'a>(&self, word: &'a str) -> Option<(&'a str, &'a str)> {
        let places: Vec<usize> = word.char_indices().map(|(place, _)| place).collect();
        if places.len() < JOINED_MIN {
            return None;
        }
        (HALVES_MIN.0..=places.len() - HALVES_MIN.1).rev().map(|letters| word.split_at(places[letters])).find(
            |(left, right)| {
                self.whole.contains(*left)
                    && self.whole.contains(*right)
                    && (left.chars().count() > SHORT || self.deniers.contains(*left))
            },
        )
    }

    /// Whether two typed words are one known word torn apart.
    #[must_use]
    pub fn is_torn(&self, left: &str, right: &str) -> bool {
        let whole = format!("{left}{right}");
        whole.chars().count() >= JOINED_MIN && self.exact.contains_key(&whole)
    }

    /// Where the beginnings of a word end that are as long as known ones.
    fn ends<'a>(&self, word: &'a str) -> impl Iterator<Item = usize> + 'a {
        let (least, most) = self.starts;
        let ends = word.char_indices().map(|(at, c)| at + c.len_utf8());
        ends.skip(least.saturating_sub(1)).take((most + 1).saturating_sub(least)).take(if most == 0 {
            0
        } else {
            usize::MAX
        })
    }
}
