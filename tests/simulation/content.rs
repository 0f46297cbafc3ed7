//! The content as it is, and a later version of it in which questions have other names: whoever stands at one of
//! them when the version changes stands nowhere.

use std::sync::{Arc, LazyLock};

use aftercare::script::{Defaults, Script, Source};

/// Questions that the later version calls otherwise: of the assessment, of the consent, and of the check-ins.
const RENAMED: [(&str, &str); 4] =
    [("when", "moment"), ("consent", "agreement"), ("hello", "hi"), ("told", "passed_on")];

const FILES: [&str; 12] = [
    "assessment.toml",
    "checkins.toml",
    "en/checkins.ftl",
    "en/answers.toml",
    "en/phrases.toml",
    "en/questions.ftl",
    "en/start.ftl",
    "ru/checkins.ftl",
    "ru/answers.toml",
    "ru/phrases.toml",
    "ru/questions.ftl",
    "ru/start.ftl",
];

/// Both versions.
pub(crate) static SCRIPTS: LazyLock<[Arc<Script>; 2]> = LazyLock::new(|| {
    let later = FILES.iter().fold(Source::embedded(), |source, file| {
        let text = source.file(file).expect("it is there").to_owned();
        let text = RENAMED.iter().fold(text, |text, names| renamed(&text, names));
        source.with(file, Some(text))
    });
    [Source::embedded(), later].map(|source| {
        let script = Script::load(&source, Defaults::default());
        Arc::new(script.unwrap_or_else(|issues| panic!("{issues:?}")))
    })
});

fn renamed(text: &str, (old, new): &(&str, &str)) -> String {
    // The kinds of questions have names, too.
    text.replace(&format!("kind = \"{old}\""), "kind = \0")
        .replace(&format!("\"{old}\""), &format!("\"{new}\""))
        .replace("kind = \0", &format!("kind = \"{old}\""))
        .replace(&format!("[answer.{old}]"), &format!("[answer.{new}]"))
        .replace(&format!("q-{old} ="), &format!("q-{new} ="))
        .replace(&format!("a-{old}-"), &format!("a-{new}-"))
}
