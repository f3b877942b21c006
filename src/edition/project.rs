//! Handbook to edition: the one place where anything is withheld.
//!
//! In: a [`Handbook`] and the settings of an edition. Out: an [`Edition`]. What always holds: every type is taken apart field by
//! field, without `..`, so that a field which is added to the model does not compile here before someone has decided who may
//! know it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use super::derived::PageDerived;
use super::edit_path::EditPath;
use super::history_filter::{FilterMemo, HistoryFilter, Titles};
use super::known_days::KnownDays;
use super::ledger::EditionLedger;
use super::model::{Edition, Folder, Identity, Page, Term};
use super::pages::{PageIndex, Pages};
use super::policy_meta::PolicyMeta;
use super::prose::{LinkBase, Prose};
use super::redact::{Definition, Redacted, redact};
use crate::config::{AudienceId, Audiences, Config, EditionSettings, Readers, Synonym};
use crate::handbook::{
    self, DataFiles, Destination, Handbook, LetGo, LinkTargets, PastText, PolicyIndex, ResolvedLink, Successors,
    Versions,
};
use crate::index_vec::{IndexVec, ListIndex};
use crate::ledger::Ledger;
use crate::markdown::{Anchors, Markup, Terms, Text};
use crate::memo::{self, ByAddress, Settled};
use crate::policy::{Kind, Policy};
use crate::text::{ContentPath, SitePath, attachment_address, page_address, slug};
use jiff::civil::Date;
use rayon::prelude::*;

/// What is kept from one projection of an edition to the next.
#[derive(Debug, Default)]
pub struct Memo {
    places: Settled<BTreeMap<PolicyIndex, PageIndex>>,
    surroundings: Settled<Surroundings>,
    pages: memo::Memo<PageInputs, (Arc<Page>, Arc<[ContentPath]>)>,
    redacted: memo::Memo<(ByAddress<Policy>, Reader), Redacted>,
    pub(super) filter: FilterMemo,
    /// What the ledger says to an edition, by its name, and whether that is the most private one.
    ledger: memo::Memo<(ByAddress<Ledger>, String, bool), Arc<EditionLedger>>,
}

impl Memo {
    /// Ends a run: what it did not ask for is dropped.
    fn drop_unused(&self) {
        self.pages.drop_unused();
        self.redacted.drop_unused();
        self.filter.drop_unused();
        self.ledger.drop_unused();
    }
}

/// An audience, among those of one `book.toml`.
pub(super) type Reader = (ByAddress<Audiences>, AudienceId);

/// Everything that a page is made of.
#[derive(Debug, PartialEq, Eq, Hash)]
struct PageInputs {
    at: PolicyIndex,
    policy: ByAddress<Policy>,
    working_copy: Option<ByAddress<Policy>>,
    known_to: Option<Readers>,
    links: ByAddress<[ResolvedLink]>,
    versions: Option<ByAddress<Versions>>,
    surroundings: ByAddress<Surroundings>,
}

/// What all pages of an edition have in common of what they are made of.
#[derive(Debug, PartialEq)]
struct Surroundings {
    config: ByAddress<Config>,
    data: ByAddress<DataFiles>,
    targets: ByAddress<LinkTargets>,
    superseded: ByAddress<Successors>,
    places: ByAddress<BTreeMap<PolicyIndex, PageIndex>>,
    filter: ByAddress<HistoryFilter>,
    let_go: ByAddress<LetGo>,
    audience: AudienceId,
    archive: bool,
    today: Date,
}

