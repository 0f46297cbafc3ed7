//! One opinion of two: what the word groups found, and what the examples see.
//!
//! The groups know how a sign is meant (denied, over, somebody else's), the examples know how people write. Each
//! sentence is judged by itself, too, so that nothing said around a sign takes it away.

use super::{
    Flagged, Found,
    chart::Chart,
    context::Verdict,
    likeness::{self, Seen},
    number,
};
use crate::script::{Lexicon, Route, Script};

/// How much more like a sign than like none a text must be to be acted on, by what the word groups say of it. Fitted on
/// messages that the model had not learnt: above it, at least two in three of the hardest were signs.
const REPORTED: f32 = -0.6;
const ANOTHER_REPORTED: f32 = -0.5;
const UNKNOWN: f32 = -0.2;
const UNCLEAR: f32 = 0.2;
const ANOTHER_DENIED: f32 = 0.6;
const DENIED: f32 = 1.2;
/// What a figure of speech beside it adds to these, for the examples do not see one: what would be acted on without it
/// is asked about.
const FIGURATIVE: f32 = 0.45;
/// So much below, the client is asked.
const DOUBT: f32 = 0.7;
/// In so few words hardly anything stands that the groups do not know: what they report is reported, and what they do
/// not know is unclear.
const FEW: usize = 5;

/// Moves what the groups found between what is reported and what is asked about, and adds what the examples see.
pub(super) fn judge(
    script: &Script,
    text: &str,
    chart: &Chart,
    found: &[Found],
    is_literal: bool,
    hits: &mut Vec<Flagged>,
    asks: &mut Vec<Flagged>,
) {
    let lexicon = script.lexicon();
    let seen = likeness::seen(script, text);
    if seen.is_empty() {
        return;
    }
    let mut kept = Vec::new();
    for seen in &seen {
        let own: Vec<&Found> = found.iter().filter(|one| is_within(chart, one, seen)).collect();
        let opinion = opinion(lexicon, chart, seen, &own, is_literal);
        let is_sure = opinion.as_ref().is_none_or(|opinion| opinion.more >= 0.0);
        if is_sure || seen.words <= FEW {
            kept.extend(own.iter().map(|one| one.flag));
        }
        let Some(Opinion { sign: sign @ (_, flag), more }) = opinion else { continue };
        if is_sure {
            kept.push(flag);
            if hits.iter().all(|(_, known)| *known != flag) {
                hits.push(sign);
            }
        } else if more >= -if is_literal { DOUBT } else { FIGURATIVE } && !is_delicate(sign.0) {
            asks.push(sign);
        }
    }
    asks.extend(hits.extract_if(.., |(_, flag)| !kept.contains(flag)));
}

/// What the examples say of some words, where they have a say.
struct Opinion {
    sign: Flagged,
    /// How much more like the sign they are than they must be.
    more: f32,
}

fn opinion(
    lexicon: &Lexicon,
    chart: &Chart,
    seen: &Seen,
    own: &[&Found],
    is_literal: bool,
) -> Option<Opinion> {
    let (id, score) = seen.sign?;
    let flag = lexicon.flags().iter().position(|(flag, _)| *flag == *id)?;
    let route = lexicon.flags()[flag].1;
    let is_found = own.iter().any(|one| one.flag == flag);
    let mistaken = is_delicate(route) && !is_literal && !is_found;
    if mistaken || number::rule_out(lexicon, chart, id) {
        return None;
    }
    let enough = match enough(own, flag) {
        UNKNOWN if seen.words <= FEW => UNCLEAR,
        enough => enough,
    };
    let figurative = if is_literal { 0.0 } else { FIGURATIVE };
    Some(Opinion { sign: (route, flag), more: score - enough - figurative })
}

/// Nobody is asked about such a crisis on a mere likeness, nor is a figure of speech taken for one.
fn is_delicate(route: Route) -> bool {
    matches!(route, Route::Crisis | Route::Safeguarding)
}

/// How like a sign these words must be.
fn enough(own: &[&Found], flag: usize) -> f32 {
    let any =
        |is: fn(&Found) -> bool, of_it: bool| own.iter().any(|one| (one.flag == flag) == of_it && is(one));
    let reported = |one: &Found| one.alarm && one.verdict == Verdict::Reported;
    let denied = |one: &Found| matches!(one.verdict, Verdict::Nothing | Verdict::Over);
    let unclear = |one: &Found| one.verdict == Verdict::Unclear || !one.alarm;
    if any(reported, true) {
        REPORTED
    } else if any(denied, true) {
        DENIED
    } else if any(unclear, true) {
        UNCLEAR
    } else if any(reported, false) {
        ANOTHER_REPORTED
    } else if any(denied, false) {
        ANOTHER_DENIED
    } else {
        UNKNOWN
    }
}

fn is_within(chart: &Chart, one: &Found, seen: &Seen) -> bool {
    let sentence = |at| seen.sentence.is_none_or(|own| chart.sentence(at) == own);
    sentence(one.at.first()) && sentence(one.at.last())
}
