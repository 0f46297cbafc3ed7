//! Walks every place of the conversation, breadth first, so that the first way to a fault is the shortest.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;

use super::{
    Covered, Fault, Progress,
    inputs::Inputs,
    judge::{Move, denied_at, named, said, sign_stands},
    place::Place,
    story,
    texts::Texts,
    world::{Did, World},
};
use crate::{
    engine::DATA_MAX,
    script::{ASSESSMENT, CHECK_INS, Examples, Id, Issue, Kind, Script, TOPICS, Trigger, Urgency},
};

/// More places than this and the content has become something else than a conversation.
const PLACES_MAX: usize = 200_000;

/// After the first fault, so many places more are looked at for others.
const PLACES_AFTER_A_FAULT: usize = 100;

/// A place that was reached, and how.
struct Node {
    world: World,
    place: Place,
    sign: bool,
    from: Option<usize>,
    dids: Vec<Did>,
    /// The places reached from here by answering.
    answered: Vec<usize>,
    /// Whether an answer here leads to an outcome.
    ends: bool,
}

pub(super) struct Explorer<'a> {
    named: &'a Script,
    real: &'a Script,
    start: Timestamp,
    texts: Texts<'a>,
    nodes: Vec<Node>,
    known: HashMap<Place, usize>,
    /// For which places the side inputs were tried.
    alike: BTreeSet<String>,
    /// The signs in each typed text.
    typed: HashMap<String, Vec<Id>>,
    steps: usize,
    asked: BTreeSet<Id>,
    opened: BTreeSet<Id>,
    concluded: BTreeSet<(Option<Id>, Urgency)>,
    topics: BTreeSet<String>,
    pub(super) faults: Vec<Fault>,
}

impl<'a> Explorer<'a> {
    pub(super) fn new(named: &'a Script, real: &'a Script, texts: Texts<'a>, start: Timestamp) -> Self {
        Self {
            named,
            real,
            start,
            texts,
            nodes: Vec::new(),
            known: HashMap::new(),
            alike: BTreeSet::new(),
            typed: HashMap::new(),
            steps: 0,
            asked: BTreeSet::new(),
            opened: BTreeSet::new(),
            concluded: BTreeSet::new(),
            topics: BTreeSet::new(),
            faults: Vec::new(),
        }
    }

    /// Walks everywhere; only a little if the content is known to be `faulty`.
    pub(super) fn explore(
        &mut self,
        examples: &[Examples],
        faulty: bool,
        covered: &mut Covered,
        progress: &mut dyn FnMut(Progress),
    ) {
        let inputs = Inputs::new(self.named, self.real, examples);
        let world = World::new(self.start);
        let place = Place::of(self.named, &world, false);
        self.add(Node {
            world,
            place,
            sign: false,
            from: None,
            dids: Vec::new(),
            answered: Vec::new(),
            ends: false,
        });
        let mut next = 0;
        let mut until = faulty.then_some(PLACES_AFTER_A_FAULT);
        while next < self.nodes.len() && until.is_none_or(|until| next < until) {
            if self.nodes.len() > PLACES_MAX {
                let issue = Issue::new(
                    ASSESSMENT,
                    "the questions",
                    &format!("the conversation has more than {PLACES_MAX} places, too many to prove"),
                    "leave out questions or check-ins",
                );
                self.faults.push(Fault { issue, story: None });
                break;
            }
            for dids in inputs.main(&self.nodes[next].world) {
                self.walk(next, &dids);
            }
            for dids in self.side(next, &inputs) {
                self.walk(next, &dids);
            }
            next += 1;
            if until.is_none() && !self.faults.is_empty() {
                until = Some(next + PLACES_AFTER_A_FAULT);
            }
            progress(Progress { explored: next, known: self.nodes.len() });
        }
        if until.is_none() {
            self.dead_ends();
            self.never_reached();
        }
        covered.places = self.nodes.len();
        covered.moves = self.steps;
        covered.compositions = self.texts.compositions();
    }

    fn add(&mut self, node: Node) -> usize {
        let at = self.nodes.len();
        self.known.insert(node.place.clone(), at);
        self.nodes.push(node);
        at
    }

