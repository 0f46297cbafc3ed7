//! Owns the calls to the Bot API: one HTTP client, one address, the token. Tries each call once; may not wait
//! and retry, and may not let the token or an address with it into a text.
//!
//! teloxide gives the typed payloads. Its own client is not used: it drops the numeric error code, sleeps ten
//! seconds inside every 5xx, keeps answer bodies in its errors, and prints the token with `{:?}`.

use std::{fmt, time::Duration};

use reqwest::{Client, Url, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde::{Serialize, de::DeserializeOwned};
use teloxide::requests::Payload;

use super::answer::{self, CallError};

/// The Bot API of Telegram itself.
pub const PUBLIC_API: &str = "https://api.telegram.org";

/// How long a call may take. A send that Telegram has not answered by then has an unknown end.
const CALL_LIMIT: Duration = Duration::from_secs(20);
/// Well below [`CALL_LIMIT`], so that a slow connection counts as "not sent", which it is.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// Shorter than servers keep idle connections, so that a call is rarely written into one that just closes.
const IDLE_LIMIT: Duration = Duration::from_secs(30);

/// The way to the Bot API. Cheap to clone. Prints itself without the token.
#[derive(Clone)]
pub struct Api {
    client: Client,
    base: Url,
    token: SecretString,
    limit: Duration,
}

/// Why there is no way to the Bot API. Names the setting, never its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// The address cannot be one.
    #[error(
        "TELOXIDE_API_URL is not the address of a Bot API server; write it like http://localhost:8081, or remove it to use Telegram's own"
    )]
    Address,
    /// The token cannot be one.
    #[error(
        "TELOXIDE_TOKEN is not a bot token; take the one BotFather gave you, it looks like 123456789:AbC…"
    )]
    Token,
    /// The HTTP client cannot be made.
    #[error("cannot set up the HTTP client; check HTTPS_PROXY and the other proxy variables")]
    Client,
}

impl Api {
    /// The way to a Bot API server ([`PUBLIC_API`] or another; with a path or without) with this token.
    ///
    /// # Errors
    /// If the address or the token cannot be right, whatever the network says.
    pub fn new(address: &str, token: &SecretString) -> Result<Self, ApiError> {
        let base = Url::parse(address.trim()).map_err(|_| ApiError::Address)?;
        let host = base.host_str().ok_or(ApiError::Address)?;
        if !matches!(base.scheme(), "http" | "https") || base.query().is_some() {
            return Err(ApiError::Address);
        }
        let token = token.expose_secret().trim();
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b':' | b'_' | b'-');
        if token.is_empty() || !token.bytes().all(allowed) {
            return Err(ApiError::Token);
        }
        let mut client = Client::builder()
            .user_agent(concat!("aftercare/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_LIMIT)
            .pool_idle_timeout(IDLE_LIMIT)
            .tcp_keepalive(IDLE_LIMIT)
            // A Bot API does not redirect; following would turn the POST into a GET somewhere else.
            .redirect(redirect::Policy::none());
        if matches!(host, "localhost" | "127.0.0.1" | "[::1]") {
            // No proxy leads to our own machine.
            client = client.no_proxy();
        }
        let client = client.build().map_err(|_| ApiError::Client)?;
        Ok(Self { client, base, token: token.into(), limit: CALL_LIMIT })
    }

    /// The same with another limit for a call (default 20 s).
    #[must_use]
    pub fn with_limit(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }

    /// The server without path, user and token, e.g. `https://api.telegram.org`: fit for a message.
    #[must_use]
    pub fn server(&self) -> String {
        self.base.origin().ascii_serialization()
    }

    /// Calls a method with its typed payload and reads its typed answer.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn call<P>(&self, payload: &P) -> Result<P::Output, CallError>
    where
        P: Payload + Serialize + Sync,
        P::Output: DeserializeOwned,
    {
        self.call_as(payload).await
    }

    /// Calls a method with its typed payload and reads of the answer what `T` asks for. A field that a newer
    /// server writes differently cannot make a success unreadable if nobody needs it.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn call_as<P, T>(&self, payload: &P) -> Result<T, CallError>
    where
        P: Payload + Serialize + Sync,
        T: DeserializeOwned,
    {
        self.post(&lower_camel(P::NAME), payload, self.limit).await
    }

    /// Calls a method with any body, within `limit`.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn post<B, T>(&self, method: &str, body: &B, limit: Duration) -> Result<T, CallError>
    where
        B: Serialize + Sync,
        T: DeserializeOwned,
    {
        let request = self.client.post(self.url(method)).timeout(limit).json(body);
        let response = request.send().await.map_err(|error| {
            // The error itself goes no further: it holds the URL and with it the token.
            if error.is_connect() { CallError::NotConnected } else { CallError::NoAnswer }
        })?;
        let status = response.status().as_u16();
        let body = response.bytes().await.map_err(|_| CallError::NoAnswer)?;
        answer::read(status, &body)
    }

    fn url(&self, method: &str) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().push(&format!("bot{}", self.token.expose_secret())).push(method);
        }
        url
    }
}

impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Api").field(&self.server()).finish()
    }
}

/// `SendMessage`, as teloxide names it, is `sendMessage`.
fn lower_camel(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(characters).collect()
}

#[cfg(test)]
mod tests {
    use teloxide::payloads::{GetMe, SendMessage};

    use super::*;

    fn api(address: &str) -> Result<Api, ApiError> {
        Api::new(address, &"12:se-cr_et".into())
    }

    #[test]
    fn addresses_may_end_in_a_slash_and_have_a_path() {
        for (address, url) in [
            (PUBLIC_API, "https://api.telegram.org/bot12:se-cr_et/getMe"),
            ("http://localhost:8081", "http://localhost:8081/bot12:se-cr_et/getMe"),
            ("http://localhost:8081/", "http://localhost:8081/bot12:se-cr_et/getMe"),
            (" https://example.org/tg/ ", "https://example.org/tg/bot12:se-cr_et/getMe"),
            ("https://example.org/a/b", "https://example.org/a/b/bot12:se-cr_et/getMe"),
        ] {
            assert_eq!(api(address).unwrap().url("getMe").as_str(), url);
        }
    }

    #[test]
    fn what_cannot_be_an_address_or_a_token_is_refused_at_once() {
        for address in ["", "api.telegram.org", "ftp://example.org", "mailto:a@b.c", "https://a.b/?x=1"] {
            assert_eq!(api(address).unwrap_err(), ApiError::Address, "{address}");
        }
        for token in ["", "  ", "12:a/../b", "12:a b", "12:ä"] {
            assert_eq!(Api::new(PUBLIC_API, &token.into()).unwrap_err(), ApiError::Token);
        }
    }

    #[test]
    fn it_prints_neither_token_nor_password() {
        let api = api("https://user:pass@example.org/way").unwrap();
        assert_eq!(format!("{api:?}"), r#"Api("https://example.org")"#);
    }

    #[test]
    fn methods_are_named_as_telegram_names_them() {
        assert_eq!(lower_camel(SendMessage::NAME), "sendMessage");
        assert_eq!(lower_camel(GetMe::NAME), "getMe");
    }
}
