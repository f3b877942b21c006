//! `broken-link`, `missing-image`, `missing-anchor`, `private-link`: where each link leads, for every audience that reads it.

use crate::config::AudienceId;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, nearest};
use crate::handbook::{Destination, Handbook, PolicyIndex, ResolvedLink};
use crate::markdown::{Link, LinkKind};

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    for (at, policy) in handbook.policies.iter_enumerated() {
        for (link, lead) in policy.text.facts.links.iter().zip(&*handbook.resolved_links[at]) {
            let found = check_link(handbook, at, link, lead);
            if let Some((rule, message, help)) = found {
                diagnostics.push(Diagnostic::new(rule, &policy.file.name, link.span, message).help(help));
            }
        }
    }
}

/// The rule, the message and the help of a link that is wrong.
type Found = Option<(Rule, String, String)>;

/// Checks one link of the policy `from`.
fn check_link(handbook: &Handbook, from: PolicyIndex, link: &Link, resolved: &ResolvedLink) -> Found {
    let target = &link.target;
    match &resolved.to {
        Destination::Nowhere if link.kind == LinkKind::Image => {
            let help = "put the file next to this one, or correct the name".to_owned();
            Some((Rule::MissingImage, format!("there is no image `{target}`"), help))
        }
        Destination::Nowhere => {
            let ids = handbook.by_id.keys().map(String::as_str);
            let paths = handbook.policies.iter().map(|policy| policy.path.as_str());
            let name = target.split('#').next().unwrap_or_default();
            let help = nearest(name, ids.chain(paths)).map_or_else(
                || "write the id of a policy, or the path of a file from this one".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            Some((Rule::BrokenLink, format!("`{target}` does not exist"), help))
        }
        Destination::External if link.kind == LinkKind::Image => {
            let message = format!("`{target}` is on another host; images must be part of the handbook");
            Some((Rule::MissingImage, message, "put a copy of the image next to this file".to_owned()))
        }
        Destination::Page(to) if link.kind == LinkKind::Image => {
            let title = &handbook.policies[*to].front.title().value;
            Some((Rule::MissingImage, format!("`{title}` is a page, not an image"), "remove the `!`".to_owned()))
        }
        Destination::Page(to) => check_page(handbook, from, *to, link, resolved.anchor.as_deref()),
        Destination::Folder(folder) => {
            let reader =
                readers(handbook, from, link).find(|audience| !folder_is_visible(handbook, folder, *audience))?;
            let title = &handbook.config.audiences.get(reader).title;
            let message = format!("{title} can read this link, but their edition has no section `{folder}`");
            Some((Rule::PrivateLink, message, private_help(handbook)))
        }
        Destination::External | Destination::Attachment(_) => None,
    }
}

/// Checks a link to the policy `to`: the first audience that cannot follow it is reported.
fn check_page(handbook: &Handbook, from: PolicyIndex, to: PolicyIndex, link: &Link, anchor: Option<&str>) -> Found {
    let policy = &handbook.policies[to];
    for audience in readers(handbook, from, link) {
        if !policy.readers.contains(audience) {
            let title = &handbook.config.audiences.get(audience).title;
            let message = format!("{title} can read this link, but may not read `{}`", policy.front.title().value);
            return Some((Rule::PrivateLink, message, private_help(handbook)));
        }
        let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty()) else { continue };
        let anchors = handbook.anchors(to, audience);
        if !anchors.iter().any(|known| known == anchor) {
            let title = &handbook.config.audiences.get(audience).title;
            let most_private = handbook.config.audiences.most_private();
            if handbook.anchors(to, most_private).iter().any(|known| known == anchor) {
                let message = format!("{title} can read this link, but may not read the heading `#{anchor}`");
                return Some((Rule::PrivateLink, message, private_help(handbook)));
            }
            let message = format!("`{}` has no heading `#{anchor}` for {title}", policy.front.title().value);
            let help = nearest(anchor, anchors.iter().map(String::as_str))
                .map_or_else(|| "remove the part after `#`".to_owned(), |near| format!("did you mean `#{near}`?"));
            return Some((Rule::MissingAnchor, message, help));
        }
    }
    None
}

/// Returns the help for a link to something more private.
fn private_help(handbook: &Handbook) -> String {
    let private = &handbook.config.audiences.get(handbook.config.audiences.most_private()).key;
    format!("put the link between `::: {private}` and `:::`, or give the linked page an `audience`")
}

/// Returns the audiences that read a link.
fn readers<'a>(handbook: &'a Handbook, from: PolicyIndex, link: &Link) -> impl Iterator<Item = AudienceId> + 'a {
    let readers = handbook.policies[from].readers.and(link.readers);
    handbook.config.audiences.iter().map(|(id, _)| id).filter(move |id| readers.contains(*id))
}

/// Returns whether an audience may read any policy in a folder.
fn folder_is_visible(handbook: &Handbook, folder: &str, audience: AudienceId) -> bool {
    handbook.policies.iter().any(|policy| {
        let inside =
            policy.path.folder().strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        inside && policy.readers.contains(audience)
    })
}
