//! What a text is described by: its words, their stems, pairs of stems, and parts of words (so that typos and rare
//! forms still meet something known).

use crate::text::{Stems, Word};

/// Lengths of the parts of words, in characters; a word's edges count as one.
const PARTS: std::ops::RangeInclusive<usize> = 3..=5;

/// Set in the names of the parts of words, and in no others.
pub(super) const PART: u32 = 1 << 31;

/// The names of the features of these words, hashed, with how often each stands there; in order of the names.
#[must_use]
pub(crate) fn features(stems: &Stems, words: &[Word]) -> Vec<(u32, u32)> {
    let mut names = Vec::with_capacity(words.len() * 24);
    let mut before: Option<String> = None;
    for word in words {
        names.push(word_name(&word.text));
        parts(&word.text, &mut names);
        let stem = stems.stem(&word.text);
        names.push(name(b's', &[&stem]));
        if let Some(before) = &before {
            names.push(name(b'p', &[before, &stem]));
        }
        before = Some(stem);
    }
    names.sort_unstable();
    let mut counted: Vec<(u32, u32)> = Vec::with_capacity(names.len());
    for name in names {
        match counted.last_mut() {
            Some((last, count)) if *last == name => *count += 1,
            _ => counted.push((name, 1)),
        }
    }
    counted
}

/// The name of a word.
pub(super) fn word_name(word: &str) -> u32 {
    name(b'w', &[word])
}

/// Every run of three to five characters of a word with its edges.
fn parts(word: &str, names: &mut Vec<u32>) {
    let bounded = format!(" {word} ");
    let places: Vec<usize> = bounded.char_indices().map(|(place, _)| place).chain([bounded.len()]).collect();
    for length in PARTS {
        for window in places.windows(length + 1) {
            names.push(name(b'c', &[&bounded[window[0]..window[length]]]));
        }
    }
}

fn name(kind: u8, parts: &[&str]) -> u32 {
    let mut hash = Hash::new(u64::from(kind));
    for part in parts {
        hash.eat(part.as_bytes());
        hash.eat(b"\0");
    }
    let hash = hash.value();
    #[expect(clippy::cast_possible_truncation, reason = "the halves are folded into one")]
    let folded = (hash ^ (hash >> 32)) as u32;
    if kind == b'c' { folded | PART } else { folded & !PART }
}

/// FNV-1a: the same on every machine and in every version, which the standard library does not promise of its own.
pub(super) struct Hash(u64);

impl Hash {
    pub(super) fn new(seed: u64) -> Self {
        let mut hash = Self(0xcbf2_9ce4_8422_2325);
        hash.eat(&seed.to_le_bytes());
        hash
    }

    pub(super) fn eat(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    pub(super) fn value(&self) -> u64 {
        self.0
    }
}
