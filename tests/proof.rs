//! The content is proved against the engine; broken content is found, each fault with file, place and cure, and with
//! the shortest conversation that shows it.

use aftercare::{
    proof::{self, Covered, Did, Fault, Story, Turn},
    script::{Defaults, Script, Source},
};

/// What `aftercare check` does: the files by themselves, then the proof.
fn prove(source: &Source) -> (Covered, Vec<Fault>) {
    match Script::load(source, Defaults::default()) {
        Ok(script) => proof::prove(&script, source, &mut |_| {}),
        Err(issues) => {
            let faults = issues.into_iter().map(|issue| Fault { issue, story: None });
            (Covered::default(), faults.collect())
        }
    }
}

fn lines(faults: &[Fault]) -> String {
    let told = |fault: &Fault| fault.story.as_ref().map(done).unwrap_or_default().join(" > ");
    faults.iter().map(|fault| format!("{} {}", fault.issue, told(fault))).collect::<Vec<_>>().join("\n")
}

/// What is done in a conversation.
fn done(story: &Story) -> Vec<String> {
    let did = |turn: &Turn| match &turn.did {
        Did::Press(button) => button.label.clone(),
        did => format!("{did:?}"),
    };
    story.turns.iter().map(did).collect()
}

/// The content with texts of files replaced; an empty one stands for the end of the file.
fn broken(changes: &[(&str, &str, &str)]) -> Source {
    changes.iter().fold(Source::embedded(), |source, (file, from, to)| {
        let text = source.file(file).unwrap_or_default().to_owned();
        let text = if from.is_empty() {
            text + to
        } else {
            assert!(text.contains(from), "{file} does not hold {from}");
            text.replacen(from, &to.replace("LONG", &"long ".repeat(700)), 1)
        };
        source.with(file, Some(text))
    })
}

#[test]
fn the_content_is_proved() {
    let (covered, faults) = prove(&Source::embedded());
    println!("{covered:?}");
    assert!(faults.is_empty(), "{}", lines(&faults));
    assert!(covered.places > 5000 && covered.moves > 80_000 && covered.steps > 10_000, "{covered:?}");
    assert!(covered.rules > 60 && covered.compositions > 1000, "{covered:?}");
}

/// One way to break the content, and what is said about it.
struct Break {
    what: &'static str,
    /// File, text, text in its place.
    changes: &'static [(&'static str, &'static str, &'static str)],
    file: &'static str,
    place: &'static str,
    problem: &'static str,
    cure: &'static str,
    /// Whether a conversation shows it.
    told: bool,
}

