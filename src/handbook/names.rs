//! The ids, the addresses and the folders of a handbook.
//!
//! In: what of each policy decides on them. Out: maps from ids, addresses and folders to policies. What always holds: of two
//! policies that want one id or one address, the first by path has it.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::index_vec::{ListIndex, list_index};
use crate::memo::Settled;
use crate::policy::{Policy, Succession};
use crate::source::Attachment;
use crate::text::{ContentPath, FileSpan, SitePath, Span, Spanned, attachment_address, name_fault, page_address};

list_index! {
    /// A policy, by its place in [`Handbook::policies`](super::Handbook::policies).
    PolicyIndex
}

/// A folder of `content/`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Section {
    /// Its own page, `_index.md`.
    pub index: Option<PolicyIndex>,
    /// The policies and pages in it, in reading order.
    pub pages: Vec<PolicyIndex>,
    /// The folders in it, by path. Each edition puts them in order, by what its audience may know of them.
    pub folders: Vec<String>,
}

/// A policy that says that it took the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Successor {
    /// Which it is.
    pub policy: SuccessorPolicy,
    /// How far it has come.
    pub succession: Succession,
    /// Its first day.
    pub since: Option<Date>,
}

/// Where a successor is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SuccessorPolicy {
    /// In the handbook.
    Here(PolicyIndex),
    /// Among those whose files have gone: its id.
    Gone(String),
}

/// The successors of each id.
pub type Successors = BTreeMap<String, Vec<Successor>>;

/// What of a policy decides on the maps of ids and addresses.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PolicyName {
    path: ContentPath,
    is_section: bool,
    id: Option<String>,
    supersedes: Vec<String>,
    succession: Succession,
    first_day: Option<Date>,
}

/// What of a policy decides on the sections and their order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ReadingPlace {
    path: ContentPath,
    is_section: bool,
    order: Option<i64>,
    title: String,
}

/// The maps, and what is wrong with the names.
#[derive(Debug, Clone)]
pub(super) struct Names {
    pub(super) by_id: Arc<BTreeMap<String, PolicyIndex>>,
    pub(super) superseded: Arc<Successors>,
    pub(super) by_address: Arc<BTreeMap<String, PolicyIndex>>,
    pub(super) folders: Arc<BTreeSet<String>>,
    faults: Arc<[(PolicyIndex, NameFault)]>,
}