/// Makes of a handbook what the audience of an edition may know.
#[must_use]
pub fn project(handbook: &Handbook, settings: &EditionSettings, memo: &Memo) -> Edition {
    let config = &handbook.config;
    let mut projector = Projector::new(handbook, settings, memo);
    projector.filter_history();
    // On a day of the past the entries of data files are old texts too.
    let reduced = projector.without_withheld_entries();
    if let Some(reduced) = &reduced {
        let Projector { filter, filtered, ages, .. } = projector;
        projector = Projector { filter, filtered, ages, ..Projector::new(reduced, settings, memo) };
    }
    let handbook = projector.handbook;
    let visible_policies = projector.visible_policies();
    let places = visible_policies.iter().enumerate().map(|(page, policy)| (*policy, PageIndex::new(page)));
    let places = memo.places.same_if_equal(places.collect());
    let (pages, attachments) = projector.pages(&visible_policies, &places);
    let by_address: BTreeMap<String, PageIndex> =
        pages.iter_enumerated().map(|(at, page)| (page.address.clone(), at)).collect();
    let by_id: BTreeMap<String, PageIndex> =
        pages.iter_enumerated().filter_map(|(at, page)| Some((page.meta.as_ref()?.id()?.to_owned(), at))).collect();
    let (terms, finder) = projector.glossary(&visible_policies);
    let logo = config.site.logo.as_ref().map(|logo| ContentPath::new(logo));
    let logo = logo.filter(|logo| handbook.attachments.contains_key(logo));
    let audience = config.audiences.get(settings.audience);
    let most_private = projector.is_private();
    let edition = Edition {
        name: settings.name.clone(),
        audience: audience.key.clone(),
        audience_title: projector.plain(&audience.title, handbook.today),
        most_private,
        had_undecided: most_private && had_undecided(handbook),
        least_private: config.audiences.is_least_private(settings.audience),
        url: settings.url.clone(),
        hosts: config.hosts.clone(),
        identity: Identity {
            title: projector.plain(&config.title, handbook.today),
            organisation: config.organisation.as_ref().map(|name| projector.plain(name, handbook.today)),
            language: config.language.clone(),
            accent: config.site.accent.clone(),
            logo: logo.as_ref().map(|logo| SitePath::file(&attachment_address(logo.as_str()))),
            footer: config.site.footer.as_ref().map(|footer| projector.data_text(footer)),
            feedback: config.site.feedback.clone(),
            timezone: config.site.timezone.clone(),
        },
        outputs: config.outputs,
        forgets: projector.forgets(&visible_policies),
        today: handbook.today,
        as_of: handbook.as_of,
        known_days: KnownDays::of(handbook, settings.audience),
        withdrawn: projector.withdrawn(&places),
        folders: projector.folders(&places),
        backlinks: backlinks(&pages),
        redirects: projector.redirects(&visible_policies, &by_address, &by_id),
        by_address,
        by_id,
        people: projector.people(),
        facts: projector.facts(),
        goals: projector.goals(),
        mission: handbook.data.mission.as_ref().filter(|_| most_private).map(|text| projector.data_text(text)),
        touchpoints: projector.touchpoints(),
        complaints: if most_private { complaints(&handbook.data.complaints) } else { BTreeMap::new() },
        synonyms: projector.synonyms(),
        ledger: memo.ledger.get(
            (ByAddress::of(&handbook.ledger), settings.name.clone(), most_private),
            |(ledger, name, most_private)| Arc::new(EditionLedger::of(ledger, name, *most_private)),
        ),
        terms,
        finder,
        attachments: attachments
            .iter()
            .chain(&logo)
            .map(|path| {
                let address = SitePath::file(&attachment_address(path.as_str()));
                (address, Arc::clone(&handbook.attachments[path]))
            })
            .chain(static_files(handbook, &settings.name))
            .collect(),
        audience_titles: config
            .audiences
            .read_by(settings.audience)
            .map(|other| (other.key.clone(), projector.plain(&other.title, handbook.today)))
            .collect(),
        derived: pages.iter().map(|_| PageDerived::default()).collect(),
        pages: Pages::new(pages),
    };
    memo.drop_unused();
    edition
}

/// Whether a policy is undecided, or was in some text of the repository by the handbook's day.
fn had_undecided(handbook: &Handbook) -> bool {
    let known =
        handbook.past.iter().filter(|past| !handbook.as_of || past.date.is_some_and(|date| date <= handbook.today));
    let texts = handbook.policies.iter().chain(known.map(|past| &past.policy));
    texts.into_iter().any(|policy| policy.is_governed() && policy.front.is_undecided())
}

/// The files that the site of one edition alone has as they are, by their addresses.
fn static_files(handbook: &Handbook, edition: &str) -> impl Iterator<Item = (SitePath, Arc<[u8]>)> {
    let files = handbook.static_files.iter();
    files.filter_map(move |(path, bytes)| {
        let (own, path) = path.split_once('/')?;
        (own == edition).then(|| (SitePath::file(path), Arc::clone(bytes)))
    })
}

