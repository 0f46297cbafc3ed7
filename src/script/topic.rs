//! The topics: what people ask after a massage, in groups to browse. The words stand in `topics.ftl`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Condition, Id, Urgency};

/// `topics.toml`; explained at its head.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topics {
    /// The groups of the menu, in order.
    #[serde(default)]
    pub group: Vec<Group>,
    /// The topics.
    #[serde(default)]
    pub topic: Vec<Topic>,
    /// What is said first to clients of whom we know something that matters for a topic.
    #[serde(default)]
    pub note: Vec<Note>,
}

/// A group of the menu.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its name; shown as `topic-group-<id>`.
    pub id: Id,
    /// Its topics, in order.
    pub topics: Vec<Id>,
}

/// One frequently asked question.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Its name; the question is `topic-<id>`, the answer `topic-<id>-short`, `-more` and `-call`.
    pub id: Id,
    /// Topics that people ask about next.
    #[serde(default)]
    pub related: Vec<Id>,
    /// What a client answered to whom it is offered under a mild advice; empty: anybody.
    #[serde(default)]
    pub offer: Option<BTreeMap<Id, Condition>>,
    /// The highest urgency that its answer names.
    pub call: Urgency,
    /// Where the answer comes from.
    pub source: String,
}

/// A line above the answer of some topics, for clients of whom something is known.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// Its name; said as `topic-note-<id>`.
    pub id: Id,
    /// The topics that it stands above.
    pub topics: Vec<Id>,
    /// What was answered, by the question that is recorded.
    pub when: BTreeMap<Id, Condition>,
}

impl Topics {
    /// The topic of this name.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Topic> {
        self.topic.iter().find(|topic| topic.id == *id)
    }

    /// The group of this name.
    #[must_use]
    pub fn group(&self, id: &str) -> Option<&Group> {
        self.group.iter().find(|group| group.id == *id)
    }
}
