//! `broken-link`, `missing-image`, `missing-anchor`, `private-link`: where each link leads, for every audience that reads it.

use std::cell::{LazyCell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::link_targets;
use super::own_pages;
use super::private::private_help;
use crate::check::page_anchors::page_anchors;
use crate::config::{AudienceId, Readers};
use crate::diagnostic::{Diagnostic, Diagnostics, KnownWords, Rule};
use crate::handbook::{Destination, Handbook, PolicyIndex, ResolvedLink, SourceText};
use crate::markdown::{Link, LinkKind};
use crate::policy::Policy;
use crate::text::ContentPath;

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let (check, drafts) = (LinkCheck::new(handbook), Drafts::of(handbook));
    for text in handbook.texts() {
        for (link, lead) in text.links() {
            // What stands in the place of a draft is known when the history is.
            if link_targets::is_reported(&text, link, lead, handbook) || drafts.are_led_to(lead) {
                continue;
            }
            let found = check.link(&text, link, lead);
            if let Some((rule, message, help)) = found {
                diagnostics.push(Diagnostic::new(rule, text.file, link.span, message).help(help));
            }
        }
    }
}

/// Checks the links to drafts: they lead to what is in force in their place, where there is anything. What a past day lacks is no
/// mistake of today's.
pub(in crate::check) fn check_drafts(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    if handbook.as_of || !handbook.working_copies.iter().any(|policy| is_draft(policy)) {
        return;
    }
    let written = handbook.as_written();
    let written = written.as_ref().unwrap_or(handbook);
    let places: BTreeMap<&ContentPath, PolicyIndex> =
        handbook.policies.iter_enumerated().map(|(at, policy)| (&policy.path, at)).collect();
    let (check, drafts) = (LinkCheck::new(handbook), Drafts::of(written));
    for text in written.texts() {
        for (link, lead) in text.links().filter(|(_, lead)| drafts.are_led_to(lead)) {
            let to = match &lead.to {
                Destination::Page(at) => places.get(&written.policies[*at].path).map(|at| Destination::Page(*at)),
                other => Some(other.clone()),
            };
            let lead = to.map(|to| ResolvedLink { to, anchor: lead.anchor.clone() });
            if let Some((rule, message, help)) = lead.and_then(|lead| check.link(&text, link, &lead)) {
                diagnostics.push(Diagnostic::new(rule, text.file, link.span, message).help(help));
            }
        }
    }
}

/// Whether nothing but that it is a draft keeps a file from readers.
fn is_draft(policy: &Policy) -> bool {
    policy.label != policy.readers
}

/// The drafts of a handbook, and the folders with one.
struct Drafts<'h> {
    files: BTreeSet<PolicyIndex>,
    folders: BTreeSet<&'h str>,
}

impl<'h> Drafts<'h> {
    fn of(handbook: &'h Handbook) -> Self {
        let drafts: Vec<_> = handbook.policies.iter_enumerated().filter(|(_, policy)| is_draft(policy)).collect();
        let folders = drafts.iter().flat_map(|(_, policy)| folders_above(policy.path.folder())).collect();
        Self { files: drafts.into_iter().map(|(at, _)| at).collect(), folders }
    }

    /// Whether a link leads to one of them.
    fn are_led_to(&self, link: &ResolvedLink) -> bool {
        match &link.to {
            Destination::Page(at) => self.files.contains(at),
            Destination::Folder(folder) => self.folders.contains(folder.as_str()),
            _ => false,
        }
    }
}

/// The rule, the message and the help of a link that is wrong.
type Found = Option<(Rule, String, String)>;

/// The anchors of one page for one audience.
struct PageAnchors {
    all: BTreeSet<String>,
    words: OnceCell<KnownWords<String>>,
}

/// Checks links; what many of them ask for is found out once.
struct LinkCheck<'h> {
    handbook: &'h Handbook,
    /// All ids and paths.
    names: LazyCell<KnownWords<&'h str>, Box<dyn FnOnce() -> KnownWords<&'h str> + 'h>>,
    anchors: RefCell<BTreeMap<(PolicyIndex, AudienceId), Rc<PageAnchors>>>,
    /// The folders in which an audience may read something.
    folders: RefCell<BTreeMap<AudienceId, BTreeSet<&'h str>>>,
}

impl<'h> LinkCheck<'h> {
    fn new(handbook: &'h Handbook) -> Self {
        let names = || {
            let ids = handbook.by_id.keys().map(String::as_str);
            KnownWords::new(ids.chain(handbook.policies.iter().map(|policy| policy.path.as_str())))
        };
        let names: LazyCell<_, Box<dyn FnOnce() -> _>> = LazyCell::new(Box::new(names));
        Self { handbook, names, anchors: RefCell::default(), folders: RefCell::default() }
    }

