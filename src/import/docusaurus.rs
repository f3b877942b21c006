//! Docusaurus: its settings, sidebars, categories and MDX.
//!
//! In: `docusaurus.config.js`, `sidebars.js` and the folder of the documents. Out: the pages in the order of the sidebars, with partials
//! written out. What always holds: scripts are not run; of the settings only the texts in quotation marks are read.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::boxes;
use super::folder::{Folder, ending, file_of, folder_of};
use super::front::{self, scalar};
use super::liquid::Includes;
use super::page::{Page, Section, Site};
use super::plain::{inside, markdown_page, scalar_at, settings};
use super::prose::{Code, Edits, code_lines, excerpt};
use super::report::{Noted, Report};
use super::tags::attribute;
use crate::text::join_parts;

/// Where a source keeps its settings.
pub(super) fn home(folder: &Folder) -> Option<String> {
    let is_mark = |name: &&str| {
        let file = file_of(name);
        file.starts_with("docusaurus.config.") || file.starts_with("sidebars.") || file.starts_with("_category_.")
    };
    let mut found: Vec<&str> = folder.names().filter(is_mark).collect();
    found.sort_by_key(|name| (file_of(name).starts_with("_category_"), name.matches('/').count()));
    let first = found.first()?;
    let home = folder_of(first);
    let home = if file_of(first).starts_with("_category_") {
        home.split("docs").next().unwrap_or(home).trim_end_matches('/')
    } else {
        home
    };
    Some(home.to_owned())
}

/// Reads a source.
pub(super) fn read(folder: &Folder, report: &mut Report) -> Site {
    let home = home(folder).unwrap_or_default();
    let join = |name: &str| join_parts(&home, name).unwrap_or_default();
    let config = ["js", "ts", "mjs", "cjs"]
        .iter()
        .find_map(|end| folder.find(&join(&format!("docusaurus.config.{end}"))).map(str::to_owned));
    let mut site = Site { roots: vec![join("static"), join("docs")], ..Site::default() };
    let mut base = "docs".to_owned();
    if let Some(name) = config {
        let text = folder.text(&name, report).unwrap_or_default();
        site.title = setting(&text, "title");
        site.language = setting(&text, "defaultLocale");
        site.url = setting(&text, "url").map(|url| url + setting(&text, "baseUrl").as_deref().unwrap_or("/"));
        base = setting(&text, "routeBasePath").unwrap_or(base);
        redirects(&text, &mut site);
        site.used.push(name);
    }
    let root = join("docs");
    let names: Vec<String> =
        folder.below(&root).filter(|name| ["md", "mdx"].contains(&ending(name).as_str())).map(str::to_owned).collect();
    let mut ids: BTreeMap<String, usize> = BTreeMap::new();
    let mut partials: BTreeSet<String> = BTreeSet::new();
    for name in names {
        if file_of(&name).starts_with('_') || inside(&name, &root).split('/').any(|part| part.starts_with('_')) {
            partials.insert(name);
            continue;
        }
        let Some(mut page) = markdown_page(folder, &name, report) else { continue };
        let path = inside(&page.path, &root).to_owned();
        page.path = path;
        let id = addressed(&mut page, &base);
        ids.insert(id, site.pages.len());
        site.pages.push(page);
    }
    categories(folder, &root, &mut site, report);
    sidebars(folder, &home, &ids, &mut site, report);
    static_redirects(folder, &join("static/_redirects"), &mut site, report);
    let mut includes = Includes { folder, bases: vec![home.clone(), root], used: Vec::new() };
    for page in &mut site.pages {
        let body = std::mem::take(&mut page.body);
        let body = body.replace("@site/static/", "/").replace("pathname:///", "/");
        let body = mdx(&mut includes, &body, &page.source, &mut Vec::new(), report);
        page.body = boxes::all(&body, &page.source, report);
    }
    site.used.extend(includes.used);
    site
}

/// A text behind a key of the settings.
fn setting(text: &str, key: &str) -> Option<String> {
    let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    code.iter().find_map(|line| {
        let at = line.find(&format!("{key}:"))?;
        let before = line[..at].chars().next_back();
        let rest = line[at + key.len() + 1..].trim_start();
        let quote = rest.chars().next().filter(|c| ['"', '\'', '`'].contains(c))?;
        let value = rest[1..].split(quote).next()?;
        (before.is_none_or(|c| !c.is_alphanumeric()) && !value.is_empty()).then(|| value.to_owned())
    })
}

