//! `broken-link`, `missing-image`, `missing-anchor`, `private-link`: where each link leads, for every audience that reads it.

use super::link_targets;
use super::own_pages;
use super::private::private_help;
use crate::config::AudienceId;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, nearest};
use crate::handbook::{Destination, Handbook, PolicyIndex, ResolvedLink, SourceText};
use crate::markdown::{Link, LinkKind};

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    for text in handbook.texts() {
        for (link, lead) in text.links() {
            if link_targets::is_reported(&text, link, lead, handbook) {
                continue;
            }
            let found = check_link(handbook, &text, link, lead);
            if let Some((rule, message, help)) = found {
                diagnostics.push(Diagnostic::new(rule, text.file, link.span, message).help(help));
            }
        }
    }
}

/// The rule, the message and the help of a link that is wrong.
type Found = Option<(Rule, String, String)>;

/// Checks one link of a text.
fn check_link(handbook: &Handbook, from: &SourceText<'_>, link: &Link, resolved: &ResolvedLink) -> Found {
    let target = &link.target;
    match &resolved.to {
        // A mark of other tools, reported as that.
        Destination::Nowhere if link.kind == LinkKind::Wiki && ["_toc_", "toc"].contains(&&*target.to_lowercase()) => {
            None
        }
        // The sites tell which of these each edition has.
        Destination::Nowhere if own_pages::may_lead_to_one(link, from.links_from) => None,
        Destination::Nowhere if link.kind == LinkKind::Image => {
            let help = "put the file next to this one, or correct the name".to_owned();
            Some((Rule::MissingImage, format!("there is no image `{target}`"), help))
        }
        Destination::Nowhere => {
            let ids = handbook.by_id.keys().map(String::as_str);
            let paths = handbook.policies.iter().map(|policy| policy.path.as_str());
            let name = target.split('#').next().unwrap_or_default();
            let help = nearest(name, ids.chain(paths)).map_or_else(
                || match complete(target) {
                    Some(whole) => format!("did you mean `{whole}`?"),
                    None => "write the id of a policy, or the path of a file from this one".to_owned(),
                },
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
            let reader = from
                .audiences(handbook, link.readers)
                .find(|audience| !folder_is_visible(handbook, folder, *audience))?;
            let title = &handbook.config.audiences.get(reader).title;
            let message = format!("{title} can read this link, but their edition has no section `{folder}`");
            Some((Rule::PrivateLink, message, private_help(handbook, from)))
        }
        Destination::External | Destination::Attachment(_) => None,
    }
}

/// The whole address where its beginning is not written: of a site, of a mailbox.
fn complete(target: &str) -> Option<String> {
    let is_mailbox = target.split_once('@').is_some_and(|(_, host)| host.contains('.')) && !target.contains('/');
    if is_mailbox {
        return Some(format!("mailto:{target}"));
    }
    target.starts_with("www.").then(|| format!("https://{target}"))
}

/// Checks a link to the policy `to`: the first audience that cannot follow it is reported.
fn check_page(handbook: &Handbook, from: &SourceText<'_>, to: PolicyIndex, link: &Link, anchor: Option<&str>) -> Found {
    let policy = &handbook.policies[to];
    for audience in from.audiences(handbook, link.readers) {
        if !policy.readers.contains(audience) {
            let title = &handbook.config.audiences.get(audience).title;
            let message = format!("{title} can read this link, but may not read `{}`", policy.front.title().value);
            return Some((Rule::PrivateLink, message, private_help(handbook, from)));
        }
        let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty()) else { continue };
        let anchors = handbook.anchors(to, audience);
        if !anchors.iter().any(|known| known == anchor) {
            let title = &handbook.config.audiences.get(audience).title;
            let most_private = handbook.config.audiences.most_private();
            if handbook.anchors(to, most_private).iter().any(|known| known == anchor) {
                let message = format!("{title} can read this link, but may not read the heading `#{anchor}`");
                return Some((Rule::PrivateLink, message, private_help(handbook, from)));
            }
            let message = format!("`{}` has no heading `#{anchor}` for {title}", policy.front.title().value);
            let help = nearest(anchor, anchors.iter().map(String::as_str))
                .map_or_else(|| "remove the part after `#`".to_owned(), |near| format!("did you mean `#{near}`?"));
            return Some((Rule::MissingAnchor, message, help));
        }
    }
    None
}

/// Returns whether an audience may read any policy in a folder.
fn folder_is_visible(handbook: &Handbook, folder: &str, audience: AudienceId) -> bool {
    handbook.policies.iter().any(|policy| {
        let inside =
            policy.path.folder().strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        inside && policy.readers.contains(audience)
    })
}
