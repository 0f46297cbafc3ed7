//! The methods of the Bot API that a bot like ours calls.

use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};

use serde_json::{Value, json};

use super::{Call, Refusal, State, World, chat};

/// The bot's own name.
pub(super) const BOT: &str = "aftercare_test_bot";

/// Takes a call.
pub(super) async fn run(world: &Arc<World>, call: &Call) -> Result<Value, Refusal> {
    if call.body.is_null() {
        return Err(Refusal::bad("can't parse the body as JSON"));
    }
    if call.method == "getupdates" {
        return get_updates(world, &call.body).await;
    }
    world.change(|state| match call.method.as_str() {
        "getme" => Ok(me()),
        "sendmessage" => send(state, call),
        "editmessagetext" => edit(state, call, true),
        "editmessagereplymarkup" => edit(state, call, false),
        "deletemessage" => delete(state, call),
        "answercallbackquery" => {
            let query = call.body["callback_query_id"].as_str().unwrap_or_default();
            if state.answered.insert(query.to_owned()) {
                return Ok(json!(true));
            }
            Err(Refusal::bad("query is too old and response timeout expired or query ID is invalid"))
        }
        "setwebhook" => {
            state.webhook = call.body["url"].as_str().filter(|url| !url.is_empty()).map(str::to_owned);
            Ok(json!(true))
        }
        "deletewebhook" => {
            state.webhook = None;
            if call.body["drop_pending_updates"] == true {
                state.updates.clear();
            }
            Ok(json!(true))
        }
        "setmycommands" | "setmydescription" | "setmyshortdescription" => {
            let language = call.body["language_code"].as_str().unwrap_or_default().to_owned();
            state.settings.insert((call.method.clone(), language), call.body.clone());
            Ok(json!(true))
        }
        _ => Err(Refusal(404, "Not Found".to_owned(), None)),
    })
}

pub(super) fn me() -> Value {
    json!({
        "id": 1, "is_bot": true, "first_name": "Aftercare", "username": BOT, "can_join_groups": true,
        "can_read_all_group_messages": false, "supports_inline_queries": false, "has_main_web_app": false,
    })
}

/// A private chat as the Bot API writes it.
pub(super) fn private_chat(id: i64) -> Value {
    json!({ "id": id, "type": "private", "first_name": "Somebody" })
}

/// The chat of a call, if the bot may write there.
fn open_chat<'a>(state: &'a mut State, call: &Call) -> Result<(i64, &'a mut chat::Chat), Refusal> {
    let nobody = || Refusal::bad("chat not found");
    let id = call.chat.ok_or_else(nobody)?;
    let chat = state.chats.get_mut(&id).ok_or_else(nobody)?;
    if chat.blocked {
        return Err(Refusal(403, "Forbidden: bot was blocked by the user".to_owned(), None));
    }
    Ok((id, chat))
}

fn send(state: &mut State, call: &Call) -> Result<Value, Refusal> {
    let number = state.last_message + 1;
    let (id, chat) = open_chat(state, call)?;
    let (text, entities) = chat::text_of(&call.body)?;
    let buttons = chat::buttons_of(&call.body, number)?;
    let message = chat::Shown { id: number, from_bot: true, text, entities, buttons, edits: 0 };
    let answer = message.to_json(&private_chat(id), &me());
    chat.messages.push(message);
    state.last_message = number;
    Ok(answer)
}

fn edit(state: &mut State, call: &Call, with_text: bool) -> Result<Value, Refusal> {
    let number = call.body["message_id"]
        .as_i64()
        .ok_or_else(|| Refusal::bad("message identifier is not specified"))?;
    let (id, chat) = open_chat(state, call)?;
    let old = chat
        .messages
        .iter_mut()
        .find(|message| message.id == number)
        .ok_or_else(|| Refusal::bad("message to edit not found"))?;
    if !old.from_bot {
        return Err(Refusal::bad("message can't be edited"));
    }
    let (text, entities) =
        if with_text { chat::text_of(&call.body)? } else { (old.text.clone(), old.entities.clone()) };
    let buttons = chat::buttons_of(&call.body, number)?;
    if (&text, &entities, &buttons) == (&old.text, &old.entities, &old.buttons) {
        return Err(Refusal::bad(
            "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
        ));
    }
    *old = chat::Shown { text, entities, buttons, edits: old.edits + 1, ..old.clone() };
    Ok(old.to_json(&private_chat(id), &me()))
}

fn delete(state: &mut State, call: &Call) -> Result<Value, Refusal> {
    let (_, chat) = open_chat(state, call)?;
    let before = chat.messages.len();
    chat.messages.retain(|message| Some(message.id) != call.body["message_id"].as_i64());
    if chat.messages.len() == before {
        return Err(Refusal::bad("message to delete not found"));
    }
    Ok(json!(true))
}

/// Counts a poll as waiting for as long as it lives: its client may hang up at any time.
struct Waiting<'a>(&'a World);

impl<'a> Waiting<'a> {
    fn begin(world: &'a World) -> Self {
        world.change(|state| state.polls_waiting += 1);
        Self(world)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner).polls_waiting -= 1;
        self.0.changed.notify_waiters();
    }
}

async fn get_updates(world: &Arc<World>, body: &Value) -> Result<Value, Refusal> {
    let poll = world.change(|state| begin_poll(state, body))?;
    let hold = Duration::from_secs(body["timeout"].as_u64().unwrap_or(0).min(50));
    let limit = usize::try_from(body["limit"].as_u64().unwrap_or(100).clamp(1, 100)).unwrap_or(100);
    let _waiting = Waiting::begin(world);
    let wait = async {
        loop {
            let changed = world.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if let Some(answer) = poll_answer(&mut world.lock(), poll, limit) {
                return answer;
            }
            changed.await;
        }
    };
    tokio::time::timeout(hold, wait).await.unwrap_or_else(|_| Ok(json!([])))
}

/// Acknowledges what is below the offset, and ends an older poll. Gives the number of this one.
fn begin_poll(state: &mut State, body: &Value) -> Result<u64, Refusal> {
    if state.webhook.is_some() {
        let text = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
        return Err(Refusal(409, text.to_owned(), None));
    }
    let offset = body["offset"].as_i64().unwrap_or(0);
    if offset > 0 {
        state.offset = state.offset.max(offset);
        state.updates.retain(|update| update["update_id"].as_i64().is_none_or(|id| id >= offset));
    }
    if let Some(allowed) = body["allowed_updates"].as_array() {
        state.allowed = Some(allowed.iter().filter_map(Value::as_str).map(str::to_owned).collect());
    }
    state.last_poll += 1;
    Ok(state.last_poll)
}

fn poll_answer(state: &mut State, poll: u64, limit: usize) -> Option<Result<Value, Refusal>> {
    if state.last_poll != poll {
        let text = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
        return Some(Err(Refusal(409, text.to_owned(), None)));
    }
    let updates: Vec<&Value> = state.updates.iter().take(limit).collect();
    (!updates.is_empty()).then(|| Ok(json!(updates)))
}
