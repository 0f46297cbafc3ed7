//! The conversation that shows a fault, told again in the words of the content.

use jiff::Timestamp;

use super::{
    judge::said,
    world::{Did, Shown, World},
};
use crate::script::{NAME_MARKS, Script, Value};

/// A conversation from its beginning.
#[derive(Clone, Debug)]
pub struct Story {
    /// When it begins; the massage has just ended.
    pub start: Timestamp,
    /// What was done, and what appeared.
    pub turns: Vec<Turn>,
}

/// One thing that was done.
#[derive(Clone, Debug)]
pub struct Turn {
    /// What.
    pub did: Did,
    /// Whether it is a button of an earlier message.
    pub old: bool,
    /// When it was done; for a wait, when it was over.
    pub at: Timestamp,
    /// What appeared then.
    pub shown: Vec<Shown>,
}

/// Does the same things with the words that people read.
pub(super) fn tell(real: &Script, start: Timestamp, dids: &[Did]) -> Story {
    let mut world = World::new(start);
    let mut buttons: Vec<String> = Vec::new();
    let turns = dids
        .iter()
        .map(|did| {
            let (did, old) = match did {
                Did::Press(button) => {
                    let mut button = button.clone();
                    button.label = translated(real, &button.label);
                    let old = !buttons.contains(&button.data);
                    (Did::Press(button), old)
                }
                other => (other.clone(), false),
            };
            let shown = world.act(real, &did);
            let new = shown.iter().flat_map(|shown| shown.message.buttons.iter().flatten());
            let new: Vec<String> = new.map(|button| button.data.clone()).collect();
            if !new.is_empty() {
                buttons = new;
            }
            Turn { did, old, at: world.now, shown }
        })
        .collect();
    Story { start, turns }
}

/// A caption of the named content, in the first language.
fn translated(real: &Script, label: &str) -> String {
    let [open, close] = NAME_MARKS;
    let words = real.words(None);
    said(label).fold(label.to_owned(), |label, name| {
        let text = words.say(name, &[("emergency", Value::from("112"))]).text;
        label.replace(&format!("{open}{name}{close}"), &text)
    })
}
