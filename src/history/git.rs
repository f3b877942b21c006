//! The one file that runs git.
//!
//! In: a folder. Out: what its repository says of it. What always holds: nothing is passed through a shell, nothing in the
//! repository's settings or attributes can run a program, nothing is fetched, and nothing is written.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why a folder has no readable history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unavailable {
    /// There is no git program.
    NoGit,
    /// The folder is in no repository.
    NoRepository,
    /// The repository has no commit.
    NoCommit,
    /// The folder's files are in no commit.
    Untracked,
    /// Older commits were left out when it was cloned.
    Shallow,
    /// The repository belongs to somebody else, and git refuses to read it.
    Owner,
    /// Something else, in git's words.
    Other(String),
}

/// Why a folder has no readable history, in words.
pub(super) fn reason(unavailable: &Unavailable) -> String {
    match unavailable {
        Unavailable::NoGit => "git is not installed".to_owned(),
        Unavailable::NoRepository => "the handbook is not in a git repository".to_owned(),
        Unavailable::NoCommit => "nothing has been committed to this repository".to_owned(),
        Unavailable::Untracked => "the handbook's files are not committed yet".to_owned(),
        Unavailable::Shallow => {
            "this is a shallow clone, without its older commits; `git fetch --unshallow` fetches them".to_owned()
        }
        Unavailable::Owner => {
            "git does not read a repository that belongs to another user; `git config --global --add safe.directory` \
             with its folder allows it"
                .to_owned()
        }
        Unavailable::Other(message) => format!("git says: {message}"),
    }
}

/// A repository, seen from a folder in it.
#[derive(Debug)]
pub(super) struct Repository {
    folder: PathBuf,
    /// The commit that is checked out.
    pub(super) head: String,
    /// The folder's path from the top of the repository, with a slash at the end unless it is the top.
    pub(super) prefix: String,
}

