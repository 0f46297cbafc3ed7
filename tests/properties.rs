//! What holds for every conversation, whatever happens in it: random clients against the pure step.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use aftercare::{
    engine::{
        Act, ChatId, Clinic, Command, Conversation, DATA_MAX, Effect, Event, Fate, Mark, Media, Message,
        MessageId, Person, State, Step, Typed, step,
    },
    link::{ClinicId, Fault, Link, Ticket},
    script::{Defaults, Id, Script, Source, Urgency, key},
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

static SCRIPT: LazyLock<Script> = LazyLock::new(|| {
    Script::load(&Source::embedded(), Defaults::default()).expect("the embedded content is valid")
});

const TEXTS: [&str; 18] = [
    "7",
    "7/10",
    "seven",
    "neck",
    "neck and shoulder",
    "today",
    "back",
    "skip",
    "cancel",
    "start over",
    "hello",
    "",
    "\u{200f}\u{202e}",
    "<b>&</b> **x**",
    "None of these",
    "better",
    "my legs feel a bit like jelly",
    "can massage cause a stroke?",
];

/// One random thing that happens; the numbers choose among what is possible at that moment.
#[derive(Clone, Debug)]
enum Happening {
    Press(u16),
    /// Presses answers until nothing is asked any more; the number chooses them, most often mild ones.
    Finish(u32),
    /// A warning sign, in a message of any age.
    Sign(u8),
    /// A topic.
    Topic(u8),
    /// Time passes until the next planned message, which comes.
    Next,
    OldPress(u16),
    Rubbish(String),
    Text(u8),
    AnyText(String),
    Command(u8),
    Start(u8),
    Media(u8),
    Edit(u8),
    Blocked(bool),
    Wait(u16),
    Due(u8),
    Delivered,
    Failed(u8),
    Returned,
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        20 => any::<u16>().prop_map(Happening::Press),
        4 => any::<u32>().prop_map(Happening::Finish),
        4 => Just(Happening::Next),
        2 => any::<u8>().prop_map(Happening::Sign),
        2 => any::<u16>().prop_map(Happening::OldPress),
        1 => "[a-z.0-9]{0,20}".prop_map(Happening::Rubbish),
        3 => any::<u8>().prop_map(Happening::Text),
        1 => "\\PC{0,60}".prop_map(Happening::AnyText),
        3 => any::<u8>().prop_map(Happening::Command),
        2 => any::<u8>().prop_map(Happening::Start),
        1 => any::<u8>().prop_map(Happening::Media),
        1 => any::<u8>().prop_map(Happening::Edit),
        1 => any::<bool>().prop_map(Happening::Blocked),
        3 => any::<u16>().prop_map(Happening::Wait),
        3 => any::<u8>().prop_map(Happening::Due),
        6 => Just(Happening::Delivered),
        1 => any::<u8>().prop_map(Happening::Failed),
        1 => Just(Happening::Returned),
    ]
}

fn gentle() -> impl Strategy<Value = Happening> {
    prop_oneof![
        8 => any::<u32>().prop_map(Happening::Finish),
        6 => Just(Happening::Next),
        3 => any::<u8>().prop_map(Happening::Sign),
        2 => any::<u8>().prop_map(Happening::Topic),
        3 => any::<u16>().prop_map(Happening::Press),
        2 => any::<u16>().prop_map(Happening::OldPress),
        2 => any::<u16>().prop_map(Happening::Wait),
        1 => any::<u8>().prop_map(Happening::Start),
        1 => Just(Happening::Command(0)),
        1 => any::<u8>().prop_map(Happening::Text),
    ]
}

/// A chat with the messages that are on their way and those that were seen.
struct World {
    conversation: Conversation,
    now: Timestamp,
    on_their_way: Vec<(Mark, Option<MessageId>, Message)>,
    seen: Vec<(MessageId, Message)>,
    /// Every button that was ever shown.
    buttons: Vec<(MessageId, String)>,
    /// How often each planned message of a subject came; reminders by themselves.
    unasked: BTreeMap<(String, Id, bool), u32>,
    /// Warning signs of level 2 that were told and stored, and that nothing has cleared since.
    signs: BTreeSet<String>,
    messages: i64,
}

