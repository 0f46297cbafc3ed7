//! The words of the command line. `--help` is the manual, so the texts here are written for operators.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::values;
use crate::clinic::qr::Format;

/// The port of the preview when none is given.
pub(super) const PREVIEW_PORT: u16 = 8080;

const EXAMPLES: &str = "\
Examples:
  aftercare                                   try the bot in your browser, no token needed
  aftercare clinic add \"Back to Balance\" --zone Europe/Berlin --country DE
  aftercare link 1 --qr clinic.svg            the clinic's link, and its QR code to print
  aftercare check --dialogues my-dialogues    after you changed a text or a rule

Settings come from the environment or from a file .env in the working directory; .env.example explains each.
Exit codes: 0 good, 1 something is wrong (it says what), 2 wrong usage.";

/// A Telegram bot that looks after people in the days following a massage.
///
/// Without a command: `run` if a token is set, else `preview`.
#[derive(Debug, Parser)]
#[command(name = "aftercare", version, after_help = EXAMPLES)]
pub struct Cli {
    /// Use the content of this folder instead of the one built in (or set `AFTERCARE_DIALOGUES`)
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) dialogues: Option<PathBuf>,

    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Be the bot on Telegram (needs `TELOXIDE_TOKEN`)
    ///
    /// Asks Telegram for updates (long polling), or lets Telegram call if `AFTERCARE_WEBHOOK_URL` is set: then a proxy
    /// with TLS passes the calls on to `AFTERCARE_LISTEN` (127.0.0.1:8090 if not set). There, GET /healthz answers 200
    /// if the bot does its work, else 503 with the reason; without a webhook only if `AFTERCARE_LISTEN` is set.
    ///
    /// The first SIGTERM or Ctrl-C finishes what is under way (10 s at most) and gives exit code 0; a second one ends
    /// at once, with 143 or 130. Neither loses anything, nor does a kill.
    Run,

    /// Try the bot in a local web page: no token, and a clock that you can move
    Preview {
        /// Port on this machine; 0 takes a free one
        #[arg(long, default_value_t = PREVIEW_PORT)]
        port: u16,
    },

    /// Try the bot in the terminal; `/wait 24h` moves the clock
    ///
    /// Reads what the client says from standard input, so a conversation can be a file.
    #[command(after_help = "Example:\n  printf '/start\\n/wait 24h\\n' | aftercare chat --lang en")]
    Chat {
        /// Language of the client
        #[arg(long, default_value = "en", value_name = "CODE")]
        lang: String,
    },

    /// Check and prove the content: texts, questions, rules, check-ins, and every way through them
    ///
    /// Prints every issue as `file: place: problem; cure`, an issue of the conversation with the shortest transcript
    /// that shows it, and ends with exit code 1 if there is any. Without one it prints how much it has proved: that
    /// every path ends, that no worse answer lowers the urgency, that nobody with a warning sign is reassured.
    /// Content from a folder is proved by `run`, `preview` and `chat`, too.
    #[command(after_help = "Example:\n  aftercare check --dialogues my-dialogues")]
    Check {
        /// Print each issue as a JSON object on a line of its own; without one, an object with the numbers
        #[arg(long)]
        json: bool,
    },

    /// Draw the flow: questions, conditions, rules, outcomes, check-ins
    #[command(
        after_help = "Examples:\n  aftercare graph --format svg > flow.svg\n  aftercare graph --format dot | dot -Tpdf > flow.pdf"
    )]
    Graph {
        /// How it is written: Mermaid for a README, DOT for Graphviz, SVG to look at and to print on one page
        #[arg(long, value_enum, default_value_t = Picture::Mermaid)]
        format: Picture,
        /// Language of the words in it
        #[arg(long, default_value = "en", value_name = "CODE")]
        lang: String,
    },

    /// Judge answers: one JSON object a line in, the level and the rules that fire a line out
    #[command(after_help = TRIAGE_HELP)]
    Triage {
        /// JSON lines in and out (the only format there is)
        #[arg(long, required = true)]
        json: bool,
    },

    /// Say what a typed text is taken for: a warning sign, an answer, a topic
    #[command(
        group = clap::ArgGroup::new("input").args(["text", "stdin"]).required(true),
        after_help = ASK_HELP
    )]
    Ask {
        /// The client's language
        #[arg(long, default_value = "en", value_name = "LANG")]
        lang: String,
        /// The question that is pending, e.g. nrs
        #[arg(long, value_name = "ID")]
        question: Option<String>,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
        /// Read JSON objects, one a line, and print one a line, in the same order
        #[arg(long, requires = "json")]
        stdin: bool,
        /// The text; several words are one text
        #[arg(value_name = "TEXT")]
        text: Vec<String>,
    },

    /// Add, list, show, change or remove the clinics that share links
    Clinic {
        #[command(subcommand)]
        command: ClinicCommand,
    },

    /// Make a clinic's link, or the link for one visit
    #[command(after_help = LINK_HELP)]
    Link(LinkArgs),

    /// Say what became of every planned message of a chat, and which rules decided its last advice
    #[command(after_help = "Example:\n  aftercare why 123456789")]
    Why {
        /// The chat: its number on Telegram
        #[arg(allow_negative_numbers = true)]
        chat: i64,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },

    /// Make the database, or bring it up to date, and do nothing else
    ///
    /// `run` does the same when it starts.
    Migrate,
}

