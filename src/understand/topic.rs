//! The topic that a free text asks about.
//!
//! By likeness to the examples.

use super::{learn::Model, learnt};
use crate::{
    script::{Id, Words},
    text::{self, Stems, Word},
};

/// How sure it must be to answer at once: so that nine of ten such answers are what was asked.
const SURE: f32 = 0.35;
/// How likely the best topic must be so that anything is offered.
const PERHAPS: f32 = 0.05;
/// In doubt it is silent: so much is added to the score of "about no topic".
const SILENCE: f32 = 0.22;
/// Topics offered at most.
const OFFERED_MAX: usize = 3;
/// Turns scores into probabilities: where the examples held out of a training are best foretold.
const SHARPNESS: f32 = 8.0;
/// Words of a text that are read.
const WORDS_MAX: usize = 160;
/// In a long text, the question is looked for in windows of so many words, each half a window on.
const WINDOW: usize = 16;

/// What a text asks about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Guess {
    /// The topic that it is clearly about.
    pub topic: Option<Id>,
    /// The topics that it may be about, the likeliest first.
    pub alternatives: Vec<Id>,
    /// How probable the first of all topics is, from 0 to 1.
    pub score: f32,
}

/// The topic of a text.
#[must_use]
pub fn topic(words: &Words, text: &str) -> Guess {
    let ranked = rank(words, text);
    let score = ranked.first().map_or(0.0, |(_, score)| *score);
    Guess {
        topic: ranked.first().filter(|_| score >= SURE).map(|(id, _)| Id::from(*id)),
        alternatives: ranked
            .iter()
            .take(if score >= PERHAPS { OFFERED_MAX } else { 0 })
            .map(|(id, _)| Id::from(*id))
            .collect(),
        score,
    }
}

/// Every topic with its probability, the likeliest first; what is missing to 1 is that it is about none.
fn rank<'a>(words: &'a Words, text: &str) -> Vec<(&'a str, f32)> {
    let Some(model) = learnt::topics(words) else { return Vec::new() };
    let mut read = text::words(text);
    read.truncate(WORDS_MAX);
    if read.is_empty() {
        return Vec::new();
    }
    let mut scores = scores(&model, &Stems::of(words.code()), &read);
    scores[0] += SILENCE;
    let probable = probabilities(&scores);
    let mut ranked: Vec<(&str, f32)> = model.classes().zip(probable.into_iter().skip(1)).collect();
    ranked.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    ranked
}

/// The scores of a text. In a long one the question may be drowned by the story around it, so the best of its windows
/// counts as much as the whole.
fn scores(model: &Model, stems: &Stems, read: &[Word]) -> Vec<f32> {
    let whole = model.scores(stems, read);
    if read.len() <= WINDOW + WINDOW / 2 {
        return whole;
    }
    let windows = (0..read.len() - WINDOW / 2).step_by(WINDOW / 2);
    let mut best = vec![f32::MIN; whole.len()];
    for window in windows.map(|from| &read[from..read.len().min(from + WINDOW)]) {
        for (best, score) in best.iter_mut().zip(model.scores(stems, window)) {
            *best = best.max(score);
        }
    }
    // A story is full of words about nothing; what says so is the whole.
    best[0] = whole[0];
    whole.iter().zip(best).map(|(whole, best)| f32::midpoint(*whole, best)).collect()
}

fn probabilities(scores: &[f32]) -> Vec<f32> {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let powers: Vec<f32> = scores.iter().map(|score| ((score - most) * SHARPNESS).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}
