//! Whether every language can say every sign, and has what the program itself needs.

use std::collections::BTreeSet;

use super::Build;
use crate::script::{
    Id, Issue,
    lexicon::{
        ROLES, SHARED,
        file::{LanguageFile, SharedFile},
        notation::{self, Atom},
    },
};

/// Flags that are no answer of the warning question, but that every language must know (clinical brief, 4.2).
const ALWAYS: [&str; 2] = ["crisis", "safeguarding"];
/// Found by its numbers ("190 over 125"), so it needs no words of a language.
const BY_NUMBER: &str = "heart_bp";

impl Build {
    /// What each language must have.
    pub(super) fn complete(
        &self,
        shared: &SharedFile,
        languages: &[(String, LanguageFile)],
        signs: &[Id],
        issues: &mut Vec<Issue>,
    ) {
        let wanted: BTreeSet<Id> = signs.iter().cloned().chain(ALWAYS.map(Id::from)).collect();
        for flag in wanted.iter().filter(|flag| !shared.route.contains_key(*flag)) {
            issues.push(Issue::new(
                SHARED,
                "route",
                &format!("{flag} has no route"),
                "add it: 3a, 3b, 2, C or S",
            ));
        }
        for (path, file) in languages {
            for (_, name) in
                ROLES.iter().filter(|(_, name)| !self.filled.contains(&(path.clone(), (*name).to_owned())))
            {
                issues.push(Issue::new(
                    path,
                    "words",
                    &format!("the group \"{name}\" is missing or empty"),
                    "add it; it is explained at the head of the file",
                ));
            }
            for flag in wanted.iter().filter(|flag| ***flag != *BY_NUMBER) {
                let own = file.alarm.get(flag).is_some_and(|list| !list.is_empty());
                let lent = shared.alarm.get(flag).into_iter().flatten();
                if !own && !lent.into_iter().any(|entry| self.can_say(path, entry)) {
                    issues.push(Issue::new(
                        path,
                        &format!("alarm.{flag}"),
                        "the language has no phrase for this sign",
                        "add one, or fill the word groups that warnings.toml names for it",
                    ));
                }
            }
        }
    }

    /// Whether a language has words for every group of a shared phrase.
    fn can_say(&self, path: &str, entry: &str) -> bool {
        let filled = |atom: &Atom| match atom {
            Atom::Group(name) => self.filled.contains(&(path.to_owned(), name.clone())),
            Atom::Word(..) | Atom::Choice(_) | Atom::Perhaps(_) => false,
        };
        notation::read(entry).is_ok_and(|ways| ways.iter().any(|way| way.parts.iter().flatten().all(filled)))
    }
}
