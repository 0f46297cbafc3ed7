//! The file `.env`: variables for people who do not set an environment. It does not change the environment.

use std::{collections::BTreeMap, io, path::Path};

use super::ConfigError;

/// The variables of the file; none if there is no file. A repeated name counts as it stands first.
pub(super) fn read(path: &Path) -> Result<BTreeMap<String, String>, ConfigError> {
    match std::fs::read_to_string(path) {
        Ok(text) => parse(&text),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
        Err(cause) => Err(ConfigError::one(format!(
            "The settings file {} cannot be read ({cause}): make it a readable text file, or remove it.",
            path.display()
        ))),
    }
}

fn parse(text: &str) -> Result<BTreeMap<String, String>, ConfigError> {
    let text = text.trim_start_matches('\u{feff}');
    let mut values = BTreeMap::new();
    for pair in dotenvy::from_read_iter(text.as_bytes()) {
        let (name, value) = pair.map_err(|cause| malformed(text, &cause))?;
        values.entry(name).or_insert(value);
    }
    Ok(values)
}

/// Names the line but does not show it: it may hold the token.
fn malformed(text: &str, cause: &dotenvy::Error) -> ConfigError {
    let line = match cause {
        dotenvy::Error::LineParse(line, _) => text.find(line.as_str()),
        _ => None,
    }
    .map(|start| format!("line {} of ", text[..start].matches('\n').count() + 1))
    .unwrap_or_default();
    ConfigError::one(format!(
        "The settings cannot be read from {line}.env: write NAME=value, and put a value with spaces, # or $ \
         in single quotes."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_quotes_and_a_byte_order_mark_are_understood() {
        let text = "\u{feff}# it's a comment\nA=1\n\nB='two words' # why\r\nexport C=\"3\"\nD=\nA=again\n";
        let values = parse(text).unwrap();
        let pairs: Vec<_> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(pairs, [("A", "1"), ("B", "two words"), ("C", "3"), ("D", "")]);
    }

    #[test]
    fn a_malformed_line_is_named_but_not_shown() {
        for (text, line) in [("A=1\nsecret 123\n", "line 2"), ("A=1\nB='secret\n", "line 2")] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains(line) && error.contains(".env"), "{error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn a_missing_file_is_no_fault_and_a_folder_is_one() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read(&folder.path().join("none")).unwrap().is_empty());
        assert!(read(folder.path()).unwrap_err().to_string().contains("cannot be read"));
    }
}
