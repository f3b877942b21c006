//! `dropped-address`: addresses that the record has and the sites of today would not, so that links to them break; and headings that a
//! page had and has no more.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::page_anchors::edition_anchors;
use super::super::planned::Planned;
use super::super::record::{AddressRecord, Recorded, page_above};
use crate::diagnostic::{Diagnostic, Diagnostics, Level, Rule, nearest};
use crate::handbook::{Handbook, SuccessorPolicy};
use crate::site::AddressKind;
use crate::source::ADDRESSES;
use crate::text::SitePath;

/// What dropped addresses have in common: their kind, the policy or the address itself, the editions that do not have them.
type Group<'a> = (AddressKind, String, Vec<&'a str>);

/// Addresses that one change drops: all those of a policy, or one of anything else.
type Dropped<'a> = Vec<(&'a SitePath, &'a Recorded)>;

/// Reports the addresses of the record that the sites do not have.
pub(in super::super) fn check(record: &AddressRecord, planned: &Planned<'_>, diagnostics: &mut Diagnostics) {
    let today = planned.handbook.today;
    let mut dropped: BTreeMap<Group<'_>, Dropped<'_>> = BTreeMap::new();
    for (path, recorded) in &record.addresses {
        let missing = planned.sites.iter().filter(|(edition, site)| {
            recorded.editions.contains(*edition)
                && !site.publishes(path)
                && !record.is_gone(path, recorded.kind, edition, today)
        });
        let missing: Vec<&str> = missing.map(|(edition, _)| *edition).collect();
        if !missing.is_empty() {
            let group = match &recorded.id {
                Some(id) => id.clone(),
                None => path.address().to_owned(),
            };
            dropped.entry((recorded.kind, group, missing)).or_default().push((path, recorded));
        }
    }
    let file: Arc<str> = format!("content/{ADDRESSES}").into();
    if let Some(found) = planned.note.and_then(|note| without_history(note, &mut dropped, &file)) {
        diagnostics.push(found);
    }
    for ((kind, _, missing), addresses) in &dropped {
        let (_, first) = addresses[0];
        let shown = shown(addresses);
        let help = advice(record, planned, addresses, missing);
        let subject = if addresses.len() == 1 { "has" } else { "have" };
        let message =
            format!("{shown} {subject} been published in {}, and this build has nothing there", missing.join(", "));
        let found = Diagnostic::new(Rule::DroppedAddress, &file, first.span, message).help(help);
        diagnostics.push(if is_lasting(*kind) { found } else { found.milder(Level::Note) });
    }
    lost_headings(record, planned, &file, diagnostics);
}

/// Reports the pages that are there, and have no longer a heading that the record has for their readers: links to it lead to the top of
/// the page.
fn lost_headings(record: &AddressRecord, planned: &Planned<'_>, file: &Arc<str>, diagnostics: &mut Diagnostics) {
    let handbook = planned.handbook;
    for (path, recorded) in record.addresses.iter().filter(|(_, recorded)| !recorded.anchors.is_empty()) {
        let by_id = recorded.id.as_ref().and_then(|id| handbook.by_id.get(id));
        let page = by_id.or_else(|| handbook.by_address.get(path.address().trim_end_matches('/')));
        let Some(at) = page else { continue };
        let sites: Vec<_> = planned.sites.iter().filter(|(_, site)| site.publishes(path)).collect();
        // Those who lost the same headings are told of together.
        let mut lost: BTreeMap<Vec<&String>, Vec<&str>> = BTreeMap::new();
        for (edition, site) in &sites {
            let had = recorded.anchors.iter().filter(|(_, readers)| readers.contains(*edition));
            let here = edition_anchors(handbook, *at, site.edition());
            let gone: Vec<&String> = had.map(|(anchor, _)| anchor).filter(|anchor| !here.contains(*anchor)).collect();
            if !gone.is_empty() {
                lost.entry(gone).or_default().push(edition);
            }
        }
        for (anchors, editions) in lost {
            let of_some = if editions.len() == sites.len() { "" } else { &format!(" for {}", editions.join(", ")) };
            let names = anchors.iter().map(|anchor| format!("`#{anchor}`")).collect::<Vec<_>>().join(", ");
            let (thing, is) = if anchors.len() == 1 { ("heading", "is") } else { ("headings", "are") };
            let message = format!(
                "`{}` has been published with the {thing} {names}, which {is} gone{of_some}: links there lead to the top of the page",
                written(path)
            );
            let first = anchors[0];
            let help = format!(
                "where another heading of {} took its place, write `{{#{first}}}` behind that; to let it go, take `#{first}` out of this \
                 line",
                handbook.policies[*at].file.name
            );
            let found = Diagnostic::new(Rule::DroppedAddress, file, recorded.span, message).help(help);
            diagnostics.push(found.milder(Level::Warning));
        }
    }
}

