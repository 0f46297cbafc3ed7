//! The floor: polls, makes the calls of the recording with the HTTP client that aftercare uses, and one fsync for each
//! batch of updates. No engine, no database, no types.

use std::{
    collections::HashMap,
    io::{Seek as _, SeekFrom, Write as _},
    sync::Arc,
    time::Duration,
};

use aftercare::telegram::Api;
use serde::{Deserialize, Serialize, de::IgnoredAny};
use serde_json::value::RawValue;

use super::{
    fill,
    recording::{Call, Steps},
};

const CALL_LIMIT: Duration = Duration::from_mins(1);

#[derive(Deserialize)]
struct Update {
    #[serde(rename = "update_id")]
    id: i64,
    message: Option<Message>,
    callback_query: Option<Query>,
}

#[derive(Deserialize)]
struct Query {
    id: String,
    message: Message,
}

#[derive(Deserialize)]
struct Message {
    message_id: i64,
    chat: Chat,
}

#[derive(Deserialize)]
struct Chat {
    id: i64,
}

#[derive(Serialize)]
struct Poll {
    offset: i64,
    timeout: u8,
}

#[derive(Serialize)]
struct Answer {
    callback_query_id: String,
}

#[derive(Serialize)]
struct Show<'a> {
    chat_id: i64,
    message_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entities: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_markup: Option<&'a RawValue>,
}

pub(crate) async fn run(url: &str, recording: &str) {
    let steps = Arc::new(Steps::read(recording));
    let api = Api::new(url, &"1:bench".into()).expect("an address");
    let mut journal =
        std::fs::File::create(fill::file("load_bare.journal")).expect("target/tmp can be written");
    let mut pressed: HashMap<i64, usize> = HashMap::new();
    let mut offset = 0;
    loop {
        let poll = Poll { offset, timeout: 50 };
        let Ok(updates) = api.post::<_, Vec<Update>>("getUpdates", &poll, CALL_LIMIT).await else { continue };
        for update in &updates {
            offset = update.id + 1;
        }
        let written = journal.seek(SeekFrom::Start(0)).and_then(|_| journal.write_all(&offset.to_le_bytes()));
        written.and_then(|()| journal.sync_data()).expect("target/tmp can be written");
        for Update { message, callback_query, .. } in updates {
            let (query, Some(message)) = (match callback_query {
                Some(Query { id, message }) => (Some(id), Some(message)),
                None => (None, message),
            }) else {
                continue;
            };
            let step = match &query {
                Some(_) => {
                    let step = pressed.entry(message.chat.id).or_default();
                    let now = *step;
                    *step = (now + 1) % steps.0.len();
                    now
                }
                None => steps.0.len() - 1,
            };
            if let Some(callback_query_id) = query {
                let api = api.clone();
                tokio::spawn(async move {
                    let answer = Answer { callback_query_id };
                    let _ = api.post::<_, IgnoredAny>("answerCallbackQuery", &answer, CALL_LIMIT).await;
                });
            }
            let (api, steps) = (api.clone(), Arc::clone(&steps));
            tokio::spawn(async move {
                for call in &steps.0[step] {
                    show(&api, &message, call).await;
                }
            });
        }
    }
}

async fn show(api: &Api, pressed: &Message, call: &Call) {
    let show = Show {
        chat_id: pressed.chat.id,
        message_id: pressed.message_id,
        text: call.text.as_deref(),
        entities: call.entities.as_deref(),
        reply_markup: call.reply_markup.as_deref(),
    };
    let _ = api.post::<_, IgnoredAny>(&call.method, &show, CALL_LIMIT).await;
}
