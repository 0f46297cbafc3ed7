//! What there is to learn in one language: its examples, unread until somebody needs them, and what was learnt.
//!
//! What is built in was learnt when the program was built, so that the texts, some megabytes, are not read at each start.

use std::{borrow::Cow, collections::BTreeMap, sync::OnceLock};

use super::{EXAMPLE_FILES, Examples, Source};

/// What was learnt, as `understand` writes it.
pub type Learnt = Cow<'static, [u8]>;

/// The examples of one language, with what was learnt from them so far.
#[derive(Default)]
pub struct Lessons {
    files: BTreeMap<&'static str, Cow<'static, str>>,
    changed: Vec<&'static str>,
    /// To tell topics.
    pub topics: OnceLock<Learnt>,
    /// To tell warning signs.
    pub signs: OnceLock<Learnt>,
    /// To tell the answers of each question.
    pub answers: OnceLock<BTreeMap<String, Learnt>>,
    /// To know common words from slips.
    pub common: OnceLock<Learnt>,
}

impl Lessons {
    pub(super) fn of(source: &Source, language: &str) -> Self {
        let path = |name: &str| format!("{language}/{name}");
        let text = |name: &'static str| Some((name, source.files.get(&path(name))?.clone()));
        let changed = EXAMPLE_FILES.into_iter().filter(|name| !source.is_built_in(&path(name)));
        Self {
            files: EXAMPLE_FILES.into_iter().filter_map(text).collect(),
            changed: changed.collect(),
            ..Self::default()
        }
    }

    /// Whether these files are what was built in.
    #[must_use]
    pub fn are_built_in(&self, files: &[&str]) -> bool {
        !self.changed.iter().any(|changed| files.contains(changed))
    }

    /// Reads the examples, which takes a while. What cannot be read is left out: `check` tells.
    #[must_use]
    pub fn examples(&self) -> Examples {
        Examples::read(|name| self.file(name), |_, _, _| {})
    }

    pub(super) fn file(&self, name: &str) -> Option<&str> {
        self.files.get(name).map(|text| &**text)
    }
}
