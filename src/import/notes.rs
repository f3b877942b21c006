//! Notes: vaults of Obsidian and exports of Notion.
//!
//! In: files that link to one another by name, or by name and a number. Out: pages with plain links. What always holds: what was a comment, or
//! was marked as not to be published, is in no edition.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::boxes;
use super::folder::{Folder, ending, file_of, folder_of, stem_of};
use super::front::{self, scalar, text_node};
use super::page::{Page, Site};
use super::plain::pages_below;
use super::prose::{Code, Edits, code_lines, excerpt, joined};
use super::report::{Noted, Report};
use crate::data::csv;
use crate::markdown::Anchors;
use crate::text::{decode_percent, encode_percent};

/// How deep notes may show one another.
const MAX_DEPTH: usize = 4;

/// Whether a source is a vault of Obsidian.
pub(super) fn is_vault(folder: &Folder) -> bool {
    folder.names().any(|name| name.starts_with(".obsidian/") || name.contains("/.obsidian/"))
}

/// Reads a vault.
pub(super) fn read_vault(folder: &Folder, report: &mut Report) -> Site {
    let mut site = Site { pages: pages_below(folder, "", report), ..Site::default() };
    site.pages.retain(|page| !page.source.split('/').any(|part| part.starts_with('.')));
    site.used.extend(folder.names().filter(|name| name.contains(".obsidian/")).map(str::to_owned));
    let notes = Notes::of(folder, &site);
    let texts: Vec<String> = site.pages.iter().map(|page| page.body.clone()).collect();
    for (at, page) in site.pages.iter_mut().enumerate() {
        let is_template = page.source.split('/').any(|part| part.eq_ignore_ascii_case("templates"));
        page.draft = is_template;
        page.title.get_or_insert_with(|| stem_of(&page.source).to_owned());
        if page.source == "Home.md" {
            "_index.md".clone_into(&mut page.path);
        }
        // Here an alias is another name, no address.
        if let Some(names) = front::take(&mut page.keys, front::ALIASES) {
            let words = front::scalars(&names).join(", ");
            page.keys.push(("keywords".to_owned(), text_node(&words)));
        }
        for (_, node) in &mut page.keys {
            if let Some(name) =
                scalar(node).and_then(|text| Some(text.strip_prefix("[[")?.strip_suffix("]]")?.to_owned()))
            {
                *node = text_node(name.rsplit('|').next().unwrap_or(&name));
            }
        }
        let body = notes.linked(&texts[at], &page.source, &texts, 0, report);
        page.body = boxes::all(&block_ids(&body, &page.source, report), &page.source, report);
    }
    site
}

/// The files of a vault by their names.
struct Notes {
    by_name: BTreeMap<String, String>,
    pages: BTreeMap<String, usize>,
}

impl Notes {
    fn of(folder: &Folder, site: &Site) -> Self {
        let mut by_name = BTreeMap::new();
        // The shortest path has a name, as in Obsidian.
        let mut names: Vec<&str> = folder.names().filter(|name| !name.starts_with('.')).collect();
        names.sort_by_key(|name| (name.matches('/').count(), *name));
        for name in names {
            let bare = name.strip_suffix(".md").unwrap_or(name);
            by_name.entry(file_of(bare).to_lowercase()).or_insert_with(|| name.to_owned());
            by_name.entry(bare.to_lowercase()).or_insert_with(|| name.to_owned());
        }
        let pages = site.pages.iter().enumerate().map(|(at, page)| (page.source.clone(), at)).collect();
        Self { by_name, pages }
    }

    fn find(&self, name: &str) -> Option<&str> {
        let name = name.trim().trim_end_matches(".md").to_lowercase();
        self.by_name.get(&name).map(String::as_str)
    }

