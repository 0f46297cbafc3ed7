//! Answers to the pending question in free text, where they are unambiguous. In doubt it is no answer: the question
//! is asked again.
//!
//! A text is an answer if it says what one of the question's phrases says (in other forms, with a typo, with small
//! words around), is no question to the bot, and has not much else in it. A denied answer is none. What the phrases miss
//! or see among many other words is left to its likeness to the examples.

mod lexicon;
mod likeness;
mod scan;
mod score;
mod time;

use self::{
    lexicon::{Lexicon, begins},
    likeness::likeness,
    scan::{Part, Scan},
};
use crate::{
    script::{DURATION, Id, Kind, NRS, Question, Script, TREND, Words},
    text::{self, Spelt},
};

/// Longest text that is looked at as an answer, in characters; an answer is short.
const ANSWER_CHARS_MAX: usize = 200;
/// Longest story of which one sentence may be the answer.
const STORY_CHARS_MAX: usize = 700;
/// How much more like an answer than like none a text must be, and how far ahead of the next answer, if the phrases see
/// none; and how much if they see it among other words.
const SURE: f32 = -0.3;
const AHEAD: f32 = 0.1;
const PERHAPS: f32 = -0.8;
/// Longest text that only says how it has become, in words.
const HOW_WORDS_MAX: usize = 5;
/// Strange words that are let pass at most; fewer beside a short answer.
const STRANGE_MAX: usize = 3;

/// The answers that a text gives to a question; empty if it is not clearly one.
#[must_use]
pub fn answers(script: &Script, words: &Words, question: &Question, text: &str) -> Vec<Id> {
    // Consent is a button, and so is the first line of a check-in.
    if matches!(question.kind, Kind::Consent | Kind::Opener) || text.chars().count() > STORY_CHARS_MAX {
        return Vec::new();
    }
    let lexicon = Lexicon::of(script, words, question);
    if question.kind == Kind::Signs {
        return denial(question, &lexicon, text);
    }
    let said = Said::of(script, question, &lexicon, text);
    if said.clear && !said.answers.is_empty() {
        return said.answers;
    }
    let one = one_sentence(script, question, &lexicon, text);
    if !one.is_empty() {
        return one;
    }
    if !said.may_be || text.chars().count() > ANSWER_CHARS_MAX {
        return Vec::new();
    }
    let number = *script.recorded(question) == NRS;
    likely(&likeness(script, words, question, &text::words(text)), said, number)
}

/// Whether a text only says how it has become, whatever is asked: "it got better", "worse today". No question, and no
/// more than a few words that mean nothing else.
pub(super) fn says_how(script: &Script, words: &Words, text: &str) -> bool {
    let Some(trend) = script.question(TREND) else { return false };
    let read = text::words(text);
    if text.contains('?') || read.len() > HOW_WORDS_MAX {
        return false;
    }
    let lexicon = Lexicon::of(script, words, trend);
    let said = Said::of(script, trend, &lexicon, text);
    said.clear && !said.answers.is_empty() && !Scan::of(&lexicon, &read).parts.contains(&Part::Strange)
}

/// "None of these": a warning sign is never left to a lucky guess, so every word of the text must be one of the phrases
/// that deny them all. Which of them is there, the warning signs themselves tell.
fn denial(question: &Question, lexicon: &Lexicon, text: &str) -> Vec<Id> {
    let Some(none) = question.answers.iter().find(|answer| answer.alone) else { return Vec::new() };
    let said: Vec<Spelt> = text::words(text).iter().map(|word| lexicon.spelt(word)).collect();
    if said.is_empty() || text.contains('?') {
        return Vec::new();
    }
    let phrases = || lexicon.phrases.iter().filter(|phrase| phrase.answer == none.id);
    // Up to which words the text is made of phrases.
    let mut ends = vec![false; said.len() + 1];
    ends[0] = true;
    for at in 0..said.len() {
        if ends[at] {
            phrases()
                .filter_map(|phrase| begins(phrase, &said[at..]))
                .for_each(|length| ends[at + length] = true);
        }
    }
    if ends[said.len()] { vec![none.id.clone()] } else { Vec::new() }
}

