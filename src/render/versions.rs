//! The pages of versions: the list of them, each one, and what is left of a policy that went.

use serde::Serialize;

use super::Renderer;
use super::context::{ChangeView, Date, Layout, LayoutParts, Link, PolicyView};
use super::link_resolver::LinkResolver;
use super::redlines::redlines_path;
use crate::edition::{Change, PageIndex, Standing, Version, Withdrawn};
use crate::error::Result;
use crate::markdown::{Formatted, TocEntry};
use crate::text::SitePath;

/// Whose versions they are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A policy with a page.
    Page(PageIndex),
    /// One whose file has gone, by its id.
    Withdrawn(String),
}

/// The address below which the versions of a policy stand.
#[must_use]
pub fn versions_path(base: &str) -> SitePath {
    SitePath::page(&format!("{base}/versions"))
}

/// The address of one version.
#[must_use]
pub fn version_path(base: &str, version: &Version) -> SitePath {
    SitePath::page(&format!("{base}/versions/{}", version.address))
}

/// The address of what is left of a policy that went.
#[must_use]
pub fn withdrawn_path(id: &str) -> SitePath {
    SitePath::page(&format!("p/{id}"))
}

/// What all versions of one policy share.
pub(super) struct Known<'a> {
    pub(super) title: &'a str,
    pub(super) base: String,
    pub(super) section: &'a str,
    pub(super) page: Option<PageIndex>,
    pub(super) versions: &'a [Version],
    pub(super) changes: Vec<Change<'a>>,
}

#[derive(Debug, Serialize)]
struct VersionsContext {
    policy: Link,
    /// What changed from one to the next, word by word.
    changes: Option<Link>,
    versions: Vec<VersionLine>,
}

/// A version in the list of them.
#[derive(Debug, Serialize)]
pub(super) struct VersionLine {
    pub(super) number: String,
    pub(super) effective: Option<Date>,
    pub(super) standing: Standing,
    /// Its page, where its text was found.
    pub(super) href: Option<String>,
    pub(super) readable: bool,
    pub(super) change: Option<ChangeView>,
}

#[derive(Debug, Serialize)]
struct VersionContext {
    policy: PolicyView,
    number: String,
    standing: Standing,
    readable: bool,
    /// The version that followed, and the day on which it did.
    followed_by: Option<Follower>,
    /// The page of the policy, or of what is left of it.
    now: Link,
    all: Link,
    body: String,
    contents: Vec<TocEntry>,
}

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
    replaced_by: Option<Link>,
    versions: Option<Link>,
}

