//! Owns how a message of ours is written for the Bot API: plain text with entities, inline buttons, no link
//! previews, never a `parse_mode`. Pure: values in, payloads out.

use teloxide::{
    payloads::{EditMessageReplyMarkup, EditMessageText, SendMessage},
    types::{
        ChatId, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, MessageEntity,
        MessageId as TelegramMessageId, Recipient, ReplyMarkup,
    },
};

use crate::{
    engine::{Button, ChatId as Chat, Message, MessageId},
    script::{Rich, Style},
};

/// The call that sends a new message.
pub(super) fn send(chat: Chat, message: &Message) -> SendMessage {
    let mut call = SendMessage::new(recipient(chat), message.text.text.clone());
    call.entities = entities(&message.text);
    call.link_preview_options = Some(no_preview());
    call.reply_markup = keyboard(&message.buttons).map(ReplyMarkup::InlineKeyboard);
    call
}

/// The call that replaces a message, buttons and all; `None` if Telegram cannot have a message of this number.
pub(super) fn edit(chat: Chat, target: MessageId, message: &Message) -> Option<EditMessageText> {
    let mut call = EditMessageText::new(recipient(chat), number(target)?, message.text.text.clone());
    call.entities = entities(&message.text);
    call.link_preview_options = Some(no_preview());
    call.reply_markup = keyboard(&message.buttons);
    Some(call)
}

/// The call that takes the buttons off a message; `None` as above.
pub(super) fn strip(chat: Chat, target: MessageId) -> Option<EditMessageReplyMarkup> {
    Some(EditMessageReplyMarkup::new(recipient(chat), number(target)?))
}

fn recipient(chat: Chat) -> Recipient {
    Recipient::Id(ChatId(chat.0))
}

fn number(message: MessageId) -> Option<TelegramMessageId> {
    i32::try_from(message.0).ok().map(TelegramMessageId)
}

fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}

/// The spans as Telegram writes them. A link whose address is none stays as plain text.
fn entities(text: &Rich) -> Option<Vec<MessageEntity>> {
    let entities: Vec<MessageEntity> = text
        .spans
        .iter()
        .filter_map(|span| match &span.style {
            Style::Bold => Some(MessageEntity::bold(span.start, span.len)),
            Style::Link(address) => {
                let url = reqwest::Url::parse(address).ok()?;
                Some(MessageEntity::text_link(url, span.start, span.len))
            }
        })
        .collect();
    (!entities.is_empty()).then_some(entities)
}

fn keyboard(rows: &[Vec<Button>]) -> Option<InlineKeyboardMarkup> {
    let button = |button: &Button| InlineKeyboardButton::callback(&button.label, &button.data);
    let rows = rows.iter().filter(|row| !row.is_empty()).map(|row| row.iter().map(button));
    let keyboard = InlineKeyboardMarkup::new(rows);
    (!keyboard.inline_keyboard.is_empty()).then_some(keyboard)
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;
    use crate::script::Span;

    fn message() -> Message {
        let mut text = Rich::from_marked("😀 **<b>Eve</b> & _co_** \\*");
        let start = text.len() + 1;
        text.append(" ", Rich { text: "site".to_owned(), spans: Vec::new() });
        text.spans.push(Span { start, len: 4, style: Style::Link("https://example.org/a?b=c".to_owned()) });
        let button = |label: &str, data: &str| Button { label: label.to_owned(), data: data.to_owned() };
        Message {
            text,
            buttons: vec![vec![button("A", "a"), button("B", "b")], vec![], vec![button("C", "c")]],
        }
    }

    #[test]
    fn names_with_markup_are_sent_as_they_are() {
        let sent = to_value(send(Chat(7), &message())).unwrap();
        assert_eq!(
            sent,
            json!({
                "chat_id": 7,
                "text": "😀 <b>Eve</b> & _co_ \\* site",
                "entities": [
                    { "type": "bold", "offset": 3, "length": 17 },
                    { "type": "text_link", "offset": 24, "length": 4, "url": "https://example.org/a?b=c" },
                ],
                "link_preview_options": { "is_disabled": true },
                "reply_markup": { "inline_keyboard": [
                    [{ "text": "A", "callback_data": "a" }, { "text": "B", "callback_data": "b" }],
                    [{ "text": "C", "callback_data": "c" }],
                ] },
            })
        );
    }

    #[test]
    fn an_edit_says_the_same_of_an_old_message() {
        let mut sent = to_value(send(Chat(7), &message())).unwrap();
        sent["message_id"] = json!(5);
        assert_eq!(to_value(edit(Chat(7), MessageId(5), &message())).unwrap(), sent);
    }

    #[test]
    fn a_message_without_spans_and_buttons_has_no_such_fields() {
        let message = Message { text: Rich::from_marked("hi"), buttons: Vec::new() };
        let plain = json!({ "chat_id": 7, "text": "hi", "link_preview_options": { "is_disabled": true } });
        assert_eq!(to_value(send(Chat(7), &message)).unwrap(), plain);
        let stripped = json!({ "chat_id": 7, "message_id": 5 });
        assert_eq!(to_value(strip(Chat(7), MessageId(5))).unwrap(), stripped);
    }

    #[test]
    fn what_cannot_be_is_left_out() {
        let text = Rich {
            text: "here".to_owned(),
            spans: vec![Span { start: 0, len: 4, style: Style::Link("nowhere".to_owned()) }],
        };
        assert_eq!(entities(&text), None);
        assert!(strip(Chat(7), MessageId(i64::MAX)).is_none());
        assert!(edit(Chat(7), MessageId(i64::MIN), &Message::default()).is_none());
    }
}
