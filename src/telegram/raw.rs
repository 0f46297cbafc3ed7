//! Owns the way from an update's JSON to teloxide's type. Leaves out, before anything is typed, what we never
//! read: so a new kind of entity or button cannot make a client's words unreadable, and texts of other people
//! go no further.

use std::{collections::BTreeMap, panic::catch_unwind};

use serde::Deserialize;
use serde_json::{
    Value,
    value::{RawValue, to_raw_value},
};
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

/// An object's fields, each still as JSON: most of an update is never looked into.
type Fields = BTreeMap<String, Box<RawValue>>;

/// Reads an update.
pub(super) fn read(raw: &str) -> Result<Update, Fault> {
    let mut update = fields(raw).ok_or(Fault::Malformed)?;
    // teloxide takes the first field for the kind of the update, so there must be no other beside it.
    if let Some(kind) = ALLOWED_UPDATES.into_iter().find(|kind| update.contains_key(*kind)) {
        update.retain(|field, _| field == "update_id" || field == kind);
    }
    for kind in ["message", "edited_message"] {
        change(&mut update, kind, trim);
    }
    change(&mut update, "callback_query", |query| change(query, "message", trim_pressed));
    let text = serde_json::to_string(&update).map_err(|_| Fault::Malformed)?;
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

fn fields(raw: &str) -> Option<Fields> {
    serde_json::from_str(raw).ok()
}

/// Changes the fields of what stands in a field; what is no object stays as it is.
fn change(object: &mut Fields, field: &str, change: impl FnOnce(&mut Fields)) {
    let Some(value) = object.get_mut(field) else { return };
    let Some(mut inner) = fields(value.get()) else { return };
    change(&mut inner);
    if let Ok(changed) = to_raw_value(&inner) {
        *value = changed;
    }
}

/// Sets a field to this JSON.
fn set(object: &mut Fields, field: &str, json: &str) {
    if let Ok(value) = RawValue::from_string(json.to_owned()) {
        object.insert(field.to_owned(), value);
    }
}

fn trim(message: &mut Fields) {
    message.retain(|field, _| !UNREAD.contains(&field.as_str()));
    if message.contains_key("forward_origin") {
        // That it is forwarded is all we need; from whom is nobody's business.
        set(message, "forward_origin", r#"{"type":"hidden_user","date":0,"sender_user_name":""}"#);
    }
}

fn trim_pressed(message: &mut Fields) {
    message.retain(|field, _| PRESSED.contains(&field.as_str()));
    // teloxide tries some eighty kinds of messages, one after the other; a text is among the first.
    set(message, "text", r#""""#);
}
