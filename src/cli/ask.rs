//! `aftercare ask`: what a typed text is taken for, by the same reading that the conversation acts on.

use std::io::{BufRead, Write};

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Done, Usage, json_lines};
use crate::{
    script::{Id, Script, Words},
    understand::{self, Reading},
};

/// One line of `--stdin`. Other fields are ignored, so that labelled sets can be read as they are.
#[derive(Deserialize)]
struct Line {
    text: String,
    lang: Option<String>,
    question: Option<String>,
}

/// Reads one text.
///
/// # Errors
/// If the language or the question does not exist.
pub(super) fn text(
    script: &Script,
    lang: &str,
    question: Option<&str>,
    text: &str,
    json: bool,
    out: &mut impl Write,
) -> anyhow::Result<Done> {
    let reading = read(script, lang, question, text).map_err(Usage)?;
    if json {
        writeln!(out, "{}", object(&reading))?;
    } else {
        writeln!(out, "{}", lines_of(script, lang, &reading))?;
    }
    Ok(Done::Good)
}

/// Reads one JSON object a line, writes one a line, in the same order.
///
/// # Errors
/// If the input or the output breaks off.
pub(super) fn lines(
    script: &Script,
    lang: &str,
    input: &mut impl BufRead,
    out: &mut impl Write,
) -> anyhow::Result<Done> {
    json_lines::each(input, out, |bytes| line(script, lang, bytes))
}

fn line(script: &Script, lang: &str, bytes: &[u8]) -> Result<Value, String> {
    let line: Line =
        serde_json::from_slice(bytes).map_err(|error| format!("the line cannot be read: {error}"))?;
    let lang = line.lang.as_deref().unwrap_or(lang);
    read(script, lang, line.question.as_deref(), &line.text).map(|reading| object(&reading))
}

fn read(script: &Script, lang: &str, question: Option<&str>, text: &str) -> Result<Reading, String> {
    let words = words(script, lang)?;
    let question = match question {
        Some(id) => Some(script.question(id).ok_or_else(|| format!("there is no question \"{id}\""))?),
        None => None,
    };
    Ok(understand::read(script, words, question, text))
}

fn words<'a>(script: &'a Script, lang: &str) -> Result<&'a Words, String> {
    let known = |words: &&Words| words.code().eq_ignore_ascii_case(lang);
    script.languages().iter().find(known).ok_or_else(|| {
        let all: Vec<&str> = script.languages().iter().map(Words::code).collect();
        format!("there is no language \"{lang}\"; there are {}", all.join(", "))
    })
}

fn object(reading: &Reading) -> Value {
    let Reading { answers, guess, .. } = reading;
    let flag = reading.reported().or(reading.doubted()).map(|hit| hit.flag.to_string());
    json!({
        "route": reading.reported().map(|hit| hit.route.code()),
        "flag": flag,
        "ask_back": reading.doubted().is_some(),
        "answers": ids(answers),
        "topic": guess.topic.as_ref().map(ToString::to_string),
        "alternatives": ids(&guess.alternatives),
        "score": guess.score,
    })
}

fn ids(ids: &[Id]) -> Vec<&str> {
    ids.iter().map(|id| &**id).collect()
}

/// For people: one line for each thing that was found.
fn lines_of(script: &Script, lang: &str, reading: &Reading) -> String {
    let mut lines = Vec::new();
    for hit in &reading.warning.hits {
        lines.push(format!("warning sign {}: {}", hit.flag, hit.route.code()));
    }
    if let Some(doubt) = reading.doubted() {
        lines.push(format!("asks whether {} is happening now", doubt.flag));
    }
    if !reading.answers.is_empty() {
        lines.push(format!("answer {}", ids(&reading.answers).join(", ")));
    }
    let title = |id: &Id| script.words(Some(lang)).say(&crate::script::key::topic(id), &[]).text;
    match &reading.guess.topic {
        Some(topic) => lines.push(format!("topic {topic}: {}", title(topic))),
        None => {
            lines.extend(reading.guess.alternatives.iter().map(|id| format!("offers {id}: {}", title(id))));
        }
    }
    if reading.says_how {
        lines.push("how it has become: it would offer to check".to_owned());
    }
    if lines.is_empty() {
        lines.push("nothing: it would say that it is not sure".to_owned());
    }
    lines.join("\n")
}
