//! Faults on order: which call they meet, and what they do to it.

use std::{sync::Arc, time::Duration};

use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use tokio::sync::Semaphore;

use super::{Call, Refusal, answer};

/// What goes wrong with a call.
#[derive(Clone, Debug)]
pub enum Fault {
    /// 429 with `retry_after` seconds.
    TooMany(u64),
    /// A refusal in the envelope of the Bot API: code and description.
    Refuse(u16, &'static str),
    /// A page that is no answer of a Bot API, with this status.
    Page(u16),
    /// The connection is lost before the call is taken.
    DropCall,
    /// The call is taken, then the connection is lost.
    DropReply,
    /// The call is taken, and the answer cannot be read.
    Garble,
    /// The call is never taken and never answered.
    Hang,
    /// The call is taken and answered after this time.
    Delay(Duration),
    /// The call is taken and answered as soon as there is a permit.
    Hold(Arc<Semaphore>),
    /// The call is not taken, and refused with this code as soon as there is a permit.
    RefuseLater(u16, Arc<Semaphore>),
}

impl Fault {
    /// The answer to a call that is not taken.
    pub(super) async fn respond(self) -> Response {
        match self {
            Self::TooMany(wait) => {
                answer(Err(Refusal(429, format!("Too Many Requests: retry after {wait}"), Some(wait))))
            }
            Self::Refuse(code, description) => answer(Err(Refusal(code, description.to_owned(), None))),
            Self::Page(status) => {
                let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
                (status, Html("<html><body>bot was blocked by the user</body></html>")).into_response()
            }
            Self::Hang => std::future::pending().await,
            Self::RefuseLater(code, gate) => {
                pass(&gate).await;
                answer(Err(Refusal(code, "later".to_owned(), None)))
            }
            Self::DropCall | Self::DropReply | Self::Garble | Self::Delay(_) | Self::Hold(_) => {
                drop_connection()
            }
        }
    }
}

/// Waits for a permit, and takes it.
pub(super) async fn pass(gate: &Semaphore) {
    gate.acquire().await.expect("nobody closes the gate").forget();
}

/// Ends the task of this connection, and with it the connection, without an answer and without a message.
pub(super) fn drop_connection() -> Response {
    std::panic::resume_unwind(Box::new("the connection is dropped on order"))
}

/// Which calls a fault meets.
#[derive(Clone, Debug)]
pub struct On {
    method: String,
    chat: Option<i64>,
    skip: usize,
    times: usize,
}

impl On {
    /// All calls of this method, for ever.
    pub fn method(method: &str) -> Self {
        Self { method: method.to_owned(), chat: None, skip: 0, times: usize::MAX }
    }

    /// Only those to this chat.
    pub fn chat(self, chat: i64) -> Self {
        Self { chat: Some(chat), ..self }
    }

    /// Only the `n`th, counted from 1.
    pub fn nth(self, n: usize) -> Self {
        Self { skip: n - 1, times: 1, ..self }
    }

    /// Only so many.
    pub fn times(self, times: usize) -> Self {
        Self { times, ..self }
    }

    fn meets(&mut self, call: &Call) -> bool {
        let meant = call.method.eq_ignore_ascii_case(&self.method)
            && self.chat.is_none_or(|chat| call.chat == Some(chat));
        if !meant || self.times == 0 {
            return false;
        }
        if self.skip > 0 {
            self.skip -= 1;
            return false;
        }
        self.times -= 1;
        true
    }
}

pub(super) struct Queued {
    pub(super) on: On,
    pub(super) fault: Fault,
}

/// The first fault that meets this call.
pub(super) fn take(faults: &mut [Queued], call: &Call) -> Option<Fault> {
    faults.iter_mut().find_map(|queued| queued.on.meets(call).then(|| queued.fault.clone()))
}
