//! What other processes tell: that there is work in the database, or that one of them has left.

use std::time::Duration;

use sqlx::{PgPool, postgres::PgListener};
use tokio::sync::Mutex;

use crate::store::News;

/// The channel; its messages are [`LEFT`], or the token of the process that has written something to do.
pub(in crate::store) const CHANNEL: &str = "aftercare";
/// A process has left, or was buried.
pub(in crate::store) const LEFT: &str = "left";
/// The server is away: ask again after this.
const RETRY: Duration = Duration::from_secs(1);

/// An ear on the channel, opened when it is first needed.
#[derive(Default)]
pub(in crate::store) struct Ear(Mutex<Option<PgListener>>);

impl Ear {
    /// Waits for what another process tells. A connection that was lost may have lost news, and is some.
    pub(in crate::store) async fn news(&self, pool: &PgPool, me: &str) -> News {
        let mut ear = self.0.lock().await;
        if ear.is_none() {
            *ear = open(pool).await.ok();
        }
        let Some(listener) = &mut *ear else {
            tokio::time::sleep(RETRY).await;
            return News::Work;
        };
        loop {
            match listener.try_recv().await {
                Ok(Some(told)) if told.payload() == me => {}
                Ok(Some(told)) if told.payload() == LEFT => return News::Left,
                Ok(_) => return News::Work,
                Err(_) => {
                    *ear = None;
                    tokio::time::sleep(RETRY).await;
                    return News::Work;
                }
            }
        }
    }

    /// Gives the connection back, so that the pool can close.
    pub(in crate::store) fn close(&self) {
        if let Ok(mut ear) = self.0.try_lock() {
            *ear = None;
        }
    }
}

async fn open(pool: &PgPool) -> Result<PgListener, sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    Ok(listener)
}
