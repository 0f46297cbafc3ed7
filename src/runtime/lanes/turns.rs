//! Whose turn it is: the chats that could send now, and those that wait for an instant. A chat stands in one place
//! at most, which its lane remembers.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::{
    engine::{ChatId, Class},
    store::RowId,
};

/// Where a lane stands, so that it can be taken from there.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    Nowhere,
    Ready(Class, RowId),
    Waiting(Timestamp),
}

#[derive(Debug, Default)]
pub(super) struct Turns {
    /// By class and age of their first row.
    ready: BTreeSet<(Class, RowId, ChatId)>,
    /// By the instant they may go on.
    waiting: BTreeSet<(Timestamp, ChatId)>,
}

impl Turns {
    pub(super) fn enter(&mut self, chat: ChatId, place: Place) {
        match place {
            Place::Ready(class, id) => self.ready.insert((class, id, chat)),
            Place::Waiting(until) => self.waiting.insert((until, chat)),
            Place::Nowhere => false,
        };
    }

    pub(super) fn leave(&mut self, chat: ChatId, place: Place) {
        match place {
            Place::Ready(class, id) => self.ready.remove(&(class, id, chat)),
            Place::Waiting(until) => self.waiting.remove(&(until, chat)),
            Place::Nowhere => false,
        };
    }

    /// Those that could send now, the most urgent first.
    pub(super) fn ready(&self) -> impl Iterator<Item = (Class, ChatId)> {
        self.ready.iter().map(|(class, _, chat)| (*class, *chat))
    }

    /// A chat that has waited long enough.
    pub(super) fn waited(&self, now: Timestamp) -> Option<ChatId> {
        self.waiting.first().filter(|(until, _)| *until <= now).map(|(_, chat)| *chat)
    }

    /// When the next one that waits may go on.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.waiting.first().map(|(until, _)| *until)
    }

    pub(super) fn clear(&mut self) {
        self.ready.clear();
        self.waiting.clear();
    }
}
