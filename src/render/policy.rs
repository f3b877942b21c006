//! The page of a policy.

use super::Renderer;
use super::context::{ApprovalView, ChangeView, EntryView, Link, Opinion, PolicyContext, PolicyView};
use super::fields::Place;
use super::listings::tag_anchor;
use crate::edition::{Approval, Change, FactValues, LogEntry, PageIndex, PolicyMeta, Stage};
use crate::error::Result;
use crate::markdown::{Formatted, TocEntry};
use crate::policy::{FIELDS, Standing};
use crate::text::SitePath;

impl Renderer<'_> {
    /// The page of a policy.
    ///
    /// # Errors
    /// When the template is wrong.
    pub fn policy(&self, at: PageIndex, meta: &PolicyMeta, path: &SitePath) -> Result<Vec<u8>> {
        let page = &self.edition.pages[at];
        let Formatted { html, mut contents } = self.body(at, path);
        let (previous, next) = self.previous_and_next(at, path);
        let is_section = page.address == page.section;
        let (sections, pages) = if is_section { self.in_section(&page.section, path) } else { Default::default() };
        let policy = self.policy_of(at, meta, path);
        contents.extend(self.behind_text(meta, !policy.log.is_empty()));
        let context = PolicyContext {
            policy,
            sections,
            pages,
            versions: self.versions_of(at, path),
            days: self.days_of_page(at, path),
            body: html,
            contents,
            previous,
            next,
            backlinks: self.backlinks(at, path),
            recorded: meta.id().zip(meta.version()).and_then(|(id, number)| self.recorded(id, number, path)),
        };
        self.fill("policy.html", self.layout(path, &page.title, &page.section, Some(at))?, &context, path)
    }

    /// The headings behind the text of a policy.
    fn behind_text(&self, meta: &PolicyMeta, has_log: bool) -> Vec<TocEntry> {
        let has = |key| !meta.values.entries(key).is_empty();
        let headings = [
            (has("standards"), "_standards", "standards.title"),
            (has("scenarios"), "_practice", "practice.title"),
            (has_log, "_changes", "changes.title"),
        ];
        let shown = headings.into_iter().filter(|(is_there, ..)| *is_there);
        let entry = |(_, anchor, key): (bool, &str, &str)| TocEntry {
            level: 2,
            text: self.theme.strings.get(key).to_owned(),
            anchor: anchor.to_owned(),
        };
        shown.map(entry).collect()
    }

    /// What governs the policy of a page, with what the page itself has.
    pub(super) fn policy_of(&self, at: PageIndex, meta: &PolicyMeta, path: &SitePath) -> PolicyView {
        let page = &self.edition.pages[at];
        if meta.standing.governs() {
            self.note_review(meta);
        }
        PolicyView {
            description: page.description.as_ref().map(|text| self.html(text, path, None)),
            tags: self.tag_links(&page.tags, path),
            log: self.log_lines(at, path),
            hash: Some(self.edition.hash(at).to_owned()),
            ..self.policy_view(&page.title, meta, path, None)
        }
    }

    /// Notes the day on which the review of a policy is overdue.
    pub(super) fn note_review(&self, meta: &PolicyMeta) {
        let due = meta.review_date().filter(|_| !meta.standing.is_over());
        self.note_change(due.and_then(|due| due.tomorrow().ok()));
    }

    /// Notes the days on which what a log announces comes into force.
    pub(super) fn note_log(&self, log: &[LogEntry<'_>]) {
        for entry in log {
            if let Stage::Announced(from) = entry.stage {
                self.note_change(Some(from));
            }
        }
    }

    /// What changed in a policy, newest first. What was announced and has come is there once.
    fn log_lines(&self, at: PageIndex, path: &SitePath) -> Vec<ChangeView> {
        let log = self.edition.log_of(at);
        self.note_log(&log);
        log.iter()
            .filter(|entry| entry.is_current(self.edition.today))
            .map(|entry| self.log_view(entry, path))
            .collect()
    }

    /// What governs a policy, or governed it. Facts have their values of another day, or today's.
    pub(super) fn policy_view(
        &self,
        title: &str,
        meta: &PolicyMeta,
        path: &SitePath,
        facts: Option<&FactValues>,
    ) -> PolicyView {
        let fields = FIELDS.iter().filter(|field| field.projected);
        let keys = self.keys_view(fields, &meta.values, Place { path, facts });
        self.view_with(keys, title, meta, path)
    }

    /// What a sheet for a desk shows of a policy, which is less than a page does: all sheets are on one page.
    pub(super) fn desk_view(&self, title: &str, meta: &PolicyMeta, path: &SitePath) -> PolicyView {
        let fields = FIELDS.iter().filter(|field| field.at_desk);
        let keys = self.keys_view(fields, &meta.values, Place { path, facts: None });
        self.view_with(keys, title, meta, path)
    }

    fn view_with(&self, keys: EntryView, title: &str, meta: &PolicyMeta, path: &SitePath) -> PolicyView {
        let today = self.edition.today;
        PolicyView {
            keys,
            description: None,
            most_private: self.edition.most_private,
            standing: self.edition.shown_standing(meta),
            governs: meta.standing.governs(),
            offers: meta.standing.offers(),
            first_day: meta.first_day.map(|day| self.date(day)),
            last_day: meta.last_day.map(|day| self.date(day)),
            comments_until: meta.comments_until().map(|day| self.date(day)),
            comments_closed: meta.comments_until().is_some_and(|day| day < today),
            opinion: meta.opinion().map(opinion),
            retires: meta.standing != Standing::Retired && meta.retired_on.is_some(),
            replaced: meta.replaced,
            undecided: meta.undecided,
            is_first_step_here: self.edition.most_private && meta.is_first_step_here(),
            missing_version: (meta.standing == Standing::Announced)
                .then(|| meta.changes().find(|change| change.date.is_some_and(|date| date <= today)))
                .flatten()
                .map(|change| change.version.to_owned()),
            overdue: meta.standing.governs() && meta.review_date().is_some_and(|date| date < today),
            approval: meta.approval().and_then(|approval| self.approval(approval)),
            awaits_approval: !meta.standing.is_over() && meta.standing != Standing::Lapsed,
            replacements: meta.replacements.iter().map(|one| self.replacement(one, path)).collect(),
            tags: Vec::new(),
            log: Vec::new(),
            hash: None,
            permalink: meta.id().map(|id| self.href(path, &SitePath::page(&format!("p/{id}")))),
            feedback: self.feedback(Some(meta), title, path),
        }
    }

    /// The tags of a page, each with its place on the page of tags.
    fn tag_links(&self, tags: &[String], path: &SitePath) -> Vec<Link> {
        let all = self.edition.generated_path("tags");
        tags.iter()
            .map(|tag| {
                let link = self.link(path, tag, &all);
                Link { href: format!("{}#{}", link.href, tag_anchor(tag)), ..link }
            })
            .collect()
    }

    pub(super) fn change(&self, change: Change<'_>, path: &SitePath) -> ChangeView {
        let Change { version, date, material, summary, reason, approval } = change;
        ChangeView {
            version: version.to_owned(),
            date: date.map(|date| self.date(date)),
            material,
            summary: self.html(summary, path, None),
            reason: reason.map(|reason| self.html(reason, path, None)),
            mark: None,
            approval: approval.and_then(|approval| self.approval(approval)),
        }
    }

    /// Who agreed to a version, as far as its readers may know them.
    pub(super) fn approval(&self, approval: Approval<'_>) -> Option<ApprovalView> {
        let Approval { by, on, reference } = approval;
        let is_link = |text: &&str| text.starts_with("https://") || text.starts_with("http://");
        Some(ApprovalView {
            by: self.edition.people.get(by)?.role.clone(),
            on: on.map(|on| self.date(on)),
            reference: reference.map(str::to_owned),
            href: reference.filter(is_link).map(str::to_owned),
        })
    }
}

/// An address as a link, and anything else as it is.
pub(super) fn opinion(to: &str) -> Opinion {
    let mail = to.strip_prefix("mailto:");
    let text = mail.map_or(to, |mail| mail.split('?').next().unwrap_or(mail));
    let is_link = mail.is_some() || to.starts_with("https://") || to.starts_with("http://");
    Opinion { text: text.to_owned(), href: is_link.then(|| to.to_owned()) }
}
