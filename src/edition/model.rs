//! An edition: what one audience may know.
//!
//! What always holds: nothing in it is a path of a source, a place in one, or withheld from its readers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::derived::PageDerived;
use super::edit_path::EditPath;
use super::known_days::KnownDays;
use super::ledger::EditionLedger;
use super::pages::{PageIndex, Pages, note_page};
use super::policy_meta::{Change, PolicyMeta, Version, Withdrawn};
use super::prose::Prose;
use super::redact::Redacted;
use crate::config::{Host, Outputs};
use crate::index_vec::IndexVec;
use crate::markdown::{Target, Terms};
use crate::policy::{Kind, Standing};
use crate::text::{SitePath, linked_addresses};

/// The handbook as one audience may know it.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing of an edition, in any combination")]
pub struct Edition {
    /// The edition's name in `[editions]`.
    pub name: String,
    /// The key of its audience.
    pub audience: String,
    /// What people call the audience.
    pub audience_title: String,
    /// Whether it is the edition of the audience that sees everything.
    pub most_private: bool,
    /// Whether the handbook has, or has had, policies about which nobody had decided; the most private edition alone knows.
    pub had_undecided: bool,
    /// Whether its audience sees no other one, so that nobody may read less than it has.
    pub least_private: bool,
    /// Where it will be read, with a slash at the end.
    pub url: Option<String>,
    /// The hosts for which it has files with rules.
    pub hosts: Vec<Host>,
    /// What the handbook is called, and how it looks.
    pub identity: Identity,
    /// The files for other programs that it has.
    pub outputs: Outputs,
    /// The day that is taken for today.
    pub today: Date,
    /// Whether old versions are kept for a time only.
    pub forgets: bool,
    /// Whether that is a day of the past, and the edition is the handbook as it was then.
    pub as_of: bool,
    /// All policies, pages and pages of sections, by address.
    pub pages: Pages<Page>,
    /// What was derived from the text of each page, as far as anyone has asked for it.
    pub(super) derived: IndexVec<PageIndex, PageDerived>,
    /// Pages by address; the front page is empty.
    pub by_address: BTreeMap<String, PageIndex>,
    /// Pages by id.
    pub by_id: BTreeMap<String, PageIndex>,
    /// The sections by address; the front page is empty.
    pub folders: BTreeMap<String, Folder>,
    /// Which pages link to each page.
    pub(super) backlinks: BTreeMap<PageIndex, Vec<PageIndex>>,
    /// Old addresses and permanent links, and the pages that they lead to.
    pub redirects: BTreeMap<SitePath, PageIndex>,
    /// Since when what is announced has been known.
    pub(super) known_days: KnownDays,
    /// Policies whose files have gone, by id.
    pub withdrawn: BTreeMap<String, Withdrawn>,
    /// People by key.
    pub people: BTreeMap<String, Person>,
    /// Facts by key.
    pub facts: BTreeMap<String, Fact>,
    /// Goals by key.
    pub goals: BTreeMap<String, Goal>,
    /// What all goals are for.
    pub mission: Option<Prose>,
    /// Touchpoints by key.
    pub touchpoints: BTreeMap<String, Touchpoint>,
    /// The days on which complaints came, oldest first, by the id of the policy that they were about. None but for the most
    /// private audience.
    pub complaints: BTreeMap<String, Vec<Date>>,
    /// The glossary: the words that pages of this edition use.
    pub terms: Vec<Term>,
    /// Finds the glossary's words, by their place in `terms`.
    pub finder: Terms,
    /// The attachments that pages of this edition use, and the files that its site alone has, by address.
    pub attachments: BTreeMap<SitePath, Arc<[u8]>>,
    /// Words that search takes for one another, of those that the audience may know.
    pub synonyms: BTreeMap<String, Vec<String>>,
    /// What the ledger says to the edition.
    pub(super) ledger: Arc<EditionLedger>,
    /// The titles of the audiences that this one sees, by key: for the marks on blocks.
    pub audience_titles: BTreeMap<String, String>,
}

