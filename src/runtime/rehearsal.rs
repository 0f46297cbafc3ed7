//! The whole bot for one chat, without a network and with a clock that is moved by hand: the same runtime,
//! store, engine and lanes. Used by the preview, the terminal chat and the tests.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::{
    Batch, Clock, Delivery, Incoming, Lanes, Limits, ManualClock, Messenger, Next, Runtime, SentRow, door,
};
use crate::{
    engine::{
        Act, ChatId, CheckIn, Class, Command, Conversation, Event, Media, Message, MessageId, Person, Slash,
        Typed, slash,
    },
    link::{self, Key, Ticket},
    script::{Id, Rich, Script, Urgency},
    store::{Changes, OutboxRow, Request, Store, StoreError, Tx, UpdateId},
};

/// Signs the links of a rehearsal; worth nothing outside.
const KEY: &str = "rehearsal";

/// More steps than this at one instant mean that it never comes to rest.
const STEPS_MAX: usize = 10_000;

/// A bot on a stage.
pub struct Rehearsal<S> {
    runtime: Runtime<S, ManualClock>,
    screen: Screen,
    lanes: Lanes,
    chat: ChatId,
    person: Person,
    updates: i64,
    key: Key,
}

/// What the client sees: a messenger that keeps the messages in memory.
#[derive(Debug)]
struct Screen {
    messages: Mutex<Vec<Shown>>,
    clock: ManualClock,
}

/// A message on the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// Its number.
    pub id: MessageId,
    /// Whether the bot wrote it.
    pub from_bot: bool,
    /// When it was written.
    pub at: Timestamp,
    /// What stands there now.
    pub message: Message,
    /// How often it was changed.
    pub edits: u32,
    /// Nobody asked for it just then.
    pub unasked: bool,
    /// What the client sent instead of a text.
    pub media: Option<Media>,
}

impl<S: Store> Rehearsal<S> {
    /// A new stage; nothing has happened yet.
    ///
    /// # Errors
    /// If the database does not answer.
    ///
    /// # Panics
    /// Never: the key of a rehearsal is a fixed text.
    pub async fn new(
        script: Arc<Script>,
        store: S,
        now: Timestamp,
        person: Person,
    ) -> Result<Self, StoreError> {
        let clock = ManualClock::at(now);
        // One client cannot meet a limit; on the stage nobody waits for one.
        let lanes = Lanes::new(Limits { all: 0.0, chat: 0.0 }, script.quiet());
        let screen = Screen { messages: Mutex::default(), clock: clock.clone() };
        let runtime = Runtime::new(script, store, clock).await?;
        Ok(Self {
            runtime,
            screen,
            lanes,
            chat: ChatId(1),
            person,
            updates: 0,
            key: Key::from_text(KEY).expect("the text is not empty"),
        })
    }

    /// The runtime, to look at what is stored.
    #[must_use]
    pub fn runtime(&self) -> &Runtime<S, ManualClock> {
        &self.runtime
    }

    /// The chat.
    #[must_use]
    pub fn chat(&self) -> ChatId {
        self.chat
    }

