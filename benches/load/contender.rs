//! The bots that are measured: each a process of its own, killed when it is dropped.

use std::{
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::Duration,
};

use crate::{figures::Figures, fill};

/// How this binary is told to be the bot on teloxide's `Dispatcher`.
pub(crate) const TELOXIDE: &str = "--teloxide-bot";
/// How it is told to be the bare loop.
pub(crate) const BARE: &str = "--bare-bot";

/// Who is measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Contender {
    /// aftercare on this database.
    Aftercare(String),
    /// So many processes on this database, each with a webhook.
    Hooked {
        database: String,
        processes: usize,
    },
    Teloxide,
    Bare,
}

/// A bot at work, in one process or several.
pub(crate) struct Bot {
    processes: Vec<Child>,
    /// Where each of them wants to be called, if any does.
    pub(crate) addresses: Vec<SocketAddr>,
}

impl Contender {
    /// Starts it against this Bot API. `limits`: those that aftercare keeps by default; else none.
    pub(crate) fn start(&self, api: &str, limits: bool) -> Bot {
        let mut addresses = Vec::new();
        let commands = match self {
            Self::Aftercare(database) => vec![aftercare(database)],
            Self::Hooked { database, processes } => {
                addresses.extend((0..*processes).map(|_| free_address()));
                let hooked = addresses.iter().map(|address| {
                    let mut command = aftercare(database);
                    command.env("AFTERCARE_WEBHOOK_URL", "https://bench.invalid/telegram");
                    command.env("AFTERCARE_LISTEN", address.to_string());
                    command
                });
                hooked.collect()
            }
            Self::Teloxide => vec![replay(TELOXIDE, api)],
            Self::Bare => vec![replay(BARE, api)],
        };
        let processes = commands.into_iter().map(|command| begin(command, api, limits)).collect();
        let bot = Bot { processes, addresses };
        bot.addresses.iter().for_each(await_listener);
        bot
    }
}

fn aftercare(database: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aftercare"));
    command.arg("run").env("DATABASE_URL", database);
    command
}

/// An address that nobody listens at.
fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("it has an address")
}

/// Waits until somebody listens there.
fn await_listener(address: &SocketAddr) {
    while TcpStream::connect(address).is_err() {
        sleep(Duration::from_millis(5));
    }
}

fn begin(mut command: Command, api: &str, limits: bool) -> Child {
    command
        .env("TELOXIDE_TOKEN", "1:no-bot-has-this-token")
        .env("TELOXIDE_API_URL", api)
        .env("RUST_LOG", "warn")
        // Not where somebody keeps a .env.
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .stdin(Stdio::null());
    if !limits {
        command.env("AFTERCARE_RATE_ALL", "0").env("AFTERCARE_RATE_CHAT", "0");
    }
    command.spawn().expect("it was built")
}

fn replay(what: &str, api: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program has a path"));
    command.args([what, api]).arg(recording());
    command
}

/// Where the recording lies.
pub(crate) fn recording() -> PathBuf {
    fill::file("load_recording.json")
}

/// An empty database of this name.
pub(crate) fn empty(name: &str) -> String {
    let path = fill::file(name);
    fill::remove(&path);
    address(&path)
}

fn address(path: &Path) -> String {
    format!("sqlite://{}", path.display())
}

impl Bot {
    /// Of all its processes together.
    pub(crate) fn figures(&self) -> Figures {
        let none = Figures { cpu: Duration::ZERO, peak_kib: 0, wakes: 0 };
        self.processes.iter().map(Figures::of).fold(none, |sum, one| Figures {
            cpu: sum.cpu + one.cpu,
            peak_kib: sum.peak_kib + one.peak_kib,
            wakes: sum.wakes + one.wakes,
        })
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        for process in &mut self.processes {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}
