//! The steps that all conventions share.
//!
//! In: a site as its convention gave it. Out: the files of a handbook and the report. What always holds: each page of the site is one file, and
//! each address that it had leads to it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use jiff::civil::Date;

use super::folder::{Folder, ending, folder_of};
use super::front::{self, Front, string};
use super::links::{Files, Names, Rewriting};
use super::liquid::has_conditions;
use super::marking::marking;
use super::page::{Page, Section, Site};
use super::repair;
use super::report::{Noted, Report};
use super::settings::{Settings, is_below};
use super::write::{ImportRecord, Imported};
use super::{headings, names};
use crate::text::{SitePath, name_fault, page_address};

/// Makes the files of a handbook.
pub(super) fn finish(
    mut site: Site,
    folder: &Folder,
    settings: &Settings,
    record: ImportRecord,
    into: &Path,
    today: Date,
    mut report: Report,
) -> Imported {
    let report_of = &mut report;
    let mut people: BTreeMap<String, String> = BTreeMap::new();
    let markings: Vec<Option<String>> = site.pages.iter().map(marking).collect();
    let fronts: Vec<Front> =
        site.pages.iter_mut().map(|page| front::front(page, settings.dates, &mut people, report_of)).collect();
    let style = site.anchors;
    let titles: Vec<String> = site.pages.iter_mut().map(|page| headings::settle(page, style, report_of)).collect();
    let places = names::places(&site);
    give_ids(&mut site, &places, &record);
    let tops = site.roots.clone();
    let names = Names::new(&site, &tops);
    let rewriting = Rewriting { names: &names, folder, places: &places, tops: &tops };
    let mut files = Files::default();
    let bodies: Vec<String> =
        (0..site.pages.len()).map(|at| rewriting.page(&site, at, &mut files, report_of)).collect();
    let aliases = aliases(&site, &names, &places, report_of);
    let mut out: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut sources: BTreeMap<String, String> = BTreeMap::new();
    let mut fact_audiences: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (at, (mut page, body)) in std::mem::take(&mut site.pages).into_iter().zip(bodies).enumerate() {
        page.body = body;
        let audience = settings.audiences.iter().find(|(below, _)| is_below(&page.source, &page.path, below));
        let is_conditional = audience.is_some() && (page.is_conditional || has_conditions(&page.body));
        if is_conditional {
            report_of.note(Noted::Doubt, &page.source, "");
        }
        let marking = markings[at].as_ref().filter(|_| audience.is_some());
        if let Some(words) = marking {
            report_of.note(Noted::Marked, &page.source, words);
        }
        let is_in_doubt = is_conditional || marking.is_some();
        let audience = audience.map(|(_, audience)| audience.as_str()).filter(|_| !is_in_doubt);
        if let Some(audience) = audience {
            report_of.note(Noted::Audience, &page.source, audience);
        }
        if page.draft {
            report_of.note(Noted::Excluded, &page.source, "");
        }
        if let Some(governed) = &page.governed {
            report_of.note(Noted::Policy, &page.source, governed.id.as_deref().unwrap_or_default());
        }
        if page.place.is_some() {
            report_of.note(Noted::Order, &page.source, "");
        }
        let name = format!("content/{}", places[at]);
        let text = fronts[at].write(&page, &titles[at], audience, &aliases[at]);
        for key in text.split("{fact:").skip(1).filter_map(|rest| rest.split_once('}')).map(|(key, _)| key) {
            fact_audiences.entry(key.to_owned()).or_default().extend(audience.map(str::to_owned));
        }
        out.insert(name.clone(), text.into_bytes());
        sources.insert(name, page.source);
    }
    report_of.pages = places.len();
    sections(&site, &places, folder, &mut out, report_of);
    note_unused(&site, folder, &files, &sources, report_of);
    for (file, place) in files.into_places() {
        if let Some(bytes) = folder.bytes(&file, report_of) {
            let name = format!("content/{place}");
            sources.insert(name.clone(), file);
            out.insert(name, bytes);
        }
    }
    if !people.is_empty() {
        out.insert("content/people.toml".to_owned(), people_file(&people).into_bytes());
    }
    if !site.variables.is_empty() {
        out.insert("content/facts.toml".to_owned(), facts_file(&site, &fact_audiences).into_bytes());
    }
    if !site.terms.is_empty() && !out.contains_key("content/glossary.md") {
        out.insert("content/glossary.md".to_owned(), glossary_file(&site).into_bytes());
    }
    let own_book = std::fs::read_to_string(into.join("book.toml")).ok();
    let has_book = own_book.is_some();
    let book = own_book.unwrap_or_else(|| book(&site, folder, settings));
    out.insert("book.toml".to_owned(), book.into_bytes());
    let found = repair::mend(&mut out, &sources, today, report_of);
    repair::list_on_front_page(&mut out, &found, report_of);
    if has_book {
        out.remove("book.toml");
    }
    Imported { files: out, sources, report, record }
}

