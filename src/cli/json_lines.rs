//! One JSON object a line in, one a line out, in the same order; a line that cannot be read gives its error.

use std::io::{BufRead, Write};

use serde_json::{Value, json};

use super::Done;

/// Answers every line.
///
/// # Errors
/// If the input or the output breaks off.
pub(super) fn each(
    input: &mut impl BufRead,
    out: &mut impl Write,
    answer: impl Fn(&[u8]) -> Result<Value, String>,
) -> anyhow::Result<Done> {
    let mut done = Done::Good;
    let mut bytes = Vec::new();
    while input.read_until(b'\n', &mut bytes)? > 0 {
        let answer = answer(&bytes).unwrap_or_else(|error| {
            done = Done::Found;
            json!({ "error": error })
        });
        writeln!(out, "{answer}")?;
        bytes.clear();
    }
    Ok(done)
}
