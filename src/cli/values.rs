//! Values of arguments, checked as they are parsed, so that a wrong one is wrong usage.

use std::path::{Path, PathBuf};

use crate::{
    clinic::qr::Format,
    config::{self, Fault},
    script::{VARIABLE_UNITS_MAX, units},
};

/// A clinic's name; blanks around it are dropped.
pub(super) fn name(text: &str) -> Result<String, Fault> {
    short_line(text)
        .ok_or(Fault("is no name of 1 to 64 plain characters", "shorten it, or write it on one line"))
}

/// A phone number as people write it.
pub(super) fn phone(text: &str) -> Result<String, Fault> {
    short_line(text)
        .ok_or(Fault("is no text of 1 to 64 plain characters", "write the number as clients shall dial it"))
}

fn short_line(text: &str) -> Option<String> {
    let text = text.trim();
    let fits = (1..=VARIABLE_UNITS_MAX).contains(&units(text)) && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}

/// The IANA name of a time zone, spelled as the database of zones has it.
pub(super) fn zone(text: &str) -> Result<String, Fault> {
    config::zone(text).map(|zone| zone.iana_name().unwrap_or(text).to_owned())
}

/// A country code in capitals.
pub(super) fn country(text: &str) -> Result<String, Fault> {
    let fits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    fits.then(|| text.to_ascii_uppercase())
        .ok_or(Fault("is no country code", "write two letters, e.g. DE, GB or US"))
}

/// A file for a QR code, with what its ending says.
pub(super) fn picture(text: &str) -> Result<(PathBuf, Format), Fault> {
    Format::of(Path::new(text))
        .map(|format| (text.into(), format))
        .ok_or(Fault("ends neither in .svg nor in .png", "name a file such as clinic.svg"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_single_lines() {
        assert_eq!(name("  Praxis für Rücken ").as_deref(), Ok("Praxis für Rücken"));
        assert!(name(&"x".repeat(64)).is_ok());
        assert!(name(&"💆".repeat(32)).is_ok(), "64 UTF-16 units");
        for bad in ["", "  ", "a\nb", "a\u{7}b", &"x".repeat(65), &"💆".repeat(33)] {
            assert!(name(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn countries_are_two_letters() {
        assert_eq!(country("de").as_deref(), Ok("DE"));
        for bad in ["", "D", "DEU", "1A", "ÄÖ", "Ä"] {
            assert!(country(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn zones_get_their_proper_spelling() {
        assert_eq!(zone("europe/berlin").as_deref(), Ok("Europe/Berlin"));
        assert!(zone("CEST").is_err() && zone("").is_err() && zone("../etc").is_err());
    }
}
