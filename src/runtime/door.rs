//! The task that owns `handle`: gathers what is at hand (updates, results of sends, due check-ins) into one
//! batch after another. A caller's `hand_in` returns when its events are durable.

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, timeout_at},
};

use super::{
    Batch, Clock, Handled, Incoming, Part, Runtime, SentRow,
    clock::SET_BACK,
    sender::{News, SenderHandle},
};
use crate::{
    engine::{ChatId, Event},
    store::{Store, StoreError},
};

/// Entries that wait for the door at most; a caller beyond that waits.
const WAITING_MAX: usize = 256;
/// Events in one transaction at most, so that no caller waits for a very long one.
const BATCH_MAX: usize = 2_000;
/// Due check-ins taken at a time.
const DUE_MAX: u32 = 500;
/// Due check-ins are looked for at most so often, unless there are more than [`DUE_MAX`].
const DUE_EVERY: SignedDuration = SignedDuration::from_millis(500);
/// After so long without a successful poll, Telegram has dropped presses (it keeps them 150 s).
const PRESSES_KEPT: SignedDuration = SignedDuration::from_secs(150);
/// Cards that were active so long before a gap are offered again.
const OFFERED_AGAIN: SignedDuration = SignedDuration::from_hours(2);
/// How long after the first poll that is.
const OFFER_AFTER: SignedDuration = SignedDuration::from_secs(2);
/// The instant of the last poll is saved so often.
const POLLED_SAVED_EVERY: SignedDuration = SignedDuration::from_secs(30);
/// Telegram keeps an update at most 24 h; we know its number for twice as long.
const UPDATES_KEPT: SignedDuration = SignedDuration::from_hours(48);
/// Under load, what became of messages waits so long for company: a commit for each few of them would take the
/// time that new updates need, and their chats are mostly written again by the next updates.
const GATHER_MAX: Duration = Duration::from_millis(5);
/// Waits while the database does not answer: doubled each time, between these.
const RETRY_FIRST: Duration = Duration::from_millis(200);
const RETRY_MAX: Duration = Duration::from_secs(10);

/// The name under which the last poll is saved.
pub const POLLED_AT: &str = "polled_at";

/// The door is closed: the program stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the program is stopping")]
pub struct Closed;

/// A way to hand things in. Clones lead to the same door.
#[derive(Clone, Debug)]
pub struct DoorHandle {
    entries: mpsc::Sender<Entry>,
}

/// A way that does not keep the door open.
#[derive(Clone, Debug)]
pub struct WeakDoorHandle {
    entries: mpsc::WeakSender<Entry>,
}

impl WeakDoorHandle {
    /// A way in, while others keep the door open.
    #[must_use]
    pub fn upgrade(&self) -> Option<DoorHandle> {
        self.entries.upgrade().map(|entries| DoorHandle { entries })
    }
}

#[derive(Debug)]
enum Entry {
    Incoming { batch: Vec<Incoming>, durable: oneshot::Sender<()> },
    Sent { rows: Vec<SentRow>, more: bool },
    Polled(Timestamp),
    Look,
    TookOver,
}

impl DoorHandle {
    /// Hands events in; returns when everything that follows from them is durable.
    ///
    /// # Errors
    /// [`Closed`] if the program stops first. Then nothing may be acknowledged.
    pub async fn hand_in(&self, batch: Vec<Incoming>) -> Result<(), Closed> {
        let (durable, committed) = oneshot::channel();
        self.entries.send(Entry::Incoming { batch, durable }).await.map_err(|_| Closed)?;
        committed.await.map_err(|_| Closed)
    }

    /// The same way, which does not keep the door open.
    #[must_use]
    pub fn downgrade(&self) -> WeakDoorHandle {
        WeakDoorHandle { entries: self.entries.downgrade() }
    }

    /// Tells that the messenger answered a poll at this instant (with a webhook: that this process lives). Not
    /// waited for: if the door is too busy to hear it, it hears of the next one.
    pub fn polled(&self, at: Timestamp) {
        let _ = self.entries.try_send(Entry::Polled(at));
    }

    /// Tells that another process may have planned something. Not waited for: it is told again.
    pub(super) fn look(&self) {
        let _ = self.entries.try_send(Entry::Look);
    }

    /// Tells that from now on this process looks for what is due, and polls.
    pub(super) async fn took_over(&self) {
        let _ = self.entries.send(Entry::TookOver).await;
    }

    /// Reports what became of outbox rows.
    pub(super) async fn sent(&self, rows: Vec<SentRow>) {
        self.report(rows, false).await;
    }

