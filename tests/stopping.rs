//! The binary and the signals that end it: at the start, at work, and when something hangs.

mod support;

use std::{
    io::Read as _,
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use self::support::fake_api::{FakeApi, Fault, On};

/// `aftercare run` in a folder of its own.
struct Running {
    child: Child,
    _folder: TempDir,
}

impl Running {
    fn begin(api: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_aftercare"));
        command.arg("run").current_dir(folder.path()).env_clear();
        command.env("TELOXIDE_TOKEN", "1:x").env("TELOXIDE_API_URL", api);
        Self { child: command.stderr(Stdio::piped()).spawn().unwrap(), _folder: folder }
    }

    fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }

    /// Exit code and standard error, when it has ended.
    async fn end(mut self) -> (Option<i32>, String) {
        let wait = move || {
            let mut said = String::new();
            self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
            (self.child.wait().unwrap().code(), said)
        };
        tokio::task::spawn_blocking(wait).await.unwrap()
    }
}

#[tokio::test]
async fn a_signal_while_it_starts_ends_it_at_once() {
    // Takes connections and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let running = Running::begin(&format!("http://{}", silent.local_addr().unwrap()));
    let call = tokio::task::spawn_blocking(move || silent.accept().unwrap()).await.unwrap();
    let asked = Instant::now();
    running.signal("TERM");
    let (code, said) = running.end().await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("stopped while it started"), "{said}");
    assert!(asked.elapsed() < Duration::from_secs(5), "not only when the call gave up");
    drop(call);
}

#[tokio::test]
async fn the_first_signal_finishes_and_the_second_ends_at_once() {
    for (hangs, signals, code) in [
        (false, &["TERM"][..], 0),
        (false, &["INT"], 0),
        (true, &["TERM", "TERM"], 143),
        (true, &["TERM", "INT"], 130),
    ] {
        let api = FakeApi::start().await;
        if hangs {
            api.fault(On::method("sendMessage"), Fault::Hang);
        }
        let running = Running::begin(&api.url());
        let eve = api.user(7, "Eve", "en");
        eve.say("/start");
        api.wait_until("it sends", |state| state.calls("sendMessage").count() > 0).await;
        api.wait_until("it polls", |state| state.polls_waiting == 1).await;
        running.signal(signals[0]);
        api.wait_until("it polls no more", |state| state.polls_waiting == 0).await;
        if let Some(second) = signals.get(1) {
            running.signal(second);
        }
        let (ended, said) = running.end().await;
        assert_eq!(ended, Some(code), "{signals:?}: {said}");
        assert_eq!(said.contains("stopped at once"), code != 0, "{said}");
    }
}
