//! What the page is told: the chat, the clock, the plan and the outcome, as finished values. Instants are
//! written with their zone, so that the page shows the same local times as the bot counts with.

use jiff::{SignedDuration, Zoned, tz::TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    engine::{Button, CheckIn, Command, Ending, Media, story},
    script::{CheckInPlan, Key, Rich, Rule, Script, Trigger, Urgency, key},
};

/// How everything stands. Everything but `now` may be empty.
#[derive(Clone, Default, Serialize)]
pub struct View {
    /// The instant, in the client's zone.
    pub now: Zoned,
    /// Language that the bot talks to this client, e.g. `en`.
    pub language: String,
    /// The languages to choose from for a new client.
    pub languages: Vec<Language>,
    /// What the empty chat says about the bot.
    pub about: String,
    /// The ways into the chat, the usual one first. If there are none: a plain `/start`.
    pub openings: Vec<Opening>,
    /// The command menu.
    pub commands: Vec<Hint>,
    /// The chat, the oldest message first.
    pub messages: Vec<Shown>,
    /// The planned messages, open and ended, in any order.
    pub plan: Vec<Planned>,
    /// What was computed last.
    pub outcome: Option<Outcome>,
    /// What the clinic's team was told.
    pub notes: Vec<Note>,
}

/// A language of the content.
#[derive(Clone, Debug, Serialize)]
pub struct Language {
    /// Its code, e.g. `de`.
    pub code: String,
    /// Its own name for itself.
    pub name: String,
}

/// A way into the chat.
#[derive(Clone, Serialize)]
pub struct Opening {
    /// In a few words, e.g. "The clinic's link, right after the massage".
    pub label: String,
    /// What the app then sends: `/start`, with what stands in the link.
    pub text: String,
}

/// An entry of the command menu.
#[derive(Clone, Debug, Serialize)]
pub struct Hint {
    /// The command without its slash.
    pub name: String,
    /// What it does, in the client's language.
    pub about: String,
}

impl Hint {
    /// Every command, as `say` describes it.
    #[must_use]
    pub fn all(say: impl Fn(Key) -> String) -> Vec<Self> {
        let hint = |name: &str, key| Self { name: name.to_owned(), about: say(key) };
        let others =
            Command::NAMED.iter().filter_map(|(name, command)| Some(hint(name, command.described()?)));
        std::iter::once(hint("start", key::COMMAND_START)).chain(others).collect()
    }
}

/// A message in the chat.
#[derive(Clone, Default, Serialize)]
pub struct Shown {
    /// Its number; grows down the chat.
    pub id: i64,
    /// The bot wrote it; otherwise the client.
    pub from_bot: bool,
    /// When it was sent.
    pub at: Zoned,
    /// What it says.
    pub text: Rich,
    /// What the client sent instead of a text.
    #[serde(serialize_with = "media_name", skip_serializing_if = "Option::is_none")]
    pub media: Option<Media>,
    /// The buttons under it.
    pub buttons: Vec<Vec<Button>>,
    /// It was changed after it was sent.
    pub edited: bool,
    /// The bot wrote it by itself: nobody asked for it just now.
    pub unasked: bool,
}

/// Something the clinic's team was told.
#[derive(Clone, Serialize)]
pub struct Note {
    /// When.
    pub at: Zoned,
    /// What.
    pub text: Rich,
}

/// A planned message and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Planned {
    /// What it is, e.g. "24 h after the massage".
    pub name: String,
    /// When it is planned; when it was, if it ended.
    pub due: Zoned,
    /// Not useful after this.
    pub latest: Zoned,
    /// Where it stands.
    pub standing: Standing,
    /// What happened to it and why, in a line, e.g. "planned Tue 3 Mar 22:30, sent 20:59: quiet hours".
    pub story: String,
}

/// Where a planned message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Its time has not come.
    Open,
    /// It is on its way out.
    Leaving,
    /// It was sent.
    Sent,
    /// Nobody knows whether it was sent.
    Uncertain,
    /// It was not sent, for a reason.
    Unsent,
}

impl Planned {
    /// What the page shows of a row.
    #[must_use]
    pub fn of(row: &CheckIn, script: &Script) -> Self {
        let zone = TimeZone::get(&row.zone).unwrap_or(TimeZone::UTC);
        let name = script.check_in(&row.purpose).map_or_else(|| row.purpose.to_string(), name);
        Self {
            name: if row.reminder { format!("Reminder: {name}") } else { name },
            due: row.due.to_zoned(zone.clone()),
            latest: row.latest.to_zoned(zone.clone()),
            standing: match row.end.map(|end| end.how) {
                None if row.queued => Standing::Leaving,
                None => Standing::Open,
                Some(Ending::Sent | Ending::SentPerhapsTwice) => Standing::Sent,
                Some(Ending::PerhapsSent) => Standing::Uncertain,
                Some(Ending::Skipped | Ending::Cancelled | Ending::Expired) => Standing::Unsent,
            },
            story: story(row, &zone),
        }
    }
}

