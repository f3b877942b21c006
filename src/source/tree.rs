//! Reads the handbook's folder into memory.
//!
//! In: a folder, or files in memory. Out: texts decoded, attachments as bytes. What always holds: a symbolic link that leads
//! out of `content/` is not followed; what an author can mend is a diagnostic, and only the machine's failures are errors.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::error::{Error, Result};
use crate::text::{ContentPath, compose};

/// Hidden files that hosts look for at the top of a site.
const HOST_FILES: [&str; 3] = [".htaccess", ".nojekyll", ".well-known"];

/// The longest text that is read, in bytes. A policy of this length would fill eight thousand printed pages.
pub const MAX_TEXT_BYTES: usize = 16 << 20;

/// What a handbook is made of, from its top. No site, no archive and no export may lie there: it would be read as a source, and what is in
/// `static/` is published.
pub const PARTS: [&str; 4] = ["book.toml", "content", "themes", "static"];

/// How deep folders may lie in one another.
const MAX_DEPTH: usize = 64;

/// Data files at the top of `content/`; they are read, never published.
pub const DATA_FILES: [&str; 8] = [
    "people.toml",
    "facts.toml",
    "goals.toml",
    "touchpoints.toml",
    "complaints.csv",
    "wording.toml",
    ADDRESSES,
    RELEASES,
];

/// The record of addresses, among the data files.
pub const ADDRESSES: &str = "addresses.txt";

/// The ledger of versions, among the data files.
pub const RELEASES: &str = "releases.toml";

/// One text with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The name from the top of the handbook: `content/refunds/refunds.md`.
    pub name: Arc<str>,
    /// The text, without a byte-order mark.
    pub text: Arc<str>,
}

impl SourceFile {
    /// The path below `content/`; the name of `book.toml` as it is.
    #[must_use]
    pub fn path(&self) -> ContentPath {
        ContentPath::new(self.name.strip_prefix("content/").unwrap_or(&self.name))
    }
}

/// A file that is published as it is, where a published page uses it.
pub type Attachment = Arc<[u8]>;

/// Everything that was read.
#[derive(Debug, Clone, Default)]
pub struct SourceTree {
    /// `book.toml`, when there is one.
    pub book: Option<SourceFile>,
    /// The Markdown files below `content/`.
    pub texts: BTreeMap<ContentPath, SourceFile>,
    /// The data files at the top of `content/`, by file name.
    pub data: BTreeMap<String, SourceFile>,
    /// All other files below `content/`.
    pub attachments: BTreeMap<ContentPath, Attachment>,
    /// The files below `static/`, each by the name of an edition and its path in that edition's site: `client/CNAME`.
    pub static_files: BTreeMap<String, Attachment>,
}

impl SourceTree {
    /// A tree of files in memory, each named from the top of the handbook; `book.toml` and files below `content/` count.
    #[must_use]
    pub fn from_memory<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut tree = Self::default();
        for (name, bytes) in files {
            tree.add(name, bytes.to_vec(), diagnostics);
        }
        tree
    }

    /// The text of a file by its name from the top of the handbook, for reports.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        let file = match name.strip_prefix("content/") {
            None => self.book.as_ref().filter(|book| &*book.name == name),
            Some(path) => self.data.get(path).or_else(|| self.texts.get(&ContentPath::new(path))),
        };
        file.map(|file| &*file.text)
    }

    /// Puts one file where it belongs.
    pub(super) fn add(&mut self, name: &str, bytes: Vec<u8>, diagnostics: &mut Diagnostics) {
        let shared: Arc<str> = name.into();
        let Some(path) = name.strip_prefix("content/") else {
            if name == "book.toml" {
                self.book = decode(&shared, bytes, diagnostics);
            } else if let Some(path) = name.strip_prefix("static/") {
                self.static_files.insert(compose(path).into_owned(), bytes.into());
            }
            return;
        };
        if DATA_FILES.contains(&path) {
            if let Some(file) = decode(&shared, bytes, diagnostics) {
                self.data.insert(path.to_owned(), file);
            }
        } else if is_markdown(path) {
            if let Some(file) = decode(&shared, bytes, diagnostics) {
                self.texts.insert(ContentPath::new(path), file);
            }
        } else {
            self.attachments.insert(ContentPath::new(path), bytes.into());
        }
    }
}

