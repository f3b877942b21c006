//! Where a text links to, and the same links to the pages under their new names.
//!
//! In: the pages of a site with the places that they will have. Out: their bodies with links to those places, and the files that they use. What
//! always holds: the words of a link stay, whatever becomes of its target.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::folder::{Folder, ending, file_of, folder_of, stem_of};
use super::page::{Page, Site};
use super::prose::{Code, Edits};
use super::report::{Noted, Report};
use crate::text::{decode_percent, encode_percent, join_parts, name_fault, slug};

/// How a link is written.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    /// `[words](target)`: the opening bracket, the picture's mark included, and all behind the words.
    Inline { picture: bool, open: Range<usize>, close: Range<usize> },
    /// `[label]: target`
    Definition,
    /// `href="…"` or `src="…"` in a tag.
    Html { tag: Range<usize>, picture: bool },
}

/// A target in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Link {
    target: Range<usize>,
    form: Form,
}

/// Finds the targets of a text.
fn links(text: &str, code: &Code) -> Vec<Link> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(middle) = text[at..].find("](").map(|next| at + next) {
        at = middle + 2;
        if code.contains(middle) {
            continue;
        }
        let Some(open) = opening(text, middle) else { continue };
        let Some((target, end)) = target(text, middle + 2) else { continue };
        let picture = text[..open].ends_with('!') && !text[..open].ends_with("\\!");
        let start = if picture { open - 1 } else { open };
        found.push(Link { target, form: Form::Inline { picture, open: start..open + 1, close: middle..end } });
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let from = start;
        start += line.len();
        let words = line.trim_start_matches([' ', '>']);
        let Some((label, rest)) = words.strip_prefix('[').and_then(|rest| rest.split_once("]:")) else { continue };
        if label.starts_with('^') || label.contains(['[', ']']) || code.contains(from) {
            continue;
        }
        let target = rest.trim_start();
        let begin = from + line.len() - target.len();
        let target = target.trim_start_matches('<');
        let begin = begin + usize::from(text[begin..].starts_with('<'));
        let length = target.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(target.len());
        if length > 0 {
            found.push(Link { target: begin..begin + length, form: Form::Definition });
        }
    }
    for (name, picture) in [("href=", false), ("src=", true)] {
        for (place, _) in text.match_indices(name) {
            let value = place + name.len();
            let Some(quote) = text[value..].chars().next().filter(|c| ['"', '\''].contains(c)) else { continue };
            let Some(length) = text[value + 1..].find(quote) else { continue };
            let floor = text[..place].char_indices().rev().nth(400).map_or(0, |(at, _)| at);
            let Some(open) = text[floor..place].rfind('<').map(|open| floor + open) else { continue };
            let Some(end) = text[value + 1 + length..].find('>').map(|end| value + 1 + length + end + 1) else {
                continue;
            };
            let is_tag =
                text[open + 1..].starts_with(|c: char| c.is_ascii_alphabetic()) && !text[open..place].contains('>');
            if is_tag && !code.contains(place) {
                found
                    .push(Link { target: value + 1..value + 1 + length, form: Form::Html { tag: open..end, picture } });
            }
        }
    }
    found
}

