//! What must hold after everything that is done, whatever was done before.

use jiff::Timestamp;

use super::{
    place::{Card, Place, denied, has_sign, recorded, unseen},
    world::{Did, Shown, World},
};
use crate::{
    engine::Round,
    script::{
        ASSESSMENT, Answers, CHECK_INS, Id, Issue, Kind, NAME_MARKS, SEEN, Script, TRIAGE, Urgency, WARNING,
        key,
    },
    understand::{self, Route},
};

/// The signs may be denied so long ago (see `engine::topic`).
const DENIAL_HOLDS: jiff::SignedDuration = jiff::SignedDuration::from_hours(24);

/// Something was done: what stood before, what stands now, what appeared.
pub(super) struct Move<'a> {
    pub(super) script: &'a Script,
    pub(super) before: &'a World,
    pub(super) after: &'a World,
    /// Whether a warning sign stands now that nothing has cleared.
    pub(super) sign: bool,
    pub(super) did: &'a Did,
    /// The warning signs that it names.
    pub(super) named: &'a [Id],
    pub(super) shown: &'a [Shown],
    pub(super) places: [&'a Place; 2],
}

/// The names of the messages that a text of the named content says.
pub(super) fn said(text: &str) -> impl Iterator<Item = &str> {
    let [open, close] = NAME_MARKS;
    text.split(open).skip(1).filter_map(move |rest| rest.split_once(close).map(|(name, _)| name))
}

/// Whether a warning sign stands after this, if one stood `before` it: it is cleared when the signs are denied in an
/// assessment (or at all, if it could not be stored), when the client says that they were seen, and with everything else.
pub(super) fn sign_stands(
    script: &Script,
    stood: bool,
    did: &Did,
    named: &[Id],
    [before, after]: [&World; 2],
) -> bool {
    if matches!(did, Did::Press(button) if button.data == "f.yes") {
        return false;
    }
    if !named.is_empty() {
        return true;
    }
    // "Nothing new" in a check-in takes nothing back that is stored.
    let last = after.c.state.last.as_ref().filter(|last| !last.seen);
    let stored = last.is_some_and(|last| has_sign(script, &last.answers));
    let round = after.c.state.round.as_ref().filter(|round| round.check_in.is_none() || !stored);
    let denied = round.is_some_and(|round| denied(script, &recorded(script, &round.answers)));
    let seen = says_seen(after).iter().zip(says_seen(before)).any(|(after, before)| *after && !before);
    stood && !denied && !seen
}

/// The warning signs that are tapped or typed.
pub(super) fn named(script: &Script, did: &Did) -> Vec<Id> {
    match did {
        Did::Press(button) => button.data.strip_prefix("w.").map(Id::from).into_iter().collect(),
        Did::Text(text) | Did::Edit(text) => {
            let hits = understand::warning(script, text).hits;
            let signs = hits
                .into_iter()
                .filter(|hit| matches!(hit.route, Route::Ambulance | Route::Today | Route::Doctor));
            signs.map(|hit| hit.flag).collect()
        }
        _ => Vec::new(),
    }
}

/// When the signs were denied last, after this: "none of these" counts until a sign is named or everything erased.
pub(super) fn denied_at(
    script: &Script,
    did: &Did,
    named: &[Id],
    [before, after]: [&World; 2],
) -> Option<Timestamp> {
    let none = |world: &World| {
        let round = world.c.state.round.as_ref();
        round.filter(|round| denied(script, &recorded(script, &round.answers))).map(|round| round.number)
    };
    let erased = matches!(did, Did::Press(button) if ["f.yes", "withdraw"].contains(&&*button.data));
    if erased || !named.is_empty() {
        return None;
    }
    let pressed = matches!(did, Did::Press(button) if button.data.starts_with("a.") && button.data.ends_with(".w_none"));
    let now = none(after).is_some() && none(after) != none(before);
    if pressed || now { Some(after.now) } else { before.denied }
}

/// Where it is noted that the client was seen.
fn says_seen(world: &World) -> [bool; 3] {
    let state = &world.c.state;
    [
        state.urgent.is_some_and(|urgent| urgent.seen),
        state.last.as_ref().is_some_and(|last| last.seen),
        state.round.as_ref().is_some_and(|round| round.answers.has(SEEN, "yes")),
    ]
}