/// Reads a file. A pipe, a socket or a device, which might never end, is an error.
///
/// # Errors
/// When it cannot be read.
pub fn read_file(path: &Path) -> std::io::Result<Vec<u8>> {
    if fs::metadata(path)?.is_file() {
        fs::read(path)
    } else {
        Err(std::io::Error::other("it is no plain file, but a folder, a pipe, a socket or a device"))
    }
}

/// Reads `book.toml` and everything below `content/` of the handbook at `root`.
///
/// # Errors
/// When a file or folder cannot be read. What an author can mend (a text that is not UTF-8, a link that leaves the
/// handbook) goes to `diagnostics`.
pub fn read(root: &Path, diagnostics: &mut Diagnostics) -> Result<SourceTree> {
    let files = list(root, diagnostics)?;
    let texts: Vec<Vec<u8>> =
        files.par_iter().map(|(_, path)| read_file(path).map_err(Error::read(path))).collect::<Result<_>>()?;
    let mut tree = SourceTree::default();
    for ((name, _), bytes) in files.into_iter().zip(texts) {
        tree.add(&name, bytes, diagnostics);
    }
    Ok(tree)
}

/// The files of the handbook at `root`, by name, and where each lies.
pub(super) fn list(root: &Path, diagnostics: &mut Diagnostics) -> Result<Vec<(String, PathBuf)>> {
    let content = root.join("content");
    let top = fs::canonicalize(&content).unwrap_or_default();
    let mut walk = Walk { top, files: Vec::new(), composed: BTreeSet::new(), diagnostics };
    walk.folder(&content, "content", &mut Vec::new(), false)?;
    let folder = root.join("static");
    if folder.is_dir() {
        walk.top = fs::canonicalize(&folder).map_err(Error::read(&folder))?;
        walk.folder(&folder, "static", &mut Vec::new(), false)?;
    }
    let book = root.join("book.toml");
    if book.is_file() {
        walk.files.push(("book.toml".to_owned(), book));
    } else if book.exists() {
        walk.no_file("book.toml");
    }
    let mut files = walk.files;
    files.sort();
    Ok(files)
}

struct Walk<'a> {
    top: PathBuf,
    files: Vec<(String, PathBuf)>,
    /// The names with their letters composed, to notice two that look the same.
    composed: BTreeSet<String>,
    diagnostics: &'a mut Diagnostics,
}

