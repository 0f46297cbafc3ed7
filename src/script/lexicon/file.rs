//! The shapes of `warnings.toml` and `<language>/warnings.toml`, as serde reads them. Unknown fields are refused.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::script::Id;

/// `warnings.toml`: what holds in every language.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SharedFile {
    /// What each flag asks for.
    #[serde(default)]
    pub route: BTreeMap<Id, Route>,
    #[serde(default)]
    pub alarm: BTreeMap<Id, Vec<String>>,
    #[serde(default)]
    pub ask: BTreeMap<Id, Vec<String>>,
    #[serde(default)]
    pub raise: Vec<RaiseFile>,
}

/// `[[raise]]`: a flag that asks for more when other words are in the message.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RaiseFile {
    pub flag: Id,
    pub with: Vec<String>,
    pub to: Route,
}

/// `<language>/warnings.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LanguageFile {
    #[serde(default)]
    pub ordinary: Vec<String>,
    #[serde(default)]
    pub idioms: Vec<String>,
    #[serde(default)]
    pub numbers: BTreeMap<String, u32>,
    #[serde(default)]
    pub words: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub alarm: BTreeMap<Id, Vec<String>>,
    #[serde(default)]
    pub ask: BTreeMap<Id, Vec<String>>,
}

/// What is done about a text at once; the later the graver. Source: clinical brief, section 4.1 and the routes of
/// 4.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum Route {
    /// `2`: a doctor within days.
    #[serde(rename = "2")]
    Doctor,
    /// `3b`: be seen today.
    #[serde(rename = "3b")]
    Today,
    /// `S`: somebody crossed a line; never told to the therapist.
    #[serde(rename = "S")]
    Safeguarding,
    /// `C`: thoughts of ending one's life.
    #[serde(rename = "C")]
    Crisis,
    /// `3a`: call an ambulance.
    #[serde(rename = "3a")]
    Ambulance,
}

impl Route {
    /// The short name in reports and in the files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Ambulance => "3a",
            Self::Crisis => "C",
            Self::Safeguarding => "S",
            Self::Today => "3b",
            Self::Doctor => "2",
        }
    }
}