/// Why a policy cannot have its id or its address.
#[derive(Debug)]
enum NameFault {
    /// Another policy has the id, or one that differs by capitals alone.
    IdTaken(PolicyIndex),
    /// Its file's name has nothing to make an address of.
    NoAddress,
    /// The address could not be written on every system.
    Unfit(String, &'static str),
    /// Another policy has the address.
    AddressTaken(String, PolicyIndex),
}

/// The last of each map.
#[derive(Debug, Default)]
pub(super) struct SettledNames {
    by_id: Settled<BTreeMap<String, PolicyIndex>>,
    superseded: Settled<Successors>,
    by_address: Settled<BTreeMap<String, PolicyIndex>>,
    folders: Settled<BTreeSet<String>>,
}

pub(super) fn policy_names(policies: &[Arc<Policy>], today: Date) -> Vec<PolicyName> {
    let name = |policy: &Arc<Policy>| PolicyName {
        path: policy.path.clone(),
        is_section: policy.is_section(),
        id: policy.front.id().map(|id| id.value.clone()),
        // A page governs nothing, so it takes no policy's place.
        supersedes: policy
            .front
            .supersedes()
            .iter()
            .filter(|_| policy.is_governed())
            .map(|id| id.value.clone())
            .collect(),
        succession: policy.front.succession(today),
        first_day: policy.front.first_day(),
    };
    policies.iter().map(name).collect()
}

pub(super) fn reading_places(policies: &[Arc<Policy>]) -> Vec<ReadingPlace> {
    let place = |policy: &Arc<Policy>| ReadingPlace {
        path: policy.path.clone(),
        is_section: policy.is_section(),
        order: policy.front.order(),
        title: policy.front.title().value.clone(),
    };
    policies.iter().map(place).collect()
}

/// The maps of ids and addresses.
pub(super) fn names(policies: &[PolicyName], settled: &SettledNames) -> Names {
    let mut by_id: BTreeMap<String, PolicyIndex> = BTreeMap::new();
    let mut folded_ids: BTreeMap<String, PolicyIndex> = BTreeMap::new();
    let mut by_address: BTreeMap<String, PolicyIndex> = BTreeMap::new();
    let mut superseded = Successors::new();
    let mut folders: BTreeSet<String> = BTreeSet::from([String::new()]);
    let mut faults = Vec::new();
    for (at, policy) in policies.iter().enumerate().map(|(at, policy)| (PolicyIndex::new(at), policy)) {
        if let Some(id) = &policy.id {
            match folded_ids.entry(id.to_lowercase()) {
                Entry::Occupied(first) => faults.push((at, NameFault::IdTaken(*first.get()))),
                Entry::Vacant(entry) => drop(entry.insert(at)),
            }
            by_id.entry(id.clone()).or_insert(at);
        }
        match address(policy, &by_address) {
            Ok(address) => drop(by_address.insert(address, at)),
            Err(fault) => faults.push((at, fault)),
        }
        for id in &policy.supersedes {
            let (succession, since) = (policy.succession, policy.first_day);
            let successor = Successor { policy: SuccessorPolicy::Here(at), succession, since };
            superseded.entry(id.clone()).or_default().push(successor);
        }
        let mut folder = policy.path.folder();
        while !folder.is_empty() && folders.insert(folder.to_owned()) {
            folder = parent(folder);
        }
    }
    Names {
        by_id: settled.by_id.same_if_equal(by_id),
        superseded: settled.superseded.same_if_equal(superseded),
        by_address: settled.by_address.same_if_equal(by_address),
        folders: settled.folders.same_if_equal(folders),
        faults: faults.into(),
    }
}

/// The address of a policy's page, or why it cannot have one.
fn address(policy: &PolicyName, taken: &BTreeMap<String, PolicyIndex>) -> Result<String, NameFault> {
    let address = page_address(policy.path.as_str());
    let top = policy.is_section && policy.path.folder().is_empty();
    if !top && address.split('/').any(str::is_empty) {
        return Err(NameFault::NoAddress);
    }
    if let Some(fault) = address.split('/').filter(|_| !top).find_map(name_fault) {
        return Err(NameFault::Unfit(address, fault));
    }
    match taken.get(&address) {
        Some(first) => Err(NameFault::AddressTaken(address, *first)),
        None => Ok(address),
    }
}

fn parent(folder: &str) -> &str {
    folder.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// The sections, each with its pages in reading order: by `order`, then by title, then by path.
pub(super) fn sections(policies: &[ReadingPlace]) -> BTreeMap<String, Section> {
    let mut sections: BTreeMap<String, Section> = BTreeMap::from([(String::new(), Section::default())]);
    for (at, policy) in policies.iter().enumerate() {
        add_folders(policy.path.folder(), &mut sections);
        let section = sections.entry(policy.path.folder().to_owned()).or_default();
        if policy.is_section {
            section.index = Some(PolicyIndex::new(at));
        } else {
            section.pages.push(PolicyIndex::new(at));
        }
    }
    for section in sections.values_mut() {
        section.pages.sort_by_cached_key(|at| {
            let ReadingPlace { path, is_section: _, order, title } = &policies[at.number()];
            (order.unwrap_or(i64::MAX), title.to_lowercase(), path.clone())
        });
        section.folders.sort();
    }
    sections
}

/// Makes sure that a folder and all folders above it are known.
fn add_folders(folder: &str, sections: &mut BTreeMap<String, Section>) {
    let mut below = folder;
    while !below.is_empty() {
        sections.entry(below.to_owned()).or_default();
        let section = sections.entry(parent(below).to_owned()).or_default();
        if section.folders.iter().any(|known| known == below) {
            return;
        }
        section.folders.push(below.to_owned());
        below = parent(below);
    }
}

impl Names {
    /// Says what is wrong with the names of policies and attachments.
    pub(super) fn report(
        &self,
        policies: &[Arc<Policy>],
        attachments: &BTreeMap<ContentPath, Attachment>,
        diagnostics: &mut Diagnostics,
    ) {
        for (at, fault) in self.faults.iter() {
            let policy = &policies[at.number()];
            if let NameFault::AddressTaken(_, first) = fault
                && policies[first.number()].path.folder() != policy.path.folder()
                && self.shares_address(policy.path.folder())
            {
                continue;
            }
            diagnostics.push(fault.diagnostic(policy, |other| &policies[other.number()]));
        }
        self.report_folders(diagnostics);
        report_attachments(attachments, &self.by_address, diagnostics);
    }
}

impl Names {
    /// Whether another folder beside this one, or beside one that it is in, would have the same address.
    fn shares_address(&self, folder: &str) -> bool {
        let address = page_address(&format!("{folder}/_index.md"));
        self.folders.iter().any(|other| other != folder && page_address(&format!("{other}/_index.md")) == address)
    }

    /// Says which folders would be one section: their names differ by case, spaces or dashes alone.
    fn report_folders(&self, diagnostics: &mut Diagnostics) {
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for folder in self.folders.iter() {
            let address = page_address(&format!("{folder}/_index.md"));
            if address.split('/').any(str::is_empty) {
                continue;
            }
            match seen.entry(address) {
                Entry::Vacant(free) => drop(free.insert(folder)),
                // Folders inside two such folders are no mistake of their own.
                Entry::Occupied(first) if parent(first.get()) != parent(folder) => {}
                Entry::Occupied(first) => {
                    let message = format!(
                        "this folder and content/{} would both be the section `/{}/`",
                        first.get(),
                        first.key()
                    );
                    let help =
                        "move the files of one into the other, or rename one; addresses ignore upper and lower case";
                    let file: Arc<str> = format!("content/{folder}").into();
                    diagnostics.push(Diagnostic::of_file(Rule::DuplicateAddress, &file, message).help(help));
                }
            }
        }
    }
}

impl NameFault {
    fn diagnostic<'a>(&self, policy: &Policy, other: impl Fn(PolicyIndex) -> &'a Arc<Policy>) -> Diagnostic {
        let file = &policy.file.name;
        match self {
            Self::IdTaken(first) => id_taken(policy, other(*first)),
            Self::NoAddress => {
                let message = "this name needs at least one letter or digit";
                let help = "rename the file or folder with letters, digits and dashes";
                Diagnostic::of_file(Rule::InvalidFileName, file, message).help(help)
            }
            Self::Unfit(address, fault) => unfit(file, address, fault),
            Self::AddressTaken(address, first) => {
                let message = format!("this page and another would both be published at `/{address}/`");
                let place = FileSpan { file: Arc::clone(&other(*first).file.name), span: Span::default() };
                Diagnostic::of_file(Rule::DuplicateAddress, file, message)
                    .help("rename one of the two; addresses ignore upper and lower case")
                    .related(place, "this is the other")
            }
        }
    }
}

/// An id that another policy has, or has but for its capitals: then both would have one permanent link.
fn id_taken(policy: &Policy, first: &Policy) -> Diagnostic {
    let (own, other) = (policy.front.id(), first.front.id());
    let id = own.map(|id| id.value.as_str()).unwrap_or_default();
    let message = match other.filter(|other| other.value != id) {
        Some(other) => format!("the ids `{id}` and `{}` differ only in upper and lower case", other.value),
        None => format!("the id `{id}` is taken"),
    };
    let span = |id: Option<&Spanned<String>>| id.map_or_else(Span::default, |id| id.span);
    let place = FileSpan { file: Arc::clone(&first.file.name), span: span(other) };
    Diagnostic::new(Rule::DuplicateId, &policy.file.name, span(own), message)
        .help("give one of the two an id that no policy ever had")
        .related(place, "already used here")
}

/// A file whose address could not be written on every system.
fn unfit(file: &Arc<str>, address: &str, fault: &str) -> Diagnostic {
    let message =
        format!("this would be published at `/{address}`, which is not a valid file name on every system: {fault}");
    Diagnostic::of_file(Rule::InvalidFileName, file, message).help("rename the file or its folder")
}

/// Says which attachments cannot have their addresses.
fn report_attachments(
    attachments: &BTreeMap<ContentPath, Attachment>,
    by_address: &BTreeMap<String, PolicyIndex>,
    diagnostics: &mut Diagnostics,
) {
    let mut seen: BTreeMap<String, &ContentPath> = BTreeMap::new();
    for path in attachments.keys() {
        let address = attachment_address(path.as_str());
        if let Some(fault) = address.split('/').find_map(name_fault) {
            diagnostics.push(unfit(&format!("content/{path}").into(), &address, fault));
            continue;
        }
        let address = address.to_lowercase();
        let page = SitePath::file(&address).address().trim_end_matches('/').to_owned();
        let file: Arc<str> = format!("content/{path}").into();
        if let Some(first) = seen.get(&address) {
            let message = format!("this file and content/{first} would be published at one address");
            diagnostics.push(Diagnostic::of_file(Rule::DuplicateAddress, &file, message).help("rename one of the two"));
        } else if by_address.contains_key(&page) {
            let message = "this file would be published at the address of a page";
            diagnostics.push(Diagnostic::of_file(Rule::DuplicateAddress, &file, message).help("rename the file"));
        }
        seen.insert(address, path);
    }
}
