//! A client who waits for a check-in, as the database holds them.

use aftercare::engine::{ChatId, CheckIn, Consent, Conversation, State, Visit};
use jiff::{SignedDuration, Timestamp};

/// A client whose check-in is due then, a day after the massage.
pub fn waiting(chat: ChatId, due: Timestamp) -> (Conversation, CheckIn) {
    let ended_at = due - SignedDuration::from_hours(24);
    let visit = Visit { clinic: None, ended_at };
    let check_in = CheckIn {
        generation: 1,
        subject: visit.subject(),
        purpose: "h24".into(),
        reminder: false,
        due,
        latest: due + SignedDuration::from_hours(24),
        zone: "Europe/Berlin".to_owned(),
        moves: Vec::new(),
        queued: false,
        end: None,
    };
    let state = State {
        consent: Some(Consent { version: 1, at: ended_at, clinic: None }),
        visits: vec![visit],
        zone: Some("Europe/Berlin".to_owned()),
        generations: 1,
        ..State::default()
    };
    (Conversation { state, ..Conversation::new(chat) }, check_in)
}
