//! One chat: its rows in their order, and what is remembered about it between calls.

use std::{collections::VecDeque, sync::Arc};

use jiff::Timestamp;

use super::{
    limits::{Bucket, CHAT_BURST},
    turns::Place,
};
use crate::store::{OutboxRow, RowId};

#[derive(Debug)]
pub(super) struct Lane {
    pub(super) rows: VecDeque<Arc<OutboxRow>>,
    pub(super) calling: bool,
    /// The row whose end is told and not yet durable. Were the next one sent now, a kill would repeat both.
    pub(super) unsettled: Option<RowId>,
    /// Everything about the chat is erased, the row under way as well.
    pub(super) erased: bool,
    pub(super) bucket: Bucket,
    pub(super) not_before: Option<Timestamp>,
    pub(super) failures: u32,
    pub(super) place: Place,
}

impl Lane {
    pub(super) fn new() -> Self {
        Self {
            rows: VecDeque::new(),
            calling: false,
            unsettled: None,
            erased: false,
            bucket: Bucket::full(CHAT_BURST),
            not_before: None,
            failures: 0,
            place: Place::Nowhere,
        }
    }

    /// The first row is not under way any more: it is the first of its class again, behind earlier classes.
    pub(super) fn step_back(&mut self) {
        let Some(row) = self.rows.pop_front() else { return };
        let place = self.rows.iter().position(|other| other.class >= row.class);
        self.rows.insert(place.unwrap_or(self.rows.len()), row);
    }
}
