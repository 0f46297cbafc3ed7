//! What must hold in every world, whatever happened: judged by the model.

use std::{collections::BTreeMap, fmt::Write as _};

use aftercare::{
    engine::{CheckIn, End, Ending, Reason, story},
    script::Urgency,
};
use jiff::Timestamp;

use crate::{
    model::{EXTRA, TOLD, advice_at, hours, is_night, massage_end, promise, reminder_due, too_many},
    stage::Call,
    world::{Fact, Known, World},
};

/// A massage that ends so soon counts as the last one.
const SOON: i64 = 3;

impl World {
    pub(crate) async fn check(&mut self) {
        let calls = std::mem::take(&mut self.stage.calls);
        let rows = self.stage.rows().await;
        let visits = self.stage.conversation().await.state.visits;
        if visits.len() > 1 || !self.visits.is_empty() && visits != self.visits {
            self.past.insert(Fact::SeveralVisits);
        }
        for row in &rows {
            self.check_row(row).await;
        }
        self.check_one_at_a_time(&calls);
        for call in calls {
            self.check_call(call);
            self.check_cuts_in(call).await;
        }
        self.check_visits().await;
        self.check_numbers();
    }

    async fn check_row(&mut self, row: &CheckIn) {
        let before = self.known.get(&row.generation).cloned();
        let epoch = before.as_ref().map_or(self.epoch, |known| known.epoch);
        self.known.insert(row.generation, Known { row: row.clone(), epoch });
        match &before {
            None => {
                self.tell(row, "new");
                self.check_new(row).await;
            }
            Some(known) if known.row == *row => return,
            Some(known) => {
                self.tell(row, "changed");
                if known.row.end.is_some() {
                    self.fail("a row that had ended changed");
                }
            }
        }
        if row.end.is_none() && !row.queued && row.due <= self.stage.now() {
            self.fail("a row is due and nothing was done about it");
        }
        if let Some(end) = row.end {
            self.check_end(row, end);
        }
    }

    /// Nothing is planned but what was announced, and when it was.
    async fn check_new(&self, row: &CheckIn) {
        let (now, zone) = (self.stage.now(), self.zone());
        if self.stopped {
            self.fail("planned after /stop");
        }
        let state = self.stage.conversation().await.state;
        if let Some(end) = massage_end(row) {
            let Some(promise) = promise(&row.purpose) else { self.fail("nobody was told of this") };
            if state.consent.is_none() && row.end.is_none() {
                self.fail("planned without consent");
            }
            let planned = row.moves.first().map_or(row.due, |first| first.from);
            if row.reminder {
                let sent = self.known.values().map(|known| &known.row).filter(|other| {
                    !other.reminder && other.subject == row.subject && other.purpose == row.purpose
                });
                let delivered: Vec<_> = sent.filter_map(|other| other.end).map(|end| end.at).collect();
                let right = |at: &Timestamp| {
                    planned == *at + hours(12) && (row.end.is_some() || row.due >= reminder_due(*at, &zone))
                };
                if !delivered.iter().any(right) {
                    self.fail("a reminder that does not count from the delivery");
                }
                return;
            }
            if planned != promise.wanted(end) && planned != promise.due(end, &zone) {
                self.fail("not planned by the hours of the massage");
            }
            if row.moves.len() < 2 && row.due != promise.due(end, &zone) && row.end.is_none() {
                self.fail("not planned as promised");
            }
            if promise.purpose == EXTRA.purpose
                && !state.last.is_some_and(|last| last.urgency == Urgency::Therapist && last.at == now)
            {
                self.fail("an extra check-in that no advice announced");
            }
        } else {
            let about = advice_at(row);
            let urgent =
                state.urgent.filter(|urgent| Some(urgent.at.as_second()) == about.map(Timestamp::as_second));
            let announced = match urgent.map(|urgent| urgent.urgency) {
                Some(Urgency::Ambulance) => ["seen_10m", "seen_1h"],
                Some(_) => ["seen_4h", "seen_morning"],
                None => self.fail("asks about an advice that was not given"),
            };
            if !announced.contains(&&*row.purpose) {
                self.fail("asks in another way than announced");
            }
        }
    }

