//! From the files to the lexicon, with every fault on the way.

mod complete;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt,
};

use super::{
    Beginnings, Lexicon, Pattern, Phrase, ROLES, Raise, SHARED, Sign, Symbol,
    file::{LanguageFile, SharedFile},
    notation::{self, Atom, Written},
};
use crate::script::{Id, Issue, Source, parse};

/// Largest lexicon file, in bytes, and most phrases of one list.
const FILE_BYTES_MAX: usize = 512 * 1024;
const LIST_MAX: usize = 3000;

impl Lexicon {
    /// Reads the lexicon of all languages. `signs` are the answers of the warning question.
    pub(in crate::script) fn read(source: &Source, signs: &[Id], issues: &mut Vec<Issue>) -> Option<Self> {
        let shared: SharedFile = bounded(source, SHARED, issues)?;
        let before = issues.len();
        let mut languages: Vec<(String, LanguageFile)> = Vec::new();
        for code in source.languages() {
            let path = format!("{code}/{SHARED}");
            if source.file(&path).is_none() {
                issues.push(Issue::new(
                    &format!("{code}/"),
                    SHARED,
                    "the language has no file of warning signs",
                    "copy the one of another language and translate its words",
                ));
            } else if let Some(file) = bounded(source, &path, issues) {
                languages.push((path, file));
            }
        }
        let mut build = Build::new(&shared, &languages);
        for (path, file) in &languages {
            build.words(path, file, issues);
        }
        build.signs(SHARED, &shared.alarm, &shared.ask, issues);
        for (path, file) in &languages {
            build.language_of(path);
            build.idioms(path, file, issues);
            build.signs(path, &file.alarm, &file.ask, issues);
        }
        build.raises(&shared, issues);
        build.order(issues);
        build.complete(&shared, &languages, signs, issues);
        (issues.len() == before).then(|| build.finish())
    }
}

/// A file that is not too large.
fn bounded<T: serde::de::DeserializeOwned>(
    source: &Source,
    path: &str,
    issues: &mut Vec<Issue>,
) -> Option<T> {
    if source.file(path).is_some_and(|text| text.len() > FILE_BYTES_MAX) {
        issues.push(Issue::new(
            path,
            "the file",
            &format!("is larger than {} KiB", FILE_BYTES_MAX / 1024),
            "remove what is not needed",
        ));
        return None;
    }
    parse(source, path, issues)
}

struct Build {
    lexicon: Lexicon,
    /// The number of the language in which words are being read.
    language: usize,
    paths: Vec<String>,
    names: BTreeMap<String, Symbol>,
    groups: BTreeMap<Symbol, Vec<Phrase>>,
    /// Words and brackets that were met before, by language.
    known: Vec<HashMap<Atom, Symbol>>,
    /// Which groups have words in which language.
    filled: BTreeSet<(String, String)>,
}

impl Build {
    fn new(shared: &SharedFile, languages: &[(String, LanguageFile)]) -> Self {
        let mut names = BTreeMap::new();
        let written = languages.iter().flat_map(|(_, file)| file.words.keys().map(String::as_str));
        for (number, name) in
            (0..).zip(ROLES.iter().map(|(_, name)| *name).chain(written).collect::<BTreeSet<_>>())
        {
            names.insert(name.to_owned(), Symbol(number));
        }
        let mut lexicon = Lexicon {
            flags: shared.route.iter().map(|(flag, route)| (flag.clone(), *route)).collect(),
            roles: ROLES.iter().map(|(_, name)| names[*name]).collect(),
            ..Lexicon::default()
        };
        // Without a language, the words of the shared file have no forms.
        lexicon.symbols = names.len();
        let groups = names.values().map(|symbol| (*symbol, Vec::new())).collect();
        Self {
            lexicon,
            language: 0,
            paths: languages.iter().map(|(path, _)| path.clone()).collect(),
            names,
            groups,
            known: vec![HashMap::new(); languages.len().max(1)],
            filled: BTreeSet::new(),
        }
    }

    fn language_of(&mut self, path: &str) {
        self.language = self.paths.iter().position(|known| known == path).unwrap_or_default();
    }

