//! The training: for each class a linear support vector machine (one against the rest, squared hinge) that tells its
//! examples from all others, all classes at once by dual coordinate descent (Hsieh et al. 2008).
//!
//! The same lesson gives the same model: the order of the examples is shuffled with a fixed seed.

use super::{
    Lesson,
    features::{PART, features},
    model::{Learnt, damped},
};
use crate::text::{Stems, words};

/// How much a text on the wrong side counts against simple weights.
const COST: f32 = 0.7;
/// Passes over all texts; more change the figures by less than a tenth of a percent.
const PASSES: usize = 12;
/// A text that moved nothing is looked at again in every so manieth pass.
const REST: usize = 3;
/// A change of a text's share below this is none.
const SETTLED: f32 = 3e-3;
/// If a text moves no more machines than this, they are moved one by one.
const FEW: usize = 6;

/// A text as a unit vector: rows with their weights.
type Vector = Vec<(usize, f32)>;

/// The model of a lesson.
#[must_use]
pub(crate) fn learn(lesson: &Lesson) -> Vec<u8> {
    let stems = Stems::of(lesson.language);
    let others = lesson.others.iter().map(|texts| (0, *texts));
    let classes = (1..).zip(lesson.classes.iter().map(|(_, texts)| *texts));
    let texts: Vec<(usize, Vec<(u32, u32)>)> = others
        .chain(classes)
        .flat_map(|(column, texts)| texts.iter().map(move |text| (column, text)))
        .map(|(column, text)| (column, features(&stems, &words(text))))
        .collect();
    let mut all: Vec<u32> =
        texts.iter().flat_map(|(_, counts)| counts.iter().map(|(name, _)| *name)).collect();
    all.sort_unstable();
    let mut names: Vec<u32> = Vec::new();
    let mut rarity: Vec<f32> = Vec::new();
    for same in all.chunk_by(|one, other| one == other) {
        // A part of a word that stands in one text only says nothing that the word itself does not say.
        if same.len() == 1 && same[0] & PART != 0 {
            continue;
        }
        names.push(same[0]);
        rarity.push((ratio(1 + texts.len(), 1 + same.len())).ln() + 1.0);
    }
    let vectors: Vec<(usize, Vector)> =
        texts.iter().map(|(column, counts)| (*column, vector(counts, &names, &rarity))).collect();
    let mut machines = Machines::new(lesson.classes.len() + 1, names.len(), vectors.len());
    let mut order: Vec<usize> = (0..vectors.len()).collect();
    let mut dice = Dice(1);
    // A text that moved nothing is left alone for some passes.
    let mut rests = vec![false; vectors.len()];
    for pass in 0..PASSES {
        dice.shuffle(&mut order);
        for text in &order {
            if rests[*text] && pass % REST != 0 {
                continue;
            }
            let (column, vector) = &vectors[*text];
            rests[*text] = !machines.see(*text, *column, vector);
        }
    }
    let Machines { bias, weights, .. } = machines;
    let classes = lesson.classes.iter().map(|(class, _)| *class).collect();
    Learnt { classes, bias, names, rarity, weights }.write()
}

#[expect(clippy::cast_precision_loss, reason = "there are some thousand examples")]
fn ratio(one: usize, other: usize) -> f32 {
    one as f32 / other as f32
}

fn vector(counts: &[(u32, u32)], names: &[u32], rarity: &[f32]) -> Vector {
    let mut vector: Vector = counts
        .iter()
        .filter_map(|(name, count)| Some((names.binary_search(name).ok()?, *count)))
        .map(|(row, count)| (row, damped(count) * rarity[row]))
        .collect();
    let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    for (_, weight) in &mut vector {
        *weight /= length.max(f32::MIN_POSITIVE);
    }
    vector
}

/// One machine for each column, side by side.
struct Machines {
    columns: usize,
    bias: Vec<f32>,
    /// By row and column.
    weights: Vec<f32>,
    /// How much each text holds up each machine: by text and column.
    shares: Vec<f32>,
    scores: Vec<f32>,
}

impl Machines {
    fn new(columns: usize, rows: usize, texts: usize) -> Self {
        Self {
            columns,
            bias: vec![0.0; columns],
            weights: vec![0.0; rows * columns],
            shares: vec![0.0; texts * columns],
            scores: vec![0.0; columns],
        }
    }

    /// Moves every machine so that it puts this text on its right side by enough; whether any had to be moved.
    fn see(&mut self, text: usize, own: usize, vector: &Vector) -> bool {
        let Self { columns, bias, weights, shares, scores } = self;
        let columns = *columns;
        scores.copy_from_slice(bias);
        for (row, weight) in vector {
            add(scores, &weights[row * columns..][..columns], *weight);
        }
        // The text's length is 1, and so is the one feature that all texts share, the bias.
        let steepness = 2.0 + 0.5 / COST;
        let shares = &mut shares[text * columns..][..columns];
        let mut moved = Vec::new();
        for column in 0..columns {
            let side = if column == own { 1.0 } else { -1.0 };
            let slope = side * scores[column] - 1.0 + shares[column] * (0.5 / COST);
            let share = (shares[column] - slope / steepness).max(0.0);
            let change = share - shares[column];
            scores[column] = if change.abs() < SETTLED { 0.0 } else { side * change };
            if scores[column] != 0.0 {
                shares[column] = share;
                moved.push(column);
            }
        }
        if !moved.is_empty() {
            add(bias, scores, 1.0);
        }
        for (row, weight) in vector {
            let weights = &mut weights[row * columns..][..columns];
            if moved.len() <= FEW {
                for column in &moved {
                    weights[*column] += scores[*column] * weight;
                }
            } else {
                add(weights, scores, *weight);
            }
        }
        !moved.is_empty()
    }
}

/// Adds a multiple of one slice to another. Nearly all the time goes here, also in a build script, which is not
/// optimised: hence the plain loop.
fn add(to: &mut [f32], from: &[f32], times: f32) {
    let mut at = 0;
    while at < to.len() {
        to[at] += from[at] * times;
        at += 1;
    }
}

/// Chance that is the same every time (xorshift).
struct Dice(u64);

impl Dice {
    fn shuffle(&mut self, order: &mut [usize]) {
        for last in (1..order.len()).rev() {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            let place = usize::try_from(self.0 >> 33).unwrap_or_default() % (last + 1);
            order.swap(last, place);
        }
    }
}
