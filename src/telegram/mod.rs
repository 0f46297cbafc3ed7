//! The shell to Telegram: turns updates into events and outbox rows into calls. Decides nothing about a
//! conversation, stores nothing, and knows the rest only by [`Incoming`](crate::runtime::Incoming),
//! [`Messenger`](crate::runtime::Messenger) and the values in them.
//!
//! In reading order: [`Api`] makes one call; [`TelegramMessenger`] sends; [`Inbound`] reads updates;
//! [`Poller`] fetches them; [`Bot`] puts them together; [`who_am_i`] and [`Profile`] belong to the start.

mod answer;
mod api;
mod bot;
mod inbound;
mod messenger;
mod outbound;
mod poller;
mod queries;
mod raw;
mod setup;

pub use self::{
    answer::{CallError, Refusal},
    api::{Api, ApiError, PUBLIC_API},
    bot::Bot,
    inbound::{Inbound, Reading},
    messenger::TelegramMessenger,
    poller::{Closed, Inbox, Pace, Poller},
    queries::Queries,
    raw::{ALLOWED_UPDATES, Fault},
    setup::{Me, Patience, Profile, SetupError, drop_webhook, who_am_i},
};
