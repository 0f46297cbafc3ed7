//! What a client answered in one round of questions.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use super::Id;

/// What was answered to one question.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Given {
    /// The client chose not to answer.
    Skipped,
    /// The answers, in the order of the file; never empty once the question is done.
    Picked(Vec<Id>),
}

/// The answers by question. Prints itself redacted: these are symptoms.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(BTreeMap<Id, Given>);

impl Answers {
    /// What was given to `question`, if it was asked.
    #[must_use]
    pub fn get(&self, question: &str) -> Option<&Given> {
        self.0.get(question)
    }

    /// The picked answers of `question`; none if it was skipped or not asked.
    #[must_use]
    pub fn picked(&self, question: &str) -> &[Id] {
        match self.0.get(question) {
            Some(Given::Picked(ids)) => ids,
            Some(Given::Skipped) | None => &[],
        }
    }

    /// Whether `answer` was picked.
    #[must_use]
    pub fn has(&self, question: &str, answer: &str) -> bool {
        self.picked(question).iter().any(|id| *id == *answer)
    }

    /// Replaces what was given to `question`.
    pub fn set(&mut self, question: &Id, given: Given) {
        self.0.insert(question.clone(), given);
    }

    /// Forgets what was given to `question`.
    pub fn clear(&mut self, question: &str) {
        self.0.remove(question);
    }

    /// Adds one answer to those picked; repeating it changes nothing.
    pub fn add(&mut self, question: &Id, answer: &Id) {
        let entry = self.0.entry(question.clone()).or_insert(Given::Skipped);
        match entry {
            Given::Skipped => *entry = Given::Picked(vec![answer.clone()]),
            Given::Picked(ids) if !ids.contains(answer) => ids.push(answer.clone()),
            Given::Picked(_) => {}
        }
    }

    /// Takes one answer away; the question counts as not answered when none is left.
    pub fn remove(&mut self, question: &Id, answer: &str) {
        if let Some(Given::Picked(ids)) = self.0.get_mut(question) {
            ids.retain(|id| *id != *answer);
            if ids.is_empty() {
                self.0.remove(question);
            }
        }
    }

    /// Whether any question was skipped.
    #[must_use]
    pub fn any_skipped(&self) -> bool {
        self.0.values().any(|given| matches!(given, Given::Skipped))
    }

    /// Every question with what was given to it.
    pub fn iter(&self) -> impl Iterator<Item = (&Id, &Given)> {
        self.0.iter()
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answers({} questions)", self.0.len())
    }
}

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Given(..)")
    }
}
