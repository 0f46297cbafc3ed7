//! The phrases of one question, ready to be looked for: those of its answers, and the small words around them.

use crate::{
    script::{Answer, Id, Question, Ready, Script, Times, Way, Words, key},
    text::{self, Likeness, Spelt, Stems, Word},
};

/// Stands in a phrase for some words between two others.
const GAP: &str = "…";
/// Before a phrase that must be the whole text.
const WHOLE: char = '=';

/// How many of these words a phrase is, if they begin with it and nothing stands between its own.
pub(super) fn begins(phrase: &Way, words: &[Spelt]) -> Option<usize> {
    let begins = words.len() >= phrase.words.len()
        && phrase.words.iter().zip(words).all(|((known, _), word)| word.like(known).is_some());
    begins.then_some(phrase.words.len())
}

pub(super) struct Lexicon<'a> {
    pub(super) phrases: &'a [Way],
    pub(super) times: &'a Times,
    ready: &'a Ready,
    stems: Stems,
    question: &'a Question,
}

impl<'a> Lexicon<'a> {
    pub(super) fn of(script: &Script, words: &'a Words, question: &'a Question) -> Self {
        let ready = words.ready.get_or_init(|| ready(script, words));
        Self {
            phrases: ready.answers.get(&question.id).map_or(&[], Vec::as_slice),
            times: &words.phrases().time,
            ready,
            stems: Stems::of(words.code()),
            question,
        }
    }

    pub(super) fn spelt(&self, word: &Word) -> Spelt {
        Spelt::new(&self.stems, &word.text)
    }

    /// Whether the word is one of these, in any form, rightly spelt.
    pub(super) fn is_one_of(&self, word: &str, list: &[String]) -> bool {
        let word = Spelt::new(&self.stems, word);
        list.iter().any(|known| word.like(&Spelt::new(&self.stems, known)) >= Some(Likeness::Form))
    }

    pub(super) fn is_small(&self, word: &str) -> bool {
        [&self.ready.filler, &self.ready.and].iter().any(|list| list.iter().any(|small| small == word))
    }

    pub(super) fn is_or(&self, word: &str) -> bool {
        self.ready.or.iter().any(|or| or == word)
    }

    pub(super) fn is_not(&self, word: &str) -> bool {
        self.ready.not.iter().any(|not| not == word)
    }

    /// Whether the word speaks of somebody else.
    pub(super) fn is_other(&self, word: &str) -> bool {
        let word = Spelt::new(&self.stems, word);
        self.ready.others.iter().any(|known| word.like(known) >= Some(Likeness::Form))
    }

    /// Whether the word speaks of another time.
    pub(super) fn is_past(&self, word: &str) -> bool {
        self.ready.past.iter().any(|past| past == word)
    }

    /// Whether what stands before these words is denied by them: small words, the denial, and a pause.
    pub(super) fn denies(&self, words: &[Word]) -> bool {
        self.ready.not_after.iter().any(|end| {
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
            here && self.ready.asks.iter().any(|start| {
                start.len() <= words.len() - at
                    && start.iter().zip(&words[at..]).all(|(known, word)| *known == word.text)
            })
        })
    }

    pub(super) fn stands_alone(&self, id: &Id) -> bool {
        self.question.answers.iter().any(|answer| answer.id == *id && answer.alone)
    }
}

/// The phrases of a language with those of all questions.
fn ready(script: &Script, words: &Words) -> Ready {
    let known = words.phrases();
    let stems = Stems::of(words.code());
    let plain = |list: &[String]| -> Vec<String> { list.iter().map(|word| text::folded(word)).collect() };
    let split_all = |list: &[String]| -> Vec<Vec<String>> { list.iter().map(|words| split(words)).collect() };
    let questions = script.assessment().iter().chain(script.check_in_questions());
    Ready {
        filler: plain(&known.filler),
        and: plain(&known.and),
        or: plain(&known.or),
        not: plain(&known.not),
        not_after: split_all(&known.not_after),
        others: known.others.iter().map(|word| Spelt::new(&stems, word)).collect(),
        past: plain(&known.past),
        asks: split_all(&known.asks),
        answers: questions
            .map(|question| (question.id.clone(), phrases(script, words, &stems, question)))
            .collect(),
    }
}

/// The ways to answer a question: what stands on its buttons, and its phrases.
fn phrases(script: &Script, words: &Words, stems: &Stems, question: &Question) -> Vec<Way> {
    let known = words.phrases();
    let captions = script.caption_question(question);
    let recorded = script.recorded(question);
    let mut all = Vec::new();
    for answer in &question.answers {
        let caption = words.say(&key::answer(&captions.id, &answer.id), &[]);
        all.extend(phrase(stems, answer, &caption.text));
        if answer.id.parse::<u8>().is_ok() {
            all.extend(phrase(stems, answer, &answer.id));
        }
        let own = known.answer.get(&question.id).and_then(|answers| answers.get(&answer.id));
        let shared = known.answer.get(recorded).and_then(|answers| answers.get(answer.recorded()));
        let written = own.or(shared).into_iter().flatten();
        all.extend(written.filter_map(|written| phrase(stems, answer, written)));
    }
    all
}

fn phrase(stems: &Stems, answer: &Answer, written: &str) -> Option<Way> {
    let whole = written.starts_with(WHOLE);
    let mut words: Vec<(Spelt, bool)> = Vec::new();
    for (part, piece) in written.split(GAP).enumerate() {
        let spelt = split(piece).into_iter().map(|word| Spelt::new(stems, &word));
        words.extend(spelt.enumerate().map(|(at, word)| (word, part > 0 && at == 0)));
    }
    (!words.is_empty()).then(|| Way { answer: answer.id.clone(), words, whole })
}

fn split(phrase: &str) -> Vec<String> {
    text::words(phrase).into_iter().map(|word| word.text).collect()
}