/// Gives each policy an id: the one that it had in an earlier import or in the source, else the next number.
fn give_ids(site: &mut Site, places: &[String], record: &ImportRecord) {
    let mut taken: BTreeSet<String> = record.ids().map(str::to_lowercase).collect();
    let plain = |id: &str| {
        let fit = id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
            && id.starts_with(|c: char| c.is_ascii_alphanumeric());
        fit && name_fault(id).is_none()
    };
    for page in &mut site.pages {
        let Some(governed) = &mut page.governed else { continue };
        let known = record.id(&page.source).map(str::to_owned);
        let own = governed.id.take().filter(|id| plain(id) && !taken.contains(&id.to_lowercase()));
        governed.id = known.or(own);
        taken.extend(governed.id.iter().map(|id| id.to_lowercase()));
    }
    let mut order: Vec<usize> = (0..site.pages.len()).collect();
    order.sort_by_key(|at| &places[*at]);
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    for at in order {
        let Some(governed) = &mut site.pages[at].governed else { continue };
        if governed.id.is_some() {
            continue;
        }
        let number = numbers.entry(governed.prefix.clone()).or_default();
        loop {
            *number += 1;
            let id = format!("{}-{number:03}", governed.prefix);
            if taken.insert(id.to_lowercase()) {
                governed.id = Some(id);
                break;
            }
        }
    }
}

/// The old addresses of each page that its new one is not.
fn aliases(site: &Site, names: &Names, places: &[String], report: &mut Report) -> Vec<Vec<String>> {
    let mut found: Vec<Vec<String>> = vec![Vec::new(); site.pages.len()];
    let addresses: Vec<String> = places.iter().map(|place| page_address(place)).collect();
    let mut taken: BTreeSet<String> = addresses.iter().map(|address| address.to_lowercase()).collect();
    let mut add = |at: usize, old: &str, kind: Noted, report: &mut Report| {
        let page = &site.pages[at];
        let path = old.split(['#', '?']).next().unwrap_or_default().trim_matches('/');
        let Some(path) = SitePath::at_address(path).map(|path| path.address().trim_end_matches('/').to_owned()) else {
            return;
        };
        let is_file = path.rsplit('/').next().is_some_and(|name| ending(name) == "html");
        if addresses[at] == path || path.is_empty() {
            return;
        }
        let first = path.split('/').next().unwrap_or_default();
        let is_reserved = crate::site::is_reserved(first) || crate::site::is_generated(&path.to_lowercase());
        if is_reserved || path.split('/').any(|part| name_fault(part).is_some()) || !is_file && path.ends_with('.') {
            report.note(Noted::LostRedirect, &page.source, old);
            return;
        }
        // An address that differs by capitals alone would be the same folder on some systems.
        if !taken.insert(path.to_lowercase()) {
            if addresses[at] != path.to_lowercase() {
                report.note(Noted::LostRedirect, &page.source, old);
            }
            return;
        }
        report.note(kind, &page.source, format!("/{path}"));
        found[at].push(if is_file { format!("/{path}") } else { format!("/{path}/") });
    };
    for (at, page) in site.pages.iter().enumerate() {
        if let Some(address) = &page.address {
            add(at, address, Noted::Moved, report);
        }
    }
    for (at, page) in site.pages.iter().enumerate() {
        for old in &page.old_addresses {
            add(at, old, Noted::Redirect, report);
        }
    }
    for (old, to) in &site.redirects {
        match names.page(to) {
            Some(at) => add(at, old, Noted::Redirect, report),
            None => report.note(Noted::LostRedirect, old, to.as_str()),
        }
    }
    found
}

