//! The layout of a page: what its template shows around the text, such as the title, the trail and the sections.
//!
//! In: a page, or the path and title of one. Out: its [`LayoutParts`]. What always holds: however large the handbook is, a layout
//! lists no more than [`MOST_LISTED`] sections and neighbours.

use std::collections::BTreeMap;

use super::Renderer;
use super::context::{Date, Layout, LayoutParts, Link, PersonView, SectionLayout};
use super::json_ld::json_ld;
use super::markdown_page::markdown_path;
use super::template_value::{Html, TemplateValue};
use crate::edition::{Edition, Page, PageIndex, Person, PolicyMeta, Prose, Shared};
use crate::error::{Error, Result};
use crate::policy::Standing;
use crate::text::SitePath;

/// The most sections or neighbours that are all listed.
const MOST_LISTED: usize = 24;
/// Of a longer list, so many around the page are shown.
const MOST_AROUND: usize = 12;
/// The most bytes of a summary: search engines show no more.
const MOST_SUMMARY: usize = 160;

/// The part of the layout that the pages of each section share, made with the first page that needs it.
#[derive(Debug, Default)]
pub struct SectionLayouts(BTreeMap<String, Shared<TemplateValue>>);

impl SectionLayouts {
    /// An empty place for each section of an edition.
    #[must_use]
    pub fn of(edition: &Edition) -> Self {
        Self(edition.folders.keys().map(|section| (section.clone(), Shared::default())).collect())
    }
}