impl Repository {
    /// Finds the repository of a folder.
    pub(super) fn of(folder: &Path) -> Result<Self, Unavailable> {
        let repository = Self { folder: folder.to_path_buf(), head: String::new(), prefix: String::new() };
        let output = repository.text_output(&["rev-parse", "--is-shallow-repository", "--show-prefix"])?;
        let (shallow, prefix) = output.split_once('\n').unwrap_or((&output, ""));
        if shallow.trim() == "true" {
            return Err(Unavailable::Shallow);
        }
        let prefix = prefix.strip_suffix('\n').unwrap_or(prefix).to_owned();
        let head = match repository.text_output(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]) {
            Ok(head) => head.trim().to_owned(),
            Err(Unavailable::Other(_)) => return Err(Unavailable::NoCommit),
            Err(other) => return Err(other),
        };
        Ok(Self { head, prefix, ..repository })
    }

    /// The same as if another commit were checked out.
    pub(super) fn at(self, commit: &str) -> Self {
        Self { head: commit.to_owned(), ..self }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut git = Command::new("git");
        git.current_dir(&self.folder).args(["--no-pager", "--no-replace-objects", "--literal-pathspecs"]);
        for setting in ["core.fsmonitor=false", "core.hooksPath=", "log.showSignature=false", "protocol.allow=never"] {
            git.args(["-c", setting]);
        }
        git.args(arguments);
        for name in [
            "GIT_DIR",
            "GIT_WORK_TREE",
            "GIT_INDEX_FILE",
            "GIT_OBJECT_DIRECTORY",
            "GIT_ALTERNATE_OBJECT_DIRECTORIES",
            "GIT_NAMESPACE",
            "GIT_EXTERNAL_DIFF",
            "GIT_TRACE",
        ] {
            git.env_remove(name);
        }
        git.env("GIT_NO_LAZY_FETCH", "1").env("GIT_OPTIONAL_LOCKS", "0").env("GIT_TERMINAL_PROMPT", "0");
        git.env("LC_ALL", "C").stdin(Stdio::null()).stderr(Stdio::piped()).stdout(Stdio::piped());
        git
    }

    fn output(&self, arguments: &[&str]) -> Result<Vec<u8>, Unavailable> {
        let output = self.command(arguments).output().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Unavailable::NoGit,
            _ => Unavailable::Other(error.to_string()),
        })?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let stderr = String::from_utf8_lossy(&output.stderr);
        Err(if stderr.contains("dubious ownership") {
            Unavailable::Owner
        } else if stderr.contains("not a git repository") {
            Unavailable::NoRepository
        } else {
            Unavailable::Other(stderr.lines().next().unwrap_or_default().trim_start_matches("fatal: ").to_owned())
        })
    }

    fn text_output(&self, arguments: &[&str]) -> Result<String, Unavailable> {
        self.output(arguments).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Returns the commit at which what is checked out and another revision part; without one, that of the revision.
    pub(super) fn fork(&self, revision: &str) -> Result<String, Unavailable> {
        if revision.starts_with('-') {
            return Err(Unavailable::Other(format!("`{revision}` is no revision")));
        }
        let name = format!("{revision}^{{commit}}");
        let commit = self.text_output(&["rev-parse", "--verify", "--quiet", &name])?;
        let commit = commit.trim();
        match self.text_output(&["merge-base", commit, &self.head]) {
            Ok(base) => Ok(base.trim().to_owned()),
            Err(Unavailable::Other(_)) => Ok(commit.to_owned()),
            Err(other) => Err(other),
        }
    }

    /// Returns the files that a commit has below the folder, each with its path from there and its blob; no links, no other
    /// repositories.
    pub(super) fn files(&self, commit: &str) -> Result<Vec<(String, String)>, Unavailable> {
        let output = self.text_output(&["ls-tree", "-r", "-z", commit, "--", "."])?;
        let file = |line: &str| {
            let (about, path) = line.split_once('\t')?;
            let mut about = about.split(' ');
            let is_file = about.next()?.starts_with("100");
            is_file.then(|| about.nth(1).map(|blob| (path.to_owned(), blob.to_owned())))?
        };
        Ok(output.split('\0').filter_map(file).collect())
    }

    /// Returns for each commit the number of newer ones; children come before parents.
    pub(super) fn ages(&self) -> Result<BTreeMap<String, usize>, Unavailable> {
        let output = self.text_output(&["rev-list", "--topo-order", &self.head])?;
        Ok(output.lines().enumerate().map(|(age, commit)| (commit.to_owned(), age)).collect())
    }

    /// Returns what each commit changed in the folder, newest first: `\u{1}COMMIT DATE SECONDS AUTHOR`, then the raw differences, each ended by a
    /// zero byte. With `main`, only the first parents are followed and a merge is listed with what it brought to that line;
    /// otherwise all commits are followed and a merge is listed with what differs from all its parents.
    pub(super) fn log(&self, main: bool) -> Result<Vec<u8>, Unavailable> {
        let lines = if main {
            ["--first-parent", "--diff-merges=first-parent"]
        } else {
            ["--full-history", "--diff-merges=combined"]
        };
        self.output(&[
            "log",
            "--topo-order",
            lines[0],
            lines[1],
            "--raw",
            "-z",
            "--no-abbrev",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            "--no-show-signature",
            "--no-notes",
            "--no-color",
            "--format=%x01%H %cs %ct %aE",
            &self.head,
            "--",
            ".",
        ])
    }

    /// Returns for each commit along the first parents whether it is a merge, and its subject.
    pub(super) fn subjects(&self) -> Result<BTreeMap<String, (bool, String)>, Unavailable> {
        let format = "--format=%H%x00%P%x00%s";
        let output = self.text_output(&["log", "--first-parent", "--no-color", "--no-notes", format, &self.head])?;
        let commit = |line: &str| {
            let mut parts = line.split('\0');
            let (commit, parents, subject) = (parts.next()?, parts.next()?, parts.next()?);
            Some((commit.to_owned(), (parents.contains(' '), subject.to_owned())))
        };
        Ok(output.lines().filter_map(commit).collect())
    }

    /// Calls `each` with the index and the bytes of blobs, in the order of `names`; missing blobs are left out.
    pub(super) fn blobs(&self, names: &[String], each: &mut dyn FnMut(usize, Vec<u8>)) -> Result<(), Unavailable> {
        self.batch(&["cat-file", "--batch"], names, &mut |at, answer| match answer {
            Answer::Blob(bytes) => {
                each(at, bytes);
                Ok(())
            }
            Answer::Missing => Ok(()),
            Answer::Ambiguous | Answer::Other => Err(io::ErrorKind::InvalidData.into()),
        })
    }

    /// Calls `each` with the index of each name, as `COMMIT:path` from the top of the repository, and what git answers. A link is
    /// followed where it leads to a file of the same commit.
    pub(super) fn named(&self, names: &[String], each: &mut dyn FnMut(usize, Answer)) -> Result<(), Unavailable> {
        self.batch(&["cat-file", "--batch", "--follow-symlinks"], names, &mut |at, answer| {
            each(at, answer);
            Ok(())
        })
    }

    /// Asks git for objects by their names, and hands out the answers in the order of the names.
    fn batch(
        &self,
        arguments: &[&str],
        names: &[String],
        each: &mut dyn FnMut(usize, Answer) -> io::Result<()>,
    ) -> Result<(), Unavailable> {
        if names.is_empty() {
            return Ok(());
        }
        let failed = |error: io::Error| Unavailable::Other(error.to_string());
        let mut git = self.command(arguments);
        let mut child = git.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().map_err(failed)?;
        let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Unavailable::Other("git cannot be asked".to_owned()));
        };
        let requests: String = names.iter().flat_map(|name| [name, "\n"]).collect();
        // The names are written from a thread of its own, so that neither side blocks on a full pipe.
        let writer = std::thread::spawn(move || input.write_all(requests.as_bytes()));
        let mut output = BufReader::new(output);
        let read = names.iter().enumerate().try_for_each(|(at, name)| each(at, answer(name, &mut output)?));
        drop(output);
        let status = child.wait();
        drop(writer.join());
        read.and(status.map(drop)).map_err(failed)
    }
}

/// What git says of an object that it was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// The bytes of a file.
    Blob(Vec<u8>),
    /// There is no such object.
    Missing,
    /// Several objects have a name that begins so.
    Ambiguous,
    /// It is a folder, or a link that leads nowhere or out of the commit.
    Other,
}

/// Reads what git says of the object with a name.
fn answer(name: &str, output: &mut impl BufRead) -> io::Result<Answer> {
    let mut head = String::new();
    output.read_line(&mut head)?;
    match head.strip_prefix(name).map(str::trim_end) {
        Some(" missing") => return Ok(Answer::Missing),
        Some(" ambiguous") => return Ok(Answer::Ambiguous),
        _ => {}
    }
    let mut parts = head.split_whitespace();
    let (kind, size) = match (parts.next(), parts.next(), parts.next()) {
        // `dangling 12` and the like name a link that was not followed.
        (Some("dangling" | "loop" | "notdir" | "symlink"), Some(size), None) => ("link", size),
        (Some(_), Some(kind), Some(size)) => (kind, size),
        _ => return Err(io::ErrorKind::InvalidData.into()),
    };
    let size = size.parse().map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
    let mut bytes = vec![0; size];
    output.read_exact(&mut bytes)?;
    output.read_exact(&mut [0])?;
    Ok(if kind == "blob" { Answer::Blob(bytes) } else { Answer::Other })
}
