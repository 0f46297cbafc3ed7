//! What is learnt from which examples.

use crate::script::{ByClass, Examples};

/// What there is to learn from in one language.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lesson<'a> {
    /// The language code; decides how words are stemmed.
    pub(crate) language: &'a str,
    /// The texts of each class, by its column in the model.
    pub(crate) classes: Vec<(&'a str, &'a [String])>,
    /// Texts of no class: column 0.
    pub(crate) others: Vec<&'a [String]>,
}

impl<'a> Lesson<'a> {
    /// To tell topics.
    pub(crate) fn topics(language: &'a str, examples: &'a Examples) -> Self {
        Self { language, classes: classes(&examples.topics), others: vec![&examples.unrelated] }
    }

    /// To tell warning signs from what looks alarming and is not, and from all that people write about other things.
    pub(crate) fn signs(language: &'a str, examples: &'a Examples) -> Self {
        let none = [&examples.harmless, &examples.unrelated].into_iter();
        let others = none.chain(examples.about_something_else()).map(Vec::as_slice).collect();
        Self { language, classes: classes(&examples.signs), others }
    }

    /// To tell the answers of each question.
    pub(crate) fn answers(
        language: &'a str,
        examples: &'a Examples,
    ) -> impl Iterator<Item = (&'a str, Self)> {
        let others: Vec<&[String]> = vec![&examples.no_answers, &examples.unrelated];
        examples.answers.iter().map(move |(question, answers)| {
            (question.as_str(), Self { language, classes: classes(answers), others: others.clone() })
        })
    }
}

fn classes(texts: &ByClass) -> Vec<(&str, &[String])> {
    texts.iter().map(|(class, texts)| (class.as_str(), texts.as_slice())).collect()
}
