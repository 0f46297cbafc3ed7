//! What can be done at a place: one of each class of input.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::{
    case::{judged, ladder, mildest},
    world::{Did, World},
};
use crate::{
    engine::{Button, Command, Media},
    script::{Answers, Examples, Given, Id, Kind, Question, Script, Urgency, WARNING, key},
    triage::{self, Facts},
};

/// Longer than a day: a round that is left is begun again, a denial no longer holds.
const DAY: SignedDuration = SignedDuration::from_hours(25);
/// Longer than an urgent advice keeps its weight.
const FORTNIGHT: SignedDuration = SignedDuration::from_hours(15 * 24);

/// The inputs of one content.
pub(super) struct Inputs<'a> {
    script: &'a Script,
    /// The answers of an assessment that stand for all of their class, by question.
    classes: BTreeMap<Id, Vec<Id>>,
    /// A warning sign of each urgency.
    signs: Vec<Id>,
    /// Typed texts, one of each class.
    texts: Vec<String>,
    /// A text with a warning sign of each urgency.
    doubtful: Vec<(Urgency, String)>,
}

impl<'a> Inputs<'a> {
    /// `named` is explored; `real` has the words that people type.
    pub(super) fn new(named: &'a Script, real: &Script, examples: &[Examples]) -> Self {
        let signs = signs(named);
        let mut texts: Vec<String> = ["7", "zzz", ""].map(str::to_owned).into();
        let all = named.question(WARNING).map_or(&[][..], |question| &question.answers);
        let none = all.iter().find(|answer| answer.alone);
        for (words, examples) in real.languages().iter().zip(examples) {
            texts.extend(signs.iter().map(|sign| words.say(&key::sign(sign), &[]).text));
            texts.extend(examples.topics.values().flatten().next().cloned());
            let phrases = none.and_then(|none| words.phrases().answer.get(WARNING)?.get(&none.id));
            texts.extend(phrases.and_then(|phrases| phrases.first()).cloned());
        }
        let words = real.words(None);
        let text = |sign: &Id| Some((named.sign_urgency(sign)?, words.say(&key::sign(sign), &[]).text));
        let doubtful = signs.iter().filter_map(text).collect();
        Self { script: named, classes: classes(named), signs, texts, doubtful }
    }

    /// What changes where the conversation stands.
    pub(super) fn main(&self, world: &World) -> Vec<Vec<Did>> {
        let state = &world.c.state;
        let mut all: Vec<Did> = world
            .buttons
            .iter()
            .map(|(_, button)| button)
            .filter(|button| self.stands_for_its_class(world, &button.data))
            .map(|button| Did::Press(button.clone()))
            .collect();
        all.push(Did::Wait(DAY));
        if state.round.is_none() {
            all.extend([Did::Start, Did::Link { visit: true }, Did::Link { visit: false }]);
            all.extend([Command::Check, Command::Stop].map(Did::Command));
        }
        if world.c.open_plan().next().is_none() {
            all.push(Did::Wait(FORTNIGHT));
        }
        if let Some(urgent) = state.urgent.filter(|_| state.round.is_none()) {
            let about = urgent.at.as_second();
            all.push(press("a-seen-yes", format!("n.yes.{about}")));
            all.push(press("a-seen-no", format!("n.no.{about}")));
        }
        all.extend(Self::doubts(world));
        all.into_iter().map(|did| vec![did]).collect()
    }

    /// A doubt, or a second one: the gravest there is and a milder one, in either order. Done once at all places that
    /// are alike for it.
    pub(super) fn doubtful(&self, world: &World) -> Vec<Vec<Did>> {
        let open: Vec<Urgency> = world.c.state.doubts.iter().map(|doubt| doubt.urgency).collect();
        let gravest = self.doubtful.iter().map(|(urgency, _)| *urgency).max();
        let wanted = |urgency: Urgency| match open[..] {
            [] => true,
            [first] => first != urgency && Some(first.max(urgency)) == gravest,
            _ => false,
        };
        let doubtful = self.doubtful.iter().filter(|(urgency, _)| wanted(*urgency));
        doubtful.map(|(_, text)| vec![Did::Forward(text.clone())]).collect()
    }

    /// Yes and no to each doubt that is open, in messages of any age.
    fn doubts(world: &World) -> Vec<Did> {
        let doubts = &world.c.state.doubts;
        let mut all = Vec::new();
        for doubt in doubts.iter() {
            all.push(press("button-not-happening", format!("h.{}.no", doubt.number)));
            all.push(match &doubt.sign {
                Some(sign) => press("button-happening", format!("w.{sign}")),
                None => press("button-happening", "h.yes".to_owned()),
            });
        }
        if !doubts.is_empty() {
            // Of one that is settled, or of before there were numbers.
            all.push(press("button-not-happening", "h.no".to_owned()));
        }
        all
    }

