//! Learns topics, warning signs and answers from the embedded examples, so that the program need not do it when it starts:
//! `prepared.rs` in the output folder lists the models.

#![allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    clippy::pedantic,
    reason = "the shared files serve the program too"
)]

mod script {
    mod examples;
    pub use examples::*;
}
#[path = "text/mod.rs"]
mod text;
mod understand {
    pub mod learn;
}

use std::{env, error::Error, fmt::Write as _, fs, panic::resume_unwind, path::Path, thread};

use script::{EXAMPLE_FILES, Examples};
use understand::learn::{Lesson, common, learn};

/// What was learnt, as bytes, with its name.
type Named = (String, Vec<u8>);

fn main() -> Result<(), Box<dyn Error>> {
    // Nothing else makes another model, not even other code of the program.
    for path in ["build.rs", "script/examples.rs", "text", "understand/learn"] {
        println!("cargo::rerun-if-changed=src/{path}");
    }
    let out = env::var("OUT_DIR")?;
    let mut list = String::from("&[");
    let mut folders: Vec<_> = fs::read_dir("dialogues")?.collect::<Result<_, _>>()?;
    folders.sort_by_key(fs::DirEntry::path);
    let languages = folders.into_iter().filter(|folder| folder.path().is_dir());
    let languages: Vec<_> =
        languages.map(|folder| (folder.file_name().to_string_lossy().into_owned(), folder.path())).collect();
    // A script is not optimised, and learning takes a while: all languages at once.
    let learnt: Vec<_> = thread::scope(|scope| {
        let started: Vec<_> = languages
            .iter()
            .map(|(language, folder)| scope.spawn(move || learnt(language, &examples(folder))))
            .collect();
        started.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });
    for ((language, _), learnt) in languages.iter().zip(learnt) {
        for (name, bytes) in learnt {
            let file = Path::new(&out).join(format!("{language}.{name}"));
            fs::write(&file, bytes)?;
            let file = file.display().to_string();
            write!(list, "({language:?}, {name:?}, include_bytes!({file:?})),")?;
        }
    }
    fs::write(Path::new(&out).join("prepared.rs"), list + "]")?;
    Ok(())
}

/// Broken examples are none here: `check` lists what is wrong with them.
fn examples(folder: &Path) -> Examples {
    let texts = EXAMPLE_FILES.map(|name| {
        let file = folder.join(name);
        println!("cargo::rerun-if-changed={}", file.display());
        (name, fs::read_to_string(file).ok())
    });
    let text_of = |name: &str| texts.iter().find(|(known, _)| *known == name)?.1.as_deref();
    Examples::read(text_of, |_, _, _| {})
}

fn learnt(language: &str, examples: &Examples) -> Vec<Named> {
    let answers = Lesson::answers(language, examples);
    let answers = answers.map(|(question, lesson)| (format!("answers.{question}"), learn(&lesson)));
    let mut learnt: Vec<Named> = answers.collect();
    learnt.push(("topics".to_owned(), learn(&Lesson::topics(language, examples))));
    learnt.push(("signs".to_owned(), learn(&Lesson::signs(language, examples))));
    learnt.push(("common".to_owned(), common::learn(examples)));
    learnt
}