/// What the handbook is called, and how it looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The handbook's title.
    pub title: String,
    /// Whose it is.
    pub organisation: Option<String>,
    /// The language of the texts.
    pub language: String,
    /// The colour of links and marks.
    pub accent: Option<String>,
    /// The address of the logo.
    pub logo: Option<SitePath>,
    /// The line at the foot of every page.
    pub footer: Option<Prose>,
    /// Where readers say that a page is not clear, on pages whose owner cannot be reached.
    pub feedback: Option<String>,
    /// The time zone in which its days begin and end.
    pub timezone: Option<TimeZone>,
}

/// A policy, a page, or the page of a section.
#[derive(Debug, Clone, Hash)]
pub struct Page {
    /// Its address without slashes at its ends.
    pub address: String,
    /// The address of the section that holds it; a section's page is held by the section itself.
    pub section: String,
    /// The address of the folder from which its relative links begin.
    pub links_from: String,
    /// Its title.
    pub title: String,
    /// One sentence for lists.
    pub description: Option<Prose>,
    /// What sort it is.
    pub kind: Kind,
    /// Its text.
    pub body: Redacted,
    /// What governs it; `None` for a page.
    pub meta: Option<PolicyMeta>,
    /// What it may be found by.
    pub tags: Vec<String>,
    /// What the audience is called that may read it; only the most private one knows.
    pub readers: Option<String>,
    /// What it may be found by, without being shown.
    pub keywords: Vec<String>,
    /// Whether search finds it without being asked for its section; of a section's page, whether it so finds what is in the section.
    pub is_searched: bool,
    /// Where its source is edited. Only pages of the most private edition have it.
    pub edit: Option<EditPath>,
    /// The pages that it links to.
    pub(super) links: Vec<PageIndex>,
    /// The facts that it quotes, in its text or its front matter.
    pub(super) facts: BTreeSet<String>,
    /// Its versions that the audience may know, in the order of their effect, the one in force among them; empty when there
    /// is but one.
    pub versions: Vec<Version>,
}

impl Page {
    /// The declared changes, newest first, with those of versions that lie ahead.
    #[must_use]
    pub fn log(&self) -> Vec<Change<'_>> {
        let declared = self.meta.iter().flat_map(PolicyMeta::changes);
        let mut log: Vec<Change<'_>> = declared.collect();
        for version in self.versions.iter().filter(|version| version.standing == Standing::Announced) {
            let ahead = version.meta.changes().filter(|change| change.version == version.number);
            for change in ahead {
                if log.iter().all(|known| known.version != change.version) {
                    log.insert(0, change);
                }
            }
        }
        log
    }
}

/// A section.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Folder {
    /// Its own page, where the audience may see it.
    pub page: Option<PageIndex>,
    /// What it is called: its page's title, or the name of the folder, which its address shows anyway.
    pub title: String,
    /// The pages in it, in reading order.
    pub pages: Vec<PageIndex>,
    /// The addresses of the sections in it, in reading order.
    pub folders: Vec<String>,
}

/// A role, an owner, or a step of escalation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the keys of people.toml, and the manual says what each means")]
pub struct Person {
    pub role: String,
    pub name: Option<String>,
    pub contact: Option<Prose>,
    pub answers_within: Option<Prose>,
}

/// A fact, with the values that the audience may know.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fact {
    /// What it is.
    pub title: String,
    /// Those that the audience may know, oldest first.
    pub values: Vec<FactValue>,
    /// The one in force on the day of the edition, by its place in `values`; `None` when the audience may not know it.
    pub current: Option<usize>,
    /// The one after it, by its place in `values`.
    pub next: Option<usize>,
}

/// A value and its first day.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FactValue {
    /// The first day.
    pub from: Date,
    /// The value.
    pub value: Prose,
}

/// What policies serve.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Goal {
    /// Its place in the author's order, among those that the audience may know.
    pub place: usize,
    /// In a few words.
    pub title: String,
    /// In more.
    pub text: Option<Prose>,
}

/// A way in which a client meets us.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Touchpoint {
    /// Its place in the author's order, among those that the audience may know.
    pub place: usize,
    /// Its anchor on the page of touchpoints.
    pub anchor: String,
    /// In the client's words.
    pub title: String,
    /// In more.
    pub text: Option<Prose>,
}

/// A word of the glossary.
#[derive(Debug, Clone, Hash)]
pub struct Term {
    /// The word.
    pub word: String,
    /// Its anchor on the glossary's page.
    pub anchor: String,
    /// What it means.
    pub definition: Prose,
}

