//! What stands in a chat: the messages as the client's app shows them, and the checks of the real Bot API.

use serde_json::{Value, json};

use super::Refusal;

/// One private chat.
#[derive(Default)]
pub(crate) struct Chat {
    pub(crate) messages: Vec<Shown>,
    pub(crate) blocked: bool,
}

/// A message as the client sees it now.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// Its number.
    pub id: i64,
    /// Whether the bot sent it, not the client.
    pub from_bot: bool,
    /// Its text.
    pub text: String,
    /// The entities, as they were sent.
    pub entities: Vec<Value>,
    /// Rows of buttons.
    pub buttons: Vec<Vec<Button>>,
    /// How often it was changed.
    pub edits: usize,
}

/// A button under a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// The message it stands under.
    pub message: i64,
    /// What the client reads.
    pub label: String,
    /// What comes back.
    pub data: String,
}

impl Shown {
    /// The labels of the buttons, row by row.
    pub fn labels(&self) -> Vec<&str> {
        self.buttons.iter().flatten().map(|button| button.label.as_str()).collect()
    }

    /// The button with this label (or the only one whose label holds the text).
    #[track_caller]
    pub fn button(&self, label: &str) -> &Button {
        self.find_button(label).unwrap_or_else(|| panic!("no button {label:?} among {:?}", self.labels()))
    }

    pub(crate) fn find_button(&self, label: &str) -> Option<&Button> {
        let all = || self.buttons.iter().flatten();
        all().find(|button| button.label == label).or_else(|| {
            let mut holding = all().filter(|button| button.label.contains(label));
            holding.next().filter(|_| holding.next().is_none())
        })
    }

    /// The part of the text that an entity of this kind covers, for each such entity.
    pub fn styled(&self, kind: &str) -> Vec<String> {
        let units: Vec<u16> = self.text.encode_utf16().collect();
        self.entities
            .iter()
            .filter(|entity| entity["type"] == kind)
            .filter_map(|entity| range(entity, units.len()))
            .map(|(start, end)| String::from_utf16_lossy(&units[start..end]))
            .collect()
    }

    /// The message as the Bot API writes it.
    pub(crate) fn to_json(&self, chat: &Value, from: &Value) -> Value {
        let mut message = json!({
            "message_id": self.id, "date": 1_770_000_000, "chat": chat, "from": from, "text": self.text,
        });
        if !self.entities.is_empty() {
            message["entities"] = json!(self.entities);
        }
        if !self.buttons.is_empty() {
            let button = |button: &Button| json!({ "text": button.label, "callback_data": button.data });
            let rows: Vec<Vec<Value>> =
                self.buttons.iter().map(|row| row.iter().map(button).collect()).collect();
            message["reply_markup"] = json!({ "inline_keyboard": rows });
        }
        message
    }
}

fn range(entity: &Value, units: usize) -> Option<(usize, usize)> {
    let start = usize::try_from(entity["offset"].as_u64()?).ok()?;
    let len = usize::try_from(entity["length"].as_u64()?).ok()?;
    let end = start.checked_add(len)?;
    (len > 0 && end <= units).then_some((start, end))
}

/// The text and entities of a call, checked as the real one does, and our own rule: no `parse_mode`.
pub(crate) fn text_of(body: &Value) -> Result<(String, Vec<Value>), Refusal> {
    if body.get("parse_mode").is_some() {
        return Err(Refusal::bad("this bot never sends a parse_mode"));
    }
    let text = body["text"].as_str().unwrap_or_default().to_owned();
    let units = text.encode_utf16().count();
    if text.trim().is_empty() {
        return Err(Refusal::bad("message text is empty"));
    }
    if units > 4096 {
        return Err(Refusal::bad("message is too long"));
    }
    let entities = body["entities"].as_array().cloned().unwrap_or_default();
    if entities.iter().any(|entity| !entity["type"].is_string() || range(entity, units).is_none()) {
        return Err(Refusal::bad("ENTITY_BOUNDS_INVALID"));
    }
    Ok((text, entities))
}

/// The buttons of a call, checked as the real one does.
pub(crate) fn buttons_of(body: &Value, message: i64) -> Result<Vec<Vec<Button>>, Refusal> {
    let rows = body.pointer("/reply_markup/inline_keyboard").and_then(Value::as_array);
    rows.into_iter()
        .flatten()
        .map(|row| row.as_array().into_iter().flatten().map(|button| button_of(button, message)).collect())
        .collect()
}

fn button_of(button: &Value, message: i64) -> Result<Button, Refusal> {
    let label = button["text"].as_str().unwrap_or_default();
    let data = button["callback_data"].as_str().unwrap_or_default();
    if label.trim().is_empty() {
        return Err(Refusal::bad("can't parse inline keyboard button: Text buttons must be non-empty"));
    }
    if data.is_empty() || data.len() > 64 {
        return Err(Refusal::bad("BUTTON_DATA_INVALID"));
    }
    Ok(Button { message, label: label.to_owned(), data: data.to_owned() })
}
