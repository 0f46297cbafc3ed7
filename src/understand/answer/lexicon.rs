//! The phrases of one question, ready to be looked for: those of its answers, and the small words around them.

use super::spelling::{Likeness, Spelt};
use crate::{
    script::{Answer, Id, Question, Script, Times, Words, key},
    text::{self, Stems, Word},
};

/// Stands in a phrase for some words between two others.
const GAP: &str = "…";
/// Before a phrase that must be the whole text.
const WHOLE: char = '=';

/// One way to give an answer.
pub(super) struct Phrase {
    pub(super) answer: Id,
    /// Its words, and whether others may stand before each.
    pub(super) words: Vec<(Spelt, bool)>,
    pub(super) whole: bool,
}

impl Phrase {
    /// How many of these words it is, if they begin with it and nothing stands between its own.
    pub(super) fn begins(&self, words: &[Spelt]) -> Option<usize> {
        let begins = words.len() >= self.words.len()
            && self.words.iter().zip(words).all(|((known, _), word)| word.like(known).is_some());
        begins.then_some(self.words.len())
    }
}

pub(super) struct Lexicon<'a> {
    pub(super) phrases: Vec<Phrase>,
    pub(super) times: &'a Times,
    stems: Stems,
    question: &'a Question,
    filler: Vec<String>,
    and: Vec<String>,
    or: Vec<String>,
    not: Vec<String>,
    not_after: Vec<Vec<String>>,
    others: Vec<String>,
    past: Vec<String>,
    asks: Vec<Vec<String>>,
}

impl<'a> Lexicon<'a> {
    pub(super) fn of(script: &Script, words: &'a Words, question: &'a Question) -> Self {
        let known = words.phrases();
        let plain = |list: &[String]| -> Vec<String> { list.iter().map(|word| text::folded(word)).collect() };
        let mut lexicon = Self {
            phrases: Vec::new(),
            times: &known.time,
            stems: Stems::of(words.code()),
            question,
            filler: plain(&known.filler),
            and: plain(&known.and),
            or: plain(&known.or),
            not: plain(&known.not),
            not_after: known.not_after.iter().map(|end| split(end)).collect(),
            others: plain(&known.others),
            past: plain(&known.past),
            asks: known.asks.iter().map(|start| split(start)).collect(),
        };
        let captions = script.caption_question(question);
        let recorded = script.recorded(question);
        for answer in &question.answers {
            let caption = words.say(&key::answer(&captions.id, &answer.id), &[]);
            lexicon.add(answer, &caption.text);
            if answer.id.parse::<u8>().is_ok() {
                lexicon.add(answer, &answer.id);
            }
            let own = known.answer.get(&question.id).and_then(|answers| answers.get(&answer.id));
            let shared = known.answer.get(recorded).and_then(|answers| answers.get(answer.recorded()));
            for phrase in own.into_iter().chain(shared.filter(|_| own.is_none())).flatten() {
                lexicon.add(answer, phrase);
            }
        }
        lexicon
    }

    fn add(&mut self, answer: &Answer, phrase: &str) {
        let whole = phrase.starts_with(WHOLE);
        let mut words: Vec<(Spelt, bool)> = Vec::new();
        for (part, piece) in phrase.split(GAP).enumerate() {
            let spelt = split(piece).into_iter().map(|word| Spelt::new(&self.stems, &word));
            words.extend(spelt.enumerate().map(|(at, word)| (word, part > 0 && at == 0)));
        }
        if !words.is_empty() {
            self.phrases.push(Phrase { answer: answer.id.clone(), words, whole });
        }
    }

    pub(super) fn spelt(&self, word: &Word) -> Spelt {
        Spelt::new(&self.stems, &word.text)
    }

    /// Whether the word is one of these, in any form, rightly spelt.
    pub(super) fn is_one_of(&self, word: &str, list: &[String]) -> bool {
        let word = Spelt::new(&self.stems, word);
        let like = |known: &String| word.like(&Spelt::new(&self.stems, known)) >= Some(Likeness::Form);
        list.iter().any(like)
    }

    pub(super) fn is_small(&self, word: &str) -> bool {
        [&self.filler, &self.and].iter().any(|list| list.iter().any(|small| small == word))
    }

    pub(super) fn is_or(&self, word: &str) -> bool {
        self.or.iter().any(|or| or == word)
    }

    pub(super) fn is_not(&self, word: &str) -> bool {
        self.not.iter().any(|not| not == word)
    }

    /// Whether the word speaks of somebody else.
    pub(super) fn is_other(&self, word: &str) -> bool {
        self.is_one_of(word, &self.others)
    }

    /// Whether the word speaks of another time.
    pub(super) fn is_past(&self, word: &str) -> bool {
        self.past.iter().any(|past| past == word)
    }

    /// Whether what stands before these words is denied by them: small words, the denial, and a pause.
    pub(super) fn denies(&self, words: &[Word]) -> bool {
        self.not_after.iter().any(|end| {
            let small =
                words.iter().take_while(|word| self.is_small(&word.text) && word.text != end[0]).count();
            let rest = words.get(small..small + end.len()).unwrap_or_default();
            let ends = rest.last().is_some_and(|last| last.pause > text::Pause::None);
            ends && end.iter().zip(rest).all(|(known, word)| *known == word.text)
        })
    }

    /// Whether these words begin, or go on after a pause, like a question to the bot.
    pub(super) fn asks(&self, words: &[Word]) -> bool {
        let mut begins = true;
        words.iter().enumerate().any(|(at, word)| {
            let here = begins;
            // "Hi, is it…", "so is it…": small words before it change nothing.
            begins = word.pause > text::Pause::None || (here && self.is_small(&word.text));
            here && self.asks.iter().any(|start| {
                start.len() <= words.len() - at
                    && start.iter().zip(&words[at..]).all(|(known, word)| *known == word.text)
            })
        })
    }

    pub(super) fn stands_alone(&self, id: &Id) -> bool {
        self.question.answers.iter().any(|answer| answer.id == *id && answer.alone)
    }
}

fn split(phrase: &str) -> Vec<String> {
    text::words(phrase).into_iter().map(|word| word.text).collect()
}
