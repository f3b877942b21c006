//! `greyline init`.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::ToSpan;
use jiff::civil::Date;

use super::args::{Output, Today, shell_quote, toml_string};
use super::outcome::Outcome;
use super::prompt::{self, Prompt};
use super::terminal;
use super::write::create_file;
use crate::error::{Error, Result};

/// Create a new handbook.
///
/// Writes book.toml with an edition for staff and one for clients, the data files, a glossary, and a first policy for each of
/// the areas that every handbook needs: onboarding, service standards, conflict resolution, confidentiality. Asks for
/// missing values when run in a terminal. Refuses a folder that already contains book.toml or content/; other files are not
/// touched.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline init handbook\n  greyline init --title \"House Rules\" --organisation \"Harbour Café\"\n  greyline init --ci github"
)]
pub(super) struct Init {
    /// The folder of the handbook; created if missing. Default: the current folder.
    dir: Option<PathBuf>,
    /// The title of the handbook.
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The organisation.
    #[arg(long, value_name = "TEXT")]
    organisation: Option<String>,
    /// Also write a file for a build server, which checks every change and publishes the edition for clients. In a folder that already
    /// is a handbook, that file alone is written.
    #[arg(long, value_enum)]
    ci: Option<Ci>,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Output::Human)]
    format: Output,
    #[command(flatten)]
    today: Today,
}

/// A build server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Ci {
    /// GitHub Actions.
    Github,
    /// GitLab CI.
    Gitlab,
}

impl Ci {
    /// Where its file lies.
    fn path(self) -> &'static str {
        match self {
            Self::Github => ".github/workflows/handbook.yml",
            Self::Gitlab => ".gitlab-ci.yml",
        }
    }

    /// Writes its file, for this version of the program.
    fn write(self, dir: &Path) -> Result<()> {
        let text = match self {
            Self::Github => include_str!("starter/github.yml"),
            Self::Gitlab => include_str!("starter/gitlab.yml"),
        };
        let path = dir.join(self.path());
        let folder = path.parent().unwrap_or(dir);
        fs::create_dir_all(folder).map_err(Error::write(folder))?;
        match create_file(&path, &text.replace("@version@", env!("CARGO_PKG_VERSION"))) {
            Err(Error::Write { source, .. }) if source.kind() == ErrorKind::AlreadyExists => {
                Err(Error::Usage(format!("{} already exists and was not changed", path.display())))
            }
            other => other,
        }
    }
}

const BOOK: &str = include_str!("starter/book.toml");
const GITIGNORE: &str = include_str!("starter/gitignore");

macro_rules! content {
    ($($path:literal)*) => { [$(($path, include_str!(concat!("starter/", $path)))),*] };
}

/// The files of `content/`.
const CONTENT: [(&str, &str); 14] = content![
    "_index.md"
    "people.toml"
    "facts.toml"
    "goals.toml"
    "touchpoints.toml"
    "glossary.md"
    "onboarding/_index.md"
    "onboarding/first-day.md"
    "service-standards/_index.md"
    "service-standards/answering.md"
    "conflict-resolution/_index.md"
    "conflict-resolution/complaints.md"
    "confidentiality/_index.md"
    "confidentiality/what-we-keep-to-ourselves.md"
];

impl Init {
    pub(super) fn run(&self, root: Option<&Path>) -> Result<Outcome> {
        let dir = self.dir.as_deref().or(root).unwrap_or(Path::new("."));
        if let Some(ci) = self.ci.filter(|_| dir.join("book.toml").is_file()) {
            ci.write(dir)?;
            terminal::print_line(&match self.format {
                Output::Json => format!("{:#}", serde_json::json!({ "written": [ci.path()] })),
                Output::Human => dir.join(ci.path()).display().to_string(),
            })?;
            return Ok(Outcome::Done);
        }
        for name in ["book.toml", "content"] {
            if fs::symlink_metadata(dir.join(name)).is_ok() {
                let message = format!("{} already contains {name}; nothing was written", dir.display());
                return Err(Error::Usage(message));
            }
        }
        let title = self.title()?;
        let values = placeholders(&title, self.organisation()?.as_deref(), self.today.date(dir))?;
        let has_gitignore = write(dir, &values)?;
        let mut written = vec!["book.toml".to_owned()];
        written.extend(CONTENT.iter().map(|(path, _)| format!("content/{path}")));
        if !has_gitignore {
            written.push(".gitignore".to_owned());
        }
        if let Some(ci) = self.ci {
            ci.write(dir)?;
            written.push(ci.path().to_owned());
        }
        let here = if dir == Path::new(".") { String::new() } else { format!(" --root {}", shell_quote(dir)) };
        let next = ["serve", "new payments/refunds", "build"].map(|command| format!("greyline {command}{here}"));
        match self.format {
            Output::Json => {
                let done = serde_json::json!({
                    "root": dir.display().to_string(),
                    "title": title,
                    "written": written,
                    "next": next,
                });
                terminal::print_line(&format!("{done:#}"))?;
            }
            Output::Human => {
                for name in &written {
                    terminal::print_done(&dir.join(name).display().to_string())?;
                }
                if has_gitignore {
                    terminal::print_done("\n.gitignore already exists and was not changed; add dist/ to it.")?;
                }
                let width = next.iter().map(String::len).max().unwrap_or_default();
                terminal::print_done("\nNext:")?;
                terminal::print_done(&format!("  {:width$}  live preview", next[0]))?;
                terminal::print_done(&format!("  {:width$}  create a policy", next[1]))?;
                terminal::print_done(&format!("  {:width$}  publish to dist/staff and dist/client", next[2]))?;
            }
        }
        Ok(Outcome::Done)
    }

