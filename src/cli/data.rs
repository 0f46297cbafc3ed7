//! The database for a command, and the settings in it that links need.

use anyhow::{Context as _, anyhow, bail};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::Usage;
use crate::{
    config::Config,
    engine::Clinic,
    link::{ClinicId, Key},
    store::{Database, Store},
    telegram::{Me, Secret},
};

/// Where the bot's own user name stands; `run` writes it.
pub(super) const BOT_NAME: &str = "bot_name";
const BOT_ID: &str = "bot_id";
const LINK_KEY: &str = "link_key";
const WEBHOOK_SECRET: &str = "webhook_secret";
const SECRET_BYTES: usize = 32;

/// Opens the database. `alone`: no other process may have it open like that.
pub(super) async fn open(config: &Config, alone: bool) -> anyhow::Result<Database> {
    Ok(Database::open(config.database(), alone).await?)
}

/// Notes which bot this database belongs to. Another bot numbers its updates and messages anew, so its
/// conversations must not meet these.
pub(super) async fn claim_for_bot(store: &impl Store, me: &Me) -> anyhow::Result<()> {
    let owner = store.set_setting(BOT_ID, &me.id.to_string(), true).await?;
    if owner != me.id.to_string() {
        bail!(
            "this database belongs to another bot (number {owner}); set DATABASE_URL to a new file for @{}, or \
             take that bot's token",
            me.username
        );
    }
    store.set_setting(BOT_NAME, &me.username, false).await?;
    Ok(())
}

/// The key that signs and reads links: `AFTERCARE_LINK_KEY`, else the one in the database, which is made at
/// first use and then stays. Whoever makes links and whoever reads them come here.
pub(super) async fn link_key(store: &impl Store, config: &Config) -> anyhow::Result<Key> {
    if let Some(key) = &config.link_key {
        return Ok(key.clone());
    }
    Key::from_text(&made_once(store, LINK_KEY).await?)
        .ok_or_else(|| anyhow!("the key for links in the database is empty; set AFTERCARE_LINK_KEY"))
}

/// The secret with which Telegram calls the webhook: made at first use, then the same for every process.
pub(super) async fn webhook_secret(store: &impl Store) -> anyhow::Result<Secret> {
    Secret::from_text(&made_once(store, WEBHOOK_SECRET).await?).ok_or_else(|| {
        anyhow!("the secret of the webhook in the database is damaged; delete the setting {WEBHOOK_SECRET}")
    })
}

/// A random text that is made at first use and then stays.
async fn made_once(store: &impl Store, name: &str) -> anyhow::Result<String> {
    Ok(match store.setting(name).await? {
        Some(text) => text,
        // Two processes may get here at once: both go on with the one that was written first.
        None => store.set_setting(name, &fresh(name)?, true).await?,
    })
}

fn fresh(name: &str) -> anyhow::Result<String> {
    let mut bytes = [0; SECRET_BYTES];
    getrandom::fill(&mut bytes)
        .map_err(|error| anyhow!("the system gives no random numbers for the {name}: {error}"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// The bot's user name: `AFTERCARE_BOT_NAME`, else what `run` found out.
pub(super) async fn bot_name(store: &impl Store, config: &Config) -> anyhow::Result<String> {
    if let Some(name) = &config.bot_name {
        return Ok(name.to_string());
    }
    store.setting(BOT_NAME).await?.context(
        "the link needs the bot's user name, which is not known yet; start `aftercare run` once, or set \
         AFTERCARE_BOT_NAME",
    )
}

/// The clinic with this number or exactly this name.
pub(super) async fn clinic(store: &impl Store, named: &str) -> anyhow::Result<Clinic> {
    let clinics = store.clinics().await?;
    let number = named.parse().ok().map(ClinicId);
    if let Some(clinic) = clinics.iter().find(|clinic| Some(clinic.id) == number) {
        return Ok(clinic.clone());
    }
    let mut same: Vec<_> = clinics.into_iter().filter(|clinic| clinic.name == named.trim()).collect();
    match (same.pop(), same.as_slice()) {
        (Some(clinic), []) => Ok(clinic),
        (Some(last), others) => {
            let numbers: Vec<_> =
                others.iter().chain([&last]).map(|clinic| clinic.id.0.to_string()).collect();
            bail!(Usage(format!(
                "several clinics are called \"{}\"; name one by its number: {}",
                last.name,
                numbers.join(", ")
            )))
        }
        (None, _) => bail!("there is no clinic \"{named}\"; `aftercare clinic list` shows all"),
    }
}