impl Walk<'_> {
    /// Lists the files of one folder. `above` holds the real paths of the folders around it, to notice a circle; `linked`
    /// says whether a symbolic link led here.
    fn folder(&mut self, folder: &Path, name: &str, above: &mut Vec<PathBuf>, linked: bool) -> Result<()> {
        let real = fs::canonicalize(folder).map_err(Error::read(folder))?;
        if above.contains(&real) {
            let text = "a symbolic link leads back to a folder that contains it";
            self.push(Rule::SymlinkLoop, name, text, "remove the link, or let it point to a folder next to it");
            return Ok(());
        }
        if above.len() > MAX_DEPTH {
            let text = format!("this folder is more than {MAX_DEPTH} levels deep");
            self.push(Rule::NestingTooDeep, name, &text, "move it up");
            return Ok(());
        }
        above.push(real);
        let mut entries =
            fs::read_dir(folder).and_then(Iterator::collect::<std::io::Result<Vec<_>>>).map_err(Error::read(folder))?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            let raw = entry.file_name();
            let Some(file_name) = raw.to_str() else {
                let shown = format!("{name}/{}", raw.to_string_lossy());
                self.push(Rule::InvalidFileName, &shown, "this file's name is not UTF-8", "rename the file");
                continue;
            };
            let shown = format!("{name}/{file_name}");
            if shown.starts_with("content/") && HOST_FILES.contains(&file_name) {
                let text = "a file for the host of a site is not published from content/";
                self.push(Rule::UnusedAttachment, &shown, text, "move it into the folder of an edition below static/");
            }
            if shown.starts_with("content/") && is_hidden_text(file_name) {
                let text = "this text is hidden by the dot before its name, so nobody reads it";
                self.push(
                    Rule::UnusedAttachment,
                    &shown,
                    text,
                    "rename it without the dot, or move it out of content/",
                );
            }
            if if shown.starts_with("static/") { is_left_behind(file_name) } else { is_scratch(file_name) } {
                continue;
            }
            let kind = entry.file_type().map_err(Error::read(&path))?;
            if kind.is_symlink() && !(self.link_stays_inside(&path, &shown) && self.link_keeps_its_kind(&path, &shown))
            {
                continue;
            }
            if path.is_dir() {
                if DATA_FILES.iter().any(|data| shown.strip_prefix("content/") == Some(*data)) {
                    let text = "this is a folder, where Greyline looks for a file";
                    self.push(Rule::InvalidFileName, &shown, text, "rename the folder");
                    continue;
                }
                if linked && kind.is_symlink() && !is_above(&path, above) {
                    let text = "this symbolic link to a folder is inside a folder that is itself linked";
                    self.push(
                        Rule::SymlinkLoop,
                        &shown,
                        text,
                        "remove the link: chained links would copy folders many times",
                    );
                    continue;
                }
                self.folder(&path, &shown, above, linked || kind.is_symlink())?;
            } else if path.is_file() {
                self.file(shown, path)?;
            } else {
                self.no_file(&shown);
            }
        }
        above.pop();
        Ok(())
    }

    fn file(&mut self, name: String, path: PathBuf) -> Result<()> {
        if !self.composed.insert(compose(&name).into_owned()) {
            let text = "another file here has the same name, written with other characters for the same letters";
            self.push(Rule::DuplicateAddress, &name, text, "rename one of the two");
            return Ok(());
        }
        let is_text = is_text(&name);
        let length = fs::metadata(&path).map_err(Error::read(&path))?.len();
        if is_text && length > MAX_TEXT_BYTES as u64 {
            let text = format!("this text is {} MiB long; the most that is read is 16 MiB", length >> 20);
            self.push(Rule::FileTooLarge, &name, &text, "split it into several policies");
        } else {
            self.files.push((name, path));
        }
        Ok(())
    }

    /// Reports something that would never end when it is read.
    fn no_file(&mut self, name: &str) {
        let text = "this is no file that can be read, but a folder, a pipe, a socket or a device";
        self.push(Rule::InvalidFileName, name, text, "put a plain file in its place, or remove it");
    }

    /// Whether a symbolic link leads to something inside `content/` (or `static/`); reports it when it does not.
    fn link_stays_inside(&mut self, path: &Path, name: &str) -> bool {
        match fs::canonicalize(path) {
            Ok(real) if real.starts_with(&self.top) => true,
            Ok(_) => {
                let top = name.split('/').next().unwrap_or_default();
                let text = format!("this symbolic link leads out of {top}/");
                let help = format!("copy the file into {top}/, or remove the link");
                self.push(Rule::SymlinkOutside, name, &text, &help);
                false
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                self.push(
                    Rule::SymlinkOutside,
                    name,
                    "the target of this symbolic link does not exist",
                    "remove the link",
                );
                false
            }
            Err(_) => {
                self.push(Rule::SymlinkLoop, name, "this symbolic link leads back to itself", "remove the link");
                false
            }
        }
    }

    /// Whether a symbolic link is read as what it leads to is read; reports it where a text or a data file would be published as it is
    /// written, whoever may read which part of it.
    fn link_keeps_its_kind(&mut self, path: &Path, name: &str) -> bool {
        let real = fs::canonicalize(path).ok();
        let real = real.as_deref().and_then(|real| real.strip_prefix(&self.top).ok()?.to_str());
        if path.is_dir() || is_text(name) || real.is_none_or(|real| !is_text(&format!("content/{real}"))) {
            return true;
        }
        let text = "this symbolic link would publish a text of the handbook as it is written, with what is not for all";
        self.push(Rule::SymlinkOutside, name, text, "remove the link; to show the text, link to its page");
        false
    }

    fn push(&mut self, rule: Rule, name: &str, message: &str, help: &str) {
        self.diagnostics.push(Diagnostic::of_file(rule, &name.into(), message).help(help));
    }
}

