//! `aftercare triage --json`: one JSON object of answers a line in, its judgement a line out, same order.

mod line;

use std::io::{BufRead, Write};

use serde_json::{Value, json};

use super::{Done, json_lines};
use crate::{
    script::{Script, Urgency},
    triage,
};

pub(super) fn triage(
    script: &Script,
    input: &mut impl BufRead,
    out: &mut impl Write,
) -> anyhow::Result<Done> {
    json_lines::each(input, out, |bytes| judge(script, bytes))
}

fn judge(script: &Script, line: &[u8]) -> Result<Value, String> {
    let text = str::from_utf8(line).map_err(|_| "the line is not UTF-8".to_owned())?;
    let (answers, facts) = line::read(script, text)?;
    let verdict = triage::assess(script, &answers, facts);
    let rules: Vec<&str> = verdict.rules.iter().map(|rule| &**rule).collect();
    Ok(json!({ "level": verdict.urgency.map(Urgency::code), "rules": rules }))
}

#[cfg(test)]
mod tests;
