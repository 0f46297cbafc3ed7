//! Where one chat stands: a value, saved as versioned JSON; and its planned messages, saved as rows because
//! the clock must find them.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    doubt::Doubts,
    event::{ChatId, MessageId},
    place::Clinic,
};
use crate::{
    link::ClinicId,
    script::{Answers, Id, Urgency},
};

/// Version of [`State`] as it is written. Raise it, and upgrade older ones in [`State::parse`], when a field
/// changes its meaning.
pub const STATE_VERSION: u32 = 1;

/// Everything that a step reads and writes about one chat.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversation {
    /// The chat.
    pub chat: ChatId,
    /// What is saved as JSON.
    pub state: State,
    /// The planned messages that are open, and those that this step ended. Saved as rows.
    pub plan: Vec<CheckIn>,
    /// Those of the open ones that are on their way and that the messenger was certainly not given yet. Read only.
    pub unsent: Vec<u32>,
    /// The clinics that this step may need. Read only.
    pub clinics: Vec<Clinic>,
}

/// What is saved as JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// [`STATE_VERSION`] when it was written.
    pub version: u32,
    /// Language chosen with `/language`, else the one the app told us first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The clinic whose link was tapped last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clinic: Option<ClinicId>,
    /// A tapped link that waits for the consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation: Option<Invitation>,
    /// The consent that is in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
    /// The visits of the last 14 days (the life of a visit link) and those to come, by their end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub visits: Vec<Visit>,
    /// The round of questions under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<Round>,
    /// The message that holds the pending question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<MessageId>,
    /// The first assessment of the current visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Assessment>,
    /// The last assessment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Assessment>,
    /// An urgent advice that was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgent: Option<Urgent>,
    /// When "none of these" was last said to the warning signs, and nothing since speaks against it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denied_at: Option<Timestamp>,
    /// What was typed and may be a warning sign: the client was asked and has not said. Once there was room for one.
    #[serde(default, alias = "asked", skip_serializing_if = "Doubts::never")]
    pub doubts: Doubts,
    /// `/stop`: nothing unasked is sent.
    #[serde(default, skip_serializing_if = "is_false")]
    pub stopped: bool,
    /// The client blocked the bot.
    #[serde(default, skip_serializing_if = "is_false")]
    pub blocked: bool,
    /// Last number given to a round.
    #[serde(default)]
    pub rounds: u32,
    /// Last number given to a planned message.
    #[serde(default)]
    pub generations: u32,
    /// The client's time zone by its IANA name, if they told us.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Promises that were kept: the subject and purpose of each check-in that was answered, or may have been sent.
    /// None of them is planned again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<(String, Id)>,
    /// The subject of the visit for which the extra check-in was announced, because it was getting worse.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announced: Option<String>,
    /// The client's last event, or the last check-in that was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_at: Option<Timestamp>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_false(value: &bool) -> bool {
    !value
}

impl Default for State {
    fn default() -> Self {
        Self {
            version: STATE_VERSION,
            language: None,
            clinic: None,
            invitation: None,
            consent: None,
            visits: Vec::new(),
            round: None,
            card: None,
            first: None,
            last: None,
            urgent: None,
            denied_at: None,
            doubts: Doubts::default(),
            stopped: false,
            blocked: false,
            rounds: 0,
            generations: 0,
            zone: None,
            kept: Vec::new(),
            announced: None,
            active_at: None,
        }
    }
}

impl State {
    /// Reads a saved state. One that does not read (a newer version, a damaged row) gives `None`: the
    /// conversation is then resumed kindly from the start.
    #[must_use]
    pub fn parse(json: &str) -> Option<Self> {
        let state: Self = serde_json::from_str(json).ok()?;
        (state.version == STATE_VERSION).then_some(state)
    }

    /// The form in which it is saved.
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "cannot panic: every key is text, every value plain")]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a state holds only text keys and plain values")
    }
}

impl Conversation {
    /// A chat that we have never heard of.
    #[must_use]
    pub fn new(chat: ChatId) -> Self {
        Self { chat, state: State::default(), plan: Vec::new(), unsent: Vec::new(), clinics: Vec::new() }
    }

    /// The clinic of this number, if it still exists.
    #[must_use]
    pub fn clinic(&self, id: ClinicId) -> Option<&Clinic> {
        self.clinics.iter().find(|clinic| clinic.id == id)
    }

    /// The planned messages that have not ended.
    pub fn open_plan(&self) -> impl Iterator<Item = &CheckIn> {
        self.plan.iter().filter(|check_in| check_in.end.is_none())
    }
}

