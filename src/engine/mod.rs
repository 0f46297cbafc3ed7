//! The conversation as a pure, total function: [`step`] takes what stands and what happened, and gives what
//! stands then and what shall be done. It never waits, sends, stores or asks the time.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod alarm;
mod ask;
mod button;
mod card;
mod check_in;
mod commands;
mod compare;
mod conversation;
mod doubt;
mod effect;
mod event;
mod fate;
mod ledger;
mod outcome;
mod place;
mod planned;
mod promise;
mod slash;
mod start;
mod step;
mod topic;
mod turn;
mod urgent;
mod zone;

pub use self::{
    button::DATA_MAX,
    conversation::{
        Assessment, CheckIn, Consent, Conversation, End, Ending, Invitation, Move, Reason, Round,
        STATE_VERSION, State, Urgent, Visit,
    },
    doubt::{Doubt, Doubts},
    effect::{Button, Class, Counter, Effect, Mark, Message, When},
    event::{Act, ChatId, Command, Event, Fate, Media, MessageId, Person, Typed},
    ledger::story,
    place::Clinic,
    slash::{Slash, slash},
    step::{Step, is_waiting, step},
};
