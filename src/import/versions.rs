//! Versions that the old place had, proposed for a person to tick.
//!
//! In: the repository of the source, and a handbook that was imported from it. Out: a file of proposals, which a person edits; and, of
//! those that are ticked, entries in the change logs that name their texts. What always holds: nothing is applied that nobody ticked, no
//! repository is written to, and a proposal says what speaks for it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::dates::{self, DateOrder, Reading};
use super::front::{string, version};
use super::write::ImportRecord;
use crate::error::{Error, Result};
use crate::history::{self, LoggedText};
use crate::policy::{self, Release};

/// The file of proposals, beside `book.toml`.
pub const PROPOSALS: &str = "import-history.toml";

/// How many digits of a commit are written: enough for any repository.
const DIGITS: usize = 16;

/// A version that a policy may have had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The id of the policy.
    pub policy: String,
    /// The number.
    pub number: String,
    /// The day on which it came into force.
    pub date: toml::value::Datetime,
    /// What changed.
    pub summary: String,
    /// The commit and the path of the text.
    pub source: String,
    /// What speaks for it.
    #[serde(default)]
    pub found: String,
    /// Who may read the entry; without it the most private audience alone.
    #[serde(default)]
    pub audience: Option<String>,
    /// Whether somebody took it.
    #[serde(default)]
    pub taken: bool,
}

/// Proposals, as their file has them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Proposals {
    version: Vec<Proposal>,
}

/// What was done with the proposals that are ticked.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Applied {
    /// Those that are in change logs now: policy and number.
    pub applied: Vec<String>,
    /// Those that could not be applied: policy and number, and why.
    pub refused: Vec<String>,
    /// How many nobody ticked.
    pub left: usize,
}

/// What a policy of the handbook says of its versions.
struct Declared {
    /// The number of its own text.
    own: Option<String>,
    /// The entries of its change log, newest first: number, day, summary, and whether a text is named.
    log: Vec<(String, Option<Date>, String, bool)>,
}

/// Proposes versions for the policies of the handbook at `into` that were imported from `source`.
///
/// # Errors
/// When nothing was imported there, or the source is in no repository that can be read.
pub fn propose(source: &Path, into: &Path, order: Option<DateOrder>) -> Result<Vec<Proposal>> {
    let record = ImportRecord::read(into)?;
    let policies: Vec<(&str, &str, &str)> = record.policies().collect();
    if policies.is_empty() {
        let message = format!("no policy of {} was imported; import with `--policies` first", into.display());
        return Err(Error::Usage(message));
    }
    let paths: BTreeSet<String> = policies.iter().map(|(_, source, _)| (*source).to_owned()).collect();
    let logged = history::file_log(source, &paths)
        .map_err(|why| Error::Usage(format!("the history of {} cannot be read: {why}", source.display())))?;
    let mut proposals = Vec::new();
    for (name, source, id) in policies {
        let Some(texts) = logged.get(source) else { continue };
        // A file that was removed or renamed in the handbook has no log to add to.
        let Ok(text) = fs::read_to_string(into.join(name)) else { continue };
        proposals.extend(of_policy(id, &declared(&text), texts, order));
    }
    Ok(proposals)
}

/// The proposals as a file for people.
#[must_use]
pub fn proposals_file(proposals: &[Proposal]) -> String {
    let mut out = String::from(
        "# Versions that the old place had, as its repository tells them. Correct each, and write `taken = true` where it was one;\n\
         # run the same command again. `audience` says who may read it, as in `audience = \"client\"`; without it the most private\n\
         # audience alone. What is not taken stays here.\n",
    );
    for one in proposals {
        let _ = write!(
            out,
            "\n[[version]]\npolicy = {}\nnumber = {}\ndate = {}\nsummary = {}\nsource = {}\nfound = {}\ntaken = false\n",
            string(&one.policy),
            string(&one.number),
            one.date,
            string(&one.summary),
            string(&one.source),
            string(&one.found),
        );
    }
    out
}

