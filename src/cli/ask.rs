//! Questions to whoever sits at the terminal, for what no flag said.
//!
//! In: a question, an answer to offer, and what makes an answer right. Out: an answer that is right. What always holds:
//! questions stand on standard error, and nobody is asked who cannot answer.

use std::io::{self, BufRead, IsTerminal, Write};

use crate::error::{Error, Result};

/// One question.
pub(super) struct Question<'a> {
    /// What is asked, in a few words.
    pub(super) words: &'a str,
    /// What an empty answer stands for.
    pub(super) offer: Option<&'a str>,
    /// Lets a right answer through, or says what is wrong with it.
    pub(super) accept: &'a dyn Fn(&str) -> Result<(), String>,
}

impl Question<'_> {
    /// The answer of a person at the terminal.
    pub(super) fn ask(&self) -> Result<String> {
        self.ask_on(&mut io::stdin().lock(), &mut io::stderr().lock())
    }

    /// Asks until the answer is right.
    fn ask_on(&self, input: &mut impl BufRead, output: &mut impl Write) -> Result<String> {
        let failed = || Error::write("the terminal");
        loop {
            match self.offer {
                Some(offer) => write!(output, "{} [{offer}]: ", self.words).map_err(failed())?,
                None => write!(output, "{}: ", self.words).map_err(failed())?,
            }
            output.flush().map_err(failed())?;
            let mut line = String::new();
            if input.read_line(&mut line).map_err(Error::read("the terminal"))? == 0 {
                return Err(Error::Usage(format!("the question “{}” got no answer", self.words)));
            }
            let answer = match (line.trim(), self.offer) {
                ("", Some(offer)) => offer,
                (answer, _) => answer,
            };
            match (self.accept)(answer) {
                Ok(()) => return Ok(answer.to_owned()),
                Err(problem) => writeln!(output, "  {problem}").map_err(failed())?,
            }
        }
    }
}

/// Whether somebody is there to answer.
pub(super) fn somebody_is_there() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Lets a text of one line through.
pub(super) fn one_line(answer: &str) -> Result<(), String> {
    if answer.trim().is_empty() {
        return Err("it cannot be empty".to_owned());
    }
    if answer.chars().any(char::is_control) {
        return Err("it must be one line of plain text".to_owned());
    }
    Ok(())
}

/// Lets one of some words through.
pub(super) fn one_of<'a>(words: &'a [&'a str]) -> impl Fn(&str) -> Result<(), String> + 'a {
    move |answer| {
        if words.contains(&answer) { Ok(()) } else { Err(format!("it is one of {}", words.join(", "))) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(offer: Option<&str>, typed: &str) -> (Result<String>, String) {
        let question = Question { words: "Kind", offer, accept: &one_of(&["policy", "procedure"]) };
        let mut shown = Vec::new();
        let answer = question.ask_on(&mut typed.as_bytes(), &mut shown);
        (answer, String::from_utf8(shown).unwrap())
    }

    #[test]
    fn an_empty_answer_takes_the_offer() {
        let (answer, shown) = asked(Some("policy"), "\n");
        assert_eq!((answer.unwrap().as_str(), shown.as_str()), ("policy", "Kind [policy]: "));
    }

    #[test]
    fn a_wrong_answer_is_asked_again() {
        let (answer, shown) = asked(None, "rule\n\n procedure \n");
        assert_eq!(answer.unwrap(), "procedure");
        let wrong = "  it is one of policy, procedure\n";
        assert_eq!(shown, format!("Kind: {wrong}Kind: {wrong}Kind: "));
    }

    #[test]
    fn the_end_of_input_ends_the_run() {
        assert!(matches!(asked(Some("policy"), "").0, Err(Error::Usage(_))));
    }

    #[test]
    fn a_line_is_one_line() {
        assert!(one_line("Café & “Bar”").is_ok());
        assert!(one_line("a\u{1b}[2Jb").is_err());
        assert!(one_line("  ").is_err());
    }
}
