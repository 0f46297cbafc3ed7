//! What stands near what: the places in a text where all parts of a pattern are together.

use super::{chart::Chart, place::Place};
use crate::{
    script::{Pattern, Role},
    text::Pause,
};

/// Places of one pattern that are looked at in one message.
const MATCHES_MAX: usize = 24;
/// How far around a sign the words are looked for that rule it out.
const UNLESS_NEAR: usize = 5;

/// A place where a pattern matches: its words, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) used: Vec<usize>,
}

impl Match {
    pub(super) fn first(&self) -> usize {
        self.used[0]
    }

    pub(super) fn last(&self) -> usize {
        self.used[self.used.len() - 1]
    }

    pub(super) fn uses(&self, at: usize) -> bool {
        self.used.binary_search(&at).is_ok()
    }
}

/// Every place of a pattern, up to a sensible number.
pub(super) fn matches(chart: &Chart, pattern: &Pattern) -> Vec<Match> {
    let mut rows: Vec<Vec<Place>> = Vec::with_capacity(pattern.parts.len());
    for part in &pattern.parts {
        let mut places = Vec::new();
        chart.row(part, &mut places);
        if places.is_empty() {
            return Vec::new();
        }
        places.sort_by_key(|place| place.start);
        rows.push(places);
    }
    let mut found = Vec::new();
    let (first, rest) = (&rows[0], &rows[1..]);
    for place in first {
        joined(chart, pattern, *place, place, rest, &mut found);
        if found.len() >= MATCHES_MAX {
            break;
        }
    }
    found.retain(|found: &Match| !is_ruled_out(chart, pattern, found));
    found
}

/// Adds the next part wherever it stands near enough.
fn joined(
    chart: &Chart,
    pattern: &Pattern,
    so_far: Place,
    before: &Place,
    rest: &[Vec<Place>],
    found: &mut Vec<Match>,
) {
    let Some((next, rest)) = rest.split_first() else {
        let mut used: Vec<usize> = so_far.used().collect();
        used.sort_unstable();
        used.dedup();
        found.push(Match { used });
        return;
    };
    let number = pattern.parts.len() - rest.len() - 1;
    let from = chart.reach(pattern.gap, &so_far, next);
    for place in &next[from..] {
        let beyond = place.start >= so_far.end
            && pattern.gap.is_some_and(|gap| chart.distance(so_far.end, place.start) > gap);
        if beyond || found.len() >= MATCHES_MAX {
            return;
        }
        let behind = place.start >= before.end;
        let apart = !place.shares_a_word_with(&so_far);
        if apart && (behind || !pattern.behind[number]) && is_near(chart, pattern.gap, &so_far, place) {
            joined(chart, pattern, so_far.with(place), place, rest, found);
        }
    }
}

fn is_near(chart: &Chart, gap: Option<usize>, one: &Place, other: &Place) -> bool {
    let Some(gap) = gap else { return true };
    let (from, to) = if one.end <= other.start {
        (one.end, other.start)
    } else if other.end <= one.start {
        (other.end, one.start)
    } else {
        return true;
    };
    chart.is_one_breath(from - 1, to)
        && chart.distance(from, to) <= gap
        && !is_parted(chart, from, to, one.used().chain(other.used()))
}

/// Whether something between two parts says that they do not belong together: "but" (unless it says what is now), or
/// another part of the body to which the words belong.
fn is_parted(chart: &Chart, from: usize, to: usize, mut used: impl Iterator<Item = usize>) -> bool {
    let about_body = used.any(|at| chart.is(at, Role::Body));
    let mut between = from..to;
    let is_other = |at: usize| chart.is(at, Role::Body) && !chart.is(at, Role::SideOf);
    between.clone().any(|at| chart.is(at, Role::But) && !chart.is(at + 1, Role::Now))
        || (about_body
            && between.clone().any(is_other)
            && !between.any(|at| chart.is(at, Role::And) || chart.pause(at) == Pause::Clause))
}

fn is_ruled_out(chart: &Chart, pattern: &Pattern, found: &Match) -> bool {
    let (start, end) = chart.bounds(found.first());
    pattern.unless.iter().any(|phrase| {
        let mut places = Vec::new();
        chart.row(phrase, &mut places);
        places.iter().any(|place| {
            place.start >= start
                && place.end <= end.max(found.last() + 1)
                && (if place.end <= found.first() {
                    chart.distance(place.end, found.first()) <= UNLESS_NEAR
                } else if place.start > found.last() {
                    chart.distance(found.last() + 1, place.start) <= UNLESS_NEAR
                } else {
                    true
                })
        })
    })
}
