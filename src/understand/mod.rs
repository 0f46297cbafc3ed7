//! What a free text means: a warning sign before everything else; then an answer to the pending question, where it is
//! unambiguous; else a topic.
//!
//! Pure; depends on `script` only.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod answer;
mod topic;
mod warning;

pub use self::{
    answer::{answers, same},
    topic::{Guess, topic},
    warning::{Hit, Route, Warning, warning},
};
use crate::script::{Id, Question, Script, Words};

/// All that one pass over a text finds.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Warning signs; they go before everything else.
    pub warning: Warning,
    /// The answers to the pending question.
    pub answers: Vec<Id>,
    /// What it asks about.
    pub guess: Guess,
}

/// Reads a text that was typed while `question` was pending.
#[must_use]
pub fn read(script: &Script, words: &Words, question: Option<&Question>, text: &str) -> Reading {
    Reading {
        warning: warning(script, text),
        answers: question.map(|question| answers(script, words, question, text)).unwrap_or_default(),
        guess: topic(words, text),
    }
}
