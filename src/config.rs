//! The settings: typed values out of the environment and `.env`, all checked before anything connects.
//!
//! The one place that reads the environment. Every variable stands in `.env.example`; a test compares them.

mod dotenv;
mod faults;

use std::{collections::BTreeMap, fmt, net::SocketAddr, path::PathBuf, str::FromStr};

use jiff::tz::TimeZone;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

use self::faults::Faults;
pub use self::faults::{ConfigError, Fault};
use crate::{
    link::Key,
    script::{Defaults, VARIABLE_UNITS_MAX, units},
};

const TOKEN: &str = "TELOXIDE_TOKEN";
const API_URL: &str = "TELOXIDE_API_URL";
const DATABASE_URL: &str = "DATABASE_URL";
const LOG: &str = "RUST_LOG";
const DIALOGUES: &str = "AFTERCARE_DIALOGUES";
const ZONE: &str = "AFTERCARE_ZONE";
const EMERGENCY: &str = "AFTERCARE_EMERGENCY";
const BOT_NAME: &str = "AFTERCARE_BOT_NAME";
const LINK_KEY: &str = "AFTERCARE_LINK_KEY";
const RATE_ALL: &str = "AFTERCARE_RATE_ALL";
const RATE_CHAT: &str = "AFTERCARE_RATE_CHAT";
const WEBHOOK_URL: &str = "AFTERCARE_WEBHOOK_URL";
const LISTEN: &str = "AFTERCARE_LISTEN";

/// Every variable there is.
const VARIABLES: [&str; 13] = [
    TOKEN,
    API_URL,
    DATABASE_URL,
    LOG,
    DIALOGUES,
    ZONE,
    EMERGENCY,
    BOT_NAME,
    LINK_KEY,
    RATE_ALL,
    RATE_CHAT,
    WEBHOOK_URL,
    LISTEN,
];

/// What the operator set. Prints itself with the secrets redacted.
#[derive(Clone, Debug)]
pub struct Config {
    /// `TELOXIDE_TOKEN`: the bot's token.
    pub token: Option<SecretString>,
    /// `TELOXIDE_API_URL`: another Bot API server than Telegram's own.
    pub api_url: Option<Url>,
    /// `DATABASE_URL`; a secret, for it can hold a password.
    pub database_url: SecretString,
    /// `RUST_LOG`: what is logged, as directives of `env_logger`.
    pub log: String,
    /// `AFTERCARE_DIALOGUES`: the folder with the content; `None` for the content in the binary.
    pub dialogues: Option<PathBuf>,
    /// `AFTERCARE_ZONE`: the time zone of clients whose clinic has none.
    pub zone: Option<TimeZone>,
    /// `AFTERCARE_EMERGENCY`: the number to call for clients whose clinic has no country.
    pub emergency: Option<String>,
    /// `AFTERCARE_BOT_NAME`: the bot's user name in links, without `@`.
    pub bot_name: Option<BotName>,
    /// `AFTERCARE_LINK_KEY`: the key that signs links.
    pub link_key: Option<Key>,
    /// `AFTERCARE_RATE_ALL`: messages a second, over all chats; 0 for no limit.
    pub rate_all: u32,
    /// `AFTERCARE_RATE_CHAT`: messages a second in one chat; 0 for no limit.
    pub rate_chat: u32,
    /// `AFTERCARE_WEBHOOK_URL`: where Telegram shall call; `None` for polling.
    pub webhook_url: Option<Url>,
    /// `AFTERCARE_LISTEN`: where we listen for the webhook, and say how the program fares.
    pub listen: Option<SocketAddr>,
}

impl Config {
    /// Reads `.env` in the working directory, if it is there, and the environment, which wins.
    ///
    /// # Errors
    /// If `.env` cannot be read, or values are wrong: every fault, one sentence each.
    pub fn load() -> Result<Self, ConfigError> {
        let mut values = dotenv::read(std::path::Path::new(".env"))?;
        let mut faults = Faults::default();
        for name in VARIABLES {
            match std::env::var(name) {
                Ok(value) => {
                    values.insert(name.to_owned(), value);
                }
                Err(std::env::VarError::NotPresent) => {}
                Err(std::env::VarError::NotUnicode(_)) => {
                    faults.add(name, "is not readable text", "write it in UTF-8");
                }
            }
        }
        faults.end()?;
        Self::from_values(&values)
    }