    /// The same, where the next report is expected at any moment: these rows may wait a little for it.
    pub(super) async fn sent_of_many(&self, rows: Vec<SentRow>) {
        self.report(rows, true).await;
    }

    async fn report(&self, rows: Vec<SentRow>, more: bool) {
        if !rows.is_empty() {
            let _ = self.entries.send(Entry::Sent { rows, more }).await;
        }
    }
}

/// The task behind a [`DoorHandle`].
pub struct Door<S, C> {
    runtime: Arc<Runtime<S, C>>,
    entries: mpsc::Receiver<Entry>,
    sender: SenderHandle,
    polled_at: Option<Timestamp>,
    polled_saved: Option<Timestamp>,
    updates_forgotten: Option<Timestamp>,
    next_due: Option<Timestamp>,
    /// Due check-ins are not looked for before this.
    not_before: Timestamp,
    gap: Option<Gap>,
    /// The clock when it was looked at last.
    seen: Timestamp,
    /// Where to go on looking for what expired by a clock that was set back since, before we came or meanwhile.
    expired_after: Option<Expired>,
}

/// The end, chat and number of a check-in that expired.
pub(super) type Expired = (Timestamp, ChatId, u32);

/// A time in which presses may have been lost.
#[derive(Clone, Copy, Debug)]
struct Gap {
    /// The last poll before it.
    since: Timestamp,
    /// When open questions are offered again: late enough that the messages of that time are handled.
    offer_at: Timestamp,
}

/// What was gathered for one transaction, and who waits for it.
#[derive(Default)]
struct Gathered {
    batch: Batch,
    waiting: Vec<oneshot::Sender<()>>,
    /// Something in it should be durable at once.
    hurries: bool,
}

