//! One chat with a client who does things: the conversation, the clock, and the buttons on the screen. What is sent
//! arrives at once.

use jiff::{SignedDuration, Timestamp};

use crate::{
    engine::{
        Act, Button, ChatId, Class, Clinic, Command, Conversation, Effect, Event, Fate, Mark, Media, Message,
        MessageId, Person, Step, Typed, step,
    },
    link::{ClinicId, Fault, Link, Ticket},
    script::Script,
};

/// A planned message can be put off so often before it comes or ends.
const PUT_OFF_MAX: usize = 20;

/// Something that is done to the bot.
#[derive(Clone, Debug, PartialEq)]
pub enum Did {
    /// The clinic's link is tapped: with the end of the massage, just now, or without.
    Link {
        /// Whether it names the end.
        visit: bool,
    },
    /// A link that cannot be read is tapped.
    BadLink,
    /// `/start`.
    Start,
    /// A button.
    Press(Button),
    /// Typed text.
    Text(String),
    /// A message is changed afterwards.
    Edit(String),
    /// A command.
    Command(Command),
    /// Something that is no text.
    Media(Media),
    /// Somebody's words are passed on: a sign in them is one in doubt.
    Forward(String),
    /// The client blocks the bot.
    Block,
    /// The client unblocks it.
    Unblock,
    /// Time passes: until the next planned message, or, if none is planned, so long.
    Wait(SignedDuration),
    /// The bot was away for ten minutes.
    Outage,
}

/// A message as it appears on the screen.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The message.
    pub message: Message,
    /// It takes the place of an older one.
    pub edit: bool,
    /// Nobody asked for it just then.
    pub unasked: bool,
    /// When.
    pub at: Timestamp,
}

/// The client's chat.
#[derive(Clone, Debug)]
pub(super) struct World {
    pub(super) c: Conversation,
    pub(super) now: Timestamp,
    messages: i64,
    /// Messages of before, each with a number of its own, below zero.
    earlier: i64,
    /// When the warning signs were denied last, and nothing was named since.
    pub(super) denied: Option<Timestamp>,
    /// The buttons of the round's newest message, with the message they stand under.
    pub(super) buttons: Vec<(MessageId, Button)>,
}

impl World {
    /// The massage has just ended, the chat is empty.
    pub(super) fn new(start: Timestamp) -> Self {
        let mut c = Conversation::new(ChatId(1));
        c.clinics = vec![Clinic {
            id: ClinicId(1),
            name: "Clinic".to_owned(),
            zone: Some("UTC".to_owned()),
            phone: Some("+49 30 1234567".to_owned()),
            country: Some("DE".to_owned()),
        }];
        Self { c, now: start, messages: 0, earlier: 0, denied: None, buttons: Vec::new() }
    }

    /// Whether anything was sent.
    pub(super) fn has_talked(&self) -> bool {
        self.messages > 0
    }

    /// Does one thing; gives what appears on the screen.
    pub(super) fn act(&mut self, script: &Script, did: &Did) -> Vec<Shown> {
        let mut shown = Vec::new();
        let ticket = |ended_at| Act::Start(Link::Ticket(Ticket { clinic: ClinicId(1), ended_at }));
        let act = match did {
            Did::Wait(span) => {
                self.wait(script, *span, &mut shown);
                self.keep_buttons(&shown);
                return shown.into_iter().map(|(_, shown)| shown).collect();
            }
            Did::Outage => {
                self.now = self.later(SignedDuration::from_mins(10));
                self.step(script, &Event::Returned, &mut shown);
                self.keep_buttons(&shown);
                return shown.into_iter().map(|(_, shown)| shown).collect();
            }
            Did::Link { visit } => ticket(visit.then_some(self.now)),
            Did::BadLink => Act::Start(Link::Unreadable(Fault::Forged)),
            Did::Start => Act::Start(Link::None),
            Did::Press(button) => {
                let under = self.buttons.iter().find(|(_, known)| known.data == button.data);
                let message = under.map(|(message, _)| *message);
                self.earlier -= 1;
                Act::Press { data: button.data.clone(), message: message.or(Some(MessageId(self.earlier))) }
            }
            Did::Text(text) => Act::Text(Typed(text.clone())),
            Did::Edit(text) => Act::Edited(Typed(text.clone())),
            Did::Command(command) => Act::Command(*command, Typed(String::new())),
            Did::Media(kind) => Act::Media { kind: *kind, caption: None },
            Did::Forward(text) => Act::Media { kind: Media::Forwarded, caption: Some(Typed(text.clone())) },
            Did::Block => Act::Blocked,
            Did::Unblock => Act::Unblocked,
        };
        self.step(script, &Event::Client { person: Person::default(), act }, &mut shown);
        self.keep_buttons(&shown);
        shown.into_iter().map(|(_, shown)| shown).collect()
    }

