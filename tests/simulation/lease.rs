//! Several processes on one database: who lives and who keeps, as PostgreSQL's leases say it (that those do so is
//! tested in `tests/processes.rs`), and a process that hangs.

use std::{
    collections::BTreeMap,
    future::poll_fn,
    pin::pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::{Poll, Waker},
};

use jiff::{SignedDuration, Timestamp};

/// So long a process counts as living after it last said so.
const LEASE: SignedDuration = SignedDuration::from_secs(7);

/// The number of a process among those that share the database.
pub(crate) type Token = u64;

#[derive(Default)]
pub(crate) struct Leases {
    last: Token,
    living: BTreeMap<Token, Timestamp>,
    keeper: Option<Token>,
}

impl Leases {
    /// A process takes part.
    pub(crate) fn join(&mut self, now: Timestamp) -> (Token, Timestamp) {
        self.last += 1;
        self.living.insert(self.last, now + LEASE);
        (self.last, now + LEASE)
    }

    /// A process says that it lives; gives until when it then does, unless others took it for dead.
    pub(crate) fn renew(&mut self, token: Token, now: Timestamp) -> Option<Timestamp> {
        let until = self.living.get_mut(&token)?;
        *until = now + LEASE;
        Some(*until)
    }

    /// Buries who did not say in time that it lives; gives whether nobody is the keeper now.
    pub(crate) fn bury(&mut self, now: Timestamp) -> bool {
        self.living.retain(|_, until| *until > now);
        self.keeper = self.keeper.filter(|keeper| self.living.contains_key(keeper));
        self.keeper.is_none()
    }

    pub(crate) fn keep(&mut self, token: Token) {
        self.keeper = Some(token);
    }

    pub(crate) fn is_keeper(&self, token: Token) -> bool {
        self.keeper == Some(token)
    }

    pub(crate) fn lives(&self, token: Token) -> bool {
        self.living.contains_key(&token)
    }

    pub(crate) fn leave(&mut self, token: Token) {
        self.living.remove(&token);
    }
}

/// Holds the tasks of a process still.
#[derive(Clone, Default)]
pub(crate) struct Ice {
    frozen: Arc<AtomicBool>,
    sleepers: Arc<Mutex<Vec<Waker>>>,
}

impl Ice {
    pub(crate) fn freeze(&self) {
        self.frozen.store(true, SeqCst);
    }

    pub(crate) fn thaw(&self) {
        self.frozen.store(false, SeqCst);
        let sleepers = std::mem::take(&mut *self.sleepers.lock().expect("nothing panics here"));
        sleepers.into_iter().for_each(Waker::wake);
    }

    pub(crate) fn is_frozen(&self) -> bool {
        self.frozen.load(SeqCst)
    }

    /// Does this work, but for the times when it is frozen.
    pub(crate) async fn over(self, work: impl Future<Output = ()>) {
        let mut work = pin!(work);
        poll_fn(|context| {
            if self.is_frozen() {
                self.sleepers.lock().expect("nothing panics here").push(context.waker().clone());
                return Poll::Pending;
            }
            work.as_mut().poll(context)
        })
        .await;
    }
}