    /// Returns whether to prompt for what no flag gave.
    fn prompts(&self) -> bool {
        self.format == Output::Human && prompt::is_interactive()
    }

    fn title(&self) -> Result<String> {
        match &self.title {
            Some(title) => single_line("--title", title),
            None if self.prompts() => {
                Prompt { label: "Title of the handbook", default: Some("Handbook"), check: &prompt::single_line }.read()
            }
            None => Ok("Handbook".to_owned()),
        }
    }

    fn organisation(&self) -> Result<Option<String>> {
        match &self.organisation {
            Some(name) => single_line("--organisation", name).map(Some),
            None if self.prompts() => {
                let check = |answer: &str| if answer.is_empty() { Ok(()) } else { prompt::single_line(answer) };
                let name = Prompt { label: "Organisation (optional)", default: None, check: &check }.read()?;
                Ok(Some(name).filter(|name| !name.is_empty()))
            }
            None => Ok(None),
        }
    }
}

/// Checks the text of a flag.
fn single_line(flag: &str, value: &str) -> Result<String> {
    prompt::single_line(value).map_err(|problem| Error::Usage(format!("{flag}: {problem}")))?;
    Ok(value.trim().to_owned())
}

/// The placeholders in the starter's texts and their values.
type Placeholders = [(&'static str, String); 5];

/// Returns the values of the placeholders. Reviews are due in a year. Facts hold since the first day of the previous month, so that
/// they hold in every time zone, also where it is still yesterday.
fn placeholders(title: &str, organisation: Option<&str>, today: Date) -> Result<Placeholders> {
    let far = || Error::Usage(format!("{today} is too far in the future"));
    let review = today.checked_add(12.months()).map_err(|_| far())?;
    let since = today.first_of_month().checked_sub(1.month()).map_err(|_| far())?;
    let organisation = organisation.map(|name| format!("organisation = {}\n", toml_string(name))).unwrap_or_default();
    Ok([
        ("@title@", toml_string(title)),
        ("@organisation@", organisation),
        ("@today@", today.to_string()),
        ("@review@", review.to_string()),
        ("@since@", since.to_string()),
    ])
}

/// Replaces the placeholders in one pass, so that a value is never searched for placeholders.
fn fill(text: &str, values: &Placeholders) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let (value, length) = match values.iter().find(|(name, _)| after.starts_with(name)) {
            Some((name, value)) => (value.as_str(), name.len()),
            None => ("@", 1),
        };
        out.push_str(value);
        rest = &after[length..];
    }
    out + rest
}

/// Writes the handbook, and returns whether there was a `.gitignore` already. `content/` is written into a temporary folder and
/// renamed, so that an interrupted run leaves nothing that the next run would refuse.
fn write(dir: &Path, values: &Placeholders) -> Result<bool> {
    fs::create_dir_all(dir).map_err(Error::write(dir))?;
    let stage = tempfile::Builder::new().prefix(".greyline-").tempdir_in(dir).map_err(Error::write(dir))?;
    let staged = stage.path().join("content");
    for (path, text) in CONTENT {
        let file = staged.join(path);
        let folder = file.parent().unwrap_or(&staged);
        fs::create_dir_all(folder).map_err(Error::write(folder))?;
        fs::write(&file, fill(text, values)).map_err(Error::write(&file))?;
    }
    let content = dir.join("content");
    fs::rename(&staged, &content).map_err(Error::write(&content))?;
    create_file(&dir.join("book.toml"), &fill(BOOK, values))?;
    match create_file(&dir.join(".gitignore"), GITIGNORE) {
        Err(Error::Write { source, .. }) if source.kind() == ErrorKind::AlreadyExists => Ok(true),
        other => other.map(|()| false),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::diagnostic::Rule;
    use crate::pipeline;

    #[test]
    fn what_is_filled_in_is_not_filled_again() {
        let values = placeholders("a @today@ \"b\"", None, date(2026, 1, 31)).unwrap();
        let filled = fill("t = @title@\n@organisation@d = @review@ desk@example.org @", &values);
        assert_eq!(filled, "t = 'a @today@ \"b\"'\nd = 2027-01-31 desk@example.org @");
    }

    #[test]
    fn the_starter_has_no_mistake_on_any_day_of_its_first_year() {
        let day = date(2027, 3, 1);
        let values = placeholders("Title", Some("We"), day).unwrap();
        let mut files = vec![("book.toml".to_owned(), fill(BOOK, &values))];
        files.extend(CONTENT.iter().map(|(path, text)| (format!("content/{path}"), fill(text, &values))));
        let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
        for today in [date(2027, 2, 28), day, date(2027, 3, 2), date(2028, 3, 1)] {
            // That the reviews are due soon is no mistake.
            let mut found = pipeline::check_memory(&files, today);
            found.retain(|found| found.rule != Rule::ReviewDueSoon);
            assert_eq!(found, [], "on {today}");
        }
        assert!(!pipeline::check_memory(&files, date(2028, 3, 2)).is_empty(), "the reviews are due after a year");
    }
}
