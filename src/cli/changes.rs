//! `greyline changes`.

use std::fmt::Write;
use std::path::Path;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use serde::Serialize;

use super::args::{History, Today, plain};
use super::branch::Branch;
use super::outcome::Outcome;
use super::{load, terminal};
use crate::edition::{Changed, Stage};
use crate::error::{Error, Result};
use crate::markdown::escape;
use crate::render::{Date as Day, EntryWords, Strings, redline_address};
use crate::site::Site;
use crate::text::{SitePath, escape_markdown};

/// Print what changed since a date, ready to send; or what a branch changes, as a comment for a merge request.
///
/// With a date it lists versions of policies, facts that policies quote, and policies that came to an end, newest first, as readers of an edition may
/// see them. What is announced has the day on which it became known.
///
/// With a revision of git, such as origin/main, it compares the files as they are with those at the commit where this branch left that
/// revision, and lists for the readers of each edition which pages, versions, keys, facts and attachments are new, others or gone.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline changes --since 2026-03-01\n  greyline changes --since 2026-03-01 --edition client --format markdown\n  greyline changes --since 2026-03-01 --material --format json\n  greyline changes --since origin/main --format markdown"
)]
pub(super) struct Changes {
    /// From this date on; or a revision of git.
    #[arg(long, value_name = "DATE|REVISION")]
    since: String,
    /// Show what readers of this edition may see; default: the most private edition, and with a revision all of them.
    #[arg(long, value_name = "NAME")]
    edition: Option<String>,
    /// Leave out changes of wording only.
    #[arg(long)]
    material: bool,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    today: Today,
    #[command(flatten)]
    history: History,
}

/// How a digest is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// A part of a page.
    Html,
    /// For programs.
    Json,
}

/// The document that `--format json` prints.
#[derive(Serialize)]
struct Digest<'a> {
    edition: &'a str,
    since: String,
    today: String,
    changes: &'a [DigestEntry],
}

/// Something that changed.
#[derive(Serialize)]
struct DigestEntry {
    /// `null` when nothing tells since when an announcement has been known.
    date: Option<String>,
    #[serde(skip)]
    day: Option<String>,
    /// Whether this tells that it was announced; coming into force is an entry of its own.
    announced: bool,
    /// The day from which it holds; `null` unless it was announced.
    from: Option<String>,
    #[serde(skip)]
    mark: Option<String>,
    material: bool,
    id: Option<String>,
    policy: String,
    /// `null` when a fact changed, or the policy came to an end.
    version: Option<String>,
    summary: String,
    reason: Option<String>,
    /// The address of the page; `null` when the edition has no `url`.
    url: Option<String>,
    /// The address of the redline; `null` when there is none, or the edition has no `url`.
    redline: Option<String>,
}

impl Changes {
    pub(super) fn run(&self, root: &Path) -> Result<Outcome> {
        match self.since.parse() {
            Ok(since) => self.print_log(root, since),
            Err(_) => self.print_branch(root),
        }
    }

    /// Prints what a branch changes.
    fn print_branch(&self, root: &Path) -> Result<Outcome> {
        if self.material || self.format == Format::Html {
            let message = "what a branch changes is printed as text, markdown or json, and whole";
            return Err(Error::Usage(message.to_owned()));
        }
        let today = self.today.date(root);
        let branch = Branch::read(root, &self.since, today, self.edition.as_slice(), self.history.allow_shallow)?;
        let Some(branch) = branch else { return Ok(Outcome::Problems) };
        terminal::print(&if self.format == Format::Json { branch.json() } else { branch.markdown() })?;
        Ok(Outcome::Done)
    }

    /// Prints the change log.
    fn print_log(&self, root: &Path, since: Date) -> Result<Outcome> {
        let Some((site, _)) =
            load::site(root, self.today.date(root), self.history.allow_shallow, self.edition.as_deref())?
        else {
            return Ok(Outcome::Problems);
        };
        let (entries, strings) = (self.entries(&site, since), site.strings());
        let edition = site.edition();
        let title = strings.get("digest.title").replace("{title}", &edition.identity.title);
        let title = title.replace("{date}", &Day::new(since, strings).text);
        terminal::print(&match self.format {
            Format::Json => {
                let digest = Digest {
                    edition: &edition.name,
                    since: since.to_string(),
                    today: edition.today.to_string(),
                    changes: &entries,
                };
                serde_json::to_string_pretty(&digest).unwrap_or_default() + "\n"
            }
            Format::Text => text(&title, &entries, strings),
            Format::Markdown => markdown(&title, &entries, strings),
            Format::Html => html(&title, &entries, strings),
        })?;
        Ok(Outcome::Done)
    }

