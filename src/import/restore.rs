//! A handbook out of what `greyline export` wrote: the files as they were, and a repository with their history.
//!
//! In: the folder of an export. Out: the same handbook in a folder of its own. What always holds: every commit has the texts and the day
//! that the export names, so that every edition is made of the same bytes; nothing that is there already is written over.

use std::fs;
use std::io::Write;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::policy::source_parts;
use crate::source::PARTS;

/// The file that tells an export from other folders.
pub const EXPORT: &str = "export.json";
/// What the file begins with.
pub const FORMAT: &str = "greyline-export-1";
/// The folder of an export that holds the files of the handbook.
pub const HANDBOOK: &str = "handbook";

/// `export.json`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Export {
    /// The form of the folder.
    pub format: String,
    /// What the handbook is called.
    pub title: String,
    /// The day on which it was exported.
    pub day: String,
    /// The commits, oldest first.
    pub commits: Vec<Commit>,
    /// The texts that change logs name by commit and path.
    #[serde(default)]
    pub sources: Vec<ExportedSource>,
    /// The versions, by id.
    pub versions: Vec<ExportedVersion>,
}

/// What a commit did to the texts.
#[derive(Debug, Serialize, Deserialize)]
pub struct Commit {
    /// The day.
    pub day: String,
    /// The texts that it wrote, by their paths below `content/`: in the folder `history/N/`, where N is its place in the list from 1.
    pub files: Vec<String>,
    /// Those that it took away.
    pub removed: Vec<String>,
}

/// A text that a change log names.
#[derive(Debug, Serialize, Deserialize)]
pub struct ExportedSource {
    /// Its commit and path, as the log names them.
    pub name: String,
    /// Its file, from the top of the export.
    pub file: String,
}

/// A version that was exported.
#[derive(Debug, Serialize, Deserialize)]
pub struct ExportedVersion {
    /// The id of its policy.
    pub id: String,
    /// Its number.
    pub version: String,
    /// Its first day, where somebody said so.
    pub effective: Option<String>,
    /// Its text, from the top of the export; beside it, with the ending `.json`, what governs it.
    pub file: String,
    /// Whether the line of commits has its text: one that only a side branch has comes back with no repository.
    pub in_history: bool,
}

/// What was restored.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Restored {
    /// How many files.
    pub files: usize,
    /// How many commits.
    pub commits: usize,
    /// Versions that only the export has, since their texts were on no line of commits.
    pub left_out: Vec<String>,
}

/// What an export says of itself; `None` where a folder is none.
///
/// # Errors
/// When `export.json` is there and cannot be read.
pub fn read_export(folder: &Path) -> Result<Option<Export>> {
    let path = folder.join(EXPORT);
    let Ok(text) = fs::read_to_string(&path) else { return Ok(None) };
    let export: Export = match serde_json::from_str(&text) {
        Ok(export) => export,
        Err(_) if !text.contains(FORMAT) => return Ok(None),
        Err(error) => return Err(Error::Usage(format!("{}: {error}", path.display()))),
    };
    Ok((export.format == FORMAT).then_some(export))
}

/// Restores an export into a folder that is not there yet, or empty.
///
/// # Errors
/// When something is in the folder, a file cannot be read or written, a path leads out of the folder, a file is no part of a handbook, or
/// git fails.
pub fn restore(folder: &Path, export: &Export, into: &Path) -> Result<Restored> {
    if fs::read_dir(into).is_ok_and(|mut entries| entries.next().is_some()) {
        let message = format!("{} is not empty: an export is restored into a folder of its own", into.display());
        return Err(Error::Usage(message));
    }
    let handbook = folder.join(HANDBOOK);
    let names = files_below(&handbook)?;
    names.iter().try_for_each(|name| ensure_part(name))?;
    // Whatever is wrong with the export is found before anything is written.
    let first = sources_stream(folder, export)?;
    stream(folder, export, &handbook, &names, &Renames::default())?;
    fs::create_dir_all(into).map_err(Error::write(into))?;
    let mut renames = Renames::default();
    if !export.commits.is_empty() {
        git(into, &["init", "-q", "-b", "main"], None)?;
        if !export.sources.is_empty() {
            git(into, &[&IMPORT[..], &["--export-marks=.git/sources"]].concat(), Some(&first))?;
            renames = Renames::of(export, &into.join(".git/sources"))?;
        }
        let stream = stream(folder, export, &handbook, &names, &renames)?;
        git(into, &IMPORT, Some(&stream))?;
    }
    for name in &names {
        let (from, to) = (handbook.join(name), into.join(name));
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent).map_err(Error::write(parent))?;
        }
        let bytes = fs::read(&from).map_err(Error::read(&from))?;
        fs::write(&to, renames.applied(name, bytes)).map_err(Error::write(&to))?;
    }
    if !export.commits.is_empty() {
        git(into, &["reset", "-q", "--mixed"], None)?;
        git(into, &["update-ref", "-d", SOURCES], None)?;
    }
    let lost = export.versions.iter().filter(|version| !version.in_history);
    Ok(Restored {
        files: names.len(),
        commits: export.commits.len(),
        left_out: lost.map(|version| format!("{} {}", version.id, version.version)).collect(),
    })
}

