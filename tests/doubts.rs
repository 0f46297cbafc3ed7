//! Doubts that no conversation of today brings about: in rows of an older version, under buttons of an older version.

use std::sync::LazyLock;

use aftercare::{
    engine::{Act, ChatId, Conversation, Effect, Event, Message, Person, State, Step, Typed, step},
    script::{Defaults, Script, Source, Urgency},
};
use jiff::{SignedDuration, Timestamp};

static SCRIPT: LazyLock<Script> = LazyLock::new(|| {
    Script::load(&Source::embedded(), Defaults::default()).expect("the embedded content is valid")
});

/// A row that was written when there was room for one doubt.
const OLD_ROW: &str = r#"{"version":1,"denied_at":"2026-03-02T10:00:00Z","asked":{"urgency":"3a","sign":"legs","at":"2026-03-02T10:01:00Z","last":true},"rounds":1,"generations":0,"active_at":"2026-03-02T10:01:00Z"}"#;

struct Chat {
    conversation: Conversation,
    now: Timestamp,
}

impl Chat {
    fn new() -> Self {
        let now = "2026-03-02T10:05:00Z".parse().unwrap();
        Self { conversation: Conversation::new(ChatId(1)), now }
    }

    fn old() -> Self {
        let mut chat = Self::new();
        chat.conversation.state = State::parse(OLD_ROW).expect("an older row is read");
        chat
    }

    fn act(&mut self, act: Act) -> Vec<Message> {
        self.now = self.now.saturating_add(SignedDuration::from_secs(1)).unwrap();
        let event = Event::Client { person: Person::default(), act };
        let Step { conversation, effects } = step(&SCRIPT, self.conversation.clone(), &event, self.now);
        self.conversation = conversation;
        let saved = self.conversation.state.to_json();
        assert_eq!(
            State::parse(&saved).as_ref(),
            Some(&self.conversation.state),
            "it survives its saved form"
        );
        let sent = effects.into_iter().filter_map(|effect| match effect {
            Effect::Send { message, .. } => Some(message),
            _ => None,
        });
        sent.collect()
    }

    fn says(&mut self, text: &str) -> Vec<Message> {
        self.act(Act::Text(Typed(text.to_owned())))
    }

    fn press(&mut self, data: &str) -> Vec<Message> {
        self.act(Act::Press { data: data.to_owned(), message: None })
    }

    fn is_in_doubt(&self) -> bool {
        !self.conversation.state.doubts.is_empty()
    }
}

/// The button under the only message.
fn no(sent: &[Message]) -> String {
    let [message] = sent else { panic!("one message was expected: {sent:?}") };
    message.buttons[1][0].data.clone()
}

#[test]
fn the_doubt_of_an_older_row_is_still_open() {
    let chat = Chat::old();
    let doubts: Vec<_> = chat.conversation.state.doubts.iter().collect();
    let [doubt] = doubts[..] else { panic!("{doubts:?}") };
    assert_eq!((doubt.urgency, doubt.sign.as_deref()), (Urgency::Ambulance, Some("legs")));
}

#[test]
fn a_no_without_a_number_settles_nothing_and_is_asked_again() {
    let mut chat = Chat::old();
    let asked = chat.press("h.no");
    assert!(chat.is_in_doubt());
    let answered = chat.press(&no(&asked));
    assert!(!chat.is_in_doubt());
    assert!(answered[0].text.text.starts_with("Thank you"), "{answered:?}");
    // And once more, when nothing is open.
    assert!(!chat.press("h.no").is_empty());
}

#[test]
fn a_no_of_before_everything_was_erased_settles_nothing() {
    let mut chat = Chat::new();
    let before = no(&chat.says("my legs feel a bit like jelly"));
    chat.conversation = Conversation::new(ChatId(1));
    chat.says("can massage cause a stroke?");
    chat.press(&before);
    assert!(chat.is_in_doubt());
}

#[test]
fn yes_to_what_has_no_name_counts_at_any_age() {
    let mut chat = Chat::new();
    chat.says("my legs feel a bit like jelly");
    chat.press("h.yes");
    assert_eq!(chat.conversation.state.urgent.map(|urgent| urgent.urgency), Some(Urgency::Ambulance));
    assert!(!chat.is_in_doubt());
}