/// Writes the ticked proposals of a file into the change logs of the handbook, and takes them out of the file.
///
/// # Errors
/// When the file cannot be read, or something cannot be written.
pub fn apply(into: &Path, dry_run: bool) -> Result<Applied> {
    let path = into.join(PROPOSALS);
    let text = fs::read_to_string(&path).map_err(Error::read(&path))?;
    let wrong = |error: &dyn std::fmt::Display| Error::Usage(format!("{}: {error}", path.display()));
    let proposals: Proposals = toml::from_str(&text).map_err(|error| wrong(&error))?;
    let mut document: toml_edit::DocumentMut = text.parse().map_err(|error| wrong(&error))?;
    let record = ImportRecord::read(into)?;
    let mut done = Applied::default();
    let mut applied: BTreeSet<usize> = BTreeSet::new();
    for (at, proposal) in proposals.version.iter().enumerate() {
        if !proposal.taken {
            done.left += 1;
            continue;
        }
        let name = format!("{} {}", proposal.policy, proposal.number);
        match apply_one(into, &record, proposal, dry_run)? {
            Ok(()) => {
                applied.insert(at);
                done.applied.push(name);
            }
            Err(why) => done.refused.push(format!("{name}: {why}")),
        }
    }
    if let Some(list) = document.get_mut("version").and_then(toml_edit::Item::as_array_of_tables_mut) {
        for at in applied.iter().rev() {
            list.remove(*at);
        }
    }
    if !dry_run && !applied.is_empty() {
        fs::write(&path, document.to_string()).map_err(Error::write(&path))?;
    }
    Ok(done)
}

fn apply_one(
    into: &Path,
    record: &ImportRecord,
    proposal: &Proposal,
    dry_run: bool,
) -> Result<std::result::Result<(), String>> {
    let Proposal { policy: id, number, date, summary, source, found: _, audience, taken: _ } = proposal;
    let Some((name, ..)) = record.policies().find(|(.., known)| known == id) else {
        return Ok(Err("no imported policy has this id".to_owned()));
    };
    let path = into.join(name);
    let Ok(text) = fs::read_to_string(&path) else { return Ok(Err(format!("{name} is not there any more"))) };
    let Ok(date) = date.to_string().parse::<Date>() else { return Ok(Err(format!("`{date}` is no day"))) };
    let known = declared(&text);
    let why = if version(number).as_ref() != Some(number) {
        format!("`{number}` is no version: write numbers with dots")
    } else if policy::source_parts(source).is_none() {
        format!("`{source}` names no file of a commit")
    } else if known.own.is_none() {
        format!("{name} has no `version`: give the text that stands there its number first")
    } else if known.own.as_ref() == Some(number) {
        format!("version {number} is what {name} says itself")
    } else if known.log.iter().any(|(known, .., has_source)| known == number && *has_source) {
        format!("the change log of {name} names a text of version {number} already")
    } else {
        let (version, summary, audience) = (number.clone(), summary.clone(), audience.clone());
        let source = Some(source.clone());
        let older = Release { version, date, material: true, summary, reason: None, audience, approved: None, source };
        match policy::declare(&text, &older) {
            Ok(_) if dry_run => return Ok(Ok(())),
            Ok(edited) => {
                fs::write(&path, edited).map_err(Error::write(&path))?;
                return Ok(Ok(()));
            }
            Err(why) => format!("{name}: {why}"),
        }
    };
    Ok(Err(why))
}

/// What the front matter of a policy says of its versions.
fn declared(text: &str) -> Declared {
    let split = policy::split(text);
    let table: toml::Table = text[split.matter].parse().unwrap_or_default();
    let said = |table: &toml::Table, key: &str| table.get(key).and_then(toml::Value::as_str).map(str::to_owned);
    let entries = table.get("changes").and_then(toml::Value::as_array).into_iter().flatten();
    let log = entries.filter_map(toml::Value::as_table).filter_map(|entry| {
        let date = entry.get("date").and_then(|date| date.to_string().parse().ok());
        Some((said(entry, "version")?, date, said(entry, "summary").unwrap_or_default(), entry.contains_key("source")))
    });
    Declared { own: said(&table, "version"), log: log.collect() }
}

/// What a text says of itself: the number of its version, and the day of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Stated {
    number: Option<String>,
    date: Option<Date>,
    /// The words that say so.
    words: String,
}

