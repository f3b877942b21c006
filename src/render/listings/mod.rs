//! The lists of a whole edition: what each is called, who has it, and how it is made.
//!
//! In: an [`Edition`]. Out: one page for each [`Listing`]. What always holds: a listing is made of nothing but the edition, an
//! edition has no listing without entries, and no other page costs in proportion to the handbook.

mod changes;
mod duration;
mod health;
mod options;
mod practice;
mod register;
mod roles;
mod standards;

use roles::reading_lists_of;
pub use roles::{role_path, roles};

use serde::Serialize;

use super::Renderer;
pub(super) use changes::tag_anchor;

use super::context::Link;
use super::fields::EntryView;
use crate::edition::{Edition, MetaValues, Page, PageIndex, PolicyMeta};
use crate::error::Result;
use crate::policy::Status;
use crate::text::SitePath;

/// A list of a whole edition. Their order is the order in which readers see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "SPEC §5 says what each is")]
pub enum Listing {
    Touchpoints,
    Options,
    Escalation,
    Register,
    Standards,
    Facts,
    Changes,
    Reviews,
    Goals,
    Practice,
    Roles,
    Benchmarks,
    Health,
    Tags,
    Glossary,
    Print,
}

impl Listing {
    /// All there are.
    pub const ALL: [Self; 16] = [
        Self::Touchpoints,
        Self::Options,
        Self::Escalation,
        Self::Register,
        Self::Standards,
        Self::Facts,
        Self::Changes,
        Self::Reviews,
        Self::Goals,
        Self::Practice,
        Self::Roles,
        Self::Benchmarks,
        Self::Health,
        Self::Tags,
        Self::Glossary,
        Self::Print,
    ];

    /// Its name: in its address, its template and the keys of its strings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Touchpoints => "touchpoints",
            Self::Options => "options",
            Self::Escalation => "escalation",
            Self::Register => "register",
            Self::Standards => "standards",
            Self::Facts => "facts",
            Self::Changes => "changes",
            Self::Reviews => "reviews",
            Self::Goals => "goals",
            Self::Practice => "practice",
            Self::Roles => "roles",
            Self::Benchmarks => "benchmarks",
            Self::Health => "health",
            Self::Tags => "tags",
            Self::Glossary => "glossary",
            Self::Print => "print",
        }
    }

    /// Its file.
    #[must_use]
    pub fn path(self) -> SitePath {
        SitePath::page(self.name())
    }

    /// The listings that an edition has: those that its audience is meant to have (SPEC §5) and that have an entry.
    #[must_use]
    pub fn of(edition: &Edition) -> Vec<Self> {
        let is_in = |listing: &Self| {
            listing.is_of(edition) || edition.pages.iter().any(|page| listing.is_of_page(edition, page))
        };
        Self::ALL.into_iter().filter(is_in).collect()
    }

    /// The listings that an edition would have for one of its pages alone.
    #[must_use]
    pub fn of_page(edition: &Edition, page: &Page) -> Vec<Self> {
        Self::ALL.into_iter().filter(|listing| listing.is_of_page(edition, page)).collect()
    }

    fn is_of(self, edition: &Edition) -> bool {
        let staff = edition.most_private;
        match self {
            Self::Goals => staff && !edition.goals.is_empty(),
            Self::Touchpoints => staff && !edition.touchpoints.is_empty(),
            Self::Facts => !edition.facts.is_empty(),
            Self::Glossary => !edition.terms.is_empty(),
            _ => false,
        }
    }

    fn is_of_page(self, edition: &Edition, page: &Page) -> bool {
        let staff = edition.most_private;
        let meta = page.meta.as_ref();
        let any = |has: &dyn Fn(&PolicyMeta) -> bool| meta.is_some_and(|meta| is_in_life(meta) && has(meta));
        let has = |key: &str| any(&|meta| meta.values.get(key).is_some());
        match self {
            Self::Register => staff && meta.is_some(),
            Self::Options => staff && has("options"),
            Self::Health => staff && any(&|_| true),
            Self::Reviews => staff && any(&|_| true),
            Self::Benchmarks => staff && has("benchmarks"),
            Self::Roles => staff && any(&|meta| !reading_lists_of(meta).is_empty()),
            Self::Practice => staff && has("scenarios"),
            Self::Escalation => has("escalation"),
            Self::Touchpoints => !staff && has("touchpoints"),
            Self::Standards => has("standards"),
            Self::Changes => meta.is_some_and(|meta| meta.changes().len() > 0),
            Self::Tags => !page.tags.is_empty(),
            Self::Print => page.address != page.section,
            Self::Goals | Self::Facts | Self::Glossary => false,
        }
    }
}

/// The policies of an edition, in the order of their addresses.
fn meta(edition: &Edition) -> impl Iterator<Item = (PageIndex, &Page, &PolicyMeta)> {
    edition.pages.iter_enumerated().filter_map(|(at, page)| Some((at, &**page, page.meta.as_ref()?)))
}

