//! The page of a policy.

use super::Renderer;
use super::context::{
    BenchmarkView, ChangeView, ChoiceView, GoodCallView, GovernanceView, Link, PersonView, PolicyContext, PolicyView,
    ScenarioView, StandardView,
};
use super::listing::{Listing, role_path, tag_anchor};
use crate::audience::{Change, Changed, Governance, Governed, PageIndex, Standard};
use crate::error::Result;
use crate::markdown::Formatted;
use crate::source::{SitePath, encode_percent};

impl Renderer<'_> {
    /// The page of a policy.
    ///
    /// # Errors
    /// When the template is wrong.
    pub fn policy(&self, at: PageIndex, governed: &Governed, path: &SitePath) -> Result<Vec<u8>> {
        let page = &self.edition.pages[at];
        let Formatted { html, contents } = self.body(at, path);
        let (previous, next) = self.previous_and_next(at, path);
        let context = PolicyContext {
            policy: self.policy_of(at, governed, path),
            versions: self.versions_of(at, path),
            body: html,
            contents,
            previous,
            next,
            backlinks: self.backlinks(at, path),
        };
        self.fill("policy.html", self.around(path, &page.title, &page.section, Some(at))?, &context, path)
    }

    fn people(&self, keys: &[String]) -> Vec<PersonView> {
        keys.iter().filter_map(|key| self.person(key)).collect()
    }

    /// What governs the policy of a page, with what the page itself has.
    pub(super) fn policy_of(&self, at: PageIndex, governed: &Governed, path: &SitePath) -> PolicyView {
        let page = &self.edition.pages[at];
        PolicyView {
            description: page.description.clone(),
            tags: self.tag_links(&page.tags, path),
            changes: self.log_lines(at, governed),
            ..self.policy_view(&page.title, governed, path)
        }
    }

    /// The declared changes of a policy, with those of the facts that it quotes, newest first.
    fn log_lines(&self, at: PageIndex, governed: &Governed) -> Vec<ChangeView> {
        let mut lines: Vec<(Option<jiff::civil::Date>, ChangeView)> =
            governed.changes.iter().map(|change| (change.date, self.change(change))).collect();
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
    pub(super) fn policy_view(&self, title: &str, governed: &Governed, path: &SitePath) -> PolicyView {
        let edition = self.edition;
        let links = |pages: &[PageIndex]| pages.iter().map(|at| self.page_link(path, *at)).collect();
        let today = edition.today;
        PolicyView {
            id: governed.id.clone(),
            title: title.to_owned(),
            description: None,
            kind: governed.kind,
            status: governed.status,
            version: governed.version.clone(),
            effective: governed.effective.map(|date| self.date(date)),
            announced: governed.effective.is_some_and(|date| date > today),
            owner: governed.owner.as_ref().and_then(|owner| self.person(owner)),
            flexibility: governed.flexibility,
            rationale: governed.rationale.clone(),
            reasons: governed.reasons.clone(),
            options: governed
                .options
                .iter()
                .map(|option| ChoiceView {
                    offer: option.offer.clone(),
                    when: option.when.clone(),
                    limit: option.limit.clone(),
                    decided_by: option.decided_by.as_ref().and_then(|person| self.person(person)),
                    only: option.told_to.clone().filter(|_| option.is_apart),
                })
                .collect(),
            standards: governed.standards.iter().map(|standard| self.standard(standard)).collect(),
            scenarios: scenarios(governed),
            escalation: self.people(&governed.escalation),
            takes: governed.takes.clone(),
            goals: titles(&governed.goals, |key| edition.goals.get(key).map(|goal| &goal.title)),
            touchpoints: titles(&governed.touchpoints, |key| edition.touchpoints.get(key).map(|touch| &touch.title)),
            related: links(&governed.related),
            supersedes: links(&governed.supersedes),
            superseded_by: governed.superseded_by.map(|at| self.page_link(path, at)),
            pilot_until: governed.pilot.as_ref().and_then(|pilot| pilot.until).map(|date| self.date(date)),
            changes: governed.changes.iter().map(|change| self.change(change)).collect(),
            tags: Vec::new(),
            permalink: governed.id.as_ref().map(|id| self.href(path, &SitePath::page(&format!("p/{id}")))),
            feedback: self.feedback(governed, title),
            governance: governed.governance.as_ref().map(|governance| self.governance(path, governance)),
        }
    }

    /// A letter to the owner, begun: its subject names the policy and its version.
    fn feedback(&self, governed: &Governed, title: &str) -> Option<String> {
        let contact = self.edition.people.get(governed.owner.as_ref()?)?.contact.as_ref()?;
        let address = contact.strip_prefix("mailto:")?;
        let name: Vec<&str> =
            governed.id.as_deref().into_iter().chain([title]).chain(governed.version.as_deref()).collect();
        let subject = self.theme.strings.get("clear.subject").replace("{title}", &name.join(" "));
        let mark = if address.contains('?') { '&' } else { '?' };
        Some(format!("{contact}{mark}subject={}", encode_query(&subject)))
    }

    pub(super) fn governance(&self, path: &SitePath, governance: &Governance) -> GovernanceView {
        let edition = self.edition;
        GovernanceView {
            approved_by: governance.approved_by.as_ref().and_then(|person| self.person(person)),
            motive: governance.motive,
            review_due: governance.review_due.map(|date| self.date(date)),
            overdue: governance.review_due.is_some_and(|date| date < self.edition.today),
            reviewed: governance.reviewed.map(|date| self.date(date)),
            review_every: governance.review_every.clone(),
            approvals: self.people(&governance.approvals),
            required_for: governance
                .required_for
                .iter()
                .filter_map(|key| Some(self.plain_link(path, &edition.people.get(key)?.role, &role_path(key))))
                .collect(),
            say: governance.say.clone(),
            benchmarks: governance
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
            good_calls: governance
                .good_calls
                .iter()
                .map(|call| GoodCallView { date: call.date.map(|date| self.date(date)), story: call.story.clone() })
                .collect(),
            pilot_with: governance.pilot_with.clone(),
            pilot_feedback: governance.pilot_feedback.clone(),
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
        let all = Listing::Tags.path();
        tags.iter()
            .map(|tag| {
                let link = self.plain_link(path, tag, &all);
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
pub(super) fn scenarios(governed: &Governed) -> Vec<ScenarioView> {
    let view = governed.scenarios.iter().map(|scenario| ScenarioView {
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
