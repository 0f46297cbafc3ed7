//! Whether a sign is meant of the writer and of now. Source: clinical brief, 4.1 (4 to 7).

use super::{chart::Chart, denial, near::Match};
use crate::{
    script::{Id, Role, Route, Symbol},
    text::Pause,
};

/// How far in front of a sign the words stand that say whose it is, or that it is only a question; how far around it
/// those that say when.
const WHOSE: usize = 8;
const ONLY_IF: usize = 12;
const WHEN: usize = 9;
/// How far behind a sign the words stand that say that it is over.
const OVER: usize = 9;
/// "he", "her" must stand right beside the sign.
const BESIDE: usize = 2;

/// What to make of a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The writer has it.
    Reported,
    /// The writer may have it.
    Unclear,
    /// The writer had it, and it is over.
    Over,
    /// Nobody says so.
    Nothing,
}

pub(super) fn verdict(chart: &Chart, found: &Match, route: Route, flag: &Id) -> Verdict {
    // What is done to somebody, and what somebody wants to do to themselves, is not explained away by its grammar.
    let of_a_body = !matches!(route, Route::Crisis | Route::Safeguarding);
    match denial::denials(chart, found) {
        0 => {}
        1 => return Verdict::Nothing,
        _ => return Verdict::Unclear,
    }
    if is_conditional(chart, found) || is_general(chart, found) || is_long_ago(chart, found) {
        return Verdict::Unclear;
    }
    if of_a_body && is_over(chart, found) {
        return if route == Route::Ambulance { Verdict::Over } else { Verdict::Nothing };
    }
    if *flag != *"safeguarding" && is_someone_else(chart, found) {
        return if route == Route::Ambulance && is_urgent(chart, found) {
            Verdict::Reported
        } else {
            Verdict::Unclear
        };
    }
    Verdict::Reported
}

/// Whether one of these groups stands in the message, undenied.
pub(super) fn says_any(chart: &Chart, groups: &[Symbol]) -> bool {
    groups
        .iter()
        .flat_map(|group| chart.places(*group))
        .any(|place| denial::denials(chart, &Match { used: place.used().collect() }) == 0)
}

/// "what if my leg goes numb".
fn is_conditional(chart: &Chart, found: &Match) -> bool {
    in_front(chart, found, ONLY_IF).any(|at| chart.is(at, Role::WhatIf))
}

/// "can massage cause a stroke", but not "can massage cause this, I can't feel my leg"; "a swollen throat, does that
/// happen?".
fn is_general(chart: &Chart, found: &Match) -> bool {
    for at in in_front(chart, found, ONLY_IF) {
        if chart.is(at, Role::General) {
            return true;
        }
        if chart.is(at, Role::Me) {
            return false;
        }
    }
    let (start, end) = chart.bounds(found.last());
    let of_me = (start..end).any(|at| chart.is(at, Role::Me) || chart.is(at, Role::Recent));
    !of_me && (found.last() + 1..end).take(WHOSE).any(|at| chart.is(at, Role::Happens))
}

/// "had a fit as a child", but not "since the massage".
fn is_long_ago(chart: &Chart, found: &Match) -> bool {
    let (start, end) = chart.bounds(found.first());
    let near = start.max(found.first().saturating_sub(WHEN))..end.min(found.last() + 1 + WHEN);
    near.clone().any(|at| chart.is(at, Role::LongAgo) && !found.uses(at))
        && !near.into_iter().any(|at| chart.is(at, Role::Recent))
}

/// "I passed out but I'm fine now": words behind the sign, which are not denied themselves and not of something else.
fn is_over(chart: &Chart, found: &Match) -> bool {
    let last = found.last();
    let sentence = chart.sentence(last);
    for at in (last + 1..chart.tokens.len()).take(OVER) {
        if chart.sentence(at) > sentence + 1 {
            return false;
        }
        if chart.is(at, Role::Gone) {
            let denied = (at.saturating_sub(3)..at).any(|before| {
                before > last && chart.is(before, Role::Not) && chart.pause(before) < Pause::Clause
            });
            let back = (at + 1..chart.tokens.len())
                .take(4)
                .any(|after| chart.is(after, Role::But) || chart.is(after, Role::Then));
            return !denied && !back;
        }
        if chart.is_sign(at) || chart.is(at, Role::Body) {
            return false;
        }
    }
    false
}

/// "my mum had a stroke", but not "my husband says my face is drooping".
fn is_someone_else(chart: &Chart, found: &Match) -> bool {
    let (start, end) = chart.bounds(found.first());
    for at in (start..found.first()).rev().take(WHOSE) {
        if chart.is(at, Role::Someone) {
            return true;
        }
        if chart.is(at, Role::Me) {
            return false;
        }
        let beside = found.first() - at <= BESIDE;
        if beside && chart.is(at, Role::She) && (0..at).any(|before| chart.is(before, Role::Someone)) {
            return true;
        }
    }
    let inside = found.first()..found.last();
    let behind = found.last() + 1..end.min(found.last() + 4);
    inside.into_iter().any(|at| !found.uses(at) && chart.is(at, Role::Someone))
        && !chart.is(found.first().saturating_sub(1), Role::Me)
        || behind.into_iter().any(|at| chart.is(at, Role::Someone) && chart.is(at - 1, Role::Prep))
}

/// "help, my husband…", or "now" in the words of the sign itself: not "my mum had a stroke, can she come now".
fn is_urgent(chart: &Chart, found: &Match) -> bool {
    let (start, end) = chart.bounds(found.first());
    if (start..end).any(|at| chart.is(at, Role::Urgent)) {
        return true;
    }
    let joins = |at: usize| [Role::And, Role::But, Role::Then].into_iter().all(|role| !chart.is(at, role));
    let before = (start..found.first()).rev().take_while(|at| joins(*at) && chart.pause(*at) == Pause::None);
    let behind = (found.last()..end)
        .take_while(|at| chart.pause(*at) == Pause::None && joins(*at))
        .map(|at| at + 1)
        .filter(|at| *at < end);
    before.chain(behind).any(|at| chart.is(at, Role::Now))
}

/// The words in front of a sign in its sentence, the nearest first, up to a number of them.
fn in_front(chart: &Chart, found: &Match, most: usize) -> impl Iterator<Item = usize> {
    let (start, _) = chart.bounds(found.first());
    (start..found.first()).rev().take(most)
}
