//! What a button carries: ids of the content and the wished state, never a caption and never the step.
//!
//! The form is short fields between dots, at most [`DATA_MAX`] bytes. Saved messages hold it for weeks, so
//! an old form must stay readable or be answered as closed.

use crate::script::Id;

/// Telegram's limit of callback data, in bytes (core.telegram.org/bots/api#inlinekeyboardbutton).
pub const DATA_MAX: usize = 64;

/// What pressing a button means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Press {
    /// In this round, about this question.
    Round {
        /// Number of the round.
        round: u32,
        /// The question.
        question: Id,
        /// What about it.
        what: InRound,
    },
    /// A warning sign. Counts at any age.
    Sign(Id),
    /// The consent card.
    Consent {
        /// Number of the round that asks for it: an older card agrees to nothing.
        round: u32,
        /// Which button.
        what: Consent,
        /// A sign that was tapped before rides along, because nothing may be stored yet.
        sign: Option<Id>,
    },
    /// What the client did about "call an ambulance".
    Calling(Calling),
    /// Whether the client was seen.
    Seen {
        /// They were.
        yes: bool,
        /// The urgent advice that was asked about, by its second: an older "yes" confirms no newer one.
        about: i64,
    },
    /// The groups of topics.
    Ask,
    /// The topics of a group.
    Group(Id),
    /// A topic; with `true` the rest of its answer.
    Topic(Id, bool),
    /// Begin an assessment.
    Check,
    /// Show what is planned.
    Plan,
    /// Send this planned message at this minute (counted from 1970, UTC) instead.
    Shift {
        /// Its generation.
        generation: u32,
        /// The minute.
        to: i64,
    },
    /// Which time it is with the client; with `true` every hour there is.
    Time(bool),
    /// The client lives in this time zone.
    Zone(String),
    /// Stop everything unasked.
    Stop,
    /// Choose this language.
    Language(String),
    /// Ask whether everything shall be erased.
    AskForget,
    /// Erase everything, or keep it.
    Forget(bool),
    /// Withdraw the consent.
    Withdraw,
    /// What was typed is happening now, where the button cannot name the sign. Counts at any age.
    Happening,
    /// It is not: only what was asked under this number. Buttons of before there were numbers carry none, which is 0
    /// and settles nothing.
    NotHappening(i64),
    /// On with what was pending.
    GoOn,
}

/// What can be done with a question of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum InRound {
    /// Answer it.
    Answer(Id),
    /// Select or unselect one of several answers.
    Tick(Id, bool),
    /// The selection is complete.
    Done,
    /// "Some of these": show a button for each sign.
    Some,
    /// Do not answer it.
    Skip,
    /// To the question before.
    Back,
    /// From the beginning.
    Restart,
    /// Leave the round.
    Cancel,
}

/// The buttons of the consent card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Consent {
    /// I agree, I am 18 or older.
    Agree,
    /// I am under 18.
    Minor,
    /// What exactly?
    What,
    /// Just a question.
    JustAQuestion,
    /// Skip: the question cannot be left out.
    Skip,
    /// Leave the round.
    Cancel,
}

impl Consent {
    const NAMED: [(&'static str, Self); 6] = [
        ("agree", Self::Agree),
        ("minor", Self::Minor),
        ("what", Self::What),
        ("ask", Self::JustAQuestion),
        ("skip", Self::Skip),
        ("cancel", Self::Cancel),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::NAMED.iter().find(|(known, _)| *known == name).map(|(_, consent)| *consent)
    }

    fn name(self) -> &'static str {
        Self::NAMED.iter().find(|(_, consent)| *consent == self).map_or("", |(name, _)| name)
    }
}

/// The buttons under "call an ambulance".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Calling {
    /// I have called.
    Called,
    /// Somebody else is calling.
    Someone,
    /// I cannot call.
    Cannot,
}

