//! A Bot API of our own, in this process, for tests: real HTTP, real offsets and long polls, the checks that
//! the real one makes, and faults on order. Each [`FakeApi`] is a world of its own, so tests run in parallel.
//!
//! ```ignore
//! let api = FakeApi::start().await;
//! let eve = api.user(7, "Eve", "en");
//! eve.say("/start");                                  // waits at "Telegram" until the bot polls
//! let message = eve.sees("Welcome").await;            // until a message of the bot with this text stands
//! eve.press(message.button("None of these"));
//! api.fault(On::method("sendMessage").chat(7).times(1), Fault::TooMany(3));
//! ```

mod chat;
mod fault;
mod methods;
mod user;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::State as Shared,
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use tokio::sync::Notify;

pub use self::{
    chat::{Button, Shown},
    fault::{Fault, On},
    user::User,
};

/// The longest that a test waits for something that should happen at once.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running fake; stops with its last clone.
#[derive(Clone)]
pub struct FakeApi {
    world: Arc<World>,
    address: SocketAddr,
    _server: Arc<Server>,
}

struct Server(tokio::task::JoinHandle<()>);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.abort();
    }
}

pub(crate) struct World {
    state: Mutex<State>,
    changed: Notify,
}

/// Everything that the fake knows.
#[derive(Default)]
pub struct State {
    /// Every call that came in, in order, also refused ones.
    pub calls: Vec<Call>,
    /// Updates that are not acknowledged, oldest first.
    pub updates: VecDeque<Value>,
    /// The largest offset that was asked for: everything below is acknowledged.
    pub offset: i64,
    /// How many polls wait for updates at this moment.
    pub polls_waiting: usize,
    /// Where a webhook was set.
    pub webhook: Option<String>,
    /// The body of the last call of each method that sets something, by method and language code.
    pub settings: BTreeMap<(String, String), Value>,
    /// Button presses that were answered.
    pub answered: BTreeSet<String>,
    chats: BTreeMap<i64, chat::Chat>,
    faults: Vec<fault::Queued>,
    allowed: Option<Vec<String>>,
    last_poll: u64,
    last_update: i64,
    last_message: i64,
    last_query: u64,
}

/// A call that came in.
#[derive(Clone, Debug)]
pub struct Call {
    /// What stood in the path before the token: tells callers apart that were given different addresses.
    pub caller: String,
    /// The method, in lower case.
    pub method: String,
    /// The token in the path.
    pub token: String,
    /// The chat that it names.
    pub chat: Option<i64>,
    /// Its body.
    pub body: Value,
    /// Whether its answer was given to the network. Whether it arrived, nobody knows.
    pub answered: bool,
}

impl World {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes something and wakes whoever waits for it.
    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.lock());
        self.changed.notify_waiters();
        result
    }
}

impl FakeApi {
    /// Starts one on a free port.
    pub async fn start() -> Self {
        let world = Arc::new(World { state: Mutex::default(), changed: Notify::new() });
        world.lock().last_update = 1000;
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let router = Router::new().fallback(serve).with_state(Arc::clone(&world));
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("the fake Bot API runs");
        });
        Self { world, address, _server: Arc::new(Server(server)) }
    }

    /// Its address, for `TELOXIDE_API_URL`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A person, known to the bot's server from now on.
    pub fn user(&self, id: i64, first_name: &str, language: &str) -> User {
        self.world.change(|state| {
            state.chats.entry(id).or_default();
        });
        User::new(self.clone(), id, first_name, language)
    }

    /// Queues a fault.
    pub fn fault(&self, on: On, fault: Fault) {
        self.world.change(|state| state.faults.push(fault::Queued { on, fault }));
    }

    /// Forgets the faults that are queued.
    pub fn no_faults(&self) {
        self.world.change(|state| state.faults.clear());
    }

    /// Puts an update with this content into the queue, if the bot asked for its kind; gives its number.
    pub fn push(&self, kind: &str, content: Value) -> i64 {
        self.world.change(|state| {
            state.last_update += 1;
            if state.allowed.as_ref().is_none_or(|allowed| allowed.iter().any(|allowed| allowed == kind)) {
                let mut update = json!({ "update_id": state.last_update });
                update[kind] = content;
                state.updates.push_back(update);
            }
            state.last_update
        })
    }

    /// Puts anything into the queue, as it is.
    pub fn push_raw(&self, update: Value) {
        self.world.change(|state| state.updates.push_back(update));
    }

    /// The newest update that is not acknowledged, as it would come once more.
    pub fn newest_update(&self) -> Value {
        self.look(|state| state.updates.back().cloned()).expect("an update waits")
    }

    /// Looks at everything.
    pub fn look<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.world.lock())
    }

    /// The bodies of all calls of a method so far.
    pub fn calls(&self, method: &str) -> Vec<Value> {
        self.look(|state| state.calls(method).map(|call| call.body.clone()).collect())
    }

    /// Waits until something holds; fails the test, with what was expected, if it does not in half a minute.
    pub async fn wait_until(&self, what: &str, mut holds: impl FnMut(&State) -> bool) {
        self.wait_for(what, |state| holds(state).then_some(())).await;
    }

    /// Waits until there is something, and gives it.
    pub async fn wait_for<T>(&self, what: &str, mut find: impl FnMut(&State) -> Option<T>) -> T {
        let search = async {
            loop {
                let changed = self.world.changed.notified();
                tokio::pin!(changed);
                changed.as_mut().enable();
                if let Some(found) = find(&self.world.lock()) {
                    return found;
                }
                changed.await;
            }
        };
        let found = tokio::time::timeout(PATIENCE, search).await.ok();
        found.unwrap_or_else(|| {
            panic!("waited in vain: {what}; the last calls were {:?}", self.last_methods())
        })
    }

    fn last_methods(&self) -> Vec<String> {
        self.look(|state| state.calls.iter().rev().take(10).map(|call| call.method.clone()).collect())
    }
}

