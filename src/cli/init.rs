//! `greyline init`.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::ToSpan;
use jiff::civil::Date;

use super::ask::{self, Question};
use super::{Outcome, Output, Today, quote, screen, toml_text};
use crate::error::{Error, Result};

/// Begin a handbook that checks clean and builds.
///
/// Writes book.toml with an edition for staff and one for clients, the data files, a glossary, and a first policy for each of
/// the areas that every handbook needs: onboarding, service standards, conflict resolution, confidentiality. Asks for what
/// no flag says when it runs on a terminal. A folder that holds a book.toml or a content/ already is refused; other files are
/// left alone.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline init handbook\n  greyline init --title \"House Rules\" --organisation \"Harbour Café\""
)]
pub(super) struct Init {
    /// The folder of the handbook; made when it is not there. By default this one.
    dir: Option<PathBuf>,
    /// What the handbook is called.
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Whose handbook it is.
    #[arg(long, value_name = "TEXT")]
    organisation: Option<String>,
    /// How to print what was written.
    #[arg(long, value_enum, default_value_t = Output::Human)]
    format: Output,
    #[command(flatten)]
    today: Today,
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
        for name in ["book.toml", "content"] {
            if fs::symlink_metadata(dir.join(name)).is_ok() {
                let message = format!("{} holds a {name} already; nothing was written", dir.display());
                return Err(Error::Usage(message));
            }
        }
        let title = self.title()?;
        let marks = marks(&title, self.organisation()?.as_deref(), self.today.date())?;
        let left = write(dir, &marks)?;
        let mut written = vec!["book.toml".to_owned()];
        written.extend(CONTENT.iter().map(|(path, _)| format!("content/{path}")));
        if !left {
            written.push(".gitignore".to_owned());
        }
        let here = if dir == Path::new(".") { String::new() } else { format!(" --root {}", quote(dir)) };
        let next = ["serve", "new payments/refunds", "build"].map(|command| format!("greyline {command}{here}"));
        match self.format {
            Output::Json => {
                let done = serde_json::json!({
                    "root": dir.display().to_string(),
                    "title": title,
                    "written": written,
                    "next": next,
                });
                screen::say(&format!("{done:#}"))?;
            }
            Output::Human => {
                for name in &written {
                    screen::say(&dir.join(name).display().to_string())?;
                }
                if left {
                    screen::say("\n.gitignore was there and is left as it is; dist/ belongs in it.")?;
                }
                let width = next.iter().map(String::len).max().unwrap_or_default();
                screen::say("\nNext:")?;
                screen::say(&format!("  {:width$}  shows it while you write", next[0]))?;
                screen::say(&format!("  {:width$}  begins a policy of your own", next[1]))?;
                screen::say(&format!("  {:width$}  publishes it into dist/staff and dist/client", next[2]))?;
            }
        }
        Ok(Outcome::Done)
    }

    fn asks(&self) -> bool {
        self.format == Output::Human && ask::somebody_is_there()
    }

    fn title(&self) -> Result<String> {
        match &self.title {
            Some(title) => plain("--title", title),
            None if self.asks() => {
                Question { words: "Title of the handbook", offer: Some("Handbook"), accept: &ask::one_line }.ask()
            }
            None => Ok("Handbook".to_owned()),
        }
    }

    fn organisation(&self) -> Result<Option<String>> {
        match &self.organisation {
            Some(name) => plain("--organisation", name).map(Some),
            None if self.asks() => {
                let accept = |answer: &str| if answer.is_empty() { Ok(()) } else { ask::one_line(answer) };
                let name = Question { words: "Organisation (may stay empty)", offer: None, accept: &accept }.ask()?;
                Ok(Some(name).filter(|name| !name.is_empty()))
            }
            None => Ok(None),
        }
    }
}

fn plain(flag: &str, value: &str) -> Result<String> {
    ask::one_line(value).map_err(|problem| Error::Usage(format!("{flag}: {problem}")))?;
    Ok(value.trim().to_owned())
}

