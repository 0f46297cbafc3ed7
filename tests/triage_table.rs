//! The rule table against the clinical brief: the tables of 3.2 and 3.4 cell by cell, and the law of 3.1,
//! that no answer made worse lowers the level.

use std::sync::LazyLock;

use aftercare::{
    script::{
        Answers, DURATION, Defaults, Given, Id, LOCATION, NRS, Question, RISK, Script, Source, TREND, TYPE,
        Urgency, WARNING,
    },
    triage::{Facts, assess},
};
use proptest::{prelude::*, sample::subsequence};

static SCRIPT: LazyLock<Script> = LazyLock::new(|| {
    Script::load(&Source::embedded(), Defaults::default()).unwrap_or_else(|issues| panic!("{issues:?}"))
});

/// The columns of the tables.
const SCORES: [&[&str]; 5] = [&["0"], &["1", "2", "3"], &["4", "5", "6"], &["7", "8"], &["9", "10"]];

/// "Reading the table for plain soreness" (3.2): bands, trends, and the level in each column.
const PLAIN: [(&[&str], &[&str], [&str; 5]); 13] = [
    (&["lt24"], &["better", "same"], ["0", "0", "1", "2", "3b"]),
    (&["lt24"], &["worse"], ["1", "1", "1", "2", "3b"]),
    (&["h24_48"], &["better", "same"], ["0", "0", "1", "2", "3b"]),
    (&["h24_48"], &["worse"], ["1", "1", "1", "3b", "3b"]),
    (&["h48_72"], &["better", "same"], ["0", "0", "1", "2", "3b"]),
    (&["h48_72"], &["worse"], ["1", "1", "2", "3b", "3b"]),
    (&["d3_7"], &["better"], ["0", "0", "1", "2", "3b"]),
    (&["d3_7"], &["same"], ["0", "1", "2", "2", "3b"]),
    (&["d3_7"], &["worse"], ["2", "2", "2", "3b", "3b"]),
    (&["gt7"], &["better"], ["0", "1", "2", "2", "3b"]),
    (&["gt7"], &["same"], ["0", "2", "2", "2", "3b"]),
    (&["lt24"], &["worse_each"], ["2", "2", "2", "2", "3b"]),
    (&["h24_48", "h48_72", "d3_7", "gt7"], &["worse_each"], ["2", "2", "2", "3b", "3b"]),
];

/// The results of the check-ins (3.4) for plain soreness, 24 h and 72 h.
const CHECK_INS: [(&[&str], &[&str], [&str; 5]); 8] = [
    (&["h24_48"], &["better"], ["0", "0", "1", "2", "3b"]),
    (&["h24_48"], &["same"], ["0", "0", "1", "2", "3b"]),
    (&["h24_48"], &["worse"], ["1", "1", "1", "3b", "3b"]),
    (&["h24_48"], &["worse_each"], ["2", "2", "2", "3b", "3b"]),
    (&["d3_7"], &["better"], ["0", "0", "1", "2", "3b"]),
    (&["d3_7"], &["same"], ["0", "1", "2", "2", "3b"]),
    (&["d3_7"], &["worse"], ["2", "2", "2", "3b", "3b"]),
    (&["d3_7"], &["worse_each"], ["2", "2", "2", "3b", "3b"]),
];

/// Not nerve, sharp, head, throat, chest, belly or one calf, which have rules of their own.
const PLAIN_TYPES: [&str; 4] = ["dull", "stiff", "bruised", "other"];
const PLAIN_PLACES: [&str; 12] = [
    "neck",
    "shoulder",
    "arm_hand",
    "arms_both",
    "ribs_mid",
    "lower_back",
    "buttock_groin",
    "thigh_knee",
    "legs_both",
    "foot_ankle",
    "all_over",
    "other",
];

fn answers(given: &[(&str, &str)]) -> Answers {
    let mut answers = Answers::default();
    for (question, answer) in given {
        answers.add(&(*question).into(), &(*answer).into());
    }
    answers
}

#[test]
fn plain_soreness_is_judged_as_the_tables_say() {
    for (bands, trends, levels) in PLAIN.iter().chain(&CHECK_INS) {
        for (scores, level) in SCORES.iter().zip(levels) {
            for ((band, trend), score) in bands
                .iter()
                .flat_map(|b| trends.iter().map(move |t| (*b, *t)))
                .flat_map(|case| scores.iter().map(move |s| (case, *s)))
            {
                for (place, kind) in
                    PLAIN_PLACES.iter().flat_map(|p| PLAIN_TYPES.iter().map(move |t| (*p, *t)))
                {
                    let answers = answers(&[
                        (WARNING, "w_none"),
                        (DURATION, band),
                        (LOCATION, place),
                        (TYPE, kind),
                        (NRS, score),
                        (TREND, trend),
                        (RISK, "none"),
                    ]);
                    let verdict = assess(&SCRIPT, &answers, Facts::default());
                    assert_eq!(
                        verdict.urgency.map(Urgency::code),
                        Some(*level),
                        "{band}, {trend}, {score}, {place}, {kind}: {:?}",
                        verdict.rules
                    );
                }
            }
        }
    }
}

