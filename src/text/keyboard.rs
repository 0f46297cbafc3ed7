//! What a text would be if it was typed on another keyboard than meant: with the other layout switched on ("herf" is
//! "рука"), or in Latin letters for want of Cyrillic ones ("bolit noga").

/// The same keys in both layouts.
const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const CYRILLIC: &str = "йцукенгшщзхъфывапролджэячсмитьбюё";

/// How Russian sounds are spelt in Latin letters; the longest that fits counts.
const SOUNDS: [(&str, &str); 40] = [
    ("shch", "щ"),
    ("sch", "щ"),
    ("zh", "ж"),
    ("kh", "х"),
    ("ts", "ц"),
    ("ch", "ч"),
    ("sh", "ш"),
    ("yu", "ю"),
    ("ju", "ю"),
    ("ya", "я"),
    ("ja", "я"),
    ("yo", "ё"),
    ("jo", "ё"),
    ("a", "а"),
    ("b", "б"),
    ("c", "ц"),
    ("d", "д"),
    ("e", "е"),
    ("f", "ф"),
    ("g", "г"),
    ("h", "х"),
    ("i", "и"),
    ("j", "й"),
    ("k", "к"),
    ("l", "л"),
    ("m", "м"),
    ("n", "н"),
    ("o", "о"),
    ("p", "п"),
    ("q", "к"),
    ("r", "р"),
    ("s", "с"),
    ("t", "т"),
    ("u", "у"),
    ("v", "в"),
    ("w", "в"),
    ("x", "х"),
    ("y", "ы"),
    ("z", "з"),
    ("'", "ь"),
];

/// The same keys on the other layout.
#[must_use]
pub(crate) fn other_layout(text: &str) -> String {
    let lower = text.to_lowercase();
    let is_cyrillic = lower.chars().any(|c| ('а'..='я').contains(&c));
    let (from, to) = if is_cyrillic { (CYRILLIC, LATIN) } else { (LATIN, CYRILLIC) };
    let key = |c: char| from.chars().position(|known| known == c).and_then(|at| to.chars().nth(at));
    lower.chars().map(|c| key(c).unwrap_or(c)).collect()
}

/// Latin letters as the Cyrillic ones that sound so.
#[must_use]
pub(crate) fn in_cyrillic(text: &str) -> String {
    let lower = text.to_lowercase();
    let mut cyrillic = String::with_capacity(lower.len() * 2);
    let mut rest = lower.as_str();
    while let Some(c) = rest.chars().next() {
        let sound = SOUNDS.iter().find(|(latin, _)| rest.starts_with(latin));
        match sound {
            // "moy" is "мой".
            Some(("y", _)) if cyrillic.ends_with(['а', 'е', 'и', 'о', 'у', 'ы']) => cyrillic.push('й'),
            Some((_, letters)) => cyrillic.push_str(letters),
            None => cyrillic.push(c),
        }
        rest = &rest[sound.map_or(c.len_utf8(), |(latin, _)| latin.len())..];
    }
    cyrillic
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_keyboard_is_read() {
        assert_eq!(other_layout("herf yt hf,jnftn"), "рука не работает");
        assert_eq!(other_layout("ьн дуп"), "my leg");
        assert_eq!(in_cyrillic("Bolit moya noga, chuvstvuyu"), "болит моя нога, чувствую");
        assert_eq!(in_cyrillic("moy 5"), "мой 5");
    }
}
