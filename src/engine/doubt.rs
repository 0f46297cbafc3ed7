//! Doubts: what was typed may be a warning sign, so the client was asked whether it is happening to them now. Until they
//! say, nothing reassures and no outcome is given. Owns which doubts are open, and how each is asked and answered.
//!
//! Each is answered for itself: "no" to one says nothing about another, however late it is pressed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Class, Mark, Message, button::Press, turn::Turn};
use crate::{
    script::{Id, SEEN, Urgency, WARNING, key},
    understand,
};

/// One question whether something that can be serious is happening to the client now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// What its "No, not now" carries.
    pub number: i64,
    /// What it asks for if it is.
    pub urgency: Urgency,
    /// The sign; only with consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign: Option<Id>,
    /// When it was asked last: a typed "yes" belongs to it only if it is the next thing said.
    pub at: Timestamp,
}

/// The doubts that are open. A sign is in it once, and of those that may not be named there are two at most.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Saved")]
pub struct Doubts {
    /// The last number given. It does not fall behind the clock, so that not even erasing everything brings one back
    /// that stands in a message.
    last: i64,
    /// In the order in which they were asked last.
    open: Vec<Doubt>,
}

/// How doubts were saved: before they had numbers, one alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum Saved {
    Many { last: i64, open: Vec<Doubt> },
    One { urgency: Urgency, sign: Option<Id>, at: Timestamp },
}

impl From<Saved> for Doubts {
    fn from(saved: Saved) -> Self {
        match saved {
            Saved::Many { last, open } => Self { last, open },
            Saved::One { urgency, sign, at } => {
                Self { last: 1, open: vec![Doubt { number: 1, urgency, sign, at }] }
            }
        }
    }
}

impl Doubts {
    /// Whether nothing is in doubt.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// Those that are open, in the order in which they were asked last.
    pub fn iter(&self) -> impl Iterator<Item = &Doubt> {
        self.open.iter()
    }

    /// Whether there never was one.
    pub(super) fn never(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn clear(&mut self) {
        self.open.clear();
    }

    fn number(&mut self, now: Timestamp) -> i64 {
        self.last = now.as_second().max(self.last + 1);
        self.last
    }

    /// Opens one, or asks it anew if it is open; gives its number.
    fn open(&mut self, urgency: Urgency, sign: Option<Id>, now: Timestamp) -> i64 {
        let same = |doubt: &Doubt| sign.is_some() && doubt.urgency == urgency && doubt.sign == sign;
        let number = match self.open.iter().position(same) {
            Some(known) => self.open.remove(known).number,
            None => self.number(now),
        };
        if sign.is_none() {
            self.join_unnamed(now);
        }
        self.open.push(Doubt { number, urgency, sign, at: now });
        number
    }

    /// Several that may not be named cannot be told apart when they are asked again, so they become one. It has a
    /// number of its own: "no" to what was asked about one of them is none to all.
    fn join_unnamed(&mut self, now: Timestamp) {
        let unnamed = || self.open.iter().filter(|doubt| doubt.sign.is_none());
        let (2.., Some(urgency), Some(at)) =
            (unnamed().count(), self.gravest_unnamed(), unnamed().map(|doubt| doubt.at).max())
        else {
            return;
        };
        self.open.retain(|doubt| doubt.sign.is_some());
        let number = self.number(now);
        self.open.push(Doubt { number, urgency, sign: None, at });
    }

    /// What those that may not be named ask for.
    fn gravest_unnamed(&self) -> Option<Urgency> {
        self.open.iter().filter(|doubt| doubt.sign.is_none()).map(|doubt| doubt.urgency).max()
    }

    /// The gravest, which is asked now.
    fn ask_gravest(&mut self, now: Timestamp) -> Option<Doubt> {
        self.join_unnamed(now);
        let urgency = self.open.iter().map(|doubt| doubt.urgency).max()?;
        let at = self.open.iter().position(|doubt| doubt.urgency == urgency)?;
        let doubt = Doubt { at: now, ..self.open.remove(at) };
        self.open.push(doubt.clone());
        Some(doubt)
    }

    /// The one that was asked by the last thing said, if the client has done nothing since.
    fn just_asked(&self, active_at: Option<Timestamp>) -> Option<&Doubt> {
        self.open.last().filter(|doubt| active_at.is_none_or(|active| active <= doubt.at))
    }

    /// "No" to the one of this number, and to no other.
    fn denied(&mut self, number: i64) {
        self.open.retain(|doubt| doubt.number != number);
    }

    /// A sign for the next days was named: that is "yes" to it. What may not be named may have been it.
    pub(super) fn named(&mut self, sign: &Id, urgency: Urgency) {
        self.open.retain(|doubt| match &doubt.sign {
            Some(doubted) => doubted != sign,
            None => doubt.urgency > urgency,
        });
    }

    /// Help at once was advised: that covers what asks for no more, and nothing graver.
    pub(super) fn advised(&mut self, urgency: Urgency) {
        self.open.retain(|doubt| doubt.urgency > urgency);
    }
}

impl Turn<'_> {
    /// Asks whether this sign is there now, with the number to call in the question.
    pub(super) fn doubt(&mut self, urgency: Urgency, sign: &Id) {
        let kept = Some(sign).filter(|_| self.has_consent()).cloned();
        let number = self.c.state.doubts.open(urgency, kept, self.now);
        self.ask_back(number, urgency, Some(sign));
    }