impl World {
    fn new() -> Self {
        let mut conversation = Conversation::new(ChatId(1));
        conversation.clinics = vec![Clinic {
            id: ClinicId(1),
            name: "Back in Balance <b>&".to_owned(),
            zone: Some("Europe/Berlin".to_owned()),
            phone: Some("+49 30 1234567".to_owned()),
            country: Some("DE".to_owned()),
        }];
        Self {
            conversation,
            now: "2026-03-02T10:00:00Z".parse().unwrap(),
            on_their_way: Vec::new(),
            seen: Vec::new(),
            buttons: Vec::new(),
            unasked: BTreeMap::new(),
            signs: BTreeSet::new(),
            messages: 0,
        }
    }

    fn event(&self, happening: &Happening) -> Option<Event> {
        let client = |act| Event::Client {
            person: Person { name: Some("Anna".to_owned()), language: Some("en".to_owned()) },
            act,
        };
        let pick = |number: u16, of: usize| (of > 0).then(|| usize::from(number) % of.max(1));
        Some(match happening {
            Happening::Press(number) => {
                let (message, shown) = self.seen.iter().rev().find(|(_, shown)| !shown.buttons.is_empty())?;
                let buttons: Vec<_> = shown.buttons.iter().flatten().collect();
                let data = buttons[pick(*number, buttons.len())?].data.clone();
                client(Act::Press { data, message: Some(*message) })
            }
            Happening::OldPress(number) => {
                let (message, data) = self.buttons.get(pick(*number, self.buttons.len())?)?.clone();
                client(Act::Press { data, message: Some(message).filter(|_| number % 7 != 0) })
            }
            Happening::Rubbish(data) => client(Act::Press { data: data.clone(), message: None }),
            Happening::Text(number) => {
                client(Act::Text(Typed(TEXTS[usize::from(*number) % TEXTS.len()].to_owned())))
            }
            Happening::AnyText(text) => client(Act::Text(Typed(text.clone()))),
            Happening::Command(number) => {
                let all = Command::NAMED.map(|(_, command)| command);
                client(Act::Command(
                    *all.get(usize::from(*number) % 10).unwrap_or(&Command::Unknown),
                    Typed(String::new()),
                ))
            }
            Happening::Start(number) => client(Act::Start(match number % 5 {
                0 => Link::Ticket(Ticket { clinic: ClinicId(1), ended_at: None }),
                1 => Link::Ticket(Ticket { clinic: ClinicId(1), ended_at: Some(self.now) }),
                2 => Link::Ticket(Ticket { clinic: ClinicId(9), ended_at: None }),
                3 => Link::Unreadable(Fault::Forged),
                _ => Link::None,
            })),
            Happening::Media(number) => {
                let kinds = [Media::Sticker, Media::Photo, Media::Voice, Media::Forwarded, Media::Other];
                let caption = (number % 2 == 0).then(|| Typed("7".to_owned()));
                client(Act::Media { kind: kinds[usize::from(*number) % 5], caption })
            }
            Happening::Edit(number) => {
                client(Act::Edited(Typed(TEXTS[usize::from(*number) % TEXTS.len()].to_owned())))
            }
            Happening::Blocked(yes) => client(if *yes { Act::Blocked } else { Act::Unblocked }),
            Happening::Due(number) => {
                let open: Vec<_> = self.conversation.open_plan().map(|open| open.generation).collect();
                Event::Due { generation: *open.get(pick(u16::from(*number), open.len())?)? }
            }
            Happening::Sign(number) => {
                let signs = &SCRIPT.question("warning").unwrap().answers;
                let sign = &signs[usize::from(*number) % (signs.len() - 1)].id;
                client(Act::Press { data: format!("w.{sign}"), message: None })
            }
            Happening::Topic(number) => {
                let topics = &SCRIPT.topics().topic;
                let topic = &topics[usize::from(*number) % topics.len()].id;
                client(Act::Press { data: format!("q.{topic}"), message: None })
            }
            Happening::Returned => Event::Returned,
            Happening::Wait(_)
            | Happening::Delivered
            | Happening::Failed(_)
            | Happening::Finish(_)
            | Happening::Next => return None,
        })
    }

