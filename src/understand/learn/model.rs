//! What was learnt, as bytes that need no unpacking: for each feature how rare it is and how much it speaks for each
//! class.
//!
//! ```text
//! rows u32 · columns u32 · scale f32 · length of the classes u32
//! classes, one a line
//! bias f32 for each column
//! name u32 for each row, in order
//! rarity u16 for each row, in steps of 1/4096
//! weight i8 for each row and column, in steps of `scale`
//! ```
//!
//! Column 0 is "none of them", the others are the classes. All numbers are little-endian.

use super::features::{features, word_name};
use crate::text::{Stems, Word};

const HEAD: usize = 16;
const RARITY_STEP: f32 = 1.0 / 4096.0;
/// What a feature that no example has adds to the square of a text's length: a known word among many unknown ones
/// must not look certain.
const UNSEEN: f32 = 30.0;

/// A view of a model's bytes.
pub(crate) struct Model<'a> {
    classes: &'a str,
    /// From the bias on.
    bytes: &'a [u8],
    rows: usize,
    columns: usize,
    scale: f32,
}

/// What the training gives to be written down.
pub(super) struct Learnt<'a> {
    pub(super) classes: Vec<&'a str>,
    /// By column.
    pub(super) bias: Vec<f32>,
    /// In order.
    pub(super) names: Vec<u32>,
    /// By row.
    pub(super) rarity: Vec<f32>,
    /// By row and column.
    pub(super) weights: Vec<f32>,
}

impl<'a> Model<'a> {
    /// Reads a model; `None` if these bytes are none.
    #[must_use]
    pub(crate) fn read(bytes: &'a [u8]) -> Option<Self> {
        let word = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
        let (rows, columns) = (word(0)? as usize, word(4)? as usize);
        let scale = f32::from_bits(word(8)?);
        let (classes, bytes) = bytes[HEAD..].split_at_checked(word(12)? as usize)?;
        let classes = std::str::from_utf8(classes).ok()?;
        let length = columns * 4 + rows * (4 + 2 + columns);
        (bytes.len() == length).then_some(Self { classes, bytes, rows, columns, scale })
    }

    /// The classes, by column from the second on.
    pub(crate) fn classes(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.classes.lines()
    }

    /// How much the words speak for each column: about 1 and more for it, -1 and less against it.
    #[must_use]
    pub(crate) fn scores(&self, stems: &Stems, words: &[Word]) -> Vec<f32> {
        let mut sums = vec![0.0_f32; self.columns];
        let mut square = 0.0;
        for (name, count) in features(stems, words) {
            let Some(row) = self.row(name) else {
                square += UNSEEN;
                continue;
            };
            let weight = damped(count) * self.rarity(row);
            square += weight * weight;
            for (sum, speaks) in sums.iter_mut().zip(self.weights(row)) {
                *sum += weight * f32::from(i8::from_le_bytes([*speaks]));
            }
        }
        let step = self.scale / f32::sqrt(square).max(f32::MIN_POSITIVE);
        (0..self.columns).map(|column| self.bias(column) + sums[column] * step).collect()
    }

    /// Whether a word stands in one of the examples.
    #[must_use]
    pub(crate) fn knows(&self, word: &str) -> bool {
        self.row(word_name(word)).is_some()
    }

    fn names(&self) -> usize {
        self.columns * 4
    }

    fn bias(&self, column: usize) -> f32 {
        let at = column * 4;
        f32::from_le_bytes([self.bytes[at], self.bytes[at + 1], self.bytes[at + 2], self.bytes[at + 3]])
    }

    fn row(&self, name: u32) -> Option<usize> {
        let (names, _) = self.bytes[self.names()..][..self.rows * 4].as_chunks::<4>();
        names.binary_search_by(|known| u32::from_le_bytes(*known).cmp(&name)).ok()
    }

    fn rarity(&self, row: usize) -> f32 {
        let at = self.names() + self.rows * 4 + row * 2;
        f32::from(u16::from_le_bytes([self.bytes[at], self.bytes[at + 1]])) * RARITY_STEP
    }

    fn weights(&self, row: usize) -> &[u8] {
        &self.bytes[self.names() + self.rows * 6 + row * self.columns..][..self.columns]
    }
}

/// The tenth time a word stands there says little more than the first.
pub(super) fn damped(count: u32) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a text has a few thousand words at most")]
    let count = count as f32;
    1.0 + count.ln()
}

impl Learnt<'_> {
    /// The bytes that [`Model::read`] reads.
    pub(super) fn write(&self) -> Vec<u8> {
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
        let most = self.weights.iter().fold(0.0_f32, |most, weight| most.max(weight.abs()));
        let scale = (most / f32::from(i8::MAX)).max(f32::MIN_POSITIVE);
        let classes = self.classes.join("\n");
        let mut bytes = count(self.names.len()).to_vec();
        bytes.extend(count(self.bias.len()));
        bytes.extend(scale.to_le_bytes());
        bytes.extend(count(classes.len()));
        bytes.extend(classes.into_bytes());
        bytes.extend(self.bias.iter().flat_map(|bias| bias.to_le_bytes()));
        bytes.extend(self.names.iter().flat_map(|name| name.to_le_bytes()));
        for rarity in &self.rarity {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is below 16")]
            let steps = (rarity / RARITY_STEP) as u16;
            bytes.extend(steps.to_le_bytes());
        }
        for weight in &self.weights {
            #[expect(clippy::cast_possible_truncation, reason = "the scale is made so that it fits")]
            let steps = (weight / scale).round() as i8;
            bytes.extend(steps.to_le_bytes());
        }
        bytes
    }
}
