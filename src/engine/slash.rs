//! How a typed `/command` is read.

use super::{Command, Typed};

/// A text that is a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slash {
    /// `/start` with the payload of the tapped link, or nothing.
    Start(String),
    /// Any other, with what stands behind it.
    Command(Command, Typed),
}

/// Longest command that Telegram recognises.
const NAME_MAX: usize = 32;

/// Reads a text as a command to the bot named `bot`; `None` if it is an ordinary text.
///
/// A command that we do not have and that goes on with words is an ordinary text: "/pain in my chest" must
/// be read by somebody.
#[must_use]
pub fn slash(text: &str, bot: &str) -> Option<Slash> {
    let (name, rest) = word(text.trim().strip_prefix('/')?);
    if name.is_empty() || name.len() > NAME_MAX || rest.starts_with('/') {
        return None;
    }
    let (for_us, rest) = match rest.strip_prefix('@').map(word) {
        Some((addressee, rest)) => (addressee.eq_ignore_ascii_case(bot), rest),
        None => (true, rest),
    };
    let command = if for_us { Command::named(name) } else { Command::Unknown };
    if for_us && name.eq_ignore_ascii_case("start") {
        return Some(Slash::Start(rest.trim().to_owned()));
    }
    let goes_on = rest.chars().any(char::is_alphanumeric);
    let rest = Typed(rest.trim().to_owned());
    (command != Command::Unknown || !goes_on).then_some(Slash::Command(command, rest))
}

/// The word at the start of a text, of the characters that names of commands and bots have.
fn word(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    text.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn start_is_read_however_it_is_written() {
        for (text, payload) in [
            ("/start", ""),
            ("/start ", ""),
            ("/start AbC-1_2", "AbC-1_2"),
            ("/start   AbC-1_2  ", "AbC-1_2"),
            ("/start@Demo_bot AbC", "AbC"),
            ("/START@demo_BOT", ""),
            ("/Start\nAbC", "AbC"),
            ("  /start\tAbC", "AbC"),
        ] {
            let start = Slash::Start(payload.to_owned());
            assert_eq!(slash(text, "demo_bot"), Some(start), "{text:?}");
        }
    }

    #[test]
    fn commands_are_read_in_any_case_and_with_our_name() {
        for (text, command) in [
            ("/check", Command::Check),
            ("/CHECK@demo_bot", Command::Check),
            ("/stop!", Command::Stop),
            ("/foo", Command::Unknown),
            ("/check@other_bot", Command::Unknown),
            ("/start@other_bot", Command::Unknown),
        ] {
            let read = slash(text, "demo_bot").map(|slash| match slash {
                Slash::Command(command, _) => Some(command),
                Slash::Start(_) => None,
            });
            assert_eq!(read, Some(Some(command)), "{text:?}");
        }
        let words = Typed("my chest hurts".to_owned());
        assert_eq!(slash("/help my chest hurts ", "demo_bot"), Some(Slash::Command(Command::Help, words)));
    }

    #[test]
    fn texts_with_a_slash_stay_texts() {
        let long = format!("/{}", "a".repeat(33));
        for text in ["", "7/10", "/", "/ 10", "/боль", "/usr/bin", "/pain in my chest", &long] {
            assert_eq!(slash(text, "demo_bot"), None, "{text:?}");
        }
    }
}