    /// Asks the gravest doubt that is open. Gives whether there was one.
    pub(super) fn ask_open_doubt(&mut self) -> bool {
        let Some(doubt) = self.c.state.doubts.ask_gravest(self.now) else { return false };
        self.ask_back(doubt.number, doubt.urgency, doubt.sign.as_ref());
        true
    }

    fn ask_back(&mut self, number: i64, urgency: Urgency, sign: Option<&Id>) {
        let (text, yes) = match sign {
            None => (self.say(key::ASK_BACK_SOMETHING, &[]), Press::Happening),
            Some(sign) => {
                let question = match urgency {
                    Urgency::Ambulance => key::ASK_BACK_AMBULANCE,
                    Urgency::Today => key::ASK_BACK_TODAY,
                    _ => key::ASK_BACK_DOCTOR,
                };
                let variables = [("sign", self.caption_of(sign).into())];
                (self.say(question, &variables), Press::Sign(sign.clone()))
            }
        };
        let no = Press::NotHappening(number);
        let buttons = self.rows(&[(key::BUTTON_HAPPENING, yes), (key::BUTTON_NOT_HAPPENING, no)]);
        self.pressed = None;
        self.send(Class::Reply, Message { text, buttons }, Mark::None);
    }

    /// "Yes" or "no", typed as the next thing after we asked. Gives whether it was that.
    pub(super) fn said_happening(&mut self, text: &str) -> bool {
        let Some(asked) = self.c.state.doubts.just_asked(self.c.state.active_at).cloned() else {
            return false;
        };
        let typed = |key| understand::same(&self.say(key, &[]).text, text);
        if typed(key::BUTTON_HAPPENING) || self.says_yes(text) {
            match &asked.sign {
                Some(sign) => self.sign(sign),
                None => self.happening(Some(asked.urgency)),
            }
            true
        } else if typed(key::BUTTON_NOT_HAPPENING) || self.denies(text) {
            self.not_happening(asked.number);
            true
        } else {
            false
        }
    }

    /// Whether a text says yes, as it would to "were you seen?".
    pub(super) fn says_yes(&self, text: &str) -> bool {
        let said = |seen| understand::answers(self.script, self.words, seen, text);
        self.script.question(SEEN).is_some_and(|seen| said(seen).iter().any(|id| *id == "yes"))
    }

    /// Whether a text denies as plainly as "none of these" does: "no idea" is no "no".
    fn denies(&self, text: &str) -> bool {
        let said = |signs| understand::answers(self.script, self.words, signs, text);
        self.script.question(WARNING).is_some_and(|signs| !said(signs).is_empty())
    }

    /// "Yes, now" to what may not be named, in a message of any age.
    pub(super) fn something_happening(&mut self) {
        self.happening(self.c.state.doubts.gravest_unnamed());
    }

