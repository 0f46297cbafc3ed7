//! Which time it is with the client: asked only if the hour is wrong or nobody told us.

use jiff::tz::TimeZone;

use super::{Effect, Message, button::Press, turn::Turn};
use crate::script::key;

/// Clocks in a row of buttons.
const COLUMNS: usize = 4;

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

    /// One button for each time that a clock shows somewhere now, in the order of the day.
    fn clocks_message(&self) -> Message {
        let mut clocks: Vec<(i64, super::Button)> = Vec::new();
        for name in self.script.zones() {
            let Some((zone, ahead)) = TimeZone::get(name).ok().zip(self.ahead(name, &TimeZone::UTC)) else {
                continue;
            };
            if !clocks.iter().any(|(known, _)| *known == ahead) {
                let data = Press::Zone(name.clone()).encode();
                clocks.push((ahead, super::Button { label: self.clock(&zone), data }));
            }
        }
        clocks.sort_by_key(|(ahead, _)| *ahead);
        let clocks: Vec<_> = clocks.into_iter().map(|(_, button)| button).collect();
        let buttons = clocks.chunks(COLUMNS).map(<[super::Button]>::to_vec).collect();
        Message { text: self.say(key::TIME_CHOOSE, &[]), buttons }
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
