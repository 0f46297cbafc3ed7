//! How people write, by what they mean: about each topic (`examples.toml`), with each warning sign (`signs.toml`), and
//! about neither. `understand` learns from these texts to tell them apart; this file knows nothing of the learning.

use std::{borrow::Cow, collections::BTreeMap, sync::OnceLock};

use serde::Deserialize;

use super::Id;

/// Texts of several classes, and of none of them.
#[derive(Debug, Default)]
pub struct Examples {
    by_class: BTreeMap<Id, Vec<String>>,
    others: Vec<String>,
    learnt: OnceLock<Cow<'static, [u8]>>,
}

/// `examples.toml` of one language; explained at its head.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TopicsFile {
    #[serde(default)]
    topic: BTreeMap<Id, Vec<String>>,
}

/// `unrelated.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UnrelatedFile {
    #[serde(default)]
    unrelated: Vec<String>,
}

/// `signs.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignsFile {
    #[serde(default)]
    sign: BTreeMap<Id, Vec<String>>,
    #[serde(default)]
    other: Vec<String>,
}

/// `answers.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswersFile {
    #[serde(default)]
    answer: BTreeMap<Id, BTreeMap<Id, Vec<String>>>,
    #[serde(default)]
    other: Vec<String>,
}

impl Examples {
    /// How people answer, by question.
    pub(super) fn of_answers(answers: AnswersFile) -> BTreeMap<Id, Self> {
        let AnswersFile { answer, other } = answers;
        let of = |by_class| Self { by_class, others: other.clone(), learnt: OnceLock::new() };
        answer.into_iter().map(|(question, by_class)| (question, of(by_class))).collect()
    }

    /// What people ask about.
    pub(super) fn of_topics(topics: TopicsFile, unrelated: UnrelatedFile) -> Self {
        Self { by_class: topics.topic, others: unrelated.unrelated, learnt: OnceLock::new() }
    }

    /// What people have.
    pub(super) fn of_signs(signs: SignsFile) -> Self {
        Self { by_class: signs.sign, others: signs.other, learnt: OnceLock::new() }
    }

    /// The examples by topic or sign.
    #[must_use]
    pub fn by_class(&self) -> &BTreeMap<Id, Vec<String>> {
        &self.by_class
    }

    /// Texts that belong to none.
    #[must_use]
    pub fn others(&self) -> &[String] {
        &self.others
    }

    /// What was learnt from these examples: made once, when it is first needed, and kept beside them.
    #[must_use]
    pub fn learnt(&self, learn: impl FnOnce() -> Cow<'static, [u8]>) -> &[u8] {
        self.learnt.get_or_init(learn)
    }
}
