//! aftercare: a Telegram bot that looks after people in the days following a massage.

pub mod cli;
pub mod clinic;
pub mod config;
pub mod console;
pub mod engine;
pub mod link;
pub mod plan;
pub mod preview;
pub mod runtime;
pub mod script;
pub mod store;
pub mod telegram;
pub mod triage;
pub mod understand;
