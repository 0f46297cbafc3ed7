//! Collects log lines of every level, so that tests can ask what was said and what must never be said.

use std::sync::{Mutex, OnceLock, PoisonError};

use tokio::runtime::{Handle, Id};

/// Lines with the runtime on which they were written.
struct Collector(Mutex<Vec<(Option<Id>, String)>>);

static COLLECTOR: OnceLock<Collector> = OnceLock::new();

/// Each `#[tokio::test]` has a runtime of its own, so it tells the tests apart.
fn here() -> Option<Id> {
    Handle::try_current().ok().map(|handle| handle.id())
}

impl log::Log for Collector {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let line = format!("{} {} {}", record.level(), record.target(), record.args());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((here(), line));
    }

    fn flush(&self) {}
}

/// Collects from now on, in all tests of this binary. May be called often.
pub fn collect() {
    let collector = COLLECTOR.get_or_init(|| Collector(Mutex::default()));
    if log::set_logger(collector).is_ok() {
        log::set_max_level(log::LevelFilter::Trace);
    }
}

/// The lines of the calling test, of every level and every crate.
pub fn mine() -> Vec<String> {
    lines(|runtime| runtime == here())
}

fn lines(whose: impl Fn(Option<Id>) -> bool) -> Vec<String> {
    let all = COLLECTOR.get().expect("logs::collect was called").0.lock();
    let all = all.unwrap_or_else(PoisonError::into_inner);
    all.iter().filter(|(runtime, _)| whose(*runtime)).map(|(_, line)| line.clone()).collect()
}

/// How many of the calling test's lines of the program itself hold `text`.
pub fn count(text: &str) -> usize {
    mine().iter().filter(|line| line.contains(" aftercare") && line.contains(text)).count()
}

/// Fails if a line of the calling test, of any level and any crate, holds one of these texts. Lines of threads
/// that belong to no runtime (the database's) count too.
pub fn assert_silent_about(secrets: &[&str]) {
    for line in lines(|runtime| runtime.is_none() || runtime == here()) {
        for secret in secrets {
            assert!(!line.contains(secret), "a log line holds {secret:?}");
        }
    }
}
