//! Which rows of words begin with a symbol, so that of the thousands in the lexicon only those are looked at that may
//! stand in a text.

use super::Symbol;

/// Numbers of rows by what they begin with.
#[derive(Default)]
pub struct Beginnings(Vec<(Symbol, usize)>);

impl Beginnings {
    /// Of rows in their order.
    pub(super) fn of<'a>(rows: impl Iterator<Item = &'a [Symbol]>) -> Self {
        let begun = rows.enumerate().filter_map(|(number, row)| Some((*row.first()?, number)));
        let mut begun: Vec<_> = begun.collect();
        begun.sort_unstable();
        Self(begun)
    }

    /// The numbers of the rows that begin with this symbol, in order.
    pub fn with(&self, symbol: Symbol) -> impl Iterator<Item = usize> + '_ {
        let from = self.0.partition_point(|(first, _)| *first < symbol);
        self.0[from..].iter().take_while(move |(first, _)| *first == symbol).map(|(_, number)| *number)
    }
}
