//! The content of `dialogues/`, parsed once into a value that cannot be wrong: questions, rules, check-ins,
//! places, and the words of every language.
//!
//! Pure: no clock, no network, no environment; files only in `source`. Knows nothing of conversations.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod answers;
mod check;
mod examples;
mod file;
mod id;
pub mod key;
mod lessons;
mod lexicon;
mod phrases;
mod rich;
mod source;
mod topic;
mod urgency;
mod words;

use std::collections::BTreeMap;

use jiff::{civil::Time, tz::TimeZone};

pub use self::{
    answers::{Answers, Given},
    check::{ASSESSMENT, CHECK_INS, Issue, TOPICS, TRIAGE, message_place},
    examples::{ByClass, EXAMPLE_FILES, Examples},
    file::{Answer, Ask, CheckInPlan, Condition, Kind, Night, Question, Rule, Span as Elapsed, Trigger},
    id::Id,
    key::Key,
    lessons::{Learnt, Lessons},
    lexicon::{
        Beginnings, Lexicon, Pattern, Phrase, ROLES, Raise, Role, Route, SLIPS_MAX, Sign, Symbol, Vocabulary,
    },
    phrases::{Phrases, Ready, Times, Way},
    rich::{Rich, Span, Style, units},
    source::{Source, SourceError},
    topic::{Group, Note, Topic, Topics},
    urgency::Urgency,
    words::{NAME_MARKS, VARIABLE_UNITS_MAX, Value, Words},
};

/// The question whose answers are the warning signs.
pub const WARNING: &str = "warning";
/// The question whose answers are the time bands.
pub const DURATION: &str = "duration";
/// The question whose answers are the places of the body.
pub const LOCATION: &str = "location";
/// The question whose answers are the kinds of pain.
pub const TYPE: &str = "type";
/// The question whose answers are the scores 0 to 10.
pub const NRS: &str = "nrs";
/// The question whose answers tell how it develops.
pub const TREND: &str = "trend";
/// The question whose answers are the risks.
pub const RISK: &str = "risk";
/// The question whether the client was seen.
pub const SEEN: &str = "seen";
/// Where a rule's condition is about what the bot knows by itself.
pub const FACT: &str = "fact";
/// The facts that a rule can ask for.
pub const FACTS: [&str; 4] = ["unseen", "minor", "waiting", "skipped"];
/// The questions that stand in the short summary which a client can show.
pub const SUMMARY: [&str; 6] = [WARNING, LOCATION, TYPE, NRS, TREND, DURATION];

/// The valid content. Holds every language.
pub struct Script {
    assessment: Vec<Question>,
    check_in_questions: Vec<Question>,
    rules: Vec<Rule>,
    check_ins: Vec<CheckInPlan>,
    topics: Topics,
    languages: Vec<Words>,
    lexicon: Lexicon,
    emergency: BTreeMap<String, String>,
    helpline: BTreeMap<String, String>,
    zones: Vec<String>,
    quiet: Quiet,
    defaults: Defaults,
    version: String,
}

/// The hours in which nothing is sent that nobody asked for, in the client's local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    /// The first quiet minute.
    pub from: Time,
    /// The first allowed minute.
    pub to: Time,
}

/// What the operator set for clients whose clinic does not say otherwise.
#[derive(Clone, Debug, Default)]
pub struct Defaults {
    /// `AFTERCARE_ZONE`.
    pub zone: Option<TimeZone>,
    /// `AFTERCARE_EMERGENCY`.
    pub emergency: Option<String>,
}

