//! Documents of Word: their pages.
//!
//! In: a `.docx` file. Out: its pages, several where it holds several policies, and its pictures. What always holds: what of a document comes
//! into no page is noted.

use std::collections::BTreeMap;

use super::control::Control;
use super::document::{Block, Cell, markdown, plain};
use super::folder::{Folder, stem_of};
use super::headings::words_of_name;
use super::page::Page;
use super::report::{Noted, Report};
use super::word_package::{Numbering, Package, Styles};
use super::word_text::Text;

/// What a document gives: its pages, and pictures by a name beside it.
pub(super) type Given = (Vec<Page>, BTreeMap<String, Vec<u8>>);

/// Reads a document.
pub(super) fn read(folder: &Folder, name: &str, report: &mut Report) -> Given {
    let none = (Vec::new(), BTreeMap::new());
    let Some(bytes) = folder.bytes(name, report) else { return none };
    let Some(package) = Package::open(bytes, name, report) else { return none };
    let Some(document) = package.xml("word/document.xml", name, report) else {
        report.note(Noted::Unreadable, name, "there is no text in it");
        return none;
    };
    let styles = Styles::of(package.xml("word/styles.xml", name, report).as_ref());
    let numbering = Numbering::of(package.xml("word/numbering.xml", name, report).as_ref());
    let mut text = Text::new(&package, styles, numbering, name, report);
    let body = document.find(&|element| element.name == "body").cloned().unwrap_or_default();
    let mut blocks = text.blocks(&body);
    for part in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(notes) = package.xml(part, name, text.report) {
            blocks.extend(text.notes(&notes));
        }
    }
    if let Some(comments) = package.xml("word/comments.xml", name, text.report) {
        text.comments(&comments);
    }
    let mut running_heads = Vec::new();
    for part in package.parts.keys().filter(|part| part.starts_with("word/header") || part.starts_with("word/footer")) {
        let words = package.xml(part, name, text.report).unwrap_or_default().words();
        if words.chars().any(char::is_alphabetic) {
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            text.report.note(Noted::Hidden, name, format!("on every page: {words}"));
            running_heads.push(words);
        }
    }
    let (title, control, pictures) = text.finish();
    super::document::bold_headings(&mut blocks, name, report);
    let mut pages = pages(blocks, title, control, name, report);
    for page in &mut pages {
        page.running_heads.clone_from(&running_heads);
    }
    (pages, pictures)
}

/// The pages of a document: one, or one for each policy that has its own table of control.
fn pages(blocks: Vec<Block>, title: Option<String>, control: Control, name: &str, report: &mut Report) -> Vec<Page> {
    let stem = name.strip_suffix(".docx").unwrap_or(name).to_owned();
    let heads: Vec<usize> = (1..blocks.len())
        .filter(|at| is_control(&blocks[*at]) && matches!(blocks[at - 1], Block::Heading { .. }))
        .map(|at| at - 1)
        .collect();
    let level_of = |at: usize| match &blocks[at] {
        Block::Heading { level, .. } => *level,
        _ => usize::MAX,
    };
    if heads.len() < 2 {
        return vec![page(blocks, title, control, name, format!("{stem}.md"), report)];
    }
    let mut rest: Vec<Block> = Vec::new();
    let mut pages = Vec::new();
    let mut at = 0;
    while at < blocks.len() {
        if !heads.contains(&at) {
            rest.push(blocks[at].clone());
            at += 1;
            continue;
        }
        let level = level_of(at);
        let end = (at + 1..blocks.len()).find(|next| level_of(*next) <= level).unwrap_or(blocks.len());
        let title = blocks[at].words();
        let path = format!("{stem}/{}.md", title.replace('/', "-"));
        let mut own = page(blocks[at + 1..end].to_vec(), Some(title.clone()), Control::default(), name, path, report);
        own.source = format!("{name}#{title}");
        own.base = Some(super::folder::folder_of(name).to_owned());
        own.place = i64::try_from(pages.len() + 1).ok();
        pages.push(own);
        at = end;
    }
    // The notes of the whole document go where they are referred to.
    let (notes, rest): (Vec<Block>, Vec<Block>) =
        rest.into_iter().partition(|block| matches!(block, Block::Footnote(..)));
    for note in notes {
        let Block::Footnote(number, _) = &note else { continue };
        let mark = format!("[^{number}]");
        if let Some(page) = pages.iter_mut().find(|page| page.body.contains(&mark)) {
            page.body.push_str(&markdown(std::slice::from_ref(&note)));
        }
    }
    let mut first = page(rest, title, control, name, format!("{stem}/_index.md"), report);
    first.title = first.title.or_else(|| Some(words_of_name(stem_of(name))));
    pages.insert(0, first);
    pages
}

fn is_control(block: &Block) -> bool {
    matches!(block, Block::Table(table) if Control::default().take(table))
}

fn page(
    blocks: Vec<Block>,
    title: Option<String>,
    mut control: Control,
    name: &str,
    path: String,
    report: &mut Report,
) -> Page {
    let mut kept: Vec<Block> = Vec::new();
    for block in blocks {
        match &block {
            Block::Table(table) if control.take(table) => {
                // A line that only names the table goes with it.
                let names = |words: &str| {
                    ["version history", "document control", "version control", "change history", "revision history"]
                        .contains(&words.to_lowercase().as_str())
                };
                let is_name = kept.last().is_some_and(|last| {
                    matches!(last, Block::Paragraph(_) | Block::Heading { .. }) && names(last.words().trim())
                });
                if is_name && let Some(last) = kept.pop() {
                    report.note(Noted::Keys, name, last.words());
                }
            }
            Block::Table(table) => {
                let first = table.rows.first().map(|row| row.iter().map(Cell::words).collect::<Vec<_>>().join(" | "));
                report.note(Noted::Table, name, first.unwrap_or_default());
                kept.push(block);
            }
            Block::Heading { words, .. } if plain(words).is_empty() => {}
            _ => kept.push(block),
        }
    }
    let mut page = Page { source: name.to_owned(), path, title, body: markdown(&kept), ..Page::default() };
    control.give(&mut page, report);
    page
}
