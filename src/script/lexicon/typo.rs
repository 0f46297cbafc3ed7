//! Which known word a misspelt one was meant to be, by a table of all words with one letter left out.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
    sync::OnceLock,
};

use super::Symbol;

/// Shorter words are not corrected: too many ordinary words lie next to them.
const LETTERS_MIN: usize = 5;
/// From this length on two slips are forgiven.
const LETTERS_TWO: usize = 9;
/// Longer words are not looked at.
const LETTERS_MAX: usize = 24;

/// Known words, findable from a misspelling.
#[derive(Default)]
pub(super) struct Typos {
    words: Vec<(Vec<char>, Vec<Symbol>)>,
    places: HashMap<String, usize, BuildHasherDefault<Plain>>,
    /// Sorted; made at the first misspelling, so that it does not delay the start.
    table: OnceLock<Vec<(u64, u32)>>,
}

impl Typos {
    pub(super) fn add(&mut self, word: &str, symbols: &[Symbol]) {
        if let Some(place) = self.places.get(word) {
            self.words[*place].1.extend(symbols);
            return;
        }
        let letters: Vec<char> = word.chars().collect();
        if !(LETTERS_MIN..=LETTERS_MAX).contains(&letters.len()) || !letters.iter().all(|c| c.is_alphabetic())
        {
            return;
        }
        self.places.insert(word.to_owned(), self.words.len());
        self.words.push((letters, symbols.to_vec()));
    }

    /// The nearest words that this may be meant to be, and how many slips away they are.
    pub(super) fn find(&self, word: &str) -> Option<(usize, Vec<Symbol>)> {
        let letters: Vec<char> = word.chars().collect();
        if !(LETTERS_MIN..=LETTERS_MAX).contains(&letters.len()) {
            return None;
        }
        let table = self.table.get_or_init(|| self.table());
        let mut nearest: Option<(usize, Vec<Symbol>)> = None;
        for key in keys(&letters) {
            let from = table.partition_point(|(other, _)| *other < key);
            for (_, number) in table[from..].iter().take_while(|(other, _)| *other == key) {
                let (known, symbols) = &self.words[*number as usize];
                let forgiven = if known.len().min(letters.len()) >= LETTERS_TWO { 2 } else { 1 };
                if !begins_alike(&letters, known) {
                    continue;
                }
                let slips = distance(&letters, known);
                match &mut nearest {
                    _ if slips > forgiven => {}
                    Some((least, _)) if slips > *least => {}
                    Some((least, found)) if slips == *least => {
                        let new = symbols.iter().filter(|symbol| !found.contains(symbol)).copied();
                        let new: Vec<Symbol> = new.collect();
                        found.extend(new);
                    }
                    _ => nearest = Some((slips, symbols.clone())),
                }
            }
        }
        nearest
    }
}

impl Typos {
    fn table(&self) -> Vec<(u64, u32)> {
        let numbered = (0..).zip(&self.words);
        let mut table: Vec<(u64, u32)> =
            numbered.flat_map(|(number, (letters, _))| keys(letters).map(move |key| (key, number))).collect();
        table.sort_unstable();
        table.dedup();
        table
    }
}

/// Slips fall rarely on the first letter, but vowels there are misheard, and the first two may change places.
fn begins_alike(one: &[char], other: &[char]) -> bool {
    let vowel = |c: char| "aeiouyаеиоуыэюя".contains(c);
    one[0] == other[0]
        || (vowel(one[0]) && vowel(other[0]))
        || (one[0] == other[1] && one[1] == other[0])
        || (one.len() >= 7 && one[1..] == other[1..])
}

/// One key for the word and one for each letter left out.
fn keys(letters: &[char]) -> impl Iterator<Item = u64> + '_ {
    (0..=letters.len()).map(|left_out| {
        letters
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != left_out)
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, (_, c)| {
                (hash ^ u64::from(u32::from(*c))).wrapping_mul(0x0100_0000_01b3)
            })
    })
}

/// How many letters must be put in, taken out, replaced or swapped with the next.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut rows = vec![vec![0; other.len() + 1]; one.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=other.len()).collect();
    for i in 1..=one.len() {
        for j in 1..=other.len() {
            let same = usize::from(one[i - 1] != other[j - 1]);
            let mut least = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + same);
            if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = least;
        }
    }
    rows[one.len()][other.len()]
}

/// Quick for short words; nobody gains by choosing words that collide, for the lexicon is fixed.
#[derive(Default)]
pub(super) struct Plain(u64);

impl Hasher for Plain {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0.rotate_left(5) ^ u64::from(*byte)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_forgiven_two_in_a_long_word() {
        let mut typos = Typos::default();
        for (number, word) in (0..).zip(["chest", "breathe", "unconscious", "онемела", "arm"]) {
            typos.add(word, &[Symbol(number)]);
        }
        for (typed, meant) in [
            ("chset", Some(0)),
            ("chesst", Some(0)),
            ("chess", Some(0)),
            ("breth", None),
            ("brethe", Some(1)),
            ("unconsious", Some(2)),
            ("unconciuos", None),
            ("анемела", Some(3)),
            ("amr", None),
            ("beast", None),
        ] {
            let found = typos.find(typed).map(|(_, symbols)| symbols[0].0);
            assert_eq!(found, meant, "{typed}");
        }
    }
}