    /// Reads the word groups of a language, and makes its words known.
    fn words(&mut self, path: &str, file: &LanguageFile, issues: &mut Vec<Issue>) {
        let code = path.split('/').next().unwrap_or_default();
        self.language_of(path);
        self.lexicon.vocabulary.language(code);
        for word in file.ordinary.iter().flat_map(|word| crate::text::words(word)) {
            self.lexicon.vocabulary.ordinary(&word.text);
        }
        for (word, value) in &file.numbers {
            self.lexicon.vocabulary.ordinary(word);
            self.lexicon.numbers.insert(word.clone(), *value);
        }
        for (name, entries) in &file.words {
            let group = self.names[name];
            for (place, written) in read_all(path, "words", name, entries, issues) {
                if written.parts.len() > 1 || !written.unless.is_empty() {
                    issues.push(Issue::new(
                        path,
                        &place.to_string(),
                        "uses &, > or - inside a word group",
                        "write it under [alarm] or [ask], or as words in a row",
                    ));
                    continue;
                }
                if let [Atom::Word(form, word)] = &written.parts[0][..] {
                    self.lexicon.vocabulary.add(*form, word, group);
                    if name == "not" || name == "cant" {
                        self.lexicon.vocabulary.denier(word);
                    }
                } else if let Some(phrase) = self.phrase(path, &place, &written.parts[0], issues) {
                    self.groups.entry(group).or_default().push(phrase);
                }
                self.filled.insert((path.to_owned(), name.clone()));
            }
        }
    }

    fn phrase(
        &mut self,
        path: &str,
        place: &dyn fmt::Display,
        atoms: &[Atom],
        issues: &mut Vec<Issue>,
    ) -> Option<Phrase> {
        atoms.iter().map(|atom| self.symbol(path, place, atom, issues)).collect()
    }

    fn symbol(
        &mut self,
        path: &str,
        place: &dyn fmt::Display,
        atom: &Atom,
        issues: &mut Vec<Issue>,
    ) -> Option<Symbol> {
        if let Some(known) = self.known[self.language].get(atom) {
            return Some(*known);
        }
        let symbol = match atom {
            Atom::Group(name) => {
                let symbol = self.names.get(name).copied();
                if symbol.is_none() {
                    issues.push(Issue::new(
                        path,
                        &place.to_string(),
                        &format!("there is no word group {{{name}}}"),
                        "correct the name, or add the group under [words]",
                    ));
                }
                return symbol;
            }
            Atom::Word(form, word) => {
                let symbol = self.fresh();
                self.lexicon.vocabulary.add_in(self.language, *form, word, symbol);
                symbol
            }
            Atom::Choice(rows) | Atom::Perhaps(rows) => {
                let symbol = self.fresh();
                let mut phrases = Vec::new();
                for row in rows {
                    match &row[..] {
                        [Atom::Word(form, word)] => {
                            self.lexicon.vocabulary.add_in(self.language, *form, word, symbol);
                        }
                        row => phrases.push(self.phrase(path, place, row, issues)?),
                    }
                }
                self.groups.insert(symbol, phrases);
                symbol
            }
        };
        self.known[self.language].insert(atom.clone(), symbol);
        Some(symbol)
    }

    fn fresh(&mut self) -> Symbol {
        let symbol = Symbol(u32::try_from(self.lexicon.symbols).unwrap_or(u32::MAX));
        self.lexicon.symbols += 1;
        symbol
    }

    fn pattern(
        &mut self,
        path: &str,
        place: &dyn fmt::Display,
        written: &Written,
        issues: &mut Vec<Issue>,
    ) -> Option<Pattern> {
        let mut phrases = |build: &mut Self, rows: &[Vec<Atom>]| -> Option<Vec<Phrase>> {
            rows.iter().map(|row| build.phrase(path, place, row, issues)).collect()
        };
        Some(Pattern {
            parts: phrases(self, &written.parts)?,
            behind: written.behind.clone(),
            gap: written.gap,
            unless: phrases(self, &written.unless)?,
        })
    }

    fn idioms(&mut self, path: &str, file: &LanguageFile, issues: &mut Vec<Issue>) {
        for (place, written) in read_all(path, "idioms", "", &file.idioms, issues) {
            let pattern = self.pattern(path, &place, &written, issues);
            self.lexicon.idioms.extend(pattern);
        }
    }

    fn signs(
        &mut self,
        path: &str,
        alarm: &BTreeMap<Id, Vec<String>>,
        ask: &BTreeMap<Id, Vec<String>>,
        issues: &mut Vec<Issue>,
    ) {
        for (list, is_alarm, by_flag) in [("alarm", true, alarm), ("ask", false, ask)] {
            for (flag, entries) in by_flag {
                let Some(number) = self.flag(path, &format!("{list}.{flag}"), flag, issues) else { continue };
                for (place, written) in read_all(path, list, flag, entries, issues) {
                    if let Some(pattern) = self.pattern(path, &place, &written, issues) {
                        self.lexicon.signs.push(Sign { flag: number, alarm: is_alarm, pattern });
                    }
                }
            }
        }
    }

