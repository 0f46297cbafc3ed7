//! Learns topics, warning signs and answers from the embedded examples, so that the program need not do it when it starts:
//! `prepared.rs` in the output folder lists the models.

#![allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    clippy::pedantic,
    reason = "the shared files serve the program too"
)]

#[path = "understand/learn/mod.rs"]
mod learn;
#[path = "text/mod.rs"]
mod text;

use std::{
    collections::BTreeMap, env, error::Error, fmt::Write as _, fs, panic::resume_unwind, path::Path, thread,
};

type Texts = Vec<String>;
/// A model's bytes, with its name.
type Named = (String, Vec<u8>);

fn main() -> Result<(), Box<dyn Error>> {
    // Nothing else makes another model, not even other code of the program.
    println!("cargo::rerun-if-changed=src/build.rs");
    println!("cargo::rerun-if-changed=src/text");
    println!("cargo::rerun-if-changed=src/understand/learn");
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
            .map(|(language, folder)| {
                scope.spawn(move || models(language, folder).map_err(|e| e.to_string()))
            })
            .collect();
        started.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });
    for ((language, _), models) in languages.iter().zip(learnt) {
        for (name, model) in models? {
            let file = Path::new(&out).join(format!("{language}.{name}"));
            fs::write(&file, model)?;
            write!(list, "include_bytes!({:?}),", file.display().to_string())?;
        }
    }
    fs::write(Path::new(&out).join("prepared.rs"), list + "]")?;
    Ok(())
}

/// Broken examples give no model here: the program lists what is wrong with them.
fn models(language: &str, folder: &Path) -> Result<Vec<Named>, Box<dyn Error>> {
    let topics: BTreeMap<String, Texts> = read(&folder.join("examples.toml"), "topic")?;
    let unrelated: Texts = read(&folder.join("unrelated.toml"), "unrelated")?;
    let signs: BTreeMap<String, Texts> = read(&folder.join("signs.toml"), "sign")?;
    let other: Texts = read(&folder.join("signs.toml"), "other")?;
    let topic = learn::Lesson { language, classes: slices(&topics), others: vec![&unrelated] };
    let answers: BTreeMap<String, BTreeMap<String, Texts>> = read(&folder.join("answers.toml"), "answer")?;
    let about = topics.values().chain(answers.values().flat_map(BTreeMap::values));
    let harmless = [&other, &unrelated].into_iter().chain(about).map(Vec::as_slice).collect();
    let sign = learn::Lesson { language, classes: slices(&signs), others: harmless };
    let mut models =
        vec![("topics".to_owned(), learn::learn(&topic)), ("signs".to_owned(), learn::learn(&sign))];
    let no_answers: Texts = read(&folder.join("answers.toml"), "other")?;
    for (question, texts) in &answers {
        let others: Vec<&[String]> = vec![&no_answers, &unrelated];
        let answer = learn::Lesson { language, classes: slices(texts), others };
        models.push((format!("answers.{question}"), learn::learn(&answer)));
    }
    Ok(models)
}

fn slices(texts: &BTreeMap<String, Texts>) -> Vec<&[String]> {
    texts.values().map(Vec::as_slice).collect()
}

fn read<T: serde::de::DeserializeOwned + Default>(file: &Path, table: &str) -> Result<T, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", file.display());
    if !file.exists() {
        return Ok(T::default());
    }
    let tables: toml::Table = fs::read_to_string(file)?.parse().unwrap_or_default();
    Ok(tables.get(table).and_then(|table| table.clone().try_into().ok()).unwrap_or_default())
}
