//! Learns the topics from the embedded examples, so that the program need not do it when it starts: `topics.rs` in
//! the output folder lists the models by language.

#![allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    clippy::pedantic,
    reason = "the shared files serve the program too"
)]

#[path = "understand/topic/learn/mod.rs"]
mod learn;
#[path = "text/mod.rs"]
mod text;

use std::{collections::BTreeMap, env, error::Error, fmt::Write as _, fs, path::Path};

type Texts = Vec<String>;

fn main() -> Result<(), Box<dyn Error>> {
    // Nothing else makes another model, not even other code of the program.
    println!("cargo::rerun-if-changed=src/build.rs");
    println!("cargo::rerun-if-changed=src/text");
    println!("cargo::rerun-if-changed=src/understand/topic/learn");
    let out = env::var("OUT_DIR")?;
    let mut list = String::from("&[");
    let mut folders: Vec<_> = fs::read_dir("dialogues")?.collect::<Result<_, _>>()?;
    folders.sort_by_key(fs::DirEntry::path);
    for folder in folders.into_iter().filter(|folder| folder.path().is_dir()) {
        let language = folder.file_name().to_string_lossy().into_owned();
        let model = model(&language, &folder.path())?;
        let file = Path::new(&out).join(format!("{language}.topics"));
        fs::write(&file, model)?;
        write!(list, "({language:?}, include_bytes!({:?})),", file.display().to_string())?;
    }
    fs::write(Path::new(&out).join("topics.rs"), list + "]")?;
    Ok(())
}

/// Broken examples give no model here: the program lists what is wrong with them.
fn model(language: &str, folder: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let topics: BTreeMap<String, Texts> = read(&folder.join("examples.toml"), "topic")?;
    let unrelated: Texts = read(&folder.join("unrelated.toml"), "unrelated")?;
    let topics = topics.values().map(Vec::as_slice).collect();
    Ok(learn::learn(&learn::Lesson { language, topics, unrelated: &unrelated }))
}

fn read<T: serde::de::DeserializeOwned + Default>(file: &Path, table: &str) -> Result<T, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", file.display());
    if !file.exists() {
        return Ok(T::default());
    }
    let tables: toml::Table = fs::read_to_string(file)?.parse().unwrap_or_default();
    Ok(tables.get(table).and_then(|table| table.clone().try_into().ok()).unwrap_or_default())
}
