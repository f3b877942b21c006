//! A handbook in a repository, made commit by commit.

use std::path::Path;
use std::process::{Command, Output};

use crate::support::folder::{Folder, Run};

/// The front matter of a policy for clients, in one line of what matters here.
pub(crate) struct Issue<'a> {
    pub(crate) id: &'a str,
    pub(crate) version: &'a str,
    pub(crate) effective: &'a str,
    pub(crate) body: &'a str,
}

impl Issue<'_> {
    /// The file.
    pub(crate) fn text(&self) -> String {
        let Self { id, version, effective, body } = self;
        format!(
            "+++\nid = \"{id}\"\ntitle = \"Refunds\"\nkind = \"policy\"\nversion = \"{version}\"\neffective = {effective}\n\
             owner = \"client-care\"\naudience = \"client\"\nflexibility = \"black\"\nreasons = [\"So it goes.\"]\n\
             rationale = \"So that it is fair.\"\nreview_date = 2027-06-14\n\n[[changes]]\nversion = \"{version}\"\n\
             date = {effective}\nsummary = \"Written.\"\naudience = \"client\"\n+++\n\n{body}\n"
        )
    }
}

/// One version of CS-001.
pub(crate) fn refunds(version: &str, effective: &str, body: &str) -> String {
    Issue { id: "CS-001", version, effective, body }.text()
}

/// Runs git in a folder, with nobody's settings.
pub(crate) fn git(folder: &Path, arguments: &[&str], day: &str) -> Output {
    let when = format!("{day}T12:00:00Z");
    let output = Command::new("git")
        .args(["-c", "user.name=Editor", "-c", "user.email=editor@example.org", "-c", "commit.gpgsign=false"])
        .args(["-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_AUTHOR_DATE", &when)
        .env("GIT_COMMITTER_DATE", &when)
        .output()
        .expect("git is there");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// What a handbook's repository is told, one step after another.
pub(crate) trait Repository: Sized {
    /// Makes a repository of the folder.
    fn repository(self) -> Self;
    /// Commits all that changed.
    fn commit(self, day: &str) -> Self;
    /// Runs git.
    fn git(self, arguments: &[&str]) -> Self;
    /// The page at an address of an edition.
    fn built(&self) -> Run;
}

impl Repository for Folder {
    fn repository(self) -> Self {
        git(self.root(), &["init", "-q"], "2024-01-01");
        self.file(".gitignore", "/dist\n")
    }

    fn commit(self, day: &str) -> Self {
        git(self.root(), &["add", "-A"], day);
        git(self.root(), &["commit", "-q", "-m", "As of this day"], day);
        self
    }

    fn git(self, arguments: &[&str]) -> Self {
        git(self.root(), arguments, "2026-06-01");
        self
    }

    fn built(&self) -> Run {
        let run = self.build();
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        run
    }
}

/// The words of a page's `<main>`, without its markup.
pub(crate) fn words(run: &Run, path: &str) -> String {
    let page = run.site.get(path).unwrap_or_else(|| panic!("no {path} in {:?}", run.site.keys().collect::<Vec<_>>()));
    let page = String::from_utf8_lossy(page);
    let main = &page[page.find("<main").expect("a page has a main part")..page.find("</main>").expect("and it ends")];
    let mut text = String::new();
    let mut inside = false;
    for character in main.chars() {
        match character {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            _ if !inside => text.push(character),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
