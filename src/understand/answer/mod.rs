//! Answers to the pending question in free text, where they are unambiguous. In doubt it is no answer: the question
//! is asked again.
//!
//! A text is an answer if it says what one of the question's phrases says (in other forms, with a typo, with small
//! words around), is no question to the bot, and has not much else in it. A denied answer is none.

mod lexicon;
mod scan;
mod score;
mod spelling;
mod time;

use self::{
    lexicon::Lexicon,
    scan::{Part, Scan},
};
use crate::{
    script::{DURATION, Id, Kind, NRS, Question, Script, Words},
    text,
};

/// Longest text that is looked at as an answer, in characters; an answer is short.
const ANSWER_CHARS_MAX: usize = 200;
/// Strange words that are let pass at most; fewer beside a short answer.
const STRANGE_MAX: usize = 3;

/// The answers that a text gives to a question; empty if it is not clearly one.
#[must_use]
pub fn answers(script: &Script, words: &Words, question: &Question, text: &str) -> Vec<Id> {
    // A warning sign is never left to a lucky guess, and consent is a button.
    if !matches!(question.kind, Kind::One | Kind::Many) || text.chars().count() > ANSWER_CHARS_MAX {
        return Vec::new();
    }
    let lexicon = Lexicon::of(script, words, question);
    let read = text::words(text);
    if lexicon.asks(&read) {
        return Vec::new();
    }
    let scan = Scan::of(&lexicon, &read);
    let strange = |at: &usize| scan.parts[*at] == Part::Strange;
    let explains = question.kind == Kind::One && scan.begins();
    if !explains && (0..read.len()).filter(strange).any(|at| lexicon.is_other(&read[at].text)) {
        return Vec::new();
    }
    let doubtful = |strange: usize| strange > 0 && text.contains('?');
    if *script.recorded(question) == NRS {
        let score =
            score::read(&lexicon, &scan).filter(|_| !doubtful((0..read.len()).filter(strange).count()));
        return score.into_iter().collect();
    }
    let length = if *script.recorded(question) == DURATION { time::read(&lexicon, &read) } else { None };
    let counted = length.as_ref().map_or(&[][..], |length| &length.words);
    let mut found = scan.said_outside(counted);
    for id in length.iter().filter_map(|length| time::band(question, length.hours)) {
        if !found.contains(&id) {
            found.push(id);
        }
    }
    // When something was is no part of what it is: "surgery 3 weeks ago".
    let beside = |at: &usize| !counted.contains(at) && !time::is_part(&lexicon, &read[*at].text);
    let strange = (0..read.len()).filter(strange).filter(beside).count();
    let passed = match question.kind {
        _ if !counted.is_empty() => 1,
        // "Yes, I went there…": what follows explains it.
        _ if explains => scan.own() + 2,
        Kind::One => scan.own(),
        _ => scan.own() + 1,
    };
    let clear = strange <= passed.min(STRANGE_MAX) && !doubtful(strange);
    let alone = |id: &Id| found.len() > 1 && (question.kind == Kind::One || lexicon.stands_alone(id));
    if clear && !found.iter().any(alone) { found } else { Vec::new() }
}

/// Whether two captions read the same, whatever their case and signs.
#[must_use]
pub fn same(one: &str, other: &str) -> bool {
    let (one, other) = (text::folded(one), text::folded(other));
    !one.is_empty() && one == other
}
