//! `greyline serve`.

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;

use clap::Args;
use jiff::civil::Date;

use super::args::current_date;
use super::outcome::Outcome;
use super::terminal;
use crate::error::{Error, Result};
use crate::preview::{self, Event, Settings};

/// Show a live preview of every edition.
///
/// Serves every edition from memory and updates open pages on every save. Mistakes are shown on the page. Writes no files.
/// Listens only on this machine unless `--host` and `--unsafe-listen` are given. Stop it with Ctrl-C.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline serve --open\n  greyline serve --port 8080 --today 2027-01-15\n  greyline serve --editor 'code -g {file}:{line}:{column}'"
)]
pub(super) struct Serve {
    /// Listen on this port; default: 4000, or the next free one.
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Listen on this interface; one that other machines can reach, such as 0.0.0.0, also needs `--unsafe-listen`.
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// Let other machines read every edition, also the most private one, without a password or encryption.
    #[arg(long)]
    unsafe_listen: bool,
    /// Open the preview in the browser.
    #[arg(long)]
    open: bool,
    /// Check all files regularly instead of watching; for network folders.
    #[arg(long)]
    poll: bool,
    /// Let the preview open source files with this command; {file}, {line} and {column} stand for the place. Run without a
    /// shell.
    #[arg(long, value_name = "COMMAND")]
    editor: Option<String>,
    /// Use this date as today.
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
}

impl Serve {
    pub(super) fn run(&self, root: &Path) -> Result<Outcome> {
        self.check_host()?;
        let (tx, rx) = mpsc::channel();
        let stop = move || {
            // By the second key press nobody may wait for the end any more.
            let _ = tx.send(());
        };
        ctrlc::set_handler(stop).map_err(|error| Error::Usage(format!("cannot wait for Ctrl-C: {error}")))?;
        let today = self.today;
        let editor = self.editor.as_deref().map(Editor::parse).transpose()?;
        // Names of a root that is relative would change with the folder that the program stands in.
        let root = std::path::absolute(root).map_err(Error::read(root))?;
        let folder = root.clone();
        let preview = preview::serve(Settings {
            root,
            host: self.host,
            port: self.port,
            today: Box::new(move || today.unwrap_or_else(|| current_date(&folder))),
            poll: self.poll,
            editor: editor.map(|editor| -> Box<preview::Editor> {
                Box::new(move |file, line, column| editor.open(file, line, column))
            }),
            on_event: Box::new(print_event),
        })?;
        let address = preview.address();
        let top = format!("http://{address}/");
        if self.port.is_none() && address.port() != preview::PORT {
            terminal::print_done(&format!("Port {} is taken; this is the next free one.", preview::PORT))?;
        }
        terminal::print_line(&format!("Serving {top}"))?;
        for (name, audience) in preview.editions() {
            terminal::print_line(&format!("  {top}{name}/  for {audience}"))?;
        }
        if !self.host.is_loopback() {
            terminal::print_line(
                "Anyone who can reach this machine can read every edition, also the most private one.",
            )?;
        }
        terminal::print_done("Press Ctrl-C to stop.")?;
        if self.open {
            open_browser(&top);
        }
        // Without a sender nobody is left to end it; then there is nothing to wait for.
        let _ = rx.recv();
        drop(preview);
        Ok(Outcome::Done)
    }

    /// Refuses an interface that other machines reach unless that is asked for in so many words.
    fn check_host(&self) -> Result<()> {
        let host = self.host;
        if host.is_loopback() {
            Ok(())
        } else if self.editor.is_some() {
            let message = "--editor would let other machines open files on this one; leave out --host or --editor";
            Err(Error::Usage(message.to_owned()))
        } else if self.unsafe_listen {
            Ok(())
        } else {
            Err(Error::Usage(format!(
                "--host {host} lets other machines read every edition, also the most private one; add --unsafe-listen to allow that"
            )))
        }
    }
}

