//! `greyline theme`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde::Serialize;

use super::args::{Output, current_date};
use super::outcome::Outcome;
use super::terminal;
use crate::diagnostic::nearest;
use crate::error::{Error, Result};
use crate::pipeline;
use crate::render::Theme;

/// The folder of a theme when neither book.toml nor --name says another.
const OWN: &str = "own";

/// List the files of the theme, or copy some to change them.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline theme list\n  greyline theme eject templates/policy.html strings/en.toml\n  greyline theme eject templates --name ours"
)]
pub(super) struct ThemeCommand {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    List(List),
    Eject(Eject),
}

/// List the files of the built-in theme, and which of them the handbook's own theme replaces.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  greyline theme list --format json")]
struct List {
    /// Output format.
    #[arg(long, value_enum, default_value_t = Output::Human)]
    format: Output,
}

/// Copy files of the built-in theme into the handbook's own, where they replace it.
///
/// Copy as few as you need: copied files are not updated with Greyline. Existing files are never overwritten: if one exists,
/// nothing is written.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline theme eject templates/policy.html\n  greyline theme eject strings --name ours"
)]
struct Eject {
    /// Files or folders, as `greyline theme list` names them.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// The theme: a folder in themes/. Default: the one that book.toml names, or `own`.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Output::Human)]
    format: Output,
}

/// A file of the theme.
#[derive(Debug, Serialize)]
struct ThemeFile {
    file: String,
    built_in: bool,
    /// The folder with the files that this one is made of.
    made_of: Option<String>,
    /// The handbook's own file of that name, if it has one.
    own: Option<String>,
}

impl ThemeCommand {
    pub(super) fn run(&self, root: &Path) -> Result<Outcome> {
        let loaded = pipeline::load(root, current_date(root))?;
        let Some(handbook) = &loaded.handbook else {
            terminal::eprint_report(&loaded.diagnostics, &loaded.tree)?;
            return Ok(Outcome::Problems);
        };
        let named = handbook.config.theme.as_deref();
        match &self.action {
            Action::List(list) => list.run(root, named)?,
            Action::Eject(eject) => eject.run(root, named)?,
        }
        Ok(Outcome::Done)
    }
}

impl List {
    fn run(&self, root: &Path, theme: Option<&str>) -> Result<()> {
        let mut files: BTreeMap<String, ThemeFile> = BTreeMap::new();
        for (file, _) in Theme::built_in() {
            let listed = ThemeFile { file: file.to_owned(), built_in: true, made_of: None, own: None };
            files.insert(file.to_owned(), listed);
        }
        for (file, folder) in Theme::bundles() {
            let listed = ThemeFile { file: file.to_owned(), built_in: true, made_of: Some(folder), own: None };
            files.insert(file.to_owned(), listed);
        }
        if let Some(theme) = theme {
            for file in Theme::own_files(root, theme)? {
                let listed = files.entry(file.clone()).or_insert_with(|| ThemeFile {
                    file: file.clone(),
                    built_in: false,
                    made_of: None,
                    own: None,
                });
                listed.own = Some(format!("themes/{theme}/{file}"));
            }
        }
        if self.format == Output::Json {
            let files: Vec<ThemeFile> = files.into_values().collect();
            return terminal::print_line(&serde_json::to_string_pretty(&files).unwrap_or_default());
        }
        let width = files.keys().map(String::len).max().unwrap_or(0);
        for listed in files.values() {
            let text = match (&listed.own, listed.built_in) {
                (Some(own), true) => format!("{:width$}  replaced by {own}", listed.file),
                (Some(own), false) => format!("{:width$}  added by {own}", listed.file),
                (None, _) => match &listed.made_of {
                    Some(folder) => format!("{:width$}  made of {folder}", listed.file),
                    None => listed.file.clone(),
                },
            };
            terminal::print_line(&text)?;
        }
        Ok(())
    }
}

impl Eject {
    fn run(&self, root: &Path, named: Option<&str>) -> Result<()> {
        let theme = self.name.as_deref().or(named).unwrap_or(OWN);
        if theme.is_empty() || !theme.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') {
            let message = format!("`{theme}` cannot be the name of a theme; write letters, digits and dashes");
            return Err(Error::Usage(message));
        }
        let mut chosen: BTreeMap<&str, &str> = BTreeMap::new();
        for wanted in &self.files {
            chosen.extend(find(wanted)?);
        }
        let folder = root.join("themes").join(theme);
        let taken: Vec<String> = chosen
            .keys()
            .map(|file| folder.join(file))
            .filter(|path| fs::symlink_metadata(path).is_ok())
            .map(|path| path.display().to_string())
            .collect();
        if !taken.is_empty() {
            return Err(Error::Usage(format!("{} already exists; nothing was written", taken.join(", "))));
        }
        let mut written = Vec::new();
        for (file, text) in chosen {
            let path = folder.join(file);
            write(&path, text)?;
            written.push(format!("themes/{theme}/{file}"));
        }
        let missing = (named != Some(theme)).then(|| format!("theme = \"{theme}\""));
        match self.format {
            Output::Json => {
                let done = serde_json::json!({ "theme": theme, "written": written, "add_to_book_toml": missing });
                terminal::print_line(&format!("{done:#}"))
            }
            Output::Human => {
                for file in &written {
                    terminal::print_line(file)?;
                }
                match missing {
                    Some(line) => {
                        terminal::print_line(&format!("\nbook.toml does not name this theme yet; add:\n\n{line}"))
                    }
                    None => Ok(()),
                }
            }
        }
    }
}

/// Returns the built-in files of a name or a folder with their texts.
fn find(wanted: &str) -> Result<Vec<(&'static str, &'static str)>> {
    let wanted = wanted.trim_end_matches('/');
    let inside = |file: &str| file == wanted || file.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('/'));
    let found: Vec<_> = Theme::built_in().filter(|(file, _)| inside(file)).collect();
    if let Some((file, folder)) = Theme::bundles().find(|(file, _)| *file == wanted) {
        let message = format!("`{file}` is made of the files in `{folder}`; copy those that you change, or the folder");
        return Err(Error::Usage(message));
    }
    if found.is_empty() {
        let near = nearest(wanted, Theme::built_in().map(|(file, _)| file)).map_or_else(
            || "`greyline theme list` lists them all".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        return Err(Error::Usage(format!("the built-in theme has no file `{wanted}`; {near}")));
    }
    Ok(found)
}

/// Writes a file and the folders above it.
fn write(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().map(PathBuf::from).unwrap_or_default();
    fs::create_dir_all(&folder).map_err(Error::write(&folder))?;
    fs::write(path, text).map_err(Error::write(path))
}
