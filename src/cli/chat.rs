//! `aftercare chat`: the bot in the terminal.

use std::sync::Arc;

use jiff::{Timestamp, tz::TimeZone};
use tokio::io::BufReader;

use super::{Done, content};
use crate::{config::Config, console};

pub(super) async fn chat(config: &Config, language: &str) -> anyhow::Result<Done> {
    let script = Arc::new(content::proved(config)?);
    let zone = config.zone.clone().unwrap_or(TimeZone::UTC);
    let input = BufReader::new(tokio::io::stdin());
    console::chat(script, language, Timestamp::now(), zone, input, tokio::io::stdout()).await?;
    Ok(Done::Good)
}
