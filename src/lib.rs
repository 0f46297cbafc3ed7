//! aftercare: a Telegram bot that looks after people in the days following a massage. After the appointment it
//! asks, says plainly what to do, and comes back after 24 and 72 hours.
//!
//! ```text
//! Telegram ──► telegram::Poller or webhook ──► telegram::Inbound (dptree: Update → Event)
//!                                          │
//! due check-ins ───────────────────────────┤        one door
//! results of sends ────────────────────────┤
//!                                          ▼
//!              runtime::Runtime::handle(batch of events, now)
//!                load conversations ─► engine::step(script, conversation, event, now)      pure, total
//!                ─► ONE transaction: conversations, check-ins, outbox, handled update ids
//!                                          │
//!                                          ▼
//!              runtime::Sender: outbox ─► lanes (order, limits) ─► Bot API ─► result ─► back in as an event
//! ```
//!
//! # What always holds
//!
//! - **Telegram is the inbox.** An update is acknowledged only after the transaction that holds all its
//!   consequences has committed; a redelivered one changes nothing.
//! - **One pure step.** [`engine::step`] never fails, waits, sends, stores or asks the time. Unexpected input is
//!   answered kindly.
//! - **Commit the decision, then act on it.** What shall be sent is rows; the sender works from rows, and what
//!   became of them comes back as events. A message whose fate is unknown may repeat, and its row says so.
//! - **Timers are rows** with a generation; a stale one does nothing, and each ends exactly once, with a reason.
//! - **Content is data.** [`script::Script`] is parsed from `dialogues/` once and cannot be wrong. Buttons carry
//!   ids, never captions.
//! - **Urgency only goes up.** It is the highest level of all rules that fire, and rules know only "has these"
//!   and "at least".
//! - **Health data is a secret.** Without consent nothing about health is stored but that an urgent advice was
//!   given. No log line holds text, symptom, name or token; the types print themselves redacted.
//!
//! # Modules, in reading order
//!
//! Each may use only what stands before it (`tests/architecture.rs` keeps it so). The first group and the engine
//! are pure: no clock, no network, no files, no environment.
//!
//! | module | owns |
//! |---|---|
//! | [`text`] | the words of a typed text, whatever keyboard made them |
//! | [`script`] | the content: questions, rules, check-ins, places, and the words of every language |
//! | [`triage`] | the urgency of a set of answers |
//! | [`understand`] | what a free text means |
//! | [`plan`] | when planned messages are due |
//! | [`link`] | the signed payload of a clinic's link |
//! | [`engine`] | the conversation: state, events, effects, and the step |
//! | [`proof`] | that no path through the content can reassure somebody who should not be |
//! | [`graph`] | the flow as a picture |
//! | [`store`] | the port to the database, and SQLite behind it |
//! | [`runtime`] | `handle`, the door, the sender, the clock, the health; and the rehearsal, the whole bot without a network |
//! | [`telegram`] | the shell to the Bot API |
//! | [`console`] | the shell in a terminal, and the notation of transcripts |
//! | [`preview`] | the shell in a local web page |
//! | [`clinic`] | what a clinic gets: the QR code of its link |
//! | [`cli`], [`config`] | the command line and the settings |

pub mod cli;
pub mod clinic;
pub mod config;
pub mod console;
pub mod engine;
pub mod graph;
pub mod link;
pub mod plan;
pub mod preview;
pub mod proof;
pub mod runtime;
pub mod script;
pub mod store;
pub mod telegram;
pub mod text;
pub mod triage;
pub mod understand;
