//! `greyline release`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use super::args::{Output, Today};
use super::ledger;
use super::outcome::Outcome;
use super::prompt::{self, Prompt};
use super::terminal;
use super::write::{ensure_inside, ensure_no_new_error, replace_file};
use crate::diagnostic::{Rule, nearest};
use crate::error::{Error, Result};
use crate::handbook::Handbook;
use crate::pipeline;
use crate::policy::{self, Policy};
use crate::source::SourceFile;

/// Write a new version of a policy into its front matter.
///
/// Sets the version and its start date, and adds an entry to the change log. Nothing else in the file changes. Asks for missing
/// values when run in a terminal.
#[derive(Debug, Args)]
#[command(
    disable_version_flag = true,
    after_help = "Examples:\n  greyline release CS-014\n  greyline release CS-014 --version 2.1 --date 2026-03-01 --summary \"Credit notes last 24 months.\" --reason \"Clients told us twelve was too short.\"\n  greyline release CS-014 --version 2.1.1 --summary \"Spelling.\" --minor\n  greyline release CS-014 --version 2.1 --summary \"…\" --approved-by operations-director --approved-on 2026-02-20 --reference https://example.org/minutes/7"
)]
pub(super) struct Release {
    /// The id of the policy.
    id: String,
    /// The number of the version: numbers with dots.
    #[arg(long, value_name = "NUMBER")]
    version: Option<String>,
    /// The date from which it is in force; default: today.
    #[arg(long)]
    date: Option<Date>,
    /// What changed, in one sentence.
    #[arg(long, value_name = "TEXT")]
    summary: Option<String>,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Who may read the entry; default: the most private audience.
    #[arg(long, value_name = "NAME")]
    audience: Option<String>,
    /// Only the wording changed: nobody needs to read it again.
    #[arg(long)]
    minor: bool,
    /// Who approved it: a key of people.toml.
    #[arg(long, value_name = "KEY")]
    approved_by: Option<String>,
    /// The date on which it was approved; default: today.
    #[arg(long, value_name = "DATE", requires = "approved_by")]
    approved_on: Option<Date>,
    /// Where the approval is recorded.
    #[arg(long, value_name = "TEXT", requires = "approved_by")]
    reference: Option<String>,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Output::Human)]
    format: Output,
    #[command(flatten)]
    today: Today,
}

impl Release {
    pub(super) fn run(&self, root: &Path) -> Result<Outcome> {
        let today = self.today.date(root);
        let loaded = pipeline::load(root, today)?;
        let Some(handbook) = &loaded.handbook else {
            terminal::eprint_report(&loaded.diagnostics, &loaded.tree)?;
            return Ok(Outcome::Problems);
        };
        let policy = find(handbook, &self.id)?;
        let known = handbook.versions.get(&self.id).into_iter().flat_map(|versions| &versions.all);
        let known: Vec<&str> = known.map(|version| version.number.as_str()).collect();
        let release = self.release(handbook, policy, &known, today)?;
        let name = format!("content/{}", policy.path);
        let refuse = |problem: String| Error::Usage(format!("{name}: {problem}"));

        let mut tree = loaded.tree.clone();
        let text = policy::release(&policy.file.text, &release).map_err(refuse)?;
        let file = SourceFile { name: policy.file.name.clone(), text: text.into() };
        tree.texts.insert(policy.path.clone(), file);
        ensure_no_new_error(&loaded, tree, today)?;

        let file = resolve_symlinks(&root.join("content"), policy)?;
        let before = fs::read_to_string(&file).map_err(Error::read(&file))?;
        let (bom, before) = match before.strip_prefix('\u{feff}') {
            Some(rest) => ("\u{feff}", rest),
            None => ("", before.as_str()),
        };
        let after = policy::release(before, &release).map_err(refuse)?;
        replace_file(&file, &format!("{bom}{after}"))?;
        let recorded = record(root, today)?;
        self.print_released(&name, policy, &release)?;
        if let (Output::Human, Some(note)) = (self.format, recorded) {
            terminal::print_line(note)?;
        }
        Ok(Outcome::Done)
    }

