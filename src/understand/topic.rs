//! The topic that a free text asks about.

use crate::script::{Id, Words};

/// How like a topic a text must be so that it is answered at once, and by how much more than the next one. Four
/// of five texts that pass are meant so (the examples, a fifth held out), and few about something else pass.
const SURE: f32 = 0.24;
const SURE_BY: f32 = 0.03;
/// How like a topic a text must be so that the topic is offered.
const PERHAPS: f32 = 0.15;
/// Topics offered at most.
const OFFERED_MAX: usize = 3;

/// What a text asks about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Guess {
    /// The topic that it is clearly about.
    pub topic: Option<Id>,
    /// The topics that it may be about, the likeliest first.
    pub alternatives: Vec<Id>,
    /// How like the first of them it is, from 0 to 1.
    pub score: f32,
}

/// The topic of a text.
#[must_use]
pub fn topic(words: &Words, text: &str) -> Guess {
    let ranked = words.examples().rank(text);
    let score = |place: usize| ranked.get(place).map_or(0.0, |(_, score)| *score);
    let sure = score(0) >= SURE && score(0) - score(1) >= SURE_BY;
    Guess {
        topic: ranked.first().filter(|_| sure).map(|(id, _)| (*id).clone()),
        alternatives: ranked
            .iter()
            .take(OFFERED_MAX)
            .filter(|(_, score)| *score >= PERHAPS)
            .map(|(id, _)| (*id).clone())
            .collect(),
        score: score(0),
    }
}
