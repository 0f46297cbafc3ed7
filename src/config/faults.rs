//! What is wrong with the settings: every fault at once, one sentence each, never a value (it may be secret).

use std::fmt;

/// What is wrong with a value, and what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault(pub &'static str, pub &'static str);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(problem, cure) = self;
        write!(f, "it {problem}; {cure}")
    }
}

impl std::error::Error for Fault {}

/// Every fault of the settings.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigError {
    sentences: Vec<String>,
}

impl ConfigError {
    pub(super) fn one(sentence: String) -> Self {
        Self { sentences: vec![sentence] }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentences.join(" "))
    }
}

impl std::error::Error for ConfigError {}

/// Faults while they are collected.
#[derive(Default)]
pub(super) struct Faults(Vec<String>);

impl Faults {
    pub(super) fn add(&mut self, variable: &str, problem: &str, cure: &str) {
        self.0.push(format!("{variable} {problem}: {cure}."));
    }

    pub(super) fn check<T>(&mut self, variable: &str, value: Result<T, Fault>) -> Option<T> {
        value.map_err(|Fault(problem, cure)| self.add(variable, problem, cure)).ok()
    }

    pub(super) fn end(self) -> Result<(), ConfigError> {
        if self.0.is_empty() { Ok(()) } else { Err(ConfigError { sentences: self.0 }) }
    }
}
