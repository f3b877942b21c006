//! The texts of older versions, out of the repository.
//!
//! In: the folder of a handbook. Out: every text that a commit reachable from HEAD holds below its `content/`. What always
//! holds: without git, or outside a repository, there is none, and nothing in the repository's settings runs a program.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use super::opened::is_text;

/// A text as it once was.
#[derive(Debug)]
pub(super) struct Old {
    /// Its path below `content/`.
    pub(super) path: String,
    /// What git calls it, shortened.
    pub(super) blob: String,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
}

/// All old texts, each once, in the order in which git tells them.
pub(super) fn texts(root: &Path) -> Vec<Old> {
    read(root).unwrap_or_default()
}

fn git(root: &Path, arguments: &[&str]) -> Command {
    let mut git = Command::new("git");
    git.current_dir(root).args(["-c", "core.fsmonitor=false", "--no-pager"]).args(arguments);
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

fn read(root: &Path) -> Option<Vec<Old>> {
    let prefix = format!("{}content/", output(root, &["rev-parse", "--show-prefix"])?.trim_end_matches(['\n', '\r']));
    let listed = output(root, &["rev-list", "--objects", "HEAD", "--", "content"])?;
    let mut wanted: Vec<(&str, &str)> = listed
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(object, path)| Some((object, path.strip_prefix(&prefix)?)))
        .filter(|(_, path)| is_text(path))
        .collect();
    wanted.sort_unstable_by_key(|(object, path)| (*path, *object));
    let mut child = git(root, &["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
    let (mut input, mut told) = (child.stdin.take()?, std::io::BufReader::new(child.stdout.take()?));
    let asked: String = wanted.iter().flat_map(|(object, _)| [object, "\n"]).collect();
    // A thread of its own asks, so that neither side waits for the other with a full pipe.
    let asking = std::thread::spawn(move || input.write_all(asked.as_bytes()));
    let mut texts = Vec::with_capacity(wanted.len());
    for (object, path) in wanted {
        let Some(bytes) = object_bytes(&mut told) else { break };
        texts.push(Old { path: path.to_owned(), blob: object.chars().take(10).collect(), bytes });
    }
    drop(told);
    let _ = asking.join();
    let _ = child.wait();
    Some(texts)
}

/// Reads one answer: a line with the length, the bytes, a line end.
fn object_bytes(from: &mut impl std::io::BufRead) -> Option<Vec<u8>> {
    let mut head = String::new();
    from.read_line(&mut head).ok()?;
    let length: u64 = head.trim_end().rsplit_once(' ')?.1.parse().ok()?;
    let mut bytes = Vec::new();
    from.take(length + 1).read_to_end(&mut bytes).ok()?;
    bytes.pop();
    Some(bytes)
}
