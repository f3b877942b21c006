//! Jekyll and Eleventy: front matter with addresses, collections, and Liquid.
//!
//! In: the settings, the pages and the files that they include. Out: the pages with the addresses that they had. What always holds: loops and
//! conditions over data are not run; they stay as text, and are reported.

use std::collections::BTreeMap;

use super::folder::{Folder, ending, file_of, folder_of, stem_of};
use super::front::{self, scalar};
use super::liquid::{self, Includes, Values};
use super::page::{Page, Site};
use super::plain::{is_markdown, markdown_page, pretty_address, scalar_at, settings};
use super::prose::excerpt;
use super::report::{Noted, Report};
use super::unpublished::Patterns;
use super::{boxes, html};
use crate::data::{Node, NodeKind};

const CONFIGS: [&str; 6] =
    ["_config.yml", "_config.yaml", ".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs"];

/// Folders that hold no pages.
const NO_PAGES: [&str; 8] = ["_includes", "_layouts", "_sass", "_data", "_site", "_plugins", "_drafts", "assets"];

/// The settings of a source, where it has them at its top.
pub(super) fn config(folder: &Folder) -> Option<&'static str> {
    CONFIGS.into_iter().find(|name| folder.has(name))
}

/// Reads a source.
pub(super) fn read(folder: &Folder, report: &mut Report) -> Site {
    let file = config(folder).unwrap_or_default();
    let keys = if file.ends_with("js") || file.is_empty() { Vec::new() } else { settings(folder, file, report) };
    let mut site = Site {
        title: scalar_at(&keys, &["title"]),
        language: scalar_at(&keys, &["lang"]),
        url: scalar_at(&keys, &["url"]),
        used: vec![file.to_owned()],
        ..Site::default()
    };
    let excluded = front::get(&keys, "exclude").map(front::scalars).unwrap_or_default();
    let excluded = Patterns::new(excluded.iter().map(String::as_str));
    let mut values: Values = flat(&keys).into_iter().map(|(key, value)| (format!("site.{key}"), value)).collect();
    let names: Vec<String> = folder.names().filter(|name| is_page(name, &excluded)).map(str::to_owned).collect();
    let mut includes = Includes { folder, bases: vec!["_includes".to_owned(), String::new()], used: Vec::new() };
    for name in names {
        let Some(mut page) = markdown_page(folder, &name, report) else { continue };
        if !is_markdown(&name) && page.keys.is_empty() {
            report.note(Noted::NotRead, &name, "");
            continue;
        }
        addressed(&mut page);
        page.draft |= file.ends_with("yml") && !is_put_out(&name, &keys);
        let to = front::take(&mut page.keys, "redirect_to").and_then(|to| front::scalars(&to).into_iter().next());
        if let Some(to) = to {
            site.redirects.push((page.address.clone().unwrap_or_default(), to));
            site.used.push(name);
            continue;
        }
        let own: Vec<(String, String)> =
            flat(&page.keys).into_iter().map(|(key, value)| (format!("page.{key}"), value)).collect();
        values.extend(own.iter().cloned());
        let body = std::mem::take(&mut page.body);
        let body = expand(&mut includes, &body, &page.source, &values, &mut Vec::new(), report);
        let body = if is_markdown(&name) { body } else { html::markdown_of(folder, &name, &body, report) };
        page.body = boxes::all(&body, &page.source, report);
        for (key, _) in &own {
            values.remove(key);
        }
        site.pages.push(page);
    }
    site.used.extend(includes.used);
    site
}

fn is_page(name: &str, excluded: &Patterns) -> bool {
    let top = name.split('/').next().unwrap_or_default();
    let is_text = is_markdown(name) || ["html", "htm"].contains(&ending(name).as_str());
    is_text && !NO_PAGES.contains(&top) && !name.split('/').any(|part| part.starts_with('.')) && !excluded.has(name)
}

/// Whether Jekyll makes a page of a file: those of a collection have none unless it says so.
fn is_put_out(name: &str, keys: &[(String, Node)]) -> bool {
    let top = name.split('/').next().unwrap_or_default();
    let Some(collection) = top.strip_prefix('_').filter(|collection| *collection != "posts" && top != name) else {
        return true;
    };
    let included = front::get(keys, "include").map(front::scalars).unwrap_or_default();
    included.iter().any(|path| path.trim_matches('/') == top)
        || scalar_at(keys, &["collections", collection, "output"]).is_some_and(|output| output == "true")
}

/// The scalars of settings by dotted names.
fn flat(keys: &[(String, Node)]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (key, node) in keys {
        match &node.kind {
            NodeKind::Table(entries) => {
                for (inner, node) in entries {
                    if let Some(value) = scalar(node) {
                        found.insert(format!("{key}.{}", inner.name), value);
                    }
                }
            }
            _ => {
                if let Some(value) = scalar(node) {
                    found.insert(key.clone(), value);
                }
            }
        }
    }
    found
}

