//! The content for a command: a folder if one is named, else what is built in.

use anyhow::{anyhow, bail};

use crate::{
    config::Config,
    script::{Issue, Script, Source},
};

/// The files, unchecked.
pub(super) fn source(config: &Config) -> anyhow::Result<Source> {
    match &config.dialogues {
        Some(folder) => Source::read(folder).map_err(|error| anyhow!(error)),
        None => Ok(Source::embedded()),
    }
}

/// The checked content. With any fault there is none, so that no client meets it.
pub(super) fn load(config: &Config) -> anyhow::Result<Script> {
    match Script::load(&source(config)?, config.defaults()) {
        Ok(script) => Ok(script),
        Err(issues) => bail!("the content cannot be used: {}", summary(&issues)),
    }
}

fn summary(issues: &[Issue]) -> String {
    let first = issues.first().map(ToString::to_string).unwrap_or_default();
    match issues.len() {
        0 | 1 => first,
        count => format!("{first} (and {} more; `aftercare check` lists them)", count - 1),
    }
}
