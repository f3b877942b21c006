//! The program: parses arguments, runs, and turns the outcome into an exit code.

use std::process::ExitCode;

use clap::Parser;
use greyline::cli::{Cli, Outcome, run};

fn main() -> ExitCode {
    match run(&Cli::parse()) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Problems) => ExitCode::from(1),
        Err(error) => {
            anstream::eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}