    fn later(&self, by: SignedDuration) -> Timestamp {
        self.now.saturating_add(by).unwrap_or(self.now)
    }

    /// To the next planned message that comes, or so long if none is planned.
    fn wait(&mut self, script: &Script, span: SignedDuration, shown: &mut Vec<(MessageId, Shown)>) {
        if self.c.open_plan().next().is_none() {
            self.now = self.later(span);
            return;
        }
        for _ in 0..PUT_OFF_MAX {
            let next = self.c.open_plan().map(|open| (open.due, open.generation)).min();
            let Some((due, generation)) = next else { return };
            self.now = self.now.max(due);
            self.step(script, &Event::Due { generation }, shown);
            if !shown.is_empty() {
                return;
            }
        }
    }

    fn step(&mut self, script: &Script, event: &Event, shown: &mut Vec<(MessageId, Shown)>) {
        let before = std::mem::replace(&mut self.c, Conversation::new(ChatId(1)));
        let Step { conversation, effects } = step(script, before, event, self.now);
        self.c = conversation;
        let mut fates = Vec::new();
        for effect in effects {
            let (id, message, mark, edit, unasked) = match effect {
                Effect::Send { class, message, mark, .. } => {
                    self.messages += 1;
                    (MessageId(self.messages), message, mark, false, class == Class::Unasked)
                }
                Effect::Edit { target, message, mark } => (target, message, mark, true, false),
                Effect::Erase => {
                    let clinics = std::mem::take(&mut self.c.clinics);
                    self.c = Conversation { clinics, ..Conversation::new(ChatId(1)) };
                    continue;
                }
                Effect::Strip { .. } | Effect::Withdraw | Effect::Rezone(_) | Effect::Count(_) => continue,
            };
            shown.push((id, Shown { message, edit, unasked, at: self.now }));
            if mark != Mark::None {
                fates.push((id, mark));
            }
        }
        for (message, mark) in fates {
            let fate = Fate::Delivered { message, at: self.now, perhaps_twice: false };
            self.step(script, &Event::Fate { mark, fate }, shown);
        }
        // Those that ended are not loaded the next time.
        self.c.plan.retain(|check_in| check_in.end.is_none());
    }

    /// The buttons of a round stay until the round shows others; those that always work are no matter, nor are those
    /// under a doubt.
    fn keep_buttons(&mut self, shown: &[(MessageId, Shown)]) {
        let newest = shown.iter().rev().find_map(|(id, shown)| {
            let all = || shown.message.buttons.iter().flatten();
            let doubt = all().any(|button| button.data.starts_with("h."));
            let of_round = all().filter(|button| is_of_round(&button.data) && !doubt);
            let buttons: Vec<_> = of_round.map(|button| (*id, button.clone())).collect();
            (!buttons.is_empty()).then_some(buttons)
        });
        if let Some(buttons) = newest {
            self.buttons = buttons;
        } else if self.c.state.round.is_none() {
            self.buttons.clear();
        }
    }
}

/// Whether a button belongs to the question under way; the others work at any time.
pub(super) fn is_of_round(data: &str) -> bool {
    matches!(data.split('.').next(), Some("a" | "t" | "u" | "d" | "m" | "s" | "b" | "r" | "x" | "c" | "w"))
        && data.contains('.')
}