/// Writes the pages of folders that have none and of which something is known, and the front page.
fn sections(site: &Site, places: &[String], folder: &Folder, out: &mut BTreeMap<String, Vec<u8>>, report: &mut Report) {
    let mut known: BTreeMap<String, Section> = BTreeMap::new();
    for (path, section) in &site.sections {
        let path: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(names::fit).collect();
        known.insert(path.join("/"), section.clone());
    }
    let title = site.title.clone().unwrap_or_else(|| headings::words_of_name(&folder.name));
    known.entry(String::new()).or_insert(Section { title, ..Section::default() });
    for (path, section) in known {
        let name = if path.is_empty() { "content/_index.md".to_owned() } else { format!("content/{path}/_index.md") };
        let is_used = places
            .iter()
            .any(|place| path.is_empty() || folder_of(place) == path || place.starts_with(&format!("{path}/")));
        if out.contains_key(&name) || !is_used {
            continue;
        }
        report.note(Noted::FirstPage, &name, section.title.as_str());
        let page = Page { body: section.body, place: section.place, ..Page::default() };
        let mut front = Front::default();
        front.at(section.place);
        out.insert(name, front.write(&page, &section.title, None, &[]).into_bytes());
    }
}

/// Notes the files of the source that nothing uses.
fn note_unused(site: &Site, folder: &Folder, files: &Files, sources: &BTreeMap<String, String>, report: &mut Report) {
    let pages: BTreeSet<&str> = sources.values().map(String::as_str).collect();
    for name in folder.names() {
        let is_used =
            pages.contains(name) || files.uses(name) || site.used.iter().any(|used| used == name) || report.names(name);
        if !is_used {
            report.note(Noted::Unused, name, "");
        }
    }
}

fn people_file(people: &BTreeMap<String, String>) -> String {
    let mut out = String::from("# Gathered from the old handbook. Say of each what they are, and how to reach them.\n");
    for (key, name) in people {
        let _ = write!(out, "\n[{}]\nrole = {}\n", key_of(key), string(name));
    }
    out
}

/// A fact for each variable that has no value.
fn facts_file(site: &Site, audiences: &BTreeMap<String, BTreeSet<String>>) -> String {
    let mut out = String::from(
        "# Variables of the old handbook that had no value. Write each value once here: every page quotes it.\n",
    );
    for name in &site.variables {
        let key = super::templates::fact_key(name);
        let title = headings::words_of_name(&key);
        let _ = write!(
            out,
            "\n[{key}]\ntitle = {}\nvalues = [{{ from = 2000-01-01, value = {} }}]\n",
            string(&title),
            string(&format!("[{title}]"))
        );
        // Those may know it who read the pages that quote it. For two audiences, of whom neither sees the other, somebody has to decide.
        if let Some([audience]) = audiences.get(&key).map(|all| all.iter().collect::<Vec<_>>()).as_deref() {
            let _ = writeln!(out, "audience = {}", string(audience));
        }
    }
    out
}

/// The terms as a list of definitions.
fn glossary_file(site: &Site) -> String {
    let mut out = String::from("+++\ntitle = \"Glossary\"\n+++\n");
    for (term, meaning) in &site.terms {
        let _ = write!(out, "\n{term}\n\n: {meaning}\n");
    }
    out
}

/// A key as TOML has it.
fn key_of(key: &str) -> String {
    let bare = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if bare { key.to_owned() } else { string(key) }
}

/// The settings of the new handbook: an edition for staff, and one for each audience that was named.
fn book(site: &Site, folder: &Folder, settings: &Settings) -> String {
    let title = site.title.clone().unwrap_or_else(|| headings::words_of_name(&folder.name));
    let language = site.language.as_deref().unwrap_or("en");
    let mut names: Vec<&str> =
        settings.audiences.iter().map(|(_, name)| name.as_str()).filter(|name| *name != "staff").collect();
    names.push("client");
    names.sort_unstable();
    names.dedup();
    let sees = names.iter().map(|name| string(name)).collect::<Vec<_>>().join(", ");
    let mut out = format!("title = {}\nlanguage = {}\n\n", string(&title), string(language));
    out.push_str("# Who may read. One audience sees all others, and whatever carries no `audience` is for that one alone.\n[audiences]\n");
    let _ = writeln!(out, "staff = {{ title = \"Staff\", sees = [{sees}] }}");
    for name in &names {
        let title = if *name == "client" { "Clients".to_owned() } else { headings::words_of_name(name) };
        let _ = writeln!(out, "{} = {{ title = {} }}", key_of(name), string(&title));
    }
    for name in std::iter::once("staff").chain(names) {
        let _ = write!(
            out,
            "\n[editions.{}]\naudience = {}\nout = {}\n",
            key_of(name),
            string(name),
            string(&format!("dist/{name}"))
        );
    }
    out
}
