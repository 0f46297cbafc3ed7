//! The words of all lexicons, findable from a typed word: by itself, its stem, its beginning, or despite a slip.

use std::{
    collections::{HashMap, HashSet},
    hash::BuildHasherDefault,
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
            self.typos.add(word, symbol);
        }
        match (form, self.stems.get(language), self.stem.get_mut(language)) {
            (Form::Start, ..) => {
                let length = word.chars().count();
                self.starts = match self.starts {
                    (0, 0) => (length, length),
                    (least, most) => (least.min(length), most.max(length)),
                };
                push(self.start.entry(word.to_owned()).or_default());
                self.typos.add(word, symbol);
            }
            (Form::Any, Some(stems), Some(by_stem)) => {
                let stem = stems.stem(word);
                self.typos.add(&stem, symbol);
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

    /// The known words that a misspelt one was meant to be.
    #[must_use]
    pub fn meant(&self, word: &str) -> Vec<Symbol> {
        let mut found = Vec::new();
        self.typos.find(word, &mut found);
        if found.is_empty() {
            for stems in &self.stems {
                let stem = stems.stem(word);
                if stem != word {
                    self.typos.find(&stem, &mut found);
                }
            }
        }
        if found.is_empty() && word.chars().count() > JOINED_MIN {
            for end in self.ends(word).filter(|end| *end < word.len()) {
                self.typos.find(&word[..end], &mut found);
            }
        }
        found
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
