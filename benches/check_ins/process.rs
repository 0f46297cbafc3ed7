//! What the process costs: its start, its memory, and how often it wakes while nothing is to do.

use std::{
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{Router, extract::State, http::Uri};
use tokio::sync::Notify;

use crate::{
    figures::Figures,
    fill::{Data, noon},
};

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
    let before = Figures::of(&bot);
    tokio::time::sleep(IDLE).await;
    let after = Figures::of(&bot);
    println!("  peak memory: {:.1} MiB", after.peak_mib());
    let (wakes, cpu) = (after.wakes - before.wakes, after.cpu.saturating_sub(before.cpu));
    println!("  idle for a minute: {wakes} wake-ups, {} ms of CPU", cpu.as_millis());
    let _ = bot.kill();
    let _ = bot.wait();
}