/// How `git fast-import` is called.
const IMPORT: [&str; 3] = ["fast-import", "--quiet", "--date-format=raw"];
/// Where the commits of the texts are while they are made that change logs name.
const SOURCES: &str = "refs/greyline/sources";

/// The new names of texts that change logs name, and the last commit that holds one.
#[derive(Default)]
struct Renames {
    names: Vec<(String, String)>,
    last: Option<String>,
}

impl Renames {
    /// Reads which commit each text is in now.
    fn of(export: &Export, marks: &Path) -> Result<Self> {
        let text = fs::read_to_string(marks).map_err(Error::read(marks))?;
        fs::remove_file(marks).map_err(Error::write(marks))?;
        let mut commits: Vec<(usize, &str)> = text
            .lines()
            .filter_map(|line| {
                let (mark, commit) = line.strip_prefix(':')?.split_once(' ')?;
                Some((mark.parse().ok()?, commit))
            })
            .collect();
        commits.sort_unstable();
        let names = export.sources.iter().zip(&commits).filter_map(|(source, (_, commit))| {
            let (_, path) = source_parts(&source.name)?;
            Some((source.name.clone(), format!("{}:{path}", commit.get(..12)?)))
        });
        Ok(Self { names: names.collect(), last: commits.last().map(|(_, commit)| (*commit).to_owned()) })
    }

    /// A file with the new names in place of the old ones.
    fn applied(&self, name: &str, bytes: Vec<u8>) -> Vec<u8> {
        if self.names.is_empty() || !name.to_lowercase().ends_with(".md") {
            return bytes;
        }
        match String::from_utf8(bytes) {
            Ok(text) => self.names.iter().fold(text, |text, (old, new)| text.replace(old, new)).into_bytes(),
            Err(error) => error.into_bytes(),
        }
    }
}

/// What begins a commit on a day; `more` stands before its message.
fn commit_head(branch: &str, day: &str, more: &str) -> Result<String> {
    let no_day = || broken(&format!("`{day}` is no day"));
    let noon = day.parse::<jiff::civil::Date>().map_err(|_| no_day())?.at(12, 0, 0, 0);
    let seconds = noon.to_zoned(jiff::tz::TimeZone::UTC).map_err(|_| no_day())?.timestamp().as_second();
    let message = "Restored from an export";
    Ok(format!(
        "commit {branch}\n{more}author Greyline <export@greyline.invalid> {seconds} +0000\n\
         committer Greyline <export@greyline.invalid> {seconds} +0000\ndata {}\n{message}\n",
        message.len()
    ))
}

/// A commit for each text that a change log names, beside the line of the handbook's own commits.
fn sources_stream(folder: &Path, export: &Export) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let Some(first) = export.commits.first() else { return Ok(out) };
    for (at, source) in export.sources.iter().enumerate() {
        let (_, path) =
            source_parts(&source.name).ok_or_else(|| broken(&format!("`{}` names no text", source.name)))?;
        inside(path)?;
        if path.split('/').any(is_of_git) {
            return Err(broken(&format!("`{path}` is no text of a handbook")));
        }
        out.extend_from_slice(commit_head(SOURCES, &first.day, &format!("mark :{}\n", at + 1))?.as_bytes());
        out.extend_from_slice(b"deleteall\n");
        modify(&mut out, path, &read(folder, &source.file)?);
    }
    Ok(out)
}

