//! The pages about a policy's versions: the list of them, each version, and the page that stays where a policy was withdrawn.

use serde::Serialize;

use super::Renderer;
use super::context::{ChangeView, Date, DaysView, Layout, LayoutParts, Link, Opinion, PolicyView};
use super::link_resolver::LinkResolver;
use super::policy::opinion;
use super::redlines::redlines_path;
use super::template_value::Html;
use crate::edition::{Change, Changing, PageIndex, Period, Reduction, Replaced, Replacement, Version, Withdrawn};
use crate::error::Result;
use crate::markdown::{Formatted, TocEntry};
use crate::policy::Standing;
use crate::text::SitePath;

/// A policy that has versions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyRef {
    /// A policy that has a page.
    Page(PageIndex),
    /// A policy whose file is gone, by its id.
    Withdrawn(String),
}

/// The list of a policy's versions. `base` is the address of the policy.
#[must_use]
pub fn versions_path(base: &str) -> SitePath {
    SitePath::page(&format!("{}/versions", below(base)))
}

/// The folder below which the pages about a policy are: its own address; for the front page `-`, since each site has pages of the
/// same names at its top.
pub(super) fn below(base: &str) -> &str {
    if base.is_empty() { "-" } else { base }
}

/// The page of one version.
#[must_use]
pub fn version_path(base: &str, version: &Version) -> SitePath {
    SitePath::page(&format!("{}/versions/{}", below(base), version.address))
}

/// Where the text of a recorded version is, as it was hashed. `address` is the last part of the version's own address.
#[must_use]
pub fn recorded_text_path(id: &str, address: &str) -> SitePath {
    SitePath::file(&format!("p/{id}/{address}/text.txt"))
}

/// The permanent link of a recorded version.
#[must_use]
pub fn version_link_path(id: &str, address: &str) -> SitePath {
    SitePath::page(&format!("p/{id}/{address}"))
}

/// Where the receipt of a recorded version is.
#[must_use]
pub fn receipt_path(id: &str, address: &str) -> SitePath {
    SitePath::file(&format!("p/{id}/{address}/receipt.txt"))
}

/// The page that stays where a policy was withdrawn.
#[must_use]
pub fn withdrawn_path(id: &str) -> SitePath {
    SitePath::page(&format!("p/{id}"))
}

/// The versions of one policy, and what their pages need to know of it.
pub(super) struct VersionHistory<'a> {
    pub(super) title: &'a str,
    /// The address below which the pages of the versions are.
    pub(super) base: String,
    pub(super) section: &'a str,
    /// The folder from which the relative links of its texts begin.
    pub(super) links_from: &'a str,
    pub(super) page: Option<PageIndex>,
    pub(super) versions: &'a [Version],
    pub(super) changes: Vec<Change<'a>>,
    /// The days on which each version was in force.
    pub(super) periods: Vec<Option<Period>>,
}

#[derive(Debug, Serialize)]
struct VersionsContext {
    policy: Link,
    /// The page of redlines.
    changes: Option<Link>,
    versions: Vec<VersionLine>,
}

/// A version in the list of them.
#[derive(Debug, Serialize)]
pub(super) struct VersionLine {
    pub(super) number: String,
    pub(super) effective: Option<Date>,
    pub(super) standing: Standing,
    /// The link to its page; none where its text was not found.
    pub(super) href: Option<String>,
    pub(super) readable: bool,
    pub(super) change: Option<ChangeView>,
    /// The days on which it was, or is to be, in force; none of a proposal, and of what only the log names.
    pub(super) period: Option<PeriodView>,
    /// The pages that compare it with the versions before it, the nearest first.
    pub(super) against: Vec<Link>,
    /// What the ledger has of it.
    pub(super) recorded: Option<RecordedView>,
}

/// The days on which a version was in force.
#[derive(Debug, Serialize)]
pub(super) struct PeriodView {
    from: Option<Date>,
    until: Option<Date>,
    /// The first and last days of the times in between in which the policy was away.
    away: Vec<(Date, Date)>,
}

#[derive(Debug, Serialize)]
struct VersionContext {
    policy: PolicyView,
    number: String,
    standing: Standing,
    readable: bool,
    /// Whether nothing is known of it but its text.
    text_alone: bool,
    /// The version that took its place.
    followed_by: Option<Follower>,
    /// The page of the policy as it is today.
    now: Link,
    /// The list of all versions.
    all: Link,
    body: String,
    contents: Vec<TocEntry>,
    /// When and why words were taken out of it.
    reductions: Vec<ReductionView>,
    /// What else was published under this number after it came into force, newest first.
    others: Vec<OtherTextView>,
    /// What the ledger has of it.
    recorded: Option<RecordedView>,
}