impl<S: Store, C: Clock> Door<S, C> {
    /// A door to this runtime; new rows go to `sender`.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn open(
        runtime: Arc<Runtime<S, C>>,
        sender: SenderHandle,
    ) -> Result<(Self, DoorHandle), StoreError> {
        let (entries, receiver) = mpsc::channel(WAITING_MAX);
        let polled_at = runtime.store().setting(POLLED_AT).await?.and_then(|at| at.parse().ok());
        let next_due = runtime.store().next_due().await?;
        let now = runtime.clock().now();
        let door = Self {
            runtime,
            entries: receiver,
            sender,
            polled_at,
            polled_saved: polled_at,
            updates_forgotten: None,
            next_due,
            not_before: Timestamp::MIN,
            gap: None,
            seen: now,
            expired_after: Some(ahead_of(now)),
        };
        Ok((door, DoorHandle { entries }))
    }

    /// Works until every handle is gone. What was handed in before that is still handled.
    pub async fn run(mut self) {
        loop {
            let next = self.next();
            let first = tokio::select! {
                entry = self.entries.recv() => match entry {
                    Some(entry) => Some(entry),
                    None => return,
                },
                () = self.runtime.clock().until(next) => None,
            };
            self.round(first).await;
            if self.runtime.post().is_evicted() {
                return;
            }
        }
    }

    /// When there is something to do even if nothing comes in.
    fn next(&self) -> Timestamp {
        let keeper = self.runtime.post().is_keeper(self.runtime.clock().now());
        let expired = self.expired_after.map(|_| Timestamp::MIN);
        let due = [self.next_due, expired].into_iter().flatten().min();
        let due = due.filter(|_| keeper).map(|due| due.max(self.not_before));
        [due, self.gap.map(|gap| gap.offer_at)].into_iter().flatten().min().unwrap_or(Timestamp::MAX)
    }

    /// One batch: what is at hand now.
    async fn round(&mut self, first: Option<Entry>) {
        let mut gathered = Gathered::default();
        // Nothing came in: it is time for something.
        let timed = first.is_none();
        let latest = Instant::now() + GATHER_MAX;
        let mut next = first;
        while let Some(entry) = next {
            if matches!(entry, Entry::TookOver) {
                self.take_over().await;
            }
            self.gather(entry, &mut gathered);
            next = self.more(&gathered, latest).await;
        }
        let now = self.runtime.clock().now();
        // A clock that was set back must not keep us from looking until its old hour has come again.
        if self.not_before.duration_since(now) > DUE_EVERY {
            self.not_before = now;
        }
        if self.seen.duration_since(now) > SET_BACK {
            self.expired_after = Some(ahead_of(now));
        }
        self.seen = now;
        let due = self.next_due.is_some_and(|due| due.max(self.not_before) <= now);
        if (due || timed) && self.runtime.post().is_keeper(now) {
            self.due(now, &mut gathered).await;
        }
        if !gathered.is_empty() {
            self.settle(&mut gathered).await;
        } else if self.next_due.is_none() {
            // What was due is cancelled by now, but others may come.
            self.look_ahead().await;
        }
        if let Some(gap) = self.gap.filter(|gap| gap.offer_at <= now) {
            self.offer_again(gap.since).await;
        }
        self.forget_updates(now).await;
    }

    /// What else is at hand for this batch; until `latest` it is waited for if nothing in it hurries.
    async fn more(&mut self, gathered: &Gathered, latest: Instant) -> Option<Entry> {
        if gathered.batch.incoming.len() + gathered.batch.sent.len() >= BATCH_MAX {
            return None;
        }
        match self.entries.try_recv() {
            Ok(entry) => Some(entry),
            Err(_) if gathered.hurries => None,
            Err(_) => timeout_at(latest, self.entries.recv()).await.ok().flatten(),
        }
    }

    fn gather(&mut self, entry: Entry, gathered: &mut Gathered) {
        gathered.hurries |= !matches!(entry, Entry::Sent { more: true, .. });
        match entry {
            Entry::Incoming { batch, durable } => {
                gathered.batch.incoming.extend(batch);
                gathered.waiting.push(durable);
            }
            Entry::Sent { rows, .. } => gathered.batch.sent.extend(rows),
            Entry::Look | Entry::TookOver => self.next_due = Some(Timestamp::MIN),
            Entry::Polled(at) => {
                let before = self.polled_at.replace(at);
                match before.filter(|before| is_gap(*before, at)) {
                    Some(since) if self.gap.is_none() => {
                        let offer_at = at.saturating_add(OFFER_AFTER).unwrap_or(at);
                        self.gap = Some(Gap { since, offer_at });
                    }
                    _ => {}
                }
                let saved_lately = self
                    .polled_saved
                    .is_some_and(|saved| at.duration_since(saved).abs() < POLLED_SAVED_EVERY);
                // After a gap it is saved together with the offers that follow from it.
                if self.gap.is_none() && !saved_lately {
                    self.polled_saved = Some(at);
                    gathered.batch.polled_at = Some(at);
                }
            }
        }
    }

    /// What another process did until now decides whether there was a gap.
    async fn take_over(&mut self) {
        match self.runtime.store().setting(POLLED_AT).await {
            Ok(at) => self.polled_at = at.and_then(|at| at.parse().ok()),
            Err(error) => log::error!("{error}"),
        }
        self.polled_saved = self.polled_at;
        self.expired_after = Some(ahead_of(self.runtime.clock().now()));
    }

    /// Adds the check-ins that are due, and those that expired too early; notes when the next ones are.
    async fn due(&mut self, now: Timestamp, gathered: &mut Gathered) {
        let due = self.runtime.store().due(now, DUE_MAX).await;
        let Some(due) = self.runtime.health().answered(Part::Planned, due) else {
            self.not_before = now.saturating_add(SignedDuration::from_secs(1)).unwrap_or(now);
            return;
        };
        let mut full = due.len() >= DUE_MAX as usize;
        if let Some(after) = self.expired_after {
            let expired = expired(self.runtime.store(), after).await;
            if let Some((incoming, last)) = self.runtime.health().answered(Part::Planned, expired) {
                self.expired_after = last;
                full |= last.is_some();
                gathered.batch.incoming.extend(incoming);
            }
        }
        // Not at once again if nothing came of it; at once if there are more than were taken.
        self.not_before = if full { now } else { now.saturating_add(DUE_EVERY).unwrap_or(now) };
        gathered.batch.incoming.extend(due.into_iter().map(|(chat, generation)| Incoming {
            chat,
            update: None,
            event: Some(Event::Due { generation }),
        }));
        // Asked anew after this batch, which ends or moves them.
        self.next_due = None;
    }

    /// Commits the batch, lets everybody know, and looks when there is something to do again.
    async fn settle(&mut self, gathered: &mut Gathered) {
        let Some(handled) = self.commit(&mut gathered.batch).await else {
            // Whoever waits hears that the door is closed.
            gathered.waiting.clear();
            return;
        };
        for durable in gathered.waiting.drain(..) {
            // A caller that is gone does not need to know.
            let _ = durable.send(());
        }
        let settled = gathered.batch.sent.iter().filter_map(SentRow::row).collect();
        let news =
            News { rows: handled.straight, settled, erased: handled.erased, withdrawn: handled.withdrawn };
        let back = self.sender.send(news, handled.waiting);
        if !back.is_empty() {
            let sent = back.iter().map(SentRow::given_back).collect();
            self.commit(&mut Batch { sent, ..Batch::default() }).await;
        }
        match (self.next_due, handled.next_due) {
            (Some(known), Some(new)) => self.next_due = Some(known.min(new)),
            (None, _) if self.runtime.post().is_keeper(self.runtime.clock().now()) => self.look_ahead().await,
            (None, _) | (Some(_), None) => {}
        }
    }

    /// Asks when the next check-in is due.
    async fn look_ahead(&mut self) {
        let next = self.runtime.store().next_due().await;
        let next = self.runtime.health().answered(Part::Planned, next);
        self.next_due = next.unwrap_or_else(|| Some(self.runtime.clock().now()));
    }

    /// However long the database needs; `None` if others took this process for dead.
    async fn commit(&mut self, batch: &mut Batch) -> Option<Handled> {
        let mut wait = RETRY_FIRST;
        let mut failed = false;
        loop {
            batch.straight = self.sender.has_room();
            let handled = self.runtime.handle(batch).await;
            if let Err(error @ StoreError::Evicted) = &handled {
                log::error!("{error}");
                self.runtime.post().notice(error);
                return None;
            }
            if let Some(handled) = self.runtime.health().answered(Part::Handling, handled) {
                // A part may have been handled before; then its rows wait.
                return Some(Handled { waiting: handled.waiting || failed, ..handled });
            }
            failed = true;
            self.next_due = None;
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(RETRY_MAX);
        }
    }

    /// After a gap, the open questions of the time before it are offered again, once.
    async fn offer_again(&mut self, since: Timestamp) {
        let until = self.polled_at.unwrap_or(since);
        let incoming = returned(self.runtime.store(), since, until).await;
        let Some(incoming) = self.runtime.health().answered(Part::Planned, incoming) else {
            self.gap = self.gap.map(|gap| Gap { offer_at: until.max(gap.offer_at) + OFFER_AFTER, ..gap });
            return;
        };
        log::info!("back after a gap; {} open questions are offered again", incoming.len());
        self.gap = None;
        self.polled_saved = self.polled_at;
        let batch = Batch { incoming, polled_at: self.polled_at, ..Batch::default() };
        self.settle(&mut Gathered { batch, ..Gathered::default() }).await;
    }

    async fn forget_updates(&mut self, now: Timestamp) {
        let hour = SignedDuration::from_hours(1);
        if self.updates_forgotten.is_some_and(|last| now.duration_since(last).abs() < hour) {
            return;
        }
        self.updates_forgotten = Some(now);
        let before = now.saturating_sub(UPDATES_KEPT).unwrap_or(now);
        if let Err(error) = self.runtime.store().forget_updates(before).await {
            log::error!("{error}");
        }
    }
}

