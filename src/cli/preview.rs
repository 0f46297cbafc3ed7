//! `aftercare preview`: the bot in a local web page.

use std::sync::Arc;

use jiff::{Timestamp, tz::TimeZone};

use super::{Done, content};
use crate::{
    config::Config,
    preview::{self, BotStage},
};

pub(super) async fn preview(config: &Config, port: u16) -> anyhow::Result<Done> {
    let script = Arc::new(content::proved(config)?);
    let zone = config.zone.clone().unwrap_or(TimeZone::UTC);
    let stage = BotStage::new(script, Timestamp::now(), zone).await?;
    let stop = async {
        // Without a signal to wait for, the page is served until the process is ended.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    preview::serve(
        stage,
        port,
        |url| eprintln!("aftercare: open {url} in your browser; Ctrl-C ends it"),
        stop,
    )
    .await?;
    Ok(Done::Good)
}
