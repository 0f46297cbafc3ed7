//! Words in two alphabets at once ("massаж"), as a phone with two keyboards makes them, brought into one.

/// Latin letters with the Cyrillic ones that look the same.
const ALIKE: [(char, char); 14] = [
    ('a', 'а'),
    ('b', 'в'),
    ('c', 'с'),
    ('e', 'е'),
    ('h', 'н'),
    ('k', 'к'),
    ('m', 'м'),
    ('o', 'о'),
    ('p', 'р'),
    ('t', 'т'),
    ('x', 'х'),
    ('y', 'у'),
    ('i', 'і'),
    ('s', 'ѕ'),
];

/// Latin letters with the Cyrillic ones that sound the same, where none looks the same.
const SOUNDS: [(char, char); 12] = [
    ('d', 'д'),
    ('f', 'ф'),
    ('g', 'г'),
    ('i', 'и'),
    ('j', 'й'),
    ('l', 'л'),
    ('n', 'н'),
    ('r', 'р'),
    ('s', 'с'),
    ('u', 'у'),
    ('v', 'в'),
    ('z', 'з'),
];

/// The word in one alphabet: Cyrillic if a letter in it can only be that, else Latin.
pub(super) fn one(word: String) -> String {
    let cyrillic = |c: char| matches!(c, '\u{400}'..='\u{4ff}');
    let latin = |c: char| c.is_ascii_alphabetic();
    if !word.chars().any(cyrillic) || !word.chars().any(latin) {
        return word;
    }
    let looks_latin = |c: char| ALIKE.iter().find(|(_, alike)| *alike == c).map(|(latin, _)| *latin);
    if word.chars().filter(|c| cyrillic(*c)).all(|c| looks_latin(c).is_some()) {
        return word.chars().map(|c| looks_latin(c).unwrap_or(c)).collect();
    }
    let russian = |c: char| {
        let pairs = SOUNDS.iter().chain(&ALIKE);
        pairs.into_iter().find(|(latin, _)| *latin == c).map_or(c, |(_, cyrillic)| *cyrillic)
    };
    word.chars().map(russian).collect()
}