/// The bracket that a `]` closes.
fn opening(text: &str, close: usize) -> Option<usize> {
    let mut depth = 0;
    let floor = text[..close].char_indices().rev().nth(2_000).map_or(0, |(at, _)| at);
    for (at, c) in text[floor..close].char_indices().rev() {
        let escaped = text[..floor + at].ends_with('\\');
        match c {
            ']' if !escaped => depth += 1,
            '[' if !escaped && depth == 0 => return Some(floor + at),
            '[' if !escaped => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The target behind an opening bracket, and the end of the closing one. Blanks in a target belong to it: old tools took them.
fn target(text: &str, start: usize) -> Option<(Range<usize>, usize)> {
    let rest = &text[start..];
    if let Some(inside) = rest.trim_start().strip_prefix('<') {
        let begin = start + rest.len() - inside.len();
        let length = inside.find(['>', '\n'])?;
        let end = inside[length..].find(')')? + length + begin + 1;
        return Some((begin..begin + length, end));
    }
    let mut depth = 0;
    let mut quote = None;
    let mut length = None;
    for (at, c) in rest.char_indices() {
        match (c, quote) {
            ('\n', _)
                if rest[..at].trim().is_empty() || rest[at + 1..].trim_start_matches([' ', '\t']).starts_with('\n') =>
            {
                return None;
            }
            (c, Some(open)) => quote = Some(open).filter(|open| *open != c),
            ('"' | '\'', None) if rest[..at].ends_with([' ', '\n']) => quote = Some(c),
            ('(', None) => depth += 1,
            (')', None) if depth == 0 => {
                length = Some(at);
                break;
            }
            (')', None) => depth -= 1,
            _ => {}
        }
        if at > 2_000 {
            return None;
        }
    }
    let length = length?;
    let inside = &rest[..length];
    let title = inside.find([' ', '\n']).filter(|at| inside[*at..].trim_start().starts_with(['"', '\'']));
    // `picture.png =300x` names a width.
    let width =
        inside.rfind(" =").filter(|at| inside[at + 2..].chars().all(|c| c.is_ascii_digit() || "x%*".contains(c)));
    let words = inside[..title.or(width).unwrap_or(length)].trim_end();
    let begin = start + (words.len() - words.trim_start().len());
    Some((begin..start + words.len(), start + length + 1))
}

/// What a target leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Destination {
    /// A page, by its number, and the anchor with its `#`.
    Page(usize, String),
    /// A file of the source.
    File(String),
    /// A heading of the same page, an address of the web, or nothing to follow.
    Elsewhere,
    /// Nothing that is there.
    Nowhere,
}

/// Every name under which links know a page.
#[derive(Debug, Default)]
pub(super) struct Names {
    by_file: BTreeMap<String, usize>,
    by_address: BTreeMap<String, usize>,
    by_name: BTreeMap<String, usize>,
    /// The last two parts of addresses and files; `None` where several pages have them.
    by_end: BTreeMap<String, Option<usize>>,
    site: Option<String>,
    roots: Vec<String>,
}

impl Names {
    pub(super) fn new(site: &Site, tops: &[String]) -> Self {
        let mut names = Self {
            site: site.url.as_ref().map(|url| url.trim_end_matches('/').to_owned()),
            roots: site.roots.clone(),
            ..Self::default()
        };
        names.roots.extend(tops.iter().cloned());
        for (at, page) in site.pages.iter().enumerate() {
            names.by_file.entry(page.source.to_lowercase()).or_insert(at);
            if let Some(address) = &page.address {
                names.by_address.entry(plain(address)).or_insert(at);
            }
            for other in &page.names {
                names.by_name.entry(other.to_lowercase()).or_insert(at);
            }
        }
        for (at, page) in site.pages.iter().enumerate() {
            let path = page.path.strip_suffix(".md").unwrap_or(&page.path);
            let ends: BTreeSet<String> =
                page.address.iter().map(String::as_str).chain([path]).filter_map(end).collect();
            for end in ends {
                names.by_end.entry(end).and_modify(|known| *known = None).or_insert(Some(at));
            }
            for address in &page.old_addresses {
                names.by_address.entry(plain(address)).or_insert(at);
            }
        }
        for (old, to) in &site.redirects {
            if let Some(at) = names.page(to) {
                names.by_address.entry(plain(old)).or_insert(at);
            }
        }
        names
    }

    /// The page at an address or in a file.
    pub(super) fn page(&self, name: &str) -> Option<usize> {
        let name = name.split(['#', '?']).next().unwrap_or_default();
        self.by_file.get(&name.trim_matches('/').to_lowercase()).or_else(|| self.by_address.get(&plain(name))).copied()
    }

    /// What a target in a page leads to.
    pub(super) fn resolve(&self, target: &str, page: &Page, folder: &Folder) -> Destination {
        let target = target.trim();
        let own = self
            .site
            .as_ref()
            .and_then(|site| target.strip_prefix(site.as_str()))
            .filter(|rest| rest.is_empty() || rest.starts_with(['/', '#', '?']));
        if own.is_none() && (is_external(target) || target.starts_with('#') || target.is_empty()) {
            return Destination::Elsewhere;
        }
        let (path, anchor) = target_parts(own.unwrap_or(target));
        let decoded = decode_percent(path).unwrap_or_else(|| path.to_owned());
        let path = decoded.replace('\\', "/");
        let found = self.of_path(&path, page, folder);
        match found {
            Some(Destination::Page(at, _)) => Destination::Page(at, anchor.to_owned()),
            Some(found) => found,
            None if own.is_some() => Destination::Elsewhere,
            None => Destination::Nowhere,
        }
    }

    fn of_path(&self, path: &str, page: &Page, folder: &Folder) -> Option<Destination> {
        let to_page = |at: &usize| Destination::Page(*at, String::new());
        if let Some(at) = self.by_name.get(&path.trim_matches('/').to_lowercase()) {
            return Some(to_page(at));
        }
        let base = page.base.as_deref().unwrap_or_else(|| folder_of(&page.source));
        let mut files: Vec<String> = Vec::new();
        if path.starts_with('/') {
            files.extend(self.roots.iter().filter_map(|root| join_parts(root, path.trim_start_matches('/'))));
            files.extend(join_parts("", path));
        } else {
            files.extend(join_parts(base, path));
        }
        for file in &files {
            if let Some(at) = self.file(file) {
                return Some(to_page(&at));
            }
        }
        // Addresses: from the page's own, as a folder and as a file, then from the top.
        let mut addresses: Vec<String> = Vec::new();
        if path.starts_with('/') {
            addresses.extend(join_parts("", path));
        } else if let Some(own) = &page.address {
            addresses.extend(join_parts(own, path));
            addresses.extend(join_parts(folder_of(own), path));
        }
        if let Some(at) = addresses.iter().find_map(|address| self.by_address.get(&plain(address))) {
            return Some(to_page(at));
        }
        let file = files.iter().find_map(|file| folder.find(file));
        if let Some(file) = file {
            return Some(Destination::File(file.to_owned()));
        }
        None
    }

    /// The only page whose address ends as a target does: the old site may have stood below another address.
    fn by_end(&self, target: &str) -> Option<usize> {
        let (path, _) = target_parts(target.trim());
        if is_external(target) || path.starts_with('.') {
            return None;
        }
        self.by_end.get(&end(path)?).copied().flatten()
    }

    /// The page of a file, however its ending and the name of a folder's page are left out.
    fn file(&self, file: &str) -> Option<usize> {
        let file = file.to_lowercase();
        let bare = file.strip_suffix(".html").or_else(|| file.strip_suffix(".htm")).unwrap_or(&file);
        let names = [
            file.clone(),
            format!("{bare}.md"),
            format!("{bare}.mdx"),
            format!("{bare}.html.md"),
            format!("{bare}.html.md.erb"),
            format!("{bare}.markdown"),
            format!("{bare}/readme.md"),
            format!("{bare}/index.md"),
            format!("{bare}/index.mdx"),
            format!("{bare}/_index.md"),
        ];
        names.iter().find_map(|name| self.by_file.get(name.trim_matches('/')).copied())
    }
}

/// The last two parts of an address.
fn end(address: &str) -> Option<String> {
    let address = plain(address);
    let mut parts = address.rsplit('/');
    let (last, before) = (parts.next()?, parts.next()?);
    (!before.is_empty() && !last.is_empty()).then(|| format!("{before}/{last}"))
}

/// An address without what servers and tools add to it.
fn plain(address: &str) -> String {
    let address = decode_percent(address).unwrap_or_else(|| address.to_owned()).to_lowercase();
    let address = address.trim_matches('/');
    let address = address.strip_suffix("index.html").unwrap_or(address).trim_end_matches('/');
    address.strip_suffix(".html").unwrap_or(address).to_owned()
}

fn target_parts(target: &str) -> (&str, &str) {
    let (path, anchor) = target.find('#').map_or((target, ""), |at| target.split_at(at));
    (path.split('?').next().unwrap_or_default(), anchor)
}

/// Whether a target has a scheme or names a host.
pub(super) fn is_external(target: &str) -> bool {
    let scheme = target.split_once(':').map(|(scheme, _)| scheme);
    let is_scheme = |scheme: &str| {
        scheme.len() > 1
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c))
    };
    target.starts_with("//") || scheme.is_some_and(is_scheme)
}

