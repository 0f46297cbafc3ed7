//! The real program, killed with SIGKILL again and again while it talks to many clients, and started again on the
//! same file: every client gets through, nothing is lost, and only what was on its way may come twice.
//!
//! When it is killed is drawn from a seed (`AFTERCARE_SEED=7` draws another); which calls are under way then, the
//! machine decides.

#[path = "simulation/dice.rs"]
#[allow(dead_code, reason = "the worlds throw more")]
mod dice;
mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering::SeqCst},
    },
};

use aftercare::script::{Defaults, Script, Source};
use sqlx::{ConnectOptions as _, sqlite::SqliteConnectOptions};
use tempfile::TempDir;
use tokio::{sync::Semaphore, task::JoinSet};

use self::{
    dice::Dice,
    support::fake_api::{Button, Call, FakeApi, Fault, On, State, User},
};

const KILLS: usize = 20;
/// Clients who talk to the bot at the same time.
const AT_ONCE: usize = 12;
/// From one kill to the next it gets through so many calls at most.
const CALLS_MAX: i64 = 80;

/// The program, and the file it works on.
struct Program {
    folder: TempDir,
    api: FakeApi,
    child: Option<Child>,
    /// How often it was started.
    life: usize,
}

impl Program {
    fn new(api: FakeApi) -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), api, child: None, life: 0 }
    }

    fn file(&self) -> std::path::PathBuf {
        self.folder.path().join("bot.db")
    }

    fn start(&mut self) {
        self.life += 1;
        let child = Command::new(env!("CARGO_BIN_EXE_aftercare"))
            .arg("run")
            .current_dir(self.folder.path())
            .env_clear()
            .env("TELOXIDE_TOKEN", "123456789:T0p-SeCrEt_T0k3n")
            // What it sends in its last moments may arrive after its end; the path tells whose call it was.
            .env("TELOXIDE_API_URL", format!("{}/{}", self.api.url(), self.life))
            .env("DATABASE_URL", format!("sqlite://{}", self.file().display()))
            .envs([("AFTERCARE_RATE_ALL", "0"), ("AFTERCARE_RATE_CHAT", "0"), ("RUST_LOG", "warn")])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn();
        self.child = Some(child.expect("the program starts"));
    }

    /// SIGKILL.
    fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("it runs");
            child.wait().expect("it has ended");
        }
    }

    /// SIGTERM; gives whether it ended well.
    fn stop(&mut self) -> bool {
        let Some(mut child) = self.child.take() else { return false };
        let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
        told.is_ok_and(|told| told.success()) && child.wait().is_ok_and(|end| end.success())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}

/// What a client waits for and does: the message is known by its text, what is done by the name of the button or
/// by what is typed.
const PRESSES: [(&str, &str); 11] = [
    ("q-warning", "a-warning-w_none"),
    ("q-consent", "button-agree"),
    ("q-when", "a-when-t_today"),
    ("q-location", "a-location-neck"),
    ("q-location", "button-done"),
    ("q-type", "a-type-dull"),
    ("q-type", "button-done"),
    ("q-nrs", "a-nrs-3"),
    ("q-trend", "a-trend-same"),
    ("q-risk", "a-risk-none"),
    ("outcome-0", ""),
];

/// Every other client types where the others press.
fn typed(question: &str) -> Option<&'static str> {
    match question {
        "q-when" => Some("today"),
        "q-nrs" => Some("3"),
        _ => None,
    }
}

/// The messages of whoever presses: the greeting, the card, the outcome. After typing, a card comes anew.
const SENT_TO_PRESSER: usize = 3;
const SENT_TO_TYPER: usize = 5;

fn types(client: i64) -> bool {
    client % 2 == 1
}

fn said(script: &Script, name: &str) -> String {
    let text = script.words(Some("en")).say(name, &[]).text;
    text.split('{').next().unwrap_or_default().trim_end().to_owned()
}

/// From the greeting to the outcome.
async fn talk(api: FakeApi, script: Arc<Script>, number: i64) {
    let user = api.user(number, &format!("Anna-{number}"), "en");
    user.say("/start");
    for (question, button) in PRESSES {
        let text = said(&script, question);
        if button.is_empty() {
            user.sees(&text).await;
            user.sees(&said(&script, "card-done")).await;
        } else if let Some(words) = typed(question).filter(|_| types(number)) {
            user.sees(&text).await;
            user.say(words);
        } else {
            let button = sees_button(&user, &api, &text, &said(&script, button)).await;
            user.press(&button);
        }
    }
}

/// Waits for a button with this label under a message with this text: the newest, for a card that came twice is
/// changed where it was pressed.
async fn sees_button(user: &User, api: &FakeApi, text: &str, label: &str) -> Button {
    let find = |state: &State| {
        let newest = state.shown(user.id).iter().rev().filter(|shown| shown.from_bot);
        let mut buttons = newest.filter(|shown| shown.text.contains(text)).flat_map(|shown| &shown.buttons);
        buttons.find_map(|row| row.iter().find(|button| button.label == label)).cloned()
    };
    api.wait_for(&format!("{label:?} under {text:?} in chat {}", user.id), find).await
}

