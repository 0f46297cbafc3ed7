//! The content for a command: a folder if one is named, else what is built in. It is checked, and where clients meet
//! it, proved.

use std::time::Duration;

use anyhow::{anyhow, bail};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::{
    config::Config,
    proof::{self, Covered, Fault},
    script::{Issue, Script, Source},
    store::Store,
};

/// Where the database keeps which content was proved.
const PROVED: &str = "proved_content";
/// A proof that takes longer shows how far it is.
const QUIET: Duration = Duration::from_secs(1);

/// The files, unchecked.
pub(super) fn source(config: &Config) -> anyhow::Result<Source> {
    match &config.dialogues {
        Some(folder) => Source::read(folder).map_err(|error| anyhow!(error)),
        None => Ok(Source::embedded()),
    }
}

/// The checked content. With any fault there is none, so that no client meets it.
pub(super) fn load(config: &Config) -> anyhow::Result<Script> {
    read(config).map(|read| read.script)
}

/// The content for talking to clients. What is built in was proved by the tests; that of a folder is proved here, for
/// it may have changed since.
pub(super) fn proved(config: &Config) -> anyhow::Result<Script> {
    let Read { source, script } = read(config)?;
    if config.dialogues.is_some() {
        refuse_faulty(&script, &source)?;
    }
    Ok(script)
}

/// Content whose files are free of faults, with the files.
pub(super) struct Read {
    source: Source,
    script: Script,
}

/// Reads and checks the content; it is still to be proved.
pub(super) fn read(config: &Config) -> anyhow::Result<Read> {
    let source = source(config)?;
    let script = checked(config, &source)?;
    Ok(Read { source, script })
}

impl Read {
    /// As [`proved`], where a database remembers what was proved last, so that a restart takes no longer for it.
    pub(super) async fn proved_once(self, config: &Config, store: &impl Store) -> anyhow::Result<Script> {
        if config.dialogues.is_some() {
            // Another version of the program may do something else with it.
            let version = self.script.version();
            if store.setting(PROVED).await?.as_deref() != Some(version) {
                refuse_faulty(&self.script, &self.source)?;
                store.set_setting(PROVED, version, false).await?;
            }
        }
        Ok(self.script)
    }
}

fn refuse_faulty(script: &Script, source: &Source) -> anyhow::Result<()> {
    let (_, faults) = prove(script, source);
    refuse(&faults.into_iter().map(|fault| fault.issue).collect::<Vec<_>>())
}

fn checked(config: &Config, source: &Source) -> anyhow::Result<Script> {
    match Script::load(source, config.defaults()) {
        Ok(script) => Ok(script),
        Err(issues) => refuse(&issues).and_then(|()| bail!("the content cannot be used")),
    }
}

/// Nothing, or the issues as an error.
fn refuse(issues: &[Issue]) -> anyhow::Result<()> {
    let Some(first) = issues.first() else { return Ok(()) };
    match issues.len() {
        1 => bail!("the content cannot be used: {first}"),
        count => {
            bail!(
                "the content cannot be used: {first} (and {} more; `aftercare check` lists them)",
                count - 1
            )
        }
    }
}

/// Proves the content; on a terminal, and when it takes longer than a second, with a bar.
pub(super) fn prove(script: &Script, source: &Source) -> (Covered, Vec<Fault>) {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    if let Ok(style) =
        ProgressStyle::with_template("aftercare: proving the content {bar:30} {pos}/{len} places")
    {
        bar.set_style(style);
    }
    let result = proof::prove(script, source, &mut |progress| {
        if bar.is_hidden() && bar.elapsed() > QUIET {
            // Draws nothing where standard error is no terminal.
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        bar.set_length(u64::try_from(progress.known).unwrap_or(u64::MAX));
        bar.set_position(u64::try_from(progress.explored).unwrap_or(u64::MAX));
    });
    bar.finish_and_clear();
    result
}
