//! `greyline export`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::args::{Output, Today, shell_quote};
use super::outcome::Outcome;
use super::terminal;
use super::write::{ensure_apart, ensure_empty, file_name};
use crate::error::{Error, Result};
use crate::handbook::{self, Handbook};
use crate::history::{self, History};
use crate::import::{Commit, EXPORT, Export as Exported, ExportedSource, ExportedVersion, FORMAT, HANDBOOK};
use crate::pipeline;
use crate::policy;
use crate::source::PARTS;

/// Write everything that the handbook holds into a folder that needs no Greyline to be read.
///
/// Each version of each policy is plain Markdown, with what governs it as JSON beside it; the files of the handbook as they are; and
/// every text that the repository had, day by day. `greyline import` of the folder makes the same handbook again. It holds what is
/// private too, and what no site shows any more: keep it as you keep the sources.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline export ../handbook-export\n  greyline import ../handbook-export --into handbook"
)]
pub(super) struct Export {
    /// The folder to write; it must not be there, or be empty.
    folder: PathBuf,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Output::Human)]
    format: Output,
    #[command(flatten)]
    today: Today,
}

impl Export {
    pub(super) fn run(&self, root: &Path) -> Result<Outcome> {
        let today = self.today.date(root);
        let loaded = pipeline::load(root, today)?;
        let Some(handbook) = &loaded.handbook else {
            terminal::eprint_report(&loaded.diagnostics, &loaded.tree)?;
            return Ok(Outcome::Problems);
        };
        ensure_empty(&self.folder)?;
        ensure_apart(root, &self.folder, &handbook.config.editions)?;
        let history = history::load(root);
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for part in PARTS {
            copy(&root.join(part), &format!("{HANDBOOK}/{part}"), &mut files)?;
        }
        let commits = commits(&history, &mut files);
        let named = history::sources(root, &handbook.sources_named());
        let named: BTreeMap<String, Arc<str>> =
            named.into_iter().filter_map(|(name, text)| Some((name, text.ok()?))).collect();
        let versions = versions(handbook, &history, &named, &mut files);
        let sources = sources(&named, &mut files);
        let lost: Vec<String> = versions
            .iter()
            .filter(|one| !one.in_history && !commits.is_empty())
            .map(|one| format!("{} {}", one.id, one.version))
            .collect();
        let (count, commit_count) = (versions.len(), commits.len());
        let title = handbook.config.title.clone();
        let export = Exported { format: FORMAT.to_owned(), title, day: today.to_string(), commits, sources, versions };
        let text = serde_json::to_string_pretty(&export).unwrap_or_default() + "\n";
        files.insert(EXPORT.to_owned(), text.into_bytes());
        for (name, bytes) in &files {
            let path = self.folder.join(name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).map_err(Error::write(parent))?;
            }
            fs::write(&path, bytes).map_err(Error::write(&path))?;
        }
        terminal::eprint_note(history.note.as_deref())?;
        if let (Some(first), more) = (lost.first(), lost.len()) {
            let what = if more == 1 { format!("{first} is") } else { format!("{more} versions, {first} first, are") };
            let note = format!("{what} on a side branch alone: the export has the text, and an import no commit of it");
            terminal::eprint_note(Some(&note))?;
        }
        match self.format {
            Output::Json => terminal::print_line(&format!(
                "{:#}",
                serde_json::json!({ "folder": self.folder, "files": files.len(), "versions": count, "commits": commit_count })
            ))?,
            Output::Human => terminal::print_line(&format!(
                "{count} versions, {commit_count} commits and {} files → {}",
                files.len(),
                shell_quote(&self.folder)
            ))?,
        }
        Ok(Outcome::Done)
    }
}

/// Reads a file, or all files below a folder, by their names in the export. Links are followed where they lead to files.
fn copy(path: &Path, name: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    if path.is_file() {
        files.insert(name.to_owned(), fs::read(path).map_err(Error::read(path))?);
        return Ok(());
    }
    let Ok(entries) = fs::read_dir(path) else { return Ok(()) };
    for entry in entries {
        let entry = entry.map_err(Error::read(path))?;
        let own = entry.file_name();
        let Some(own) = own.to_str() else {
            return Err(Error::Usage(format!("{}: a name is not UTF-8", path.display())));
        };
        // A loop of links ends nowhere.
        if entry.path().is_dir() && entry.path().is_symlink() {
            continue;
        }
        copy(&entry.path(), &format!("{name}/{own}"), files)?;
    }
    Ok(())
}