    /// The present instant on the stage.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.runtime.clock().now()
    }

    /// Everything on the screen, oldest first.
    #[must_use]
    pub fn screen(&self) -> Vec<Shown> {
        self.screen.lock().clone()
    }

    /// What a typed text is to the messenger: a command, a tapped link, or a text.
    #[must_use]
    pub fn typed(&self, text: &str) -> Act {
        match slash(text, "") {
            Some(Slash::Start(payload)) => Act::Start(link::read(&self.key, &payload, self.now())),
            Some(Slash::Command(command, rest)) => Act::Command(command, rest),
            None => Act::Text(Typed(text.to_owned())),
        }
    }

    /// The payload of a clinic's link on this stage.
    #[must_use]
    pub fn payload(&self, ticket: &Ticket) -> String {
        link::write(&self.key, ticket)
    }

    /// The client does something; what they type or send shows in the chat.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn act(&mut self, act: Act) -> Result<(), StoreError> {
        match &act {
            Act::Text(Typed(text)) => self.screen.push_client(text.clone(), None),
            // What stands in the link is between the app and the bot.
            Act::Start(_) => self.screen.push_client("/start".to_owned(), None),
            Act::Command(command, Typed(rest)) => {
                let named = Command::NAMED.iter().find(|(_, known)| known == command);
                let name = named.map_or("?", |(name, _)| name);
                self.screen.push_client(format!("/{name} {rest}").trim_end().to_owned(), None);
            }
            Act::Media { kind, .. } => self.screen.push_client(String::new(), Some(*kind)),
            Act::Edited(_) | Act::Press { .. } | Act::Blocked | Act::Unblocked => {}
        }
        self.updates += 1;
        self.deliver_update(act).await
    }

    /// The last update once more, as after a lost acknowledgement.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn redeliver(&mut self, act: Act) -> Result<(), StoreError> {
        self.deliver_update(act).await
    }

    async fn deliver_update(&mut self, act: Act) -> Result<(), StoreError> {
        let event = Event::Client { person: self.person.clone(), act };
        let update = Some(UpdateId(self.updates));
        let incoming = vec![Incoming { chat: self.chat, update, event: Some(event) }];
        self.handle(&Batch { incoming, ..Batch::default() }).await?;
        self.settle().await
    }

    /// Moves the clock, stopping at everything that is due on the way.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn advance_to(&mut self, until: Timestamp) -> Result<(), StoreError> {
        while let Some(next) = self.next_due().await?.filter(|next| *next <= until) {
            self.runtime.clock().set(next.max(self.now()));
            self.settle().await?;
        }
        self.runtime.clock().set(until.max(self.now()));
        self.settle().await
    }

    /// Time passes while the bot is away, as in an outage.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn outage(&mut self, by: SignedDuration) -> Result<(), StoreError> {
        let since = self.now();
        self.runtime.clock().advance(by);
        let incoming = door::returned(self.runtime.store(), since, self.now()).await?;
        self.handle(&Batch { incoming, ..Batch::default() }).await?;
        self.settle().await
    }

    /// The machine's clock is set to another time, also back.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn set_clock(&mut self, by: SignedDuration) -> Result<(), StoreError> {
        self.runtime.clock().advance(by);
        let mut after = Some(door::ahead_of(self.now()));
        while let Some(from) = after {
            let (incoming, last) = door::expired(self.runtime.store(), from).await?;
            self.handle(&Batch { incoming, ..Batch::default() }).await?;
            after = last;
        }
        self.settle().await
    }

    /// Everything about this client is erased, and another one comes.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn next_client(&mut self, person: Person) -> Result<(), StoreError> {
        let now = self.now();
        let mut tx = self.runtime.store().begin().await?;
        tx.write(&Changes { erased: vec![self.chat], ..Changes::default() }, now).await?;
        tx.commit().await?;
        self.chat = ChatId(self.chat.0 + 1);
        self.person = person;
        self.screen.lock().clear();
        Ok(())
    }

    /// The app tells something else about the client from now on.
    pub fn set_person(&mut self, person: Person) {
        self.person = person;
    }

    /// The conversation as it is stored.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn conversation(&self) -> Result<Conversation, StoreError> {
        let mut tx = self.runtime.store().begin().await?;
        let loaded = tx.load(&[self.chat], &[]).await?;
        Ok(loaded
            .into_iter()
            .next()
            .map_or_else(|| Conversation::new(self.chat), |loaded| loaded.conversation))
    }

    /// The urgency that was found last, with the rules that fired.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn judged(&self) -> Result<Option<(Urgency, Vec<Id>)>, StoreError> {
        let state = self.conversation().await?.state;
        let last = state.last.map(|last| (last.at, last.urgency, last.rules));
        let urgent = state.urgent.map(|urgent| (urgent.at, urgent.urgency, Vec::new()));
        let newest = match (last, urgent) {
            (Some(last), Some(urgent)) if urgent.0 > last.0 => Some(urgent),
            (None, urgent) => urgent,
            (last, _) => last,
        };
        Ok(newest.map(|(_, urgency, rules)| (urgency, rules)))
    }

    /// Moves the clock on.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn advance(&mut self, by: SignedDuration) -> Result<(), StoreError> {
        let now = self.now();
        self.advance_to(now.saturating_add(by).unwrap_or(now)).await
    }

    /// When the next planned message is due.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        let (due, waiting) =
            (self.runtime.store().next_due().await?, self.runtime.store().next_claim(self.now()).await?);
        Ok([due, waiting].into_iter().flatten().min())
    }

    /// Every planned message with what became of it.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn plan(&self) -> Result<Vec<CheckIn>, StoreError> {
        self.runtime.store().check_ins(self.chat).await
    }

    /// Handles what is due and sends what waits, until nothing is left to do at this instant.
    async fn settle(&mut self) -> Result<(), StoreError> {
        for _ in 0..STEPS_MAX {
            let now = self.now();
            let due = self.runtime.store().due(now, 100).await?;
            let incoming: Vec<Incoming> = due
                .into_iter()
                .map(|(chat, generation)| Incoming {
                    chat,
                    update: None,
                    event: Some(Event::Due { generation }),
                })
                .collect();
            let mut idle = incoming.is_empty();
            if !idle {
                self.handle(&Batch { incoming, ..Batch::default() }).await?;
            }
            let rows = self.runtime.store().claim(now, 100, 100, &[]).await?;
            idle &= rows.is_empty();
            let mut sent = self.lanes.offer(rows, now);
            sent.extend(self.send_all(now).await);
            idle &= sent.is_empty();
            if !sent.is_empty() {
                let ends: Vec<_> = sent.iter().filter_map(SentRow::row).collect();
                self.handle(&Batch { sent, ..Batch::default() }).await?;
                self.lanes.settled(&ends, now);
            }
            if idle {
                return Ok(());
            }
        }
        log::error!("the stage does not come to rest");
        Ok(())
    }

    async fn send_all(&mut self, now: Timestamp) -> Vec<SentRow> {
        let mut sent = Vec::new();
        loop {
            match self.lanes.next(now) {
                Next::Call(row) => {
                    let delivery = self.screen.deliver(&row).await;
                    sent.extend(self.lanes.done(row.chat, delivery, now));
                }
                Next::Ended(row) => sent.push(row),
                Next::Wait(_) => return sent,
            }
        }
    }

    async fn handle(&self, batch: &Batch) -> Result<(), StoreError> {
        self.runtime.handle(batch).await.map(|_| ())
    }
}

