//! The payload of a clinic's link: compact, signed, readable offline. `t.me/<bot>?start=<payload>`.
//!
//! Pure. The payload is base64url without padding of: version (1 byte), clinic (4), end of the massage in
//! minutes since 1970 (0 or 4), tag (12: the first 96 bits of HMAC-SHA256 over what stands before it). So it
//! has 23 or 28 characters; Telegram allows 64 of `A-Za-z0-9_-`
//! (core.telegram.org/bots/features#deep-linking).

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretSlice};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// A link that names a visit is good for so long after its end.
pub const VISIT_LINK_LIFE: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Longest payload that Telegram passes on.
pub const PAYLOAD_MAX: usize = 64;

const VERSION: u8 = 1;
const TAG: usize = 12;

/// A clinic's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClinicId(pub u32);

/// What a link says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Whose link it is.
    pub clinic: ClinicId,
    /// End of the massage, to the minute; `None` in a link for everybody.
    pub ended_at: Option<Timestamp>,
}

/// What came with `/start`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Nothing.
    None,
    /// A link of ours.
    Ticket(Ticket),
    /// Something else.
    Unreadable(Fault),
}

/// What is wrong with a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is no payload of ours at all.
    Malformed,
    /// The signature is wrong.
    Forged,
    /// The visit is too long ago.
    Expired,
}

/// The key that signs the links. Prints itself redacted.
#[derive(Clone, Debug)]
pub struct Key(SecretSlice<u8>);

impl Key {
    /// A key from its text form, of any length; `None` if there is nothing in it.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let bytes = text.trim().as_bytes().to_vec();
        (!bytes.is_empty()).then(|| Self(bytes.into()))
    }

    fn tag(&self, body: &[u8]) -> Hmac<Sha256> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.0.expose_secret()).expect("HMAC takes keys of any length");
        mac.update(body);
        mac
    }
}

/// The payload for a ticket. An end outside 1970..10136 is left out, like none.
#[must_use]
pub fn write(key: &Key, ticket: &Ticket) -> String {
    let mut bytes = vec![VERSION];
    bytes.extend(ticket.clinic.0.to_be_bytes());
    if let Some(minutes) = ticket.ended_at.and_then(|end| u32::try_from(end.as_second() / 60).ok()) {
        bytes.extend(minutes.to_be_bytes());
    }
    let tag = key.tag(&bytes).finalize().into_bytes();
    bytes.extend(&tag[..TAG]);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads what came with `/start` (it may be empty). Signatures are compared in constant time.
#[must_use]
pub fn read(key: &Key, payload: &str, now: Timestamp) -> Link {
    let payload = payload.trim();
    if payload.is_empty() {
        return Link::None;
    }
    match ticket(key, payload, now) {
        Ok(ticket) => Link::Ticket(ticket),
        Err(fault) => Link::Unreadable(fault),
    }
}

fn ticket(key: &Key, payload: &str, now: Timestamp) -> Result<Ticket, Fault> {
    if payload.len() > PAYLOAD_MAX {
        return Err(Fault::Malformed);
    }
    let bytes = URL_SAFE_NO_PAD.decode(payload).map_err(|_| Fault::Malformed)?;
    let (body, tag) = bytes.split_last_chunk::<TAG>().ok_or(Fault::Malformed)?;
    let (version, rest) = body.split_first().ok_or(Fault::Malformed)?;
    let (clinic, end) = rest.split_first_chunk::<4>().ok_or(Fault::Malformed)?;
    if *version != VERSION || !matches!(end.len(), 0 | 4) {
        return Err(Fault::Malformed);
    }
    key.tag(body).verify_truncated_left(tag).map_err(|_| Fault::Forged)?;
    let ended_at = <[u8; 4]>::try_from(end)
        .ok()
        .and_then(|minutes| Timestamp::from_second(i64::from(u32::from_be_bytes(minutes)) * 60).ok());
    if ended_at.is_some_and(|end| now.duration_since(end) > VISIT_LINK_LIFE) {
        return Err(Fault::Expired);
    }
    Ok(Ticket { clinic: ClinicId(u32::from_be_bytes(*clinic)), ended_at })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key::from_text("a test key").unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_link_comes_back_as_it_was_made() {
        let now = at("2026-03-02T12:00:00Z");
        for ended_at in [None, Some(at("2026-03-02T10:30:00Z")), Some(at("2026-03-09T10:30:00Z"))] {
            let ticket = Ticket { clinic: ClinicId(7), ended_at };
            let payload = write(&key(), &ticket);
            assert!(payload.len() <= PAYLOAD_MAX);
            assert!(payload.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-'));
            assert_eq!(read(&key(), &payload, now), Link::Ticket(ticket));
        }
    }

    #[test]
    fn every_changed_character_is_noticed() {
        let now = at("2026-03-02T12:00:00Z");
        let payload = write(&key(), &Ticket { clinic: ClinicId(7), ended_at: Some(now) });
        for place in 0..payload.len() {
            let mut changed = payload.clone().into_bytes();
            changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(matches!(read(&key(), &changed, now), Link::Unreadable(_)), "{place}");
        }
        let other = Key::from_text("another key").unwrap();
        assert_eq!(read(&other, &payload, now), Link::Unreadable(Fault::Forged));
    }

    #[test]
    fn a_visit_link_expires_14_days_after_the_visit_and_a_general_one_never() {
        let end = at("2026-03-02T10:30:00Z");
        let visit = write(&key(), &Ticket { clinic: ClinicId(7), ended_at: Some(end) });
        let general = write(&key(), &Ticket { clinic: ClinicId(7), ended_at: None });
        assert!(matches!(read(&key(), &visit, end + VISIT_LINK_LIFE), Link::Ticket(_)));
        let late = end + VISIT_LINK_LIFE + SignedDuration::from_secs(1);
        assert_eq!(read(&key(), &visit, late), Link::Unreadable(Fault::Expired));
        assert!(matches!(read(&key(), &general, at("2036-03-02T10:30:00Z")), Link::Ticket(_)));
    }

    #[test]
    fn rubbish_is_malformed() {
        let now = at("2026-03-02T12:00:00Z");
        assert_eq!(read(&key(), "  ", now), Link::None);
        for rubbish in ["x", "hello world", "ÿ", "AAAA", &"A".repeat(65), "../../etc", "AQ"] {
            assert_eq!(read(&key(), rubbish, now), Link::Unreadable(Fault::Malformed), "{rubbish}");
        }
    }
}