    fn happen(&mut self, happening: &Happening) {
        match happening {
            Happening::Wait(minutes) => {
                let wait = SignedDuration::from_mins(i64::from(*minutes) % 2000);
                self.now = self.now.saturating_add(wait).unwrap();
            }
            Happening::Delivered => {
                for (mark, target, message) in std::mem::take(&mut self.on_their_way) {
                    let id = target.unwrap_or_else(|| {
                        self.messages += 1;
                        MessageId(self.messages)
                    });
                    self.buttons.extend(message.buttons.iter().flatten().map(|b| (id, b.data.clone())));
                    self.seen.retain(|(seen, _)| *seen != id);
                    self.seen.push((id, message));
                    if let Mark::CheckIn(generation) = mark {
                        self.count_unasked(generation);
                    }
                    let fate = Fate::Delivered { message: id, at: self.now, perhaps_twice: false };
                    self.step(&Event::Fate { mark, fate });
                }
            }
            Happening::Finish(seed) => self.finish(*seed),
            Happening::Next => {
                let next = self.conversation.open_plan().map(|open| (open.due, open.generation)).min();
                if let Some((due, generation)) = next {
                    self.now = self.now.max(due);
                    self.step(&Event::Due { generation });
                    self.happen(&Happening::Delivered);
                }
            }
            Happening::Failed(number) => {
                if let Some((mark, ..)) = self.on_their_way.pop() {
                    let fates = [
                        Fate::PerhapsSent,
                        Fate::Refused,
                        Fate::Unreachable,
                        Fate::Gone,
                        Fate::TooLate,
                        Fate::Night,
                    ];
                    let fate = fates[usize::from(*number) % fates.len()];
                    self.step(&Event::Fate { mark, fate });
                }
            }
            _ => {
                if let Some(event) = self.event(happening) {
                    self.step(&event);
                }
            }
        }
    }

    /// Answers what is asked, never the way back or out.
    fn finish(&mut self, seed: u32) {
        // Now and then they stop half-way.
        let turns = if seed.is_multiple_of(3) { seed / 3 % 8 } else { 20 };
        for turn in 0..turns {
            self.happen(&Happening::Delivered);
            if self.conversation.state.round.is_none() {
                return;
            }
            let forward =
                |data: &&String| ["a.", "t.", "d.", "c.agree."].iter().any(|kind| data.starts_with(kind));
            let Some((message, shown)) = self.seen.iter().rev().find(|(_, shown)| !shown.buttons.is_empty())
            else {
                return;
            };
            let buttons: Vec<_> = shown.buttons.iter().flatten().map(|b| &b.data).filter(forward).collect();
            if buttons.is_empty() {
                return;
            }
            let mild = |data: &&&String| {
                let leads_on = data.starts_with("c.agree") || data.starts_with("d.");
                leads_on || MILD.iter().any(|answer| data.ends_with(answer))
            };
            let gentle = if seed.is_multiple_of(4) {
                None
            } else {
                buttons.iter().rfind(|button| mild(button)).copied()
            };
            let any = buttons[seed.rotate_left(turn * 5) as usize % buttons.len()];
            let data = gentle.unwrap_or(any).clone();
            let message = Some(*message);
            self.act(Act::Press { data, message });
        }
    }

    /// One step, with everything that must hold for every step.
    fn step(&mut self, event: &Event) -> Vec<Effect> {
        let Step { conversation, effects } = step(&SCRIPT, self.conversation.clone(), event, self.now);
        let again = step(&SCRIPT, self.conversation.clone(), event, self.now);
        assert_eq!(
            (&conversation, &effects),
            (&again.conversation, &again.effects),
            "same input, same output"
        );
        let json = conversation.state.to_json();
        assert_eq!(
            State::parse(&json).as_ref(),
            Some(&conversation.state),
            "a state survives its saved form"
        );
        if let Some(round) = &conversation.state.round {
            assert!(SCRIPT.question(&round.at).is_some(), "never leaves the script");
        }
        if conversation.state.consent.is_none() {
            let state = &conversation.state;
            assert!(
                state.last.is_none() && state.first.is_none() && state.visits.is_empty(),
                "nothing about health is stored without consent"
            );
            let only_none = state.round.as_ref().is_none_or(|round| {
                round.answers.iter().all(|(_, _)| round.answers.has("warning", "w_none"))
            });
            assert!(only_none, "no warning sign is stored without consent");
            let unnamed = state.doubts.iter().all(|doubt| doubt.sign.is_none());
            assert!(unnamed, "no sign in doubt is stored without consent");
        }
        for effect in &effects {
            match effect {
                Effect::Send { message, mark, .. } => self.outgoing(*mark, None, message),
                Effect::Edit { target, message, mark } => self.outgoing(*mark, Some(*target), message),
                _ => {}
            }
        }
        self.consents(event, &conversation.state);
        self.reassures(event, &conversation.state, &effects);
        leads_on(event, &effects);
        self.conversation = conversation;
        if effects.contains(&Effect::Erase) {
            let clinics = self.conversation.clinics.clone();
            self.conversation = Conversation { clinics, ..Conversation::new(ChatId(1)) };
        }
        // Only open ones are loaded the next time.
        self.conversation.plan.retain(|check_in| check_in.end.is_none());
        effects
    }

