//! The bots that are measured: each a process of its own, killed when it is dropped.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
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
    Teloxide,
    Bare,
}

/// A bot at work.
pub(crate) struct Bot(Child);

impl Contender {
    /// Starts it against this Bot API. `limits`: those that aftercare keeps by default; else none.
    pub(crate) fn start(&self, api: &str, limits: bool) -> Bot {
        let mut command = match self {
            Self::Aftercare(database) => {
                let mut command = Command::new(env!("CARGO_BIN_EXE_aftercare"));
                command.arg("run").env("DATABASE_URL", database);
                command
            }
            Self::Teloxide => replay(TELOXIDE, api),
            Self::Bare => replay(BARE, api),
        };
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
        Bot(command.spawn().expect("it was built"))
    }
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
    pub(crate) fn figures(&self) -> Figures {
        Figures::of(&self.0)
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
