//! Whole conversations as files: `tests/transcripts/*.txt`. Each is played on the real runtime, store and
//! engine with a clock that is moved by hand, every update twice, the state read back between any two steps;
//! and the whole text must come out as it stands there. `UPDATE=1 cargo test --test transcripts` writes them
//! anew (never do that without reading the difference).

use std::{fs, path::Path, sync::Arc};

use aftercare::{
    console::transcript,
    script::{Defaults, Script, Source},
};

#[tokio::test]
async fn every_transcript_comes_out_as_it_stands() {
    let script = Arc::new(
        Script::load(&Source::embedded(), Defaults::default()).expect("the embedded content is valid"),
    );
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let update = std::env::var_os("UPDATE").is_some() && std::env::var_os("CI").is_none();
    let mut files: Vec<_> = fs::read_dir(&folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be read").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "there are no transcripts");
    let mut wrong = Vec::new();
    for file in files {
        let name = file.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let expected = fs::read_to_string(&file).expect("it can be read");
        let played = transcript(Arc::clone(&script), &expected)
            .await
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let again = transcript(Arc::clone(&script), &expected).await.expect("it was played before");
        assert_eq!(played, again, "{name}: played twice, it must be the same");
        if played != expected {
            if update {
                fs::write(&file, &played).expect("it can be written");
            }
            wrong.push(difference(&name, &expected, &played));
        }
    }
    assert!(wrong.is_empty() || update, "{}", wrong.join("\n\n"));
}

/// The first place where they differ, with the lines around it.
fn difference(name: &str, expected: &str, played: &str) -> String {
    let (expected, played): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), played.lines().collect());
    let at = expected.iter().zip(&played).take_while(|(a, b)| a == b).count();
    let part = |lines: &[&str]| lines[at.min(lines.len())..(at + 8).min(lines.len())].join("\n");
    format!("{name}, line {}:\n--- expected\n{}\n+++ played\n{}", at + 1, part(&expected), part(&played))
}
