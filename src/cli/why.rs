//! `aftercare why CHAT`: what became of each planned message and why, and which rules decided the last advice.

use std::io::{self, Write};

use anyhow::bail;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{Done, content, data};
use crate::{
    config::Config,
    engine::{ChatId, CheckIn, Conversation, story},
    script::{Id, Script, Urgency},
    store::{Store, Tx},
};

pub(super) async fn why(config: &Config, chat: ChatId, json: bool) -> anyhow::Result<Done> {
    let script = content::load(config)?;
    let store = data::open(config, false).await?;
    let read = read(&store, chat).await;
    store.close().await;
    let Some((conversation, rows)) = read? else {
        bail!("chat {} has never written to this bot; the number is the client's on Telegram", chat.0);
    };
    let out = &mut io::stdout().lock();
    if json {
        writeln!(out, "{}", object(&script, &conversation, &rows))?;
    } else {
        write!(out, "{}", text(&script, &conversation, &rows))?;
    }
    Ok(Done::Good)
}

async fn read(store: &impl Store, chat: ChatId) -> anyhow::Result<Option<(Conversation, Vec<CheckIn>)>> {
    let loaded = store.begin().await?.load(&[chat], &[]).await?;
    let Some(loaded) = loaded.into_iter().find(|loaded| loaded.exists) else { return Ok(None) };
    Ok(Some((loaded.conversation, store.check_ins(chat).await?)))
}

fn text(script: &Script, conversation: &Conversation, rows: &[CheckIn]) -> String {
    let mut lines = vec![match &conversation.state.last {
        None => "no advice yet".to_owned(),
        Some(last) => format!("last advice: {}", last.urgency.code()),
    }];
    lines.extend(
        decided(script, conversation).map(|(rule, level, why)| format!("  {rule} ({}): {why}", level.code())),
    );
    if rows.is_empty() {
        lines.push("no message was ever planned".to_owned());
    }
    lines.extend(rows.iter().map(|row| format!("{}: {}", name(row), told(row))));
    lines.iter().map(|line| line.clone() + "\n").collect()
}

fn object(script: &Script, conversation: &Conversation, rows: &[CheckIn]) -> Value {
    let rules: Vec<Value> = decided(script, conversation)
        .map(|(rule, level, why)| json!({ "rule": &**rule, "level": level.code(), "why": why }))
        .collect();
    let planned: Vec<Value> = rows
        .iter()
        .map(|row| {
            json!({
                "purpose": &*row.purpose,
                "reminder": row.reminder,
                "about": row.subject,
                "due": row.due.to_string(),
                "end": row.end.map(|end| end.how),
                "reason": row.end.and_then(|end| end.why),
                "story": told(row),
            })
        })
        .collect();
    let level = conversation.state.last.as_ref().map(|last| last.urgency.code());
    json!({ "level": level, "rules": rules, "planned": planned })
}

/// The rules that fired for the last advice, with what each asked for and why. One that is built in or gone from
/// the content has no entry.
fn decided<'a>(
    script: &'a Script,
    conversation: &'a Conversation,
) -> impl Iterator<Item = (&'a Id, Urgency, &'a str)> {
    conversation.state.last.iter().flat_map(move |last| {
        last.rules.iter().filter_map(move |id| {
            // A rule with several levels asked for no more than what the advice came to.
            let entries = script.rules().iter().filter(|rule| rule.id == *id && rule.level <= last.urgency);
            entries.max_by_key(|rule| rule.level).map(|rule| (id, rule.level, &*rule.why))
        })
    })
}

fn name(row: &CheckIn) -> String {
    format!("{}{}", row.purpose, if row.reminder { ", reminder" } else { "" })
}

/// In the zone in which it was planned.
fn told(row: &CheckIn) -> String {
    story(row, &TimeZone::get(&row.zone).unwrap_or(TimeZone::UTC))
}
