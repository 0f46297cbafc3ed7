//! The notation of a transcript: what is done and what is seen, one thing a line, the way a therapist would
//! read it. The terminal chat writes it (`/save`), the tests read and write it.
//!
//! ```text
//! clock   2026-03-02 14:30 Europe/Berlin
//! client  /start
//! bot     Hi, Anna. I'm your aftercare helper.
//!         [None of these]
//! tap     None of these
//! card    2 of 7
//! plan    h24 2026-03-03 14:30
//! wait    24h
//! ```

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};

use crate::engine::{CheckIn, Ending, Media, Message, State};

/// Column at which the text begins.
const COLUMN: usize = 8;

/// Lines of a message that a transcript does not repeat.
const LONG: usize = 6;

/// Something that is done to the bot.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The clock at the beginning, with the zone in which times are written.
    Clock(DateTime, TimeZone),
    /// The client's first name.
    Name(String),
    /// The language of the client's app.
    Language(String),
    /// The clinic whose links are tapped: name, zone, phone, country; empty ones are not set.
    Clinic([String; 4]),
    /// Another clinic, whose links are tapped from now on.
    NewClinic([String; 4]),
    /// That clinic exists no longer.
    NoClinic,
    /// The clinic's link is tapped; with the end of the massage or without.
    Link(Option<DateTime>),
    /// A `/start` with this payload.
    Payload(String),
    /// The client types.
    Client(String),
    /// The client changes a message.
    Edit(String),
    /// The client taps the button with this caption: the newest, or with `old` the oldest one there is.
    Tap {
        /// The caption.
        label: String,
        /// Whether the oldest message that ever had it is meant, also if it is gone by now.
        old: bool,
    },
    /// The last tap comes a second time.
    Again,
    /// The client sends something that is no text, with or without words.
    Media(Media, Option<String>),
    /// The client blocks the bot.
    Block,
    /// The client unblocks the bot.
    Unblock,
    /// Time passes.
    Wait(SignedDuration),
    /// Time passes until then.
    Until(DateTime),
    /// The bot was away for so long.
    Outage(SignedDuration),
    /// The machine's clock is set forward by so much, or back.
    SetClock(SignedDuration),
    /// Shows what is kept about the client.
    Inspect,
}

/// What cannot be read in a transcript.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" cannot be read; a line begins with clock, name, language, clinic, new-clinic, no-clinic, link, payload, client, edit, tap, tap-old, again, send, block, unblock, wait, until, outage, set-on, set-back or inspect"
)]
pub struct NotationError(String);