impl Script {
    /// Parses and checks the content.
    ///
    /// # Errors
    /// Every fault that was found, at once.
    pub fn load(source: &Source, defaults: Defaults) -> Result<Self, Vec<Issue>> {
        let mut issues = Vec::new();
        let assessment: Option<file::AssessmentFile> = parse(source, check::ASSESSMENT, &mut issues);
        let triage: Option<file::TriageFile> = parse(source, check::TRIAGE, &mut issues);
        let check_ins: Option<file::CheckInFile> = parse(source, check::CHECK_INS, &mut issues);
        let topics: Option<Topics> = parse(source, check::TOPICS, &mut issues);
        let places: Option<file::PlacesFile> = parse(source, check::PLACES, &mut issues);
        let quiet = places.as_ref().and_then(|places| {
            let quiet = clock_time(&places.quiet.from)
                .zip(clock_time(&places.quiet.to))
                .map(|(from, to)| Quiet { from, to });
            if quiet.is_none() {
                issues.push(Issue::new(
                    check::PLACES,
                    "quiet",
                    "not two times of day",
                    "write e.g. { from = \"21:00\", to = \"09:00\" }",
                ));
            }
            quiet
        });
        let languages = languages(source, &mut issues);
        let (Some(assessment), Some(triage), Some(check_ins), Some(topics), Some(places), Some(quiet)) =
            (assessment, triage, check_ins, topics, places, quiet)
        else {
            return Err(issues);
        };
        let signs: Vec<Id> = assessment
            .question
            .iter()
            .filter(|question| question.id == *WARNING)
            .flat_map(|question| question.answers.iter().filter(|answer| !answer.alone))
            .map(|answer| answer.id.clone())
            .collect();
        let lexicon = Lexicon::read(source, &signs, &mut issues).unwrap_or_default();
        let script = Self {
            assessment: assessment.question,
            check_in_questions: check_ins.question,
            rules: triage.rule,
            check_ins: check_ins.check_in,
            topics,
            languages,
            lexicon,
            emergency: places.emergency,
            helpline: places.helpline,
            zones: places.zones,
            quiet,
            defaults,
            version: format!("{} {}", env!("CARGO_PKG_VERSION"), source.digest()),
        };
        issues.extend(check::issues(&script, source));
        if issues.is_empty() { Ok(script) } else { Err(issues) }
    }

    /// The examples of every language, with their faults. Loading the script reads only those that may have faults, for
    /// it takes a while; what is built in is proved by the tests.
    #[must_use]
    pub fn examples(&self) -> (Vec<Examples>, Vec<Issue>) {
        let mut issues = Vec::new();
        let examples = self.languages.iter().map(|words| check::examples::read(self, words, &mut issues));
        (examples.collect(), issues)
    }

    /// Names the program's version and the content: where it is the same, the same is said and done.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The same content, but every message says its own name between [`NAME_MARKS`]; for the proof.
    #[must_use]
    pub fn named(mut self) -> Self {
        self.languages.iter_mut().for_each(Words::named);
        self
    }

    /// The questions of an assessment, in order.
    #[must_use]
    pub fn assessment(&self) -> &[Question] {
        &self.assessment
    }

    /// The questions that only check-ins ask.
    #[must_use]
    pub fn check_in_questions(&self) -> &[Question] {
        &self.check_in_questions
    }

