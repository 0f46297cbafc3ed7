//! Every message that the code itself says, with the variables it fills in.
//!
//! Messages that follow from the content (a question, an answer, a sign) are named by the functions below. Those
//! that reassure are named in one table, [`REASSURING`].

use super::{Id, Urgency};

/// The name of a message and the variables that may stand in it.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Name in the `.ftl` files.
    pub name: &'static str,
    /// Variables that are filled in.
    pub variables: &'static [&'static str],
}

macro_rules! keys {
    ($($constant:ident = $name:literal ($($variable:literal),*);)*) => {
        $(
            #[doc = concat!("The message `", $name, "`.")]
            pub const $constant: Key = Key { name: $name, variables: &[$($variable),*] };
        )*
        /// All of them, so that `check` can hold each language against the list.
        pub(super) const ALL: &[Key] = &[$($constant),*];
    };
}

keys! {
    // Start
    GREETING = "greeting" ("name");
    GREETING_CLINIC = "greeting-clinic" ("name", "clinic");
    EMERGENCY_UNKNOWN = "emergency-unknown" ();
    GREETING_SOMEONE = "greeting-someone" ();
    DISCLAIMER = "disclaimer" ("emergency");
    LINK_UNREADABLE = "link-unreadable" ();
    RESUMED_KINDLY = "resumed-kindly" ();
    AFTER_OUTAGE = "after-outage" ();

    // Questions
    PROGRESS = "progress" ("number", "total");
    SIGNS_PICK = "signs-pick" ("emergency");
    WARNING_NEEDED = "warning-needed" ("emergency");
    NOT_WITHOUT_CONSENT = "not-without-consent" ();
    PICK_ONE_FIRST = "pick-one-first" ();
    BUTTON_SOME = "button-some" ();
    BUTTON_DONE = "button-done" ();
    BUTTON_BACK = "button-back" ();
    BUTTON_SKIP = "button-skip" ();
    BUTTON_RESTART = "button-restart" ();
    BUTTON_CANCEL = "button-cancel" ();
    BUTTON_CHECK = "button-check" ();
    BUTTON_PLAN = "button-plan" ();
    BUTTON_MORE_ANSWERS = "button-more-answers" ();

    // Consent
    CONSENT_CLINIC = "consent-clinic" ("clinic");
    CONSENT_WHAT = "consent-what" ("emergency");
    CONSENT_MINOR = "consent-minor" ("emergency");
    CONSENT_JUST_A_QUESTION = "consent-just-a-question" ("emergency");
    CONSENT_BY_BUTTON = "consent-by-button" ();
    BUTTON_AGREE = "button-agree" ();
    BUTTON_MINOR = "button-minor" ();
    BUTTON_WHAT = "button-what" ();
    BUTTON_JUST_A_QUESTION = "button-just-a-question" ();

    // Outcomes
    OUTCOME_WATCH = "outcome-watch" ("emergency");
    OUTCOME_SOONER = "outcome-sooner" ("emergency");
    OUTCOME_DISCLAIMER = "outcome-disclaimer" ();
    OUTCOME_HUMAN = "outcome-human" ("clinic", "phone");
    OUTCOME_RISK_UNKNOWN = "outcome-risk-unknown" ();
    OUTCOME_SUMMARY = "outcome-summary" ();
    SUMMARY_LINE = "summary-line" ("what");
    CARD_DONE = "card-done" ();

    // "Call an ambulance", "be seen today", and whether they were seen
    BUTTON_CALLED = "button-called" ();
    BUTTON_SOMEONE_CALLS = "button-someone-calls" ();
    BUTTON_CANNOT_CALL = "button-cannot-call" ();
    CALLED = "called" ("emergency");
    SOMEONE_CALLS = "someone-calls" ("emergency");
    CANNOT_CALL = "cannot-call" ("emergency");
    AMBULANCE_LINE = "ambulance-line" ("emergency");
    SEEN_YES = "seen-yes" ("emergency");
    SEEN_NO_AMBULANCE = "seen-no-ambulance" ("emergency");
    SEEN_NO_TODAY = "seen-no-today" ("emergency");
    SEEN_NOTHING_OPEN = "seen-nothing-open" ();

    // Check-ins
    THEN_AND_NOW = "then-and-now" ("before", "now");
    RESULT_THANKS = "result-thanks" ();
    REMINDER = "reminder" ("emergency");

    // What is planned
    PROMISE_TWO = "promise-two" ("first", "second");
    PROMISE_ONE = "promise-one" ("first");
    PROMISE_NONE = "promise-none" ();
    PROMISE_EXTRA = "promise-extra" ("first");
    PROMISE_SEEN = "promise-seen" ("first");
    PROMISE_SEEN_TWICE = "promise-seen-twice" ("first", "second");
    PLAN = "plan" ();
    PLAN_LINE = "plan-line" ("when");
    PLAN_REMINDER_LINE = "plan-reminder-line" ("when");
    PLAN_SEEN_LINE = "plan-seen-line" ("when");
    PLAN_NONE = "plan-none" ();
    PLAN_STOPPED = "plan-stopped" ();
    BUTTON_STOP = "button-stop" ();
    BUTTON_EARLIER = "button-earlier" ("when");
    BUTTON_LATER = "button-later" ("when");
    BUTTON_NOT_TONIGHT = "button-not-tonight" ("when");
    BUTTON_TIME = "button-time" ();
    PROMISE_NIGHT = "promise-night" ();
    TIME_ASK = "time-ask" ("time");
    TIME_CHOOSE = "time-choose" ();
    TIME_SET = "time-set" ("time");
    BUTTON_TIME_YES = "button-time-yes" ("time");
    BUTTON_TIME_IS = "button-time-is" ("time");
    BUTTON_TIME_DAY = "button-time-day" ("weekday", "time");
    BUTTON_TIME_OTHER = "button-time-other" ();
    WHEN_TODAY = "when-today" ("time");
    WHEN_TOMORROW = "when-tomorrow" ("time");
    WHEN_DAY = "when-day" ("weekday", "time");
    WHEN_DATE = "when-date" ("day", "month", "time");
    WHEN_HOURS = "when-hours" ("hours");
    WHEN_MINUTES = "when-minutes" ("minutes");
    STOPPED = "stopped" ("emergency");
    RESUMED = "resumed" ();

    // Warning signs in what was typed
    SIGN_NOTED = "sign-noted" ("sign", "emergency");
    ASK_BACK_AMBULANCE = "ask-back-3a" ("sign", "emergency");
    ASK_BACK_TODAY = "ask-back-3b" ("sign", "emergency");
    ASK_BACK_DOCTOR = "ask-back-2" ("sign", "emergency");
    ASK_BACK_SOMETHING = "ask-back-something" ();
    BUTTON_HAPPENING = "button-happening" ();
    BUTTON_NOT_HAPPENING = "button-not-happening" ();
    NOT_HAPPENING = "not-happening" ("emergency");
    CRISIS = "crisis" ("emergency", "helpline");
    HELPLINE_UNKNOWN = "helpline-unknown" ();
    SAFEGUARDING = "safeguarding" ("emergency");
    BUTTON_GO_ON = "button-go-on" ();
    GO_ON = "go-on" ();

    // Topics
    ASK = "ask" ("emergency");
    DID_YOU_MEAN = "did-you-mean" ("emergency");
    TOPIC_FOOTER = "topic-footer" ("emergency");
    TOPIC_UNCHECKED = "topic-unchecked" ("emergency");
    TOPIC_ADVISED = "topic-advised" ("emergency");
    BUTTON_MORE = "button-more" ();
    BUTTON_TOPICS = "button-topics" ();

    // Commands
    HELP = "help" ("emergency");
    CANCELLED = "cancelled" ();
    NOTHING_TO_CANCEL = "nothing-to-cancel" ();
    COMMAND_UNKNOWN = "command-unknown" ();
    LANGUAGE_ASK = "language-ask" ();
    LANGUAGE_NAME = "language-name" ();
    LANGUAGE_SET = "language-set" ();
    PRIVACY = "privacy" ();
    PRIVACY_NOTHING = "privacy-nothing" ();
    PRIVACY_URGENT = "privacy-urgent" ();
    BUTTON_WITHDRAW = "button-withdraw" ();
    WITHDRAWN = "withdrawn" ();
    BUTTON_FORGET = "button-forget" ();
    FORGET_ASK = "forget-ask" ();
    BUTTON_FORGET_YES = "button-forget-yes" ();
    BUTTON_FORGET_NO = "button-forget-no" ();
    FORGOTTEN = "forgotten" ();
    FORGET_KEPT = "forget-kept" ();

    // What cannot be used
    NOT_SURE = "not-sure" ("emergency");
    NOT_AN_ANSWER = "not-an-answer" ("emergency");
    SAYS_HOW = "says-how" ("emergency");
    OPENED_BY_WORDS = "opened-by-words" ();
    CLOSED_QUESTION = "closed-question" ();
    CLOSED_NOTHING_OPEN = "closed-nothing-open" ();
    MEDIA_STICKER = "media-sticker" ();
    MEDIA_PHOTO = "media-photo" ("emergency");
    MEDIA_VOICE = "media-voice" ("emergency");
    MEDIA_FORWARDED = "media-forwarded" ("emergency");
    MEDIA_OTHER = "media-other" ("emergency");
    EDITED = "edited" ();
    TROUBLE = "trouble" ("emergency");

    // The flow as a picture (`aftercare graph`)
    GRAPH_START = "graph-start" ();
    GRAPH_VISIT_KNOWN = "graph-visit-known" ();
    GRAPH_VISIT_UNKNOWN = "graph-visit-unknown" ();
    GRAPH_AGREED = "graph-agreed" ();
    GRAPH_KEEPS_LEVEL = "graph-keeps-level" ();
    GRAPH_RISK_CONFIRM = "graph-risk-confirm" ();
    GRAPH_RULES = "graph-rules" ();
    GRAPH_PLANNED = "graph-planned" ();
    GRAPH_IF_WORSE = "graph-if-worse" ();
    GRAPH_IF_URGENT_BEFORE = "graph-if-urgent-before" ();
    GRAPH_IF_THERAPIST_BEFORE = "graph-if-therapist-before" ();
    GRAPH_COMPARED = "graph-compared" ();

    // Telegram's own places
    BOT_DESCRIPTION = "bot-description" ();
    BOT_ABOUT = "bot-about" ();
    COMMAND_START = "command-start" ();
    COMMAND_CHECK = "command-check" ();
    COMMAND_ASK = "command-ask" ();
    COMMAND_PLAN = "command-plan" ();
    COMMAND_TIME = "command-time" ();
    COMMAND_HELP = "command-help" ();
    COMMAND_LANGUAGE = "command-language" ();
    COMMAND_STOP = "command-stop" ();
    COMMAND_CANCEL = "command-cancel" ();
    COMMAND_PRIVACY = "command-privacy" ();
    COMMAND_FORGET = "command-forget" ();

    // Dates
    WEEKDAY_1 = "weekday-1" ();
    WEEKDAY_2 = "weekday-2" ();
    WEEKDAY_3 = "weekday-3" ();
    WEEKDAY_4 = "weekday-4" ();
    WEEKDAY_5 = "weekday-5" ();
    WEEKDAY_6 = "weekday-6" ();
    WEEKDAY_7 = "weekday-7" ();
    MONTH_1 = "month-1" ();
    MONTH_2 = "month-2" ();
    MONTH_3 = "month-3" ();
    MONTH_4 = "month-4" ();
    MONTH_5 = "month-5" ();
    MONTH_6 = "month-6" ();
    MONTH_7 = "month-7" ();
    MONTH_8 = "month-8" ();
    MONTH_9 = "month-9" ();
    MONTH_10 = "month-10" ();
    MONTH_11 = "month-11" ();
    MONTH_12 = "month-12" ();
}

