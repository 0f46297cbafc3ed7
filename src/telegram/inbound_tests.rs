//! Tests of [`super`]: updates as Telegram sends them, odd ones included.
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::*;
use crate::{
    engine::Command,
    link::{ClinicId, Fault as LinkFault, Link, Ticket},
};

const EVE: i64 = 5_000_000_007;

fn key() -> Key {
    Key::from_text("a test key").unwrap()
}

fn now() -> Timestamp {
    "2026-03-02T12:00:00Z".parse().unwrap()
}

fn eve() -> Value {
    json!({ "id": EVE, "is_bot": false, "first_name": "Eve", "last_name": "<b>", "language_code": "pt-br" })
}

fn chat() -> Value {
    json!({ "id": EVE, "first_name": "Eve", "type": "private" })
}

/// A message in Eve's chat with these further fields.
fn message(fields: Value) -> Value {
    let mut message = json!({ "message_id": 11, "from": eve(), "chat": chat(), "date": 1_770_000_000 });
    message.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    message
}

fn update(kind: &str, content: Value) -> Value {
    json!({ "update_id": 42, kind: content })
}

/// Without a runtime: nothing in the tree ever waits.
fn read(update: &Value) -> Result<Reading, Fault> {
    let inbound = Inbound::new("demo_bot", key());
    let update = update.to_string();
    let mut reading = std::pin::pin!(inbound.read(&update, now()));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match reading.as_mut().poll(&mut context) {
        std::task::Poll::Ready(reading) => reading,
        std::task::Poll::Pending => panic!("reading an update waited for something"),
    }
}

/// What Eve did with this update; `None` if it means nothing.
fn act(update: &Value) -> Option<Act> {
    let incoming = read(update).expect("a readable update").incoming;
    assert_eq!(incoming.update, Some(UpdateId(42)));
    assert_eq!(incoming.chat, ChatId(EVE));
    incoming.event.map(|event| match event {
        Event::Client { person, act } => {
            assert_eq!(person, Person { name: Some("Eve".into()), language: Some("pt-br".into()) });
            act
        }
        other => panic!("{other:?}"),
    })
}

fn said(fields: Value) -> Option<Act> {
    act(&update("message", message(fields)))
}

fn typed(text: &str) -> Typed {
    Typed(text.to_owned())
}

#[test]
fn the_tree_has_every_value_it_asks_for() {
    let values = dptree::deps![Arc::new(Here { bot: String::new(), key: key() }), now()];
    dptree::type_check(tree().sig(), &values, &[dptree::Type::of::<Update>()]);
}

#[test]
fn text_is_text_and_commands_are_commands() {
    assert_eq!(
        said(json!({ "text": "it <b>hurts</b> & how" })),
        Some(Act::Text(typed("it <b>hurts</b> & how")))
    );
    assert_eq!(
        said(json!({ "text": "/check@demo_bot" })),
        Some(Act::Command(Command::Check, Typed(String::new())))
    );
    assert_eq!(said(json!({ "text": "/foo" })), Some(Act::Command(Command::Unknown, Typed(String::new()))));
    assert_eq!(said(json!({ "text": "/start" })), Some(Act::Start(Link::None)));
}

#[test]
fn the_payload_of_a_link_is_read() {
    let ticket = Ticket { clinic: ClinicId(7), ended_at: Some(now() - SignedDuration::from_hours(2)) };
    let payload = link::write(&key(), &ticket);
    let start = |text: String| said(json!({ "text": text }));
    assert_eq!(start(format!("/start {payload}")), Some(Act::Start(Link::Ticket(ticket))));
    assert_eq!(start(format!("/START@Demo_Bot\n {payload} ")), Some(Act::Start(Link::Ticket(ticket))));
    let malformed = Some(Act::Start(Link::Unreadable(LinkFault::Malformed)));
    assert_eq!(start("/start ref_42".to_owned()), malformed);
    assert_eq!(start(format!("/start {payload} {payload}")), malformed);
}

