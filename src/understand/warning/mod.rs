//! Warning signs in free text: what the writer has now, and what they shall be asked about.
//!
//! Pure. A text is read in five steps, each in a file of its own: its words with what each is (`tokens`), the word
//! groups in it (`chart`), what stands near what (`near`, `number`), and whether it is meant of the writer and of
//! now (`context`, with `denial`). The words themselves are in the lexicon. What people wrote who had a sign is a second
//! opinion (`likeness`), and `judge` makes one of both. Source: clinical brief, section 4.

mod chart;
mod context;
mod denial;
mod judge;
mod likeness;
mod near;
mod number;
mod place;
mod tokens;

use self::{chart::Chart, context::Verdict, near::Match};
use crate::script::{Id, Lexicon, Role, Script};

pub use crate::script::Route;

/// A warning sign that a text reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What it asks for.
    pub route: Route,
    /// Which sign it is: an answer of the warning question, or another flag of the lexicon.
    pub flag: Id,
}

/// What the scan of a text for warning signs gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Warning {
    /// Every sign that the writer has now, the gravest first.
    pub hits: Vec<Hit>,
    /// The sign that the text may mean (a question, the past, somebody else, an unclear word): the client is asked
    /// whether it is happening to them now. `None` if a hit says as much.
    pub ask_back: Option<Hit>,
}

/// Looks for warning signs, in the lexicons and examples of all languages.
#[must_use]
pub fn warning(script: &Script, text: &str) -> Warning {
    scan(script, text, true)
}

/// Looks for what the word groups know only.
pub(super) fn by_words(script: &Script, text: &str) -> Warning {
    scan(script, text, false)
}

fn scan(script: &Script, text: &str, by_likeness: bool) -> Warning {
    let lexicon = script.lexicon();
    let tokens = tokens::read(script, text);
    let all = Chart::of(lexicon, &tokens);
    let explained = explained(lexicon, &all);
    let rest = set_aside(lexicon, &tokens, &explained);
    let mut chart = if explained.is_empty() { all } else { Chart::of(lexicon, &rest) };
    let mut found: Vec<Found> = chart
        .begun(lexicon.begun_signs())
        .into_iter()
        .map(|number| &lexicon.signs()[number])
        .flat_map(|sign| {
            near::matches(&chart, &sign.pattern).into_iter().map(move |at| (sign.flag, sign.alarm, at))
        })
        .chain(number::matches(lexicon, &chart).into_iter().map(|(flag, at)| (flag, true, at)))
        .map(|(flag, alarm, at)| Found { flag, alarm, at, verdict: Verdict::Nothing })
        .collect();
    chart.signs_at(found.iter().map(|found| &found.at));
    for one in &mut found {
        let (flag, route) = &lexicon.flags()[one.flag];
        one.verdict = context::verdict(&chart, &one.at, *route, flag);
    }
    let (mut hits, mut asks) = weigh(lexicon, &chart, &found);
    if by_likeness {
        judge::judge(script, text, &chart, &found, explained.is_empty(), &mut hits, &mut asks);
    }
    said(lexicon, hits, asks)
}

/// A flag of the lexicon with what it asks for here.
type Flagged = (Route, usize);

/// A sign that stands in the text, and how it is meant.
struct Found {
    flag: usize,
    alarm: bool,
    at: Match,
    verdict: Verdict,
}

/// The words that an idiom explains: "dead tired".
fn explained(lexicon: &Lexicon, chart: &Chart) -> Vec<usize> {
    chart
        .begun(lexicon.begun_idioms())
        .into_iter()
        .flat_map(|number| near::matches(chart, &lexicon.idioms()[number]))
        .flat_map(|found| found.used)
        .collect()
}

/// Forgets what explained words could be signs of, so that the rest is still read.
fn set_aside(lexicon: &Lexicon, tokens: &[tokens::Token], explained: &[usize]) -> Vec<tokens::Token> {
    if explained.is_empty() {
        return Vec::new();
    }
    let mut tokens = tokens.to_vec();
    let kept = [Role::Small, Role::Me, Role::But, Role::And, Role::LongAgo, Role::Recent]
        .map(|role| lexicon.role(role));
    for at in explained {
        tokens[*at].symbols.retain(|symbol| kept.contains(symbol));
    }
    tokens
}

/// From all that was found to what is reported, and what may be.
fn weigh(lexicon: &Lexicon, chart: &Chart, found: &[Found]) -> (Vec<Flagged>, Vec<Flagged>) {
    let mut hits: Vec<Flagged> = Vec::new();
    let mut asks: Vec<Flagged> = Vec::new();
    for one in found {
        let route = lexicon.flags()[one.flag].1;
        let list = match (one.verdict, one.alarm) {
            (Verdict::Reported, true) => &mut hits,
            (Verdict::Reported, false) | (Verdict::Unclear, _) | (Verdict::Over, true) => &mut asks,
            _ => continue,
        };
        if !list.contains(&(route, one.flag)) {
            list.push((route, one.flag));
        }
    }
    for hit in &mut hits {
        let raised = lexicon
            .raises()
            .iter()
            .filter(|raise| raise.flag == hit.1 && context::says_any(chart, &raise.with));
        hit.0 = raised.map(|raise| raise.to).fold(hit.0, Route::max);
    }
    (hits, asks)
}

/// The gravest first.
fn said(lexicon: &Lexicon, mut hits: Vec<Flagged>, mut asks: Vec<Flagged>) -> Warning {
    let gravest_first =
        |list: &mut Vec<Flagged>| list.sort_by_key(|(route, flag)| (std::cmp::Reverse(*route), *flag));
    gravest_first(&mut hits);
    gravest_first(&mut asks);
    let hit = |(route, flag): &Flagged| Hit { route: *route, flag: lexicon.flags()[*flag].0.clone() };
    let top = hits.first().map(|(route, _)| *route);
    Warning {
        ask_back: asks.first().filter(|(route, _)| Some(*route) > top).map(hit),
        hits: hits.iter().map(hit).collect(),
    }
}
