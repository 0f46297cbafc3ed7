//! Warning signs in free text.

use crate::script::{Id, Script};

/// What is done about a text at once; the later the graver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Route {
    /// `2`: a doctor within days.
    Doctor,
    /// `3b`: be seen today.
    Today,
    /// `S`: somebody crossed a line; never told to the therapist.
    Safeguarding,
    /// `C`: thoughts of ending one's life.
    Crisis,
    /// `3a`: call an ambulance.
    Ambulance,
}

impl Route {
    /// The short name in reports and content.
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

/// A warning sign that a text reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What it asks for.
    pub route: Route,
    /// Which sign it is: an answer of the warning question, or another flag of the lexicon.
    pub flag: Id,
}

/// What the scan of a text for warning signs gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Warning {
    /// Every sign that the writer has now, the gravest first.
    pub hits: Vec<Hit>,
    /// The sign that the text may mean (a question, the past, somebody else, an unclear word): the client is asked
    /// whether it is happening to them now. `None` if a hit says as much.
    pub ask_back: Option<Hit>,
}

/// Looks for warning signs, in the lexicons of all languages.
#[must_use]
pub fn warning(_script: &Script, _text: &str) -> Warning {
    Warning::default()
}
