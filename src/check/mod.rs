//! Checks the rules that need the whole handbook: references, links, headings, flexibility, versions.
//!
//! In: a [`Handbook`]. Out: diagnostics. What always holds: a rule changes nothing, and what an earlier phase reported is not reported
//! again.

mod in_order;
mod ledger;
mod page_anchors;
mod paragraph;
mod planned;
mod record;
mod rules;
mod settings;
mod words;
mod written;

pub use ledger::{Contradiction, ContradictionKind, Differences, Memo as LedgerMemo, differences};
pub use planned::Planned;
pub use record::AddressRecord;
pub use words::{Loss, LossKind, difference as page_difference, losses};

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{AcceptedBy, Diagnostic, Diagnostics, Rule, in_yaml};
use crate::edition::Bits;
use crate::handbook::{Archive, Handbook};
use crate::memo::{self, ByAddress, Last};
use crate::policy::{Policy, Waiver};
use crate::text::{Span, Spanned};
use in_order::InOrder;
use rules::unseen_details::Details;
use settings::Settings;
use written::Written;

/// What was found in each policy alone, for the next run.
#[derive(Debug, Default)]
pub struct Memo {
    settings: Last<settings::Inputs, Arc<Settings>>,
    policies: memo::Memo<(ByAddress<Policy>, ByAddress<Settings>), Arc<Diagnostics>>,
    in_order: Option<InOrder>,
    details: Details,
    /// What was compared with the ledger.
    pub ledger: LedgerMemo,
}

impl Memo {
    /// An empty one but for what was stored of the handbook at `root` by the same program.
    #[must_use]
    pub fn stored(root: &Path, program: Bits) -> Self {
        Self { in_order: Some(InOrder::of(root, program)), ..Self::default() }
    }

    /// Stores what the next run may know.
    pub fn store(&self) {
        self.in_order.iter().for_each(InOrder::end);
    }

    /// Ends a run: what it did not ask for is dropped.
    pub fn drop_unused(&self) {
        self.policies.drop_unused();
        self.details.drop_unused();
        self.ledger.drop_unused();
    }
}

/// Checks every rule but those of the history.
pub fn check(handbook: &Handbook, memo: &Memo, diagnostics: &mut Diagnostics) {
    let by_rule = rules::ALL.par_iter().map(|rule| {
        let mut found = Diagnostics::default();
        rule(handbook, &mut found);
        found
    });
    by_rule.collect::<Vec<_>>().into_iter().for_each(|found| diagnostics.merge(found));
    rules::unseen_details::check(handbook, &memo.details, diagnostics);
    let settings = memo.settings.get(settings::Inputs::of(handbook), |inputs| Arc::new(Settings::new(inputs)));
    let policies: Vec<&Arc<Policy>> = handbook.policies.iter().collect();
    let in_order = memo.in_order.as_ref().map(|in_order| (in_order, InOrder::settings(handbook)));
    let check = |policy: &&Arc<Policy>| {
        let key = (ByAddress::of(policy), ByAddress::of(&settings));
        memo.policies.get(key, |(policy, settings)| {
            let stored = in_order.map(|(in_order, settings)| (in_order, InOrder::key(policy, settings)));
            let found = match stored {
                Some((in_order, key)) if in_order.knows(key) => Diagnostics::default(),
                _ => {
                    let texts = std::iter::once(Written::body(policy, settings));
                    check_texts(texts.chain(Written::fields(policy, settings)))
                }
            };
            if let Some((in_order, key)) = stored.filter(|_| found.iter().next().is_none()) {
                in_order.note(key);
            }
            Arc::new(found)
        })
    };
    let found: Vec<Arc<Diagnostics>> = policies.par_iter().map(check).collect();
    for found in found {
        diagnostics.merge(Diagnostics::clone(&found));
    }
    let data = handbook.data.texts.iter().chain([&*handbook.book]).flat_map(|data| Written::data(data, &settings));
    diagnostics.merge(check_texts(Written::glossary(&handbook.glossary, &settings).into_iter().chain(data)));
}

/// Checks the rules that look at one text alone.
fn check_texts<'a>(texts: impl Iterator<Item = Written<'a>>) -> Diagnostics {
    let mut found = Diagnostics::default();
    for text in texts {
        for rule in rules::TEXTS {
            rule(&text, &mut found);
        }
    }
    found
}

