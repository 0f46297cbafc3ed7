//! The webhook over real HTTP: who may call it, what each call is answered, that 200 means durable, and what the
//! program says of itself.

mod support;

use std::{sync::Arc, time::Duration};

use aftercare::{
    link::Key,
    runtime::{Lanes, Limits, Runtime, SystemClock},
    script::{Defaults, Script, Source},
    store::{Database, Store as _},
    telegram::{
        Api, Bot, Intake, Listener, Me, Pace, Patience, Secret, SetupError, drop_webhook, set_webhook,
    },
};
use reqwest::{Client, RequestBuilder, Url};
use serde_json::{Value, json};
use sqlx::{ConnectOptions as _, SqliteConnection, sqlite::SqliteConnectOptions};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::Semaphore,
};

use self::support::{
    fake_api::{FakeApi, Fault, On, User},
    logs,
};

const TOKEN: &str = "123456789:T0p-SeCrEt_T0k3n";
const SECRET: &str = "a-s3cret_that-nobody_knows";
const EVE: i64 = 7;

/// A bot whose webhook is open, and the world around it.
struct Open {
    api: FakeApi,
    bot: Option<Bot>,
    runtime: Arc<Runtime<Database, SystemClock>>,
    url: String,
    client: Client,
    eyes: SqliteConnection,
    _folder: TempDir,
}

impl Open {
    async fn begin() -> Self {
        Self::with(|listener| Intake::Webhook { listener, secret: secret() }).await
    }

    async fn with(intake: impl FnOnce(Listener) -> Intake) -> Self {
        logs::collect();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("bot.db");
        let store = Database::open(&format!("sqlite://{}", file.display()), true).await.unwrap();
        let script = Arc::new(Script::load(&Source::embedded(), Defaults::default()).unwrap());
        let runtime = Arc::new(Runtime::new(Arc::clone(&script), store, SystemClock).await.unwrap());
        let api = FakeApi::start().await;
        let listener = Listener::open(([127, 0, 0, 1], 0).into()).await.unwrap();
        let url = format!("http://{}", listener.address());
        let intake = intake(listener);
        let me = Me { id: 1, username: "aftercare_test_bot".to_owned() };
        let key = Key::from_text("a test key").unwrap();
        let lanes = Lanes::new(Limits { all: 0.0, chat: 0.0 }, script.quiet());
        let bot = Bot::start(Arc::clone(&runtime), way(&api), &me, key, lanes, intake).await.unwrap();
        let eyes = SqliteConnectOptions::new().filename(&file).connect().await.unwrap();
        let client = Client::builder().no_proxy().build().unwrap();
        Self { api, bot: Some(bot), runtime, url, client, eyes, _folder: folder }
    }

    fn eve(&self) -> User {
        self.api.user(EVE, "Eve", "en")
    }

    /// A call as Telegram makes it.
    fn call(&self, body: impl Into<reqwest::Body>) -> RequestBuilder {
        let call = self.client.post(format!("{}/telegram", self.url)).body(body);
        call.header("X-Telegram-Bot-Api-Secret-Token", SECRET).header("content-type", "application/json")
    }

    /// Delivers an update; gives the status of the answer.
    async fn deliver(&self, update: &Value) -> u16 {
        status(self.call(update.to_string())).await
    }

