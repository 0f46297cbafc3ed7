//! Everything that a step can ask the world to do, as one closed enum of finished values.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::event::MessageId;
use crate::script::Rich;

/// Something that shall happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Send a new message.
    Send {
        /// How soon, compared with others.
        class: Class,
        /// What.
        message: Message,
        /// What it is for.
        mark: Mark,
        /// Not before this instant, and not after that one.
        when: When,
    },
    /// Replace a message that was sent.
    Edit {
        /// Which.
        target: MessageId,
        /// By what.
        message: Message,
        /// What it is for.
        mark: Mark,
    },
    /// Take the buttons off a message that was sent.
    Strip {
        /// Which.
        target: MessageId,
    },
    /// Forget the waiting unasked messages of this chat that offer an old card again.
    Withdraw,
    /// What waits and nobody asked for keeps to the night of this zone (IANA name) from now on.
    Rezone(String),
    /// Erase everything that is stored about this chat.
    Erase,
    /// Count something, without content.
    Count(Counter),
}

/// When a message may be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// Not before.
    pub not_before: Option<Timestamp>,
    /// Not after: it would not be useful any more.
    pub latest: Option<Timestamp>,
    /// Whether it may be sent in the quiet hours.
    pub at_night: bool,
    /// IANA name of the client's zone, which says when that is.
    pub zone: Option<String>,
}

/// The order in which messages are sent. A smaller one goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Class {
    /// A client's urgent advice.
    Urgent = 0,
    /// The answer to something a client did.
    Reply = 1,
    /// Something staff should see.
    Staff = 2,
    /// Something nobody asked for just now.
    Unasked = 3,
}

impl Class {
    /// The class with this number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        [Self::Urgent, Self::Reply, Self::Staff, Self::Unasked]
            .into_iter()
            .find(|class| *class as i64 == number)
    }
}

/// What a message is for, told back with its fate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Nothing to be told back.
    None,
    /// The card with the pending question of this round.
    Card(u32),
    /// The planned message of this generation.
    CheckIn(u32),
}

/// Things that are counted for the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Counter {
    /// A link that could not be read.
    LinkMalformed,
    /// A link whose signature is wrong.
    LinkForged,
    /// A link that was too old.
    LinkExpired,
    /// A link of a clinic that does not exist any more.
    LinkForeign,
    /// A saved conversation that did not fit the script.
    ConversationResumed,
}

impl Counter {
    /// The name under which it is kept.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::LinkMalformed => "link_malformed",
            Self::LinkForged => "link_forged",
            Self::LinkExpired => "link_expired",
            Self::LinkForeign => "link_foreign",
            Self::ConversationResumed => "conversation_resumed",
        }
    }
}

/// A finished message. Prints itself redacted.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The text with its spans.
    pub text: Rich,
    /// Rows of buttons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<Vec<Button>>,
}

/// A button under a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// What the client reads.
    pub label: String,
    /// What comes back when it is pressed; at most 64 bytes.
    pub data: String,
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Message({} units, {} rows)", self.text.len(), self.buttons.len())
    }
}
