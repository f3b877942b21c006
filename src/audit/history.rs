//! The texts of older versions, out of the repository.
//!
//! In: the folder of a handbook. Out: every text that a commit reachable from HEAD wrote below its `content/`, with the number of
//! the last commit that did. What always holds: nothing in the repository's settings runs a program.

use std::collections::BTreeMap;
use std::io::{BufRead, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// What the repository can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Past {
    /// Nothing, and why.
    Unknown(&'static str),
    /// A part of the history is missing, as in a shallow clone.
    Part,
    /// Everything.
    Whole,
}

impl Default for Past {
    fn default() -> Self {
        Self::Unknown("it was not read")
    }
}

/// A text as it once was.
#[derive(Debug)]
pub(super) struct Old {
    /// Its path below `content/`.
    pub(super) path: String,
    /// What git calls it.
    pub(super) blob: String,
    /// The number of the last commit that wrote it, from 2; 1 is the time of what change logs name.
    pub(super) when: u32,
    /// The day of that commit, as `2026-11-28`.
    pub(super) day: String,
    pub(super) bytes: Vec<u8>,
}

impl Old {
    /// Whether it is what a change log names so.
    pub(super) fn is(&self, name: &str) -> bool {
        name.split_once(':').is_some_and(|(commit, path)| path == self.path && commit.starts_with(&self.blob))
    }
}

fn git(root: &Path, arguments: &[&str]) -> Command {
    let mut git = Command::new("git");
    git.current_dir(root)
        .args(["-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "--no-pager"])
        .args(arguments);
    for name in
        ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE", "GIT_EXTERNAL_DIFF"]
    {
        git.env_remove(name);
    }
    git.env("GIT_NO_LAZY_FETCH", "1").env("GIT_OPTIONAL_LOCKS", "0").stdin(Stdio::null()).stderr(Stdio::null());
    git
}

fn output(root: &Path, arguments: &[&str]) -> Option<String> {
    let output = git(root, arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Why git does not read the repository of a folder.
fn no_repository(root: &Path) -> &'static str {
    let asked = git(root, &["rev-parse", "--show-prefix"]).stderr(Stdio::piped()).env("LC_ALL", "C").output();
    match asked {
        Err(_) => "git is not installed",
        Ok(said) if String::from_utf8_lossy(&said.stderr).contains("dubious ownership") => {
            "the repository belongs to another user (`git config --global --add safe.directory` with its folder allows it)"
        }
        Ok(_) => "the handbook is not in a git repository",
    }
}

/// Calls `each` with every old text that `wanted` names, in the order of their paths.
pub(super) fn read(root: &Path, wanted: impl Fn(&str) -> bool, each: impl FnMut(Old)) -> Past {
    let Some(prefix) = output(root, &["rev-parse", "--show-prefix"]) else { return Past::Unknown(no_repository(root)) };
    if output(root, &["rev-parse", "--verify", "--quiet", "HEAD"]).is_none() {
        return Past::Unknown("nothing has been committed to this repository");
    }
    let prefix = format!("{}content/", prefix.trim_end_matches(['\n', '\r']));
    let shallow = output(root, &["rev-parse", "--is-shallow-repository"]).is_none_or(|answer| answer.trim() != "false");
    let log = [
        "log",
        "--format=%x01%cs",
        "--raw",
        "--no-abbrev",
        "--no-renames",
        "-m",
        "--full-history",
        "--topo-order",
        "--reverse",
        "HEAD",
        "--",
        "content",
    ];
    let Some(log) = output(root, &log) else { return Past::Part };
    let (mut when, mut day, mut texts) = (1, "", BTreeMap::new());
    for line in log.lines() {
        if let Some(date) = line.strip_prefix('\u{1}') {
            when += 1;
            day = date;
        } else if let Some((meta, path)) = line.strip_prefix(':').and_then(|line| line.split_once('\t')) {
            let path = path.trim_matches('"').replace("\\\"", "\"").replace("\\\\", "\\");
            let blob = meta.split(' ').nth(3).unwrap_or_default();
            if let Some(path) = path.strip_prefix(&prefix).filter(|path| wanted(path) && blob.chars().any(|c| c != '0'))
            {
                texts.insert((path.to_owned(), blob.to_owned()), (when, day.to_owned()));
            }
        }
    }
    match texts_of(root, texts, each) {
        Ok(missing) if missing == 0 && !shallow => Past::Whole,
        _ => Past::Part,
    }
}

/// Calls `each` with the texts that `names` name by commit and path; gives how many are missing.
pub(super) fn named<'a>(root: &Path, names: impl Iterator<Item = &'a String>, each: impl FnMut(Old)) -> usize {
    let form = |name: &'a String| {
        let (commit, path) = name.split_once(':')?;
        let plain = commit.chars().all(|c| c.is_ascii_hexdigit()) && !path.contains(['\n', '\r']);
        Some(((path.to_owned(), format!("{}^{{commit}}:{path}", plain.then_some(commit)?)), (1, String::new())))
    };
    let texts: BTreeMap<_, _> = names.filter_map(form).collect();
    let count = texts.len();
    texts_of(root, texts, each).unwrap_or(count)
}

/// Reads texts, and gives how many are missing.
fn texts_of(
    root: &Path,
    texts: BTreeMap<(String, String), (u32, String)>,
    mut each: impl FnMut(Old),
) -> std::io::Result<usize> {
    let mut child = git(root, &["cat-file", "--batch", "--follow-symlinks"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else { return Ok(texts.len()) };
    let mut output = std::io::BufReader::new(output);
    let asked: String = texts.keys().flat_map(|(_, blob)| [blob, "\n"]).collect();
    // A thread of its own asks, so that neither side waits for the other with a full pipe.
    let asking = std::thread::spawn(move || input.write_all(asked.as_bytes()));
    let mut missing = 0;
    for ((path, blob), (when, day)) in texts {
        let mut head = String::new();
        output.read_line(&mut head)?;
        // An object that is missing, as in a partial clone, has no length.
        match head.trim_end().rsplit_once(' ').and_then(|(_, length)| length.parse::<u64>().ok()) {
            Some(length) => {
                let mut bytes = Vec::new();
                output.by_ref().take(length + 1).read_to_end(&mut bytes)?;
                bytes.pop();
                each(Old {
                    path,
                    blob: blob.chars().take_while(char::is_ascii_hexdigit).take(10).collect(),
                    when,
                    day,
                    bytes,
                });
            }
            None => missing += 1,
        }
    }
    drop(output);
    let _ = (asking.join(), child.wait());
    Ok(missing)
}
