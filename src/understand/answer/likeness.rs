//! Answers that the phrases miss: by likeness to how people answered (`answers.toml`), against what is no answer.

use crate::{
    script::{Id, Question, Script, Words},
    text::{Stems, Word},
    understand::learnt,
};

/// The answers of a question with how much more the text is like each than like none.
pub(super) fn likeness(script: &Script, words: &Words, question: &Question, read: &[Word]) -> Vec<(Id, f32)> {
    let of = |question| learnt::answers(words, question);
    let Some(model) = of(&question.id).or_else(|| of(script.recorded(question))) else { return Vec::new() };
    let scores = model.scores(&Stems::of(words.code()), read);
    let Some((none, of_answers)) = scores.split_first() else { return Vec::new() };
    let mut ranked: Vec<(Id, f32)> = model
        .classes()
        .zip(of_answers)
        .filter_map(|(id, score)| Some((own(question, id)?, score - none)))
        .collect();
    ranked.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    ranked
}

/// The answer of this question that goes by this id, or is recorded as it.
fn own(question: &Question, id: &str) -> Option<Id> {
    let mut answers = question.answers.iter();
    answers.find(|answer| answer.id == *id || *answer.recorded() == *id).map(|answer| answer.id.clone())
}
