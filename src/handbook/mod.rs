//! The whole book: all policies, the data they quote, and what leads where.
//!
//! In: parsed policies, data files, attachments, the configuration and the day. Out: a [`Handbook`], the only thing that
//! the door is given. What always holds: whatever the author wrote is here once, with its readers.

mod complaints;
mod data_files;
mod glossary;
mod links;
mod replaced;
mod versions;

pub use complaints::Complaint;
pub use data_files::{DataFiles, Fact, FactValue, Goal, Person, Touchpoint};
pub use glossary::{Definition, Glossary, Term, define};
pub use links::{Destination, ResolvedLink};
pub(crate) use replaced::read_alike;
pub use versions::{Archive, Version, Versions, Withdrawn};

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use jiff::civil::Date;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::policy::Policy;
use crate::source::Attachment;
use crate::text::{ContentPath, FileSpan, SitePath, Span, Spanned, attachment_address, name_fault, page_address};

/// A policy, by its place in [`Handbook::policies`].
pub type PolicyIndex = usize;

/// A folder of `content/`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Section {
    /// Its own page, `_index.md`.
    pub index: Option<PolicyIndex>,
    /// The policies and pages in it, in reading order.
    pub pages: Vec<PolicyIndex>,
    /// The folders in it, by path: their order is for the door to settle, from what each audience may know of them.
    pub folders: Vec<String>,
}

/// Everything.
#[derive(Debug, Clone)]
pub struct Handbook {
    /// What `book.toml` says.
    pub config: Arc<Config>,
    /// The day that is taken for today.
    pub today: Date,
    /// Whether the day is one of the past, and what came later is left out.
    pub as_of: bool,
    /// All policies and pages, by path: of each policy the version in force, once the history has been brought in.
    pub policies: Vec<Arc<Policy>>,
    /// The same as their files have them now.
    pub working_copies: Vec<Arc<Policy>>,
    /// The versions of each id that has had more than one.
    pub versions: Arc<BTreeMap<String, Arc<Versions>>>,
    /// Policies whose files have gone, by id.
    pub withdrawn: Arc<BTreeMap<String, Withdrawn>>,
    /// Where each link of each policy's outline leads.
    pub resolved_links: Vec<Arc<[ResolvedLink]>>,
    /// Policies by id.
    pub by_id: Arc<BTreeMap<String, PolicyIndex>>,
    /// Ids that were superseded, and the policies that say so.
    pub superseded: Arc<BTreeMap<String, Vec<PolicyIndex>>>,
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
}

/// What [`assemble`] puts together.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// What `book.toml` says.
    pub config: Arc<Config>,
    /// The day that is taken for today.
    pub today: Date,
    /// All policies and pages, by path.
    pub policies: Vec<Arc<Policy>>,
    /// People, facts, goals, touchpoints.
    pub data: Arc<DataFiles>,
    /// The glossary.
    pub glossary: Arc<Glossary>,
    /// The attachments by path.
    pub attachments: Arc<BTreeMap<ContentPath, Attachment>>,
}

/// Puts the parts together: ids, addresses, sections, links.
#[must_use]
pub fn assemble(parts: Inputs, diagnostics: &mut Diagnostics) -> Handbook {
    let Inputs { config, today, policies, data, glossary, attachments } = parts;
    let mut by_id: BTreeMap<String, PolicyIndex> = BTreeMap::new();
    let mut folded_ids: BTreeMap<String, PolicyIndex> = BTreeMap::new();
    let mut by_address: BTreeMap<String, PolicyIndex> = BTreeMap::new();
    let mut sections: BTreeMap<String, Section> = BTreeMap::from([(String::new(), Section::default())]);
    for (at, policy) in policies.iter().enumerate() {
        if let Some(id) = &policy.front.id {
            match folded_ids.entry(id.value.to_lowercase()) {
                Entry::Occupied(first) => diagnostics.push(taken(policy, id, &policies[*first.get()])),
                Entry::Vacant(entry) => {
                    entry.insert(at);
                }
            }
            by_id.entry(id.value.clone()).or_insert(at);
        }
        address(at, policy, &policies, &mut by_address, diagnostics);
        add_folders(policy.path.folder(), &mut sections);
        let section = sections.entry(policy.path.folder().to_owned()).or_default();
        if policy.is_section() {
            section.index = Some(at);
        } else {
            section.pages.push(at);
        }
    }
    let mut superseded: BTreeMap<String, Vec<PolicyIndex>> = BTreeMap::new();
    for (at, policy) in policies.iter().enumerate() {
        for id in &policy.front.supersedes {
            superseded.entry(id.value.clone()).or_default().push(at);
        }
    }
    attachment_addresses(&attachments, &by_address, diagnostics);
    sort_sections(&mut sections, &policies);
    let mut handbook = Handbook {
        config,
        today,
        as_of: false,
        working_copies: policies.clone(),
        versions: Arc::default(),
        withdrawn: Arc::default(),
        policies,
        resolved_links: Vec::new(),
        by_id: Arc::new(by_id),
        superseded: Arc::new(superseded),
        by_address: Arc::new(by_address),
        sections: Arc::new(sections),
        data,
        glossary,
        attachments,
    };
    handbook.resolved_links = links::resolve_all(&handbook);
    handbook
}

