//! A site as a function: all addresses of an edition, and the bytes of any one of them.
//!
//! In: an [`Edition`] and a [`Theme`]. Out: a [`Site`]. What always holds: making one address reads nothing but the edition,
//! and makes the same bytes whatever else was made before it.

mod known;
mod known_blocks;

pub use known::Recorder;
pub use known_blocks::StoredBlocks;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Arc, OnceLock};

use crate::edition::{Edition, Fingerprint, PageIndex, PolicyMeta, Reads, VersionPage, record};
use crate::error::{Error, Result};
use crate::output::{self, Export, Feed, HostFile, HostRules};
use crate::render::{
    Addresses, Companion, LISTINGS, Listing, NextChange, PolicyRef, Renderer, SectionLayouts, Strings, Theme, compared,
    comparison_path, markdown_path, receipt_path, recorded_text_path, redlines_path, role_path, roles,
    version_link_path, version_path, versions_path, withdrawn_path,
};
use crate::search;
use crate::text::SitePath;

/// What an address leads to.
#[derive(Debug)]
enum Resource {
    Front,
    Section(String),
    Page(PageIndex),
    Listing(&'static Listing),
    Companion(Companion),
    /// The reading list of a role, by its key.
    Role(String),
    Redirect(PageIndex),
    /// An address that a policy had whose file has gone, by its id.
    FormerAddress(String),
    Versions(PolicyRef),
    Version(PolicyRef, usize),
    /// The redlines of a policy: each version compared with the one before it.
    Redlines(PolicyRef),
    /// Two versions of a policy that are no neighbours, compared, by their places.
    Comparison(PolicyRef, (usize, usize)),
    Feed(Feed),
    /// The page that stays where a policy was withdrawn, by its id.
    Withdrawn(String),
    Search,
    NotFound,
    Sitemap,
    Robots,
    /// The day of the build, which no other file names.
    Built,
    /// The ledger of versions.
    Ledger,
    /// The time stamp of an entry of the ledger.
    TimeStamp(Arc<[u8]>),
    /// The permanent link of a version: id and number.
    VersionLink(String, String),
    /// The text of a version as it was hashed: id and number.
    Text(String, String),
    /// The receipt of a version: id, number, and the last part of its address.
    Receipt(String, String, String),
    /// Rules for the host that serves the site.
    HostFile(HostFile),
    /// A file for other programs.
    Export(Export),
    /// A page as Markdown.
    Markdown(PageIndex),
    Asset,
    Attachment,
}

/// What sort of thing was at an address, for whoever remembers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AddressKind {
    /// A policy, its permanent link, and its old addresses.
    Policy,
    /// A page, and its old addresses.
    Page,
    /// A section, and its old addresses.
    Section,
    /// A page that the program makes, such as the register, and its copies for other programs.
    List,
    /// A feed.
    Feed,
    /// An old version of a policy, and the pages about its versions.
    Archive,
    /// The page that stays where a policy was withdrawn, and its old addresses.
    Signpost,
    /// An attachment, or a file of the site's host.
    File,
}

impl AddressKind {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Policy, Self::Page, Self::Section, Self::List, Self::Feed, Self::Archive, Self::Signpost, Self::File];

    /// Its name in the record of addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Page => "page",
            Self::Section => "section",
            Self::List => "list",
            Self::Feed => "feed",
            Self::Archive => "archive",
            Self::Signpost => "signpost",
            Self::File => "file",
        }
    }

    /// The kind of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// All addresses of an edition.
#[derive(Debug)]
pub struct Site {
    edition: Edition,
    theme: Arc<Theme>,
    listings: Vec<&'static Listing>,
    layouts: SectionLayouts,
    resources: BTreeMap<SitePath, Resource>,
    /// Addresses that two things wanted; the first of them, in the order of [`plan`], has it.
    clashes: Vec<SitePath>,
    /// The search index, made when it is first asked for; no page needs it.
    index: OnceLock<search::Index>,
}

