//! The embedded content is valid and keeps the rules of the clinical brief.

use aftercare::script::{Defaults, Issue, Kind, Rich, Script, Source, Trigger, Value, key, units};

fn load(source: &Source) -> Result<Script, Vec<Issue>> {
    Script::load(source, Defaults::default())
}

fn embedded() -> Script {
    load(&Source::embedded()).unwrap_or_else(|issues| panic!("{}", lines(&issues)))
}

fn lines(issues: &[Issue]) -> String {
    issues.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_embedded_content_has_no_issues() {
    embedded();
}

// --- what the words may say (clinical brief 3.3, 5.5, 5.8 and 6) --------------------------------------------

/// A message with plain values for its variables.
fn say(script: &Script, name: &str) -> Rich {
    let values: Vec<(&str, Value)> = ["name", "clinic", "emergency", "before", "now", "phone", "what"]
        .into_iter()
        .map(|variable| (variable, Value::from(if variable == "emergency" { "112" } else { "5" })))
        .collect();
    let words = script.words(Some("en"));
    assert!(words.has(name), "there is no message {name}");
    words.say(name, &values)
}

fn words_of(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Every text that stands in an advice.
fn advice(script: &Script) -> Vec<String> {
    let trends = script.question("trend").map_or(&[][..], |question| &question.answers);
    let results = script
        .check_ins()
        .iter()
        .filter(|plan| plan.band.is_some())
        .flat_map(|plan| trends.iter().map(|trend| key::result(&plan.id, &trend.id)));
    let notes = script.rules().iter().filter_map(|rule| rule.note.as_ref()).map(key::note);
    let fixed = [
        key::OUTCOME_WATCH,
        key::OUTCOME_SOONER,
        key::OUTCOME_RISK_UNKNOWN,
        key::REMINDER,
        key::CALLED,
        key::SOMEONE_CALLS,
        key::CANNOT_CALL,
        key::AMBULANCE_LINE,
        key::SEEN_YES,
        key::SEEN_NO_AMBULANCE,
        key::SEEN_NO_TODAY,
        key::WARNING_NEEDED,
        key::RESULT_THANKS,
    ];
    let outcomes = aftercare::script::Urgency::ALL.into_iter().map(key::outcome);
    results.chain(notes).chain(fixed.map(|key| key.name.to_owned())).chain(outcomes).collect()
}

#[test]
fn no_advice_plays_it_down() {
    let script = embedded();
    for name in advice(&script) {
        let text = say(&script, &name).text.to_lowercase();
        for phrase in ["don't worry", "you're fine", "you are fine", "nothing serious", "probably"] {
            assert!(!text.contains(phrase), "{name} says \"{phrase}\"");
        }
        for word in words_of(&text) {
            assert!(!["just", "only", "normal"].contains(&word.as_str()), "{name} says \"{word}\"");
        }
        let emoji = text.chars().any(|c| !c.is_ascii() && !"–…°".contains(c));
        assert!(!emoji && !text.contains('!'), "{name} has an emoji or an exclamation mark");
    }
}

#[test]
fn urgent_advice_is_short_and_begins_with_what_to_do() {
    let script = embedded();
    let ambulance = say(&script, "outcome-3a").text;
    assert!(ambulance.starts_with("Please call 112 now."), "{ambulance}");
    let today = say(&script, "outcome-3b").text;
    assert!(today.starts_with("Please be seen today"), "{today}");
    for text in [&ambulance, &today] {
        assert!(words_of(text).len() < 35, "{text}");
    }
    for name in ["outcome-2", "outcome-3b", "outcome-3a"] {
        let text = say(&script, name).text.to_lowercase();
        for word in ["painkiller", "ibuprofen", "paracetamol", "usually", "mostly"] {
            assert!(!text.contains(word), "{name} says {word}");
        }
    }
}

#[test]
fn every_advice_says_what_is_not_known_and_how_to_get_help() {
    let script = embedded();
    let watch = say(&script, key::OUTCOME_WATCH.name).text;
    assert!(watch.contains("112") && watch.contains("can't examine you"), "{watch}");
    for name in ["outcome-0", "outcome-1", "outcome-2"] {
        let text = say(&script, name).text;
        assert!(text.contains("can't be certain"), "{text}");
        assert!(text.contains("therapist") || text.contains("doctor"), "{text}");
        assert!(text.contains("day"), "{text}");
    }
    assert_eq!(
        say(&script, key::OUTCOME_DISCLAIMER.name).text,
        "This is guidance, not a diagnosis. If something feels wrong, trust that and get help."
    );
    assert_eq!(
        say(&script, key::DISCLAIMER.name).text,
        "I give general information after a massage. I'm a program, not a doctor. I can't examine you, and \
         nobody reads this chat live. In an emergency call 112."
    );
}

#[test]
fn a_locked_screen_tells_nothing() {
    let script = embedded();
    let first_lines = script.check_ins().iter().map(|plan| key::check_in(&plan.id));
    for name in first_lines.chain([key::REMINDER.name.to_owned()]) {
        let words = words_of(&say(&script, &name).text);
        for word in
            ["massage", "clinic", "pain", "sore", "doctor", "urgent", "therapist", "ambulance", "worse"]
        {
            assert!(!words.iter().any(|said| said == word), "{name} says {word}");
        }
    }
    let asked = script.check_ins().iter().filter(|plan| plan.plan == Trigger::Visit);
    assert_eq!(asked.count(), 2);
}

#[test]
fn signs_are_one_line_and_their_labels_fit_a_button() {
    let script = embedded();
    let warning = script.question("warning").expect("it is checked");
    assert_eq!(warning.kind, Kind::Signs);
    for sign in warning.answers.iter().filter(|answer| !answer.alone) {
        let full = say(&script, &key::sign(&sign.id)).text;
        assert!((6..=26).contains(&words_of(&full).len()) && !full.contains('\n'), "{full}");
        let label = say(&script, &key::answer(&warning.id, &sign.id)).text;
        assert!(units(&label) <= 35, "{label}");
    }
}

#[test]
fn plurals_follow_the_number() {
    let script = embedded();
    let words = script.words(None);
    let hours = |hours: i64| words.say(key::WHEN_HOURS.name, &[("hours", hours.into())]).text;
    assert_eq!((hours(1), hours(24)), ("in about an hour".to_owned(), "in about 24 hours".to_owned()));
}