    /// The inputs that are tried once for all places alike.
    fn side(&mut self, at: usize, inputs: &Inputs<'_>) -> Vec<Vec<Did>> {
        let Node { place, .. } = &self.nodes[at];
        let Place { round, last, urgent, consent, sign, doubts, denied, .. } = place;
        let question = round.as_ref().map(|asked| (&asked.at, asked.check_in.is_some()));
        let card = round.as_ref().map(|asked| (asked.card, asked.done));
        let alike_for_doubts = format!("doubt at {question:?} {card:?} {urgent:?} {consent} {doubts:?}");
        let alike = if doubts.is_empty() {
            format!("{question:?} {card:?} {last:?} {urgent:?} {consent} {sign}")
        } else {
            // All that is said then must not reassure, whatever else there is.
            format!("in doubt at {question:?} {consent} {denied}")
        };
        let mild = place.is_mild();
        let mut side = Vec::new();
        if self.alike.insert(alike_for_doubts) {
            side.extend(inputs.doubtful(&self.nodes[at].world));
        }
        if !self.alike.insert(alike) {
            return side;
        }
        side.extend(inputs.side(&self.nodes[at].world));
        // Every topic where its answer reassures, and where it does not.
        if self.topics.insert(format!("all {mild}")) {
            side.extend(inputs.topics());
        }
        side
    }

    /// Does these things at a place, one after the other.
    fn walk(&mut self, from: usize, dids: &[Did]) {
        let node = &self.nodes[from];
        let (mut world, mut sign, mut place) = (node.world.clone(), node.sign, node.place.clone());
        for (number, did) in dids.iter().enumerate() {
            let mut after = world.clone();
            let shown = after.act(self.named, did);
            self.steps += 1;
            let named = self.signs(did);
            let stands = sign_stands(self.named, sign, did, &named, [&world, &after]);
            after.denied = denied_at(self.named, did, &named, [&world, &after]);
            let reached = Place::of(self.named, &after, stands);
            let moved = Move {
                script: self.named,
                before: &world,
                after: &after,
                sign: stands,
                did,
                named: &named,
                shown: &shown,
                places: [&place, &reached],
            };
            let mut issues = moved.faults();
            for shown in &shown {
                self.texts.measure(&shown.message, &mut issues);
                let long = shown.message.buttons.iter().flatten().find(|button| button.data.len() > DATA_MAX);
                if let Some(button) = long {
                    let problem = format!("the button {} carries more than {DATA_MAX} bytes", button.data);
                    issues.push(Issue::new(ASSESSMENT, "ids", &problem, "shorten the ids in it"));
                }
                let topics = said(&shown.message.text.text).filter_map(|name| name.strip_suffix("-call"));
                self.topics.extend(topics.map(str::to_owned));
            }
            for issue in issues {
                self.fault(issue, from, &dids[..=number]);
            }
            self.note(&world, &after);
            (world, sign, place) = (after, stands, reached);
        }
        let to = match self.known.get(&place) {
            Some(known) => *known,
            None => self.add(Node {
                world,
                place,
                sign,
                from: Some(from),
                dids: dids.to_vec(),
                answered: Vec::new(),
                ends: false,
            }),
        };
        let [Did::Press(button)] = dids else { return };
        if !["a.", "t.", "d.", "m.", "w.", "c.agree", "h."].iter().any(|kind| button.data.starts_with(kind)) {
            return;
        }
        // An answer that ends the round ends it with an outcome: leaving it has other buttons.
        if self.nodes[from].place.round.is_some() && self.nodes[to].place.round.is_none() {
            self.nodes[from].ends = true;
        }
        self.nodes[from].answered.push(to);
    }

    /// The warning signs that are tapped or typed. A text is read once, for it is typed at thousands of places.
    fn signs(&mut self, did: &Did) -> Vec<Id> {
        match did {
            Did::Text(text) | Did::Edit(text) => {
                let read = || named(self.named, did);
                self.typed.entry(text.clone()).or_insert_with(read).clone()
            }
            _ => named(self.named, did),
        }
    }

    /// Notes what was reached.
    fn note(&mut self, before: &World, after: &World) {
        if let Some(round) = &after.c.state.round {
            self.asked.insert(round.at.clone());
            self.opened.extend(round.check_in.clone());
        }
        for open in after.c.open_plan().filter(|open| !open.reminder) {
            self.opened.insert(open.purpose.clone());
        }
        let (Some(round), Some(last)) = (&before.c.state.round, &after.c.state.last) else { return };
        if after.c.state.round.is_none() && last.at == after.now {
            self.concluded.insert((round.check_in.clone(), last.urgency));
        }
    }

