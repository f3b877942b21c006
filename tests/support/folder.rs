//! A handbook in a folder of its own, made in one readable sentence, and the program run in it.
//!
//! ```text
//! handbook().client("a.md", "Hello.").file("content/b.md", b"\xff").build().refused()
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{DEFAULTS, today};

/// A handbook on the disk; it goes when this is dropped.
pub(crate) struct Folder {
    place: tempfile::TempDir,
}

/// A handbook with the default files and nothing else.
pub(crate) fn handbook() -> Folder {
    DEFAULTS.iter().fold(nothing(), |folder, (name, text)| folder.file(name, text))
}

/// An empty folder.
pub(crate) fn nothing() -> Folder {
    Folder { place: tempfile::tempdir().expect("the system has room for a folder") }
}

/// A copy of the example handbook, its files written in the order of their names or against it.
pub(crate) fn example(order: Order) -> Folder {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts: Vec<(String, Vec<u8>)> =
        files(&top.join("content")).into_iter().map(|(name, bytes)| (format!("content/{name}"), bytes)).collect();
    texts.push(("book.toml".to_owned(), fs::read(top.join("book.toml")).expect("the example is in the repository")));
    if matches!(order, Order::Backwards) {
        texts.reverse();
    }
    texts.iter().fold(nothing(), |folder, (name, bytes)| folder.file(name, bytes))
}

/// The order in which files are written, in which some systems list them.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Order {
    Forwards,
    Backwards,
}

impl Folder {
    /// Where it lies.
    pub(crate) fn root(&self) -> &Path {
        self.place.path()
    }

    fn at(&self, name: &str) -> PathBuf {
        let path = self.root().join(name);
        fs::create_dir_all(path.parent().expect("a name lies below the root")).expect("folders can be made");
        path
    }

    /// With all that changed committed on a day, in a repository that begins with the first commit.
    pub(crate) fn committed(self, day: &str) -> Self {
        for arguments in [&["init", "-q"][..], &["add", "-A"], &["commit", "-q", "-m", "As of this day"]] {
            let git = Command::new("git")
                .args(["-c", "user.name=Editor", "-c", "user.email=editor@example.org", "-c", "commit.gpgsign=false"])
                .args(arguments)
                .current_dir(self.root())
                .env("GIT_CONFIG_GLOBAL", "/dev/null")
                .env("GIT_AUTHOR_DATE", format!("{day}T12:00:00Z"))
                .env("GIT_COMMITTER_DATE", format!("{day}T12:00:00Z"))
                .output()
                .expect("git is there");
            assert!(git.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&git.stderr));
        }
        self
    }

    /// With a file, named from the top of the handbook; one of the same name is replaced.
    pub(crate) fn file(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        fs::write(self.at(name), bytes).expect("files can be written");
        self
    }

    /// Writes a file while something else has the folder, named from the top of the handbook.
    pub(crate) fn file_at(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.at(name), bytes).expect("files can be written");
    }

    /// With a folder.
    pub(crate) fn folder(self, name: &str) -> Self {
        fs::create_dir_all(self.at(name)).expect("folders can be made");
        self
    }

    /// Without a file or folder, and all that is in it.
    pub(crate) fn without(self, name: &str) -> Self {
        let path = self.root().join(name);
        if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) }.expect("what is there can go");
        self
    }

    /// With lines of `[check]`.
    pub(crate) fn checks(self, settings: &str) -> Self {
        let book = fs::read_to_string(self.root().join("book.toml")).expect("a handbook has its settings");
        self.file("book.toml", format!("{book}\n[check]\n{settings}\n"))
    }

    /// With a symbolic link that holds `to`.
    #[cfg(unix)]
    pub(crate) fn link(self, name: &str, to: &str) -> Self {
        std::os::unix::fs::symlink(to, self.at(name)).expect("links can be made");
        self
    }

    /// With a page below `content/` that staff alone may read.
    pub(crate) fn page(self, path: &str, body: &str) -> Self {
        let text = format!("+++\ntitle = \"{}\"\nkind = \"page\"\n+++\n\n{body}\n", title(path));
        self.file(&format!("content/{path}"), text)
    }

    /// With a page below `content/` that clients may read.
    pub(crate) fn client(self, path: &str, body: &str) -> Self {
        let text = format!("+++\ntitle = \"{}\"\nkind = \"page\"\naudience = \"client\"\n+++\n\n{body}\n", title(path));
        self.file(&format!("content/{path}"), text)
    }

    /// What the program does here, asked for `arguments`.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &[])
    }

    /// The same with variables of the environment.
    pub(crate) fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_greyline"));
        command.args(arguments).current_dir(self.root()).env("NO_COLOR", "1").envs(variables.iter().copied());
        let output = command.output().expect("the program can be started");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program prints UTF-8");
        let place = self.root().canonicalize().unwrap_or_else(|_| self.root().to_path_buf());
        let place = place.to_str().expect("the tests run in a folder with a plain name").to_owned();
        Run {
            code: output.status.code(),
            stdout: text(output.stdout).replace(&place, "[here]"),
            stderr: text(output.stderr).replace(&place, "[here]"),
            site: files(&self.root().join("dist")),
        }
    }

    /// `build`, for the day of the tests.
    pub(crate) fn build(&self) -> Run {
        self.run(&["build", "--today", &today().to_string()])
    }

    /// `check`, for the day of the tests, in one line for each mistake.
    pub(crate) fn check(&self) -> Run {
        self.run(&["check", "--format", "concise", "--today", &today().to_string()])
    }
}

/// A title for a file: its name without the ending, which the tests keep plain.
fn title(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// What the program did.
#[derive(Debug)]
pub(crate) struct Run {
    /// How it ended; `None` when the system ended it.
    pub(crate) code: Option<i32>,
    /// What it printed.
    pub(crate) stdout: String,
    /// What it said beside that.
    pub(crate) stderr: String,
    /// Every file below `dist/`, by its path there.
    pub(crate) site: BTreeMap<String, Vec<u8>>,
}

impl Run {
    /// The text of a file of a site, which must be there.
    pub(crate) fn text(&self, path: &str) -> &str {
        let bytes = self.site.get(path).unwrap_or_else(|| panic!("no {path} among {:?}", self.site.keys()));
        std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{path} is not UTF-8"))
    }

    /// The run, which must have done what it was asked for.
    #[track_caller]
    pub(crate) fn done(self) -> Self {
        assert_eq!(self.code, Some(0), "{}{}", self.stdout, self.stderr);
        self
    }

    /// The run, which must have ended in order: no panic, no signal.
    #[track_caller]
    pub(crate) fn in_order(self) -> Self {
        assert!(matches!(self.code, Some(0..=2)), "{:?}\n{}{}", self.code, self.stdout, self.stderr);
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        self
    }
}

/// All files below a folder, by their paths from there; what is not there is empty.
pub(crate) fn files(top: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(top.join(&folder)) else { continue };
        for entry in entries {
            let name = folder.join(entry.expect("the folder can be read").file_name());
            let path = top.join(&name);
            if path.is_dir() && !path.is_symlink() {
                folders.push(name);
            } else {
                let shown = name.to_str().expect("sites have plain names").replace('\\', "/");
                found.insert(shown, fs::read(&path).unwrap_or_default());
            }
        }
    }
    found
}
