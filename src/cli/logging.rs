//! The log on standard error, and what a panic says there, by `RUST_LOG` (which may stand in `.env`, so the settings hand it down).
//!
//! Libraries write to it from level `info` up only, whatever `RUST_LOG` says: below that they show requests,
//! and those hold the token and what clients wrote.

use log::{Level, Log, Metadata, Record};

use crate::config::Config;

/// Starts the log. A second start in one process changes nothing.
pub(super) fn start(config: &Config) {
    let logger = pretty_env_logger::formatted_timed_builder().parse_filters(&config.log).build();
    let most = logger.filter();
    if log::set_boxed_logger(Box::new(Discreet(logger))).is_ok() {
        log::set_max_level(most);
    }
    // A panic's own words may quote what a client wrote.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!(" at {place}")).unwrap_or_default();
        log::error!("the program panicked{place}, which is an error of ours");
    }));
}

/// A log that keeps libraries from telling details.
struct Discreet<L>(L);

impl<L: Log> Log for Discreet<L> {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        is_discreet(metadata.target(), metadata.level()) && self.0.enabled(metadata)
    }

    fn log(&self, record: &Record<'_>) {
        if is_discreet(record.target(), record.level()) {
            self.0.log(record);
        }
    }

    fn flush(&self) {
        self.0.flush();
    }
}

fn is_discreet(target: &str, level: Level) -> bool {
    level <= Level::Info || target.split("::").next() == Some(env!("CARGO_CRATE_NAME"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_tell_no_details() {
        assert!(is_discreet("aftercare::runtime", Level::Trace) && is_discreet("aftercare", Level::Debug));
        assert!(is_discreet("sqlx::query", Level::Warn) && is_discreet("reqwest", Level::Info));
        for target in ["reqwest::connect", "hyper", "teloxide_core::net", "aftercare_not", ""] {
            assert!(!is_discreet(target, Level::Debug), "{target}");
        }
    }
}
