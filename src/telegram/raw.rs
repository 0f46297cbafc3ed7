//! Owns the way from an update's JSON to teloxide's type. Leaves out, before anything is typed, what we never
//! read: so a new kind of entity or button cannot make a client's words unreadable, and texts of other people
//! go no further.

use std::{borrow::Cow, collections::BTreeMap, panic::catch_unwind};

use serde::Deserialize;
use serde_json::value::RawValue;
use teloxide::types::{Update, UpdateKind};

/// The kinds of updates that we ask Telegram for, in polling and for a webhook.
pub const ALLOWED_UPDATES: [&str; 4] = ["message", "edited_message", "callback_query", "my_chat_member"];

/// Why an update could not be read. Holds nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It is not JSON, or has no number.
    #[error("it is no update")]
    Malformed,
    /// Its kind is unknown, or known and written in an unknown way.
    #[error("its kind or its form is unknown")]
    Unknown,
}

/// Fields of a message that we never read.
const UNREAD: [&str; 12] = [
    "entities",
    "caption_entities",
    "reply_to_message",
    "external_reply",
    "quote",
    "reply_to_story",
    "reply_to_checklist_task_id",
    "reply_markup",
    "link_preview_options",
    "via_bot",
    "effect_id",
    "sender_business_bot",
];

/// Fields of the message under a pressed button that we read.
const PRESSED: [&str; 3] = ["message_id", "date", "chat"];

/// What stands for where a forwarded message comes from.
const ORIGIN: &str = r#"{"type":"hidden_user","date":0,"sender_user_name":""}"#;

/// The number of an update.
pub(super) fn number(raw: &str) -> Option<i64> {
    #[derive(Deserialize)]
    struct Numbered {
        update_id: i64,
    }
    serde_json::from_str::<Numbered>(raw).ok().map(|numbered| numbered.update_id)
}

/// The private chat of a client's message or press in an update that cannot be read, if that much can be told.
pub(super) fn private_chat(raw: &str) -> Option<i64> {
    let update: Value = serde_json::from_str(raw).ok()?;
    let places = ["/message/chat", "/callback_query/message/chat"];
    let chat = places.into_iter().find_map(|place| update.pointer(place))?;
    if chat.get("type")? == "private" { chat.get("id")?.as_i64() } else { None }
}

/// Reads an update.
pub(super) fn read(raw: &str) -> Result<Update, Fault> {
    let text = trimmed(raw).ok_or(Fault::Malformed)?;
    // Some of its types panic where a field is missing (a poll's answer without its voter). An update that
    // ended the poller would come again at every start, and end it again.
    let update = catch_unwind(|| serde_json::from_str::<Update>(&text))
        .map_err(|_| Fault::Unknown)?
        .map_err(|_| Fault::Malformed)?;
    match update.kind {
        UpdateKind::Error(_) => Err(Fault::Unknown),
        _ => Ok(update),
    }
}

/// The fields of an object, unread: a text with its keyboard is thousands of characters, of which an update needs a
/// few numbers.
type Fields<'a> = BTreeMap<String, &'a RawValue>;

/// The update without what we never read.
fn trimmed(raw: &str) -> Option<String> {
    let update: Fields<'_> = serde_json::from_str(raw).ok()?;
    // teloxide takes the first field for the kind of the update, so there must be no other beside it.
    let kind = ALLOWED_UPDATES.into_iter().find(|kind| update.contains_key(*kind));
    written(&update, |field, value| match field {
        "update_id" => Some(value.into()),
        _ if kind.is_some_and(|kind| kind != field) => None,
        "message" | "edited_message" => Some(without_unread(value)),
        "callback_query" => Some(rewritten(value, |field, value| match field {
            "message" => {
                Some(rewritten(value, |field, value| PRESSED.contains(&field).then(|| value.into())))
            }
            _ => Some(value.into()),
        })),
        _ => Some(value.into()),
    })
}

fn without_unread(message: &str) -> Cow<'_, str> {
    rewritten(message, |field, value| match field {
        _ if UNREAD.contains(&field) => None,
        // That it is forwarded is all we need; from whom is nobody's business.
        "forward_origin" => Some(ORIGIN.into()),
        _ => Some(value.into()),
    })
}

/// An object with other values, or fewer; what is none stays as it is.
fn rewritten<'a>(raw: &'a str, value: impl Fn(&str, &'a str) -> Option<Cow<'a, str>>) -> Cow<'a, str> {
    let fields = serde_json::from_str::<Fields<'a>>(raw).ok();
    fields.and_then(|fields| written(&fields, value)).map_or(raw.into(), Into::into)
}

fn written<'a>(fields: &Fields<'a>, new: impl Fn(&str, &'a str) -> Option<Cow<'a, str>>) -> Option<String> {
    let mut text = String::from("{");
    for (field, value) in fields {
        if let Some(value) = new(field, value.get()) {
            if text.len() > 1 {
                text.push(',');
            }
            text.push_str(&serde_json::to_string(field).ok()?);
            text.push(':');
            text.push_str(&value);
        }
    }
    text.push('}');
    Some(text)
}
