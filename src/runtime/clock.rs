//! The port to time: the machine's clock, and one that is moved by hand.

use std::{future::Future, sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// Longest sleep without looking at the machine's clock: covers one that was set forward.
const SLEEP_MAX: Duration = Duration::from_mins(1);
/// Shortest sleep, so that waiting for an instant that is past never spins.
const SLEEP_MIN: Duration = Duration::from_millis(1);
/// A clock that goes back by more than this was set; less is how clocks are kept right.
pub(super) const SET_BACK: SignedDuration = SignedDuration::from_secs(2);

/// Tells the time, and waits for it.
pub trait Clock: Clone + Send + Sync + 'static {
    /// The present instant.
    fn now(&self) -> Timestamp;

    /// Waits for this instant. May end sooner: look at the clock again, and wait again.
    fn until(&self, at: Timestamp) -> impl Future<Output = ()> + Send;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        // As instants are saved: what is in hand is what would be read.
        let now = Timestamp::now();
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }

    async fn until(&self, at: Timestamp) {
        let left = Duration::try_from(crate::plan::remaining(self.now(), at)).unwrap_or(SLEEP_MAX);
        tokio::time::sleep(left.clamp(SLEEP_MIN, SLEEP_MAX)).await;
    }
}

/// A clock that stands until it is moved. Clones share the time, and whoever waits for an instant goes on as
/// soon as the clock is moved to it.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<watch::Sender<Dial>>);

#[derive(Debug)]
struct Dial {
    now: Timestamp,
    /// The instants that are waited for.
    alarms: Vec<Timestamp>,
}

impl ManualClock {
    /// A clock that stands at this instant.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(watch::Sender::new(Dial { now, alarms: Vec::new() })))
    }

    /// Moves it to an instant, also back.
    pub fn set(&self, now: Timestamp) {
        self.0.send_modify(|dial| dial.now = now);
    }

    /// Moves it on.
    pub fn advance(&self, by: SignedDuration) {
        let now = self.now();
        self.set(now.saturating_add(by).unwrap_or(now));
    }

    /// Returns when somebody waits for an instant that lies ahead, at most so far; gives the first such one.
    /// Lets a test move the clock exactly to where something goes on, once it waits for that.
    pub async fn awaited(&self, within: SignedDuration) -> Timestamp {
        let next = |dial: &Dial| {
            let ahead = dial.alarms.iter().copied().filter(|alarm| *alarm > dial.now);
            ahead.min().filter(|alarm| alarm.duration_since(dial.now) <= within)
        };
        let mut found = None;
        let mut dial = self.0.subscribe();
        // Ends with an error only if no clock is left, and this is one.
        let _ = dial
            .wait_for(|dial| {
                found = next(dial);
                found.is_some()
            })
            .await;
        found.unwrap_or_else(|| self.now())
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        self.0.borrow().now
    }

    async fn until(&self, at: Timestamp) {
        // Whoever waits for the past must not keep others from their turn.
        tokio::task::yield_now().await;
        let _alarm = Alarm::set(self, at);
        let mut dial = self.0.subscribe();
        let _ = dial.wait_for(|dial| dial.now >= at).await;
    }
}

/// An instant stands on the dial while somebody waits for it.
struct Alarm<'a>(&'a ManualClock, Timestamp);

impl<'a> Alarm<'a> {
    fn set(clock: &'a ManualClock, at: Timestamp) -> Self {
        clock.0.send_modify(|dial| dial.alarms.push(at));
        Self(clock, at)
    }
}

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        let Self(clock, at) = self;
        // Nobody waits for an alarm to go.
        clock.0.send_if_modified(|dial| {
            if let Some(place) = dial.alarms.iter().position(|alarm| alarm == at) {
                dial.alarms.swap_remove(place);
            }
            false
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_waits_goes_on_when_the_clock_is_moved_there() {
        let clock = ManualClock::at(Timestamp::UNIX_EPOCH);
        let minute = SignedDuration::from_mins(1);
        let (there, here) = (clock.clone(), clock.clone());
        let waiting = tokio::spawn(async move { there.until(here.now() + minute).await });
        assert_eq!(clock.awaited(minute).await, Timestamp::UNIX_EPOCH + minute);
        clock.advance(minute - SignedDuration::from_millis(1));
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        clock.advance(minute);
        waiting.await.unwrap();
        assert!(clock.0.borrow().alarms.is_empty());
    }

    #[tokio::test]
    async fn the_past_is_not_waited_for() {
        let clock = ManualClock::at(Timestamp::UNIX_EPOCH);
        clock.until(clock.now()).await;
        SystemClock.until(Timestamp::UNIX_EPOCH).await;
    }
}