impl State {
    /// The calls of a method so far.
    pub fn calls(&self, method: &str) -> impl Iterator<Item = &Call> {
        self.calls.iter().filter(move |call| call.method.eq_ignore_ascii_case(method))
    }

    /// What stands in a chat now, oldest first, messages of both sides.
    pub fn shown(&self, chat: i64) -> &[Shown] {
        self.chats.get(&chat).map_or(&[], |chat| &chat.messages)
    }

    /// Whether every update was acknowledged.
    pub fn is_drained(&self) -> bool {
        self.updates.is_empty()
    }
}

/// Answers any path that ends in `/bot<token>/<method>`.
async fn serve(Shared(world): Shared<Arc<World>>, uri: Uri, body: Bytes) -> Response {
    let mut path = uri.path().rsplitn(3, '/');
    let method = path.next().unwrap_or_default().to_ascii_lowercase();
    let Some(token) = path.next().and_then(|bot| bot.strip_prefix("bot")) else {
        return (StatusCode::NOT_FOUND, "no Bot API here").into_response();
    };
    let caller = path.next().unwrap_or_default().to_owned();
    let body: Value =
        if body.is_empty() { json!({}) } else { serde_json::from_slice(&body).unwrap_or(Value::Null) };
    let chat = body["chat_id"].as_i64();
    let call = Call { caller, method, token: token.to_owned(), chat, body, answered: false };
    let (number, fault) = world.change(|state| {
        let fault = fault::take(&mut state.faults, &call);
        state.calls.push(call.clone());
        (state.calls.len() - 1, fault)
    });
    let response = respond(&world, &call, fault).await;
    world.change(|state| state.calls[number].answered = true);
    response
}

async fn respond(world: &Arc<World>, call: &Call, fault: Option<Fault>) -> Response {
    match fault {
        None => answer(methods::run(world, call).await),
        Some(Fault::DropReply) => {
            methods::run(world, call).await.ok();
            fault::drop_connection()
        }
        Some(Fault::Garble) => {
            methods::run(world, call).await.ok();
            (StatusCode::OK, "{\"ok\":tr").into_response()
        }
        Some(Fault::Delay(time)) => {
            tokio::time::sleep(time).await;
            answer(methods::run(world, call).await)
        }
        Some(Fault::Hold(gate)) => {
            let result = methods::run(world, call).await;
            fault::pass(&gate).await;
            answer(result)
        }
        Some(fault) => fault.respond().await,
    }
}

/// A refusal: code, description, and how long to wait.
#[derive(Debug)]
pub(crate) struct Refusal(pub u16, pub String, pub Option<u64>);

impl Refusal {
    pub(crate) fn bad(what: &str) -> Self {
        Self(400, format!("Bad Request: {what}"), None)
    }
}

fn answer(result: Result<Value, Refusal>) -> Response {
    let (status, body) = match result {
        Ok(result) => (200, json!({ "ok": true, "result": result })),
        Err(Refusal(code, description, wait)) => {
            let mut body = json!({ "ok": false, "error_code": code, "description": description });
            if let Some(wait) = wait {
                body["parameters"] = json!({ "retry_after": wait });
            }
            (code, body)
        }
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}
