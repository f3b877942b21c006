//! Hugo: its content folder, addresses and shortcodes.
//!
//! In: the settings and `content/`. Out: the pages with the addresses that Hugo gave them, and the texts within shortcodes. What always holds:
//! a shortcode that is not known leaves its words and is reported.

use super::folder::{Folder, ending, file_of, folder_of};
use super::front::{self, scalar};
use super::liquid::Includes;
use super::page::{Page, Site};
use super::plain::{inside, is_markdown, pages_below, pretty_address, scalar_at, settings};
use super::prose::excerpt;
use super::report::{Noted, Report};
use super::tags::attribute;
use super::{boxes, html};
use crate::text::join_parts;

const CONFIGS: [&str; 8] =
    ["hugo.toml", "hugo.yaml", "hugo.yml", "config.toml", "config.yaml", "config.yml", "hugo.json", "config.json"];

/// The folder of the settings, and their file.
pub(super) fn config(folder: &Folder) -> Option<(String, String)> {
    let mut found: Vec<(String, String)> = folder
        .names()
        .filter(|name| CONFIGS.contains(&file_of(name)))
        .filter_map(|name| {
            let home = folder_of(name);
            let home = home.strip_suffix("config/_default").unwrap_or(home).trim_end_matches('/');
            let content = join_parts(home, "content")?;
            folder.below(&content).next().map(|_| (home.to_owned(), name.to_owned()))
        })
        .collect();
    found.sort_by_key(|(home, name)| (home.matches('/').count(), name.clone()));
    found.into_iter().next()
}

/// Reads a source.
pub(super) fn read(folder: &Folder, report: &mut Report) -> Site {
    let Some((home, file)) = config(folder) else { return Site::default() };
    let keys = settings(folder, &file, report);
    let join = |name: &str| join_parts(&home, name).unwrap_or_default();
    let language = scalar_at(&keys, &["defaultContentLanguage"]).or_else(|| scalar_at(&keys, &["languageCode"]));
    let mut root = join(&scalar_at(&keys, &["contentDir"]).unwrap_or_else(|| "content".to_owned()));
    if folder.below(&root).next().is_none() {
        root = join("content");
    }
    let own = language.as_deref().and_then(|language| join_parts(&root, language));
    if let Some(own) = own.filter(|own| folder.below(own).next().is_some()) {
        root = own;
    }
    let mut site = Site {
        title: scalar_at(&keys, &["title"]),
        language: language.map(|language| language.split('-').next().unwrap_or_default().to_lowercase()),
        url: scalar_at(&keys, &["baseURL"]).filter(|url| url.contains("://")),
        pages: pages_below(folder, &root, report),
        roots: vec![root.clone(), join("static"), join("assets")],
        used: vec![file],
        ..Site::default()
    };
    for name in folder
        .below(&root)
        .filter(|name| ["html", "htm"].contains(&ending(name).as_str()))
        .map(str::to_owned)
        .collect::<Vec<_>>()
    {
        if let Some(mut page) = super::plain::markdown_page(folder, &name, report) {
            let path = inside(&page.path, &root).to_owned();
            page.path = path;
            site.pages.push(page);
        }
    }
    let mut includes = Includes {
        folder,
        bases: vec![root.clone(), join("assets/includes"), join("assets"), home.clone()],
        used: Vec::new(),
    };
    for page in &mut site.pages {
        addressed(page);
        let body = std::mem::take(&mut page.body);
        let body = shortcodes(&mut includes, &body, &page.source, report);
        let body =
            if is_markdown(&page.source) { body } else { html::markdown_of(folder, &page.source, &body, report) };
        page.body = boxes::all(&body, &page.source, report);
    }
    site.used.extend(includes.used);
    redirects(folder, &home, &mut site, report);
    super::docusaurus::static_redirects(folder, &join("static/_redirects"), &mut site, report);
    site
}

