//! One line of answers, as JSON, made into what the rules judge. Ids are held against the content.

use serde::Deserialize;
use serde_json::Value;

use crate::{
    script::{
        Answers, DURATION, Given, Id, Kind, LOCATION, NRS, Question, RISK, Script, TREND, TYPE, WARNING,
    },
    triage::Facts,
};

/// What stands for a question that was not answered.
const SKIP: &str = "skip";
/// Another name for "none of these" among the warning signs.
const NONE: (&str, &str) = ("none", "w_none");

/// The fields. One that is not known is refused: a misspelled `warning` must not count as not asked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    warning: Option<Value>,
    duration: Option<Value>,
    location: Option<Value>,
    r#type: Option<Value>,
    nrs: Option<Value>,
    trend: Option<Value>,
    risk: Option<Value>,
    seen: Option<bool>,
    adult: Option<bool>,
}

/// Reads one line.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read(script: &Script, text: &str) -> Result<(Answers, Facts), String> {
    if !text.trim_start().starts_with('{') {
        return Err("the line is no JSON object".to_owned());
    }
    let line: Line =
        serde_json::from_str(text).map_err(|error| format!("the line cannot be read: {error}"))?;
    let mut answers = Answers::default();
    for (name, value) in [
        (WARNING, &line.warning),
        (DURATION, &line.duration),
        (LOCATION, &line.location),
        (TYPE, &line.r#type),
        (NRS, &line.nrs),
        (TREND, &line.trend),
        (RISK, &line.risk),
    ] {
        let question = script.question(name).ok_or_else(|| format!("the content has no question {name}"))?;
        answers.set(&question.id, given(question, value.as_ref())?);
    }
    let facts =
        Facts { unseen: line.seen == Some(false), minor: line.adult == Some(false), ..Facts::default() };
    Ok((answers, facts))
}

fn given(question: &Question, value: Option<&Value>) -> Result<Given, String> {
    let names = match value {
        None => return Ok(Given::Skipped),
        Some(Value::Array(values)) if matches!(question.kind, Kind::Many | Kind::Signs) => {
            values.iter().map(|value| name(question, value)).collect::<Result<Vec<_>, _>>()?
        }
        Some(Value::Array(_)) => return Err(format!("{} takes one answer, not a list", question.id)),
        Some(value) => vec![name(question, value)?],
    };
    let skipped = |name: &String| name == SKIP && !has(question, SKIP);
    if names.iter().all(skipped) {
        return Ok(Given::Skipped);
    }
    names.iter().map(|name| known(question, name)).collect::<Result<_, _>>().map(Given::Picked)
}

fn name(question: &Question, value: &Value) -> Result<String, String> {
    match value {
        Value::String(name) => Ok(name.clone()),
        // 3.0 is 3; 3.5 stays as it is and is then no answer.
        Value::Number(number) if question.id == NRS => {
            Ok(number.as_f64().map_or_else(|| number.to_string(), |number| number.to_string()))
        }
        other => Err(format!("{}: {other} is no name of an answer", question.id)),
    }
}

fn known(question: &Question, name: &str) -> Result<Id, String> {
    let name = if question.id == WARNING && name == NONE.0 { NONE.1 } else { name };
    if has(question, name) {
        return Ok(name.into());
    }
    let all: Vec<&str> = question.answers.iter().map(|answer| &*answer.id).collect();
    Err(format!("{}: \"{name}\" is no answer; there are {}", question.id, all.join(", ")))
}

fn has(question: &Question, name: &str) -> bool {
    question.answers.iter().any(|answer| answer.id == *name)
}
