//! [`Runtime::handle`]: the one door. A batch of events goes through `step` and is committed, with all its
//! consequences, in one transaction. Nobody else writes conversations, check-ins and outbox rows.

use std::{
    collections::{BTreeMap, BTreeSet},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;

use super::{Clock, Count, Health, Incoming, Post, SentRow};
use crate::{
    engine::{
        Act, ChatId, CheckIn, Class, Conversation, Effect, End, Ending, Event, Fate, Mark, Reason, Step,
        is_waiting, step,
    },
    link::{ClinicId, Link},
    script::Script,
    store::{Changes, Loaded, OutboxRow, Request, RowChange, RowId, Store, StoreError, Tx, UpdateId},
};

/// What turns an event into its consequences: [`step`], or in tests one that fails.
pub type Engine = fn(&Script, Conversation, &Event, Timestamp) -> Step;

/// The engine with its script, its database and its clock.
pub struct Runtime<S, C> {
    engine: Engine,
    pub(super) script: Arc<Script>,
    pub(super) store: S,
    pub(super) clock: C,
    health: Arc<Health>,
    post: Post,
    /// Rows of a batch of which we do not know whether it was committed.
    doubtful: Mutex<Vec<RowId>>,
}

/// Everything that is handled in one transaction.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// What came in, in order.
    pub incoming: Vec<Incoming>,
    /// What became of messages that were sent.
    pub sent: Vec<SentRow>,
    /// The instant of the last successful poll, if it shall be saved.
    pub polled_at: Option<Timestamp>,
    /// Whether new rows may go straight to the sender (it has room), or wait in the database.
    pub straight: bool,
}

impl Batch {
    /// Two batches that are this one; `None` if it holds a single event. If the second fails as a whole, nobody
    /// hears of the first: so its rows may not be in flight.
    fn halved(&self) -> Option<(Self, Self)> {
        let mut first = Self { straight: false, ..self.clone() };
        let mut second = Self { straight: self.straight, ..Self::default() };
        match (first.sent.len(), first.incoming.len()) {
            (0, 0 | 1) | (1, 0) => return None,
            (0, events) => second.incoming = first.incoming.split_off(events / 2),
            (fates, 0) => second.sent = first.sent.split_off(fates / 2),
            _ => second.incoming = std::mem::take(&mut first.incoming),
        }
        Some((first, second))
    }
}

/// How far an attempt goes with its events.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Care {
    /// Each goes through the engine.
    Step,
    /// It could not be written: an apology instead.
    Apology,
    /// That neither: it is only noted.
    Note,
}

/// What a batch led to, once it is durable.
#[derive(Clone, Debug, Default)]
pub struct Handled {
    /// New rows that are in flight already: the sender has to send them.
    pub straight: Vec<OutboxRow>,
    /// Whether anything waits in the database for its time or for a sender.
    pub waiting: bool,
    /// Chats of which everything was erased, with the first number of a row that came after.
    pub erased: Vec<(ChatId, RowId)>,
    /// What nobody wants any more.
    pub withdrawn: Vec<Withdrawn>,
    /// The earliest instant of the planned messages that are new or moved.
    pub next_due: Option<Timestamp>,
}

/// Unasked messages that shall not be sent any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    /// Of this chat.
    pub chat: ChatId,
    /// Those of this planned message; `None`: offers of a card.
    pub planned: Option<u32>,
    /// Those with a smaller number.
    pub before: RowId,
}

impl Withdrawn {
    /// Whether this row is meant.
    #[must_use]
    pub fn has(&self, row: &OutboxRow) -> bool {
        let is_meant = match row.mark {
            Mark::Card(_) => self.planned.is_none(),
            Mark::CheckIn(generation) => self.planned == Some(generation),
            Mark::None => false,
        };
        is_meant && row.class == Class::Unasked && row.chat == self.chat && row.id < self.before
    }
}

impl Handled {
    fn due(&mut self, at: Timestamp) {
        self.next_due = Some(self.next_due.map_or(at, |earliest| earliest.min(at)));
    }

    fn and(mut self, other: Self) -> Self {
        self.straight.extend(other.straight);
        self.erased.extend(other.erased);
        self.withdrawn.extend(other.withdrawn);
        self.waiting |= other.waiting;
        if let Some(at) = other.next_due {
            self.due(at);
        }
        self
    }
}

impl<S: Store, C: Clock> Runtime<S, C> {
    /// A runtime on an open database; it takes part in the work there from now on.
    ///
    /// # Errors
    /// If the database does not answer, or others work on it that this one must not join.
    pub async fn new(script: Arc<Script>, store: S, clock: C) -> Result<Self, StoreError> {
        let standing = store.join(script.version(), clock.now()).await?;
        if standing.freed > 0 {
            log::info!(
                "{} messages were on their way when an earlier run ended; they are sent again",
                standing.freed
            );
        }
        let post = Post::new(standing);
        Ok(Self {
            engine: step,
            script,
            store,
            clock,
            health: Arc::default(),
            post,
            doubtful: Mutex::default(),
        })
    }