/// The policies that are not retired.
fn in_life(edition: &Edition) -> impl Iterator<Item = (PageIndex, &Page, &PolicyMeta)> {
    meta(edition).filter(|(_, _, meta)| is_in_life(meta))
}

fn is_in_life(meta: &PolicyMeta) -> bool {
    meta.status() != Status::Retired
}

/// What the template of a listing is given.
#[derive(Debug, Serialize)]
struct ListingContext<T> {
    list: T,
}

/// A policy as a listing names it.
#[derive(Debug, Serialize)]
struct Rule {
    link: Link,
    id: Option<String>,
    /// The role of its owner.
    owner: Option<String>,
}

impl Renderer<'_> {
    /// What a listing is called.
    #[must_use]
    pub fn listing_title(&self, listing: Listing) -> &str {
        let strings = &self.theme.strings;
        match listing {
            Listing::Touchpoints if !self.edition.most_private => strings.get("touchpoints.title_client"),
            Listing::Escalation if !self.edition.most_private => strings.get("escalation.title_client"),
            Listing::Touchpoints => strings.get("touchpoints.title"),
            Listing::Options => strings.get("options.title"),
            Listing::Escalation => strings.get("escalation.title"),
            Listing::Register => strings.get("register.title"),
            Listing::Standards => strings.get("standards.list"),
            Listing::Facts => strings.get("facts.title"),
            Listing::Changes => strings.get("changes.list"),
            Listing::Reviews => strings.get("reviews.title"),
            Listing::Goals => strings.get("goals.title"),
            Listing::Practice => strings.get("practice.list"),
            Listing::Roles => strings.get("roles.title"),
            Listing::Benchmarks => strings.get("benchmarks.list"),
            Listing::Health => strings.get("health.title"),
            Listing::Tags => strings.get("tags.title"),
            Listing::Glossary => strings.get("glossary.title"),
            Listing::Print => strings.get("print.title"),
        }
    }

    /// The page of a listing.
    ///
    /// # Errors
    /// When the template is wrong.
    pub fn listing(&self, listing: Listing, path: &SitePath) -> Result<Vec<u8>> {
        match listing {
            Listing::Touchpoints => self.fill_listing(listing, self.touchpoints(path), path),
            Listing::Options => self.fill_listing(listing, self.options(path), path),
            Listing::Escalation => self.fill_listing(listing, self.escalation(path), path),
            Listing::Register => self.fill_listing(listing, self.register(path), path),
            Listing::Standards => self.fill_listing(listing, self.standards(path), path),
            Listing::Facts => self.fill_listing(listing, self.facts(), path),
            Listing::Changes => self.fill_listing(listing, self.changes(path), path),
            Listing::Reviews => self.fill_listing(listing, self.reviews(path), path),
            Listing::Goals => self.fill_listing(listing, self.goals(path), path),
            Listing::Practice => self.fill_listing(listing, self.practice(path), path),
            Listing::Roles => self.fill_listing(listing, self.reading_lists(path), path),
            Listing::Benchmarks => self.fill_listing(listing, self.benchmarks(path), path),
            Listing::Health => self.fill_listing(listing, self.health(path), path),
            Listing::Tags => self.fill_listing(listing, self.tags(path), path),
            Listing::Glossary => self.glossary(path),
            Listing::Print => self.fill_listing(listing, self.print(path), path),
        }
    }

    fn fill_listing<T: Serialize>(&self, listing: Listing, list: T, path: &SitePath) -> Result<Vec<u8>> {
        let mut around = self.around(path, self.listing_title(listing), "", None)?;
        let lead = format!("{}.lead", listing.name());
        around.layout.summary = Some(self.theme.strings.get(&lead).to_owned()).filter(|text| *text != lead);
        self.fill(&format!("{}.html", listing.name()), around, &ListingContext { list }, path)
    }

    fn rule(&self, path: &SitePath, at: PageIndex) -> Rule {
        let meta = self.edition.pages[at].meta.as_ref();
        Rule {
            link: Link { description: None, ..self.page_link(path, at) },
            id: meta.and_then(|meta| meta.id().map(str::to_owned)),
            owner: meta.and_then(|meta| self.role(meta.owner()?)),
        }
    }

    /// What people call a role.
    /// The entries of a key of all policies that are in force or will be, each with its page and as templates read it.
    fn entries_in_life<'v>(
        &'v self,
        key: &'v str,
        path: &'v SitePath,
    ) -> impl Iterator<Item = (PageIndex, &'v MetaValues, EntryView)> {
        in_life(self.edition).flat_map(move |(at, _, meta)| {
            let entries = meta.values.entries(key).iter().map(|entry| &entry.values);
            let views = self.entry_views(key, &meta.values, path);
            entries.zip(views).map(move |(values, view)| (at, values, view))
        })
    }

    fn role(&self, key: &str) -> Option<String> {
        self.edition.people.get(key).map(|person| person.role.clone())
    }
}
