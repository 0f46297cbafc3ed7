//! One client and the bot as it runs: the real runtime, store and lanes, with a messenger that can be told how
//! to fail and a clock that is moved by hand. It knows nothing about promises.

use std::sync::Arc;

use aftercare::{
    engine::{Act, ChatId, CheckIn, Clinic, Conversation, Event, Mark, Message, MessageId, Person},
    link::ClinicId,
    runtime::{
        Batch, Clock as _, Delivery, Incoming, Lanes, Limits, ManualClock, Next, Runtime, Scope, SentRow,
    },
    script::Script,
    store::{Database, OutboxRow, Request, Store as _, Tx as _, UpdateId},
};
use jiff::{SignedDuration, Timestamp};

/// How the messenger answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Net {
    Up,
    /// Nothing arrives, and we know it.
    Down,
    /// Everything arrives, and we do not hear of it.
    Mute,
    /// What nobody asked for is refused for good.
    Refuses,
}

/// A planned message that was handed to the messenger.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call {
    pub(crate) generation: u32,
    pub(crate) at: Timestamp,
    /// Whether it arrived without our hearing of it.
    pub(crate) unheard: bool,
}

/// The messenger asks us to come back after this.
const COME_BACK: SignedDuration = SignedDuration::from_mins(7);
/// More than this and something turns in a circle.
const ROUNDS_MAX: usize = 400;

pub(crate) struct Stage {
    runtime: Runtime<Database, ManualClock>,
    lanes: Lanes,
    lanes_at: Option<Timestamp>,
    pub(crate) net: Net,
    pub(crate) blocked: bool,
    pub(crate) person: Person,
    updates: i64,
    /// What stands on the screen, oldest first.
    pub(crate) screen: Vec<(MessageId, Message)>,
    /// The planned messages that the messenger was given since this was last taken.
    pub(crate) calls: Vec<Call>,
}

const CHAT: ChatId = ChatId(1);

