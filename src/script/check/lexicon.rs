//! The faults of the warning signs that the rule table knows about: a sign in free text must not ask for less than the
//! same sign on a button. What is wrong with the lexicon by itself is found where it is read.

use super::Issue;
use crate::script::{Route, Script, Urgency, lexicon::SHARED};

pub(super) fn issues(script: &Script, issues: &mut Vec<Issue>) {
    for (flag, route) in script.lexicon.flags() {
        let Some(urgency) = script.sign_urgency(flag) else { continue };
        let least = match urgency {
            Urgency::Ambulance => Route::Ambulance,
            Urgency::Today => Route::Today,
            _ => Route::Doctor,
        };
        if *route < least {
            issues.push(Issue::new(
                SHARED,
                &format!("route.{flag}"),
                "asks for less than the rules do when the same sign is tapped",
                "raise it to the level of its rule in triage.toml",
            ));
        }
    }
}