/// The proposals for one policy: by the table of revisions that came along, else by what its texts say of themselves, else by merges,
/// else by each commit that changed its words.
fn of_policy(id: &str, declared: &Declared, texts: &[LoggedText], order: Option<DateOrder>) -> Vec<Proposal> {
    let in_table = by_table(id, declared, texts);
    if !in_table.is_empty() {
        return in_table;
    }
    let Some((last_text, earlier)) = texts.split_last() else { return Vec::new() };
    let now = stated(&last_text.text, order);
    let stated: Vec<Stated> = earlier.iter().map(|text| stated(&text.text, order)).collect();
    let says = |one: &Stated| one.number.is_some() || one.date.is_some();
    let is_last = |at: usize| stated.get(at + 1).unwrap_or(&now) != &stated[at];
    let has_words = |at: usize| !words(&texts[at].text).eq(words(&texts[at + 1].text));
    let chosen: Vec<usize> = if stated.iter().any(says) {
        (0..earlier.len()).filter(|at| says(&stated[*at]) && is_last(*at)).collect()
    } else if earlier.iter().any(|text| text.is_merge) {
        (0..earlier.len()).filter(|at| earlier[*at].is_merge).collect()
    } else {
        (0..earlier.len()).filter(|at| has_words(*at)).collect()
    };
    let mut taken: BTreeSet<String> = declared.log.iter().map(|(number, ..)| number.clone()).collect();
    taken.extend(declared.own.clone());
    let mut proposals = Vec::new();
    let mut next = 0;
    for at in chosen {
        let (text, said) = (&earlier[at], &stated[at]);
        let own = said.number.clone().filter(|number| taken.insert(number.clone()));
        let number = own.unwrap_or_else(|| {
            loop {
                next += 1;
                let number = format!("0.{next}");
                if taken.insert(number.clone()) {
                    break number;
                }
            }
        });
        // What a text does not say of its day is the day on which the text came.
        let first = stated[..at].iter().rposition(|before| before != said).map_or(0, |before| before + 1);
        let date = said.date.unwrap_or(if says(said) { earlier[first].date } else { text.date });
        let found = match (&said.words, text.is_merge) {
            (words, _) if !words.is_empty() => format!("the text says: {words}"),
            (_, true) => "a merge that touched the file".to_owned(),
            _ => "a commit that changed its words".to_owned(),
        };
        proposals.push(proposal(id, number, date, text.subject.clone(), text, found));
    }
    proposals.reverse();
    proposals
}

/// For each entry of the change log without a text: the last text before the next entry.
fn by_table(id: &str, declared: &Declared, texts: &[LoggedText]) -> Vec<Proposal> {
    let mut proposals = Vec::new();
    let mut next: Option<Date> = None;
    for (number, date, summary, has_source) in &declared.log {
        let Some(date) = *date else { continue };
        let until = next.replace(date);
        if *has_source || Some(number) == declared.own.as_ref() {
            continue;
        }
        let in_time = texts.iter().rfind(|text| until.is_none_or(|until| text.date < until));
        if let Some(text) = in_time {
            let found = "the table of versions".to_owned();
            proposals.push(proposal(id, number.clone(), date, summary.clone(), text, found));
        }
    }
    proposals
}

fn proposal(id: &str, number: String, date: Date, summary: String, text: &LoggedText, found: String) -> Proposal {
    let commit = text.commit.get(..DIGITS).unwrap_or(&text.commit);
    Proposal {
        policy: id.to_owned(),
        number,
        date: date.to_string().parse().unwrap_or(toml::value::Datetime { date: None, time: None, offset: None }),
        summary: if summary.trim().is_empty() { "As it was then.".to_owned() } else { summary },
        source: format!("{commit}:{}", text.path),
        found,
        audience: None,
        taken: false,
    }
}

/// Words with which a text names the day of its version, and its number.
const DAYS: [&str; 12] = [
    "last updated",
    "last modified",
    "last revised",
    "last reviewed",
    "updated",
    "revised",
    "effective date",
    "effective",
    "date effective",
    "last_updated",
    "lastmod",
    "last_reviewed_on",
];
const NUMBERS: [&str; 3] = ["version", "revision", "policy version"];

