//! `private-link`, `broken-link`: links to the pages that the program makes, such as `/register/`, edition by edition.
//!
//! What an edition has of them follows from what its audience may know, so its site is asked.

use super::super::planned::Planned;
use super::private::private_help;
use crate::config::AudienceId;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::{Destination, SourceText};
use crate::markdown::{Link, LinkKind, Target};
use crate::site;

/// Whether a link that leads to no file of the handbook may lead to a page that the program makes.
pub(super) fn may_lead_to_one(link: &Link, folder: &str) -> bool {
    link.kind == LinkKind::Link && path_of(link, folder).is_some_and(|path| site::may_have(&path))
}

/// The path that a link names, from the top of the site.
fn path_of(link: &Link, folder: &str) -> Option<String> {
    match Target::parse(&link.target, folder) {
        Target::Inside { path, .. } if link.target.contains('/') => path.filter(|path| !is_markdown(path)),
        _ => None,
    }
}

/// Whether a path is that of a text: no page of a site has such an address.
fn is_markdown(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("md"))
}

pub(in super::super) fn check(planned: &Planned<'_>, diagnostics: &mut Diagnostics) {
    for text in planned.handbook.texts() {
        for (link, _) in text.links().filter(|(_, resolved)| resolved.to == Destination::Nowhere) {
            if may_lead_to_one(link, text.links_from)
                && let Some(path) = path_of(link, text.links_from)
                && let Some(found) = check_link(planned, &text, link, &path)
            {
                diagnostics.push(found);
            }
        }
    }
}

/// Checks a link to the page at `path`: the first audience whose edition does not have it is reported.
fn check_link(planned: &Planned<'_>, text: &SourceText<'_>, link: &Link, path: &str) -> Option<Diagnostic> {
    let handbook = planned.handbook;
    let lacks = |audience: &AudienceId| {
        let editions = handbook.config.editions.iter().filter(|settings| settings.audience == *audience);
        let names: Vec<&str> = editions.map(|settings| settings.name.as_str()).collect();
        planned.sites.iter().any(|(edition, site)| names.contains(edition) && site.find(path).is_none())
    };
    let audience = text.audiences(handbook, link.readers).find(lacks)?;
    let title = &handbook.config.audiences.get(audience).title;
    if planned.sites.iter().any(|(_, site)| site.find(path).is_some()) {
        let message = format!("{title} can read this link, but their edition has no page `{}`", link.target);
        let found = Diagnostic::new(Rule::PrivateLink, text.file, link.span, message);
        return Some(found.help(private_help(handbook, text)));
    }
    let message = format!("`{}` does not exist: the program makes no such page for {title}", link.target);
    let help = "a list is made where there is something to list; the menu of the edition shows those that there are";
    Some(Diagnostic::new(Rule::BrokenLink, text.file, link.span, message).help(help))
}
