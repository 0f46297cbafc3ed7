//! The strength of the pain in words: "about a seven", "7/10". A number of anything else is none.

use super::scan::{Part, Scan};
use crate::{script::Id, text::Pause};

/// The top of the scale; "out of ten" names it without meaning it.
const TOP: u8 = 10;
/// Strange words that may follow ("2 when I sit").
const BEHIND_MAX: usize = 2;

/// The score that is clearly said.
pub(super) fn read(scan: &Scan) -> Option<Id> {
    let mut found: Vec<(usize, u8)> = Vec::new();
    for (at, part) in scan.parts.iter().enumerate() {
        let decimal = || scan.words[at].text.parse::<f32>().ok();
        match part {
            Part::Said(id) => found.push((at, id.parse().ok()?)),
            Part::Strange if decimal().is_some() => found.push((at, rounded(decimal()?)?)),
            _ => {}
        }
    }
    if found.len() > 1 && found.last().is_some_and(|(_, last)| *last == TOP) && joined(scan, &found) {
        found.pop();
    }
    let (first, _) = *found.first()?;
    let (last, _) = *found.last()?;
    let strange = |from: usize, to: usize| {
        (from..to)
            .filter(|at| scan.parts[*at] == Part::Strange && !found.iter().any(|(place, _)| place == at))
            .count()
    };
    let end =
        (last + 1..scan.parts.len()).find(|at| scan.parts[*at] != Part::More).unwrap_or(scan.parts.len());
    // "I took 2", "2 tablets": it counts something.
    let counts = scan.words[end - 1].pause == Pause::None && scan.parts.get(end) == Some(&Part::Strange);
    let none = found.iter().all(|(_, score)| *score == 0);
    if strange(0, last) > 0 || (counts && !none) || strange(end, scan.parts.len()) > BEHIND_MAX {
        return None;
    }
    let denied = scan.parts[..first].contains(&Part::Not) || scan.parts.contains(&Part::Denied);
    // "6 or 7" is two answers, and so none.
    let (_, score) = found[0];
    let one = found.iter().all(|(_, other)| *other == score);
    (!denied && one).then(|| Id::from(score.to_string().as_str()))
}

/// Whether only small words stand between the last two numbers: "7 out of 10", "7/10", but not "9 or 10".
fn joined(scan: &Scan, found: &[(usize, u8)]) -> bool {
    let [.., (before, _), (top, _)] = found else { return false };
    scan.parts[before + 1..*top].iter().all(|part| matches!(part, Part::Small | Part::More))
        && scan.words[*before].pause == Pause::None
}

/// Half a point counts as a whole one.
fn rounded(score: f32) -> Option<u8> {
    (0..=TOP).find(|whole| f32::from(*whole) >= score && score >= 0.0)
}