/// Reads what a text says of itself in a line of its own, `Last updated: 1 May 2021`, in front matter as well as below it.
fn stated(text: &str, order: Option<DateOrder>) -> Stated {
    let mut found = Stated::default();
    for line in text.lines().take(400) {
        let plain: String = line.chars().filter(|c| !matches!(c, '*' | '`' | '"' | '\'' | '|')).collect();
        let plain = plain.trim().trim_matches(['_', '>', '-', '#']).trim();
        let lower = plain.to_lowercase();
        let behind = |label: &&str| {
            let rest = lower.strip_prefix(*label)?;
            let skipped = rest.len() - rest.trim_start_matches([':', ' ']).len();
            let from = lower.len() - rest.len() + skipped;
            (skipped > 0 && lower.len() == plain.len()).then(|| plain.get(from..)).flatten()
        };
        let note = |words: &mut String| {
            if !words.is_empty() {
                words.push_str("; ");
            }
            words.push_str(plain);
        };
        if found.date.is_none()
            && let Some(rest) = DAYS.iter().find_map(behind)
            && let Reading::Day(day) = dates::read(rest.trim_start_matches("on ").trim_end_matches('.'), order)
        {
            found.date = Some(day);
            note(&mut found.words);
        }
        if found.number.is_none()
            && let Some(number) = NUMBERS.iter().find_map(behind).and_then(version)
        {
            found.number = Some(number);
            note(&mut found.words);
        }
    }
    found
}

/// The words of a text below its front matter.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text[policy::split(text).body..].split_whitespace()
}

/// The proposals by policy, for people.
#[must_use]
pub fn count_by_policy(proposals: &[Proposal]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for one in proposals {
        *counts.entry(one.policy.as_str()).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logged(commit: &str, date: &str, text: &str) -> LoggedText {
        let (commit, path) = (commit.repeat(20), "docs/refunds.md".to_owned());
        let (subject, is_merge) = (format!("On {date}"), false);
        LoggedText { commit, date: date.parse().unwrap(), subject, is_merge, path, text: text.into() }
    }

    fn nothing() -> Declared {
        Declared { own: Some("2.0".to_owned()), log: Vec::new() }
    }

    #[test]
    fn a_text_that_says_its_day_is_proposed_once_in_its_last_form() {
        let texts = [
            logged("a1", "2020-01-02", "**Last updated:** 1 January 2020\n\nTen days."),
            logged("b2", "2020-01-05", "**Last updated:** 1 January 2020\n\nTen days, by cheque."),
            logged("c3", "2021-03-01", "Last updated: March 1, 2021\n\nFive days."),
            logged("d4", "2022-01-01", "Last updated: 2022-01-01\n\nTwo days."),
        ];
        let found = of_policy("CS-1", &nothing(), &texts, None);
        let rows: Vec<_> = found.iter().map(|one| (one.date.to_string(), &one.source[..4], &*one.number)).collect();
        assert_eq!(rows, [("2021-03-01".to_owned(), "c3c3", "0.2"), ("2020-01-01".to_owned(), "b2b2", "0.1")]);
        assert_eq!(found[1].found, "the text says: Last updated: 1 January 2020");
    }

    #[test]
    fn a_table_of_versions_counts_before_all_else() {
        let texts = [
            logged("a1", "2020-01-02", "Ten."),
            logged("b2", "2020-06-05", "Nine."),
            logged("c3", "2021-03-01", "Five."),
        ];
        let log = vec![
            ("2.0".to_owned(), Some("2021-03-01".parse().unwrap()), "Five.".to_owned(), false),
            ("1.0".to_owned(), Some("2020-01-01".parse().unwrap()), "Written.".to_owned(), false),
        ];
        let found = of_policy("CS-1", &Declared { own: Some("2.0".to_owned()), log }, &texts, None);
        assert_eq!(found.len(), 1);
        assert_eq!((&found[0].source[..4], &*found[0].summary), ("b2b2", "Written."));
    }

    #[test]
    fn without_any_statement_each_change_of_words_is_proposed() {
        let texts = [
            logged("a1", "2020-01-02", "Ten  days."),
            logged("b2", "2020-06-05", "Ten days."),
            logged("c3", "2021-03-01", "Five."),
        ];
        let found = of_policy("CS-1", &nothing(), &texts, None);
        assert_eq!(found.iter().map(|one| &one.source[..4]).collect::<Vec<_>>(), ["b2b2"]);
    }

    #[test]
    fn proposals_are_read_as_they_are_written() {
        let texts = [logged("a1", "2020-01-02", "Ten \"days\"."), logged("c3", "2021-03-01", "Five.")];
        let found = of_policy("CS-1", &nothing(), &texts, None);
        let again: Proposals = toml::from_str(&proposals_file(&found)).unwrap();
        assert_eq!(again.version, found);
    }
}
