//! When planned messages are due: elapsed hours first, then out of the night.
//!
//! Pure; depends on `script` only. Source: clinical brief 3.4, and the design's "Planned messages".

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

use jiff::{
    SignedDuration, Timestamp, ToSpan, Zoned,
    civil::{Date, Time},
    tz::TimeZone,
};

use crate::script::{CheckInPlan, Night, Quiet};

/// When one message is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// When it shall be sent.
    pub due: Timestamp,
    /// When it would have been sent, had the quiet hours not moved it.
    pub moved_from: Option<Timestamp>,
    /// Not useful after this.
    pub latest: Timestamp,
}

/// The slot of a planned message that is counted from `base` (the end of the massage, or the moment of an
/// urgent advice). `None` only at the ends of representable time.
#[must_use]
pub fn slot(plan: &CheckInPlan, base: Timestamp, zone: &TimeZone, quiet: Quiet) -> Option<Slot> {
    let wanted = match (&plan.after, plan.clock_time()) {
        (Some(after), _) => base.checked_add(*after).ok()?,
        (None, Some(time)) => next_day_at(base, time, zone)?,
        (None, None) => return None,
    };
    let latest = base.checked_add(plan.latest).ok()?;
    let due = match plan.night {
        Night::Ignore => wanted,
        Night::Move => {
            let window = match plan.window {
                Some((from, to)) => Some((base.checked_add(from).ok()?, base.checked_add(to).ok()?)),
                None => None,
            };
            out_of_night(wanted, window, zone, quiet)
        }
    };
    Some(Slot { due, moved_from: (due != wanted).then_some(wanted), latest: latest.max(due) })
}

/// Whether nothing unasked may be sent at this instant.
#[must_use]
pub fn is_quiet(at: Timestamp, zone: &TimeZone, quiet: Quiet) -> bool {
    within(at.to_zoned(zone.clone()).time(), quiet)
}

/// The instant itself, or the first allowed minute after it.
#[must_use]
pub fn next_allowed(at: Timestamp, zone: &TimeZone, quiet: Quiet) -> Timestamp {
    let local = at.to_zoned(zone.clone());
    if !within(local.time(), quiet) {
        return at;
    }
    let day = if local.time() < quiet.to { Some(local.date()) } else { local.date().tomorrow().ok() };
    day.and_then(|day| instant(day, quiet.to, zone)).map_or(at, |zoned| zoned.timestamp().max(at))
}

/// Forward to the next allowed minute if that lies inside the window, else back to the last allowed minute
/// inside it, else forward all the same.
fn out_of_night(
    wanted: Timestamp,
    window: Option<(Timestamp, Timestamp)>,
    zone: &TimeZone,
    quiet: Quiet,
) -> Timestamp {
    let forward = next_allowed(wanted, zone, quiet);
    match window {
        Some((earliest, latest)) if forward > latest => last_allowed(wanted, zone, quiet)
            .filter(|back| (earliest..=wanted).contains(back))
            .unwrap_or(forward),
        _ => forward,
    }
}

/// The last allowed minute before a quiet instant.
fn last_allowed(at: Timestamp, zone: &TimeZone, quiet: Quiet) -> Option<Timestamp> {
    let local = at.to_zoned(zone.clone());
    let day = if local.time() >= quiet.from { local.date() } else { local.date().yesterday().ok()? };
    let back = instant(day, quiet.from, zone)?.timestamp().checked_sub(1.minute()).ok()?;
    (!is_quiet(back, zone, quiet)).then_some(back)
}

/// The first `time` on a day after the one of `base`.
#[must_use]
pub fn next_day_at(base: Timestamp, time: Time, zone: &TimeZone) -> Option<Timestamp> {
    let day = base.to_zoned(zone.clone()).date().tomorrow().ok()?;
    instant(day, time, zone).map(|zoned| zoned.timestamp())
}

/// A local time as an instant; one that the clocks skip is taken as long after midnight as written.
fn instant(day: Date, time: Time, zone: &TimeZone) -> Option<Zoned> {
    zone.to_ambiguous_zoned(day.to_datetime(time)).compatible().ok()
}

fn within(time: Time, quiet: Quiet) -> bool {
    if quiet.from <= quiet.to {
        (quiet.from..quiet.to).contains(&time)
    } else {
        time >= quiet.from || time < quiet.to
    }
}