fn complaints(all: &[handbook::Complaint]) -> BTreeMap<String, Vec<Date>> {
    let mut by_id: BTreeMap<String, Vec<Date>> = BTreeMap::new();
    for handbook::Complaint { id, date } in all {
        by_id.entry(id.clone()).or_default().push(*date);
    }
    for days in by_id.values_mut() {
        days.sort_unstable();
    }
    by_id
}

fn backlinks(pages: &IndexVec<PageIndex, Arc<Page>>) -> BTreeMap<PageIndex, Vec<PageIndex>> {
    let mut back: BTreeMap<PageIndex, Vec<PageIndex>> = BTreeMap::new();
    for (from, page) in pages.iter_enumerated() {
        for to in &page.links {
            back.entry(*to).or_default().push(from);
        }
    }
    back
}

/// Decides what one audience may know of a handbook.
pub(super) struct Projector<'a> {
    pub(super) handbook: &'a Handbook,
    pub(super) audience: AudienceId,
    /// The name of the edition.
    edition: &'a str,
    pub(super) private: Readers,
    /// Whether the edition holds old versions.
    pub(super) archive: bool,
    pub(super) audiences: &'a Arc<Audiences>,
    /// The keys of the people whom the audience may know.
    pub(super) people: BTreeSet<String>,
    /// The titles that texts may quote, once one of them does.
    pub(super) titles: OnceLock<Arc<Titles>>,
    /// What older versions may not show.
    pub(super) filter: Arc<HistoryFilter>,
    /// Policies of which an older version is in force, without what is withheld today; `None` where that is all of it.
    pub(super) filtered: BTreeMap<PolicyIndex, Option<Arc<Policy>>>,
    /// The texts of the repository by id and number, newest first; on a day of the past those that it had by then.
    pub(super) past_texts: BTreeMap<(&'a str, &'a str), Vec<&'a PastText>>,
    /// How old each text is, on a day of the past.
    pub(super) ages: BTreeMap<Arc<str>, usize>,
    pub(super) memo: &'a Memo,
    /// Whether texts are made for the ledger, which asks itself what they may name.
    pub(super) records: bool,
}

impl<'a> Projector<'a> {
    pub(super) fn new(handbook: &'a Handbook, settings: &'a EditionSettings, memo: &'a Memo) -> Self {
        let audiences = &handbook.config.audiences;
        Self {
            handbook,
            audience: settings.audience,
            edition: &settings.name,
            private: audiences.private(),
            archive: settings.archive,
            audiences,
            people: {
                let people = handbook.data.people.iter();
                let known = people.filter(|(_, person)| person.readers.contains(settings.audience));
                known.map(|(key, _)| key.clone()).collect()
            },
            titles: OnceLock::new(),
            filter: Arc::clone(&memo.filter.nothing),
            filtered: BTreeMap::new(),
            ages: BTreeMap::default(),
            past_texts: past_texts(handbook),
            memo,
            records: false,
        }
    }
}

/// The texts of the repository by id and number, newest first.
fn past_texts(handbook: &Handbook) -> BTreeMap<(&str, &str), Vec<&PastText>> {
    let mut texts: BTreeMap<(&str, &str), Vec<&PastText>> = BTreeMap::new();
    let known = |past: &&PastText| !handbook.as_of || past.date.is_some_and(|date| date <= handbook.today);
    for past in handbook.past.iter().filter(known) {
        if let (Some(id), Some(number)) = (past.policy.front.id(), past.policy.front.version()) {
            texts.entry((&id.value, &number.value)).or_default().push(past);
        }
    }
    texts
}

