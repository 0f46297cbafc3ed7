//! What holds for every conversation, whatever happens in it: random clients against the pure step.

use std::sync::LazyLock;

use aftercare::{
    engine::{
        Act, ChatId, Clinic, Command, Conversation, DATA_MAX, Effect, Event, Fate, Mark, Media, Message,
        MessageId, Person, State, Step, Typed, step,
    },
    link::{ClinicId, Fault, Link, Ticket},
    script::{Defaults, Script, Source, Urgency},
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

static SCRIPT: LazyLock<Script> = LazyLock::new(|| {
    Script::load(&Source::embedded(), Defaults::default()).expect("the embedded content is valid")
});

const TEXTS: [&str; 16] = [
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
];

/// One random thing that happens; the numbers choose among what is possible at that moment.
#[derive(Clone, Debug)]
enum Happening {
    Press(u16),
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

/// A chat with the messages that are on their way and those that were seen.
struct World {
    conversation: Conversation,
    now: Timestamp,
    on_their_way: Vec<(Mark, Option<MessageId>, Message)>,
    seen: Vec<(MessageId, Message)>,
    /// Every button that was ever shown.
    buttons: Vec<(MessageId, String)>,
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
                client(Act::Command(*all.get(usize::from(*number) % 9).unwrap_or(&Command::Unknown)))
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
            Happening::Returned => Event::Returned,
            Happening::Wait(_) | Happening::Delivered | Happening::Failed(_) => return None,
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
                    let fate = Fate::Delivered { message: id, at: self.now, perhaps_twice: false };
                    self.step(&Event::Fate { mark, fate });
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
        }
        for effect in &effects {
            match effect {
                Effect::Send { message, mark, .. } => self.outgoing(*mark, None, message),
                Effect::Edit { target, message, mark } => self.outgoing(*mark, Some(*target), message),
                _ => {}
            }
        }
        self.conversation = conversation;
        if effects.contains(&Effect::Erase) {
            let clinics = self.conversation.clinics.clone();
            self.conversation = Conversation { clinics, ..Conversation::new(ChatId(1)) };
        }
        // Only open ones are loaded the next time.
        self.conversation.plan.retain(|check_in| check_in.end.is_none());
        effects
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

fn says_something(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Send { .. } | Effect::Edit { .. }))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

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
            let effects = world.act(Act::Command(command));
            prop_assert!(says_something(&effects), "no answer to {command:?}");
        }
        world.act(Act::Command(Command::Stop));
        prop_assert!(world.conversation.open_plan().next().is_none(), "/stop ends everything planned");
        let home = world.act(Act::Start(Link::None));
        prop_assert!(says_something(&home));
        let at = world.conversation.state.round.as_ref().map(|round| round.at.to_string());
        prop_assert_eq!(at.as_deref(), Some("warning"), "/start leads to the first question");
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
