//! mdBook and `GitBook`: pages in the order of `SUMMARY.md`.
//!
//! In: `SUMMARY.md` and the pages that it names. Out: the pages in its order, with what they include written out. What always holds: a page that
//! the summary leaves out is a page all the same, and is reported.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::boxes;
use super::folder::{Folder, file_of, folder_of};
use super::front;
use super::liquid::{self, Includes};
use super::page::{AnchorStyle, Site};
use super::plain::{inside, pages_below, pretty_address, scalar_at, settings};
use super::prose::{code_lines, excerpt, joined};
use super::report::{Noted, Report};
use super::tags::attribute;
use crate::data::NodeKind;
use crate::text::{decode_percent, join_parts};

/// The folder of a source's `SUMMARY.md`.
pub(super) fn summary(folder: &Folder) -> Option<&str> {
    let mut found: Vec<&str> = folder.names().filter(|name| file_of(name).eq_ignore_ascii_case("summary.md")).collect();
    found.sort_by_key(|name| name.matches('/').count());
    found.first().copied()
}

/// Whether `SUMMARY.md` is that of an mdBook.
pub(super) fn is_mdbook(folder: &Folder) -> bool {
    summary(folder).is_some_and(|summary| {
        let home = folder_of(summary);
        let above = folder_of(home);
        [home, above].iter().any(|place| join_parts(place, "book.toml").is_some_and(|book| folder.has(&book)))
    })
}

/// Reads an mdBook.
pub(super) fn read_mdbook(folder: &Folder, report: &mut Report) -> Site {
    let summary = summary(folder).unwrap_or_default().to_owned();
    let root = folder_of(&summary).to_owned();
    let book = [folder_of(&root), &root]
        .iter()
        .filter_map(|place| join_parts(place, "book.toml"))
        .find(|book| folder.has(book));
    let book = book.unwrap_or_default();
    let keys = settings(folder, &book, report);
    let mut site = Site {
        title: scalar_at(&keys, &["book", "title"]),
        language: scalar_at(&keys, &["book", "language"]),
        url: scalar_at(&keys, &["output", "html", "site-url"]).filter(|url| url.contains("://")),
        pages: pages_below(folder, &root, report),
        roots: vec![root.clone()],
        used: vec![summary.clone(), book],
        ..Site::default()
    };
    site.pages.retain(|page| page.source != summary);
    if let Some(NodeKind::Table(redirects)) =
        super::plain::at(&keys, &["output", "html", "redirect"]).map(|node| &node.kind)
    {
        site.redirects =
            redirects.iter().filter_map(|(old, to)| Some((old.name.clone(), front::scalar(to)?))).collect();
    }
    for page in &mut site.pages {
        let pretty = pretty_address(&page.path);
        page.address = Some(if pretty.is_empty() {
            pretty
        } else {
            format!("{}.html", page.path.strip_suffix(".md").unwrap_or(&page.path))
        });
        if file_of(&page.path).eq_ignore_ascii_case("index.md") || file_of(&page.path).eq_ignore_ascii_case("readme.md")
        {
            page.address = Some(format!("{}/index.html", folder_of(&page.path)).trim_start_matches('/').to_owned());
        }
    }
    order(folder, &summary, &root, &mut site, report);
    let mut includes = Includes { folder, bases: vec![root], used: Vec::new() };
    for page in &mut site.pages {
        let body = std::mem::take(&mut page.body);
        let body = included(&mut includes, &body, &page.source, &mut Vec::new(), report);
        page.body = boxes::all(&body, &page.source, report);
    }
    site.used.extend(includes.used);
    site
}

/// Gives the pages their places in the summary.
fn order(folder: &Folder, summary: &str, root: &str, site: &mut Site, report: &mut Report) {
    let text = folder.text(summary, report).unwrap_or_default();
    let numbers: BTreeMap<String, usize> =
        site.pages.iter().enumerate().map(|(at, page)| (inside(&page.source, root).to_lowercase(), at)).collect();
    let mut next = 0;
    for line in text.lines() {
        let Some(middle) = line.find("](") else { continue };
        let Some(open) = line[..middle].find('[') else { continue };
        let target = &line[middle + 2..];
        let target = target.rfind(')').map_or(target, |end| &target[..end]);
        let target = target.trim_matches(['<', '>']).split(" \"").next().unwrap_or_default();
        let label = &line[open + 1..middle];
        if target.is_empty() || super::links::is_external(target) {
            report.note(Noted::LostRedirect, summary, format!("{label} → {target}"));
            continue;
        }
        let path = target.split('#').next().unwrap_or_default();
        let path = join_parts("", &decode_percent(path).unwrap_or_else(|| path.to_owned())).unwrap_or_default();
        match numbers.get(&path.to_lowercase()).copied() {
            Some(at) => {
                next += 1;
                let page = &mut site.pages[at];
                if page.place.replace(page.place.unwrap_or(next)).is_some() || page.label.is_some() {
                    report.note(Noted::Label, &page.source, label);
                } else {
                    page.label = Some(label.replace('\\', ""));
                }
            }
            None => report.note(Noted::MissingFile, summary, target),
        }
    }
}