/// What the sentences of a story say that are answers by themselves: "It was lovely. I'd say a 6."
fn one_sentence(script: &Script, question: &Question, lexicon: &Lexicon, text: &str) -> Vec<Id> {
    let parts: Vec<&str> = sentences(text).collect();
    let mut found: Vec<Id> = Vec::new();
    if parts.len() > 1 {
        let clear =
            parts.iter().map(|part| Said::of(script, question, lexicon, part)).filter(|said| said.clear);
        for id in clear.flat_map(|said| said.answers) {
            if !found.contains(&id) {
                found.push(id);
            }
        }
    }
    let alone = |id: &Id| question.kind == Kind::One || lexicon.stands_alone(id);
    if found.len() > 1 && found.iter().any(alone) { Vec::new() } else { found }
}

/// The sentences of a text with their ends.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['!', '?', '\n', ';'])
        .flat_map(|line| line.split_inclusive(". "))
        .filter(|part| !text::words(part).is_empty())
}

/// What the phrases of a question see in a text.
#[derive(Default)]
struct Said {
    /// The answers that stand in it.
    answers: Vec<Id>,
    /// Those that it denies.
    denied: Vec<Id>,
    /// Whether it says these and not much else.
    clear: bool,
    /// Whether these may be given together.
    fits: bool,
    /// Whether it may be an answer at all: it asks nothing, and is about the writer.
    may_be: bool,
}

impl Said {
    fn of(script: &Script, question: &Question, lexicon: &Lexicon, text: &str) -> Self {
        let read = text::words(text);
        let scan = Scan::of(lexicon, &read);
        let strange = |at: &usize| scan.parts[*at] == Part::Strange;
        let explains = question.kind == Kind::One && scan.begins();
        let of_others = || (0..read.len()).filter(strange).any(|at| lexicon.is_other(&read[at].text));
        if lexicon.asks(&read) || (!explains && of_others()) {
            return Self::default();
        }
        if *script.recorded(question) == NRS {
            return Self::score(lexicon, &scan, text);
        }
        let length = if *script.recorded(question) == DURATION { time::read(lexicon, &read) } else { None };
        let counted = length.as_ref().map_or(&[][..], |length| &length.words);
        let mut answers = scan.said_outside(counted);
        for id in length.iter().filter_map(|length| time::band(question, length.hours)) {
            if !answers.contains(&id) {
                answers.push(id);
            }
        }
        // When something was is no part of what it is: "surgery 3 weeks ago".
        let beside = |at: &usize| !counted.contains(at) && !time::is_part(lexicon, &read[*at].text);
        let strange = (0..read.len()).filter(strange).filter(beside).count();
        let passed = match question.kind {
            _ if !counted.is_empty() => 1,
            // "Yes, I went there…": what follows explains it.
            _ if explains => scan.own() + 2,
            Kind::One => scan.own(),
            _ => scan.own() + 1,
        };
        let alone = |id: &Id| answers.len() > 1 && (question.kind == Kind::One || lexicon.stands_alone(id));
        let fits = !answers.iter().any(alone);
        let may_be = strange == 0 || !text.contains('?');
        let clear = may_be && fits && strange <= passed.min(STRANGE_MAX);
        Self { answers, denied: scan.denied().cloned().collect(), clear, fits, may_be }
    }

    fn score(lexicon: &Lexicon, scan: &Scan, text: &str) -> Self {
        if text.contains('?') && scan.parts.contains(&Part::Strange) {
            return Self::default();
        }
        let Some((id, clear)) = score::read(lexicon, scan) else { return Self::default() };
        Self { answers: vec![id], clear, fits: true, may_be: true, ..Self::default() }
    }
}

/// What the phrases leave open, the examples may settle. Of a number they need not know which one it is.
fn likely(ranked: &[(Id, f32)], said: Said, number: bool) -> Vec<Id> {
    let mut open = ranked.iter().filter(|(id, _)| !said.denied.contains(id));
    let Some((best, score)) = open.next() else { return Vec::new() };
    let next = open.next().map_or(f32::MIN, |(_, score)| *score);
    let seen = |(id, like): &(Id, f32)| (number || said.answers.contains(id)) && *like >= PERHAPS;
    if said.fits && !said.answers.is_empty() && ranked.iter().any(seen) {
        return said.answers;
    }
    let among = said.answers.is_empty() || said.answers.contains(best);
    if among && *score >= SURE && *score - next >= AHEAD { vec![best.clone()] } else { Vec::new() }
}

/// Whether two captions read the same, whatever their case and signs.
#[must_use]
pub fn same(one: &str, other: &str) -> bool {
    let (one, other) = (text::folded(one), text::folded(other));
    !one.is_empty() && one == other
}
