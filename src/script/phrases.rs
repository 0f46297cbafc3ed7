//! How people type an answer, in one language: `phrases.toml` beside the `.ftl` files.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Id;

/// The phrases of one language. Explained at the head of the file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrases {
    /// Words that may stand around an answer without changing it.
    #[serde(default)]
    pub filler: Vec<String>,
    /// Words that separate two answers.
    #[serde(default)]
    pub and: Vec<String>,
    /// Other ways to give an answer, by recorded question and answer.
    #[serde(default)]
    pub answer: BTreeMap<Id, BTreeMap<Id, Vec<String>>>,
}
