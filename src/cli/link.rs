//! `aftercare link`: a clinic's link on standard output, and as a QR code in a file.

use std::io::{self, Write};

use anyhow::Context as _;
use jiff::{Timestamp, tz::TimeZone};
use serde_json::json;

use super::{Done, Usage, args::LinkArgs, data, moment};
use crate::{
    clinic::qr,
    config::Config,
    engine::Clinic,
    link::{self, Ticket, VISIT_LINK_LIFE},
    store::Store,
};

pub(super) async fn link(config: &Config, args: LinkArgs) -> anyhow::Result<Done> {
    let store = data::open(config, false).await?;
    let made = make(&store, config, &args, Timestamp::now()).await;
    store.close().await;
    let (ticket, url) = made?;
    if let Some((file, format)) = &args.qr {
        let picture = qr::draw(&url, *format)?;
        std::fs::write(file, picture).with_context(|| {
            format!("cannot write the QR code to {}; check the folder and its permissions", file.display())
        })?;
        eprintln!("aftercare: the QR code is in {}", file.display());
    }
    print(&ticket, &url, args.json, &mut io::stdout().lock())?;
    Ok(Done::Good)
}

async fn make(
    store: &impl Store,
    config: &Config,
    args: &LinkArgs,
    now: Timestamp,
) -> anyhow::Result<(Ticket, String)> {
    let clinic = data::clinic(store, &args.clinic).await?;
    let zone = zone(&clinic, config);
    let ended_at = args
        .ended_at
        .as_deref()
        .map(|text| moment::ended_at(text, zone.as_ref(), now).map_err(Usage))
        .transpose()?;
    let bot = data::bot_name(store, config).await?;
    let key = data::link_key(store, config).await?;
    let ticket = Ticket { clinic: clinic.id, ended_at };
    let url = format!("https://t.me/{bot}?start={}", link::write(&key, &ticket));
    Ok((ticket, url))
}

fn zone(clinic: &Clinic, config: &Config) -> Option<TimeZone> {
    clinic.zone.as_deref().and_then(|name| TimeZone::get(name).ok()).or_else(|| config.zone.clone())
}

fn print(ticket: &Ticket, url: &str, json: bool, out: &mut impl Write) -> anyhow::Result<()> {
    if json {
        let line = json!({
            "clinic": ticket.clinic.0,
            "ended_at": ticket.ended_at.map(|end| end.to_string()),
            "expires_at": ticket.ended_at.map(|end| (end + VISIT_LINK_LIFE).to_string()),
            "url": url,
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(out, "{url}")?;
    }
    Ok(())
}
