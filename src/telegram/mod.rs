//! The shell to Telegram: turns updates into events and outbox rows into calls. Decides nothing about a
//! conversation, stores nothing, and knows the rest only by [`Incoming`](crate::runtime::Incoming),
//! [`Messenger`](crate::runtime::Messenger) and the values in them.
//!
//! In reading order: [`Api`] makes one call; [`TelegramMessenger`] sends; [`Inbound`] reads updates;
//! [`Poller`] fetches them, or Telegram calls our [`Listener`] with them; [`Bot`] puts them together; [`who_am_i`] and [`Profile`] belong to the start.

mod answer;
mod api;
mod bot;
mod inbound;
mod listener;
mod messenger;
mod outbound;
mod poller;
mod queries;
mod raw;
mod reader;
mod setup;
mod webhook;

pub use self::{
    answer::{CallError, Refusal},
    api::{Api, ApiError, PUBLIC_API},
    bot::{Bot, Intake},
    inbound::{Inbound, Reading},
    listener::{ListenError, Listener},
    messenger::TelegramMessenger,
    poller::{Closed, Inbox, Pace, Poller},
    queries::Queries,
    raw::{ALLOWED_UPDATES, Fault},
    setup::{Me, Patience, Profile, SetupError, drop_webhook, set_webhook, who_am_i},
    webhook::Secret,
};
