//! Collections of policy templates: comply's, and those for the `psp` builder.
//!
//! In: policies, procedures and the like, with variables that nobody filled in. Out: policies with ids, and a fact for each variable. What
//! always holds: a variable gets no value that the source does not have.

use std::collections::BTreeMap;

use super::boxes;
use super::folder::{Folder, ending, file_of, folder_of, stem_of};
use super::front::{self, scalar};
use super::governed::{kind_of_folder, prefix_of_folder};
use super::liquid::{self, Values};
use super::numerals::{letter, roman};
use super::page::{Governed, Page, Site};
use super::plain::{at, inside, markdown_page, pages_below, pretty_address, scalar_at, settings};
use super::prose::{code_lines, indent};
use super::report::{Noted, Report};
use crate::data::{Node, NodeKind};
use crate::text::{join_parts, slug};

/// The folder above `policies/`, where a source is one of comply.
pub(super) fn comply(folder: &Folder) -> Option<String> {
    let homes: Vec<&str> = folder.folders().into_iter().filter_map(|path| path.strip_suffix("policies")).collect();
    homes.into_iter().map(|home| home.trim_end_matches('/')).find_map(|home| {
        let has = |name: &str| join_parts(home, name).is_some_and(|path| folder.below(&path).next().is_some());
        (has("narratives") || has("procedures") && has("standards")).then(|| home.to_owned())
    })
}

/// Reads comply's policies, procedures and narratives.
pub(super) fn read_comply(folder: &Folder, report: &mut Report) -> Site {
    let home = comply(folder).unwrap_or_default();
    let mut site = Site { pages: pages_below(folder, &home, report), roots: vec![home.clone()], ..Site::default() };
    for page in &mut site.pages {
        if let Some(name) = front::take(&mut page.keys, "name") {
            page.title = scalar(&name);
        }
        let acronym = front::take(&mut page.keys, "acronym").and_then(|acronym| scalar(&acronym));
        let own = front::take(&mut page.keys, "id").and_then(|id| scalar(&id));
        let below = folder_of(&page.path).to_owned();
        if ["policies", "procedures", "standards"].contains(&below.as_str()) {
            let id = acronym.or(own).map(|id| id.to_uppercase());
            page.governed = Some(Governed { kind: kind_of_folder(&page.source), id, prefix: prefix_of_folder(&below) });
        } else if let Some(id) = acronym.or(own) {
            page.keys.push(("acronym".to_owned(), front::text_node(&id)));
        }
        let body = numbered(&page.body, &page.source, report);
        page.body = boxes::all(&body, &page.source, report);
    }
    site
}

/// Lists whose items all have the mark `a.` or `i.`, with the marks that readers saw.
fn numbered(text: &str, source: &str, report: &mut Report) -> String {
    let mut out = String::with_capacity(text.len());
    // The counts of the lists that are open, by indent.
    let mut counts: BTreeMap<usize, (char, usize)> = BTreeMap::new();
    for (line, is_code) in text.lines().zip(code_lines(text)) {
        let (columns, words) = indent(line);
        let mark = words
            .chars()
            .next()
            .filter(|c| ['a', 'i'].contains(c) && words[1..].starts_with(". "))
            .filter(|_| !is_code);
        match mark {
            Some(mark) => {
                counts.retain(|other, _| *other <= columns);
                let count = counts.entry(columns).or_insert((mark, 0));
                if count.0 == mark {
                    count.1 += 1;
                } else {
                    *count = (mark, 1);
                }
                let new = if mark == 'a' { letter(count.1) } else { roman(count.1) };
                if count.1 == 2 {
                    report.note(Noted::Mark, source, format!("{mark}. → {new}."));
                }
                out.push_str(&line[..line.len() - words.len()]);
                out.push_str(&new);
                out.push_str(&words[1..]);
            }
            None => {
                if !words.is_empty() && columns == 0 {
                    counts.clear();
                }
                out.push_str(line);
            }
        }
        out.push('\n');
    }
    out
}

/// The file that says what the templates of `psp` are called.
pub(super) fn psp(folder: &Folder) -> Option<&str> {
    let is_config = |name: &&str| {
        file_of(name) == "config.json"
            && join_parts(folder_of(name), "policies")
                .is_some_and(|path| folder.below(&path).any(|name| ending(name) == "tmpl"))
    };
    folder.names().find(is_config)
}

