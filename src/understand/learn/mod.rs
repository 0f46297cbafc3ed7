//! How texts are told apart by examples, and what was learnt. The build script compiles these files too, to learn the
//! embedded examples before the program starts: so they use nothing but the standard library and `crate::text`.

mod features;
mod model;
mod train;

pub(crate) use self::{model::Model, train::learn};

/// What there is to learn from in one language.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lesson<'a> {
    /// The language code; decides how words are stemmed.
    pub(crate) language: &'a str,
    /// Texts of each class, by its column in the model.
    pub(crate) classes: Vec<&'a [String]>,
    /// Texts of no class: column 0.
    pub(crate) others: Vec<&'a [String]>,
}

/// Raise it when a change of the code makes the same examples give another model.
const VERSION: u64 = 2;

impl Lesson<'_> {
    /// Changes when anything in it does: a model belongs to one lesson.
    #[must_use]
    pub(crate) fn fingerprint(&self) -> u64 {
        let mut hash = features::Hash::new(VERSION);
        hash.eat(self.language.as_bytes());
        for texts in self.classes.iter().chain(&self.others) {
            hash.eat(b"\0class");
            for text in *texts {
                hash.eat(b"\0");
                hash.eat(text.as_bytes());
            }
        }
        hash.value()
    }
}
