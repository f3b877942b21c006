//! `MkDocs`, with the extensions of Material and `PyMdown`.
//!
//! In: `mkdocs.yml` and the folder that it names. Out: the pages in the order of `nav`, snippets written out, abbreviations as terms. What
//! always holds: a page that `nav` leaves out is a page all the same.

use std::collections::BTreeMap;

use super::boxes;
use super::folder::{Folder, file_of, folder_of};
use super::front::{self, scalar, text_node};
use super::liquid::{self, Includes, Values};
use super::page::{AnchorStyle, Page, Section, Site};
use super::plain::{at, inside, pages_below, pretty_address, scalar_at, settings};
use super::prose::{Code, Edits, code_lines, excerpt, joined};
use super::report::{Noted, Report};
use super::unpublished::Patterns;
use crate::data::{Node, NodeKind};
use crate::text::join_parts;

/// The settings of a source: `mkdocs.yml`, the one that lies highest.
pub(super) fn settings_file(folder: &Folder) -> Option<&str> {
    let mut found: Vec<&str> =
        folder.names().filter(|name| ["mkdocs.yml", "mkdocs.yaml"].contains(&file_of(name))).collect();
    found.sort_by_key(|name| name.matches('/').count());
    found.first().copied()
}

/// Reads a source.
pub(super) fn read(folder: &Folder, report: &mut Report) -> Site {
    let Some(file) = settings_file(folder).map(str::to_owned) else { return Site::default() };
    let keys = settings(folder, &file, report);
    let home = folder_of(&file).to_owned();
    let root = docs_folder(folder, &keys, &home);
    let mut site = Site {
        title: scalar_at(&keys, &["site_name"]),
        url: scalar_at(&keys, &["site_url"]),
        language: scalar_at(&keys, &["theme", "language"]),
        anchors: AnchorStyle::Python,
        pages: pages_below(folder, &root, report),
        roots: vec![root.clone()],
        used: vec![file.clone()],
        ..Site::default()
    };
    site.pages.retain(|page| !page.path.split('/').any(|part| part.starts_with('.')));
    let kept = ["exclude_docs", "draft_docs"].map(|key| scalar_at(&keys, &[key]).unwrap_or_default());
    let kept = kept.map(|lines| Patterns::new(lines.lines()));
    for page in &mut site.pages {
        page.address = Some(pretty_address(&page.path));
        page.draft = kept.iter().any(|patterns| patterns.has(&page.path));
    }
    order(&keys, &root, &mut site, report);
    page_lists(folder, &root, &mut site, report);
    redirects(folder, &keys, &home, &root, &mut site, report);
    let mut bases = vec![home.clone()];
    let mut appended = Vec::new();
    if let Some(snippets) = extension(&keys, "pymdownx.snippets") {
        bases.extend(list(snippets, "base_path").iter().filter_map(|base| join_parts(&home, base)));
        appended = list(snippets, "auto_append");
    }
    bases.push(root);
    let mut values = Values::new();
    if let Some(Node { kind: NodeKind::Table(extra), .. }) = front::get(&keys, "extra") {
        values.extend(extra.iter().filter_map(|(key, node)| Some((key.name.clone(), scalar(node)?))));
    }
    let mut includes = Includes { folder, bases, used: Vec::new() };
    for name in appended {
        let text = includes
            .read(&name, &file, &mut Vec::new(), report, &mut |_, text, _, _| text.to_owned())
            .unwrap_or_default();
        terms(&text, &file, &mut site.terms, report);
    }
    let mut terms_of_pages = std::mem::take(&mut site.terms);
    for page in &mut site.pages {
        head(page);
        let body = std::mem::take(&mut page.body);
        let body = snippets(&mut includes, &body, &page.source, &mut Vec::new(), report);
        let body = terms(&body, &page.source, &mut terms_of_pages, report);
        let body = liquid::variables(&body, &values, &page.source, report);
        let body = definitions(&keyboard(&body, &page.source, report), &page.source, report);
        page.body = icons(&boxes::all(&body, &page.source, report), &page.source, report);
    }
    site.terms = terms_of_pages;
    site.used.extend(includes.used);
    site
}