/// Gives a page its address and place, and returns its id.
fn addressed(page: &mut Page, route: &str) -> String {
    let bare = page.path.strip_suffix(".md").unwrap_or(&page.path).to_owned();
    let numbers: Vec<(Option<i64>, &str)> = bare.split('/').map(numbered).collect();
    if let Some((Some(number), _)) = numbers.last() {
        page.place.get_or_insert(*number);
    }
    let plain: Vec<&str> = numbers.iter().map(|(_, part)| *part).collect();
    let mut path = plain.join("/");
    page.path = format!("{path}.md");
    if let Some(id) = front::take(&mut page.keys, "id").and_then(|id| scalar(&id)) {
        path = if folder_of(&path).is_empty() { id } else { format!("{}/{id}", folder_of(&path)) };
    }
    let id = path.clone();
    let name = file_of(&path).to_ascii_lowercase();
    let is_folder = ["index", "readme"].contains(&name.as_str())
        || file_of(folder_of(&path)) == file_of(&path) && path.contains('/');
    let mut address = if is_folder { folder_of(&path).to_owned() } else { path };
    if let Some(slug) = front::take(&mut page.keys, "slug").and_then(|slug| scalar(&slug)) {
        address = if slug.starts_with('/') {
            slug.trim_matches('/').to_owned()
        } else {
            join_parts(folder_of(&address), &slug).unwrap_or(slug)
        };
    }
    page.address = Some(format!("{}/{address}", route.trim_matches('/')).trim_matches('/').to_owned());
    page.label = front::take(&mut page.keys, "sidebar_label").and_then(|label| scalar(&label));
    id
}

/// The number before a name, and the name: `02-fees` is 2 and `fees`.
fn numbered(part: &str) -> (Option<i64>, &str) {
    let digits = part.bytes().take_while(u8::is_ascii_digit).count();
    let rest = part[digits..].trim_start_matches(['-', '_', '.', ' ']);
    let is_prefix = digits > 0
        && digits < 4
        && !rest.is_empty()
        && rest.len() < part.len() - digits
        && !rest.starts_with(|c: char| c.is_ascii_digit());
    if is_prefix { (part[..digits].parse().ok(), rest) } else { (None, part) }
}

/// `_category_.json`: the title, place and text of a folder.
fn categories(folder: &Folder, root: &str, site: &mut Site, report: &mut Report) {
    let names: Vec<String> =
        folder.below(root).filter(|name| file_of(name).starts_with("_category_.")).map(str::to_owned).collect();
    for name in names {
        let keys = settings(folder, &name, report);
        let path: Vec<&str> = inside(folder_of(&name), root).split('/').map(|part| numbered(part).1).collect();
        let title = scalar_at(&keys, &["label"])
            .unwrap_or_else(|| super::headings::words_of_name(path.last().copied().unwrap_or_default()));
        let place = scalar_at(&keys, &["position"]).and_then(|number| number.parse::<f64>().ok());
        #[expect(clippy::cast_possible_truncation, reason = "places are small numbers")]
        let place = place.filter(|number| number.abs() < 1e9).map(|number| number as i64);
        let body = scalar_at(&keys, &["link", "description"]).unwrap_or_default();
        site.sections.insert(path.join("/"), Section { title, place, body });
        site.used.push(name);
    }
}

/// Gives the pages their places by the order in which the sidebars name them.
fn sidebars(folder: &Folder, home: &str, ids: &BTreeMap<String, usize>, site: &mut Site, report: &mut Report) {
    let names = ["js", "ts", "json", "cjs", "mjs"];
    let Some(name) =
        names.iter().find_map(|end| folder.find(&join_parts(home, &format!("sidebars.{end}"))?).map(str::to_owned))
    else {
        return;
    };
    let text = folder.text(&name, report).unwrap_or_default();
    site.used.push(name.clone());
    let mut next = 0;
    let mut label: Option<(String, i64)> = None;
    for (key, value) in strings(&text) {
        next += 1;
        match key.as_deref() {
            Some("label") => label = Some((value, next)),
            Some("type" | "href" | "dirName" | "slug" | "description" | "value" | "className" | "title") => {
                if key.as_deref() == Some("href") {
                    report.note(Noted::LostRedirect, &name, value);
                    label = None;
                }
            }
            _ => {
                let Some(at) = ids.get(&value).copied() else { continue };
                let page = &mut site.pages[at];
                page.place.get_or_insert(next);
                let place = folder_of(&page.path).to_owned();
                if let Some((title, place_of_label)) = label.take().filter(|_| !place.is_empty()) {
                    site.sections.entry(place).or_insert(Section {
                        title,
                        place: Some(place_of_label),
                        ..Section::default()
                    });
                }
            }
        }
    }
}