/// The links to what the ledger has of a version.
#[derive(Debug, Serialize)]
pub(super) struct RecordedView {
    /// The text as it was hashed.
    text: Link,
    /// How it can be checked.
    receipt: Link,
    /// How it is cited, without a clause.
    citation: String,
    /// The address for good, where the edition has one.
    permalink: Option<String>,
}

/// That words were taken out of a version.
#[derive(Debug, Serialize)]
struct ReductionView {
    on: Date,
    because: Html,
}

/// A text that bore a version's number before its last one.
#[derive(Debug, Serialize)]
pub(super) struct OtherTextView {
    until: Date,
    body: String,
}

/// A version that took the place of another, or will.
#[derive(Debug, Serialize)]
struct Follower {
    number: String,
    href: String,
    date: Option<Date>,
}

#[derive(Debug, Serialize)]
struct WithdrawnContext {
    id: String,
    title: String,
    version: Option<String>,
    gone: Option<Date>,
    /// What took its place, what took the place of that, and so on.
    replacements: Vec<ReplacementView>,
    versions: Option<Link>,
    /// What was in force on which days.
    days: Vec<DaysView>,
}

/// A policy that took the place of another, or will.
#[derive(Debug, Serialize)]
pub(super) struct ReplacementView {
    /// The title of the policy whose place it is, where that took the place of another in turn.
    of: Option<String>,
    link: Link,
    since: Option<Date>,
    done: bool,
    /// Whether it is gone too.
    gone: bool,
}