    /// The same with another engine.
    #[must_use]
    pub fn with_engine(self, engine: Engine) -> Self {
        Self { engine, ..self }
    }

    /// The content.
    #[must_use]
    pub fn script(&self) -> &Script {
        &self.script
    }

    /// The database.
    #[must_use]
    pub fn store(&self) -> &S {
        &self.store
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &C {
        &self.clock
    }

    /// How the program on this runtime fares.
    #[must_use]
    pub fn health(&self) -> &Arc<Health> {
        &self.health
    }

    /// How this process stands among others.
    #[must_use]
    pub fn post(&self) -> &Post {
        &self.post
    }

    /// Handles a batch. When this returns without an error, everything that follows from it is durable.
    ///
    /// An event whose handling fails while the database works (a panic in the engine, a row that cannot be
    /// written) is noted as poison and answered with an apology, if that can be written; the others of its batch
    /// go through.
    ///
    /// # Errors
    /// If the database does not answer: then nothing of the batch was handled, or a part whose rows wait in the
    /// database. Hand it in again.
    pub async fn handle(&self, batch: &Batch) -> Result<Handled, StoreError> {
        // A transaction that does not even begin (the file is locked) says nothing against any event.
        let tx = self.store.begin().await?;
        match self.attempt(tx, batch, Care::Step).await {
            Err(StoreError::Failed { .. }) => {}
            // Not now: says nothing against any event either.
            other => return other,
        }
        let Some((first, second)) = batch.halved() else {
            // One event could not be handled.
            let tx = self.store.begin().await?;
            match self.attempt(tx, batch, Care::Apology).await {
                Err(StoreError::Failed { .. }) => {}
                other => return other,
            }
            // Not even that. All others would wait for it for ever.
            let tx = self.store.begin().await?;
            return self.attempt(tx, batch, Care::Note).await;
        };
        let handled = Box::pin(self.handle(&first)).await?;
        Ok(handled.and(Box::pin(self.handle(&second)).await?))
    }

    async fn attempt(&self, mut tx: S::Tx<'_>, batch: &Batch, care: Care) -> Result<Handled, StoreError> {
        let now = self.clock.now();
        let ids: Vec<UpdateId> = batch.incoming.iter().filter_map(|incoming| incoming.update).collect();
        let fresh: BTreeSet<UpdateId> = if ids.is_empty() {
            BTreeSet::new()
        } else {
            tx.register(&ids, now).await?.into_iter().collect()
        };
        let events = events(batch, &fresh);
        let chats: Vec<ChatId> =
            events.iter().map(|(chat, ..)| *chat).collect::<BTreeSet<_>>().into_iter().collect();
        let clinics: Vec<ClinicId> = events.iter().filter_map(|(_, _, event)| clinic_of(event)).collect();
        let loaded = if chats.is_empty() || care == Care::Note {
            Vec::new()
        } else {
            tx.load(&chats, &clinics).await?
        };
        let next_row = if loaded.is_empty() { RowId(0) } else { tx.number_rows(now).await? };
        let mut work = Work::new(self, now, batch.straight, next_row, loaded);
        work.changes.polled_at = batch.polled_at;
        work.changes.rows.extend(batch.sent.iter().filter_map(|sent| sent.change.clone()));
        for (chat, update, event) in events {
            work.one(chat, update, event, care);
        }
        let doubtful = self.doubtful().clone();
        work.changes.rows.extend(doubtful.iter().map(|id| RowChange::Release(*id)));
        let (mut changes, handled) = work.finish();
        tx.write(&changes, now).await?;
        changes.outbox.retain(|row| row.in_flight);
        if let Err(error) = tx.commit().await {
            // It may have been committed all the same; then nobody has its rows.
            self.doubtful().extend(changes.outbox.iter().map(|row| row.id));
            return Err(error);
        }
        self.doubtful().retain(|id| !doubtful.contains(id));
        self.health.count(Count::Updates, fresh.len());
        self.health.count(Count::Poison, changes.poison.len());
        Ok(Handled { straight: changes.outbox, ..handled })
    }

    fn doubtful(&self) -> MutexGuard<'_, Vec<RowId>> {
        self.doubtful.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The events of a batch in order: what came in and was not handled before, then what became of messages.
fn events<'a>(batch: &'a Batch, fresh: &BTreeSet<UpdateId>) -> Vec<(ChatId, Option<UpdateId>, &'a Event)> {
    let mut seen = BTreeSet::new();
    let incoming = batch
        .incoming
        .iter()
        .filter(|incoming| {
            incoming.update.is_none_or(|update| fresh.contains(&update) && seen.insert(update))
        })
        .filter_map(|incoming| Some((incoming.chat, incoming.update, incoming.event.as_ref()?)))
        .collect::<Vec<_>>();
    let fates = batch.sent.iter().filter_map(|sent| Some((sent.chat, None, sent.event.as_ref()?)));
    fates.chain(incoming).collect()
}

fn clinic_of(event: &Event) -> Option<ClinicId> {
    match event {
        Event::Client { act: Act::Start(Link::Ticket(ticket)), .. } => Some(ticket.clinic),
        _ => None,
    }
}

/// A batch while it is worked out.
struct Work<'a, S, C> {
    runtime: &'a Runtime<S, C>,
    now: Timestamp,
    straight: bool,
    /// For the next new row.
    next_row: RowId,
    chats: BTreeMap<ChatId, Slot>,
    changes: Changes,
    handled: Handled,
}

