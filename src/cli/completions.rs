//! `greyline completions`.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, Outcome};

/// Print a script that completes this program's commands in a shell.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  greyline completions bash > ~/.local/share/bash-completion/completions/greyline")]
pub(super) struct Completions {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self) -> Outcome {
        clap_complete::generate(self.shell, &mut Cli::command(), "greyline", &mut std::io::stdout().lock());
        Outcome::Done
    }
}
