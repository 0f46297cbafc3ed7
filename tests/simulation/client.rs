//! What a client does next: mostly answers what is asked, and sometimes everything else that people do.

use aftercare::{
    engine::{Act, ChatId, Command, Media, Person, Typed},
    link::{ClinicId, Fault, Link, Ticket},
};
use jiff::{SignedDuration, Timestamp};

use crate::{dice::Dice, telegram::Screen};

/// What clients type: answers, questions, rubbish, and what must not wait.
const TEXTS: [&str; 16] = [
    "7",
    "3/10",
    "neck and shoulder",
    "today",
    "better",
    "none of these",
    "is bleeding normal?",
    "why does my back crunch?",
    "zzz",
    "спасибо",
    "болит шея",
    "it is getting worse every day",
    "I can't breathe and my chest hurts",
    "у меня отнялась рука и перекосило лицо",
    "yes",
    "no",
];

const COMMANDS: [(u32, Command); 9] = [
    (4, Command::Check),
    (3, Command::Plan),
    (2, Command::Ask),
    (2, Command::Help),
    (2, Command::Stop),
    (1, Command::Cancel),
    (1, Command::Language),
    (1, Command::Privacy),
    (2, Command::Forget),
];

/// Answers of mild pain, or none.
const MILD: [&str; 10] =
    [".open", ".w_none", ".t_today", ".lt24", ".neck", ".dull", ".1", ".better", ".none", ".no"];

pub(crate) struct Client {
    pub(crate) chat: ChatId,
    pub(crate) person: Person,
    dice: Dice,
    clinics: i64,
    /// What was pressed last.
    last: Option<Act>,
    came: bool,
}

#[derive(Clone, Copy)]
enum Wish {
    Answer,
    Stale,
    Again,
    Type,
    Command,
    Link,
    Other,
    Block,
    Forget,
}

const WISHES: [(u32, Wish); 9] = [
    (60, Wish::Answer),
    (6, Wish::Stale),
    (4, Wish::Again),
    (12, Wish::Type),
    (8, Wish::Command),
    (3, Wish::Link),
    (3, Wish::Other),
    (2, Wish::Block),
    (2, Wish::Forget),
];

impl Client {
    pub(crate) fn new(seed: u64, number: i64, clinics: usize) -> Self {
        let mut dice = Dice::new(seed, number);
        let language = dice.one_of(&["en", "ru"]).map(str::to_owned);
        let clinics = i64::try_from(clinics).expect("there are few");
        let person = Person { name: Some(format!("Anna-{number}")), language };
        Self { chat: ChatId(number), person, dice, clinics, last: None, came: false }
    }

    /// How long until they do something again.
    pub(crate) fn pause(&mut self) -> SignedDuration {
        if self.dice.percent(88) {
            return SignedDuration::from_millis(self.dice.between(0, 9_000));
        }
        let hours = if self.dice.percent(70) { 12 } else { 6 * 24 };
        SignedDuration::from_mins(self.dice.between(2, hours * 60))
    }

    pub(crate) fn act(&mut self, screen: &mut Screen, now: Timestamp) -> Act {
        let act = if !self.came || screen.blocked && self.dice.percent(50) {
            self.came = true;
            self.link(now)
        } else if screen.blocked {
            Act::Unblocked
        } else {
            let wish = self.dice.weighed(&WISHES);
            self.wish(wish, screen, now)
        };
        screen.blocked = matches!(act, Act::Blocked);
        if matches!(act, Act::Press { .. }) {
            self.last = Some(act.clone());
        }
        act
    }

    fn wish(&mut self, wish: Wish, screen: &Screen, now: Timestamp) -> Act {
        match wish {
            Wish::Answer => self.answer(screen),
            Wish::Stale => self.press(screen, 30).unwrap_or_else(|| self.typed()),
            Wish::Again => self.last.clone().unwrap_or(Act::Start(Link::None)),
            Wish::Type => self.typed(),
            Wish::Command => Act::Command(self.dice.weighed(&COMMANDS), Typed(String::new())),
            Wish::Link => self.link(now),
            Wish::Other => self.other(),
            Wish::Block => Act::Blocked,
            Wish::Forget => Act::Press { data: "f.yes".to_owned(), message: None },
        }
    }

    /// Presses one of the newest buttons, mostly one of mild pain that leads on.
    fn answer(&mut self, screen: &Screen) -> Act {
        let newest = screen.messages.iter().rev().find(|shown| !shown.message.buttons.is_empty());
        let Some(newest) = newest else { return Act::Command(Command::Check, Typed(String::new())) };
        let all: Vec<&str> =
            newest.message.buttons.iter().flatten().map(|button| button.data.as_str()).collect();
        let mild = |data: &&str| {
            data.starts_with("c.agree")
                || data.starts_with("d.")
                || MILD.iter().any(|end| data.ends_with(end))
        };
        let gentle = all.iter().copied().rfind(mild).filter(|_| self.dice.percent(85));
        let data = gentle.or_else(|| self.dice.one_of(&all)).expect("there is a button").to_owned();
        Act::Press { data, message: Some(newest.id) }
    }

    /// Any button of the last messages.
    fn press(&mut self, screen: &Screen, back: usize) -> Option<Act> {
        let first = screen.messages.len().saturating_sub(back);
        let all: Vec<_> = screen.messages[first..]
            .iter()
            .flat_map(|shown| shown.message.buttons.iter().flatten().map(|button| (shown.id, &button.data)))
            .collect();
        let (id, data) = self.dice.one_of(&all)?;
        Some(Act::Press { data: data.clone(), message: Some(id) })
    }

    fn typed(&mut self) -> Act {
        Act::Text(Typed(self.dice.one_of(&TEXTS).unwrap_or_default().to_owned()))
    }

    fn link(&mut self, now: Timestamp) -> Act {
        if self.dice.percent(15) {
            let none = Link::Unreadable(Fault::Malformed);
            return Act::Start(self.dice.one_of(&[Link::None, none]).unwrap_or(Link::None));
        }
        let clinic = ClinicId(u32::try_from(self.dice.between(1, self.clinics)).expect("a small number"));
        let minutes = self.dice.between(-120, 1_200);
        let ended_at = self.dice.percent(85).then(|| now - SignedDuration::from_mins(minutes));
        Act::Start(Link::Ticket(Ticket { clinic, ended_at }))
    }

    fn other(&mut self) -> Act {
        let kind = self.dice.one_of(&Media::NAMED).map_or(Media::Other, |(_, kind)| kind);
        let edited = Act::Edited(Typed("8".to_owned()));
        if self.dice.percent(30) { edited } else { Act::Media { kind, caption: None } }
    }
}