/// The commits of the history, oldest first; their texts are added to the files.
fn commits(history: &History, files: &mut BTreeMap<String, Vec<u8>>) -> Vec<Commit> {
    let mut commits: Vec<Commit> = Vec::new();
    let mut age = None;
    for text in history.texts.iter().rev() {
        let Some(day) = text.date else { continue };
        if age.replace(text.age) != Some(text.age) {
            commits.push(Commit { day: day.to_string(), files: Vec::new(), removed: Vec::new() });
        }
        let number = commits.len();
        let Some(commit) = commits.last_mut() else { continue };
        match &text.text {
            Some(own) => {
                commit.files.push(text.path.clone());
                files.insert(format!("history/{number}/{}", text.path), own.as_bytes().to_vec());
            }
            None => commit.removed.push(text.path.clone()),
        }
    }
    commits
}

/// The texts that change logs name by commit and path.
fn sources(named: &BTreeMap<String, Arc<str>>, files: &mut BTreeMap<String, Vec<u8>>) -> Vec<ExportedSource> {
    let write = |(at, (name, text)): (usize, (&String, &Arc<str>))| {
        let file = format!("sources/{}.md", at + 1);
        files.insert(file.clone(), text.as_bytes().to_vec());
        ExportedSource { name: name.clone(), file }
    };
    named.iter().enumerate().map(write).collect()
}

/// Every version of each policy, as its file has it now or as the repository had it last.
fn versions(
    handbook: &Handbook,
    history: &History,
    named: &BTreeMap<String, Arc<str>>,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Vec<ExportedVersion> {
    let audiences = &handbook.config.audiences;
    let texts = history.texts.iter().filter_map(|text| text.text.as_deref());
    let known: BTreeSet<&str> = texts.chain(named.values().map(|text| &**text)).collect();
    let mut all: BTreeMap<(String, String), (String, String)> = BTreeMap::new();
    for (id, versions) in &history.versions {
        for version in versions {
            let text = version.text.as_deref().unwrap_or_default().to_owned();
            all.insert((id.clone(), version.number.clone()), (version.path.clone(), text));
        }
    }
    for version in handbook.versions.values().flat_map(|versions| &versions.all) {
        // What a change log names by commit and path, the history knows by no id.
        if let Some(id) = version.policy.front.id() {
            let own = || (version.policy.path.to_string(), version.policy.file.text.to_string());
            all.entry((id.value.clone(), version.number.clone())).or_insert_with(own);
        }
    }
    for policy in handbook.working_copies.iter().filter(|policy| policy.is_governed()) {
        if let (Some(id), Some(number)) = (policy.front.id(), policy.front.version()) {
            let own = (policy.path.to_string(), policy.file.text.to_string());
            all.insert((id.value.clone(), number.value.clone()), own);
        }
    }
    let write = |((id, number), (path, text)): ((String, String), (String, String))| {
        let policy = handbook::parse_policy(&path, &text, audiences, &handbook.glossary);
        let file = format!("versions/{}/{}.md", file_name(&id), file_name(&number));
        let governs = serde_json::json!({ "path": path, "front_matter": policy::to_json(&policy.front, audiences) });
        let json = serde_json::to_string_pretty(&governs).unwrap_or_default() + "\n";
        let split = policy::split(&text);
        let body = text.get(split.body..).unwrap_or_default().trim_start_matches(['\n', '\r']);
        let markdown = format!("# {}\n\n{body}", policy.front.title().value);
        files.insert(format!("{}.json", file.trim_end_matches(".md")), json.into_bytes());
        files.insert(file.clone(), markdown.into_bytes());
        let effective = policy.front.first_day().map(|day| day.to_string());
        let in_history = known.contains(text.as_str());
        ExportedVersion { id, version: number, effective, file, in_history }
    };
    all.into_iter().map(write).collect()
}
