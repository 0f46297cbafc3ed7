//! The [`Stage`] that the page shows: the bot's own rehearsal, with one clinic and its link.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp, Zoned, tz::TimeZone};

use super::{Hint, Language, Opening, Outcome, Planned, Shown, Stage, View};
use crate::{
    engine::{Act, Clinic, Media, MessageId, Person, State},
    link::{ClinicId, Ticket},
    runtime::Rehearsal,
    script::{Key, Script, key},
    store::{Database, Store, StoreError},
    triage::{self, Facts},
};

/// The clinic whose link can be tapped in the preview.
const CLINIC: &str = "Back in Balance";

/// The rehearsal behind the page.
pub struct BotStage {
    script: Arc<Script>,
    zone: TimeZone,
    clinic: ClinicId,
    language: Option<String>,
    rehearsal: Rehearsal<Database>,
}

impl BotStage {
    /// A stage on which nothing has happened; its clock stands at `now`, its clinic is in `zone`.
    ///
    /// # Errors
    /// If the database in memory cannot be made.
    pub async fn new(script: Arc<Script>, now: Timestamp, zone: TimeZone) -> Result<Self, StoreError> {
        let store = Database::open("sqlite::memory:", false).await?;
        let clinic = Clinic {
            id: ClinicId(0),
            name: CLINIC.to_owned(),
            zone: zone.iana_name().map(str::to_owned),
            phone: Some("+00 000 000000".to_owned()),
            country: None,
        };
        let clinic = store.put_clinic(&clinic).await?;
        let rehearsal = Rehearsal::new(Arc::clone(&script), store, now, client(None)).await?;
        Ok(Self { script, zone, clinic, language: None, rehearsal })
    }

    async fn act(&mut self, act: Act) {
        told(self.rehearsal.act(act).await);
    }

    fn words(&self, code: Option<&str>, key: Key) -> String {
        self.script.words(code).say(key.name, &[]).text
    }

    fn local(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.zone.clone())
    }

    fn openings(&self) -> Vec<Opening> {
        let now = self.rehearsal.now();
        let link = |ended_at| {
            format!("/start {}", self.rehearsal.payload(&Ticket { clinic: self.clinic, ended_at }))
        };
        let ago = |hours| now.saturating_sub(SignedDuration::from_hours(hours)).unwrap_or(now);
        vec![
            Opening { label: format!("{CLINIC}'s link, right after the massage"), text: link(Some(now)) },
            Opening { label: "The same link, 20 hours later".to_owned(), text: link(Some(ago(20))) },
            Opening { label: format!("{CLINIC}'s link for everybody"), text: link(None) },
            Opening { label: "Found by chance, without a link".to_owned(), text: "/start".to_owned() },
        ]
    }

    fn outcome(&self, state: &State) -> Option<Outcome> {
        let urgent = state.urgent.filter(|urgent| state.last.as_ref().is_none_or(|last| last.at < urgent.at));
        if let Some(urgent) = urgent {
            return Some(Outcome::of(urgent.urgency, self.local(urgent.at), []));
        }
        let last = state.last.as_ref()?;
        let has = |id: &str| last.rules.iter().any(|rule| **rule == *id);
        let facts = Facts { unseen: has("S"), waiting: has("W"), skipped: has("SKIP"), ..Facts::default() };
        let fired = triage::firing(&self.script, &last.answers, facts);
        Some(Outcome::of(last.urgency, self.local(last.at), fired))
    }
}

impl Stage for BotStage {
    async fn say(&mut self, text: String) {
        let act = self.rehearsal.typed(&text);
        self.act(act).await;
    }

    async fn press(&mut self, message: i64, data: String) {
        self.act(Act::Press { data, message: Some(MessageId(message)) }).await;
    }

    async fn media(&mut self, kind: Media) {
        self.act(Act::Media { kind, caption: None }).await;
    }

    async fn advance(&mut self, by: SignedDuration) {
        told(self.rehearsal.advance(by).await);
    }

    async fn to_next(&mut self) {
        match self.rehearsal.next_due().await {
            Ok(Some(due)) => told(self.rehearsal.advance_to(due).await),
            Ok(None) => {}
            Err(error) => told(Err(error)),
        }
    }

    async fn restart(&mut self, language: Option<String>) {
        told(self.rehearsal.next_client(client(language.clone())).await);
        self.language = language;
    }

    async fn view(&mut self) -> View {
        let state = self.rehearsal.conversation().await.map(|c| c.state).unwrap_or_default();
        let plan = self.rehearsal.plan().await.unwrap_or_default();
        let code = state.language.as_deref().or(self.language.as_deref());
        let language = self.script.words(code).code().to_owned();
        let languages = self.script.languages().iter().map(|words| Language {
            code: words.code().to_owned(),
            name: words.say(key::LANGUAGE_NAME.name, &[]).text,
        });
        let messages = self.rehearsal.screen().into_iter().map(|shown| Shown {
            id: shown.id.0,
            from_bot: shown.from_bot,
            at: self.local(shown.at),
            text: shown.message.text,
            media: shown.media,
            buttons: shown.message.buttons,
            edited: shown.edits > 0,
            unasked: shown.unasked,
        });
        View {
            now: self.local(self.rehearsal.now()),
            about: self.words(code, key::BOT_DESCRIPTION),
            languages: languages.collect(),
            openings: self.openings(),
            commands: Hint::all(|key| self.words(code, key)),
            messages: messages.collect(),
            plan: plan.iter().map(|row| Planned::of(row, &self.script)).collect(),
            outcome: self.outcome(&state),
            notes: Vec::new(),
            language,
        }
    }
}

/// The client of the preview, whose app speaks this language.
fn client(language: Option<String>) -> Person {
    Person { name: Some("Anna".to_owned()), language }
}

/// The database in memory does not fail; if it does, the page shows what stands.
fn told(done: Result<(), StoreError>) {
    if let Err(error) = done {
        log::error!("{error}");
    }
}
