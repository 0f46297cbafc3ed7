//! The embedded content is valid.

use aftercare::script::{Defaults, Script, Source};

#[test]
fn the_embedded_content_has_no_issues() {
    if let Err(issues) = Script::load(&Source::embedded(), Defaults::default()) {
        panic!("{}", issues.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    }
}
