//! Everything that can happen to a conversation, as one closed enum. No magic words.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{conversation::CheckIn, effect::Mark};
use crate::{
    link::Link,
    script::{Key, key},
};

/// One private chat with one client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChatId(pub i64);

/// A message in a chat, as the messenger numbers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(pub i64);

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The client did something.
    Client {
        /// Who, as the messenger tells with each update.
        person: Person,
        /// What.
        act: Act,
    },
    /// A planned message is due.
    Due {
        /// Its generation in this conversation.
        generation: u32,
    },
    /// A planned message expired, at an instant that lies ahead: the clock that said so has been set back since.
    ExpiredAhead(Box<CheckIn>),
    /// A message that we wanted to send came to an end.
    Fate {
        /// What the message was for.
        mark: Mark,
        /// What became of it.
        fate: Fate,
    },
    /// We were away so long that presses may be lost: offer an open question again.
    Returned,
    /// The saved state could not be read; begin again, and say so.
    Unreadable,
    /// What the client did last could not be handled, or not even read; apologise.
    Trouble,
}

/// What a client can do.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// `/start`, with what stood in the tapped link.
    Start(Link),
    /// Another command, with what stands behind it.
    Command(Command, Typed),
    /// Typed text.
    Text(Typed),
    /// A message was changed afterwards; the new text.
    Edited(Typed),
    /// A button was pressed.
    Press {
        /// What the button carries.
        data: String,
        /// The message it stands under; `None` if the messenger no longer says.
        message: Option<MessageId>,
    },
    /// Something that is no text.
    Media {
        /// What it is.
        kind: Media,
        /// The text that came with it.
        caption: Option<Typed>,
    },
    /// The client blocked the bot.
    Blocked,
    /// The client unblocked the bot.
    Unblocked,
}

/// The commands besides `/start`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Begin an assessment.
    Check,
    /// Browse the topics.
    Ask,
    /// Show what is planned.
    Plan,
    /// What time it is where the client lives.
    Time,
    /// What the bot can do.
    Help,
    /// Choose a language.
    Language,
    /// No more check-ins.
    Stop,
    /// Leave the question.
    Cancel,
    /// What is kept.
    Privacy,
    /// Erase everything.
    Forget,
    /// A command we do not have.
    Unknown,
}

impl Command {
    /// Every command with its name, in the order in which the messenger lists them.
    pub const NAMED: [(&'static str, Self); 10] = [
        ("check", Self::Check),
        ("ask", Self::Ask),
        ("plan", Self::Plan),
        ("time", Self::Time),
        ("help", Self::Help),
        ("language", Self::Language),
        ("stop", Self::Stop),
        ("cancel", Self::Cancel),
        ("privacy", Self::Privacy),
        ("forget", Self::Forget),
    ];

    /// The message that describes it in the messenger's menu.
    #[must_use]
    pub fn described(self) -> Option<Key> {
        match self {
            Self::Check => Some(key::COMMAND_CHECK),
            Self::Ask => Some(key::COMMAND_ASK),
            Self::Plan => Some(key::COMMAND_PLAN),
            Self::Time => Some(key::COMMAND_TIME),
            Self::Help => Some(key::COMMAND_HELP),
            Self::Language => Some(key::COMMAND_LANGUAGE),
            Self::Stop => Some(key::COMMAND_STOP),
            Self::Cancel => Some(key::COMMAND_CANCEL),
            Self::Privacy => Some(key::COMMAND_PRIVACY),
            Self::Forget => Some(key::COMMAND_FORGET),
            Self::Unknown => None,
        }
    }

    /// The command of this name, without the slash, in any case.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self::NAMED
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map_or(Self::Unknown, |(_, command)| *command)
    }
}

/// What a client can send that is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// A sticker or an animation.
    Sticker,
    /// A photo or a video.
    Photo,
    /// A voice or video note.
    Voice,
    /// A message of somebody else.
    Forwarded,
    /// Anything else: a file, a place, a contact, a poll.
    Other,
}

impl Media {
    /// Every kind with its name in transcripts and in the preview.
    pub const NAMED: [(&'static str, Self); 5] = [
        ("sticker", Self::Sticker),
        ("photo", Self::Photo),
        ("voice", Self::Voice),
        ("forwarded", Self::Forwarded),
        ("other", Self::Other),
    ];

    /// The kind of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMED.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMED.iter().find(|(_, kind)| *kind == self).map_or("other", |(name, _)| name)
    }
}

/// What the messenger tells about the person with each update. Never stored.
#[derive(Clone, Default, PartialEq)]
pub struct Person {
    /// First name; shown in the greeting only.
    pub name: Option<String>,
    /// Language of the person's app, e.g. `pt-br`.
    pub language: Option<String>,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person(..)")
    }
}

/// A text that a client typed. Prints itself redacted: it may hold anything.
#[derive(Clone, PartialEq, Eq)]
pub struct Typed(pub String);

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Typed({} bytes)", self.0.len())
    }
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The messenger has it.
    Delivered {
        /// Its number.
        message: MessageId,
        /// When.
        at: Timestamp,
        /// An earlier try had an unknown end, so the client may see it twice.
        perhaps_twice: bool,
    },
    /// We do not know, and shall not try again.
    PerhapsSent,
    /// The messenger refuses this message for good.
    Refused,
    /// The client blocked the bot or is gone.
    Unreachable,
    /// The message that was to be changed does not exist any more.
    Gone,
    /// It was not sent in time and is no longer useful.
    TooLate,
    /// It was not sent because the quiet hours have begun.
    Night,
}
