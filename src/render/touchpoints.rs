//! Touchpoints as pages show them: each with its best answer, which is what may be offered today, or why there is no exception.
//!
//! In: an [`Edition`](crate::edition::Edition). Out: a [`TouchpointView`] for each touchpoint, in the author's order. What always
//! holds: an answer is an option that is offered that day, with its condition and its limit, or a reason of a black policy.

use super::Renderer;
use super::context::{AnswerView, Link, TouchpointView};
use super::listings::coverage;
use crate::edition::{Answer, PageIndex, PolicyMeta, Prose, Touchpoint};
use crate::policy::Kind;
use crate::text::SitePath;

impl Renderer<'_> {
    /// The touchpoints, as a page at `path` shows them: with no more than `most` links each.
    pub(super) fn touchpoint_views(&self, path: &SitePath, most: usize) -> Vec<TouchpointView> {
        let edition = self.edition;
        let coverage = coverage(edition, PolicyMeta::touchpoints);
        let view = |(key, touchpoint): (&String, &Touchpoint)| {
            let Touchpoint { place: _, anchor, title, text } = touchpoint;
            let mut policies = coverage.of_key(key).to_vec();
            policies.sort_by_cached_key(|at| self.rank(key, *at));
            let list = self.href(path, &edition.generated_path("touchpoints"));
            TouchpointView {
                title: title.clone(),
                text: text.as_ref().map(|text| self.html(text, path, None)),
                anchor: anchor.clone(),
                href: match *policies {
                    [only] => self.href(path, &edition.path_of(only)),
                    _ => format!("{list}#{anchor}"),
                },
                answer: policies.first().and_then(|at| self.answer(*at, path)),
                links: self.page_links(path, &policies[..policies.len().min(most)]),
                more: policies.len().saturating_sub(most),
            }
        };
        edition.touchpoints_in_order().into_iter().map(view).collect()
    }

    /// How well a policy answers a touchpoint, the best first: one that says something, that names the touchpoint before others,
    /// that clients may read too, that binds and does not only advise, and that names few touchpoints.
    fn rank(&self, key: &str, at: PageIndex) -> impl Ord + use<> {
        let page = &self.edition.pages[at];
        let meta = page.meta.as_ref();
        let touchpoints = meta.map(PolicyMeta::touchpoints).unwrap_or_default();
        let place = touchpoints.iter().position(|one| one == key).unwrap_or(usize::MAX);
        let is_internal = page.readers.as_ref() == Some(&self.edition.audience_title);
        let says_nothing = meta.and_then(PolicyMeta::first_answer).is_none();
        (says_nothing, place, is_internal, page.kind == Kind::Guideline, touchpoints.len(), at)
    }

    /// What a policy answers, if anything.
    fn answer(&self, at: PageIndex, path: &SitePath) -> Option<AnswerView> {
        let answer = self.edition.pages[at].meta.as_ref()?.first_answer()?;
        let html = |text: &Prose| self.html(text, path, None);
        let (option, reason) = match answer {
            Answer::Option(option) => (Some(option), None),
            Answer::Reason(reason) => (None, Some(reason)),
        };
        Some(AnswerView {
            policy: Link { description: None, ..self.page_link(path, at) },
            offer: option.map(|option| html(option.offer)),
            when: option.and_then(|option| option.when).map(html),
            limit: option.and_then(|option| option.limit).map(html),
            decides: option.and_then(|option| self.role(option.decided_by?)),
            reason: reason.map(html),
        })
    }
}
