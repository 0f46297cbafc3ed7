//! The command line: what each command needs, its outcome, and its exit code. The commands do the work.

mod args;
mod ask;
mod chat;
mod check;
mod clinic;
mod content;
mod data;
mod graph;
mod json_lines;
mod link;
mod logging;
mod migrate;
mod moment;
mod preview;
mod run;
mod signals;
mod story;
mod triage;
mod values;
mod why;

use std::{
    fmt,
    io::{self, Write as _},
    process::ExitCode,
};

use anyhow::Context as _;

pub use self::args::Cli;
use self::args::Command;
use crate::{config::Config, engine::ChatId};

/// How a command ended that could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// All is good.
    Good,
    /// It found something wrong, and said so.
    Found,
}

/// The command line itself is at fault: exit code 2, like the faults that the parser finds.
#[derive(Debug)]
struct Usage(String);

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// The exit code for an error: 2 if the command line was at fault, else 1.
#[must_use]
pub fn exit_code(error: &anyhow::Error) -> ExitCode {
    ExitCode::from(if error.is::<Usage>() { 2 } else { 1 })
}

impl Cli {
    /// Does what the command line says.
    ///
    /// # Errors
    /// What was attempted, on what, and what to do about it.
    pub fn execute(self) -> anyhow::Result<Done> {
        let mut config = Config::load()?;
        if self.dialogues.is_some() {
            config.dialogues = self.dialogues;
        }
        logging::start(&config);
        let command = self.command.unwrap_or_else(|| without_command(&config));
        let done = perform(command, &config).and_then(|done| {
            io::stdout().flush()?;
            Ok(done)
        });
        match done {
            // Whoever reads our output has enough (`aftercare clinic list | head -1`).
            Err(error) if is_closed_pipe(&error) => Ok(Done::Good),
            done => done,
        }
    }
}

fn without_command(config: &Config) -> Command {
    if config.token.is_some() {
        eprintln!(
            "aftercare: no command; TELOXIDE_TOKEN is set, so this is `aftercare run`: the bot on Telegram"
        );
        Command::Run
    } else {
        eprintln!(
            "aftercare: no command; TELOXIDE_TOKEN is not set, so this is `aftercare preview`: the bot in your browser"
        );
        Command::Preview { port: args::PREVIEW_PORT }
    }
}

fn perform(command: Command, config: &Config) -> anyhow::Result<Done> {
    match command {
        Command::Check { json } => check::check(config, json, &mut io::stdout().lock()),
        Command::Graph { format, lang } => {
            graph::graph(&content::load(config)?, format, &lang, &mut io::stdout().lock())
        }
        Command::Triage { json: _ } => {
            let script = content::load(config)?;
            triage::triage(&script, &mut io::stdin().lock(), &mut io::stdout().lock())
        }
        Command::Ask { lang, question, json, stdin, text } => {
            let script = content::load(config)?;
            let (input, out) = (&mut io::stdin().lock(), &mut io::stdout().lock());
            if stdin {
                ask::lines(&script, &lang, input, out)
            } else {
                ask::text(&script, &lang, question.as_deref(), &text.join(" "), json, out)
            }
        }
        Command::Run => wait_for(run::run(config)),
        Command::Preview { port } => wait_for(preview::preview(config, port)),
        Command::Chat { lang } => wait_for(chat::chat(config, &lang)),
        Command::Clinic { command } => wait_for(clinic::clinic(config, command)),
        Command::Link(args) => wait_for(link::link(config, args)),
        Command::Why { chat, json } => wait_for(why::why(config, ChatId(chat), json)),
        Command::Migrate => wait_for(migrate::migrate(config)),
    }
}

fn wait_for(work: impl Future<Output = anyhow::Result<Done>>) -> anyhow::Result<Done> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        // The work goes from task to task: with more threads, waking each other costs more than they do side by side.
        // SQLite has a thread of its own, and whoever has many processors starts several processes.
        .worker_threads(1)
        .enable_all()
        .build()
        .context("cannot start the async runtime; the system may be out of threads or file handles")?;
    let done = runtime.block_on(work);
    // Waits for nothing that hangs (a name that is looked up, a terminal that is read).
    runtime.shutdown_background();
    done
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