impl Input {
    /// Reads one line; `None` if it is a comment, empty, or tells what was seen.
    ///
    /// # Errors
    /// If it tells what is done in a way that cannot be read.
    pub fn parse(line: &str) -> Result<Option<Self>, NotationError> {
        let fail = || NotationError(line.to_owned());
        if line.trim().is_empty() || line.starts_with('#') || line.starts_with(' ') {
            return Ok(None);
        }
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        Ok(Some(match word {
            "bot" | "card" | "later" | "closed" | "at" | "plan" | "move" | "end" | "urgency" | "kept"
            | "error" => return Ok(None),
            "clock" => {
                let (time, zone) = rest.rsplit_once(' ').ok_or_else(fail)?;
                Self::Clock(date_time(time).ok_or_else(fail)?, TimeZone::get(zone).map_err(|_| fail())?)
            }
            "name" => Self::Name(rest.to_owned()),
            "language" => Self::Language(rest.to_owned()),
            "clinic" => Self::Clinic(clinic(rest)),
            "new-clinic" => Self::NewClinic(clinic(rest)),
            "no-clinic" => Self::NoClinic,
            "link" if rest.is_empty() => Self::Link(None),
            "link" => Self::Link(Some(date_time(rest).ok_or_else(fail)?)),
            "payload" => Self::Payload(rest.to_owned()),
            "client" => Self::Client(rest.replace("\\n", "\n")),
            "edit" => Self::Edit(rest.to_owned()),
            "tap" => Self::Tap { label: rest.to_owned(), old: false },
            "tap-old" => Self::Tap { label: rest.to_owned(), old: true },
            "again" => Self::Again,
            "send" => {
                let (kind, caption) = rest.split_once(' ').unwrap_or((rest, ""));
                let caption = Some(caption.trim().to_owned()).filter(|caption| !caption.is_empty());
                Self::Media(Media::named(kind).ok_or_else(fail)?, caption)
            }
            "block" => Self::Block,
            "unblock" => Self::Unblock,
            "wait" => Self::Wait(span(rest).ok_or_else(fail)?),
            "until" => Self::Until(date_time(rest).ok_or_else(fail)?),
            "outage" => Self::Outage(span(rest).ok_or_else(fail)?),
            "set-on" => Self::SetClock(span(rest).ok_or_else(fail)?),
            "set-back" => Self::SetClock(-span(rest).ok_or_else(fail)?),
            "inspect" => Self::Inspect,
            _ => return Err(fail()),
        }))
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, rest) = match self {
            Self::Clock(time, zone) => {
                ("clock", format!("{} {}", time.strftime("%F %H:%M"), zone.iana_name().unwrap_or("UTC")))
            }
            Self::Name(name) => ("name", name.clone()),
            Self::Language(code) => ("language", code.clone()),
            Self::Clinic(parts) => ("clinic", parts.join(", ").trim_end_matches([',', ' ']).to_owned()),
            Self::NewClinic(parts) => {
                ("new-clinic", format!(" {}", parts.join(", ").trim_end_matches([',', ' '])))
            }
            Self::NoClinic => ("no-clinic", String::new()),
            Self::Link(None) => ("link", String::new()),
            Self::Link(Some(time)) => ("link", time.strftime("%F %H:%M").to_string()),
            Self::Payload(payload) => ("payload", payload.clone()),
            Self::Client(text) => ("client", text.replace('\n', "\\n")),
            Self::Edit(text) => ("edit", text.clone()),
            Self::Tap { label, old: false } => ("tap", label.clone()),
            Self::Tap { label, old: true } => ("tap-old", label.clone()),
            Self::Again => ("again", String::new()),
            Self::Media(kind, caption) => (
                "send",
                [kind.name(), caption.as_deref().unwrap_or_default()].join(" ").trim_end().to_owned(),
            ),
            Self::Block => ("block", String::new()),
            Self::Unblock => ("unblock", String::new()),
            Self::Wait(span) => ("wait", span_text(*span)),
            Self::Until(time) => ("until", time.strftime("%F %H:%M").to_string()),
            Self::Outage(span) => ("outage", span_text(*span)),
            Self::SetClock(by) if by.is_negative() => ("set-back", span_text(-*by)),
            Self::SetClock(by) => ("set-on", span_text(*by)),
            Self::Inspect => ("inspect", String::new()),
        };
        f.write_str(line(word, &rest).trim_end())
    }
}