/// Reads the templates of `psp`.
pub(super) fn read_psp(folder: &Folder, report: &mut Report) -> Site {
    let config = psp(folder).unwrap_or_default().to_owned();
    let home = folder_of(&config).to_owned();
    let keys = settings(folder, &config, report);
    let mut site = Site { roots: vec![home.clone()], used: vec![config], ..Site::default() };
    let mut values = Values::new();
    if let Some(NodeKind::Table(entries)) = at(&keys, &["organization"]).map(|node| &node.kind) {
        let filled = |(key, node): &(crate::data::Key, Node)| {
            Some((key.name.clone(), scalar(node).filter(|text| !text.is_empty() && text != "true" && text != "false")?))
        };
        values.extend(entries.iter().filter_map(filled));
    }
    let described = entries(&keys);
    let names: Vec<String> = folder
        .below(&home)
        .filter(|name| name.ends_with(".md.tmpl") || ending(name) == "md")
        .map(str::to_owned)
        .collect();
    for (number, name) in (1..).zip(names) {
        let Some(mut page) = markdown_page(folder, &name, report) else { continue };
        let path = inside(&name, &home).trim_end_matches(".tmpl").to_owned();
        page.address = Some(pretty_address(&path));
        page.names = vec![path.clone(), format!("{}.md", stem_of(&path))];
        page.path.clone_from(&path);
        let place = folder_of(&path).to_owned();
        if ["policies", "procedures"].contains(&place.as_str()) {
            page.governed = Some(Governed { kind: kind_of_folder(&path), id: None, prefix: prefix_of_folder(&place) });
        }
        if let Some(entry) = described.get(&path) {
            describe(&mut page, entry, number);
        }
        let body = std::mem::take(&mut page.body);
        page.is_conditional = liquid::has_conditions(&body);
        let body = filled_in(&body, &values, &mut site, &page.source, report);
        page.body = boxes::all(&body, &page.source, report);
        site.pages.push(page);
    }
    site
}

/// What the settings say of each file.
fn entries(keys: &[(String, Node)]) -> BTreeMap<String, Vec<(String, Node)>> {
    let mut found = BTreeMap::new();
    for list in ["policies", "procedures", "references"] {
        let Some(NodeKind::List(items)) = front::get(keys, list).map(|node| &node.kind) else { continue };
        for item in items {
            let entry = front::table(item.clone());
            if let Some(file) = scalar_at(&entry, &["file"]) {
                found.insert(file, entry);
            }
        }
    }
    found
}

fn describe(page: &mut Page, entry: &[(String, Node)], number: i64) {
    page.title = scalar_at(entry, &["name"]);
    page.place = Some(number);
    if let (Some(governed), Some(id)) = (&mut page.governed, scalar_at(entry, &["id"])) {
        governed.id = Some(id);
    }
    let kept = entry.iter().filter(|(key, _)| !["name", "id", "file"].contains(&key.as_str()));
    page.keys.extend(kept.cloned());
}

/// Writes out variables that have a value, and a fact for each that has none; sections that a condition holds stay.
fn filled_in(text: &str, values: &Values, site: &mut Site, source: &str, report: &mut Report) -> String {
    liquid::each(text, "{{", "}}", |tag| {
        let name = tag.trim().trim_matches(['{', '}', '&']).trim();
        if let Some(condition) = name.strip_prefix(['#', '/', '^']) {
            if name.starts_with(['#', '^']) {
                report.note(
                    Noted::Template,
                    source,
                    format!("only {}{condition}", if name.starts_with('^') { "without " } else { "with " }),
                );
            }
            return Some(String::new());
        }
        if let Some(value) = values.get(name) {
            report.note(Noted::Variable, source, format!("{name} = {value}"));
            return Some(value.clone());
        }
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        is_name.then(|| {
            report.note(Noted::Value, source, name);
            site.variables.insert(name.to_owned());
            format!("{{fact:{}}}", fact_key(name))
        })
    })
}

/// The key of the fact that stands for a variable: `company-name` for `companyName`.
pub(super) fn fact_key(name: &str) -> String {
    let mut words = String::new();
    for (at, c) in name.char_indices() {
        let begins = c.is_ascii_uppercase() && at > 0 && name[..at].ends_with(|c: char| c.is_ascii_lowercase());
        if begins {
            words.push('-');
        }
        words.push(c);
    }
    slug(&words).replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_one_mark_are_numbered_as_readers_saw_them() {
        let mut report = Report::default();
        assert_eq!(
            numbered("a. x\n\na. y\n\n    i. p\n\n    i. q\n\na. z\n\n# H\n\na. n\n", "a.md", &mut report),
            "a. x\n\nb. y\n\n    i. p\n\n    ii. q\n\nc. z\n\n# H\n\na. n\n"
        );
    }

    #[test]
    fn a_variable_without_a_value_is_a_fact() {
        let folder = Folder::of(&[
            (
                "t/config.json",
                "{\"organization\":{\"companyShortName\":\"\",\"ceoName\":\"Ann\"},\"policies\":[{\"id\":\"ac\",\"file\":\"policies/access.md\",\"name\":\"Access\"}]}",
            ),
            (
                "t/policies/access.md.tmpl",
                "# Access\n\n{{companyShortName}} {{ceoName}}\n{{#needX}}\nOnly.\n{{/needX}}\n",
            ),
        ]);
        let site = read_psp(&folder, &mut Report::default());
        assert_eq!(site.pages[0].body.trim(), "# Access\n\n{fact:company-short-name} Ann\n\nOnly.");
        assert_eq!(site.pages[0].governed.as_ref().and_then(|governed| governed.id.as_deref()), Some("ac"));
        assert_eq!(site.variables.iter().collect::<Vec<_>>(), ["companyShortName"]);
    }
}