    /// Returns the release that the flags and the answers to prompts describe.
    fn release(&self, handbook: &Handbook, policy: &Policy, known: &[&str], today: Date) -> Result<policy::Release> {
        let prompts = self.format == Output::Human && prompt::is_interactive();
        let missing = |flag: &str| Error::Usage(format!("give {flag}: there is no terminal to ask on"));
        let new_version = |answer: &str| is_new(policy, known, answer);
        let version = match &self.version {
            Some(version) => new_version(version).map(|()| version.clone()).map_err(Error::Usage)?,
            None if prompts => {
                let default = next(policy.front.version().map(|version| version.value.as_str()));
                Prompt { label: "Version", default: Some(&default), check: &new_version }.read()?
            }
            None => return Err(missing("which version it is, with --version")),
        };
        let late_enough = |answer: &str| -> Result<(), String> {
            let date: Date = answer.parse().map_err(|_| "write a date as 2026-03-31".to_owned())?;
            not_before(policy, date)
        };
        let date = match self.date {
            None if prompts => {
                let default = today.to_string();
                let answer = Prompt { label: "In force from", default: Some(&default), check: &late_enough }.read()?;
                answer.parse().map_err(|_| Error::Usage(format!("`{answer}` is not a date")))?
            }
            given => given.unwrap_or(today),
        };
        not_before(policy, date).map_err(Error::Usage)?;
        let summary = match &self.summary {
            Some(summary) => single_line("--summary", summary)?,
            None if prompts => Prompt { label: "What changed", default: None, check: &prompt::single_line }.read()?,
            None => return Err(missing("what changed, with --summary")),
        };
        let reason = match &self.reason {
            Some(reason) => Some(single_line("--reason", reason)?),
            None if prompts => {
                let label = "Reason (optional)";
                Some(Prompt { label, default: Some(""), check: &or_nothing }.read()?)
                    .filter(|reason| !reason.is_empty())
            }
            None => None,
        };
        let audiences = &handbook.config.audiences;
        let keys: Vec<&str> = audiences.iter().map(|(_, audience)| audience.key.as_str()).collect();
        let audience = match &self.audience {
            Some(name) if !keys.contains(&name.as_str()) => {
                return Err(Error::Usage(format!("`{name}` is not an audience; there are {}", keys.join(", "))));
            }
            None if prompts => {
                let label = format!("Audience of the change entry ({})", keys.join(", "));
                let private = &audiences.get(audiences.most_private()).key;
                Some(Prompt { label: &label, default: Some(private), check: &prompt::one_of(&keys) }.read()?)
            }
            given => given.clone(),
        };
        let approved = self.approved(handbook, policy, today, prompts)?;
        Ok(policy::Release { version, date, material: !self.minor, summary, reason, audience, approved, source: None })
    }

    /// Returns who approved the release, when and where that is recorded, where flags or answers to prompts say so.
    fn approved(
        &self,
        handbook: &Handbook,
        policy: &Policy,
        today: Date,
        prompts: bool,
    ) -> Result<Option<policy::Approved>> {
        let keys: Vec<&str> = handbook.data.people.keys().map(String::as_str).collect();
        let known = |key: &str| {
            let near = nearest(key, keys.iter().copied()).map(|near| format!("; did you mean `{near}`?"));
            let unknown = || format!("people.toml has no `{key}`{}", near.unwrap_or_default());
            if keys.contains(&key) { Ok(()) } else { Err(unknown()) }
        };
        let by = match &self.approved_by {
            Some(by) => known(by).map(|()| by.clone()).map_err(Error::Usage)?,
            None if prompts => {
                let label = match policy.front.approver() {
                    Some(approver) => {
                        format!("Approved by (a key of people.toml; {} is to; empty: not yet)", approver.value)
                    }
                    None => "Approved by (a key of people.toml; empty: nobody)".to_owned(),
                };
                let check = |answer: &str| if answer.is_empty() { Ok(()) } else { known(answer) };
                Prompt { label: &label, default: Some(""), check: &check }.read()?
            }
            None => String::new(),
        };
        if by.is_empty() {
            return Ok(None);
        }
        let not_ahead = |date: Date| {
            if date > today { Err(format!("{date} is still to come")) } else { Ok(()) }
        };
        let on = match self.approved_on {
            None if prompts => {
                let check = |answer: &str| {
                    let date: Date = answer.parse().map_err(|_| "write a date as 2026-03-31".to_owned())?;
                    not_ahead(date)
                };
                let answer =
                    Prompt { label: "Approved on", default: Some(&today.to_string()), check: &check }.read()?;
                answer.parse().map_err(|_| Error::Usage(format!("`{answer}` is not a date")))?
            }
            given => given.unwrap_or(today),
        };
        not_ahead(on).map_err(|problem| Error::Usage(format!("--approved-on: {problem}")))?;
        let reference = match &self.reference {
            Some(reference) => Some(single_line("--reference", reference)?),
            None if prompts => {
                let label = "Where that is recorded (optional)";
                Some(Prompt { label, default: Some(""), check: &or_nothing }.read()?)
                    .filter(|reference| !reference.is_empty())
            }
            None => None,
        };
        Ok(Some(policy::Approved { by, on, reference }))
    }

