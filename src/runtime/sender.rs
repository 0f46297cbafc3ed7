//! The task that sends: takes rows that are in flight, calls the messenger, several chats at a time, and
//! reports what became of them to the door. What is sent next is decided in [`super::lanes`].

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;
use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
};

use super::{Clock, Delivery, Lanes, Messenger, Next, Part, Runtime, SentRow, Withdrawn, door::DoorHandle};
use crate::{
    engine::{ChatId, Class},
    store::{OutboxRow, RowId, Store},
};

/// Calls under way at the same time.
const CALLS_MAX: usize = 64;
/// With so many calls under way, one ends at any moment.
const MANY_CALLS: usize = 16;
/// Rows taken from the database at a time.
const CLAIM_MAX: u32 = 200;
/// After a stop, calls under way are waited for so long.
const FINISH_MAX: Duration = Duration::from_secs(8);
/// The database did not answer: look again after this.
const RETRY: Duration = Duration::from_secs(1);

/// How the door reaches the sender.
#[derive(Clone, Debug)]
pub struct SenderHandle {
    news: mpsc::UnboundedSender<News>,
    shared: Arc<Shared>,
}

/// What a transaction means for the sender.
#[derive(Debug, Default)]
pub(super) struct News {
    /// New rows that are in flight.
    pub(super) rows: Vec<OutboxRow>,
    /// Rows whose ends, as the sender told them, are durable.
    pub(super) settled: Vec<(ChatId, RowId)>,
    /// Chats of which everything was erased, with the first number of a row that came after.
    pub(super) erased: Vec<(ChatId, RowId)>,
    /// What nobody wants any more.
    pub(super) withdrawn: Vec<Withdrawn>,
}

impl News {
    fn is_empty(&self) -> bool {
        let Self { rows, settled, erased, withdrawn } = self;
        rows.is_empty() && settled.is_empty() && erased.is_empty() && withdrawn.is_empty()
    }
}

#[derive(Debug, Default)]
struct Shared {
    /// Rows wait in the database.
    waiting: AtomicBool,
    /// Rows that the lanes can still take, less those on their way to them.
    room: AtomicUsize,
    wake: tokio::sync::Notify,
}

impl SenderHandle {
    /// Whether new rows may come straight, past the database's queue. Not while older ones wait there: the
    /// order in a chat must hold.
    pub(super) fn has_room(&self) -> bool {
        !self.shared.waiting.load(Ordering::Acquire) && self.shared.room.load(Ordering::Acquire) > 0
    }

    /// Rows may wait in the database that another process wrote.
    pub(super) fn look(&self) {
        self.shared.waiting.store(true, Ordering::Release);
        self.shared.wake.notify_one();
    }

    /// What was committed, and whether rows wait in the database. Gives the rows that have to be given back,
    /// because the sender has stopped meanwhile.
    #[must_use]
    pub(super) fn send(&self, news: News, waiting: bool) -> Vec<OutboxRow> {
        let mut back = Vec::new();
        if !news.is_empty() {
            let less = news.rows.len();
            let _ = self
                .shared
                .room
                .fetch_update(Ordering::AcqRel, Ordering::Acquire, |room| Some(room.saturating_sub(less)));
            if let Err(refused) = self.news.send(news) {
                back = refused.0.rows;
            }
        }
        if waiting {
            self.shared.waiting.store(true, Ordering::Release);
            self.shared.wake.notify_one();
        }
        back
    }
}

/// The task behind a [`SenderHandle`].
pub struct Sender<S, C, M> {
    runtime: Arc<Runtime<S, C>>,
    messenger: Arc<M>,
    lanes: Lanes,
    news: mpsc::UnboundedReceiver<News>,
    shared: Arc<Shared>,
    calls: JoinSet<(ChatId, Delivery)>,
    /// When rows that wait in the database may be taken.
    next_claim: Option<Timestamp>,
    /// More unasked rows may wait there than the limit let us take; not looked for before this.
    more_unasked: Option<Timestamp>,
}

