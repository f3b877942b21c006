//! Handbook to edition: the one place where anything is withheld.
//!
//! Every type is taken apart field by field, without `..`, so that a field which is added to the model does not compile
//! here before someone has decided who may know it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::edition::{
    Body, Change, Choice, Edition, Fact, FactValue, Folder, Goal, Governance, Governed, Identity, Page, PageIndex,
    Person, Pilot, Standard, Term, Touchpoint,
};
use super::redact::redact;
use super::synonyms;
use crate::config::{AudienceId, Audiences, EditionSettings, Readers};
use crate::handbook::{Destination, Handbook, PolicyIndex};
use crate::markdown::{Anchors, Dialect, Terms};
use crate::policy::{self, FrontMatter, Kind, Policy};
use crate::source::{ContentPath, SitePath, Spanned, attachment_address, page_address, slug};

/// Makes of a handbook what the audience of an edition may know.
#[must_use]
pub fn project(handbook: &Handbook, settings: &EditionSettings) -> Edition {
    let config = &handbook.config;
    let door = Door {
        handbook,
        audience: settings.audience,
        private: config.audiences.private(),
        audiences: &config.audiences,
        people: visible(&handbook.data.people, settings.audience, |person| person.readers)
            .map(|(key, _)| key.clone())
            .collect(),
    };
    let visible_pages = door.visible_policies();
    let places: BTreeMap<PolicyIndex, PageIndex> =
        visible_pages.iter().enumerate().map(|(page, policy)| (*policy, page)).collect();
    let pages: Vec<Arc<Page>> = visible_pages.par_iter().map(|policy| Arc::new(door.page(*policy, &places))).collect();
    let by_address: BTreeMap<String, PageIndex> =
        pages.iter().enumerate().map(|(at, page)| (page.address.clone(), at)).collect();
    let by_id: BTreeMap<String, PageIndex> =
        pages.iter().enumerate().filter_map(|(at, page)| Some((page.governed.as_ref()?.id.clone()?, at))).collect();
    let (terms, finder) = door.glossary(&visible_pages);
    let attachments = door.attachments(&visible_pages);
    let logo = config.site.logo.as_ref().map(|logo| ContentPath::new(logo));
    let logo = logo.filter(|logo| handbook.attachments.contains_key(logo));
    let audience = config.audiences.get(settings.audience);
    let seen = |readers: Readers| readers.contains(settings.audience);
    Edition {
        name: settings.name.clone(),
        audience: audience.key.clone(),
        audience_title: audience.title.clone(),
        most_private: seen(door.private),
        url: settings.url.clone(),
        identity: Identity {
            title: config.title.clone(),
            organisation: config.organisation.clone(),
            language: config.language.clone(),
            accent: config.site.accent.clone(),
            logo: logo.as_ref().map(|logo| SitePath::file(&attachment_address(logo.as_str()))),
            footer: config.site.footer.clone(),
        },
        today: handbook.today,
        folders: door.folders(&places),
        backlinks: backlinks(&pages),
        redirects: door.redirects(&visible_pages, &by_address, &by_id),
        by_address,
        by_id,
        people: visible(&handbook.data.people, settings.audience, |person| person.readers)
            .map(|(key, person)| (key.clone(), door.person(person)))
            .collect(),
        facts: door.facts(),
        goals: visible(&handbook.data.goals, settings.audience, |goal| goal.readers)
            .map(|(key, goal)| (key.clone(), Goal { title: goal.title.clone(), text: goal.text.clone() }))
            .collect(),
        mission: handbook.data.mission.clone().filter(|_| seen(door.private)),
        touchpoints: visible(&handbook.data.touchpoints, settings.audience, |touchpoint| touchpoint.readers)
            .map(|(key, touch)| (key.clone(), Touchpoint { title: touch.title.clone(), text: touch.text.clone() }))
            .collect(),
        synonyms: synonyms::known(&config.synonyms, &pages, seen(door.private)),
        terms,
        finder,
        attachments: attachments
            .iter()
            .chain(&logo)
            .map(|path| {
                let address = SitePath::file(&attachment_address(path.as_str()));
                (address, Arc::clone(&handbook.attachments[path]))
            })
            .collect(),
        audience_titles: config
            .audiences
            .iter()
            .filter(|(_, other)| other.readers.contains(settings.audience))
            .map(|(_, other)| (other.key.clone(), other.title.clone()))
            .collect(),
        pages,
    }
}