impl Press {
    /// The callback data.
    #[must_use]
    pub(super) fn encode(&self) -> String {
        match self {
            Self::Round { round, question, what } => {
                let (letter, rest) = match what {
                    InRound::Answer(answer) => ("a", format!(".{answer}")),
                    InRound::Tick(answer, on) => (if *on { "t" } else { "u" }, format!(".{answer}")),
                    InRound::Done => ("d", String::new()),
                    InRound::Some => ("m", String::new()),
                    InRound::Skip => ("s", String::new()),
                    InRound::Back => ("b", String::new()),
                    InRound::Restart => ("r", String::new()),
                    InRound::Cancel => ("x", String::new()),
                };
                format!("{letter}.{round}.{question}{rest}")
            }
            Self::Sign(sign) => format!("w.{sign}"),
            Self::Consent { round, what, sign: Some(sign) } => format!("c.{}.{round}.{sign}", what.name()),
            Self::Consent { round, what, sign: None } => format!("c.{}.{round}", what.name()),
            Self::Calling(calling) => format!(
                "e.{}",
                match calling {
                    Calling::Called => "called",
                    Calling::Someone => "someone",
                    Calling::Cannot => "cannot",
                }
            ),
            Self::Seen { yes, about } => format!("n.{}.{about}", yes_no(*yes)),
            Self::Ask => "ask".to_owned(),
            Self::Group(group) => format!("g.{group}"),
            Self::Topic(topic, false) => format!("q.{topic}"),
            Self::Topic(topic, true) => format!("p.{topic}"),
            Self::Check => "check".to_owned(),
            Self::Plan => "plan".to_owned(),
            Self::Shift { generation, to } => format!("v.{generation}.{to}"),
            Self::Time(all) => format!("t.{}", yes_no(*all)),
            Self::Zone(name) => format!("z.{name}"),
            Self::Stop => "stop".to_owned(),
            Self::Language(code) => format!("l.{code}"),
            Self::AskForget => "forget".to_owned(),
            Self::Forget(sure) => format!("f.{}", yes_no(*sure)),
            Self::Withdraw => "withdraw".to_owned(),
            Self::GoOn => "on".to_owned(),
            Self::Happening => "h.yes".to_owned(),
            Self::NotHappening(doubt) => format!("h.{doubt}.no"),
        }
    }