/// Checks the rules that compare the handbook with its history, and with what was recorded of it.
pub fn check_history(
    handbook: &Handbook,
    archive: &Archive,
    record: &AddressRecord,
    memo: &Memo,
    diagnostics: &mut Diagnostics,
) {
    rules::versions::check(handbook, archive, diagnostics);
    rules::broken_source::check(handbook, archive, diagnostics);
    rules::unapproved_version::check(handbook, archive, diagnostics);
    rules::hidden_version::check(handbook, diagnostics);
    rules::links::check_drafts(handbook, diagnostics);
    rules::ledger::check(handbook, archive, &memo.ledger, diagnostics);
    rules::ledger::check_record(handbook, record, diagnostics);
    rules::stale_scenario::check(handbook, archive, diagnostics);
}

/// Checks the rules that ask which addresses a site has.
pub fn check_sites(planned: &Planned<'_>, record: &AddressRecord, diagnostics: &mut Diagnostics) {
    rules::own_pages::check(planned, diagnostics);
    rules::dropped_address::check(record, planned, diagnostics);
}

/// Rules that say of a place why its words are lost, or printed with their marks.
const EXPLAIN_LOSSES: [Rule; 15] = [
    Rule::RawHtml,
    Rule::BrokenTable,
    Rule::UnusedFootnote,
    Rule::NotALink,
    Rule::LeftoverMarkup,
    Rule::UnresolvedReference,
    Rule::BrokenLink,
    Rule::EmptyLink,
    Rule::MissingImage,
    Rule::UnknownAlert,
    Rule::MergeConflict,
    Rule::UnclosedComment,
    Rule::StrayFence,
    Rule::AmbiguousBlock,
    Rule::MisplacedMarkup,
];

/// One mistake, one diagnostic: lost words are not reported where another rule says why they are lost.
fn without_explained(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if diagnostics.iter().all(|found| found.rule != Rule::LostWords) {
        return diagnostics;
    }
    let mut places: BTreeMap<Arc<str>, Vec<Span>> = BTreeMap::new();
    for found in diagnostics.iter().filter(|found| EXPLAIN_LOSSES.contains(&found.rule)) {
        places.entry(Arc::clone(&found.file)).or_default().extend(found.span);
    }
    // A mark and the words behind it are a few signs apart.
    let meet = |one: Span, other: Span| one.start <= other.end + 4 && other.start <= one.end + 4;
    diagnostics.retain(|found| {
        let place = found.span.filter(|_| found.rule == Rule::LostWords);
        !place.is_some_and(|place| places.get(&found.file).is_some_and(|all| all.iter().any(|one| meet(*one, place))))
    });
    diagnostics
}

/// Gives helps the language of the file that they are about: one that they name, or else that of the diagnostic.
#[must_use]
pub fn in_languages_of_files(mut diagnostics: Vec<Diagnostic>, handbook: &Handbook) -> Vec<Diagnostic> {
    let are_yaml: BTreeMap<&str, bool> = handbook
        .working_copies
        .iter()
        .map(|policy| (&*policy.file.name, policy.file.text.starts_with("---")))
        .collect();
    for found in &mut diagnostics {
        let Some(help) = found.help.as_mut().filter(|help| !help.contains("book.toml")) else { continue };
        let named = help.split([' ', ',', '`']).find_map(|word| are_yaml.get(word.trim_end_matches(['.', ':'])));
        if *named.or_else(|| are_yaml.get(&*found.file)).unwrap_or(&false) {
            *help = in_yaml(help);
        }
    }
    diagnostics
}

/// Parts what is found from what a waiver of the same file accepts until its last day. Locked rules cannot be waived.
#[must_use]
pub fn waive(diagnostics: Vec<Diagnostic>, handbook: &Handbook) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    let mut waivers: BTreeMap<(&str, &str), AcceptedBy> = BTreeMap::new();
    for policy in &handbook.working_copies {
        for Waiver { rule, until, reason, owner } in policy.front.waivers() {
            let Some(until) = until.filter(|until| until.value >= handbook.today) else { continue };
            let text = |text: Option<&Spanned<String>>| text.map(|text| text.value.clone());
            let accepted = AcceptedBy {
                reason: text(reason).unwrap_or_default(),
                owner: text(owner),
                until: until.value.to_string(),
            };
            waivers.insert((&policy.file.name, &rule.value), accepted);
        }
    }
    let diagnostics = in_languages_of_files(without_explained(diagnostics), handbook);
    let (mut open, mut waived) = (Vec::new(), Vec::new());
    for found in diagnostics {
        match waivers.get(&(&*found.file, found.rule.name())).filter(|_| !found.rule.info().locked) {
            Some(accepted) => waived.push(Diagnostic { waiver: Some(accepted.clone()), ..found }),
            None => open.push(found),
        }
    }
    (open, waived)
}