/// Writes out `{{#include file:part}}`, and takes the marks of parts and of hidden lines away.
fn included(
    includes: &mut Includes<'_>,
    text: &str,
    source: &str,
    stack: &mut Vec<String>,
    report: &mut Report,
) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("{{#") {
        out.push_str(&rest[..at]);
        let Some(end) = rest[at..].find("}}").map(|end| at + end) else { break };
        let tag = &rest[at + 3..end];
        rest = &rest[end + 2..];
        let (name, parameter) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
        if out.ends_with('\\') {
            let _ = write!(out, "{{{{#{tag}}}}}");
            continue;
        }
        match name {
            "include" | "rustdoc_include" | "playground" | "playpen" => {
                let parameter = parameter.split_whitespace().next().unwrap_or_default();
                let (file, part) =
                    parameter.split_once(':').map_or((parameter, None), |(file, part)| (file, Some(part)));
                let text = includes.read(file, source, stack, report, &mut |includes, text, stack, report| {
                    let text = part.map_or_else(|| without_anchors(text), |part| part_of(text, part));
                    included(includes, &text, source, stack, report)
                });
                out.push_str(text.unwrap_or_default().trim_end_matches('\n'));
            }
            "title" => {}
            _ => {
                report.note(Noted::Template, source, excerpt(&format!("{{{{#{tag}}}}}")));
                out.push_str("\\{{#");
                out.push_str(tag);
                out.push_str("}}");
            }
        }
    }
    out + rest
}

fn without_anchors(text: &str) -> String {
    joined(text.lines().filter(|line| !line.contains("ANCHOR: ") && !line.contains("ANCHOR_END: ")))
}

/// A part of a file: lines by number, or those between the marks of an anchor.
fn part_of(text: &str, part: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let numbers: Vec<Option<usize>> = part.split(':').map(|number| number.parse().ok()).collect();
    let by_number = part.chars().all(|c| c.is_ascii_digit() || c == ':');
    let (start, end) = if by_number {
        let start = numbers[0].unwrap_or(1).saturating_sub(1).min(lines.len());
        let end = match numbers.get(1) {
            None => start + 1,
            Some(end) => end.unwrap_or(lines.len()),
        };
        (start, end.clamp(start, lines.len()))
    } else {
        let start = lines.iter().position(|line| line.ends_with(&format!("ANCHOR: {part}"))).map_or(0, |at| at + 1);
        let end = lines.iter().position(|line| line.ends_with(&format!("ANCHOR_END: {part}"))).unwrap_or(lines.len());
        (start, end.max(start))
    };
    without_anchors(&lines[start..end].join("\n"))
}

/// Reads a `GitBook`.
pub(super) fn read_gitbook(folder: &Folder, report: &mut Report) -> Site {
    let summary = summary(folder).unwrap_or_default().to_owned();
    let root = folder_of(&summary).to_owned();
    let book = join_parts(&root, "book.json").unwrap_or_default();
    let keys = settings(folder, &book, report);
    let mut site = Site {
        title: scalar_at(&keys, &["title"]),
        language: scalar_at(&keys, &["language"]),
        anchors: AnchorStyle::Dashed,
        pages: pages_below(folder, &root, report),
        roots: vec![root.clone()],
        used: vec![summary.clone(), book],
        ..Site::default()
    };
    let parts = site.pages.iter().filter(|page| page.source.split('/').any(|part| part.starts_with('.')));
    site.used.extend(parts.map(|page| page.source.clone()).collect::<Vec<_>>());
    site.pages.retain(|page| page.source != summary && !page.source.split('/').any(|part| part.starts_with('.')));
    let first = scalar_at(&keys, &["structure", "readme"]).and_then(|name| join_parts(&root, &name));
    for page in &mut site.pages {
        page.address = Some(pretty_address(&page.path));
        if first.as_ref().is_some_and(|first| *first == page.source) {
            "_index.md".clone_into(&mut page.path);
            page.address = Some(String::new());
        }
    }
    order(folder, &summary, &root, &mut site, report);
    let mut includes = Includes { folder, bases: vec![root], used: Vec::new() };
    for page in &mut site.pages {
        let body = std::mem::take(&mut page.body);
        let body = gitbook_tags(&mut includes, &body, &page.source, report);
        page.body = boxes::all(&body, &page.source, report);
    }
    site.used.extend(includes.used);
    site
}