    /// Checks one link of a text.
    fn link(&self, from: &SourceText<'_>, link: &Link, resolved: &ResolvedLink) -> Found {
        let handbook = self.handbook;
        let target = &link.target;
        match &resolved.to {
            // The sites tell which of these each edition has.
            Destination::Nowhere if own_pages::may_lead_to_one(link, from.links_from) => None,
            Destination::Nowhere if link.kind == LinkKind::Image => {
                let help = "put the file next to this one, or correct the name".to_owned();
                Some((Rule::MissingImage, format!("there is no image `{target}`"), help))
            }
            Destination::Nowhere => {
                let name = target.split('#').next().unwrap_or_default();
                // A path from the top of `content/` begins with a slash.
                let path =
                    |near: &str| if handbook.by_id.contains_key(near) { near.to_owned() } else { format!("/{near}") };
                let near = self.names.nearest(name).map(|near| path(near));
                let help = near.or_else(|| link_targets::complete(target)).map_or_else(
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
            Destination::Page(to) => self.page(from, *to, link, resolved.anchor.as_deref()),
            Destination::Folder(folder) => {
                let reader = from
                    .audiences(handbook, link.readers)
                    .find(|audience| !self.folder_is_visible(folder, *audience))?;
                let title = &handbook.config.audiences.get(reader).title;
                let message = format!("{title} can read this link, but their edition has no section `{folder}`");
                Some((Rule::PrivateLink, message, private_help(handbook, from)))
            }
            Destination::External | Destination::Attachment(_) => None,
        }
    }

    /// Checks a link to the policy `to`: the first audience that cannot follow it is reported.
    fn page(&self, from: &SourceText<'_>, to: PolicyIndex, link: &Link, anchor: Option<&str>) -> Found {
        let handbook = self.handbook;
        let policy = &handbook.policies[to];
        for audience in from.audiences(handbook, link.readers) {
            if !self.readers(to).contains(audience) {
                if policy.is_private_by_mistake() {
                    return None;
                }
                let title = &handbook.config.audiences.get(audience).title;
                let message = format!("{title} can read this link, but may not read `{}`", policy.front.title().value);
                return Some((Rule::PrivateLink, message, private_help(handbook, from)));
            }
            let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty()) else { continue };
            let anchors = self.anchors(to, audience);
            if !anchors.all.contains(anchor) {
                let title = &handbook.config.audiences.get(audience).title;
                let most_private = handbook.config.audiences.most_private();
                if self.anchors(to, most_private).all.contains(anchor) {
                    let message = format!("{title} can read this link, but may not read the heading `#{anchor}`");
                    return Some((Rule::PrivateLink, message, private_help(handbook, from)));
                }
                let message = format!("`{}` has no heading `#{anchor}` for {title}", policy.front.title().value);
                let words = anchors.words.get_or_init(|| KnownWords::new(anchors.all.iter().cloned()));
                let help = words
                    .nearest(anchor)
                    .map_or_else(|| "remove the part after `#`".to_owned(), |near| format!("did you mean `#{near}`?"));
                return Some((Rule::MissingAnchor, message, help));
            }
        }
        None
    }

    /// Who may read a page and know of it.
    fn readers(&self, at: PolicyIndex) -> Readers {
        let (policy, copy) = (&self.handbook.policies[at], self.handbook.working_copy_of(at));
        copy.map_or(policy.readers, |copy| policy.readers.and(self.handbook.known_to(copy)))
    }

    fn anchors(&self, page: PolicyIndex, audience: AudienceId) -> Rc<PageAnchors> {
        let mut anchors = self.anchors.borrow_mut();
        let known = anchors.entry((page, audience)).or_insert_with(|| {
            let all = page_anchors(self.handbook, page, audience);
            Rc::new(PageAnchors { all: all.into_iter().collect(), words: OnceCell::new() })
        });
        Rc::clone(known)
    }

    /// Returns whether an audience may read any policy in a folder.
    fn folder_is_visible(&self, folder: &str, audience: AudienceId) -> bool {
        let mut folders = self.folders.borrow_mut();
        let visible = folders.entry(audience).or_insert_with(|| {
            let all = self.handbook.policies.iter_enumerated();
            let readable = all.filter(|(at, _)| self.readers(*at).contains(audience));
            readable.flat_map(|(_, policy)| folders_above(policy.path.folder())).collect()
        });
        visible.contains(folder)
    }
}

/// A folder and all folders that it is in, the top included.
fn folders_above(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| {
        (!folder.is_empty()).then(|| folder.rsplit_once('/').map_or("", |(above, _)| above))
    })
}
