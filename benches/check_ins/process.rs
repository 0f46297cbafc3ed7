//! What the process costs: its start, its memory, and how often it wakes while nothing is to do.

use std::{
    collections::BTreeMap,
    fs,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{Router, extract::State, http::Uri};
use tokio::sync::Notify;

use crate::fill::{Data, noon};

/// How long nothing happens.
const IDLE: Duration = Duration::from_mins(1);
/// After the start, what it tells Telegram about itself is over by then.
const SETTLED: Duration = Duration::from_secs(5);

/// A Bot API that knows just enough for a bot to listen to it, and never has an update.
pub(crate) struct Server {
    url: String,
    polled: Arc<Notify>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let polled = Arc::new(Notify::new());
        let router = Router::new().fallback(answer).with_state(Arc::clone(&polled));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("it has an address"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, polled }
    }
}

async fn answer(State(polled): State<Arc<Notify>>, uri: Uri) -> String {
    let method = uri.path().rsplit('/').next().unwrap_or_default().to_lowercase();
    let result = match method.as_str() {
        "getme" => r#"{"id":1,"is_bot":true,"first_name":"Aftercare","username":"aftercare_bot"}"#,
        "getupdates" => {
            polled.notify_one();
            tokio::time::sleep(Duration::from_secs(25)).await;
            "[]"
        }
        _ => "true",
    };
    format!(r#"{{"ok":true,"result":{result}}}"#)
}

/// Starts the real binary on the file, lets it listen, and looks at it.
pub(crate) async fn idle_and_start(data: &Data, server: &Server) {
    // Nothing is due, and nothing waits to be sent.
    data.with_due(0, noon()).await;
    let begun = Instant::now();
    let mut bot = Command::new(env!("CARGO_BIN_EXE_aftercare"))
        .arg("run")
        .env("TELOXIDE_TOKEN", "1:no-bot-has-this-token")
        .env("TELOXIDE_API_URL", &server.url)
        .env("DATABASE_URL", data.url())
        .env("RUST_LOG", "warn")
        .stdin(Stdio::null())
        .spawn()
        .expect("the binary was built");
    server.polled.notified().await;
    println!("  start to the first getUpdates: {} ms", begun.elapsed().as_millis());
    tokio::time::sleep(SETTLED).await;
    let before = looked_at(&bot);
    tokio::time::sleep(IDLE).await;
    let after = looked_at(&bot);
    let more = |what: &str| after.get(what).copied().unwrap_or(0) - before.get(what).copied().unwrap_or(0);
    println!("  peak memory: {:.1} MiB", kibibytes_as_mebibytes(after["VmHWM"]));
    println!("  idle for a minute: {} wake-ups, {} ms of CPU", more("wakes"), more("cpu") * 10);
    let _ = bot.kill();
    let _ = bot.wait();
}

#[expect(clippy::cast_precision_loss, reason = "a figure to read")]
fn kibibytes_as_mebibytes(kibibytes: u64) -> f64 {
    kibibytes as f64 / 1024.0
}

/// Peak memory in KiB, wake-ups of all threads, CPU in hundredths of a second; from `/proc`.
fn looked_at(bot: &Child) -> BTreeMap<String, u64> {
    let home = format!("/proc/{}", bot.id());
    let number = |text: &str| text.split_whitespace().next().and_then(|number| number.parse().ok());
    let mut figures: BTreeMap<String, u64> = fs::read_to_string(format!("{home}/status"))
        .expect("the bot runs, on Linux")
        .lines()
        .filter_map(|line| line.split_once(':'))
        .filter_map(|(name, value)| Some((name.to_owned(), number(value)?)))
        .collect();
    let threads = fs::read_dir(format!("{home}/task")).expect("the bot runs").flatten();
    let wakes = threads
        .filter_map(|thread| fs::read_to_string(thread.path().join("status")).ok())
        .filter_map(|status| {
            let line = status.lines().find(|line| line.starts_with("voluntary_ctxt_switches"))?;
            number(line.split_once(':')?.1)
        })
        .sum();
    figures.insert("wakes".to_owned(), wakes);
    let stat = fs::read_to_string(format!("{home}/stat")).expect("the bot runs");
    // Behind the name, which may hold blanks: user and system time are the 12th and 13th.
    let times: Vec<u64> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|time| time.parse().ok())
        .collect();
    figures.insert("cpu".to_owned(), times.iter().sum());
    figures
}