/// The folder of the pages. Where the one that the settings name is not there, that of the settings or the one above.
fn docs_folder(folder: &Folder, keys: &[(String, Node)], home: &str) -> String {
    let named = scalar_at(keys, &["docs_dir"]).unwrap_or_else(|| "docs".to_owned());
    let root = join_parts(home, &named).unwrap_or_default();
    let has_pages = |root: &str| folder.below(root).any(super::plain::is_markdown);
    if has_pages(&root) { root } else { folder_of(home).to_owned() }
}

/// The settings of an extension of Markdown.
fn extension<'a>(keys: &'a [(String, Node)], name: &str) -> Option<&'a Node> {
    let NodeKind::List(items) = &front::get(keys, "markdown_extensions")?.kind else { return None };
    items.iter().find_map(|item| match &item.kind {
        NodeKind::Table(entries) => entries.iter().find(|(key, _)| key.name == name).map(|(_, node)| node),
        _ => None,
    })
}

/// The texts of a list in a table.
fn list(node: &Node, name: &str) -> Vec<String> {
    let NodeKind::Table(entries) = &node.kind else { return Vec::new() };
    entries.iter().find(|(key, _)| key.name == name).map(|(_, node)| front::scalars(node)).unwrap_or_default()
}

/// Gives the pages their places in `nav`.
fn order(keys: &[(String, Node)], root: &str, site: &mut Site, report: &mut Report) {
    let Some(nav) = front::get(keys, "nav") else { return };
    let numbers: BTreeMap<String, usize> =
        site.pages.iter().enumerate().map(|(at, page)| (inside(&page.source, root).to_owned(), at)).collect();
    let mut next = 0;
    walk(nav, None, &numbers, site, &mut next, report, 0);
}

fn walk(
    node: &Node,
    label: Option<&str>,
    numbers: &BTreeMap<String, usize>,
    site: &mut Site,
    next: &mut i64,
    report: &mut Report,
    depth: usize,
) {
    match &node.kind {
        NodeKind::List(items) if depth < 30 => {
            *next += 1;
            let place = *next;
            let first = items.iter().filter_map(page_of).find_map(|path| numbers.get(&path));
            let folder = first.map(|at| folder_of(&site.pages[*at].path).to_owned()).unwrap_or_default();
            if let Some(label) = label.filter(|_| !folder.is_empty()) {
                let section = Section { title: label.to_owned(), place: Some(place), ..Section::default() };
                site.sections.entry(folder).or_insert(section);
            }
            for item in items {
                walk(item, None, numbers, site, next, report, depth + 1);
            }
        }
        NodeKind::Table(entries) => {
            for (key, node) in entries {
                walk(node, Some(&key.name), numbers, site, next, report, depth + 1);
            }
        }
        _ => {
            let Some(path) = scalar(node) else { return };
            let found = numbers.get(path.trim_start_matches("./")).copied();
            match found {
                Some(at) => {
                    *next += 1;
                    let page = &mut site.pages[at];
                    page.place.get_or_insert(*next);
                    match (&page.label, label) {
                        (None, Some(label)) => page.label = Some(label.to_owned()),
                        (Some(_), Some(label)) => report.note(Noted::Label, &page.source, label),
                        _ => {}
                    }
                }
                None if super::links::is_external(&path) => {
                    report.note(Noted::LostRedirect, "nav", format!("{} → {path}", label.unwrap_or_default()));
                }
                None if path.ends_with('/') => {}
                None => report.note(Noted::MissingFile, "nav", path),
            }
        }
    }
}

/// The page that an entry of `nav` names.
fn page_of(node: &Node) -> Option<String> {
    match &node.kind {
        NodeKind::Table(entries) => entries.iter().find_map(|(_, node)| scalar(node)),
        _ => scalar(node),
    }
}

/// `.pages` of a folder: its title, and the order of its files.
fn page_lists(folder: &Folder, root: &str, site: &mut Site, report: &mut Report) {
    let lists: Vec<String> = folder.below(root).filter(|name| file_of(name) == ".pages").map(str::to_owned).collect();
    for name in lists {
        let keys = settings(folder, &name, report);
        site.used.push(name.clone());
        let place = inside(folder_of(&name), root).to_owned();
        if let Some(title) = scalar_at(&keys, &["title"]) {
            site.sections.entry(place.clone()).or_default().title = title;
        }
        let listed = front::get(&keys, "nav").or_else(|| front::get(&keys, "arrange"));
        let Some(NodeKind::List(items)) = listed.map(|node| &node.kind) else { continue };
        for (number, path) in (1..).zip(items.iter().filter_map(page_of)) {
            let whole = if place.is_empty() { path } else { format!("{place}/{path}") };
            if let Some(page) = site.pages.iter_mut().find(|page| page.path == whole) {
                page.place.get_or_insert(number);
            }
        }
    }
}