impl Projector<'_> {
    pub(super) fn sees(&self, readers: Readers) -> bool {
        readers.contains(self.audience)
    }

    /// Whether the edition lets an address go. On a day of the past it does so whatever day the line names, since the line is today's.
    pub(super) fn lets_go(&self, path: &SitePath) -> bool {
        let day = if self.handbook.as_of { Date::MAX } else { self.handbook.today };
        self.handbook.let_go.covers(path, self.edition, day)
    }

    /// A policy whose file has gone, if the audience may know that it was there.
    pub(super) fn known_withdrawn(&self, id: &str) -> Option<&handbook::Withdrawn> {
        let known = self.handbook.withdrawn.get(id).filter(|gone| self.sees(gone.readers));
        known.filter(|_| !self.lets_go(&SitePath::page(&format!("p/{id}"))))
    }

    pub(super) fn is_private(&self) -> bool {
        self.sees(self.private)
    }

    /// The policies that the audience may see, by address.
    fn visible_policies(&self) -> Vec<PolicyIndex> {
        let by_address = self.handbook.by_address.values().copied();
        by_address
            .filter(|at| self.sees(self.handbook.policies[*at].readers))
            .filter(|at| self.known_to(*at).is_none_or(|readers| self.sees(readers)))
            .filter(|at| !matches!(self.filtered.get(at), Some(None)))
            .collect()
    }

    /// Who may know of a policy by what its file says today; `None` when there is no such file.
    fn known_to(&self, at: PolicyIndex) -> Option<Readers> {
        self.handbook.working_copy_of(at).map(|copy| self.handbook.known_to(copy))
    }

    /// A policy without what is withheld today, where an older version of it is in force; as it is otherwise.
    pub(super) fn policy(&self, at: PolicyIndex) -> &Arc<Policy> {
        self.filtered.get(&at).and_then(Option::as_ref).unwrap_or(&self.handbook.policies[at])
    }

    pub(super) fn reader(&self) -> Reader {
        (ByAddress::of(self.audiences), self.audience)
    }

    /// The text of a policy as the audience may know it.
    pub(super) fn redacted(&self, policy: &Arc<Policy>) -> Redacted {
        let key = (ByAddress::of(policy), self.reader());
        self.memo.redacted.get(key, |(policy, _)| redact(&policy.text, self.audience, policy.readers, self.private))
    }

    /// The pages of the edition, and the attachments that they use.
    fn pages(
        &self,
        policies: &[PolicyIndex],
        places: &Arc<BTreeMap<PolicyIndex, PageIndex>>,
    ) -> (IndexVec<PageIndex, Arc<Page>>, BTreeSet<ContentPath>) {
        let handbook = self.handbook;
        let surroundings = self.memo.surroundings.same_if_equal(Surroundings {
            config: ByAddress::of(&handbook.config),
            data: ByAddress::of(&handbook.data),
            targets: ByAddress::of(&handbook.targets),
            superseded: ByAddress::of(&handbook.superseded),
            places: ByAddress::of(places),
            filter: ByAddress::of(&self.filter),
            let_go: ByAddress::of(&handbook.let_go),
            audience: self.audience,
            archive: self.archive,
            today: handbook.today,
        });
        let made: Vec<(Arc<Page>, Arc<[ContentPath]>)> = policies
            .par_iter()
            .map(|at| {
                let policy = &handbook.policies[*at];
                let id = policy.front.id();
                let inputs = PageInputs {
                    at: *at,
                    policy: ByAddress::of(policy),
                    working_copy: handbook.working_copy_of(*at).map(ByAddress::of),
                    known_to: self.known_to(*at),
                    links: ByAddress::of(&handbook.resolved_links[*at]),
                    versions: id.and_then(|id| handbook.versions.get(&id.value)).map(ByAddress::of),
                    surroundings: ByAddress::of(&surroundings),
                };
                self.memo.pages.get(inputs, |_| self.page(*at, places))
            })
            .collect();
        let (pages, used): (Vec<_>, Vec<_>) = made.into_iter().unzip();
        (pages.into(), used.iter().flat_map(|used| used.iter().cloned()).collect())
    }

    /// A page, and the attachments that its visible text uses. What it reads is in [`PageInputs`].
    fn page(&self, at: PolicyIndex, places: &BTreeMap<PolicyIndex, PageIndex>) -> (Arc<Page>, Arc<[ContentPath]>) {
        let policy = self.policy(at);
        let Policy { path, file, links_from, front, readers: _, label: _, text, fields: _ } = &**policy;
        let redacted = self.redacted(policy);
        let mut links: Vec<PageIndex> = Vec::new();
        let mut attachments: Vec<ContentPath> = Vec::new();
        let handbook = self.handbook;
        let day = handbook.today;
        let meta = (front.kind() != Kind::Page).then(|| self.project_meta(Some(at), policy, places, day));
        let description = front.values.text("description");
        let base = LinkBase { folder: folder_address(links_from), page: Some(page_address(path.as_str())) };
        let base = Arc::new(base);
        let description = description.map(|text| self.prose(&text.value, Markup::Inline, &base));
        let fields = description.iter().chain(meta.iter().flat_map(|meta| meta.values.all_prose()));
        let fields = fields.flat_map(Prose::targets);
        let fields = fields.map(|target| handbook.targets.follow(Some(at), links_from, &target).to);
        let age = self.filtered.get(&at).map(|_| self.age(policy));
        for to in self.destinations(at, &redacted).into_iter().chain(fields) {
            match to {
                Destination::Page(to) => match places.get(&to) {
                    Some(page) if places.get(&at) != Some(page) && !links.contains(page) => links.push(*page),
                    _ => {}
                },
                Destination::Attachment(path)
                    if age.is_some_and(|age| self.filter.withholds_attachment(&path, age)) => {}
                Destination::Attachment(path) => attachments.push(path),
                _ => {}
            }
        }
        let texts = |key| front.values.texts(key).iter().map(|text| self.plain(&text.value, day)).collect();
        let page = Page {
            address: page_address(path.as_str()),
            section: folder_address(path.folder()),
            links_from: folder_address(links_from),
            title: self.plain(&front.title().value, day),
            description,
            kind: front.kind(),
            facts: self.quoted(text, &redacted, meta.as_ref()),
            body: redacted,
            meta,
            tags: texts("tags"),
            readers: self.readers_of(at),
            keywords: texts("keywords"),
            is_searched: front.is_searched(),
            edit: self.edit_path(handbook.working_copy_of(at).map_or(&file.name, |copy| &copy.file.name)),
            links,
            versions: if self.archive { self.versions(at, places) } else { Vec::new() },
        };
        (Arc::new(page), attachments.into())
    }

    /// Where a source is edited, for those alone who may read all of it. What stood there on a day of the past is not edited.
    fn edit_path(&self, name: &str) -> Option<EditPath> {
        let template = self.handbook.config.site.edit.as_ref().filter(|_| self.is_private() && !self.handbook.as_of)?;
        Some(EditPath::new(template, name))
    }

    /// The keys of the facts that a policy quotes where the audience reads it.
    pub(super) fn quoted(&self, text: &Text, redacted: &Redacted, meta: Option<&PolicyMeta>) -> BTreeSet<String> {
        let body = text.facts.facts.iter().filter(|fact| self.sees(fact.readers) && !redacted.is_empty());
        let fields = meta.into_iter().flat_map(|meta| meta.values.all_prose()).flat_map(Prose::facts);
        body.map(|fact| fact.key.clone()).chain(fields).collect()
    }

    /// What the audience of a policy is called, for the most private audience.
    fn readers_of(&self, at: PolicyIndex) -> Option<String> {
        let readers = self.handbook.policies[at].readers;
        let audience = self.audiences.iter().find(|(_, audience)| audience.readers == readers);
        audience.filter(|_| self.is_private()).map(|(_, audience)| self.plain(&audience.title, self.handbook.today))
    }

    /// A text of a data file.
    pub(super) fn data_text(&self, text: &str) -> Prose {
        self.prose(text, Markup::Inline, &Arc::default())
    }

    /// The synonyms that the audience may know: for each word the others that it also finds.
    fn synonyms(&self) -> BTreeMap<String, Vec<String>> {
        let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let plain = |word: &String| self.plain(word, self.handbook.today);
        for Synonym { word, means, readers } in &self.handbook.config.synonyms {
            if self.sees(*readers) {
                known.entry(plain(word)).or_default().extend(means.iter().map(plain).filter(|word| !word.is_empty()));
            }
        }
        known.remove("");
        known
    }

    /// The words that the audience may read and that its pages use; the most private audience has them all.
    fn glossary(&self, policies: &[PolicyIndex]) -> (Vec<Term>, Terms) {
        let glossary = &self.handbook.glossary;
        let mut used: BTreeSet<usize> = BTreeSet::new();
        for at in policies {
            let terms = &self.policy(*at).text.facts.terms;
            used.extend(terms.iter().filter(|(_, readers)| self.sees(**readers)).map(|(term, _)| *term));
        }
        let redacted =
            glossary.text.as_ref().map(|text| redact(text, self.audience, self.audiences.all(), self.private));
        let definitions = redacted.map(|text| text.definitions()).unwrap_or_default();
        let mut left: Vec<Option<Definition>> = definitions.into_iter().map(Some).collect();
        let mut anchors = Anchors::default();
        let mut terms = Vec::new();
        for (at, known) in glossary.terms.iter().enumerate().filter(|(_, term)| self.sees(term.readers)) {
            let own = left.iter_mut().find(|left| left.as_ref().is_some_and(|left| left.word == known.word));
            let Some(Definition { word, text }) = own.and_then(Option::take) else { continue };
            if self.is_private() || used.contains(&at) {
                let anchor = anchors.next(&word);
                terms.push(Term { word, anchor, definition: Prose::new(text, &Arc::default()) });
            }
        }
        let words: Vec<String> = terms.iter().map(|term| term.word.clone()).collect();
        let finder = Terms::new(&words);
        (terms, finder)
    }

    /// What the links of a page lead to, as the audience reads it. A definition inside a block may make a link of words outside
    /// of it, and once the block is gone another definition may; so where a block may hold one, the redacted text is parsed.
    fn destinations(&self, at: PolicyIndex, redacted: &Redacted) -> Vec<Destination> {
        let policy = self.policy(at);
        let text = &policy.text;
        if text.ambiguous || !text.blocks.is_empty() || self.filtered.contains_key(&at) {
            let targets = redacted.targets();
            return targets
                .iter()
                .map(|target| self.handbook.targets.follow(Some(at), &policy.links_from, target).to)
                .collect();
        }
        let links = text.facts.links.iter().zip(&*self.handbook.resolved_links[at]);
        links.filter(|(link, _)| self.sees(link.readers)).map(|(_, link)| link.to.clone()).collect()
    }

    /// The sections in which the audience may see anything.
    pub(super) fn folders(&self, places: &BTreeMap<PolicyIndex, PageIndex>) -> BTreeMap<String, Folder> {
        let mut out: BTreeMap<String, Folder> = BTreeMap::new();
        for (folder, section) in self.handbook.sections.iter().rev() {
            let page = section.index.and_then(|at| places.get(&at).copied());
            let pages: Vec<PageIndex> = section.pages.iter().filter_map(|at| places.get(at).copied()).collect();
            let mut folders: Vec<&String> =
                section.folders.iter().filter(|folder| out.contains_key(&folder_address(folder))).collect();
            folders.sort_by_cached_key(|folder| self.folder_order(folder, places));
            let folders: Vec<String> = folders.into_iter().map(|folder| folder_address(folder)).collect();
            let empty = page.is_none() && pages.is_empty() && folders.is_empty();
            if empty && !folder.is_empty() {
                continue;
            }
            let title = match section.index.filter(|_| page.is_some()) {
                Some(at) => self.plain(&self.policy(at).front.title().value, self.handbook.today),
                None if folder.is_empty() => self.plain(&self.handbook.config.title, self.handbook.today),
                None => folder_title(folder),
            };
            out.insert(folder_address(folder), Folder { page, title, pages, folders });
        }
        out
    }

    /// The place of a section among its neighbours, by what the audience may know of it alone: a title that is withheld
    /// must not be read off the order.
    fn folder_order(&self, folder: &str, places: &BTreeMap<PolicyIndex, PageIndex>) -> (i64, String, String) {
        let index = self.handbook.sections[folder].index.filter(|at| places.contains_key(at));
        match index.map(|at| &self.policy(at).front) {
            Some(front) => (front.order().unwrap_or(i64::MAX), front.title().value.to_lowercase(), folder.to_owned()),
            None => (i64::MAX, folder_title(folder).to_lowercase(), folder.to_owned()),
        }
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
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for at in pages {
            let policy = self.policy(*at);
            let Some(page) = by_address.get(&page_address(policy.path.as_str())) else { continue };
            for alias in policy.front.aliases() {
                let alias = alias_path(&alias.value);
                // Not every disk tells two names apart that differ by capitals alone.
                let lower = alias.as_str().to_lowercase();
                let own = SitePath::page(&page_address(policy.path.as_str()));
                if lower != own.as_str().to_lowercase() && taken.insert(lower) {
                    out.insert(alias, *page);
                }
            }
        }
        out
    }
}

/// The file of an old address, percent-encoded or not: an ending is kept, anything else was a folder.
pub(crate) fn alias_path(alias: &str) -> SitePath {
    let path = SitePath::at_address(alias).unwrap_or_else(|| SitePath::file(alias));
    let is_file = path.as_str().rsplit('/').next().is_some_and(|name| name.contains('.'));
    if is_file { path } else { SitePath::page(path.as_str()) }
}

pub(super) fn folder_address(folder: &str) -> String {
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