impl Renderer<'_> {
    /// The layout of the file at `path`, which belongs to the section at `section`. `page` is the page of the handbook that the
    /// file shows or belongs to.
    ///
    /// # Errors
    /// When it cannot be converted for the templates.
    pub(super) fn layout(
        &self,
        path: &SitePath,
        title: &str,
        section: &str,
        page: Option<PageIndex>,
    ) -> Result<LayoutParts> {
        let edition = self.edition;
        let surroundings = self.around();
        self.note_change(page.and_then(|at| edition.next_standing(at)));
        for key in edition.identity.footer.iter().flat_map(Prose::facts) {
            self.note_change(edition.next_value(&key));
        }
        let here = edition.folders.get(section);
        let shown = page.map(|at| &*edition.pages[at]);
        let is_section = shown.is_some_and(|page| page.address == section);
        let description = shown.and_then(|page| page.description.as_ref());
        let why = || shown?.meta.as_ref()?.why();
        let summary = description.map(|text| self.words(text));
        let mut own = Layout {
            json_ld: None,
            title: title.to_owned(),
            summary: summary.or_else(|| Some(beginning(&self.words(why()?)))),
            description: description.map(|text| self.html(text, path, None)),
            index: edition.is_public(),
            canonical: edition.url.as_ref().map(|url| format!("{url}{}", path.encoded_address())),
            markdown: shown
                .filter(|page| edition.outputs.assistants && !edition.as_of && SitePath::page(&page.address) == *path)
                .map(|_| self.href(path, &markdown_path(path))),
            trail: surroundings.trail(path, section, is_section),
            neighbours: match here {
                Some(folder) if !section.is_empty() => {
                    let around = page.and_then(|page| folder.pages.iter().position(|at| *at == page)).unwrap_or(0);
                    window(&folder.pages, around).iter().map(|at| surroundings.page_link(path, *at)).collect()
                }
                _ => Vec::new(),
            },
            feedback: self.feedback(None, title, path),
            edit: shown
                .filter(|page| SitePath::page(&page.address) == *path)
                .and_then(|page| page.edit.as_ref().map(|edit| edit.href().to_owned())),
            next_change: None,
        };
        own.json_ld = json_ld(
            edition,
            &own,
            shown.filter(|page| SitePath::page(&page.address) == *path).and_then(|page| page.meta.as_ref()),
        );
        // Only the pages themselves share it, since its links are relative: theirs all begin one folder below the section.
        let page_path = shown.filter(|page| !is_section && SitePath::page(&page.address) == *path);
        let shared = match page_path.and_then(|_| self.layouts.0.get(section)) {
            Some(place) => {
                let make = || surroundings.section_layout(&SitePath::page(&[section, "_"].join("/")), section);
                place.get(make)?.clone()
            }
            None => surroundings.section_layout(path, section)?,
        };
        Ok(LayoutParts { page: own, section: shared })
    }

    /// The part of the layout that pages of a section share, with links that work from `path`.
    fn section_layout(&self, path: &SitePath, section: &str) -> Result<TemplateValue> {
        let edition = self.edition;
        let strings = &self.theme.strings;
        let asset = |name: &str| self.asset(path, name);
        let here = edition.folders.get(section);
        let layout = SectionLayout {
            site_title: edition.identity.title.clone(),
            organisation: edition.identity.organisation.clone(),
            language: edition.identity.language.clone(),
            direction: direction(&edition.identity.language),
            edition: edition.name.clone(),
            audience: edition.audience.clone(),
            audience_title: edition.audience_title.clone(),
            most_private: edition.most_private,
            root: "../".repeat(path.depth()),
            home: self.href(path, &SitePath::page("")),
            stylesheet: asset("assets/style.css"),
            script: asset("assets/script.js"),
            scheme: asset("assets/scheme.js"),
            list_script: asset("assets/lists.js"),
            front_script: asset("assets/front.js"),
            practice_script: asset("assets/practice.js"),
            versions_script: asset("assets/versions.js"),
            icon: asset("assets/icon.svg"),
            search: self.href(path, &SitePath::page("search")),
            search_script: asset("assets/search.js"),
            search_later: asset("assets/later.js"),
            search_style: asset("assets/search.css"),
            search_answers: edition.most_private.then(|| asset("assets/answer.js")),
            logo: edition.identity.logo.as_ref().map(|logo| self.href(path, logo)),
            feed: edition
                .url
                .as_ref()
                .and_then(|_| self.listing_link("changes", path))
                .map(|_| self.href(path, &SitePath::file("changes.atom"))),
            opensearch: edition
                .url
                .as_ref()
                .filter(|_| edition.outputs.opensearch && !edition.as_of)
                .map(|_| self.href(path, &SitePath::file("opensearch.xml"))),
            register_json: edition.outputs.policies,
            open_graph: edition.outputs.open_graph && edition.url.is_some() && !edition.as_of,
            sections: self.top_sections(path, section),
            section: here.filter(|_| !section.is_empty()).map(|_| self.section_link(path, section)),
            lists: self.listing_links(path),
            footer: edition.identity.footer.as_ref().map(|footer| self.html(footer, path, None)),
            as_of: edition.as_of.then(|| Date::new(edition.today, strings)),
            forgets: edition.forgets,
        };
        TemplateValue::new(&layout).map_err(|message| Error::Theme { message })
    }

    /// Links to the sections that a page is in, from the top.
    fn trail(&self, path: &SitePath, section: &str, is_section: bool) -> Vec<Link> {
        let mut trail = Vec::new();
        let mut address = section;
        let mut skip = is_section;
        while !address.is_empty() {
            if !skip && self.edition.folders.contains_key(address) {
                trail.push(self.section_link(path, address));
            }
            skip = false;
            address = address.rsplit_once('/').map_or("", |(above, _)| above);
        }
        trail.reverse();
        trail
    }

    fn top_sections(&self, path: &SitePath, section: &str) -> Vec<Link> {
        let Some(top) = self.edition.folders.get("") else { return Vec::new() };
        let first = section.split('/').next().unwrap_or_default();
        let around = top.folders.iter().position(|folder| folder == first).unwrap_or(0);
        window(&top.folders, around)
            .iter()
            .map(|folder| Link { holds: folder == first, ..self.section_link(path, folder) })
            .collect()
    }

    /// A link that shows a title and nothing else.
    pub(super) fn link(&self, from: &SitePath, title: &str, to: &SitePath) -> Link {
        Link {
            title: title.to_owned(),
            href: self.href(from, to),
            description: None,
            current: from == to,
            holds: false,
            kind: None,
            flexibility: None,
            standing: None,
        }
    }

    /// A link to a page, with what lists show of it: description, kind, flexibility and standing.
    pub(super) fn page_link(&self, from: &SitePath, at: PageIndex) -> Link {
        let page: &Page = &self.edition.pages[at];
        let meta = page.meta.as_ref();
        self.note_change(self.edition.next_standing(at));
        Link {
            description: page.description.as_ref().map(|text| self.html(text, from, None)),
            kind: Some(page.kind),
            flexibility: meta.and_then(PolicyMeta::flexibility),
            standing: meta.map(|meta| self.edition.shown_standing(meta)).filter(|one| *one != Standing::InForce),
            ..self.link(from, &page.title, &self.edition.path_of(at))
        }
    }

    /// How a text begins, as a sentence about its page.
    pub(super) fn beginning_of(&self, text: &Prose) -> Html {
        Html::escaped(&beginning(&self.words(text)))
    }

    /// A link to a section.
    pub(super) fn section_link(&self, from: &SitePath, address: &str) -> Link {
        let folder = &self.edition.folders[address];
        let description = folder.page.and_then(|at| self.edition.pages[at].description.as_ref());
        let description = description.map(|text| self.html(text, from, None));
        Link { description, ..self.link(from, &folder.title, &SitePath::page(address)) }
    }

    /// A person or role of `people.toml` by key, with the link that reaches them.
    pub(super) fn person(&self, key: &str, path: &SitePath) -> Option<PersonView> {
        let Person { role, name, contact, answers_within } = self.edition.people.get(key)?;
        let words = contact.as_ref().map(|contact| self.words(contact));
        let address = |shown: Option<String>| shown.map(|shown| Html::escaped(&shown));
        let (href, shown) = match words.as_deref() {
            Some(contact) if contact.starts_with("mailto:") => {
                (words.clone(), address(contact.split_once(':').map(|(_, shown)| shown.to_owned())))
            }
            // The dashes of a telephone link are there for readability alone (RFC 3966, section 5.1.1).
            Some(contact) if contact.starts_with("tel:") => {
                (words.clone(), address(contact.split_once(':').map(|(_, shown)| shown.replace('-', " "))))
            }
            Some(contact) if contact.starts_with("https://") => (words.clone(), address(words.clone())),
            _ => (None, contact.as_ref().map(|contact| self.html(contact, path, None))),
        };
        Some(PersonView {
            role: role.clone(),
            name: name.clone(),
            contact: shown,
            href,
            answers_within: answers_within.as_ref().map(|text| self.html(text, path, None)),
        })
    }

    pub(super) fn date(&self, date: jiff::civil::Date) -> Date {
        Date::new(date, &self.theme.strings)
    }
}

