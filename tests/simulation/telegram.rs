//! Telegram, as far as a bot can tell: updates that wait until they are acknowledged, calls, and what stands on
//! the clients' screens. What goes wrong is decided elsewhere.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use aftercare::{
    engine::{Act, ChatId, Event, Message, MessageId, Person},
    runtime::{Delivery, Incoming},
    store::{OutboxRow, Request, UpdateId},
};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, oneshot};

/// Telegram keeps a press so long, and everything else a day.
const PRESS_KEPT: SignedDuration = SignedDuration::from_secs(150);
const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// Updates given at once at most.
const LIMIT: usize = 100;

#[derive(Default)]
pub(crate) struct Telegram {
    /// What is not acknowledged, oldest first.
    waiting: VecDeque<Update>,
    last_update: i64,
    last_message: i64,
    /// Wakes whoever polls.
    pub(crate) arrived: Arc<Notify>,
    /// Calls that nobody has looked at yet.
    calls: Vec<Call>,
    chats: BTreeMap<ChatId, Screen>,
}

#[derive(Clone)]
pub(crate) struct Update {
    pub(crate) number: UpdateId,
    pub(crate) chat: ChatId,
    pub(crate) person: Person,
    pub(crate) act: Act,
    at: Timestamp,
}

/// A call of the bot that waits for its answer.
pub(crate) struct Call {
    pub(crate) row: OutboxRow,
    pub(crate) answer: oneshot::Sender<Delivery>,
}

/// What one client sees.
#[derive(Default)]
pub(crate) struct Screen {
    pub(crate) messages: Vec<Shown>,
    pub(crate) blocked: bool,
}

pub(crate) struct Shown {
    pub(crate) id: MessageId,
    pub(crate) message: Message,
}

impl Update {
    pub(crate) fn incoming(&self) -> Incoming {
        let event = Event::Client { person: self.person.clone(), act: self.act.clone() };
        Incoming { chat: self.chat, update: Some(self.number), event: Some(event) }
    }

    fn is_kept(&self, now: Timestamp) -> bool {
        let kept = if matches!(self.act, Act::Press { .. }) { PRESS_KEPT } else { KEPT };
        now.duration_since(self.at) <= kept
    }
}

impl Telegram {
    /// A client did something.
    pub(crate) fn push(&mut self, chat: ChatId, person: &Person, act: Act, at: Timestamp) -> UpdateId {
        self.last_update += 1;
        let number = UpdateId(self.last_update);
        self.push_again(Update { number, chat, person: person.clone(), act, at });
        number
    }

    /// An update comes, perhaps not for the first time.
    pub(crate) fn push_again(&mut self, update: Update) {
        self.waiting.push_back(update);
        self.arrived.notify_waiters();
    }

    /// The updates that wait, and those that Telegram has forgotten meanwhile.
    pub(crate) fn poll(&mut self, now: Timestamp) -> (Vec<Update>, Vec<Update>) {
        let (kept, lost): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.waiting).into_iter().partition(|update| update.is_kept(now));
        self.waiting = kept.into();
        (self.waiting.iter().take(LIMIT).cloned().collect(), lost)
    }

    /// These need not come again.
    pub(crate) fn forget(&mut self, updates: &[Update]) {
        self.waiting.retain(|waiting| !updates.iter().any(|update| update.number == waiting.number));
    }

    pub(crate) fn call(&mut self, row: &OutboxRow, answer: oneshot::Sender<Delivery>) {
        self.calls.push(Call { row: row.clone(), answer });
    }

    /// The calls that have come since this was last asked, in an order that does not depend on the tasks.
    pub(crate) fn take_calls(&mut self) -> Vec<Call> {
        self.calls.sort_by_key(|call| call.row.id);
        std::mem::take(&mut self.calls)
    }

    /// Takes a call, and gives how it went.
    pub(crate) fn take(&mut self, row: &OutboxRow) -> Delivery {
        let screen = self.chats.entry(row.chat).or_default();
        if screen.blocked {
            return Delivery::Unreachable;
        }
        let find = |target: MessageId| move |shown: &&mut Shown| shown.id == target;
        match &row.request {
            Request::Send(message) => {
                self.last_message += 1;
                let id = MessageId(self.last_message);
                screen.messages.push(Shown { id, message: message.clone() });
                Delivery::Done(id)
            }
            Request::Edit(target, message) => match screen.messages.iter_mut().find(find(*target)) {
                Some(shown) => {
                    shown.message = message.clone();
                    Delivery::Done(*target)
                }
                None => Delivery::Gone,
            },
            Request::Strip(target) => match screen.messages.iter_mut().find(find(*target)) {
                Some(shown) => {
                    shown.message.buttons.clear();
                    Delivery::Done(*target)
                }
                None => Delivery::Gone,
            },
        }
    }

    pub(crate) fn screen(&mut self, chat: ChatId) -> &mut Screen {
        self.chats.entry(chat).or_default()
    }
}