    /// Keeps a fault with the shortest story of it, which is the first; one as short that needs no button of an earlier
    /// message is better.
    fn fault(&mut self, issue: Issue, from: usize, dids: &[Did]) {
        let mut all = dids.to_vec();
        let mut at = Some(from);
        while let Some(node) = at.map(|at| &self.nodes[at]) {
            all.splice(0..0, node.dids.iter().cloned());
            at = node.from;
        }
        let same = |known: &&mut Fault| known.issue.file == issue.file && known.issue.place == issue.place;
        let Some(known) = self.faults.iter_mut().find(same) else {
            let story = Some(story::tell(self.real, self.start, &all));
            self.faults.push(Fault { issue, story });
            return;
        };
        let plain = |story: &story::Story| story.turns.iter().all(|turn| !turn.old);
        if known.story.as_ref().is_some_and(|story| story.turns.len() == all.len() && !plain(story)) {
            let story = story::tell(self.real, self.start, &all);
            if plain(&story) {
                *known = Fault { issue, story: Some(story) };
            }
        }
    }

    /// From every place in a round, answering leads to an outcome.
    fn dead_ends(&mut self) {
        let mut leads: Vec<bool> =
            self.nodes.iter().map(|node| node.place.round.is_none() || node.ends).collect();
        let mut changed = true;
        while changed {
            changed = false;
            for at in (0..self.nodes.len()).rev() {
                if !leads[at] && self.nodes[at].answered.iter().any(|to| leads[*to]) {
                    leads[at] = true;
                    changed = true;
                }
            }
        }
        let lost = (0..self.nodes.len()).filter(|at| !leads[*at]);
        let mut places: BTreeMap<Id, usize> = BTreeMap::new();
        for at in lost {
            if let Some(round) = &self.nodes[at].world.c.state.round {
                places.entry(round.at.clone()).or_insert(at);
            }
        }
        for (question, at) in places {
            let own = self.named.assessment().iter().any(|known| known.id == question);
            let issue = Issue::new(
                if own { ASSESSMENT } else { CHECK_INS },
                &format!("question {question}"),
                "no answer to it leads to an outcome",
                "give it answers that lead on, or leave it out",
            );
            self.fault(issue, at, &[]);
        }
    }

    /// What content is for nothing: it is never asked, never comes, never ends.
    fn never_reached(&mut self) {
        let mut issues = Vec::new();
        let both = [(ASSESSMENT, self.named.assessment()), (CHECK_INS, self.named.check_in_questions())];
        for (file, question) in both.into_iter().flat_map(|(file, all)| all.iter().map(move |q| (file, q))) {
            // "Have you been seen?" is asked by messages, too.
            if !self.asked.contains(&question.id) && question.kind != Kind::Consent {
                issues.push(Issue::new(
                    file,
                    &format!("question {}", question.id),
                    "it is never asked",
                    "name it in `ask` of a check-in, correct its own `ask`, or remove it",
                ));
            }
        }
        for plan in self.named.check_ins() {
            let results = self.concluded.iter().any(|(check_in, _)| check_in.as_ref() == Some(&plan.id));
            let problem = if !self.opened.contains(&plan.id) {
                "it never comes"
            } else if matches!(plan.plan, Trigger::Visit | Trigger::Worse) && !results {
                "no answer to it leads to a result"
            } else {
                continue;
            };
            let cure = "correct `plan`, `after` and `ask`, or remove it";
            issues.push(Issue::new(CHECK_INS, &format!("check-in {}", plan.id), problem, cure));
        }
        for urgency in Urgency::ALL {
            if !self.concluded.iter().any(|(check_in, known)| check_in.is_none() && *known == urgency) {
                issues.push(Issue::new(
                    ASSESSMENT,
                    &format!("outcome {urgency}"),
                    "no answers lead to it",
                    "correct the rules of triage.toml",
                ));
            }
        }
        for topic in &self.named.topics().topic {
            if !self.topics.contains(&format!("topic-{}", topic.id)) {
                issues.push(Issue::new(
                    TOPICS,
                    &format!("topic {}", topic.id),
                    "nobody can reach it by the menu",
                    "add it to `topics` of a group",
                ));
            }
        }
        let fresh = |issue: &Issue| !self.faults.iter().any(|known| known.issue.place == issue.place);
        let fresh: Vec<Issue> = issues.into_iter().filter(fresh).collect();
        self.faults.extend(fresh.into_iter().map(|issue| Fault { issue, story: None }));
    }
}
