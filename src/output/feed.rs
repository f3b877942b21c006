//! `changes.atom`: a feed of what changed in an edition, in a section or in a policy (RFC 4287).
//!
//! In: an [`Edition`] that has a `url`. Out: its feeds, and the text of each. What always holds: an entry keeps its id for as long
//! as its policy keeps its own, and no entry has the time of the build, or one to come.

use std::collections::BTreeSet;
use std::fmt::Write;

use jiff::civil::Date;

use super::register::url;
use crate::edition::{Changed, Changing, Edition, LogEntry, PageIndex, Stage};
use crate::render::{EntryWords, Strings, redline_address, redlines_path};
use crate::text::{SitePath, encode_percent, escape_xml};

/// The most entries of a feed.
const MOST_ENTRIES: usize = 100;

/// A feed, by what its entries are about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Feed {
    /// The whole edition.
    All,
    /// A section and those in it, by its address.
    Section(String),
    /// One policy.
    Page(PageIndex),
}

impl Feed {
    /// Its file.
    #[must_use]
    pub fn path(&self, edition: &Edition) -> SitePath {
        SitePath::file(&match self {
            Self::All => "changes.atom".to_owned(),
            Self::Section(address) => format!("{address}/changes.atom"),
            Self::Page(at) => format!("{}changes.atom", redlines_path(&edition.pages[*at].address).address()),
        })
    }

    /// The feeds that an edition has: those that have an entry.
    #[must_use]
    pub fn of(edition: &Edition) -> Vec<Self> {
        if edition.url.is_none() {
            return Vec::new();
        }
        let mut feeds: BTreeSet<Self> = BTreeSet::new();
        for entry in edition.log().iter().filter(|entry| entry.date.is_some()) {
            feeds.insert(Self::All);
            let mut section = section(entry, edition);
            if let Changing::Page(at) = entry.policy
                && !feeds.insert(Self::Page(at))
            {
                continue;
            }
            while !section.is_empty() {
                if edition.folders.contains_key(section) {
                    feeds.insert(Self::Section(section.to_owned()));
                }
                section = section.rsplit_once('/').map_or("", |(above, _)| above);
            }
        }
        feeds.into_iter().collect()
    }

    /// Its entries, newest first: those that have a day.
    fn log<'e>(&self, edition: &'e Edition) -> Vec<LogEntry<'e>> {
        let mut log = match self {
            Self::Page(at) => edition.log_of(*at),
            Self::All | Self::Section(_) => edition.log(),
        };
        log.retain(|entry| {
            let is_here = match self {
                Self::All | Self::Page(_) => true,
                Self::Section(address) => {
                    let below = section(entry, edition).strip_prefix(address.as_str());
                    below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                }
            };
            is_here && entry.date.is_some()
        });
        log
    }

    /// The text of the feed.
    #[must_use]
    pub fn make(&self, edition: &Edition, strings: &Strings) -> String {
        let log = self.log(edition);
        let own = self.path(edition);
        let (about, home) = match self {
            Self::All => (edition.identity.title.clone(), SitePath::page("")),
            Self::Section(address) => (
                edition.folders.get(address).map(|folder| folder.title.clone()).unwrap_or_default(),
                SitePath::page(address),
            ),
            Self::Page(at) => (edition.pages[*at].title.clone(), edition.path_of(*at)),
        };
        let newest = log.first().and_then(|entry| entry.date).unwrap_or(edition.today);
        let author = edition.identity.organisation.as_ref().unwrap_or(&edition.identity.title);
        let mut out = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"",
        );
        out.push_str(&escape_xml(&edition.identity.language));
        out.push_str("\">\n");
        let title = strings.get("feed.title").replace("{title}", &about);
        let _ = writeln!(out, "<title>{}</title>", escape_xml(&title));
        let _ = writeln!(out, "<id>{}</id>", escape_xml(&url(edition, &own)));
        let _ = writeln!(
            out,
            "<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>",
            escape_xml(&url(edition, &own))
        );
        let _ =
            writeln!(out, "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>", escape_xml(&url(edition, &home)));
        let _ = writeln!(out, "<updated>{}</updated>", beginning_of(newest, edition));
        let _ = writeln!(out, "<author><name>{}</name></author>", escape_xml(author));
        for change in log.iter().take(MOST_ENTRIES) {
            write_entry(&mut out, edition, strings, change);
        }
        out.push_str("</feed>\n");
        out
    }
}

/// The address of the section of the policy that an entry is about.
fn section<'e>(entry: &LogEntry<'e>, edition: &'e Edition) -> &'e str {
    match entry.policy {
        Changing::Page(at) => &edition.pages[at].section,
        Changing::Withdrawn(_, gone) => &gone.section,
    }
}

/// What tells an entry from the others of its policy, whatever is in force by now.
fn entry_name(entry: &LogEntry<'_>) -> String {
    let name = match &entry.what {
        Changed::Version(change) => change.version.to_owned(),
        Changed::Fact { key, from, .. } => format!("{key}-{from}"),
        Changed::Ended { standing, .. } => {
            format!("{}-{}", standing.word(), entry.date.map(|date| date.to_string()).unwrap_or_default())
        }
    };
    match entry.stage {
        Stage::InForce => name,
        Stage::Announced(_) => format!("{name}-announced"),
        Stage::Proposed(standing) => format!("{name}-{}", standing.word()),
    }
}

/// The first moment of a day where the handbook is.
fn beginning_of(day: Date, edition: &Edition) -> String {
    let zone = edition.identity.timezone.as_ref();
    let moment = zone.and_then(|zone| day.to_zoned(zone.clone()).ok());
    moment.map_or_else(|| format!("{day}T00:00:00Z"), |moment| moment.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}

/// Writes one entry, dated with the day from which it holds, or on which it became known.
fn write_entry(out: &mut String, edition: &Edition, strings: &Strings, entry: &LogEntry<'_>) {
    let Some(date) = entry.date else { return };
    let EntryWords { policy, id, path: page, name, text, reason, mark } = EntryWords::new(entry, edition, strings);
    let permanent = id.map_or_else(|| page.clone(), |id| SitePath::page(&format!("p/{id}")));
    let mark = mark.map(|mark| format!(" ({mark})")).unwrap_or_default();
    let why = reason.map(|reason| format!(" {} {reason}", strings.get("changes.why"))).unwrap_or_default();
    let link = redline_address(entry, edition)
        .map_or_else(|| url(edition, &page), |(path, anchor)| format!("{}#{anchor}", url(edition, &path)));
    out.push_str("<entry>\n");
    let _ = writeln!(out, "<title>{}</title>", escape_xml(&format!("{policy}: {name}{mark}")));
    let _ = writeln!(
        out,
        "<id>{}#{}</id>",
        escape_xml(&url(edition, &permanent)),
        escape_xml(&encode_percent(&entry_name(entry)))
    );
    let _ = writeln!(out, "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>", escape_xml(&link));
    let _ = writeln!(out, "<updated>{}</updated>", beginning_of(date, edition));
    let term = if entry.is_material() { "material" } else { "wording" };
    let _ = writeln!(out, "<category term=\"{term}\"/>");
    let _ = writeln!(out, "<summary>{}</summary>", escape_xml(&(text + &why)));
    out.push_str("</entry>\n");
}