    /// A planned message has come: never more of them than were promised.
    fn count_unasked(&mut self, generation: u32) {
        let mut plan = self.conversation.open_plan();
        let Some(sent) = plan.find(|open| open.generation == generation && open.queued) else { return };
        let times = self
            .unasked
            .entry((sent.subject.clone(), sent.purpose.clone(), sent.reminder))
            .and_modify(|times| *times += 1)
            .or_insert(1);
        assert_eq!(*times, 1, "{} of {} came twice", sent.purpose, sent.subject);
    }

    /// Only the open consent card gives consent.
    fn consents(&self, event: &Event, after: &State) {
        let before = &self.conversation.state;
        if after.consent.is_none() || after.consent == before.consent {
            return;
        }
        let round = before.round.as_ref().expect("consent is asked in a round");
        let open = format!("c.agree.{}", round.number);
        let agreed = matches!(
            event,
            Event::Client { act: Act::Press { data, .. }, .. }
                if *data == open || data.starts_with(&format!("{open}."))
        );
        assert!(agreed, "{event:?} gave consent");
        let answered = after.round.iter().any(|round| !round.answers.picked("warning").is_empty())
            || after.round.iter().any(|round| !round.answers.picked("news").is_empty());
        assert!(answered, "consent skipped the warning signs");
    }

    /// A text that reassures is not sent to somebody with a warning sign, with an urgent advice that nobody
    /// has looked at, or who was not asked.
    fn reassures(&mut self, event: &Event, after: &State, effects: &[Effect]) {
        let stored =
            after.consent.is_some_and(|consent| after.clinic.is_none() || consent.clinic == after.clinic);
        if let Event::Client { act: Act::Press { data, .. }, .. } = event
            && let Some(sign) = data.strip_prefix("w.")
            && SCRIPT.sign_urgency(sign) == Some(Urgency::Doctor)
            && stored
        {
            self.signs.insert(sign.to_owned());
        }
        let denied = after.round.iter().any(|r| r.check_in.is_none() && r.answers.has("warning", "w_none"));
        let seen = after.urgent.is_some_and(|urgent| urgent.seen)
            || after.last.as_ref().is_some_and(|last| last.seen)
            || after.round.iter().any(|round| round.answers.has("seen", "yes"));
        if denied || seen || after.consent.is_none() {
            self.signs.clear();
        }
        let says = |parts: &[String]| {
            let mut texts = effects.iter().filter_map(|effect| match effect {
                Effect::Send { message, .. } | Effect::Edit { message, .. } => Some(&message.text.text),
                _ => None,
            });
            texts.any(|text| parts.iter().any(|part| text.contains(part)))
        };
        let advised = says(&REASSURING);
        if !advised && !says(&TOPICS) {
            return;
        }
        assert!(self.signs.is_empty(), "reassured with {:?}", self.signs);
        let days = |at| self.now.duration_since(at) <= SignedDuration::from_hours(14 * 24);
        let unseen = after.urgent.is_some_and(|urgent| !urgent.seen && days(urgent.at));
        assert!(!unseen, "reassured while an urgent advice stands");
        // What a question asks is answered before it brings a doubt.
        let known = |number| self.conversation.state.doubts.iter().any(|doubt| doubt.number == number);
        let doubted = after.doubts.iter().any(|doubt| known(doubt.number));
        assert!(!doubted, "reassured while a sign is in doubt");
        if !advised {
            return;
        }
        let last = after.last.as_ref().expect("an advice rests on an assessment");
        assert!(last.urgency <= Urgency::Therapist, "reassured at {}", last.urgency);
        assert!(last.answers.has("warning", "w_none"), "reassured without the warning signs");
    }

    fn outgoing(&mut self, mark: Mark, target: Option<MessageId>, message: &Message) {
        let units = message.text.len();
        assert!((1..=4096).contains(&units), "a text fits Telegram: {units} units");
        for button in message.buttons.iter().flatten() {
            assert!((1..=DATA_MAX).contains(&button.data.len()), "{}", button.data);
            assert!(!button.label.trim().is_empty(), "a button has a caption: {}", button.data);
        }
        self.on_their_way.push((mark, target, message.clone()));
    }

    fn act(&mut self, act: Act) -> Vec<Effect> {
        self.step(&Event::Client { person: Person::default(), act })
    }
}