fn name(plan: &CheckInPlan) -> String {
    let when = match (plan.after, &plan.at) {
        (Some(after), _) => elapsed(after),
        (None, Some(at)) => format!("at {at} on the next day,"),
        (None, None) => String::new(),
    };
    match plan.plan {
        Trigger::Visit => format!("{when} after the massage"),
        Trigger::Worse => format!("{when} after the massage, as it got worse"),
        Trigger::Ambulance => {
            format!("\u{201c}Were you seen?\u{201d} {when} after \u{201c}call an ambulance\u{201d}")
        }
        Trigger::Today => {
            format!("\u{201c}Were you seen?\u{201d} {when} after \u{201c}be seen today\u{201d}")
        }
    }
}

fn elapsed(span: SignedDuration) -> String {
    match (span.as_hours(), span.as_mins() % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// The urgency that was computed last.
#[derive(Clone, Serialize)]
pub struct Outcome {
    /// The highest level of all rules that fired.
    pub urgency: Urgency,
    /// When.
    pub at: Zoned,
    /// The rules that fired, the decisive ones first; none for self-care.
    pub rules: Vec<Fired>,
}

/// A rule that fired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fired {
    /// Its name in `triage.toml`.
    pub id: String,
    /// The urgency that it asked for.
    pub level: Urgency,
    /// Why, in a few words, without the sources.
    pub why: String,
}

impl Outcome {
    /// What the page shows of an outcome. `entries` are those of the rule table that fired; of several with
    /// one name only the highest count.
    pub fn of<'a>(urgency: Urgency, at: Zoned, entries: impl IntoIterator<Item = &'a Rule>) -> Self {
        let mut rules: Vec<Fired> = Vec::new();
        for entry in entries {
            let fired = Fired {
                id: entry.id.to_string(),
                level: entry.level,
                why: without_sources(&entry.why).to_owned(),
            };
            match rules.iter_mut().find(|known| known.id == fired.id) {
                None => rules.push(fired),
                Some(known) if known.level < fired.level => *known = fired,
                Some(known) if known.level == fired.level && !known.why.contains(&fired.why) => {
                    known.why = format!("{}; {}", known.why, fired.why);
                }
                Some(_) => {}
            }
        }
        rules.sort_by_key(|rule| std::cmp::Reverse(rule.level));
        Self { urgency, at, rules }
    }
}

/// The line of a rule without the list of sources at its end.
fn without_sources(why: &str) -> &str {
    match why.rsplit_once(" (") {
        Some((words, sources)) if sources.ends_with(')') => words,
        _ => why,
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, clippy::ref_option, reason = "serde calls it so")]
fn media_name<S: Serializer>(media: &Option<Media>, to: S) -> Result<S::Ok, S::Error> {
    media.map(Media::name).serialize(to)
}

pub(super) fn media_named<'de, D: Deserializer<'de>>(from: D) -> Result<Media, D::Error> {
    let name = String::deserialize(from)?;
    Media::named(&name).ok_or_else(|| serde::de::Error::custom("no such kind of message"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(id: &str, level: Urgency, why: &str) -> Rule {
        Rule { id: id.into(), level, when: [].into(), why: why.to_owned(), note: None }
    }

    #[test]
    fn an_outcome_names_each_rule_once_with_its_highest_level_the_decisive_one_first() {
        let entries = [
            rule("B1", Urgency::Therapist, "4-6: hard to ignore (P24, P35)"),
            rule("B1", Urgency::Doctor, "7-8: severe (P24)"),
            rule("D1", Urgency::Today, "nerve (P17)"),
            rule("D1", Urgency::Today, "worse (P58)"),
        ];
        let outcome = Outcome::of(Urgency::Today, Zoned::default(), &entries);
        let told: Vec<_> = outcome.rules.iter().map(|rule| (&*rule.id, &*rule.why)).collect();
        assert_eq!(told, [("D1", "nerve; worse"), ("B1", "7-8: severe")]);
    }

    #[test]
    fn sources_are_cut_but_words_are_not() {
        assert_eq!(
            without_sources("adults only: no outcome under 18 (brief 2.1)"),
            "adults only: no outcome under 18"
        );
        assert_eq!(without_sources("pain (one side) gets worse"), "pain (one side) gets worse");
    }

    #[test]
    fn names_of_planned_messages_tell_what_they_are_counted_from() {
        let plan = |text: &str| name(&toml::from_str(text).unwrap());
        let rest = "\nlatest = \"48h\"\nnight = \"move\"\nask = []";
        let named = |head: &str| plan(&format!("id = \"x\"\n{head}{rest}"));
        assert_eq!(named("plan = \"visit\"\nafter = \"24h\""), "24 h after the massage");
        assert_eq!(
            named("plan = \"ambulance\"\nafter = \"10m\""),
            "“Were you seen?” 10 min after “call an ambulance”"
        );
        assert_eq!(
            named("plan = \"today\"\nat = \"09:00\""),
            "“Were you seen?” at 09:00 on the next day, after “be seen today”"
        );
    }
}
