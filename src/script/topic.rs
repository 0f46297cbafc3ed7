//! The topics: what people ask after a massage, in groups to browse. The words stand in `topics.ftl`.

use serde::Deserialize;

use super::{Id, Urgency};

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
    /// The highest urgency that its answer names.
    pub call: Urgency,
    /// Where the answer comes from.
    pub source: String,
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
