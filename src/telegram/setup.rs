//! Owns what is said to Telegram at the start: who are we, a webhook or none, and the texts that Telegram
//! shows by itself (commands, description). May fail the start only where nothing could work.

use std::time::Duration;

use reqwest::Url;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use teloxide::{
    payloads::{
        DeleteWebhook, DeleteWebhookSetters, GetMe, SetMyCommands, SetMyDescription, SetMyShortDescription,
    },
    requests::Payload,
    types::BotCommand,
};
use tokio::time::Instant;

use super::{answer::CallError, api::Api, raw::ALLOWED_UPDATES, webhook::Secret};
use crate::{
    engine::Command,
    script::{Key, Script, Words, key},
};

/// So many calls of the webhook may be under way at once: the most that Telegram makes. Calls of one moment share
/// a transaction, so many are cheaper than few.
const CONNECTIONS: u8 = 100;

/// The bot, as Telegram knows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Me {
    /// Its number.
    pub id: i64,
    /// Its name for links, without `@`.
    pub username: String,
}

/// How patient the start is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// How long one call may take.
    pub call: Duration,
    /// Waits before further tries when there is no connection.
    pub reconnect: [Duration; 3],
    /// The first wait when Telegram is there and says "later" without saying when; each further one doubles.
    pub retry: Duration,
    /// How long Telegram may go on saying "later" in all.
    pub limit: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let reconnect = [300, 1000, 2000].map(Duration::from_millis);
        Self {
            call: Duration::from_secs(10),
            reconnect,
            retry: Duration::from_secs(1),
            limit: Duration::from_mins(1),
        }
    }
}

/// Why the start failed. Names the server, never the token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    /// The token is wrong.
    #[error(
        "Telegram refused the token (error {code}); take the one BotFather gave you and put it in .env as TELOXIDE_TOKEN"
    )]
    Token {
        /// The error code.
        code: u16,
    },
    /// Nobody answers.
    #[error("cannot reach {server}; check the network and TELOXIDE_API_URL")]
    Unreachable {
        /// Its address, without path.
        server: String,
    },
    /// Somebody answers who is not a Bot API.
    #[error("{server} does not answer like a Bot API ({cause}); check TELOXIDE_API_URL")]
    NotBotApi {
        /// Its address, without path.
        server: String,
        /// What it did.
        cause: CallError,
    },
    /// The address of the webhook is none that Telegram calls.
    #[error(
        "Telegram does not take the address of the webhook (error {code}); AFTERCARE_WEBHOOK_URL must be https with a public name, on port 443, 80, 88 or 8443"
    )]
    Webhook {
        /// The error code.
        code: u16,
    },
    /// Telegram said "later" for too long.
    #[error("{server} does not take calls at the moment ({cause}); try again in some minutes")]
    Busy {
        /// Its address, without path.
        server: String,
        /// What it said.
        cause: CallError,
    },
}

/// Asks who we are: the first call, which tells whether token and network are right.
///
/// # Errors
/// See [`SetupError`].
pub async fn who_am_i(api: &Api, patience: Patience) -> Result<Me, SetupError> {
    patiently(api, "getMe", &GetMe::new(), patience).await
}

/// Makes Telegram keep updates for polling. Those that wait are kept, always.
///
/// # Errors
/// See [`SetupError`].
pub async fn drop_webhook(api: &Api, patience: Patience) -> Result<(), SetupError> {
    // Written out, so that no default of a server can decide it.
    let call = DeleteWebhook::new().drop_pending_updates(false);
    patiently(api, "deleteWebhook", &call, patience).await.map(|_: bool| ())
}

#[derive(Serialize)]
struct SetWebhook<'a> {
    url: &'a str,
    secret_token: &'a str,
    allowed_updates: [&'static str; 4],
    max_connections: u8,
    drop_pending_updates: bool,
}

/// Makes Telegram call us at this address with this secret. Updates that wait are kept, and come soon.
///
/// # Errors
/// See [`SetupError`].
pub async fn set_webhook(
    api: &Api,
    url: &Url,
    secret: &Secret,
    patience: Patience,
) -> Result<(), SetupError> {
    let call = SetWebhook {
        url: url.as_str(),
        secret_token: secret.text(),
        allowed_updates: ALLOWED_UPDATES,
        max_connections: CONNECTIONS,
        drop_pending_updates: false,
    };
    match patiently(api, "setWebhook", &call, patience).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(SetupError::Webhook { code: 200 }),
        Err(SetupError::NotBotApi { cause: CallError::Refused { code, .. }, .. }) => {
            Err(SetupError::Webhook { code })
        }
        Err(error) => Err(error),
    }
}

