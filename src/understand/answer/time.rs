//! Lengths of time in words, counted: "3 days", "a couple of hours", "полторы недели".

use super::lexicon::Lexicon;
use crate::{
    script::{Id, Question},
    text::Word,
};

const DAY: f32 = 24.0;
const WEEK: f32 = 7.0 * DAY;
const MONTH: f32 = 30.0 * DAY;
/// The bands of the question about the time, by the hours below which each holds. A week is still "three to seven
/// days".
const BANDS: [(&str, f32); 5] = [
    ("lt24", DAY),
    ("h24_48", 2.0 * DAY),
    ("h48_72", 3.0 * DAY),
    ("d3_7", WEEK + 1.0),
    ("gt7", f32::INFINITY),
];
/// Words that may stand between an amount and its unit ("a couple of hours").
const BETWEEN_MAX: usize = 1;

/// The answer that stands for so many hours.
pub(super) fn band(question: &Question, hours: f32) -> Option<Id> {
    let (band, _) = BANDS.iter().find(|(_, below)| hours < *below)?;
    let answer = question.answers.iter().find(|answer| **answer.recorded() == **band)?;
    Some(answer.id.clone())
}

/// A length of time in a text.
pub(super) struct Length {
    pub(super) hours: f32,
    /// The words that say it.
    pub(super) words: Vec<usize>,
}

/// The length that is said; `None` if none is, or several.
pub(super) fn read(lexicon: &Lexicon, words: &[Word]) -> Option<Length> {
    let tokens = tokens(words);
    let token = |place: usize| tokens.get(place).map(|(_, token)| token.as_str());
    let mut units =
        (0..tokens.len()).filter_map(|at| Some((at, unit(lexicon, token(at)?)?))).filter(|(at, _)| {
            // "Часов в 5" is a time of day.
            amount_at(lexicon, &tokens, *at).is_some()
        });
    let ((at, unit), None) = (units.next()?, units.next()) else { return None };
    let times = lexicon.times;
    let is = |place: Option<usize>, list: &[String]| {
        place.and_then(token).is_some_and(|token| lexicon.is_one_of(token, list))
    };
    let (place, mut many) = amount_at(lexicon, &tokens, at)?;
    let first = place.min(at);
    if first.checked_sub(1).and_then(token).is_some_and(|before| times.at.iter().any(|at| at == before)) {
        return None;
    }
    let mut used = vec![at, place];
    // "2-3 days", "4 or 5 days", "дня 4-5": the longer. "Half a day": the half of it.
    let neighbours = [first.checked_sub(1), first.checked_sub(2), (place > at).then_some(place + 1)];
    for neighbour in neighbours.into_iter().flatten() {
        let between = neighbour + 2 == first;
        if is(Some(neighbour), &times.half) {
            many /= 2.0;
            used.push(neighbour);
        } else if let Some(number) = token(neighbour).and_then(|token| amount(lexicon, token))
            && !(between && token(neighbour + 1).is_some_and(|token| !lexicon.is_or(token)))
        {
            let (front, back) = if neighbour < place { (number, many) } else { (many, number) };
            many = if goes_on(front, back) { front + back } else { many.max(number) };
            used.push(neighbour);
        }
    }
    if let Some(half) = (at + 1..at + 4).find(|place| is(Some(*place), &times.half)) {
        many += 0.5;
        used.push(half);
    }
    let mut hours = many * unit;
    for before in (1..=2).filter_map(|back| first.checked_sub(back)) {
        if is(Some(before), &times.more) {
            hours += unit / 2.0;
            used.push(before);
        } else if is(Some(before), &times.less) {
            hours -= unit.min(1.0) / 2.0;
            used.push(before);
        }
    }
    Some(Length { hours, words: used.into_iter().filter_map(|place| Some(tokens.get(place)?.0)).collect() })
}

/// "Thirty six" is one number.
fn goes_on(front: f32, back: f32) -> bool {
    front >= 20.0 && front % 10.0 == 0.0 && (1.0..10.0).contains(&back)
}

/// Whether a word is a number or a unit of time.
pub(super) fn is_part(lexicon: &Lexicon, word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) || unit(lexicon, word).is_some()
}

/// The amount of the unit at a place, before it or right behind it.
fn amount_at(lexicon: &Lexicon, tokens: &[(usize, String)], at: usize) -> Option<(usize, f32)> {
    let one = |place: usize| Some((place, amount(lexicon, &tokens.get(place)?.1)?));
    (0..=BETWEEN_MAX)
        .filter_map(|between| at.checked_sub(1 + between))
        .take_while(|place| *place + 1 == at || lexicon.is_small(&tokens[*place + 1].1))
        .find_map(one)
        .or_else(|| one(at + 1))
}

/// The words with their places, numbers cut from the units that are written to them ("36h").
fn tokens(words: &[Word]) -> Vec<(usize, String)> {
    let mut tokens = Vec::new();
    for (place, word) in words.iter().enumerate() {
        let digits = word.text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(word.text.len());
        let (number, rest) = word.text.split_at(digits);
        let parts = [number, rest].into_iter().filter(|part| !part.is_empty());
        tokens.extend(parts.map(|part| (place, part.to_owned())));
    }
    tokens
}

/// The hours of a unit.
fn unit(lexicon: &Lexicon, token: &str) -> Option<f32> {
    let times = lexicon.times;
    let units = [
        (&times.minute, 1.0 / 60.0),
        (&times.hour, 1.0),
        (&times.day, DAY),
        (&times.week, WEEK),
        (&times.month, MONTH),
    ];
    units.into_iter().find(|(list, _)| lexicon.is_one_of(token, list)).map(|(_, hours)| hours)
}

fn amount(lexicon: &Lexicon, token: &str) -> Option<f32> {
    let said = |(number, list): (&String, &Vec<String>)| {
        lexicon.is_one_of(token, list).then(|| number.parse().ok()).flatten()
    };
    token.parse().ok().or_else(|| lexicon.times.amount.iter().find_map(said))
}
