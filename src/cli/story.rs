//! A conversation that shows a fault, in the notation of transcripts: it can be played again as it is.

use jiff::{Timestamp, tz::TimeZone};

use crate::{
    console::notation::{self, Brief, Input},
    engine::{Command, Media},
    proof::{Did, Story, Turn},
};

/// The whole transcript.
pub(super) fn transcript(story: &Story) -> String {
    let mut lines = vec![
        Input::Clock(story.start.to_zoned(TimeZone::UTC).datetime(), TimeZone::UTC).to_string(),
        Input::Clinic(["Clinic", "UTC", "+49 30 1234567", "DE"].map(str::to_owned)).to_string(),
    ];
    let mut brief = Brief::default();
    let mut now = story.start;
    for turn in &story.turns {
        lines.push(String::new());
        if turn.old {
            lines.push("# This button stands under an earlier message.".to_owned());
        }
        lines.push(done(turn, now).to_string());
        for shown in &turn.shown {
            if shown.at != now {
                let local = shown.at.to_zoned(TimeZone::UTC).strftime("%F %H:%M");
                lines.push(notation::line("at", &local.to_string()));
            }
            let word = match (shown.edit, shown.unasked) {
                (true, _) => "card",
                (false, true) => "later",
                (false, false) => "bot",
            };
            lines.push(brief.shorten(&notation::message(word, &shown.message)));
        }
        now = turn.at;
    }
    lines.push(String::new());
    lines.join("\n")
}

fn done(turn: &Turn, before: Timestamp) -> Input {
    match &turn.did {
        Did::Link { visit } => Input::Link(visit.then(|| before.to_zoned(TimeZone::UTC).datetime())),
        Did::BadLink => Input::Payload("forged".to_owned()),
        Did::Start => Input::Client("/start".to_owned()),
        Did::Press(button) => {
            Input::Tap { label: button.label.trim_start_matches("✓ ").to_owned(), old: turn.old }
        }
        Did::Text(text) => Input::Client(text.clone()),
        Did::Edit(text) => Input::Edit(text.clone()),
        Did::Command(command) => Input::Client(format!("/{}", name(*command))),
        Did::Media(kind) => Input::Media(*kind, None),
        Did::Forward(text) => Input::Media(Media::Forwarded, Some(text.clone())),
        Did::Block => Input::Block,
        Did::Unblock => Input::Unblock,
        Did::Wait(_) => Input::Wait(turn.at.duration_since(before)),
        Did::Outage => Input::Outage(turn.at.duration_since(before)),
    }
}

fn name(command: Command) -> &'static str {
    Command::NAMED.iter().find(|(_, known)| *known == command).map_or("unknown", |(name, _)| name)
}
