//! Prompts on a terminal for values that no flag gave.
//!
//! In: a label, a default and a check of the answer. Out: an answer that passed the check. What always holds: prompts go to standard
//! error; callers prompt only when [`is_interactive`] says that a person can answer.

use std::io::{self, BufRead, IsTerminal, Write};

use crate::error::{Error, Result};

/// One prompt.
pub(super) struct Prompt<'a> {
    /// What to enter, in a few words.
    pub(super) label: &'a str,
    /// The answer that an empty line stands for, shown in brackets.
    pub(super) default: Option<&'a str>,
    /// Returns what is wrong with an answer, as an `Err`.
    pub(super) check: &'a dyn Fn(&str) -> Result<(), String>,
}

impl Prompt<'_> {
    /// Prompts on the terminal until the answer passes the check, and returns it.
    ///
    /// # Errors
    /// When the input ends, or the terminal cannot be read or written.
    pub(super) fn read(&self) -> Result<String> {
        self.read_from(&mut io::stdin().lock(), &mut io::stderr().lock())
    }

    fn read_from(&self, input: &mut impl BufRead, output: &mut impl Write) -> Result<String> {
        let failed = || Error::write("the terminal");
        loop {
            match self.default {
                Some(default) => write!(output, "{} [{default}]: ", self.label).map_err(failed())?,
                None => write!(output, "{}: ", self.label).map_err(failed())?,
            }
            output.flush().map_err(failed())?;
            let mut line = String::new();
            if input.read_line(&mut line).map_err(Error::read("the terminal"))? == 0 {
                return Err(Error::Usage(format!("the question “{}” got no answer", self.label)));
            }
            let answer = match (line.trim(), self.default) {
                ("", Some(default)) => default,
                (answer, _) => answer,
            };
            match (self.check)(answer) {
                Ok(()) => return Ok(answer.to_owned()),
                Err(problem) => writeln!(output, "  {problem}").map_err(failed())?,
            }
        }
    }
}

/// Returns whether a person can answer: standard input and standard error are terminals.
pub(super) fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// A check that passes one line of text that is not blank.
pub(super) fn single_line(answer: &str) -> Result<(), String> {
    if answer.trim().is_empty() {
        return Err("it cannot be empty".to_owned());
    }
    if answer.chars().any(char::is_control) {
        return Err("it must be one line of plain text".to_owned());
    }
    Ok(())
}

/// Returns a check that passes one of `words`.
pub(super) fn one_of<'a>(words: &'a [&'a str]) -> impl Fn(&str) -> Result<(), String> + 'a {
    move |answer| {
        if words.contains(&answer) { Ok(()) } else { Err(format!("it is one of {}", words.join(", "))) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer_to(default: Option<&str>, typed: &str) -> (Result<String>, String) {
        let prompt = Prompt { label: "Kind", default, check: &one_of(&["policy", "procedure"]) };
        let mut shown = Vec::new();
        let answer = prompt.read_from(&mut typed.as_bytes(), &mut shown);
        (answer, String::from_utf8(shown).unwrap())
    }

    #[test]
    fn an_empty_answer_takes_the_default() {
        let (answer, shown) = answer_to(Some("policy"), "\n");
        assert_eq!((answer.unwrap().as_str(), shown.as_str()), ("policy", "Kind [policy]: "));
    }

    #[test]
    fn a_wrong_answer_is_asked_for_again() {
        let (answer, shown) = answer_to(None, "rule\n\n procedure \n");
        assert_eq!(answer.unwrap(), "procedure");
        let wrong = "  it is one of policy, procedure\n";
        assert_eq!(shown, format!("Kind: {wrong}Kind: {wrong}Kind: "));
    }

    #[test]
    fn the_end_of_input_ends_the_run() {
        assert!(matches!(answer_to(Some("policy"), "").0, Err(Error::Usage(_))));
    }

    #[test]
    fn a_line_is_single_line() {
        assert!(single_line("Café & “Bar”").is_ok());
        assert!(single_line("a\u{1b}[2Jb").is_err());
        assert!(single_line("  ").is_err());
    }
}
