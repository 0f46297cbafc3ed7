//! Answers to the pending question in free text, where they are unambiguous. In doubt it is no answer: the question
//! is asked again.

use crate::{
    script::{Answer, Id, Kind, NRS, Question, Script, Words, key},
    text,
};

/// Longest text that is looked at as an answer, in characters; an answer is short.
const ANSWER_CHARS_MAX: usize = 200;

/// The answers that a text gives to a question; empty if it is not clearly one.
#[must_use]
pub fn answers(script: &Script, words: &Words, question: &Question, text: &str) -> Vec<Id> {
    if text.chars().count() > ANSWER_CHARS_MAX {
        return Vec::new();
    }
    let tokens = tokens(text);
    let reader = Reader { script, words, question };
    match question.kind {
        Kind::One => reader.one(&tokens).into_iter().collect(),
        Kind::Many => reader.many(&tokens),
        // A warning sign is never left to a lucky guess, and consent is a button.
        Kind::Signs | Kind::Consent | Kind::Opener => Vec::new(),
    }
}

/// Whether two captions read the same, whatever their case and signs.
#[must_use]
pub fn same(one: &str, other: &str) -> bool {
    let (one, other) = (tokens(one), tokens(other));
    !one.is_empty() && one == other
}

/// The words of a text, without what separates them.
fn tokens(text: &str) -> Vec<String> {
    text::words(text).into_iter().map(|word| word.text).collect()
}

struct Reader<'a> {
    script: &'a Script,
    words: &'a Words,
    question: &'a Question,
}

impl Reader<'_> {
    fn one(&self, tokens: &[String]) -> Option<Id> {
        if *self.script.recorded(self.question) == NRS
            && let Some(score) = self.score(tokens)
        {
            return Some(score);
        }
        let mut matching = self.question.answers.iter().filter(|answer| self.says(answer, tokens));
        let only = matching.next()?;
        matching.next().is_none().then(|| only.id.clone())
    }

    /// "neck, shoulder and head": every part must be an answer.
    fn many(&self, tokens: &[String]) -> Vec<Id> {
        if let Some(only) = self.one(tokens) {
            return vec![only];
        }
        let and = &self.words.phrases().and;
        let mut found = Vec::new();
        let mut rest: Vec<String> = tokens.iter().filter(|token| !and.contains(token)).cloned().collect();
        while !rest.is_empty() {
            // The longest beginning that is an answer, so that "low back" is not read as "back".
            let Some((length, id)) =
                (1..=rest.len()).rev().find_map(|length| Some((length, self.one(&rest[..length])?)))
            else {
                return Vec::new();
            };
            if !found.contains(&id) {
                found.push(id);
            }
            rest.drain(..length);
        }
        let alone = |id: &Id| self.question.answers.iter().any(|answer| answer.id == *id && answer.alone);
        if found.len() > 1 && found.iter().any(alone) { Vec::new() } else { found }
    }

    /// "7", "7/10", "seven", "about 7 out of 10"; nothing that has another number in it.
    fn score(&self, tokens: &[String]) -> Option<Id> {
        let scores: Vec<Option<&Answer>> = tokens
            .iter()
            .filter(|token| !self.is_filler(token))
            .map(|token| {
                self.question.answers.iter().find(|answer| self.says(answer, std::slice::from_ref(token)))
            })
            .collect();
        match scores[..] {
            [Some(score)] => Some(score.id.clone()),
            [Some(score), Some(top)] if top.id == "10" => Some(score.id.clone()),
            _ => None,
        }
    }

    fn is_filler(&self, token: &str) -> bool {
        self.words.phrases().filler.iter().any(|filler| filler == token)
    }

    /// Whether the text is this answer's caption, one of its phrases, or its plain id where that is a number.
    fn says(&self, answer: &Answer, text: &[String]) -> bool {
        let bare = |text: &[String]| -> Vec<String> {
            text.iter().filter(|token| !self.is_filler(token)).cloned().collect()
        };
        let captions = self.script.caption_question(self.question);
        let caption = self.words.say(&key::answer(&captions.id, &answer.id), &[]);
        let recorded = self.script.recorded(self.question);
        let phrases =
            self.words.phrases().answer.get(recorded).and_then(|by_answer| by_answer.get(answer.recorded()));
        let wanted = bare(text);
        // Small words may be added, not left out: "no" is not "no pain".
        let complete = |known: &[String]| known.iter().all(|token| text.contains(token));
        std::iter::once(caption.text.as_str())
            .chain(phrases.into_iter().flatten().map(String::as_str))
            .map(tokens)
            .chain(std::iter::once(vec![answer.id.to_string()]).filter(|_| answer.id.parse::<u8>().is_ok()))
            .any(|known| known == text || (!wanted.is_empty() && complete(&known) && bare(&known) == wanted))
    }
}
