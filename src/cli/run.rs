//! `aftercare run`: the bot on Telegram. Starts it, and stops it when it is told to.

use std::{sync::Arc, time::Duration};

use anyhow::{Context as _, anyhow, bail};
use tokio::signal::unix::{SignalKind, signal};

use super::{Done, content, data};
use crate::{
    config::Config,
    runtime::{Lanes, Limits, Runtime, SystemClock},
    store::Store,
    telegram::{Api, Bot, PUBLIC_API, Pace, Patience, Profile, drop_webhook, who_am_i},
};

/// After a stop, what is under way is waited for so long.
const STOP_MAX: Duration = Duration::from_secs(10);

pub(super) async fn run(config: &Config) -> anyhow::Result<Done> {
    while once(config).await? == Ended::Evicted {
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

async fn once(config: &Config) -> anyhow::Result<Ended> {
    let Some(token) = &config.token else {
        bail!(
            "`aftercare run` needs the bot's token: put TELOXIDE_TOKEN=… into .env (BotFather gives it), or try \
             `aftercare preview`"
        );
    };
    let content = content::read(config)?;
    let store = data::open(config, true).await?;
    let script = Arc::new(content.proved_once(config, &store).await?);
    let api = Api::new(config.api_url.as_ref().map_or(PUBLIC_API, |url| url.as_str()), token)?;
    let me = who_am_i(&api, Patience::default()).await?;
    data::claim_for_bot(&store, &me).await?;
    let key = data::link_key(&store, config).await?;
    // Before anything changes at Telegram: other processes may not let this one in.
    let runtime = Arc::new(Runtime::new(Arc::clone(&script), store, SystemClock).await?);
    drop_webhook(&api, Patience::default()).await?;

    let limits = Limits { all: config.rate_all.into(), chat: config.rate_chat.into() };
    let lanes = Lanes::new(limits, script.quiet());
    let bot = Bot::start(Arc::clone(&runtime), api.clone(), &me, key, lanes, Pace::default()).await?;
    let profile = Profile::of(&script);
    let publishing = tokio::spawn(async move { profile.publish(&api, Patience::default()).await });

    let ended = until_stopped(bot, &runtime).await;
    publishing.abort();
    runtime.store().close().await;
    ended
}

/// Waits for a signal, then for what is under way. A bot that ends by itself is an error.
async fn until_stopped<S: Store>(mut bot: Bot, runtime: &Runtime<S, SystemClock>) -> anyhow::Result<Ended> {
    const LISTEN: &str = "cannot listen for the signal to stop";
    let mut terminate = signal(SignalKind::terminate()).context(LISTEN)?;
    let mut interrupt = signal(SignalKind::interrupt()).context(LISTEN)?;
    let broken = tokio::select! {
        _ = terminate.recv() => false,
        _ = interrupt.recv() => false,
        () = bot.broken() => true,
    };
    if runtime.post().is_evicted() {
        bot.abort().await;
        return Ok(Ended::Evicted);
    }
    log::info!("stopping; a second signal stops at once");
    tokio::select! {
        () = bot.stop() => {}
        () = tokio::time::sleep(STOP_MAX) => log::warn!("something did not stop in time; the next start goes on from there"),
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    if broken {
        Err(anyhow!("a part of the bot ended by itself; start it again, nothing is lost"))
    } else {
        Ok(Ended::Stopped)
    }
}