/// How `graph` writes the flow.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Picture {
    Mermaid,
    Dot,
    Svg,
}

const TRIAGE_HELP: &str = "\
Fields (all may be left out): warning, location, type, risk: a name or a list of names; duration, trend: a
name; nrs: 0 to 10; seen, adult: true or false. \"skip\" or no field counts as skipped. Without warning
signs answered the level is null. A line that cannot be read gives {\"error\": …} and exit code 1 at the end.

Example:
  echo '{\"warning\":\"none\",\"duration\":\"lt24\",\"location\":\"neck\",\"type\":\"dull\",\"nrs\":3,\"trend\":\"same\",\"risk\":\"none\"}' | aftercare triage --json
  {\"level\":\"0\",\"rules\":[\"0\"]}";

const ASK_HELP: &str = "\
A line of --stdin is {\"text\":\"…\"}, optionally with \"lang\" and with \"question\", the question that is pending;
other fields are ignored. route: what is acted on at once (3a > C > S > 3b > 2, or null); flag: which sign;
ask_back: the client is asked whether it is happening now; answers: to the pending question; topic: what would be
answered (null: nothing by itself; alternatives would be offered). A line that cannot be read gives {\"error\": …}
and exit code 1 at the end.

Examples:
  aftercare ask is it normal to bruise
  echo '{\"lang\":\"en\",\"text\":\"about a seven\",\"question\":\"nrs\"}' | aftercare ask --json --stdin";

const LINK_HELP: &str = "\
Times: `now`, `2026-03-02T18:00+01:00`, or `2026-03-02 18:00` in the clinic's time zone. With the end of the
massage the check-ins are planned from it, and the link works for 14 days after it. Without, the link works
for everybody and for ever, and the bot asks when the massage was.

Examples:
  aftercare link 1 --qr clinic.png
  aftercare link \"Back to Balance\" --ended-at now";

#[derive(Debug, Args)]
pub(super) struct LinkArgs {
    /// The clinic: its number or its exact name
    pub(super) clinic: String,

    /// When the massage ended (or will end)
    #[arg(long, value_name = "TIME")]
    pub(super) ended_at: Option<String>,

    /// Draw the link as a QR code into this file; the ending, .svg or .png, says how; an existing file is replaced
    #[arg(long, value_name = "FILE", value_parser = values::picture)]
    pub(super) qr: Option<(PathBuf, Format)>,

    /// Print a JSON object instead of the bare link
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum ClinicCommand {
    /// Add a clinic; prints its number
    #[command(
        after_help = "Example:\n  aftercare clinic add \"Back to Balance\" --zone Europe/Berlin --phone \"+49 30 1234567\" --country DE"
    )]
    Add {
        /// Its name as clients see it, at most 64 characters
        #[arg(value_parser = values::name)]
        name: String,
        #[command(flatten)]
        about: About,
    },

    /// List all clinics
    List {
        /// Print each clinic as a JSON object on a line of its own
        #[arg(long)]
        json: bool,
    },

    /// Show one clinic
    Show {
        /// Its number or its exact name
        clinic: String,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },

    /// Change what is known about a clinic; what is not named stays
    #[command(
        group = clap::ArgGroup::new("change").args(CHANGES).required(true).multiple(true),
        after_help = "Example:\n  aftercare clinic edit 1 --zone Europe/Vienna --no-phone"
    )]
    Edit {
        /// Its number or its exact name
        clinic: String,
        /// New name
        #[arg(long, value_parser = values::name)]
        name: Option<String>,
        #[command(flatten)]
        about: About,
        /// Forget the time zone
        #[arg(long, conflicts_with = "zone")]
        no_zone: bool,
        /// Forget the phone number
        #[arg(long, conflicts_with = "phone")]
        no_phone: bool,
        /// Forget the country
        #[arg(long, conflicts_with = "country")]
        no_country: bool,
    },

    /// Remove a clinic, without asking; says what becomes of its links
    Remove {
        /// Its number or its exact name
        clinic: String,
    },
}

/// `clinic edit` without one of these would change nothing.
const CHANGES: [&str; 7] = ["name", "zone", "phone", "country", "no_zone", "no_phone", "no_country"];

/// What may be known about a clinic.
#[derive(Debug, Args)]
pub(super) struct About {
    /// Time zone by its IANA name, e.g. Europe/Berlin: so that nobody is woken at night
    #[arg(long, value_name = "IANA", value_parser = values::zone)]
    pub(super) zone: Option<String>,
    /// Number at which clients reach a person
    #[arg(long, value_name = "TEXT", value_parser = values::phone)]
    pub(super) phone: Option<String>,
    /// Country, two letters (ISO 3166): decides the emergency number
    #[arg(long, value_name = "CC", value_parser = values::country)]
    pub(super) country: Option<String>,
}