#[test]
fn what_is_no_text_is_sorted() {
    let file =
        |kind: &str| json!({ "file_id": "f", "file_unique_id": "u", "file_size": 1, "mime_type": kind });
    let with = |mut file: Value, more: Value| {
        file.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        file
    };
    let size = json!({ "width": 9, "height": 9 });
    let sticker =
        json!({ "type": "regular", "is_animated": false, "is_video": false, "width": 9, "height": 9 });
    let clip = with(file("video/mp4"), json!({ "width": 9, "height": 9, "duration": 3 }));
    let kinds = [
        (json!({ "sticker": with(file("image/webp"), sticker) }), Media::Sticker),
        (json!({ "animation": clip, "document": file("video/mp4") }), Media::Sticker),
        (json!({ "photo": [with(file("image/jpeg"), size)] }), Media::Photo),
        (json!({ "video": clip }), Media::Photo),
        (json!({ "voice": with(file("audio/ogg"), json!({ "duration": 3 })) }), Media::Voice),
        (
            json!({ "video_note": with(file("video/mp4"), json!({ "length": 9, "duration": 3 })) }),
            Media::Voice,
        ),
        (json!({ "audio": with(file("audio/mpeg"), json!({ "duration": 3 })) }), Media::Voice),
        (json!({ "document": file("application/pdf") }), Media::Other),
        (json!({ "contact": { "phone_number": "1", "first_name": "Mallory" } }), Media::Other),
        (json!({ "location": { "latitude": 1.5, "longitude": 2.5 } }), Media::Other),
        (json!({ "dice": { "emoji": "🎲", "value": 3 } }), Media::Other),
        (json!({ "hologram": { "of": "a later Bot API" } }), Media::Other),
    ];
    for (fields, kind) in kinds {
        assert_eq!(said(fields.clone()), Some(Act::Media { kind, caption: None }), "{fields}");
    }
    let photo = json!({ "photo": [], "caption": "is this normal?", "media_group_id": "1" });
    let caption = Some(typed("is this normal?"));
    assert_eq!(said(photo), Some(Act::Media { kind: Media::Photo, caption }));
}

#[test]
fn somebody_elses_words_are_not_the_clients() {
    for origin in [
        json!({ "type": "user", "date": 1, "sender_user": { "id": 8, "is_bot": false, "first_name": "Mallory" } }),
        json!({ "type": "hidden_user", "date": 1, "sender_user_name": "Mallory" }),
        json!({ "type": "channel", "date": 1, "chat": { "id": -100, "type": "channel" }, "message_id": 3 }),
        json!({ "type": "of a later Bot API" }),
    ] {
        let fields = json!({ "forward_origin": origin, "text": "/stop drinking" });
        let caption = Some(typed("/stop drinking"));
        assert_eq!(said(fields), Some(Act::Media { kind: Media::Forwarded, caption }));
    }
}

#[test]
fn words_stay_readable_whatever_newer_things_stand_around_them() {
    let later = json!([{ "type": "of_a_later_bot_api", "offset": 0, "length": 2 }]);
    let fields = json!({
        "text": "my chest hurts", "entities": later, "quote": { "text": 1 }, "effect_id": 7,
        "reply_to_message": { "message_id": "what?" }, "link_preview_options": 5, "brand_new": [1],
    });
    let mut update = update("message", message(fields));
    update["a_new_field_of_updates"] = json!({ "x": 1 });
    assert_eq!(act(&update), Some(Act::Text(typed("my chest hurts"))));
}

#[test]
fn edited_messages_bring_their_new_words() {
    let edited = |fields| act(&update("edited_message", message(fields)));
    assert_eq!(edited(json!({ "text": "8", "edit_date": 2 })), Some(Act::Edited(typed("8"))));
    assert_eq!(edited(json!({ "photo": [], "caption": "9", "edit_date": 2 })), Some(Act::Edited(typed("9"))));
    assert_eq!(edited(json!({ "location": { "latitude": 1.5, "longitude": 2.5 }, "edit_date": 2 })), None);
}

#[test]
fn service_messages_mean_nothing() {
    let pinned = message(json!({ "text": "old" }));
    assert_eq!(said(json!({ "pinned_message": pinned })), None);
    assert_eq!(said(json!({ "message_auto_delete_timer_changed": { "message_auto_delete_time": 5 } })), None);
    assert_eq!(said(json!({ "write_access_allowed": {} })), None);
}

fn pressed(fields: Value) -> Value {
    let mut query = json!({ "id": "q1", "from": eve(), "chat_instance": "9" });
    query.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    update("callback_query", query)
}