    /// A text with its wiki links as links, and what it shows of other notes written out.
    fn linked(&self, text: &str, source: &str, texts: &[String], depth: usize, report: &mut Report) -> String {
        if !text.contains("[[") {
            return text.to_owned();
        }
        let code = Code::of(text);
        let mut edits = Edits::default();
        let mut at = 0;
        while let Some(open) = text[at..].find("[[").map(|open| at + open) {
            at = open + 2;
            let Some(length) = text[at..].find("]]").filter(|length| !text[at..at + length].contains('\n')) else {
                continue;
            };
            if code.contains(open) {
                continue;
            }
            let inside = text[at..at + length].replace("\\|", "|");
            let shown = text[..open].ends_with('!');
            let range = open - usize::from(shown)..at + length + 2;
            at += length + 2;
            let (target, words) =
                inside.split_once('|').map_or((inside.as_str(), None), |(target, words)| (target, Some(words)));
            // The last of several words is a width.
            let is_width = |words: &str| words.chars().all(|c| c.is_ascii_digit() || c == 'x');
            let words = words.map(|words| {
                words.rsplit_once('|').filter(|(_, width)| is_width(width)).map_or(words, |(words, _)| words)
            });
            let (name, heading) =
                target.split_once('#').map_or((target, None), |(name, heading)| (name, Some(heading)));
            let file = if name.is_empty() { Some(source) } else { self.find(name) };
            let Some(file) = file else {
                report.note(Noted::BrokenLink, source, inside.as_str());
                edits.replace(range, words.unwrap_or(target));
                continue;
            };
            let page = self.pages.get(file).copied();
            let with = match page {
                Some(page) if shown => self.shown(&texts[page], file, heading, texts, depth, source, report),
                _ if shown => {
                    let alt = words
                        .filter(|words| !words.chars().all(|c| c.is_ascii_digit() || c == 'x'))
                        .unwrap_or_default();
                    let mark = if is_picture(file) { "!" } else { "" };
                    let words = if mark.is_empty() { file_of(file) } else { alt };
                    format!("{mark}[{words}](</{}>)", encode_percent(file))
                }
                _ => {
                    let anchor = heading.filter(|heading| !heading.starts_with('^')).map(anchor).unwrap_or_default();
                    let own = words.map_or_else(|| target.trim_matches('#').replace('#', " > "), str::to_owned);
                    let place = if name.is_empty() { String::new() } else { format!("/{}", encode_percent(file)) };
                    if place.is_empty() && anchor.is_empty() { own } else { format!("[{own}](<{place}{anchor}>)") }
                }
            };
            edits.replace(range, with);
        }
        edits.apply(text)
    }

    /// What a note shows of another: all, the part under a heading, or a block.
    #[expect(clippy::too_many_arguments, reason = "a note, a part of it, and where it is shown")]
    fn shown(
        &self,
        text: &str,
        file: &str,
        heading: Option<&str>,
        texts: &[String],
        depth: usize,
        source: &str,
        report: &mut Report,
    ) -> String {
        if depth >= MAX_DEPTH || file == source && heading.is_none() {
            report.note(Noted::CyclicInclude, source, file);
            return String::new();
        }
        report.note(
            Noted::Include,
            source,
            format!("{file}{}", heading.map(|heading| format!("#{heading}")).unwrap_or_default()),
        );
        let part = match heading {
            None => text.to_owned(),
            Some(heading) => match heading.strip_prefix('^') {
                Some(id) => text
                    .split("\n\n")
                    .find(|block| block.contains(&format!("^{id}")))
                    .unwrap_or_default()
                    .replace(&format!("^{id}"), ""),
                None => under(text, heading),
            },
        };
        let part = self.linked(part.trim(), file, texts, depth + 1, report);
        let quoted: Vec<String> = part.lines().map(|line| format!("> {line}").trim_end().to_owned()).collect();
        format!("\n\n{}\n\n", quoted.join("\n"))
    }
}

fn is_picture(name: &str) -> bool {
    ["png", "jpg", "jpeg", "gif", "svg", "webp", "bmp", "avif"].contains(&ending(name).as_str())
}

/// The anchor of a heading that a link names by its words.
fn anchor(heading: &str) -> String {
    let last = heading.rsplit('#').next().unwrap_or(heading);
    format!("#{}", Anchors::default().next(last))
}

/// The part of a text under a heading.
fn under(text: &str, heading: &str) -> String {
    let level = |line: &str| line.bytes().take_while(|byte| *byte == b'#').count();
    let mut lines = text.lines();
    let begin = lines
        .by_ref()
        .find(|line| level(line) > 0 && line.trim_start_matches('#').trim().eq_ignore_ascii_case(heading.trim()));
    let Some(begin) = begin else { return String::new() };
    let inside = lines.take_while(|line| {
        level(line) == 0 || level(line) > level(begin) || !line.trim_start_matches('#').starts_with(' ')
    });
    joined(inside)
}

