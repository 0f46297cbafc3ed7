//! The words of a text, with what each is in the lexicon; slips, joined and torn words are mended here.

use std::collections::HashMap;

use crate::{
    script::{SLIPS_MAX, Script, Symbol},
    text::{self, Pause},
    understand::learnt,
};

/// A word with everything that it is.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) pause: Pause,
    pub(super) symbols: Vec<Symbol>,
}

/// The words of a text.
pub(super) fn read(script: &Script, text: &str) -> Vec<Token> {
    let vocabulary = script.lexicon().vocabulary();
    let mut tokens = Vec::new();
    let mut slips = 0;
    let words = text::words(text);
    // Long texts repeat themselves.
    let mut seen: HashMap<&str, Vec<Symbol>> = HashMap::new();
    let mut rest = words.iter().peekable();
    while let Some(word) = rest.next() {
        let symbols = seen.entry(&word.text).or_insert_with(|| vocabulary.known(&word.text)).clone();
        if !symbols.is_empty() || vocabulary.is_ordinary(&word.text) || slips == SLIPS_MAX {
            tokens.push(token(&word.text, word.pause, symbols));
            continue;
        }
        slips += 1;
        if let Some((left, right)) = vocabulary.halves(&word.text) {
            tokens.push(token(left, Pause::None, vocabulary.known(left)));
            tokens.push(token(right, word.pause, vocabulary.known(right)));
            continue;
        }
        if let Some(next) =
            rest.peek().filter(|next| word.pause == Pause::None && vocabulary.is_torn(&word.text, &next.text))
        {
            let whole = format!("{}{}", word.text, next.text);
            let symbols = vocabulary.known(&whole);
            tokens.push(Token { text: whole, pause: next.pause, symbols });
            rest.next();
            continue;
        }
        tokens.push(token(&word.text, word.pause, vocabulary.meant(&word.text, || common(script))));
    }
    tokens
}

/// The common words of every language.
fn common(script: &Script) -> impl Iterator<Item = &str> {
    script.languages().iter().flat_map(learnt::common)
}

fn token(text: &str, pause: Pause, symbols: Vec<Symbol>) -> Token {
    Token { text: text.to_owned(), pause, symbols }
}