impl Stage {
    pub(crate) async fn new(script: Arc<Script>, now: Timestamp, zones: &[Option<&str>]) -> Self {
        let store = Database::open("sqlite::memory:", false).await.unwrap();
        for zone in zones {
            let clinic = Clinic {
                id: ClinicId(0),
                name: "Back in Balance".to_owned(),
                zone: zone.map(str::to_owned),
                phone: None,
                country: None,
            };
            store.put_clinic(&clinic).await.unwrap();
        }
        let lanes = lanes(&script);
        Self {
            runtime: Runtime::new(script, store, ManualClock::at(now)).await.unwrap(),
            lanes,
            lanes_at: None,
            net: Net::Up,
            blocked: false,
            person: Person::default(),
            updates: 0,
            screen: Vec::new(),
            calls: Vec::new(),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.runtime.clock().now()
    }

    /// Every row there is.
    pub(crate) async fn rows(&self) -> Vec<CheckIn> {
        self.runtime.store().check_ins(CHAT).await.unwrap()
    }

    pub(crate) async fn conversation(&self) -> Conversation {
        let loaded = self.runtime.store().begin().await.unwrap().load(&[CHAT], &[]).await.unwrap();
        loaded.into_iter().next().expect("one chat was asked for").conversation
    }

    /// The newest button whose data begins so.
    pub(crate) fn button(&self, start: &str) -> Option<Act> {
        self.screen.iter().rev().find_map(|(id, message)| {
            let mut buttons = message.buttons.iter().flatten();
            let button = buttons.find(|button| button.data.starts_with(start))?;
            Some(Act::Press { data: button.data.clone(), message: Some(*id) })
        })
    }

    /// The client does something; it comes twice, as after a lost acknowledgement.
    pub(crate) async fn act(&mut self, act: Act) {
        self.updates += 1;
        let event = Event::Client { person: self.person.clone(), act };
        let incoming = Incoming { chat: CHAT, update: Some(UpdateId(self.updates)), event: Some(event) };
        for _ in 0..2 {
            self.handle(Batch { incoming: vec![incoming.clone()], ..Batch::default() }).await;
        }
        self.settle().await;
    }

    pub(crate) async fn advance(&mut self, by: SignedDuration) {
        let until = self.now() + by;
        while let Some(next) = self.next().await.filter(|next| *next <= until) {
            self.runtime.clock().set(next.max(self.now()));
            self.settle().await;
        }
        self.runtime.clock().set(until.max(self.now()));
        self.settle().await;
    }

    /// To the next instant at which something is due, if there is one.
    pub(crate) async fn advance_to_next(&mut self) {
        if let Some(next) = self.runtime.store().next_due().await.unwrap() {
            let by = next.duration_since(self.now()).max(SignedDuration::ZERO);
            self.advance(by).await;
        }
    }

    /// The bot dies at once and comes back later.
    pub(crate) async fn outage(&mut self, by: SignedDuration) {
        self.runtime.clock().advance(by);
        self.lanes = lanes(self.runtime.script());
        self.lanes_at = None;
        let version = self.runtime.script().version();
        self.runtime.store().join(version, self.now()).await.unwrap();
        self.settle().await;
    }

    /// The machine's clock is set to another time.
    pub(crate) async fn jump(&mut self, by: SignedDuration) {
        self.runtime.clock().advance(by);
        let after = (self.now(), ChatId(i64::MAX), u32::MAX);
        let expired = self.runtime.store().expired_after(after, 100).await.unwrap();
        let event = |check_in| Some(Event::ExpiredAhead(Box::new(check_in)));
        let incoming = expired
            .into_iter()
            .map(|(chat, row)| Incoming { chat, update: None, event: event(row) })
            .collect();
        self.handle(Batch { incoming, ..Batch::default() }).await;
        self.settle().await;
    }

    pub(crate) async fn settle(&mut self) {
        for _ in 0..ROUNDS_MAX {
            let now = self.now();
            let due = self.runtime.store().due(now, 100).await.unwrap();
            let mut idle = due.is_empty();
            let incoming = due
                .into_iter()
                .map(|(chat, generation)| Incoming {
                    chat,
                    update: None,
                    event: Some(Event::Due { generation }),
                })
                .collect();
            self.handle(Batch { incoming, ..Batch::default() }).await;
            let rows = self.runtime.store().claim(now, 100, 100, &[]).await.unwrap();
            idle &= rows.is_empty();
            let mut sent = self.lanes.offer(rows, now);
            sent.extend(self.send_all(now));
            idle &= sent.is_empty();
            let ends: Vec<_> = sent.iter().filter_map(SentRow::row).collect();
            self.handle(Batch { sent, ..Batch::default() }).await;
            self.lanes.settled(&ends, now);
            if idle {
                return;
            }
        }
        panic!("it does not come to rest");
    }

    async fn next(&self) -> Option<Timestamp> {
        let store = self.runtime.store();
        let (due, claim) = (store.next_due().await.unwrap(), store.next_claim(self.now()).await.unwrap());
        [due, claim, self.lanes_at].into_iter().flatten().min()
    }

    fn send_all(&mut self, now: Timestamp) -> Vec<SentRow> {
        let mut sent = Vec::new();
        loop {
            match self.lanes.next(now) {
                Next::Call(row) => {
                    let delivery = self.deliver(&row, now);
                    sent.extend(self.lanes.done(row.chat, delivery, now));
                    sent.extend(self.lanes.put_off_unasked(now));
                }
                Next::Ended(row) => sent.push(row),
                Next::Wait(at) => {
                    self.lanes_at = at;
                    return sent;
                }
            }
        }
    }

    fn deliver(&mut self, row: &OutboxRow, now: Timestamp) -> Delivery {
        let planned = match row.mark {
            Mark::CheckIn(generation) => Some(generation),
            _ => None,
        };
        if self.net == Net::Down {
            return Delivery::NotSent { wait: Some((COME_BACK.unsigned_abs(), Scope::Chat)) };
        }
        if let Some(generation) = planned {
            self.calls.push(Call { generation, at: now, unheard: self.net == Net::Mute });
        }
        if self.blocked {
            return Delivery::Unreachable;
        }
        if self.net == Net::Refuses && planned.is_some() {
            return Delivery::Refused;
        }
        let id = self.show(&row.request);
        if self.net == Net::Mute { Delivery::Unknown } else { Delivery::Done(id) }
    }

    fn show(&mut self, request: &Request) -> MessageId {
        let id = request.target().unwrap_or_else(|| {
            let last = self.screen.iter().map(|(id, _)| id.0).max();
            MessageId(last.unwrap_or(0) + 1)
        });
        match request {
            Request::Send(message) | Request::Edit(_, message) => {
                self.screen.retain(|(shown, _)| *shown != id);
                self.screen.push((id, message.clone()));
            }
            Request::Strip(_) => {
                let shown = self.screen.iter_mut().find(|(shown, _)| *shown == id);
                if let Some((_, message)) = shown {
                    message.buttons.clear();
                }
            }
        }
        id
    }

    async fn handle(&mut self, batch: Batch) {
        if batch.incoming.is_empty() && batch.sent.is_empty() {
            return;
        }
        self.runtime.handle(&batch).await.unwrap();
    }
}

/// One client cannot meet a limit.
fn lanes(script: &Script) -> Lanes {
    Lanes::new(Limits { all: 0.0, chat: 0.0 }, script.quiet())
}