/// Lays out the site of an edition.
#[must_use]
pub fn plan(edition: Edition, theme: Arc<Theme>) -> Site {
    let listings = Listing::of(&edition);
    let mut resources: BTreeMap<SitePath, Resource> = BTreeMap::new();
    let mut site = Site {
        layouts: SectionLayouts::of(&edition),
        edition,
        theme,
        listings,
        resources: BTreeMap::new(),
        clashes: Vec::new(),
        index: OnceLock::new(),
    };
    let mut wanted: Vec<(SitePath, Resource)> = vec![
        (SitePath::page(""), Resource::Front),
        (SitePath::page(search::FOLDER), Resource::Search),
        (SitePath::file("404.html"), Resource::NotFound),
        (SitePath::file("robots.txt"), Resource::Robots),
        (SitePath::file("built.json"), Resource::Built),
    ];
    if site.edition.url.is_some() && site.edition.is_public() {
        wanted.push((SitePath::file("sitemap.xml"), Resource::Sitemap));
    }
    // A handbook as it was on a past day stands beside today's, at no address of its own.
    let host_files = site.edition.hosts.iter().filter(|_| !site.edition.as_of).flat_map(|host| HostFile::of(*host));
    wanted.extend(host_files.map(|file| (SitePath::file(file.name()), Resource::HostFile(*file))));
    for listing in &site.listings {
        wanted.push((listing.path(&site.edition), Resource::Listing(listing)));
        let companions = listing.companions.iter();
        wanted.extend(companions.map(|one| (SitePath::file(one.file()), Resource::Companion(*one))));
    }
    wanted.extend(
        roles(&site.edition).into_iter().map(|key| (role_path(&site.edition, key), Resource::Role(key.to_owned()))),
    );
    wanted.extend(site.theme.assets().keys().map(|path| (path.clone(), Resource::Asset)));
    for address in site.edition.folders.keys().filter(|address| !address.is_empty()) {
        wanted.push((SitePath::page(address), Resource::Section(address.clone())));
    }
    for (at, page) in site.edition.pages.iter_enumerated() {
        let is_section = page.address == page.section;
        if !is_section {
            wanted.push((site.edition.path_of(at), Resource::Page(at)));
        }
    }
    wanted.extend(Export::of(&site.edition).map(|export| (SitePath::file(export.file()), Resource::Export(export))));
    if Export::of(&site.edition).any(|export| export == Export::Assistants) {
        let pages = site.edition.pages.indices();
        wanted.extend(pages.map(|at| (markdown_path(&site.edition.path_of(at)), Resource::Markdown(at))));
    }
    wanted.extend(site.edition.attachments.keys().map(|path| (path.clone(), Resource::Attachment)));
    let pages = site.edition.pages.iter_enumerated();
    let of_pages = pages.map(|(at, page)| (PolicyRef::Page(at), page.address.clone(), &page.versions));
    let gone = site.edition.withdrawn.iter();
    let of_gone = gone.map(|(id, gone)| (PolicyRef::Withdrawn(id.clone()), format!("p/{id}"), &gone.versions));
    for (subject, base, versions) in of_pages.chain(of_gone).filter(|(_, _, versions)| !versions.is_empty()) {
        wanted.push((versions_path(&base), Resource::Versions(subject.clone())));
        if versions.len() > 1 {
            wanted.push((redlines_path(&base), Resource::Redlines(subject.clone())));
        }
        if site.edition.outputs.comparisons {
            wanted.extend(compared(versions).map(|(old, new)| {
                let path = comparison_path(&base, &versions[old], &versions[new]);
                (path, Resource::Comparison(subject.clone(), (old, new)))
            }));
        }
        let each = versions.iter().enumerate();
        wanted.extend(each.map(|(at, one)| (version_path(&base, one), Resource::Version(subject.clone(), at))));
    }
    wanted.extend(Feed::of(&site.edition).into_iter().map(|feed| (feed.path(&site.edition), Resource::Feed(feed))));
    wanted.extend(site.edition.withdrawn.keys().map(|id| (withdrawn_path(id), Resource::Withdrawn(id.clone()))));
    if site.edition.has_ledger() {
        wanted.push((SitePath::file("ledger.json"), Resource::Ledger));
        let stamps = site.edition.time_stamps();
        wanted.extend(stamps.map(|(file, token)| (SitePath::file(&file), Resource::TimeStamp(Arc::clone(token)))));
        for (id, number, address) in site.edition.recorded_versions() {
            let (own, number) = (id.to_owned(), number.to_owned());
            wanted.push((recorded_text_path(id, &address), Resource::Text(own.clone(), number.clone())));
            wanted.push((version_link_path(id, &address), Resource::VersionLink(own.clone(), number.clone())));
            wanted.push((receipt_path(id, &address), Resource::Receipt(own, number, address)));
        }
    }
    for (path, page) in &site.edition.redirects {
        wanted.push((path.clone(), Resource::Redirect(*page)));
    }
    for (path, resource) in wanted {
        match resources.entry(path) {
            Entry::Occupied(taken) => site.clashes.push(taken.key().clone()),
            Entry::Vacant(free) => {
                free.insert(resource);
            }
        }
    }
    // An address that somebody else has by now is theirs; of two policies that had it, the one that went last has it.
    let mut gone: Vec<_> = site.edition.withdrawn.iter().collect();
    gone.sort_by_key(|(_, gone)| Reverse(gone.gone));
    for (id, gone) in gone {
        for address in &gone.addresses {
            resources.entry(address.clone()).or_insert_with(|| Resource::FormerAddress(id.clone()));
        }
    }
    site.resources = resources;
    site
}