/// One chat of the batch.
struct Slot {
    conversation: Conversation,
    /// The plan as it is in the database.
    planned: Vec<CheckIn>,
    exists: bool,
    /// Its new rows go behind others, which are not in our hands.
    queued: bool,
    changed: bool,
}

impl<'a, S: Store, C: Clock> Work<'a, S, C> {
    fn new(
        runtime: &'a Runtime<S, C>,
        now: Timestamp,
        straight: bool,
        next_row: RowId,
        loaded: Vec<Loaded>,
    ) -> Self {
        let mut work = Self {
            runtime,
            now,
            straight,
            next_row,
            chats: BTreeMap::new(),
            changes: Changes::default(),
            handled: Handled::default(),
        };
        let mut unreadable = Vec::new();
        for Loaded { conversation, unreadable: is_unreadable, exists, queued } in loaded {
            let chat = conversation.chat;
            if is_unreadable {
                log::error!("a saved conversation could not be read; it begins again");
                unreadable.push(chat);
            }
            let planned = conversation.plan.clone();
            work.chats.insert(chat, Slot { conversation, planned, exists, queued, changed: false });
        }
        for chat in unreadable {
            work.one(chat, None, &Event::Unreadable, Care::Step);
        }
        work
    }

    fn one(&mut self, chat: ChatId, update: Option<UpdateId>, event: &Event, care: Care) {
        if let (Event::Trouble, Some(update)) = (event, update) {
            self.changes.poison.push((update, "it could not be read".to_owned()));
        }
        if care == Care::Note {
            return self.note(update, "it could not be written");
        }
        let Some(slot) = self.chats.get(&chat) else { return };
        // What became of a message, or a timer, of somebody who was erased: nothing to do.
        if !slot.exists && !matches!(event, Event::Client { .. }) {
            return;
        }
        let script = &self.runtime.script;
        let engine = self.runtime.engine;
        let step = if care == Care::Step {
            catch_unwind(AssertUnwindSafe(|| engine(script, slot.conversation.clone(), event, self.now)))
                .map_err(|_| "the engine panicked")
        } else {
            Err("it could not be written")
        };
        let step = match step {
            Ok(step) => step,
            Err(reason) => {
                let conversation = slot.conversation.clone();
                self.note(update, reason);
                let Some(step) = self.failed(conversation, event) else { return };
                step
            }
        };
        self.take(chat, step);
    }

    /// Notes an event as poison.
    fn note(&mut self, update: Option<UpdateId>, reason: &str) {
        log::error!("an event could not be handled: {reason}");
        self.changes.poison.extend(update.map(|update| (update, reason.to_owned())));
    }

    /// What is left of an event that cannot be handled: the client gets an apology, and a planned message ends,
    /// as what it is known to be.
    fn failed(&self, mut conversation: Conversation, event: &Event) -> Option<Step> {
        let (generation, how) = match event {
            Event::Client { .. } => {
                let nobody = Conversation::new(conversation.chat);
                let script = &self.runtime.script;
                let engine = self.runtime.engine;
                let apology = AssertUnwindSafe(|| engine(script, nobody, &Event::Trouble, self.now));
                let Step { effects, .. } = catch_unwind(apology).ok()?;
                return Some(Step { conversation, effects });
            }
            Event::Due { generation } => (*generation, Ending::Skipped),
            Event::Fate { mark: Mark::CheckIn(generation), fate } => match fate {
                Fate::Delivered { perhaps_twice: false, .. } => (*generation, Ending::Sent),
                Fate::Delivered { .. } => (*generation, Ending::SentPerhapsTwice),
                Fate::PerhapsSent => (*generation, Ending::PerhapsSent),
                _ => (*generation, Ending::Skipped),
            },
            _ => return None,
        };
        let mut open = conversation.plan.iter_mut().filter(|check_in| check_in.end.is_none());
        let check_in = open.find(|check_in| check_in.generation == generation)?;
        let why = (how == Ending::Skipped).then_some(Reason::Failed);
        check_in.end = Some(End { how, why, at: self.now });
        Some(Step { conversation, effects: Vec::new() })
    }

