//! The shapes of the files in `dialogues/`, as serde reads them. Unknown fields are refused.
//!
//! What the fields mean stands at the head of each file, for the people who edit it.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

use super::{Id, Urgency};

/// `assessment.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AssessmentFile {
    #[serde(default)]
    pub question: Vec<Question>,
}

/// `triage.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TriageFile {
    #[serde(default)]
    pub rule: Vec<Rule>,
}

/// `checkins.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckInFile {
    #[serde(default)]
    pub question: Vec<Question>,
    #[serde(default)]
    pub check_in: Vec<CheckInPlan>,
}

/// `places.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlacesFile {
    pub quiet: QuietFile,
    #[serde(default)]
    pub emergency: BTreeMap<String, String>,
    #[serde(default)]
    pub helpline: BTreeMap<String, String>,
    #[serde(default)]
    pub zones: Vec<String>,
}

/// `quiet` in `places.toml`, local times `HH:MM`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuietFile {
    pub from: String,
    pub to: String,
}

/// One question; see the head of `assessment.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Name of the question.
    pub id: Id,
    /// How it is asked.
    pub kind: Kind,
    /// When it is asked.
    #[serde(default)]
    pub ask: Ask,
    /// The question whose answers these are; itself if `None`.
    #[serde(default)]
    pub records: Option<Id>,
    /// Whether the answers stand in order, the mildest first.
    #[serde(default)]
    pub scale: bool,
    /// What a skipped question counts as.
    #[serde(default)]
    pub skip: Option<Id>,
    /// Buttons in a row.
    #[serde(default = "one")]
    pub columns: usize,
    /// The possible answers.
    pub answers: Vec<Answer>,
}

impl Question {
    /// The answers that have a button.
    pub fn offered(&self) -> impl Iterator<Item = &Answer> {
        self.answers.iter().filter(|answer| !answer.typed)
    }
}

fn one() -> usize {
    1
}

/// How a question is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The warning signs: a list with "none" / "some", then a button for each sign.
    Signs,
    /// The consent card.
    Consent,
    /// Exactly one answer.
    One,
    /// Several answers.
    Many,
    /// A neutral first line of a check-in with one button.
    Opener,
}

/// When a question is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    /// In every round.
    #[default]
    Always,
    /// If we do not know when the massage was.
    VisitUnknown,
    /// If we know when the massage was.
    VisitKnown,
    /// If the last advice was "see a doctor" or more and nobody said that they were seen.
    UrgentBefore,
    /// If the last advice was "tell your therapist".
    TherapistBefore,
}

/// One possible answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Name of the answer.
    pub id: Id,
    /// The answer of the recorded question it stands for; the same id if `None`.
    #[serde(default)]
    pub means: Option<Id>,
    /// Cannot be combined with others.
    #[serde(default)]
    pub alone: bool,
    /// Not a step of the scale.
    #[serde(default)]
    pub off_scale: bool,
    /// Never a button: only what a client types can give this answer.
    #[serde(default)]
    pub typed: bool,
    /// Warning signs to watch for when this was answered; they stand first in the advice.
    #[serde(default)]
    pub watch: Vec<Id>,
    /// How long ago the massage ended.
    #[serde(default, deserialize_with = "optional_span")]
    pub ended: Option<Span>,
}

impl Answer {
    /// The answer that is recorded when this one is given.
    #[must_use]
    pub fn recorded(&self) -> &Id {
        self.means.as_ref().unwrap_or(&self.id)
    }
}

/// A length of elapsed time, e.g. `24h` or `10m` in the files.
pub type Span = jiff::SignedDuration;

fn span<'de, D: Deserializer<'de>>(from: D) -> Result<Span, D::Error> {
    let text = String::deserialize(from)?;
    parse_span(&text).ok_or_else(|| {
        serde::de::Error::custom(format!("\"{text}\" is not a length of time; write e.g. \"24h\" or \"10m\""))
    })
}

fn optional_span<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Span>, D::Error> {
    span(from).map(Some)
}

