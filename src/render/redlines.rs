//! The page of a policy's changes: each version against the one before it, word by word.
//!
//! In: the versions of a policy that an edition has. Out: the page, and the redline of any two versions for `greyline diff`. What
//! always holds: a step is made of two versions of the edition and of nothing else.

use serde::Serialize;

use super::Renderer;
use super::context::{ChangeView, Date, Link};
use super::fields::FieldChange;
use super::link_resolver::LinkResolver;
use super::versions::{PolicyRef, below, version_path, versions_path};
use crate::edition::{Change, Changed, Changing, Edition, LogEntry, Version};
use crate::error::Result;
use crate::policy::Standing;
use crate::redline::{DiffLine, Labels, Redline, Sides};
use crate::text::SitePath;

/// The most steps that one page shows; `greyline diff` shows any.
const MOST_STEPS: usize = 40;

/// The most versions of which any two are compared, the newest ones; `greyline diff` compares any.
const MOST_COMPARED: usize = 12;

/// Which versions have a page that compares them: any two of the newest ones that are no neighbours, by their places.
pub fn compared(versions: &[Version]) -> impl Iterator<Item = (usize, usize)> {
    let first = versions.len().saturating_sub(MOST_COMPARED);
    let len = versions.len();
    (first..len).flat_map(move |old| (old + 2..len).map(move |new| (old, new)))
}

/// The page that compares two versions of a policy. `base` is the address of the policy.
#[must_use]
pub fn comparison_path(base: &str, old: &Version, new: &Version) -> SitePath {
    SitePath::page(&format!("{}/changes/{}/{}", below(base), old.address, new.address))
}

/// The page of a policy's redlines. `base` is the address of the policy.
#[must_use]
pub fn redlines_path(base: &str) -> SitePath {
    SitePath::page(&format!("{}/changes", below(base)))
}

#[derive(Debug, Serialize)]
struct RedlinesContext {
    style: String,
    lead: String,
    policy: Link,
    all: Link,
    steps: Vec<StepView>,
    /// How many older steps are left out.
    more: usize,
}

/// What changed from one version to the next.
#[derive(Debug, Serialize)]
struct StepView {
    anchor: String,
    old: Link,
    new: Link,
    standing: Standing,
    effective: Option<Date>,
    change: Option<ChangeView>,
    fields: Vec<FieldChange>,
    body: String,
    inserted: usize,
    deleted: usize,
    moved: usize,
    /// Whether the texts are the same.
    same: bool,
    readable: bool,
    /// Whether nothing is known of one of the two but its text.
    text_alone: bool,
}