/// Clients come, one after the other on each seat, until the last kill is over.
fn open_the_doors(api: &FakeApi, script: &Arc<Script>, over: &Arc<AtomicBool>) -> JoinSet<()> {
    let next = Arc::new(AtomicI64::new(0));
    let mut seats = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (api, script) = (api.clone(), Arc::clone(script));
        let (next, over) = (Arc::clone(&next), Arc::clone(over));
        seats.spawn(async move {
            while !over.load(SeqCst) {
                talk(api.clone(), Arc::clone(&script), 1 + next.fetch_add(1, SeqCst)).await;
            }
        });
    }
    seats
}

/// Calls that put something into a chat.
fn is_of_a_row(call: &Call) -> bool {
    call.chat.is_some() && call.method != "answercallbackquery"
}

/// Waits for a moment drawn by the dice, and kills the program then.
async fn kill_sometime(program: &mut Program, dice: &mut Dice) {
    let api = program.api.clone();
    let now = api.look(|state| state.calls.len());
    let later = now + usize::try_from(dice.between(1, CALLS_MAX)).expect("a small number");
    if dice.percent(50) {
        // The messenger has the message, and the answer stays out.
        let method = dice.one_of(&["sendMessage", "editMessageText"]).expect("there are two");
        api.fault(On::method(method).nth(1), Fault::Hold(Arc::new(Semaphore::new(0))));
    }
    let has_come = |state: &State| state.calls.len() >= later && state.calls[now..].iter().any(is_of_a_row);
    api.wait_until("the bot calls", has_come).await;
    program.kill();
    api.no_faults();
}

/// How many messages came twice. That may be only if the program was killed before it heard what became of the
/// first: it was the last one to its chat in that life.
fn repeated(state: &State) -> usize {
    let mut sent: BTreeMap<(i64, String), Vec<usize>> = BTreeMap::new();
    for (place, call) in state.calls.iter().enumerate().filter(|(_, call)| call.method == "sendmessage") {
        sent.entry((call.chat.unwrap_or(0), call.body.to_string())).or_default().push(place);
    }
    let mut count = 0;
    for ((chat, _), places) in sent {
        for pair in places.windows(2) {
            let life = &state.calls[pair[0]].caller;
            let mut after = state.calls[pair[0] + 1..].iter().filter(|call| call.caller == *life);
            let next = after.find(|call| is_of_a_row(call) && call.chat == Some(chat));
            assert!(next.is_none(), "a message came again to chat {chat}, and not for a kill: {next:?}");
            count += 1;
        }
    }
    count
}

/// Calls that put something into a chat and had no answer when their program was killed.
fn unanswered(state: &State) -> usize {
    state.calls.iter().filter(|call| is_of_a_row(call) && !call.answered).count()
}

/// The different messages that were sent to a chat.
fn different(state: &State, chat: i64) -> usize {
    let sent = state.calls("sendMessage").filter(|call| call.chat == Some(chat));
    sent.map(|call| call.body.to_string()).collect::<BTreeSet<_>>().len()
}

async fn rows_left(file: &Path) -> i64 {
    let mut eyes = SqliteConnectOptions::new().filename(file).connect().await.expect("it opens");
    sqlx::query_scalar("SELECT count(*) FROM outbox").fetch_one(&mut eyes).await.expect("it answers")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_twenty_times_it_loses_nothing() {
    let seed = std::env::var("AFTERCARE_SEED").map_or(1, |seed| seed.parse().expect("a number"));
    let mut dice = Dice::new(seed, 0);
    let script = Script::load(&Source::embedded(), Defaults::default()).expect("the content is valid");
    let api = FakeApi::start().await;
    let over = Arc::new(AtomicBool::new(false));
    let mut program = Program::new(api.clone());
    program.start();
    let mut seats = open_the_doors(&api, &Arc::new(script), &over);
    for _ in 0..KILLS {
        kill_sometime(&mut program, &mut dice).await;
        program.start();
    }
    over.store(true, SeqCst);
    while let Some(talked) = seats.join_next().await {
        talked.expect("everybody gets through");
    }
    api.wait_until("every update is taken", State::is_drained).await;
    assert!(program.stop(), "it stops when it is told to");
    assert_eq!(rows_left(&program.file()).await, 0, "nothing is left to send");
    api.look(|state| {
        let clients = (1..=i64::MAX).take_while(|client| !state.shown(*client).is_empty()).count();
        for client in (1..).take(clients) {
            let expected = if types(client) { SENT_TO_TYPER } else { SENT_TO_PRESSER };
            assert_eq!(different(state, client), expected, "messages to client {client}");
        }
        eprintln!(
            "seed {seed}: {KILLS} kills, {clients} clients, 0 updates and 0 messages lost; {} calls had no answer at \
             a kill, {} messages came twice",
            unanswered(state),
            repeated(state),
        );
    });
}
