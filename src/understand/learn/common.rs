//! Words that people use often.

use std::collections::BTreeMap;

use crate::{script::Examples, text};

/// A word that stands so often in the examples is no slip.
const OFTEN: usize = 6;

/// The common words of a language, as bytes: one a line, in order.
#[must_use]
pub(crate) fn learn(examples: &Examples) -> Vec<u8> {
    let by_class = examples.topics.values().chain(examples.signs.values());
    let all = by_class.chain([&examples.unrelated, &examples.harmless]).flatten();
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for word in all.flat_map(|text| text::words(text)) {
        *times.entry(word.text).or_default() += 1;
    }
    let often = times.into_iter().filter(|(_, times)| *times >= OFTEN).map(|(word, _)| word);
    often.collect::<Vec<_>>().join("\n").into_bytes()
}

/// The words in such bytes.
pub(crate) fn read(bytes: &[u8]) -> impl Iterator<Item = &str> {
    std::str::from_utf8(bytes).unwrap_or_default().lines()
}
