//! The boxes and arrows of one content, in one of its languages.

use std::collections::BTreeSet;

use super::{Arrow, Graph, Look, Node, wrap::gist};
use crate::script::{
    Ask, CheckInPlan, Id, Kind, Question, RISK, SEEN, Script, Trigger, Urgency, Value, Words, key,
};

/// The middle of the column of the questions, and where two stand side by side.
const MAIN: usize = 30;
const SIDES: [usize; 2] = [17, 43];
/// The columns of the outcomes, the mildest first.
const OUTCOMES: [usize; 5] = [10, 30, 50, 70, 90];

/// The flow from the first message to the check-ins.
#[must_use]
pub fn flow(script: &Script, language: &str) -> Graph {
    let mut maker = Maker { script, words: script.words(Some(language)), graph: Graph::default() };
    let row = maker.questions();
    maker.outcomes(row);
    maker.planned(row + 2);
    maker.graph
}

struct Maker<'a> {
    script: &'a Script,
    words: &'a Words,
    graph: Graph,
}

impl<'a> Maker<'a> {
    // --- words --------------------------------------------------------------------------------------------

    fn say(&self, name: &str) -> String {
        let number = self.script.emergency(None).map_or_else(|| "112".to_owned(), str::to_owned);
        self.words.say(name, &[("emergency", Value::from(number)), ("before", Value::from(-1))]).text
    }

    fn asks(&self, question: &Question) -> String {
        let text = gist(&self.say(&key::question(&question.id)));
        if question.kind != Kind::Opener {
            return text;
        }
        let answers = question.answers.iter();
        let labels: Vec<String> = answers
            .map(|a| self.say(&key::answer(&self.script.caption_question(question).id, &a.id)))
            .collect();
        format!("[{}]", labels.join(" / "))
    }

    // --- boxes and arrows ---------------------------------------------------------------------------------

    fn add(&mut self, id: &str, title: String, lines: Vec<String>, look: Look, at: (usize, usize, usize)) {
        let (row, column, width) = at;
        let id = id.replace('-', "_");
        self.graph.boxes.push(Node { id, title, lines, look, row, column, width });
    }

    fn arrow(&mut self, from: &str, to: &str, label: String, later: bool) {
        let [from, to] = [from, to].map(|id| id.replace('-', "_"));
        self.graph.arrows.push(Arrow { from, to, label, later });
    }

    /// The assessment; gives the row after it.
    fn questions(&mut self) -> usize {
        self.add("start", self.say(key::GRAPH_START.name), Vec::new(), Look::Start, (0, MAIN, 34));
        let mut row = 1;
        let mut before: Vec<(String, String)> = vec![("start".to_owned(), String::new())];
        let questions: Vec<&'a Question> = self.script.assessment().iter().collect();
        let mut at = 0;
        while at < questions.len() {
            // Two questions of which one is asked stand side by side.
            let either = questions[at..].iter().take_while(|q| q.ask != Ask::Always).count().clamp(1, 2);
            let group = &questions[at..at + either];
            let mut next = Vec::new();
            for (side, question) in group.iter().enumerate() {
                let name = format!("q_{}", question.id);
                let (column, width) = if either == 1 { (MAIN, 38) } else { (SIDES[side], 23) };
                let lines = if question.id == RISK {
                    vec![self.say(key::GRAPH_RISK_CONFIRM.name)]
                } else {
                    Vec::new()
                };
                self.add(&name, self.asks(question), lines, Look::Question, (row, column, width));
                for (from, label) in before.clone() {
                    let condition = match question.ask {
                        Ask::VisitKnown => self.say(key::GRAPH_VISIT_KNOWN.name),
                        Ask::VisitUnknown => self.say(key::GRAPH_VISIT_UNKNOWN.name),
                        _ => String::new(),
                    };
                    let both = [label, condition].into_iter().filter(|text| !text.is_empty());
                    let condition = both.collect::<Vec<_>>().join(" · ");
                    self.arrow(&from, &name, condition, false);
                }
                let label = match question.kind {
                    Kind::Signs => self.none_of(question),
                    Kind::Consent => self.say(key::GRAPH_AGREED.name),
                    _ => String::new(),
                };
                next.push((name, label));
            }
            if group[0].kind == Kind::Signs {
                self.signs(group[0], row, questions.get(at + 1).copied());
            }
            before = next;
            at += either;
            row += 1;
        }
        self.add("rules", self.say(key::GRAPH_RULES.name), Vec::new(), Look::Decision, (row, MAIN, 38));
        for (from, label) in before {
            self.arrow(&from, "rules", label, false);
        }
        row + 1
    }

    fn none_of(&self, question: &Question) -> String {
        let none = question.answers.iter().find(|answer| answer.alone);
        none.map(|none| self.say(&key::answer(&self.script.caption_question(question).id, &none.id)))
            .unwrap_or_default()
    }

