//! Owns what an answer of the Bot API means: reads its envelope and sorts failures into [`CallError`].
//! May not keep anything of an answer's text, so that an error can be printed anywhere.

use std::time::Duration;

use serde::{Deserialize, de::DeserializeOwned};

/// How long to wait if the Bot API says "later" without saying when.
const WAIT_UNNAMED: Duration = Duration::from_secs(1);

/// A longer wait than any that makes sense; keeps sums of instants in their range whatever a server says.
const WAIT_MAX_S: u64 = 24 * 60 * 60;

/// Why a call failed. Holds no address, token or text of an answer: only what follows from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// No connection came about: the call was certainly not taken.
    #[error("there is no connection to the Bot API")]
    NotConnected,
    /// The call was on its way and no answer came: it may have been taken.
    #[error("the Bot API did not answer")]
    NoAnswer,
    /// An answer that says success and cannot be read: it was probably taken.
    #[error("the Bot API's answer cannot be read")]
    Unreadable,
    /// An answer that no Bot API gives (a proxy, a wrong address); the HTTP status.
    #[error("the answer (HTTP {0}) is not the Bot API's")]
    NotBotApi(u16),
    /// Something is wrong on the server's side and the call was not taken.
    #[error("the Bot API is out of order ({code})")]
    Unavailable {
        /// The error code.
        code: u16,
        /// How long it asks us to wait, if it says so.
        wait: Option<Duration>,
    },
    /// Too many calls.
    #[error("the Bot API asks to wait {} s", .0.as_secs())]
    TooMany(Duration),
    /// The token is wrong or was revoked; the error code.
    #[error("the Bot API does not accept the token ({0})")]
    Token(u16),
    /// Somebody else takes this bot's updates.
    #[error("{}", conflict(*.webhook))]
    Conflict {
        /// A webhook does, not another poller.
        webhook: bool,
    },
    /// The client blocked the bot, or is gone.
    #[error("the chat cannot be reached")]
    Unreachable,
    /// The call is wrong and stays wrong.
    #[error("the Bot API refused the call ({code}, {why})")]
    Refused {
        /// The error code.
        code: u16,
        /// What is wrong with it, as far as we know the sentence.
        why: Refusal,
    },
}

impl CallError {
    /// How long the Bot API asked us to wait, if it did.
    #[must_use]
    pub fn asked_wait(self) -> Option<Duration> {
        match self {
            Self::TooMany(wait) => Some(wait),
            Self::Unavailable { wait, .. } => wait,
            _ => None,
        }
    }
}

fn conflict(webhook: bool) -> &'static str {
    if webhook { "a webhook takes this bot's updates" } else { "another poller takes this bot's updates" }
}

/// What is wrong with a refused call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The message stands like that already.
    #[error("nothing would change")]
    NotModified,
    /// The message that was to be changed is gone or too old.
    #[error("there is no such message to change")]
    MessageGone,
    /// Something else.
    #[error("malformed")]
    Other,
}

/// Sentences for "there is nothing at this place that could be changed".
const MESSAGE_GONE: [&str; 5] = [
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message identifier is not specified",
    "there is no text in the message to edit",
];

/// Sentences with code 400 for "there is nobody".
const NOBODY: [&str; 6] = [
    "chat not found",
    "user not found",
    "user is deactivated",
    "input_user_deactivated",
    "user_is_blocked",
    "peer_id_invalid",
];

/// The envelope of a success, as most are: one pass reads it with what it holds.
#[derive(Deserialize)]
struct Success<T> {
    ok: bool,
    result: Option<T>,
}

/// The envelope of any answer.
#[derive(Deserialize)]
struct Envelope {
    ok: bool,
    error_code: Option<u16>,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: Parameters,
}

#[derive(Default, Deserialize)]
struct Parameters {
    retry_after: Option<u64>,
}

/// Reads an answer: what it holds, or what its failure means.
pub(super) fn read<T: DeserializeOwned>(status: u16, body: &[u8]) -> Result<T, CallError> {
    if let Ok(Success { ok: true, result: Some(result) }) = serde_json::from_slice(body) {
        return Ok(result);
    }
    match serde_json::from_slice::<Envelope>(body) {
        Ok(Envelope { ok: true, .. }) => Err(CallError::Unreadable),
        Ok(refused) => Err(refusal(status, &refused)),
        Err(_) => Err(without_envelope(status)),
    }
}

fn without_envelope(status: u16) -> CallError {
    match status {
        200..=299 => CallError::Unreadable,
        // The front waited for the server behind it and gave up: nobody knows what that one did.
        504 => CallError::NoAnswer,
        500..=599 => CallError::Unavailable { code: status, wait: None },
        // Not Telegram's word, so it must not count as "blocked by the user" or "wrong token".
        _ => CallError::NotBotApi(status),
    }
}

