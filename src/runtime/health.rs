//! How the program fares: which of its parts are in trouble, and what was counted since the start. The parts tell
//! it; the log hears of each change once, and whoever watches the program asks it. Holds no content.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use crate::store::StoreError;

/// A part of the program that can be in trouble by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Updates come from Telegram.
    Updates,
    /// What came in is committed.
    Handling,
    /// Planned messages are looked for.
    Planned,
    /// Messages are taken from the outbox.
    Sending,
}

impl Part {
    /// What follows from its trouble, for the log.
    fn meanwhile(self) -> &'static str {
        match self {
            Self::Updates => "updates wait at Telegram",
            Self::Handling => "trying again, meanwhile nothing is acknowledged",
            Self::Planned => "trying again, meanwhile planned messages wait",
            Self::Sending => "trying again, meanwhile messages wait",
        }
    }
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Updates that were handled.
    Updates,
    /// Updates that could not be handled, and were noted as poison.
    Poison,
    /// Requests to the webhook without the right secret.
    Refused,
    /// Requests to the webhook that were no update.
    Malformed,
}

/// The state of the program, shared by its parts.
#[derive(Debug, Default)]
pub struct Health {
    troubles: Mutex<BTreeMap<Part, String>>,
    stopping: AtomicBool,
    counts: [AtomicU64; 4],
}

impl Health {
    /// Why the program does not do its work at the moment, in plain words; `None` if it does.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        if self.stopping.load(Ordering::Acquire) {
            return Some("stopping".to_owned());
        }
        let troubles = self.troubles();
        (!troubles.is_empty()).then(|| troubles.values().cloned().collect::<Vec<_>>().join("; "))
    }

    /// Whether this part is in trouble.
    #[must_use]
    pub fn is_troubled(&self, part: Part) -> bool {
        self.troubles().contains_key(&part)
    }

    /// A part is in trouble, or well again. Gives whether that is new.
    pub fn set(&self, part: Part, trouble: Option<String>) -> bool {
        let mut troubles = self.troubles();
        let was = match trouble {
            Some(trouble) => troubles.insert(part, trouble),
            None => troubles.remove(&part),
        };
        was.is_some() != troubles.contains_key(&part)
    }

    /// What the database answered a part, if it did its work. The log hears of it when that changes.
    pub(super) fn answered<T>(&self, part: Part, answer: Result<T, StoreError>) -> Option<T> {
        match answer {
            Ok(answer) => {
                if self.set(part, None) {
                    log::info!("the database works again");
                }
                Some(answer)
            }
            Err(error) => {
                if self.set(part, Some(error.to_string())) {
                    log::error!("{error}; {}", part.meanwhile());
                }
                None
            }
        }
    }

    /// The program stops.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
    }

    /// Counts.
    pub fn count(&self, what: Count, more: usize) {
        let more = u64::try_from(more).unwrap_or(u64::MAX);
        self.counts[what as usize].fetch_add(more, Ordering::Relaxed);
    }

    /// How many there were since the start.
    #[must_use]
    pub fn counted(&self, what: Count) -> u64 {
        self.counts[what as usize].load(Ordering::Relaxed)
    }

    fn troubles(&self) -> MutexGuard<'_, BTreeMap<Part, String>> {
        self.troubles.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_has_its_own_trouble_and_a_change_is_new_once() {
        let health = Health::default();
        assert!(!health.set(Part::Handling, None));
        assert!(health.set(Part::Handling, Some("full".to_owned())));
        assert!(!health.set(Part::Handling, Some("full again".to_owned())));
        assert!(health.set(Part::Updates, Some("nobody answers".to_owned())));
        assert_eq!(health.trouble().as_deref(), Some("nobody answers; full again"));
        assert!(health.is_troubled(Part::Handling) && !health.is_troubled(Part::Sending));
        assert!(health.set(Part::Handling, None) && health.set(Part::Updates, None));
        assert_eq!(health.trouble(), None);
        health.stop();
        assert_eq!(health.trouble().as_deref(), Some("stopping"));
    }

    #[test]
    fn each_thing_is_counted_by_itself() {
        let health = Health::default();
        health.count(Count::Malformed, 2);
        health.count(Count::Updates, 3);
        let all = [Count::Updates, Count::Poison, Count::Refused, Count::Malformed];
        assert_eq!(all.map(|what| health.counted(what)), [3, 0, 0, 2]);
    }
}
