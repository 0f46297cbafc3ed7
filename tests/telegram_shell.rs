//! The Telegram shell against a Bot API of our own: what each fault means, that no update is lost or
//! acknowledged too early, and that nothing secret is ever written down.

mod support;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use aftercare::{
    engine::{Act, Button, ChatId, Class, Command, Event, Mark, Message, MessageId},
    link::Key,
    runtime::{Delivery, Incoming, Messenger, Scope},
    script::{Rich, Span, Style, units},
    store::{OutboxRow, Request, RowId},
    telegram::{
        Api, CallError, Closed, Inbound, Inbox, Pace, Patience, Poller, Profile, SetupError,
        TelegramMessenger, drop_webhook, who_am_i,
    },
};
use jiff::Timestamp;
use serde_json::{Value, json};
use support::{
    fake_api::{FakeApi, Fault, On, State},
    logs,
};
use tokio::{
    sync::{Semaphore, mpsc, watch},
    task::JoinHandle,
};

const TOKEN: &str = "123456789:T0p-SeCrEt_T0k3n";
const EVE: i64 = 7;

fn way(address: &str) -> Api {
    logs::collect();
    Api::new(address, &TOKEN.into()).unwrap()
}

/// An address where nobody listens.
async fn nowhere() -> String {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

// ---- Sending -------------------------------------------------------------------------------------------------

fn row(chat: i64, request: Request) -> OutboxRow {
    OutboxRow {
        id: RowId(1),
        chat: ChatId(chat),
        class: Class::Reply,
        request,
        mark: Mark::None,
        not_before: Timestamp::UNIX_EPOCH,
        latest: None,
        at_night: true,
        zone: None,
        unknown_tries: 0,
        in_flight: true,
    }
}

fn message(text: &str, labels: &[&str]) -> Message {
    let button = |label: &&str| vec![Button { label: (*label).to_owned(), data: format!("data:{label}") }];
    Message { text: Rich::from_marked(text), buttons: labels.iter().map(button).collect() }
}

fn send(text: &str) -> Request {
    Request::Send(message(text, &[]))
}

const LATER: Delivery = Delivery::NotSent { wait: None };

/// What becomes of a message that meets a fault, and whether it stands in the chat then.
async fn meets(fault: Fault) -> (Delivery, bool) {
    let api = FakeApi::start().await;
    let eve = api.user(EVE, "Eve", "en");
    // Only a call that hangs is waited for in vain; on a busy machine everything else may take a while.
    let limit = Duration::from_millis(if matches!(fault, Fault::Hang) { 200 } else { 20_000 });
    let messenger = TelegramMessenger::new(way(&api.url()).with_limit(limit));
    api.fault(On::method("sendMessage"), fault);
    let delivery = messenger.deliver(&row(EVE, send("a secret about her back"))).await;
    logs::assert_silent_about(&["secret about", TOKEN, "T0k3n"]);
    (delivery, !eve.received().is_empty())
}

#[tokio::test]
async fn a_message_arrives_with_its_spans_buttons_and_a_name_full_of_markup() {
    let api = FakeApi::start().await;
    let eve = api.user(EVE, "<b>Eve</b>", "en");
    let messenger = TelegramMessenger::new(way(&api.url()));
    let mut hello = message("😀 Hi **<b>Eve</b> & [co](x)_**, see our page.", &["Yes", "No"]);
    let start = units("😀 Hi <b>Eve</b> & [co](x)_, see our ");
    let page = Span { start, len: 4, style: Style::Link("https://example.org/".to_owned()) };
    hello.text.spans.push(page);
    let delivery = messenger.deliver(&row(EVE, Request::Send(hello))).await;
    let shown = eve.last();
    assert_eq!(delivery, Delivery::Done(MessageId(shown.id)));
    assert_eq!(shown.text, "😀 Hi <b>Eve</b> & [co](x)_, see our page.");
    assert_eq!(shown.styled("bold"), ["<b>Eve</b> & [co](x)_"]);
    assert_eq!(shown.styled("text_link"), ["page"]);
    assert_eq!(shown.labels(), ["Yes", "No"]);
    assert_eq!(shown.button("No").data, "data:No");
    assert_eq!(api.calls("sendMessage")[0]["link_preview_options"], json!({ "is_disabled": true }));
}

#[tokio::test]
async fn what_was_certainly_not_taken_may_be_sent_again() {
    assert_eq!(meets(Fault::Refuse(500, "Internal Server Error")).await, (LATER, false));
    assert_eq!(meets(Fault::Refuse(502, "Bad Gateway")).await, (LATER, false));
    assert_eq!(meets(Fault::Page(503)).await, (LATER, false));
    let messenger = TelegramMessenger::new(way(&nowhere().await));
    assert_eq!(messenger.deliver(&row(EVE, send("hi"))).await, LATER);
}

#[tokio::test]
async fn a_proxys_page_says_nothing_about_the_client() {
    assert_eq!(meets(Fault::Page(403)).await, (LATER, false));
    assert_eq!(meets(Fault::Page(302)).await, (LATER, false));
}

#[tokio::test]
async fn what_may_have_been_taken_has_an_unknown_end() {
    assert_eq!(meets(Fault::DropCall).await, (Delivery::Unknown, false));
    assert_eq!(meets(Fault::DropReply).await, (Delivery::Unknown, true));
    assert_eq!(meets(Fault::Garble).await, (Delivery::Unknown, true));
    assert_eq!(meets(Fault::Hang).await, (Delivery::Unknown, false));
    assert_eq!(meets(Fault::Page(504)).await, (Delivery::Unknown, false));
}

#[tokio::test]
async fn a_slow_answer_is_an_answer() {
    let (delivery, shown) = meets(Fault::Delay(Duration::from_millis(20))).await;
    assert!(matches!(delivery, Delivery::Done(_)) && shown);
}

#[tokio::test]
async fn refusals_are_for_good_and_say_nothing_of_the_message() {
    assert_eq!(
        meets(Fault::Refuse(400, "Bad Request: BUTTON_DATA_INVALID")).await,
        (Delivery::Refused, false)
    );
    assert_eq!(logs::count("refused outbox row 1 for good"), 1);
}

#[tokio::test]
async fn clients_who_are_gone_are_unreachable() {
    for (code, said) in [(403, "Forbidden: user is deactivated"), (400, "Bad Request: chat not found")] {
        assert_eq!(meets(Fault::Refuse(code, said)).await, (Delivery::Unreachable, false), "{said}");
    }
    let api = FakeApi::start().await;
    let eve = api.user(EVE, "Eve", "en");
    let messenger = TelegramMessenger::new(way(&api.url()));
    eve.block();
    assert_eq!(messenger.deliver(&row(EVE, send("hi"))).await, Delivery::Unreachable);
    eve.unblock();
    assert!(matches!(messenger.deliver(&row(EVE, send("hi"))).await, Delivery::Done(_)));
    assert_eq!(messenger.deliver(&row(8, send("hi"))).await, Delivery::Unreachable);
}

#[tokio::test]
async fn too_many_names_the_chat_and_with_many_chats_the_bot() {
    let api = FakeApi::start().await;
    let messenger = TelegramMessenger::new(way(&api.url()));
    api.fault(On::method("sendMessage"), Fault::TooMany(9));
    let wait = |scope| Delivery::NotSent { wait: Some((Duration::from_secs(9), scope)) };
    assert_eq!(messenger.deliver(&row(1, send("hi"))).await, wait(Scope::Chat));
    assert_eq!(messenger.deliver(&row(2, send("hi"))).await, wait(Scope::Chat));
    assert_eq!(messenger.deliver(&row(3, send("hi"))).await, wait(Scope::Bot));
}

#[tokio::test]
async fn a_refused_token_waits_for_the_operator_and_is_said_once() {
    let api = FakeApi::start().await;
    api.user(EVE, "Eve", "en");
    let messenger = TelegramMessenger::new(way(&api.url()));
    api.fault(On::method("sendMessage").times(3), Fault::Refuse(401, "Unauthorized"));
    for _ in 0..3 {
        assert_eq!(messenger.deliver(&row(EVE, send("hi"))).await, LATER);
    }
    assert_eq!(logs::count("nothing can be sent"), 1);
    assert!(matches!(messenger.deliver(&row(EVE, send("hi"))).await, Delivery::Done(_)));
}

#[tokio::test]
async fn edits_end_as_done_or_gone() {
    let api = FakeApi::start().await;
    let eve = api.user(EVE, "Eve", "en");
    let messenger = TelegramMessenger::new(way(&api.url()));
    let Delivery::Done(card) = messenger.deliver(&row(EVE, Request::Send(message("1?", &["A"])))).await
    else {
        panic!("the card was not sent");
    };
    let edit = |target, text: &str| row(EVE, Request::Edit(target, message(text, &["B"])));
    let strip = |target| row(EVE, Request::Strip(target));

    assert_eq!(messenger.deliver(&edit(card, "2?")).await, Delivery::Done(card));
    assert_eq!(messenger.deliver(&edit(card, "2?")).await, Delivery::Done(card));
    assert_eq!((eve.last().text.as_str(), eve.last().labels(), eve.last().edits), ("2?", vec!["B"], 1));
    assert_eq!(messenger.deliver(&strip(card)).await, Delivery::Done(card));
    assert_eq!(messenger.deliver(&strip(card)).await, Delivery::Done(card));
    assert_eq!((eve.last().text.as_str(), eve.last().labels()), ("2?", vec![]));

    eve.say("mine");
    let own = MessageId(eve.shown().last().unwrap().id);
    for gone in [own, MessageId(999), MessageId(i64::MAX)] {
        assert_eq!(messenger.deliver(&edit(gone, "2?")).await, Delivery::Gone);
        assert_eq!(messenger.deliver(&strip(gone)).await, Delivery::Gone);
    }
}

// ---- Secrets -------------------------------------------------------------------------------------------------

#[tokio::test]
async fn no_error_and_no_log_line_holds_the_token_or_the_address_with_it() {
    let api = FakeApi::start().await;
    let quick = way(&api.url()).with_limit(Duration::from_millis(200));
    let mut errors = Vec::new();
    let faults = [
        Fault::DropCall,
        Fault::DropReply,
        Fault::Garble,
        Fault::Hang,
        Fault::Page(404),
        Fault::Refuse(401, "Unauthorized: 123456789:T0p-SeCrEt_T0k3n"),
        Fault::Refuse(400, "Bad Request: can't parse 'her secret'"),
    ];
    for fault in faults {
        api.no_faults();
        api.fault(On::method("getMe"), fault);
        errors
            .push(quick.post::<_, bool>("getMe", &json!({}), Duration::from_millis(200)).await.unwrap_err());
    }
    let lost = way(&nowhere().await);
    errors.push(lost.post::<_, bool>("getMe", &json!({}), Duration::from_secs(5)).await.unwrap_err());
    assert_eq!(errors.last(), Some(&CallError::NotConnected));
    for text in errors.iter().map(|error| format!("{error} {error:?}")).chain([format!("{quick:?}")]) {
        for secret in [TOKEN, "T0k3n", "bot123", "getMe", "her secret"] {
            assert!(!text.contains(secret), "{text}");
        }
    }
    logs::assert_silent_about(&[TOKEN, "T0k3n", "her secret"]);
}

// ---- Polling -------------------------------------------------------------------------------------------------

/// Takes batches in and shows them to the test, which lets each of them through or not.
struct Gate {
    batches: mpsc::UnboundedSender<Vec<Incoming>>,
    open: Semaphore,
    refusals: AtomicUsize,
    polled: AtomicUsize,
}

impl Inbox for Gate {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    fn polled(&self, at: Timestamp) {
        assert_eq!(at, Timestamp::UNIX_EPOCH);
        self.polled.fetch_add(1, Ordering::SeqCst);
    }

    async fn deliver(&self, batch: Vec<Incoming>) -> Result<(), Closed> {
        self.batches.send(batch).unwrap();
        self.open.acquire().await.unwrap().forget();
        let refuse = |left: usize| left.checked_sub(1);
        match self.refusals.fetch_update(Ordering::SeqCst, Ordering::SeqCst, refuse) {
            Ok(_) => Err(Closed),
            Err(_) => Ok(()),
        }
    }
}

/// A poller at work.
struct Polling {
    api: FakeApi,
    gate: Arc<Gate>,
    batches: mpsc::UnboundedReceiver<Vec<Incoming>>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

fn pace() -> Pace {
    let blink = Duration::from_millis(1);
    Pace { hold: Duration::from_secs(50), first_wait: blink, longest_wait: 4 * blink, idle: blink }
}

impl Polling {
    /// Begins; so many batches pass without being let through one by one.
    fn begin(api: FakeApi, pace: Pace, open: usize) -> Self {
        let (batches_in, batches) = mpsc::unbounded_channel();
        let gate = Arc::new(Gate {
            batches: batches_in,
            open: Semaphore::new(open),
            refusals: AtomicUsize::new(0),
            polled: AtomicUsize::new(0),
        });
        let inbound = Inbound::new("aftercare_test_bot", Key::from_text("a test key").unwrap());
        let poller = Poller::new(way(&api.url()), inbound, pace);
        let (stop, stopped) = watch::channel(false);
        let inbox = Arc::clone(&gate);
        let task = tokio::spawn(async move { poller.run(&*inbox, stopped).await });
        Self { api, gate, batches, stop, task }
    }

    async fn batch(&mut self) -> Vec<Incoming> {
        let batch = tokio::time::timeout(Duration::from_secs(30), self.batches.recv()).await;
        batch.expect("a batch within half a minute").expect("the poller lives")
    }

    fn let_through(&self) {
        self.gate.open.add_permits(1);
    }

    async fn acknowledged(&self, update: i64) {
        let what = format!("update {update} is acknowledged");
        self.api.wait_until(&what, |state| state.offset == update + 1).await;
    }

    async fn end(self) {
        self.stop.send(true).unwrap();
        let ended = tokio::time::timeout(Duration::from_secs(30), self.task).await;
        ended.expect("the poller stops").unwrap();
    }
}

fn numbers(batch: &[Incoming]) -> Vec<i64> {
    batch.iter().map(|incoming| incoming.update.unwrap().0).collect()
}

fn text(incoming: &Incoming) -> &str {
    match &incoming.event {
        Some(Event::Client { act: Act::Text(typed), .. }) => &typed.0,
        other => panic!("no text: {other:?}"),
    }
}

#[tokio::test]
async fn an_update_is_acknowledged_only_after_it_was_taken() {
    let api = FakeApi::start().await;
    let eve = api.user(EVE, "Eve", "en");
    let update = eve.say("it hurts");
    let mut polling = Polling::begin(api.clone(), pace(), 0);
    let batch = polling.batch().await;
    assert_eq!((numbers(&batch), text(&batch[0]), batch[0].chat), (vec![update], "it hurts", ChatId(EVE)));
    assert_eq!(api.look(|state| (state.offset, state.updates.len())), (0, 1));
    polling.let_through();
    polling.acknowledged(update).await;
    assert!(api.look(State::is_drained));
    polling.end().await;
}

#[tokio::test]
async fn what_was_not_taken_comes_again_with_what_came_since() {
    let api = FakeApi::start().await;
    let eve = api.user(EVE, "Eve", "en");
    let first = eve.say("one");
    let mut polling = Polling::begin(api.clone(), pace(), 0);
    polling.gate.refusals.store(2, Ordering::SeqCst);
    assert_eq!(numbers(&polling.batch().await), [first]);
    let second = eve.say("two");
    polling.let_through();
    assert_eq!(numbers(&polling.batch().await), [first, second]);
    polling.let_through();
    assert_eq!(numbers(&polling.batch().await), [first, second]);
    assert_eq!(api.look(|state| state.offset), 0);
    polling.let_through();
    polling.acknowledged(second).await;
    assert_eq!(logs::count("could not be taken in"), 1);
    assert_eq!(logs::count("come in again"), 1);
    polling.end().await;
}

#[tokio::test]
async fn a_flood_comes_in_order_and_once() {
    let api = FakeApi::start().await;
    let people: Vec<_> = (1..=5).map(|id| api.user(id, "Somebody", "en")).collect();
    let sent: Vec<i64> =
        (0..50).flat_map(|n| people.iter().map(move |one| one.say(&n.to_string()))).collect();
    let mut polling = Polling::begin(api.clone(), pace(), 10);
    let mut seen = Vec::new();
    while seen.len() < sent.len() {
        let batch = polling.batch().await;
        assert!(batch.len() <= 100);
        seen.extend(numbers(&batch));
    }
    assert_eq!(seen, sent);
    polling.acknowledged(*sent.last().unwrap()).await;
    polling.end().await;
}

#[tokio::test]
async fn what_cannot_be_read_is_handed_on_as_such_and_never_written_down() {
    let api = FakeApi::start().await;
    let eve = api.user(EVE, "Mallory-in-logs", "en");
    api.push_raw(json!({ "update_id": 901, "message": { "text": "her secret" } }));
    api.push_raw(json!({ "update_id": 902, "brainwave": { "text": "her secret" } }));
    api.push_raw(json!({ "no number": "her secret" }));
    let good = eve.say("a good one with her secret");
    let mut polling = Polling::begin(api.clone(), pace(), 9);
    let batch = polling.batch().await;
    assert_eq!(numbers(&batch), [901, 902, good]);
    assert!(batch[..2].iter().all(|incoming| incoming.event == Some(Event::Trouble)));
    polling.acknowledged(good).await;
    let said = |number| logs::count(&format!("update {number} could not be read"));
    assert_eq!((said(901), said(902), logs::count("no update was left out")), (1, 1, 1));
    logs::assert_silent_about(&["her secret", "Mallory-in-logs", TOKEN]);
    polling.end().await;
}

#[tokio::test]
async fn a_batch_of_unreadable_updates_only_is_acknowledged_too() {
    let api = FakeApi::start().await;
    let polling = Polling::begin(api.clone(), pace(), 9);
    api.push_raw(json!({ "update_id": 901, "brainwave": {} }));
    polling.acknowledged(901).await;
    polling.end().await;
}

#[tokio::test]
async fn presses_are_answered_before_their_batch_is_taken() {
    let api = FakeApi::start().await;
    let eve = api.user(EVE, "Eve", "en");
    let messenger = TelegramMessenger::new(way(&api.url()));
    let Delivery::Done(card) = messenger.deliver(&row(EVE, Request::Send(message("?", &["Yes"])))).await
    else {
        panic!("the card was not sent");
    };
    let mut polling = Polling::begin(api.clone(), pace(), 0);
    eve.press_label("Yes");
    let batch = polling.batch().await;
    let press = Act::Press { data: "data:Yes".to_owned(), message: Some(card) };
    assert!(matches!(&batch[0].event, Some(Event::Client { act, .. }) if *act == press));
    api.wait_until("the press is answered", |state| state.answered.len() == 1).await;
    assert_eq!(api.look(|state| state.offset), 0, "the batch is still being taken");
    polling.let_through();
    polling.end().await;
}

#[tokio::test]
async fn presses_that_cannot_be_answered_disturb_nobody() {
    let api = FakeApi::start().await;
    let eve = api.user(EVE, "Eve", "en");
    api.fault(On::method("answerCallbackQuery").nth(1), Fault::Refuse(400, "Bad Request: query is too old"));
    api.fault(On::method("answerCallbackQuery").nth(1), Fault::Hang);
    let mut polling = Polling::begin(api.clone(), pace(), 9);
    let last = [1, 2, 3].map(|n| eve.press_data(Some(n), "gone"))[2];
    let mut seen = 0;
    while seen < 3 {
        seen += polling.batch().await.len();
    }
    polling.acknowledged(last).await;
    api.wait_until("the third is answered", |state| state.answered.len() == 1).await;
    polling.end().await;
}

#[tokio::test]
async fn a_poll_in_flight_is_dropped_when_we_stop() {
    let polling = Polling::begin(FakeApi::start().await, pace(), 0);
    let api = polling.api.clone();
    api.wait_until("a poll waits", |state| state.polls_waiting == 1).await;
    polling.end().await;
    api.wait_until("no poll waits", |state| state.polls_waiting == 0).await;
}

#[tokio::test]
async fn a_batch_that_is_being_taken_is_finished_when_we_stop() {
    let api = FakeApi::start().await;
    let eve = api.user(EVE, "Eve", "en");
    eve.say("hi");
    let mut polling = Polling::begin(api, pace(), 0);
    polling.batch().await;
    polling.stop.send(true).unwrap();
    tokio::task::yield_now().await;
    assert!(!polling.task.is_finished());
    polling.let_through();
    polling.end().await;
}

#[tokio::test]
async fn every_answered_poll_is_told_and_empty_ones_do_not_spin() {
    let idle = Duration::from_millis(100);
    let began = Instant::now();
    let pace = Pace { hold: Duration::ZERO, idle, ..pace() };
    let polling = Polling::begin(FakeApi::start().await, pace, 0);
    polling.api.wait_until("four polls", |state| state.calls("getUpdates").count() == 4).await;
    assert!(began.elapsed() >= 3 * idle);
    assert!(polling.gate.polled.load(Ordering::SeqCst) >= 3);
    polling.end().await;
}

#[tokio::test]
async fn the_call_asks_for_what_we_read_from_the_start() {
    let polling = Polling::begin(FakeApi::start().await, pace(), 0);
    polling.api.wait_until("a poll", |state| state.calls("getUpdates").count() == 1).await;
    let expected = json!({
        "offset": 0, "limit": 100, "timeout": 50,
        "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"],
    });
    assert_eq!(polling.api.calls("getUpdates"), [expected]);
    polling.end().await;
}

#[tokio::test]
async fn trouble_is_said_once_and_survived() {
    let api = FakeApi::start().await;
    let eve = api.user(EVE, "Eve", "en");
    api.fault(On::method("getUpdates").times(2), Fault::DropCall);
    api.fault(On::method("getUpdates").times(2), Fault::Page(502));
    api.fault(On::method("getUpdates").times(2), Fault::Garble);
    api.fault(On::method("getUpdates").times(3), Fault::Refuse(401, "Unauthorized"));
    api.fault(On::method("getUpdates").times(3), Fault::Page(404));
    api.fault(On::method("getUpdates").times(2), Fault::TooMany(0));
    let update = eve.say("hi");
    let mut polling = Polling::begin(api.clone(), pace(), 9);
    assert_eq!(numbers(&polling.batch().await), [update]);
    assert_eq!(logs::count("ERROR") + logs::count("WARN"), 4, "network, token, server, network");
    assert_eq!(logs::count("does not accept the token"), 1);
    assert_eq!(logs::count("come in again"), 1);
    logs::assert_silent_about(&[TOKEN]);
    polling.end().await;
}

#[tokio::test]
async fn a_webhook_or_another_poller_is_named_once() {
    let api = FakeApi::start().await;
    let eve = api.user(EVE, "Eve", "en");
    let other = way(&api.url());
    let hook = json!({ "url": "https://example.org/hook" });
    other.post::<_, bool>("setWebhook", &hook, Duration::from_secs(5)).await.unwrap();
    let mut polling = Polling::begin(api.clone(), pace(), 9);
    api.wait_until("some tries", |state| state.calls("getUpdates").count() >= 5).await;
    assert_eq!(logs::count("a webhook takes this bot's updates"), 1);
    drop_webhook(&other, Patience::default()).await.unwrap();
    let update = eve.say("hi");
    assert_eq!(numbers(&polling.batch().await), [update]);
    polling.acknowledged(update).await;
    api.wait_until("a poll waits", |state| state.polls_waiting == 1).await;
    let short = json!({ "timeout": 0 });
    let theirs = other.post::<_, Value>("getUpdates", &short, Duration::from_secs(5)).await;
    assert_eq!(theirs, Ok(json!([])));
    let next = eve.say("again");
    assert_eq!(numbers(&polling.batch().await), [next]);
    assert_eq!(logs::count("another poller takes this bot's updates"), 1);
    polling.end().await;
}

// ---- The start -----------------------------------------------------------------------------------------------

fn hurried() -> Patience {
    let blink = Duration::from_millis(1);
    Patience {
        call: Duration::from_secs(20),
        reconnect: [blink; 3],
        retry: blink,
        limit: Duration::from_secs(20),
    }
}

#[tokio::test]
async fn we_learn_who_we_are() {
    let api = FakeApi::start().await;
    api.fault(On::method("getMe").nth(1), Fault::DropCall);
    api.fault(On::method("getMe").nth(1), Fault::Page(502));
    api.fault(On::method("getMe").nth(1), Fault::TooMany(0));
    let me = who_am_i(&way(&api.url()), hurried()).await.unwrap();
    assert_eq!((me.id, me.username.as_str()), (1, "aftercare_test_bot"));
    assert_eq!(api.calls("getMe").len(), 4);
}

#[tokio::test]
async fn each_failed_start_says_what_to_do_and_nothing_secret() {
    let api = FakeApi::start().await;
    let mut sentences = Vec::new();
    for (fault, cure, calls) in [
        (Fault::Refuse(401, "Unauthorized"), "take the one BotFather gave you", 1),
        (Fault::Refuse(404, "Not Found"), "take the one BotFather gave you", 1),
        (Fault::Page(404), "does not answer like a Bot API", 1),
        (Fault::DropCall, "check the network and TELOXIDE_API_URL", 4),
        (Fault::TooMany(3600), "try again in some minutes", 1),
    ] {
        let before = api.calls("getMe").len();
        api.no_faults();
        api.fault(On::method("getMe"), fault);
        let sentence = who_am_i(&way(&api.url()), hurried()).await.unwrap_err().to_string();
        assert!(sentence.contains(cure), "{sentence}");
        assert_eq!(api.calls("getMe").len() - before, calls, "{sentence}");
        sentences.push(sentence);
    }
    let busy = Fault::Refuse(500, "Internal Server Error: restart");
    api.no_faults();
    api.fault(On::method("getMe"), busy);
    let short = Patience { limit: Duration::from_millis(60), ..hurried() };
    let gave_up = who_am_i(&way(&api.url()), short).await.unwrap_err();
    assert!(matches!(gave_up, SetupError::Busy { .. }));
    let nowhere = nowhere().await;
    let lost = who_am_i(&way(&nowhere), hurried()).await.unwrap_err();
    assert_eq!(lost, SetupError::Unreachable { server: nowhere });
    for sentence in sentences.iter().chain([&gave_up.to_string(), &lost.to_string()]) {
        assert!(!sentence.contains("T0k3n") && !sentence.contains("bot123"), "{sentence}");
    }
    logs::assert_silent_about(&[TOKEN]);
}

#[tokio::test]
async fn a_webhook_goes_and_the_waiting_updates_stay() {
    let api = FakeApi::start().await;
    let eve = api.user(EVE, "Eve", "en");
    let way = way(&api.url());
    let hook = json!({ "url": "https://example.org/hook" });
    way.post::<_, bool>("setWebhook", &hook, Duration::from_secs(5)).await.unwrap();
    eve.say("hi");
    drop_webhook(&way, hurried()).await.unwrap();
    assert_eq!(api.look(|state| (state.webhook.clone(), state.updates.len())), (None, 1));
    assert_eq!(api.calls("deleteWebhook"), [json!({ "drop_pending_updates": false })]);
}

#[tokio::test]
async fn telegram_learns_our_texts_in_every_language_whatever_comes_between() {
    let api = FakeApi::start().await;
    api.fault(On::method("setMyCommands").times(2), Fault::Page(502));
    api.fault(On::method("setMyDescription").nth(2), Fault::TooMany(0));
    api.fault(On::method("setMyShortDescription").nth(1), Fault::Refuse(400, "Bad Request: too long"));
    let profile = Profile::new(&["en", "ru"], |code, key| format!("{code} {}", key.name));
    profile.publish(&way(&api.url()), hurried()).await;
    let setting = |method: &str, language: &str| {
        api.look(|state| state.settings.get(&(method.to_owned(), language.to_owned())).cloned())
    };
    let commands = setting("setmycommands", "").unwrap();
    assert_eq!(commands["commands"][0], json!({ "command": "start", "description": "en command-start" }));
    // Those of the engine, and /start.
    assert_eq!(commands["commands"].as_array().unwrap().len(), Command::NAMED.len() + 1);
    assert_eq!(setting("setmycommands", "ru").unwrap()["commands"][1]["description"], "ru command-check");
    assert_eq!(setting("setmydescription", "").unwrap()["description"], "en bot-description");
    assert_eq!(setting("setmydescription", "ru").unwrap()["description"], "ru bot-description");
    assert_eq!(setting("setmyshortdescription", ""), None);
    assert_eq!(setting("setmyshortdescription", "ru").unwrap()["short_description"], "ru bot-about");
    assert_eq!(logs::count("SetMyShortDescription did not work"), 1);
}

// ---- The fake itself -----------------------------------------------------------------------------------------

#[tokio::test]
async fn the_fake_refuses_what_telegram_refuses() {
    let api = FakeApi::start().await;
    api.user(EVE, "Eve", "en");
    let way = way(&api.url());
    let long = "ä".repeat(4097);
    let data = |data: &str| json!({ "inline_keyboard": [[{ "text": "A", "callback_data": data }]] });
    let bold = |offset: usize, length: usize| json!([{ "type": "bold", "offset": offset, "length": length }]);
    for (wrong, body) in [
        ("empty", json!({ "text": " \n" })),
        ("too long", json!({ "text": long })),
        ("parse_mode", json!({ "text": "a", "parse_mode": "HTML" })),
        ("entity beyond the end", json!({ "text": "😀", "entities": bold(0, 3) })),
        ("empty entity", json!({ "text": "abc", "entities": bold(1, 0) })),
        ("no data", json!({ "text": "a", "reply_markup": data("") })),
        ("too much data", json!({ "text": "a", "reply_markup": data(&"ä".repeat(33)) })),
    ] {
        let mut body = body;
        body["chat_id"] = json!(EVE);
        let refused = way.post::<_, Value>("sendMessage", &body, Duration::from_secs(5)).await;
        assert!(matches!(refused, Err(CallError::Refused { code: 400, .. })), "{wrong}: {refused:?}");
    }
    let fits = json!({
        "chat_id": EVE, "text": "😀".repeat(2048), "entities": bold(0, 4096), "reply_markup": data(&"ä".repeat(32)),
    });
    assert!(way.post::<_, Value>("SENDMESSAGE", &fits, Duration::from_secs(5)).await.is_ok());
}
