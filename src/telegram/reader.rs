//! Owns what polling and the webhook share: the JSON of an update in, what the runtime takes in out. Answers the
//! press in it on the way. An update that cannot be read is handed on as such, so that it is noted as poison and
//! its client hears of it; nothing of it is kept.

use jiff::Timestamp;

use super::{
    api::Api,
    inbound::{Inbound, Reading},
    queries::Queries,
    raw,
};
use crate::{
    engine::{ChatId, Event},
    runtime::Incoming,
    store::UpdateId,
};

/// Reads updates for one bot, and answers their presses.
pub(super) struct Reader {
    inbound: Inbound,
    queries: Queries,
}

/// Something without an update's number: nobody can note it or tell it from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoUpdate;

impl Reader {
    pub(super) fn new(api: Api, inbound: Inbound) -> Self {
        Self { inbound, queries: Queries::new(api) }
    }

    /// Reads one update. Must be called inside a tokio runtime.
    pub(super) async fn read(&self, update: &str, now: Timestamp) -> Result<Incoming, NoUpdate> {
        match self.inbound.read(update, now).await {
            Ok(Reading { incoming, query }) => {
                if let Some(query) = query {
                    self.queries.answer(query);
                }
                Ok(incoming)
            }
            Err(fault) => {
                let number = raw::number(update).ok_or(NoUpdate)?;
                log::warn!("update {number} could not be read: {fault}");
                let chat = ChatId(raw::private_chat(update).unwrap_or_default());
                Ok(Incoming { chat, update: Some(UpdateId(number)), event: Some(Event::Trouble) })
            }
        }
    }
}