    /// Prints what was written.
    fn print_released(&self, name: &str, policy: &Policy, release: &policy::Release) -> Result<()> {
        let before = policy.front.version().map(|version| version.value.as_str());
        if self.format == Output::Json {
            return terminal::print_line(&format!(
                "{:#}",
                serde_json::json!({
                    "path": name,
                    "id": self.id,
                    "version": release.version,
                    "before": before,
                    "effective": release.date.to_string(),
                    "material": release.material,
                })
            ));
        }
        let before = before.map(|before| format!(", after {before}")).unwrap_or_default();
        terminal::print_line(&format!("{name}: {} in force from {}{before}", release.version, release.date))
    }
}

/// Adds what came into force to the ledger, where the handbook keeps one. Returns what is to be said of it.
fn record(root: &Path, today: Date) -> Result<Option<&'static str>> {
    let mut loaded = pipeline::load(root, today)?;
    if loaded.handbook.as_ref().is_none_or(|handbook| handbook.ledger.is_empty()) {
        return Ok(None);
    }
    if loaded.diagnostics.iter().any(|found| [Rule::RewrittenVersion, Rule::BrokenLedger].contains(&found.rule)) {
        return Ok(Some("the ledger was left as it is: it contradicts the handbook, as `greyline check` says"));
    }
    let added = ledger::add_entry(&mut loaded, today, None)?;
    match ledger::add_time_stamp(&mut loaded, added)? {
        Some(text) => ledger::write_ledger(root, &loaded, &text).map(|()| Some("recorded in content/releases.toml")),
        None => Ok(None),
    }
}

/// Returns the text of a flag, which must be one line.
fn single_line(flag: &str, text: &str) -> Result<String> {
    prompt::single_line(text).map_err(|problem| Error::Usage(format!("{flag}: {problem}")))?;
    Ok(text.trim().to_owned())
}

/// A check that passes one line of text, or none.
fn or_nothing(answer: &str) -> Result<(), String> {
    if answer.is_empty() { Ok(()) } else { prompt::single_line(answer) }
}

/// Returns the policy with an id, as its file has it today.
fn find<'h>(handbook: &'h Handbook, id: &str) -> Result<&'h Policy> {
    match handbook.by_id.get(id) {
        Some(at) => Ok(handbook.working_copy_of(*at).map_or(&handbook.policies[*at], |newest| newest)),
        None => {
            let near = nearest(id, handbook.by_id.keys().map(String::as_str));
            let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            Err(Error::Usage(format!("no policy has the id `{id}`{near}")))
        }
    }
}

/// Checks that a version is one that the policy never had, neither in its file nor in the repository.
fn is_new(policy: &Policy, known: &[&str], version: &str) -> Result<(), String> {
    let front = &policy.front;
    if !version.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())) {
        return Err(format!("`{version}` is not a version; write numbers with dots: 2.1"));
    }
    let declared = front.changes().into_iter().map(|change| change.version).chain(front.version());
    if known.contains(&version) || declared.map(|version| version.value.as_str()).any(|known| known == version) {
        let after = next(front.version().map(|version| version.value.as_str()));
        return Err(format!("version {version} already exists; the next one would be {after}"));
    }
    Ok(())
}

/// Checks that a date is not before the first day of the version that the file has.
fn not_before(policy: &Policy, date: Date) -> Result<(), String> {
    match policy.front.effective() {
        Some(effective) if date < effective.value => {
            Err(format!("{date} is before {}, the date of the current version", effective.value))
        }
        _ => Ok(()),
    }
}

/// Returns the version after another: its last number raised by one; `1.0` when there is none.
fn next(version: Option<&str>) -> String {
    let Some(version) = version else { return "1.0".to_owned() };
    let (head, last) = version.rsplit_once('.').map_or(("", version), |(head, last)| (head, last));
    let Some(last) = last.parse::<u64>().ok().and_then(|last| last.checked_add(1)) else {
        return format!("{version}.1");
    };
    if head.is_empty() { last.to_string() } else { format!("{head}.{last}") }
}

/// Returns the real path of a policy's file; symbolic links may lead to it as long as they stay inside `content/`.
fn resolve_symlinks(content: &Path, policy: &Policy) -> Result<PathBuf> {
    let named = content.join(policy.path.as_str());
    ensure_inside(content, &named)?;
    fs::canonicalize(&named).map_err(Error::read(&named))
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn the_last_number_rises() {
        assert_eq!([None, Some("2.1"), Some("9"), Some("1.9.9")].map(next), ["1.0", "2.2", "10", "1.9.10"]);
    }
}
