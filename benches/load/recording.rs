//! What aftercare sends to one user in one assessment, written down so that the bots it is compared with send the
//! very same messages.

use std::{fs, path::Path};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::world::BEGIN_AGAIN;

/// One call of the bot.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) text: Option<Box<RawValue>>,
    pub(crate) entities: Option<Box<RawValue>>,
    pub(crate) reply_markup: Option<Box<RawValue>>,
}

/// The calls that follow each press, from "check how I feel" to the next time it is pressed.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct Steps(pub(crate) Vec<Vec<Call>>);

/// A recording under way.
pub(crate) struct Recording {
    chat: i64,
    /// How often an assessment was begun so far; the first one differs (consent), so the second is taken.
    begun: u32,
    steps: Steps,
}

impl Recording {
    pub(crate) fn of(chat: i64) -> Self {
        Self { chat, begun: 0, steps: Steps::default() }
    }

    pub(crate) fn press(&mut self, chat: i64, data: &str) {
        if chat != self.chat {
            return;
        }
        self.begun += u32::from(data == BEGIN_AGAIN);
        if self.begun == 2 {
            self.steps.0.push(Vec::new());
        }
    }

    pub(crate) fn call(
        &mut self,
        chat: i64,
        method: &str,
        text: Option<&RawValue>,
        entities: Option<&RawValue>,
        reply_markup: Option<&RawValue>,
    ) {
        if chat != self.chat || self.begun != 2 {
            return;
        }
        if let Some(step) = self.steps.0.last_mut() {
            let owned = |value: Option<&RawValue>| value.map(ToOwned::to_owned);
            step.push(Call {
                method: method.to_owned(),
                text: owned(text),
                entities: owned(entities),
                reply_markup: owned(reply_markup),
            });
        }
    }

    pub(crate) fn is_done(&self) -> bool {
        self.begun > 2
    }

    pub(crate) fn save(&self, path: &Path) {
        let steps = serde_json::to_string(&self.steps).expect("they are JSON");
        fs::write(path, steps).expect("target/tmp can be written");
    }
}

impl Steps {
    pub(crate) fn read(path: &str) -> Self {
        let steps = fs::read_to_string(path).expect("the generator wrote it");
        serde_json::from_str(&steps).expect("the generator wrote it")
    }
}
