//! The other side: Telegram with its queue of updates, and virtual users who press the next button when the reply to
//! the last one came.

use std::{
    collections::{HashMap, VecDeque},
    fmt::Write as _,
    sync::Arc,
    time::{Duration, Instant},
};

use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::sync::{Notify, mpsc};

use super::{limits::Limits, recording::Recording};

/// The most that Telegram gives at once.
const LIMIT: usize = 100;

/// What a call is answered.
pub(crate) enum Answer {
    /// Success, with this result as JSON.
    Ok(String),
    /// A poll found nothing.
    NoUpdates,
    /// Too many messages.
    TooMany,
}

/// The fields that we read of any call.
#[derive(Default, Deserialize)]
struct Call<'a> {
    chat_id: Option<i64>,
    message_id: Option<i64>,
    offset: Option<i64>,
    #[serde(borrow)]
    text: Option<&'a RawValue>,
    #[serde(borrow)]
    entities: Option<&'a RawValue>,
    #[serde(borrow)]
    reply_markup: Option<&'a RawValue>,
    secret_token: Option<&'a str>,
}

#[derive(Deserialize)]
struct Keyboard {
    #[serde(default)]
    inline_keyboard: Vec<Vec<Button>>,
}

#[derive(Deserialize)]
struct Button {
    callback_data: String,
}

/// What a virtual user does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Habit {
    /// Presses the next button so long after the reply.
    Presses(Duration),
    /// Is asked something by the bot, and says nothing.
    Reads,
    /// Asks a question when told to, and waits for the answer.
    Asks,
}

struct User {
    habit: Habit,
    /// When the update that waits for its reply was there for the bot.
    since: Option<Instant>,
    replies: u32,
}

/// What was seen since [`World::begin`].
pub(crate) struct Seen {
    pub(crate) since: Instant,
    /// From the update to its reply.
    pub(crate) latencies: Vec<Duration>,
    /// Calls of the bot, polls left out.
    pub(crate) calls: u64,
    /// Messages nobody asked for: when the first and the last came, and how many.
    pub(crate) unasked: Vec<Instant>,
    /// New messages that answered something.
    pub(crate) replies_sent: Vec<Instant>,
}

impl Seen {
    fn new() -> Self {
        Self {
            since: Instant::now(),
            latencies: Vec::new(),
            calls: 0,
            unasked: Vec::new(),
            replies_sent: Vec::new(),
        }
    }
}

/// Telegram and its users.
pub(crate) struct World {
    pub(crate) pushed: Arc<Notify>,
    pub(crate) seen: Seen,
    pub(crate) limits: Option<Limits>,
    pub(crate) recording: Option<Recording>,
    /// Whether the bot has polled, or said where it wants to be called.
    pub(crate) open: bool,
    /// What it wants to be called with.
    pub(crate) secret: Option<String>,
    updates: VecDeque<(i64, String)>,
    users: HashMap<i64, User>,
    started_ms: i64,
    last_update: i64,
    last_message: i64,
    presses: mpsc::UnboundedSender<(Duration, i64, String)>,
    pub(crate) waiting: Option<mpsc::UnboundedReceiver<(Duration, i64, String)>>,
}

impl World {
    pub(crate) fn new() -> Self {
        let (presses, waiting) = mpsc::unbounded_channel();
        let started_ms = jiff::Timestamp::now().as_millisecond();
        Self {
            pushed: Arc::new(Notify::new()),
            seen: Seen::new(),
            limits: None,
            recording: None,
            open: false,
            secret: None,
            updates: VecDeque::new(),
            users: HashMap::new(),
            started_ms,
            // Never the numbers of an earlier run, which the database may know: more for each second than are used.
            last_update: ((started_ms / 1000) & 0xffff) * 0x7fff,
            last_message: 0,
            presses,
            waiting: Some(waiting),
        }
    }

    /// The number of the first user: never one of an earlier run.
    pub(crate) fn first_chat(&self) -> i64 {
        self.started_ms * 1000
    }

    pub(crate) fn join(&mut self, chat: i64, habit: Habit) {
        self.users.insert(chat, User { habit, since: None, replies: 0 });
    }

    /// The fewest replies that a user who presses got so far.
    pub(crate) fn fewest_replies(&self) -> u32 {
        let presses = |user: &&User| matches!(user.habit, Habit::Presses(_));
        self.users.values().filter(presses).map(|user| user.replies).min().unwrap_or(0)
    }

    /// Begins to count anew; gives what was seen.
    pub(crate) fn begin(&mut self) -> Seen {
        std::mem::replace(&mut self.seen, Seen::new())
    }

    // --- users ------------------------------------------------------------------------------------------------

    pub(crate) fn say(&mut self, chat: i64, text: &str) {
        self.last_message += 1;
        let id = self.last_message;
        let update = format!(
            r#""message":{{"message_id":{id},"from":{},"chat":{},"date":1770000000,"text":"{text}"}}"#,
            from(chat),
            private(chat)
        );
        self.push(chat, &update);
    }

    pub(crate) fn press(&mut self, chat: i64, data_and_message: &str) {
        self.push(chat, data_and_message);
    }

