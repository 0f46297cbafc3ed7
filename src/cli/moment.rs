//! The end of a massage, as it is written on the command line.

use jiff::{RoundMode, SignedDuration, Timestamp, TimestampRound, Unit, civil::DateTime, tz::TimeZone};

use crate::link::VISIT_LINK_LIFE;

/// An end further ahead is taken for a slip of the pen.
const AHEAD_MAX: SignedDuration = SignedDuration::from_hours(365 * 24);

/// Reads `now`, a time with an offset, or a local time in `zone`; down to the minute, as links keep it.
///
/// # Errors
/// A sentence that says what is wrong with it and what to write.
pub(super) fn ended_at(text: &str, zone: Option<&TimeZone>, now: Timestamp) -> Result<Timestamp, String> {
    let text = text.trim();
    let end = if text.eq_ignore_ascii_case("now") { now } else { written(text, zone)? };
    let ahead = end.duration_since(now);
    if ahead < -VISIT_LINK_LIFE {
        return Err(format!(
            "the end of the massage, {text}, is more than 14 days ago, and such a link no longer works; leave \
             --ended-at out for a link without a date"
        ));
    }
    if ahead > AHEAD_MAX {
        return Err(format!("the end of the massage, {text}, is more than a year ahead; check the year"));
    }
    let minute = TimestampRound::new().smallest(Unit::Minute).mode(RoundMode::Floor);
    Ok(end.round(minute).unwrap_or(end))
}

fn written(text: &str, zone: Option<&TimeZone>) -> Result<Timestamp, String> {
    let unreadable = || {
        format!(
            "\"{text}\" is no time; write `now`, 2026-03-02T18:00+01:00, or \"2026-03-02 18:00\" for local time"
        )
    };
    // A date alone would count as midnight, which nobody means.
    if !text.contains(':') {
        return Err(unreadable());
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant);
    }
    let local: DateTime = text.parse().map_err(|_| unreadable())?;
    let zone = zone.ok_or_else(|| {
        format!(
            "\"{text}\" is a local time, but neither the clinic nor AFTERCARE_ZONE says in which time zone; add \
             the offset, e.g. {}+01:00, or give the clinic a zone",
            text.replace(' ', "T")
        )
    })?;
    let local = zone.to_ambiguous_zoned(local);
    // The last hours of the calendar are an instant nowhere.
    if !local.is_ambiguous() && local.clone().unambiguous().is_err() {
        return Err(unreadable());
    }
    local.unambiguous().map(|zoned| zoned.timestamp()).map_err(|_| {
        format!(
            "\"{text}\" does not exist or happens twice in {}, because the clocks change; add the offset",
            zone.iana_name().unwrap_or("that time zone")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, zone: Option<&str>) -> Result<String, String> {
        let now = "2026-03-02T12:00:30Z".parse().unwrap();
        let zone = zone.map(|name| TimeZone::get(name).unwrap());
        ended_at(text, zone.as_ref(), now).map(|end| end.to_string())
    }

    #[test]
    fn every_way_of_writing_is_understood() {
        let berlin = Some("Europe/Berlin");
        for (text, zone, want) in [
            ("now", None, "2026-03-02T12:00:00Z"),
            ("2026-03-02T18:00+01:00", None, "2026-03-02T17:00:00Z"),
            ("2026-03-02T18:00:00Z", None, "2026-03-02T18:00:00Z"),
            ("2026-03-02 18:00+01:00", berlin, "2026-03-02T17:00:00Z"),
            ("2026-03-02 18:00", berlin, "2026-03-02T17:00:00Z"),
            ("2026-03-02T18:00", berlin, "2026-03-02T17:00:00Z"),
            (" 2026-07-02 18:00 ", berlin, "2026-07-02T16:00:00Z"),
            ("2026-02-17 12:01", Some("UTC"), "2026-02-17T12:01:00Z"),
        ] {
            assert_eq!(read(text, zone).as_deref(), Ok(want), "{text}");
        }
    }

    #[test]
    fn every_refusal_says_why() {
        let berlin = Some("Europe/Berlin");
        for (text, zone, why) in [
            ("2026-03-02 18:00", None, "add the offset"),
            ("2026-02-16T12:00Z", None, "14 days ago"),
            ("2027-03-03T12:00Z", None, "a year ahead"),
            ("2026-03-29 02:30", berlin, "the clocks change"),
            ("2026-10-25 02:30", berlin, "the clocks change"),
            ("2026-03-02", berlin, "is no time"),
            ("2026-02-30 18:00", berlin, "is no time"),
            ("yesterday", berlin, "is no time"),
            ("18:00", berlin, "is no time"),
            ("9999-12-31 23:00", berlin, "is no time"),
            ("", berlin, "is no time"),
        ] {
            let error = read(text, zone).expect_err(text);
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