async fn patiently<P, T>(api: &Api, method: &str, call: &P, patience: Patience) -> Result<T, SetupError>
where
    P: Serialize + Sync,
    T: DeserializeOwned,
{
    let server = api.server();
    let until = Instant::now() + patience.limit;
    let mut reconnects = patience.reconnect.into_iter();
    let mut retry = patience.retry;
    loop {
        let cause = match api.post(method, call, patience.call).await {
            Ok(answer) => return Ok(answer),
            Err(cause) => cause,
        };
        let wait = match cause {
            CallError::Token(code) => return Err(SetupError::Token { code }),
            CallError::NotConnected | CallError::NoAnswer => match reconnects.next() {
                Some(wait) => wait,
                None => return Err(SetupError::Unreachable { server }),
            },
            CallError::TooMany(_) | CallError::Unavailable { .. } => {
                let wait = cause.asked_wait().unwrap_or(retry);
                retry *= 2;
                if Instant::now() + wait > until {
                    return Err(SetupError::Busy { server, cause });
                }
                log::warn!("{server} does not take calls yet: {cause}");
                wait
            }
            cause => return Err(SetupError::NotBotApi { server, cause }),
        };
        tokio::time::sleep(wait).await;
    }
}

/// The texts that Telegram shows by itself, in every language of the script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile(Vec<Presentation>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Presentation {
    /// `None` for everybody whose language has no own one.
    language: Option<String>,
    commands: Vec<BotCommand>,
    description: String,
    about: String,
}

/// How often one of the profile's texts is tried.
const TRIES: u32 = 8;
/// The longest wait between them, unless Telegram asks for a longer one.
const WAIT_MAX: Duration = Duration::from_mins(5);

impl Profile {
    /// The texts of a script: its first language for everybody, and each language for those who speak it.
    #[must_use]
    pub fn of(script: &Script) -> Self {
        let languages = script.languages();
        let codes: Vec<&str> = languages.iter().map(Words::code).collect();
        Self::new(&codes, |code, key| {
            let words = languages.iter().find(|words| words.code() == code);
            words.map(|words| words.say(key.name, &[]).text).unwrap_or_default()
        })
    }

    /// The texts that `say` gives for a language code and a message.
    #[must_use]
    pub fn new(languages: &[&str], say: impl Fn(&str, Key) -> String) -> Self {
        let mut all = Vec::new();
        if let Some(first) = languages.first() {
            all.push(presentation(None, |key| say(first, key)));
        }
        let mut known: Vec<String> = Vec::new();
        for language in languages {
            // Telegram knows two letters only; of `pt` and `pt-BR` the first one stands for both.
            let code = language.split('-').next().unwrap_or_default().to_ascii_lowercase();
            if code.len() == 2 && !known.contains(&code) {
                all.push(presentation(Some(code.clone()), |key| say(language, key)));
                known.push(code);
            }
        }
        Self(all)
    }

    /// Tells Telegram everything, with patience. For the background: nothing depends on it, and what Telegram
    /// refuses is logged and left out.
    pub async fn publish(&self, api: &Api, patience: Patience) {
        for presentation in &self.0 {
            let language_code = presentation.language.clone();
            let mut commands = SetMyCommands::new(presentation.commands.clone());
            commands.language_code.clone_from(&language_code);
            eventually(api, &commands, patience).await;
            let mut description = SetMyDescription::new();
            description.description = Some(presentation.description.clone());
            description.language_code.clone_from(&language_code);
            eventually(api, &description, patience).await;
            let mut about = SetMyShortDescription::new();
            about.short_description = Some(presentation.about.clone());
            about.language_code = language_code;
            eventually(api, &about, patience).await;
        }
    }
}

fn presentation(language: Option<String>, say: impl Fn(Key) -> String) -> Presentation {
    let start = [("start", key::COMMAND_START)];
    let others = Command::NAMED.iter().filter_map(|(name, command)| Some((*name, command.described()?)));
    let commands = start
        .into_iter()
        .chain(others)
        .map(|(name, key)| BotCommand::new(name, say(key)))
        .filter(|command| !command.description.is_empty())
        .collect();
    Presentation { language, commands, description: say(key::BOT_DESCRIPTION), about: say(key::BOT_ABOUT) }
}

async fn eventually<P: Payload + Serialize + Sync>(api: &Api, call: &P, patience: Patience) {
    let mut wait = patience.retry;
    for rest in (0..TRIES).rev() {
        let Err(error) = api.call_as::<P, bool>(call).await else {
            return;
        };
        let hopeless = matches!(error, CallError::Refused { .. } | CallError::Token(_));
        if hopeless || rest == 0 {
            log::warn!("{} did not work and is left out until the next start: {error}", P::NAME);
            return;
        }
        tokio::time::sleep(error.asked_wait().unwrap_or(wait)).await;
        wait = (wait * 2).min(WAIT_MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_is_for_everybody_and_each_for_its_speakers_once() {
        let profile = Profile::new(&["en", "pt-BR", "pt", "zgh"], |code, key| format!("{code} {}", key.name));
        let languages: Vec<(Option<&str>, &str)> =
            profile.0.iter().map(|one| (one.language.as_deref(), one.about.as_str())).collect();
        let expected =
            [(None, "en bot-about"), (Some("en"), "en bot-about"), (Some("pt"), "pt-BR bot-about")];
        assert_eq!(languages, expected);
    }

    #[test]
    fn every_command_is_described_and_start_comes_first() {
        let profile = Profile::new(&["en"], |_, key| key.name.to_owned());
        let commands = &profile.0[0].commands;
        assert_eq!(commands.len(), Command::NAMED.len() + 1);
        assert_eq!(commands[0], BotCommand::new("start", "command-start"));
        assert!(commands.iter().all(|one| one.description == format!("command-{}", one.command)));
    }
}