/// The names of the days, Monday first.
pub const WEEKDAYS: [Key; 7] = [WEEKDAY_1, WEEKDAY_2, WEEKDAY_3, WEEKDAY_4, WEEKDAY_5, WEEKDAY_6, WEEKDAY_7];

/// The names of the months, January first.
pub const MONTHS: [Key; 12] = [
    MONTH_1, MONTH_2, MONTH_3, MONTH_4, MONTH_5, MONTH_6, MONTH_7, MONTH_8, MONTH_9, MONTH_10, MONTH_11,
    MONTH_12,
];

/// The message that asks a question.
#[must_use]
pub fn question(id: &Id) -> String {
    format!("q-{id}")
}

/// Variables that may stand in the message of a question.
pub const QUESTION_VARIABLES: &[&str] = &["emergency", "before"];

/// The button of an answer.
#[must_use]
pub fn answer(question: &Id, answer: &Id) -> String {
    format!("a-{question}-{answer}")
}

/// The full wording of a warning sign.
#[must_use]
pub fn sign(id: &Id) -> String {
    format!("sign-{id}")
}

/// The advice of an urgency.
#[must_use]
pub fn outcome(urgency: Urgency) -> String {
    format!("outcome-{}", urgency.code())
}

/// The same for what has lasted three days or longer: the two advices that say how long soreness usually lasts.
#[must_use]
pub fn outcome_late(urgency: Urgency) -> Option<String> {
    (urgency <= Urgency::Therapist).then(|| format!("{}-late", outcome(urgency)))
}

