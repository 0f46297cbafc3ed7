//! Owns the answers to button presses: they only stop the spinner on the button, so they are sent at once,
//! beside everything else, and what becomes of them does not matter.

use std::sync::Arc;

use teloxide::{payloads::AnswerCallbackQuery, types::CallbackQueryId};
use tokio::sync::Semaphore;

use super::api::Api;

/// So many answers wait or are under way at most; a press beyond is left to Telegram, whose apps stop the
/// spinner by themselves after a while.
const WAITING_MAX: usize = 1024;
/// So many calls at once, so that spinners take no more than a part of the connections.
const CALLS_MAX: usize = 32;

/// Answers button presses in the background. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Queries {
    api: Api,
    room: Arc<Semaphore>,
    calls: Arc<Semaphore>,
}

impl Queries {
    /// Answers over this way.
    #[must_use]
    pub fn new(api: Api) -> Self {
        let room = Arc::new(Semaphore::new(WAITING_MAX));
        Self { api, room, calls: Arc::new(Semaphore::new(CALLS_MAX)) }
    }

    /// Answers this press soon. Returns at once; must be called inside a tokio runtime.
    pub fn answer(&self, query: CallbackQueryId) {
        let Ok(room) = Arc::clone(&self.room).try_acquire_owned() else {
            return;
        };
        let (api, calls) = (self.api.clone(), Arc::clone(&self.calls));
        tokio::spawn(async move {
            let _room = room;
            if let Ok(_call) = calls.acquire_owned().await {
                // "Query is too old" and the like: nobody could do anything about it.
                let _ = api.call(&AnswerCallbackQuery::new(query)).await;
            }
        });
    }
}
