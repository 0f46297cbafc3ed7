//! The binary as an operator uses it: arguments and files in, standard output and exit code out.

use std::{
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

use aftercare::link::{ClinicId, Key, Link, Ticket, read};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A working directory of its own with a database in it, and nothing of the environment.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_aftercare"));
        command.args(args).current_dir(self.path()).env_clear();
        command
    }

    fn run(&self, args: &[&str]) -> Run {
        Run::from(self.command(args).output().unwrap())
    }

    fn run_with(&self, args: &[&str], variables: &[(&str, &str)]) -> Run {
        Run::from(self.command(args).envs(variables.iter().copied()).output().unwrap())
    }

    fn feed(&self, args: &[&str], input: &str) -> Run {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        Run::from(child.wait_with_output().unwrap())
    }
}

#[derive(Debug)]
struct Run {
    code: i32,
    out: String,
    err: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().expect("not killed"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Run {
    /// Standard output of a command that did well.
    #[track_caller]
    fn good(self) -> String {
        assert_eq!(self.code, 0, "{self:?}");
        self.out
    }

    /// Standard error of a command that ended with `code`; in one line unless the parser wrote it.
    #[track_caller]
    fn bad(self, code: i32) -> String {
        assert_eq!(self.code, code, "{self:?}");
        assert!(!self.err.contains("panicked"), "{self:?}");
        self.err
    }
}

#[test]
fn help_and_version_are_good_and_a_wrong_word_is_wrong_usage() {
    let place = Place::new();
    let help = place.run(&["--help"]).good();
    for word in
        ["run", "preview", "chat", "check", "graph", "triage", "clinic", "link", "migrate", "Examples"]
    {
        assert!(help.contains(word), "{word}: {help}");
    }
    for args in [&["clinic", "add", "--help"][..], &["link", "--help"], &["triage", "--help"], &["--version"]]
    {
        assert!(!place.run(args).good().is_empty());
    }
    for args in
        [&["dance"][..], &["triage"], &["link"], &["clinic"], &["clinic", "edit", "1"], &["check", "--port"]]
    {
        place.run(args).bad(2);
    }
}

#[test]
fn without_a_command_it_says_what_it_takes_it_for() {
    let place = Place::new();
    // A broken folder of content ends both before they open a port.
    std::fs::create_dir(place.path().join("empty")).unwrap();
    let broken = ("AFTERCARE_DIALOGUES", "empty");
    let preview = place.run_with(&[], &[broken]);
    assert!(preview.err.contains("aftercare preview") && preview.err.contains("not set"), "{preview:?}");
    let run = place.run_with(&[], &[broken, ("TELOXIDE_TOKEN", "1:x")]);
    assert!(run.err.contains("aftercare run") && run.err.contains("is set"), "{run:?}");
    std::fs::write(place.path().join(".env"), "TELOXIDE_TOKEN=1:x\n").unwrap();
    let run = place.run_with(&[], &[broken]);
    assert!(run.err.contains("aftercare run"), "{run:?}");
}

#[test]
fn wrong_settings_end_every_command_with_one_sentence() {
    let place = Place::new();
    let error = place.run_with(&["check"], &[("AFTERCARE_ZONE", "Mars")]).bad(1);
    assert!(error.contains("AFTERCARE_ZONE is no time zone") && error.lines().count() == 1, "{error}");
    std::fs::write(place.path().join(".env"), "AFTERCARE_RATE_ALL=lots\n").unwrap();
    let error = place.run(&["check"]).bad(1);
    assert!(error.contains("AFTERCARE_RATE_ALL"), "{error}");
    place.run_with(&["graph"], &[("AFTERCARE_RATE_ALL", "10")]).good();
    std::fs::write(place.path().join(".env"), "TELOXIDE_TOKEN 1:hush\n").unwrap();
    let error = place.run(&["check"]).bad(1);
    assert!(error.contains("line 1 of .env") && !error.contains("hush"), "{error}");
}

#[test]
fn a_webhook_that_cannot_be_ends_before_anything_begins() {
    let place = Place::new();
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let in_use = other.local_addr().unwrap().to_string();
    let in_use = in_use.as_str();
    let token = ("TELOXIDE_TOKEN", "1:x");
    let url = ("AFTERCARE_WEBHOOK_URL", "https://bot.example.org/telegram");
    for (variables, named) in [
        (
            &[token, ("AFTERCARE_WEBHOOK_URL", "http://bot.example.org/")][..],
            "AFTERCARE_WEBHOOK_URL is no https",
        ),
        (&[token, ("AFTERCARE_WEBHOOK_URL", "bot.example.org")], "AFTERCARE_WEBHOOK_URL is no https"),
        (&[token, ("AFTERCARE_WEBHOOK_URL", "https://")], "AFTERCARE_WEBHOOK_URL is no https"),
        (&[token, url, ("AFTERCARE_LISTEN", "8090")], "AFTERCARE_LISTEN is no address with a port"),
        (&[token, url, ("AFTERCARE_LISTEN", "192.0.2.1:8090")], "no such address"),
        (&[token, ("AFTERCARE_LISTEN", in_use)], "is taken"),
        (&[token, url, ("AFTERCARE_LISTEN", in_use)], "is taken"),
    ] {
        let error = place.run_with(&["run"], variables).bad(1);
        assert!(error.contains(named) && error.lines().count() == 1, "{variables:?}: {error}");
    }
    assert!(!place.path().join("aftercare.db").exists(), "nothing was opened");
}

#[test]
fn check_finds_nothing_in_the_built_in_content() {
    let place = Place::new();
    let said = place.run(&["check"]).good();
    for what in ["question", "rules", "check-ins", "language"] {
        assert!(said.contains(what), "{said}");
    }
}

#[test]
fn graph_draws_in_every_format_and_language() {
    let place = Place::new();
    for (format, begins) in [("mermaid", "flowchart TD"), ("dot", "digraph"), ("svg", "<svg")] {
        let picture = place.run(&["graph", "--format", format, "--lang", "ru"]).good();
        assert!(picture.starts_with(begins) && picture.contains("массаж"), "{picture}");
    }
    let error = place.run(&["graph", "--lang", "xx"]).bad(2);
    assert!(error.contains("\"xx\"") && error.contains("en, ru"), "{error}");
    place.run(&["graph", "--format", "png"]).bad(2);
}

#[test]
fn a_fault_of_the_conversation_is_told_as_a_transcript_and_refuses_to_start() {
    let place = Place::new();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("dialogues");
    let to = place.path().join("mine");
    for folder in ["", "en", "ru"] {
        std::fs::create_dir_all(to.join(folder)).unwrap();
        for entry in std::fs::read_dir(from.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                std::fs::copy(&path, to.join(folder).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    let rules = std::fs::read_to_string(to.join("triage.toml")).unwrap();
    let lowered = rules.replacen("id = \"A3\"\nlevel = \"2\"", "id = \"A3\"\nlevel = \"1\"", 1);
    std::fs::write(to.join("triage.toml"), lowered).unwrap();
    let run = place.run(&["check", "--dialogues", "mine"]);
    for line in ["triage.toml: warning sign w_fever: ", "client  A temperature of 38 °C"] {
        assert!(run.out.lines().any(|said| said.starts_with(line)), "{line}: {run:?}");
    }
    run.bad(1);
    let error = place.feed(&["chat", "--dialogues", "mine"], "/start\n").bad(1);
    assert!(error.contains("cannot be used: triage.toml: warning sign w_fever"), "{error}");
}

#[test]
fn check_tells_in_numbers_what_it_has_proved() {
    let place = Place::new();
    let json: Value = serde_json::from_str(&place.run(&["check", "--json"]).good()).unwrap();
    assert_eq!(json["issues"], 0);
    for what in ["rules", "places", "inputs", "worse_answers", "texts"] {
        assert!(json["checked"][what].as_u64() > Some(20), "{json}");
    }
}

#[test]
fn check_lists_every_issue_of_a_folder() {
    let place = Place::new();
    let folder = place.path().join("mine");
    std::fs::create_dir_all(folder.join("en")).unwrap();
    std::fs::write(folder.join("en/all.ftl"), "greeting = Hello\n").unwrap();
    let run = place.run(&["check", "--dialogues", "mine"]);
    let said = run.out.clone();
    run.bad(1);
    assert!(said.lines().count() >= 4, "{said}");
    assert!(said.lines().any(|line| line.starts_with("triage.toml: the file: it is missing; ")), "{said}");
    let run = place.run(&["--dialogues", "mine", "check", "--json"]);
    for line in run.out.lines() {
        let issue: Value = serde_json::from_str(line).unwrap();
        for field in ["file", "place", "problem", "cure"] {
            assert!(issue[field].is_string(), "{issue}");
        }
    }
    assert_eq!(run.out.lines().count(), said.lines().count());
    run.bad(1);
    let error = place.run(&["check", "--dialogues", "nowhere"]).bad(1);
    assert!(error.contains("nowhere") && error.contains("--dialogues"), "{error}");
}

/// The test vectors of the clinical brief, 3.5. What a vector does not name is as harmless as it can be.
#[test]
fn triage_answers_the_vectors_of_the_brief() {
    let vectors = [
        (json!({ "type": "dull", "location": "neck", "nrs": 3, "duration": "lt24", "trend": "same" }), "0"),
        (
            json!({ "type": "dull", "location": "lower_back", "nrs": 5, "duration": "h24_48", "trend": "better" }),
            "1",
        ),
        (
            json!({ "type": "dull", "location": "lower_back", "nrs": 5, "duration": "d3_7", "trend": "same" }),
            "2",
        ),
        (json!({ "type": "stiff", "nrs": 2, "duration": "d3_7", "trend": "same" }), "1"),
        (
            json!({ "type": "bruised", "location": "shoulder", "nrs": 3, "duration": "lt24", "trend": "better", "risk": "blood_thinners" }),
            "2",
        ),
        (
            json!({ "type": "shooting", "location": "thigh_knee", "nrs": 3, "duration": "lt24", "trend": "better" }),
            "1",
        ),
        (
            json!({ "type": "shooting", "location": "thigh_knee", "nrs": 3, "duration": "h24_48", "trend": "same" }),
            "2",
        ),
        (
            json!({ "type": "numb_tingle", "location": "legs_both", "nrs": 1, "duration": "lt24", "trend": "better" }),
            "3a",
        ),
        (
            json!({ "type": "headache", "location": ["neck"], "nrs": 4, "duration": "lt24", "trend": "same" }),
            "2",
        ),
        (
            json!({ "type": "dull", "location": ["head", "neck"], "nrs": 4, "duration": "lt24", "trend": "same" }),
            "2",
        ),
        (json!({ "type": "headache", "nrs": 2, "duration": "lt24", "trend": "better" }), "1"),
        (
            json!({ "type": "headache", "nrs": 2, "duration": "lt24", "trend": "better", "risk": "heart_bp" }),
            "2",
        ),
        (json!({ "type": "headache", "nrs": 8, "duration": "lt24", "trend": "better" }), "3b"),
        (
            json!({ "type": "dull", "location": "calf_one", "nrs": 2, "duration": "lt24", "trend": "better", "risk": "pregnant" }),
            "3b",
        ),
        (
            json!({ "type": "dull", "location": "chest", "nrs": 2, "duration": "lt24", "trend": "better" }),
            "2",
        ),
        (
            json!({ "type": "sharp", "location": "chest", "nrs": 2, "duration": "lt24", "trend": "better" }),
            "3a",
        ),
        (
            json!({ "type": "dull", "location": "thigh_knee", "nrs": 8, "duration": "h48_72", "trend": "worse" }),
            "3b",
        ),
        (json!({ "type": "none", "nrs": 0, "duration": "d3_7", "trend": "gone", "seen": false }), "2"),
        (json!({ "warning": "w_dark_urine" }), "3b"),
        (json!({ "warning": ["w_saddle"] }), "3a"),
        (json!({ "warning": [] }), "null"),
    ];
    let mildest = json!({
        "warning": ["w_none"], "duration": "lt24", "location": ["other"], "type": ["dull"], "nrs": 0,
        "trend": "better", "risk": ["none"],
    });
    let lines: Vec<String> = vectors
        .iter()
        .map(|(vector, _)| {
            let mut line = mildest.clone();
            for (name, value) in vector.as_object().unwrap() {
                line[name] = value.clone();
            }
            line.to_string()
        })
        .collect();
    let said = Place::new().feed(&["triage", "--json"], &(lines.join("\n") + "\n")).good();
    assert_eq!(said.lines().count(), vectors.len());
    for (answer, (vector, level)) in said.lines().zip(&vectors) {
        let answer: Value = serde_json::from_str(answer).unwrap();
        let got = answer["level"].as_str().unwrap_or("null");
        assert_eq!(got, *level, "{vector}: {answer}");
        assert!(!answer["rules"].as_array().unwrap().is_empty());
    }
}

#[test]
fn triage_answers_other_lines_when_one_is_wrong() {
    let run = Place::new()
        .feed(&["triage", "--json"], "{\"warning\":\"w_saddle\"}\nrubbish\n{\"warning\":\"x\"}\n{}");
    let lines: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(run.code, 1);
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[0]["level"], "3a");
    assert!(lines[1]["error"].is_string() && lines[2]["error"].as_str().unwrap().contains("\"x\""));
    assert_eq!(lines[3], json!({ "level": null, "rules": ["A0"] }));
    assert!(Place::new().feed(&["triage", "--json"], "").good().is_empty());
}

#[test]
fn the_example_settings_can_be_used_as_they_are() {
    let place = Place::new();
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/.env.example"), place.path().join(".env")).unwrap();
    place.run(&["graph"]).good();
}

/// A link's payload, out of the whole link.
fn payload<'a>(link: &'a str, bot: &str) -> &'a str {
    let start = format!("https://t.me/{bot}?start=");
    link.trim_end().strip_prefix(start.as_str()).unwrap_or_else(|| panic!("{link}"))
}

const BOT: (&str, &str) = ("AFTERCARE_BOT_NAME", "my_clinic_bot");
const KEY: (&str, &str) = ("AFTERCARE_LINK_KEY", "a key for tests");

#[test]
fn a_clinic_can_be_added_listed_shown_changed_and_removed() {
    let place = Place::new();
    let nothing = place.run(&["clinic", "list"]);
    assert!(nothing.err.contains("clinic add"), "{nothing:?}");
    assert_eq!(nothing.good(), "");

    let args = [
        "clinic",
        "add",
        "Back to Balance",
        "--zone",
        "europe/berlin",
        "--phone",
        "+49 30 1",
        "--country",
        "de",
    ];
    let added = place.run(&args);
    assert!(added.err.contains("aftercare link 1"), "{added:?}");
    assert_eq!(added.good(), "1\n");
    assert_eq!(place.run(&["clinic", "add", "Other"]).good(), "2\n");

    let shown =
        || -> Value { serde_json::from_str(&place.run(&["clinic", "show", "1", "--json"]).good()).unwrap() };
    let clinic = json!({
        "id": 1, "name": "Back to Balance", "zone": "Europe/Berlin", "phone": "+49 30 1", "country": "DE",
    });
    assert_eq!(shown(), clinic);
    let list = place.run(&["clinic", "list", "--json"]).good();
    assert_eq!(serde_json::from_str::<Value>(list.lines().next().unwrap()).unwrap(), clinic);
    assert_eq!(list.lines().count(), 2);
    assert!(place.run(&["clinic", "list"]).good().contains("Europe/Berlin"));
    assert!(place.run(&["clinic", "show", "Back to Balance"]).good().contains("+49 30 1"));

    place.run(&["clinic", "edit", "1", "--name", "Balance", "--no-phone", "--country", "AT"]).good();
    let changed =
        json!({ "id": 1, "name": "Balance", "zone": "Europe/Berlin", "phone": null, "country": "AT" });
    assert_eq!(shown(), changed);

    let removed = place.run(&["clinic", "remove", "Other"]);
    assert!(removed.err.contains("already out"), "{removed:?}");
    removed.good();
    let error = place.run(&["clinic", "show", "2"]).bad(1);
    assert!(error.contains("clinic list"), "{error}");
    assert_eq!(
        place.run(&["clinic", "add", "New"]).good(),
        "3\n",
        "an old link must not lead to a new clinic"
    );
}

#[test]
fn what_a_clinic_cannot_have_is_wrong_usage() {
    let place = Place::new();
    for (args, named) in [
        (&["clinic", "add", ""][..], "1 to 64"),
        (&["clinic", "add", "a\nb"], "1 to 64"),
        (&["clinic", "add", "A", "--zone", "Mars/Olympus"], "IANA"),
        (&["clinic", "add", "A", "--country", "Germany"], "two letters"),
        (&["clinic", "edit", "1", "--zone", "UTC", "--no-zone"], "cannot be used with"),
    ] {
        let error = place.run(args).bad(2);
        assert!(error.contains(named), "{error}");
    }
    assert!(!place.path().join("aftercare.db").exists(), "nothing was opened");
    let warned = place.run(&["clinic", "add", "A", "--country", "ZZ"]);
    assert!(warned.err.contains("warning") && warned.err.contains("ZZ"), "{warned:?}");
    assert_eq!(warned.good(), "1\n");
}

#[test]
fn a_link_is_signed_with_a_key_that_stays() {
    let place = Place::new();
    place.run(&["clinic", "add", "Balance"]).good();
    let link = place.run_with(&["link", "1"], &[BOT]).good();
    assert_eq!(payload(&link, "my_clinic_bot").len(), 23);
    assert_eq!(place.run_with(&["link", "Balance"], &[BOT]).good(), link, "the same key again");
    let other = place.run_with(&["link", "1"], &[BOT, KEY]).good();
    assert_ne!(other, link);

    let key = Key::from_text(KEY.1).unwrap();
    let ticket = Ticket { clinic: ClinicId(1), ended_at: None };
    let now = jiff::Timestamp::now();
    assert_eq!(read(&key, payload(&other, "my_clinic_bot"), now), Link::Ticket(ticket));

    let visit = place.run_with(&["link", "1", "--ended-at", "now", "--json"], &[BOT, KEY]).good();
    let visit: Value = serde_json::from_str(&visit).unwrap();
    assert_eq!(visit["clinic"], 1);
    let Link::Ticket(ticket) = read(&key, payload(visit["url"].as_str().unwrap(), "my_clinic_bot"), now)
    else {
        panic!("{visit}");
    };
    assert_eq!(visit["ended_at"].as_str().unwrap(), ticket.ended_at.unwrap().to_string());
}

#[test]
fn a_link_that_cannot_be_made_says_why() {
    let place = Place::new();
    place.run(&["clinic", "add", "Balance"]).good();
    place.run(&["clinic", "add", "Twin"]).good();
    place.run(&["clinic", "add", "Twin"]).good();
    let error = place.run(&["link", "1"]).bad(1);
    assert!(error.contains("AFTERCARE_BOT_NAME") && error.contains("aftercare run"), "{error}");
    for (args, code, named) in [
        (&["link", "7"][..], 1, "no clinic \"7\""),
        (&["link", "Twin"], 2, "2, 3"),
        (&["link", "1", "--ended-at", "2026-03-02 18:00"], 2, "AFTERCARE_ZONE"),
        (&["link", "1", "--ended-at", "2020-03-02T18:00Z"], 2, "14 days"),
        (&["link", "1", "--ended-at", "2999-03-02T18:00Z"], 2, "a year ahead"),
        (&["link", "1", "--ended-at", "soon"], 2, "is no time"),
        (&["link", "1", "--qr", "clinic.jpg"], 2, ".svg"),
        (&["link", "1", "--qr", "no/such/folder.png"], 1, "no/such/folder.png"),
    ] {
        let error = place.run_with(args, &[BOT]).bad(code);
        assert!(error.contains(named), "{args:?}: {error}");
    }
}

#[test]
fn a_qr_code_is_written_by_its_ending() {
    let place = Place::new();
    place.run(&["clinic", "add", "Balance"]).good();
    for (file, head) in [("clinic.svg", &b"<?xml"[..]), ("clinic.PNG", b"\x89PNG")] {
        std::fs::write(place.path().join(file), "old").unwrap();
        let made = place.run_with(&["link", "1", "--qr", file], &[BOT, KEY]);
        assert!(made.err.contains(file), "{made:?}");
        assert_eq!(payload(&made.good(), "my_clinic_bot").len(), 23);
        assert!(std::fs::read(place.path().join(file)).unwrap().starts_with(head));
    }
}

#[test]
fn migrate_makes_the_database_and_may_be_repeated() {
    let place = Place::new();
    for _ in 0..2 {
        assert_eq!(place.run(&["migrate"]).good(), "");
    }
    assert!(place.path().join("aftercare.db").exists());
    let error = place.run_with(&["migrate"], &[("DATABASE_URL", "sqlite://no/such/folder/a.db")]).bad(1);
    assert!(error.contains("no/such/folder") && error.contains("DATABASE_URL"), "{error}");
}
