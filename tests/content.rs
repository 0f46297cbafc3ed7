//! The embedded content is valid and keeps the rules of the clinical brief; broken content is refused with
//! an issue that names file, place and cure.

use aftercare::script::{Defaults, Id, Issue, Kind, Rich, Script, Source, Trigger, Value, key, units};

fn load(source: &Source) -> Result<Script, Vec<Issue>> {
    Script::load(source, Defaults::default())
}

fn embedded() -> Script {
    load(&Source::embedded()).unwrap_or_else(|issues| panic!("{}", lines(&issues)))
}

fn lines(issues: &[Issue]) -> String {
    issues.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The issues after one text of one file was replaced by another.
fn broken(file: &str, from: &str, to: &str) -> Vec<Issue> {
    let source = Source::embedded();
    let text = source.file(file).unwrap_or_else(|| panic!("there is no {file}"));
    assert!(text.contains(from), "{file} does not hold {from}");
    let text = text.replacen(from, to, 1);
    load(&source.with(file, Some(text))).err().unwrap_or_default()
}

/// One of the issues has this file, this in its place, this in its problem, and a cure.
#[track_caller]
fn assert_issue(issues: &[Issue], file: &str, place: &str, problem: &str) {
    let found = issues.iter().any(|issue| {
        issue.file == file
            && issue.place.contains(place)
            && issue.problem.contains(problem)
            && !issue.cure.is_empty()
    });
    assert!(found, "no issue in {file} at {place} about {problem}, but:\n{}", lines(issues));
}

#[test]
fn the_embedded_content_has_no_issues() {
    embedded();
}

#[test]
fn every_content_has_a_number_of_its_own() {
    let digest = |source: &Source| source.digest();
    let embedded = Source::embedded();
    assert_eq!(digest(&embedded), digest(&Source::embedded()));
    assert_eq!(digest(&embedded).len(), 64);
    let changed = embedded.clone().with("en/start.ftl", Some("greeting = Hello".to_owned()));
    let renamed = embedded.clone().with("en/start.ftl", None);
    assert_ne!(digest(&embedded), digest(&changed));
    assert_ne!(digest(&changed), digest(&renamed));
}

// --- broken words -----------------------------------------------------------------------------------------

#[test]
fn a_missing_message_is_named() {
    let issues = broken("en/outcomes.ftl", "outcome-1 =", "outcome-1x =");
    assert_issue(&issues, "en/", "outcome-1", "missing");
    assert_issue(&issues, "en/outcomes.ftl", "message outcome-1x, line ", "nothing uses");
    assert_eq!(issues.len(), 2, "{}", lines(&issues));
}

#[test]
fn an_unknown_variable_is_named_with_those_that_may_be_used() {
    let issues = broken("en/start.ftl", "greeting = Hi { $name }", "greeting = Hi { $nmae }");
    assert_issue(&issues, "en/start.ftl", "message greeting, line ", "$nmae");
    assert!(issues[0].cure.contains("$name"), "{}", lines(&issues));
    assert_eq!(issues.len(), 1, "{}", lines(&issues));
}

#[test]
fn a_message_that_stands_twice_is_named() {
    let issues = broken("en/start.ftl", "greeting-someone = there", "progress = { $number }");
    assert_issue(&issues, "en/start.ftl", "progress", "twice");
}

#[test]
fn a_line_that_is_no_message_is_named_with_its_number() {
    let issues = broken("en/start.ftl", "greeting-someone = there", "this is no message");
    assert_issue(&issues, "en/start.ftl", "line ", "cannot be read");
}

#[test]
fn a_text_that_cannot_be_shown_is_named() {
    let someone = "greeting-someone = there";
    for (text, problem) in [
        ("greeting-someone = { no-such-message }", "no-such-message"),
        ("greeting-someone = **there", "**"),
        ("greeting-someone =\n    .label = there", "no text"),
    ] {
        let issues = broken("en/start.ftl", someone, text);
        assert_issue(&issues, "en/start.ftl", "message greeting-someone", problem);
    }
}

#[test]
fn a_text_that_is_too_long_is_named() {
    let long = "word ".repeat(1000);
    let about = broken("en/start.ftl", "bot-about = ", &format!("bot-about = {long}"));
    assert_issue(&about, "en/start.ftl", "bot-about", "120 fit");
    let button = broken("en/questions.ftl", "button-back = ", &format!("button-back = {long}"));
    assert_issue(&button, "en/questions.ftl", "button-back", "64 fit");
    let sign = broken("en/signs.ftl", "sign-w_night = ", &format!("sign-w_night = {}", &long[..3000]));
    assert_issue(&sign, "en/questions.ftl", "q-warning", "4096 fit");
    let advice = broken("en/outcomes.ftl", "outcome-human = ", &format!("outcome-human = {}", &long[..3000]));
    assert_issue(&advice, "en/outcomes.ftl", "outcome-1", "4096 fit");
}

#[test]
fn a_folder_that_is_no_language_is_named() {
    let source = Source::embedded().with("no language/a.ftl", Some("a = b".to_owned()));
    assert_issue(&load(&source).err().unwrap_or_default(), "no language", "folder", "language code");
}

#[test]
fn a_second_language_must_be_complete() {
    let source = Source::embedded().with("de/start.ftl", Some("button-back = Zurück\n".to_owned()));
    let issues = load(&source).err().unwrap_or_default();
    assert_issue(&issues, "de/", "message outcome-3a", "missing");
    assert!(issues.iter().all(|issue| issue.file == "de/"), "{}", lines(&issues));
}

// --- broken questions -------------------------------------------------------------------------------------

const ASSESSMENT: &str = "assessment.toml";

#[test]
fn a_missing_file_is_named() {
    let issues = load(&Source::embedded().with("triage.toml", None)).err().unwrap_or_default();
    assert_issue(&issues, "triage.toml", "the file", "missing");
}

#[test]
fn an_unknown_field_is_named_with_its_line() {
    let issues = broken(ASSESSMENT, "kind = \"signs\"", "kind = \"signs\"\ncolour = \"red\"");
    assert_issue(&issues, ASSESSMENT, "line ", "colour");
}

#[test]
fn consent_must_follow_the_warning_signs() {
    let source = Source::embedded();
    let text = source.file(ASSESSMENT).expect("it is embedded");
    let consent = "[[question]]\nid = \"consent\"\nkind = \"consent\"\nanswers = []\n\n";
    let first = text.find("[[question]]\nid = \"warning\"").expect("there are warning signs");
    let mut moved = text.replacen(consent, "", 1);
    assert_ne!(moved, text, "there is a consent question");
    moved.insert_str(first, consent);
    let issues = load(&source.with(ASSESSMENT, Some(moved))).err().unwrap_or_default();
    assert_issue(&issues, ASSESSMENT, "order", "first question is not the warning signs");
    assert_issue(&issues, ASSESSMENT, "order", "second question is not the consent");
}

#[test]
fn ids_fit_into_a_button() {
    let long = "a_name_that_is_far_too_long";
    assert!(!Id::from(long).is_well_formed());
    let issues = broken(ASSESSMENT, "{ id = \"dull\" }", &format!("{{ id = \"{long}\" }}"));
    assert_issue(&issues, ASSESSMENT, "question type", long);
    let issues = broken(ASSESSMENT, "id = \"trend\"", "id = \"Trend!\"");
    assert_issue(&issues, ASSESSMENT, "question Trend!", "characters");
}

#[test]
fn an_answer_must_stand_for_one_that_exists() {
    let issues = broken(ASSESSMENT, "means = \"lt24\"", "means = \"lt23\"");
    assert_issue(&issues, ASSESSMENT, "question when", "lt23");
    let issues = broken(ASSESSMENT, "skip = \"same\"", "skip = \"maybe\"");
    assert_issue(&issues, ASSESSMENT, "question trend", "maybe");
    let issues = broken(ASSESSMENT, "watch = [\"w_bleeding\"]", "watch = [\"w_bleding\"]");
    assert_issue(&issues, ASSESSMENT, "question location", "w_bleding");
}

// --- broken rules -----------------------------------------------------------------------------------------

const TRIAGE: &str = "triage.toml";

#[test]
fn a_rule_names_answers_that_exist() {
    let issues = broken(TRIAGE, "any_of = [\"calf_one\"]", "any_of = [\"calf\"]");
    assert_issue(&issues, TRIAGE, "rule E4", "\"calf\" is no answer of question location");
    let issues = broken(
        TRIAGE,
        "when = { fact = { any_of = [\"minor\"] } }",
        "when = { age = { any_of = [\"minor\"] } }",
    );
    assert_issue(&issues, TRIAGE, "rule AGE", "no question \"age\"");
    let issues = broken(TRIAGE, "any_of = [\"minor\"]", "any_of = [\"child\"]");
    assert_issue(&issues, TRIAGE, "rule AGE", "no fact \"child\"");
}

#[test]
fn a_worse_answer_never_stops_a_rule() {
    let rule = "when = { nrs = { at_least = \"4\" } }";
    for (when, problem) in [
        ("{ nrs = { any_of = [\"4\", \"5\", \"6\"] } }", "a worse answer to nrs"),
        ("{ nrs = { all_of = [\"4\"] } }", "a worse answer to nrs"),
        ("{ nrs = { at_least = \"9\", or = [\"4\"] } }", "`or` names \"4\""),
        ("{ type = { any_of = [\"none\"] } }", "a worse answer to type"),
        ("{ type = { at_least = \"sharp\" } }", "needs a scale"),
        ("{ duration = { at_least = \"before\" } }", "needs a scale"),
        ("{ fact = { at_least = \"unseen\" } }", "facts are no scale"),
        ("{ nrs = {} }", "is empty"),
        ("{}", "no condition"),
    ] {
        let issues = broken(TRIAGE, rule, &format!("when = {when}"));
        assert_issue(&issues, TRIAGE, "rule B1", problem);
    }
    let upwards = broken(TRIAGE, rule, "when = { nrs = { any_of = [\"8\", \"9\", \"10\"] } }");
    assert!(upwards.is_empty(), "{}", lines(&upwards));
}

#[test]
fn every_sign_has_a_rule() {
    let issues = broken(TRIAGE, ", \"w_night\"]", "]");
    assert_issue(&issues, TRIAGE, "warning sign w_night", "no rule");
    assert_eq!(issues.len(), 1, "{}", lines(&issues));
}

// --- broken warning signs ---------------------------------------------------------------------------------

const SIGNS: &str = "warnings.toml";
const ENGLISH_SIGNS: &str = "en/warnings.toml";

#[test]
fn a_phrase_that_cannot_be_read_is_named() {
    let place = "crisis = [\n";
    for (entry, problem) in [
        ("", "is empty"),
        ("a &", "no word on one side"),
        ("(a|b", "never closed"),
        ("{no_such_group} hurts", "{no_such_group}"),
        ("suicide", "stands twice"),
        ("a & b / 90", "number up to"),
    ] {
        let issues = broken(ENGLISH_SIGNS, place, &format!("{place}  \"{entry}\", \"suicide\",\n"));
        assert_issue(&issues, ENGLISH_SIGNS, "alarm.crisis", problem);
    }
}

#[test]
fn every_language_knows_every_sign() {
    let issues = broken(ENGLISH_SIGNS, "crisis = [", "safe = [");
    assert_issue(&issues, ENGLISH_SIGNS, "alarm.safe", "no flag \"safe\"");
    assert_issue(&issues, ENGLISH_SIGNS, "alarm.crisis", "no phrase");
    let issues = broken(ENGLISH_SIGNS, "\nsmall = [", "\nsmaller = [");
    assert_issue(&issues, ENGLISH_SIGNS, "words", "\"small\"");
    let issues = load(&Source::embedded().with("ru/warnings.toml", None)).err().unwrap_or_default();
    assert_issue(&issues, "ru/", SIGNS, "no file of warning signs");
    let issues = load(&Source::embedded().with(SIGNS, None)).err().unwrap_or_default();
    assert_issue(&issues, SIGNS, "the file", "missing");
}

#[test]
fn routes_are_known_and_not_below_the_rules() {
    let issues = broken(SIGNS, "w_stroke = \"3a\"", "w_stroke = \"4\"");
    assert_issue(&issues, SIGNS, "line ", "unknown variant");
    let issues = broken(SIGNS, "w_stroke = \"3a\"", "w_stroke = \"2\"");
    assert_issue(&issues, SIGNS, "route.w_stroke", "less than the rules");
    let issues = broken(SIGNS, "w_stroke = \"3a\"\n", "");
    assert_issue(&issues, SIGNS, "route", "w_stroke has no route");
}

#[test]
fn groups_do_not_run_in_circles_and_files_are_not_endless() {
    let issues = broken(ENGLISH_SIGNS, "one_limb = [\"{limb}\"]", "one_limb = [\"{limb} {one_limb}\"]");
    assert_issue(&issues, SIGNS, "words", "one_limb");
    let endless = format!("ordinary = [\"{}\"]", "a ".repeat(300_000));
    let issues = load(&Source::embedded().with(ENGLISH_SIGNS, Some(endless))).err().unwrap_or_default();
    assert_issue(&issues, ENGLISH_SIGNS, "the file", "larger than");
}

// --- broken check-ins -------------------------------------------------------------------------------------

const CHECK_INS: &str = "checkins.toml";

#[test]
fn a_check_in_is_useful_when_it_is_due() {
    let issues = broken(CHECK_INS, "latest = \"48h\"", "latest = \"23h\"");
    assert_issue(&issues, CHECK_INS, "check-in h24", "before it is due");
    let issues = broken(CHECK_INS, "latest = \"48h\"", "latest = \"25h\"");
    assert_issue(&issues, CHECK_INS, "check-in h24", "before its window ends");
    let issues = broken(CHECK_INS, "after = \"24h\"", "after = \"24 hours\"");
    assert_issue(&issues, CHECK_INS, "line ", "24 hours");
    let issues = broken(CHECK_INS, "at = \"09:00\"", "at = \"9 o'clock\"");
    assert_issue(&issues, CHECK_INS, "check-in seen_morning", "`after` or `at`");
}

#[test]
fn a_check_in_asks_for_the_warning_signs() {
    let issues = broken(CHECK_INS, "\"seen\", \"news\", \"now\"", "\"seen\", \"now\"");
    assert_issue(&issues, CHECK_INS, "check-in h24", "without the warning signs");
    let issues = broken(CHECK_INS, "[\"hello\", \"seen\", \"news\"", "[\"seen\", \"hello\", \"news\"");
    assert_issue(&issues, CHECK_INS, "check-in h24", "without a neutral first line");
    let issues = broken(CHECK_INS, "  { id = \"w_saddle\" },\n", "");
    assert_issue(&issues, CHECK_INS, "question news", "the sign w_saddle");
    let issues = broken(CHECK_INS, "band = \"d3_7\"", "band = \"d3\"");
    assert_issue(&issues, CHECK_INS, "check-in h72", "\"d3\"");
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
    for sign in warning.offered().filter(|answer| !answer.alone) {
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

// --- broken phrases ---------------------------------------------------------------------------------------

const PHRASES: &str = "en/phrases.toml";

#[test]
fn a_phrase_belongs_to_one_answer_that_exists() {
    let issues = broken(PHRASES, "[answer.trend]", "[answer.trent]");
    assert_issue(&issues, PHRASES, "answer.trent", "no such question");
    let issues = broken(PHRASES, "worse_each = [", "worst = [");
    assert_issue(&issues, PHRASES, "answer.trend worst", "no such answer");
    let issues = broken(PHRASES, "worse = [", "worse = [\"easing\", ");
    assert_issue(&issues, PHRASES, "answer.trend worse", "\"easing\" stands twice, here and under better");
    let long = format!("worse = [\"{}\", ", "very ".repeat(13));
    assert_issue(&broken(PHRASES, "worse = [", &long), PHRASES, "answer.trend worse", "too many");
    let issues = broken(PHRASES, "\"12\" = [", "\"dozen\" = [");
    assert_issue(&issues, PHRASES, "time.amount", "\"dozen\" is no number");
}

#[test]
fn an_example_belongs_to_one_topic_that_exists() {
    const EXAMPLES: &str = "en/examples.toml";
    const UNRELATED: &str = "en/unrelated.toml";
    let issues = broken(EXAMPLES, "\nwater = [", "\nwaters = [");
    assert_issue(&issues, EXAMPLES, "topic waters", "no such topic");
    let issues = broken(EXAMPLES, "\nwater = [", "\nwater = [\n  \"how long does it last\",");
    assert_issue(&issues, EXAMPLES, "topic water", "stands twice");
    let issues = broken(UNRELATED, "\nunrelated = [", "\nunrelated = [\n  \"how long will i be sore\",");
    assert_issue(&issues, UNRELATED, "unrelated", "stands twice, here and in topic normal-duration");
    let issues = broken(UNRELATED, "\nunrelated = [", &format!("\nunrelated = [\"{}\",", "la ".repeat(500)));
    assert_issue(&issues, UNRELATED, "unrelated", "too long");
}

#[test]
fn the_examples_that_are_built_in_have_no_fault() {
    let script = embedded();
    let (examples, issues) = script.examples();
    assert!(issues.is_empty(), "{}", lines(&issues));
    assert_eq!(examples.len(), script.languages().len());
    for examples in examples {
        assert!(script.topics().topic.iter().all(|topic| examples.topics.contains_key(&*topic.id)));
        let rest = [examples.unrelated, examples.harmless, examples.no_answers];
        assert!(rest.iter().all(|texts| !texts.is_empty()) && !examples.signs.is_empty());
    }
}

#[test]
fn examples_are_held_against_the_questions_and_topics_of_a_clinic() {
    let issues = broken("topics.toml", "id = \"water\"", "id = \"waters\"");
    assert_issue(&issues, "en/examples.toml", "topic water", "no such topic");
    let issues = broken(ASSESSMENT, "id = \"dull\"", "id = \"duller\"");
    assert_issue(&issues, "en/answers.toml", "answer.type dull", "no such answer");
}
