//! What became of a planned message and why, as one line for a person.

use jiff::{Timestamp, Zoned, tz::TimeZone};

use super::{CheckIn, Ending, Reason};

/// The line for a row, with its times as the clock in `zone` shows them.
#[must_use]
pub fn story(row: &CheckIn, zone: &TimeZone) -> String {
    let mut times = Times { zone, day: None };
    let planned = row.moves.first().map_or(row.due, |first| first.from);
    let Some(end) = row.end else {
        let kept = |times: &mut Times| format!("no later than {}", times.tell(row.latest));
        return match (row.queued, row.moves.is_empty()) {
            (true, _) => "on its way".to_owned(),
            (false, true) => kept(&mut times),
            (false, false) => {
                let planned = times.tell(planned);
                let to = times.tell(row.due);
                format!("planned {planned}, moved to {to}{}", because(row, &[]))
            }
        };
    };
    let planned = times.tell(planned);
    let at = times.tell(end.at);
    let why = because(row, &[]);
    match end.how {
        Ending::Sent if at_the_minute(row, end.at) => format!("sent {planned}, as planned"),
        Ending::Sent => format!("planned {planned}, sent {at}{why}"),
        Ending::SentPerhapsTwice => format!("planned {planned}, sent {at}, perhaps twice{why}"),
        Ending::PerhapsSent => {
            format!("planned {planned}, perhaps sent{}", because(row, &["the messenger did not say"]))
        }
        Ending::Skipped => format!("planned {planned}, not sent{why}"),
        Ending::Cancelled => format!("planned {planned}, cancelled {at}{why}"),
        Ending::Expired => format!("planned {planned}, not sent{}", because(row, &["too late to be useful"])),
    }
}

/// Whether a message left in the minute for which it was planned from the start.
fn at_the_minute(row: &CheckIn, at: Timestamp) -> bool {
    row.moves.is_empty() && row.due.as_second().div_euclid(60) == at.as_second().div_euclid(60)
}

/// The reasons: these first, then those of the moves and of the end, each once.
fn because(row: &CheckIn, first: &[&'static str]) -> String {
    let ends = row.end.and_then(|end| end.why);
    let mut reasons = first.to_vec();
    for reason in row.moves.iter().map(|step| step.why).chain(ends).map(Reason::words) {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join(", ")) }
}

impl Reason {
    /// As a person would say it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::QuietHours => "quiet hours",
            Self::Wished => "the client asked for it",
            Self::Zone => "the client's time zone",
            Self::Busy => "the client was answering questions",
            Self::Answered => "the client had answered already",
            Self::Seen => "the client said that they were seen",
            Self::Urgent => "an urgent advice was asked about first",
            Self::Stopped => "the client asked for no more messages",
            Self::Withdrawn => "the client took the consent back",
            Self::Blocked => "the client blocked the bot",
            Self::NewVisit => "another massage took its place",
            Self::Superseded => "a later message took its place",
            Self::ClockSetBack => "the clock had been wrong",
            Self::Refused => "the messenger refused it",
            Self::ScriptChanged => "the content has no such check-in any more",
            Self::Failed => "it could not be handled, which is an error of ours",
            Self::Unknown => "for a reason that this version does not know",
        }
    }
}

/// Tells instants one after the other: the day only when it is another one.
struct Times<'a> {
    zone: &'a TimeZone,
    day: Option<Zoned>,
}

impl Times<'_> {
    fn tell(&mut self, at: Timestamp) -> String {
        let local = at.to_zoned(self.zone.clone());
        let same = self.day.as_ref().is_some_and(|day| day.date() == local.date());
        let told = local.strftime(if same { "%H:%M" } else { "%a %-d %b %H:%M" }).to_string();
        self.day = Some(local);
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{End, Move};

    fn row(due: &str) -> CheckIn {
        let due: Timestamp = due.parse().unwrap();
        CheckIn {
            generation: 1,
            subject: "visit/0/0".to_owned(),
            purpose: "h24".into(),
            reminder: false,
            due,
            latest: due + jiff::SignedDuration::from_hours(24),
            zone: "Europe/Berlin".to_owned(),
            moves: Vec::new(),
            queued: false,
            end: None,
        }
    }

    fn told(row: &CheckIn) -> String {
        story(row, &TimeZone::get("Europe/Berlin").unwrap())
    }

    fn ended(due: &str, how: Ending, why: Option<Reason>, at: &str) -> CheckIn {
        CheckIn { end: Some(End { how, why, at: at.parse().unwrap() }), ..row(due) }
    }

    #[test]
    fn an_open_one_tells_how_long_it_is_useful_or_why_it_moved() {
        let mut open = row("2026-03-03T19:59:00Z");
        assert_eq!(told(&open), "no later than Wed 4 Mar 20:59");
        open.moves = vec![Move { from: "2026-03-03T21:30:00Z".parse().unwrap(), why: Reason::QuietHours }];
        assert_eq!(told(&open), "planned Tue 3 Mar 22:30, moved to 20:59: quiet hours");
        open.queued = true;
        assert_eq!(told(&open), "on its way");
    }

    #[test]
    fn a_sent_one_tells_when_and_why_then() {
        let due = "2026-03-03T19:59:00Z";
        let mut sent = ended(due, Ending::Sent, None, "2026-03-03T19:59:12Z");
        assert_eq!(told(&sent), "sent Tue 3 Mar 20:59, as planned");
        sent.moves = vec![Move { from: "2026-03-03T21:30:00Z".parse().unwrap(), why: Reason::QuietHours }];
        assert_eq!(told(&sent), "planned Tue 3 Mar 22:30, sent 20:59: quiet hours");
        let twice = ended(due, Ending::SentPerhapsTwice, None, "2026-03-03T20:02:00Z");
        assert_eq!(told(&twice), "planned Tue 3 Mar 20:59, sent 21:02, perhaps twice");
    }

    #[test]
    fn one_that_was_not_sent_tells_why() {
        let due = "2026-03-03T19:59:00Z";
        let skipped = ended(due, Ending::Skipped, Some(Reason::Answered), due);
        assert_eq!(told(&skipped), "planned Tue 3 Mar 20:59, not sent: the client had answered already");
        let cancelled = ended(due, Ending::Cancelled, Some(Reason::Stopped), "2026-03-02T09:00:00Z");
        assert_eq!(
            told(&cancelled),
            "planned Tue 3 Mar 20:59, cancelled Mon 2 Mar 10:00: the client asked for no more messages"
        );
        let expired = ended(due, Ending::Expired, None, "2026-03-05T09:00:00Z");
        assert_eq!(told(&expired), "planned Tue 3 Mar 20:59, not sent: too late to be useful");
    }
}