/// An id that another policy has, or has but for its capitals: then both would have one permanent link.
fn taken(policy: &Policy, id: &Spanned<String>, first: &Policy) -> Diagnostic {
    let other = first.front.id.as_ref();
    let message = match other.filter(|other| other.value != id.value) {
        Some(other) => format!("the ids `{}` and `{}` differ by capitals alone", id.value, other.value),
        None => format!("the id `{}` is taken", id.value),
    };
    let place = FileSpan { file: Arc::clone(&first.file.name), span: other.map_or_else(Span::default, |id| id.span) };
    Diagnostic::new(Rule::DuplicateId, &policy.file.name, id.span, message)
        .help("give one of the two an id that no policy ever had")
        .related(place, "it is this policy's")
}

/// Registers the address of a policy's page, or says why it cannot have one.
fn address(
    at: PolicyIndex,
    policy: &Policy,
    policies: &[Arc<Policy>],
    by_address: &mut BTreeMap<String, PolicyIndex>,
    diagnostics: &mut Diagnostics,
) {
    let address = page_address(policy.path.as_str());
    let top = policy.is_section() && policy.path.folder().is_empty();
    if !top && address.split('/').any(str::is_empty) {
        let message = "this name has no letters or digits to make an address of";
        let help = "rename the file or folder with letters, digits and dashes";
        diagnostics.push(Diagnostic::of_file(Rule::InvalidFileName, &policy.file.name, message).help(help));
        return;
    }
    if let Some(fault) = address.split('/').filter(|_| !top).find_map(name_fault) {
        diagnostics.push(unfit(&policy.file.name, &address, fault));
        return;
    }
    match by_address.get(&address) {
        Some(first) => {
            let message = format!("this page and another would both be published at `/{address}/`");
            let place = FileSpan { file: Arc::clone(&policies[*first].file.name), span: Span::default() };
            diagnostics.push(
                Diagnostic::of_file(Rule::DuplicateAddress, &policy.file.name, message)
                    .help("rename one of the two; upper and lower case do not tell addresses apart")
                    .related(place, "this is the other"),
            );
        }
        None => {
            by_address.insert(address, at);
        }
    }
}

/// A file whose address could not be written on every system.
fn unfit(file: &Arc<str>, address: &str, fault: &str) -> Diagnostic {
    let message = format!("this would be published at `/{address}`, which no file can have everywhere: {fault}");
    Diagnostic::of_file(Rule::InvalidFileName, file, message).help("rename the file or its folder")
}

fn attachment_addresses(
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

/// Makes sure that a folder and all folders above it are known.
fn add_folders(folder: &str, sections: &mut BTreeMap<String, Section>) {
    let mut below = folder;
    while !below.is_empty() {
        let above = below.rsplit_once('/').map_or("", |(above, _)| above);
        sections.entry(below.to_owned()).or_default();
        let section = sections.entry(above.to_owned()).or_default();
        if section.folders.iter().any(|known| known == below) {
            return;
        }
        section.folders.push(below.to_owned());
        below = above;
    }
}

fn sort_sections(sections: &mut BTreeMap<String, Section>, policies: &[Arc<Policy>]) {
    for section in sections.values_mut() {
        sort_pages(section, policies);
        section.folders.sort();
    }
}

/// Puts pages in reading order: by `order`, then by title, then by path.
fn sort_pages(section: &mut Section, policies: &[Arc<Policy>]) {
    section.pages.sort_by_cached_key(|at| {
        let policy = &policies[*at];
        (policy.front.order.unwrap_or(i64::MAX), policy.front.title.value.to_lowercase(), policy.path.clone())
    });
}