/// Takes out the addresses that the history has, and says once that they are missing because it could not be read.
fn without_history(note: &str, dropped: &mut BTreeMap<Group<'_>, Dropped<'_>>, file: &Arc<str>) -> Option<Diagnostic> {
    let of_history = |(kind, ..): &Group<'_>| matches!(kind, AddressKind::Archive | AddressKind::Signpost);
    let mut addresses: Dropped<'_> =
        dropped.extract_if(.., |group, _| of_history(group)).flat_map(|(_, addresses)| addresses).collect();
    addresses.sort_by_key(|(path, _)| *path);
    addresses.dedup_by_key(|(path, _)| *path);
    let (_, first) = addresses.first()?;
    let example = written(addresses[0].0);
    let message = match addresses.len() {
        1 => format!("`{example}`, an address that follows from the history, is missing from this build"),
        many => format!(
            "{many} addresses of older versions and withdrawn policies, such as `{example}`, are missing from this build"
        ),
    };
    let help = format!("{note}; a build with the whole history has them again");
    Some(Diagnostic::new(Rule::DroppedAddress, file, first.span, message).help(help).milder(Level::Note))
}

/// Whether somebody may have written the address down: those of policies, pages and sections.
fn is_lasting(kind: AddressKind) -> bool {
    matches!(kind, AddressKind::Policy | AddressKind::Page | AddressKind::Section | AddressKind::Signpost)
}

/// The addresses as they are written in the record.
fn written(path: &SitePath) -> String {
    format!("/{}", path.encoded_address())
}

/// The first of several addresses, and how many more there are.
fn shown(addresses: &Dropped<'_>) -> String {
    let first = format!("`{}`", written(addresses[0].0));
    match addresses.len() - 1 {
        0 => first,
        1 => format!("{first} and `{}`", written(addresses[1].0)),
        more => format!("{first} and {more} more of its addresses"),
    }
}

/// The lines that let addresses go in some editions.
fn gone_lines(planned: &Planned<'_>, addresses: &Dropped<'_>, missing: &[&str]) -> String {
    let today = planned.handbook.today;
    let is_rest = |recorded: &Recorded| recorded.editions.iter().all(|edition| missing.contains(&edition.as_str()));
    let line = |(path, recorded): &(&SitePath, &Recorded)| {
        let editions = if is_rest(recorded) { String::new() } else { format!(" {}", missing.join(",")) };
        let page = page_above(path, recorded.kind);
        format!("`gone {} {today}{editions}`", written(page.as_ref().unwrap_or(path)))
    };
    let mut lines: Vec<String> = addresses.iter().map(line).collect();
    lines.dedup();
    lines.join(" and ")
}

/// What to do about addresses that one change drops.
fn advice(record: &AddressRecord, planned: &Planned<'_>, addresses: &Dropped<'_>, missing: &[&str]) -> String {
    let (path, first) = addresses[0];
    let let_go = gone_lines(planned, addresses, missing);
    match first.kind {
        AddressKind::Policy | AddressKind::Signpost => of_policy(planned, addresses, missing, &let_go),
        AddressKind::Page | AddressKind::Section => of_page(record, planned, path, missing, &let_go),
        AddressKind::Archive => format!(
            "old versions move with their policy, and edition settings with `archive = false` drop them; to let them go, \
             write {let_go} in content/{ADDRESSES}"
        ),
        AddressKind::Feed => format!(
            "programs that follow the feed will find nothing; a feed needs the `url` of its edition and something to \
             tell; to let it go, write {let_go} in content/{ADDRESSES}"
        ),
        AddressKind::List => format!(
            "there is nothing to list any more, or a page took its name and it is now below `/-/`; to let it go, write \
             {let_go} in content/{ADDRESSES}"
        ),
        AddressKind::File => format!(
            "put the file back where it was, and link to it from a page of this edition; to let it go, write {let_go} \
             in content/{ADDRESSES}"
        ),
    }
}

/// The addresses that an author can write as aliases: a permanent link follows from the id.
fn aliases(addresses: &Dropped<'_>) -> Option<String> {
    let written: Vec<String> = addresses
        .iter()
        .filter(|(path, _)| !path.as_str().starts_with("p/"))
        .map(|(path, _)| format!("\"{}\"", written(path)))
        .collect();
    (!written.is_empty()).then(|| format!("`aliases = [{}]`", written.join(", ")))
}