    /// The question of this name, wherever it is asked.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.assessment.iter().chain(&self.check_in_questions).find(|question| question.id == *id)
    }

    /// The name of the question whose answers this one's count as.
    #[must_use]
    pub fn recorded<'a>(&self, question: &'a Question) -> &'a Id {
        question.records.as_ref().unwrap_or(&question.id)
    }

    /// The question whose captions this one's buttons use: the recorded one if every answer is its own, so
    /// that nobody has to write the same captions twice.
    #[must_use]
    pub fn caption_question<'a>(&'a self, question: &'a Question) -> &'a Question {
        match self.question(self.recorded(question)) {
            Some(target) if question.answers.iter().all(|a| a.means.is_none()) => target,
            _ => question,
        }
    }

    /// The rule table, in the order of the file.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The urgency that a warning sign has by itself: the highest rule that only asks for it.
    #[must_use]
    pub fn sign_urgency(&self, sign: &str) -> Option<Urgency> {
        self.rules
            .iter()
            .filter(|rule| {
                rule.when.len() == 1
                    && rule.when.get(WARNING).is_some_and(|c| c.any_of.iter().any(|id| *id == *sign))
            })
            .map(|rule| rule.level)
            .max()
    }

    /// The planned messages, in the order of the file.
    #[must_use]
    pub fn check_ins(&self) -> &[CheckInPlan] {
        &self.check_ins
    }

    /// The planned message of this name.
    #[must_use]
    pub fn check_in(&self, id: &str) -> Option<&CheckInPlan> {
        self.check_ins.iter().find(|plan| plan.id == *id)
    }

    /// What people ask, in groups.
    #[must_use]
    pub fn topics(&self) -> &Topics {
        &self.topics
    }

    /// The hours in which nothing unasked is sent.
    #[must_use]
    pub fn quiet(&self) -> Quiet {
        self.quiet
    }

    /// What the operator set.
    #[must_use]
    pub fn defaults(&self) -> &Defaults {
        &self.defaults
    }

    /// What warning signs are found with, in all languages at once.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The number to call: the country's, else the operator's. `None`: the words of the language name several.
    #[must_use]
    pub fn emergency(&self, country: Option<&str>) -> Option<&str> {
        country
            .and_then(|country| self.emergency.get(&country.to_ascii_uppercase()))
            .or(self.defaults.emergency.as_ref())
            .map(String::as_str)
    }

    /// The number of a crisis helpline in a country. `None`: the words of the language say how to find one.
    #[must_use]
    pub fn helpline(&self, country: Option<&str>) -> Option<&str> {
        country.and_then(|country| self.helpline.get(&country.to_ascii_uppercase())).map(String::as_str)
    }

    /// Time zones by their IANA names, for clients who tell us what their clock shows: of those that show the
    /// same, the first counts.
    #[must_use]
    pub fn zones(&self) -> &[String] {
        &self.zones
    }

    /// Whether a country has an emergency number of its own here.
    #[must_use]
    pub fn knows_country(&self, country: &str) -> bool {
        self.emergency.contains_key(&country.to_ascii_uppercase())
    }

    /// Every language there is; the first is the one for everybody else.
    #[must_use]
    pub fn languages(&self) -> &[Words] {
        &self.languages
    }

    /// The words for a language code such as Telegram's `pt-br`: the same, else the same base, else the
    /// first language.
    #[must_use]
    pub fn words(&self, code: Option<&str>) -> &Words {
        let code = code.unwrap_or_default().to_ascii_lowercase();
        let base = code.split(['-', '_']).next().unwrap_or_default();
        self.languages
            .iter()
            .find(|words| words.code().eq_ignore_ascii_case(&code))
            .or_else(|| self.languages.iter().find(|words| words.code() == base))
            .unwrap_or(&self.languages[0])
    }
}

/// `HH:MM`.
fn clock_time(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

fn parse<T: serde::de::DeserializeOwned>(source: &Source, file: &str, issues: &mut Vec<Issue>) -> Option<T> {
    let Some(text) = source.file(file) else {
        issues.push(Issue::new(
            file,
            "the file",
            "it is missing",
            "copy it from the original dialogues folder",
        ));
        return None;
    };
    toml::from_str(text).map_err(|error| issues.push(unreadable(file, text, &error))).ok()
}

/// Why a file cannot be read.
fn unreadable(file: &str, text: &str, error: &toml::de::Error) -> Issue {
    let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    let problem = error.message().replace('\n', " ");
    Issue::new(file, &format!("line {line}"), &problem, "the fields are explained at the head of the file")
}

/// A file that a language need not have.
fn optional<T: serde::de::DeserializeOwned + Default>(
    source: &Source,
    file: &str,
    issues: &mut Vec<Issue>,
) -> Option<T> {
    match source.file(file) {
        Some(_) => parse(source, file, issues),
        None => Some(T::default()),
    }
}

/// Reads every language; English first if there is one, for it is the one for everybody else.
fn languages(source: &Source, issues: &mut Vec<Issue>) -> Vec<Words> {
    let mut languages: Vec<Words> = source
        .languages()
        .iter()
        .filter_map(|code| {
            let prefix = format!("{code}/");
            let files = source
                .files
                .iter()
                .filter(|(path, _)| path.starts_with(&prefix) && path.ends_with(".ftl"))
                .map(|(path, text)| (path.as_str(), &**text));
            let phrases: Phrases = optional(source, &format!("{code}/phrases.toml"), issues)?;
            Words::read(code, files, phrases, Lessons::of(source, code), issues)
        })
        .collect();
    languages.sort_by_key(|words| words.code() != "en");
    if languages.is_empty() {
        issues.push(Issue::new(
            "en/",
            "the folder",
            "there is no language at all",
            "add a folder with .ftl files, e.g. en/",
        ));
    }
    languages
}