/// Whether a character can be neither seen nor written in XML. `CommonMark` asks for the replacement of NUL alone.
fn is_unreadable(character: char) -> bool {
    match u8::try_from(character) {
        Ok(byte) => byte < 0x20 && !is_space(byte) || byte == 0x7f,
        Err(_) => matches!(character, '\u{fffe}' | '\u{ffff}'),
    }
}

/// Whether a byte can be a part of such a character: nearly no text has one, and bytes are quick to test.
fn perhaps_unreadable(byte: u8) -> bool {
    byte < 0x20 && !is_space(byte) || byte == 0x7f || byte == 0xef
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r')
}

/// A text as it is read, today's and an older one alike: without a byte-order mark; what ends a line in a word processor or a page is a
/// space, and the replacement character stands for what nobody can see.
#[must_use]
pub fn readable(text: &str) -> Arc<str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if !text.bytes().any(perhaps_unreadable) {
        return text.into();
    }
    text.replace(['\u{b}', '\u{c}'], " ").replace(is_unreadable, "\u{fffd}").into()
}

/// The text of a file; reports it when it is none.
fn decode(name: &Arc<str>, bytes: Vec<u8>, diagnostics: &mut Diagnostics) -> Option<SourceFile> {
    if bytes.len() > MAX_TEXT_BYTES {
        let text = format!("this text is {} MiB long; the most that is read is 16 MiB", bytes.len() >> 20);
        diagnostics.push(Diagnostic::of_file(Rule::FileTooLarge, name, text).help("split it into several policies"));
        return None;
    }
    match String::from_utf8(bytes) {
        Ok(text) => Some(SourceFile { name: Arc::clone(name), text: readable(&text) }),
        Err(error) => {
            let line = error.as_bytes()[..error.utf8_error().valid_up_to()].split(|byte| *byte == b'\n').count();
            let text = format!("this text is not UTF-8: line {line} contains an invalid byte");
            diagnostics.push(Diagnostic::of_file(Rule::NotUtf8, name, text).help("save the file as UTF-8"));
            None
        }
    }
}

/// Whether a path leads to one of the folders around it.
fn is_above(path: &Path, above: &[PathBuf]) -> bool {
    fs::canonicalize(path).is_ok_and(|real| above.contains(&real))
}

/// Whether a file is read, and not published as it is.
fn is_text(name: &str) -> bool {
    is_markdown(name) || DATA_FILES.iter().any(|data| name.strip_prefix("content/") == Some(*data))
}

pub(super) fn is_markdown(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("md"))
}

/// Whether a text was hidden by whoever named it. `._a.md` and `.#a.md` are made by systems and editors.
fn is_hidden_text(name: &str) -> bool {
    name.strip_prefix('.').is_some_and(|own| own.starts_with(char::is_alphanumeric)) && is_markdown(name)
}

/// Whether a name is one that editors and systems leave behind, or hidden: such files are no part of the handbook.
pub(super) fn is_scratch(name: &str) -> bool {
    name.starts_with('.') || is_left_behind(name)
}

/// Whether a name is one that editors and systems leave behind. Other hidden files belong in a site where they lie in `static/`:
/// `.well-known`, `.nojekyll`.
pub(super) fn is_left_behind(name: &str) -> bool {
    name.starts_with(['#', '~'])
        || name.ends_with(['~', '#'])
        || [".swp", ".swx", ".tmp", ".bak", ".orig"].iter().any(|ending| name.ends_with(ending))
        || name == "4913"
        || [".ds_store", "thumbs.db", ".git", ".gitignore", ".gitkeep"]
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known))
}