impl Renderer<'_> {
    pub(super) fn known(&self, subject: &Subject) -> Option<Known<'_>> {
        match subject {
            Subject::Page(at) => {
                let page = self.edition.pages.at(*at)?;
                Some(Known {
                    title: &page.title,
                    base: page.address.clone(),
                    section: &page.section,
                    page: Some(*at),
                    versions: &page.versions,
                    changes: page.log(),
                })
            }
            Subject::Withdrawn(id) => {
                let withdrawn = self.edition.withdrawn.get(id)?;
                let last = withdrawn.versions.last();
                Some(Known {
                    title: &withdrawn.title,
                    base: format!("p/{id}"),
                    section: "",
                    page: None,
                    versions: &withdrawn.versions,
                    changes: last.map(|version| version.meta.changes().collect()).unwrap_or_default(),
                })
            }
        }
    }

    pub(super) fn now(&self, known: &Known<'_>, path: &SitePath) -> Link {
        match known.page {
            Some(at) => self.page_link(path, at),
            None => self.plain_link(path, known.title, &SitePath::page(&known.base)),
        }
    }

    /// What surrounds a page of what was: search engines do not list it.
    pub(super) fn around_unlisted(&self, path: &SitePath, title: &str, known: &Known<'_>) -> Result<LayoutParts> {
        let around = self.around(path, title, known.section, known.page)?;
        Ok(LayoutParts { layout: Layout { index: false, canonical: None, ..around.layout }, ..around })
    }

    /// The list of all versions of a policy: those whose texts are known, and those that are only declared.
    ///
    /// # Errors
    /// When the template is wrong.
    pub fn versions(&self, subject: &Subject, path: &SitePath) -> Result<Vec<u8>> {
        let known = self.known(subject).ok_or_else(|| self.nothing(path))?;
        let title = self.theme.strings.get("versions.title").replace("{title}", known.title);
        let context = VersionsContext {
            policy: self.now(&known, path),
            changes: (known.versions.len() > 1)
                .then(|| self.plain_link(path, self.theme.strings.get("redline.link"), &redlines_path(&known.base))),
            versions: self.version_lines(&known, path),
        };
        self.fill("versions.html", self.around(path, &title, known.section, known.page)?, &context, path)
    }

    fn version_lines(&self, known: &Known<'_>, path: &SitePath) -> Vec<VersionLine> {
        let change_of = |number: &str| known.changes.iter().find(|change| change.version == number);
        let mut lines: Vec<(Option<jiff::civil::Date>, VersionLine)> = known
            .versions
            .iter()
            .map(|version| {
                let line = VersionLine {
                    number: version.number.clone(),
                    effective: version.effective.map(|date| self.date(date)),
                    standing: version.standing,
                    href: Some(self.href(path, &version_path(&known.base, version))),
                    readable: version.readable,
                    change: change_of(&version.number).map(|change| self.change(*change)),
                };
                (version.effective, line)
            })
            .collect();
        for change in &known.changes {
            if known.versions.iter().all(|version| version.number != change.version) {
                let line = VersionLine {
                    number: change.version.to_owned(),
                    effective: change.date.map(|date| self.date(date)),
                    standing: Standing::Superseded,
                    href: None,
                    readable: true,
                    change: Some(self.change(*change)),
                };
                lines.push((change.date, line));
            }
        }
        lines.sort_by_key(|(date, _)| *date);
        lines.into_iter().rev().map(|(_, line)| line).collect()
    }

    /// One version, as it was.
    ///
    /// # Errors
    /// When the template is wrong.
    pub fn version(&self, subject: &Subject, at: usize, path: &SitePath) -> Result<Vec<u8>> {
        let known = self.known(subject).ok_or_else(|| self.nothing(path))?;
        let version = known.versions.get(at).ok_or_else(|| self.nothing(path))?;
        let place = LinkResolver {
            renderer: self,
            path,
            section: known.section,
            anchors: None,
            terms: true,
            facts: Some(&version.facts),
        };
        let Formatted { html, contents } = version.body.format(&place);
        let follows = known.versions.get(at + 1).filter(|_| version.standing == Standing::Superseded);
        let name = self.theme.strings.get("versions.one").replace("{title}", &version.title);
        let title = name.replace("{version}", &version.number);
        let mut policy = self.policy_view(&version.title, &version.meta, path);
        policy.permalink = None;
        policy.superseded_by = None;
        policy.overdue = false;
        let context = VersionContext {
            policy: PolicyView { announced: version.standing == Standing::Announced, ..policy },
            number: version.number.clone(),
            standing: version.standing,
            readable: version.readable,
            followed_by: follows.map(|next| Follower {
                number: next.number.clone(),
                href: self.href(path, &version_path(&known.base, next)),
                date: next.effective.map(|date| self.date(date)),
            }),
            now: self.now(&known, path),
            all: self.plain_link(path, self.theme.strings.get("versions.all"), &versions_path(&known.base)),
            body: html,
            contents,
        };
        self.fill("version.html", self.around_unlisted(path, &title, &known)?, &context, path)
    }

    /// What is left of a policy whose file has gone.
    ///
    /// # Errors
    /// When the template is wrong.
    pub fn withdrawn(&self, id: &str, path: &SitePath) -> Result<Vec<u8>> {
        let Some(Withdrawn { title, version, gone, replaced_by, versions }) = self.edition.withdrawn.get(id) else {
            return Err(self.nothing(path));
        };
        let all = self.theme.strings.get("versions.all");
        let context = WithdrawnContext {
            id: id.to_owned(),
            title: title.clone(),
            version: version.clone(),
            gone: gone.map(|date| self.date(date)),
            replaced_by: replaced_by.map(|at| self.page_link(path, at)),
            versions: (!versions.is_empty()).then(|| self.plain_link(path, all, &versions_path(&format!("p/{id}")))),
        };
        self.fill("withdrawn.html", self.around(path, title, "", None)?, &context, path)
    }

    pub(super) fn nothing(&self, path: &SitePath) -> crate::error::Error {
        crate::error::Error::Usage(format!("edition {} has nothing at {path}", self.edition.name))
    }

    /// What a policy's page says of its versions.
    pub(super) fn versions_of(&self, at: PageIndex, path: &SitePath) -> Option<VersionsView> {
        let page = &self.edition.pages[at];
        if page.versions.is_empty() {
            return None;
        }
        let announced = page.versions.iter().find(|version| version.standing == Standing::Announced);
        let all = self.theme.strings.get("versions.all");
        let changes = self.theme.strings.get("redline.link");
        Some(VersionsView {
            all: self.plain_link(path, all, &versions_path(&page.address)),
            changes: self.plain_link(path, changes, &redlines_path(&page.address)),
            announced: announced.map(|version| Follower {
                number: version.number.clone(),
                href: self.href(path, &version_path(&page.address, version)),
                date: version.effective.map(|date| self.date(date)),
            }),
        })
    }
}

/// What a policy's page says of its versions.
#[derive(Debug, Serialize)]
pub(super) struct VersionsView {
    all: Link,
    /// What changed from one to the next, word by word.
    changes: Link,
    /// The next one, when its day is known.
    announced: Option<Follower>,
}