/// Prints one line for what happened.
fn print_event(event: Event) {
    let line = match event {
        Event::NotWatched(why) => format!("The folder cannot be watched ({why}); checking it regularly instead."),
        Event::Shown { changed, took, counts: (errors, warnings, notes), troubles } => {
            let what = match changed.as_slice() {
                [] => "new date or commit".to_owned(),
                [one] => one.clone(),
                [one, rest @ ..] => format!("{one} and {} more", rest.len()),
            };
            let counts = [(errors, "error"), (warnings, "warning"), (notes, "note")];
            let found: Vec<String> = counts
                .into_iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
                .collect();
            let found = if found.is_empty() { "no problems".to_owned() } else { found.join(", ") };
            let lines: Vec<&str> = [found.as_str()].into_iter().chain(troubles.iter().map(String::as_str)).collect();
            format!("{what}: shown after {} ms; {}", took.as_millis(), lines.join("\n  "))
        }
    };
    // Without anyone to read it there is nothing to say.
    let _ = terminal::print_line(&line);
}

/// A command that opens a place in a file.
#[derive(Debug, PartialEq, Eq)]
struct Editor {
    program: String,
    arguments: Vec<String>,
}

impl Editor {
    /// Reads a command: words, and words in quotation marks that may hold spaces. No shell reads it after this.
    fn parse(command: &str) -> Result<Self> {
        let mut words: Vec<String> = Vec::new();
        let mut word: Option<String> = None;
        let mut quote: Option<char> = None;
        for c in command.chars() {
            match (quote, c) {
                (Some(open), c) if c == open => quote = None,
                (None, '"' | '\'') => {
                    quote = Some(c);
                    word.get_or_insert_default();
                }
                (None, c) if c.is_whitespace() => words.extend(word.take()),
                _ => word.get_or_insert_default().push(c),
            }
        }
        words.extend(word);
        if quote.is_some() || words.is_empty() {
            return Err(Error::Usage(format!("--editor: `{command}` is not a command: \"code -g {{file}}:{{line}}\"")));
        }
        let program = words.remove(0);
        if !words.iter().any(|word| word.contains("{file}")) {
            words.push("{file}".to_owned());
        }
        Ok(Self { program, arguments: words })
    }

    /// Starts the editor and leaves it to itself.
    fn open(&self, file: &Path, line: usize, column: usize) -> std::io::Result<()> {
        let (file, line, column) = (file.display().to_string(), line.to_string(), column.to_string());
        // The file's name comes last, so that nothing in it is taken for a place.
        let filled =
            |word: &String| word.replace("{line}", &line).replace("{column}", &column).replace("{file}", &file);
        let mut command = Command::new(&self.program);
        command.args(self.arguments.iter().map(filled)).stdin(Stdio::null()).stdout(Stdio::null());
        wait_apart(&mut command)
    }
}

/// Starts a program and waits for it on a thread of its own, so that it leaves nothing behind.
fn wait_apart(command: &mut Command) -> std::io::Result<()> {
    let mut child = command.spawn()?;
    std::thread::spawn(move || child.wait());
    Ok(())
}

/// Opens an address in the browser; where that is not possible, the address stands in the terminal anyway.
fn open_browser(address: &str) {
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(arguments).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Err(error) = wait_apart(&mut command) {
        // Without anyone to read it there is nothing to say.
        let _ = terminal::print_line(&format!("The browser cannot be opened ({program}: {error})."));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_cut_into_words_without_a_shell() {
        let parsed = |text: &str| Editor::parse(text).map(|editor| (editor.program, editor.arguments.join("|")));
        assert_eq!(parsed("code -g {file}:{line}").unwrap(), ("code".to_owned(), "-g|{file}:{line}".to_owned()));
        assert_eq!(parsed("'my editor' \"a b\"").unwrap(), ("my editor".to_owned(), "a b|{file}".to_owned()));
        assert_eq!(parsed("vi; rm -rf $HOME").unwrap(), ("vi;".to_owned(), "rm|-rf|$HOME|{file}".to_owned()));
        assert!(parsed("").is_err() && parsed("code 'x").is_err());
    }
}
