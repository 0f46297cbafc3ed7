//! What became of a planned message and why, as one line for a person.

use jiff::{Timestamp, Zoned, tz::TimeZone};

use super::{CheckIn, Ending, Reason};

/// The line for a row, with its times as the clock in `zone` shows them.
#[must_use]
pub fn story(row: &CheckIn, zone: &TimeZone) -> String {
    let mut times = Times { zone, day: None };
    let planned = times.tell(row.moves.first().map_or(row.due, |first| first.from));
    let moved = because(row.moves.iter().map(|step| step.why));
    let Some(end) = row.end else {
        let begun = begun(row, &planned, &moved, &mut times);
        return match (row.queued, row.moves.is_empty()) {
            (true, _) => format!("{begun}, on its way"),
            (false, true) => format!("{begun}, no later than {}", times.tell(row.latest)),
            (false, false) => begun,
        };
    };
    let why = because(end.why);
    match end.how {
        Ending::Sent if at_the_minute(row, end.at) => format!("sent {planned}, as planned"),
        Ending::Sent => format!("planned {planned}, sent {}{moved}", times.tell(end.at)),
        Ending::SentPerhapsTwice => {
            format!("planned {planned}, sent {}, perhaps twice{moved}", times.tell(end.at))
        }
        Ending::PerhapsSent => {
            format!("{}, perhaps sent: the messenger did not say", begun(row, &planned, &moved, &mut times))
        }
        Ending::Skipped => format!("{}, not sent{why}", begun(row, &planned, &moved, &mut times)),
        Ending::Cancelled => {
            let begun = begun(row, &planned, &moved, &mut times);
            format!("{begun}, cancelled {}{why}", times.tell(end.at))
        }
        Ending::Expired => {
            let begun = begun(row, &planned, &moved, &mut times);
            let late = end.why.map_or_else(String::new, |why| format!(", {}", why.words()));
            format!("{begun}, not sent by {}: too late to be useful{late}", times.tell(row.latest))
        }
    }
}

/// What was planned, and how that changed.
fn begun(row: &CheckIn, planned: &str, moved: &str, times: &mut Times<'_>) -> String {
    let stays = row.moves.first().is_none_or(|first| first.from == row.due);
    if stays {
        format!("planned {planned}{moved}")
    } else {
        format!("planned {planned}, moved to {}{moved}", times.tell(row.due))
    }
}

/// Whether a message left in the minute for which it was planned from the start.
fn at_the_minute(row: &CheckIn, at: Timestamp) -> bool {
    row.moves.is_empty() && row.due.as_second().div_euclid(60) == at.as_second().div_euclid(60)
}

/// The reasons, each once.
fn because(reasons: impl IntoIterator<Item = Reason>) -> String {
    let mut told: Vec<&str> = Vec::new();
    for reason in reasons.into_iter().map(Reason::words) {
        if !told.contains(&reason) {
            told.push(reason);
        }
    }
    if told.is_empty() { String::new() } else { format!(": {}", told.join(", ")) }
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
    fn an_open_one_tells_when_it_comes_and_why_then() {
        let mut open = row("2026-03-03T19:59:00Z");
        assert_eq!(told(&open), "planned Tue 3 Mar 20:59, no later than Wed 4 Mar 20:59");
        open.moves = vec![Move { from: "2026-03-03T21:30:00Z".parse().unwrap(), why: Reason::QuietHours }];
        assert_eq!(told(&open), "planned Tue 3 Mar 22:30, moved to 20:59: quiet hours");
        open.queued = true;
        assert_eq!(told(&open), "planned Tue 3 Mar 22:30, moved to 20:59: quiet hours, on its way");
        let at = "2026-03-03T19:59:00Z".parse().unwrap();
        let again = CheckIn {
            moves: vec![Move { from: at, why: Reason::ClockSetBack }],
            ..row("2026-03-03T19:59:00Z")
        };
        assert_eq!(told(&again), "planned Tue 3 Mar 20:59: the clock had been wrong");
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
        assert_eq!(
            told(&expired),
            "planned Tue 3 Mar 20:59, not sent by Wed 4 Mar 20:59: too late to be useful"
        );
        let quiet = Move { from: "2026-03-03T21:30:00Z".parse().unwrap(), why: Reason::QuietHours };
        let moved = CheckIn { moves: vec![quiet], ..skipped };
        assert_eq!(
            told(&moved),
            "planned Tue 3 Mar 22:30, moved to 20:59: quiet hours, not sent: the client had answered already"
        );
    }
}
