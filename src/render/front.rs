//! The front page, by person: staff find the touchpoints with their answers, their reviews and what changed; clients what they
//! may need, whom to ask, the sections and what changed.
//!
//! In: an [`Edition`](crate::edition::Edition). Out: the page. What always holds: it is as long as there are touchpoints, sections
//! and people, however many policies there are.

use std::collections::{BTreeMap, BTreeSet};

use super::Renderer;
use super::context::{ChangeLine, DueLine, FrontContext, RoleChoice, SectionView};
use super::listings::{role_path, roles, usual_steps};
use crate::error::Result;
use crate::text::SitePath;

/// The most pages of a section that are listed.
const MOST_IN_SECTION: usize = 8;
/// The listings that are linked to beside the touchpoints, by address.
const QUICK: [&str; 4] = ["register", "options", "escalation", "facts"];
/// The most touchpoints that are tiles.
const MOST_TILES: usize = 30;
/// The most changes that every reader is shown, and as many again for one who has not seen them.
const MOST_RECENT: usize = 6;
/// The most reviews that are shown while no role is picked, and of each role.
const MOST_DUE: usize = 6;
/// The reviews that are due within so many days are shown.
const FRONT_DUE_DAYS: i32 = 60;
/// The most steps of those to ask.
const MOST_ASKED: usize = 4;

impl Renderer<'_> {
    /// The front page.
    ///
    /// # Errors
    /// When the template is wrong.
    pub fn front(&self, path: &SitePath) -> Result<Vec<u8>> {
        let edition = self.edition;
        let top = &edition.folders[""];
        let title = top.page.map_or(&edition.identity.title, |at| &edition.pages[at].title);
        let sections = top.folders.iter().map(|folder| self.section_view(path, folder)).collect();
        let governed = top.page.and_then(|at| Some((at, edition.pages[at].meta.as_ref()?)));
        let loose = top.pages.iter().filter(|at| !self.is_over(**at));
        // Whatever a policy is to be may bring it to a touchpoint, or take it away.
        edition.pages.indices().for_each(|at| self.note_change(edition.next_standing(at)));
        let mut touchpoints = self.touchpoint_views(path, 1);
        touchpoints.retain(|touchpoint| !touchpoint.links.is_empty());
        touchpoints.truncate(MOST_TILES);
        let mut changes = self.recent_changes(path);
        let older_changes = changes.split_off(changes.len().min(MOST_RECENT));
        let mut ask = if edition.most_private { Vec::new() } else { usual_steps(self, path) };
        ask.truncate(MOST_ASKED);
        let context = FrontContext {
            body: top.page.map(|at| self.body(at, path).html).unwrap_or_default(),
            policy: governed.map(|(at, meta)| self.policy_of(at, meta, path)),
            sections,
            pages: loose.map(|at| self.page_link(path, *at)).collect(),
            touchpoints,
            all_touchpoints: self.listing_link("touchpoints", path),
            ask,
            all_ask: self.listing_link("escalation", path),
            changes,
            older_changes,
            due: self.due_reviews(path),
            roles: self.role_choices(path),
            quick: QUICK.into_iter().filter_map(|listing| self.listing_link(listing, path)).collect(),
            register: self.listing_link("register", path),
            all_changes: self.listing_link("changes", path),
            all_reviews: self.listing_link("reviews", path),
        };
        self.fill("front.html", self.layout(path, title, "", top.page)?, &context, path)
    }

    fn section_view(&self, path: &SitePath, address: &str) -> SectionView {
        let folder = &self.edition.folders[address];
        let pages: Vec<_> = folder.pages.iter().filter(|at| !self.is_over(**at)).collect();
        let sections = folder.folders.iter().map(|folder| self.section_link(path, folder));
        let links = sections.chain(pages.iter().map(|at| self.page_link(path, **at)));
        SectionView {
            link: self.section_link(path, address),
            pages: links.take(MOST_IN_SECTION).collect(),
            more: (folder.folders.len() + pages.len()).saturating_sub(MOST_IN_SECTION),
        }
    }

    /// What changed last: what all readers are shown, and what is behind it.
    fn recent_changes(&self, path: &SitePath) -> Vec<ChangeLine> {
        let log = self.edition.log();
        self.note_log(&log);
        let dated = log.into_iter().filter(|entry| entry.date.is_some() && entry.is_current(self.edition.today));
        dated.take(2 * MOST_RECENT).map(|entry| self.log_line(&entry, path)).collect()
    }

    /// The reviews that are overdue or due soon: the first of all, and the first of each role.
    fn due_reviews(&self, path: &SitePath) -> Vec<DueLine> {
        let soon = jiff::ToSpan::days(FRONT_DUE_DAYS);
        let today = self.edition.today;
        let limit = today.checked_add(soon).unwrap_or(today);
        let pages = self.edition.pages.iter_enumerated().filter_map(|(at, page)| {
            let meta = page.meta.as_ref().filter(|meta| !meta.standing.is_over())?;
            let due = meta.review_date()?;
            self.note_review(meta);
            self.note_change(due.checked_sub(soon).ok());
            (due <= limit).then(|| (due, at, meta.owner()))
        });
        let mut due: Vec<_> = pages.collect();
        due.sort();
        let mut of_role: BTreeMap<Option<&str>, usize> = BTreeMap::new();
        let counted = due.into_iter().enumerate().filter_map(|(place, (due, at, owner))| {
            let count = of_role.entry(owner).or_default();
            *count += 1;
            let is_of_first = place < MOST_DUE;
            (is_of_first || owner.is_some() && *count <= MOST_DUE).then(|| DueLine {
                policy: self.page_link(path, at),
                overdue: due < today,
                due: self.date(due),
                owner: owner.and_then(|owner| self.person(owner, path)),
                more: !is_of_first,
            })
        });
        counted.collect()
    }

    /// The roles that own a policy or have a reading list, by name.
    fn role_choices(&self, path: &SitePath) -> Vec<RoleChoice> {
        let edition = self.edition;
        if !edition.most_private {
            return Vec::new();
        }
        let readers = roles(edition);
        let policies = edition.pages.iter().filter_map(|page| page.meta.as_ref());
        let owners = policies.filter(|meta| !meta.standing.is_over()).filter_map(|meta| meta.owner());
        let keys: BTreeSet<&str> = owners.chain(readers.iter().copied()).collect();
        let choice = |key: &str| {
            let role = self.role(key)?;
            let list = readers.contains(key).then(|| self.link(path, &role, &role_path(edition, key)).href);
            Some(RoleChoice { role, reading_list: list })
        };
        let mut choices: Vec<RoleChoice> = keys.into_iter().filter_map(choice).collect();
        choices.sort_by_cached_key(|choice| choice.role.to_lowercase());
        choices
    }
}