/// The files that pages use, each with its place below `content/`.
#[derive(Debug, Default)]
pub(super) struct Files {
    places: BTreeMap<String, String>,
    taken: BTreeSet<String>,
}

impl Files {
    /// The place of a file below `content/`.
    fn place(&mut self, file: &str, tops: &[String]) -> String {
        if let Some(place) = self.places.get(file) {
            return place.clone();
        }
        let inside = tops.iter().find_map(|top| file.strip_prefix(top.as_str())?.strip_prefix('/')).unwrap_or(file);
        let mut folders: Vec<String> = folder_of(inside).split('/').map(slug).filter(|part| !part.is_empty()).collect();
        if let Some(first) = folders.first_mut().filter(|first| crate::site::is_reserved(first)) {
            first.push_str("-files");
        }
        let name = file_of(inside);
        let name = if name_fault(name).is_some() || name.starts_with('.') || name.contains(['#', '%']) {
            format!("{}.{}", slug(stem_of(name)), ending(name))
        } else {
            name.to_owned()
        };
        let (stem, end) =
            name.rsplit_once('.').map_or((name.as_str(), String::new()), |(stem, end)| (stem, format!(".{end}")));
        let folder = if folders.is_empty() { String::new() } else { format!("{}/", folders.join("/")) };
        let mut place = format!("{folder}{name}");
        let mut number = 2;
        while !self.taken.insert(place.to_lowercase()) {
            place = format!("{folder}{stem}-{number}{end}");
            number += 1;
        }
        self.places.insert(file.to_owned(), place.clone());
        place
    }