/// A link that was tapped before the client agreed to anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Whose link.
    pub clinic: ClinicId,
    /// End of the massage, if the link names it.
    pub ended_at: Option<Timestamp>,
    /// Forgotten after this instant.
    pub until: Timestamp,
}

/// The client agreed that answers are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Version of the text that was agreed to.
    pub version: u32,
    /// When.
    pub at: Timestamp,
    /// For which clinic.
    pub clinic: Option<ClinicId>,
}

/// One massage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Where, if a clinic's link told us.
    pub clinic: Option<ClinicId>,
    /// The instant it ended.
    pub ended_at: Timestamp,
}

impl Visit {
    /// What the name of every visit's planned messages begins with.
    pub const SUBJECT: &'static str = "visit/";

    /// The name under which its planned messages are kept.
    #[must_use]
    pub fn subject(&self) -> String {
        let clinic = self.clinic.map_or(0, |clinic| clinic.0);
        format!("{}{clinic}/{}", Self::SUBJECT, self.ended_at.as_second())
    }
}

/// A round of questions under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// Its number in this conversation; buttons carry it.
    pub number: u32,
    /// The planned message that it answers; `None` for an assessment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_in: Option<Id>,
    /// The pending question.
    pub at: Id,
    /// Whether it is answered, too: only doubts stand before the outcome.
    #[serde(default, skip_serializing_if = "is_false")]
    pub done: bool,
    /// What was answered so far, by the question that was asked.
    #[serde(default)]
    pub answers: Answers,
}

impl Round {
    /// This question is pending now.
    pub(super) fn ask(&mut self, question: Id) {
        self.at = question;
        self.done = false;
    }
}

/// A finished round.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// When.
    pub at: Timestamp,
    /// What was answered, by the question that was recorded.
    pub answers: Answers,
    /// What it came to.
    pub urgency: Urgency,
    /// The rules that fired.
    pub rules: Vec<Id>,
    /// The client said that they were seen since.
    #[serde(default, skip_serializing_if = "is_false")]
    pub seen: bool,
}

impl fmt::Debug for Assessment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Assessment(..)")
    }
}

/// An urgent advice: the only thing that is kept without consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Urgent {
    /// [`Urgency::Today`] or [`Urgency::Ambulance`].
    pub urgency: Urgency,
    /// When it was given.
    pub at: Timestamp,
    /// The client said that they were seen.
    pub seen: bool,
}

/// A message that is planned for later. One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckIn {
    /// Number in this conversation; a stale one does nothing.
    pub generation: u32,
    /// The visit or advice it belongs to.
    pub subject: String,
    /// The entry of `checkins.toml`.
    pub purpose: Id,
    /// Whether it is the reminder for an unanswered one.
    pub reminder: bool,
    /// When it shall be sent.
    pub due: Timestamp,
    /// Not useful after this.
    pub latest: Timestamp,
    /// IANA name of the zone it was planned in.
    pub zone: String,
    /// The changes of `due`, the first plan first.
    pub moves: Vec<Move>,
    /// Whether it is waiting to be sent by now.
    pub queued: bool,
    /// How it ended.
    pub end: Option<End>,
}

/// A change of a planned instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// The instant before.
    pub from: Timestamp,
    /// Why it moved.
    pub why: Reason,
}

/// The one end of a planned message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// How.
    pub how: Ending,
    /// Why, where `how` does not say it all.
    pub why: Option<Reason>,
    /// When.
    pub at: Timestamp,
}

/// How a planned message can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The messenger has it.
    Sent,
    /// The messenger has it; an earlier try had an unknown end.
    SentPerhapsTwice,
    /// We do not know whether the messenger has it.
    PerhapsSent,
    /// It was due and was not sent.
    Skipped,
    /// It was no longer wanted before it was due.
    Cancelled,
    /// Its latest useful instant passed.
    Expired,
}

/// Why a planned message moved or ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The quiet hours.
    QuietHours,
    /// The client asked for another time.
    Wished,
    /// The client lives in another time zone.
    Zone,
    /// An assessment was under way.
    Busy,
    /// The client had answered already.
    Answered,
    /// The client said that they were seen.
    Seen,
    /// An urgent advice is asked about first.
    Urgent,
    /// `/stop`.
    Stopped,
    /// The consent was withdrawn.
    Withdrawn,
    /// The client blocked the bot.
    Blocked,
    /// Another massage took its place.
    NewVisit,
    /// A later message took its place.
    Superseded,
    /// It had expired by a clock that was set back since.
    ClockSetBack,
    /// The messenger refused it.
    Refused,
    /// The content has no such check-in any more.
    ScriptChanged,
    /// It could not be read or handled: an error of ours.
    Failed,
    /// One that another version of this program has written.
    #[serde(other)]
    Unknown,
}
