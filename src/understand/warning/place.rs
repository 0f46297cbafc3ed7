//! Where something stands in a text, without a trip to the allocator: there are thousands of places in a message.

/// Words of one place that are remembered; the longest phrases have fewer.
const WORDS_MAX: usize = 14;

/// A place of a word, a group or a row of words: the words from `start` up to `end`, of which `used` are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) start: usize,
    pub(super) end: usize,
    used: [u16; WORDS_MAX],
    count: u8,
}

impl Place {
    /// The place of one word.
    pub(super) fn word(at: usize) -> Self {
        let mut used = [0; WORDS_MAX];
        used[0] = u16::try_from(at).unwrap_or(u16::MAX);
        Self { start: at, end: at + 1, used, count: 1 }
    }

    /// Both places as one.
    pub(super) fn with(mut self, other: &Self) -> Self {
        self.start = self.start.min(other.start);
        self.end = self.end.max(other.end);
        for at in &other.used[..usize::from(other.count)] {
            if usize::from(self.count) < WORDS_MAX {
                self.used[usize::from(self.count)] = *at;
                self.count += 1;
            }
        }
        self
    }

    /// The words that are meant.
    pub(super) fn used(&self) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.used[..usize::from(self.count)].iter().map(|at| usize::from(*at))
    }

    /// The last of them.
    pub(super) fn last(&self) -> usize {
        self.used().next_back().unwrap_or(self.start)
    }

    /// Whether both mean one of the words.
    pub(super) fn shares_a_word_with(&self, other: &Self) -> bool {
        self.start < other.end
            && other.start < self.end
            && self.used().any(|at| other.used().any(|its| its == at))
    }
}
