//! What was promised, written down as simply as it can be said, apart from the code that keeps it: hours are
//! counted, and the way out of the night is walked minute by minute.

use std::collections::BTreeMap;

use aftercare::engine::{CheckIn, End, Ending};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

/// A check-in of a massage: so many hours after its end, moved no further than to between these, and useless
/// after the last.
pub(crate) struct Promise {
    pub(crate) purpose: &'static str,
    pub(crate) after: i64,
    pub(crate) window: (i64, i64),
    pub(crate) useless: i64,
}

/// What every client is told.
pub(crate) const TOLD: [Promise; 2] = [
    Promise { purpose: "h24", after: 24, window: (20, 30), useless: 48 },
    Promise { purpose: "h72", after: 72, window: (66, 80), useless: 120 },
];

/// What is only announced when it is getting worse.
pub(crate) const EXTRA: Promise = Promise { purpose: "h48", after: 48, window: (42, 56), useless: 66 };

/// The promise of this purpose, if it is about a massage.
pub(crate) fn promise(purpose: &str) -> Option<&'static Promise> {
    const ALL: [&Promise; 3] = [&TOLD[0], &TOLD[1], &EXTRA];
    ALL.into_iter().find(|promise| promise.purpose == purpose)
}

pub(crate) fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

/// Whether it is night on the client's clock: from nine in the evening to nine in the morning.
pub(crate) fn is_night(at: Timestamp, zone: &TimeZone) -> bool {
    !(9..21).contains(&at.to_zoned(zone.clone()).hour())
}

/// The first minute from here on, in this direction, that is not night.
fn day(from: Timestamp, step: SignedDuration, zone: &TimeZone) -> Timestamp {
    let mut at = from;
    while is_night(at, zone) {
        at += step;
    }
    at
}

impl Promise {
    /// The instant of the bare hours.
    pub(crate) fn wanted(&self, end: Timestamp) -> Timestamp {
        end + hours(self.after)
    }

    /// When it is planned: forward out of the night if the window allows it, else back, else forward.
    pub(crate) fn due(&self, end: Timestamp, zone: &TimeZone) -> Timestamp {
        let minute = SignedDuration::from_mins(1);
        let wanted = self.wanted(end);
        let forward = day(wanted, minute, zone);
        let back = day(wanted, -minute, zone);
        let (from, to) = (end + hours(self.window.0), end + hours(self.window.1));
        if forward > to && back >= from { back } else { forward }
    }

    /// Whether it still lies ahead.
    pub(crate) fn is_ahead(&self, end: Timestamp, zone: &TimeZone, now: Timestamp) -> bool {
        self.due(end, zone).min(self.wanted(end)) > now
    }
}

/// When the one reminder is planned: twelve hours after the delivery, not at night.
pub(crate) fn reminder_due(delivered: Timestamp, zone: &TimeZone) -> Timestamp {
    let wanted = delivered + hours(12);
    if !is_night(wanted, zone) {
        return wanted;
    }
    // The night ends with the minute, not so many seconds later.
    let second = wanted.as_second();
    let minute = Timestamp::from_second(second - second.rem_euclid(60)).expect("a time of ours");
    day(minute, SignedDuration::from_mins(1), zone)
}

/// The end of the massage that a row is about.
pub(crate) fn massage_end(row: &CheckIn) -> Option<Timestamp> {
    let rest = row.subject.strip_prefix("visit/")?;
    Timestamp::from_second(rest.split('/').nth(1)?.parse().ok()?).ok()
}

/// The moment of the urgent advice that a row is about.
pub(crate) fn advice_at(row: &CheckIn) -> Option<Timestamp> {
    Timestamp::from_second(row.subject.strip_prefix("urgent/")?.parse().ok()?).ok()
}

/// What is wrong if more was planned or sent than was promised. Each row comes with the promise that it belongs
/// to: another one begins with `/forget` and when the consent is taken back.
pub(crate) fn too_many<'a>(rows: impl Iterator<Item = (u32, &'a CheckIn)>) -> Option<String> {
    let out = |end: End| matches!(end.how, Ending::Sent | Ending::SentPerhapsTwice | Ending::PerhapsSent);
    let mut sent: BTreeMap<(u32, &str, &str, bool), u32> = BTreeMap::new();
    for (epoch, row) in rows.filter(|(_, row)| row.end.is_none_or(out)) {
        *sent.entry((epoch, &row.subject, &row.purpose, row.reminder)).or_default() += 1;
    }
    let ((_, subject, purpose, reminder), count) = sent.into_iter().find(|(_, count)| *count > 1)?;
    Some(format!("{count} messages {purpose} (reminder: {reminder}) of {subject}"))
}
