//! How people type an answer, in one language: `phrases.toml` beside the `.ftl` files.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Id;
use crate::text::Spelt;

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
    /// Words that join two answers of which one is meant, or that are denied together.
    #[serde(default)]
    pub or: Vec<String>,
    /// Words that deny the answer behind them.
    #[serde(default)]
    pub not: Vec<String>,
    /// Words that deny the answer before them, at the end of a clause.
    #[serde(default)]
    pub not_after: Vec<String>,
    /// Words that speak of somebody else: such a text is no answer.
    #[serde(default)]
    pub others: Vec<String>,
    /// Words that speak of another time: a number beside one is not how strong it is now.
    #[serde(default)]
    pub past: Vec<String>,
    /// How a question to the bot begins.
    #[serde(default)]
    pub asks: Vec<String>,
    /// How lengths of time are said.
    #[serde(default)]
    pub time: Times,
    /// Other ways to give an answer, by question (its own id, or the one that it records) and answer.
    #[serde(default)]
    pub answer: BTreeMap<Id, BTreeMap<Id, Vec<String>>>,
}

/// The words of lengths of time.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Times {
    /// Minutes.
    #[serde(default)]
    pub minute: Vec<String>,
    /// Hours.
    #[serde(default)]
    pub hour: Vec<String>,
    /// Days.
    #[serde(default)]
    pub day: Vec<String>,
    /// Weeks.
    #[serde(default)]
    pub week: Vec<String>,
    /// Months.
    #[serde(default)]
    pub month: Vec<String>,
    /// "More than", before an amount.
    #[serde(default)]
    pub more: Vec<String>,
    /// "Less than", before an amount.
    #[serde(default)]
    pub less: Vec<String>,
    /// Before a time of day.
    #[serde(default)]
    pub at: Vec<String>,
    /// "And a half", behind an amount or its unit.
    #[serde(default)]
    pub half: Vec<String>,
    /// Words for amounts; the names are numbers ("1.5").
    #[serde(default)]
    pub amount: BTreeMap<String, Vec<String>>,
}

/// The phrases of one language as they are looked for: every word folded, with its stem. Made once, at the first text
/// that may be an answer.
#[derive(Debug, Default)]
pub struct Ready {
    /// See [`Phrases::filler`].
    pub filler: Vec<String>,
    /// See [`Phrases::and`].
    pub and: Vec<String>,
    /// See [`Phrases::or`].
    pub or: Vec<String>,
    /// See [`Phrases::not`].
    pub not: Vec<String>,
    /// See [`Phrases::not_after`]: the words of each.
    pub not_after: Vec<Vec<String>>,
    /// See [`Phrases::others`].
    pub others: Vec<Spelt>,
    /// See [`Phrases::past`].
    pub past: Vec<String>,
    /// See [`Phrases::asks`]: the words of each.
    pub asks: Vec<Vec<String>>,
    /// The ways to answer each question, its captions among them.
    pub answers: BTreeMap<Id, Vec<Way>>,
}

/// One way to give an answer.
#[derive(Debug)]
pub struct Way {
    /// The answer.
    pub answer: Id,
    /// Its words, and whether others may stand before each.
    pub words: Vec<(Spelt, bool)>,
    /// Whether it must be the whole text.
    pub whole: bool,
}
