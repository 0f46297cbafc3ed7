//! A database that cannot begin a transaction for a moment takes nothing from anybody: no event is blamed.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use aftercare::{
    engine::{Act, ChatId, CheckIn, Clinic, Command, Event, Person, Typed},
    link::ClinicId,
    runtime::{Batch, Incoming, ManualClock, Runtime},
    script::{Defaults, Script, Source},
    store::{Database, News, OutboxRow, Request, Standing, Store, StoreError, UpdateId},
};
use jiff::Timestamp;

/// A database that somebody else holds for the next so many transactions.
struct Held {
    store: Database,
    refusals: Arc<AtomicU32>,
}

impl Store for Held {
    type Tx<'a> = <Database as Store>::Tx<'a>;

    async fn begin(&self) -> Result<Self::Tx<'_>, StoreError> {
        let held = self.refusals.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        if held.is_ok() {
            return Err(StoreError::Failed { doing: "begin", cause: "it is locked".to_owned() });
        }
        self.store.begin().await
    }

    async fn due(&self, now: Timestamp, limit: u32) -> Result<Vec<(ChatId, u32)>, StoreError> {
        self.store.due(now, limit).await
    }

    async fn expired_after(
        &self,
        after: (Timestamp, ChatId, u32),
        limit: u32,
    ) -> Result<Vec<(ChatId, CheckIn)>, StoreError> {
        self.store.expired_after(after, limit).await
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        self.store.next_due().await
    }

    async fn claim(
        &self,
        now: Timestamp,
        limit: u32,
        unasked: u32,
        busy: &[ChatId],
    ) -> Result<Vec<OutboxRow>, StoreError> {
        self.store.claim(now, limit, unasked, busy).await
    }

    async fn next_claim(&self, after: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        self.store.next_claim(after).await
    }

    async fn join(&self, script: &str, now: Timestamp) -> Result<Standing, StoreError> {
        self.store.join(script, now).await
    }

    async fn beat(&self, now: Timestamp) -> Result<Standing, StoreError> {
        self.store.beat(now).await
    }

    async fn leave(&self) -> Result<(), StoreError> {
        self.store.leave().await
    }

    async fn news(&self) -> News {
        self.store.news().await
    }

    async fn interrupted(&self, since: Timestamp, until: Timestamp) -> Result<Vec<ChatId>, StoreError> {
        self.store.interrupted(since, until).await
    }

    async fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.store.setting(key).await
    }

    async fn set_setting(&self, key: &str, value: &str, only_new: bool) -> Result<String, StoreError> {
        self.store.set_setting(key, value, only_new).await
    }

    async fn clinics(&self) -> Result<Vec<Clinic>, StoreError> {
        self.store.clinics().await
    }

    async fn put_clinic(&self, clinic: &Clinic) -> Result<ClinicId, StoreError> {
        self.store.put_clinic(clinic).await
    }

    async fn remove_clinic(&self, id: ClinicId) -> Result<bool, StoreError> {
        self.store.remove_clinic(id).await
    }

    async fn check_ins(&self, chat: ChatId) -> Result<Vec<CheckIn>, StoreError> {
        self.store.check_ins(chat).await
    }

    async fn counts(&self) -> Result<Vec<(String, i64)>, StoreError> {
        self.store.counts().await
    }

    async fn forget_updates(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.store.forget_updates(before).await
    }

    async fn close(&self) {
        self.store.close().await;
    }
}

fn help(update: i64) -> Incoming {
    let event =
        Event::Client { person: Person::default(), act: Act::Command(Command::Help, Typed(String::new())) };
    Incoming { chat: ChatId(update), update: Some(UpdateId(update)), event: Some(event) }
}

#[tokio::test]
async fn what_came_while_the_database_was_locked_is_handled_when_it_comes_again() {
    let script = Script::load(&Source::embedded(), Defaults::default()).expect("the content is valid");
    let refusals = Arc::new(AtomicU32::new(0));
    let store = Held {
        store: Database::open("sqlite::memory:", false).await.unwrap(),
        refusals: Arc::clone(&refusals),
    };
    let clock = ManualClock::at("2026-03-02T12:00:00Z".parse().unwrap());
    let runtime = Runtime::new(Arc::new(script), store, clock).await.unwrap();
    for updates in [10..11, 20..23] {
        let incoming: Vec<_> = updates.map(help).collect();
        let count = incoming.len();
        let batch = Batch { incoming, straight: true, ..Batch::default() };
        // Whoever hands in tries again as long as it is an error.
        refusals.store(1, Ordering::SeqCst);
        assert!(runtime.handle(&batch).await.is_err(), "the database was locked");
        let handled = runtime.handle(&batch).await.unwrap();
        let texts: Vec<&str> = handled
            .straight
            .iter()
            .filter_map(|row| match &row.request {
                Request::Send(message) => Some(message.text.text.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(texts.len(), count, "{texts:?}");
        assert!(texts.iter().all(|text| text.contains("/check")), "an answer, no apology: {texts:?}");
    }
}
