//! The proof that no path through the content can reassure somebody who should not be: every place of the
//! conversation with every class of input, and every rule with every step to a worse answer.
//!
//! Pure. What a file by itself can be wrong about is [`script`](crate::script)'s own check, which comes before this
//! one; here the content is held against the engine. How it is done:
//!
//! - **The rules** are proved one by one: each asks only for "has any of" and "at least", so a worse answer that
//!   leaves each of its conditions met leaves it firing, and the urgency is the highest of all (`rules`).
//! - **The flow** is walked breadth first over [`engine::step`](crate::engine::step) with a copy of the content in
//!   which every message says its own name, so that what was said can be told apart (`explore`). Conversations at
//!   the same `place` go on alike. Doubts are opened alone and in pairs, and answered in every order.
//! - **The examples** are held against the questions and topics that they belong to.
//! - **The texts** are measured in every composition that was met, in every language, at their longest (`texts`).

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod case;
mod explore;
mod inputs;
mod judge;
mod place;
mod rules;
mod story;
mod texts;
mod world;

use jiff::Timestamp;

pub use self::{
    story::{Story, Turn},
    world::{Did, Shown},
};
use crate::script::{Defaults, Issue, Script, Source};

/// When the explored conversations begin: by day, and on a day without a change of the clocks.
const START: i64 = 1_772_445_600;

/// Something that is wrong with the content.
#[derive(Clone, Debug)]
pub struct Fault {
    /// What, where, and what to do about it.
    pub issue: Issue,
    /// The shortest conversation that shows it, where it shows in a conversation.
    pub story: Option<Story>,
}

/// How much was proved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Covered {
    /// Places where a conversation can stand.
    pub places: usize,
    /// Things done there.
    pub moves: usize,
    /// Entries of the rule table.
    pub rules: usize,
    /// Steps to a worse answer.
    pub steps: usize,
    /// Different texts that were put together, times languages.
    pub compositions: usize,
}

/// How far the walk is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Places that are done.
    pub explored: usize,
    /// Places that are known so far.
    pub known: usize,
}

/// Proves content that its own check found no fault in: what was covered, and the faults. With rules or texts
/// that are faulty by themselves the conversation is walked only a little, to tell what comes of it.
#[must_use]
pub fn prove(script: &Script, source: &Source, progress: &mut dyn FnMut(Progress)) -> (Covered, Vec<Fault>) {
    let mut covered = Covered::default();
    let (examples, mut issues) = script.examples();
    rules::prove(script, &mut covered, &mut issues);
    let texts = texts::Texts::new(source, script);
    texts.each(&mut issues);
    let mut faults: Vec<Fault> = issues.into_iter().map(|issue| Fault { issue, story: None }).collect();
    // It has been read before without a fault.
    if let Ok(copy) = Script::load(source, Defaults::default()) {
        let named = copy.named();
        let start = Timestamp::from_second(START).unwrap_or(Timestamp::UNIX_EPOCH);
        let mut explorer = explore::Explorer::new(&named, script, texts, start);
        explorer.explore(&examples, !faults.is_empty(), &mut covered, progress);
        faults.append(&mut explorer.faults);
    }
    (covered, faults)
}
