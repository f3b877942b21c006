//! `greyline completions`.

use clap::{Args, Command};
use clap_complete::Shell;

use super::outcome::Outcome;

/// Print a script that completes this program's commands in a shell.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  greyline completions bash > ~/.local/share/bash-completion/completions/greyline")]
pub(super) struct Completions {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    /// Prints the script for `program`, the whole command line.
    pub(super) fn run(&self, mut program: Command) -> Outcome {
        clap_complete::generate(self.shell, &mut program, "greyline", &mut std::io::stdout().lock());
        Outcome::Done
    }
}