/// Variables that may stand in an advice, a note or a check-in's first line.
pub const ADVICE_VARIABLES: &[&str] = &["emergency"];

/// The line that a rule adds to the advice.
#[must_use]
pub fn note(id: &Id) -> String {
    format!("note-{id}")
}

/// The first line of a planned message.
#[must_use]
pub fn check_in(id: &Id) -> String {
    format!("check-in-{id}")
}

/// How a check-in comments on the comparison with the first answer.
#[must_use]
pub fn result(check_in: &Id, trend: &Id) -> String {
    format!("result-{check_in}-{trend}")
}

/// The question of a topic.
#[must_use]
pub fn topic(id: &Id) -> String {
    format!("topic-{id}")
}

/// The short answer of a topic.
#[must_use]
pub fn topic_short(id: &Id) -> String {
    format!("topic-{id}-short")
}

/// The rest of the answer of a topic.
#[must_use]
pub fn topic_more(id: &Id) -> String {
    format!("topic-{id}-more")
}

/// When to call somebody about a topic.
#[must_use]
pub fn topic_call(id: &Id) -> String {
    format!("topic-{id}-call")
}

/// What is said first about a topic to clients of whom something is known.
#[must_use]
pub fn topic_note(id: &Id) -> String {
    format!("topic-note-{id}")
}

/// The name of a group of topics.
#[must_use]
pub fn topic_group(id: &Id) -> String {
    format!("topic-group-{id}")
}

/// The messages that reassure, by how their names begin and end: they say that something is usual, or that it goes
/// well. None of them may be shown to somebody who was not asked about the warning signs, who has one, or who was
/// told to get help and was not seen (`proof` keeps it so). No message that the code itself says may reassure.
pub const REASSURING: [(&str, &[&str]); 3] = [
    ("outcome-", &["0", "1", "-late"]),
    ("result-", &["-gone", "-better", "-same"]),
    ("topic-", &["-short", "-more"]),
];

/// Whether the message of this name reassures.
#[must_use]
pub fn reassures(name: &str) -> bool {
    REASSURING.iter().any(|(begin, ends)| {
        name.strip_prefix(begin).is_some_and(|rest| ends.iter().any(|end| rest.ends_with(end)))
    })
}