    /// The settings out of variables by name. One that is empty or blank counts as not set.
    ///
    /// # Errors
    /// Every value that is wrong, one sentence each.
    pub fn from_values(values: &BTreeMap<String, String>) -> Result<Self, ConfigError> {
        let mut faults = Faults::default();
        let get = |name: &str| values.get(name).map(|value| value.trim()).filter(|value| !value.is_empty());
        let api_url = get(API_URL).and_then(|text| faults.check(API_URL, api_url(text)));
        let config = Self {
            token: get(TOKEN).and_then(|text| faults.check(TOKEN, token(text, api_url.is_some()))),
            api_url,
            database_url: get(DATABASE_URL)
                .and_then(|text| faults.check(DATABASE_URL, database_url(text)))
                .unwrap_or_else(|| "sqlite://aftercare.db".into()),
            log: get(LOG).unwrap_or("info").to_owned(),
            dialogues: get(DIALOGUES).map(PathBuf::from),
            zone: get(ZONE).and_then(|text| faults.check(ZONE, zone(text))),
            emergency: get(EMERGENCY).and_then(|text| faults.check(EMERGENCY, emergency(text))),
            bot_name: get(BOT_NAME).and_then(|text| faults.check(BOT_NAME, text.parse())),
            link_key: get(LINK_KEY).and_then(Key::from_text),
            rate_all: get(RATE_ALL).and_then(|text| faults.check(RATE_ALL, rate(text))).unwrap_or(30),
            rate_chat: get(RATE_CHAT).and_then(|text| faults.check(RATE_CHAT, rate(text))).unwrap_or(1),
            webhook_url: get(WEBHOOK_URL).and_then(|text| faults.check(WEBHOOK_URL, webhook_url(text))),
            listen: get(LISTEN).and_then(|text| faults.check(LISTEN, listen(text))),
        };
        faults.end().map(|()| config)
    }

    /// What the content needs to know of the settings.
    #[must_use]
    pub fn defaults(&self) -> Defaults {
        Defaults { zone: self.zone.clone(), emergency: self.emergency.clone() }
    }

    /// The database as it was given, password and all: for opening it, never for printing.
    #[must_use]
    pub fn database(&self) -> &str {
        self.database_url.expose_secret()
    }
}

/// The user name of a bot, as it stands in `t.me/<name>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotName(String);

impl FromStr for BotName {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let name = text.strip_prefix('@').unwrap_or(text);
        let fits = (4..=32).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        fits.then(|| Self(name.to_owned()))
            .ok_or(Fault("is no user name of a bot", "write it as @BotFather shows it, e.g. my_clinic_bot"))
    }
}

impl fmt::Display for BotName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A time zone by its IANA name, whatever the case.
///
/// # Errors
/// What is wrong with the text, and what to do about it.
pub fn zone(text: &str) -> Result<TimeZone, Fault> {
    TimeZone::get(text)
        .map_err(|_| Fault("is no time zone", "write an IANA name such as Europe/Berlin or America/New_York"))
}

/// The token stands in the address of every request, so it must not change that address. Only Telegram's own
/// server is known to want `number:letters`.
fn token(text: &str, other_server: bool) -> Result<SecretString, Fault> {
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    let fits = match text.split_once(':') {
        Some((id, secret)) => {
            !id.is_empty()
                && id.bytes().all(|byte| byte.is_ascii_digit())
                && !secret.is_empty()
                && plain(secret)
        }
        None => other_server && plain(text),
    };
    fits.then(|| text.into()).ok_or(Fault(
        "is no bot token",
        "copy it from @BotFather whole; it looks like 123456789:ABCdef_ghi, without quotes or spaces",
    ))
}

fn api_url(text: &str) -> Result<Url, Fault> {
    Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .ok_or(Fault("is no web address", "write e.g. https://api.telegram.org or leave it empty"))
}

/// Telegram calls nothing else, and a password in it would stand in Telegram's answers.
fn webhook_url(text: &str) -> Result<Url, Fault> {
    let plain = |url: &Url| url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    Url::parse(text).ok().filter(|url| url.scheme() == "https" && url.has_host() && plain(url)).ok_or(Fault(
        "is no https address with a host",
        "write e.g. https://bot.example.org/telegram, or leave it empty to poll",
    ))
}

fn listen(text: &str) -> Result<SocketAddr, Fault> {
    text.parse().map_err(|_| {
        Fault(
            "is no address with a port",
            "write an IP address and a port, e.g. 127.0.0.1:8090 or [::1]:8090",
        )
    })
}

fn database_url(text: &str) -> Result<SecretString, Fault> {
    const KINDS: [&str; 3] = ["sqlite:", "postgres://", "postgresql://"];
    KINDS.iter().any(|kind| text.starts_with(kind)).then(|| text.into()).ok_or(Fault(
        "names neither an SQLite nor a PostgreSQL database",
        "write sqlite://FILE or postgres://USER:PASSWORD@HOST/NAME",
    ))
}

fn emergency(text: &str) -> Result<String, Fault> {
    let fits = units(text) <= VARIABLE_UNITS_MAX && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
        .ok_or(Fault("is too long or holds control characters", "write a number to call, e.g. 112"))
}

fn rate(text: &str) -> Result<u32, Fault> {
    text.parse()
        .ok()
        .filter(|rate| *rate <= 10_000)
        .ok_or(Fault("is no number of messages a second", "write a whole number from 0 (no limit) to 10000"))
}

#[cfg(test)]
mod tests;