/// Found in the files, the rules or the texts by themselves.
const BY_THEMSELVES: &[Break] = &[
    Break {
        what: "a translation is missing",
        changes: &[("ru/outcomes.ftl", "outcome-2 =", "# outcome-2 =")],
        file: "ru/",
        place: "outcome-2",
        problem: "missing",
        cure: "add it",
        told: false,
    },
    Break {
        what: "there is a message that nothing uses",
        changes: &[("en/start.ftl", "", "\ngood-bye = Bye\n")],
        file: "en/start.ftl",
        place: "good-bye",
        problem: "nothing uses",
        cure: "remove it",
        told: false,
    },
    Break {
        what: "a message has a variable that it cannot have",
        changes: &[("en/outcomes.ftl", "{ $clinic }, { $phone }", "{ $clinic }, { $fax }")],
        file: "en/outcomes.ftl",
        place: "outcome-human",
        problem: "$fax",
        cure: "$phone",
        told: false,
    },
    Break {
        what: "the id of an answer does not fit into a button",
        changes: &[(
            "assessment.toml",
            "{ id = \"lower_back\"",
            "{ id = \"the_lower_part_of_the_back_on_both_sides\"",
        )],
        file: "assessment.toml",
        place: "location",
        problem: "the_lower_part",
        cure: "shorter",
        told: false,
    },
    Break {
        what: "a topic stands in no group",
        changes: &[("topics.toml", "\"is-it-normal\", \"normal-duration\"", "\"normal-duration\"")],
        file: "topics.toml",
        place: "is-it-normal",
        problem: "no group",
        cure: "add it",
        told: false,
    },
    Break {
        what: "a topic leads to one that does not exist",
        changes: &[("topics.toml", "related = [\"", "related = [\"no-such-topic\", \"")],
        file: "topics.toml",
        place: "topic ",
        problem: "no-such-topic",
        cure: "related",
        told: false,
    },
    Break {
        what: "a check-in asks nothing",
        changes: &[("checkins.toml", "night = \"ignore\"\nask = [\"seen\"]", "night = \"ignore\"\nask = []")],
        file: "checkins.toml",
        place: "seen_10m",
        problem: "asks nothing",
        cure: "ask",
        told: false,
    },
    Break {
        what: "a check-in does not ask about warning signs",
        changes: &[("checkins.toml", "\"seen\", \"news\", \"now\"", "\"seen\", \"now\"")],
        file: "checkins.toml",
        place: "h24",
        problem: "without the warning signs",
        cure: "signs",
        told: false,
    },
    Break {
        what: "a rule asks for an answer that does not exist",
        changes: &[("triage.toml", "any_of = [\"chest\"]", "any_of = [\"breast\"]")],
        file: "triage.toml",
        place: "rule E1",
        problem: "\"breast\" is no answer",
        cure: "correct the name",
        told: false,
    },
    Break {
        what: "a rule says \"at least\" about answers in no order",
        changes: &[(
            "triage.toml",
            "when = { type = { any_of = [\"sharp\"] } }",
            "when = { type = { at_least = \"sharp\" } }",
        )],
        file: "triage.toml",
        place: "rule D4",
        problem: "needs a scale",
        cure: "any_of",
        told: false,
    },
    Break {
        what: "a rule fires for 4 to 6 and not for 7",
        changes: &[("triage.toml", "nrs = { at_least = \"4\" }", "nrs = { any_of = [\"4\", \"5\", \"6\"] }")],
        file: "triage.toml",
        place: "rule B1",
        problem: "a worse answer to nrs",
        cure: "at_least",
        told: false,
    },
    Break {
        what: "a folder is no language",
        changes: &[("translations/start.ftl", "", "greeting = Hello\n")],
        file: "translations",
        place: "folder",
        problem: "not a language code",
        cure: "pt-BR",
        told: false,
    },
    Break {
        what: "a file of words is none",
        changes: &[("en/notes.ftl", "", "These are my notes about the texts.\n")],
        file: "en/notes.ftl",
        place: "line 1",
        problem: "cannot be read",
        cure: "name = text",
        told: false,
    },
    Break {
        what: "a text is too long for a message",
        changes: &[("en/outcomes.ftl", "outcome-human = ", "outcome-human = LONG ")],
        file: "en/outcomes.ftl",
        place: "outcome-1",
        problem: "4096 fit",
        cure: "shorten",
        told: false,
    },
    Break {
        what: "the scores stand upside down",
        changes: &[(
            "assessment.toml",
            "{ id = \"3\" },\n  { id = \"4\" }",
            "{ id = \"4\" },\n  { id = \"3\" }",
        )],
        file: "assessment.toml",
        place: "question nrs",
        problem: "\"4\" stands where \"3\" belongs",
        cure: "from the mildest to the worst",
        told: false,
    },
    Break {
        what: "a rule decides nothing, for another asks for more",
        changes: &[("triage.toml", "id = \"C3\"\nlevel = \"2\"", "id = \"C3\"\nlevel = \"1\"")],
        file: "triage.toml",
        place: "rule C3",
        problem: "never decides a case: whenever it fires, rule C1 or rule C2",
        cure: "remove it, or correct its level",
        told: false,
    },
    Break {
        what: "a rule asks for two answers of which one can be given",
        changes: &[(
            "triage.toml",
            "trend = { at_least = \"worse_each\" }",
            "trend = { at_least = \"worse_each\" }, nrs = { all_of = [\"10\"], at_least = \"9\" }",
        )],
        file: "triage.toml",
        place: "rule C6",
        problem: "never fire",
        cure: "exclude each other",
        told: false,
    },
    Break {
        what: "whoever skips a question is left with self-care",
        changes: &[("triage.toml", "any_of = [\"skipped\"]", "any_of = [\"minor\"]")],
        file: "triage.toml",
        place: "fact skipped",
        problem: "skips question",
        cure: "level 1",
        told: false,
    },
    Break {
        what: "the safety net names no number",
        changes: &[(
            "en/outcomes.ftl",
            "If one shows up, call { $emergency } or tap",
            "If one shows up, tap",
        )],
        file: "en/outcomes.ftl",
        place: "outcome-watch",
        problem: "number to call",
        cure: "$emergency",
        told: false,
    },
    Break {
        what: "what a topic says about an ambulance names no number",
        changes: &[(
            "ru/topics.ftl",
            "**Вызовите скорую: { $emergency }**, если",
            "**Вызовите скорую**, если",
        )],
        file: "ru/topics.ftl",
        place: "-call",
        problem: "number to call",
        cure: "$emergency",
        told: false,
    },
    Break {
        what: "\"see a doctor\" says what only the mildest advice may",
        changes: &[(
            "en/outcomes.ftl",
            "I can't be certain from a chat what this is.",
            "What you describe fits ordinary soreness, which most often fades in 1-3 days.",
        )],
        file: "en/outcomes.ftl",
        place: "outcome-2",
        problem: "belongs to outcome-0 only",
        cure: "say what to do",
        told: false,
    },
];