/// HTML without its anchors, where the page has the same ones already. In the words of a text a quotation mark is never a bare one.
fn without_ids(html: &str) -> String {
    let mut parts = html.split(" id=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| out + part.split_once('"').map_or(part, |(_, rest)| rest))
}

impl Renderer<'_> {
    /// The versions of a policy; `None` where the edition does not have it.
    pub(super) fn version_history(&self, policy: &PolicyRef) -> Option<VersionHistory<'_>> {
        match policy {
            PolicyRef::Page(at) => {
                let page = self.edition.pages.at(*at)?;
                Some(VersionHistory {
                    title: &page.title,
                    base: page.address.clone(),
                    section: &page.section,
                    links_from: &page.links_from,
                    page: Some(*at),
                    versions: &page.versions,
                    changes: page.log(),
                    periods: self.edition.periods(Changing::Page(*at)),
                })
            }
            PolicyRef::Withdrawn(id) => {
                let withdrawn = self.edition.withdrawn.get(id)?;
                let last = withdrawn.versions.last();
                Some(VersionHistory {
                    title: &withdrawn.title,
                    base: format!("p/{id}"),
                    section: "",
                    links_from: "",
                    page: None,
                    versions: &withdrawn.versions,
                    changes: last.map(|version| version.meta.changes().collect()).unwrap_or_default(),
                    periods: self.edition.periods(Changing::Withdrawn(id, withdrawn)),
                })
            }
        }
    }

    /// A link to the policy as it is today.
    pub(super) fn policy_link(&self, history: &VersionHistory<'_>, path: &SitePath) -> Link {
        match history.page {
            Some(at) => self.page_link(path, at),
            None => self.link(path, history.title, &SitePath::page(&history.base)),
        }
    }

    /// The layout of a page that search engines do not list, since it shows what was.
    pub(super) fn unlisted_layout(
        &self,
        path: &SitePath,
        title: &str,
        history: &VersionHistory<'_>,
    ) -> Result<LayoutParts> {
        let layout = self.layout(path, title, history.section, history.page)?;
        Ok(LayoutParts { page: Layout { index: false, canonical: None, json_ld: None, ..layout.page }, ..layout })
    }

    /// The list of all versions of a policy: those whose texts were found, and those that only the change log names.
    ///
    /// # Errors
    /// When the template is wrong.
    pub fn versions(&self, policy: &PolicyRef, path: &SitePath) -> Result<Vec<u8>> {
        let history = self.version_history(policy).ok_or_else(|| self.no_page(path))?;
        let title = self.theme.strings.get("versions.title").replace("{title}", history.title);
        let context = VersionsContext {
            policy: self.policy_link(&history, path),
            changes: (history.versions.len() > 1)
                .then(|| self.link(path, self.theme.strings.get("redline.link"), &redlines_path(&history.base))),
            versions: self.version_lines(policy, &history, path),
        };
        self.fill("versions.html", self.layout(path, &title, history.section, history.page)?, &context, path)
    }

    fn version_lines(&self, policy: &PolicyRef, history: &VersionHistory<'_>, path: &SitePath) -> Vec<VersionLine> {
        let change_of = |number: &str| history.changes.iter().find(|change| change.version == number);
        let mut lines: Vec<(Option<jiff::civil::Date>, VersionLine)> = history
            .versions
            .iter()
            .zip(&history.periods)
            .enumerate()
            .map(|(at, (version, period))| {
                let id = version.meta.id();
                let line = VersionLine {
                    number: version.number.clone(),
                    effective: version.effective.map(|date| self.date(date)),
                    standing: version.standing,
                    href: Some(self.href(path, &version_path(&history.base, version))),
                    readable: version.readable,
                    change: change_of(&version.number).map(|change| self.change(*change, path)),
                    period: period.filter(|period| !period.is_open).map(|period| PeriodView {
                        from: period.from.map(|date| self.date(date)),
                        until: period.until.map(|date| self.date(date)),
                        away: self.away(policy, &period),
                    }),
                    against: self.redlines_to(&history.base, history.versions, at, path),
                    recorded: id.and_then(|id| self.recorded(id, &version.number, path)),
                };
                (version.effective, line)
            })
            .collect();
        for change in &history.changes {
            if history.versions.iter().all(|version| version.number != change.version) {
                let line = VersionLine {
                    number: change.version.to_owned(),
                    effective: change.date.map(|date| self.date(date)),
                    standing: Standing::Superseded,
                    href: None,
                    readable: true,
                    change: Some(self.change(*change, path)),
                    period: None,
                    against: Vec::new(),
                    recorded: None,
                };
                lines.push((change.date, line));
            }
        }
        lines.sort_by_key(|(date, _)| *date);
        lines.into_iter().rev().map(|(_, line)| line).collect()
    }

    /// The page of one version, by its index among the versions of the policy.
    ///
    /// # Errors
    /// When the template is wrong.
    pub fn version(&self, policy: &PolicyRef, at: usize, path: &SitePath) -> Result<Vec<u8>> {
        let history = self.version_history(policy).ok_or_else(|| self.no_page(path))?;
        let version = history.versions.get(at).ok_or_else(|| self.no_page(path))?;
        let resolver = LinkResolver {
            renderer: self,
            path,
            section: history.links_from,
            anchors: None,
            terms: true,
            facts: Some(&version.facts),
        };
        let Formatted { html, contents } = version.body.format(&resolver);
        let next = history.versions.get(at + 1).filter(|next| next.standing != Standing::Announced);
        let follows = next.filter(|_| version.standing == Standing::Superseded);
        if next.is_none() && version.standing != Standing::Announced {
            // Until another follows, it has the values of today.
            version.facts.keys().for_each(|key| self.note_change(self.edition.next_value(key)));
        }
        let name = self.theme.strings.get("versions.one").replace("{title}", &version.title);
        let title = name.replace("{version}", &version.number);
        let mut view = self.policy_view(&version.title, &version.meta, path, Some(&version.facts));
        view.permalink = None;
        view.hash = version.readable.then(|| self.edition.version_hash(version));
        view.replacements = Vec::new();
        view.overdue = false;
        view.awaits_approval &= !version.standing.is_over() && version.standing != Standing::Lapsed;
        let known = version.meta.id().and_then(|id| self.edition.approval_of_version(id, &version.number));
        view.approval = known.and_then(|approval| self.approval(approval)).or(view.approval);
        let others = version.others.iter().map(|other| {
            let resolver = LinkResolver { facts: Some(&other.facts), terms: false, ..resolver };
            let body = without_ids(&other.body.format(&resolver).html);
            OtherTextView { until: self.date(other.until), body }
        });
        let others = others.collect();
        let reductions = version.reductions.iter().map(|Reduction { on, because }| ReductionView {
            on: self.date(*on),
            because: self.html(because, path, None),
        });
        let context = VersionContext {
            reductions: reductions.collect(),
            others,
            policy: view,
            number: version.number.clone(),
            standing: version.standing,
            readable: version.readable,
            text_alone: version.text_alone,
            followed_by: follows.map(|next| Follower {
                number: next.number.clone(),
                href: self.href(path, &version_path(&history.base, next)),
                date: next.effective.map(|date| self.date(date)),
            }),
            now: self.policy_link(&history, path),
            all: self.link(path, self.theme.strings.get("versions.all"), &versions_path(&history.base)),
            body: html,
            contents,
            recorded: version.meta.id().and_then(|id| self.recorded(id, &version.number, path)),
        };
        self.fill("version.html", self.unlisted_layout(path, &title, &history)?, &context, path)
    }

    /// The links to what the ledger has of a version; nothing where it was not recorded.
    pub(super) fn recorded(&self, id: &str, number: &str, path: &SitePath) -> Option<RecordedView> {
        let address = self.edition.recorded_address(id, number)?;
        let strings = &self.theme.strings;
        let title = self.edition.title_of_version(id, number)?;
        let identity = &self.edition.identity;
        let day = self.edition.recorded_day(id, number);
        let citation = strings.get("receipt.citation").replace("{id}", id).replace("{version}", number);
        let citation = citation.replace("{title}", title);
        let citation = citation.replace("{handbook}", identity.organisation.as_ref().unwrap_or(&identity.title));
        let since = day.map(|day| strings.get("receipt.citation_day").replace("{date}", &self.date(day).text));
        Some(RecordedView {
            text: self.link(path, strings.get("receipt.text_link"), &recorded_text_path(id, &address)),
            receipt: self.link(path, strings.get("receipt.link"), &receipt_path(id, &address)),
            citation: citation + &since.unwrap_or_default(),
            permalink: self.edition.url.as_ref().map(|url| {
                let path = version_link_path(id, &address);
                format!("{url}{}", path.encoded_address())
            }),
        })
    }

    /// A policy that took the place of another, ready to be shown.
    pub(super) fn replacement(&self, replacement: &Replacement, path: &SitePath) -> ReplacementView {
        let Replacement { of, title, policy, since, done } = replacement;
        let (link, gone) = match policy {
            Replaced::By(at) => (self.page_link(path, *at), false),
            Replaced::ByGone(id) => (self.link(path, title, &withdrawn_path(id)), true),
        };
        ReplacementView { of: of.clone(), link, since: since.map(|date| self.date(date)), done: *done, gone }
    }

    /// The page that stays where a policy was withdrawn.
    ///
    /// # Errors
    /// When the template is wrong.
    pub fn withdrawn(&self, id: &str, path: &SitePath) -> Result<Vec<u8>> {
        let gone = self.edition.withdrawn.get(id).ok_or_else(|| self.no_page(path))?;
        let Withdrawn { title, version, gone, forgotten: _, section: _, addresses: _, replacements, versions } = gone;
        let all = self.theme.strings.get("versions.all");
        let context = WithdrawnContext {
            id: id.to_owned(),
            title: title.clone(),
            version: version.clone(),
            gone: gone.map(|date| self.date(date)),
            replacements: replacements.iter().map(|one| self.replacement(one, path)).collect(),
            versions: (!versions.is_empty()).then(|| self.link(path, all, &versions_path(&format!("p/{id}")))),
            days: self.days(&PolicyRef::Withdrawn(id.to_owned()), path),
        };
        self.fill("withdrawn.html", self.layout(path, title, "", None)?, &context, path)
    }

    /// The error for a path at which the edition has no page.
    pub(super) fn no_page(&self, path: &SitePath) -> crate::error::Error {
        crate::error::Error::Usage(format!("edition {} has nothing at {path}", self.edition.name))
    }

    /// What a policy's page says about its versions; `None` where none is known.
    pub(super) fn versions_of(&self, at: PageIndex, path: &SitePath) -> Option<VersionsView> {
        let page = &self.edition.pages[at];
        if page.versions.is_empty() {
            return None;
        }
        let announced = page.versions.iter().find(|version| version.standing == Standing::Announced);
        let proposed = page.versions.iter().rfind(|version| version.standing == Standing::Consultation);
        let proposed =
            proposed.filter(|_| page.meta.as_ref().is_some_and(|meta| meta.standing != Standing::Consultation));
        let all = self.theme.strings.get("versions.all");
        let changes = self.theme.strings.get("redline.link");
        Some(VersionsView {
            all: self.link(path, all, &versions_path(&page.address)),
            changes: (page.versions.len() > 1).then(|| self.link(path, changes, &redlines_path(&page.address))),
            announced: announced.map(|version| Follower {
                number: version.number.clone(),
                href: self.href(path, &version_path(&page.address, version)),
                date: version.effective.map(|date| self.date(date)),
            }),
            proposed: proposed.map(|version| Proposal {
                number: version.number.clone(),
                href: self.href(path, &version_path(&page.address, version)),
                until: version.meta.comments_until().map(|date| self.date(date)),
                closed: version.meta.comments_until().is_some_and(|day| day < self.edition.today),
                opinion: version.meta.opinion().map(opinion),
            }),
        })
    }
}

/// What a policy's page says about its versions.
#[derive(Debug, Serialize)]
pub(super) struct VersionsView {
    all: Link,
    /// The page of redlines; none where there is one version only.
    changes: Option<Link>,
    /// The version that will come into force next, where one is announced.
    announced: Option<Follower>,
    /// The version about which readers are asked, while another is in force.
    proposed: Option<Proposal>,
}

/// A version in consultation.
#[derive(Debug, Serialize)]
pub(super) struct Proposal {
    number: String,
    href: String,
    /// The last day on which comments are read.
    until: Option<Date>,
    /// Whether that day is past.
    closed: bool,
    opinion: Option<Opinion>,
}