#[test]
fn a_press_names_its_message_as_long_as_telegram_does() {
    let press = Some(Act::Press { data: "a:1".to_owned(), message: Some(MessageId(11)) });
    let new_style =
        json!({ "inline_keyboard": [[{ "text": "A", "callback_data": "a:1", "style": { "x": 1 } }]] });
    let ours =
        json!({ "message": message(json!({ "text": "?", "reply_markup": new_style })), "data": "a:1" });
    assert_eq!(act(&pressed(ours)), press);
    let inaccessible = json!({ "message": { "chat": chat(), "message_id": 11, "date": 0 }, "data": "a:1" });
    assert_eq!(act(&pressed(inaccessible)), press);
}

#[test]
fn presses_that_lead_nowhere_are_still_answered() {
    let group = json!({ "id": -5, "type": "group", "title": "staff" });
    for fields in [
        json!({ "inline_message_id": "i", "data": "a:1" }),
        json!({ "message": message(json!({ "text": "?" })), "game_short_name": "g" }),
        json!({ "message": { "chat": group, "message_id": 11, "date": 5 }, "data": "a:1" }),
    ] {
        let reading = read(&pressed(fields)).unwrap();
        assert_eq!(reading.incoming.event, None);
        assert_eq!(reading.query, Some(CallbackQueryId("q1".to_owned())));
    }
    let inline = read(&pressed(json!({ "inline_message_id": "i", "data": "a:1" }))).unwrap();
    assert_eq!(inline.incoming.chat, ChatId(EVE));
}

#[test]
fn blocking_and_unblocking_are_noticed() {
    let bot = json!({ "id": 1, "is_bot": true, "first_name": "Demo" });
    let change = |chat: Value, old: Value, new: Value| {
        let change =
            json!({ "chat": chat, "from": eve(), "date": 5, "old_chat_member": old, "new_chat_member": new });
        update("my_chat_member", change)
    };
    let member = json!({ "status": "member", "user": bot });
    let kicked = json!({ "status": "kicked", "user": bot, "until_date": 0 });
    assert_eq!(act(&change(chat(), member.clone(), kicked.clone())), Some(Act::Blocked));
    assert_eq!(act(&change(chat(), kicked.clone(), member.clone())), Some(Act::Unblocked));
    let group = json!({ "id": -5, "type": "group", "title": "staff" });
    assert_eq!(read(&change(group, member, kicked)).unwrap().incoming.event, None);
}

#[test]
fn only_private_chats_with_humans_mean_something() {
    let group = json!({ "id": -100_123, "type": "supergroup", "title": "staff" });
    let channel = json!({ "id": -100_124, "type": "channel", "title": "news" });
    let in_chat =
        |chat: &Value| json!({ "message_id": 1, "date": 5, "chat": chat, "from": eve(), "text": "hi" });
    for (kind, content, chat) in [
        ("message", in_chat(&group), -100_123),
        ("edited_message", in_chat(&group), -100_123),
        ("channel_post", in_chat(&channel), -100_124),
    ] {
        let incoming = read(&update(kind, content)).unwrap().incoming;
        assert_eq!(
            incoming,
            Incoming { chat: ChatId(chat), update: Some(UpdateId(42)), event: None },
            "{kind}"
        );
    }
    let mut bot = message(json!({ "text": "hi" }));
    bot["from"]["is_bot"] = json!(true);
    assert_eq!(act(&update("message", bot)), None);
}

#[test]
fn a_missing_sender_is_somebody_without_a_name() {
    let mut anonymous = message(json!({ "text": "hi" }));
    anonymous.as_object_mut().unwrap().remove("from");
    let event = read(&update("message", anonymous)).unwrap().incoming.event;
    let act = Act::Text(typed("hi"));
    assert_eq!(event, Some(Event::Client { person: Person::default(), act }));
}

#[test]
fn what_cannot_be_read_says_so_without_its_content() {
    let unknown = update("brainwave", json!({ "of": "a later Bot API" }));
    assert_eq!(read(&unknown), Err(Fault::Unknown));
    assert_eq!(read(&update("message", json!({ "text": "no chat, no date" }))), Err(Fault::Unknown));
    // teloxide panics on this one.
    let nobodys = json!({ "poll_id": "1", "option_ids": [0] });
    assert_eq!(read(&update("poll_answer", nobodys)), Err(Fault::Unknown));
    assert_eq!(read(&json!({ "update_id": "x" })), Err(Fault::Malformed));
    assert_eq!(read(&json!([1])), Err(Fault::Malformed));
}
