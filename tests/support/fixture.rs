//! Reads a fixture: a Markdown file whose cases hold small handbooks and what the check is to find in them.
//!
//! A case begins with a heading of the second level. In it, every block that is fenced with four backquotes and named
//! `file PATH` is one file, and the block named `expect` lists what is found, in order, one line each:
//!
//! ```text
//! content/a.md:4:9 error unknown-key: a part of the message
//!   help: a part of the help
//! ```
//!
//! A block named `commit DATE PATH` is an older text of a file, as a commit of that day had it; an empty one took the file
//! away. One named `source COMMIT:PATH` is a text that a change entry names; with `no-commit`, `no-file` or `shallow` behind it there is
//! none. What is about a file as a whole has no line and column. A case without `expect` is one in which nothing is found.

use std::fmt;

use greyline::diagnostic::{Diagnostic, Diagnostics};
use greyline::history::{Commit, History, SourceFault};
use greyline::pipeline::{self, Day};
use greyline::source::SourceTree;
use greyline::text::line_column;

use super::{DEFAULTS, handbook, today};

/// The file of facts.
const FACTS: &str = "content/facts.toml";

/// A handbook, and what is to be found in it.
#[derive(Debug, Default)]
pub(crate) struct Case {
    /// The heading.
    pub name: String,
    /// Names and texts.
    pub files: Vec<(String, String)>,
    /// Older texts: the day of the commit, the name, and the text.
    pub commits: Vec<(String, String, String)>,
    /// What change entries name: the name, and the text or why there is none.
    pub sources: Vec<(String, Result<String, SourceFault>)>,
    /// What is to be found.
    pub expected: Vec<Finding>,
}

/// One diagnostic, as a fixture writes it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    /// `FILE:LINE:COLUMN LEVEL RULE`, or `FILE LEVEL RULE`.
    pub head: String,
    /// The message; of an expected one, a part of it.
    pub message: String,
    /// The help; of an expected one, a part of it, and nothing when it does not matter.
    pub help: Option<String>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.head, self.message)?;
        self.help.iter().try_for_each(|help| write!(f, "\n  help: {help}"))
    }
}

impl Finding {
    /// What a diagnostic is in the notation of fixtures.
    fn of(diagnostic: &Diagnostic, text: Option<&str>) -> Self {
        let place = diagnostic.span.zip(text).map(|(span, text)| line_column(text, span.start as usize));
        let place = place.map(|place| format!(":{}:{}", place.line, place.column)).unwrap_or_default();
        Self {
            head: format!("{}{place} {} {}", diagnostic.file, diagnostic.level.name(), diagnostic.rule),
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
        }
    }

    /// Whether what was found is what this expects.
    fn matches(&self, found: &Self) -> bool {
        let help = self.help.as_ref().is_none_or(|help| found.help.as_ref().is_some_and(|h| h.contains(help.as_str())));
        self.head == found.head && found.message.contains(&self.message) && help
    }
}

/// Reads the cases of a fixture.
///
/// # Errors
/// What is wrong with the fixture itself, with its line.
pub(crate) fn parse(text: &str) -> Result<Vec<Case>, String> {
    let mut cases: Vec<Case> = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        let wrong = |what: &str| format!("line {}: {what}", at + 1);
        if let Some(name) = line.strip_prefix("## ") {
            cases.push(Case { name: name.to_owned(), ..Case::default() });
        }
        let Some(info) = line.strip_prefix("````") else { continue };
        let mut body = String::new();
        loop {
            match lines.next() {
                Some((_, "````")) => break,
                Some((_, line)) => body.extend([line, "\n"]),
                None => return Err(wrong("this block is never closed")),
            }
        }
        let case = cases.last_mut().ok_or_else(|| wrong("a block before the first heading"))?;
        match info.split_once(' ') {
            Some(("file", name)) => case.files.push((name.to_owned(), body)),
            Some(("commit", rest)) => {
                let (date, name) = rest.split_once(' ').ok_or_else(|| wrong("a commit has a date and a path"))?;
                case.commits.push((date.to_owned(), name.to_owned(), body));
            }
            Some(("source", rest)) => {
                let (name, fault) = rest.split_once(' ').unwrap_or((rest, ""));
                let text = match fault {
                    "no-commit" => Err(SourceFault::NoCommit),
                    "no-file" => Err(SourceFault::NoFile),
                    "shallow" => Err(SourceFault::Unavailable(fault.to_owned())),
                    _ => Ok(body),
                };
                case.sources.push((name.to_owned(), text));
            }
            None if info == "expect" && case.expected.is_empty() => case.expected = expected(&body)?,
            _ => {
                return Err(wrong(
                    "a block is `file PATH`, `commit DATE PATH`, `source NAME` or, once in a case, `expect`",
                ));
            }
        }
    }
    Ok(cases)
}

