//! Plays inputs on the rehearsal stage and writes down, in the notation of a transcript, what is seen.

use std::sync::Arc;

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

use super::notation::{self, Brief, Input};
use crate::{
    engine::{Act, CheckIn, Clinic, MessageId, Person, Typed},
    link::{ClinicId, Ticket},
    runtime::{Rehearsal, Shown},
    script::Script,
    store::{Database, Store, StoreError},
};

/// Why a transcript cannot be played on.
#[derive(Debug, thiserror::Error)]
pub enum PlayError {
    /// A line cannot be read.
    #[error(transparent)]
    Notation(#[from] notation::NotationError),
    /// The button is not there.
    #[error("there is no button \"{0}\" on the screen")]
    NoButton(String),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A stage and what was written down so far.
pub struct Player {
    script: Arc<Script>,
    stage: Rehearsal<Database>,
    zone: TimeZone,
    person: Person,
    clinic: Option<ClinicId>,
    seen: Vec<Shown>,
    /// Every button there ever was: caption, what it carries, its message.
    buttons: Vec<(String, String, MessageId)>,
    /// The last tap.
    tapped: Option<Act>,
    plan: Vec<CheckIn>,
    urgency: Option<String>,
    /// The clock when something was written last.
    told: Timestamp,
    /// After each input, the same update comes once more and must change nothing.
    pub redeliver: bool,
}

impl Player {
    /// A stage whose clock stands at `now`.
    ///
    /// # Errors
    /// If the database cannot be made.
    pub async fn new(script: Arc<Script>, now: Timestamp, zone: TimeZone) -> Result<Self, StoreError> {
        let store = Database::open("sqlite::memory:", false).await?;
        let person = Person::default();
        let stage = Rehearsal::new(Arc::clone(&script), store, now, person.clone()).await?;
        Ok(Self {
            script,
            stage,
            zone,
            person,
            clinic: None,
            seen: Vec::new(),
            buttons: Vec::new(),
            tapped: None,
            plan: Vec::new(),
            urgency: None,
            told: now,
            redeliver: false,
        })
    }

    /// The stage.
    #[must_use]
    pub fn stage(&self) -> &Rehearsal<Database> {
        &self.stage
    }

    /// The zone in which times are written.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Plays one input; gives the lines of what was seen.
    ///
    /// # Errors
    /// If the input does not fit what is on the screen, or the database fails.
    pub async fn play(&mut self, input: &Input) -> Result<Vec<String>, PlayError> {
        match input {
            Input::Clock(time, zone) => {
                let at = local(*time, zone);
                let store = Database::open("sqlite::memory:", false).await?;
                self.stage = Rehearsal::new(Arc::clone(&self.script), store, at, self.person.clone()).await?;
                self.zone = zone.clone();
                self.told = at;
            }
            Input::Name(name) => {
                self.person.name = Some(name.clone());
                self.stage.set_person(self.person.clone());
            }
            Input::Language(code) => {
                self.person.language = Some(code.clone());
                self.stage.set_person(self.person.clone());
            }
            Input::Clinic(parts) => self.put_clinic(parts).await?,
            Input::NewClinic(parts) => {
                self.clinic = None;
                self.put_clinic(parts).await?;
            }
            Input::NoClinic => {
                if let Some(clinic) = self.clinic {
                    self.stage.runtime().store().remove_clinic(clinic).await?;
                }
            }
            Input::Link(end) => {
                let ended_at = end.map(|end| local(end, &self.zone));
                let clinic = self.clinic.unwrap_or(ClinicId(0));
                let payload = self.stage.payload(&Ticket { clinic, ended_at });
                self.act(self.stage.typed(&format!("/start {payload}"))).await?;
            }
            Input::Payload(payload) => self.act(self.stage.typed(&format!("/start {payload}"))).await?,
            Input::Client(text) => self.act(self.stage.typed(text)).await?,
            Input::Edit(text) => self.act(Act::Edited(Typed(text.clone()))).await?,
            Input::Tap { label, old } => {
                let act = self.tap(label, *old).ok_or_else(|| PlayError::NoButton(label.clone()))?;
                self.tapped = Some(act.clone());
                self.act(act).await?;
            }
            Input::Again => {
                let act = self.tapped.clone().ok_or_else(|| PlayError::NoButton("again".to_owned()))?;
                self.act(act).await?;
            }
            Input::Media(kind, caption) => {
                self.act(Act::Media { kind: *kind, caption: caption.clone().map(Typed) }).await?;
            }
            Input::Inspect => {
                let mut lines = self.changes().await?;
                let state = self.stage.conversation().await?.state;
                lines.push(notation::line("kept", &notation::kept(&state, &self.zone)));
                return Ok(lines);
            }
            Input::Block => self.act(Act::Blocked).await?,
            Input::Unblock => self.act(Act::Unblocked).await?,
            Input::Wait(span) => self.stage.advance(*span).await?,
            Input::Until(time) => self.stage.advance_to(local(*time, &self.zone)).await?,
            Input::Outage(span) => self.stage.outage(*span).await?,
            Input::SetClock(by) => self.stage.set_clock(*by).await?,
        }
        self.changes().await
    }

    async fn act(&mut self, act: Act) -> Result<(), PlayError> {
        self.stage.act(act.clone()).await?;
        if self.redeliver {
            self.stage.redeliver(act).await?;
        }
        Ok(())
    }

    fn tap(&self, label: &str, old: bool) -> Option<Act> {
        let same = |caption: &str| caption == label || caption.trim_start_matches("✓ ") == label;
        let (data, message) = if old {
            self.buttons
                .iter()
                .find(|(caption, ..)| same(caption))
                .map(|(_, data, id)| (data.clone(), *id))?
        } else {
            self.stage.screen().iter().rev().find_map(|shown| {
                let mut buttons = shown.message.buttons.iter().flatten();
                buttons.find(|button| same(&button.label)).map(|button| (button.data.clone(), shown.id))
            })?
        };
        Some(Act::Press { data, message: Some(message) })
    }

    async fn put_clinic(&mut self, parts: &[String; 4]) -> Result<(), StoreError> {
        let set = |text: &String| (!text.is_empty()).then(|| text.clone());
        let clinic = Clinic {
            id: self.clinic.unwrap_or(ClinicId(0)),
            name: parts[0].clone(),
            zone: set(&parts[1]),
            phone: set(&parts[2]),
            country: set(&parts[3]),
        };
        self.clinic = Some(self.stage.runtime().store().put_clinic(&clinic).await?);
        Ok(())
    }

    /// What is different from what was written down so far.
    async fn changes(&mut self) -> Result<Vec<String>, PlayError> {
        let mut lines = Vec::new();
        let screen = self.stage.screen();
        for shown in &screen {
            for button in shown.message.buttons.iter().flatten() {
                let known = (button.label.clone(), button.data.clone(), shown.id);
                if !self.buttons.contains(&known) {
                    self.buttons.push(known);
                }
            }
        }
        for (at, shown) in screen.iter().enumerate().filter(|(_, shown)| shown.from_bot) {
            match self.seen.get(at) {
                None => {
                    if shown.at != self.told {
                        let local = shown.at.to_zoned(self.zone.clone());
                        lines.push(notation::line("at", &local.strftime("%F %H:%M").to_string()));
                        self.told = shown.at;
                    }
                    let word = if shown.unasked { "later" } else { "bot" };
                    lines.push(notation::message(word, &shown.message));
                }
                Some(before) if before.message == shown.message => {}
                Some(before)
                    if before.message.text == shown.message.text && shown.message.buttons.is_empty() =>
                {
                    let first = shown.message.text.text.lines().next().unwrap_or_default();
                    lines.push(notation::line("closed", first));
                }
                Some(_) => lines.push(notation::message("card", &shown.message)),
            }
        }
        self.seen = screen;
        self.told = self.stage.now();
        let plan = self.stage.plan().await?;
        for check_in in &plan {
            let before = self.plan.iter().find(|before| before.generation == check_in.generation);
            lines.extend(notation::plan_changes(before, check_in, &self.zone));
        }
        self.plan = plan;
        let urgency = self.stage.judged().await?.map(|(urgency, rules)| {
            let rules: Vec<&str> = rules.iter().map(|rule| &**rule).collect();
            format!("{urgency} {}", rules.join(" ")).trim_end().to_owned()
        });
        if urgency != self.urgency
            && let Some(urgency) = &urgency
        {
            lines.push(notation::line("urgency", urgency));
        }
        self.urgency = urgency;
        Ok(lines)
    }
}

/// Plays a whole transcript: keeps its inputs and comments, and writes anew what is seen.
///
/// # Errors
/// If a line cannot be read, or the database fails. A button that is missing is written down, not an error.
pub async fn transcript(script: Arc<Script>, text: &str) -> Result<String, PlayError> {
    let mut player = Player::new(script, Timestamp::UNIX_EPOCH, TimeZone::UTC).await?;
    player.redeliver = true;
    let mut lines: Vec<String> = Vec::new();
    let mut brief = Brief::default();
    for line in text.lines() {
        if line.starts_with('#') {
            lines.push(line.to_owned());
        }
        let Some(input) = Input::parse(line)? else { continue };
        let acts = !matches!(
            input,
            Input::Name(_) | Input::Language(_) | Input::Clinic(_) | Input::NewClinic(_) | Input::NoClinic
        );
        if acts && lines.last().is_some_and(|last| !last.starts_with('#')) {
            lines.push(String::new());
        }
        lines.push(input.to_string());
        match player.play(&input).await {
            Ok(seen) => lines.extend(seen.iter().map(|seen| brief.shorten(seen))),
            Err(error @ PlayError::NoButton(_)) => lines.push(notation::line("error", &error.to_string())),
            Err(error) => return Err(error),
        }
    }
    lines.push(String::new());
    Ok(lines.join("\n"))
}

fn local(time: DateTime, zone: &TimeZone) -> Timestamp {
    zone.to_ambiguous_zoned(time).compatible().map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}