/// What a link of a page leads to, for the audience.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// Out of the handbook.
    External,
    /// A heading of the same page.
    Here(String),
    /// A page, and a heading of it.
    Page(PageIndex, Option<String>),
    /// A section without a page of its own.
    Folder(String),
    /// A file.
    Attachment(SitePath),
}

impl Edition {
    /// Whether search engines and shared caches may keep it: its audience sees no other one, and it is the handbook of today.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.least_private && !self.most_private && !self.as_of
    }

    /// Follows a target from a page whose links begin from `folder`. `None` when this audience has nothing there.
    #[must_use]
    pub fn resolve(&self, folder: &str, target: &str) -> Option<Resolved> {
        match Target::parse(target, folder) {
            Target::External => Some(Resolved::External),
            Target::Here { anchor } => Some(Resolved::Here(anchor)),
            Target::Inside { id, path, anchor } => {
                let id = id.as_deref().or_else(|| path.as_deref()?.strip_prefix("p/"));
                if let Some(at) = id.and_then(|id| self.by_id.get(id)) {
                    return Some(Resolved::Page(*at, anchor));
                }
                let path = path?;
                let file = SitePath::file(&crate::text::attachment_address(&path));
                if self.attachments.contains_key(&file) {
                    return Some(Resolved::Attachment(file));
                }
                if let Some(at) = linked_addresses(&path).find_map(|address| self.by_address.get(&address)) {
                    return Some(Resolved::Page(*at, anchor));
                }
                linked_addresses(&path).find(|address| self.folders.contains_key(address)).map(Resolved::Folder)
            }
        }
    }

    /// The goals, in the author's order.
    #[must_use]
    pub fn goals_in_order(&self) -> Vec<(&String, &Goal)> {
        let mut goals: Vec<_> = self.goals.iter().collect();
        goals.sort_by_key(|(_, goal)| goal.place);
        goals
    }

    /// The touchpoints, in the author's order.
    #[must_use]
    pub fn touchpoints_in_order(&self) -> Vec<(&String, &Touchpoint)> {
        let mut touchpoints: Vec<_> = self.touchpoints.iter().collect();
        touchpoints.sort_by_key(|(_, touchpoint)| touchpoint.place);
        touchpoints
    }

    /// What a link without words of its own, from a text of a folder, is read as: the title of what it leads to, or the address of what has
    /// no title, another site or a file. `None` where this audience has nothing there.
    #[must_use]
    pub fn words_of_target(&self, links_from: &str, target: &str) -> Option<String> {
        Some(match self.resolve(links_from, target)? {
            Resolved::Page(page, _) => self.pages[page].title.clone(),
            Resolved::Folder(address) => self.folders[&address].title.clone(),
            Resolved::External | Resolved::Here(_) | Resolved::Attachment(_) => target.trim().to_owned(),
        })
    }

    /// The value of a fact in force on the day of the edition, and the next one.
    #[must_use]
    pub fn fact(&self, key: &str) -> Option<(&FactValue, Option<&FactValue>)> {
        let fact = self.facts.get(key)?;
        Some((fact.values.get(fact.current?)?, fact.next.and_then(|next| fact.values.get(next))))
    }

    /// What a policy is, as the edition's readers are told.
    #[must_use]
    pub fn shown_standing(&self, meta: &PolicyMeta) -> Standing {
        meta.standing.told_to(self.most_private)
    }

    /// The file of a page that every site makes, such as `register`. Where the handbook has a page or a section of that name, the
    /// generated one is at `/-/register/`.
    #[must_use]
    pub fn generated_path(&self, address: &str) -> SitePath {
        let name = address.split('/').next().unwrap_or_default();
        let taken = self.by_address.contains_key(name) || self.folders.contains_key(name);
        if taken { SitePath::page(&format!("-/{address}")) } else { SitePath::page(address) }
    }

    /// The pages that link to a page.
    #[must_use]
    pub fn backlinks(&self, page: PageIndex) -> &[PageIndex] {
        note_page(page);
        self.backlinks.get(&page).map_or(&[], Vec::as_slice)
    }

    /// The file of a page.
    #[must_use]
    pub fn path_of(&self, page: PageIndex) -> SitePath {
        SitePath::page(&self.pages[page].address)
    }
}
