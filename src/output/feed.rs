//! `changes.atom`: a feed of what changed in an edition, in a section or in a policy (RFC 4287).
//!
//! In: an [`Edition`] that has a `url`. Out: its feeds, and the text of each. What always holds: an entry keeps its id for as long
//! as its policy keeps its own, and no entry has the time of the build.

use std::fmt::Write;

use super::register::url;
use crate::edition::{Changed, Edition, LogEntry, PageIndex, Prose};
use crate::render::{Strings, redline_address, redlines_path};
use crate::text::{SitePath, encode_percent};

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
        let mut feeds: Vec<Self> = Vec::new();
        for (at, page) in edition.pages.iter_enumerated().filter(|(_, page)| !page.log().is_empty()) {
            feeds.push(Self::Page(at));
            let mut section = page.section.as_str();
            while !section.is_empty() {
                feeds.push(Self::Section(section.to_owned()));
                section = section.rsplit_once('/').map_or("", |(above, _)| above);
            }
            feeds.push(Self::All);
        }
        feeds.sort();
        feeds.dedup();
        feeds
    }

    fn log<'e>(&self, edition: &'e Edition) -> Vec<LogEntry<'e>> {
        match self {
            Self::All => edition.log(),
            Self::Page(at) => edition.log_of(*at),
            Self::Section(address) => {
                let mut log = edition.log();
                log.retain(|entry| {
                    let below = edition.pages[entry.page].section.strip_prefix(address.as_str());
                    below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                });
                log
            }
        }
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
        let newest = log.first().map_or(edition.today, |entry| entry.date);
        let author = edition.identity.organisation.as_ref().unwrap_or(&edition.identity.title);
        let mut out = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"",
        );
        out.push_str(&xml(&edition.identity.language));
        out.push_str("\">\n");
        let title = strings.get("feed.title").replace("{title}", &about);
        let _ = writeln!(out, "<title>{}</title>", xml(&title));
        let _ = writeln!(out, "<id>{}</id>", xml(&url(edition, &own)));
        let _ =
            writeln!(out, "<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>", xml(&url(edition, &own)));
        let _ = writeln!(out, "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>", xml(&url(edition, &home)));
        let _ = writeln!(out, "<updated>{newest}T00:00:00Z</updated>");
        let _ = writeln!(out, "<author><name>{}</name></author>", xml(author));
        for change in log.iter().take(MOST_ENTRIES) {
            entry(&mut out, edition, strings, change);
        }
        out.push_str("</feed>\n");
        out
    }
}

/// Writes one entry. Its day is the one that the author declared.
fn entry(out: &mut String, edition: &Edition, strings: &Strings, entry: &LogEntry<'_>) {
    let page = &edition.pages[entry.page];
    let own = page.meta.as_ref().and_then(|meta| meta.id());
    let permanent = own.map_or_else(|| edition.path_of(entry.page), |id| SitePath::page(&format!("p/{id}")));
    let words = |text: &Prose| edition.words(text, None);
    let (name, text, part) = match &entry.what {
        Changed::Version(change) => {
            let version = strings.get("changes.version").replace("{version}", change.version);
            let why = change.reason.map(|reason| format!(" {} {}", strings.get("changes.why"), words(reason)));
            (version, words(change.summary) + &why.unwrap_or_default(), change.version.to_owned())
        }
        Changed::Fact { key, title, was, is } => {
            let text = strings.get("feed.fact").replace("{was}", &words(was)).replace("{is}", &words(is));
            ((*title).to_owned(), text, format!("{key}-{}", entry.date))
        }
    };
    let ahead =
        if entry.date > edition.today { format!(" ({})", strings.get("standing.announced")) } else { String::new() };
    let link = match &entry.what {
        Changed::Version(change) => redline_address(page, *change),
        Changed::Fact { .. } => None,
    };
    let link = link.map_or_else(
        || url(edition, &edition.path_of(entry.page)),
        |(path, anchor)| format!("{}#{anchor}", url(edition, &path)),
    );
    out.push_str("<entry>\n");
    let _ = writeln!(out, "<title>{}</title>", xml(&format!("{}: {name}{ahead}", page.title)));
    let _ = writeln!(out, "<id>{}#{}</id>", xml(&url(edition, &permanent)), xml(&encode_percent(&part)));
    let _ = writeln!(out, "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>", xml(&link));
    let _ = writeln!(out, "<updated>{}T00:00:00Z</updated>", entry.date);
    let term = if entry.is_material() { "material" } else { "wording" };
    let _ = writeln!(out, "<category term=\"{term}\"/>");
    let _ = writeln!(out, "<summary>{}</summary>", xml(&text));
    out.push_str("</entry>\n");
}

/// A text escaped for XML, in an element or a quoted attribute. Characters that XML does not allow are left out.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' | '\r' => out.push(' '),
            _ if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
            _ => out.push(letter),
        }
    }
    out
}
