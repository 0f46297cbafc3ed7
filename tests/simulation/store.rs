//! The real database, watched: what is committed is told to the model, and at named points the bot can be
//! stopped dead.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::SeqCst},
};

use aftercare::{
    engine::{ChatId, CheckIn, Clinic},
    link::ClinicId,
    store::{
        Changes, Database, DatabaseTx, Loaded, News, OutboxRow, RowId, Standing, Store, StoreError, Tx,
        UpdateId,
    },
};
use jiff::Timestamp;

use crate::{
    quiet::Turn,
    scene::{Point, Stage},
};

/// What survives a crash is in `inner`.
pub(crate) struct Watched {
    inner: Arc<Database>,
    stage: Stage,
    /// Its number, if it shares the database with others; 0 before it takes part.
    shared: Option<AtomicU64>,
}

impl Watched {
    pub(crate) fn new(inner: &Arc<Database>, stage: &Stage, is_shared: bool) -> Self {
        let shared = is_shared.then(AtomicU64::default);
        Self { inner: Arc::clone(inner), stage: stage.clone(), shared }
    }

    /// Whether others took this process for dead.
    fn fence(&self) -> Result<(), StoreError> {
        let is_dead = |token: &AtomicU64| !self.stage.lock().leases.lives(token.load(SeqCst));
        if self.shared.as_ref().is_some_and(is_dead) { Err(StoreError::Evicted) } else { Ok(()) }
    }

    /// Takes what was on its way when the last process ended.
    async fn adopt(&self, script: &str, now: Timestamp) -> Result<Standing, StoreError> {
        let standing = self.stage.quiet.turn().await.ask(self.inner.join(script, now)).await?;
        self.stage.lock().model.adopted();
        Ok(standing)
    }
}

pub(crate) struct WatchedTx {
    inner: DatabaseTx,
    turn: Turn,
    stage: Stage,
    fresh: Vec<UpdateId>,
    changes: Changes,
}

macro_rules! watched {
    ($($name:ident($($argument:ident: $kind:ty),*) -> $gives:ty;)*) => {
        $(async fn $name(&self, $($argument: $kind),*) -> $gives {
            self.stage.quiet.turn().await.ask(self.inner.$name($($argument),*)).await
        })*
    };
}

impl Store for Watched {
    type Tx<'a> = WatchedTx;

    async fn begin(&self) -> Result<WatchedTx, StoreError> {
        let turn = self.stage.quiet.turn().await;
        self.fence()?;
        let inner = turn.ask(self.inner.begin()).await?;
        let stage = self.stage.clone();
        Ok(WatchedTx { inner, turn, stage, fresh: Vec::new(), changes: Changes::default() })
    }

    async fn claim(
        &self,
        now: Timestamp,
        limit: u32,
        unasked: u32,
        busy: &[ChatId],
    ) -> Result<Vec<OutboxRow>, StoreError> {
        let turn = self.stage.quiet.turn().await;
        self.fence()?;
        // Whoever does not poll has committed nothing that it could send.
        if let Some(token) = &self.shared
            && !self.stage.lock().leases.is_keeper(token.load(SeqCst))
        {
            return Ok(Vec::new());
        }
        let rows = turn.ask(self.inner.claim(now, limit, unasked, busy)).await?;
        if !rows.is_empty() {
            self.stage.lock().model.claimed(&rows);
            self.stage.pass(Point::Claimed).await;
        }
        Ok(rows)
    }

    async fn join(&self, script: &str, now: Timestamp) -> Result<Standing, StoreError> {
        let Some(token) = &self.shared else { return self.adopt(script, now).await };
        let (number, until) = self.stage.lock().leases.join(now);
        token.store(number, SeqCst);
        Ok(Standing { keeper: false, until: Some(until), freed: 0 })
    }

    async fn beat(&self, now: Timestamp) -> Result<Standing, StoreError> {
        let Some(token) = &self.shared else { return self.inner.beat(now).await };
        let token = token.load(SeqCst);
        let until = self.stage.lock().leases.renew(token, now).ok_or(StoreError::Evicted)?;
        let mut freed = 0;
        let is_orphaned = self.stage.lock().leases.bury(now);
        if is_orphaned {
            self.stage.lock().leases.keep(token);
            self.stage.lock().taken_over();
            freed = self.adopt("", now).await?.freed;
        }
        let keeper = self.stage.lock().leases.is_keeper(token);
        Ok(Standing { keeper, until: Some(until), freed })
    }

    async fn leave(&self) -> Result<(), StoreError> {
        if let Some(token) = &self.shared {
            self.stage.lock().leases.leave(token.load(SeqCst));
        }
        Ok(())
    }

    /// Waits for ever, as where there is one process: nobody is busy meanwhile, and what others have to know they find
    /// out with the next beat.
    async fn news(&self) -> News {
        self.inner.news().await
    }

    watched! {
        due(now: Timestamp, limit: u32) -> Result<Vec<(ChatId, u32)>, StoreError>;
        expired_after(after: (Timestamp, ChatId, u32), limit: u32) -> Result<Vec<(ChatId, CheckIn)>, StoreError>;
        next_due() -> Result<Option<Timestamp>, StoreError>;
        next_claim(after: Timestamp) -> Result<Option<Timestamp>, StoreError>;
        interrupted(since: Timestamp, until: Timestamp) -> Result<Vec<ChatId>, StoreError>;
        setting(key: &str) -> Result<Option<String>, StoreError>;
        set_setting(key: &str, value: &str, only_new: bool) -> Result<String, StoreError>;
        clinics() -> Result<Vec<Clinic>, StoreError>;
        put_clinic(clinic: &Clinic) -> Result<ClinicId, StoreError>;
        remove_clinic(id: ClinicId) -> Result<bool, StoreError>;
        check_ins(chat: ChatId) -> Result<Vec<CheckIn>, StoreError>;
        counts() -> Result<Vec<(String, i64)>, StoreError>;
        forget_updates(before: Timestamp) -> Result<u64, StoreError>;
        close() -> ();
    }
}

impl Tx for WatchedTx {
    async fn register(&mut self, updates: &[UpdateId], now: Timestamp) -> Result<Vec<UpdateId>, StoreError> {
        self.fresh = self.turn.ask(self.inner.register(updates, now)).await?;
        Ok(self.fresh.clone())
    }

    async fn load(&mut self, chats: &[ChatId], clinics: &[ClinicId]) -> Result<Vec<Loaded>, StoreError> {
        self.turn.ask(self.inner.load(chats, clinics)).await
    }

    async fn number_rows(&mut self, now: Timestamp) -> Result<RowId, StoreError> {
        self.turn.ask(self.inner.number_rows(now)).await
    }

    async fn write(&mut self, changes: &Changes, now: Timestamp) -> Result<(), StoreError> {
        self.turn.ask(self.inner.write(changes, now)).await?;
        self.changes = changes.clone();
        self.stage.pass(Point::BeforeCommit).await;
        Ok(())
    }

    async fn commit(self) -> Result<(), StoreError> {
        let Self { inner, turn, stage, fresh, changes } = self;
        turn.ask(inner.commit()).await?;
        stage.lock().committed(&fresh, &changes);
        stage.pass(Point::Committed).await;
        Ok(())
    }
}