/// Gives a page its place and address: that of `permalink`, else that of its file. A collection's folder has no underscore in addresses.
fn addressed(page: &mut Page) {
    if let Some(rest) = page.path.strip_prefix('_') {
        page.path = rest.to_owned();
    }
    if page.path.starts_with("pages/") {
        page.path = page.path["pages/".len()..].to_owned();
    }
    let own = if file_of(&page.path).starts_with("index.") || stem_of(&page.path).eq_ignore_ascii_case("readme") {
        folder_of(&page.path).to_owned()
    } else {
        pretty_address(&page.path)
    };
    let permalink = front::take(&mut page.keys, "permalink").and_then(|link| scalar(&link));
    // Without an address a page is on no site.
    page.draft |= permalink.as_ref().is_some_and(|link| link == "false");
    let permalink = permalink.filter(|link| link != "false" && !link.contains(['{', ':']));
    page.address = Some(permalink.map_or(own, |link| link.trim_matches('/').to_owned()));
    if let Some(old) = front::take(&mut page.keys, "redirect_from") {
        let base = page.address.clone().unwrap_or_default();
        let from = |old: String| {
            if old.starts_with('.') { crate::text::join_parts(folder_of(&base), &old) } else { Some(old) }
        };
        page.old_addresses.extend(front::scalars(&old).into_iter().filter_map(from));
    }
}

/// Fills in includes and variables, and takes comments and assignments out.
fn expand(
    includes: &mut Includes<'_>,
    text: &str,
    source: &str,
    values: &Values,
    stack: &mut Vec<String>,
    report: &mut Report,
) -> String {
    let text = trimmed(text);
    let text = liquid::between(&text, "{% comment %}", "{% endcomment %}", |words| {
        report.note(Noted::Comment, source, excerpt(words));
        boxes::comment(words)
    });
    // What is raw is an example: its braces are no template.
    let text = liquid::between(&text, "{% raw %}", "{% endraw %}", |words| {
        words.replace("{{", "\u{e000}{").replace("{%", "\u{e000}%")
    });
    let text = liquid::each(&text, "{%", "%}", |tag| {
        let (name, rest) = tag.trim().split_once(char::is_whitespace).unwrap_or((tag.trim(), ""));
        match name {
            "include" | "include_relative" | "include_cached" => {
                let (file, parameters) = rest.trim().split_once(char::is_whitespace).unwrap_or((rest.trim(), ""));
                if file.contains('{') {
                    return None;
                }
                if ending(file) == "html"
                    && !parameters.is_empty()
                    && !includes.folder.has(&format!("_includes/{file}"))
                {
                    report.note(Noted::Component, source, excerpt(tag));
                }
                let read = includes.read(file, source, stack, report, &mut |includes, text, stack, report| {
                    let mut own = values.clone();
                    own.extend(
                        parameters_of(parameters).into_iter().map(|(key, value)| (format!("include.{key}"), value)),
                    );
                    let body = front::split(text, source, &mut Report::default()).body;
                    expand(includes, &body, source, &own, stack, report)
                });
                Some(read.unwrap_or_else(|| parameters_of(parameters).into_values().collect::<Vec<_>>().join(" ")))
            }
            "toc" | "seo" => Some(String::new()),
            "slack_channel" => Some(format!("#{}", rest.trim().trim_matches('"'))),
            "alert" => Some(format!("\n:::{}\n", rest.trim().trim_matches('"').split('"').next().unwrap_or("note"))),
            "endalert" => Some("\n:::\n".to_owned()),
            "image" | "image_with_class" => {
                let texts: Vec<&str> = rest.split('"').skip(1).step_by(2).collect();
                let picture = texts.first()?;
                let words = texts.last().filter(|_| texts.len() > 1).unwrap_or(&"");
                Some(format!("![{words}](<{picture}>)"))
            }
            _ => None,
        }
    });
    let text = liquid::variables(&text, values, source, report);
    text.replace("\u{e000}{", "\\{{").replace("\u{e000}%", "\\{%")
}

/// `{%- x -%}` and `{%x%}` as `{% x %}`.
fn trimmed(text: &str) -> String {
    liquid::each(text, "{%", "%}", |tag| {
        let plain = format!(" {} ", tag.trim().trim_matches('-').trim());
        (plain != tag).then(|| format!("{{%{plain}%}}"))
    })
}

/// The parameters of an include: `a="b" c='d'`.
fn parameters_of(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut rest = text;
    while let Some((name, behind)) = rest.split_once('=') {
        let behind = behind.trim_start();
        let quote = behind.chars().next().filter(|c| ['"', '\''].contains(c));
        let (value, after) = match quote {
            Some(quote) => behind[1..].split_once(quote).unwrap_or((&behind[1..], "")),
            None => behind.split_once(char::is_whitespace).unwrap_or((behind, "")),
        };
        found.insert(name.trim().to_owned(), value.to_owned());
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn includes_and_variables_are_filled_in() {
        let folder = Folder::of(&[
            ("_config.yml", "title: Rules\nurl: https://r.example\n"),
            ("_includes/box.md", "Hi {{ include.who }} of {{ site.title }}"),
            (
                "_fees/late.md",
                "---\npermalink: /fees/l/\nredirect_from: [/x, ../y]\nversion: 2\n---\n{% include box.md who=\"Ann\" %}\n\n{% comment %}no{% endcomment %} {{page.version}} {% raw %}{{ x }}{% endraw %} [a]({{site.baseurl}}/b/)\n",
            ),
            ("gone.md", "---\nredirect_to: /fees/l/\n---\n"),
        ]);
        let site = read(&folder, &mut Report::default());
        assert_eq!(site.pages.len(), 1);
        assert_eq!(site.pages[0].body.trim(), "Hi Ann of Rules\n\n<!-- no --> 2 \\{{ x }} [a](/b/)");
        assert_eq!((site.pages[0].path.as_str(), site.pages[0].address.as_deref()), ("fees/late.md", Some("fees/l")));
        assert_eq!(site.redirects, [("gone".to_owned(), "/fees/l/".to_owned())]);
    }
}