    /// What is answered to a request whose body, of so many bytes, does not even begin to come.
    async fn announce(&self, header: &str, bytes: usize) -> String {
        let mut stream = TcpStream::connect(self.url.trim_start_matches("http://")).await.unwrap();
        let head = format!("POST / HTTP/1.1\r\nHost: here\r\n{header}Content-Length: {bytes}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await.unwrap();
        String::from_utf8(answer.to_vec()).unwrap()
    }

    /// What the program says of itself.
    async fn health(&self) -> (u16, Value) {
        let answer = self.client.get(format!("{}/healthz", self.url)).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    async fn number(&mut self, statement: &'static str) -> i64 {
        sqlx::query_scalar(statement).fetch_one(&mut self.eyes).await.unwrap()
    }

    async fn end(mut self) {
        self.bot.take().unwrap().stop().await;
        self.runtime.store().close().await;
    }
}

fn way(api: &FakeApi) -> Api {
    Api::new(&api.url(), &TOKEN.into()).unwrap()
}

fn secret() -> Secret {
    Secret::from_text(SECRET).unwrap()
}

async fn status(call: RequestBuilder) -> u16 {
    call.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_call_is_answered_when_everything_that_follows_is_durable() {
    let mut open = Open::begin().await;
    let eve = open.eve();
    eve.say("/start");
    let update = open.api.newest_update();
    assert_eq!(open.deliver(&update).await, 200);
    assert_eq!(open.number("SELECT count(*) FROM handled_update").await, 1);
    assert_eq!(open.number("SELECT count(*) FROM conversation").await, 1);
    let received = eve.receives(2).await;
    // Telegram repeats a call whose answer it did not get.
    assert_eq!(open.deliver(&update).await, 200);
    eve.press_label(received[1].labels()[0]);
    assert_eq!(open.deliver(&open.api.newest_update()).await, 200);
    open.api.wait_until("the press is answered", |state| state.answered.len() == 1).await;
    assert_eq!(eve.received().len(), 2);
    let (status, said) = open.health().await;
    assert_eq!((status, &said["status"], &said["updates"]), (200, &json!("ok"), &json!(2)));
    open.end().await;
}

#[tokio::test]
async fn whoever_does_not_know_the_secret_is_refused_unheard() {
    let mut open = Open::begin().await;
    open.eve().say("/start");
    let update = open.api.newest_update().to_string();
    let bare = || open.client.post(&open.url).body(update.clone());
    let with = |secret: &'static str| bare().header("X-Telegram-Bot-Api-Secret-Token", secret);
    let longer: &'static str = "a-s3cret_that-nobody_knows_";
    for call in [bare(), with(""), with("a-s3cret_that-nobody_know5"), with(longer), with(&SECRET[1..])] {
        assert_eq!(status(call).await, 401);
    }
    // Not even whether it is too large is looked at.
    assert_eq!(open.announce("", 2 << 20).await, "HTTP/1.1 401");
    assert_eq!(open.health().await.1["refused_requests"], 6);
    assert_eq!(open.number("SELECT count(*) FROM handled_update").await, 0);
    assert_eq!(logs::count("a request to the webhook was refused (401"), 1);
    logs::assert_silent_about(&[SECRET, TOKEN]);
    open.end().await;
}

#[tokio::test]
async fn what_is_no_update_is_refused_and_counted() {
    let open = Open::begin().await;
    let secret = format!("X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\n");
    assert_eq!(open.announce(&secret, (1 << 20) + 1).await, "HTTP/1.1 413");
    for body in [&b""[..], b"her secret", b"{", b"[]", br#"{"message":{"text":"her secret"}}"#, b"\xff\xfe"] {
        assert_eq!(status(open.call(body)).await, 400, "{body:?}");
    }
    let (status, said) = open.health().await;
    assert_eq!((status, &said["malformed_requests"], &said["updates"]), (200, &json!(7), &json!(0)));
    assert_eq!(logs::count("a request to the webhook was refused"), 1);
    logs::assert_silent_about(&["her secret", SECRET]);
    open.end().await;
}

#[tokio::test]
async fn an_update_that_cannot_be_read_is_noted_and_answered_kindly() {
    let mut open = Open::begin().await;
    let eve = open.eve();
    eve.say("/start");
    assert_eq!(open.deliver(&open.api.newest_update()).await, 200);
    eve.receives(2).await;
    let private = json!({ "id": EVE, "type": "private" });
    let strange = json!({ "update_id": 901, "message": { "chat": private, "text": ["her secret"] } });
    assert_eq!(open.deliver(&strange).await, 200);
    assert_eq!(open.deliver(&json!({ "update_id": 902, "brainwave": "her secret" })).await, 200);
    eve.sees("something went wrong on my side").await;
    assert_eq!(open.number("SELECT count(*) FROM poison WHERE reason = 'it could not be read'").await, 2);
    assert_eq!(open.number("SELECT count(*) FROM handled_update").await, 3);
    assert_eq!(open.health().await.1["poison"], 2);
    logs::assert_silent_about(&["her secret"]);
    open.end().await;
}

#[tokio::test]
async fn while_it_stops_calls_are_to_be_repeated_and_then_nobody_listens() {
    let mut open = Open::begin().await;
    let eve = open.eve();
    let gate = Arc::new(Semaphore::new(0));
    open.api.fault(On::method("sendMessage").nth(1), Fault::Hold(Arc::clone(&gate)));
    eve.say("/start");
    assert_eq!(open.deliver(&open.api.newest_update()).await, 200);
    open.api.wait_until("a message is on its way", |state| state.calls("sendMessage").count() == 1).await;
    let stopping = tokio::spawn(open.bot.take().unwrap().stop());
    while open.health().await.0 == 200 {
        tokio::task::yield_now().await;
    }
    assert_eq!(open.health().await, (503, stopped(1)));
    eve.say("hello?");
    assert_eq!(open.deliver(&open.api.newest_update()).await, 503);
    gate.add_permits(1);
    stopping.await.unwrap();
    assert!(open.call("{}").send().await.unwrap_err().is_connect());
    assert_eq!(open.number("SELECT count(*) FROM handled_update").await, 1);
    assert_eq!(open.number("SELECT count(*) FROM outbox WHERE in_flight = 1").await, 0);
}

fn stopped(updates: u32) -> Value {
    json!({
        "status": "failing", "reason": "stopping", "updates": updates, "poison": 0, "refused_requests": 0,
        "malformed_requests": 0,
    })
}

#[tokio::test]
async fn a_bot_that_polls_says_when_it_cannot_and_how_to_cure_it() {
    let blink = Duration::from_millis(1);
    let pace = Pace { hold: Duration::from_secs(50), first_wait: blink, longest_wait: blink, idle: blink };
    let open = Open::with(|listener| Intake::Polling { pace, listener: Some(listener) }).await;
    assert_eq!(open.health().await.0, 200);
    assert_eq!(status(open.call(r#"{"update_id":1}"#)).await, 404, "there is no webhook");
    let hook = json!({ "url": "https://example.org/hook" });
    way(&open.api).post::<_, bool>("setWebhook", &hook, Duration::from_secs(5)).await.unwrap();
    // The poll that waits ends with this.
    open.eve().say("/start");
    let failing = async {
        loop {
            let (status, said) = open.health().await;
            if status == 503 {
                return said["reason"].as_str().unwrap().to_owned();
            }
        }
    };
    let reason = tokio::time::timeout(Duration::from_secs(30), failing).await.unwrap();
    assert!(reason.contains("a webhook takes this bot's updates; if no other program"), "{reason}");
    drop_webhook(&way(&open.api), hurried()).await.unwrap();
    open.api.wait_until("it polls", |state| state.polls_waiting == 1).await;
    open.api.user(8, "Dora", "en").say("/start");
    open.api.wait_until("it took them", support::fake_api::State::is_drained).await;
    assert_eq!(open.health().await.0, 200);
    open.end().await;
}

#[tokio::test]
async fn many_calls_at_once_are_all_taken_in_the_order_of_each_chat() {
    let mut open = Open::begin().await;
    let people: Vec<User> = (1..=40).map(|id| open.api.user(id, "Somebody", "en")).collect();
    let mut calls = tokio::task::JoinSet::new();
    for person in &people {
        person.say("/start");
        calls.spawn(status(open.call(open.api.newest_update().to_string())));
    }
    while let Some(status) = calls.join_next().await {
        assert_eq!(status.unwrap(), 200);
    }
    for person in &people {
        assert_eq!(person.receives(2).await.len(), 2);
    }
    assert_eq!(open.number("SELECT count(*) FROM handled_update").await, 40);
    open.end().await;
}

// ---- Telegram's side -----------------------------------------------------------------------------------------

fn hurried() -> Patience {
    let blink = Duration::from_millis(1);
    let call = Duration::from_secs(20);
    Patience { call, reconnect: [blink; 3], retry: blink, limit: call }
}

#[tokio::test]
async fn telegram_learns_where_to_call_and_with_which_secret() {
    logs::collect();
    let api = FakeApi::start().await;
    api.fault(On::method("setWebhook").nth(1), Fault::TooMany(0));
    let url = Url::parse("https://bot.example.org/telegram").unwrap();
    set_webhook(&way(&api), &url, &secret(), hurried()).await.unwrap();
    let call = json!({
        "url": "https://bot.example.org/telegram", "secret_token": SECRET,
        "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"],
        "max_connections": 100, "drop_pending_updates": false,
    });
    assert_eq!(api.calls("setWebhook"), [call.clone(), call]);
    let bad =
        Fault::Refuse(400, "Bad Request: bad webhook: Failed to resolve host: Name or service not known");
    api.fault(On::method("setWebhook").nth(1), bad);
    let refused = set_webhook(&way(&api), &url, &secret(), hurried()).await.unwrap_err();
    assert_eq!(refused, SetupError::Webhook { code: 400 });
    assert!(refused.to_string().contains("AFTERCARE_WEBHOOK_URL"), "{refused}");
    assert!(!format!("{refused} {:?}", secret()).contains(SECRET));
    logs::assert_silent_about(&[SECRET, TOKEN]);
}

#[test]
fn only_what_telegram_takes_is_a_secret() {
    for good in ["a", "A-z_09", &"x".repeat(256)] {
        assert!(Secret::from_text(good).is_some(), "{good}");
    }
    for bad in ["", "a b", "ä", "a/b", "a=", &"x".repeat(257)] {
        assert!(Secret::from_text(bad).is_none(), "{bad}");
    }
}

#[tokio::test]
async fn an_address_that_is_taken_or_not_ours_is_named_with_a_cure() {
    let taken = Listener::open(([127, 0, 0, 1], 0).into()).await.unwrap();
    for address in [taken.address(), ([192, 0, 2, 1], 80).into()] {
        let error = Listener::open(address).await.unwrap_err().to_string();
        assert!(error.contains(&address.to_string()) && error.contains("AFTERCARE_LISTEN"), "{error}");
    }
}