/// Files and folders at the top of a site, beside the listings and their companions.
const RESERVED: [&str; 13] = [
    "404.html",
    "assets",
    "built.json",
    "changes.atom",
    "index.html",
    "ledger.json",
    "manifest.json",
    "p",
    "robots.txt",
    "schema",
    search::FOLDER,
    "sitemap.xml",
    "time-stamps",
];

/// Whether a name at the top of every site is one that no page and no file of the handbook can have. The name is in lower case.
#[must_use]
pub fn is_reserved(name: &str) -> bool {
    let is_companion = |listing: &Listing| listing.companions.iter().any(|companion| companion.file() == name);
    let is_export = Export::ALL.iter().any(|export| export.file() == name);
    is_export || RESERVED.contains(&name) || LISTINGS.iter().any(is_companion)
}

/// Whether every site may have a page of its own at a name at its top, which makes way for a page or a section of the handbook.
#[must_use]
pub fn is_generated(name: &str) -> bool {
    LISTINGS.iter().any(|listing| listing.address == name)
}

/// Whether a site may have a page at a path that no file of the handbook stands for: a listing, a permanent link, a page about
/// versions. Which of them an edition has, its site knows.
#[must_use]
pub fn may_have(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    let first = parts[0].to_lowercase();
    first == "-" || is_reserved(&first) || is_generated(&first) || parts[1..].iter().any(|part| ARCHIVE.contains(part))
}

/// The folders below a policy that hold the pages about its versions.
const ARCHIVE: [&str; 2] = ["versions", "changes"];

impl Site {
    /// Every address, sorted.
    pub fn addresses(&self) -> impl Iterator<Item = &SitePath> {
        let mut all: Vec<&SitePath> = self.resources.keys().chain(self.index().addresses()).collect();
        all.sort();
        all.into_iter()
    }

    /// Whether an address is one that a link may name: any but the parts of the search index, which is not made for this.
    #[must_use]
    pub fn publishes(&self, path: &SitePath) -> bool {
        self.resources.contains_key(path)
    }

    /// Whether an address is that of a file which the handbook brings, and not of one that is made.
    #[must_use]
    pub fn is_attachment(&self, path: &SitePath) -> bool {
        matches!(self.resources.get(path), Some(Resource::Attachment))
    }

