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

/// Calls `each` with every old text, in the order of their paths.
pub(super) fn texts(root: &Path, each: impl FnMut(Old)) {
    // Whatever git cannot tell is not there; the audit of today's texts does not hang on it.
    let _ = read(root, each);
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

fn read(root: &Path, mut each: impl FnMut(Old)) -> Option<()> {
    let prefix = format!("{}content/", output(root, &["rev-parse", "--show-prefix"])?.trim_end_matches(['\n', '\r']));
    let listed = output(root, &["rev-list", "--full-history", "--objects", "HEAD", "--", "content"])?;
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
    for (object, path) in wanted {
        match object_bytes(&mut told) {
            Ok(Some(bytes)) => each(Old { path: path.to_owned(), blob: object.chars().take(10).collect(), bytes }),
            Ok(None) => {}
            Err(_) => break,
        }
    }
    drop(told);
    let _ = asking.join();
    let _ = child.wait();
    Some(())
}

/// Reads one answer: a line with the length, the bytes, a line end. An object that is missing, as in a partial clone, has
/// no length.
fn object_bytes(from: &mut impl std::io::BufRead) -> std::io::Result<Option<Vec<u8>>> {
    let mut head = String::new();
    if from.read_line(&mut head)? == 0 {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    let length = head.trim_end().rsplit_once(' ').and_then(|(_, length)| length.parse::<u64>().ok());
    let Some(length) = length else { return Ok(None) };
    let mut bytes = Vec::new();
    from.take(length + 1).read_to_end(&mut bytes)?;
    bytes.pop();
    Ok(Some(bytes))
}
