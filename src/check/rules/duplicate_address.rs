//! `duplicate-address`: files at addresses that every site uses itself, and aliases at addresses that are in use.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::Handbook;
use crate::site;
use crate::text::{FileSpan, Span, attachment_address, page_address};

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    for policy in &handbook.policies {
        let address = page_address(policy.path.as_str());
        reserved(&policy.file.name, &address, None, diagnostics);
    }
    for path in handbook.attachments.keys() {
        let file: Arc<str> = format!("content/{path}").into();
        reserved(&file, &attachment_address(path.as_str()), None, diagnostics);
    }
    aliases(handbook, diagnostics);
}

/// Reports an address whose first part is reserved.
fn reserved(file: &Arc<str>, address: &str, span: Option<Span>, diagnostics: &mut Diagnostics) {
    let first = address.split('/').next().unwrap_or_default().to_lowercase();
    if site::is_reserved(&first) {
        let message = format!("`/{first}` is reserved: every site has its own file there");
        let help = "rename the file or its folder, for instance by adding a word";
        let found = Diagnostic::of_file(Rule::DuplicateAddress, file, message).help(help);
        diagnostics.push(Diagnostic { span, ..found });
    }
}

/// Reports aliases that are the address of a policy, a section or another alias.
fn aliases(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let mut taken: BTreeMap<String, (Arc<str>, Span)> = BTreeMap::new();
    for policy in &handbook.policies {
        for alias in policy.front.aliases() {
            let path = crate::edition::alias_path(&alias.value);
            let address = path.address().trim_end_matches('/').to_lowercase();
            reserved(&policy.file.name, &address, Some(alias.span), diagnostics);
            let other = handbook
                .by_address
                .get(&address)
                .map(|at| (Arc::clone(&handbook.policies[*at].file.name), Span::default()));
            let section =
                handbook.sections.keys().any(|folder| page_address(&format!("{folder}/_index.md")) == address);
            let message = if let Some((file, span)) = taken.get(&address).cloned().or(other) {
                let found = Diagnostic::new(
                    Rule::DuplicateAddress,
                    &policy.file.name,
                    alias.span,
                    format!("`/{address}/` is already used"),
                );
                diagnostics.push(found.help("remove this alias").related(FileSpan { file, span }, "it is used here"));
                None
            } else if section {
                Some(format!("`/{address}/` is the address of a section"))
            } else {
                taken.insert(address, (Arc::clone(&policy.file.name), alias.span));
                None
            };
            if let Some(message) = message {
                let found = Diagnostic::new(Rule::DuplicateAddress, &policy.file.name, alias.span, message);
                diagnostics.push(found.help("remove this alias"));
            }
        }
    }
}