    fn push(&mut self, chat: i64, update: &str) {
        self.last_update += 1;
        let id = self.last_update;
        self.updates.push_back((id, format!(r#"{{"update_id":{id},{update}}}"#)));
        if let Some(user) = self.users.get_mut(&chat) {
            user.since = Some(Instant::now());
        }
        self.pushed.notify_one();
    }

    // --- calls ------------------------------------------------------------------------------------------------

    /// The next update, for a webhook.
    pub(crate) fn take(&mut self) -> Option<String> {
        self.updates.pop_front().map(|(_, update)| update)
    }

    /// Answers a call of the bot.
    pub(crate) fn call(&mut self, method: &str, body: &[u8]) -> Answer {
        let call: Call<'_> = serde_json::from_slice(body).unwrap_or_default();
        if !method.eq_ignore_ascii_case("getUpdates") {
            self.seen.calls += 1;
        }
        match method.to_ascii_lowercase().as_str() {
            "getupdates" => self.poll(call.offset.unwrap_or(0)),
            "getme" => Answer::Ok(
                r#"{"id":1,"is_bot":true,"first_name":"Aftercare","username":"aftercare_bot","can_join_groups":false,"can_read_all_group_messages":false,"supports_inline_queries":false,"can_connect_to_business":false,"has_main_web_app":false}"#
                    .to_owned(),
            ),
            "sendmessage" => self.sent(&call),
            "setwebhook" => {
                self.open = true;
                self.secret = call.secret_token.map(str::to_owned);
                Answer::Ok("true".to_owned())
            }
            "editmessagetext" | "editmessagereplymarkup" => {
                let id = call.message_id.unwrap_or(0);
                Answer::Ok(self.shown(&call, id, method))
            }
            _ => Answer::Ok("true".to_owned()),
        }
    }

    fn poll(&mut self, offset: i64) -> Answer {
        self.open = true;
        while self.updates.front().is_some_and(|(id, _)| *id < offset) {
            self.updates.pop_front();
        }
        if self.updates.is_empty() {
            return Answer::NoUpdates;
        }
        let mut all = String::from("[");
        for (_, update) in self.updates.iter().take(LIMIT) {
            if all.len() > 1 {
                all.push(',');
            }
            all.push_str(update);
        }
        all.push(']');
        Answer::Ok(all)
    }

    fn sent(&mut self, call: &Call<'_>) -> Answer {
        let (chat, now) = (call.chat_id.unwrap_or(0), Instant::now());
        if self.limits.as_mut().is_some_and(|limits| !limits.takes(chat, now)) {
            return Answer::TooMany;
        }
        let reads = self.users.get(&chat).is_none_or(|user| user.habit == Habit::Reads);
        if reads { &mut self.seen.unasked } else { &mut self.seen.replies_sent }.push(now);
        self.last_message += 1;
        Answer::Ok(self.shown(call, self.last_message, "sendMessage"))
    }

    /// A message stands in a chat as the call says; its user may go on. Gives it as JSON.
    fn shown(&mut self, call: &Call<'_>, id: i64, method: &str) -> String {
        let chat = call.chat_id.unwrap_or(0);
        let message = message(chat, id, call);
        if let Some(recording) = &mut self.recording {
            recording.call(chat, method, call.text, call.entities, call.reply_markup);
        }
        let Some(user) = self.users.get_mut(&chat) else { return message };
        match user.habit {
            Habit::Reads => {}
            Habit::Asks => {
                if let Some(since) = user.since.take() {
                    self.seen.latencies.push(since.elapsed());
                }
            }
            Habit::Presses(think) => {
                let Some(data) = call.reply_markup.and_then(next_button) else { return message };
                let Some(since) = user.since.take() else { return message };
                user.replies += 1;
                self.seen.latencies.push(since.elapsed());
                if let Some(recording) = &mut self.recording {
                    recording.press(chat, &data);
                }
                let query = self.last_update + 1;
                let press = format!(
                    r#""callback_query":{{"id":"{query}","from":{},"message":{message},"chat_instance":"-1","data":"{data}"}}"#,
                    from(chat)
                );
                if think.is_zero() {
                    self.push(chat, &press);
                } else {
                    // Nobody is left to think if the receiver is gone.
                    let _ = self.presses.send((think, chat, press));
                }
            }
        }
        message
    }
}

fn message(chat: i64, id: i64, call: &Call<'_>) -> String {
    let text = call.text.map_or(r#""…""#, RawValue::get);
    let mut message = format!(
        r#"{{"message_id":{id},"from":{{"id":1,"is_bot":true,"first_name":"Aftercare","username":"aftercare_bot"}},"chat":{},"date":1770000000,"text":{text}"#,
        private(chat)
    );
    for (name, value) in [("entities", call.entities), ("reply_markup", call.reply_markup)] {
        if let Some(value) = value {
            let _ = write!(message, r#","{name}":{}"#, value.get());
        }
    }
    message.push('}');
    message
}

fn from(id: i64) -> String {
    format!(r#"{{"id":{id},"is_bot":false,"first_name":"Eve","language_code":"en"}}"#)
}

fn private(id: i64) -> String {
    format!(r#"{{"id":{id},"first_name":"Eve","type":"private"}}"#)
}

/// Buttons in the order in which they are preferred: how it begins and how it ends. Together they lead through an
/// assessment of ordinary soreness, again and again.
const WISHES: [(&str, &str); 11] = [
    ("d.", ""),
    ("a.", ".warning.w_none"),
    ("c.agree", ""),
    ("a.", ".when.t_today"),
    ("a.", ".duration.lt24"),
    ("t.", ".location.neck"),
    ("t.", ".type.dull"),
    ("a.", ".nrs.3"),
    ("a.", ".trend.same"),
    ("a.", ".risk.none"),
    (BEGIN_AGAIN, ""),
];

/// The button that begins an assessment.
pub(crate) const BEGIN_AGAIN: &str = "check";

fn next_button(markup: &RawValue) -> Option<String> {
    let keyboard: Keyboard = serde_json::from_str(markup.get()).ok()?;
    let buttons: Vec<String> =
        keyboard.inline_keyboard.into_iter().flatten().map(|b| b.callback_data).collect();
    WISHES.iter().find_map(|(begins, ends)| {
        buttons.iter().find(|data| data.starts_with(begins) && data.ends_with(ends)).cloned()
    })
}