/// Gives a page its address, and its other addresses from the top.
fn addressed(page: &mut Page) {
    let pretty = pretty_address(&page.path).to_lowercase().replace(' ', "-");
    let mut address = pretty.clone();
    if let Some(slug) = front::take(&mut page.keys, "slug").and_then(|slug| scalar(&slug)) {
        address = join_parts(folder_of(&pretty), &slug).unwrap_or(slug);
    }
    if let Some(url) = front::take(&mut page.keys, "url").and_then(|url| scalar(&url)) {
        url.trim_matches('/').clone_into(&mut address);
    }
    page.label = front::take(&mut page.keys, "linkTitle").and_then(|label| scalar(&label));
    // A relative one starts from the folder above the page's own.
    if let Some(aliases) = front::take(&mut page.keys, front::ALIASES) {
        let from =
            |alias: String| if alias.starts_with('/') { Some(alias) } else { join_parts(folder_of(&address), &alias) };
        page.old_addresses.extend(front::scalars(&aliases).into_iter().filter_map(from));
    }
    page.address = Some(address);
}

/// `layouts/index.redirects`: lines of an old and a new address.
fn redirects(folder: &Folder, home: &str, site: &mut Site, report: &mut Report) {
    let name = join_parts(home, "layouts/index.redirects").unwrap_or_default();
    super::docusaurus::static_redirects(folder, &name, site, report);
}

/// A shortcode: its name, its parameters as they are written, and whether it closes one.
struct Tag<'a> {
    name: &'a str,
    parameters: &'a str,
    closes: bool,
}

/// Fills in shortcodes, in code too: Hugo looks for them before Markdown does.
fn shortcodes(includes: &mut Includes<'_>, text: &str, source: &str, report: &mut Report) -> String {
    if !text.contains("{{<") && !text.contains("{{%") {
        return text.to_owned();
    }
    let closed: std::collections::BTreeSet<String> =
        tags(text).into_iter().filter(|(_, tag)| tag.closes).map(|(_, tag)| tag.name.to_owned()).collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, tag) in tags(text) {
        if range.start < at {
            continue;
        }
        out.push_str(&text[at..range.start]);
        at = range.end;
        let line_start = out.rsplit('\n').next().unwrap_or_default().trim().is_empty();
        let filled = fill(includes, &tag, closed.contains(tag.name), source, report);
        // A mark within a line stays within it.
        if line_start {
            out.push_str(&filled);
        } else {
            out.push_str(filled.trim_matches('\n'));
        }
    }
    out.push_str(&text[at..]);
    out.replace("{{</*", "{{<").replace("*/>}}", ">}}").replace("{{%/*", "{{%").replace("*/%}}", "%}}")
}

/// The shortcodes of a text, with the bytes that each takes.
fn tags(text: &str) -> Vec<(std::ops::Range<usize>, Tag<'_>)> {
    let mut found = Vec::new();
    for (open, close) in [("{{<", ">}}"), ("{{%", "%}}")] {
        for (start, _) in text.match_indices(open) {
            let Some(length) = text[start..].find(close).filter(|length| *length < 2_000) else { continue };
            let inside = text[start + open.len()..start + length].trim();
            if inside.starts_with("/*") {
                continue;
            }
            let closes = inside.starts_with('/');
            let inside = inside.trim_start_matches('/').trim_end_matches('/').trim();
            let (name, parameters) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
            found.push((start..start + length + close.len(), Tag { name, parameters, closes }));
        }
    }
    found.sort_by_key(|(range, _)| range.start);
    found
}