/// How much of a wait is left, never negative.
#[must_use]
pub fn remaining(now: Timestamp, until: Timestamp) -> SignedDuration {
    until.duration_since(now).max(SignedDuration::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::{Defaults, Script, Source};

    fn script() -> Script {
        Script::load(&Source::embedded(), Defaults::default()).expect("the content is valid")
    }

    fn due(purpose: &str, base: &str, zone: &str) -> String {
        let script = script();
        let zone = TimeZone::get(zone).unwrap();
        let slot = slot(
            script.check_in(purpose).unwrap(),
            base.parse::<Zoned>().unwrap().timestamp(),
            &zone,
            script.quiet(),
        )
        .unwrap();
        slot.due.to_zoned(zone).strftime("%F %H:%M").to_string()
    }

    #[test]
    fn by_day_it_is_exactly_so_many_hours_later() {
        assert_eq!(due("h24", "2026-03-02T14:30[Europe/Berlin]", "Europe/Berlin"), "2026-03-03 14:30");
        assert_eq!(due("h72", "2026-03-02T14:30[Europe/Berlin]", "Europe/Berlin"), "2026-03-05 14:30");
    }

    #[test]
    fn out_of_the_night_forward_if_the_window_allows_it_else_back() {
        // 22:00 + 24 h: 09:00 is 35 h after the massage, outside 20-30 h; so back to 20:59.
        assert_eq!(due("h24", "2026-03-02T22:00[Europe/Berlin]", "Europe/Berlin"), "2026-03-03 20:59");
        // 05:00 + 24 h: 09:00 is 28 h after.
        assert_eq!(due("h24", "2026-03-02T05:00[Europe/Berlin]", "Europe/Berlin"), "2026-03-03 09:00");
        // 02:00 + 24 h: 09:00 is 31 h after; back to 20:59 would be 19 h after; so forward all the same.
        assert_eq!(due("h24", "2026-03-02T02:00[Europe/Berlin]", "Europe/Berlin"), "2026-03-03 09:00");
    }

    #[test]
    fn elapsed_hours_do_not_care_about_summer_time_but_the_night_does() {
        // The night of 2026-03-29 has 23 hours in Berlin.
        assert_eq!(due("h24", "2026-03-28T14:30[Europe/Berlin]", "Europe/Berlin"), "2026-03-29 15:30");
        // The night of 2026-10-25 has 25 hours: 21:30 + 24 h is 20:30, no longer quiet.
        assert_eq!(due("h24", "2026-10-24T21:30[Europe/Berlin]", "Europe/Berlin"), "2026-10-25 20:30");
    }

    #[test]
    fn half_hour_zones_and_skipped_days() {
        assert_eq!(due("h24", "2026-03-02T23:15[Asia/Kolkata]", "Asia/Kolkata"), "2026-03-03 20:59");
        // Samoa had no 2011-12-30.
        assert_eq!(due("h24", "2011-12-29T12:00[Pacific/Apia]", "Pacific/Apia"), "2011-12-31 12:00");
    }

    #[test]
    fn after_an_ambulance_the_night_is_ignored() {
        assert_eq!(due("seen_10m", "2026-03-02T02:00[Europe/Berlin]", "Europe/Berlin"), "2026-03-02 02:10");
        assert_eq!(due("seen_1h", "2026-03-02T02:00[Europe/Berlin]", "Europe/Berlin"), "2026-03-02 03:00");
    }

    #[test]
    fn the_next_morning_is_the_first_nine_o_clock_of_a_later_day() {
        assert_eq!(
            due("seen_morning", "2026-03-02T10:00[Europe/Berlin]", "Europe/Berlin"),
            "2026-03-03 09:00"
        );
    }

    #[test]
    fn quiet_hours_within_one_day_or_none_at_all() {
        let zone = TimeZone::UTC;
        let time = |hour| Time::constant(hour, 0, 0, 0);
        let noon: Timestamp = "2026-03-02T12:00:00Z".parse().unwrap();
        let siesta = Quiet { from: time(11), to: time(15) };
        assert_eq!(next_allowed(noon, &zone, siesta).to_string(), "2026-03-02T15:00:00Z");
        assert_eq!(last_allowed(noon, &zone, siesta).unwrap().to_string(), "2026-03-02T10:59:00Z");
        let none = Quiet { from: time(9), to: time(9) };
        assert_eq!(next_allowed(noon, &zone, none), noon);
    }
}