/// How the buttons of mild answers end; those that lead on begin with `c.agree` or `d.`.
const MILD: [&str; 11] =
    [".open", ".w_none", ".t_today", ".lt24", ".neck", ".dull", ".1", ".better", ".none", ".no", ".0"];

/// Parts of every text that says it is ordinary, or that it goes well.
static REASSURING: LazyLock<Vec<String>> = LazyLock::new(|| {
    let words = SCRIPT.words(None);
    let mut names = vec!["outcome-0".to_owned(), "outcome-1".to_owned()];
    for check_in in ["h24", "h48", "h72"] {
        names.extend(["gone", "better", "same"].map(|trend| format!("result-{check_in}-{trend}")));
    }
    names
        .iter()
        // "Thank you for telling me" stands in other texts, too.
        .map(|name| words.say(name, &[("emergency", "112".into())]).text)
        .map(|text| text.lines().next().unwrap_or_default().to_owned())
        .collect()
});

/// What the topics answer; it may say that something is usual.
static TOPICS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let words = SCRIPT.words(None);
    let emergency = [("emergency", "112".into())];
    let texts = SCRIPT.topics().topic.iter().map(|topic| words.say(&key::topic_short(&topic.id), &emergency));
    texts.map(|text| text.text.lines().next().unwrap_or_default().to_owned()).collect()
});

/// After whatever a client does there is a button to go on with.
fn leads_on(event: &Event, effects: &[Effect]) {
    if !matches!(event, Event::Client { .. }) || effects.contains(&Effect::Erase) {
        return;
    }
    let messages = |sent: bool| {
        effects.iter().rev().find_map(move |effect| match effect {
            Effect::Send { message, .. } if sent => Some(message),
            Effect::Edit { message, .. } if !sent => Some(message),
            _ => None,
        })
    };
    if let Some(last) = messages(true).or_else(|| messages(false)) {
        assert!(!last.buttons.is_empty(), "a dead end: {}", last.text.text);
    }
}

fn says_something(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Send { .. } | Effect::Edit { .. }))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_story_holds(story in prop::collection::vec(happening(), 1..60)) {
        let mut world = World::new();
        for happening in &story {
            world.happen(happening);
        }
        // From wherever this led: everything is answered, stopping stops, and the way home works.
        let text = world.act(Act::Text(Typed("hm".to_owned())));
        prop_assert!(says_something(&text), "a text is never met with silence");
        for (_, command) in Command::NAMED {
            let effects = world.act(Act::Command(command, Typed(String::new())));
            prop_assert!(says_something(&effects), "no answer to {command:?}");
        }
        world.act(Act::Command(Command::Stop, Typed(String::new())));
        prop_assert!(world.conversation.open_plan().next().is_none(), "/stop ends everything planned");
        let home = world.act(Act::Start(Link::None));
        prop_assert!(says_something(&home));
        let at = world.conversation.state.round.as_ref().map(|round| round.at.to_string());
        prop_assert_eq!(at.as_deref(), Some("warning"), "/start leads to the first question");
    }

    /// Clients who mostly answer that all is well, and now and then name a sign: see `World::reassures`.
    #[test]
    fn nobody_with_a_sign_is_reassured(story in prop::collection::vec(gentle(), 1..24)) {
        let mut world = World::new();
        world.happen(&Happening::Start(1));
        for happening in &story {
            world.happen(happening);
            world.happen(&Happening::Delivered);
        }
    }

    /// Whatever came before, a warning sign of any age acts at once, and nothing else is asked.
    #[test]
    fn a_warning_sign_always_acts(story in prop::collection::vec(happening(), 0..40), which in 0..15_usize) {
        let mut world = World::new();
        for happening in &story {
            world.happen(happening);
        }
        let warning = SCRIPT.question("warning").unwrap();
        let sign = &warning.answers[which].id;
        prop_assert!(SCRIPT.sign_urgency(sign).unwrap() >= Urgency::Today);
        let effects = world.act(Act::Press { data: format!("w.{sign}"), message: None });
        let first = effects.iter().find_map(|effect| match effect {
            Effect::Send { class, .. } => Some(*class),
            _ => None,
        });
        prop_assert_eq!(first, Some(aftercare::engine::Class::Urgent), "the advice is sent at once");
        prop_assert!(world.conversation.state.urgent.is_some_and(|urgent| !urgent.seen));
        prop_assert!(world.conversation.state.round.is_none(), "nothing else is asked");
    }
}