    fn take(&mut self, chat: ChatId, step: Step) {
        if let Some(slot) = self.chats.get_mut(&chat) {
            slot.changed |= !slot.exists || slot.conversation != step.conversation;
            slot.exists = true;
            slot.conversation = step.conversation;
        }
        for effect in step.effects {
            self.effect(chat, effect);
        }
    }

    fn effect(&mut self, chat: ChatId, effect: Effect) {
        match effect {
            Effect::Send { class, message, mark, when } => {
                let mut row = self.row(chat, Request::Send(message), class, mark);
                row.not_before = when.not_before.unwrap_or(self.now);
                row.latest = when.latest;
                row.at_night = class != Class::Unasked || when.at_night;
                row.zone = when.zone.filter(|_| !row.at_night);
                row.in_flight &= class != Class::Unasked && row.not_before <= self.now;
                self.changes.outbox.push(row);
            }
            Effect::Edit { target, message, mark } => {
                self.change_message(chat, Request::Edit(target, message), mark);
            }
            Effect::Strip { target } => self.change_message(chat, Request::Strip(target), Mark::None),
            Effect::Withdraw => {
                // Those of this batch itself are still here.
                self.changes.outbox.retain(|row| {
                    row.chat != chat || row.class != Class::Unasked || !matches!(row.mark, Mark::Card(_))
                });
                self.changes.withdrawn.push(chat);
                self.handled.withdrawn.push(Withdrawn { chat, planned: None, before: self.next_row });
            }
            Effect::Rezone(zone) => {
                let waiting = self.changes.outbox.iter_mut().filter(|row| row.chat == chat && !row.at_night);
                waiting.for_each(|row| row.zone = Some(zone.clone()));
                self.changes.rezoned.retain(|(other, _)| *other != chat);
                self.changes.rezoned.push((chat, zone));
            }
            Effect::Erase => {
                self.changes.outbox.retain(|row| row.chat != chat);
                self.changes.erased.push(chat);
                self.handled.erased.push((chat, self.next_row));
                if let Some(slot) = self.chats.get_mut(&chat) {
                    slot.exists = false;
                    slot.changed = false;
                    slot.planned = Vec::new();
                    slot.conversation = Conversation::new(chat);
                }
            }
            Effect::Count(counter) => self.changes.counts.push(counter),
        }
    }

    fn row(&mut self, chat: ChatId, request: Request, class: Class, mark: Mark) -> OutboxRow {
        let id = self.next_row;
        self.next_row = RowId(id.0 + 1);
        let queued = self.chats.get(&chat).is_some_and(|slot| slot.queued);
        OutboxRow {
            id,
            chat,
            class,
            request,
            mark,
            not_before: self.now,
            latest: None,
            at_night: true,
            zone: None,
            unknown_tries: 0,
            in_flight: self.straight && !queued,
        }
    }

    /// A change of a message; earlier ones of this batch that it overtakes are not even written.
    fn change_message(&mut self, chat: ChatId, request: Request, mark: Mark) {
        self.changes.outbox.retain(|row| row.chat != chat || !request.overtakes(&row.request));
        let row = self.row(chat, request, Class::Reply, mark);
        self.changes.outbox.push(row);
    }

    fn finish(mut self) -> (Changes, Handled) {
        for (chat, slot) in self.chats {
            if !slot.changed {
                continue;
            }
            for check_in in slot.conversation.plan.iter().filter(|check_in| !slot.planned.contains(check_in))
            {
                let generation = check_in.generation;
                let before = slot.planned.iter().find(|before| before.generation == generation);
                let on_its_way = check_in.end.is_none() && check_in.queued;
                // Whatever of it still waits to be sent must not be sent.
                if !on_its_way {
                    let mark = Mark::CheckIn(generation);
                    self.changes.outbox.retain(|row| row.chat != chat || row.mark != mark);
                    if before.is_some_and(|before| before.queued) {
                        self.changes.ended.push((chat, generation));
                        let withdrawn = Withdrawn { chat, planned: Some(generation), before: self.next_row };
                        self.handled.withdrawn.push(withdrawn);
                    }
                }
                if check_in.end.is_none() && !check_in.queued {
                    self.handled.due(check_in.due);
                }
                self.changes.check_ins.push((chat, check_in.clone()));
            }
            let waiting = is_waiting(&slot.conversation.state);
            self.changes.conversations.push((slot.conversation, waiting));
        }
        self.handled.waiting = self.changes.outbox.iter().any(|row| !row.in_flight)
            || self.changes.rows.iter().any(|change| !matches!(change, RowChange::Remove(_)));
        (self.changes, self.handled)
    }
}
