//! Signs that are numbers: fever, blood pressure, pain of 9 or 10 out of 10. Source: clinical brief, 2.2 (`w_fever`),
//! 3.2 (B1) and 4.2 (51 to 53).

use super::{chart::Chart, near::Match};
use crate::script::{Lexicon, Role};

/// A body is no hotter, and no colder fever is one: in degrees Celsius and Fahrenheit.
const FEVER: [std::ops::RangeInclusive<f64>; 2] = [38.0..=43.0, 100.4..=110.0];
/// Blood pressure that must be seen today, upper and lower, in mmHg.
const UPPER: std::ops::RangeInclusive<f64> = 180.0..=300.0;
const LOWER: std::ops::RangeInclusive<f64> = 120.0..=200.0;
/// Any upper and lower value that a pressure can have.
const ANY_UPPER: std::ops::RangeInclusive<f64> = 90.0..=300.0;
const ANY_LOWER: std::ops::RangeInclusive<f64> = 40.0..=200.0;
/// A pain out of 10 that must be seen today.
const SEVERE: std::ops::RangeInclusive<f64> = 9.0..=10.0;
/// How far from its number the word stands that says what it is.
const WORD_NEAR: usize = 5;

/// A number in the text: where it stands, and its value.
struct Number {
    start: usize,
    end: usize,
    value: f64,
}

/// The signs that the numbers of a text are, each with the place of its flag.
pub(super) fn matches(lexicon: &Lexicon, chart: &Chart) -> Vec<(usize, Match)> {
    let numbers = numbers(lexicon, chart);
    let flag = |name: &str| lexicon.flags().iter().position(|(flag, _)| *flag == *name);
    let mut found = Vec::new();
    let mut add = |name: &str, used: Option<Vec<usize>>| {
        if let (Some(flag), Some(mut used)) = (flag(name), used) {
            used.sort_unstable();
            used.dedup();
            found.push((flag, Match { used }));
        }
    };
    for (place, number) in numbers.iter().enumerate() {
        let next = numbers.get(place + 1);
        add("w_fever", fever(chart, number));
        add("heart_bp", pressure(chart, number, next));
        add("nrs", next.and_then(|next| pain(chart, number, next)));
    }
    found
}

/// Whether the numbers of a text say that a sign which is a number is not meant: "a 6 out of 10", "140 over 90".
pub(super) fn rule_out(lexicon: &Lexicon, chart: &Chart, flag: &str) -> bool {
    let numbers = numbers(lexicon, chart);
    let rated = |place: usize| {
        let next = numbers.get(place + 1);
        next.is_some_and(|next| is_top(next.value))
            || word_near(chart, &numbers[place], numbers[place].end, Role::Pain).is_some()
    };
    match flag {
        "nrs" => {
            // The 10 of "3 out of 10" is none.
            let is_severe = |place: usize| {
                SEVERE.contains(&numbers[place].value)
                    && !(place > 0 && is_top(numbers[place].value) && numbers[place - 1].value < 9.0)
            };
            !(0..numbers.len()).any(is_severe) && (0..numbers.len()).any(rated)
        }
        "heart_bp" => {
            let count = |range: &std::ops::RangeInclusive<f64>| {
                numbers.iter().filter(|number| range.contains(&number.value)).count()
            };
            count(&ANY_UPPER) > 0 && count(&UPPER) == 0 && count(&LOWER) < 2
        }
        _ => false,
    }
}

fn fever(chart: &Chart, number: &Number) -> Option<Vec<usize>> {
    if !FEVER.iter().any(|range| range.contains(&number.value)) {
        return None;
    }
    let own: Vec<usize> = (number.start..number.end).collect();
    match word_near(chart, number, number.end, Role::Temperature) {
        Some(word) => Some([vec![word], own].concat()),
        // Nothing else is measured like "38.6".
        None => (number.value.fract() != 0.0 && number.value < 43.0).then_some(own),
    }
}

fn pressure(chart: &Chart, upper: &Number, lower: Option<&Number>) -> Option<Vec<usize>> {
    let lower = lower.filter(|lower| {
        lower.start - upper.end <= 1
            && chart.sentence(upper.start) == chart.sentence(lower.start)
            && ANY_UPPER.contains(&upper.value)
            && ANY_LOWER.contains(&lower.value)
            && lower.value < upper.value
    });
    let high = UPPER.contains(&upper.value) || lower.is_some_and(|lower| LOWER.contains(&lower.value));
    if !high {
        return None;
    }
    let end = lower.map_or(upper.end, |lower| lower.end);
    let own: Vec<usize> = (upper.start..end).collect();
    match word_near(chart, upper, end, Role::Pressure) {
        Some(word) => Some([vec![word], own].concat()),
        None => {
            lower.filter(|lower| lower.start == upper.end || chart.is(upper.end, Role::Over)).map(|_| own)
        }
    }
}

/// "9 out of 10", "10/10", where pain is spoken of.
fn pain(chart: &Chart, score: &Number, top: &Number) -> Option<Vec<usize>> {
    let between = score.end..top.start;
    let joined = between.clone().all(|at| chart.is(at, Role::OutOf)) && between.len() <= 2;
    if !joined || !SEVERE.contains(&score.value) || !is_top(top.value) {
        return None;
    }
    let word = word_near(chart, score, top.end, Role::Pain)?;
    Some([vec![word], (score.start..top.end).collect()].concat())
}

/// The most that a pain can have.
fn is_top(value: f64) -> bool {
    (value - 10.0).abs() < 0.01
}

/// The nearest word of a role in the sentence of a number, with no other number between.
fn word_near(chart: &Chart, number: &Number, end: usize, role: Role) -> Option<usize> {
    let (first, last) = chart.bounds(number.start);
    let before = (first..number.start).rev().take(WORD_NEAR).find(|at| chart.is(*at, role));
    before.or_else(|| (end..last.max(end)).take(WORD_NEAR).find(|at| chart.is(*at, role)))
}

/// Numbers in digits and in words ("thirty eight point five").
fn numbers(lexicon: &Lexicon, chart: &Chart) -> Vec<Number> {
    let mut numbers: Vec<Number> = Vec::new();
    for (at, token) in chart.tokens.iter().enumerate() {
        if let Ok(value) = digits(&token.text).parse::<f64>() {
            numbers.push(Number { start: at, end: at + 1, value });
        } else if let Some(word) = lexicon.number(&token.text) {
            let word = f64::from(word);
            match numbers.last_mut() {
                // "hundred and one", "thirty eight".
                Some(last) if last.end == at && fits_into(last.value, word) => {
                    last.value += word;
                    last.end = at + 1;
                }
                // "point five", "и пять": a fraction behind tens.
                Some(last)
                    if last.end + 1 == at
                        && chart.is(at - 1, Role::And)
                        && last.value >= 30.0
                        && last.value < 100.0
                        && word < 10.0 =>
                {
                    last.value += word / 10.0;
                    last.end = at + 1;
                }
                _ => numbers.push(Number { start: at, end: at + 1, value: word }),
            }
        }
    }
    numbers
}

/// Whether a number in words goes on with a smaller one.
fn fits_into(value: f64, next: f64) -> bool {
    (value % 100.0 == 0.0 && value > 0.0 && next < 100.0)
        || (value % 10.0 == 0.0 && value % 100.0 >= 20.0 && next < 10.0)
}

/// "38c" is 38.
fn digits(text: &str) -> &str {
    text.trim_end_matches(['c', 'f', 'с', 'ф'])
}
