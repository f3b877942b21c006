//! The whole book: all policies, the data that they quote, and what every link leads to.
//!
//! In: parsed policies, data files, attachments, the configuration and the day. Out: a [`Handbook`], from which editions are
//! projected. What always holds: whatever the author wrote is here once, with its readers.

mod archive;
mod book_texts;
mod complaints;
mod data_files;
mod declared;
mod erasure;
mod glossary;
mod let_go;
mod links;
mod names;
mod past_data;
mod proposals;
pub mod schema;
mod sources;
mod succession;
mod texts;
mod versions;
mod wording;

pub use archive::{Archive, parse_policy};
pub use complaints::Complaint;
pub use data_files::{DataFiles, DataText, Fact, FactValue, Goal, Person, Touchpoint};
pub use glossary::{Definition, Glossary, Term, define};
pub use let_go::{Gone, LetGo, LineFault, edition_names, recorded_address};
pub use links::{Destination, LinkTargets, ResolvedLink};
pub use names::{PolicyIndex, Section, Successor, SuccessorPolicy, Successors};
pub use past_data::{PastData, Said};
pub use texts::SourceText;
pub use versions::{LeftOut, PastText, Version, Versions, Withdrawn};
pub use wording::{Marking, Phrase, RULES as WORDING_RULES, Wording, is_marking_key, keeps_private};

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::config::Config;
use crate::diagnostic::Diagnostics;
use crate::index_vec::IndexVec;
use crate::ledger::Ledger;
use crate::markdown::Anchors;
use crate::memo::{self, ByAddress, Last, Settled};
use crate::policy::{Policy, Standing, Succession};
use crate::source::Attachment;
use crate::text::ContentPath;

/// Everything.
#[derive(Debug, Clone)]
pub struct Handbook {
    /// What `book.toml` says.
    pub config: Arc<Config>,
    /// The day that is taken for today.
    pub today: Date,
    /// Whether the day is one of the past, and what came later is left out.
    pub as_of: bool,
    /// All policies and pages, by path. Once the history has been added, each policy is the version in force on the day.
    pub policies: IndexVec<PolicyIndex, Arc<Policy>>,
    /// The same as their files have them now.
    pub working_copies: Vec<Arc<Policy>>,
    /// The files that hold a draft of what was never in force, each with what it said before anybody proposed that.
    pub proposals: BTreeMap<ContentPath, Option<Arc<Policy>>>,
    /// The texts of `book.toml`.
    pub book: Arc<DataText>,
    /// The data files as they are now; the same as `data`, but where the day is one of the past.
    pub working_data: Arc<DataFiles>,
    /// The glossary as it is now.
    pub working_glossary: Arc<Glossary>,
    /// Every text that a policy or page had in the repository, newest first.
    pub past: Vec<PastText>,
    /// The texts that change logs name, of versions that the repository knows by no id.
    pub declared: Vec<PastText>,
    /// What data files and the glossary said in the repository, newest first.
    pub past_data: Vec<PastData>,
    /// The versions of each id that has had more than one, or other texts under that one.
    pub versions: Arc<BTreeMap<String, Arc<Versions>>>,
    /// The versions that `[archive]` does not keep any longer, by id: no site shows them.
    pub left_out: LeftOut,
    /// The day that decides what is kept, where the handbook is that of a day of the past.
    pub kept_until: Option<Date>,
    /// Policies whose files have gone, by id.
    pub withdrawn: Arc<BTreeMap<String, Withdrawn>>,
    /// The times in which no file had an id that one has now: the day on which it went, and the day on which it came back.
    pub absences: Arc<BTreeMap<String, Vec<(Date, Date)>>>,
    /// What each link of each policy leads to.
    pub resolved_links: IndexVec<PolicyIndex, Arc<[ResolvedLink]>>,
    /// Policies by id.
    pub by_id: Arc<BTreeMap<String, PolicyIndex>>,
    /// Ids that were superseded, and the policies that say so, those whose files have gone among them.
    pub superseded: Arc<Successors>,
    /// Policies and pages by the address of their page.
    pub by_address: Arc<BTreeMap<String, PolicyIndex>>,
    /// Folders by their path; the top of `content/` is empty.
    pub sections: Arc<BTreeMap<String, Section>>,
    /// People, facts, goals, touchpoints.
    pub data: Arc<DataFiles>,
    /// The glossary.
    pub glossary: Arc<Glossary>,
    /// The attachments by path.
    pub attachments: Arc<BTreeMap<ContentPath, Attachment>>,
    /// The files below `static/`, each by the name of an edition and its path in that edition's site.
    pub static_files: Arc<BTreeMap<String, Attachment>>,
    /// The addresses that were let go.
    pub let_go: Arc<LetGo>,
    /// The ledger of versions.
    pub ledger: Arc<Ledger>,
    /// Everything that a link can lead to.
    pub targets: Arc<LinkTargets>,
}

impl Handbook {
    /// What a policy is on the handbook's day, for whoever sees every policy.
    #[must_use]
    pub fn standing(&self, policy: &Policy) -> Standing {
        let standing = Standing::of(&policy.front, self.today);
        let id = policy.front.id().map(|id| &id.value);
        let successors = id.and_then(|id| self.superseded.get(id)).into_iter().flatten();
        let superseded = successors.into_iter().any(|newer| newer.succession == Succession::Done);
        if superseded { standing.superseded() } else { standing }
    }

