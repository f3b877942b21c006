//! `unlisted-page`: pages in no section to which no other page links, so that search alone leads there.

use std::collections::BTreeSet;

use crate::config::AudienceId;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::{Destination, Handbook, PolicyIndex};
use crate::index_vec::ListIndex;

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    // Where no section has a page of its own, the handbook is a list of files, and the front page lists them.
    if !handbook.sections.iter().any(|(folder, section)| !folder.is_empty() && section.index.is_some()) {
        return;
    }
    let mut reported: BTreeSet<PolicyIndex> = BTreeSet::new();
    for (audience, settings) in handbook.config.audiences.iter() {
        let reached = reached(handbook, audience);
        for at in &handbook.sections[""].pages {
            let policy = &handbook.policies[*at];
            // A file beside a folder of its name stands for that folder, or is reported since both cannot have one address.
            let names_section = handbook.sections.contains_key(policy.path.stem());
            if policy.readers.contains(audience) && !names_section && !reached.contains(at) && reported.insert(*at) {
                let message =
                    format!("no section lists this page, and no page that {} can read links to it", settings.title);
                let help = "move it into the folder of a section, or link to it from one of its pages";
                diagnostics.push(Diagnostic::of_file(Rule::UnlistedPage, &policy.file.name, message).help(help));
            }
        }
    }
}

/// The pages that an audience finds by sections and links, from the front page on.
fn reached(handbook: &Handbook, audience: AudienceId) -> BTreeSet<PolicyIndex> {
    let sees = |at: &PolicyIndex| handbook.policies[*at].readers.contains(audience);
    let top = &handbook.sections[""];
    let mut open: Vec<PolicyIndex> = (0..handbook.policies.len()).map(PolicyIndex::new).collect();
    open.retain(|at| sees(at) && !top.pages.contains(at));
    let mut reached: BTreeSet<PolicyIndex> = open.iter().copied().collect();
    while let Some(from) = open.pop() {
        let links = handbook.policies[from].text.facts.links.iter().zip(&*handbook.resolved_links[from]);
        for (link, resolved) in links {
            if let Destination::Page(to) = resolved.to
                && link.readers.contains(audience)
                && sees(&to)
                && reached.insert(to)
            {
                open.push(to);
            }
        }
    }
    reached
}
