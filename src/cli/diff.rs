//! `greyline diff`.

use std::fmt::Write;
use std::io::IsTerminal;
use std::path::Path;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::args::{History, Today};
use super::outcome::Outcome;
use super::{load, terminal};
use crate::diagnostic::nearest;
use crate::edition::{Edition, Version};
use crate::error::{Error, Result};
use crate::redline::{ChangeTag, DiffLine, DiffLineKind, Fragment};
use crate::render::{FieldChange, Strings};
use crate::site::Site;
use crate::text::SitePath;

/// Show what changed between two versions of a policy, word by word.
///
/// Without numbers, compares the version in force with the one before it; with one number, with that one. Deleted and inserted
/// words are coloured in a terminal, and otherwise marked {-deleted-} and {+inserted+}.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline diff CS-014\n  greyline diff CS-014 2.0 2.1\n  greyline diff CS-014 2.0 2.1 --edition client --format html > changes.html"
)]
pub(super) struct Diff {
    /// The id of the policy.
    id: String,
    /// The older version.
    #[arg(value_name = "OLD")]
    old: Option<String>,
    /// The newer version.
    #[arg(value_name = "NEW")]
    new: Option<String>,
    /// Show what readers of this edition may see; default: the most private edition.
    #[arg(long, value_name = "NAME")]
    edition: Option<String>,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    today: Today,
    #[command(flatten)]
    history: History,
}

/// How a redline is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// A part of a page.
    Html,
}

/// The document that `--format json` prints.
#[derive(Serialize)]
struct Document<'a> {
    id: &'a str,
    title: &'a str,
    edition: &'a str,
    old: &'a str,
    new: &'a str,
    inserted: usize,
    deleted: usize,
    moved: usize,
    fields: Vec<FieldChange>,
    lines: Vec<DiffLine>,
}

impl Diff {
    pub(super) fn run(&self, root: &Path) -> Result<Outcome> {
        let Some((site, _)) =
            load::site(root, self.today.date(root), self.history.allow_shallow, self.edition.as_deref())?
        else {
            return Ok(Outcome::Problems);
        };
        let edition = site.edition();
        let (title, section, versions) = self.versions(edition)?;
        let (old, new) = self.pair(edition, versions)?;
        let renderer = site.renderer();
        let fields = renderer.fields(old, new);
        let path = SitePath::page("");
        terminal::print(&match self.format {
            Format::Html => renderer.redline(section, None, old, new, &path).html,
            Format::Json => {
                let redline = renderer.redline(section, None, old, new, &path);
                let document = Document {
                    id: &self.id,
                    title,
                    edition: &edition.name,
                    old: &old.number,
                    new: &new.number,
                    inserted: redline.inserted,
                    deleted: redline.deleted,
                    moved: redline.moved,
                    fields,
                    lines: renderer.redline_lines(section, old, new, &path),
                };
                serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
            }
            Format::Text => {
                let color = terminal::use_color(std::io::stdout().is_terminal());
                let head = format!("{} {title}: {} → {}\n", self.id, old.number, new.number);
                head + &text(&site, &fields, &renderer.redline_lines(section, old, new, &path), color)
            }
        })?;
        Ok(Outcome::Done)
    }

