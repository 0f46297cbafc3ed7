//! Warning signs in free text: every phrase of the clinical brief exactly, a labelled set of our own with minimums,
//! and what holds for any text.

use aftercare::{
    script::{Defaults, Script, Source},
    understand::{Hit, Route, Warning, warning},
};
use proptest::prelude::*;
use std::sync::LazyLock;

static SCRIPT: LazyLock<Script> = LazyLock::new(|| {
    Script::load(&Source::embedded(), Defaults::default()).unwrap_or_else(|issues| {
        panic!("{}", issues.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
});

/// One line of a set. `route` is what is acted on; `ask_back` says whether the client shall be asked, if that is
/// settled.
#[derive(serde::Deserialize)]
struct Line {
    text: String,
    route: Option<String>,
    flag: Option<String>,
    ask_back: Option<bool>,
}

fn set(text: &str) -> Vec<Line> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")))
        .collect()
}

fn scan(text: &str) -> Warning {
    warning(&SCRIPT, text)
}

fn code(route: Route) -> &'static str {
    match route {
        Route::Doctor => "2",
        Route::Today => "3b",
        Route::Safeguarding => "S",
        Route::Crisis => "C",
        Route::Ambulance => "3a",
    }
}

/// What was found, in one line.
fn shown(found: &Warning) -> String {
    let hits: Vec<String> =
        found.hits.iter().map(|hit| format!("{} {}", code(hit.route), hit.flag)).collect();
    let ask = found.ask_back.as_ref().map_or(String::new(), |ask| format!(" asks {}", ask.flag));
    format!("[{}]{ask}", hits.join(", "))
}

/// What is wrong with one line, if anything is.
fn fault(line: &Line) -> Option<String> {
    let found = scan(&line.text);
    let route = found.hits.first().map(|hit| code(hit.route));
    let right = match &line.route {
        Some(wanted) => route == Some(wanted),
        None => route.is_none() && line.ask_back.is_none_or(|ask| found.ask_back.is_some() == ask),
    };
    (!right).then(|| format!("{:?} {:?} but {}: {}", line.route, line.ask_back, shown(&found), line.text))
}

#[test]
fn every_phrase_of_the_clinical_brief_is_read_exactly() {
    let mut faults = Vec::new();
    for text in [
        include_str!("understanding/en/warning_brief.jsonl"),
        include_str!("understanding/ru/warning_brief.jsonl"),
    ] {
        for line in set(text) {
            faults.extend(fault(&line));
            if let Some(flag) = &line.flag {
                let found = scan(&line.text);
                if !found
                    .hits
                    .iter()
                    .any(|hit| hit.flag == **flag && line.route.as_deref() == Some(code(hit.route)))
                {
                    faults.push(format!("no {flag} but {}: {}", shown(&found), line.text));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// How many of some lines are right, and of how many.
fn share(lines: &[Line], which: impl Fn(&Line) -> bool, right: impl Fn(&Line) -> bool) -> (usize, usize) {
    let chosen: Vec<&Line> = lines.iter().filter(|line| which(line)).collect();
    (chosen.iter().filter(|line| right(line)).count(), chosen.len())
}

#[test]
fn signs_are_caught_and_what_looks_like_them_is_not() {
    let mut short = Vec::new();
    for (name, text) in [
        ("en", include_str!("understanding/en/warning_own.jsonl")),
        ("ru", include_str!("understanding/ru/warning_own.jsonl")),
    ] {
        let lines = set(text);
        for line in &lines {
            if let Some(fault) = fault(line) {
                println!("{fault}");
            }
        }
        let is_urgent = |line: &Line| matches!(line.route.as_deref(), Some("3a" | "3b"));
        let is_right = |line: &Line| fault(line).is_none();
        let is_quiet = |line: &Line| scan(&line.text).hits.is_empty();
        for (what, (right, all), least) in [
            ("3a and 3b", share(&lines, is_urgent, is_right), 98),
            ("all signs", share(&lines, |line| line.route.is_some(), is_right), 98),
            ("look-alikes left alone", share(&lines, |line| line.route.is_none(), is_quiet), 98),
            (
                "look-alikes asked about as they should",
                share(&lines, |line| line.route.is_none(), is_right),
                95,
            ),
        ] {
            println!("{name}: {what}: {right} of {all}");
            if right * 100 < all * least {
                short.push(format!("{name}: {what}: {right} of {all}, wanted {least} %"));
            }
        }
    }
    assert!(short.is_empty(), "{}", short.join("\n"));
}

/// Every sign of the brief that is acted on.
static SIGNS: LazyLock<Vec<String>> = LazyLock::new(|| {
    [
        include_str!("understanding/en/warning_brief.jsonl"),
        include_str!("understanding/ru/warning_brief.jsonl"),
    ]
    .into_iter()
    .flat_map(set)
    .filter(|line| line.route.is_some())
    .map(|line| line.text)
    .collect()
});

const INNOCENT: [&str; 10] = [
    "hello there",
    "good evening",
    "i had a massage",
    "thank you",
    "the therapist was kind",
    "добрый вечер",
    "была на массаже",
    "спасибо большое",
    "мастер хороший",
    "please answer",
];
const DENIALS: [&str; 6] =
    ["no fever", "i have no rash", "no chest pain", "температуры нет", "сыпи нет", "боли в груди нет"];

fn is_cyrillic(text: &str) -> bool {
    text.chars().any(|c| ('а'..='я').contains(&c))
}

/// Whether a sign is still acted on. Where no sentence parts it from other words, it may look less like itself among
/// them: then it is at least asked about.
fn stands(found: &Warning, hit: &Hit, parted: bool) -> bool {
    let asked = found.ask_back.iter().filter(|_| !parted);
    found.hits.iter().chain(asked).any(|other| other.flag == hit.flag || other.route >= hit.route)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in "\\PC{0,300}") {
        scan(&text);
    }

    #[test]
    fn any_mixture_of_our_own_words_is_read(words in prop::collection::vec(0..5000_usize, 0..60), marks in "[ ,.?!]{60}") {
        let all: Vec<&str> = include_str!("understanding/en/warning_own.jsonl").split(['"', ' ']).chain(include_str!("understanding/ru/warning_own.jsonl").split(['"', ' '])).collect();
        let text: String = words.iter().zip(marks.chars()).flat_map(|(word, mark)| [all[word % all.len()].to_owned(), mark.to_string(), " ".to_owned()]).collect();
        scan(&text);
    }

    #[test]
    fn innocent_words_around_a_sign_take_nothing_away(sign in 0..1000_usize, before in 0..10_usize, behind in 0..10_usize, mark in prop::sample::select(vec![". ", ", ", "\n"])) {
        let sign = &SIGNS[sign % SIGNS.len()];
        let alone = scan(sign);
        // What is said around it is said in the same language.
        let own: Vec<&str> = INNOCENT.into_iter().filter(|text| is_cyrillic(text) == is_cyrillic(sign)).collect();
        let among = scan(&format!("{}{mark}{sign}{mark}{}", own[before % own.len()], own[behind % own.len()]));
        for hit in &alone.hits {
            prop_assert!(stands(&among, hit, mark != ", "), "{} is lost among {}", shown(&alone), shown(&among));
        }
    }

    #[test]
    fn a_denial_of_one_sign_takes_no_other_away(sign in 0..1000_usize, denial in 0..6_usize) {
        let sign = &SIGNS[sign % SIGNS.len()];
        let alone = scan(sign);
        for (text, parted) in [(format!("{}. {sign}", DENIALS[denial]), true), (format!("{}, but {sign}", DENIALS[denial]), false), (format!("{}, но {sign}", DENIALS[denial]), false)] {
            let among = scan(&text);
            for hit in &alone.hits {
                prop_assert!(stands(&among, hit, parted), "{text}: {} is lost in {}", shown(&alone), shown(&among));
            }
        }
    }
}

#[test]
fn a_sign_at_the_end_of_a_long_message_stands() {
    let talk = INNOCENT.iter().cycle().take(60).copied().collect::<Vec<_>>().join(". ");
    for sign in SIGNS.iter() {
        for hit in &scan(sign).hits {
            let found = scan(&format!("{talk}. {sign}"));
            assert!(stands(&found, hit, true), "{sign}: {}", shown(&found));
        }
    }
}

#[test]
fn the_longest_message_is_read() {
    for part in ["leg ", "numb leg no ", "не чувствую ногу ", "зщшгукеz ", "can't, ", "1 ", ". "]
    {
        scan(&part.repeat(4096 / part.len() + 1));
    }
}
