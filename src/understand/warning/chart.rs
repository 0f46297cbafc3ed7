//! Where in a text the words and word groups of the lexicon stand.

use std::collections::BTreeSet;

use super::{near::Match, place::Place, tokens::Token};
use crate::{
    script::{Beginnings, Lexicon, Phrase, ROLES, Role, Symbol},
    text::Pause,
};

/// Small words that may stand inside a row of words.
const SMALL_BETWEEN: usize = 3;
/// Words that a part of a pattern has at most, small ones not counted.
const LENGTH_MAX: usize = 12;
/// A sentence of so few words that are not small is but a part of what is said.
const SCRAP: usize = 3;
/// Places of one group in one message that are kept, so that "leg leg leg …" costs no time.
const PLACES_MAX: usize = 200;

/// The places of everything in one text.
pub(super) struct Chart<'a> {
    pub(super) tokens: &'a [Token],
    /// For each symbol where its places are in `places`; 0: it has none.
    index: Vec<u32>,
    places: Vec<Vec<Place>>,
    /// The symbols that have places.
    present: Vec<Symbol>,
    /// For each word its roles, as bits.
    roles: Vec<u32>,
    /// For each word how many that are not small stand before it; a pause counts as one.
    weight: Vec<usize>,
    /// For each word the number of its sentence.
    sentence: Vec<usize>,
    /// For each word whether it is part of a sign.
    sign: Vec<bool>,
}

impl<'a> Chart<'a> {
    pub(super) fn of(lexicon: &Lexicon, tokens: &'a [Token]) -> Self {
        let mut chart = Self {
            tokens,
            index: vec![0; lexicon.symbols()],
            places: vec![Vec::new()],
            present: Vec::new(),
            roles: vec![0; tokens.len()],
            weight: Vec::with_capacity(tokens.len()),
            sentence: Vec::with_capacity(tokens.len()),
            sign: vec![false; tokens.len()],
        };
        for (at, token) in tokens.iter().enumerate() {
            for symbol in &token.symbols {
                let places = chart.places_mut(*symbol);
                if places.len() < PLACES_MAX {
                    places.push(Place::word(at));
                }
            }
        }
        let mut sentence = 0;
        for token in tokens {
            chart.sentence.push(sentence);
            sentence += usize::from(token.pause == Pause::Sentence);
        }
        let small = lexicon.role(Role::Small);
        for at in chart.starts(small) {
            chart.roles[at] |= 1 << Role::Small as u32;
        }
        chart.groups(lexicon);
        for (role, _) in ROLES {
            let places = &chart.places[chart.index[lexicon.role(role).index()] as usize];
            for place in places {
                // A denial in several words is still one denial.
                let all = place.used().filter(|at| role != Role::Not || *at == place.last());
                for at in all {
                    chart.roles[at] |= 1 << role as u32;
                }
            }
        }
        let mut weight = 0;
        for (at, token) in tokens.iter().enumerate() {
            chart.weight.push(weight);
            weight += usize::from(chart.roles[at] & (1 << Role::Small as u32) == 0);
            weight += usize::from(token.pause >= Pause::Clause);
        }
        chart
    }

    /// Adds the places of the groups, in their order: what makes a group may begin with one before it.
    fn groups(&mut self, lexicon: &Lexicon) {
        let mut due = BTreeSet::new();
        let mut asked = 0;
        loop {
            for symbol in &self.present[asked..] {
                due.extend(lexicon.begun_groups().with(*symbol));
            }
            asked = self.present.len();
            let Some(first) = due.pop_first() else { return };
            let symbol = lexicon.groups()[first].0;
            let mut own = vec![&lexicon.groups()[first].1];
            while let Some(next) =
                due.first().map(|next| &lexicon.groups()[*next]).filter(|(of, _)| *of == symbol)
            {
                own.push(&next.1);
                due.pop_first();
            }
            self.group(symbol, &own);
        }
    }

    /// Adds the places where a group is said in several words.
    fn group(&mut self, symbol: Symbol, phrases: &[&Phrase]) {
        let mut more = Vec::new();
        for phrase in phrases {
            self.row(phrase, &mut more);
        }
        if more.is_empty() {
            return;
        }
        let places = self.places_mut(symbol);
        for place in more {
            if places.len() < PLACES_MAX && !places.contains(&place) {
                places.push(place);
            }
        }
        places.sort_by_key(|place| (place.start, place.end));
    }

    /// The numbers of the rows that begin with something in the text, in order.
    pub(super) fn begun(&self, beginnings: &Beginnings) -> Vec<usize> {
        let mut begun: Vec<usize> = self.present.iter().flat_map(|symbol| beginnings.with(*symbol)).collect();
        begun.sort_unstable();
        begun
    }