impl Move<'_> {
    /// Everything that is wrong with it.
    pub(super) fn faults(&self) -> Vec<Issue> {
        let mut issues = Vec::new();
        self.leads_on(&mut issues);
        self.reassures(&mut issues);
        self.concludes(&mut issues);
        self.settles(&mut issues);
        self.asks(&mut issues);
        issues
    }

    fn round(&self) -> Option<&Round> {
        self.before.c.state.round.as_ref().or(self.after.c.state.round.as_ref())
    }

    /// Where a fault of the flow stands.
    fn at(&self, problem: &str, cure: &str) -> Issue {
        let round = self.round();
        let name = round.map_or("", |round| &*round.at);
        let own = self.script.assessment().iter().any(|question| *question.id == *name);
        let file = if own { ASSESSMENT } else { CHECK_INS };
        Issue::new(file, &format!("question {name}"), problem, cure)
    }

    /// Where a fault of a whole round stands.
    fn of_round(&self, problem: &str, cure: &str) -> Issue {
        match self.round().and_then(|round| round.check_in.as_ref()) {
            Some(purpose) => Issue::new(CHECK_INS, &format!("check-in {purpose}"), problem, cure),
            None => Issue::new(ASSESSMENT, "the order of the questions", problem, cure),
        }
    }

    /// After whatever a client does there is an answer, and a button to go on with; and an answer is not passed over.
    fn leads_on(&self, issues: &mut Vec<Issue>) {
        match self.did {
            Did::Wait(_) | Did::Outage | Did::Block | Did::Unblock => return,
            Did::Press(button) if button.data == "f.yes" => return,
            _ => {}
        }
        let newest = |edit| self.shown.iter().rev().find(|shown| shown.edit == edit);
        let Some(last) = newest(false).or_else(|| newest(true)) else {
            issues.push(self.at("nothing is answered here", "the program must answer; report this"));
            return;
        };
        if last.message.buttons.iter().all(Vec::is_empty) {
            issues.push(self.at(
                "the last message has no button to go on with",
                "give the question answers, or leave it out",
            ));
        }
        let Did::Press(button) = self.did else { return };
        let answer = ["a.", "d.", "w.", "c.agree"].iter().any(|kind| button.data.starts_with(kind));
        let shown = self.before.buttons.iter().any(|(_, known)| known.data == button.data);
        let [before, after] = self.places.map(|place| place.round.as_ref());
        let back_to_list = button.data.starts_with("w.")
            && before.zip(after).is_some_and(|(before, after)| {
                before.at == after.at && matches!(after.card, Card::Question | Card::Signs)
            });
        let open = self.places[0].round.as_ref().is_some_and(|asked| asked.card != Card::Gone);
        // Answered once more, it is the doubt that is asked again.
        let done = after.is_some_and(|asked| asked.done);
        if answer && shown && open && !done && (back_to_list || self.places[0] == self.places[1]) {
            issues.push(self.at(
                "an answer to it leads nowhere: the same question comes again",
                "a question of kind `signs` needs `records = \"warning\"`, and each round one such question",
            ));
        }
    }

    /// Nothing that reassures for whoever has a sign, was not seen, or was not asked.
    fn reassures(&self, issues: &mut Vec<Issue>) {
        let said = self.shown.iter().flat_map(|shown| said(&shown.message.text.text));
        let Some(name) = said.into_iter().find(|name| key::reassures(name)) else { return };
        let state = &self.after.c.state;
        let round = self.before.c.state.round.as_ref();
        let before: Answers = round.map(|r| recorded(self.script, &r.answers)).unwrap_or_default();
        let last = state.last.as_ref();
        let now = self.after.now;
        let concluded = last.filter(|last| last.at == self.after.now && !last.seen);
        let told = concluded.map(|last| &last.answers).filter(|answers| has_sign(self.script, answers));
        if self.sign || told.is_some() {
            issues.push(self.sign_reassured(name, told.unwrap_or(&before)));
        } else if unseen(self.after) {
            issues.push(Issue::new(
                TRIAGE,
                "fact unseen",
                &format!("\"{name}\" reassures somebody who was told to get help and was not seen"),
                "put back rule S: give the fact `unseen` level 2 or higher",
            ));
        } else if !state.doubts.is_empty() {
            issues.push(self.of_round(
                &format!("\"{name}\" reassures while it is not known whether a typed sign is happening now"),
                "the program must not say it; report this",
            ));
        } else if self.after.denied.is_none_or(|at| now.duration_since(at) > DENIAL_HOLDS) {
            issues.push(self.of_round(
                &format!("\"{name}\" reassures, and the warning signs were not asked"),
                "ask the warning signs before every other question",
            ));
        } else if !name.starts_with("topic-") && last.is_some_and(|last| last.urgency > Urgency::Therapist) {
            issues.push(Issue::new(
                TRIAGE,
                "levels",
                &format!("\"{name}\" reassures somebody who should see a doctor"),
                "the program must not say it; report this",
            ));
        }
    }

    fn sign_reassured(&self, name: &str, answers: &Answers) -> Issue {
        let typed = match self.did {
            Did::Text(text) | Did::Edit(text) => {
                understand::warning(self.script, text).hits.into_iter().next()
            }
            _ => None,
        };
        let pressed = match self.did {
            Did::Press(button) => button.data.strip_prefix("w."),
            _ => typed.as_ref().map(|hit| &*hit.flag),
        };
        let told = answers.picked(WARNING).iter().find(|sign| self.script.sign_urgency(sign).is_some());
        let riding = self.before.buttons.iter().find_map(|(_, button)| {
            let mut parts = button.data.split('.').skip(3);
            parts.next().filter(|_| button.data.starts_with("c."))
        });
        let sign = pressed.or(told.map(|id| &**id)).or(riding).unwrap_or("?");
        let names = |id: &Id| **id == *sign;
        let rules = self.script.rules().iter().filter(|rule| {
            rule.when.get(WARNING).is_some_and(|condition| condition.any_of.iter().any(names))
        });
        let rules: Vec<&str> = rules.map(|rule| &*rule.id).collect();
        Issue::new(
            TRIAGE,
            &format!("warning sign {sign}"),
            &format!("whoever has it reads \"{name}\", which reassures"),
            &format!("raise rule {} to level 2 or higher", rules.join(", ")),
        )
    }

    /// No outcome unless the warning signs were answered in this round, and none without its safety net.
    fn concludes(&self, issues: &mut Vec<Issue>) {
        for shown in self.shown {
            let said: Vec<&str> = said(&shown.message.text.text).collect();
            let has = |key: key::Key| said.contains(&key.name);
            let outcome = said.iter().any(|name| name.starts_with("result-")) && !shown.edit;
            if outcome && !has(key::OUTCOME_WATCH) {
                issues.push(self.of_round(
                    "its advice names no signs to watch for",
                    "the program must add them; report this",
                ));
            }
        }
        let (Some(round), Some(last)) = (&self.before.c.state.round, &self.after.c.state.last) else {
            return;
        };
        let is_new = self.before.c.state.last.as_ref() != Some(last) && last.at == self.after.now;
        let ended = self.after.c.state.round.as_ref().is_none_or(|now| now.number != round.number);
        let by_sign =
            !self.named.is_empty() || matches!(self.did, Did::Press(button) if button.data.starts_with("c."));
        let asked = self.script.question(&round.at).is_some_and(|question| question.kind == Kind::Signs)
            || !recorded(self.script, &round.answers).picked(WARNING).is_empty();
        let asks_seen = matches!(self.did, Did::Press(button) if button.data.starts_with("n."));
        if is_new && ended && !by_sign && !self.after.c.state.doubts.is_empty() {
            issues.push(self.of_round(
                "it comes to an outcome, and it is not known whether a typed sign is happening now",
                "the program must ask first; report this",
            ));
        }
        if is_new && ended && !by_sign && !asked && !asks_seen {
            issues.push(self.of_round(
                "it comes to an outcome, and the warning signs were not asked in it",
                "ask a question of kind `signs` before every other question",
            ));
        }
    }

    /// A doubt is settled by an answer to it, by help that covers it, and by "none of these"; never by an answer to
    /// another one.
    fn settles(&self, issues: &mut Vec<Issue>) {
        let [before, after] = [self.before, self.after].map(|world| &world.c.state);
        let pressed = if let Did::Press(button) = self.did { &*button.data } else { "" };
        let erased = ["f.yes", "withdraw"].contains(&pressed) || pressed.starts_with("c.minor");
        let none = self.after.denied == Some(self.after.now);
        if erased || none {
            return;
        }
        let advised = after.urgent.filter(|_| unseen(self.after)).map(|urgent| urgent.urgency);
        let named = self.named;
        // A typed "no" is said to what was asked last.
        let said_no = before.doubts.iter().last().filter(|_| self.says_no());
        let lost = before.doubts.iter().any(|doubt| {
            let open = after.doubts.iter().any(|open| match &doubt.sign {
                Some(_) => open.sign == doubt.sign && open.urgency == doubt.urgency,
                None => open.sign.is_none() && open.urgency >= doubt.urgency,
            });
            let answered = pressed == format!("h.{}.no", doubt.number)
                || said_no == Some(doubt)
                || match &doubt.sign {
                    Some(sign) => named.contains(sign),
                    // It may have been the one that is named now.
                    None => doubt.urgency == Urgency::Doctor && !named.is_empty(),
                };
            !open && !answered && advised.is_none_or(|advised| advised < doubt.urgency)
        });
        if lost {
            issues.push(self.of_round(
                "it is not asked any more whether a sign is happening now, and the client has not said",
                "the program must keep the question; report this",
            ));
        }
    }

    /// Whether a text was typed that says no and nothing else.
    fn says_no(&self) -> bool {
        let (Did::Text(text), Some(signs)) = (self.did, self.script.question(WARNING)) else { return false };
        let words = self.script.words(self.before.c.state.language.as_deref());
        !understand::answers(self.script, words, signs, text).is_empty()
    }

    /// No question about the pain before the warning signs.
    fn asks(&self, issues: &mut Vec<Issue>) {
        let Some(round) = &self.after.c.state.round else { return };
        let Some(question) = self.script.question(&round.at) else { return };
        let target = self.script.recorded(question);
        let judged = self.script.assessment().iter().any(|own| own.id == *target);
        let about_pain = matches!(question.kind, Kind::One | Kind::Many) && judged;
        if about_pain && recorded(self.script, &round.answers).picked(WARNING).is_empty() {
            issues.push(self.of_round(
                &format!("question {} is asked before the warning signs", round.at),
                "put the question of kind `signs` before it",
            ));
        }
    }
}