    /// Returns the title of the policy, the folder that its relative links start from, and its versions.
    fn versions<'e>(&self, edition: &'e Edition) -> Result<(&'e str, &'e str, &'e [Version])> {
        if let Some(at) = edition.by_id.get(&self.id) {
            let page = &edition.pages[*at];
            return Ok((&page.title, &page.links_from, &page.versions));
        }
        if let Some(withdrawn) = edition.withdrawn.get(&self.id) {
            return Ok((&withdrawn.title, "", &withdrawn.versions));
        }
        let known = edition.by_id.keys().chain(edition.withdrawn.keys()).map(String::as_str);
        let near = nearest(&self.id, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        Err(Error::Usage(format!("edition {} has no policy with the id `{}`{near}", edition.name, self.id)))
    }

    /// Returns the older and the newer version to compare.
    fn pair<'e>(&self, edition: &Edition, versions: &'e [Version]) -> Result<(&'e Version, &'e Version)> {
        if versions.len() < 2 {
            let message = format!(
                "edition {} has only one version of {}, so there is nothing to compare; older ones come from the git repository",
                edition.name, self.id
            );
            return Err(Error::Usage(message));
        }
        let numbered = |number: &str| -> Result<usize> {
            versions.iter().position(|version| version.number == number).ok_or_else(|| {
                let known: Vec<&str> = versions.iter().map(|version| version.number.as_str()).collect();
                Error::Usage(format!(
                    "{} has no version {number} in edition {}; there are {}",
                    self.id,
                    edition.name,
                    known.join(", ")
                ))
            })
        };
        let in_force = versions.iter().position(|version| version.standing.governs());
        let new = self.new.as_deref().map(numbered).transpose()?;
        let new = new.or(in_force).unwrap_or(versions.len() - 1);
        let old = match &self.old {
            Some(number) => numbered(number)?,
            None => new.saturating_sub(1),
        };
        if old == new {
            return Err(Error::Usage(format!("both are version {}; name another", versions[old].number)));
        }
        Ok((&versions[old], &versions[new]))
    }
}

/// Returns the changed fields, then the changed lines with an ellipsis where unchanged lines are left out; the heading above a changed
/// line is shown too.
fn text(site: &Site, fields: &[FieldChange], lines: &[DiffLine], color: bool) -> String {
    let mut out = String::new();
    for field in fields {
        let _ = writeln!(out, "\n{}", field.name);
        for entry in &field.entries {
            let _ = writeln!(out, "  {}", shown(&entry.pieces, color));
        }
    }
    let (mut skipped, mut heading) = (false, None);
    for line in lines {
        if line.is_same() {
            skipped = true;
            heading = if line.kind == DiffLineKind::Heading { Some(line) } else { heading };
            continue;
        }
        if std::mem::take(&mut skipped) {
            out.push_str("\n…\n");
        }
        for line in heading.take().into_iter().chain([line]) {
            write_line(&mut out, site.strings(), line, color);
        }
    }
    if skipped && !lines.iter().all(DiffLine::is_same) {
        out.push_str("\n…\n");
    }
    if fields.is_empty() && lines.iter().all(DiffLine::is_same) {
        let _ = writeln!(out, "\n{}", site.strings().get("redline.same"));
    }
    out
}

/// Writes one line as Markdown would have it, with a note where it was moved.
fn write_line(out: &mut String, strings: &Strings, line: &DiffLine, color: bool) {
    let indent = "  ".repeat(line.level.saturating_sub(1));
    let before = match line.kind {
        DiffLineKind::Heading => "#".repeat(line.level) + " ",
        DiffLineKind::Item => format!("{indent}- "),
        DiffLineKind::Paragraph | DiffLineKind::Row | DiffLineKind::Code | DiffLineKind::Label | DiffLineKind::Rule => {
            String::new()
        }
    };
    let note = match line.moved {
        Some("from") => format!("[{}] ", strings.get("redline.moved_from")),
        Some(_) => format!("[{}] ", strings.get("redline.moved_here")),
        None => String::new(),
    };
    let _ = writeln!(out, "\n{before}{note}{}", shown(&line.pieces, color).trim_end());
}

/// Returns the words with insertions and deletions marked: by braces, or by colour with an underline or a strike-through.
fn shown(pieces: &[Fragment], color: bool) -> String {
    let mut out = String::new();
    for piece in pieces {
        let plain: String = piece.text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
        match (piece.change, color) {
            (ChangeTag::Same, _) => out.push_str(&plain),
            (ChangeTag::Deleted, false) => out.extend(["{-", &plain, "-}"]),
            (ChangeTag::Inserted, false) => out.extend(["{+", &plain, "+}"]),
            (ChangeTag::Deleted, true) => out.extend(["\u{1b}[31;9m", &plain, "\u{1b}[0m"]),
            (ChangeTag::Inserted, true) => out.extend(["\u{1b}[32;4m", &plain, "\u{1b}[0m"]),
        }
    }
    out
}
