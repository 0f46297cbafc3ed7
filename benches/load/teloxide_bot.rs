//! The bot that aftercare is compared with: teloxide's `Dispatcher`, dialogues in memory, nothing durable. It sends
//! the messages of the recording, so it spends nothing on finding them.

use std::sync::Arc;

use teloxide::{
    dispatching::dialogue::{Dialogue, InMemStorage},
    prelude::*,
    types::{InlineKeyboardMarkup, LinkPreviewOptions, MaybeInaccessibleMessage, MessageEntity},
};

use super::recording::{Call, Steps};

/// Where a dialogue stands: how many buttons were pressed in this assessment.
#[derive(Clone, Default)]
struct Pressed(usize);

type Storage = InMemStorage<Pressed>;
type Here = Dialogue<Pressed, Storage>;
type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// One call of the recording, typed.
struct Shown {
    /// A new message; else the one that was pressed is changed.
    new: bool,
    /// Without one, only the buttons change.
    text: Option<String>,
    entities: Option<Vec<MessageEntity>>,
    keyboard: Option<InlineKeyboardMarkup>,
}

impl From<&Call> for Shown {
    fn from(call: &Call) -> Self {
        fn typed<T: serde::de::DeserializeOwned>(value: Option<&serde_json::value::RawValue>) -> Option<T> {
            value.map(|value| serde_json::from_str(value.get()).expect("aftercare wrote it"))
        }
        Self {
            new: call.method == "sendMessage",
            text: typed(call.text.as_deref()),
            entities: typed(call.entities.as_deref()),
            keyboard: typed(call.reply_markup.as_deref()),
        }
    }
}

struct Script(Vec<Vec<Shown>>);

pub(crate) async fn run(url: &str, recording: &str) {
    let steps = Steps::read(recording);
    let script = Script(steps.0.iter().map(|calls| calls.iter().map(Shown::from).collect()).collect());
    let bot = Bot::new("1:bench").set_api_url(url.parse().expect("an address"));
    let handler = dptree::entry()
        .branch(Update::filter_message().enter_dialogue::<Message, Storage, Pressed>().endpoint(started))
        .branch(
            Update::filter_callback_query()
                .enter_dialogue::<CallbackQuery, Storage, Pressed>()
                .endpoint(pressed),
        );
    Dispatcher::builder(bot, handler)
        .dependencies(dptree::deps![Storage::new(), Arc::new(script)])
        .build()
        .dispatch()
        .await;
}

/// `/start`: the last message of an assessment, with the button that begins one.
async fn started(bot: Bot, script: Arc<Script>, message: Message) -> Outcome {
    if let Some(last) = script.0.last().and_then(|calls| calls.last()) {
        show(&bot, message.chat.id, None, last).await?;
    }
    Ok(())
}

async fn pressed(bot: Bot, script: Arc<Script>, dialogue: Here, query: CallbackQuery) -> Outcome {
    bot.answer_callback_query(query.id.clone()).await?;
    let Pressed(step) = dialogue.get_or_default().await?;
    for shown in &script.0[step] {
        show(&bot, dialogue.chat_id(), query.message.as_ref(), shown).await?;
    }
    dialogue.update(Pressed((step + 1) % script.0.len())).await?;
    Ok(())
}

async fn show(bot: &Bot, chat: ChatId, pressed: Option<&MaybeInaccessibleMessage>, shown: &Shown) -> Outcome {
    let no_preview = LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    };
    let Shown { new, text, entities, keyboard } = shown;
    match (pressed.filter(|_| !new), text) {
        (Some(pressed), Some(text)) => {
            let mut call = bot.edit_message_text(chat, pressed.id(), text).link_preview_options(no_preview);
            call.entities.clone_from(entities);
            call.reply_markup.clone_from(keyboard);
            call.await?;
        }
        (Some(pressed), None) => {
            bot.edit_message_reply_markup(chat, pressed.id()).await?;
        }
        (None, text) => {
            let text = text.as_deref().unwrap_or_default();
            let mut call = bot.send_message(chat, text).link_preview_options(no_preview);
            call.entities.clone_from(entities);
            call.reply_markup = keyboard.clone().map(Into::into);
            call.await?;
        }
    }
    Ok(())
}
