//! How people ask about the topics, and how they write about anything else: the texts from which `understand` learns
//! to tell them apart. Knows nothing of the learning.

use std::{borrow::Cow, collections::BTreeMap, sync::OnceLock};

use serde::Deserialize;

use super::Id;

/// `examples.toml` and `unrelated.toml` of one language; explained at their heads.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Examples {
    /// How people ask, by topic.
    #[serde(default)]
    topic: BTreeMap<Id, Vec<String>>,
    #[serde(skip)]
    unrelated: Vec<String>,
    #[serde(skip)]
    learnt: OnceLock<Cow<'static, [u8]>>,
}

/// `unrelated.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Unrelated {
    #[serde(default)]
    unrelated: Vec<String>,
}

impl Examples {
    /// With the texts that ask about no topic.
    pub(super) fn and(self, unrelated: Unrelated) -> Self {
        Self { unrelated: unrelated.unrelated, ..self }
    }

    /// The examples by topic.
    #[must_use]
    pub fn by_topic(&self) -> &BTreeMap<Id, Vec<String>> {
        &self.topic
    }

    /// Texts that ask about no topic.
    #[must_use]
    pub fn unrelated(&self) -> &[String] {
        &self.unrelated
    }

    /// What was learnt from these examples: made once, when it is first needed, and kept beside them.
    #[must_use]
    pub fn learnt(&self, learn: impl FnOnce() -> Cow<'static, [u8]>) -> &[u8] {
        self.learnt.get_or_init(learn)
    }
}