#[test]
fn pain_that_is_left_is_not_gone() {
    for (_, _, answers) in all_scales() {
        let (mut gone, mut better) = (answers.clone(), answers);
        gone.set(&TREND.into(), Given::Picked(vec!["gone".into()]));
        better.set(&TREND.into(), Given::Picked(vec!["better".into()]));
        if !gone.has(NRS, "0") {
            assert_eq!(level(&gone, Facts::default()), level(&better, Facts::default()));
        }
    }
}

/// Every band with every score, dull pain in the neck.
fn all_scales() -> impl Iterator<Item = (Id, Id, Answers)> {
    ids(DURATION).into_iter().flat_map(|band| {
        ids(NRS).into_iter().map(move |score| {
            let given =
                [(WARNING, "w_none"), (DURATION, &*band), (LOCATION, "neck"), (TYPE, "dull"), (NRS, &*score)];
            (band.clone(), score.clone(), answers(&given))
        })
    })
}

fn level(answers: &Answers, facts: Facts) -> Option<Urgency> {
    assess(&SCRIPT, answers, facts).urgency
}

fn question(id: &str) -> &'static Question {
    SCRIPT.question(id).unwrap()
}

/// The answers that stand on a scale, or that can be ticked beside others.
fn ids(id: &str) -> Vec<Id> {
    question(id).answers.iter().filter(|answer| !answer.alone).map(|answer| answer.id.clone()).collect()
}

/// Several answers, or the one that means "none"; or the question skipped.
fn many(id: &'static str, none: &'static str, least: usize, most: usize) -> impl Strategy<Value = Given> {
    prop_oneof![
        8 => subsequence(ids(id), least..=most).prop_map(move |picked| {
            Given::Picked(if picked.is_empty() { vec![none.into()] } else { picked })
        }),
        1 => Just(Given::Skipped),
    ]
}

fn one(id: &'static str) -> impl Strategy<Value = Given> {
    prop_oneof![
        8 => prop::sample::select(ids(id)).prop_map(|picked| Given::Picked(vec![picked])),
        1 => Just(Given::Skipped),
    ]
}

fn cases() -> impl Strategy<Value = (Answers, Facts)> {
    let questions = (
        subsequence(ids(WARNING), 0..=2),
        one(DURATION),
        many(LOCATION, "other", 1, 4),
        many(TYPE, "none", 0, 3),
        one(NRS),
        one(TREND),
        many(RISK, "none", 0, 3),
    );
    (questions, any::<bool>(), any::<bool>()).prop_map(|(given, unseen, minor)| {
        let (signs, duration, location, kind, nrs, trend, risk) = given;
        let signs = if signs.is_empty() { vec!["w_none".into()] } else { signs };
        let mut answers = Answers::default();
        answers.set(&WARNING.into(), Given::Picked(signs));
        for (id, given) in [
            (DURATION, duration),
            (LOCATION, location),
            (TYPE, kind),
            (NRS, nrs),
            (TREND, trend),
            (RISK, risk),
        ] {
            answers.set(&id.into(), given);
        }
        (answers, Facts { unseen, minor, ..Facts::default() })
    })
}

/// Every case that is worse by one step (3.1): one more sign, place, kind or risk; the next score, band or
/// trend; an earlier urgent advice. Nothing leads to or from `before`, which is a category of its own.
fn worse_by_one(answers: &Answers, facts: Facts) -> Vec<(String, Answers, Facts)> {
    let mut worse = vec![
        ("unseen".to_owned(), answers.clone(), Facts { unseen: true, ..facts }),
        ("minor".to_owned(), answers.clone(), Facts { minor: true, ..facts }),
        ("waiting".to_owned(), answers.clone(), Facts { waiting: true, ..facts }),
        ("skipped".to_owned(), answers.clone(), Facts { skipped: true, ..facts }),
    ];
    for id in [WARNING, LOCATION, TYPE, RISK] {
        let question = question(id);
        let picked = answers.picked(id);
        if picked.is_empty() {
            continue;
        }
        let kept = picked.iter().filter(|id| question.answers.iter().any(|a| a.id == **id && !a.alone));
        for more in ids(id).into_iter().filter(|more| !picked.contains(more)) {
            let mut changed = answers.clone();
            changed.set(&question.id, Given::Picked(kept.clone().cloned().chain([more.clone()]).collect()));
            worse.push((format!("{id}: {more}"), changed, facts));
        }
    }
    for id in [DURATION, NRS, TREND] {
        let steps: Vec<_> = question(id).answers.iter().filter(|answer| !answer.off_scale).collect();
        let place = steps.iter().position(|step| answers.has(id, &step.id));
        if let Some(next) = place.and_then(|place| steps.get(place + 1)) {
            let mut changed = answers.clone();
            changed.set(&id.into(), Given::Picked(vec![next.id.clone()]));
            worse.push((format!("{id}: {}", next.id), changed, facts));
        }
    }
    worse
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_answer_made_worse_lowers_the_level((answers, facts) in cases()) {
        let before = level(&answers, facts);
        prop_assert!(before.is_some());
        for (change, worse, facts) in worse_by_one(&answers, facts) {
            let after = level(&worse, facts);
            prop_assert!(
                after >= before,
                "{change} lowers it from {before:?} to {after:?}: {:?}",
                SHOWN.map(|id| (id, answers.picked(id)))
            );
        }
    }
}

/// Answers print themselves redacted; a failing case must be readable.
const SHOWN: [&str; 7] = [WARNING, DURATION, LOCATION, TYPE, NRS, TREND, RISK];
