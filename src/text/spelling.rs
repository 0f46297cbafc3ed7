//! Whether a typed word is a known one: the same, another form of it, or one typo away.

use super::Stems;

/// Words shorter than this must be spelt right: "four" is no "hour".
const TYPO_CHARS_MIN: usize = 5;

/// How like two words are; the greater the liker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// One slip apart.
    Typo,
    /// Another form of the same word.
    Form,
    /// The same.
    Same,
}

/// A word with its stem, so that it is cut once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelt {
    /// As it is typed, folded.
    pub word: String,
    stem: String,
}

impl Spelt {
    /// A folded word.
    #[must_use]
    pub fn new(stems: &Stems, word: &str) -> Self {
        Self { word: word.to_owned(), stem: stems.stem(word) }
    }

    /// How like this typed word is to a known one.
    #[must_use]
    pub fn like(&self, known: &Self) -> Option<Likeness> {
        if self.word == known.word {
            Some(Likeness::Same)
        } else if self.word.bytes().any(|byte| byte.is_ascii_digit()) {
            None
        } else if self.stem == known.stem {
            Some(Likeness::Form)
        } else {
            let typo = is_typo(&self.word, &known.word) || is_typo(&self.stem, &known.stem);
            typo.then_some(Likeness::Typo)
        }
    }
}

/// One letter too many, too few, wrong or in the wrong place; the first letter is right.
fn is_typo(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (short, long) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    if short.len() < TYPO_CHARS_MIN || long.len() - short.len() > 1 || short[0] != long[0] {
        return false;
    }
    let alike = short.iter().zip(long.iter()).take_while(|(one, other)| one == other).count();
    let (short_rest, long_rest) = (&short[alike..], &long[alike..]);
    if short.len() < long.len() {
        return short_rest == &long_rest[1..];
    }
    let swapped = short_rest.len() >= 2
        && short_rest[0] == long_rest[1]
        && short_rest[1] == long_rest[0]
        && short_rest[2..] == long_rest[2..];
    swapped || short_rest.get(1..) == long_rest.get(1..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_is_one_slip_in_a_longer_word() {
        for (typed, known) in [
            ("bettter", "better"),
            ("beter", "better"),
            ("bettre", "better"),
            ("batter", "better"),
            ("лутше", "лучше"),
        ] {
            assert!(is_typo(typed, known), "{typed}");
        }
        for (typed, known) in [("four", "hour"), ("right", "tight"), ("head", "heat"), ("butter", "bitten")] {
            assert!(!is_typo(typed, known), "{typed}");
        }
    }

    #[test]
    fn forms_of_a_word_are_the_same_word() {
        let spelt = |word| Spelt::new(&Stems::of("ru"), word);
        assert_eq!(spelt("семерочку").like(&spelt("семерочка")), Some(Likeness::Form));
        assert_eq!(spelt("шея").like(&spelt("шея")), Some(Likeness::Same));
        assert_eq!(spelt("шея").like(&spelt("нога")), None);
    }
}