    /// Returns the changes since the day, newest first.
    fn entries(&self, site: &Site, since: Date) -> Vec<DigestEntry> {
        let (edition, strings) = (site.edition(), site.strings());
        let url = |path: &SitePath| edition.url.as_ref().map(|url| format!("{url}{}", path.encoded_address()));
        let log = edition.log().into_iter().filter(|entry| match (entry.date, entry.stage) {
            (Some(date), _) | (None, Stage::Announced(date)) => date >= since,
            (None, _) => entry.is_undated(),
        });
        log.filter(|entry| !self.material || entry.is_material())
            .map(|entry| {
                let EntryWords { policy, id, path, name, text, reason, mark } =
                    EntryWords::new(&entry, edition, strings);
                let version = match &entry.what {
                    Changed::Version(change) => Some(change.version.to_owned()),
                    Changed::Fact { .. } | Changed::Ended { .. } => None,
                };
                let summary = if matches!(entry.what, Changed::Fact { .. }) { format!("{name}: {text}") } else { text };
                DigestEntry {
                    date: entry.date.map(|date| date.to_string()),
                    day: entry.date.map(|date| Day::new(date, strings).text),
                    announced: matches!(entry.stage, Stage::Announced(_)),
                    from: match entry.stage {
                        Stage::Announced(from) => Some(from.to_string()),
                        Stage::InForce | Stage::Proposed(_) => None,
                    },
                    mark,
                    material: entry.is_material(),
                    id,
                    policy,
                    version,
                    summary,
                    reason,
                    url: url(&path),
                    redline: redline_address(&entry, edition)
                        .and_then(|(path, anchor)| Some(format!("{}#{anchor}", url(&path)?))),
                }
            })
            .collect()
    }
}

impl DigestEntry {
    /// Returns the title of the policy with its id and version.
    fn name(&self, strings: &Strings) -> String {
        let version = self.version.as_ref().map(|version| strings.get("changes.version").replace("{version}", version));
        let id = self.id.as_ref().map(|id| format!("({id})"));
        [Some(self.policy.clone()), id, version].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Returns the labels: announced, wording only.
    fn marks<'s>(&'s self, strings: &'s Strings) -> Vec<&'s str> {
        let wording = (!self.material).then(|| strings.get("changes.wording"));
        self.mark.as_deref().into_iter().chain(wording).collect()
    }

    /// Returns the reason with its label.
    fn why(&self, strings: &Strings) -> Option<String> {
        self.reason.as_ref().map(|reason| format!("{} {reason}", strings.get("changes.why")))
    }

    /// Returns the address of the redline, or of the page.
    fn link(&self) -> Option<&String> {
        self.redline.as_ref().or(self.url.as_ref())
    }
}

fn text(title: &str, entries: &[DigestEntry], strings: &Strings) -> String {
    let mut out = format!("{title}\n");
    if entries.is_empty() {
        let _ = writeln!(out, "\n{}", strings.get("digest.nothing"));
    }
    for entry in entries {
        let marks: String =
            entry.marks(strings).into_iter().map(|mark| format!(", {mark}")).collect::<Vec<_>>().concat();
        let day = entry.day.as_ref().map(|day| format!("{day}  ")).unwrap_or_default();
        let _ = writeln!(out, "\n{day}{}{marks}", entry.name(strings));
        let parts = [Some(entry.summary.clone()), entry.why(strings), entry.link().cloned()];
        for part in parts.iter().flatten() {
            let _ = writeln!(out, "  {}", plain(part));
        }
    }
    out
}

fn markdown(title: &str, entries: &[DigestEntry], strings: &Strings) -> String {
    let mut out = format!("# {}\n", escape_markdown(title));
    if entries.is_empty() {
        let _ = writeln!(out, "\n{}", strings.get("digest.nothing"));
    }
    for entry in entries {
        let name = escape_markdown(&entry.name(strings));
        let name = entry.link().map_or_else(|| name.clone(), |link| format!("[{name}](<{link}>)"));
        let marks: Vec<String> = entry.marks(strings).into_iter().map(|mark| format!(" *{mark}*")).collect();
        let day = entry.day.as_ref().map(|day| format!("**{day}** ")).unwrap_or_default();
        let _ = write!(out, "\n- {day}{name}{}  \n  {}", marks.concat(), escape_markdown(&entry.summary));
        if let Some(why) = entry.why(strings) {
            let _ = write!(out, " {}", escape_markdown(&why));
        }
        out.push('\n');
    }
    out
}

fn html(title: &str, entries: &[DigestEntry], strings: &Strings) -> String {
    let escaped = |text: &str| {
        let mut out = String::new();
        let _ = escape(&mut out, text);
        out
    };
    let mut out = format!("<h1>{}</h1>\n", escaped(title));
    if entries.is_empty() {
        let _ = writeln!(out, "<p>{}</p>", escaped(strings.get("digest.nothing")));
        return out;
    }
    out.push_str("<ul>\n");
    for entry in entries {
        let name = escaped(&entry.name(strings));
        let name =
            entry.link().map_or_else(|| name.clone(), |link| format!("<a href=\"{}\">{name}</a>", escaped(link)));
        let marks: Vec<String> =
            entry.marks(strings).into_iter().map(|mark| format!(" <em>{}</em>", escaped(mark))).collect();
        out.push_str("<li>");
        if let (Some(date), Some(day)) = (&entry.date, &entry.day) {
            let _ = write!(out, "<time datetime=\"{date}\">{}</time> ", escaped(day));
        }
        let _ = write!(out, "{name}{}<br>{}", marks.concat(), escaped(&entry.summary));
        if let Some(why) = entry.why(strings) {
            let _ = write!(out, " {}", escaped(&why));
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n");
    out
}
