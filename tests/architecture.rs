//! What the compiler does not keep: which module may use which, that the pure half stays pure, and that the
//! settings are explained where they are promised to be.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Each module may use only itself and what stands before it.
const ORDER: [&str; 19] = [
    "text",
    "script",
    "triage",
    "understand",
    "plan",
    "link",
    "engine",
    "proof",
    "graph",
    "store",
    "runtime",
    "telegram",
    "console",
    "preview",
    "clinic",
    "api",
    "config",
    "cli",
    "main",
];
/// The modules up to this one are pure.
const LAST_PURE: &str = "graph";
const IMPURE: [&str; 4] = ["tokio", "sqlx", "teloxide", "reqwest"];
/// The only file that may read the environment.
const SETTINGS: &str = "src/config.rs";
/// Runs before the program is compiled and is no part of it.
const BUILD: &str = "src/build.rs";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(path);
        }
    }
}

/// Every source file with its path from the root, its module and its text.
fn sources() -> Vec<(String, String, String)> {
    let mut paths = Vec::new();
    files(&root().join("src"), &mut paths);
    paths.retain(|path| !path.ends_with(BUILD));
    paths.sort();
    assert!(!paths.is_empty());
    paths
        .into_iter()
        .map(|path| {
            let shown = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
            let first = shown.split('/').nth(1).unwrap();
            let module = first.strip_suffix(".rs").unwrap_or(first).to_owned();
            (shown, module, fs::read_to_string(&path).unwrap())
        })
        .collect()
}

/// The text without line comments, so that a word in prose is not taken for a use.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !is_word(character)).filter(|word| !word.is_empty())
}

/// The modules after `crate::`, also those in braces: `crate::{link::Key, script::{Id, Script}}`.
fn used(code: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for (at, prefix) in code.match_indices("crate::") {
        if code[..at].ends_with(|before: char| is_word(before) || before == '$') {
            continue;
        }
        let rest = code[at + prefix.len()..].trim_start();
        match rest.strip_prefix('{') {
            None => used.extend(words(rest).next().map(str::to_owned)),
            Some(list) => {
                let mut depth = 0;
                let mut item = String::new();
                for character in list.chars() {
                    match character {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => {
                            used.extend(words(&item).next().map(str::to_owned));
                            item.clear();
                        }
                        _ if depth == 0 => item.push(character),
                        _ => {}
                    }
                }
                used.extend(words(&item).next().map(str::to_owned));
            }
        }
    }
    used
}

fn rank(module: &str) -> Option<usize> {
    ORDER.iter().position(|known| *known == module)
}

#[test]
fn the_scanner_sees_every_way_to_write_a_use() {
    let text = "use crate::{link::{Key, Ticket}, script::Id,\n    engine};\nlet x = crate::plan::due(); // crate::api\n\
                macro $crate::telegram; my_crate::store; use crate::{\n    triage,\n};";
    let seen: Vec<_> = used(&code(text)).into_iter().collect();
    assert_eq!(seen, ["engine", "link", "plan", "script", "triage"]);
}

#[test]
fn modules_use_only_what_stands_to_their_left() {
    let mut wrong = Vec::new();
    for (path, module, text) in sources().iter().filter(|(_, module, _)| module != "lib") {
        let Some(own) = rank(module) else {
            wrong.push(format!("{path}: module {module} has no place in the order; give it one"));
            continue;
        };
        for other in used(&code(text)) {
            match rank(&other) {
                Some(other) if other <= own => {}
                Some(_) => wrong.push(format!("{path}: {module} uses {other}, which stands to its right")),
                None => wrong.push(format!("{path}: crate::{other} is no module of the order")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_pure_half_names_nothing_impure() {
    let pure = rank(LAST_PURE).unwrap();
    let mut wrong = Vec::new();
    for (path, _, text) in
        sources().iter().filter(|(_, module, _)| rank(module).is_some_and(|own| own <= pure))
    {
        let code = code(text);
        wrong.extend(
            IMPURE
                .iter()
                .filter(|name| words(&code).any(|word| word == **name))
                .map(|name| format!("{path}: names {name}")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_says_first_what_it_owns() {
    let silent: Vec<_> = sources()
        .into_iter()
        .filter(|(_, _, text)| !text.starts_with("//! "))
        .map(|(path, _, _)| path)
        .collect();
    assert!(silent.is_empty(), "no `//!` in the first line of {}", silent.join(", "));
}

#[test]
fn only_the_settings_read_the_environment() {
    for (path, _, text) in sources().iter().filter(|(path, _, _)| path != SETTINGS) {
        assert!(!code(text).contains("env::var"), "{path} reads the environment; {SETTINGS} does that");
    }
}

/// One variable of `.env.example`: its name, its default, the line that explains it.
type Variable = (String, String, String);

fn example() -> Vec<Variable> {
    let text = fs::read_to_string(root().join(".env.example")).unwrap();
    let mut variables = Vec::new();
    let mut comment = Vec::new();
    for line in text.lines() {
        if let Some(said) = line.strip_prefix('#') {
            comment.push(said.trim().to_owned());
        } else if line.is_empty() {
            comment.clear();
        } else {
            let (name, default) = line.split_once('=').unwrap_or_else(|| panic!("no variable: {line}"));
            assert_eq!(comment.len(), 1, "{name} is explained in one line");
            variables.push((name.to_owned(), default.to_owned(), comment.remove(0)));
        }
    }
    variables
}

#[test]
fn the_example_names_every_variable_the_code_reads_and_no_other() {
    let foreign = ["DATABASE_URL", "RUST_LOG"];
    let ours = |name: &str| {
        let plain =
            name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
        let prefixed = ["AFTERCARE_", "TELOXIDE_"]
            .iter()
            .any(|start| name.len() > start.len() && name.starts_with(start));
        plain && (prefixed || foreign.contains(&name))
    };
    let read: BTreeSet<String> = sources()
        .iter()
        .flat_map(|(_, _, text)| code(text).split('"').map(str::to_owned).collect::<Vec<_>>())
        .filter(|literal| ours(literal))
        .collect();
    let explained: BTreeSet<String> = example().into_iter().map(|(name, _, _)| name).collect();
    assert_eq!(explained, read, "left: .env.example, right: the code");
}

#[test]
fn the_example_holds_the_defaults() {
    let as_written: BTreeMap<_, _> =
        example().into_iter().map(|(name, default, _)| (name, default)).collect();
    let written = aftercare::config::Config::from_values(&as_written).unwrap();
    let default = aftercare::config::Config::from_values(&BTreeMap::new()).unwrap();
    assert_eq!(format!("{written:?}"), format!("{default:?}"));
    assert_eq!(written.database(), default.database());
}

/// The table in the README is `.env.example`, row by row: `| `NAME` | `default` | explanation |`.
#[test]
fn the_readme_shows_the_same_table() {
    let Ok(readme) = fs::read_to_string(root().join("README.md")) else {
        eprintln!("skipped: there is no README.md yet");
        return;
    };
    let example = example();
    let row = |(name, default, said): &Variable| {
        let default = if default.is_empty() { String::new() } else { format!("`{default}` ") };
        format!("| `{name}` | {default}| {said} |")
    };
    let wanted: Vec<String> = example.iter().map(row).collect();
    let is_row = |line: &&str| {
        line.strip_prefix("| `").and_then(|rest| rest.split('`').next()).is_some_and(|name| {
            name.contains('_') && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
        })
    };
    let found: Vec<&str> = readme.lines().map(str::trim_end).filter(is_row).collect();
    assert_eq!(found, wanted, "the table should be:\n{}", wanted.join("\n"));
}
