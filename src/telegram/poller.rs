//! Owns long polling: fetches updates, hands them on in batches, and acknowledges them to Telegram only when
//! they were taken. Keeps nothing but the next offset; what updates mean is [`Inbound`]'s.

use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;
use tokio::{sync::watch, time::Instant};

use super::{
    answer::CallError,
    api::Api,
    inbound::Inbound,
    raw::ALLOWED_UPDATES,
    reader::{NoUpdate, Reader},
};
use crate::{runtime::Incoming, store::UpdateId};

/// The most that Telegram gives at once.
const LIMIT: u8 = 100;
/// How much longer than the poll itself its answer may take.
const GRACE: Duration = Duration::from_secs(10);

/// Whoever takes updates in.
pub trait Inbox: Send + Sync {
    /// The current instant. Decides whether links are still good.
    fn now(&self) -> Timestamp;

    /// Telegram answered a poll; told before its updates are delivered, and for empty answers too.
    fn polled(&self, at: Timestamp);

    /// Telegram's updates have not come for a while, and why; `None` when they come again.
    fn cut_off(&self, _why: Option<String>) {}

    /// Takes a batch in, in order. With `Ok` its consequences are durable and Telegram may forget it.
    ///
    /// # Errors
    /// [`Closed`] if it was not taken: the same updates will come again.
    fn deliver(&self, batch: Vec<Incoming>) -> impl Future<Output = Result<(), Closed>> + Send;
}

/// A batch was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the updates could not be taken in")]
pub struct Closed;

/// The times of a [`Poller`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// How long Telegram holds an answer back while there is nothing; full seconds, at most 50.
    pub hold: Duration,
    /// The wait after the first failure; each further one doubles it.
    pub first_wait: Duration,
    /// The longest wait after failures.
    pub longest_wait: Duration,
    /// The shortest time from one poll to the next if the first brought nothing new.
    pub idle: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            hold: Duration::from_secs(50),
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(30),
            idle: Duration::from_millis(500),
        }
    }
}

/// Fetches updates from Telegram.
pub struct Poller {
    api: Api,
    reader: Reader,
    pace: Pace,
}

#[derive(Serialize)]
struct GetUpdates {
    offset: i64,
    limit: u8,
    timeout: u64,
    allowed_updates: [&'static str; 4],
}

/// Why a round brought nothing.
enum Setback {
    Call(CallError),
    Closed,
}

impl Poller {
    /// A poller that has not begun.
    #[must_use]
    pub fn new(api: Api, inbound: Inbound, pace: Pace) -> Self {
        Self { reader: Reader::new(api.clone(), inbound), api, pace }
    }

    /// Polls until `stop` says `true` or its sender is gone. A poll in flight is then dropped at once, which
    /// loses nothing; a batch that is being delivered is finished first.
    pub async fn run(&self, inbox: &impl Inbox, mut stop: watch::Receiver<bool>) {
        // 0 asks for the oldest that is not acknowledged. Numbers start anew at random after a quiet week, so
        // an offset from an earlier life would be worth nothing.
        let mut offset = 0;
        let mut trouble = Trouble::new(self.pace);
        loop {
            let asked = Instant::now();
            let answer = tokio::select! {
                biased;
                () = stopped(&mut stop) => return,
                answer = self.ask(offset) => answer,
            };
            let round = match answer {
                Ok(updates) => self.take(inbox, updates).await.map_err(|Closed| Setback::Closed),
                Err(error) => Err(Setback::Call(error)),
            };
            let wait = match round {
                Ok(next) => {
                    trouble.over(inbox);
                    let progress = next.is_some_and(|next| next != offset);
                    offset = next.unwrap_or(offset);
                    if progress { Duration::ZERO } else { self.pace.idle.saturating_sub(asked.elapsed()) }
                }
                Err(setback) => trouble.wait_after(&setback, inbox),
            };
            if !wait.is_zero() {
                tokio::select! {
                    biased;
                    () = stopped(&mut stop) => return,
                    () = tokio::time::sleep(wait) => {}
                }
            }
        }
    }

    async fn ask(&self, offset: i64) -> Result<Vec<Box<RawValue>>, CallError> {
        let timeout = self.pace.hold.as_secs();
        let call = GetUpdates { offset, limit: LIMIT, timeout, allowed_updates: ALLOWED_UPDATES };
        self.api.post("getUpdates", &call, self.pace.hold + GRACE).await
    }

