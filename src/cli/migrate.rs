//! `aftercare migrate`: the database made, or brought up to date, and closed again.

use super::{Done, data};
use crate::{config::Config, store::Store};

pub(super) async fn migrate(config: &Config) -> anyhow::Result<Done> {
    // Alone: a running bot must not find its tables changed.
    let store = data::open(config, true).await?;
    store.close().await;
    eprintln!("aftercare: the database is up to date");
    Ok(Done::Good)
}
