//! The notation of phrases in `warnings.toml`, explained at the head of those files: words in a row, word groups, and
//! what stands near what.

use crate::text;

/// Longest phrase, in characters, and most ways that `(a)?` may make of it: far above any sensible one.
const CHARS_MAX: usize = 2000;
const WAYS_MAX: usize = 100;
/// Brackets inside of brackets at most.
const DEPTH_MAX: usize = 4;
/// Words between two parts when nothing else is said; small words are not counted.
const GAP: usize = 3;
/// The widest gap that can be asked for.
const GAP_MAX: usize = 20;

/// How a word of a phrase is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Form {
    /// In all its forms: `leg` is also "legs".
    Any,
    /// As it stands: `=legs`.
    Exact,
    /// Everything that begins so: `онеме*`.
    Start,
}

/// One step of a phrase.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Atom {
    Word(Form, String),
    Group(String),
    /// One of several rows.
    Choice(Vec<Vec<Atom>>),
    /// The same, or nothing; only while a phrase is being read.
    Perhaps(Vec<Vec<Atom>>),
}

/// A phrase as it was written, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    /// What must all be there, each a row of words.
    pub parts: Vec<Vec<Atom>>,
    /// For each part whether it must stand behind the one before it.
    pub behind: Vec<bool>,
    /// Other words between two parts at most; `None`: anywhere in the message.
    pub gap: Option<usize>,
    /// What must not stand near.
    pub unless: Vec<Vec<Atom>>,
}

/// Reads a phrase; `(a)?` makes two of it.
pub(super) fn read(text: &str) -> Result<Vec<Written>, String> {
    if text.chars().count() > CHARS_MAX {
        return Err(format!("is longer than {CHARS_MAX} characters"));
    }
    let mut tokens = tokens(text);
    tokens.reverse();
    let Written { parts, behind, gap, unless } = phrase(&mut tokens)?;
    let mut ways: Vec<Vec<Vec<Atom>>> = vec![Vec::new()];
    for part in parts {
        let rows = settled(part);
        let with = |way| rows.iter().map(move |row| [way, std::slice::from_ref(row)].concat());
        ways = ways.iter().map(Vec::as_slice).flat_map(with).collect();
        if ways.len() > WAYS_MAX {
            return Err(format!("can be read in more than {WAYS_MAX} ways"));
        }
    }
    let unless: Vec<Vec<Atom>> = unless.into_iter().flat_map(settled).collect();
    if ways.iter().chain([&unless]).flatten().any(Vec::is_empty) {
        return Err("can be read as nothing at all".to_owned());
    }
    let written = |parts| Written { parts, behind: behind.clone(), gap, unless: unless.clone() };
    Ok(ways.into_iter().map(written).collect())
}

/// The words, brackets and signs.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    for mut rest in text.split_whitespace() {
        while let Some(at) = rest.find(['(', '|', ')']) {
            let end = at + if rest[at..].starts_with(")?") { 2 } else { 1 };
            tokens.extend([&rest[..at], &rest[at..end]]);
            rest = &rest[end..];
        }
        tokens.push(rest);
    }
    tokens.retain(|token| !token.is_empty());
    tokens
}

/// A row with and without what may be left out.
fn settled(row: Vec<Atom>) -> Vec<Vec<Atom>> {
    let mut ways: Vec<Vec<Atom>> = vec![Vec::with_capacity(row.len())];
    for atom in row {
        let without = matches!(atom, Atom::Perhaps(_)) && ways.len() < WAYS_MAX;
        let with = match atom {
            Atom::Choice(rows) | Atom::Perhaps(rows) => {
                Atom::Choice(rows.into_iter().flat_map(settled).filter(|row| !row.is_empty()).collect())
            }
            other => other,
        };
        let others = if without { ways.clone() } else { Vec::new() };
        for way in &mut ways {
            way.push(with.clone());
        }
        ways.extend(others);
    }
    ways
}

/// The whole of a phrase; `tokens` stand in reverse.
fn phrase(tokens: &mut Vec<&str>) -> Result<Written, String> {
    let mut written = Written { gap: Some(GAP), ..Written::default() };
    let (mut behind, mut unless) = (false, false);
    loop {
        let mut row = row(tokens, 0)?;
        close(&mut written, &mut row, behind, unless)?;
        match tokens.pop() {
            None => return Ok(written),
            Some("/") => {
                written.gap = gap(tokens.pop())?;
                return if tokens.is_empty() {
                    Ok(written)
                } else {
                    Err("goes on behind its \"/\"".to_owned())
                };
            }
            Some(sign) => (behind, unless) = (sign == ">", sign == "-"),
        }
    }
}