    /// A row ends for something that has really happened, and can tell it.
    fn check_end(&self, row: &CheckIn, end: End) {
        let was = |fact| self.past.contains(&fact);
        let busy = was(Fact::Answered) || was(Fact::Urgent);
        let disturbed = was(Fact::Trouble) || was(Fact::Moved);
        let good = match (end.how, end.why) {
            (Ending::Sent, None) => true,
            (Ending::SentPerhapsTwice | Ending::PerhapsSent, None) => was(Fact::Mute) || was(Fact::Trouble),
            (Ending::Skipped, Some(Reason::Blocked)) => was(Fact::Blocked),
            (Ending::Skipped, Some(Reason::Refused)) => was(Fact::Refused),
            (Ending::Cancelled | Ending::Skipped, Some(Reason::Answered)) => {
                was(Fact::Answered) || row.reminder
            }
            (Ending::Cancelled | Ending::Skipped, Some(Reason::Seen)) => {
                was(Fact::Seen) || was(Fact::Answered) || was(Fact::Trouble)
            }
            (Ending::Cancelled, Some(Reason::Stopped)) => was(Fact::Stopped),
            (Ending::Cancelled, Some(Reason::Withdrawn)) => was(Fact::Withdrawn),
            (Ending::Cancelled, Some(Reason::NewVisit)) => was(Fact::SeveralVisits),
            (Ending::Cancelled, Some(Reason::Superseded)) => {
                advice_at(row).is_some() || row.reminder || disturbed || was(Fact::Answered)
            }
            (Ending::Expired, None) => was(Fact::Trouble),
            (Ending::Expired, Some(Reason::Busy | Reason::Urgent)) => {
                busy && (disturbed || was(Fact::Urgent))
            }
            (Ending::Expired, Some(Reason::QuietHours)) => disturbed || was(Fact::Zone) || was(Fact::Urgent),
            _ => false,
        };
        if !good {
            self.fail(&format!("ended as {:?}, {:?}, for nothing that has happened", end.how, end.why));
        }
        let told = story(row, &self.zone());
        let sent = matches!(end.how, Ending::Sent | Ending::SentPerhapsTwice);
        let reason = end.why.is_none_or(|why| told.contains(why.words()));
        if !(told.contains("sent") || told.contains("cancelled")) || !(sent || told.contains(": ")) || !reason
        {
            self.fail(&format!("its story does not say why: {told}"));
        }
    }

    /// A message reached the client, or tried to.
    fn check_call(&mut self, call: Call) {
        let _ = writeln!(
            self.log,
            "        -> {} is handed to the messenger at {}",
            call.generation,
            self.local(call.at)
        );
        if call.unheard {
            self.unheard.insert(call.generation);
        }
        let Some(Known { row, .. }) = self.known.get(&call.generation).cloned() else {
            self.fail("a message of which no row is left")
        };
        let zone = self.zone();
        if self.stopped {
            self.fail("a message after /stop");
        }
        if self.blocked_at.is_some_and(|blocked| row.due > blocked) {
            self.fail("a message for somebody who has blocked the bot");
        }
        if row.end.is_some_and(|end| end.how == Ending::Cancelled && end.at <= call.at) {
            self.fail("a message that was cancelled");
        }
        if call.at < row.due {
            self.fail("a message before it was due");
        }
        if call.at > row.latest {
            self.fail("a message when it is no longer useful");
        }
        let ignores_night = ["seen_10m", "seen_1h"].contains(&&*row.purpose);
        if !ignores_night && is_night(call.at, &zone) {
            self.fail("a message in the client's night");
        }
        if let Some((end, promise)) = massage_end(&row).zip(promise(&row.purpose)).filter(|_| !row.reminder)
            && !(end + hours(promise.window.0)..=end + hours(promise.useless)).contains(&call.at)
        {
            self.fail("a check-in outside of its window");
        }
    }

    /// Nobody is asked how they are while they are telling it.
    async fn check_cuts_in(&self, call: Call) {
        let Some(Known { row, .. }) = self.known.get(&call.generation) else { return };
        let state = self.stage.conversation().await.state;
        let assessment = state.round.is_some_and(|round| round.check_in.is_none());
        let lately = self
            .acted_at
            .is_some_and(|acted| (0..30 * 60).contains(&call.at.duration_since(acted).as_secs()));
        if massage_end(row).is_some() && assessment && lately {
            self.fail("a check-in cuts into an assessment");
        }
    }

