//! The lexicon of warning signs: `warnings.toml` and `<language>/warnings.toml`, read into one value for all
//! languages. A word group of the same name is one group, so a sign can be spread over two languages.
//!
//! Owns the files' meaning, not the matching of texts: that is `understand`. Source of the signs, their routes and
//! phrases: the clinical brief, sections 2.2 and 4.

mod beginnings;
mod compile;
mod file;
mod notation;
mod typo;
mod vocabulary;

use std::collections::BTreeMap;

pub use self::{
    beginnings::Beginnings,
    file::Route,
    vocabulary::{SLIPS_MAX, Vocabulary},
};
use super::Id;

/// The file for all languages.
pub(super) const SHARED: &str = "warnings.toml";

/// A word, or a group of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(u32);

impl Symbol {
    /// Its number, counted from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Words in a row.
pub type Phrase = Vec<Symbol>;

/// What a message must hold.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// All of these.
    pub parts: Vec<Phrase>,
    /// For each part whether it must stand behind the one before it.
    pub behind: Vec<bool>,
    /// Other words between two parts at most; `None`: anywhere in the message.
    pub gap: Option<usize>,
    /// None of these near.
    pub unless: Vec<Phrase>,
}

/// A pattern and what it is a sign of.
#[derive(Clone, Debug)]
pub struct Sign {
    /// Place of its flag in [`Lexicon::flags`].
    pub flag: usize,
    /// Whether it is acted on; else the client is asked.
    pub alarm: bool,
    /// What the message holds.
    pub pattern: Pattern,
}

/// A flag that asks for more when other words are in the message (clinical brief, below 4.2).
#[derive(Clone, Debug)]
pub struct Raise {
    /// Place of its flag in [`Lexicon::flags`].
    pub flag: usize,
    /// One of these groups must be there.
    pub with: Vec<Symbol>,
    /// What it then asks for.
    pub to: Route,
}

/// What a word group means to the program itself. Their names and use are explained in the language's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the group of that name, explained in the language's file")]
pub enum Role {
    Small,
    Not,
    NotAfter,
    Have,
    And,
    Or,
    But,
    Then,
    Prep,
    SideOf,
    Me,
    Someone,
    She,
    Recent,
    LongAgo,
    General,
    Happens,
    WhatIf,
    Gone,
    Body,
    Listed,
    Too,
    Urgent,
    Now,
    Reply,
    Temperature,
    Pressure,
    Pain,
    OutOf,
    Over,
}

/// Every role with the name of its group.
pub const ROLES: [(Role, &str); 30] = [
    (Role::Small, "small"),
    (Role::Not, "not"),
    (Role::NotAfter, "not_after"),
    (Role::Have, "have"),
    (Role::And, "and"),
    (Role::Or, "or"),
    (Role::But, "but"),
    (Role::Then, "then"),
    (Role::Prep, "prep"),
    (Role::SideOf, "side_of"),
    (Role::Me, "me"),
    (Role::Someone, "someone"),
    (Role::She, "she"),
    (Role::Recent, "recent"),
    (Role::LongAgo, "long_ago"),
    (Role::General, "general"),
    (Role::Happens, "happens"),
    (Role::WhatIf, "what_if"),
    (Role::Gone, "gone"),
    (Role::Body, "body"),
    (Role::Listed, "listed"),
    (Role::Too, "too"),
    (Role::Urgent, "urgent"),
    (Role::Now, "now"),
    (Role::Reply, "reply"),
    (Role::Temperature, "temperature"),
    (Role::Pressure, "pressure"),
    (Role::Pain, "pain"),
    (Role::OutOf, "out_of"),
    (Role::Over, "over"),
];

/// Everything that warning signs are found with.
#[derive(Default)]
pub struct Lexicon {
    vocabulary: Vocabulary,
    symbols: usize,
    /// In such an order that a group stands behind those it is built of.
    groups: Vec<(Symbol, Phrase)>,
    begun_groups: Beginnings,
    roles: Vec<Symbol>,
    flags: Vec<(Id, Route)>,
    idioms: Vec<Pattern>,
    begun_idioms: Beginnings,
    signs: Vec<Sign>,
    begun_signs: Beginnings,
    raises: Vec<Raise>,
    numbers: BTreeMap<String, u32>,
}

impl Lexicon {
    /// The words that are known.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// How many symbols there are.
    #[must_use]
    pub fn symbols(&self) -> usize {
        self.symbols
    }

    /// What makes a word group, other than single words: its phrases side by side, and each group behind those it is
    /// built of.
    #[must_use]
    pub fn groups(&self) -> &[(Symbol, Phrase)] {
        &self.groups
    }

    /// Of [`Self::groups`] those whose phrase begins with a symbol.
    #[must_use]
    pub fn begun_groups(&self) -> &Beginnings {
        &self.begun_groups
    }

    /// The group of a role.
    #[must_use]
    pub fn role(&self, role: Role) -> Symbol {
        self.roles[role as usize]
    }

    /// The flags with what they ask for, in the order in which equally grave ones are named.
    #[must_use]
    pub fn flags(&self) -> &[(Id, Route)] {
        &self.flags
    }

    /// Phrases whose words say nothing about health.
    #[must_use]
    pub fn idioms(&self) -> &[Pattern] {
        &self.idioms
    }

    /// Of [`Self::idioms`] those whose first part begins with a symbol.
    #[must_use]
    pub fn begun_idioms(&self) -> &Beginnings {
        &self.begun_idioms
    }

    /// What is looked for.
    #[must_use]
    pub fn signs(&self) -> &[Sign] {
        &self.signs
    }

    /// Of [`Self::signs`] those whose first part begins with a symbol.
    #[must_use]
    pub fn begun_signs(&self) -> &Beginnings {
        &self.begun_signs
    }

    /// What makes a flag graver.
    #[must_use]
    pub fn raises(&self) -> &[Raise] {
        &self.raises
    }

    /// The value of a number in words ("thirty").
    #[must_use]
    pub fn number(&self, word: &str) -> Option<u32> {
        self.numbers.get(word).copied()
    }
}