fn of_policy(planned: &Planned<'_>, addresses: &Dropped<'_>, missing: &[&str], let_go: &str) -> String {
    let handbook = planned.handbook;
    let id = addresses[0].1.id.as_deref().unwrap_or_default();
    let aliases = aliases(addresses);
    if let Some(at) = handbook.by_id.get(id) {
        let file = &handbook.policies[*at].file.name;
        let is_shown = planned
            .sites
            .iter()
            .any(|(edition, site)| missing.contains(edition) && site.edition().by_id.contains_key(id));
        return match aliases.filter(|_| is_shown) {
            Some(aliases) => format!("the policy has moved: add {aliases} to {file}"),
            None => format!(
                "readers of {} may no longer read {file}; if that is so on purpose, write {let_go} in \
                 content/{ADDRESSES}: they will find nothing there, and no reason",
                missing.join(", ")
            ),
        };
    }
    if handbook.withdrawn.contains_key(id) {
        return format!(
            "the policy is withdrawn, and readers of {} may not know of it, since its last text was not for them; if that \
             is so on purpose, write {let_go} in content/{ADDRESSES}: they will find nothing there, and no reason",
            missing.join(", ")
        );
    }
    let successor = handbook.superseded.get(id).into_iter().flatten().find_map(|successor| match &successor.policy {
        SuccessorPolicy::Here(at) => Some(&handbook.policies[*at].file.name),
        SuccessorPolicy::Gone(_) => None,
    });
    let target =
        successor.map_or_else(|| "the policy that replaces it".to_owned(), |file| format!("{file}, which replaces it"));
    let forward = aliases.map(|aliases| format!("add {aliases} to {target}, or ")).unwrap_or_default();
    let history = match planned.note {
        Some(note) => format!(" ({note}; with the history, a policy that was withdrawn keeps a page that says so)"),
        None => String::new(),
    };
    format!(
        "no file has the id `{id}` any more{history}: put the policy back with `status = \"retired\"`, or {forward}write {let_go} \
         in content/{ADDRESSES}"
    )
}

/// The advice about a page or a section, which nothing but its address identifies: a new page of the same name, or of nearly the same,
/// may be the old one.
fn of_page(record: &AddressRecord, planned: &Planned<'_>, path: &SitePath, missing: &[&str], let_go: &str) -> String {
    let handbook = planned.handbook;
    let address = path.address().trim_end_matches('/');
    if let Some(at) = handbook.by_address.get(address) {
        let file = &handbook.policies[*at].file.name;
        return format!(
            "readers of {} may no longer read {file}; if that is so on purpose, write {let_go} in content/{ADDRESSES}: \
             they will find nothing there, and no reason",
            missing.join(", ")
        );
    }
    let alias = format!("`aliases = [\"{}\"]`", written(path));
    match renamed(record, handbook, planned, address, missing) {
        Some(file) => format!(
            "if {file} is the page under its new name, add {alias} to it; to let the address go, write {let_go} in content/{ADDRESSES}"
        ),
        None => format!(
            "add {alias} to the page that took its place; to let the address go, write {let_go} in content/{ADDRESSES}"
        ),
    }
}

/// The file of the page that an old address may have become: one that is not in the record, with nearly the same name, or the only one.
fn renamed<'a>(
    record: &AddressRecord,
    handbook: &'a Handbook,
    planned: &Planned<'_>,
    address: &str,
    missing: &[&str],
) -> Option<&'a str> {
    let pages = planned.sites.iter().filter(|(edition, _)| missing.contains(edition));
    let pages = pages.flat_map(|(_, site)| site.edition().pages.iter());
    let new: BTreeSet<&str> = pages
        .map(|page| page.address.as_str())
        .filter(|address| !address.is_empty() && !record.addresses.contains_key(&SitePath::page(address)))
        .collect();
    let name = |address: &'_ str| address.rsplit('/').next().unwrap_or_default().to_owned();
    let names: BTreeMap<String, &str> = new.iter().map(|address| (name(address), *address)).collect();
    let near = nearest(&name(address), names.keys().map(String::as_str)).and_then(|near| names.get(near).copied());
    let only = new.first().copied().filter(|_| new.len() == 1);
    let at = handbook.by_address.get(near.or(only)?)?;
    Some(&handbook.policies[*at].file.name)
}
