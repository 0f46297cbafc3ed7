//! What was learnt before the program started, by the build script, from the embedded examples. What is learnt from
//! other content is made at the first text that needs it.

use std::borrow::Cow;

use super::learn::{Lesson, Model, learn};

/// Every prepared model.
static PREPARED: &[&[u8]] = include!(concat!(env!("OUT_DIR"), "/prepared.rs"));

/// The prepared model of this lesson, else a new one.
pub(crate) fn prepared_or_learnt(lesson: &Lesson<'_>) -> Cow<'static, [u8]> {
    let fingerprint = lesson.fingerprint();
    let fits = |bytes: &&[u8]| Model::read(bytes).is_some_and(|model| model.fingerprint() == fingerprint);
    PREPARED.iter().copied().find(fits).map_or_else(|| Cow::Owned(learn(lesson)), Cow::Borrowed)
}