fn redirects(folder: &Folder, keys: &[(String, Node)], home: &str, root: &str, site: &mut Site, report: &mut Report) {
    if let Some(Node { kind: NodeKind::List(plugins), .. }) = front::get(keys, "plugins") {
        let tables = plugins.iter().filter_map(|node| match &node.kind {
            NodeKind::Table(entries) => Some(entries),
            _ => None,
        });
        for (_, node) in tables.flatten().filter(|(key, _)| key.name == "redirects") {
            let own = [("redirects".to_owned(), node.clone())];
            let Some(Node { kind: NodeKind::Table(map), .. }) = at(&own, &["redirects", "redirect_maps"]) else {
                continue;
            };
            for (old, to) in map {
                let to = scalar(to).unwrap_or_default();
                let to = if super::links::is_external(&to) { to } else { join_parts(root, &to).unwrap_or(to) };
                site.redirects.push((pretty_address(&old.name), to));
            }
        }
    }
    // A list beside the settings, as hosts of documentation take it.
    let beside = join_parts(home, "redirects.yml").unwrap_or_default();
    let Some(name) = folder.find(&beside).map(str::to_owned) else { return };
    let text = folder.text(&name, report).unwrap_or_default();
    site.used.push(name.clone());
    let (node, _) = crate::data::parse(&format!("list:\n{}", indented(&text)), crate::data::Language::Yaml, 0);
    let keys = front::table(node);
    let Some(NodeKind::List(items)) = front::get(&keys, "list").map(|node| &node.kind) else { return };
    for item in items {
        let entry = [("item".to_owned(), item.clone())];
        let (from, to) = (scalar_at(&entry, &["item", "from_url"]), scalar_at(&entry, &["item", "to_url"]));
        let (Some(from), Some(to)) = (from, to) else { continue };
        let plain = |address: &str| address.strip_prefix("/en/latest/").unwrap_or(address).to_owned();
        if from.contains(['$', '*']) {
            report.note(Noted::LostRedirect, &name, format!("{from} → {to}"));
        } else {
            site.redirects.push((plain(&from), plain(&to)));
        }
    }
}

fn indented(text: &str) -> String {
    format!("  {}", text.replace('\n', "\n  "))
}

/// Reads keys without fences, as `MultiMarkdown` has them, at the top of a page.
fn head(page: &mut Page) {
    if !page.keys.is_empty() {
        return;
    }
    let mut keys: Vec<(String, Node)> = Vec::new();
    let mut length = 0;
    for line in page.body.split_inclusive('\n') {
        if line.trim().is_empty() {
            break;
        }
        let Some((key, value)) = line.split_once(": ") else { return };
        if key.is_empty() || key.len() > 30 || !key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-') {
            return;
        }
        keys.push((key.to_owned(), text_node(value.trim())));
        length += line.len();
    }
    if keys.len() > 1 {
        page.keys = keys;
        page.body = page.body[length..].trim_start_matches('\n').to_owned();
    }
}

