//! What was in force on a day: the question that the pages about a policy offer.
//!
//! In: the versions of a policy. Out: the days on which each was in force, the newest first, for the script that answers, and for
//! readers without it. What always holds: a proposal, and a version whose first day nobody wrote down, answer nothing.

use super::Renderer;
use super::context::DaysView;
use super::versions::{PolicyRef, version_path};
use crate::edition::{PageIndex, Period, PolicyMeta};
use crate::text::SitePath;

impl Renderer<'_> {
    /// The days of each version of a policy that has a page.
    pub(super) fn days_of_page(&self, at: PageIndex, path: &SitePath) -> Vec<DaysView> {
        self.days(&PolicyRef::Page(at), path)
    }

    /// The days of each version of a policy. A day of the past has a handbook of its own, which answers for that day alone.
    pub(super) fn days(&self, policy: &PolicyRef, path: &SitePath) -> Vec<DaysView> {
        let Some(history) = self.version_history(policy).filter(|_| !self.edition.as_of) else { return Vec::new() };
        let own = history.page.filter(|_| history.versions.is_empty());
        let own = own.and_then(|at| {
            let number = self.edition.pages[at].meta.as_ref().and_then(PolicyMeta::version)?;
            Some((number, self.edition.path_of(at)))
        });
        let versions = history.versions.iter();
        let shown = versions.map(|version| (&*version.number, version_path(&history.base, version))).chain(own);
        let days = shown.zip(&history.periods).filter_map(|((number, page), period)| {
            let Period { from, until, .. } = period.filter(|period| !period.is_open)?;
            let until = until.map(|date| self.date(date));
            Some(DaysView { number: number.to_owned(), href: self.href(path, &page), from: self.date(from?), until })
        });
        let mut days: Vec<DaysView> = days.collect();
        days.reverse();
        days
    }
}
