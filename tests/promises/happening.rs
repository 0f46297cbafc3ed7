//! What can happen to a client in these worlds: visits, their own actions, and everything that goes wrong.

use proptest::prelude::*;

/// Clinics by their zones: both nights of summer time, half hours, the far east and west, a day that was
/// skipped, a name that nobody knows, and none.
pub(crate) const CLINICS: [Option<&str>; 9] = [
    Some("Europe/Berlin"),
    Some("Asia/Kolkata"),
    Some("America/St_Johns"),
    Some("Pacific/Kiritimati"),
    Some("Pacific/Pago_Pago"),
    Some("Australia/Lord_Howe"),
    Some("Pacific/Apia"),
    Some("Mars/Olympus_Mons"),
    None,
];

/// When a world begins: an ordinary day, before both nights of summer time in Europe, before that of Lord Howe,
/// and before the day that Samoa never had.
pub(crate) const BEGINNINGS: [&str; 6] = [
    "2026-03-02T13:30:00Z",
    "2026-03-27T19:10:00Z",
    "2026-10-23T20:45:00Z",
    "2026-04-03T02:00:00Z",
    "2011-12-28T21:15:00Z",
    "2026-07-01T04:20:00Z",
];

/// Zones that the client's clock can show.
pub(crate) const ZONES: [&str; 5] =
    ["America/New_York", "Asia/Tokyo", "Europe/Berlin", "Pacific/Kiritimati", "Pacific/Marquesas"];

/// One thing that happens. The numbers choose among what is possible at that moment.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Happening {
    /// The link of a massage that ended (or will end) so many minutes ago.
    Visit {
        clinic: usize,
        minutes_ago: i64,
    },
    /// A link of another clinic with the same end as the last one.
    SameMinute {
        clinic: usize,
    },
    /// The clinic's link for everybody.
    Link {
        clinic: usize,
    },
    /// Answers what is asked, at most so many times.
    Answer {
        seed: u32,
        turns: u8,
    },
    /// `/check`, and all of the answers.
    WriteFirst {
        seed: u32,
    },
    Stop,
    Start,
    Cancel,
    Withdraw,
    Forget,
    Block,
    Unblock,
    /// `/plan`, and one of its buttons: earlier, later, not tonight.
    Move {
        which: usize,
    },
    /// The clock of another zone.
    Zone {
        which: usize,
    },
    /// A warning sign.
    Sign {
        which: usize,
    },
    /// Whether they were seen.
    Seen {
        yes: bool,
    },
    Wait {
        minutes: i64,
    },
    /// Until the next planned message.
    Next,
    Outage {
        minutes: i64,
    },
    /// The messenger is not there.
    Down,
    /// We do not hear what became of what we send.
    Mute,
    /// The messenger refuses what is planned.
    Refuses,
    /// All is well with the messenger again.
    Up,
    ClockBack,
    ClockForwardAYear,
    /// The clock is set forward, and soon back again.
    ClockAside {
        hours: i64,
    },
}

pub(crate) fn happening() -> impl Strategy<Value = Happening> {
    use Happening as H;
    let clinic = || 0..CLINICS.len();
    let days = |days: i64| (1_i64..days * 24 * 60).boxed();
    prop_oneof![
        6 => (clinic(), -1_000_i64..2_000).prop_map(|(clinic, minutes_ago)| H::Visit { clinic, minutes_ago }),
        2 => (clinic(), -12_000_i64..9_000).prop_map(|(clinic, minutes_ago)| H::Visit { clinic, minutes_ago }),
        2 => clinic().prop_map(|clinic| H::SameMinute { clinic }),
        2 => clinic().prop_map(|clinic| H::Link { clinic }),
        8 => (any::<u32>(), 1_u8..24).prop_map(|(seed, turns)| H::Answer { seed, turns }),
        5 => any::<u32>().prop_map(|seed| H::Answer { seed, turns: 24 }),
        4 => any::<u32>().prop_map(|seed| H::WriteFirst { seed }),
        2 => Just(H::Stop),
        3 => Just(H::Start),
        1 => Just(H::Cancel),
        1 => Just(H::Withdraw),
        1 => Just(H::Forget),
        1 => Just(H::Block),
        2 => Just(H::Unblock),
        4 => (0_usize..3).prop_map(|which| H::Move { which }),
        2 => (0..ZONES.len()).prop_map(|which| H::Zone { which }),
        2 => (0_usize..30).prop_map(|which| H::Sign { which }),
        2 => any::<bool>().prop_map(|yes| H::Seen { yes }),
        5 => days(1).prop_map(|minutes| H::Wait { minutes }),
        2 => days(4).prop_map(|minutes| H::Wait { minutes }),
        12 => Just(H::Next),
        2 => days(6).prop_map(|minutes| H::Outage { minutes }),
        1 => (1_i64..90).prop_map(|minutes| H::Outage { minutes }),
        4 => Just(H::Down),
        2 => Just(H::Mute),
        1 => Just(H::Refuses),
        5 => Just(H::Up),
        2 => Just(H::ClockBack),
        1 => Just(H::ClockForwardAYear),
        1 => Just(H::ClockAside { hours: 365 * 24 }),
        2 => (1_i64..200).prop_map(|hours| H::ClockAside { hours }),
    ]
}

/// A whole world: when it begins, whether the client speaks Russian, the first massage with its answers, and
/// what happens then.
pub(crate) fn world() -> impl Strategy<Value = (usize, bool, [Happening; 2], Vec<Happening>)> {
    let visit = (0..CLINICS.len(), -600_i64..2_000)
        .prop_map(|(clinic, minutes_ago)| Happening::Visit { clinic, minutes_ago });
    let answer = (any::<u32>(), 3_u8..24).prop_map(|(seed, turns)| Happening::Answer { seed, turns });
    let first = (visit, answer).prop_map(|(visit, answer)| [visit, answer]);
    (0..BEGINNINGS.len(), any::<bool>(), first, prop::collection::vec(happening(), 1..20))
}
