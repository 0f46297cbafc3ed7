//! Plain text with spans (bold, link): what is shown, without any markup that a name could break.

use serde::{Deserialize, Serialize};

/// A text and the spans in it. Positions are counted as Telegram counts them: in UTF-16 units.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rich {
    /// The characters, without markup.
    pub text: String,
    /// Where the text is styled; in order, not overlapping.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Span>,
}

/// A styled part of a [`Rich`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// First UTF-16 unit.
    pub start: usize,
    /// Length in UTF-16 units.
    pub len: usize,
    /// How it is shown.
    pub style: Style,
}

/// How a span is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Style {
    /// Bold.
    Bold,
    /// A link to this address.
    Link(String),
}

/// Stands for a literal `*` of a variable while markup is read (a private-use character).
const STAR: char = '\u{E02A}';

/// Makes a variable's value harmless: its stars are no markup, its length is bounded, it stays one line.
///
/// `limit` is in UTF-16 units; a longer value is cut and ends with an ellipsis.
#[must_use]
pub(super) fn guard(value: &str, limit: usize) -> String {
    let line = value
        .chars()
        .map(|c| match c {
            '*' => STAR,
            c if c.is_control() => ' ',
            c => c,
        })
        .filter(|c| !is_invisible_control(*c))
        .collect::<String>();
    if units(&line) <= limit {
        return line;
    }
    let mut room = limit.saturating_sub(1);
    let mut cut: String = line
        .chars()
        .take_while(|c| match room.checked_sub(c.len_utf16()) {
            Some(left) => {
                room = left;
                true
            }
            None => false,
        })
        .collect();
    cut.push('…');
    cut
}

/// Characters that would change the direction of the text around a name.
fn is_invisible_control(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Length in UTF-16 units, as Telegram counts.
#[must_use]
pub fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

impl Rich {
    /// Reads `**bold**` in a message of the content. An unpaired `**` stays as it is.
    #[must_use]
    pub fn from_marked(marked: &str) -> Self {
        let mut rich = Self::default();
        let mut rest = marked;
        while let Some((before, after)) = rest.split_once("**") {
            let Some((bold, tail)) = after.split_once("**") else {
                break;
            };
            rich.push_plain(before);
            let start = units(&rich.text);
            rich.push_plain(bold);
            let len = units(&rich.text) - start;
            if len > 0 {
                rich.spans.push(Span { start, len, style: Style::Bold });
            }
            rest = tail;
        }
        rich.push_plain(rest);
        rich
    }

    fn push_plain(&mut self, text: &str) {
        self.text.extend(text.chars().map(|c| if c == STAR { '*' } else { c }));
    }

    /// Appends another text after `separator`; nothing happens if the other is empty.
    pub fn append(&mut self, separator: &str, other: Rich) {
        if other.text.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str(separator);
        }
        // Counting is most of the work in a long list, and most texts have no spans.
        let shift = if other.spans.is_empty() { 0 } else { units(&self.text) };
        self.text.push_str(&other.text);
        self.spans.extend(other.spans.into_iter().map(|span| Span { start: span.start + shift, ..span }));
    }

    /// The same texts as paragraphs, one empty line between them; empty ones are left out.
    #[must_use]
    pub fn paragraphs(parts: impl IntoIterator<Item = Rich>) -> Self {
        parts.into_iter().fold(Self::default(), |mut all, part| {
            all.append("\n\n", part);
            all
        })
    }

    /// Length in UTF-16 units.
    #[must_use]
    pub fn len(&self) -> usize {
        units(&self.text)
    }

    /// Whether there is no text at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bold_is_counted_in_utf16_units() {
        let rich = Rich::from_marked("😀 **now** ok");
        assert_eq!(rich.text, "😀 now ok");
        assert_eq!(rich.spans, [Span { start: 3, len: 3, style: Style::Bold }]);
    }

    #[test]
    fn a_name_with_stars_is_shown_as_typed() {
        let rich = Rich::from_marked(&format!("Hi **{}**", guard("**<b>x</b>", 64)));
        assert_eq!(rich.text, "Hi **<b>x</b>");
        assert_eq!(rich.spans.len(), 1);
    }

    #[test]
    fn a_long_name_is_cut_inside_the_limit_and_never_inside_a_character() {
        let name = guard(&"😀".repeat(100), 64);
        assert!(units(&name) <= 64);
        assert!(name.ends_with('…'));
    }

    #[test]
    fn an_unpaired_mark_stays() {
        assert_eq!(Rich::from_marked("2 ** 3").text, "2 ** 3");
    }
}