    /// The second screen of the warning signs: each acts at once.
    fn signs(&mut self, question: &Question, row: usize, next: Option<&Question>) {
        let mut lines = Vec::new();
        let mut levels = BTreeSet::new();
        for urgency in Urgency::ALL.into_iter().rev() {
            let signs = question.answers.iter().filter(|a| self.script.sign_urgency(&a.id) == Some(urgency));
            let number = signs.count();
            if number > 0 {
                levels.insert(urgency);
                lines.push(format!("{number} × {urgency}"));
            }
        }
        let title = gist(&self.say(key::SIGNS_PICK.name));
        self.add("signs", title, vec![lines.join(" · ")], Look::Question, (row, 80, 34));
        let from = format!("q_{}", question.id);
        self.arrow(&from, "signs", self.say(key::BUTTON_SOME.name), false);
        for urgency in levels {
            if urgency.interrupts() {
                self.arrow("signs", &outcome(urgency), urgency.to_string(), false);
            } else if let Some(next) = next {
                let label = format!("{urgency}: {}", self.say(key::GRAPH_KEEPS_LEVEL.name));
                self.arrow("signs", &format!("q_{}", next.id), label, false);
            }
        }
    }

    /// The five advices, each with the rules that can lead to it.
    fn outcomes(&mut self, row: usize) {
        for (urgency, column) in Urgency::ALL.into_iter().zip(OUTCOMES) {
            let mut rules: Vec<&Id> = Vec::new();
            for rule in self.script.rules().iter().filter(|rule| rule.level == urgency) {
                if !rules.contains(&&rule.id) {
                    rules.push(&rule.id);
                }
            }
            let rules: Vec<&str> = rules.iter().map(|id| &***id).collect();
            let rules = if rules.is_empty() { "0".to_owned() } else { rules.join(" ") };
            let title = format!("{urgency} · {}", gist(&self.say(&key::outcome(urgency))));
            self.add(&outcome(urgency), title, vec![rules], Look::Outcome(urgency), (row, column, 18));
            self.arrow("rules", &outcome(urgency), String::new(), false);
        }
    }

    /// What comes by itself.
    fn planned(&mut self, row: usize) {
        self.add("planned", self.say(key::GRAPH_PLANNED.name), Vec::new(), Look::Planned, (row - 1, 30, 26));
        for urgency in [Urgency::SelfCare, Urgency::Therapist, Urgency::Doctor] {
            self.arrow(&outcome(urgency), "planned", String::new(), true);
        }
        let script = self.script;
        let mut of_visit: Vec<&CheckInPlan> =
            script.check_ins().iter().filter(|p| matches!(p.plan, Trigger::Visit | Trigger::Worse)).collect();
        of_visit.sort_by_key(|plan| plan.after);
        let mut asked: Vec<&Id> = Vec::new();
        let count = of_visit.len().max(1);
        for (number, plan) in of_visit.iter().enumerate() {
            let name = format!("c_{}", plan.id);
            // Side by side below the three milder advices.
            let (column, width) = ((2 * number + 1) * 60 / (2 * count), 54 / count);
            let lines = if plan.plan == Trigger::Worse {
                vec![self.say(key::GRAPH_IF_WORSE.name)]
            } else {
                Vec::new()
            };
            self.add(&name, after(plan), lines, Look::Planned, (row, column, width));
            self.arrow("planned", &name, String::new(), true);
            self.arrow(&name, "check_in", String::new(), false);
            asked.extend(plan.ask.iter().filter(|id| !asked.contains(id)).collect::<Vec<_>>());
        }
        let lines: Vec<String> =
            asked.into_iter().filter_map(|id| script.question(id)).map(|q| self.line(q)).collect();
        self.add("check_in", self.say(key::GRAPH_COMPARED.name), lines, Look::Question, (row + 1, 30, 56));
        self.arrow("check_in", "rules", String::new(), false);
        for (trigger, urgency) in [(Trigger::Today, Urgency::Today), (Trigger::Ambulance, Urgency::Ambulance)]
        {
            let plans: Vec<&CheckInPlan> = script.check_ins().iter().filter(|p| p.plan == trigger).collect();
            let Some(first) = plans.first() else { continue };
            let times: Vec<String> = plans.iter().map(|plan| after(plan)).collect();
            let name = format!("seen_{urgency}");
            let seen = key::answer(&SEEN.into(), &"no".into());
            let lines = vec![gist(&self.say(&key::check_in(&first.id)))];
            let column = OUTCOMES[if urgency == Urgency::Today { 3 } else { 4 }];
            self.add(&name, times.join(", "), lines, Look::Planned, (row, column, 18));
            self.arrow(&outcome(urgency), &name, String::new(), true);
            self.arrow(&name, &outcome(urgency), self.say(&seen), false);
        }
    }

    /// A question of a check-in, in one line, with its condition.
    fn line(&self, question: &Question) -> String {
        let text = self.asks(question);
        let condition = match question.ask {
            Ask::UrgentBefore => self.say(key::GRAPH_IF_URGENT_BEFORE.name),
            Ask::TherapistBefore => self.say(key::GRAPH_IF_THERAPIST_BEFORE.name),
            Ask::VisitKnown => self.say(key::GRAPH_VISIT_KNOWN.name),
            Ask::VisitUnknown => self.say(key::GRAPH_VISIT_UNKNOWN.name),
            Ask::Always => return text,
        };
        format!("{text} ({condition})")
    }
}

fn outcome(urgency: Urgency) -> String {
    format!("o_{urgency}")
}

/// When a planned message comes: "+24 h", "09:00".
fn after(plan: &CheckInPlan) -> String {
    match (plan.after, &plan.at) {
        (Some(after), _) if after.as_mins() % 60 == 0 => format!("+{} h", after.as_hours()),
        (Some(after), _) => format!("+{} min", after.as_mins()),
        (None, at) => at.clone().unwrap_or_default(),
    }
}