impl Gathered {
    fn is_empty(&self) -> bool {
        self.batch.incoming.is_empty()
            && self.batch.sent.is_empty()
            && self.batch.polled_at.is_none()
            && self.waiting.is_empty()
    }
}

/// Whatever expired at an instant that lies ahead comes after this.
pub(super) fn ahead_of(now: Timestamp) -> Expired {
    (now, ChatId(i64::MAX), u32::MAX)
}

/// Some events for what expired after that; and after what the next ones did, if there may be any.
pub(super) async fn expired<S: Store>(
    store: &S,
    after: Expired,
) -> Result<(Vec<Incoming>, Option<Expired>), StoreError> {
    let expired = store.expired_after(after, DUE_MAX).await?;
    let last = expired.last().and_then(|(chat, last)| Some((last.end?.at, *chat, last.generation)));
    let event = |check_in| Some(Event::ExpiredAhead(Box::new(check_in)));
    let incoming = expired
        .into_iter()
        .map(|(chat, check_in)| Incoming { chat, update: None, event: event(check_in) })
        .collect();
    Ok((incoming, last))
}

/// Whether Telegram may have dropped presses between these instants.
fn is_gap(since: Timestamp, until: Timestamp) -> bool {
    until.duration_since(since) > PRESSES_KEPT
}

/// After a time without a poll: an event for each chat whose open question should be offered again.
pub(super) async fn returned<S: Store>(
    store: &S,
    since: Timestamp,
    until: Timestamp,
) -> Result<Vec<Incoming>, StoreError> {
    if !is_gap(since, until) {
        return Ok(Vec::new());
    }
    let from = since.saturating_sub(OFFERED_AGAIN).unwrap_or(since);
    // What was saved of the last poll may be older than that poll was.
    let last = since.saturating_add(POLLED_SAVED_EVERY).unwrap_or(since);
    let chats = store.interrupted(from, last).await?;
    Ok(chats.into_iter().map(|chat| Incoming { chat, update: None, event: Some(Event::Returned) }).collect())
}