impl Renderer<'_> {
    /// The page of a policy's redlines, the newest step first.
    ///
    /// # Errors
    /// When the template is wrong.
    pub fn redlines(&self, policy: &PolicyRef, path: &SitePath) -> Result<Vec<u8>> {
        let history = self.version_history(policy).ok_or_else(|| self.no_page(path))?;
        let pairs: Vec<&[Version]> = history.versions.windows(2).rev().collect();
        let step = |pair: &[Version]| {
            let [old, new] = pair else { unreachable!("a window of two") };
            let change = history.changes.iter().find(|change| change.version == new.number);
            self.step(&history.base, history.links_from, old, new, change.copied(), path)
        };
        let strings = &self.theme.strings;
        let title = strings.get("redline.title").replace("{title}", history.title);
        let context = RedlinesContext {
            style: self.asset(path, "assets/redline.css"),
            lead: strings.get("redline.lead").to_owned(),
            policy: self.policy_link(&history, path),
            all: self.link(path, strings.get("versions.all"), &versions_path(&history.base)),
            more: pairs.len().saturating_sub(MOST_STEPS),
            steps: pairs.into_iter().take(MOST_STEPS).map(step).collect(),
        };
        self.fill("redlines.html", self.unlisted_layout(path, &title, &history)?, &context, path)
    }

    /// The page that compares two versions of a policy, by their places.
    ///
    /// # Errors
    /// When the template is wrong.
    pub fn comparison(&self, policy: &PolicyRef, places: (usize, usize), path: &SitePath) -> Result<Vec<u8>> {
        let history = self.version_history(policy).ok_or_else(|| self.no_page(path))?;
        let at = |place: usize| history.versions.get(place).ok_or_else(|| self.no_page(path));
        let (old, new) = (at(places.0)?, at(places.1)?);
        let strings = &self.theme.strings;
        let named = |key: &str| {
            let text = strings.get(key).replace("{title}", history.title);
            text.replace("{old}", &old.number).replace("{new}", &new.number)
        };
        let context = RedlinesContext {
            style: self.asset(path, "assets/redline.css"),
            lead: named("redline.compared_lead"),
            policy: self.policy_link(&history, path),
            all: self.link(path, strings.get("versions.all"), &versions_path(&history.base)),
            more: 0,
            steps: vec![self.step(&history.base, history.links_from, old, new, None, path)],
        };
        let title = named("redline.compared");
        self.fill("redlines.html", self.unlisted_layout(path, &title, &history)?, &context, path)
    }

    /// The redlines of a version against each one before it, the nearest first: those that have a page.
    pub(super) fn redlines_to(&self, base: &str, versions: &[Version], new: usize, path: &SitePath) -> Vec<Link> {
        let neighbour = new.checked_sub(1).filter(|_| versions.len() - new <= MOST_STEPS);
        let far = compared(versions).filter(|(_, later)| self.edition.outputs.comparisons && *later == new);
        let far = far.map(|(old, _)| old);
        let link = |old: usize| {
            let name = &versions[old].number;
            if Some(old) == neighbour {
                let link = self.link(path, name, &redlines_path(base));
                return Link { href: format!("{}#{}", link.href, step_anchor(&versions[new])), ..link };
            }
            self.link(path, name, &comparison_path(base, &versions[old], &versions[new]))
        };
        let mut places: Vec<usize> = far.chain(neighbour).collect();
        places.sort_unstable_by(|one, other| other.cmp(one));
        places.into_iter().map(link).collect()
    }

    fn step(
        &self,
        base: &str,
        section: &str,
        old: &Version,
        new: &Version,
        change: Option<Change<'_>>,
        path: &SitePath,
    ) -> StepView {
        let link = |version: &Version| {
            let name = self.theme.strings.get("changes.version").replace("{version}", &version.number);
            self.link(path, &name, &version_path(base, version))
        };
        let redline = self.redline(section, Some(base), old, new, path);
        StepView {
            anchor: step_anchor(new),
            old: link(old),
            new: link(new),
            standing: new.standing,
            effective: new.effective.map(|date| self.date(date)),
            change: change.map(|change| self.change(change, path)),
            fields: self.fields(old, new),
            same: redline.is_empty(),
            body: redline.html,
            inserted: redline.inserted,
            deleted: redline.deleted,
            moved: redline.moved,
            readable: old.readable && new.readable,
            text_alone: old.text_alone || new.text_alone,
        }
    }

    /// The redline of the texts of two versions, each with the values that facts had while it was in force. A redline has no
    /// anchors, so a link to a heading of the same text becomes one to the page of the new version, below `base`; without `base` it
    /// stays as it is.
    #[must_use]
    pub fn redline(&self, section: &str, base: Option<&str>, old: &Version, new: &Version, path: &SitePath) -> Redline {
        let anchors = base.map(|base| version_path(base, new));
        let [was, is] = self.resolvers_of(section, old, new, path);
        let [was, is] = [was, is].map(|resolver| LinkResolver { anchors: anchors.as_ref(), ..resolver });
        let get = |key| self.theme.strings.get(key);
        let labels = Labels {
            inserted: get("redline.inserted"),
            deleted: get("redline.deleted"),
            moved_from: get("redline.moved_from"),
            moved_here: get("redline.moved_here"),
            level: get("redline.level"),
            was_numbered: get("redline.was_numbered"),
            was_plain: get("redline.was_plain"),
        };
        old.body.redline(&new.body, Sides { was: &was, is: &is }, &labels)
    }

    /// The same as lines, for a terminal.
    #[must_use]
    pub fn redline_lines(&self, section: &str, old: &Version, new: &Version, path: &SitePath) -> Vec<DiffLine> {
        let [was, is] = self.resolvers_of(section, old, new, path);
        old.body.lines(&new.body, Sides { was: &was, is: &is })
    }

    /// The resolvers for the texts of two versions, with the values that facts had on the last day of the older one and on the
    /// first day of the newer one.
    fn resolvers_of<'a>(
        &'a self,
        section: &'a str,
        old: &'a Version,
        new: &'a Version,
        path: &'a SitePath,
    ) -> [LinkResolver<'a>; 2] {
        let resolver = |facts| LinkResolver { renderer: self, path, section, anchors: None, terms: false, facts };
        [resolver(Some(&old.last_facts)), resolver(Some(&new.first_facts))]
    }
}

/// The page and the anchor of the redline of what an entry tells of: of a version whose text is known, and that before it.
#[must_use]
pub fn redline_address(entry: &LogEntry<'_>, edition: &Edition) -> Option<(SitePath, String)> {
    let (Changed::Version(change), Changing::Page(at)) = (&entry.what, entry.policy) else { return None };
    let page = &edition.pages[at];
    let place = page.versions.iter().position(|version| version.number == change.version)?;
    let shown = place > 0 && page.versions.len() - place <= MOST_STEPS;
    shown.then(|| (redlines_path(&page.address), step_anchor(&page.versions[place])))
}

/// The anchor of the step to a version, on the page of redlines.
fn step_anchor(version: &Version) -> String {
    format!("v{}", version.address)
}
