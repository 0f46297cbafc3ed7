//! The same bot in a terminal, with a clock that can be moved: `aftercare chat`. Reads lines to their end, so
//! that it can be scripted; `/save` writes a transcript for the tests.

pub mod notation;
mod play;

use std::{path::Path, sync::Arc};

use jiff::{Timestamp, tz::TimeZone};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncWrite, AsyncWriteExt};

use self::notation::{Brief, Input};
pub use self::play::{PlayError, Player, transcript};
use crate::{engine::Media, script::Script};

/// What the terminal itself understands.
const HELP: &str = "\
Type what the client types, or the number of a button. Besides the bot's own commands:
  /wait 24h        time passes (m, h or d)
  /sticker /photo /voice /forwarded /block /unblock
  /outage 10m      the bot is away for so long
  /save FILE       write the conversation as a transcript
  /quit            leave (or the end of the input)
";

/// Talks to a client in the terminal until the input ends.
///
/// # Errors
/// If the output cannot be written, or the database in memory fails.
pub async fn chat(
    script: Arc<Script>,
    language: &str,
    now: Timestamp,
    zone: TimeZone,
    input: impl AsyncBufRead + Unpin,
    mut output: impl AsyncWrite + Unpin,
) -> anyhow::Result<()> {
    let mut terminal = Terminal::new(script, language, now, zone).await?;
    let mut lines = input.lines();
    output.write_all(b"Type /start to begin, /? for help.\n").await?;
    output.flush().await?;
    while let Some(line) = lines.next_line().await? {
        let Some(answer) = terminal.line(line.trim_end()).await? else { return Ok(()) };
        output.write_all(answer.as_bytes()).await?;
        output.flush().await?;
    }
    Ok(())
}

struct Terminal {
    player: Player,
    /// The transcript so far.
    lines: Vec<String>,
    brief: Brief,
    /// The buttons that can be chosen by number.
    numbered: Vec<String>,
}

impl Terminal {
    async fn new(
        script: Arc<Script>,
        language: &str,
        now: Timestamp,
        zone: TimeZone,
    ) -> anyhow::Result<Self> {
        let mut player = Player::new(script, now, zone.clone()).await?;
        let begin = [
            Input::Clock(now.to_zoned(zone.clone()).datetime(), zone),
            Input::Name("Anna".to_owned()),
            Input::Language(language.to_owned()),
        ];
        let mut lines = vec!["# Saved from a chat in the terminal.".to_owned()];
        for input in begin {
            player.play(&input).await?;
            lines.push(input.to_string());
        }
        Ok(Self { player, lines, brief: Brief::default(), numbered: Vec::new() })
    }

    /// One typed line; gives what to print, `None` to leave.
    async fn line(&mut self, line: &str) -> anyhow::Result<Option<String>> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let input = match word {
            "" => return Ok(Some(String::new())),
            "/quit" => return Ok(None),
            "/?" => return Ok(Some(HELP.to_owned())),
            "/save" => return Ok(Some(self.save(Path::new(rest.trim())))),
            "/wait" | "/outage" => match notation::span(rest) {
                Some(span) if word == "/wait" => Input::Wait(span),
                Some(span) => Input::Outage(span),
                None => return Ok(Some(format!("How long? For example: {word} 24h\n"))),
            },
            "/block" => Input::Block,
            "/unblock" => Input::Unblock,
            _ => match word.strip_prefix('/').and_then(Media::named) {
                Some(kind) => Input::Media(kind, (!rest.trim().is_empty()).then(|| rest.trim().to_owned())),
                None => self.pressed_or_typed(line),
            },
        };
        self.lines.push(String::new());
        self.lines.push(input.to_string());
        let seen = match self.player.play(&input).await {
            Ok(seen) => seen,
            Err(PlayError::Store(error)) => return Err(error.into()),
            Err(error) => return Ok(Some(format!("{error}\n"))),
        };
        self.lines.extend(seen.iter().map(|seen| self.brief.shorten(seen)));
        Ok(Some(self.print(&seen)))
    }

    /// A caption is that button, a number the button of that number, anything else is typed. The caption
    /// comes first, so that 7 is the score 7.
    fn pressed_or_typed(&self, line: &str) -> Input {
        if let Some(label) = self.numbered.iter().find(|label| *label == line.trim()) {
            return Input::Tap { label: label.clone(), old: false };
        }
        let number = line.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        match number.and_then(|number| self.numbered.get(number)) {
            Some(label) => Input::Tap { label: label.clone(), old: false },
            None => Input::Client(line.to_owned()),
        }
    }

    /// What was seen, without the words of the notation, the newest buttons numbered.
    fn print(&mut self, seen: &[String]) -> String {
        let newest =
            self.player.stage().screen().into_iter().rev().find(|shown| !shown.message.buttons.is_empty());
        self.numbered = newest
            .iter()
            .flat_map(|shown| shown.message.buttons.iter().flatten())
            .map(|button| button.label.clone())
            .collect();
        // The rows of buttons are told by number below.
        let is_row = |line: &&str| line.trim_start().starts_with('[') && line.ends_with(']');
        let mut text: String = seen
            .iter()
            .flat_map(|seen| seen.lines())
            .filter(|line| !is_row(line))
            .flat_map(|line| [line, "\n"])
            .collect();
        let numbered =
            self.numbered.iter().enumerate().map(|(at, label)| format!("  {:>2}  {label}\n", at + 1));
        text.extend(numbered);
        text
    }

    #[expect(clippy::disallowed_methods, reason = "the person at the terminal asked for the file")]
    fn save(&self, file: &Path) -> String {
        if file.as_os_str().is_empty() {
            return "Where to? For example: /save tests/transcripts/story.txt\n".to_owned();
        }
        let mut text = self.lines.join("\n");
        text.push('\n');
        match std::fs::write(file, text) {
            Ok(()) => format!("Saved to {}\n", file.display()),
            Err(error) => format!("Could not save to {}: {error}\n", file.display()),
        }
    }
}
