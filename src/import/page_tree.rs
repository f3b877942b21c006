//! The tree of pages of an export of Confluence.
//!
//! In: its `index.html`. Out: each page's file, and the titles above it, in order. What always holds: another file of that name is no tree.

use super::folder::{Folder, file_of};
use super::markup::{Element, html};
use super::report::Report;

/// The title of a space, and its pages: the file of each, and the titles from the top down to it.
pub(super) type PageTree = (Option<String>, Vec<(String, Vec<String>)>);

/// The tree of pages of an export of Confluence: each file with the titles above it, in order.
pub(super) fn page_tree(folder: &Folder, name: &str) -> Option<PageTree> {
    let text = folder.text(name, &mut Report::default())?;
    let tree = html(&text);
    let main = tree.find(&|element| element.get("id") == Some("main-content"))?;
    if !main.words().contains("Available Pages") {
        return None;
    }
    let mut rows = Vec::new();
    main.all("tr", &mut rows);
    let title = rows.iter().find(|row| row.child("th").is_some_and(|head| head.words().trim() == "Name"));
    let title = title.and_then(|row| row.child("td")).map(|cell| cell.words().trim().to_owned());
    let mut found = Vec::new();
    let list = main.find(&|element| element.name == "ul")?;
    walk(list, &mut Vec::new(), &mut found);
    Some((title, found))
}

fn walk(list: &Element, above: &mut Vec<String>, found: &mut Vec<(String, Vec<String>)>) {
    for item in list.elements().filter(|item| item.name == "li") {
        let Some(link) = item.child("a") else { continue };
        let title = link.words().split_whitespace().collect::<Vec<_>>().join(" ");
        found.push((
            file_of(link.get("href").unwrap_or_default()).to_owned(),
            above.iter().cloned().chain([title.clone()]).collect(),
        ));
        above.push(title);
        item.elements().filter(|inner| inner.name == "ul").for_each(|inner| walk(inner, above, found));
        above.pop();
    }
}
