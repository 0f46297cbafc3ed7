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
use crate::script::{Route, Script};

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
        if seen.words <= FEW {
            kept.extend(own.iter().map(|one| one.flag));
        }
        let sign = seen.sign.as_ref().filter(|(sign, _)| !number::rule_out(lexicon, chart, sign));
        let Some((sign, score)) = sign else {
            kept.extend(own.iter().map(|one| one.flag));
            continue;
        };
        let Some(flag) = lexicon.flags().iter().position(|(flag, _)| flag == *sign) else { continue };
        let route = lexicon.flags()[flag].1;
        // Nobody is asked about such a crisis on a mere likeness, nor is a figure of speech taken for one.
        let is_delicate = matches!(route, Route::Crisis | Route::Safeguarding);
        if is_delicate && !is_literal && !own.iter().any(|one| one.flag == flag) {
            kept.extend(own.iter().map(|one| one.flag));
            continue;
        }
        let (more, doubt) = if is_literal { (0.0, DOUBT) } else { (FIGURATIVE, FIGURATIVE) };
        let enough = more
            + match enough(&own, flag) {
                UNKNOWN if seen.words <= FEW => UNCLEAR,
                enough => enough,
            };
        if *score >= enough {
            kept.extend(own.iter().map(|one| one.flag));
            if !hits.iter().any(|(_, known)| *known == flag) {
                hits.push((route, flag));
                kept.push(flag);
            }
        } else if *score >= enough - doubt && !is_delicate {
            asks.push((route, flag));
        }
    }
    asks.extend(hits.extract_if(.., |(_, flag)| !kept.contains(flag)));
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
