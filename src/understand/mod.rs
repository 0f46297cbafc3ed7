//! What a free text means: a warning sign before everything else; then an answer to the pending question, where it is
//! unambiguous; else a topic.
//!
//! Pure; depends on `script` only.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod answer;
mod learn;
mod prepared;
mod topic;
mod warning;

pub use self::{
    answer::{answers, same},
    topic::{Guess, topic},
    warning::{Hit, Route, Warning, warning},
};
use crate::{
    script::{Id, Question, Script, Words},
    text,
};

/// What one pass over a text finds, and what is therefore done with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Warning signs; they go before everything else.
    pub warning: Warning,
    /// The answers to the pending question. None beside a sign that interrupts.
    pub answers: Vec<Id>,
    /// What it asks about, if it is neither a sign nor an answer.
    pub guess: Guess,
}

impl Reading {
    /// The gravest sign that the writer reports.
    #[must_use]
    pub fn reported(&self) -> Option<&Hit> {
        self.warning.hits.first()
    }

    /// The sign that the client shall be asked about.
    #[must_use]
    pub fn doubted(&self) -> Option<&Hit> {
        self.warning.ask_back.as_ref().filter(|_| self.reported().is_none())
    }
}

/// An answer is no longer than this where it says only what a button says.
const BUTTON_WORDS_MAX: usize = 3;

/// Reads a text that was typed while `question` was pending.
#[must_use]
pub fn read(script: &Script, words: &Words, question: Option<&Question>, text: &str) -> Reading {
    let mut warning = warning(script, text);
    let gravest = warning.hits.first().map(|hit| hit.route);
    // "About a 5, but my temperature is 38.5": the 5 counts, too.
    let answers = match question {
        Some(question) if gravest.is_none_or(|route| route == Route::Doctor) => {
            answers(script, words, question, text)
        }
        _ => Vec::new(),
    };
    // A word or two that answer the question like one of its buttons ("numb") say no more than the button.
    if !answers.is_empty() && text::words(text).len() <= BUTTON_WORDS_MAX {
        warning.ask_back = None;
    }
    let guess = if gravest.is_none() && answers.is_empty() { topic(words, text) } else { Guess::default() };
    Reading { warning, answers, guess }
}