/// Writes out snippets: `--8<-- "file"`, `--8<-- "file:section"`, and a list of files between two such marks.
fn snippets(
    includes: &mut Includes<'_>,
    text: &str,
    source: &str,
    stack: &mut Vec<String>,
    report: &mut Report,
) -> String {
    if !text.contains("-8<-") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut listing = false;
    for line in text.lines() {
        let words = line.trim();
        let columns = &line[..line.len() - line.trim_start().len()];
        let mark = words
            .trim_start_matches('-')
            .strip_prefix("8<")
            .filter(|_| words.starts_with('-'))
            .map(|rest| rest.trim_start_matches('-').trim());
        let name = match mark {
            Some("") => {
                listing = !listing;
                continue;
            }
            Some(rest) if rest.starts_with(['"', '\'']) => rest.trim_matches(['"', '\'']),
            // The beginning or the end of a section.
            Some(rest) if rest.starts_with('[') => continue,
            None if listing && !words.is_empty() => words,
            _ => {
                // A mark behind a semicolon is shown as it stands.
                out.push_str(if words.starts_with("; --8<--") || words.starts_with(";--8<--") {
                    words.trim_start_matches([';', ' '])
                } else {
                    line
                });
                out.push('\n');
                continue;
            }
        };
        if words.starts_with(';') {
            continue;
        }
        let (file, section) = match name.split_once(':') {
            Some((file, section)) if !section.starts_with("//") => (file, Some(section)),
            _ => (name, None),
        };
        let read = includes.read(file, source, stack, report, &mut |includes, text, stack, report| {
            let text = front::split(text, source, &mut Report::default()).body;
            let text = section.map_or_else(|| text.clone(), |section| part(&text, section));
            snippets(includes, &text, source, stack, report)
        });
        for line in read.unwrap_or_default().lines() {
            out.push_str(columns);
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// A part of a file: lines by number, or those between `[start:name]` and `[end:name]`.
fn part(text: &str, section: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let numbers: Vec<usize> = section.split(':').filter_map(|number| number.parse().ok()).collect();
    let chosen: Vec<&str> = if numbers.is_empty() {
        let start = lines.iter().position(|line| line.contains(&format!("[start:{section}]")));
        let end = lines.iter().position(|line| line.contains(&format!("[end:{section}]"))).unwrap_or(lines.len());
        start.map(|start| lines[start + 1..end.max(start + 1)].to_vec()).unwrap_or_default()
    } else {
        let start = numbers[0].saturating_sub(1).min(lines.len());
        let end = numbers.get(1).copied().unwrap_or(lines.len()).clamp(start, lines.len());
        lines[start..end].to_vec()
    };
    joined(chosen.into_iter())
}

/// Takes the lines that define abbreviations out of a text.
fn terms(text: &str, source: &str, terms: &mut BTreeMap<String, String>, report: &mut Report) -> String {
    if !text.contains("*[") {
        return text.to_owned();
    }
    let code = code_lines(text);
    let mut out = String::with_capacity(text.len());
    for (line, is_code) in text.lines().zip(code) {
        let entry = line.strip_prefix("*[").filter(|_| !is_code).and_then(|rest| rest.split_once("]:"));
        if let Some((term, meaning)) = entry {
            report.note(Noted::Term, source, term);
            terms.entry(term.trim().to_owned()).or_insert_with(|| meaning.trim().to_owned());
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// `++ctrl+c++`: keys of a keyboard.
fn keyboard(text: &str, source: &str, report: &mut Report) -> String {
    liquid::between(text, "++", "++", |keys| {
        let is_keys = !keys.is_empty()
            && keys.len() < 60
            && keys.chars().all(|c| c.is_ascii_alphanumeric() || "+-_\"".contains(c));
        if !is_keys {
            return format!("++{keys}++");
        }
        report.note(Noted::Mark, source, format!("++{keys}++"));
        keys.split('+').map(|key| format!("<kbd>{}</kbd>", key.trim_matches('"'))).collect::<Vec<_>>().join("+")
    })
}

/// Lists of definitions, in HTML that our dialect reads.
pub(super) fn definitions(text: &str, source: &str, report: &mut Report) -> String {
    if !text.contains("\n:") {
        return text.to_owned();
    }
    let code = code_lines(text);
    let lines: Vec<&str> = text.lines().collect();
    let is_definition = |at: usize| {
        let line = lines.get(at).copied().unwrap_or_default().trim_start();
        !code.get(at).copied().unwrap_or(true) && line.starts_with(": ") || line.starts_with(":\t")
    };
    let mut out: Vec<String> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let behind = if lines[at].trim().is_empty() {
            0
        } else {
            1 + usize::from(lines.get(at + 1).is_some_and(|line| line.trim().is_empty()))
        };
        let begins = behind > 0
            && !code[at]
            && !is_definition(at)
            && !lines[at].starts_with([' ', '#', '|', '>', '-', '*'])
            && is_definition(at + behind);
        if !begins {
            out.push(lines[at].to_owned());
            at += 1;
            continue;
        }
        report.note(Noted::Mark, source, excerpt(lines[at]));
        let (list, end) = definition_list(&lines, at, &is_definition);
        out.extend(list);
        at = end;
    }
    out.join("\n") + "\n"
}

/// One list of definitions, and the line behind it.
fn definition_list(lines: &[&str], start: usize, is_definition: &dyn Fn(usize) -> bool) -> (Vec<String>, usize) {
    let mut out = vec![String::new(), "<dl>".to_owned()];
    let mut at = start;
    while at < lines.len() {
        if lines[at].trim().is_empty() {
            let next = (at..lines.len()).find(|at| !lines[*at].trim().is_empty());
            let goes_on = next.is_some_and(|next| {
                is_definition(next)
                    || is_definition(next + 1)
                    || lines.get(next + 1).is_some_and(|line| line.trim().is_empty()) && is_definition(next + 2)
            });
            match next.filter(|_| goes_on) {
                Some(next) => at = next,
                None => break,
            }
            continue;
        }
        if !is_definition(at) {
            let starts = is_definition(at + 1)
                || lines.get(at + 1).is_some_and(|line| line.trim().is_empty()) && is_definition(at + 2);
            if !starts {
                break;
            }
            out.push(format!("<dt>{}</dt>", lines[at].trim()));
            at += 1;
            continue;
        }
        let mut words = vec![lines[at].trim_start()[1..].trim().to_owned()];
        at += 1;
        while at < lines.len() && lines[at].starts_with("    ") {
            words.push(lines[at].trim_start().to_owned());
            at += 1;
        }
        out.push(format!("<dd>{}</dd>", words.join("\n")));
    }
    out.push("</dl>".to_owned());
    if lines.get(at).is_none_or(|line| !line.trim().is_empty()) {
        out.push(String::new());
    }
    (out, at)
}

/// `:material-arrow-right:`: pictures by name, which say nothing by themselves.
fn icons(text: &str, source: &str, report: &mut Report) -> String {
    let sets = [":material-", ":fontawesome-", ":octicons-", ":simple-"];
    if !sets.iter().any(|set| text.contains(set)) {
        return text.to_owned();
    }
    let code = Code::of(text);
    let mut edits = Edits::default();
    for set in sets {
        for (start, _) in text.match_indices(set) {
            let rest = &text[start + 1..];
            let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(rest.len());
            if rest[length..].starts_with(':') && !code.contains(start) {
                let end = start + length + 2;
                report.note(Noted::Dropped, source, &text[start..end]);
                edits.replace(start..end + usize::from(text[end..].starts_with(' ')), "");
            }
        }
    }
    edits.apply(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_read_with_its_order_and_snippets() {
        let folder = Folder::of(&[
            (
                "mkdocs.yml",
                "site_name: Rules\nplugins:\n  - redirects:\n      redirect_maps:\n        old.md: a/fees.md\nnav:\n  - Start: index.md\n  - Money:\n      - Fees: a/fees.md\n      - Law: https://law.example/\n      - none.md\nextra:\n  company: We\n  x: !ENV [Y, z]\n",
            ),
            ("docs/index.md", "# Rules of {{ company }}\n\n--8<-- \"docs/part.txt\"\n\n*[DPO]: The officer\n"),
            ("docs/a/fees.md", "Title: Fees\nAuthor: Ann\n\nTerm\n:   Meaning\n\nPress ++ctrl+c++."),
            ("docs/part.txt", "Part."),
        ]);
        let mut report = Report::default();
        let site = read(&folder, &mut report);
        let page = |path: &str| site.pages.iter().find(|page| page.path == path).unwrap();
        assert_eq!(page("index.md").body.trim(), "# Rules of We\n\nPart.");
        assert_eq!(
            page("a/fees.md").body.trim(),
            "<dl>\n<dt>Term</dt>\n<dd>Meaning</dd>\n</dl>\n\nPress <kbd>ctrl</kbd>+<kbd>c</kbd>."
        );
        assert!(page("index.md").place < page("a/fees.md").place);
        assert_eq!(site.sections["a"].title, "Money");
        assert_eq!(site.terms["DPO"], "The officer");
        assert_eq!(site.redirects, [("old".to_owned(), "docs/a/fees.md".to_owned())]);
        let counts: Vec<_> = report.counts().map(|(name, _, _, count)| (name, count)).collect();
        assert!(counts.contains(&("missing-file", 1)) && counts.contains(&("lost-redirect", 1)), "{counts:?}");
    }
}
