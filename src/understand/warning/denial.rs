//! Whether a sign is denied: "no chest pain", "боли в груди нет". A denial reaches no further than the words it is
//! said of; a sign that is itself a denial ("can't feel") is not touched by its own words.

use super::{chart::Chart, near::Match};
use crate::{script::Role, text::Pause};

/// Words between a denial and what it denies at most.
const REACH: usize = 10;
/// Words between a sign and a "no" behind it at most.
const REACH_BEHIND: usize = 3;
/// Words behind a sign among which a list may end.
const LIST: usize = 4;

/// How many denials govern a sign: two undo each other ("I can't say I have no chest pain"), but the same denial said
/// again does not ("no chills, no").
pub(super) fn denials(chart: &Chart, found: &Match) -> usize {
    let (start, _) = chart.bounds(found.first());
    let again = is_denied_inside(chart, found) || is_denied_behind(chart, found);
    before(chart, found, found.first(), start).max(usize::from(again))
}

/// Denials in front of a word of the sign, back to the word `start`.
fn before(chart: &Chart, found: &Match, word: usize, start: usize) -> usize {
    let mut count = 0;
    // The words from here on form the list that a denial in front of it may govern as a whole.
    let mut item = word;
    for at in (start.max(word.saturating_sub(REACH))..word).rev() {
        // What one sentence denies, the next one does not.
        if chart.pause(at) == Pause::Sentence {
            break;
        }
        let parted = chart.pause(at) >= Pause::Clause;
        if parted && (count > 0 || !(goes_on(chart, at, item) || is_or_list(chart, at, found))) {
            break;
        }
        if chart.is(at, Role::Not) {
            if is_reply(chart, at) {
                break;
            }
            count += 1;
            item = at;
        } else if count > 0 {
            // Only a denial of the denial counts any more: "I can't say I have no …".
            if ![Role::Small, Role::Have, Role::Me].into_iter().any(|role| chart.is(at, role)) {
                break;
            }
        } else if chart.is(at, Role::But) || chart.is(at, Role::Then) || !lets_through(chart, at, start) {
            break;
        } else if !chart.is(at, Role::Small) && !chart.is(at, Role::And) {
            item = at;
        }
    }
    count
}

/// Whether a list goes on behind the pause after `at`: "no chest pain, numbness or fever".
fn goes_on(chart: &Chart, at: usize, item: usize) -> bool {
    chart.is(at, Role::And)
        || chart.is(at + 1, Role::And)
        || chart.is(item, Role::Listed)
        || chart.is(at + 1, Role::Listed)
        || chart.is(at + 1, Role::Not)
}

/// Whether what stands behind the pause after `at` is a list up to an "or": "not swollen, cold or blue".
fn is_or_list(chart: &Chart, at: usize, found: &Match) -> bool {
    let (_, end) = chart.bounds(at);
    (at + 1..end.min(found.last() + 1 + LIST))
        .take_while(|at| ![Role::But, Role::Then, Role::Me].into_iter().any(|role| chart.is(*at, role)))
        .any(|at| chart.is(at, Role::Or))
}

/// "No, I haven't…", "нет, …": it answers what was asked, and denies nothing behind it.
fn is_reply(chart: &Chart, at: usize) -> bool {
    let (start, _) = chart.bounds(at);
    at == start
        && chart.is(at, Role::Reply)
        && (chart.pause(at) == Pause::Clause || chart.is(at + 1, Role::Me))
}

/// Whether a denial reaches over this word.
fn lets_through(chart: &Chart, at: usize, start: usize) -> bool {
    let is = |role| chart.is(at, role);
    // "no pain in my chest or arm", but not "no fever my leg is numb".
    let my = is(Role::Me) && at > start && chart.is(at - 1, Role::Prep);
    if is(Role::Me) {
        return my;
    }
    [Role::Small, Role::Have, Role::And, Role::Prep, Role::Body, Role::Listed].into_iter().any(is)
        || chart.is_sign(at)
}

/// "my chest isn't hurting": a denial between the words of a sign, of the next of them.
fn is_denied_inside(chart: &Chart, found: &Match) -> bool {
    found.used.windows(2).any(|pair| before(chart, found, pair[1], pair[0] + 1) > 0)
}

/// "боли в груди нет", "chest pain? no", "слабости тоже".
fn is_denied_behind(chart: &Chart, found: &Match) -> bool {
    let last = found.last();
    let mut crossed = chart.pause(last) == Pause::Sentence;
    for at in (last + 1..chart.tokens.len()).take(REACH_BEHIND) {
        if chart.is(at, Role::NotAfter) {
            let end =
                (at..chart.tokens.len()).take_while(|at| chart.is(*at, Role::NotAfter)).last().unwrap_or(at);
            return (at..=end).any(|at| chart.pause(at) >= Pause::Clause)
                || [Role::And, Role::But, Role::Then, Role::Recent]
                    .into_iter()
                    .any(|role| chart.is(end + 1, role));
        }
        if chart.is(at, Role::Too) && !crossed {
            let (start, _) = chart.bounds(last);
            let begin = found.first();
            return (start..begin)
                .rev()
                .take(REACH)
                .any(|at| chart.is(at, Role::Not) || chart.is(at, Role::NotAfter));
        }
        let passes =
            [Role::Small, Role::Have, Role::Me, Role::Prep].into_iter().any(|role| chart.is(at, role));
        if crossed || !passes || chart.is(at, Role::Not) {
            return false;
        }
        crossed = chart.pause(at) == Pause::Sentence;
    }
    false
}
