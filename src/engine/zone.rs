//! Which time it is with the client: asked only if the hour is wrong or nobody told us.

use jiff::tz::TimeZone;

use super::{Effect, Message, button::Press, turn::Turn};
use crate::script::key;

/// Clocks in a row of buttons.
const COLUMNS: usize = 4;
/// Minutes after which a clock shows the same again.
const DAY: i64 = 24 * 60;

impl Turn<'_> {
    /// "Is it 14:05 where you are?"; with `all`, or when we have no idea, every clock on earth.
    pub(super) fn ask_time(&mut self, all: bool) {
        let message = match self.known_zone().filter(|_| !all) {
            Some(zone) => self.time_message(&zone),
            None => self.clocks_message(),
        };
        self.reply(message);
    }

    fn time_message(&self, zone: &TimeZone) -> Message {
        let mut choices = vec![(key::BUTTON_TIME_YES, self.clock(zone), zone.iana_name())];
        for hours in [1, -1] {
            let beside = self.script.zones().iter().find(|name| self.ahead(name, zone) == Some(hours * 60));
            if let Some((name, other)) = beside.and_then(|name| Some((name, TimeZone::get(name).ok()?))) {
                choices.push((key::BUTTON_TIME_IS, self.clock(&other), Some(name)));
            }
        }
        let mut buttons: Vec<_> = choices
            .into_iter()
            .filter_map(|(key, time, name)| {
                let label = self.say(key, &[("time", time.into())]).text;
                Some(vec![super::Button { label, data: Press::Zone(name?.to_owned()).encode() }])
            })
            .collect();
        buttons.extend(self.rows(&[(key::BUTTON_TIME_OTHER, Press::Time(true))]));
        Message { text: self.say(key::TIME_ASK, &[("time", self.clock(zone).into())]), buttons }
    }

    /// One button for each time that a clock shows somewhere now, in the order of the day; at the end, with its
    /// day, what clocks show on both sides of the date line.
    fn clocks_message(&self) -> Message {
        let mut clocks: Vec<(i64, &str)> = Vec::new();
        for name in self.script.zones() {
            let Some(ahead) = self.ahead(name, &TimeZone::UTC) else { continue };
            if !clocks.iter().any(|(known, _)| *known == ahead) {
                clocks.push((ahead, name));
            }
        }
        clocks.sort_unstable();
        let (mut twice, once): (Vec<_>, Vec<_>) = clocks
            .iter()
            .copied()
            .partition(|(ahead, _)| clocks.iter().any(|(other, _)| (other - ahead).abs() == DAY));
        // The two of a clock beside each other.
        twice.sort_unstable_by_key(|(ahead, _)| (ahead.rem_euclid(DAY), *ahead));
        let once = once.chunks(COLUMNS).map(|row| self.clocks(row, false));
        let buttons = once.chain(twice.chunks(2).map(|row| self.clocks(row, true))).collect();
        Message { text: self.say(key::TIME_CHOOSE, &[]), buttons }
    }

    /// A row of clocks, with their days or without.
    fn clocks(&self, row: &[(i64, &str)], with_day: bool) -> Vec<super::Button> {
        let button = |(_, name): &(i64, &str)| {
            let local = self.now.to_zoned(TimeZone::get(name).ok()?);
            let time = self.clock(local.time_zone());
            let label = if with_day {
                let day = ("weekday", self.weekday(&local));
                self.say(key::BUTTON_TIME_DAY, &[day, ("time", time.into())]).text
            } else {
                time
            };
            Some(super::Button { label, data: Press::Zone((*name).to_owned()).encode() })
        };
        row.iter().filter_map(button).collect()
    }

    /// By how many minutes clocks in the zone of this name are ahead of those in another one now.
    fn ahead(&self, name: &str, of: &TimeZone) -> Option<i64> {
        let seconds = |zone: &TimeZone| i64::from(zone.to_offset(self.now).seconds());
        Some((seconds(&TimeZone::get(name).ok()?) - seconds(of)) / 60)
    }

    fn clock(&self, zone: &TimeZone) -> String {
        self.now.to_zoned(zone.clone()).strftime("%H:%M").to_string()
    }

    /// The client told us the time: what is planned follows their clock from now on.
    pub(super) fn set_zone(&mut self, name: &str) {
        let Ok(zone) = TimeZone::get(name) else {
            self.stale(false);
            return;
        };
        self.c.state.zone = zone.iana_name().map(str::to_owned);
        self.follow_zone();
        self.strip_pressed();
        self.reply_text(self.say(key::TIME_SET, &[("time", self.clock(&zone).into())]));
        self.show_plan();
    }

    /// The zone is another one by now: what is planned, and what waits to be sent, follows it.
    pub(super) fn follow_zone(&mut self) {
        self.plan_anew();
        if let Some(name) = self.zone().iana_name() {
            self.effect(Effect::Rezone(name.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::{
        engine::{Act, ChatId, Conversation, Effect, Event, Person, step},
        script::{Defaults, Script, Source},
    };

    #[test]
    fn every_clock_has_a_caption_of_its_own() {
        let script = Script::load(&Source::embedded(), Defaults::default()).expect("the content is valid");
        let act = Act::Press { data: "t.yes".to_owned(), message: None };
        let event = Event::Client { person: Person::default(), act };
        for now in ["2026-01-15T10:00:00Z", "2026-04-20T12:00:00Z", "2026-07-15T23:30:00Z"] {
            let step = step(&script, Conversation::new(ChatId(1)), &event, now.parse().unwrap());
            let labels: Vec<String> = step
                .effects
                .into_iter()
                .filter_map(|effect| match effect {
                    Effect::Send { message, .. } => Some(message),
                    _ => None,
                })
                .flat_map(|message| message.buttons.into_iter().flatten())
                .map(|button| button.label)
                .collect();
            assert!(labels.len() > 30, "{labels:?}");
            let different: BTreeSet<&String> = labels.iter().collect();
            assert_eq!(different.len(), labels.len(), "{labels:?}");
        }
    }
}
