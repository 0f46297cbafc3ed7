//! Where a conversation stands, as far as the engine decides on it: conversations at the same place go on alike, so
//! one of them is explored.

use jiff::{SignedDuration, Timestamp};

use super::world::World;
use crate::{
    script::{Answers, Given, Id, Kind, NRS, Question, SEEN, Script, TREND, Urgency, WARNING},
    triage::{self, Facts},
};

/// The limits of the engine that time crosses (see `engine`: the life of a visit, a denial, an urgent advice).
const VISIT: SignedDuration = SignedDuration::from_hours(80);
const DAY: SignedDuration = SignedDuration::from_hours(24);
const FORTNIGHT: SignedDuration = SignedDuration::from_hours(14 * 24);

/// What the engine decides on. While a question is open, only what can change the questions and their end counts. While
/// there is a doubt, nothing is made of what was answered; what comes of it afterwards is what comes of it without one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each decides something by itself")]
pub(super) struct Place {
    pub(super) round: Option<Asked>,
    pub(super) consent: bool,
    /// A link with the end of a massage waits for the consent.
    invited: bool,
    /// The massage is known, and not long ago.
    visit: bool,
    /// There is a first score to compare with.
    first: bool,
    pub(super) last: Last,
    pub(super) urgent: Standing,
    /// "None of these" holds.
    pub(super) denied: bool,
    /// The doubts that are open, the mildest first: what each asks for, and whether its sign is known.
    pub(super) doubts: Vec<(Urgency, bool)>,
    stopped: bool,
    /// What comes next by itself.
    next: Option<Id>,
    /// A sign stands that nothing has cleared; see `judge`.
    pub(super) sign: bool,
}

/// The question under way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Asked {
    pub(super) check_in: Option<Id>,
    /// Nothing, if the round was left too long ago.
    pub(super) at: Id,
    /// Which of its cards is shown: the question, the buttons of the signs, the consent with a sign.
    pub(super) card: Card,
    /// What the answers come to so far.
    urgency: Option<Urgency>,
    worse: bool,
    picked: bool,
    seen: Option<bool>,
    /// Only doubts stand before the outcome.
    pub(super) done: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Card {
    Question,
    Signs,
    ConsentWithSign,
    /// The buttons that are left belong to an earlier round.
    Gone,
}

/// What the last assessment still means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Last {
    None,
    /// Self-care, or seen since; and whether that is from today.
    Mild(bool),
    /// "Tell your therapist"; whether that is from today.
    Therapist(bool),
    /// "See a doctor" or more, and nobody has looked; whether it is about this massage.
    Doctor(bool),
}

/// The urgent advice that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Standing {
    None,
    Seen,
    Today,
    Ambulance,
    /// After a day the questions are asked again.
    AmbulanceOfYesterday,
}

/// What was answered, by the question that is recorded.
pub(super) fn recorded(script: &Script, answers: &Answers) -> Answers {
    let mut recorded = Answers::default();
    for (id, given) in answers.iter() {
        let Some(question) = script.question(id) else { continue };
        let given = match given {
            Given::Skipped => Given::Skipped,
            Given::Picked(ids) => {
                let picked = question.answers.iter().filter(|answer| ids.contains(&answer.id));
                Given::Picked(picked.map(|answer| answer.recorded().clone()).collect())
            }
        };
        recorded.set(script.recorded(question), given);
    }
    recorded
}

/// Whether these answers hold a warning sign.
pub(super) fn has_sign(script: &Script, recorded: &Answers) -> bool {
    recorded.picked(WARNING).iter().any(|sign| script.sign_urgency(sign).is_some() || !is_none(script, sign))
}

/// Whether "none of these" was answered about the signs.
pub(super) fn denied(script: &Script, recorded: &Answers) -> bool {
    recorded.picked(WARNING).iter().any(|sign| is_none(script, sign))
}

fn is_none(script: &Script, sign: &Id) -> bool {
    let signs: &[_] = script.question(WARNING).map_or(&[], |question| &question.answers);
    signs.iter().any(|answer| answer.alone && answer.id == *sign)
}

/// Whether an urgent advice stands that nobody has confirmed as seen (rule S).
pub(super) fn unseen(world: &World) -> bool {
    let state = &world.c.state;
    state.urgent.is_some_and(|urgent| !urgent.seen && world.now.duration_since(urgent.at) <= FORTNIGHT)
}

impl Place {
    /// Whether nothing is asked, and the last advice was mild: what is usual may be told.
    pub(super) fn is_mild(&self) -> bool {
        matches!(self.last, Last::Mild(true) | Last::Therapist(true))
            && self.round.is_none()
            && matches!(self.urgent, Standing::None | Standing::Seen)
    }

