//! The bot in one local page: the same runtime, store and engine, rehearsed without Telegram and with a clock
//! that one can move. Owns the page, its HTTP side and what the page is told; decides nothing itself.
//!
//! Reachable from this computer only, and only by its own page.

mod guard;
mod stage;
#[cfg(test)]
mod tests;
mod view;

use std::{
    future::Future,
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, LazyLock},
};

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, FromRequest, Request, State},
    http::StatusCode,
    middleware,
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use jiff::SignedDuration;
use serde::{Deserialize, de::DeserializeOwned};
use tokio::{net::TcpListener, sync::Mutex};

pub use self::stage::BotStage;
pub use self::view::{Fired, Hint, Language, Note, Opening, Outcome, Planned, Shown, Standing, View};
use crate::{engine, script::units};

/// The page, one file. Line ends as the browser counts them: the hashes of [`guard`] depend on it.
static PAGE: LazyLock<String> = LazyLock::new(|| include_str!("page.html").replace("\r\n", "\n"));

/// The longest text that Telegram lets anybody send, in UTF-16 units.
const TEXT_UNITS_MAX: usize = 4_096;
/// The longest callback data that Telegram lets a button carry, in bytes.
const DATA_BYTES_MAX: usize = 64;
/// The farthest that the clock moves at once: longer than any visit link lives.
const MINUTES_MAX: i64 = 31 * 24 * 60;
/// The largest request: a text of [`TEXT_UNITS_MAX`], every character of it escaped.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// What the preview needs of a rehearsal: one client, one chat, and a clock that only moves when told to.
///
/// Each call returns when the bot has done everything that follows from it at that instant.
pub trait Stage: Send + 'static {
    /// The client types a text or a command.
    fn say(&mut self, text: String) -> impl Future<Output = ()> + Send;
    /// The client presses the button with this data under this message.
    fn press(&mut self, message: i64, data: String) -> impl Future<Output = ()> + Send;
    /// The client sends something that is no text.
    fn media(&mut self, kind: engine::Media) -> impl Future<Output = ()> + Send;
    /// Time passes; everything that becomes due on the way happens at its own instant. Never negative.
    fn advance(&mut self, by: SignedDuration) -> impl Future<Output = ()> + Send;
    /// Time passes until the next planned message was sent or ended; nothing happens if none is planned.
    fn to_next(&mut self) -> impl Future<Output = ()> + Send;
    /// Everything is forgotten: a new client, whose app speaks this language if one is given.
    fn restart(&mut self, language: Option<String>) -> impl Future<Output = ()> + Send;
    /// How everything stands.
    fn view(&mut self) -> impl Future<Output = View> + Send;
}

/// Why the page cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// Something else listens there.
    #[error("port {port} is taken; try --port {}", another(*port))]
    Taken {
        /// The port that was asked for.
        port: u16,
    },
    /// The system does not let us.
    #[error("cannot listen on port {port}: {cause}; try --port {}", another(*port))]
    Listen {
        /// The port that was asked for.
        port: u16,
        /// What the system said.
        cause: io::Error,
    },
    /// The system closed the door while it was open.
    #[error("the preview stopped: {0}; start it again")]
    Stopped(io::Error),
}

/// A port to propose instead: the next one, but none that needs special rights.
fn another(port: u16) -> u16 {
    if port < 1024 { 8080 } else { port.checked_add(1).unwrap_or(8080) }
}

/// An open door on 127.0.0.1, before anybody is served: so that its address can be told first.
pub struct Preview {
    listener: TcpListener,
    address: SocketAddr,
}