/// Found by walking through the conversation.
const IN_THE_CONVERSATION: &[Break] = &[
    Break {
        what: "a warning sign ends in self-care",
        changes: &[("triage.toml", "id = \"A3\"\nlevel = \"2\"", "id = \"A3\"\nlevel = \"0\"")],
        file: "triage.toml",
        place: "warning sign w_fever",
        problem: "\"outcome-0\", which reassures",
        cure: "raise rule A3 to level 2",
        told: true,
    },
    Break {
        what: "one of the signs is told to the therapist",
        changes: &[
            ("triage.toml", "\"w_numb_stays\", \"w_night\"", "\"w_numb_stays\""),
            (
                "triage.toml",
                "",
                "\n[[rule]]\nid = \"A4\"\nlevel = \"1\"\nwhen = { warning = { any_of = [\"w_night\"] } }\nwhy = \"a night is long\"\n",
            ),
        ],
        file: "triage.toml",
        place: "warning sign w_night",
        problem: "\"outcome-1\", which reassures",
        cure: "raise rule A4 to level 2",
        told: true,
    },
    Break {
        what: "a milder answer clears an urgent advice",
        changes: &[("triage.toml", "id = \"S\"\nlevel = \"2\"", "id = \"S\"\nlevel = \"1\"")],
        file: "triage.toml",
        place: "fact unseen",
        problem: "was not seen",
        cure: "rule S",
        told: true,
    },
    Break {
        what: "the score is asked before the warning signs",
        changes: &[("checkins.toml", "\"seen\", \"news\", \"now\"", "\"seen\", \"now\", \"news\"")],
        file: "checkins.toml",
        place: "check-in h24",
        problem: "question now is asked before the warning signs",
        cure: "before it",
        told: true,
    },
    Break {
        what: "\"were you seen?\" goes on to an outcome",
        changes: &[(
            "checkins.toml",
            "window = [\"4h\", \"24h\"]\nlatest = \"24h\"\nnight = \"move\"\nask = [\"seen\"]",
            "window = [\"4h\", \"24h\"]\nlatest = \"24h\"\nnight = \"move\"\nask = [\"seen\", \"told\"]",
        )],
        file: "checkins.toml",
        place: "check-in seen_4h",
        problem: "outcome, and the warning signs were not asked",
        cure: "ask a question of kind `signs`",
        told: true,
    },
    Break {
        what: "a question has signs that no rule knows",
        changes: &[
            ("assessment.toml", "id = \"trend\"\nkind = \"one\"", "id = \"trend\"\nkind = \"signs\""),
            ("assessment.toml", "{ id = \"gone\" }", "{ id = \"gone\", alone = true }"),
            ("en/signs.ftl", "", SIGNS),
            ("ru/signs.ftl", "", SIGNS),
        ],
        file: "assessment.toml",
        place: "question trend",
        problem: "leads nowhere",
        cure: "records = \"warning\"",
        told: true,
    },
    Break {
        what: "the caption of a topic is too long for a button",
        changes: &[(
            "en/topics.ftl",
            "topic-is-it-normal = ",
            "topic-is-it-normal = I would like to know, please, as exactly as you can tell me: ",
        )],
        file: "en/topics.ftl",
        place: "topic-is-it-normal",
        problem: "on a button",
        cure: "shorten",
        told: true,
    },
    Break {
        what: "a question is asked nowhere, and a check-in has no result",
        changes: &[("checkins.toml", "\"now\", \"compare\", \"told\"", "\"now\", \"compare\"")],
        file: "checkins.toml",
        place: "question told",
        problem: "never asked",
        cure: "ask",
        told: false,
    },
];

const SIGNS: &str =
    "\nsign-better = Better\nsign-same = Same\nsign-worse = Worse\nsign-worse_each = Worse each time\n";

#[track_caller]
fn finds(case: &Break) {
    let (_, faults) = prove(&broken(case.changes));
    let found = faults.iter().find(|Fault { issue, .. }| {
        issue.file == case.file && issue.place.contains(case.place) && issue.problem.contains(case.problem)
    });
    let Some(Fault { issue, story }) = found else {
        panic!("{}: it was not found, but:\n{}", case.what, lines(&faults));
    };
    assert!(issue.cure.contains(case.cure), "{}: {issue}", case.what);
    assert_eq!(story.is_some(), case.told, "{}: {issue}", case.what);
}

#[test]
fn what_is_wrong_by_itself_is_found() {
    BY_THEMSELVES.iter().for_each(finds);
}

#[test]
fn what_goes_wrong_in_a_conversation_is_found() {
    IN_THE_CONVERSATION.iter().for_each(finds);
}

#[test]
fn the_shortest_conversation_is_told() {
    let (_, faults) = prove(&broken(IN_THE_CONVERSATION[0].changes));
    let story = faults.iter().find_map(|fault| fault.story.as_ref()).expect("a conversation shows it");
    // Typing it is shorter than tapping it.
    assert_eq!(done(story), ["Text(\"A temperature of 38 °C (100.4 °F) or more, or shaking chills\")"]);
    let last = story.turns.last().and_then(|turn| turn.shown.last()).expect("it is answered");
    assert!(last.message.text.text.starts_with("What you describe fits ordinary soreness"));
}