    pub(super) fn of(script: &Script, world: &World, sign: bool) -> Self {
        let state = &world.c.state;
        let age = |at: Timestamp| world.now.duration_since(at);
        let visit = state.visits.last().filter(|visit| age(visit.ended_at) <= VISIT);
        let about = |at: Timestamp| visit.is_none_or(|visit| at >= visit.ended_at);
        let round = Asked::of(script, world);
        let check_in = round.as_ref().is_some_and(|asked| asked.check_in.is_some());
        let last = state.last.as_ref().map_or(Last::None, |last| {
            let today = age(last.at) <= DAY;
            match last.urgency {
                urgency if urgency >= Urgency::Doctor && !last.seen => Last::Doctor(about(last.at)),
                Urgency::Therapist if !last.seen && about(last.at) => Last::Therapist(today),
                _ => Last::Mild(today),
            }
        });
        let standing = state.urgent.map_or(Standing::None, |urgent| match urgent.urgency {
            _ if urgent.seen || age(urgent.at) > FORTNIGHT => Standing::Seen,
            Urgency::Ambulance if age(urgent.at) <= DAY => Standing::Ambulance,
            Urgency::Ambulance => Standing::AmbulanceOfYesterday,
            _ => Standing::Today,
        });
        let first = state.first.as_ref().is_some_and(|first| about(first.at));
        let open = round.is_some();
        let mut doubts: Vec<_> =
            state.doubts.iter().map(|doubt| (doubt.urgency, doubt.sign.is_some())).collect();
        doubts.sort_unstable();
        let certain = doubts.is_empty();
        Self {
            consent: state.consent.is_some(),
            invited: state.invitation.is_some_and(|invitation| invitation.ended_at.is_some()) && !check_in,
            visit: visit.is_some() && !check_in,
            first: first && certain && (check_in || !open),
            last: match last {
                Last::Mild(_) | Last::Therapist(_) if !certain => Last::None,
                Last::Therapist(_) if check_in => Last::Therapist(false),
                Last::Mild(_) | Last::Therapist(_) if open => Last::None,
                last => last,
            },
            urgent: if open && standing == Standing::Seen { Standing::None } else { standing },
            denied: state.denied_at.is_some_and(|at| age(at) <= DAY),
            doubts,
            stopped: state.stopped && !open && certain,
            next: world.c.open_plan().filter(|_| !open).min_by_key(|c| c.due).map(|c| c.purpose.clone()),
            sign,
            round,
        }
    }
}

impl Asked {
    fn of(script: &Script, world: &World) -> Option<Self> {
        let state = &world.c.state;
        let round = state.round.as_ref()?;
        let question = script.question(&round.at)?;
        let so_far = so_far(script, world);
        let data = |wanted: fn(&str) -> bool| world.buttons.iter().any(|(_, b)| wanted(&b.data));
        let own = |data: &str| {
            // Ticks, answers and the consent name the round; a sign counts in every one.
            let mut parts = data.split('.').skip(usize::from(data.starts_with("c.")) + 1);
            parts.next() == Some(round.number.to_string().as_str())
        };
        let gone = !world.buttons.iter().any(|(_, button)| own(&button.data));
        let card = if gone {
            Card::Gone
        } else if data(|data| data.starts_with("w.")) {
            Card::Signs
        } else if data(|data| data.starts_with("c.") && data.split('.').count() == 4) {
            Card::ConsentWithSign
        } else {
            Card::Question
        };
        let old = state.active_at.is_some_and(|active| world.now.duration_since(active) > DAY);
        if old && round.answers.iter().next().is_some() {
            // It begins again, whatever was answered.
            return Some(Self {
                check_in: round.check_in.clone(),
                at: Id::from(""),
                card: Card::Gone,
                urgency: None,
                worse: false,
                picked: false,
                seen: None,
                done: false,
            });
        }
        let certain = state.doubts.is_empty();
        Some(Self {
            check_in: round.check_in.clone(),
            at: round.at.clone(),
            card,
            urgency: triage::assess(script, &so_far, Facts::default()).urgency.filter(|_| certain),
            worse: certain && (so_far.has(TREND, "worse") || so_far.has(TREND, "worse_each")),
            picked: question.kind == Kind::Many && !round.answers.picked(&question.id).is_empty(),
            seen: round.answers.get(SEEN).map(|_| round.answers.has(SEEN, "yes")),
            done: round.done,
        })
    }
}

/// The answers of the round up to the pending question; what was answered after it is asked again.
fn so_far(script: &Script, world: &World) -> Answers {
    let Some(round) = &world.c.state.round else { return Answers::default() };
    let order: Vec<&Question> = match &round.check_in {
        None => script.assessment().iter().collect(),
        Some(purpose) => {
            let asked = script.check_in(purpose).map_or(&[][..], |plan| &plan.ask);
            asked.iter().filter_map(|id| script.question(id)).collect()
        }
    };
    let mut answers = Answers::default();
    for question in order {
        if let Some(given) = round.answers.get(&question.id) {
            answers.set(&question.id, given.clone());
        }
        if question.id == round.at {
            break;
        }
    }
    let mut recorded = recorded(script, &answers);
    // Before the score is known the trend may be anything.
    if recorded.get(NRS).is_none() && recorded.has(TREND, "gone") {
        recorded.clear(TREND);
    }
    recorded
}