/// What the marks of the starter's texts stand for.
type Marks = [(&'static str, String); 5];

/// Reviews are due in a year. Figures hold since the month before, so that they hold wherever it is still yesterday.
fn marks(title: &str, organisation: Option<&str>, today: Date) -> Result<Marks> {
    let far = || Error::Usage(format!("{today} is too near to the end of the calendar"));
    let review = today.checked_add(12.months()).map_err(|_| far())?;
    let since = today.first_of_month().checked_sub(1.month()).map_err(|_| far())?;
    let organisation = organisation.map(|name| format!("organisation = {}\n", toml_text(name))).unwrap_or_default();
    Ok([
        ("@title@", toml_text(title)),
        ("@organisation@", organisation),
        ("@today@", today.to_string()),
        ("@review@", review.to_string()),
        ("@since@", since.to_string()),
    ])
}

/// Fills in the marks, in one pass: what is filled in is not looked at again.
fn fill(text: &str, marks: &Marks) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        let (before, behind) = rest.split_at(at);
        out.push_str(before);
        let (value, length) = match marks.iter().find(|(mark, _)| behind.starts_with(mark)) {
            Some((mark, value)) => (value.as_str(), mark.len()),
            None => ("@", 1),
        };
        out.push_str(value);
        rest = &behind[length..];
    }
    out + rest
}

/// Writes the handbook; says whether there was a `.gitignore` already. `content/` is made beside its place and put there in
/// one step, so that a run that is stopped leaves nothing that the next run would refuse.
fn write(dir: &Path, marks: &Marks) -> Result<bool> {
    fs::create_dir_all(dir).map_err(Error::write(dir))?;
    let stage = tempfile::Builder::new().prefix(".greyline-").tempdir_in(dir).map_err(Error::write(dir))?;
    let made = stage.path().join("content");
    for (path, text) in CONTENT {
        let file = made.join(path);
        let folder = file.parent().unwrap_or(&made);
        fs::create_dir_all(folder).map_err(Error::write(folder))?;
        fs::write(&file, fill(text, marks)).map_err(Error::write(&file))?;
    }
    let content = dir.join("content");
    fs::rename(&made, &content).map_err(Error::write(&content))?;
    create(&dir.join("book.toml"), &fill(BOOK, marks))?;
    match create(&dir.join(".gitignore"), GITIGNORE) {
        Err(Error::Write { source, .. }) if source.kind() == ErrorKind::AlreadyExists => Ok(true),
        other => other.map(|()| false),
    }
}

/// Writes a file that is not there yet.
pub(super) fn create(path: &Path, text: &str) -> Result<()> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(Error::write(path))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::pipeline;

    #[test]
    fn what_is_filled_in_is_not_filled_again() {
        let marks = marks("a @today@ \"b\"", None, date(2026, 1, 31)).unwrap();
        let filled = fill("t = @title@\n@organisation@d = @review@ desk@example.org @", &marks);
        assert_eq!(filled, "t = 'a @today@ \"b\"'\nd = 2027-01-31 desk@example.org @");
    }

    #[test]
    fn the_starter_has_no_mistake_on_any_day_of_its_first_year() {
        let day = date(2027, 3, 1);
        let marks = marks("Title", Some("We"), day).unwrap();
        let mut files = vec![("book.toml".to_owned(), fill(BOOK, &marks))];
        files.extend(CONTENT.iter().map(|(path, text)| (format!("content/{path}"), fill(text, &marks))));
        let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
        for today in [date(2027, 2, 28), day, date(2027, 3, 2), date(2028, 3, 1)] {
            assert_eq!(pipeline::check_memory(&files, today), [], "on {today}");
        }
        assert!(!pipeline::check_memory(&files, date(2028, 3, 2)).is_empty(), "the reviews are due after a year");
    }
}