fn fill(includes: &mut Includes<'_>, tag: &Tag<'_>, is_paired: bool, source: &str, report: &mut Report) -> String {
    let of = |name: &str| attribute(tag.parameters, name).filter(|value| !value.is_empty());
    let first = || values(tag.parameters).into_iter().next();
    match tag.name.rsplit('/').next().unwrap_or(tag.name) {
        "comment" if is_paired => (if tag.closes { "{:/comment}" } else { "{::comment}" }).to_owned(),
        "alert" | "notice" | "callout" | "admonition" | "hint" | "panel" | "note" | "tip" | "warning" | "info"
        | "danger" | "important"
            if is_paired =>
        {
            if tag.closes {
                return "\n:::\n".to_owned();
            }
            let is_kind = !["alert", "notice", "callout", "admonition", "hint", "panel"].contains(&tag.name);
            let kind = if is_kind {
                Some(tag.name.to_owned())
            } else {
                of("type")
                    .or_else(|| of("color"))
                    .or_else(|| of("style"))
                    .or_else(|| first().filter(|_| !tag.parameters.contains('=')))
            };
            let kind = kind.filter(|kind| {
                !["primary", "secondary", "success", "light", "dark", "gitlab-orange", "gitlab-purple"]
                    .contains(&kind.as_str())
                    && !kind.contains(' ')
            });
            let title = of("title").or_else(|| of("header")).unwrap_or_default();
            format!("\n:::{}[{title}]\n", kind.unwrap_or_else(|| "note".to_owned()))
        }
        "details" | "expand" | "collapse" | "spoiler" if is_paired => {
            if tag.closes {
                return "\n:::\n".to_owned();
            }
            let title = of("summary").or_else(|| of("title")).or_else(first).unwrap_or_default();
            format!("\n:::details[{title}]\n")
        }
        "ref" | "relref" => first().unwrap_or_default(),
        "include" | "readfile" | "include-md" => {
            let name = of("file").or_else(first).unwrap_or_default();
            let text =
                includes.read(name.trim_start_matches('/'), source, &mut Vec::new(), report, &mut |_, text, _, _| {
                    front::split(text, source, &mut Report::default()).body
                });
            text.unwrap_or_default()
        }
        "youtube" | "vimeo" => {
            let id = of("id").or_else(first).unwrap_or_default();
            let host = if tag.name == "vimeo" { "https://vimeo.com/" } else { "https://www.youtube.com/watch?v=" };
            report.note(Noted::Embed, source, format!("{host}{id}"));
            format!("[{host}{id}]({host}{id})")
        }
        "figure" | "img" | "imgproc" => {
            let picture = of("src").or_else(first).unwrap_or_default();
            let caption =
                of("caption").or_else(|| of("title")).map(|caption| format!("\n\n{caption}\n")).unwrap_or_default();
            format!("![{}](<{picture}>){caption}", of("alt").unwrap_or_default())
        }
        "tabpane" | "tabs" => String::new(),
        "tab" if !tag.closes => {
            format!("\n**{}**\n\n", of("header").or_else(|| of("name")).or_else(first).unwrap_or_default())
        }
        _ if tag.closes => String::new(),
        // Of what is not known, the words stay that readers may have seen.
        _ => {
            report.note(Noted::Component, source, excerpt(&format!("{} {}", tag.name, tag.parameters)));
            let seen = ["title", "header", "name", "text", "caption", "label"];
            let words: Vec<String> = if tag.parameters.contains('=') {
                seen.iter().filter_map(|name| of(name)).collect()
            } else {
                values(tag.parameters)
            };
            let words = words.join(" ");
            match of("url").or_else(|| of("href")).filter(|_| !words.is_empty()) {
                Some(target) => format!("[{words}]({target})\n\n"),
                None if words.is_empty() || !is_paired => words,
                None => format!("**{words}**\n\n"),
            }
        }
    }
}

/// The parameters of a shortcode that have no name.
fn values(parameters: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = parameters.trim();
    while !rest.is_empty() {
        let quote = rest.chars().next().filter(|c| ['"', '\'', '`'].contains(c));
        let (value, behind) = match quote {
            Some(quote) => rest[1..].split_once(quote).unwrap_or((&rest[1..], "")),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        if quote.is_some() || !value.contains('=') {
            found.push(value.to_owned());
        }
        rest = behind.trim_start();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortcodes_leave_their_words() {
        let folder = Folder::of(&[
            ("config.toml", "title = \"Rules\"\nbaseURL = \"https://r.example/\"\n"),
            (
                "content/a/_index.md",
                "---\ntitle: A\naliases: [/old/, ../older]\nweight: 3\n---\n{{% alert title=\"Mind\" color=\"warning\" %}}\nThis *is*.\n{{% /alert %}}\n\n{{< details summary=\"More\" >}}\nX\n{{< /details >}}\n\n{{< who \"Ann B\" >}} and [b]({{< ref \"b.md\" >}})\n",
            ),
            ("content/a/b.md", "+++\nurl = \"/else/b/\"\n+++\nB"),
        ]);
        let mut report = Report::default();
        let site = read(&folder, &mut report);
        let page = &site.pages[0];
        assert_eq!(
            page.body.trim(),
            "> [!WARNING] Mind\n> This *is*.\n\n<details>\n<summary>More</summary>\n\nX\n\n</details>\n\nAnn B and [b](b.md)"
        );
        assert_eq!((page.address.as_deref(), &page.old_addresses[..]), (Some("a"), &["/old/".to_owned()][..]));
        assert_eq!(site.pages[1].address.as_deref(), Some("else/b"));
    }
}