fn gap(token: Option<&str>) -> Result<Option<usize>, String> {
    match token {
        Some("any") => Some(None),
        Some(number) => number.parse().ok().filter(|gap| *gap <= GAP_MAX).map(Some),
        None => None,
    }
    .ok_or(format!("needs a number up to {GAP_MAX} or \"any\" behind the \"/\""))
}

/// Words in a row, up to what ends it.
fn row(tokens: &mut Vec<&str>, depth: usize) -> Result<Vec<Atom>, String> {
    let mut row = Vec::new();
    while let Some(token) = tokens.last().copied() {
        match token {
            ")" | ")?" | "|" if depth > 0 => return Ok(row),
            ")" | ")?" | "|" => return Err("has a \")\" or \"|\" outside of brackets".to_owned()),
            "&" | ">" | "-" | "/" if depth == 0 => return Ok(row),
            "&" | ">" | "-" | "/" => return Err(format!("has a \"{token}\" inside of brackets")),
            _ => {}
        }
        tokens.pop();
        if token == "(" {
            row.push(choice(tokens, depth + 1)?);
        } else {
            row.extend(atoms(token)?);
        }
    }
    if depth > 0 { Err("has a \"(\" that is never closed".to_owned()) } else { Ok(row) }
}

/// What stands in brackets.
fn choice(tokens: &mut Vec<&str>, depth: usize) -> Result<Atom, String> {
    if depth > DEPTH_MAX {
        return Err("has too many brackets inside of brackets".to_owned());
    }
    let mut rows = Vec::new();
    loop {
        rows.push(row(tokens, depth)?);
        match tokens.pop() {
            Some("|") => {}
            Some(end) => {
                let count = rows.len();
                rows.retain(|row| !row.is_empty());
                if rows.is_empty() {
                    return Err("has empty brackets".to_owned());
                }
                let perhaps = end == ")?" || rows.len() < count;
                return Ok(if perhaps { Atom::Perhaps(rows) } else { Atom::Choice(rows) });
            }
            None => return Err("has a \"(\" that is never closed".to_owned()),
        }
    }
}

fn close(written: &mut Written, row: &mut Vec<Atom>, behind: bool, unless: bool) -> Result<(), String> {
    if row.is_empty() {
        return Err("is empty, or has a sign with no word on one side of it".to_owned());
    }
    let row = std::mem::take(row);
    if unless {
        written.unless.push(row);
    } else {
        written.parts.push(row);
        written.behind.push(behind);
    }
    Ok(())
}

fn atoms(word: &str) -> Result<Vec<Atom>, String> {
    if let Some(name) = word.strip_prefix('{') {
        return match name.strip_suffix('}') {
            Some(name) if !name.is_empty() => Ok(vec![Atom::Group(name.to_owned())]),
            _ => Err(format!("has \"{word}\", which is no word group such as {{leg}}")),
        };
    }
    let (form, plain) = match (word.strip_prefix('='), word.strip_suffix('*')) {
        (Some(plain), _) => (Form::Exact, plain),
        (None, Some(plain)) => (Form::Start, plain),
        (None, None) => (Form::Any, word),
    };
    let words: Vec<Atom> = text::words(plain).into_iter().map(|word| Atom::Word(form, word.text)).collect();
    if words.is_empty() {
        return Err(format!("has \"{word}\", which is no word"));
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Atom {
        Atom::Word(Form::Any, text.to_owned())
    }

    #[test]
    fn a_phrase_is_read() {
        let read = read("can't feel > {leg} - =numb / 5").unwrap();
        assert_eq!(
            read,
            [Written {
                parts: vec![vec![word("cant"), word("feel")], vec![Atom::Group("leg".to_owned())]],
                behind: vec![false, true],
                gap: Some(5),
                unless: vec![vec![Atom::Word(Form::Exact, "numb".to_owned())]],
            }]
        );
    }

    #[test]
    fn brackets_choose() {
        let choice = |words: &[&str]| Atom::Choice(words.iter().map(|text| vec![word(text)]).collect());
        assert_eq!(read("(is|feels) numb").unwrap()[0].parts, [[choice(&["is", "feels"]), word("numb")]]);
        let ways = read("(very)? (numb|dead)").unwrap();
        assert_eq!(ways.len(), 2);
        assert_eq!(ways[1].parts, [[choice(&["numb", "dead"])]]);
        assert_eq!(read("((a|b)|c (d)?)").unwrap().len(), 1);
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "", " ", "a &", "& a", "(a", "a|b", "a)", "()", "(a)?", "(a & b)", "{}", "{a", "a / x", "a /",
            "…", "a - ",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(read(&"a ".repeat(1500)).is_err());
        assert!(read(&"(a)? ".repeat(20)).is_err());
        assert!(read(&"(".repeat(900)).is_err());
    }
}