/// Name, zone, phone, country.
fn clinic(text: &str) -> [String; 4] {
    let mut parts = text.split(',').map(|part| part.trim().to_owned());
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// A line of what was seen: the word, then the text from its column on.
#[must_use]
pub fn line(word: &str, rest: &str) -> String {
    // A word as long as the column still needs a space behind it.
    let space = if word.len() < COLUMN { "" } else { " " };
    format!("{word:<COLUMN$}{space}{rest}")
}

/// A message, its buttons in their rows; further lines are indented.
#[must_use]
pub fn message(word: &str, message: &Message) -> String {
    let rows = message
        .buttons
        .iter()
        .map(|row| row.iter().map(|button| format!("[{}]", button.label)).collect::<Vec<_>>().join(" "));
    let mut lines = message.text.text.lines().map(str::to_owned).chain(rows);
    let mut text = line(word, &lines.next().unwrap_or_default());
    for next in lines {
        text.push('\n');
        if !next.is_empty() {
            text.push_str(&line("", &next));
        }
    }
    text
}

/// Shortens what a transcript has shown before, so that its reader meets a long message once.
#[derive(Debug, Default)]
pub struct Brief {
    /// The texts, each with the rows of buttons that stood under it.
    shown: BTreeMap<String, BTreeSet<String>>,
}

impl Brief {
    /// What was seen; of a long message that comes again, the first line and the buttons that are new.
    pub fn shorten(&mut self, seen: &str) -> String {
        let lines: Vec<&str> = seen.lines().collect();
        let rows = lines.iter().skip(1).position(|line| line.trim_start().starts_with('['));
        let (text, rows) = lines.split_at(rows.map_or(lines.len(), |at| at + 1));
        if lines.len() < LONG {
            return seen.to_owned();
        }
        let text_only = text.join("\n").chars().skip(COLUMN).collect::<String>();
        let known = self.shown.contains_key(&text_only);
        let shown = self.shown.entry(text_only).or_default();
        let fresh: Vec<&str> = rows.iter().filter(|row| shown.insert((**row).to_owned())).copied().collect();
        if !known {
            return seen.to_owned();
        }
        let again = line("", "(…)");
        [&text[..1], &[again.as_str()], &fresh].concat().join("\n")
    }
}

/// What is kept about a client, in words that hold no answer.
#[must_use]
pub fn kept(state: &State, zone: &TimeZone) -> String {
    let time = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%F %H:%M").to_string();
    let mut parts = Vec::new();
    if let Some(consent) = state.consent {
        parts.push(format!("consent of {}", time(consent.at)));
    }
    parts.extend(state.visits.iter().map(|visit| format!("visit {}", time(visit.ended_at))));
    if let Some(round) = &state.round {
        parts.push(format!("question {} after {} answers", round.at, round.answers.iter().count()));
    }
    for (name, assessment) in [("first", &state.first), ("last", &state.last)] {
        if let Some(assessment) = assessment {
            parts.push(format!("{name} assessment {}", assessment.urgency));
        }
    }
    if let Some(urgent) = state.urgent {
        let seen = if urgent.seen { "seen" } else { "not seen" };
        parts.push(format!("urgent advice {} of {}, {seen}", urgent.urgency, time(urgent.at)));
    }
    parts.extend(state.stopped.then(|| "stopped".to_owned()));
    parts.extend(state.blocked.then(|| "blocked".to_owned()));
    if parts.is_empty() { "nothing".to_owned() } else { parts.join("; ") }
}

/// What changed about a planned message, a line each.
#[must_use]
pub fn plan_changes(before: Option<&CheckIn>, now: &CheckIn, zone: &TimeZone) -> Vec<String> {
    let name = if now.reminder { format!("{} reminder", now.purpose) } else { now.purpose.to_string() };
    let time = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%F %H:%M").to_string();
    let mut lines = Vec::new();
    match before {
        None => {
            let moved = now
                .moves
                .last()
                .map_or_else(String::new, |last| format!(" (was {}, {})", time(last.from), last.why.words()));
            lines.push(line("plan", &format!("{name} {}{moved}", time(now.due))));
        }
        Some(before) if before.due != now.due => {
            let why = now.moves.last().map_or("moved", |last| last.why.words());
            lines.push(line("move", &format!("{name} {} (was {}, {why})", time(now.due), time(before.due))));
        }
        Some(_) => {}
    }
    if let Some(end) = now.end.filter(|_| before.is_none_or(|before| before.end.is_none())) {
        let why = end.why.map_or_else(String::new, |why| format!(", {}", why.words()));
        lines.push(line("end", &format!("{name} {}{why}", ending(end.how))));
    }
    lines
}

/// How an ending is written.
#[must_use]
pub fn ending(ending: Ending) -> &'static str {
    match ending {
        Ending::Sent => "sent",
        Ending::SentPerhapsTwice => "sent, perhaps twice",
        Ending::PerhapsSent => "perhaps sent",
        Ending::Skipped => "skipped",
        Ending::Cancelled => "cancelled",
        Ending::Expired => "expired",
    }
}

/// "24h", "90m" or "2h30m".
#[must_use]
pub fn span(text: &str) -> Option<SignedDuration> {
    let text = text.trim();
    let days = text.strip_suffix('d').and_then(|days| days.trim().parse::<i64>().ok());
    let span = match days {
        Some(days) => SignedDuration::from_hours(days.checked_mul(24)?),
        None => text.parse().ok()?,
    };
    (span > SignedDuration::ZERO && span <= SignedDuration::from_hours(24 * 366)).then_some(span)
}

fn span_text(span: SignedDuration) -> String {
    match (span.as_hours(), span.as_mins() % 60) {
        (0, minutes) => format!("{minutes}m"),
        (hours, 0) => format!("{hours}h"),
        (hours, minutes) => format!("{hours}h{minutes}m"),
    }
}

fn date_time(text: &str) -> Option<DateTime> {
    DateTime::strptime("%Y-%m-%d %H:%M", text.trim()).ok()
}
