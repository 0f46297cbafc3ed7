//! What a free text means: a warning sign before everything else; then an answer to the pending question, where it is
//! unambiguous; else a topic.
//!
//! Pure; depends on `script` only.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod answer;
mod keyboard;
mod learn;
mod learnt;
mod topic;
mod warning;

pub use self::{
    answer::{answers, same},
    topic::{Guess, topic},
    warning::{Hit, Route, Warning, warning},
};
use crate::{
    script::{Id, Kind, Question, Script, Words},
    text,
};

/// What one pass over a text finds, and what is therefore done with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Warning signs; they go before everything else.
    pub warning: Warning,
    /// The answers to the pending question. None beside a sign that interrupts.
    pub answers: Vec<Id>,
    /// Whether it only says how it has become ("it got better"), and answers nothing that is pending.
    pub says_how: bool,
    /// What it asks about, if it is none of these.
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
/// An answer of so many words may be like a sign by chance: the client is asked.
const ANSWER_WORDS_MAX: usize = 6;

/// Reads a text that was typed while `question` was pending.
#[must_use]
pub fn read(script: &Script, words: &Words, question: Option<&Question>, text: &str) -> Reading {
    let text = &*keyboard::readable(script, text);
    let mut found = warning(script, text);
    let is_urgent = |found: &Warning| found.hits.first().is_some_and(|hit| hit.route != Route::Doctor);
    // "About a 5, but my temperature is 38.5": the 5 counts, too.
    let mut given = match question {
        // Beside anything that sounds like a sign, nobody has denied them all.
        Some(question) if question.kind == Kind::Signs && found != Warning::default() => Vec::new(),
        Some(question) => answers(script, words, question, text),
        None => Vec::new(),
    };
    // What says little more than a button does is no sign for being like one.
    if !given.is_empty() && !found.hits.is_empty() && text::words(text).len() <= ANSWER_WORDS_MAX {
        let known = warning::by_words(script, text);
        let like = found.hits.first().filter(|_| known.hits.is_empty()).cloned();
        if like.is_some() {
            found = Warning { ask_back: like, ..known };
        }
    }
    if is_urgent(&found) {
        given.clear();
    }
    // A word or two that answer the question like one of its buttons ("numb") say no more than the button.
    if !given.is_empty() && text::words(text).len() <= BUTTON_WORDS_MAX {
        found.ask_back = None;
    }
    let is_open = found.hits.is_empty() && given.is_empty();
    let says_how = is_open && answer::says_how(script, words, text);
    let guess = if is_open && !says_how { topic(words, text) } else { Guess::default() };
    Reading { warning: found, answers: given, says_how, guess }
}
