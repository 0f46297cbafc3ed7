//! How urgent it is: the five outcomes of the clinical brief, 3.3.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a client should do. Ordered: a later variant is more urgent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Urgency {
    /// `0`: look after yourself.
    #[serde(rename = "0")]
    SelfCare,
    /// `1`: tell your therapist.
    #[serde(rename = "1")]
    Therapist,
    /// `2`: see a doctor in the next 1-3 days.
    #[serde(rename = "2")]
    Doctor,
    /// `3b`: be seen today.
    #[serde(rename = "3b")]
    Today,
    /// `3a`: call an ambulance now.
    #[serde(rename = "3a")]
    Ambulance,
}

impl Urgency {
    /// All of them, the mildest first.
    pub const ALL: [Self; 5] = [Self::SelfCare, Self::Therapist, Self::Doctor, Self::Today, Self::Ambulance];

    /// The short name of the brief: `0`, `1`, `2`, `3b`, `3a`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::SelfCare => "0",
            Self::Therapist => "1",
            Self::Doctor => "2",
            Self::Today => "3b",
            Self::Ambulance => "3a",
        }
    }

    /// Whether the client is told to act now or today, whatever else was being asked.
    #[must_use]
    pub fn interrupts(self) -> bool {
        self >= Self::Today
    }
}

impl fmt::Display for Urgency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