    /// From each massage follow the messages that were promised.
    async fn check_visits(&mut self) {
        let now = self.stage.now();
        let visits = self.stage.conversation().await.state.visits;
        for visit in visits.iter().filter(|visit| !self.visits.contains(visit)) {
            let last = visits.iter().rev().find(|other| other.ended_at <= now + hours(SOON));
            let replaced = last.is_some_and(|last| last.ended_at > visit.ended_at);
            for promise in &TOLD {
                let ahead = promise.is_ahead(visit.ended_at, &self.zone(), now);
                let planned = self.rows_of(&visit.subject(), promise.purpose).next().is_some();
                if planned != (ahead && !replaced && !self.stopped) {
                    self.fail(&format!(
                        "{} of {}: planned {planned}, ahead {ahead}",
                        promise.purpose,
                        visit.subject()
                    ));
                }
            }
        }
        self.visits = visits;
    }

    /// After `/stop` and `/start`, what still lies ahead of the last massage and those to come is planned again; but
    /// nothing that may have come.
    pub(crate) fn check_resumed(&self) {
        let now = self.stage.now();
        let last = self.visits.iter().rposition(|visit| visit.ended_at <= now + hours(SOON)).unwrap_or(0);
        for (at, visit) in self.visits.iter().enumerate().skip(last) {
            // Of two at the same moment the later link counts.
            if self.visits[at + 1..].iter().any(|later| later.ended_at == visit.ended_at) {
                continue;
            }
            for promise in TOLD.iter().filter(|promise| promise.is_ahead(visit.ended_at, &self.zone(), now)) {
                let subject = visit.subject();
                let mut rows = self.rows_of(&subject, promise.purpose);
                let alive = |row: &CheckIn| {
                    let came = self.unheard.contains(&row.generation);
                    came || row.end.is_none_or(|end| end.why != Some(Reason::Stopped))
                };
                if !rows.any(alive) {
                    self.fail(&format!("{} of {subject} did not come back with /start", promise.purpose));
                }
            }
        }
    }

    /// What only a wrong clock found too late is planned again by now, as it was; unless a later check-in of the same
    /// massage went out.
    pub(crate) fn check_nothing_lost(&self) {
        let now = self.stage.now();
        let rows = || self.known.values().filter(|known| known.epoch == self.epoch).map(|known| &known.row);
        let hours_of = |row: &CheckIn| promise(&row.purpose).map(|promise| promise.after);
        for row in rows() {
            let Some(end) = row.end.filter(|end| end.how == Ending::Expired && end.at > now) else {
                continue;
            };
            let swallowed = rows().any(|other| {
                other.subject == row.subject
                    && hours_of(other) > hours_of(row)
                    && other.end.map_or(other.queued, |end| end.how != Ending::Expired)
            });
            let again = rows().any(|other| {
                let same = other.subject == row.subject
                    && other.purpose == row.purpose
                    && other.reminder == row.reminder
                    && other.latest == row.latest;
                same && other.generation > row.generation
            });
            let last = self.visits.iter().rev().find(|visit| visit.ended_at <= now + hours(SOON));
            let replaced = massage_end(row).zip(last).is_some_and(|(end, last)| end < last.ended_at);
            // Called back too late: it came, and we did not hear of it.
            let came = self.unheard.contains(&row.generation);
            if now <= row.latest && !swallowed && !again && !replaced && !came && !self.stopped {
                self.fail(&format!("{} is lost by a clock that was wrong until {}", row.generation, end.at));
            }
        }
    }

    /// Never more than was promised.
    fn check_numbers(&self) {
        if let Some(too_many) = too_many(self.known.values().map(|known| (known.epoch, &known.row))) {
            self.fail(&too_many);
        }
    }

    /// No two of them come together; the same instant once more, by a clock that was set back meanwhile, is another.
    fn check_one_at_a_time(&self, calls: &[Call]) {
        let mut at: BTreeMap<Timestamp, u32> = BTreeMap::new();
        for call in calls {
            let end = self.known.get(&call.generation).and_then(|known| known.row.end);
            if end.is_some_and(|end| end.how == Ending::Sent && end.at == call.at) {
                *at.entry(call.at).or_default() += 1;
            }
        }
        if let Some((at, count)) = at.into_iter().find(|(_, count)| *count > 1) {
            self.fail(&format!("{count} messages at {at}"));
        }
    }

    fn rows_of(&self, subject: &str, purpose: &str) -> impl Iterator<Item = &CheckIn> {
        self.known
            .values()
            .filter(|known| known.epoch == self.epoch)
            .map(|known| &known.row)
            .filter(move |row| row.subject == *subject && *row.purpose == *purpose && !row.reminder)
    }
}
