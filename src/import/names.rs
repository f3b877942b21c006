//! The place of each page below `content/`.
//!
//! In: the paths that a convention gives. Out: paths whose parts can be addresses, each once. What always holds: a page that is its folder's
//! stays its folder's, and no two pages have one address.

use std::collections::{BTreeMap, BTreeSet};

use super::folder::{file_of, folder_of};
use super::page::Site;
use crate::site;
use crate::text::{name_fault, page_address, slug};

/// Gives each page of a site its place.
pub(super) fn places(site: &Site) -> Vec<String> {
    let parts: Vec<(String, String)> = site.pages.iter().map(|page| parts(&page.path)).collect();
    let mut folders: BTreeSet<&str> = BTreeSet::new();
    for (folder, _) in &parts {
        let mut folder = folder.as_str();
        while !folder.is_empty() && folders.insert(folder) {
            folder = folder_of(folder);
        }
    }
    // Which page is the one of its folder: by the name of its file, and else the file beside a folder of its name.
    let mut index: BTreeMap<String, (u8, usize)> = BTreeMap::new();
    let mut claim = |folder: &str, rank: u8, at: usize| {
        let claimed = index.entry(folder.to_owned()).or_insert((rank, at));
        if rank < claimed.0 {
            *claimed = (rank, at);
        }
    };
    for (at, (folder, stem)) in parts.iter().enumerate() {
        match rank(stem) {
            Some(rank) => claim(folder, rank, at),
            None => {
                let own = join(folder, stem);
                if folders.contains(own.as_str()) {
                    claim(&own, 3, at);
                }
            }
        }
    }
    let mut taken: BTreeSet<String> = folders.iter().map(|folder| (*folder).to_owned()).collect();
    let indices: BTreeMap<usize, &String> = index.iter().map(|(folder, (_, at))| (*at, folder)).collect();
    let mut places = vec![String::new(); site.pages.len()];
    for (at, folder) in &indices {
        places[*at] = join(folder, "_index") + ".md";
    }
    for (at, (folder, stem)) in parts.iter().enumerate().filter(|(at, _)| !indices.contains_key(at)) {
        let stem = if stem == "_index" { "index" } else { stem.as_str() };
        // `glossary.md` at the top is read as a list of terms, and `readme.md` as its folder's page.
        let is_special = folder.is_empty() && stem == "glossary" || rank(stem).is_some();
        let mut name = if is_special { format!("{stem}-page") } else { stem.to_owned() };
        let mut number = 2;
        while !taken.insert(page_address(&format!("{}.md", join(folder, &name)))) {
            name = format!("{stem}-{number}");
            number += 1;
        }
        places[at] = join(folder, &name) + ".md";
    }
    places
}

/// The folder and the name of a path, made fit for addresses.
fn parts(path: &str) -> (String, String) {
    let folder: Vec<String> = folder_of(path).split('/').filter(|part| !part.is_empty()).map(fit).collect();
    let file = file_of(path);
    let stem = file.strip_suffix(".md").unwrap_or(file);
    let stem = if stem.eq_ignore_ascii_case("_index") { "_index".to_owned() } else { fit(stem) };
    let mut folder = folder;
    // Every site has files of its own at some addresses.
    let free = |name: String| if site::is_reserved(&name) { format!("{name}-page") } else { name };
    match folder.first_mut() {
        Some(first) => *first = free(std::mem::take(first)),
        None => return (String::new(), free(stem)),
    }
    (folder.join("/"), stem)
}

/// A name as a part of an address.
pub(super) fn fit(name: &str) -> String {
    let mut slug = slug(name);
    while slug.len() > 100 {
        slug.truncate(slug.floor_char_boundary(100));
        let length = slug.trim_end_matches('-').len();
        slug.truncate(length);
    }
    match slug {
        slug if slug.is_empty() => "page".to_owned(),
        slug if name_fault(&slug).is_some() => format!("{slug}-page"),
        slug => slug,
    }
}

/// How likely a name is that of its folder's page.
fn rank(stem: &str) -> Option<u8> {
    match stem {
        "_index" => Some(0),
        "index" => Some(1),
        "readme" => Some(2),
        _ => None,
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::page::Page;

    #[test]
    fn each_page_has_an_address_of_its_own() {
        let paths = [
            "README.md",
            "glossary.md",
            "A/Late Fees.md",
            "a/late-fees.md",
            "a.md",
            "b/index.md",
            "b/README.md",
            "con.md",
            "???.md",
        ];
        let pages = paths.map(|path| Page { path: path.to_owned(), ..Page::default() });
        let site = Site { pages: pages.into(), ..Site::default() };
        assert_eq!(
            places(&site),
            [
                "_index.md",
                "glossary-page.md",
                "a/late-fees.md",
                "a/late-fees-2.md",
                "a/_index.md",
                "b/_index.md",
                "b/readme-page.md",
                "con-page.md",
                "page.md"
            ]
        );
    }
}