fn parse_span(text: &str) -> Option<Span> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let number: i64 = number.parse().ok().filter(|n| (0..=10_000).contains(n))?;
    match unit {
        "h" => Some(Span::from_hours(number)),
        "m" => Some(Span::from_mins(number)),
        _ => None,
    }
}

/// One entry of the rule table; see the head of `triage.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Name of the rule; several entries may share it.
    pub id: Id,
    /// The urgency it asks for.
    pub level: Urgency,
    /// Every condition must hold. The key is a question, or `fact`.
    pub when: BTreeMap<Id, Condition>,
    /// One line for the editor of the file.
    pub why: String,
    /// A line that it adds to the advice: the message `note-<note>`.
    #[serde(default)]
    pub note: Option<Id>,
}

/// What a rule asks of one question's answers. Only upward thresholds can be written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// At least one of these was given.
    #[serde(default)]
    pub any_of: Vec<Id>,
    /// Every one of these was given.
    #[serde(default)]
    pub all_of: Vec<Id>,
    /// This answer or a worse one was given.
    #[serde(default)]
    pub at_least: Option<Id>,
    /// With `at_least`: or one of these, which stand off the scale.
    #[serde(default)]
    pub or: Vec<Id>,
}

/// A message that is planned; see the head of `checkins.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckInPlan {
    /// Name, kept in the rows.
    pub id: Id,
    /// What it is planned for.
    pub plan: Trigger,
    /// Elapsed time after the trigger.
    #[serde(default, deserialize_with = "optional_span")]
    pub after: Option<Span>,
    /// Or: the first such local time on a later day.
    #[serde(default)]
    pub at: Option<String>,
    /// Earliest and latest when the night makes us move it.
    #[serde(default, deserialize_with = "optional_window")]
    pub window: Option<(Span, Span)>,
    /// Not useful after this.
    #[serde(deserialize_with = "span")]
    pub latest: Span,
    /// What the night does to it.
    pub night: Night,
    /// Time band of the answers.
    #[serde(default)]
    pub band: Option<Id>,
    /// One reminder this long after an unanswered delivery.
    #[serde(default, deserialize_with = "optional_span")]
    pub reminder: Option<Span>,
    /// The questions, in order.
    pub ask: Vec<Id>,
}

impl CheckInPlan {
    /// The time of day in `at`.
    #[must_use]
    pub fn clock_time(&self) -> Option<jiff::civil::Time> {
        self.at.as_deref().and_then(super::clock_time)
    }

    /// Whether it only asks "have you been seen?".
    #[must_use]
    pub fn only_asks_seen(&self) -> bool {
        matches!(&self.ask[..], [only] if *only == super::SEEN)
    }
}

fn optional_window<'de, D: Deserializer<'de>>(from: D) -> Result<Option<(Span, Span)>, D::Error> {
    let (from_text, to_text) = <(String, String)>::deserialize(from)?;
    match (parse_span(&from_text), parse_span(&to_text)) {
        (Some(from), Some(to)) if from <= to => Ok(Some((from, to))),
        _ => Err(serde::de::Error::custom(
            "a window is two lengths of time, the earlier first, e.g. [\"20h\", \"30h\"]",
        )),
    }
}

/// What a check-in is planned for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trigger {
    /// Every massage; counted from its end.
    Visit,
    /// "Tell your therapist" while it gets worse; counted from the end of the massage.
    Worse,
    /// "Call an ambulance"; counted from that advice.
    Ambulance,
    /// "Be seen today"; counted from that advice.
    Today,
}

/// What the quiet hours do to a planned message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Night {
    /// It moves to the nearest allowed minute.
    Move,
    /// It is sent all the same.
    Ignore,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_elapsed_hours_or_minutes() {
        assert_eq!(parse_span("24h"), Some(Span::from_hours(24)));
        assert_eq!(parse_span("10m"), Some(Span::from_mins(10)));
        for bad in ["", "h", "24", "-1h", "24d", "1 h", "99999h", "é"] {
            assert_eq!(parse_span(bad), None, "{bad}");
        }
    }
}
