//! The faults of the topics: names that stand twice or nowhere, topics that nobody can reach.

use std::collections::BTreeSet;

use super::{Issue, TOPICS, rules::condition_of};
use crate::script::{Id, Script};

pub(super) fn issues(script: &Script, issues: &mut Vec<Issue>) {
    let topics = script.topics();
    let mut add = |place: String, problem: &str, cure: &str| {
        issues.push(Issue::new(TOPICS, &place, problem, cure));
    };
    let mut known: BTreeSet<&Id> = BTreeSet::new();
    for topic in &topics.topic {
        let place = format!("topic {}", topic.id);
        if !topic.id.is_well_formed() || !known.insert(&topic.id) {
            add(
                place.clone(),
                "its id stands twice, is too long or has other characters than a-z, 0-9, _ and -",
                "choose a plain id of its own",
            );
        }
        if topic.source.trim().is_empty() {
            add(place, "it names no source", "say in `source` where the answer comes from");
        }
    }
    for topic in &topics.topic {
        for related in topic.related.iter().filter(|id| !known.contains(id) || **id == topic.id) {
            add(
                format!("topic {}", topic.id),
                &format!("\"{related}\" is no other topic"),
                "correct `related`",
            );
        }
    }
    conditions(script, &known, &mut add);
    let mut placed: BTreeSet<&Id> = BTreeSet::new();
    for group in &topics.group {
        let place = format!("group {}", group.id);
        if !group.id.is_well_formed() || group.topics.is_empty() {
            add(
                place.clone(),
                "it has no topics, or its id has other characters than a-z, 0-9, _ and -",
                "name its topics, or remove it",
            );
        }
        for topic in &group.topics {
            if !known.contains(topic) {
                add(place.clone(), &format!("there is no topic \"{topic}\""), "correct `topics`");
            }
            if !placed.insert(topic) {
                add(
                    place.clone(),
                    &format!("topic {topic} stands in the menu twice"),
                    "remove one of the two",
                );
            }
        }
    }
    for lost in known.iter().filter(|id| !placed.contains(**id)) {
        add(
            format!("topic {lost}"),
            "it stands in no group, so nobody can browse to it",
            "add it to `topics` of a group",
        );
    }
}

/// What notes and offers ask of the answers.
fn conditions(script: &Script, known: &BTreeSet<&Id>, add: &mut impl FnMut(String, &str, &str)) {
    let topics = script.topics();
    for topic in &topics.topic {
        for (question, condition) in topic.offer.iter().flatten() {
            let mut add = |problem: &str, cure: &str| add(format!("topic {}", topic.id), problem, cure);
            condition_of(script, question, condition, &mut add);
        }
    }
    let mut names: BTreeSet<&Id> = BTreeSet::new();
    for note in &topics.note {
        let mut add = |problem: &str, cure: &str| add(format!("note {}", note.id), problem, cure);
        if !note.id.is_well_formed() || !names.insert(&note.id) {
            add(
                "its id stands twice, is too long or has other characters than a-z, 0-9, _ and -",
                "choose another",
            );
        }
        if note.when.is_empty() || note.topics.is_empty() {
            add("it names no topics, or no condition", "fill `topics` and `when`");
        }
        for unknown in note.topics.iter().filter(|id| !known.contains(id)) {
            add(&format!("there is no topic \"{unknown}\""), "correct `topics`");
        }
        for (question, condition) in &note.when {
            condition_of(script, question, condition, &mut add);
        }
    }
}