    /// The first day of what is kept of a policy; `None` where all of it is.
    #[must_use]
    pub fn kept_from(&self, id: &str, path: &str) -> Option<Date> {
        self.config.archive.kept_from(id, path, self.kept_until.unwrap_or(self.today))
    }

    /// The anchors of a page as whoever may read all of it sees them.
    #[must_use]
    pub fn anchors(&self, at: PolicyIndex) -> Vec<String> {
        let facts = &self.policies[at].text.facts;
        facts.anchors.iter().chain(&facts.clauses).cloned().chain(self.heading_anchors(at)).collect()
    }

    /// Those of its headings.
    #[must_use]
    pub fn heading_anchors(&self, at: PolicyIndex) -> Vec<String> {
        let mut anchors = Anchors::default();
        let facts = &self.policies[at].text.facts;
        let own = facts.headings.iter().filter_map(|heading| heading.anchor.as_ref());
        for name in facts.anchors.iter().chain(own) {
            anchors.reserve(name);
        }
        let headings = facts.headings.iter();
        headings.map(|heading| anchors.heading(&heading.text, heading.anchor.as_deref())).collect()
    }
}

/// What [`assemble`] puts together.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// What `book.toml` says.
    pub config: Arc<Config>,
    /// The day that is taken for today.
    pub today: Date,
    /// The texts of `book.toml`.
    pub book: Arc<DataText>,
    /// All policies and pages, by path.
    pub policies: Vec<Arc<Policy>>,
    /// People, facts, goals, touchpoints.
    pub data: Arc<DataFiles>,
    /// The glossary.
    pub glossary: Arc<Glossary>,
    /// The attachments by path.
    pub attachments: Arc<BTreeMap<ContentPath, Attachment>>,
    /// The files below `static/`.
    pub static_files: Arc<BTreeMap<String, Attachment>>,
    /// The addresses that were let go.
    pub let_go: Arc<LetGo>,
    /// The ledger of versions.
    pub ledger: Arc<Ledger>,
}

/// What is kept from one handbook to the next.
#[derive(Debug, Default)]
pub struct Memo {
    /// For the policies as their files have them.
    written: AssembleMemo,
    /// For the policies that are in force, where they are others.
    in_force: AssembleMemo,
    history: versions::HistoryMemo,
}

/// A policy with its place, and what its links can lead to.
type LinkInputs = (PolicyIndex, ByAddress<Policy>, ByAddress<LinkTargets>);

/// What is kept from one call of [`assemble`] to the next.
#[derive(Debug, Default)]
struct AssembleMemo {
    names: Last<Vec<names::PolicyName>, names::Names>,
    sections: Last<Vec<names::ReadingPlace>, Arc<BTreeMap<String, Section>>>,
    settled: names::SettledNames,
    targets: Settled<LinkTargets>,
    links: memo::Memo<LinkInputs, Arc<[ResolvedLink]>>,
}

impl Memo {
    /// Ends a run: what it did not ask for is dropped.
    pub fn drop_unused(&self) {
        for assembly in [&self.written, &self.in_force] {
            assembly.links.drop_unused();
        }
        self.history.drop_unused();
    }
}

/// Puts the parts together: ids, addresses, sections, links.
#[must_use]
pub fn assemble(inputs: Inputs, memo: &Memo, diagnostics: &mut Diagnostics) -> Handbook {
    assemble_with(inputs, &memo.written, diagnostics)
}

fn assemble_with(inputs: Inputs, memo: &AssembleMemo, diagnostics: &mut Diagnostics) -> Handbook {
    let Inputs { config, today, book, policies, data, glossary, attachments, static_files, let_go, ledger } = inputs;
    let names = memo.names.get(names::policy_names(&policies, today), |names| names::names(names, &memo.settled));
    names.report(&policies, &attachments, diagnostics);
    let sections = memo.sections.get(names::reading_places(&policies), |places| Arc::new(names::sections(places)));
    let targets = memo.targets.same_if_equal(LinkTargets::new(&names, &attachments));
    let policies: IndexVec<PolicyIndex, Arc<Policy>> = policies.into();
    let links = policies.iter_enumerated().map(|(at, policy)| {
        let key = (at, ByAddress::of(policy), ByAddress::of(&targets));
        memo.links.get(key, |(at, policy, targets)| targets.resolve(*at, policy))
    });
    Handbook {
        resolved_links: links.collect(),
        config,
        today,
        book,
        as_of: false,
        working_copies: policies.to_vec(),
        proposals: BTreeMap::new(),
        past: Vec::new(),
        declared: Vec::new(),
        past_data: Vec::new(),
        versions: Arc::default(),
        left_out: LeftOut::new(),
        kept_until: None,
        withdrawn: Arc::default(),
        absences: Arc::default(),
        policies,
        by_id: names.by_id,
        superseded: names.superseded,
        by_address: names.by_address,
        sections,
        working_data: Arc::clone(&data),
        working_glossary: Arc::clone(&glossary),
        data,
        glossary,
        attachments,
        static_files,
        let_go,
        ledger,
        targets,
    }
}
