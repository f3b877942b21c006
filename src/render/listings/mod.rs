//! The listings: pages about a whole edition, such as the register, all options or the change log.
//!
//! In: an [`Edition`]. Out: the listings that it has, and the page of each. What always holds: [`LISTINGS`] is the only place
//! that names all listings; the site's plan, the navigation and the reserved addresses are made from its rows.
//!
//! To add a listing, write `ADDRESS.rs` beside this file with a struct that implements [`List`], add its row to the table, and
//! write its template, `ADDRESS.html`. The template reads the struct as `list`.

mod benchmarks;
mod changes;
mod chart;
mod decide;
mod desk;
mod duration;
mod escalation;
mod facts;
mod glossary;
mod goals;
mod health;
mod options;
mod policies;
mod practice;
mod print;
mod register;
mod reviews;
mod roles;
mod standards;
mod tags;
mod touchpoints;

pub(super) use escalation::usual_steps;
pub(super) use policies::coverage;
pub use reviews::call_words;
pub use roles::{role_path, roles};
pub(super) use tags::tag_anchor;

use serde::Serialize;

use super::Renderer;
use super::context::Link;
use crate::edition::Edition;
use crate::error::Result;
use crate::text::SitePath;

/// All listings, in the order in which readers see them.
pub static LISTINGS: &[Listing] = &[
    row::<touchpoints::TouchpointList>("touchpoints", "touchpoints.title", Some("touchpoints.lead"))
        .titled_for_clients("touchpoints.title_client"),
    row::<options::OptionList>("options", "options.title", Some("options.lead")).most_private(),
    row::<escalation::EscalationList>("escalation", "escalation.title", Some("escalation.lead"))
        .titled_for_clients("escalation.title_client"),
    row::<register::RegisterList>("register", "register.title", Some("register.lead"))
        .most_private()
        .with_companions(&[Companion::RegisterCsv]),
    row::<standards::StandardList>("standards", "standards.list", Some("standards.lead")),
    row::<facts::FactList>("facts", "facts.title", Some("facts.lead")),
    row::<changes::ChangeList>("changes", "changes.list", Some("changes.lead")),
    row::<reviews::ReviewList>("reviews", "reviews.title", Some("reviews.lead"))
        .most_private()
        .with_companions(&[Companion::ReviewCalendar]),
    row::<decide::DecideList>("decide", "decide.title", Some("decide.lead")).most_private(),
    row::<goals::GoalList>("goals", "goals.title", Some("goals.lead")).most_private(),
    row::<practice::PracticeList>("practice", "practice.list", Some("practice.lead")).most_private(),
    row::<roles::RoleList>("roles", "roles.title", Some("roles.lead")).most_private(),
    row::<benchmarks::BenchmarkList>("benchmarks", "benchmarks.list", Some("benchmarks.lead")).most_private(),
    row::<health::HealthList>("health", "health.title", Some("health.lead")).most_private(),
    row::<tags::TagList>("tags", "tags.title", Some("tags.lead")),
    row::<glossary::GlossaryList>("glossary", "glossary.title", None),
    row::<desk::DeskList>("desk", "desk.title", Some("desk.lead")).most_private(),
    row::<print::PrintList>("print", "print.title", None),
];

/// A row of [`LISTINGS`].
#[derive(Debug)]
pub struct Listing {
    /// Its address: `register` is the page `/register/`, made with the template `register.html`.
    pub address: &'static str,
    /// The key of its title among the theme's strings.
    title: &'static str,
    /// The key of its title in all editions but the most private one.
    client_title: &'static str,
    /// The key of the sentence about it that search engines are given, where it has one.
    description: Option<&'static str>,
    /// Whether the most private edition alone has it.
    pub most_private: bool,
    /// Whether an edition has something to list.
    has_entries: fn(&Edition) -> bool,
    /// The bytes of its page at a path.
    make: fn(&Renderer<'_>, &Self, &SitePath) -> Result<Vec<u8>>,
    /// The files for other programs that an edition has where it has the listing.
    pub companions: &'static [Companion],
}

/// A file for other programs that says what a listing says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Companion {
    /// The register for spreadsheets.
    RegisterCsv,
    /// All reviews as a calendar.
    ReviewCalendar,
}

