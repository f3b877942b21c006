//! The filters of the search: one shard for each, loaded when a reader uses it.
//!
//! In: an [`Edition`] and the order of its pages. Out: JSON, `{"values": [[key, title], ...], "pages": [...]}`, where a page has the
//! place of its value, a list of places, or nothing. What always holds: a value that no page of the edition has is not there.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::edition::{Edition, Page, PageIndex, PolicyMeta};
use crate::render::Strings;

/// Returns the values of one filter on a page, as key and title.
type Values<'a> = &'a dyn Fn(&Page) -> Vec<(String, String)>;

/// Returns name and content of every filter with at least two values.
pub(super) fn facets(
    edition: &Edition,
    order: &[Option<PageIndex>],
    strings: &Strings,
) -> Vec<(&'static str, Vec<u8>)> {
    let word = |table: &str, value: Value| value.as_str().map(|key| (key.to_owned(), label(strings, table, key)));
    let section = |page: &Page| -> Vec<(String, String)> {
        let title = |address: &str| edition.folders.get(address).map(|folder| folder.title.clone());
        let mut address = page.section.as_str();
        let mut out = Vec::new();
        while !address.is_empty() {
            out.extend(title(address).map(|title| (address.to_owned(), title)));
            address = address.rsplit_once('/').map_or("", |(above, _)| above);
        }
        out
    };
    let owner = |page: &Page| {
        let key = page.meta.as_ref()?.owner()?;
        Some((key.to_owned(), edition.people.get(key)?.role.clone()))
    };
    let all: [(&'static str, Values<'_>); 6] = [
        ("section", &section),
        ("kind", &|page| word("kind", json!(page.kind)).into_iter().collect()),
        ("flexibility", &|page| {
            let flexibility = page.meta.as_ref().and_then(PolicyMeta::flexibility);
            flexibility.and_then(|flexibility| word("flexibility", json!(flexibility))).into_iter().collect()
        }),
        ("owner", &|page| owner(page).into_iter().collect()),
        ("tag", &|page| page.tags.iter().map(|tag| (tag.clone(), tag.clone())).collect()),
        ("status", &|page| {
            let standing = page.meta.as_ref().map(|meta| edition.shown_standing(meta));
            standing.and_then(|standing| word("standing", json!(standing))).into_iter().collect()
        }),
    ];
    let mut out = Vec::new();
    for (name, of) in all {
        let pages: Vec<Vec<(String, String)>> =
            order.iter().map(|page| page.map(|at| of(&edition.pages[at])).unwrap_or_default()).collect();
        let values: BTreeMap<&String, &String> = pages.iter().flatten().map(|(key, title)| (key, title)).collect();
        if values.len() < 2 {
            continue;
        }
        let mut values: Vec<(&String, &String)> = values.into_iter().collect();
        if name == "owner" || name == "tag" {
            values.sort_by_cached_key(|(key, title)| (title.to_lowercase(), (*key).clone()));
        }
        let places: BTreeMap<&String, usize> = values.iter().enumerate().map(|(at, (key, _))| (*key, at)).collect();
        let pages: Vec<Value> = pages
            .iter()
            .map(|found| match found.as_slice() {
                [] => Value::Null,
                [(key, _)] => json!(places[key]),
                found => json!(found.iter().map(|(key, _)| places[key]).collect::<Vec<_>>()),
            })
            .collect();
        out.push((name, json!({ "values": values, "pages": pages }).to_string().into_bytes()));
    }
    out
}

/// Returns a string of the theme, or the key where the theme has none.
pub(super) fn label(strings: &Strings, table: &str, key: &str) -> String {
    let name = format!("{table}.{key}");
    let text = strings.get(&name);
    if text == name { key.to_owned() } else { text.to_owned() }
}
