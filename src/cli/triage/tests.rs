//! Lines in, lines out.

use super::*;
use crate::script::{Defaults, Source};

fn lines(input: &[u8]) -> (Vec<Value>, Done) {
    let script = Script::load(&Source::embedded(), Defaults::default()).unwrap_or_else(|issues| {
        panic!("{issues:?}");
    });
    let mut out = Vec::new();
    let done = triage(&script, &mut &*input, &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    (out.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), done)
}

/// The line with some fields changed; a null removes the field.
fn line(changes: Value) -> Value {
    let mut all = json!({
        "warning": ["w_none"], "duration": "lt24", "location": ["neck"], "type": ["dull"],
        "nrs": 3, "trend": "same", "risk": ["none"],
    });
    let fields = all.as_object_mut().unwrap();
    let Value::Object(changes) = changes else { panic!("no object") };
    for (name, value) in changes {
        if value.is_null() {
            fields.remove(&name)
        } else {
            fields.insert(name, value)
        };
    }
    all
}

fn judged(changes: Value) -> Value {
    let (mut lines, done) = lines(line(changes).to_string().as_bytes());
    assert_eq!((lines.len(), done), (1, Done::Good));
    lines.remove(0)
}

fn refused(changes: Value) -> String {
    let (lines, done) = lines(line(changes).to_string().as_bytes());
    assert_eq!((lines.len(), done), (1, Done::Found));
    lines[0]["error"].as_str().expect("an error").to_owned()
}

#[test]
fn the_level_and_every_rule_that_fires_are_printed() {
    assert_eq!(judged(json!({})), json!({ "level": "0", "rules": ["0"] }));
    let sign = judged(json!({ "warning": ["w_saddle", "w_fever"], "nrs": 7 }));
    assert_eq!(sign, json!({ "level": "3a", "rules": ["A1", "A3", "B1"] }));
}

#[test]
fn one_name_is_as_good_as_a_list_and_a_number_as_its_text() {
    let alone = json!({ "warning": "none", "location": "neck", "type": "dull", "nrs": "3", "risk": "none" });
    assert_eq!(judged(alone), judged(json!({})));
}

#[test]
fn without_an_answer_to_the_warning_signs_there_is_no_level() {
    for warning in [json!(null), json!([]), json!("skip")] {
        let want = json!({ "level": null, "rules": ["A0"] });
        assert_eq!(judged(json!({ "warning": warning, "nrs": 9 })), want);
    }
    assert_eq!(lines(b"{\"warning\":null}\n{}\n").0[0]["level"], Value::Null);
}

#[test]
fn what_is_missing_or_skipped_makes_it_at_least_one() {
    for name in ["duration", "location", "type", "nrs", "trend"] {
        for skipped in [json!(null), json!("skip")] {
            let answer = judged(json!({ name: skipped }));
            assert_eq!(answer["level"], "1", "{name}");
            assert!(answer["rules"].as_array().unwrap().contains(&json!("SKIP")), "{name}");
        }
    }
    assert_eq!(judged(json!({ "risk": null }))["rules"], json!(["SKIP"]));
    for rather_not in [json!("skip"), json!(["skip"])] {
        assert_eq!(judged(json!({ "risk": rather_not })), json!({ "level": "0", "rules": ["0"] }));
    }
    assert_eq!(judged(json!({ "location": [], "type": ["skip"] }))["rules"], json!(["SKIP"]));
}

#[test]
fn what_the_bot_knows_counts() {
    assert_eq!(judged(json!({ "seen": false }))["rules"], json!(["S"]));
    assert_eq!(judged(json!({ "adult": false }))["rules"], json!(["AGE"]));
    assert_eq!(judged(json!({ "seen": true, "adult": true }))["rules"], json!(["0"]));
}

#[test]
fn what_is_wrong_is_named() {
    for (changes, named) in [
        (json!({ "warning": ["w_sadle"] }), "w_sadle"),
        (json!({ "location": ["skip", "neck"] }), "skip"),
        (json!({ "location": ["knee"] }), "location"),
        (json!({ "duration": ["lt24"] }), "duration"),
        (json!({ "duration": "t_today" }), "t_today"),
        (json!({ "nrs": 11 }), "11"),
        (json!({ "nrs": 3.5 }), "3.5"),
        (json!({ "nrs": true }), "nrs"),
        (json!({ "trend": 3 }), "trend"),
        (json!({ "seen": "no" }), "boolean"),
        (json!({ "wraning": ["w_saddle"] }), "wraning"),
    ] {
        let error = refused(changes);
        assert!(error.contains(named), "{error}");
    }
}

#[test]
fn a_bad_line_does_not_stop_the_others() {
    let good = line(json!({})).to_string();
    let input = [good.as_bytes(), b"{oops", b"", b"[1]", b"\xff", b"{\"nrs\":1,\"nrs\":2}", good.as_bytes()];
    let (lines, done) = lines(&input.join(&b'\n'));
    assert_eq!((lines.len(), done), (7, Done::Found));
    for (number, line) in lines.iter().enumerate() {
        assert_eq!(line.get("error").is_some(), (1..6).contains(&number), "{line}");
    }
}