fn refusal(status: u16, envelope: &Envelope) -> CallError {
    let code = envelope.error_code.unwrap_or(status);
    let said = envelope.description.to_ascii_lowercase();
    let wait = envelope.parameters.retry_after.map(|s| Duration::from_secs(s.min(WAIT_MAX_S)));
    match code {
        // Method names are ours and right, so 404 too means the token (Telegram says so to a malformed one).
        401 | 404 => CallError::Token(code),
        403 => CallError::Unreachable,
        409 => CallError::Conflict { webhook: said.contains("webhook is active") },
        429 => CallError::TooMany(wait.unwrap_or(WAIT_UNNAMED)),
        504 => CallError::NoAnswer,
        500..=599 => CallError::Unavailable { code, wait },
        _ if said.starts_with("forbidden:") || NOBODY.iter().any(|nobody| said.contains(nobody)) => {
            CallError::Unreachable
        }
        _ => CallError::Refused { code, why: why(&said) },
    }
}

fn why(said: &str) -> Refusal {
    if said.contains("message is not modified") {
        Refusal::NotModified
    } else if MESSAGE_GONE.iter().any(|gone| said.contains(gone)) {
        Refusal::MessageGone
    } else {
        Refusal::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: u16, description: &str) -> CallError {
        let body = format!(r#"{{"ok":false,"error_code":{code},"description":"{description}"}}"#);
        read::<bool>(code, body.as_bytes()).unwrap_err()
    }

    #[test]
    fn success_is_read() {
        assert_eq!(read::<bool>(200, br#"{"ok":true,"result":true,"new_field":1}"#), Ok(true));
        for body in ["", "hello", r#"{"ok":true}"#, r#"{"ok":true,"result":"yes"}"#, r#"{"ok":tr"#] {
            assert_eq!(read::<bool>(200, body.as_bytes()), Err(CallError::Unreadable), "{body}");
        }
    }

    #[test]
    fn every_code_has_its_meaning() {
        assert_eq!(refused(401, "Unauthorized"), CallError::Token(401));
        assert_eq!(refused(404, "Not Found"), CallError::Token(404));
        let other = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
        assert_eq!(refused(409, other), CallError::Conflict { webhook: false });
        let webhook = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
        assert_eq!(refused(409, webhook), CallError::Conflict { webhook: true });
        assert_eq!(refused(429, "Too Many Requests"), CallError::TooMany(WAIT_UNNAMED));
        assert_eq!(refused(502, "Bad Gateway"), CallError::Unavailable { code: 502, wait: None });
        assert_eq!(refused(504, "Gateway Timeout"), CallError::NoAnswer);
        let other = CallError::Refused { code: 400, why: Refusal::Other };
        assert_eq!(refused(400, "Bad Request: message is too long"), other);
    }

    #[test]
    fn waits_are_read_wherever_they_stand() {
        let later = br#"{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}}"#;
        assert_eq!(read::<bool>(429, later), Err(CallError::TooMany(Duration::from_secs(7))));
        let absurd = br#"{"ok":false,"error_code":429,"parameters":{"retry_after":18446744073709551615}}"#;
        assert_eq!(read::<bool>(429, absurd), Err(CallError::TooMany(Duration::from_hours(24))));
        let restart = br#"{"ok":false,"error_code":500,"description":"Internal Server Error: restart","parameters":{"retry_after":5}}"#;
        let wait = Some(Duration::from_secs(5));
        assert_eq!(read::<bool>(500, restart), Err(CallError::Unavailable { code: 500, wait }));
    }

    #[test]
    fn nobody_there_is_recognised_in_all_its_sentences() {
        for (code, said) in [
            (403, "Forbidden: bot was blocked by the user"),
            (403, "Forbidden: bot can't initiate conversation with a user"),
            (400, "Forbidden: user is deactivated"),
            (400, "Bad Request: chat not found"),
            (400, "Bad Request: user is deactivated"),
            (400, "Bad Request: PEER_ID_INVALID"),
        ] {
            assert_eq!(refused(code, said), CallError::Unreachable, "{said}");
        }
    }

    #[test]
    fn edits_that_lead_nowhere_are_recognised() {
        let not_modified = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message";
        assert_eq!(refused(400, not_modified), CallError::Refused { code: 400, why: Refusal::NotModified });
        for said in [
            "Bad Request: message to edit not found",
            "Bad Request: message can't be edited",
            "Bad Request: MESSAGE_ID_INVALID",
        ] {
            let gone = CallError::Refused { code: 400, why: Refusal::MessageGone };
            assert_eq!(refused(400, said), gone, "{said}");
        }
    }

    #[test]
    fn a_proxys_page_is_not_telegrams_word() {
        let page = b"<html>Forbidden: bot was blocked</html>";
        for status in [301, 400, 401, 403, 404, 407, 429] {
            assert_eq!(read::<bool>(status, page), Err(CallError::NotBotApi(status)));
        }
        assert_eq!(read::<bool>(502, page), Err(CallError::Unavailable { code: 502, wait: None }));
        assert_eq!(read::<bool>(504, page), Err(CallError::NoAnswer));
    }
}
