//! How people write, by what they mean: about each topic (`examples.toml`), with each warning sign (`signs.toml`), in
//! answer to each question (`answers.toml`), and about none of these. `understand` learns from these texts to tell them
//! apart; this file knows nothing of the learning. The build script compiles it, too.

use std::collections::BTreeMap;

use serde::{Deserialize, de::DeserializeOwned};

/// The files of one language.
pub const EXAMPLE_FILES: [&str; 4] = [TOPICS, UNRELATED, SIGNS, ANSWERS];

const TOPICS: &str = "examples.toml";
const UNRELATED: &str = "unrelated.toml";
const SIGNS: &str = "signs.toml";
const ANSWERS: &str = "answers.toml";

/// Texts by what they mean.
pub type ByClass = BTreeMap<String, Vec<String>>;

/// The examples of one language.
#[derive(Debug, Default)]
pub struct Examples {
    /// About each topic.
    pub topics: ByClass,
    /// About nothing that the bot knows.
    pub unrelated: Vec<String>,
    /// Of people who have this sign.
    pub signs: ByClass,
    /// What looks alarming, and is not.
    pub harmless: Vec<String>,
    /// By question (its own id, or the one that it records) and answer.
    pub answers: BTreeMap<String, ByClass>,
    /// What is said when a question is asked, and answers none.
    pub no_answers: Vec<String>,
}

/// `examples.toml`; explained at its head, as are the others.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct TopicsFile {
    #[serde(default)]
    topic: ByClass,
}

/// `unrelated.toml`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct UnrelatedFile {
    #[serde(default)]
    unrelated: Vec<String>,
}

/// `signs.toml`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignsFile {
    #[serde(default)]
    sign: ByClass,
    #[serde(default)]
    other: Vec<String>,
}

/// `answers.toml`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswersFile {
    #[serde(default)]
    answer: BTreeMap<String, ByClass>,
    #[serde(default)]
    other: Vec<String>,
}

impl Examples {
    /// Reads the files of a language, each of which may be missing. One that cannot be read is as good as empty, and
    /// `fault` hears of it.
    pub fn read<'a>(
        text_of: impl Fn(&str) -> Option<&'a str>,
        mut fault: impl FnMut(&str, &str, toml::de::Error),
    ) -> Self {
        let TopicsFile { topic } = file(&text_of, TOPICS, &mut fault);
        let UnrelatedFile { unrelated } = file(&text_of, UNRELATED, &mut fault);
        let SignsFile { sign, other: harmless } = file(&text_of, SIGNS, &mut fault);
        let AnswersFile { answer, other: no_answers } = file(&text_of, ANSWERS, &mut fault);
        Self { topics: topic, unrelated, signs: sign, harmless, answers: answer, no_answers }
    }

    /// What is about something else than warning signs.
    pub fn about_something_else(&self) -> impl Iterator<Item = &Vec<String>> {
        self.topics.values().chain(self.answers.values().flat_map(BTreeMap::values))
    }
}

fn file<'a, T: DeserializeOwned + Default>(
    text_of: &impl Fn(&str) -> Option<&'a str>,
    name: &str,
    fault: &mut impl FnMut(&str, &str, toml::de::Error),
) -> T {
    let text = text_of(name).unwrap_or_default();
    toml::from_str(text).unwrap_or_else(|error| {
        fault(name, text, error);
        T::default()
    })
}
