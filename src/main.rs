//! The binary `aftercare`: parses the arguments, calls [`aftercare::cli`], prints the error, gives the exit code.

use std::process::ExitCode;

use aftercare::cli::{Cli, Done, exit_code};
use clap::Parser;

fn main() -> ExitCode {
    match Cli::parse().execute() {
        Ok(Done::Good) => ExitCode::SUCCESS,
        Ok(Done::Found) => ExitCode::from(1),
        Err(error) => {
            eprintln!("aftercare: {error:#}");
            exit_code(&error)
        }
    }
}
