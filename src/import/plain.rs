//! Files in folders: Markdown as GitHub shows it, texts, and the wikis of GitHub and GitLab.
//!
//! In: a folder. Out: a page for each text. What always holds: a file that is no page is one that pages may use.

use super::folder::{Folder, ending, file_of, folder_of, stem_of};
use super::front;
use super::headings::words_of_name;
use super::page::{Page, Site};
use super::report::{Noted, Report};
use super::{boxes, html, page_tree, word};
use crate::data::{self, Language, Node, NodeKind};

/// Endings of Markdown files.
const MARKDOWN: [&str; 4] = ["md", "markdown", "mdown", "mkd"];

/// Whether a name is that of a text in Markdown.
pub(super) fn is_markdown(name: &str) -> bool {
    MARKDOWN.contains(&ending(name).as_str())
}

/// Reads a folder.
pub(super) fn read(folder: &Folder, report: &mut Report) -> Site {
    let mut site = Site::default();
    let is_wiki = folder.has("_Sidebar.md") || folder.has("Home.md") && !folder.has("README.md");
    for name in folder.names() {
        let hidden = name.split('/').any(|part| part.starts_with('.'));
        let special = is_wiki && ["_Sidebar.md", "_Footer.md", "_Header.md"].contains(&name);
        if hidden || special {
            report.note(Noted::NotRead, name, "");
            continue;
        }
        if is_markdown(name) {
            site.pages.extend(markdown_page(folder, name, report));
        } else if ["html", "htm"].contains(&ending(name).as_str()) && html::is_page(folder, name) {
            site.pages.extend(html::read(folder, name, report));
        } else if ending(name) == "docx" && !file_of(name).starts_with('~') {
            let (pages, pictures) = word::read(folder, name, report);
            site.pages.extend(pages);
            let place = folder_of(name);
            let beside = |file: &str| format!("{place}/{file}").trim_start_matches('/').to_owned();
            site.files.extend(pictures.into_iter().map(|(file, bytes)| (beside(&file), bytes)));
            site.used.push(name.to_owned());
        } else if ending(name) == "txt" {
            site.pages.extend(text_page(folder, name, report));
        }
    }
    for page in &mut site.pages {
        page.body = boxes::all(&page.body, &page.source, report);
        if is_wiki {
            wiki_names(page);
        }
    }
    page_trees(folder, &mut site, report);
    site
}

/// Gives the pages of an export of Confluence their places in its tree.
fn page_trees(folder: &Folder, site: &mut Site, report: &mut Report) {
    let indices: Vec<String> = folder.names().filter(|name| file_of(name) == "index.html").map(str::to_owned).collect();
    for index in indices {
        let Some((title, tree)) = page_tree::page_tree(folder, &index) else { continue };
        let home = folder_of(&index).to_owned();
        site.pages.retain(|page| page.source != index);
        site.used.push(index);
        if site.title.is_none() {
            site.title = title;
        }
        // The first page of a tree of one root is the front page.
        let one_root = tree.iter().filter(|(_, titles)| titles.len() == 1).count() == 1;
        let above = usize::from(one_root);
        for (number, (file, titles)) in (1..).zip(&tree) {
            let source = if home.is_empty() { file.clone() } else { format!("{home}/{file}") };
            let Some(page) = site.pages.iter_mut().find(|page| page.source == source) else {
                report.note(Noted::MissingFile, &source, "");
                continue;
            };
            let has_pages = tree.iter().any(|(_, other)| other.len() > titles.len() && other.starts_with(titles));
            let parts: Vec<String> =
                titles[above.min(titles.len())..].iter().map(|title| title.replace('/', "-")).collect();
            page.path = if parts.is_empty() {
                "_index.md".to_owned()
            } else if has_pages {
                format!("{}/_index.md", parts.join("/"))
            } else {
                format!("{}.md", parts.join("/"))
            };
            page.place = Some(number);
        }
    }
}

