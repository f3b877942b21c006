//! The command line: one command a file, and the only room that prints.
//!
//! In: arguments. Out: the result on standard output, messages on standard error, and an [`Outcome`]. What always holds: with
//! `--format json` standard output holds the JSON document and nothing else.

mod args;
mod audit;
mod branch;
mod build;
mod changes;
mod check;
mod chromium;
mod codeowners;
mod completions;
mod deploy;
mod diff;
mod explain;
mod export;
mod import;
mod init;
mod ledger;
mod load;
mod new;
mod outcome;
mod policy_template;
mod print;
mod program;
mod prompt;
mod register;
mod release;
mod reviews;
mod schema;
mod serve;
mod terminal;
mod theme;
mod time_stamp;
mod verify;
mod write;

pub use outcome::Outcome;

use std::path::{Path, PathBuf};

use clap::{CommandFactory, Parser, Subcommand};

use terminal::Verbosity;

use crate::error::{Error, Result};

/// Build policy handbooks from Markdown: one site for each audience, with private text removed.
#[derive(Debug, Parser)]
#[command(name = "greyline", version = env!("GREYLINE_VERSION"), propagate_version = true, arg_required_else_help = true)]
#[command(
    after_help = "Exit codes: 0 success, 1 problems found, 2 could not run.\nThe manual is the section \"Manual\" of the example handbook's staff edition."
)]
pub struct Cli {
    /// The folder with book.toml. Default: the current folder or the nearest one above.
    #[arg(long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Print results and errors only.
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Print what is done on the way, and how long it takes.
    #[arg(long, short, global = true)]
    verbose: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Init),
    New(new::New),
    Import(import::Import),
    Release(release::Release),
    Diff(diff::Diff),
    Changes(changes::Changes),
    Print(print::Print),
    Build(build::Build),
    Serve(serve::Serve),
    Check(check::Check),
    Audit(audit::Audit),
    Deploy(deploy::Deploy),
    Verify(verify::Verify),
    Register(register::Register),
    Reviews(reviews::Reviews),
    Codeowners(codeowners::Codeowners),
    Export(export::Export),
    Explain(explain::Explain),
    Schema(schema::Schema),
    Theme(theme::ThemeCommand),
    Completions(completions::Completions),
}

/// Runs a command.
///
/// # Errors
/// When it could not run.
pub fn run(cli: &Cli) -> Result<Outcome> {
    terminal::set_verbosity(match (cli.quiet, cli.verbose) {
        (true, _) => Verbosity::Quiet,
        (_, true) => Verbosity::Verbose,
        _ => Verbosity::Normal,
    });
    let root = || find_root(cli.root.as_deref());
    match &cli.command {
        Command::Init(init) => init.run(cli.root.as_deref()),
        Command::New(new) => new.run(&root()?),
        Command::Import(import) => import.run(cli.root.as_deref()),
        Command::Release(release) => release.run(&root()?),
        Command::Diff(diff) => diff.run(&root()?),
        Command::Changes(changes) => changes.run(&root()?),
        Command::Print(print) => print.run(&root()?),
        Command::Build(build) => build.run(&root()?),
        Command::Serve(serve) => serve.run(&root()?),
        Command::Check(check) => check.run(&root()?),
        Command::Audit(audit) => audit.run(&root()?),
        Command::Deploy(deploy) => deploy.run(&root()?),
        Command::Verify(verify) => verify.run(),
        Command::Register(register) => register.run(&root()?),
        Command::Reviews(reviews) => reviews.run(&root()?),
        Command::Codeowners(codeowners) => codeowners.run(&root()?),
        Command::Export(export) => export.run(&root()?),
        Command::Explain(explain) => explain.run(),
        Command::Schema(schema) => schema.run(root),
        Command::Theme(theme) => theme.run(&root()?),
        Command::Completions(completions) => Ok(completions.run(Cli::command())),
    }
}

/// Returns the folder of the handbook: `named`, or the nearest one from the current folder upwards that holds `book.toml`.
fn find_root(named: Option<&Path>) -> Result<PathBuf> {
    if let Some(root) = named {
        if root.join("book.toml").exists() {
            return Ok(root.to_path_buf());
        }
        let message = format!("there is no book.toml in {}; `greyline init {0}` creates one there", root.display());
        return Err(Error::Usage(message));
    }
    let here = std::env::current_dir().map_err(Error::read("."))?;
    let found = here.ancestors().find(|folder| folder.join("book.toml").exists());
    match found {
        Some(root) if root == here => Ok(PathBuf::from(".")),
        Some(root) => Ok(root.to_path_buf()),
        None => Err(Error::NoHandbook { start: here }),
    }
}
