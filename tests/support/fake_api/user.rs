//! A virtual client: says, presses, blocks, and sees what stands in the chat.

use serde_json::{Value, json};

use super::{
    Button, FakeApi, Shown, State,
    methods::{me, private_chat},
};

/// Somebody with a private chat with the bot.
#[derive(Clone)]
pub struct User {
    api: FakeApi,
    /// The number of the person and the chat.
    pub id: i64,
    from: Value,
}

impl User {
    pub(super) fn new(api: FakeApi, id: i64, first_name: &str, language: &str) -> Self {
        let from = json!({ "id": id, "is_bot": false, "first_name": first_name, "language_code": language });
        Self { api, id, from }
    }

    /// Sends a text; gives the number of the update.
    pub fn say(&self, text: &str) -> i64 {
        self.send(json!({ "text": text }))
    }

    /// Sends a message with any content, e.g. `{"sticker": …}`.
    pub fn send(&self, content: Value) -> i64 {
        let id = self.next_message(content["text"].as_str().unwrap_or_default());
        let mut message = self.message(id);
        merge(&mut message, content);
        self.api.push("message", message)
    }

    /// Changes the text of the client's own last message.
    pub fn edit_last(&self, text: &str) -> i64 {
        let id = self.api.world.change(|state| {
            let messages = &mut state.chats.entry(self.id).or_default().messages;
            let own = messages.iter_mut().rev().find(|message| !message.from_bot);
            let own = own.expect("the client said something before");
            text.clone_into(&mut own.text);
            own.id
        });
        let mut message = self.message(id);
        merge(&mut message, json!({ "text": text, "edit_date": 1_770_000_001 }));
        self.api.push("edited_message", message)
    }

    /// Presses a button that is or was seen; gives the number of the update.
    pub fn press(&self, button: &Button) -> i64 {
        self.press_data(Some(button.message), &button.data)
    }

    /// Presses the button with this label under the newest message that has it.
    #[track_caller]
    pub fn press_label(&self, label: &str) -> i64 {
        let found = self.shown().iter().rev().find_map(|message| message.find_button(label).cloned());
        match found {
            Some(button) => self.press(&button),
            None => panic!("no button {label:?} in the chat: {:#?}", self.shown()),
        }
    }

    /// Presses anything, under a message or nowhere.
    pub fn press_data(&self, message: Option<i64>, data: &str) -> i64 {
        let number = self.api.world.change(|state| {
            state.last_query += 1;
            state.last_query
        });
        let mut query =
            json!({ "id": format!("query-{number}"), "from": self.from, "chat_instance": "1", "data": data });
        if let Some(id) = message {
            let chat = private_chat(self.id);
            let shown = self.shown().into_iter().find(|message| message.id == id);
            // A message that is gone or too old arrives as a number only, with date 0.
            let gone = json!({ "message_id": id, "date": 0, "chat": chat });
            query["message"] = shown.map_or(gone, |message| message.to_json(&chat, &me()));
        }
        self.api.push("callback_query", query)
    }

    /// Blocks the bot: it cannot send any more.
    pub fn block(&self) -> i64 {
        self.membership(true)
    }

    /// Takes that back.
    pub fn unblock(&self) -> i64 {
        self.membership(false)
    }

    /// What stands in the chat now, oldest first, messages of both sides.
    pub fn shown(&self) -> Vec<Shown> {
        self.api.look(|state| state.shown(self.id).to_vec())
    }

    /// The messages of the bot that stand in the chat now.
    pub fn received(&self) -> Vec<Shown> {
        self.shown().into_iter().filter(|message| message.from_bot).collect()
    }

    /// The newest message of the bot.
    #[track_caller]
    pub fn last(&self) -> Shown {
        self.received().pop().expect("the bot said something")
    }

    /// Waits until a message of the bot with this text stands in the chat; gives the newest such one.
    pub async fn sees(&self, text: &str) -> Shown {
        let what = format!("a message with {text:?} in chat {}", self.id);
        let find = |state: &State| {
            let shown = state.shown(self.id).iter().rev();
            shown.clone().find(|message| message.from_bot && message.text.contains(text)).cloned()
        };
        self.api.wait_for(&what, find).await
    }

    /// Waits until the bot has so many messages in the chat; gives them.
    pub async fn receives(&self, count: usize) -> Vec<Shown> {
        let what = format!("{count} messages in chat {}", self.id);
        let enough = |state: &State| {
            let received: Vec<Shown> =
                state.shown(self.id).iter().filter(|message| message.from_bot).cloned().collect();
            (received.len() >= count).then_some(received)
        };
        self.api.wait_for(&what, enough).await
    }

    fn message(&self, id: i64) -> Value {
        json!({ "message_id": id, "from": self.from, "chat": private_chat(self.id), "date": 1_770_000_000 })
    }

    /// A message of the client's own stands in the chat from now on.
    fn next_message(&self, text: &str) -> i64 {
        self.api.world.change(|state| {
            state.last_message += 1;
            let message = Shown {
                id: state.last_message,
                from_bot: false,
                text: text.to_owned(),
                entities: Vec::new(),
                buttons: Vec::new(),
                edits: 0,
            };
            state.chats.entry(self.id).or_default().messages.push(message);
            state.last_message
        })
    }

    fn membership(&self, blocked: bool) -> i64 {
        self.api.world.change(|state| state.chats.entry(self.id).or_default().blocked = blocked);
        let member = json!({ "status": "member", "user": me() });
        let kicked = json!({ "status": "kicked", "user": me(), "until_date": 0 });
        let (old, new) = if blocked { (member, kicked) } else { (kicked, member) };
        let change = json!({
            "chat": private_chat(self.id), "from": self.from, "date": 1_770_000_000,
            "old_chat_member": old, "new_chat_member": new,
        });
        self.api.push("my_chat_member", change)
    }
}

fn merge(message: &mut Value, content: Value) {
    if let (Value::Object(message), Value::Object(content)) = (message, content) {
        message.extend(content);
    }
}
