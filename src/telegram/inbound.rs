//! Owns what an update means: a `dptree` tree from [`Update`] to [`Act`]. Pure: no call, no clock, no memory.
//!
//! Only private chats mean something; everything else is acknowledged without an event.

#![expect(clippy::needless_pass_by_value, reason = "dptree hands the values to its handlers over")]

use std::{
    future::poll_fn,
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::Arc,
    task::Poll,
};

use jiff::Timestamp;
use teloxide::{
    dispatching::{DpHandlerDescription, MessageFilterExt, UpdateFilterExt},
    types::{
        CallbackQuery, CallbackQueryId, Chat, ChatMemberUpdated, MediaKind, Message, MessageKind, Update,
        UpdateKind, User,
    },
};

use super::raw::{self, Fault};
use crate::{
    engine::{Act, ChatId, Event, Media, MessageId, Person, Slash, Typed, slash},
    link::{self, Key},
    runtime::Incoming,
    store::UpdateId,
};

type Tree = dptree::Handler<'static, Act, DpHandlerDescription>;

/// Reads updates for one bot.
pub struct Inbound {
    here: Arc<Here>,
    tree: Tree,
}

/// What the reading of an update depends on besides the update.
struct Here {
    bot: String,
    key: Key,
}

/// An update that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// What it means for the runtime.
    pub incoming: Incoming,
    /// The button press in it that Telegram wants answered, whatever it means.
    pub query: Option<CallbackQueryId>,
}

impl Inbound {
    /// Reads updates for the bot of this name (without `@`), links with this key.
    #[must_use]
    pub fn new(bot: &str, key: Key) -> Self {
        Self { here: Arc::new(Here { bot: bot.to_owned(), key }), tree: tree() }
    }

    /// Reads the JSON of one update. `now` decides whether a link is still good.
    ///
    /// # Errors
    /// If it is no update, or one of a kind or form that we do not know.
    pub async fn read(&self, update: &str, now: Timestamp) -> Result<Reading, Fault> {
        let mut reading = pin!(self.understand(raw::read(update)?, now));
        // An update that ended the reader would come again at every start, and end it again.
        poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| reading.as_mut().poll(context))) {
            Ok(poll) => poll.map(Ok),
            Err(_) => Poll::Ready(Err(Fault::Unknown)),
        })
        .await
    }

    async fn understand(&self, update: Update, now: Timestamp) -> Reading {
        let from = update.from();
        let chat = update
            .chat()
            .map(|chat| chat.id.0)
            .or_else(|| from.and_then(|user| i64::try_from(user.id.0).ok()))
            .unwrap_or_default();
        let id = UpdateId(i64::from(update.id.0));
        let person = from.map(person).unwrap_or_default();
        let query = match &update.kind {
            UpdateKind::CallbackQuery(query) => Some(query.id.clone()),
            _ => None,
        };
        let values = dptree::deps![update, Arc::clone(&self.here), now];
        let event = match self.tree.dispatch(values).await {
            ControlFlow::Break(act) => Some(Event::Client { person, act }),
            ControlFlow::Continue(_) => None,
        };
        Reading { incoming: Incoming { chat: ChatId(chat), update: Some(id), event }, query }
    }
}

fn person(user: &User) -> Person {
    let name = Some(user.first_name.trim()).filter(|name| !name.is_empty());
    Person { name: name.map(str::to_owned), language: user.language_code.clone() }
}

/// One branch for each kind of update that we ask Telegram for; each ends in an act or leads nowhere.
fn tree() -> Tree {
    dptree::entry()
        .branch(
            Update::filter_message()
                .filter(|message: Message| is_personal(&message.chat, message.from.as_ref()))
                .branch(Message::filter_forward_origin().map(forwarded).chain(done()))
                .branch(Message::filter_text().map(written).chain(done()))
                .branch(dptree::filter_map(media).chain(done())),
        )
        .branch(
            Update::filter_edited_message()
                .filter(|message: Message| is_personal(&message.chat, message.from.as_ref()))
                .filter_map(|message: Message| words(&message).map(Act::Edited))
                .chain(done()),
        )
        .branch(Update::filter_callback_query().filter_map(press).chain(done()))
        .branch(
            Update::filter_my_chat_member()
                .filter(|change: ChatMemberUpdated| is_personal(&change.chat, Some(&change.from)))
                .filter_map(membership)
                .chain(done()),
        )
}

fn done() -> Tree {
    dptree::endpoint(|act: Act| async move { act })
}

/// A private chat with a human.
fn is_personal(chat: &Chat, from: Option<&User>) -> bool {
    chat.is_private() && !from.is_some_and(|user| user.is_bot)
}

/// What was written in a message, as its text or under its picture.
fn words(message: &Message) -> Option<Typed> {
    message.text().or_else(|| message.caption()).map(|text| Typed(text.to_owned()))
}

/// The words are somebody else's, so they are not taken for the client's answer.
fn forwarded(message: Message) -> Act {
    Act::Media { kind: Media::Forwarded, caption: words(&message) }
}

fn written(text: String, here: Arc<Here>, now: Timestamp) -> Act {
    match slash(&text, &here.bot) {
        Some(Slash::Start(payload)) => Act::Start(link::read(&here.key, &payload, now)),
        Some(Slash::Command(command, rest)) => Act::Command(command, rest),
        None => Act::Text(Typed(text)),
    }
}

/// Everything that a client can send besides text. Service messages (pinned, gifts, payments, changes of the
/// chat) say nothing to us.
fn media(message: Message) -> Option<Act> {
    let kind = match &message.kind {
        MessageKind::Common(common) => match &common.media_kind {
            MediaKind::Sticker(_) | MediaKind::Animation(_) => Media::Sticker,
            MediaKind::Photo(_) | MediaKind::Video(_) => Media::Photo,
            MediaKind::Voice(_) | MediaKind::VideoNote(_) | MediaKind::Audio(_) => Media::Voice,
            MediaKind::Migration(_) => return None,
            _ => Media::Other,
        },
        // A content newer than our types arrives as an empty message: say so rather than keep silent.
        MessageKind::Dice(_) | MessageKind::Empty {} => Media::Other,
        _ => return None,
    };
    Some(Act::Media { kind, caption: words(&message) })
}

/// A press in a private chat. Without a message (inline mode) we cannot know where it was.
fn press(query: CallbackQuery) -> Option<Act> {
    let message = query.message.filter(|message| is_personal(message.chat(), Some(&query.from)))?;
    Some(Act::Press { data: query.data?, message: Some(MessageId(i64::from(message.id().0))) })
}

fn membership(change: ChatMemberUpdated) -> Option<Act> {
    if change.new_chat_member.is_banned() {
        Some(Act::Blocked)
    } else if change.new_chat_member.is_member() {
        Some(Act::Unblocked)
    } else {
        None
    }
}

#[cfg(test)]
#[path = "inbound_tests.rs"]
mod tests;