impl Preview {
    /// Opens the door; port 0 takes any free one.
    pub async fn open(port: u16) -> Result<Self, PreviewError> {
        let refused = |cause: io::Error| match cause.kind() {
            io::ErrorKind::AddrInUse => PreviewError::Taken { port },
            _ => PreviewError::Listen { port, cause },
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        Ok(Self { listener, address })
    }

    /// The address of the page, for the person who started it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Serves the page and this rehearsal until `stop` is ready.
    pub async fn serve<S: Stage>(
        self,
        stage: S,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), PreviewError> {
        axum::serve(self.listener, router(stage))
            .with_graceful_shutdown(stop)
            .await
            .map_err(PreviewError::Stopped)
    }
}

/// Opens the door, tells the address to `ready`, and serves until `stop` is ready.
pub async fn serve<S: Stage>(
    stage: S,
    port: u16,
    ready: impl FnOnce(&str),
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), PreviewError> {
    let preview = Preview::open(port).await?;
    ready(&preview.url());
    preview.serve(stage, stop).await
}

/// One rehearsal; requests take turns.
type Shared<S> = State<Arc<Mutex<S>>>;

fn router<S: Stage>(stage: S) -> Router {
    Router::new()
        .route("/", get(async || Html(PAGE.as_str())))
        .route("/api/view", get(view::<S>))
        .route("/api/say", post(say::<S>))
        .route("/api/press", post(press::<S>))
        .route("/api/media", post(media::<S>))
        .route("/api/advance", post(advance::<S>))
        .route("/api/next", post(next::<S>))
        .route("/api/restart", post(restart::<S>))
        .fallback(async || {
            Refusal(StatusCode::NOT_FOUND, "there is nothing here; the page is at /".to_owned())
        })
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(middleware::from_fn(guard::admit))
        .with_state(Arc::new(Mutex::new(stage)))
}

async fn view<S: Stage>(State(stage): Shared<S>) -> Json<View> {
    Json(stage.lock().await.view().await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Say {
    text: String,
}

async fn say<S: Stage>(State(stage): Shared<S>, Body(Say { text }): Body<Say>) -> Answer {
    if text.trim().is_empty() || units(&text) > TEXT_UNITS_MAX {
        return Err(Refusal::of(format!("a message has 1 to {TEXT_UNITS_MAX} characters")));
    }
    let mut stage = stage.lock().await;
    stage.say(text).await;
    Ok(Json(stage.view().await))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Press {
    message: i64,
    data: String,
}

async fn press<S: Stage>(State(stage): Shared<S>, Body(Press { message, data }): Body<Press>) -> Answer {
    if data.len() > DATA_BYTES_MAX {
        return Err(Refusal::of(format!("a button carries at most {DATA_BYTES_MAX} bytes")));
    }
    let mut stage = stage.lock().await;
    stage.press(message, data).await;
    Ok(Json(stage.view().await))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attach {
    #[serde(deserialize_with = "view::media_named")]
    kind: engine::Media,
}

async fn media<S: Stage>(State(stage): Shared<S>, Body(Attach { kind }): Body<Attach>) -> Answer {
    let mut stage = stage.lock().await;
    stage.media(kind).await;
    Ok(Json(stage.view().await))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    minutes: i64,
}

async fn advance<S: Stage>(State(stage): Shared<S>, Body(Advance { minutes }): Body<Advance>) -> Answer {
    if !(1..=MINUTES_MAX).contains(&minutes) {
        return Err(Refusal::of(format!("the clock moves by 1 to {MINUTES_MAX} minutes at once")));
    }
    let mut stage = stage.lock().await;
    stage.advance(SignedDuration::from_mins(minutes)).await;
    Ok(Json(stage.view().await))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Next {}

async fn next<S: Stage>(State(stage): Shared<S>, Body(Next {}): Body<Next>) -> Answer {
    let mut stage = stage.lock().await;
    stage.to_next().await;
    Ok(Json(stage.view().await))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Restart {
    #[serde(default)]
    language: Option<String>,
}

async fn restart<S: Stage>(State(stage): Shared<S>, Body(Restart { language }): Body<Restart>) -> Answer {
    let mut stage = stage.lock().await;
    stage.restart(language).await;
    Ok(Json(stage.view().await))
}

/// What every action answers with.
type Answer = Result<Json<View>, Refusal>;

/// A request that is not served, with the reason in a sentence.
struct Refusal(StatusCode, String);

impl Refusal {
    /// A request that makes no sense.
    fn of(reason: String) -> Self {
        Self(StatusCode::BAD_REQUEST, reason)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Json(serde_json::json!({ "error": self.1 }))).into_response()
    }
}

/// A JSON body. What does not read is told without its content: it may hold what a person typed.
struct Body<T>(T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let bytes = axum::body::Bytes::from_request(request, state).await.map_err(|refusal| {
            Refusal(refusal.status(), "the request is too long or broke off".to_owned())
        })?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            Refusal::of(format!("the request does not read (column {}); reload the page", error.column()))
        })
    }
}
