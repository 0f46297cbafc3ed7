//! Where the content comes from: the copy inside the binary, or a folder. The only place that reads files
//! in the pure half of the program.

use std::{borrow::Cow, collections::BTreeMap, path::Path};

use include_dir::{Dir, include_dir};
use sha2::{Digest as _, Sha256};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/dialogues");

/// Largest content file that is read; far above any sensible one, so that a wrong folder cannot fill memory.
const FILE_SIZE_MAX: u64 = 4 * 1024 * 1024;

/// The content files by path inside `dialogues/`, e.g. `en/outcomes.ftl`. A text that is as it was built in is borrowed
/// from there, wherever it came from.
#[derive(Clone, Debug, Default)]
pub struct Source {
    pub(super) files: BTreeMap<String, Cow<'static, str>>,
}

/// Why a folder could not be read as content.
#[derive(Debug, thiserror::Error)]
#[error("cannot read the dialogues {path}: {cause}; point --dialogues at a copy of the dialogues folder")]
pub struct SourceError {
    path: String,
    cause: String,
}

impl Source {
    /// The content that was built into the binary.
    #[must_use]
    pub fn embedded() -> Self {
        let mut files = BTreeMap::new();
        collect_embedded(&EMBEDDED, &mut files);
        Self { files }
    }

    /// The content of a folder: its `.toml` files and one folder of `.ftl` files for each language.
    ///
    /// # Errors
    /// If the folder or a file in it cannot be read, or is no text.
    #[expect(clippy::disallowed_methods, reason = "the one loader of content")]
    pub fn read(folder: &Path) -> Result<Self, SourceError> {
        let fail = |path: &Path, cause: &dyn std::fmt::Display| SourceError {
            path: path.display().to_string(),
            cause: cause.to_string(),
        };
        let mut source = Self::default();
        let mut folders = vec![(folder.to_owned(), String::new())];
        while let Some((path, prefix)) = folders.pop() {
            for entry in std::fs::read_dir(&path).map_err(|cause| fail(&path, &cause))? {
                let entry = entry.map_err(|cause| fail(&path, &cause))?;
                let (file, name) = (entry.path(), entry.file_name());
                let name = name.to_string_lossy();
                if name.starts_with('.') {
                    continue;
                }
                let about = std::fs::metadata(&file).map_err(|cause| fail(&file, &cause))?;
                let inner = format!("{prefix}{name}");
                if about.is_dir() && prefix.is_empty() {
                    folders.push((file, format!("{inner}/")));
                } else if about.is_file() && is_content(&inner) {
                    if about.len() > FILE_SIZE_MAX {
                        return Err(fail(&file, &"it is larger than 4 MiB"));
                    }
                    let text = std::fs::read_to_string(&file).map_err(|cause| fail(&file, &cause))?;
                    source = source.with(&inner, Some(text));
                }
            }
        }
        if source.files.is_empty() {
            return Err(fail(folder, &"there are no .toml and .ftl files in it"));
        }
        Ok(source)
    }

    /// The same content with one file replaced, or removed with `None`.
    #[must_use]
    pub fn with(mut self, path: &str, text: Option<String>) -> Self {
        match text {
            Some(text) => {
                let same = built_in(path).filter(|known| *known == text);
                self.files.insert(path.to_owned(), same.map_or(Cow::Owned(text), Cow::Borrowed))
            }
            None => self.files.remove(path),
        };
        self
    }

    /// Whether a file is as it was built in; also one that is missing here and there.
    pub(super) fn is_built_in(&self, path: &str) -> bool {
        match self.files.get(path) {
            Some(text) => matches!(text, Cow::Borrowed(_)),
            None => built_in(path).is_none(),
        }
    }

    /// The text of one file.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(|text| &**text)
    }

    /// A number that another content does not have (SHA-256, in hexadecimal digits).
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for (path, text) in &self.files {
            // With their lengths, so that no text can pass for the next name.
            for part in [path.as_str(), text] {
                hash.update(part.len().to_le_bytes());
                hash.update(part);
            }
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
    }

    /// The languages: every folder that holds `.ftl` files.
    pub(super) fn languages(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .files
            .keys()
            .filter(|path| path.ends_with(".ftl"))
            .filter_map(|path| path.split_once('/'))
            .map(|(folder, _)| folder.to_owned())
            .collect();
        names.dedup();
        names
    }
}

fn is_content(path: &str) -> bool {
    path.ends_with(".toml") || path.ends_with(".ftl")
}

fn built_in(path: &str) -> Option<&'static str> {
    EMBEDDED.get_file(path)?.contents_utf8()
}

fn collect_embedded(folder: &'static Dir<'_>, files: &mut BTreeMap<String, Cow<'static, str>>) {
    for file in folder.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        if let (true, Some(text)) = (is_content(&path), file.contents_utf8()) {
            files.insert(path, Cow::Borrowed(text));
        }
    }
    for inner in folder.dirs() {
        collect_embedded(inner, files);
    }
}
