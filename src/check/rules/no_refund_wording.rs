//! `no-refund-wording`: phrases in texts for clients that refuse a refund without a reason.

use aho_corasick::AhoCorasick;

use crate::config::Readers;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::Handbook;
use crate::policy::Policy;
use crate::text::Span;

/// The phrases, in any case of letters.
const PHRASES: [&str; 9] = [
    "no refund",
    "non-refundable",
    "nonrefundable",
    "not refundable",
    "cannot be refunded",
    "will not be refunded",
    "do not give refunds",
    "do not offer refunds",
    "without refund",
];

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let private = handbook.config.audiences.private();
    let Ok(finder) = AhoCorasick::builder().ascii_case_insensitive(true).build(PHRASES) else { return };
    for policy in &handbook.policies {
        policy_wording(policy, private, &finder, diagnostics);
    }
}

/// Reports the phrases in text that other audiences than the most private one read; comments are left out.
fn policy_wording(policy: &Policy, private: Readers, finder: &AhoCorasick, diagnostics: &mut Diagnostics) {
    let body = &policy.text.body;
    let offset = policy.file.text.len() - body.len();
    for found in finder.find_iter(&**body) {
        let readers = policy.text.readers_at(found.start(), policy.readers).and(policy.readers);
        let in_comment = body[..found.start()].rfind("<!--").is_some_and(|at| !body[at..found.start()].contains("-->"));
        if readers.within(private) || in_comment {
            continue;
        }
        let span = Span::new(found.range()).moved(offset);
        let message = format!("“{}” takes something away without a reason", &body[found.range()]);
        let help = "say what clients get instead and why the rule exists, or add a waiver with a reason";
        diagnostics.push(Diagnostic::new(Rule::NoRefundWording, &policy.file.name, span, message).help(help));
    }
}
