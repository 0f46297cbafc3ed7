//! Owns the webhook: takes updates that Telegram calls us with, and answers 200 only when their consequences are
//! durable. Anything else makes Telegram repeat the call. What updates mean is [`super::Inbound`]'s.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequest as _, Request, State},
    http::{HeaderMap, StatusCode, header::CONTENT_LENGTH},
    routing::post,
};
use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;
use tokio::{sync::watch, time::timeout};

use super::{
    listener::{self, HEALTH},
    poller::Inbox,
    reader::{NoUpdate, Reader},
};
use crate::runtime::{Count, Health, Part};

/// Where Telegram puts the secret.
const SECRET: &str = "x-telegram-bot-api-secret-token";
/// The longest secret that Telegram takes.
const SECRET_MAX: usize = 256;
/// The largest update: far more than any that Telegram makes.
const BODY_MAX: usize = 1024 * 1024;
/// A request may take so long to come in.
const BODY_TIME: Duration = Duration::from_secs(10);
/// An update may take so long to become durable; shorter than Telegram waits.
const TAKE_TIME: Duration = Duration::from_secs(20);

/// What Telegram and we alone know: whoever calls with it is Telegram. Prints itself redacted.
#[derive(Clone, Debug)]
pub struct Secret(SecretString);

impl Secret {
    /// A secret from its text; `None` if Telegram would not take it (1 to 256 of `A-Za-z0-9_-`).
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let fits = (1..=SECRET_MAX).contains(&text.len()) && text.bytes().all(plain);
        fits.then(|| Self(text.into()))
    }

    /// Its text, for Telegram alone.
    pub(super) fn text(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether a request comes with it. Takes as long for a good guess as for a bad one.
    fn is_in(&self, headers: &HeaderMap) -> bool {
        let given = headers.get(SECRET).map_or(&b""[..], |value| value.as_bytes());
        given.ct_eq(self.text().as_bytes()).into()
    }
}

/// What a call of Telegram needs.
struct Hook<I> {
    reader: Reader,
    inbox: I,
    secret: Secret,
    health: Arc<Health>,
    stopping: watch::Receiver<bool>,
}

/// The webhook at any path (a proxy may change it), and the state of the program beside it.
pub(super) fn router<I: Inbox + 'static>(
    reader: Reader,
    inbox: I,
    secret: Secret,
    health: Arc<Health>,
    stopping: watch::Receiver<bool>,
) -> Router {
    let hook = Arc::new(Hook { reader, inbox, secret, health: Arc::clone(&health), stopping });
    Router::new()
        .route(HEALTH, post(take::<I>))
        .fallback(take::<I>)
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .with_state(hook)
        .merge(listener::health(health))
}

async fn take<I: Inbox>(State(hook): State<Arc<Hook<I>>>, request: Request) -> StatusCode {
    hook.take(request).await.err().unwrap_or(StatusCode::OK)
}

impl<I: Inbox> Hook<I> {
    async fn take(&self, request: Request) -> Result<(), StatusCode> {
        if !self.secret.is_in(request.headers()) {
            return Err(self.count(Count::Refused, StatusCode::UNAUTHORIZED));
        }
        if *self.stopping.borrow() || self.health.is_troubled(Part::Handling) {
            return Err(StatusCode::SERVICE_UNAVAILABLE);
        }
        let update = body(request).await.map_err(|status| self.count(Count::Malformed, status))?;
        let update = str::from_utf8(&update).map_err(|_| self.malformed())?;
        let incoming =
            self.reader.read(update, self.inbox.now()).await.map_err(|NoUpdate| self.malformed())?;
        let taken = timeout(TAKE_TIME, self.inbox.deliver(vec![incoming])).await;
        taken.ok().and_then(Result::ok).ok_or(StatusCode::SERVICE_UNAVAILABLE)
    }

    fn malformed(&self) -> StatusCode {
        self.count(Count::Malformed, StatusCode::BAD_REQUEST)
    }

    /// Counts a request that is not served. The log hears of the first of its kind: anybody can send many.
    fn count(&self, what: Count, status: StatusCode) -> StatusCode {
        self.health.count(what, 1);
        if self.health.counted(what) == 1 {
            log::warn!(
                "a request to the webhook was refused ({status}); further ones are counted in {HEALTH}"
            );
        }
        status
    }
}

async fn body(request: Request) -> Result<Bytes, StatusCode> {
    // Refused before it is sent, if its length is told.
    let told = request.headers().get(CONTENT_LENGTH).and_then(|told| told.to_str().ok()?.parse().ok());
    if told.is_some_and(|length: u64| length > BODY_MAX as u64) {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    match timeout(BODY_TIME, Bytes::from_request(request, &())).await {
        Ok(body) => body.map_err(|refusal| refusal.status()),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}
