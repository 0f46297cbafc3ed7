//! The real database, watched: what is committed is told to the model, and at named points the bot can be
//! stopped dead.

use std::sync::Arc;

use aftercare::{
    engine::{ChatId, CheckIn, Clinic},
    link::ClinicId,
    store::{
        Changes, Database, DatabaseTx, Loaded, News, OutboxRow, RowId, Standing, Store, StoreError, Tx,
        UpdateId,
    },
};
use jiff::Timestamp;

use crate::scene::{Point, Stage};

/// What survives a crash is in `inner`.
pub(crate) struct Watched {
    pub(crate) inner: Arc<Database>,
    pub(crate) stage: Stage,
}

pub(crate) struct WatchedTx {
    inner: DatabaseTx,
    stage: Stage,
    fresh: Vec<UpdateId>,
    changes: Changes,
}

macro_rules! watched {
    ($($name:ident($($argument:ident: $kind:ty),*) -> $gives:ty;)*) => {
        $(async fn $name(&self, $($argument: $kind),*) -> $gives {
            let _busy = self.stage.quiet.busy();
            self.inner.$name($($argument),*).await
        })*
    };
}

impl Store for Watched {
    type Tx<'a> = WatchedTx;

    async fn begin(&self) -> Result<WatchedTx, StoreError> {
        let _busy = self.stage.quiet.busy();
        let inner = self.inner.begin().await?;
        let stage = self.stage.clone();
        Ok(WatchedTx { inner, stage, fresh: Vec::new(), changes: Changes::default() })
    }

    async fn claim(
        &self,
        now: Timestamp,
        limit: u32,
        unasked: u32,
        busy: &[ChatId],
    ) -> Result<Vec<OutboxRow>, StoreError> {
        let rows = {
            let _busy = self.stage.quiet.busy();
            self.inner.claim(now, limit, unasked, busy).await?
        };
        if !rows.is_empty() {
            self.stage.lock().model.claimed(&rows);
            self.stage.pass(Point::Claimed).await;
        }
        Ok(rows)
    }

    async fn join(&self, script: &str, now: Timestamp) -> Result<Standing, StoreError> {
        let _busy = self.stage.quiet.busy();
        let standing = self.inner.join(script, now).await?;
        self.stage.lock().model.adopted();
        Ok(standing)
    }

    /// Waits for ever where there is one process: nobody is busy meanwhile.
    async fn news(&self) -> News {
        self.inner.news().await
    }

    watched! {
        due(now: Timestamp, limit: u32) -> Result<Vec<(ChatId, u32)>, StoreError>;
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
        beat(now: Timestamp) -> Result<Standing, StoreError>;
        leave() -> Result<(), StoreError>;
        close() -> ();
    }
}

impl Tx for WatchedTx {
    async fn register(&mut self, updates: &[UpdateId], now: Timestamp) -> Result<Vec<UpdateId>, StoreError> {
        let _busy = self.stage.quiet.busy();
        self.fresh = self.inner.register(updates, now).await?;
        Ok(self.fresh.clone())
    }

    async fn load(&mut self, chats: &[ChatId], clinics: &[ClinicId]) -> Result<Vec<Loaded>, StoreError> {
        let _busy = self.stage.quiet.busy();
        self.inner.load(chats, clinics).await
    }

    async fn number_rows(&mut self, now: Timestamp) -> Result<RowId, StoreError> {
        let _busy = self.stage.quiet.busy();
        self.inner.number_rows(now).await
    }

    async fn write(&mut self, changes: &Changes, now: Timestamp) -> Result<(), StoreError> {
        {
            let _busy = self.stage.quiet.busy();
            self.inner.write(changes, now).await?;
        }
        self.changes = changes.clone();
        self.stage.pass(Point::BeforeCommit).await;
        Ok(())
    }

    async fn commit(self) -> Result<(), StoreError> {
        let Self { inner, stage, fresh, changes } = self;
        {
            let _busy = stage.quiet.busy();
            inner.commit().await?;
            stage.lock().committed(&fresh, &changes);
        }
        stage.pass(Point::Committed).await;
        Ok(())
    }
}
