//! The texts as they are put together in the conversation: each fits, in every language, at its longest; each
//! caption fits its button; what may not reassure does not say what reassures.

use std::collections::{BTreeMap, BTreeSet};

use super::judge::said;
use crate::{
    engine::Message,
    script::{Issue, NAME_MARKS, Script, Source, Urgency, Value, Words, key, message_place, units},
};

/// Longest message that Telegram takes, in UTF-16 units.
const MESSAGE_UNITS_MAX: usize = 4096;
/// Longest caption of a button; longer ones are cut on a phone.
const BUTTON_UNITS_MAX: usize = 64;
/// Shorter sentences may stand anywhere.
const SENTENCE_CHARS_MIN: usize = 20;
/// Stands for the number to call.
const NUMBER: &str = "⟨112⟩";

/// The texts that must name the number to call.
const EMERGENCY: [key::Key; 11] = [
    key::DISCLAIMER,
    key::SIGNS_PICK,
    key::WARNING_NEEDED,
    key::OUTCOME_WATCH,
    key::OUTCOME_SOONER,
    key::AMBULANCE_LINE,
    key::CANNOT_CALL,
    key::SEEN_NO_AMBULANCE,
    key::SEEN_NO_TODAY,
    key::REMINDER,
    key::TOPIC_FOOTER,
];

pub(super) struct Texts<'a> {
    source: &'a Source,
    real: &'a Script,
    /// The greatest length of each message, by language.
    units: Vec<(&'a str, BTreeMap<&'a str, usize>)>,
    seen: BTreeSet<String>,
}

impl<'a> Texts<'a> {
    pub(super) fn new(source: &'a Source, real: &'a Script) -> Self {
        let lengths = |words: &'a Words| words.names().map(|name| (name, words.units_max(name))).collect();
        let units = real.languages().iter().map(|words| (words.code(), lengths(words))).collect();
        Self { source, real, units, seen: BTreeSet::new() }
    }

    /// Different messages that were put together, times languages.
    pub(super) fn compositions(&self) -> usize {
        self.seen.len() * self.units.len()
    }

    /// A message of the named content that was shown.
    pub(super) fn measure(&mut self, message: &Message, issues: &mut Vec<Issue>) {
        self.fits(&message.text.text, MESSAGE_UNITS_MAX, issues);
        for button in message.buttons.iter().flatten() {
            self.fits(&button.label, BUTTON_UNITS_MAX, issues);
        }
    }

    fn fits(&mut self, named: &str, most: usize, issues: &mut Vec<Issue>) {
        if self.seen.contains(named) {
            return;
        }
        self.seen.insert(named.to_owned());
        let [open, close] = NAME_MARKS;
        let parts: Vec<&str> = said(named).collect();
        let around = units(named)
            - parts.iter().map(|name| units(name)).sum::<usize>()
            - named.chars().filter(|c| [open, close].contains(c)).count();
        for (code, lengths) in &self.units {
            let length = |name: &str| lengths.get(name).copied().unwrap_or_default();
            let total = around + parts.iter().map(|name| length(name)).sum::<usize>();
            if total <= most {
                continue;
            }
            let Some(longest) = parts.iter().max_by_key(|name| length(name)) else { continue };
            let (file, place) = message_place(self.source, code, longest);
            let problem = if most == BUTTON_UNITS_MAX {
                format!("on a button it can have {total} characters, and {most} fit")
            } else {
                format!(
                    "with {} it can have {total} characters, and {most} fit",
                    parts.iter().filter(|name| name != &longest).copied().collect::<Vec<_>>().join(", ")
                )
            };
            issues.push(Issue::new(&file, &place, &problem, "shorten it"));
        }
    }

    /// What each message says by itself.
    pub(super) fn each(&self, issues: &mut Vec<Issue>) {
        for words in self.real.languages() {
            let mut add = |name: &str, problem: &str, cure: &str| {
                let (file, place) = message_place(self.source, words.code(), name);
                issues.push(Issue::new(&file, &place, problem, cure));
            };
            self.names_the_number(words, &mut add);
            borrowed(words, &mut add);
        }
    }

    /// The safety net: the number to call stands where it must.
    fn names_the_number(&self, words: &Words, add: &mut impl FnMut(&str, &str, &str)) {
        let topics = &self.real.topics().topic;
        let calls = topics.iter().filter(|topic| topic.call == Urgency::Ambulance);
        let calls = calls.map(|topic| key::topic_call(&topic.id));
        let fixed = EMERGENCY.iter().map(|key| key.name.to_owned());
        for name in fixed.chain([key::outcome(Urgency::Ambulance)]).chain(calls) {
            if !words.say(&name, &[("emergency", Value::from(NUMBER))]).text.contains(NUMBER) {
                add(&name, "it does not name the number to call", "write { $emergency } into it");
            }
        }
    }
}

/// A text that must not reassure says nothing that one which does says.
fn borrowed(words: &Words, add: &mut impl FnMut(&str, &str, &str)) {
    let advice = |name: &&str| {
        ["outcome-", "result-", "note-", "seen-", "check-in-"].iter().any(|begin| name.starts_with(begin))
            || *name == key::AMBULANCE_LINE.name
            || *name == key::REMINDER.name
    };
    let text = |name: &str| words.say(name, &[("emergency", Value::from(NUMBER))]).text;
    let neutral = text(key::RESULT_THANKS.name);
    let (reassuring, plain): (Vec<&str>, Vec<&str>) =
        words.names().filter(advice).partition(|name| key::reassures(name));
    for plain in plain {
        let said = text(plain);
        let found = reassuring.iter().find_map(|name| {
            let text = text(name);
            let mut sentences = text.split_inclusive(['.', '\n']).map(str::trim);
            let borrowed = sentences.find(|sentence| {
                sentence.chars().count() >= SENTENCE_CHARS_MIN
                    && said.contains(*sentence)
                    && !neutral.contains(*sentence)
            });
            borrowed.map(|sentence| (*name, sentence.to_owned()))
        });
        if let Some((name, sentence)) = found {
            add(
                plain,
                &format!("it says \"{sentence}\", which reassures and belongs to {name} only"),
                "say what to do, without what is usual",
            );
        }
    }
}
