//! How well typed text is read that nobody looked at while the words were made: written by others, from the clinical
//! brief alone. `cargo test --test unseen -- --nocapture` prints the figures.
//!
//! Whoever improves the words works with other texts. A line that was looked at moves into the content's examples or
//! into another set, and a new one takes its place.

use std::{fs, path::Path};

use aftercare::{
    script::{Defaults, Script, Source},
    understand::{Reading, Route, read},
};
use serde::Deserialize;

/// One labelled text. What a set does not say of it is empty.
#[derive(Deserialize)]
struct Line {
    text: String,
    /// What is acted on at once.
    #[serde(default)]
    route: Option<String>,
    /// The topic that answers it, and others that do so as well.
    #[serde(default)]
    topic: Option<String>,
    #[serde(default)]
    also: Vec<String>,
    /// The pending question with the answers to it.
    #[serde(default)]
    question: Option<String>,
    #[serde(default)]
    answers: Vec<String>,
}

impl Line {
    fn is_about(&self, id: &str) -> bool {
        self.topic.as_deref() == Some(id) || self.also.iter().any(|also| also == id)
    }
}

fn readings(script: &Script, language: &str, set: &str) -> Vec<(Line, Reading)> {
    let file = format!("tests/understanding/{language}/unseen_{set}.jsonl");
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<Line>(line).unwrap());
    lines
        .map(|line| {
            let question = line.question.as_ref().map(|id| script.question(id).unwrap());
            let reading = read(script, script.words(Some(language)), question, &line.text);
            (line, reading)
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "there are some hundred texts")]
fn percent<T>(of: &[T], which: impl Fn(&T) -> bool) -> f64 {
    100.0 * of.iter().filter(|one| which(one)).count() as f64 / of.len().max(1) as f64
}

#[test]
fn texts_that_nobody_looked_at_are_read_well_enough() {
    let script = Script::load(&Source::embedded(), Defaults::default()).expect("the content is valid");
    let mut wrong = Vec::new();
    let mut figure = |what: String, reached: f64, limit: f64, at_least: bool| {
        println!("{what:<58} {reached:>5.1} %  (limit {limit})");
        if (reached >= limit) != at_least && (reached - limit).abs() > f64::EPSILON {
            wrong.push(format!("{what}: {reached:.1} %, limit {limit} %"));
        }
    };
    for language in ["en", "ru"] {
        let of = |set| readings(&script, language, set);
        let route = |reading: &Reading| reading.reported().map(|hit| hit.route.code());
        let alarms = |reading: &Reading| reading.reported().is_some();
        let named = |what: &str| format!("{language} {what}");

        let signs = of("warnings");
        let right = percent(&signs, |(line, reading)| route(reading) == line.route.as_deref());
        figure(named("warning signs with the right route"), right, 94.0, true);
        let urgent: Vec<_> =
            signs.iter().filter(|(line, _)| matches!(line.route.as_deref(), Some("3a" | "3b"))).collect();
        let reached = |reading: &Reading| reading.reported().is_some_and(|hit| hit.route >= Route::Today);
        let interrupted = percent(&urgent, |(_, reading)| reached(reading));
        figure(named("3a and 3b that interrupt"), interrupted, 96.0, true);
        let told = percent(&signs, |(_, reading)| alarms(reading) || reading.doubted().is_some());
        figure(named("warning signs acted on or asked about"), told, 98.0, true);

        let alike = of("lookalikes");
        figure(named("look-alikes that alarm"), percent(&alike, |(_, reading)| alarms(reading)), 5.0, false);

        let topics = of("topics");
        let place = |(line, reading): &(Line, Reading)| {
            reading.guess.alternatives.iter().position(|id| line.is_about(id))
        };
        figure(named("topic at the first guess"), percent(&topics, |one| place(one) == Some(0)), 87.0, true);
        figure(named("topic among three"), percent(&topics, |one| place(one).is_some()), 94.0, true);

        let unrelated = of("unrelated");
        let answered = percent(&unrelated, |(_, reading)| reading.guess.topic.is_some());
        figure(named("unrelated answered with a topic"), answered, 5.0, false);

        let answers = of("answers");
        let understood = percent(&answers, |(line, reading)| {
            let mut given: Vec<String> = reading.answers.iter().map(ToString::to_string).collect();
            let mut wanted = line.answers.clone();
            given.sort();
            wanted.sort();
            given == wanted
        });
        figure(named("answers understood"), understood, 90.0, true);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