/// The texts in quotation marks of a script, each with the key before it.
fn strings(text: &str) -> Vec<(Option<String>, String)> {
    let mut found = Vec::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
        let mut rest = line;
        while let Some(at) = rest.find(['"', '\'']) {
            let quote = rest[at..].chars().next().unwrap_or('"');
            let before = rest[..at].trim_end();
            let key = before.strip_suffix(':').map(|key| {
                let key = key.trim_end().trim_end_matches(['"', '\'']);
                key.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default().to_owned()
            });
            let Some(length) = rest[at + 1..].find(quote) else { break };
            let value = &rest[at + 1..at + 1 + length];
            rest = &rest[at + 2 + length..];
            if rest.trim_start().starts_with(':') {
                // A key in quotation marks names a category where a list follows it.
                found.push((Some("label".to_owned()), value.to_owned()));
            } else {
                found.push((key, value.to_owned()));
            }
        }
    }
    found
}

/// The redirects of the plugin for them: `{ from: ['/a', '/b'], to: '/c' }`.
fn redirects(text: &str, site: &mut Site) {
    for (at, _) in text.match_indices("from:") {
        let Some(entry) = text[at..].split('}').next() else { continue };
        let Some((from, to)) = entry.split_once("to:") else { continue };
        let texts = |part: &str| -> Vec<String> { strings(part).into_iter().map(|(_, value)| value).collect() };
        if let Some(to) = texts(&format!("x{to}")).first() {
            site.redirects.extend(texts(&from.replace("from:", "")).into_iter().map(|old| (old, to.clone())));
        }
    }
}

/// A file of redirects as hosts read it: `/old /new 301`.
pub(super) fn static_redirects(folder: &Folder, name: &str, site: &mut Site, report: &mut Report) {
    let Some(name) = folder.find(name).map(str::to_owned) else { return };
    let text = folder.text(&name, report).unwrap_or_default();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let (Some(old), Some(to)) = (words.next(), words.next()) else { continue };
        if old.contains(['*', ':']) {
            report.note(Noted::LostRedirect, &name, line);
        } else {
            site.redirects.push((old.to_owned(), to.to_owned()));
        }
    }
    site.used.push(name);
}

/// Makes Markdown of MDX: scripts go, partials are written out, components leave their words.
fn mdx(includes: &mut Includes<'_>, text: &str, source: &str, stack: &mut Vec<String>, report: &mut Report) -> String {
    let (text, imported) = without_scripts(text, source, report);
    let mut out = String::new();
    let code = Code::of(&text);
    let mut at = 0;
    while let Some(open) = text[at..].find('<').map(|open| at + open) {
        out.push_str(&text[at..open]);
        let rest = &text[open + 1..];
        let name_at = usize::from(rest.starts_with('/'));
        let length =
            rest[name_at..].find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(rest.len() - name_at);
        let name = &rest[name_at..name_at + length];
        let is_known = ["Tabs", "TabItem", "Details", "DocCardList", "Link", "Admonition"].contains(&name);
        let is_component = is_known || imported.contains_key(name);
        let end = rest.find('>').filter(|_| is_component && !code.contains(open));
        let Some(end) = end else {
            out.push('<');
            at = open + 1;
            continue;
        };
        let tag = &rest[..=end];
        at = open + 1 + end + 1;
        if let Some(file) = imported.get(name).filter(|file| ["md", "mdx"].contains(&ending(file).as_str())) {
            let text = includes.read(file, source, stack, report, &mut |includes, text, stack, report| {
                let text = front::split(text, source, &mut Report::default()).body;
                mdx(includes, &text, source, stack, report)
            });
            out.push_str(&text.unwrap_or_default());
            continue;
        }
        match (name, name_at) {
            ("TabItem", 0) => {
                let label = attribute(tag, "label").or_else(|| attribute(tag, "value")).unwrap_or_default();
                report.note(Noted::Tabs, source, label.as_str());
                let _ = write!(out, "\n**{label}**\n\n");
            }
            ("TabItem", _) => out.push_str("\n\n"),
            ("Link", 0) => {
                let target = attribute(tag, "to").or_else(|| attribute(tag, "href")).unwrap_or_default();
                let _ = write!(out, "<a href=\"{target}\">");
            }
            ("Link", _) => out.push_str("</a>"),
            ("Tabs", _) => {}
            _ => report.note(Noted::Component, source, excerpt(&format!("<{tag}"))),
        }
    }
    out.push_str(&text[at..]);
    let out = without_braces(&out, source, report);
    dedent_html(&out)
}