    /// What mostly only says something: done once at all places that are alike for it.
    pub(super) fn side(&self, world: &World) -> Vec<Vec<Did>> {
        let command = |command| vec![Did::Command(command)];
        let mut all: Vec<Vec<Did>> = [
            Command::Check,
            Command::Stop,
            Command::Cancel,
            Command::Ask,
            Command::Plan,
            Command::Help,
            Command::Language,
            Command::Privacy,
            Command::Forget,
            Command::Unknown,
        ]
        .map(command)
        .into();
        all.extend([vec![Did::Start], vec![Did::Link { visit: true }], vec![Did::Link { visit: false }]]);
        all.extend(Media::NAMED.map(|(_, kind)| vec![Did::Media(kind)]));
        all.extend(self.texts.iter().map(|text| vec![Did::Text(text.clone())]));
        all.extend(
            self.signs
                .iter()
                .map(|sign| vec![press(&key::answer(&WARNING.into(), sign), format!("w.{sign}"))]),
        );
        all.push(vec![Did::Edit("7".to_owned())]);
        all.push(vec![Did::Outage]);
        all.push(vec![Did::BadLink]);
        all.push(vec![Did::Block, Did::Wait(DAY), Did::Unblock]);
        let then = |first: Command, label: &str, data: &str| {
            vec![Did::Command(first), press(label, data.to_owned())]
        };
        all.push(then(Command::Plan, "button-stop", "stop"));
        all.push(then(Command::Privacy, "button-withdraw", "withdraw"));
        all.push(then(Command::Forget, "button-forget-yes", "f.yes"));
        all.push(then(Command::Forget, "button-forget-no", "f.no"));
        for words in self.script.languages() {
            all.push(then(Command::Language, "language-name", &format!("l.{}", words.code())));
        }
        for (label, data) in [
            ("button-called", "e.called"),
            ("button-someone-calls", "e.someone"),
            ("button-cannot-call", "e.cannot"),
            ("a-seen-yes", "n.yes.0"),
            ("a-nrs-7", "a.0.nrs.7"),
            ("button-agree", "c.agree.0"),
            ("button-plan", "plan"),
            ("button-happening", "h.yes"),
            ("button-not-happening", "h.no"),
        ] {
            all.push(vec![press(label, data.to_owned())]);
        }
        if let Some(urgent) = world.c.state.urgent {
            let about = urgent.at.as_second();
            all.push(vec![press("a-seen-yes", format!("n.yes.{about}"))]);
            all.push(vec![press("a-seen-no", format!("n.no.{about}"))]);
        }
        all.extend(self.topics().into_iter().take(1));
        // Before anything was sent there is nothing to press, and beside "some of these" no sign.
        let some = world.buttons.iter().any(|(_, button)| button.data.starts_with("m."));
        all.retain(|dids| match &dids[0] {
            Did::Press(button) => world.has_talked() && !(some && button.data.starts_with("w.")),
            _ => true,
        });
        all
    }

    /// The way through the menu to every topic, and to the rest of its answer.
    pub(super) fn topics(&self) -> Vec<Vec<Did>> {
        let topics = self.script.topics();
        let mut all = Vec::new();
        for group in &topics.group {
            for topic in &group.topics {
                all.push(vec![
                    Did::Command(Command::Ask),
                    press(&key::topic_group(&group.id), format!("g.{}", group.id)),
                    press(&key::topic(topic), format!("q.{topic}")),
                    press("button-more", format!("p.{topic}")),
                ]);
            }
        }
        all
    }

    /// Whether a button has to be tried: of answers that rules do not tell apart, one is enough.
    fn stands_for_its_class(&self, world: &World, data: &str) -> bool {
        let parts: Vec<&str> = data.split('.').collect();
        match parts[..] {
            ["w", sign] => {
                self.signs.iter().any(|known| *known == *sign) || self.script.sign_urgency(sign).is_none()
            }
            ["a" | "t", _, question, answer]
                if world.c.state.round.as_ref().is_some_and(|r| r.check_in.is_none()) =>
            {
                self.classes.get(question).is_none_or(|class| class.iter().any(|id| *id == *answer))
            }
            _ => true,
        }
    }
}

/// A button as the named content shows it.
fn press(name: &str, data: String) -> Did {
    let [open, close] = crate::script::NAME_MARKS;
    Did::Press(Button { label: format!("{open}{name}{close}"), data })
}

/// A warning sign of each urgency there is.
fn signs(script: &Script) -> Vec<Id> {
    let all = script.question(WARNING).map_or(&[][..], |question| &question.answers);
    let mut known: Vec<Option<Urgency>> = Vec::new();
    let mut signs = Vec::new();
    for sign in all.iter().filter(|answer| !answer.alone) {
        let urgency = script.sign_urgency(&sign.id);
        if !known.contains(&urgency) {
            known.push(urgency);
            signs.push(sign.id.clone());
        }
    }
    signs
}

/// Of the answers that come to the same, alone and beside the worst scores, the first and the last.
fn classes(script: &Script) -> BTreeMap<Id, Vec<Id>> {
    let mild = mildest(script);
    let mut bad = mild.clone();
    for question in judged(script).filter(|question| question.kind == Kind::One) {
        if let Some(worst) = ladder(question).last() {
            bad.set(&question.id, Given::Picked(vec![worst.clone()]));
        }
    }
    let comes_to = |around: &Answers, question: &Question, answer: &Id| {
        let mut answers = around.clone();
        answers.set(&question.id, Given::Picked(vec![answer.clone()]));
        triage::assess(script, &answers, Facts::default()).urgency
    };
    let mut classes = BTreeMap::new();
    // All trends are tried: each has texts of its own.
    for question in
        judged(script).filter(|q| matches!(q.kind, Kind::One | Kind::Many) && *q.id != *crate::script::TREND)
    {
        let mut of_class: BTreeMap<_, (Id, Id)> = BTreeMap::new();
        for answer in &question.answers {
            let class =
                (comes_to(&mild, question, &answer.id), comes_to(&bad, question, &answer.id), answer.alone);
            let entry = of_class.entry(class).or_insert_with(|| (answer.id.clone(), answer.id.clone()));
            if question.kind == Kind::One {
                entry.1 = answer.id.clone();
            }
        }
        classes.insert(question.id.clone(), of_class.into_values().flat_map(|(a, b)| [a, b]).collect());
    }
    classes
}