impl<S: Store, C: Clock, M: Messenger> Sender<S, C, M> {
    /// A sender with empty lanes.
    #[must_use]
    pub fn new(runtime: Arc<Runtime<S, C>>, messenger: M, lanes: Lanes) -> (Self, SenderHandle) {
        let (sender, news) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared::default());
        shared.waiting.store(true, Ordering::Release);
        shared.room.store(lanes.room(), Ordering::Release);
        let handle = SenderHandle { news: sender, shared: Arc::clone(&shared) };
        let sender = Self {
            runtime,
            messenger: Arc::new(messenger),
            lanes,
            news,
            shared,
            calls: JoinSet::new(),
            next_claim: None,
            more_unasked: None,
        };
        (sender, handle)
    }

    /// Works until `stop`; then waits for the calls under way and gives the other rows back.
    pub async fn run(mut self, door: DoorHandle, mut stop: watch::Receiver<bool>) {
        loop {
            let wake_at = self.work(&door).await;
            let claims_at = self.claims_at(self.runtime.clock().now());
            let next = [wake_at, claims_at].into_iter().flatten().min().unwrap_or(Timestamp::MAX);
            tokio::select! {
                news = self.news.recv() => match news {
                    Some(news) => self.hear(news, &door).await,
                    None => break,
                },
                Some(call) = self.calls.join_next() => self.ended(call, &door).await,
                () = self.shared.wake.notified() => {}
                () = self.runtime.clock().until(next) => {}
                () = stopped(&mut stop) => break,
            }
        }
        self.finish(&door).await;
    }

    /// Starts every call that may start now. Gives when the next one may.
    async fn work(&mut self, door: &DoorHandle) -> Option<Timestamp> {
        loop {
            let now = self.runtime.clock().now();
            // What it has may be somebody else's by now.
            if !self.runtime.post().may_act(now) {
                return Some(soon(now));
            }
            self.claim(now, door).await;
            let mut ended = Vec::new();
            let mut wake_at = None;
            while self.calls.len() < CALLS_MAX {
                match self.lanes.next(self.runtime.clock().now()) {
                    Next::Call(row) => {
                        let messenger = Arc::clone(&self.messenger);
                        self.calls.spawn(async move { (row.chat, messenger.deliver(&row).await) });
                    }
                    Next::Ended(row) => ended.push(row),
                    Next::Wait(at) => {
                        wake_at = at;
                        break;
                    }
                }
            }
            self.shared.room.store(self.lanes.room(), Ordering::Release);
            if ended.is_empty() {
                return wake_at;
            }
            door.sent(ended).await;
        }
    }

    async fn hear(&mut self, news: News, door: &DoorHandle) {
        let now = self.runtime.clock().now();
        self.lanes.erase(&news.erased, now);
        self.lanes.settled(&news.settled, now);
        door.sent(self.lanes.withdraw(&news.withdrawn, now)).await;
        self.offer(news.rows, door).await;
    }

    async fn offer(&mut self, rows: Vec<OutboxRow>, door: &DoorHandle) {
        let now = self.runtime.clock().now();
        let replaced = self.lanes.offer(rows, now);
        door.sent(replaced).await;
    }

    async fn ended(&mut self, call: Result<(ChatId, Delivery), tokio::task::JoinError>, door: &DoorHandle) {
        let mut results = Vec::new();
        let mut next = Some(call);
        while let Some(call) = next {
            match call {
                Ok((chat, delivery)) => {
                    let now = self.runtime.clock().now();
                    results.extend(self.lanes.done(chat, delivery, now));
                }
                // The row stays in flight until this process has ended.
                Err(_) => log::error!("a call to the messenger panicked"),
            }
            next = self.calls.try_join_next();
        }
        results.extend(self.lanes.put_off_unasked(self.runtime.clock().now()));
        if self.calls.len() >= MANY_CALLS {
            door.sent_of_many(results).await;
        } else {
            door.sent(results).await;
        }
    }

    /// When rows may be taken from the database; `None` while the lanes are full, for then the end of a call
    /// wakes us.
    fn claims_at(&self, now: Timestamp) -> Option<Timestamp> {
        if self.lanes.room() == 0 {
            return None;
        }
        let unasked = self.more_unasked.and_then(|at| Some(self.lanes.unasked_at(now)?.max(at)));
        [self.next_claim, unasked].into_iter().flatten().min()
    }

    /// Takes rows from the database, if some may wait there.
    async fn claim(&mut self, now: Timestamp, door: &DoorHandle) {
        let due = self.claims_at(now).is_some_and(|at| at <= now);
        if !(due || self.shared.waiting.load(Ordering::Acquire)) {
            return;
        }
        let room = u32::try_from(self.lanes.room()).unwrap_or(u32::MAX).min(CLAIM_MAX);
        if room == 0 {
            return;
        }
        // Only one process sends what nobody asked for: the limit is for all together.
        let keeper = self.runtime.post().is_keeper(now);
        let unasked = if keeper { self.lanes.unasked_room(now) } else { 0 };
        let unasked = u32::try_from(unasked).unwrap_or(u32::MAX).min(room);
        // Cleared before looking, so that a row written meanwhile is not overlooked.
        self.shared.waiting.store(false, Ordering::Release);
        let store = self.runtime.store();
        // A chat with rows in a lane may get more: new rows do not come straight while older ones wait in the
        // database, so what is claimed is always the younger.
        let claimed = store.claim(now, room, unasked, &[]).await;
        if let Err(error) = &claimed {
            self.runtime.post().notice(error);
        }
        let Some(claimed) = self.runtime.health().answered(Part::Sending, claimed) else {
            self.shared.waiting.store(true, Ordering::Release);
            self.next_claim = now.checked_add(RETRY).ok();
            return;
        };
        let count = |rows: &[OutboxRow]| u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let taken = count(&claimed);
        let taken_unasked = claimed.iter().filter(|row| row.class == Class::Unasked).count();
        self.offer(claimed, door).await;
        if taken >= room {
            self.shared.waiting.store(true, Ordering::Release);
        }
        // More of them may wait, and the limit says when they may go.
        self.more_unasked = (keeper && taken_unasked >= unasked as usize).then(|| soon(now));
        let next = self.runtime.store().next_claim(now).await;
        let next = self.runtime.health().answered(Part::Sending, next);
        self.next_claim = next.unwrap_or_else(|| now.checked_add(RETRY).ok());
    }

    /// Waits for the calls under way, gives the other rows back: those in the lanes, those on their way to them,
    /// and those whose call ended without an end.
    async fn finish(mut self, door: &DoorHandle) {
        self.shared.room.store(0, Ordering::Release);
        self.news.close();
        let mut back = self.lanes.release();
        while let Some(news) = self.news.recv().await {
            back.extend(news.rows.iter().map(SentRow::given_back));
        }
        door.sent(back).await;
        let calls = async {
            while let Some(call) = self.calls.join_next().await {
                self.ended(call, door).await;
            }
        };
        if tokio::time::timeout(FINISH_MAX, calls).await.is_err() {
            log::warn!("some calls did not end in time; their messages are sent again at the next start");
        }
        door.sent(self.lanes.release()).await;
    }
}

/// When the program is told to stop, or whoever could tell it is gone.
pub(super) async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// A short while later, so that unasked rows are taken several at a time.
fn soon(now: Timestamp) -> Timestamp {
    now.saturating_add(jiff::SignedDuration::from_millis(200)).unwrap_or(now)
}
