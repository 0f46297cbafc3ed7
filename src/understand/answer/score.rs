//! The strength of the pain in words: "about a seven", "7/10". A number of anything else is none.

use super::{
    lexicon::Lexicon,
    scan::{Part, Scan},
};
use crate::{script::Id, text::Pause};

/// The top of the scale; "out of ten" names it without meaning it.
const TOP: u8 = 10;
/// Strange words that may stand before it ("barely a 1") and follow ("2 when I sit").
const BEFORE_MAX: usize = 2;
const BEHIND_MAX: usize = 2;

/// The one score that is said, and whether that is clear: its number may count something else.
pub(super) fn read(lexicon: &Lexicon, scan: &Scan) -> Option<(Id, bool)> {
    let mut found: Vec<(usize, u8)> = Vec::new();
    for (at, part) in scan.parts.iter().enumerate() {
        let decimal = || spoken(&scan.words[at].text).parse::<f32>().ok();
        match part {
            Part::Said(id) => found.push((at, id.parse().ok()?)),
            Part::Denied(_) => return None,
            Part::Strange if decimal().is_some() => found.push((at, rounded(decimal()?)?)),
            _ => {}
        }
    }
    if found.len() > 1 && found.last().is_some_and(|(_, last)| *last == TOP) && joined(scan, &found) {
        found.pop();
    }
    // "6 or 7" is two answers, and so none.
    let (_, score) = *found.first()?;
    let clear = is_now(lexicon, scan) && (score == 0 || is_score(lexicon, scan, &found));
    let one = found.iter().all(|(_, other)| *other == score);
    one.then(|| (Id::from(score.to_string().as_str()), clear))
}

fn is_now(lexicon: &Lexicon, scan: &Scan) -> bool {
    !scan.words.iter().any(|word| lexicon.is_past(&word.text))
}

/// Whether the number counts nothing else: "I took 2", "2 tablets", "call me at 6".
fn is_score(lexicon: &Lexicon, scan: &Scan, found: &[(usize, u8)]) -> bool {
    let [(first, _), .., (last, _)] = [&found[..1], found].concat()[..] else { return false };
    let strange = |from: usize, to: usize| {
        let other = |at: &usize| !found.iter().any(|(place, _)| place == at);
        (from..to).filter(|at| scan.parts[*at] == Part::Strange).filter(other).count()
    };
    let end = scan.parts.len();
    let next = (last + 1..end).find(|at| !matches!(scan.parts[*at], Part::More)).unwrap_or(end);
    let of_something =
        scan.words[next - 1].pause == Pause::None && scan.parts.get(next) == Some(&Part::Strange);
    let (before, behind) = (strange(0, first), strange(next, end));
    let of_day = || first.checked_sub(1).is_some_and(|at| lexicon.times.at.contains(&scan.words[at].text));
    let clear = before == 0 || (before <= BEFORE_MAX && behind == 0 && !of_day());
    clear && !of_something && behind <= BEHIND_MAX
}

/// Whether only small words stand between the last two numbers: "7 out of 10", "7/10", but not "9 or 10".
fn joined(scan: &Scan, found: &[(usize, u8)]) -> bool {
    let [.., (before, _), (top, _)] = found else { return false };
    scan.parts[before + 1..*top].iter().all(|part| matches!(part, Part::Small | Part::More))
        && scan.words[*before].pause == Pause::None
}

/// "3ish" is 3.
fn spoken(word: &str) -> &str {
    word.strip_suffix("ish").unwrap_or(word)
}

/// Half a point counts as a whole one.
fn rounded(score: f32) -> Option<u8> {
    (0..=TOP).find(|whole| f32::from(*whole) >= score && score >= 0.0)
}