    /// Hands a batch on. Gives the next offset, if there was anything at all.
    async fn take(&self, inbox: &impl Inbox, updates: Vec<Box<RawValue>>) -> Result<Option<i64>, Closed> {
        let now = inbox.now();
        inbox.polled(now);
        let mut next = None;
        let mut batch = Vec::with_capacity(updates.len());
        for update in updates {
            match self.reader.read(update.get(), now).await {
                Ok(incoming) => {
                    next = incoming.update.map(|UpdateId(number)| number.saturating_add(1)).or(next);
                    batch.push(incoming);
                }
                Err(NoUpdate) => log::warn!("something that is no update was left out"),
            }
        }
        if !batch.is_empty() {
            inbox.deliver(batch).await?;
        }
        Ok(next)
    }
}

/// Waits until `stop` says so or nobody can say it any more.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// Failures in a row: how long to wait, and what the log was told already.
struct Trouble {
    pace: Pace,
    next: Duration,
    told: Option<&'static str>,
}

impl Trouble {
    fn new(pace: Pace) -> Self {
        Self { pace, next: pace.first_wait, told: None }
    }

    fn over(&mut self, inbox: &impl Inbox) {
        self.next = self.pace.first_wait;
        if self.told.take().is_some() {
            log::info!("updates come in again");
            inbox.cut_off(None);
        }
    }

    fn wait_after(&mut self, setback: &Setback, inbox: &impl Inbox) -> Duration {
        let wait = match setback {
            // Only the operator can help, and asking often does not. (A conflict may be the last poll of the
            // process that we follow, so it begins with the short waits.)
            Setback::Call(CallError::Token(_)) => self.pace.longest_wait,
            _ => self.next,
        };
        self.next = (self.next * 2).min(self.pace.longest_wait);
        let why = self.tell(setback);
        // Not for a connection that was lost once, and came back.
        if wait >= self.pace.longest_wait {
            inbox.cut_off(Some(why));
        }
        match setback {
            Setback::Call(error) => wait.max(error.asked_wait().unwrap_or_default()),
            Setback::Closed => wait,
        }
    }

    /// Says each kind of trouble once, until it is over. Gives it in words.
    fn tell(&mut self, setback: &Setback) -> String {
        let (kind, cure) = match setback {
            Setback::Closed => ("closed", "they stay at Telegram and come again"),
            Setback::Call(CallError::Token(_)) => {
                ("token", "check TELOXIDE_TOKEN: BotFather may have given a new one")
            }
            Setback::Call(CallError::Conflict { webhook: true }) => (
                "webhook",
                "if no other program uses this bot, start again, which removes it; else stop the other one, or run with AFTERCARE_WEBHOOK_URL",
            ),
            Setback::Call(CallError::Conflict { webhook: false }) => {
                ("poller", "stop the other one, or give it a token of its own")
            }
            Setback::Call(CallError::NotBotApi(_)) => ("server", "check TELOXIDE_API_URL and the proxy"),
            Setback::Call(_) => ("network", "trying again"),
        };
        let why = match setback {
            Setback::Closed => format!("{Closed}; {cure}"),
            Setback::Call(error) => format!("no updates: {error}; {cure}"),
        };
        if self.told.replace(kind) != Some(kind) {
            match setback {
                Setback::Call(CallError::Token(_) | CallError::NotBotApi(_)) => log::error!("{why}"),
                _ => log::warn!("{why}"),
            }
        }
        why
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// Hears how updates fare, and takes none.
    #[derive(Default)]
    struct Ear(Mutex<Vec<bool>>);

    impl Inbox for Ear {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }

        fn polled(&self, _: Timestamp) {}

        fn cut_off(&self, why: Option<String>) {
            self.0.lock().unwrap().push(why.is_some());
        }

        async fn deliver(&self, _: Vec<Incoming>) -> Result<(), Closed> {
            Err(Closed)
        }
    }

    #[test]
    fn waits_double_up_to_the_ceiling_and_start_anew() {
        for setback in [CallError::NotConnected, CallError::Conflict { webhook: false }].map(Setback::Call) {
            let (mut trouble, ear) = (Trouble::new(Pace::default()), Ear::default());
            let waits = (0..8).map(|_| trouble.wait_after(&setback, &ear).as_millis());
            assert_eq!(waits.collect::<Vec<_>>(), [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000]);
            trouble.over(&ear);
            assert_eq!(trouble.wait_after(&setback, &ear).as_millis(), 500);
            // Nobody is alarmed before the ceiling, half a minute later.
            assert_eq!(*ear.0.lock().unwrap(), [true, true, false]);
        }
    }

    #[test]
    fn telegrams_wish_is_obeyed_and_hopeless_cases_are_asked_rarely() {
        let (mut trouble, ear) = (Trouble::new(Pace::default()), Ear::default());
        let minute = Duration::from_mins(1);
        assert_eq!(trouble.wait_after(&Setback::Call(CallError::TooMany(minute)), &ear), minute);
        let restart = CallError::Unavailable { code: 500, wait: Some(minute) };
        assert_eq!(trouble.wait_after(&Setback::Call(restart), &ear), minute);
        assert!(ear.0.lock().unwrap().is_empty());
        let revoked = Setback::Call(CallError::Token(401));
        assert_eq!(trouble.wait_after(&revoked, &ear), Pace::default().longest_wait);
        assert_eq!(*ear.0.lock().unwrap(), [true]);
    }
}
