//! `aftercare run`: the bot on Telegram. Starts it, and stops it when it is told to.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::{anyhow, bail};
use tokio::time::timeout;

use super::{Done, content, data, signals::Signals};
use crate::{
    config::Config,
    runtime::{Lanes, Limits, Runtime, SystemClock},
    store::Store,
    telegram::{
        Api, Bot, Intake, Listener, PUBLIC_API, Pace, Patience, Profile, drop_webhook, set_webhook, who_am_i,
    },
};

/// After a stop, what is under way is waited for so long.
const STOP_MAX: Duration = Duration::from_secs(10);
/// Then the database may take so long to close. Killed before, it loses nothing.
const CLOSE_MAX: Duration = Duration::from_secs(2);
/// Where a webhook listens if nothing is said: for a proxy on this machine.
const LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8090);

pub(super) async fn run(config: &Config) -> anyhow::Result<Done> {
    let mut signals = Signals::hear()?;
    while once(config, &mut signals).await? == Ended::Evicted {
        log::warn!("other processes carry on what this one had; it begins anew");
    }
    Ok(Done::Good)
}

/// How the bot ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// As it was told.
    Stopped,
    /// Others that share the database took this process for dead.
    Evicted,
}

async fn once(config: &Config, signals: &mut Signals) -> anyhow::Result<Ended> {
    let Some(token) = &config.token else {
        bail!(
            "`aftercare run` needs the bot's token: put TELOXIDE_TOKEN=… into .env (BotFather gives it), or try \
             `aftercare preview`"
        );
    };
    let content = content::read(config)?;
    // Before anything that Telegram or the database would notice.
    let listener = open(config).await?;
    let store = data::open(config, true).await?;
    let script = Arc::new(content.proved_once(config, &store).await?);
    let api = Api::new(config.api_url.as_ref().map_or(PUBLIC_API, |url| url.as_str()), token)?;
    let me = who_am_i(&api, Patience::default()).await?;
    data::claim_for_bot(&store, &me).await?;
    let key = data::link_key(&store, config).await?;
    // Before anything changes at Telegram: other processes may not let this one in.
    let runtime = Arc::new(Runtime::new(Arc::clone(&script), store, SystemClock).await?);
    let intake = match (&config.webhook_url, listener) {
        (Some(url), Some(listener)) => {
            let secret = data::webhook_secret(runtime.store()).await?;
            // Calls that come before we serve wait at the address, which is open.
            set_webhook(&api, url, &secret, Patience::default()).await?;
            Intake::Webhook { listener, secret }
        }
        (_, listener) => {
            drop_webhook(&api, Patience::default()).await?;
            Intake::Polling { pace: Pace::default(), listener }
        }
    };

    let limits = Limits { all: config.rate_all.into(), chat: config.rate_chat.into() };
    let lanes = Lanes::new(limits, script.quiet());
    let bot = Bot::start(Arc::clone(&runtime), api.clone(), &me, key, lanes, intake).await?;
    signals.working();
    let profile = Profile::of(&script);
    let publishing = tokio::spawn(async move { profile.publish(&api, Patience::default()).await });

    let ended = until_stopped(bot, signals, &runtime).await;
    publishing.abort();
    if timeout(CLOSE_MAX, runtime.store().close()).await.is_err() {
        log::warn!("the database did not close in time; nothing is lost");
    }
    ended
}

/// Our own address: for the webhook, or if it is wished.
async fn open(config: &Config) -> anyhow::Result<Option<Listener>> {
    let address = config.listen.or(config.webhook_url.is_some().then_some(LISTEN));
    Ok(match address {
        Some(address) => Some(Listener::open(address).await?),
        None => None,
    })
}

/// Waits for a signal, then for what is under way. A bot that ends by itself is an error.
async fn until_stopped<S: Store>(
    mut bot: Bot,
    signals: &mut Signals,
    runtime: &Runtime<S, SystemClock>,
) -> anyhow::Result<Ended> {
    let broken = tokio::select! {
        () = signals.asked() => false,
        () = bot.broken() => true,
    };
    if runtime.post().is_evicted() {
        bot.abort().await;
        return Ok(Ended::Evicted);
    }
    if timeout(STOP_MAX, bot.stop()).await.is_err() {
        log::warn!("something did not stop in time; the next start goes on from there");
    }
    if broken {
        Err(anyhow!("a part of the bot ended by itself; start it again, nothing is lost"))
    } else {
        Ok(Ended::Stopped)
    }
}
