//! `aftercare check`: every issue of the content, or what was checked.

use std::io::Write;

use serde_json::json;

use super::{Done, content};
use crate::{
    config::Config,
    script::{Kind, Script, Words},
};

pub(super) fn check(config: &Config, json: bool, out: &mut impl Write) -> anyhow::Result<Done> {
    match Script::load(&content::source(config)?, config.defaults()) {
        Ok(script) if json => {
            eprintln!("{}", checked(&script));
            Ok(Done::Good)
        }
        Ok(script) => {
            writeln!(out, "{}", checked(&script))?;
            Ok(Done::Good)
        }
        Err(issues) => {
            for issue in &issues {
                if json {
                    let line = json!({
                        "file": issue.file, "place": issue.place, "problem": issue.problem, "cure": issue.cure,
                    });
                    writeln!(out, "{line}")?;
                } else {
                    writeln!(out, "{issue}")?;
                }
            }
            eprintln!("aftercare: {} in the content", count(issues.len(), "issue"));
            Ok(Done::Found)
        }
    }
}

fn checked(script: &Script) -> String {
    let questions = script.assessment().iter().filter(|question| question.kind != Kind::Consent).count();
    let languages: Vec<_> = script.languages().iter().map(Words::code).collect();
    format!(
        "No issues. Checked: {}, {}, {}, {} ({}).",
        count(questions, "question"),
        count(script.rules().len(), "rule"),
        count(script.check_ins().len(), "check-in"),
        count(languages.len(), "language"),
        languages.join(", "),
    )
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