impl Companion {
    /// Its name, at the top of the site.
    #[must_use]
    pub const fn file(self) -> &'static str {
        match self {
            Self::RegisterCsv => "register.csv",
            Self::ReviewCalendar => "reviews.ics",
        }
    }
}

/// What a listing lists. Its template reads it as `list`.
trait List: Serialize {
    /// Whether an edition has something to list.
    fn has_entries(edition: &Edition) -> bool;

    /// The list, with links that work from `path`.
    fn new(renderer: &Renderer<'_>, path: &SitePath) -> Self;
}

/// A row for every edition that has something to list. `title` and `description` are keys of the theme's strings.
const fn row<T: List>(address: &'static str, title: &'static str, description: Option<&'static str>) -> Listing {
    Listing {
        address,
        title,
        client_title: title,
        description,
        most_private: false,
        has_entries: T::has_entries,
        make: make::<T>,
        companions: &[],
    }
}

fn make<T: List>(renderer: &Renderer<'_>, listing: &Listing, path: &SitePath) -> Result<Vec<u8>> {
    let mut layout = renderer.layout(path, renderer.listing_title(listing), "", None)?;
    layout.page.summary = listing.description.map(|key| renderer.theme.strings.get(key).to_owned());
    // Whatever a policy is to be may bring it into a list, or take it out.
    if !UNGOVERNED.contains(&listing.address) {
        renderer.edition.pages.indices().for_each(|at| renderer.note_change(renderer.edition.next_standing(at)));
    }
    let context = ListingContext { list: T::new(renderer, path) };
    renderer.fill(&format!("{}.html", listing.address), layout, &context, path)
}

/// The listings in which no policy is listed.
const UNGOVERNED: [&str; 2] = ["facts", "glossary"];

/// What the template of a listing is given.
#[derive(Debug, Serialize)]
struct ListingContext<T> {
    list: T,
}

impl Listing {
    const fn titled_for_clients(self, client_title: &'static str) -> Self {
        Self { client_title, ..self }
    }

    const fn most_private(self) -> Self {
        Self { most_private: true, ..self }
    }

    const fn with_companions(self, companions: &'static [Companion]) -> Self {
        Self { companions, ..self }
    }

    /// The listings that an edition has: those that are meant for its audience and have an entry.
    #[must_use]
    pub fn of(edition: &Edition) -> Vec<&'static Self> {
        let meant = |listing: &&Self| edition.most_private || !listing.most_private;
        LISTINGS.iter().filter(meant).filter(|listing| (listing.has_entries)(edition)).collect()
    }

    /// Its file in an edition.
    #[must_use]
    pub fn path(&self, edition: &Edition) -> SitePath {
        edition.generated_path(self.address)
    }
}

impl Renderer<'_> {
    /// The page of a listing.
    ///
    /// # Errors
    /// When the template is wrong.
    pub fn listing(&self, listing: &Listing, path: &SitePath) -> Result<Vec<u8>> {
        (listing.make)(self, listing, path)
    }

    /// What readers of the edition call a listing.
    fn listing_title(&self, listing: &Listing) -> &str {
        self.theme.strings.get(if self.edition.most_private { listing.title } else { listing.client_title })
    }

    /// Links to all listings that the edition has.
    pub(super) fn listing_links(&self, path: &SitePath) -> Vec<Link> {
        self.listings.iter().map(|listing| self.link_to_listing(listing, path)).collect()
    }

    /// A link to the listing at an address, if the edition has it.
    pub(super) fn listing_link(&self, address: &str, path: &SitePath) -> Option<Link> {
        debug_assert!(LISTINGS.iter().any(|listing| listing.address == address), "no listing is called {address}");
        let listing = self.listings.iter().find(|listing| listing.address == address)?;
        Some(self.link_to_listing(listing, path))
    }

    fn link_to_listing(&self, listing: &Listing, path: &SitePath) -> Link {
        self.link(path, self.listing_title(listing), &listing.path(self.edition))
    }
}
