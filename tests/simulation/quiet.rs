//! Tells when nothing is left to do at this instant: every task waits, and the database is not at work.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
};

use tokio::sync::Notify;

#[derive(Default)]
pub(crate) struct Quiet {
    /// Questions to the database that are not answered yet. It works in a thread of its own.
    busy: AtomicUsize,
    wanted: AtomicBool,
    reached: Notify,
}

impl Quiet {
    /// To be called whenever the thread of all tasks has nothing to do.
    pub(crate) fn thread_parks(&self) {
        if self.busy.load(SeqCst) == 0 && self.wanted.swap(false, SeqCst) {
            self.reached.notify_one();
        }
    }

    /// Returns when everything has come to rest.
    pub(crate) async fn rest(&self) {
        self.wanted.store(true, SeqCst);
        self.reached.notified().await;
    }

    /// Something is under way until this is dropped.
    pub(crate) fn busy(self: &Arc<Self>) -> Busy {
        self.busy.fetch_add(1, SeqCst);
        Busy(Arc::clone(self))
    }
}

pub(crate) struct Busy(Arc<Quiet>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.busy.fetch_sub(1, SeqCst);
    }
}