fn visible<'a, T>(
    entries: &'a BTreeMap<String, T>,
    audience: AudienceId,
    readers: impl Fn(&T) -> Readers + 'a,
) -> impl Iterator<Item = (&'a String, &'a T)> {
    entries.iter().filter(move |(_, entry)| readers(entry).contains(audience))
}

fn backlinks(pages: &[Arc<Page>]) -> BTreeMap<PageIndex, Vec<PageIndex>> {
    let mut back: BTreeMap<PageIndex, Vec<PageIndex>> = BTreeMap::new();
    for (from, page) in pages.iter().enumerate() {
        for to in &page.links {
            back.entry(*to).or_default().push(from);
        }
    }
    back
}

struct Door<'a> {
    handbook: &'a Handbook,
    audience: AudienceId,
    private: Readers,
    audiences: &'a Audiences,
    /// The keys of the people whom the audience may know.
    people: BTreeSet<String>,
}

impl Door<'_> {
    fn sees(&self, readers: Readers) -> bool {
        readers.contains(self.audience)
    }

    fn is_private(&self) -> bool {
        self.sees(self.private)
    }

    /// The policies that the audience may see, by address.
    fn visible_policies(&self) -> Vec<PolicyIndex> {
        let by_address = self.handbook.by_address.values().copied();
        by_address.filter(|at| self.sees(self.handbook.policies[*at].readers)).collect()
    }

    fn known(&self, person: Option<&Spanned<String>>) -> Option<String> {
        person.map(|person| person.value.clone()).filter(|key| self.people.contains(key))
    }

    fn all_known(&self, people: &[Spanned<String>]) -> Vec<String> {
        people.iter().filter_map(|person| self.known(Some(person))).collect()
    }

    fn page(&self, at: PolicyIndex, places: &BTreeMap<PolicyIndex, PageIndex>) -> Page {
        let Policy { path, file: _, front, readers, text } = &*self.handbook.policies[at];
        let mut links: Vec<PageIndex> = Vec::new();
        for (link, lead) in text.outline.links.iter().zip(&self.handbook.leads[at]) {
            if let (true, Destination::Page(to)) = (self.sees(link.readers), &lead.to)
                && let Some(page) = places.get(to)
                && places.get(&at) != Some(page)
                && !links.contains(page)
            {
                links.push(*page);
            }
        }
        Page {
            address: page_address(path.as_str()),
            section: folder_address(path.folder()),
            title: front.title.value.clone(),
            description: front.description.clone(),
            kind: front.kind,
            body: Body { text: redact(text, self.audience, *readers, self.private), dialect: text.dialect() },
            governed: (front.kind != Kind::Page).then(|| self.governed(at, front, places)),
            tags: front.tags.clone(),
            keywords: front.keywords.clone(),
            links,
        }
    }

    fn governed(&self, at: PolicyIndex, front: &FrontMatter, places: &BTreeMap<PolicyIndex, PageIndex>) -> Governed {
        let FrontMatter {
            id,
            title: _,
            kind: _,
            status,
            version,
            effective,
            owner,
            approved_by: _,
            audience: _,
            flexibility,
            motive: _,
            review: _,
            rationale,
            reasons,
            say: _,
            goals,
            touchpoints,
            escalation,
            takes,
            approvals: _,
            required_for: _,
            related,
            supersedes,
            aliases: _,
            tags: _,
            keywords: _,
            pilot,
            options,
            standards,
            scenarios,
            benchmarks: _,
            good_calls: _,
            waivers: _,
            changes,
            description: _,
            order: _,
        } = front;
        let pages = |ids: &[Spanned<String>]| -> Vec<PageIndex> {
            ids.iter().filter_map(|id| places.get(self.handbook.by_id.get(&id.value)?).copied()).collect()
        };
        let keys = |keys: &[Spanned<String>], known: &dyn Fn(&str) -> Option<Readers>| -> Vec<String> {
            let seen = keys.iter().filter(|key| known(&key.value).is_some_and(|readers| self.sees(readers)));
            seen.map(|key| key.value.clone()).collect()
        };
        let data = &self.handbook.data;
        Governed {
            id: id.as_ref().map(|id| id.value.clone()),
            status: *status,
            version: version.as_ref().map(|version| version.value.clone()),
            effective: effective.as_ref().map(|date| date.value),
            owner: self.known(owner.as_ref()),
            flexibility: flexibility.as_ref().map(|flexibility| flexibility.value),
            rationale: self.rationale(rationale),
            reasons: reasons.clone(),
            goals: keys(goals, &|key| data.goals.get(key).map(|goal| goal.readers)),
            touchpoints: keys(touchpoints, &|key| data.touchpoints.get(key).map(|touch| touch.readers)),
            escalation: self.all_known(escalation),
            takes: takes.clone(),
            related: pages(related),
            supersedes: pages(supersedes),
            superseded_by: self.superseded_by(at, places),
            pilot: pilot.as_ref().map(|pilot| Pilot { until: pilot.until.as_ref().map(|date| date.value) }),
            options: options
                .iter()
                .filter(|option| self.sees(option.readers))
                .map(|option| self.choice(option))
                .collect(),
            standards: standards.iter().filter(|s| self.sees(s.readers)).map(standard).collect(),
            scenarios: scenarios.iter().filter(|s| self.sees(s.readers)).cloned().collect(),
            changes: changes.iter().filter(|change| self.sees(change.readers)).map(change).collect(),
            governance: self.is_private().then(|| self.governance(front)),
        }
    }

    /// The policy that says that it took the place of this one.
    fn superseded_by(&self, at: PolicyIndex, places: &BTreeMap<PolicyIndex, PageIndex>) -> Option<PageIndex> {
        let id = &self.handbook.policies[at].front.id.as_ref()?.value;
        let newer = self.handbook.superseded.get(id)?;
        places.get(newer).copied()
    }

    fn governance(&self, front: &FrontMatter) -> Governance {
        Governance {
            approved_by: self.known(front.approved_by.as_ref()),
            motive: front.motive.as_ref().map(|motive| motive.value),
            review_due: front.review.due.as_ref().map(|due| due.value),
            reviewed: front.review.reviewed,
            review_every: front.review.every.clone(),
            approvals: self.all_known(&front.approvals),
            required_for: self.all_known(&front.required_for),
            say: front.say.clone(),
            benchmarks: front.benchmarks.clone(),
            good_calls: front.good_calls.clone(),
            pilot_with: front.pilot.as_ref().and_then(|pilot| pilot.with.clone()),
            pilot_feedback: front.pilot.as_ref().and_then(|pilot| pilot.feedback.clone()),
        }
    }

    /// The reasons that the audience may read: those written for the fewest readers first, which are its own.
    fn rationale(&self, rationale: &[policy::Rationale]) -> Vec<String> {
        let mut texts: Vec<(usize, &String)> = rationale
            .iter()
            .filter_map(|one| {
                let Some(name) = &one.audience else { return Some((usize::MAX, &one.text)) };
                let id = self.audiences.find(&name.value)?;
                let readers = self.audiences.get(id).readers;
                let count = self.audiences.iter().filter(|(other, _)| readers.contains(*other)).count();
                self.sees(readers).then_some((count, &one.text))
            })
            .collect();
        texts.sort_by_key(|(count, _)| *count);
        texts.into_iter().map(|(_, text)| text.clone()).collect()
    }

    fn choice(&self, choice: &policy::Choice) -> Choice {
        let policy::Choice { offer, when, limit, decided_by, readers: _, span: _ } = choice;
        Choice {
            offer: offer.clone(),
            when: when.clone(),
            limit: limit.clone(),
            decided_by: self.known(decided_by.as_ref()),
        }
    }

    fn person(&self, person: &crate::handbook::Person) -> Person {
        let crate::handbook::Person { role, name, contact, answers_within, readers } = person;
        debug_assert!(self.sees(*readers), "only people whom the audience may know come here");
        Person {
            role: role.clone(),
            name: name.clone(),
            contact: contact.clone(),
            answers_within: answers_within.clone(),
        }
    }

    fn facts(&self) -> BTreeMap<String, Fact> {
        visible(&self.handbook.data.facts, self.audience, |fact| fact.readers)
            .map(|(key, fact)| {
                let values = fact.values.iter().filter(|value| self.sees(value.readers));
                let values = values.map(|value| FactValue { from: value.from, value: value.value.clone() }).collect();
                (key.clone(), Fact { title: fact.title.clone(), values })
            })
            .collect()
    }

    /// The words that the audience may read and that its pages use; the most private audience has them all.
    fn glossary(&self, pages: &[PolicyIndex]) -> (Vec<Term>, Terms) {
        let glossary = &self.handbook.glossary;
        let mut used: BTreeSet<usize> = BTreeSet::new();
        for page in pages {
            let terms = &self.handbook.policies[*page].text.outline.terms;
            used.extend(terms.iter().filter(|(_, readers)| self.sees(**readers)).map(|(term, _)| *term));
        }
        let mut anchors = Anchors::default();
        let terms: Vec<Term> = glossary
            .terms
            .iter()
            .enumerate()
            .filter(|(at, term)| self.sees(term.readers) && (self.is_private() || used.contains(at)))
            .map(|(_, term)| Term {
                word: term.word.clone(),
                anchor: anchors.next(&term.word),
                plain: term.plain.clone(),
                definition: Body { text: Arc::clone(&term.definition), dialect: Dialect::Prose },
            })
            .collect();
        let words: Vec<String> = terms.iter().map(|term| term.word.clone()).collect();
        let finder = Terms::new(&words);
        (terms, finder)
    }

    /// The attachments that visible text of visible pages uses.
    fn attachments(&self, pages: &[PolicyIndex]) -> BTreeSet<ContentPath> {
        let mut used = BTreeSet::new();
        for at in pages {
            let links = &self.handbook.policies[*at].text.outline.links;
            for (link, lead) in links.iter().zip(&self.handbook.leads[*at]) {
                if let (true, Destination::Attachment(path)) = (self.sees(link.readers), &lead.to) {
                    used.insert(path.clone());
                }
            }
        }
        used
    }

    /// The sections in which the audience may see anything.
    fn folders(&self, places: &BTreeMap<PolicyIndex, PageIndex>) -> BTreeMap<String, Folder> {
        let mut out: BTreeMap<String, Folder> = BTreeMap::new();
        for (folder, section) in self.handbook.sections.iter().rev() {
            let page = section.index.and_then(|at| places.get(&at).copied());
            let pages: Vec<PageIndex> = section.pages.iter().filter_map(|at| places.get(at).copied()).collect();
            let folders: Vec<String> = section
                .folders
                .iter()
                .map(|folder| folder_address(folder))
                .filter(|address| out.contains_key(address))
                .collect();
            let empty = page.is_none() && pages.is_empty() && folders.is_empty();
            if empty && !folder.is_empty() {
                continue;
            }
            let title = match section.index.filter(|_| page.is_some()) {
                Some(at) => self.handbook.policies[at].front.title.value.clone(),
                None if folder.is_empty() => self.handbook.config.title.clone(),
                None => folder_title(folder),
            };
            out.insert(folder_address(folder), Folder { page, title, pages, folders });
        }
        out
    }

    /// Permanent links and old addresses, of visible pages alone.
    fn redirects(
        &self,
        pages: &[PolicyIndex],
        by_address: &BTreeMap<String, PageIndex>,
        by_id: &BTreeMap<String, PageIndex>,
    ) -> BTreeMap<SitePath, PageIndex> {
        let mut out: BTreeMap<SitePath, PageIndex> =
            by_id.iter().map(|(id, page)| (SitePath::page(&format!("p/{id}")), *page)).collect();
        for at in pages {
            let policy = &self.handbook.policies[*at];
            let Some(page) = by_address.get(&page_address(policy.path.as_str())) else { continue };
            for alias in &policy.front.aliases {
                out.insert(alias_path(&alias.value), *page);
            }
        }
        out
    }
}

/// The file of an old address: an ending is kept, anything else was a folder.
pub(crate) fn alias_path(alias: &str) -> SitePath {
    let is_file = alias.rsplit('/').next().is_some_and(|name| name.contains('.'));
    if is_file { SitePath::file(alias) } else { SitePath::page(alias) }
}

fn folder_address(folder: &str) -> String {
    folder.split('/').map(slug).collect::<Vec<_>>().join("/")
}

/// A title for a folder without a page: its name, with spaces for dashes.
fn folder_title(folder: &str) -> String {
    let name = folder.rsplit('/').next().unwrap_or(folder).replace(['-', '_'], " ");
    let mut characters = name.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

fn standard(standard: &policy::Standard) -> Standard {
    let policy::Standard { measure, target, result, measured, readers: _ } = standard;
    Standard { measure: measure.clone(), target: target.clone(), result: result.clone(), measured: *measured }
}

fn change(change: &policy::Change) -> Change {
    let policy::Change { version, date, material, summary, reason, readers: _ } = change;
    Change {
        version: version.value.clone(),
        date: date.as_ref().map(|date| date.value),
        material: *material,
        summary: summary.clone(),
        reason: reason.clone(),
    }
}