    /// The files and their places.
    pub(super) fn into_places(self) -> BTreeMap<String, String> {
        self.places
    }

    /// Whether a file is used.
    pub(super) fn uses(&self, file: &str) -> bool {
        self.places.contains_key(file)
    }
}

/// What links are rewritten with.
pub(super) struct Rewriting<'a> {
    pub(super) names: &'a Names,
    pub(super) folder: &'a Folder,
    /// The place of each page below `content/`.
    pub(super) places: &'a [String],
    /// Folders of the source whose names no address has: `docs`, `static`.
    pub(super) tops: &'a [String],
}

impl Rewriting<'_> {
    /// Rewrites the links of a page.
    pub(super) fn page(&self, site: &Site, at: usize, files: &mut Files, report: &mut Report) -> String {
        let page = &site.pages[at];
        let code = Code::of(&page.body);
        let mut edits = Edits::default();
        for link in links(&page.body, &code) {
            let target = &page.body[link.target.clone()];
            let destination = self.names.resolve(target, page, self.folder);
            let picture = matches!(link.form, Form::Inline { picture: true, .. } | Form::Html { picture: true, .. });
            let here = &self.places[at];
            match destination {
                Destination::Elsewhere if picture && is_external(target) => {
                    report.note(Noted::Embed, &page.source, target);
                    as_link(&page.body, &link, &mut edits);
                }
                Destination::Elsewhere => {}
                Destination::Page(to, anchor) if !picture => {
                    let new = if to == at && !anchor.is_empty() {
                        anchor
                    } else {
                        format!("{}{anchor}", relative(here, &self.places[to]))
                    };
                    if new != target {
                        report.note(Noted::Link, &page.source, format!("{target} → {new}"));
                        edits.replace(link.target.clone(), new);
                    }
                }
                Destination::File(file) => {
                    let new = relative(here, &files.place(&file, self.tops));
                    if new != target {
                        edits.replace(link.target.clone(), new);
                    }
                    if picture {
                        Self::picture_text(page, &link, &file, &mut edits, report);
                    }
                }
                Destination::Nowhere if !picture && self.names.by_end(target).is_some() => {
                    let to = self.names.by_end(target).unwrap_or(at);
                    let (_, anchor) = target_parts(target);
                    let new = format!("{}{anchor}", relative(here, &self.places[to]));
                    report.note(Noted::GuessedLink, &page.source, format!("{target} → {new}"));
                    edits.replace(link.target.clone(), new);
                }
                Destination::Page(..) | Destination::Nowhere => {
                    let kind = if picture { Noted::MissingPicture } else { Noted::BrokenLink };
                    report.note(kind, &page.source, target);
                    unlink(&page.body, &link, &mut edits);
                }
            }
        }
        edits.apply(&page.body)
    }

    /// Gives a picture without a text the name of its file.
    fn picture_text(page: &Page, link: &Link, file: &str, edits: &mut Edits, report: &mut Report) {
        let words = super::headings::words_of_name(stem_of(file));
        match &link.form {
            Form::Inline { open, close, .. } if page.body[open.end..close.start].trim().is_empty() => {
                report.note(Noted::PictureText, &page.source, words.as_str());
                edits.replace(open.end..close.start, words);
            }
            Form::Html { tag, .. } => {
                let text = &page.body[tag.clone()];
                let has_text = text
                    .find("alt=")
                    .is_some_and(|at| !["\"\"", "''"].iter().any(|none| text[at + 4..].starts_with(none)));
                if !has_text {
                    report.note(Noted::PictureText, &page.source, words.as_str());
                    let at = link.target.end + 1;
                    edits.replace(at..at, format!(" alt=\"{}\"", words.replace('"', "&quot;")));
                }
            }
            _ => {}
        }
    }
}