/// The page of a Markdown file, at its own place.
pub(super) fn markdown_page(folder: &Folder, name: &str, report: &mut Report) -> Option<Page> {
    let text = folder.text(name, report)?;
    let head = front::split(&text, name, report);
    let path = format!("{}/{}.md", folder_of(name), stem_of(name));
    Some(Page {
        source: name.to_owned(),
        path: path.trim_start_matches('/').to_owned(),
        keys: head.keys,
        broken_keys: head.broken,
        body: head.body,
        ..Page::default()
    })
}

/// The pages of all Markdown files below a folder, at their places below it.
pub(super) fn pages_below(folder: &Folder, root: &str, report: &mut Report) -> Vec<Page> {
    let names: Vec<&str> = folder.below(root).filter(|name| is_markdown(name)).collect();
    let mut pages: Vec<Page> = names.into_iter().filter_map(|name| markdown_page(folder, name, report)).collect();
    for page in &mut pages {
        page.path = inside(&page.path, root).to_owned();
    }
    pages
}

/// A path from a folder that it lies in.
pub(super) fn inside<'a>(path: &'a str, root: &str) -> &'a str {
    if root.is_empty() { path } else { path.strip_prefix(root).map_or(path, |rest| rest.trim_start_matches('/')) }
}

/// The address of a page by its path, where the old tool made a folder of each page: `a/b` for `a/b.md`, `a` for `a/README.md`.
pub(super) fn pretty_address(path: &str) -> String {
    let bare = path.strip_suffix(".md").unwrap_or(path);
    let name = file_of(bare).to_ascii_lowercase();
    if ["index", "readme", "_index"].contains(&name.as_str()) { folder_of(bare).to_owned() } else { bare.to_owned() }
}

/// The settings of a tool, from a file in YAML, TOML or JSON; nothing where there is none. What cannot be read of it is left out.
pub(super) fn settings(folder: &Folder, name: &str, report: &mut Report) -> Vec<(String, Node)> {
    let Some(text) = folder.find(name).map(str::to_owned).and_then(|name| folder.text(&name, report)) else {
        return Vec::new();
    };
    let language = if ending(name) == "toml" { Language::Toml } else { Language::Yaml };
    front::table(data::parse(&text, language, 0).0)
}

/// The value at a path of keys.
pub(super) fn at<'a>(keys: &'a [(String, Node)], path: &[&str]) -> Option<&'a Node> {
    let (first, rest) = path.split_first()?;
    let mut node = front::get(keys, first)?;
    for name in rest {
        let NodeKind::Table(entries) = &node.kind else { return None };
        node = &entries.iter().find(|(key, _)| key.name == *name)?.1;
    }
    Some(node)
}

/// The scalar at a path of keys.
pub(super) fn scalar_at(keys: &[(String, Node)], path: &[&str]) -> Option<String> {
    at(keys, path).and_then(front::scalar).filter(|text| !text.trim().is_empty())
}

/// The page of a text without marks: its words stand there as they were typed.
fn text_page(folder: &Folder, name: &str, report: &mut Report) -> Option<Page> {
    let text = folder.text(name, report)?;
    let path = format!("{}/{}.md", folder_of(name), stem_of(name)).trim_start_matches('/').to_owned();
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default().max(2);
    let fence = "`".repeat(longest + 1);
    let body = format!("{fence}text\n{}\n{fence}", text.trim_end());
    Some(Page { source: name.to_owned(), path, title: Some(words_of_name(stem_of(name))), body, ..Page::default() })
}

/// The names under which a wiki's pages link to one another, and its front page.
fn wiki_names(page: &mut Page) {
    let stem = stem_of(&page.source).to_owned();
    page.names = vec![stem.clone(), stem.replace('-', " "), stem.replace(' ', "-")];
    if page.title.is_none() && !page.body.starts_with("# ") {
        page.title = Some(words_of_name(&stem));
    }
    if file_of(&page.source) == "Home.md" {
        "_index.md".clone_into(&mut page.path);
    }
}