/// Takes the names of blocks away: `^entitlement` at the end of a line.
fn block_ids(text: &str, source: &str, report: &mut Report) -> String {
    let mut out = String::with_capacity(text.len());
    for (line, is_code) in text.lines().zip(code_lines(text)) {
        let id = line.rsplit_once('^').filter(|(before, id)| {
            !is_code
                && !id.is_empty()
                && (before.is_empty() || before.ends_with(' '))
                && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        });
        match id {
            Some((before, id)) => {
                report.note(Noted::Dropped, source, format!("^{id}"));
                out.push_str(before.trim_end());
            }
            None => out.push_str(line),
        }
        out.push('\n');
    }
    out
}

/// Whether a source is an export of Notion: names that end in 32 hexadecimal digits.
pub(super) fn is_notion(folder: &Folder) -> bool {
    let (mut with, mut all) = (0, 0);
    for name in folder.names().filter(|name| ending(name) == "md") {
        all += 1;
        with += usize::from(bare(stem_of(name)).len() < stem_of(name).len());
    }
    with > 0 && with * 2 > all
}

/// A name without the digits behind it.
fn bare(name: &str) -> &str {
    let digits = |id: &str| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    match name.rsplit_once(' ') {
        Some((before, id)) if digits(id.trim_end_matches("_all")) => before,
        _ => name,
    }
}

/// Reads an export of Notion.
pub(super) fn read_notion(folder: &Folder, report: &mut Report) -> Site {
    let mut site = Site { pages: pages_below(folder, "", report), ..Site::default() };
    let top = export_folder(folder);
    for page in &mut site.pages {
        page.path = placed(&page.source, &top);
        properties(page);
        let body = asides(&page.body, &page.source, report);
        page.body = boxes::all(&body, &page.source, report);
    }
    let tables: Vec<String> = folder.names().filter(|name| ending(name) == "csv").map(str::to_owned).collect();
    for name in &tables {
        // The same table with all its columns stands beside it.
        let all = format!("{}_all.csv", name.strip_suffix(".csv").unwrap_or(name));
        if folder.has(&all) {
            site.used.push(name.clone());
            continue;
        }
        let Some(mut page) = table_page(folder, name, &top, &site, report) else { continue };
        if let Some(short) = name.strip_suffix("_all.csv") {
            page.names.push(decode_percent(&format!("{short}.csv")).unwrap_or_default());
            let other = format!("{short}.csv");
            page.source.clone_from(if folder.has(&other) { &other } else { name });
            site.used.push(name.clone());
        }
        site.pages.push(page);
    }
    site
}

/// The folder that everything lies in, which has the name of the export alone.
fn export_folder(folder: &Folder) -> String {
    let mut tops: Vec<&str> = folder.names().map(|name| name.split('/').next().unwrap_or_default()).collect();
    tops.dedup();
    match tops[..] {
        [top] if folder.names().all(|name| name.contains('/')) => top.to_owned(),
        _ => String::new(),
    }
}

/// A path without digits and without the folder of the export.
fn placed(source: &str, top: &str) -> String {
    let path = super::plain::inside(source, top);
    let path = path.strip_suffix(".md").or_else(|| path.strip_suffix(".csv")).unwrap_or(path);
    let parts: Vec<&str> = path.split('/').map(bare).collect();
    format!("{}.md", parts.join("/"))
}

/// Takes the lines of properties below the first heading as keys.
fn properties(page: &mut Page) {
    let Some(rest) = page.body.strip_prefix("# ") else { return };
    let Some((title, rest)) = rest.split_once('\n') else { return };
    let title = title.trim().to_owned();
    let mut found = Vec::new();
    let mut length = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim().is_empty() && found.is_empty() {
            length += line.len();
            continue;
        }
        let Some((key, value)) = line.trim_end().split_once(": ") else { break };
        if key.len() > 40 || key.contains(['*', '[', '`', '.', '|', '<', '-']) {
            break;
        }
        found.push((key.to_owned(), text_node(value.trim())));
        length += line.len();
    }
    let ends = rest[length..].starts_with('\n') || rest[length..].trim().is_empty();
    if !found.is_empty() && ends {
        page.body = format!("# {title}\n\n{}", rest[length..].trim_start_matches('\n'));
        page.keys = found;
    }
}