    /// The file that a path names, with `index.html` or without.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<SitePath> {
        [SitePath::page(path), SitePath::file(path)].into_iter().find(|path| self.publishes(path))
    }

    /// The addresses that readers may keep, each with what is there and the id of the policy that it is about. Those that every site
    /// has are left out.
    pub fn recorded(&self) -> impl Iterator<Item = (&SitePath, AddressKind, Option<&str>)> {
        self.resources.iter().filter_map(|(path, resource)| {
            let (kind, id) = self.kind_of(resource)?;
            Some((path, kind, id))
        })
    }

    /// What sort of thing a resource is, and the id of its policy; `None` for what every site has at the same address.
    fn kind_of<'a>(&'a self, resource: &'a Resource) -> Option<(AddressKind, Option<&'a str>)> {
        let id = |at: PageIndex| self.edition.pages[at].meta.as_ref().and_then(PolicyMeta::id);
        let id_of = |subject: &'a PolicyRef| match subject {
            PolicyRef::Page(at) => id(*at),
            PolicyRef::Withdrawn(id) => Some(id.as_str()),
        };
        let of_page = |at: PageIndex| {
            let page = &self.edition.pages[at];
            match id(at) {
                Some(id) => (AddressKind::Policy, Some(id)),
                None if page.address == page.section => (AddressKind::Section, None),
                None => (AddressKind::Page, None),
            }
        };
        Some(match resource {
            Resource::Section(address) => match self.edition.folders[address].page {
                Some(at) => of_page(at),
                None => (AddressKind::Section, None),
            },
            Resource::Page(at) | Resource::Redirect(at) => of_page(*at),
            Resource::Withdrawn(id) | Resource::FormerAddress(id) => (AddressKind::Signpost, Some(id)),
            Resource::Listing(_) | Resource::Companion(_) | Resource::Role(_) => (AddressKind::List, None),
            Resource::Versions(subject)
            | Resource::Version(subject, _)
            | Resource::Redlines(subject)
            | Resource::Comparison(subject, _) => (AddressKind::Archive, id_of(subject)),
            Resource::VersionLink(id, _) => (AddressKind::Archive, Some(id)),
            Resource::Feed(Feed::Page(at)) => (AddressKind::Feed, id(*at)),
            Resource::Feed(_) => (AddressKind::Feed, None),
            Resource::Attachment => (AddressKind::File, None),
            Resource::Front
            | Resource::Search
            | Resource::NotFound
            | Resource::Sitemap
            | Resource::Robots
            | Resource::Built
            | Resource::Ledger
            | Resource::TimeStamp(_)
            | Resource::Text(..)
            | Resource::Receipt(..)
            | Resource::HostFile(_)
            | Resource::Export(_)
            | Resource::Markdown(_)
            | Resource::Asset => return None,
        })
    }

    /// What a policy is called in a version, and the page that shows it.
    fn version_page(&self, id: &str, number: &str) -> Option<(&str, SitePath)> {
        let path = match self.edition.page_of_version(id, number)? {
            VersionPage::Policy(at) => self.edition.path_of(at),
            VersionPage::Own { base, version, .. } => version_path(&base, version),
        };
        Some((self.edition.title_of_version(id, number)?, path))
    }

    fn index(&self) -> &search::Index {
        self.index_with(&())
    }

    /// Makes the search index, if nothing has asked for it before; `known` knows blocks of an earlier one.
    pub fn index_with(&self, known: &dyn search::KnownBlocks) -> &search::Index {
        let Theme { strings, everyday, near, .. } = &*self.theme;
        self.index.get_or_init(|| search::Index::new(&self.edition, strings, everyday, near, known))
    }

    /// What the site is made of.
    #[must_use]
    pub fn edition(&self) -> &Edition {
        &self.edition
    }

    /// What its pages are made with.
    #[must_use]
    pub fn renderer(&self) -> Renderer<'_> {
        Renderer {
            edition: &self.edition,
            theme: &self.theme,
            listings: &self.listings,
            layouts: &self.layouts,
            addresses: self,
            next_change: NextChange::default(),
        }
    }

    /// The words of its theme.
    #[must_use]
    pub fn strings(&self) -> &Strings {
        &self.theme.strings
    }

    /// Addresses that two things wanted.
    #[must_use]
    pub fn clashes(&self) -> &[SitePath] {
        &self.clashes
    }

    /// Whether anything stands at an address.
    #[must_use]
    pub fn has(&self, path: &SitePath) -> bool {
        self.resources.contains_key(path) || is_shard(path) && self.index().get(path).is_some()
    }

    /// What the site is made of: two sites with the same fingerprint, made by the same program, have the same bytes.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        let addresses: Vec<&SitePath> = self.resources.keys().collect();
        self.edition.fingerprint().with(&(self.theme.bits, addresses))
    }

    /// The bytes of an address, with the pages that they were made of; `None` for what is made on several threads, or faster than it
    /// is looked up.
    ///
    /// # Errors
    /// As for [`Self::make`].
    pub fn make_recorded(&self, path: &SitePath) -> Result<(Vec<u8>, Option<Reads>)> {
        let is_recorded = match self.resources.get(path) {
            Some(
                Resource::Section(_)
                | Resource::Page(_)
                | Resource::Redirect(_)
                | Resource::FormerAddress(_)
                | Resource::Versions(_)
                | Resource::Version(..)
                | Resource::Redlines(_)
                | Resource::Comparison(..)
                | Resource::Withdrawn(_)
                | Resource::Search
                | Resource::NotFound,
            ) => true,
            Some(
                Resource::Front
                | Resource::Listing(_)
                | Resource::Companion(_)
                | Resource::Role(_)
                | Resource::Feed(_)
                | Resource::Sitemap
                | Resource::Robots
                | Resource::Built
                | Resource::Asset
                | Resource::Ledger
                | Resource::TimeStamp(_)
                | Resource::VersionLink(..)
                | Resource::Text(..)
                | Resource::Receipt(..)
                | Resource::HostFile(_)
                | Resource::Export(_)
                | Resource::Markdown(_)
                | Resource::Attachment,
            )
            | None => false,
        };
        if !is_recorded {
            return Ok((self.make(path)?, None));
        }
        let (made, reads) = record(|| self.make(path));
        Ok((made?, Some(reads)))
    }

    /// The bytes of an address.
    ///
    /// # Errors
    /// When a template is wrong, or nothing stands at the address.
    pub fn make(&self, path: &SitePath) -> Result<Vec<u8>> {
        let renderer = self.renderer();
        let Some(resource) = self.resources.get(path) else {
            if let Some(shard) = is_shard(path).then(|| self.index().get(path)).flatten() {
                return Ok(shard.to_vec());
            }
            return Err(Error::Usage(format!("this site has no {path}")));
        };
        match resource {
            Resource::Front => renderer.front(path),
            Resource::Section(address) => renderer.section(address, path),
            Resource::Page(at) => match &self.edition.pages[*at].meta {
                Some(meta) => renderer.policy(*at, meta, path),
                None => renderer.page(*at, path),
            },
            Resource::Listing(listing) => renderer.listing(listing, path),
            Resource::Role(key) => renderer.reading_list(key, path),
            Resource::Redirect(to) => {
                renderer.redirect(&self.edition.pages[*to].title, &self.edition.path_of(*to), path)
            }
            Resource::FormerAddress(id) => {
                renderer.redirect(&self.edition.withdrawn[id].title, &withdrawn_path(id), path)
            }
            Resource::Versions(subject) => renderer.versions(subject, path),
            Resource::Version(subject, at) => renderer.version(subject, *at, path),
            Resource::Redlines(subject) => renderer.redlines(subject, path),
            Resource::Comparison(subject, places) => renderer.comparison(subject, *places, path),
            Resource::VersionLink(id, number) => match self.version_page(id, number) {
                Some((title, to)) => renderer.redirect(title, &to, path),
                None => Err(Error::Usage(format!("this site has no {path}"))),
            },
            Resource::Feed(feed) => Ok(feed.make(&self.edition, &self.theme.strings).into_bytes()),
            Resource::Withdrawn(id) => renderer.withdrawn(id, path),
            Resource::Search => renderer.search(path),
            Resource::NotFound => renderer.not_found(path),
            Resource::Sitemap => Ok(output::sitemap(&self.edition).into_bytes()),
            Resource::Robots => Ok(output::robots(&self.edition).into_bytes()),
            Resource::Built => Ok(output::built(&self.edition).into_bytes()),
            Resource::Ledger => Ok(output::ledger(&self.edition).into_bytes()),
            Resource::TimeStamp(token) => Ok(token.to_vec()),
            Resource::Text(id, number) => Ok(self.edition.shown_text(id, number).unwrap_or_default().into_bytes()),
            Resource::Receipt(id, number, address) => {
                Ok(output::receipt(&self.edition, id, number, address, &self.theme.strings).into_bytes())
            }
            Resource::HostFile(file) => self.host_file(*file),
            Resource::Companion(companion) => {
                Ok(output::companion(*companion, &self.edition, &self.theme.strings).into_bytes())
            }
            Resource::Export(export) => Ok(export.make(&self.edition, &self.theme.strings).into_bytes()),
            Resource::Markdown(at) => Ok(renderer.markdown(*at, &self.edition.path_of(*at)).into_bytes()),
            Resource::Asset => Ok(self.theme.assets()[path].to_vec()),
            Resource::Attachment => Ok(self.edition.attachments[path].to_vec()),
        }
    }
}