impl Screen {
    fn lock(&self) -> MutexGuard<'_, Vec<Shown>> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push_client(&self, text: String, media: Option<Media>) {
        let message = Message { text: Rich { text, spans: Vec::new() }, buttons: Vec::new() };
        self.push(Shown { from_bot: false, unasked: false, media, ..self.shown(message) });
    }

    fn shown(&self, message: Message) -> Shown {
        let at = self.clock.now();
        Shown { id: MessageId(0), from_bot: true, at, message, edits: 0, unasked: false, media: None }
    }

    fn push(&self, shown: Shown) -> MessageId {
        let mut messages = self.lock();
        let id = MessageId(i64::try_from(messages.len()).unwrap_or(i64::MAX).saturating_add(1));
        messages.push(Shown { id, ..shown });
        id
    }

    fn change(&self, target: MessageId, change: impl FnOnce(&mut Message)) -> Delivery {
        let mut messages = self.lock();
        match messages.iter_mut().find(|shown| shown.id == target && shown.from_bot) {
            Some(shown) => {
                let before = shown.message.clone();
                change(&mut shown.message);
                shown.edits += u32::from(shown.message != before);
                Delivery::Done(target)
            }
            None => Delivery::Gone,
        }
    }
}

impl Messenger for Screen {
    async fn deliver(&self, row: &OutboxRow) -> Delivery {
        match &row.request {
            Request::Send(message) => {
                let unasked = row.class == Class::Unasked;
                Delivery::Done(self.push(Shown { unasked, ..self.shown(message.clone()) }))
            }
            Request::Edit(target, message) => self.change(*target, |shown| *shown = message.clone()),
            Request::Strip(target) => self.change(*target, |shown| shown.buttons.clear()),
        }
    }
}