    /// The places of words in a row.
    pub(super) fn row(&self, phrase: &[Symbol], into: &mut Vec<Place>) {
        if phrase.iter().any(|symbol| self.index[symbol.index()] == 0) {
            return;
        }
        let Some((first, rest)) = phrase.split_first() else { return };
        for place in self.places(*first) {
            self.continued(*place, rest, into);
        }
    }

    fn continued(&self, begun: Place, rest: &[Symbol], into: &mut Vec<Place>) {
        let Some((next, rest)) = rest.split_first() else {
            into.push(begun);
            return;
        };
        let places = self.places(*next);
        let from = places.partition_point(|place| place.start < begun.end);
        for place in &places[from..] {
            if !self.is_gap_small(begun.end, place.start) {
                break;
            }
            self.continued(begun.with(place), rest, into);
        }
    }

    /// Whether only a few small words stand between, and no pause.
    fn is_gap_small(&self, from: usize, to: usize) -> bool {
        to - from <= SMALL_BETWEEN
            && (from..to).all(|at| self.is(at, Role::Small))
            && (from - 1..to).all(|at| self.pause(at) == Pause::None)
    }

    /// Whether a word has a role.
    pub(super) fn is(&self, at: usize, role: Role) -> bool {
        self.roles.get(at).is_some_and(|roles| roles & (1 << role as u32) != 0)
    }

    /// The number of the sentence in which a word stands.
    pub(super) fn sentence(&self, at: usize) -> usize {
        self.sentence[at]
    }

    /// Whether two words stand in one sentence, or in two of which one is but a few words long: "My leg. Can't move it."
    /// A sentence that denies something has said all it says: "No chest pain. Can't feel my leg."
    pub(super) fn is_one_breath(&self, one: usize, other: usize) -> bool {
        let (first, second) = (self.sentence[one], self.sentence[other]);
        let joins = |at| self.is_scrap(at) && !self.denies(one);
        first == second || (first + 1 == second && (joins(one) || joins(other)))
    }

    /// Whether a sentence denies what is in it, with "no" in front or behind.
    fn denies(&self, at: usize) -> bool {
        let (start, end) = self.bounds(at);
        self.is(end - 1, Role::NotAfter)
            || (start..end).any(|at| self.is(at, Role::Not) && self.is(at, Role::Reply))
    }

    fn is_scrap(&self, at: usize) -> bool {
        let (start, end) = self.bounds(at);
        (start..end).filter(|at| !self.is(*at, Role::Small)).count() <= SCRAP
    }

    /// How many words that are not small stand between the word before `from` and the word `to`.
    pub(super) fn distance(&self, from: usize, to: usize) -> usize {
        let last = from - 1;
        let own = usize::from(!self.is(last, Role::Small));
        self.weight[to].saturating_sub(self.weight[last] + own)
    }

    /// The first of some places that is not too far in front of another one to be near it.
    pub(super) fn reach(&self, gap: Option<usize>, place: &Place, others: &[Place]) -> usize {
        let Some(gap) = gap else { return 0 };
        let least = self.weight[place.start].saturating_sub(gap + LENGTH_MAX);
        others.partition_point(|other| self.weight[other.start] < least)
    }

    /// The places of a symbol.
    pub(super) fn places(&self, symbol: Symbol) -> &[Place] {
        &self.places[self.index[symbol.index()] as usize]
    }

    fn starts(&self, symbol: Symbol) -> Vec<usize> {
        self.places(symbol).iter().map(|place| place.start).collect()
    }

    fn places_mut(&mut self, symbol: Symbol) -> &mut Vec<Place> {
        let index = &mut self.index[symbol.index()];
        if *index == 0 {
            *index = u32::try_from(self.places.len()).unwrap_or_default();
            self.places.push(Vec::new());
            self.present.push(symbol);
        }
        &mut self.places[*index as usize]
    }

    /// The first word of the sentence of a word, and the first one behind it.
    pub(super) fn bounds(&self, at: usize) -> (usize, usize) {
        let own = self.sentence[at];
        (
            self.sentence.partition_point(|number| *number < own),
            self.sentence.partition_point(|number| *number <= own),
        )
    }

    /// What stands behind a word.
    pub(super) fn pause(&self, at: usize) -> Pause {
        self.tokens[at].pause
    }

    /// Marks the words of signs.
    pub(super) fn signs_at<'m>(&mut self, matches: impl Iterator<Item = &'m Match>) {
        for at in matches.flat_map(|found| &found.used) {
            self.sign[*at] = true;
        }
    }

    /// Whether a word is part of a sign.
    pub(super) fn is_sign(&self, at: usize) -> bool {
        self.sign[at]
    }
}
