//! Texts for boxes: their first sentence, and in lines that fit.

/// The sentence of a text that says what it is about: the first that asks or, if none does, the first; without what
/// follows a colon or a comma after enough words.
pub(super) fn gist(text: &str) -> String {
    let mut sentences: Vec<&str> = Vec::new();
    for line in text.lines() {
        let mut rest = line.trim();
        while let Some(end) = rest.find(['.', '?', '…']) {
            let length = end + rest[end..].chars().next().map_or(1, char::len_utf8);
            sentences.push(rest[..length].trim());
            rest = rest[length..].trim();
        }
        sentences.extend((!rest.is_empty()).then_some(rest));
    }
    let asks = sentences.iter().position(|sentence| sentence.ends_with(['?', '…']));
    let chosen = match asks {
        // "Did you?" alone says nothing.
        Some(at) if at > 0 && sentences[at].chars().count() < 12 => sentences[..=at].join(" "),
        Some(at) => sentences[at].to_owned(),
        None => {
            let first = sentences.first().copied().unwrap_or_default();
            let end = first.find(':').or_else(|| first.find(", ").filter(|at| *at > 20));
            first[..end.unwrap_or(first.len())].trim_end_matches('.').to_owned()
        }
    };
    chosen.trim().to_owned()
}

/// Lines of at most so many characters; a longer word stands alone.
pub(super) fn wrap(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gist_is_the_question_or_the_first_words() {
        for (text, gist_of_it) in [
            ("First, the important bit. Do you have any of these now?", "Do you have any of these now?"),
            ("Where is it? Tap all that fit, then Done.", "Where is it?"),
            ("Since it started, is it…", "Since it started, is it…"),
            ("Last time I asked. Did you?", "Last time I asked. Did you?"),
            ("Please be seen today: urgent care. It should not wait.", "Please be seen today"),
            ("What you describe fits soreness, which fades.", "What you describe fits soreness"),
            ("", ""),
        ] {
            assert_eq!(gist(text), gist_of_it);
        }
    }

    #[test]
    fn lines_are_as_long_as_they_may_be() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("incomprehensible", 7), ["incomprehensible"]);
        assert!(wrap(" ", 7).is_empty());
    }
}
