//! What the last batches saved, so that a chat that goes on is not read again. A copy and nothing more: whatever is
//! here stands in the database word for word, and what is in doubt is forgotten. Only SQLite has it, where one process
//! writes: whether a tool wrote in between, the database itself tells.

use std::{
    collections::HashMap,
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::engine::{ChatId, Conversation};

/// So many chats are kept at least, and twice as many at most.
const KEPT: usize = 500;

/// The copies. Shared by the batches of one process.
#[derive(Debug, Default)]
pub(super) struct Recent(Mutex<Copies>);

#[derive(Debug, Default)]
struct Copies {
    /// What `PRAGMA data_version` said when they were right: another number after somebody else wrote.
    version: Option<i64>,
    /// Since the last turn; before that, those that nobody took meanwhile.
    young: HashMap<ChatId, Conversation>,
    old: HashMap<ChatId, Conversation>,
}

impl Recent {
    /// Looks whether somebody else wrote since; then everything is forgotten.
    pub(super) fn at(&self, version: Option<i64>) {
        let mut copies = self.copies();
        if copies.version != version {
            *copies = Copies { version, ..Copies::default() };
        }
    }

    /// Nothing is certain any more.
    pub(super) fn forget(&self) {
        *self.copies() = Copies::default();
    }

    /// What was saved of a chat.
    pub(super) fn get(&self, chat: ChatId) -> Option<Conversation> {
        let copies = self.copies();
        copies.young.get(&chat).or_else(|| copies.old.get(&chat)).cloned()
    }

    /// Forgets a chat that is about to change: what is saved of it is put in when that is durable.
    pub(super) fn remove(&self, chat: ChatId) {
        let mut copies = self.copies();
        copies.young.remove(&chat);
        copies.old.remove(&chat);
    }

    /// Keeps what was saved.
    pub(super) fn put(&self, saved: Vec<Conversation>) {
        let mut copies = self.copies();
        if copies.young.len() >= KEPT {
            copies.old = mem::take(&mut copies.young);
        }
        copies.young.extend(saved.into_iter().map(|conversation| (conversation.chat, conversation)));
    }

    fn copies(&self) -> MutexGuard<'_, Copies> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