/// The commits as `git fast-import` reads them. The first brings what has no history of its own: settings, pictures, themes.
fn stream(folder: &Path, export: &Export, handbook: &Path, names: &[String], renames: &Renames) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let texts: std::collections::BTreeSet<&str> =
        export.commits.iter().flat_map(|commit| &commit.files).map(String::as_str).collect();
    for (at, commit) in export.commits.iter().enumerate() {
        out.extend_from_slice(commit_head("refs/heads/main", &commit.day, "")?.as_bytes());
        // What change logs name stays beside the line of commits, and comes along with it.
        if let Some(sources) = renames.last.as_ref().filter(|_| at + 1 == export.commits.len()) {
            out.extend_from_slice(format!("merge {sources}\n").as_bytes());
        }
        if at == 0 {
            for name in
                names.iter().filter(|name| name.strip_prefix("content/").is_none_or(|name| !texts.contains(name)))
            {
                let path = handbook.join(name);
                modify(&mut out, name, &renames.applied(name, fs::read(&path).map_err(Error::read(&path))?));
            }
        }
        for name in &commit.removed {
            inside(name)?;
            out.extend_from_slice(format!("D {}\n", quoted(&format!("content/{name}"))).as_bytes());
        }
        for name in &commit.files {
            ensure_part(&format!("content/{name}"))?;
            let text = read(folder, &format!("history/{}/{name}", at + 1))?;
            modify(&mut out, &format!("content/{name}"), &renames.applied(name, text));
        }
    }
    Ok(out)
}

fn modify(out: &mut Vec<u8>, name: &str, bytes: &[u8]) {
    out.extend_from_slice(format!("M 100644 inline {}\ndata {}\n", quoted(name), bytes.len()).as_bytes());
    out.extend_from_slice(bytes);
    out.push(b'\n');
}

/// A path as `git fast-import` reads it.
fn quoted(path: &str) -> String {
    format!("\"{}\"", path.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

/// A path that stays inside its folder.
fn inside(name: &str) -> Result<PathBuf> {
    let path = PathBuf::from(name);
    let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
    if plain { Ok(path) } else { Err(broken(&format!("`{name}` leads out of the export"))) }
}

/// Refuses a file that no export has: settings of git least of all, which can make it run a program.
fn ensure_part(name: &str) -> Result<()> {
    let mut parts = name.split('/');
    if PARTS.contains(&parts.next().unwrap_or_default()) && !name.split('/').any(is_of_git) {
        return Ok(());
    }
    Err(broken(&format!("{HANDBOOK}/{name} is no part of a handbook; remove it if you trust the rest")))
}

/// Whether a part of a path is the folder of git, as any system spells it.
fn is_of_git(part: &str) -> bool {
    let part = part.trim_end_matches(['.', ' ']).to_lowercase();
    part == ".git" || part.starts_with("git~")
}

/// The bytes of a file of the export. A link on the way could lead to any file of whoever restores it.
fn read(folder: &Path, name: &str) -> Result<Vec<u8>> {
    let mut path = folder.to_path_buf();
    for part in inside(name)?.components() {
        path.push(part);
        if path.is_symlink() {
            return Err(broken(&format!("{name} is behind a symbolic link")));
        }
    }
    fs::read(&path).map_err(Error::read(&path))
}

fn broken(why: &str) -> Error {
    Error::Usage(format!("{EXPORT}: {why}"))
}

/// The files below a folder, by their paths from there, sorted. What is no file, a symbolic link for instance, is refused.
fn files_below(top: &Path) -> Result<Vec<String>> {
    if top.is_symlink() {
        return Err(broken(&format!("{HANDBOOK} is no folder")));
    }
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let path = top.join(&folder);
        for entry in fs::read_dir(&path).map_err(Error::read(&path))? {
            let entry = entry.map_err(Error::read(&path))?;
            let kind = entry.file_type().map_err(Error::read(&path))?;
            let name = folder.join(entry.file_name());
            let shown = name.to_str().ok_or_else(|| broken("a name is not UTF-8"))?.replace('\\', "/");
            if kind.is_dir() {
                folders.push(name);
            } else if kind.is_file() {
                found.push(shown);
            } else {
                return Err(broken(&format!("{HANDBOOK}/{shown} is no file")));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Runs git in a folder that nothing but this import has written, with nobody's settings.
fn git(folder: &Path, arguments: &[&str], input: Option<&[u8]>) -> Result<()> {
    let failed = |why: String| Error::Usage(format!("git cannot make the repository: {why}"));
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "core.hooksPath=", "-c", "core.autocrlf=false"]).args(arguments);
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_TEMPLATE_DIR"] {
        command.env_remove(name);
    }
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").env("LC_ALL", "C");
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| failed(error.to_string()))?;
    let mut stdin = child.stdin.take();
    if let (Some(stdin), Some(input)) = (&mut stdin, input) {
        stdin.write_all(input).map_err(|error| failed(error.to_string()))?;
    }
    drop(stdin);
    let output = child.wait_with_output().map_err(|error| failed(error.to_string()))?;
    if output.status.success() {
        return Ok(());
    }
    Err(failed(String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or_default().to_owned()))
}