impl Site {
    /// The addresses that lead elsewhere, each with where it leads.
    #[must_use]
    pub fn redirects(&self) -> Vec<output::Redirect> {
        let redirects = self.resources.iter().filter_map(|(from, resource)| {
            let to = match resource {
                Resource::Redirect(to) => self.edition.path_of(*to),
                Resource::FormerAddress(id) => withdrawn_path(id),
                Resource::VersionLink(id, number) => self.version_page(id, number)?.1,
                _ => return None,
            };
            Some(output::Redirect { from: from.clone(), to })
        });
        redirects.collect()
    }

    /// Makes a file with rules for a host. What pages may load is said as the front page says it, whatever the theme.
    fn host_file(&self, file: HostFile) -> Result<Vec<u8>> {
        let front = self.renderer().front(&SitePath::page(""))?;
        let last = |path: &&SitePath| !path.as_str().rsplit('/').next().unwrap_or_default().contains('.');
        let bare: Vec<SitePath> = self.resources.keys().filter(last).cloned().collect();
        let redirects = self.redirects();
        let rules = HostRules::new(&self.edition, &redirects, &bare, &String::from_utf8_lossy(&front));
        Ok(file.make(&rules).into_bytes())
    }
}

impl Addresses for Site {
    fn find(&self, path: &str) -> Option<SitePath> {
        Self::find(self, path)
    }
}

/// Whether an address lies where the search index does; asking for it is what makes the index.
fn is_shard(path: &SitePath) -> bool {
    path.as_str().split('/').next() == Some(search::FOLDER)
}
