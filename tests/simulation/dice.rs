//! Chance, from the seed of a world: the same seed throws the same.

use proptest::{
    prelude::RngExt as _,
    test_runner::{RngAlgorithm, TestRng},
};

/// One stream of throws. Streams of a world do not disturb each other.
pub(crate) struct Dice(TestRng);

impl Dice {
    pub(crate) fn new(seed: u64, stream: i64) -> Self {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        bytes[8..16].copy_from_slice(&stream.to_le_bytes());
        Self(TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
    }

    pub(crate) fn percent(&mut self, percent: u32) -> bool {
        self.0.random_range(0..100) < percent
    }

    /// From the first to the last, both included.
    pub(crate) fn between(&mut self, first: i64, last: i64) -> i64 {
        self.0.random_range(first..=last)
    }

    pub(crate) fn one_of<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        (!all.is_empty()).then(|| all[self.0.random_range(0..all.len())])
    }

    /// One of these, each as often as its weight says.
    pub(crate) fn weighed<T: Copy>(&mut self, all: &[(u32, T)]) -> T {
        let mut left = self.0.random_range(0..all.iter().map(|(weight, _)| weight).sum());
        for (weight, what) in all {
            if left < *weight {
                return *what;
            }
            left -= weight;
        }
        all[0].1
    }
}