/// `<aside>` with a sign before its words: an alert.
fn asides(text: &str, source: &str, report: &mut Report) -> String {
    super::liquid::between(text, "<aside>", "</aside>", |inside| {
        report.note(Noted::Box, source, excerpt(inside));
        let lines: Vec<String> = inside.trim().lines().map(str::to_owned).collect();
        boxes::alert_lines("note", None, &lines, 0).join("\n")
    })
}

/// The page of a table, whose first column links to the pages of its rows.
fn table_page(folder: &Folder, name: &str, top: &str, site: &Site, report: &mut Report) -> Option<Page> {
    let text = folder.text(name, report)?;
    let (rows, _) = csv::rows(&text);
    let rows: Vec<Vec<String>> = rows.into_iter().map(|row| row.into_iter().map(|cell| cell.text).collect()).collect();
    let (head, rows) = rows.split_first()?;
    let place = name.strip_suffix(".csv")?;
    let place = place.strip_suffix("_all").unwrap_or(place);
    let cell = |text: &str| text.replace('|', "\\|").replace('\n', "<br>");
    let mut body = format!(
        "| {} |\n|{}\n",
        head.iter().map(|text| cell(text)).collect::<Vec<_>>().join(" | "),
        " --- |".repeat(head.len())
    );
    for row in rows {
        let mut cells: Vec<String> = row.iter().map(|text| cell(text)).collect();
        cells.resize(head.len(), String::new());
        let page =
            site.pages.iter().find(|page| folder_of(&page.source) == place && bare(stem_of(&page.source)) == row[0]);
        if let Some(page) = page {
            cells[0] = format!("[{}](</{}>)", cells[0], encode_percent(&page.source));
        }
        let _ = writeln!(body, "| {} |", cells.join(" | "));
    }
    report.note(Noted::Table, name, format!("{} rows", rows.len()));
    let title = bare(stem_of(name).trim_end_matches("_all")).to_owned();
    Some(Page {
        source: name.to_owned(),
        path: placed(&format!("{place}.md"), top),
        title: Some(title),
        body,
        ..Page::default()
    })
}

#[cfg(test)]
mod tests {
    use super::super::plain::scalar_at;
    use super::*;

    #[test]
    fn a_vault_links_by_name() {
        let folder = Folder::of(&[
            (".obsidian/app.json", "{}"),
            (
                "A/Fees.md",
                "---\naliases: [Charges]\nowner: \"[[Ann]]\"\n---\nSee [[late fees#What now|here]], ![[x.png|320]] and [[Nowhere]]. ^id\n\n![[Late fees#Part]]\n",
            ),
            ("B/Late fees.md", "Text\n\n## Part\n\nInside [[Fees]].\n\n## Other\n"),
            ("B/x.png", ""),
        ]);
        let mut report = Report::default();
        let site = read_vault(&folder, &mut report);
        assert_eq!(
            site.pages[0].body.trim(),
            "See [here](</B/Late%20fees.md#what-now>), ![](</B/x.png>) and Nowhere.\n\n\n\n> Inside [Fees](</A/Fees.md>)."
        );
        assert_eq!(scalar_at(&site.pages[0].keys, &["owner"]).as_deref(), Some("Ann"));
    }

    #[test]
    fn an_export_of_notion_has_plain_names_and_keys() {
        let id = "0f3c9a1b2d4e4f60a1b2c3d4e5f60718";
        let (page, table) = (format!("E/Fees {id}.md"), format!("E/List {id}.csv"));
        let folder = Folder::of(&[
            (&page, "# Fees\n\nOwner: Ann\nStatus: Draft\n\n<aside>\n💡 Mind\n\n</aside>\n"),
            (&table, "Name,N\nA,\"x, y\"\n"),
        ]);
        assert!(is_notion(&folder));
        let site = read_notion(&folder, &mut Report::default());
        assert_eq!((site.pages[0].path.as_str(), site.pages[1].path.as_str()), ("Fees.md", "List.md"));
        assert_eq!(site.pages[0].body.trim(), "# Fees\n\n> [!NOTE]\n> 💡 Mind");
        assert_eq!(site.pages[1].body, "| Name | N |\n| --- | --- |\n| A | x, y |\n");
    }
}
