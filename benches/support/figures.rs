//! What a process costs, as Linux tells it in `/proc`.

use std::{collections::BTreeMap, fs, process::Child, time::Duration};

/// A tick of the clock in which `/proc` counts CPU time: a hundredth of a second on every Linux that matters.
const TICK: Duration = Duration::from_millis(10);

/// What a process has used so far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figures {
    /// User and system time of all its threads.
    pub(crate) cpu: Duration,
    /// The most memory that was resident, in KiB.
    pub(crate) peak_kib: u64,
    /// How often any of its threads was woken.
    #[allow(dead_code, reason = "not every benchmark counts them")]
    pub(crate) wakes: u64,
}

impl Figures {
    /// # Panics
    /// If the process is gone, or this is no Linux.
    pub(crate) fn of(process: &Child) -> Self {
        let home = format!("/proc/{}", process.id());
        let number = |text: &str| text.split_whitespace().next().and_then(|number| number.parse().ok());
        let read = |path: &str| fs::read_to_string(path).expect("the process runs, on Linux");
        let status: BTreeMap<String, u64> = read(&format!("{home}/status"))
            .lines()
            .filter_map(|line| line.split_once(':'))
            .filter_map(|(name, value)| Some((name.to_owned(), number(value)?)))
            .collect();
        let threads = fs::read_dir(format!("{home}/task")).expect("the process runs").flatten();
        let wakes = threads
            .filter_map(|thread| fs::read_to_string(thread.path().join("status")).ok())
            .filter_map(|status| {
                let line = status.lines().find(|line| line.starts_with("voluntary_ctxt_switches"))?;
                number(line.split_once(':')?.1)
            })
            .sum();
        // Behind the name, which may hold blanks: user and system time are the 12th and 13th.
        let ticks: u32 = read(&format!("{home}/stat"))
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .skip(11)
            .take(2)
            .filter_map(|time| time.parse::<u32>().ok())
            .sum();
        Self { cpu: TICK * ticks, peak_kib: status["VmHWM"], wakes }
    }

    #[expect(clippy::cast_precision_loss, reason = "a figure to read")]
    pub(crate) fn peak_mib(&self) -> f64 {
        self.peak_kib as f64 / 1024.0
    }
}
