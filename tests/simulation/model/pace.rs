//! How fast may be sent, and how slow it may be: the limits, the waits that the messenger asked for, and that
//! nobody waits for somebody else.

use std::collections::BTreeMap;

use aftercare::{
    engine::{ChatId, Class},
    runtime::{Delivery, Scope},
    store::{OutboxRow, Request, RowId},
};
use jiff::{SignedDuration, Timestamp};

use crate::process::LIMITS;

/// Sends in one chat that may follow each other at once.
const BURST: f64 = 3.0;
/// What rounding may cost.
const GRAIN: f64 = 0.01;
/// A message that nothing holds back is sent so soon: its chat's second, and the second of all after a flood.
const SOON: SignedDuration = SignedDuration::from_millis(2_500);
/// After a failure it is tried again so soon.
const AGAIN: SignedDuration = SignedDuration::from_secs(10);
const AGAIN_PATIENT: SignedDuration = SignedDuration::from_mins(10);

/// One life of the bot: a new one knows nothing of the one before.
pub(super) struct Pace {
    all: Bucket,
    frozen: Timestamp,
    born: Timestamp,
    chats: BTreeMap<ChatId, Lane>,
}

struct Lane {
    bucket: Bucket,
    wait: Timestamp,
    /// When the last call of this chat ended, and how long it may rest then.
    free: Timestamp,
    queued: BTreeMap<RowId, Timestamp>,
}

struct Bucket {
    tokens: f64,
    most: f64,
    rate: f64,
    at: Timestamp,
}

impl Bucket {
    fn full(rate: f64, most: f64, at: Timestamp) -> Self {
        Self { tokens: most, most, rate, at }
    }

    fn at(&mut self, now: Timestamp) -> &mut f64 {
        let seconds = now.duration_since(self.at).as_secs_f64().max(0.0);
        self.tokens = (self.tokens + seconds * self.rate).min(self.most);
        self.at = now;
        &mut self.tokens
    }
}

impl Pace {
    pub(super) fn new(now: Timestamp) -> Self {
        Self {
            all: Bucket::full(LIMITS.all, LIMITS.all, now),
            frozen: now,
            born: now,
            chats: BTreeMap::new(),
        }
    }

    fn lane(&mut self, chat: ChatId, now: Timestamp) -> &mut Lane {
        let born = self.born;
        self.chats.entry(chat).or_insert_with(|| Lane {
            bucket: Bucket::full(LIMITS.chat, BURST, now),
            wait: born,
            free: born,
            queued: BTreeMap::new(),
        })
    }

    pub(super) fn queued(&mut self, now: Timestamp, row: &OutboxRow) {
        if row.class < Class::Unasked {
            self.lane(row.chat, now).queued.insert(row.id, now);
        }
    }

    /// Nothing could be sent until now.
    pub(super) fn held_up(&mut self, now: Timestamp) {
        for since in self.chats.values_mut().flat_map(|lane| lane.queued.values_mut()) {
            *since = now;
        }
    }

    pub(super) fn called(&mut self, now: Timestamp, row: &OutboxRow) -> Result<(), String> {
        let id = row.id.0;
        let frozen = self.frozen;
        let tokens = *self.all.at(now);
        let lane = self.lane(row.chat, now);
        if now < frozen {
            return Err(format!("row {id} is sent while everybody shall wait"));
        }
        if now < lane.wait {
            return Err(format!("row {id} is sent while its chat shall wait"));
        }
        let queued = lane.queued.remove(&row.id);
        let held_back = queued.map(|queued| queued.max(lane.free).max(lane.wait).max(frozen));
        if let Some(free) = held_back.filter(|free| now.duration_since(*free) > SOON) {
            return Err(format!("row {id} could have been sent {:#} earlier", now.duration_since(free)));
        }
        if !matches!(row.request, Request::Send(_)) {
            return Ok(());
        }
        let left = lane.bucket.at(now);
        *left -= 1.0;
        if *left < -GRAIN {
            return Err(format!("row {id} is one too many for its chat"));
        }
        if row.class == Class::Unasked && tokens < 1.0 - GRAIN {
            return Err(format!("row {id}, which nobody asked for, is one too many for all"));
        }
        *self.all.at(now) -= 1.0;
        Ok(())
    }

    /// A call ended. `patient`: if it did not end well, it may be long until the next one.
    pub(super) fn answered(&mut self, now: Timestamp, chat: ChatId, delivery: Delivery, patient: bool) {
        let lane = self.lane(chat, now);
        lane.free = match delivery {
            Delivery::Unknown if patient => now + AGAIN_PATIENT,
            Delivery::Unknown | Delivery::NotSent { .. } => now + AGAIN,
            _ => now,
        };
        if let Delivery::NotSent { wait: Some((wait, scope)) } = delivery {
            let until = now + SignedDuration::try_from(wait).expect("a short wait");
            match scope {
                Scope::Chat => lane.wait = lane.wait.max(until),
                Scope::Bot => self.frozen = self.frozen.max(until),
            }
        }
    }
}
