//! What each word of a text is to a question: part of an answer, denied, small, or strange.

use super::lexicon::Lexicon;
use crate::{
    script::{Id, Way},
    text::{Likeness, Pause, Spelt, Word},
};

/// Words that may stand where a phrase has a gap.
const GAP_MAX: usize = 6;
/// Words that may stand between "not" and what it denies.
const DENIAL_REACH: usize = 3;

/// What a word is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    /// The first word of an answer.
    Said(Id),
    /// The first word of an answer that is denied.
    Denied(Id),
    /// A further word of an answer.
    More,
    /// Says nothing by itself.
    Small,
    /// "Or": one of two.
    Or,
    /// Denies what follows.
    Not,
    /// Nothing that the question knows.
    Strange,
}

/// A text, word by word.
pub(super) struct Scan<'a> {
    pub(super) words: &'a [Word],
    pub(super) parts: Vec<Part>,
}

impl<'a> Scan<'a> {
    /// From left to right; where several phrases fit, the longest, and of these the best spelt.
    pub(super) fn of(lexicon: &Lexicon, words: &'a [Word]) -> Self {
        let spelt: Vec<Spelt> = words.iter().map(|word| lexicon.spelt(word)).collect();
        let mut parts: Vec<Part> = Vec::with_capacity(words.len());
        while let Some(word) = words.get(parts.len()) {
            let at = parts.len();
            if let Some((answer, length)) = longest(lexicon, &spelt, at) {
                let end = at + length;
                let denied = is_denied(words, &parts)
                    || (words[end - 1].pause == Pause::None
                        && longest(lexicon, &spelt, end).is_none()
                        && lexicon.denies(&words[end..]));
                parts.push(if denied { Part::Denied(answer) } else { Part::Said(answer) });
                parts.extend(std::iter::repeat_n(Part::More, length - 1));
                continue;
            }
            parts.push(if lexicon.is_not(&word.text) {
                Part::Not
            } else if lexicon.is_or(&word.text) {
                Part::Or
            } else if lexicon.is_small(&word.text) {
                Part::Small
            } else {
                Part::Strange
            });
        }
        Self { words, parts }
    }

    /// The answers that are said, each once, in order, but for those that begin at these words.
    pub(super) fn said_outside(&self, words: &[usize]) -> Vec<Id> {
        let mut said = Vec::new();
        for (at, part) in self.parts.iter().enumerate() {
            if let Part::Said(id) = part
                && !said.contains(id)
                && !words.contains(&at)
            {
                said.push(id.clone());
            }
        }
        said
    }

    /// The answers that are denied.
    pub(super) fn denied(&self) -> impl Iterator<Item = &Id> {
        self.parts.iter().filter_map(|part| if let Part::Denied(id) = part { Some(id) } else { None })
    }

    /// Whether an answer is the first thing that it says.
    pub(super) fn begins(&self) -> bool {
        self.parts.iter().find(|part| **part != Part::Small).is_some_and(|part| matches!(part, Part::Said(_)))
    }

    /// The words of its answers.
    pub(super) fn own(&self) -> usize {
        self.parts.iter().filter(|part| matches!(part, Part::Said(_) | Part::Denied(_) | Part::More)).count()
    }
}

/// The answer whose phrase fits best from here on, with the words that it covers; none if two fit equally well.
fn longest(lexicon: &Lexicon, words: &[Spelt], at: usize) -> Option<(Id, usize)> {
    let small = |word: &Spelt| lexicon.is_small(&word.word);
    let mut best: Option<((usize, Likeness), &Way, usize)> = None;
    let mut doubtful = false;
    for phrase in lexicon.phrases {
        let Some((likeness, length)) = fits(phrase, &words[at..], &small) else { continue };
        if phrase.whole && !(words[..at].iter().all(small) && words[at + length..].iter().all(small)) {
            continue;
        }
        let rank = (phrase.words.len(), likeness);
        match &best {
            Some((most, _, _)) if rank < *most => {}
            Some((most, other, _)) if rank == *most => doubtful |= other.answer != phrase.answer,
            _ => {
                best = Some((rank, phrase, length));
                doubtful = false;
            }
        }
    }
    best.filter(|_| !doubtful).map(|(_, phrase, length)| (phrase.answer.clone(), length))
}

/// How well a phrase fits the beginning of these words, and how many it covers, small words between its own included.
fn fits(phrase: &Way, words: &[Spelt], small: &impl Fn(&Spelt) -> bool) -> Option<(Likeness, usize)> {
    let mut likeness = Likeness::Same;
    let mut at = 0;
    for (place, (known, gap)) in phrase.words.iter().enumerate() {
        let mut passed = 0;
        loop {
            let word = words.get(at)?;
            at += 1;
            // A small word is never a misspelt one ("there" is no "three").
            let like = word.like(known).filter(|like| *like > Likeness::Typo || !small(word));
            if let Some(like) = like {
                likeness = likeness.min(like);
                break;
            }
            passed += 1;
            if place == 0 || !(small(word) || (*gap && passed <= GAP_MAX)) {
                return None;
            }
        }
    }
    Some((likeness, at))
}

/// Whether what comes next is denied by a word shortly before it, or together with the answer before it.
fn is_denied(words: &[Word], before: &[Part]) -> bool {
    let mut joined = false;
    for (reach, (word, part)) in words.iter().zip(before).rev().take(DENIAL_REACH + 1).enumerate() {
        match part {
            _ if word.pause > Pause::None => return false,
            Part::Not => return reach <= DENIAL_REACH,
            Part::Or => joined = true,
            Part::Denied(_) => return joined,
            Part::Said(_) | Part::More => return false,
            Part::Small | Part::Strange => {}
        }
    }
    false
}
