//! Writing to the sources of a handbook: new files, changed files, and the check before either.
//!
//! In: paths and texts. Out: files. What always holds: a file that exists is never overwritten by a new one, nothing is written
//! through a symbolic link that leaves `content/`, and a changed file is replaced in one step.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use jiff::civil::Date;
use tempfile::NamedTempFile;

use crate::config::EditionSettings;
use crate::diagnostic::{Diagnostic, Diagnostics, Level};
use crate::error::{Error, Result};
use crate::pipeline::{self, Loaded};
use crate::publish;
use crate::source::{PARTS, SourceTree};

/// Writes a file that does not exist yet.
///
/// # Errors
/// When the file exists or cannot be written.
pub(super) fn create_file(path: &Path, text: &str) -> Result<()> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(Error::write(path))
}

/// Replaces a file with a text in one step; its permissions stay.
///
/// # Errors
/// When the file cannot be read or written.
pub(super) fn replace_file(file: &Path, text: &str) -> Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut new = NamedTempFile::new_in(folder).map_err(Error::write(folder))?;
    new.write_all(text.as_bytes()).map_err(Error::write(file))?;
    let permissions = fs::metadata(file).map_err(Error::read(file))?.permissions();
    fs::set_permissions(new.path(), permissions).map_err(Error::write(file))?;
    new.as_file().sync_all().map_err(Error::write(file))?;
    new.persist(file).map_err(|failed| Error::write(file)(failed.error))?;
    Ok(())
}

/// Refuses a place among the files that a handbook is made of, or in one of its sites, whose readers would find there what is for others.
///
/// # Errors
/// When the place is one, or a folder on the way cannot be read.
pub(super) fn ensure_apart(root: &Path, place: &Path, sites: &[EditionSettings]) -> Result<()> {
    let real = |path: &Path| fs::canonicalize(path).or_else(|_| publish::real_place(path));
    let place_of = real(place)?;
    let is_in = |folder: &str| real(&root.join(folder)).is_ok_and(|folder| place_of.starts_with(folder));
    let shown = place.display();
    if PARTS.into_iter().any(is_in) {
        return Err(Error::Usage(format!("{shown} lies in the handbook's source files; name another place")));
    }
    match sites.iter().find(|site| is_in(&site.out)) {
        Some(site) => {
            let name = &site.name;
            let message = format!(
                "{shown} lies in the site of the edition `{name}`, where its readers would find it; name another place"
            );
            Err(Error::Usage(message))
        }
        None => Ok(()),
    }
}

/// Refuses a folder with something in it.
///
/// # Errors
/// When something is in it.
pub(super) fn ensure_empty(folder: &Path) -> Result<()> {
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Error::Usage(format!("{} is not empty: name a folder of its own", folder.display())));
    }
    Ok(())
}

/// A name that is one part of a path on every system.
pub(super) fn file_name(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let name: String = name.chars().map(plain).collect();
    let name = name.trim_matches('.');
    if name.is_empty() { "-".to_owned() } else { name.to_owned() }
}

/// Checks that a path below `content/` does not leave it by a symbolic link; no source is read through such a link either.
///
/// # Errors
/// When it does.
pub(super) fn ensure_inside(content: &Path, path: &Path) -> Result<()> {
    let Ok(top) = fs::canonicalize(content) else { return Ok(()) };
    let existing = path.ancestors().find_map(|path| fs::canonicalize(path).ok());
    if existing.is_some_and(|real| !real.starts_with(&top)) {
        return Err(Error::Usage(format!("{} is outside content/ because of a symbolic link", path.display())));
    }
    Ok(())
}

/// Checks the changed sources `tree` in memory.
///
/// # Errors
/// When the handbook would have an error that `loaded` does not have.
pub(super) fn ensure_no_new_error(loaded: &Loaded, tree: SourceTree, today: Date) -> Result<()> {
    let after = pipeline::load_tree(tree, today, Diagnostics::default()).diagnostics;
    let new = |found: &&Diagnostic| found.level == Level::Error && !loaded.diagnostics.contains(*found);
    match after.iter().find(new) {
        None => Ok(()),
        Some(Diagnostic { file, message, help, .. }) => {
            let help = help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
            Err(Error::Usage(format!("{file}: {message}{help}")))
        }
    }
}
