//! What was in force on a day: the question that the pages about a policy offer.
//!
//! In: the versions of a policy. Out: the days on which each was in force, the newest first, for the script that answers, and for
//! readers without it. What always holds: a proposal, and a version whose first day nobody wrote down, answer nothing.

use super::Renderer;
use super::context::{Date, DaysView};
use super::versions::{PolicyRef, version_path};
use crate::edition::{Changing, PageIndex, Period, PolicyMeta};
use crate::text::SitePath;

impl Renderer<'_> {
    /// The days of each version of a policy that has a page.
    pub(super) fn days_of_page(&self, at: PageIndex, path: &SitePath) -> Vec<DaysView> {
        self.days(&PolicyRef::Page(at), path)
    }

    /// The days of each version of a policy. A day of the past has a handbook of its own, which answers for that day alone.
    pub(super) fn days(&self, policy: &PolicyRef, path: &SitePath) -> Vec<DaysView> {
        let Some(history) = self.version_history(policy).filter(|_| !self.edition.as_of) else { return Vec::new() };
        let id = match policy {
            PolicyRef::Page(at) => self.edition.pages[*at].meta.as_ref().and_then(PolicyMeta::id),
            PolicyRef::Withdrawn(id) => Some(id.as_str()),
        };
        let own = history.page.filter(|_| history.versions.is_empty());
        let own = own.and_then(|at| {
            let number = self.edition.pages[at].meta.as_ref().and_then(PolicyMeta::version)?;
            Some((number, self.edition.path_of(at)))
        });
        let versions = history.versions.iter();
        let shown = versions.map(|version| (&*version.number, version_path(&history.base, version))).chain(own);
        let days = shown.zip(&history.periods).filter_map(|((number, page), period)| {
            // A version that was over on its first day was in force on none.
            let was_in_force =
                |period: &Period| period.until.is_none_or(|until| period.from.is_some_and(|from| from <= until));
            let period = period.filter(|period| !period.is_open && was_in_force(period))?;
            let (Period { from, until, .. }, away) = (period, self.away(policy, &period));
            let until = until.map(|date| self.date(date));
            let id = id.filter(|_| until.is_some());
            let end = id.and_then(|id| self.recorded_end(id, number));
            Some(DaysView {
                number: number.to_owned(),
                href: self.href(path, &page),
                from: self.date(from?),
                until,
                away,
                end,
            })
        });
        let mut days: Vec<DaysView> = days.collect();
        days.reverse();
        days
    }

    /// The times in which a policy was away.
    pub(super) fn away(&self, policy: &PolicyRef, period: &Period) -> Vec<(Date, Date)> {
        let changing = match policy {
            PolicyRef::Page(at) => Some(Changing::Page(*at)),
            PolicyRef::Withdrawn(id) => self.edition.withdrawn.get(id).map(|gone| Changing::Withdrawn(id, gone)),
        };
        let times = changing.map(|policy| self.edition.away(policy, period)).unwrap_or_default();
        times.into_iter().map(|(first, last)| (self.date(first), self.date(last))).collect()
    }

    /// What the ledger has of the end of a version that was recorded, in a sentence.
    fn recorded_end(&self, id: &str, number: &str) -> Option<String> {
        self.edition.receipt(id, number)?;
        let strings = &self.theme.strings;
        if let Some(end) = self.edition.receipt_of_end(id, number) {
            return Some(strings.get("versions.end_recorded").replace("{date}", &self.date(end.on).text));
        }
        let is_unrecorded = self.edition.has_unrecorded_end(id, number);
        is_unrecorded.then(|| strings.get("versions.end_unrecorded").to_owned())
    }
}
