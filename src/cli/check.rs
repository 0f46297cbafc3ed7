//! `aftercare check`: every issue of the content, each with the conversation that shows it; or what was proved.

use std::io::Write;

use serde_json::json;

use super::{Done, content, story};
use crate::{
    config::Config,
    proof::{Covered, Fault},
    script::{Kind, Script, Words},
};

pub(super) fn check(config: &Config, json: bool, out: &mut impl Write) -> anyhow::Result<Done> {
    let source = content::source(config)?;
    let script = match Script::load(&source, config.defaults()) {
        Ok(script) => script,
        Err(issues) => {
            let faults = issues.into_iter().map(|issue| Fault { issue, story: None }).collect::<Vec<_>>();
            return found(&faults, json, out);
        }
    };
    let (covered, faults) = content::prove(&script, &source);
    if !faults.is_empty() {
        return found(&faults, json, out);
    }
    if json {
        writeln!(out, "{}", json!({ "issues": 0, "checked": numbers(&script, covered) }))?;
    } else {
        writeln!(out, "{}", checked(&script, covered))?;
    }
    Ok(Done::Good)
}

fn found(faults: &[Fault], json: bool, out: &mut impl Write) -> anyhow::Result<Done> {
    for Fault { issue, story } in faults {
        let transcript = story.as_ref().map(story::transcript);
        if json {
            let mut line = json!({
                "file": issue.file, "place": issue.place, "problem": issue.problem, "cure": issue.cure,
            });
            if let Some(transcript) = transcript {
                line["transcript"] = transcript.into();
            }
            writeln!(out, "{line}")?;
        } else {
            writeln!(out, "{issue}")?;
            if let Some(transcript) = transcript {
                writeln!(out, "\n# The shortest conversation that shows it:\n{transcript}")?;
            }
        }
    }
    eprintln!("aftercare: {} in the content", count(faults.len(), "issue"));
    Ok(Done::Found)
}

/// What was held against the rules, by name.
fn numbers(script: &Script, covered: Covered) -> serde_json::Value {
    let asked = script.assessment().iter().chain(script.check_in_questions());
    json!({
        "questions": asked.filter(|question| question.kind != Kind::Consent).count(),
        "rules": covered.rules,
        "check_ins": script.check_ins().len(),
        "topics": script.topics().topic.len(),
        "languages": script.languages().iter().map(Words::code).collect::<Vec<_>>(),
        "worse_answers": covered.steps,
        "places": covered.places,
        "inputs": covered.moves,
        "texts": covered.compositions,
    })
}

fn checked(script: &Script, covered: Covered) -> String {
    let numbers = numbers(script, covered);
    let number = |name: &str| numbers[name].as_u64().unwrap_or_default();
    let codes: Vec<_> = script.languages().iter().map(Words::code).collect();
    format!(
        "No issues. Checked: {} questions, {} rules, {} check-ins, {} topics, {} ({}).\n\
         Proved: {} places of the conversation with {} inputs, {} steps to a worse answer, {} texts as they are put \
         together.",
        number("questions"),
        number("rules"),
        number("check_ins"),
        number("topics"),
        count(codes.len(), "language"),
        codes.join(", "),
        number("places"),
        number("inputs"),
        number("worse_answers"),
        number("texts"),
    )
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
