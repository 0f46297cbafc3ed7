//! How well free text is understood, on labelled texts that are not among the content's examples:
//! `cargo test --test understanding -- --nocapture` prints the figures. The minimums are a little below what is
//! reached.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use aftercare::{
    script::{Defaults, Kind, Script, Source},
    understand::{self, Guess},
};
use serde::{Deserialize, de::DeserializeOwned};

const LANGUAGES: [&str; 2] = ["en", "ru"];

#[derive(Deserialize)]
struct About {
    text: String,
    topic: String,
    /// Other topics that answer it as well.
    #[serde(default)]
    also: Vec<String>,
}

#[derive(Deserialize)]
struct Unrelated {
    text: String,
}

#[derive(Deserialize)]
struct Answered {
    text: String,
    question: String,
    /// All answers of a question with several; any of these where only one can be given; none: it is no answer.
    answers: Vec<String>,
}

fn set<T: DeserializeOwned>(language: &str, name: &str) -> Vec<T> {
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/understanding/{language}/{name}.jsonl"));
    let text = fs::read_to_string(file).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn script() -> Script {
    Script::load(&Source::embedded(), Defaults::default()).unwrap_or_else(|issues| panic!("{issues:?}"))
}

/// Prints a figure and fails if it is on the wrong side of its limit.
struct Figures(Vec<String>);

impl Figures {
    fn at_least(&mut self, what: &str, part: usize, of: usize, percent: f64) {
        self.check(what, part, of, percent, |reached| reached >= percent);
    }

    fn at_most(&mut self, what: &str, part: usize, of: usize, percent: f64) {
        self.check(what, part, of, percent, |reached| reached <= percent);
    }

    #[expect(clippy::cast_precision_loss, reason = "there are some hundred texts")]
    fn check(&mut self, what: &str, part: usize, of: usize, limit: f64, good: impl Fn(f64) -> bool) {
        let reached = 100.0 * part as f64 / of.max(1) as f64;
        println!("{what:<48} {part:>4} of {of:<4} {reached:>5.1} %  (limit {limit})");
        if !good(reached) {
            self.0.push(format!("{what}: {reached:.1} %, limit {limit} %"));
        }
    }
}

impl Drop for Figures {
    fn drop(&mut self) {
        assert!(std::thread::panicking() || self.0.is_empty(), "{}", self.0.join("\n"));
    }
}

#[test]
fn a_text_finds_its_topic() {
    let script = script();
    let mut figures = Figures(Vec::new());
    for language in LANGUAGES {
        let words = script.words(Some(language));
        let texts: Vec<About> = set(language, "topics");
        let (mut first, mut three, mut answered, mut right) = (0, 0, 0, 0);
        for About { text, topic, also } in &texts {
            assert!(script.topics().get(topic).is_some(), "{topic}");
            let Guess { topic: sure, alternatives, score } = understand::topic(words, text);
            let meant = |id: &str| id == topic || also.iter().any(|also| also == id);
            let place = alternatives.iter().position(|id| meant(id));
            first += usize::from(place == Some(0));
            three += usize::from(place.is_some());
            answered += usize::from(sure.is_some());
            right += usize::from(sure.as_ref().is_some_and(|id| meant(id)));
            if place != Some(0) {
                println!("  {language} {topic}: {text:?} is taken for {alternatives:?} ({score:.2})");
            }
        }
        let of = texts.len();
        figures.at_least(&format!("{language} topic at the first guess"), first, of, 85.0);
        figures.at_least(&format!("{language} topic among three"), three, of, 94.0);
        figures.at_least(&format!("{language} answered at once"), answered, of, 75.0);
        figures.at_least(&format!("{language} right when answered at once"), right, answered, 90.0);
    }
}

#[test]
fn an_unrelated_text_finds_none() {
    let script = script();
    let mut figures = Figures(Vec::new());
    for language in LANGUAGES {
        let words = script.words(Some(language));
        let texts: Vec<Unrelated> = set(language, "unrelated");
        let (mut answered, mut offered) = (0, 0);
        for Unrelated { text } in &texts {
            let guess = understand::topic(words, text);
            answered += usize::from(guess.topic.is_some());
            offered += usize::from(!guess.alternatives.is_empty());
            if let Some(first) = guess.alternatives.first() {
                let how = if guess.topic.is_some() { "answered" } else { "offered" };
                println!("  {language} {text:?} is {how} {first} ({:.2})", guess.score);
            }
        }
        figures.at_most(&format!("{language} unrelated answered with a topic"), answered, texts.len(), 5.0);
        figures.at_most(&format!("{language} unrelated offered a topic"), offered, texts.len(), 40.0);
    }
}

#[test]
fn an_answer_in_words_is_understood() {
    let script = script();
    let mut figures = Figures(Vec::new());
    for language in LANGUAGES {
        let words = script.words(Some(language));
        let texts: Vec<Answered> = set(language, "answers");
        let (mut right, mut answers, mut given, mut others, mut wrong) = (0, 0, 0, 0, 0);
        for Answered { text, question, answers: wanted } in &texts {
            let question = script.question(question).unwrap();
            let mut wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
            assert!(
                wanted.iter().all(|id| question.answers.iter().any(|answer| answer.id == **id)),
                "{wanted:?}"
            );
            let found = understand::answers(&script, words, question, text);
            let mut ids: Vec<&str> = found.iter().map(|id| &**id).collect();
            ids.sort_unstable();
            wanted.sort_unstable();
            let good = match (question.kind, wanted.len()) {
                (Kind::One, 1..) => ids.len() == 1 && wanted.contains(&ids[0]),
                _ => ids == wanted,
            };
            right += usize::from(good);
            if wanted.is_empty() {
                others += 1;
                wrong += usize::from(!good);
            } else {
                answers += 1;
                given += usize::from(good);
            }
            if !good {
                println!("  {language} {}: {text:?} is taken for {ids:?}, not {wanted:?}", question.id);
            }
        }
        figures.at_least(&format!("{language} texts to a question read right"), right, texts.len(), 90.0);
        figures.at_least(&format!("{language} answers understood"), given, answers, 90.0);
        figures.at_most(&format!("{language} others taken for an answer"), wrong, others, 10.0);
    }
}

/// Prints how long it takes; optimised (`--release`), a message is read within a millisecond, and the examples of
/// another content are learnt within two seconds.
#[test]
fn a_text_is_read_quickly() {
    let script = script();
    let question = script.question("location").unwrap();
    for language in LANGUAGES {
        let words = script.words(Some(language));
        let mut texts: Vec<String> =
            set::<About>(language, "topics").into_iter().map(|about| about.text).collect();
        texts.push(texts.concat().chars().take(4096).collect());
        let _ = understand::topic(words, "first");
        let mut times: Vec<Duration> = texts
            .iter()
            .map(|text| {
                let start = Instant::now();
                let _ = understand::read(&script, words, Some(question), text);
                start.elapsed()
            })
            .collect();
        let longest = times.pop().unwrap();
        times.sort();
        let (middle, slowest) = (times[times.len() / 2], times[times.len() - 1]);
        println!(
            "{language} a message takes {middle:?}, {slowest:?} at most, {longest:?} with 4,096 characters"
        );
        assert!(cfg!(debug_assertions) || middle < Duration::from_millis(1));
    }
    if cfg!(debug_assertions) {
        return;
    }
    let other = Source::embedded();
    let changed =
        other.file("en/unrelated.toml").unwrap().replace("\nunrelated = [", "\nunrelated = [\"one more\",");
    let other = Script::load(&other.with("en/unrelated.toml", Some(changed)), Defaults::default())
        .unwrap_or_else(|_| panic!("broken"));
    let start = Instant::now();
    let _ = understand::topic(other.words(Some("en")), "how long will i be sore");
    println!("en other examples are learnt in {:?}", start.elapsed());
    assert!(start.elapsed() < Duration::from_secs(2));
}
