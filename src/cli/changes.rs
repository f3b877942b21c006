//! `greyline changes`.

use std::fmt::Write;
use std::path::Path;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use serde::Serialize;

use super::args::Today;
use super::outcome::Outcome;
use super::{load, terminal};
use crate::edition::{Changed, Prose};
use crate::error::Result;
use crate::markdown::escape;
use crate::render::{Date as Day, Strings, redline_address};
use crate::site::Site;
use crate::text::SitePath;

/// Print what changed since a date, ready to send.
///
/// Lists versions of policies, and facts that policies quote, newest first, as readers of an edition may see them. Announced
/// versions come first.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline changes --since 2026-03-01\n  greyline changes --since 2026-03-01 --edition client --format markdown\n  greyline changes --since 2026-03-01 --material --format json"
)]
pub(super) struct Changes {
    /// From this date on.
    #[arg(long)]
    since: Date,
    /// Show what readers of this edition may see; default: the most private edition.
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

/// A version, or a fact, that changed.
#[derive(Serialize)]
struct DigestEntry {
    date: String,
    #[serde(skip)]
    day: String,
    announced: bool,
    material: bool,
    id: Option<String>,
    policy: String,
    /// `null` when a fact changed.
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
        let Some(site) = load::site(root, self.today.date(), self.edition.as_deref())? else {
            return Ok(Outcome::Problems);
        };
        let (entries, strings) = (self.entries(&site), site.strings());
        let edition = site.edition();
        let title = strings.get("digest.title").replace("{title}", &edition.identity.title);
        let title = title.replace("{date}", &Day::new(self.since, strings).text);
        terminal::print(&match self.format {
            Format::Json => {
                let digest = Digest {
                    edition: &edition.name,
                    since: self.since.to_string(),
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
    fn entries(&self, site: &Site) -> Vec<DigestEntry> {
        let (edition, strings) = (site.edition(), site.strings());
        let words = |text: &Prose| edition.words(text, None);
        let url = |path: &SitePath| edition.url.as_ref().map(|url| format!("{url}{}", path.encoded_address()));
        let log = edition.log().into_iter().filter(|entry| entry.date >= self.since);
        log.filter(|entry| !self.material || entry.is_material())
            .map(|entry| {
                let page = &edition.pages[entry.page];
                let (version, summary, reason, redline) = match &entry.what {
                    Changed::Version(change) => {
                        let redline = redline_address(page, *change);
                        let redline = redline.and_then(|(path, anchor)| Some(format!("{}#{anchor}", url(&path)?)));
                        (Some(change.version), words(change.summary), change.reason.map(words), redline)
                    }
                    Changed::Fact { title, was, is, .. } => {
                        let text = strings.get("feed.fact").replace("{was}", &words(was)).replace("{is}", &words(is));
                        (None, format!("{title}: {text}"), None, None)
                    }
                };
                DigestEntry {
                    date: entry.date.to_string(),
                    day: Day::new(entry.date, strings).text,
                    announced: entry.date > edition.today,
                    material: entry.is_material(),
                    id: page.meta.as_ref().and_then(|meta| meta.id().map(str::to_owned)),
                    policy: page.title.clone(),
                    version: version.map(str::to_owned),
                    summary,
                    reason,
                    url: url(&edition.path_of(entry.page)),
                    redline,
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
    fn marks<'s>(&self, strings: &'s Strings) -> Vec<&'s str> {
        let announced = self.announced.then(|| strings.get("standing.announced"));
        announced.into_iter().chain((!self.material).then(|| strings.get("changes.wording"))).collect()
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
        let _ = writeln!(out, "\n{}  {}{marks}", entry.day, entry.name(strings));
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
        let _ = write!(out, "\n- **{}** {name}{}  \n  {}", entry.day, marks.concat(), escape_markdown(&entry.summary));
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
        let _ = write!(
            out,
            "<li><time datetime=\"{}\">{}</time> {name}{}<br>{}",
            entry.date,
            escaped(&entry.day),
            marks.concat(),
            escaped(&entry.summary)
        );
        if let Some(why) = entry.why(strings) {
            let _ = write!(out, " {}", escaped(&why));
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n");
    out
}

/// Replaces control characters with spaces: the text stays on one line and controls no terminal.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Escapes everything that Markdown would format.
fn escape_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in plain(text).chars() {
        if "\\`*_[]<>#&|~".contains(letter) {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}