    /// Reads callback data; `None` if it is not ours or of a form that we no longer know.
    #[must_use]
    pub(super) fn decode(data: &str) -> Option<Self> {
        let parts: Vec<&str> = data.split('.').collect();
        Some(match parts[..] {
            ["ask"] => Self::Ask,
            ["g", group] => Self::Group(group.into()),
            ["q", topic] => Self::Topic(topic.into(), false),
            ["p", topic] => Self::Topic(topic.into(), true),
            ["check"] => Self::Check,
            ["plan"] => Self::Plan,
            ["stop"] => Self::Stop,
            ["forget"] => Self::AskForget,
            ["withdraw"] => Self::Withdraw,
            ["on"] => Self::GoOn,
            ["w", sign] => Self::Sign(sign.into()),
            ["c", name, round] => {
                Self::Consent { round: round.parse().ok()?, what: Consent::named(name)?, sign: None }
            }
            ["c", name, round, sign] => Self::Consent {
                round: round.parse().ok()?,
                what: Consent::named(name)?,
                sign: Some(sign.into()),
            },
            ["e", "called"] => Self::Calling(Calling::Called),
            ["e", "someone"] => Self::Calling(Calling::Someone),
            ["e", "cannot"] => Self::Calling(Calling::Cannot),
            ["n", "yes", about] => Self::Seen { yes: true, about: about.parse().ok()? },
            ["n", "no", about] => Self::Seen { yes: false, about: about.parse().ok()? },
            ["f", "yes"] => Self::Forget(true),
            ["f", "no"] => Self::Forget(false),
            ["h", "yes"] => Self::Happening,
            ["h", "no"] => Self::NotHappening(0),
            ["h", doubt, "no"] => Self::NotHappening(doubt.parse().ok()?),
            ["v", generation, to] => {
                Self::Shift { generation: generation.parse().ok()?, to: to.parse().ok()? }
            }
            ["t", "yes"] => Self::Time(true),
            ["t", "no"] => Self::Time(false),
            ["z", name] => Self::Zone(name.to_owned()),
            ["l", code] => Self::Language(code.to_owned()),
            [letter, round, question] => Self::Round {
                round: round.parse().ok()?,
                question: question.into(),
                what: match letter {
                    "d" => InRound::Done,
                    "m" => InRound::Some,
                    "s" => InRound::Skip,
                    "b" => InRound::Back,
                    "r" => InRound::Restart,
                    "x" => InRound::Cancel,
                    _ => return None,
                },
            },
            [letter, round, question, answer] => Self::Round {
                round: round.parse().ok()?,
                question: question.into(),
                what: match letter {
                    "a" => InRound::Answer(answer.into()),
                    "t" => InRound::Tick(answer.into(), true),
                    "u" => InRound::Tick(answer.into(), false),
                    _ => return None,
                },
            },
            _ => return None,
        })
    }
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_button_comes_back_as_it_was_and_fits() {
        let longest = "x".repeat(24);
        let round = |what| Press::Round { round: u32::MAX, question: longest.as_str().into(), what };
        let id = || Id::from(longest.as_str());
        let all = [
            round(InRound::Answer(id())),
            round(InRound::Tick(id(), true)),
            round(InRound::Tick(id(), false)),
            round(InRound::Done),
            round(InRound::Some),
            round(InRound::Skip),
            round(InRound::Back),
            round(InRound::Restart),
            round(InRound::Cancel),
            Press::Sign(id()),
            Press::Consent { round: u32::MAX, what: Consent::Agree, sign: Some(id()) },
            Press::Consent { round: 1, what: Consent::Minor, sign: None },
            Press::Consent { round: 1, what: Consent::What, sign: Some(id()) },
            Press::Consent { round: u32::MAX, what: Consent::JustAQuestion, sign: Some(id()) },
            Press::Consent { round: u32::MAX, what: Consent::Skip, sign: None },
            Press::Consent { round: u32::MAX, what: Consent::Cancel, sign: Some(id()) },
            Press::Calling(Calling::Called),
            Press::Calling(Calling::Someone),
            Press::Calling(Calling::Cannot),
            Press::Seen { yes: true, about: i64::MAX },
            Press::Seen { yes: false, about: i64::MIN },
            Press::Ask,
            Press::Group(id()),
            Press::Topic(id(), false),
            Press::Topic(id(), true),
            Press::Check,
            Press::Plan,
            Press::Stop,
            Press::Shift { generation: u32::MAX, to: i64::MIN },
            Press::Time(true),
            Press::Time(false),
            Press::Zone("America/Argentina/ComodRivadavia".to_owned()),
            Press::Language("pt-BR".to_owned()),
            Press::AskForget,
            Press::Forget(true),
            Press::Forget(false),
            Press::Withdraw,
            Press::GoOn,
            Press::Happening,
            Press::NotHappening(i64::MAX),
        ];
        for press in all {
            let data = press.encode();
            assert!((1..=DATA_MAX).contains(&data.len()), "{data}");
            assert_eq!(Press::decode(&data), Some(press));
        }
    }

    #[test]
    fn an_old_no_names_no_doubt() {
        assert_eq!(Press::decode("h.no"), Some(Press::NotHappening(0)));
    }

    #[test]
    fn rubbish_is_not_ours() {
        for data in [
            "",
            ".",
            "a",
            "a.x.nrs.7",
            "a.1.nrs.7.8",
            "z.1.nrs",
            "c.maybe.1",
            "c.agree",
            "c.agree.w_fever",
            "n.perhaps.1",
            "n.yes",
            "h.1",
            "h.x.no",
            "a.99999999999.nrs.1",
        ] {
            assert_eq!(Press::decode(data), None, "{data}");
        }
    }
}