/// The beginning of a text, cut after a sentence if that leaves enough of it, after a word otherwise.
fn beginning(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut out = String::new();
    let mut sentence = 0;
    for word in words {
        if out.len() + word.len() >= MOST_SUMMARY {
            let whole = if sentence > MOST_SUMMARY / 3 { out[..sentence].to_owned() } else { out + " …" };
            return whole;
        }
        out.push_str(if out.is_empty() { "" } else { " " });
        out.push_str(word);
        if word.ends_with(['.', '!', '?']) {
            sentence = out.len();
        }
    }
    out
}

/// The list itself when it is short, or the part of it around one place.
fn window<T>(list: &[T], around: usize) -> &[T] {
    if list.len() <= MOST_LISTED {
        return list;
    }
    let start = around.saturating_sub(MOST_AROUND / 2).min(list.len() - MOST_AROUND);
    &list[start..start + MOST_AROUND]
}

/// The direction in which a language is written, as HTML names it.
fn direction(language: &str) -> &'static str {
    let primary = language.split('-').next().unwrap_or_default();
    if ["ar", "fa", "he", "iw", "ps", "ur", "yi", "ckb", "dv", "sd", "ug"].contains(&primary) { "rtl" } else { "ltr" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_lists_what_is_around_it() {
        let few: Vec<usize> = (0..MOST_LISTED).collect();
        assert_eq!(window(&few, 20), few);
        let many: Vec<usize> = (0..1000).collect();
        assert_eq!(window(&many, 0), &many[..MOST_AROUND]);
        assert_eq!(window(&many, 500), &many[494..506]);
        assert_eq!(window(&many, 999), &many[1000 - MOST_AROUND..]);
    }

    #[test]
    fn a_summary_ends_with_a_sentence_or_a_word() {
        assert_eq!(beginning(" Short  and whole. "), "Short and whole.");
        let long =
            "It is there so that nobody drowns, which is what a pool that is too shallow makes of a dive. ".repeat(3);
        assert_eq!(beginning(&long), long[..93].trim());
        assert!(beginning(&"word ".repeat(60)).ends_with("word …"));
        assert!(beginning(&"é".repeat(500)).len() <= MOST_SUMMARY + 4);
    }

    #[test]
    fn the_script_gives_the_direction() {
        assert_eq!(["ar", "he-IL", "en", "de-AT"].map(direction), ["rtl", "rtl", "ltr", "ltr"]);
    }
}