fn expected(body: &str) -> Result<Vec<Finding>, String> {
    let mut out: Vec<Finding> = Vec::new();
    for line in body.lines() {
        match (line.strip_prefix("  help: "), out.last_mut()) {
            (Some(help), Some(last)) => last.help = Some(help.to_owned()),
            (Some(_), None) => return Err("help before the first line of `expect`".to_owned()),
            (None, _) => {
                let (head, message) = split_message(line).ok_or_else(|| format!("no rule and message in `{line}`"))?;
                out.push(Finding { head: head.to_owned(), message: message.to_owned(), help: None });
            }
        }
    }
    Ok(out)
}

/// Cuts a line behind `LEVEL RULE`, and takes the colon away.
fn split_message(line: &str) -> Option<(&str, &str)> {
    let levels = [" error ", " warning ", " note "];
    let (level, at) = levels.iter().filter_map(|level| line.find(level).map(|at| (level, at))).min_by_key(|l| l.1)?;
    let from = at + level.len();
    let to = from + line[from..].find(':').unwrap_or(line.len() - from);
    Some((&line[..to], line[to..].trim_start_matches(':').trim()))
}

impl Case {
    /// Checks the handbook of the case.
    #[must_use]
    pub(crate) fn run(&self) -> Vec<Finding> {
        let mut files: Vec<(&str, &[u8])> = self.files.iter().map(|(name, text)| (&**name, text.as_bytes())).collect();
        // The facts are worth what no fixture writes out by chance.
        let facts = DEFAULTS.iter().find(|(name, _)| *name == FACTS).map(|(_, text)| text.replace("£5", "£5.85"));
        if let Some(facts) = facts.as_ref().filter(|_| files.iter().all(|(name, _)| *name != FACTS)) {
            files.push((FACTS, facts.as_bytes()));
        }
        let files = handbook(&files);
        let mut found = Diagnostics::default();
        let tree = SourceTree::from_memory(files.iter().copied(), &mut found);
        let sources = self.sources.iter().map(|(name, text)| (name.clone(), text.clone().map(Into::into))).collect();
        let history = History { sources, ..self.history(&files) };
        let loaded = pipeline::load_with(tree, history, Day::Today(today()), found);
        loaded.diagnostics.iter().map(|found| Finding::of(found, loaded.tree.text(&found.file))).collect()
    }

    /// The commits of the case, and a last one with its files; none when the case has no commits.
    fn history(&self, files: &[(&str, &[u8])]) -> History {
        let below = |name: &'_ str| name.strip_prefix("content/").map(str::to_owned);
        let mut names: Vec<(jiff::civil::Date, String, Option<&[u8]>)> = Vec::new();
        for (date, name, text) in &self.commits {
            let date = date.parse().expect("the day of a commit");
            names.push((
                date,
                below(name).expect("a text of the handbook"),
                (!text.is_empty()).then_some(text.as_bytes()),
            ));
        }
        let Some((last, ..)) = names.last() else { return History::default() };
        let last = *last;
        names.extend(files.iter().filter_map(|(name, bytes)| Some((last, below(name)?, Some(*bytes)))));
        let commits: Vec<Commit<'_>> =
            names.iter().map(|(date, name, text)| (*date, vec![(name.as_str(), *text)])).collect();
        greyline::history::from_memory(&commits)
    }

    /// Compares what is found with what is expected; what differs is told in the notation of fixtures.
    ///
    /// # Errors
    /// What was found, when it is not what was expected.
    pub(crate) fn compare(&self) -> Result<(), String> {
        let found = self.run();
        let same = found.len() == self.expected.len() && self.expected.iter().zip(&found).all(|(e, f)| e.matches(f));
        if same {
            return Ok(());
        }
        let list = |findings: &[Finding]| findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        Err(format!("## {}\nexpected:\n{}\nfound:\n{}\n", self.name, list(&self.expected), list(&found)))
    }
}