/// Takes the link away and leaves its words.
fn unlink(text: &str, link: &Link, edits: &mut Edits) {
    match &link.form {
        Form::Inline { open, close, .. } => {
            edits.replace(open.clone(), "");
            edits.replace(close.clone(), "");
        }
        // What refers to it loses its link when the handbook is checked.
        Form::Definition => {}
        Form::Html { tag, picture: true } => {
            let words = &text[tag.clone()];
            let alt = words.find("alt=\"").and_then(|at| words[at + 5..].split('"').next()).unwrap_or_default();
            edits.replace(tag.clone(), alt);
        }
        Form::Html { tag, picture: false } => {
            edits.replace(tag.clone(), "");
            if let Some(end) = text[tag.end..].find("</a>").map(|end| tag.end + end) {
                edits.replace(end..end + 4, "");
            }
        }
    }
}

/// Makes a link of a picture that another host has.
fn as_link(text: &str, link: &Link, edits: &mut Edits) {
    match &link.form {
        Form::Inline { open, close, .. } => {
            let inside = text[..open.start].ends_with('[');
            if inside {
                // A picture that is itself a link keeps that one.
                edits.replace(open.clone(), "");
                edits.replace(close.clone(), "");
            } else {
                edits.replace(open.start..open.start + 1, "");
            }
            if text[open.end..close.start].trim().is_empty() {
                let host = text[link.target.clone()].rsplit('/').next().unwrap_or("picture");
                let host = host.split('?').next().filter(|name| !name.is_empty()).unwrap_or("picture");
                edits.replace(open.end..close.start, host.replace(['[', ']'], ""));
            }
        }
        Form::Html { tag, .. } => {
            let words = &text[tag.clone()];
            let alt =
                words.find("alt=\"").and_then(|at| words[at + 5..].split('"').next()).filter(|alt| !alt.is_empty());
            let target = &text[link.target.clone()];
            edits.replace(tag.clone(), format!("<a href=\"{target}\">{}</a>", alt.unwrap_or(target)));
        }
        Form::Definition => {}
    }
}

/// A link from one file below `content/` to another.
pub(super) fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = folder_of(from).split('/').filter(|part| !part.is_empty()).collect();
    let parts: Vec<&str> = to.split('/').collect();
    let shared = from.iter().zip(&parts[..parts.len() - 1]).take_while(|(a, b)| a == b).count();
    let up = "../".repeat(from.len() - shared);
    encode_percent(&format!("{up}{}", parts[shared..].join("/"))).replace('(', "%28").replace(')', "%29")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_in_each_form() {
        let text = "[a](b c.md) ![d](e.png \"f\") `[g](h)` [i [j]](<k l>)\n[m]: n\n<a href=\"o\">p</a> <img src='q'> [r](s_(t) =3x)";
        let found: Vec<&str> = links(text, &Code::of(text)).into_iter().map(|link| &text[link.target]).collect();
        assert_eq!(found, ["b c.md", "e.png", "k l", "s_(t)", "n", "o", "q"]);
    }

    #[test]
    fn links_follow_their_pages() {
        let page = |source: &str, address: &str, body: &str| Page {
            source: source.to_owned(),
            address: Some(address.to_owned()),
            body: body.to_owned(),
            ..Page::default()
        };
        let site = Site {
            url: Some("https://old.example/".to_owned()),
            pages: vec![
                page(
                    "docs/a/one.md",
                    "a/one",
                    "[x](two.md#y) [x](../b/) [x](/b) [x](https://old.example/a/two/) [gone](z.md) ![](p q.png) [x](#h) [x](../two/)",
                ),
                page("docs/a/Two.md", "a/two", ""),
                page("docs/b/index.md", "b", ""),
            ],
            ..Site::default()
        };
        let folder = Folder::of(&[("docs/a/p q.png", "")]);
        let tops = ["docs".to_owned()];
        let names = Names::new(&site, &tops);
        let places = ["a/one.md".to_owned(), "a/two.md".to_owned(), "b/_index.md".to_owned()];
        let rewriting = Rewriting { names: &names, folder: &folder, places: &places, tops: &tops };
        let mut files = Files::default();
        let body = rewriting.page(&site, 0, &mut files, &mut Report::default());
        assert_eq!(
            body,
            "[x](two.md#y) [x](../b/_index.md) [x](../b/_index.md) [x](two.md) gone ![P q](p%20q.png) [x](#h) [x](two.md)"
        );
        assert_eq!(files.into_places()["docs/a/p q.png"], "a/p q.png");
    }
}