/// Converts the tags of `GitBook`; hints are converted with the boxes of other tools.
fn gitbook_tags(includes: &mut Includes<'_>, text: &str, source: &str, report: &mut Report) -> String {
    if !text.contains("{%") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for (line, is_code) in text.lines().zip(code_lines(text)) {
        let words = line.trim();
        let tag = words.strip_prefix("{%").and_then(|rest| rest.strip_suffix("%}")).map(str::trim).filter(|_| !is_code);
        let Some(tag) = tag.filter(|tag| !tag.contains("%}")) else {
            out.push_str(line);
            out.push('\n');
            continue;
        };
        let (name, rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
        let with = match name {
            "tab" | "code" => {
                let title = attribute(rest, "title").unwrap_or_default();
                report.note(Noted::Tabs, source, title.as_str());
                if title.is_empty() { String::new() } else { format!("\n**{title}**\n") }
            }
            "tabs" | "endtabs" | "endtab" | "endcode" | "stepper" | "endstepper" | "step" | "endstep"
            | "content-ref" | "endcontent-ref" | "columns" | "endcolumns" | "column" | "endcolumn" | "endfile"
            | "endembed" => {
                report.note(Noted::Mark, source, name);
                String::new()
            }
            "embed" | "file" => {
                let target = attribute(rest, "url").or_else(|| attribute(rest, "src")).unwrap_or_default();
                let caption = attribute(rest, "caption").filter(|caption| !caption.is_empty());
                let words = caption.unwrap_or_else(|| file_of(&target).to_owned());
                report.note(if name == "embed" { Noted::Embed } else { Noted::Mark }, source, target.as_str());
                format!("[{words}](<{target}>)")
            }
            "include" => {
                let text = includes.read(rest, source, &mut Vec::new(), report, &mut |_, text, _, _| {
                    front::split(text, source, &mut Report::default()).body
                });
                text.unwrap_or_default()
            }
            _ => line.to_owned(),
        };
        out.push_str(&with);
        out.push('\n');
    }
    // An include within a paragraph.
    liquid::each(&out, "{%", "%}", |tag| {
        let name = tag.trim().strip_prefix("include ")?;
        includes.read(name, source, &mut Vec::new(), report, &mut |_, text, _, _| text.trim_end().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_mdbook_is_read_in_the_order_of_its_summary() {
        let folder = Folder::of(&[
            ("book.toml", "[book]\ntitle = \"Rules\"\n[output.html.redirect]\n\"/old.html\" = \"/a/fees.html\"\n"),
            (
                "src/SUMMARY.md",
                "# Summary\n\n[Start](./index.md)\n- [Fees](a/fees.md)\n  - [Draft]()\n- [Gone](gone.md)\n",
            ),
            ("src/index.md", "# Start\n\n{{#include part.md:x}}\n"),
            ("src/a/fees.md", "# Fees\n\n{{#made_up}}"),
            ("src/part.md", "no\n<!-- ANCHOR: x -->\nno\n// ANCHOR: x\nYes\n// ANCHOR_END: x\n"),
        ]);
        let mut report = Report::default();
        assert!(is_mdbook(&folder));
        let site = read_mdbook(&folder, &mut report);
        let page = |path: &str| site.pages.iter().find(|page| page.path == path).unwrap();
        assert_eq!(page("index.md").body, "# Start\n\nYes\n");
        assert_eq!((page("index.md").place, page("a/fees.md").place), (Some(1), Some(2)));
        assert_eq!(page("a/fees.md").address.as_deref(), Some("a/fees.html"));
        assert_eq!(page("a/fees.md").body, "# Fees\n\n\\{{#made_up}}");
        assert_eq!(site.redirects.len(), 1);
    }

    #[test]
    fn the_tags_of_a_gitbook_leave_their_words() {
        let folder = Folder::of(&[
            ("SUMMARY.md", "* [Start](README.md)\n"),
            (
                "README.md",
                "# Start\n\n{% hint style=\"info\" %}\nMind\n{% endhint %}\n\n{% tabs %}\n{% tab title=\"A\" %}\nOne\n{% endtab %}\n{% endtabs %}\n\n{% embed url=\"https://x.example/1\" %}\n",
            ),
        ]);
        let site = read_gitbook(&folder, &mut Report::default());
        let body: Vec<&str> = site.pages[0].body.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(body, ["# Start", "> [!NOTE]", "> Mind", "**A**", "One", "[1](<https://x.example/1>)"]);
    }
}