    fn flag(&self, path: &str, place: &str, flag: &Id, issues: &mut Vec<Issue>) -> Option<usize> {
        let number = self.lexicon.flags.iter().position(|(known, _)| known == flag);
        if number.is_none() {
            issues.push(Issue::new(
                path,
                place,
                &format!("there is no flag \"{flag}\""),
                "correct the name, or give it a route under [route] of warnings.toml",
            ));
        }
        number
    }

    fn raises(&mut self, shared: &SharedFile, issues: &mut Vec<Issue>) {
        for raise in &shared.raise {
            let place = format!("raise {}", raise.flag);
            let flag = self.flag(SHARED, &place, &raise.flag, issues);
            let with: Option<Vec<Symbol>> = raise
                .with
                .iter()
                .map(|name| self.symbol(SHARED, &place, &Atom::Group(name.clone()), issues))
                .collect();
            if let (Some(flag), Some(with)) = (flag, with) {
                self.lexicon.raises.push(Raise { flag, with, to: raise.to });
            }
        }
    }

    /// Puts each group behind those it is built of.
    fn order(&mut self, issues: &mut Vec<Issue>) {
        let mut waiting = std::mem::take(&mut self.groups);
        while !waiting.is_empty() {
            let is_ready =
                |phrases: &Vec<Phrase>| !phrases.iter().flatten().any(|used| waiting.contains_key(used));
            let ready: Vec<Symbol> =
                waiting.iter().filter(|(_, phrases)| is_ready(phrases)).map(|(symbol, _)| *symbol).collect();
            if ready.is_empty() {
                let names: Vec<&str> = self
                    .names
                    .iter()
                    .filter(|(_, symbol)| waiting.contains_key(symbol))
                    .map(|(name, _)| name.as_str())
                    .collect();
                issues.push(Issue::new(
                    SHARED,
                    "words",
                    &format!("these groups name each other in a circle: {}", names.join(", ")),
                    "let one of them do without the other",
                ));
                return;
            }
            for symbol in ready {
                let phrases = waiting.remove(&symbol).into_iter().flatten();
                self.lexicon.groups.extend(phrases.map(|phrase| (symbol, phrase)));
            }
        }
    }

    fn finish(self) -> Lexicon {
        fn first(pattern: &Pattern) -> &[Symbol] {
            pattern.parts.first().map_or(&[], Vec::as_slice)
        }
        let Lexicon { groups, idioms, signs, .. } = &self.lexicon;
        Lexicon {
            begun_groups: Beginnings::of(groups.iter().map(|(_, phrase)| phrase.as_slice())),
            begun_idioms: Beginnings::of(idioms.iter().map(first)),
            begun_signs: Beginnings::of(signs.iter().map(|sign| first(&sign.pattern))),
            ..self.lexicon
        }
    }
}

/// Where a phrase stands: written out for issues only, for there are many phrases.
#[derive(Clone, Copy)]
struct Place<'a> {
    list: &'a str,
    name: &'a str,
    entry: &'a str,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { list, name, entry } = self;
        write!(f, "{list}.{name}: \"{entry:.60}\"")
    }
}

/// Reads a list of phrases: each with its place, for the issues that may follow.
fn read_all<'a>(
    path: &str,
    list: &'a str,
    name: &'a str,
    entries: &'a [String],
    issues: &mut Vec<Issue>,
) -> Vec<(Place<'a>, Written)> {
    let mut seen = BTreeSet::new();
    let mut read = Vec::new();
    if entries.len() > LIST_MAX {
        issues.push(Issue::new(
            path,
            &format!("{list}.{name}"),
            &format!("has more than {LIST_MAX} entries"),
            "remove some",
        ));
        return read;
    }
    for entry in entries {
        let place = Place { list, name, entry };
        if !seen.insert(entry) {
            issues.push(Issue::new(path, &place.to_string(), "stands twice", "remove one of the two"));
        }
        match notation::read(entry) {
            Ok(ways) => read.extend(ways.into_iter().map(|way| (place, way))),
            Err(problem) => issues.push(Issue::new(
                path,
                &place.to_string(),
                &problem,
                "write it as explained at the head of the file",
            )),
        }
    }
    read
}