/// Takes imports and exports out, and says what was imported from where.
fn without_scripts(text: &str, source: &str, report: &mut Report) -> (String, BTreeMap<String, String>) {
    let mut imported = BTreeMap::new();
    let mut out = String::with_capacity(text.len());
    let mut open = 0_i32;
    for (line, is_code) in text.lines().zip(code_lines(text)) {
        let begins = !is_code
            && (line.starts_with("import ") && (line.contains(" from ") || line.contains(['"', '\'']))
                || line.starts_with("export "));
        if begins || open > 0 && !is_code {
            report.note(Noted::Component, source, excerpt(line));
            let count = |c: char| i32::try_from(line.matches(c).count()).unwrap_or(0);
            open = (open + count('{') + count('(') - count('}') - count(')')).max(0);
            if let Some((names, file)) = line.trim_start_matches("import ").rsplit_once(" from ") {
                let file = file.trim().trim_end_matches(';').trim_matches(['"', '\'']).replace("@site/", "");
                for name in names.split([',', '{', '}', ' ']).filter(|name| name.starts_with(char::is_uppercase)) {
                    imported.insert(name.to_owned(), file.clone());
                }
            }
            continue;
        }
        out.push_str(line);
        out.push('\n');
    }
    (out, imported)
}

/// Attributes in braces go, and what stands between escaped braces stays.
fn without_braces(text: &str, source: &str, report: &mut Report) -> String {
    let mut text = text.to_owned();
    for open in ["={{", "={"] {
        let close = if open == "={{" { "}}" } else { "}" };
        let code = Code::of(&text);
        let mut edits = Edits::default();
        for (at, _) in text.match_indices(open) {
            let line = text[..at].rfind('\n').map_or(0, |start| start + 1);
            let tag = text[..at].rfind('<').filter(|tag| !text[*tag..at].contains('>') && at - tag < 600);
            let name = text[line..at].rfind(char::is_whitespace).map_or(line, |name| line + name);
            let Some(length) = text[at..].find(close) else { continue };
            if tag.is_some_and(|tag| tag < name) && !code.contains(at) {
                let inside = &text[at + open.len()..at + length];
                let end = at + length + close.len();
                let attribute = text[name..at].trim();
                let picture = inside.strip_prefix("require(").and_then(|rest| rest.split(['"', '\'']).nth(1));
                match picture {
                    Some(file) => edits.replace(at..end, format!("=\"{file}\"")),
                    None => {
                        report.note(Noted::Dropped, source, excerpt(&format!("{attribute}{}", &text[at..end])));
                        edits.replace(name..end, "");
                    }
                }
            }
        }
        text = edits.apply(&text);
    }
    text.replace("className=", "class=")
}

/// Lines within tags that are indented only for looks, so that they are no code.
fn dedent_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for (line, is_code) in text.lines().zip(code_lines(text)) {
        let words = line.trim_start();
        if words.starts_with("<details") {
            inside = true;
        }
        out.push_str(
            if inside
                && !is_code
                && !words.starts_with(['-', '*', '+'])
                && !words.starts_with(|c: char| c.is_ascii_digit())
            {
                words
            } else {
                line
            },
        );
        out.push('\n');
        if words.starts_with("</details") {
            inside = false;
        }
    }
    out
}

/// The name of the folder of a source, for its title.
pub(super) fn is_source(folder: &Folder) -> bool {
    home(folder).is_some_and(|home| {
        let docs = join_parts(&home, "docs").unwrap_or_default();
        folder.below(&docs).any(|name| ["md", "mdx"].contains(&ending(name).as_str()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mdx_leaves_its_words() {
        let folder = Folder::of(&[
            (
                "docusaurus.config.js",
                "export default {\n  title: 'Rules',\n  url: 'https://r.example',\n  redirects: [{ from: ['/old'], to: '/docs/fees' }]\n}",
            ),
            ("sidebars.js", "module.exports = { a: ['fees', { type: 'category', label: 'More', items: ['x/two'] }] };"),
            (
                "docs/01-fees.mdx",
                "---\nsidebar_label: F\n---\nimport P from './_part.mdx';\n\n# Fees\n\n<P />\n\n<Tabs>\n<TabItem value=\"a\" label=\"A\">\n\nOne\n\n</TabItem>\n</Tabs>\n\n<img src={require('./p.png').default} style={{width: 3}} />\n\nUse <FQDN>.\n",
            ),
            ("docs/_part.mdx", "Part."),
            ("docs/x/two.md", "# Two\n\n:::tip[Do]\nIt\n:::\n"),
        ]);
        let mut report = Report::default();
        let site = read(&folder, &mut report);
        let fees = &site.pages[0];
        assert_eq!(
            (fees.path.as_str(), fees.address.as_deref(), fees.label.as_deref()),
            ("fees.md", Some("docs/fees"), Some("F"))
        );
        assert!(
            fees.body.contains("Part.\n")
                && fees.body.contains("**A**\n\n\n\nOne")
                && fees.body.contains("<img src=\"./p.png\" />")
                && fees.body.contains("<FQDN>"),
            "{}",
            fees.body
        );
        assert_eq!(site.redirects, [("/old".to_owned(), "/docs/fees".to_owned())]);
        assert_eq!(site.sections["x"].title, "More");
        assert_eq!(site.title.as_deref(), Some("Rules"));
    }
}
