//! Answers that the phrases miss: by likeness to how people answered (`answers.toml`), against what is no answer.

use crate::{
    script::{Examples, Id, Question, Script, Words},
    text::{Stems, Word},
    understand::{
        learn::{Lesson, Model},
        prepared::prepared_or_learnt,
    },
};

/// The answers of a question with how much more the text is like each than like none.
pub(super) fn likeness(script: &Script, words: &Words, question: &Question, read: &[Word]) -> Vec<(Id, f32)> {
    let known = words.answers();
    let Some(examples) = known.get(&question.id).or_else(|| known.get(script.recorded(question))) else {
        return Vec::new();
    };
    let Some(model) = Model::read(examples.learnt(|| prepared_or_learnt(&lesson(words, examples)))) else {
        return Vec::new();
    };
    let scores = model.scores(&Stems::of(words.code()), read);
    let Some((none, of_answers)) = scores.split_first() else { return Vec::new() };
    let mut ranked: Vec<(Id, f32)> = examples
        .by_class()
        .keys()
        .zip(of_answers)
        .filter_map(|(id, score)| Some((own(question, id)?, score - none)))
        .collect();
    ranked.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    ranked
}

/// The answer of this question that goes by this id, or is recorded as it.
fn own(question: &Question, id: &Id) -> Option<Id> {
    let mut answers = question.answers.iter();
    answers.find(|answer| answer.id == *id || answer.recorded() == id).map(|answer| answer.id.clone())
}

fn lesson<'a>(words: &'a Words, examples: &'a Examples) -> Lesson<'a> {
    Lesson {
        language: words.code(),
        classes: examples.by_class().values().map(Vec::as_slice).collect(),
        others: vec![examples.others(), words.examples().others()],
    }
}
