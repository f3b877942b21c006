//! `duplicate-address`: files at addresses that every site uses itself, and aliases at addresses that are in use.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::{Handbook, PolicyIndex};
use crate::site;
use crate::text::{FileSpan, Span, attachment_address, page_address};

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    for policy in &handbook.policies {
        let address = page_address(policy.path.as_str());
        reserved(&policy.file.name, &address, None, diagnostics);
    }
    for path in handbook.attachments.keys() {
        let file: Arc<str> = format!("content/{path}").into();
        let address = attachment_address(path.as_str());
        reserved(&file, &address, None, diagnostics);
        if site::is_generated(&address.to_lowercase()) {
            report_reserved(&file, &address, None, diagnostics);
        }
    }
    aliases(handbook, diagnostics);
}

/// Reports an address whose first part is reserved.
fn reserved(file: &Arc<str>, address: &str, span: Option<Span>, diagnostics: &mut Diagnostics) {
    let first = address.split('/').next().unwrap_or_default().to_lowercase();
    if site::is_reserved(&first) {
        report_reserved(file, &first, span, diagnostics);
    }
}

fn report_reserved(file: &Arc<str>, first: &str, span: Option<Span>, diagnostics: &mut Diagnostics) {
    let message = format!("`/{first}` is reserved: every site has its own file there");
    let help = "rename the file or its folder, for instance by adding a word";
    let found = Diagnostic::of_file(Rule::DuplicateAddress, file, message).help(help);
    diagnostics.push(Diagnostic { span, ..found });
}

/// Reports aliases that are the address of another policy, a section or another policy's alias. One that is the address of its own
/// page says nothing new, and does no harm.
fn aliases(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let sections: BTreeSet<String> =
        handbook.sections.keys().map(|folder| page_address(&format!("{folder}/_index.md"))).collect();
    let mut taken: BTreeMap<String, (PolicyIndex, Span)> = BTreeMap::new();
    for (at, policy) in handbook.policies.iter_enumerated() {
        for alias in policy.front.aliases() {
            let path = crate::edition::alias_path(&alias.value);
            let address = path.address().trim_end_matches('/').to_lowercase();
            reserved(&policy.file.name, &address, Some(alias.span), diagnostics);
            if site::is_generated(address.split('/').next().unwrap_or_default()) {
                report_reserved(&policy.file.name, &address, Some(alias.span), diagnostics);
            }
            let page = handbook.by_address.get(&address).map(|at| (*at, Span::default()));
            let report = |message: String| {
                Diagnostic::new(Rule::DuplicateAddress, &policy.file.name, alias.span, message)
                    .help("remove this alias")
            };
            match taken.get(&address).copied().or(page) {
                Some((other, _)) if other == at => {}
                Some((other, span)) => {
                    let place = FileSpan { file: Arc::clone(&handbook.policies[other].file.name), span };
                    let found = report(format!("`/{address}/` is already used"));
                    diagnostics.push(found.related(place, "it is used here"));
                }
                None if sections.contains(&address) => {
                    diagnostics.push(report(format!("`/{address}/` is the address of a section")));
                }
                None => drop(taken.insert(address, (at, alias.span))),
            }
        }
    }
}
