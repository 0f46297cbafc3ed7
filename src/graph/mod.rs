//! The flow as a picture: one value of boxes and arrows made from the content, written as Mermaid, DOT or SVG.
//!
//! Pure; depends on `script` only. A box has a row and a column of a page, so that the SVG fits on one sheet.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod dot;
mod flow;
mod mermaid;
mod svg;
mod wrap;

pub use self::{dot::dot, flow::flow, mermaid::mermaid, svg::svg};
use crate::script::Urgency;

/// The flow.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    /// The boxes, in the order of reading.
    pub boxes: Vec<Node>,
    /// The arrows.
    pub arrows: Vec<Arrow>,
}

/// A box.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Name in the picture's source: letters, digits and `_`.
    pub id: String,
    /// What stands in it first.
    pub title: String,
    /// Smaller lines below it.
    pub lines: Vec<String>,
    /// How it looks.
    pub look: Look,
    /// Which row of the page, from the top.
    pub row: usize,
    /// Its middle, in hundredths of the page's width.
    pub column: usize,
    /// Its width, in hundredths of the page's width.
    pub width: usize,
}

/// How a box looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Where it begins.
    Start,
    /// A question.
    Question,
    /// Where something is decided.
    Decision,
    /// What comes by itself.
    Planned,
    /// An advice.
    Outcome(Urgency),
}

/// An arrow.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrow {
    /// The id of the box where it begins.
    pub from: String,
    /// The id of the box where it ends.
    pub to: String,
    /// When it is taken; empty for always.
    pub label: String,
    /// Whether time passes on the way.
    pub later: bool,
}

impl Look {
    /// Its name in the picture's source.
    fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Question => "question",
            Self::Decision => "decision",
            Self::Planned => "planned",
            Self::Outcome(Urgency::SelfCare) => "level0",
            Self::Outcome(Urgency::Therapist) => "level1",
            Self::Outcome(Urgency::Doctor) => "level2",
            Self::Outcome(Urgency::Today) => "level3b",
            Self::Outcome(Urgency::Ambulance) => "level3a",
        }
    }

    /// Every look with the colours of its ground and its line, by day.
    const ALL: [(Self, &'static str, &'static str); 9] = [
        (Self::Start, "#e8eaed", "#5f6368"),
        (Self::Question, "#eef3fb", "#4a6fa5"),
        (Self::Decision, "#f3eefb", "#6b4fa0"),
        (Self::Planned, "#e9f5f5", "#2f7f86"),
        (Self::Outcome(Urgency::SelfCare), "#e8f5e9", "#3d8b40"),
        (Self::Outcome(Urgency::Therapist), "#f4f7e0", "#7c8a1e"),
        (Self::Outcome(Urgency::Doctor), "#fff6dd", "#b07d00"),
        (Self::Outcome(Urgency::Today), "#ffebdc", "#c8590a"),
        (Self::Outcome(Urgency::Ambulance), "#fde4e4", "#c62828"),
    ];
}
