//! The page of a policy.

use super::Renderer;
use super::context::{
    BenchmarkView, ChangeView, GoodCallView, Link, OptionView, PersonView, PolicyContext, PolicyView, PrivateView,
    ScenarioView, StandardView,
};
use super::listings::{role_path, tag_anchor};
use crate::edition::{Change, Changed, PageIndex, PolicyMeta, PrivateMeta, Standard};
use crate::error::Result;
use crate::markdown::Formatted;
use crate::text::{SitePath, encode_percent};

impl Renderer<'_> {
    /// The page of a policy.
    ///
    /// # Errors
    /// When the template is wrong.
    pub fn policy(&self, at: PageIndex, meta: &PolicyMeta, path: &SitePath) -> Result<Vec<u8>> {
        let page = &self.edition.pages[at];
        let Formatted { html, contents } = self.body(at, path);
        let (previous, next) = self.previous_and_next(at, path);
        let context = PolicyContext {
            policy: self.policy_of(at, meta, path),
            versions: self.versions_of(at, path),
            body: html,
            contents,
            previous,
            next,
            backlinks: self.backlinks(at, path),
        };
        self.fill("policy.html", self.layout(path, &page.title, &page.section, Some(at))?, &context, path)
    }

    fn people(&self, keys: &[String]) -> Vec<PersonView> {
        keys.iter().filter_map(|key| self.person(key)).collect()
    }

    /// What governs the policy of a page, with what the page itself has.
    pub(super) fn policy_of(&self, at: PageIndex, meta: &PolicyMeta, path: &SitePath) -> PolicyView {
        let page = &self.edition.pages[at];
        PolicyView {
            description: page.description.clone(),
            tags: self.tag_links(&page.tags, path),
            changes: self.log_lines(at, meta),
            ..self.policy_view(&page.title, meta, path)
        }
    }

    /// The declared changes of a policy, with those of the facts that it quotes, newest first.
    fn log_lines(&self, at: PageIndex, meta: &PolicyMeta) -> Vec<ChangeView> {
        let mut lines: Vec<(Option<jiff::civil::Date>, ChangeView)> =
            meta.changes.iter().map(|change| (change.date, self.change(change))).collect();
        let log = self.edition.log_of(at);
        let facts = log.iter().filter(|entry| entry.date <= self.edition.today);
        let facts: Vec<_> = facts.filter(|entry| matches!(entry.what, Changed::Fact { .. })).collect();
        if !facts.is_empty() {
            lines.extend(facts.into_iter().map(|entry| (Some(entry.date), self.log_view(entry))));
            lines.sort_by_key(|(date, _)| std::cmp::Reverse(*date));
        }
        lines.into_iter().map(|(_, line)| line).collect()
    }

    /// What governs a policy, or governed it.
    pub(super) fn policy_view(&self, title: &str, meta: &PolicyMeta, path: &SitePath) -> PolicyView {
        let edition = self.edition;
        let links = |pages: &[PageIndex]| pages.iter().map(|at| self.page_link(path, *at)).collect();
        let today = edition.today;
        PolicyView {
            id: meta.id.clone(),
            title: title.to_owned(),
            description: None,
            kind: meta.kind,
            status: meta.status,
            version: meta.version.clone(),
            effective: meta.effective.map(|date| self.date(date)),
            announced: meta.effective.is_some_and(|date| date > today),
            owner: meta.owner.as_ref().and_then(|owner| self.person(owner)),
            flexibility: meta.flexibility,
            rationale: meta.rationale.clone(),
            reasons: meta.reasons.clone(),
            options: meta
                .options
                .iter()
                .map(|option| OptionView {
                    offer: option.offer.clone(),
                    when: option.when.clone(),
                    limit: option.limit.clone(),
                    decided_by: option.decided_by.as_ref().and_then(|person| self.person(person)),
                    only: option.told_to.clone().filter(|_| option.is_apart),
                })
                .collect(),
            standards: meta.standards.iter().map(|standard| self.standard(standard)).collect(),
            scenarios: scenarios(meta),
            escalation: self.people(&meta.escalation),
            takes: meta.takes.clone(),
            goals: titles(&meta.goals, |key| edition.goals.get(key).map(|goal| &goal.title)),
            touchpoints: titles(&meta.touchpoints, |key| edition.touchpoints.get(key).map(|touch| &touch.title)),
            related: links(&meta.related),
            supersedes: links(&meta.supersedes),
            superseded_by: meta.superseded_by.map(|at| self.page_link(path, at)),
            pilot_until: meta.pilot.as_ref().and_then(|pilot| pilot.until).map(|date| self.date(date)),
            changes: meta.changes.iter().map(|change| self.change(change)).collect(),
            tags: Vec::new(),
            permalink: meta.id.as_ref().map(|id| self.href(path, &SitePath::page(&format!("p/{id}")))),
            feedback: self.feedback(meta, title),
            private: meta.private.as_ref().map(|private| self.private(path, private)),
        }
    }

    /// A letter to the owner, begun: its subject names the policy and its version.
    fn feedback(&self, meta: &PolicyMeta, title: &str) -> Option<String> {
        let contact = self.edition.people.get(meta.owner.as_ref()?)?.contact.as_ref()?;
        let address = contact.strip_prefix("mailto:")?;
        let name: Vec<&str> = meta.id.as_deref().into_iter().chain([title]).chain(meta.version.as_deref()).collect();
        let subject = self.theme.strings.get("clear.subject").replace("{title}", &name.join(" "));
        let mark = if address.contains('?') { '&' } else { '?' };
        Some(format!("{contact}{mark}subject={}", encode_query(&subject)))
    }

    pub(super) fn private(&self, path: &SitePath, private: &PrivateMeta) -> PrivateView {
        let edition = self.edition;
        PrivateView {
            approved_by: private.approved_by.as_ref().and_then(|person| self.person(person)),
            motive: private.motive,
            review_due: private.review_due.map(|date| self.date(date)),
            overdue: private.review_due.is_some_and(|date| date < self.edition.today),
            reviewed: private.reviewed.map(|date| self.date(date)),
            review_every: private.review_every.clone(),
            approvals: self.people(&private.approvals),
            required_for: private
                .required_for
                .iter()
                .filter_map(|key| Some(self.link(path, &edition.people.get(key)?.role, &role_path(key))))
                .collect(),
            say: private.say.clone(),
            benchmarks: private
                .benchmarks
                .iter()
                .map(|benchmark| BenchmarkView {
                    who: benchmark.who.clone(),
                    offers: benchmark.offers.clone(),
                    source: benchmark.source.clone(),
                    checked: benchmark.checked.as_ref().map(|date| self.date(date.value)),
                    verdict: benchmark.verdict,
                })
                .collect(),
            good_calls: private
                .good_calls
                .iter()
                .map(|call| GoodCallView { date: call.date.map(|date| self.date(date)), story: call.story.clone() })
                .collect(),
            pilot_with: private.pilot_with.clone(),
            pilot_feedback: private.pilot_feedback.clone(),
        }
    }

    pub(super) fn standard(&self, standard: &Standard) -> StandardView {
        StandardView {
            measure: standard.measure.clone(),
            target: standard.target.clone(),
            result: standard.result.clone(),
            measured: standard.measured.map(|date| self.date(date)),
        }
    }

    /// The tags of a page, each with its place on the page of tags.
    fn tag_links(&self, tags: &[String], path: &SitePath) -> Vec<Link> {
        let all = SitePath::page("tags");
        tags.iter()
            .map(|tag| {
                let link = self.link(path, tag, &all);
                Link { href: format!("{}#{}", link.href, tag_anchor(tag)), ..link }
            })
            .collect()
    }

    pub(super) fn change(&self, change: &Change) -> ChangeView {
        ChangeView {
            version: change.version.clone(),
            date: change.date.map(|date| self.date(date)),
            material: change.material,
            summary: change.summary.clone(),
            reason: change.reason.clone(),
        }
    }
}

/// The cases that a policy is practised on.
pub(super) fn scenarios(meta: &PolicyMeta) -> Vec<ScenarioView> {
    let view = meta.scenarios.iter().map(|scenario| ScenarioView {
        situation: scenario.situation.clone(),
        question: scenario.question.clone(),
        answer: scenario.answer.clone(),
    });
    view.collect()
}

/// A text as a value of a URL's query.
fn encode_query(text: &str) -> String {
    encode_percent(text).replace('/', "%2F").replace('&', "%26").replace('=', "%3D").replace('+', "%2B")
}

fn titles<'a>(keys: &[String], title: impl Fn(&str) -> Option<&'a String>) -> Vec<String> {
    keys.iter().filter_map(|key| title(key).cloned()).collect()
}