    fn happening(&mut self, urgency: Option<Urgency>) {
        self.c.state.denied_at = None;
        match urgency {
            Some(urgency) if urgency.interrupts() => self.urgent(urgency, &[]),
            // Which one it is, the list tells; until then it stays in doubt.
            _ => self.check(),
        }
    }

    /// "No, not now" to the doubt of this number. If another one is open, it is asked: whoever reads "thank you" believes
    /// that all is said. So it is if the button is too old to settle anything.
    pub(super) fn not_happening(&mut self, number: i64) {
        self.c.state.doubts.denied(number);
        self.strip_pressed();
        if self.ask_open_doubt() {
            // On with the rest afterwards.
        } else if self.c.state.round.as_ref().is_some_and(|round| round.done) {
            self.next_question();
        } else {
            self.say_and_ask(key::NOT_HAPPENING);
        }
    }

    /// A sign in short.
    pub(super) fn caption_of(&self, sign: &Id) -> String {
        self.say_named(&key::answer(&WARNING.into(), sign), &[]).text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        Timestamp::from_second(1_000).unwrap()
    }

    /// A sign is doubted, with consent.
    fn doubt(doubts: &mut Doubts, urgency: Urgency, sign: &str) -> i64 {
        doubts.open(urgency, Some(sign.into()), now())
    }

    fn open(doubts: &Doubts) -> Vec<(i64, Urgency, Option<&str>)> {
        doubts.iter().map(|doubt| (doubt.number, doubt.urgency, doubt.sign.as_deref())).collect()
    }

    #[test]
    fn no_number_is_given_twice() {
        let mut doubts = Doubts::default();
        let first = doubt(&mut doubts, Urgency::Today, "calf");
        doubts.denied(first);
        let second = doubt(&mut doubts, Urgency::Today, "urine");
        assert_ne!(first, second, "asked in the same moment");
        let later = Timestamp::from_second(1_010).unwrap();
        assert!(Doubts::default().open(Urgency::Today, None, later) > second, "after everything was erased");
    }

    #[test]
    fn a_sign_is_in_doubt_once() {
        let mut doubts = Doubts::default();
        let legs = doubt(&mut doubts, Urgency::Ambulance, "legs");
        let fever = doubt(&mut doubts, Urgency::Doctor, "fever");
        assert_eq!(doubt(&mut doubts, Urgency::Ambulance, "legs"), legs);
        let both = [(fever, Urgency::Doctor, Some("fever")), (legs, Urgency::Ambulance, Some("legs"))];
        assert_eq!(open(&doubts), both);
    }

    #[test]
    fn no_to_one_of_several_without_a_name_is_none_to_all() {
        let mut doubts = Doubts::default();
        let told: Vec<i64> = (0..20).map(|_| doubts.open(Urgency::Ambulance, None, now())).collect();
        let fever = doubts.open(Urgency::Doctor, None, now());
        assert_eq!(doubts.iter().count(), 2, "they do not pile up");
        for number in told.into_iter().chain([fever]) {
            doubts.denied(number);
        }
        let [(number, urgency, None)] = open(&doubts)[..] else { panic!("{doubts:?}") };
        assert_eq!(urgency, Urgency::Ambulance, "what was joined asks for what the gravest of it does");
        doubts.denied(number);
        assert!(doubts.is_empty());
    }

    #[test]
    fn a_yes_settles_nothing_that_is_graver_or_another_sign() {
        let mut all = Doubts::default();
        doubt(&mut all, Urgency::Doctor, "fever");
        let night = doubt(&mut all, Urgency::Doctor, "night");
        let legs = doubt(&mut all, Urgency::Ambulance, "legs");
        let mut doubts = all.clone();
        doubts.named(&"fever".into(), Urgency::Doctor);
        let left = [(night, Urgency::Doctor, Some("night")), (legs, Urgency::Ambulance, Some("legs"))];
        assert_eq!(open(&doubts), left);
        all.advised(Urgency::Today);
        assert_eq!(open(&all), left[1..]);
    }
}
