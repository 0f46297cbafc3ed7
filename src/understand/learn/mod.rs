//! How texts are told apart by examples, and what was learnt. The build script compiles these files too, to learn the
//! embedded examples before the program starts: so they use nothing but the standard library, `crate::text` and the
//! examples.

pub(crate) mod common;
mod features;
mod lesson;
mod model;
mod train;

pub(crate) use self::{lesson::Lesson, model::Model, train::learn};
