//! Search documents: every page of an edition as fields, points, headings and passages of text.
//!
//! In: an [`Edition`]. Out: one [`Document`] for each page and one for the glossary. What always holds: every word of it is on a
//! page of the edition or is a keyword of one.

use serde::{Deserialize, Serialize};

use crate::edition::{Case, Edition, Page, PageIndex, PolicyMeta, PolicyOption, Resolved};
use crate::markdown::PlainText;
use crate::text::SitePath;

/// A passage ends with the paragraph that brings it to this many bytes, so that the words of one passage are close together.
const LONG_PASSAGE: usize = 1200;

/// The field that a word is in, the weightiest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Field {
    Id,
    Title,
    Keywords,
    Options,
    /// What people say who ask for an option.
    Asked,
    /// What a case to practise on tells and asks: words like those that are typed with a client in front of one.
    Cases,
    Heading,
    /// The words with which other pages link here.
    Links,
    /// The last part of the address.
    Address,
    /// A heading above the passage's own.
    Above,
    Body,
}

/// One page, ready to be tokenized.
#[derive(Debug)]
pub(super) struct Document {
    /// The page, or the glossary.
    pub(super) page: Option<PageIndex>,
    pub(super) path: SitePath,
    pub(super) title: String,
    /// The fields of the page as a whole.
    pub(super) fields: Vec<(Field, String)>,
    /// What may be offered and the cases to practise on, each by itself: whoever asks has one of them in mind. The first text of a
    /// point is shown.
    pub(super) points: Vec<Vec<(Field, String)>>,
    /// The text from which an excerpt of the page as a whole is taken.
    pub(super) card: String,
    pub(super) headings: Vec<Heading>,
    pub(super) passages: Vec<Passage>,
}

/// A heading of a page.
#[derive(Debug)]
pub(super) struct Heading {
    pub(super) text: String,
    pub(super) anchor: String,
    /// The indices of the headings above this one.
    pub(super) above: Vec<usize>,
}

/// Some paragraphs under one heading.
#[derive(Debug)]
pub(super) struct Passage {
    /// The index of its heading; `None` before the first one.
    pub(super) heading: Option<usize>,
    pub(super) text: String,
}

/// The pages in the order in which the index numbers them.
pub(super) struct PageOrder {
    /// Policies, then pages and the glossary, then what is found only where its section is picked, then policies that are over.
    pub(super) pages: Vec<Option<PageIndex>>,
    /// The number of policies that are not over, which come first.
    pub(super) rules: usize,
    /// The number of pages that are found without being asked for.
    pub(super) searched: usize,
    /// The number of pages that are not over.
    pub(super) active: usize,
}

impl PageOrder {
    pub(super) fn of(edition: &Edition) -> Self {
        let meta = |at: &PageIndex| edition.pages[*at].meta.as_ref();
        let over = |at: &PageIndex| meta(at).is_some_and(|meta| meta.standing.is_over());
        let (last, first): (Vec<PageIndex>, Vec<PageIndex>) = edition.pages.indices().partition(over);
        let (first, hidden): (Vec<PageIndex>, Vec<PageIndex>) =
            first.into_iter().partition(|at| is_searched(edition, *at));
        let (rules, plain): (Vec<PageIndex>, Vec<PageIndex>) = first.into_iter().partition(|at| meta(at).is_some());
        let glossary = (!edition.terms.is_empty()).then_some(None);
        let count = rules.len();
        let mut pages: Vec<Option<PageIndex>> = rules.into_iter().chain(plain).map(Some).chain(glossary).collect();
        let searched = pages.len();
        pages.extend(hidden.into_iter().map(Some));
        let active = pages.len();
        pages.extend(last.into_iter().map(Some));
        Self { pages, rules: count, searched, active }
    }
}

/// Whether neither a page nor a section that holds it asks to be left out of search.
fn is_searched(edition: &Edition, at: PageIndex) -> bool {
    let page = &edition.pages[at];
    let mut address = page.section.as_str();
    let mut is_searched = page.is_searched;
    while is_searched && !address.is_empty() {
        let section = edition.folders.get(address).and_then(|folder| folder.page);
        is_searched = section.is_none_or(|section| edition.pages[section].is_searched);
        address = address.rsplit_once('/').map_or("", |(above, _)| above);
    }
    is_searched
}

/// Returns the document of a page, and the words with which the page links to others.
pub(super) fn page(edition: &Edition, at: PageIndex) -> (Document, Vec<(PageIndex, String)>) {
    let page = &*edition.pages[at];
    let plain = edition.plain(at);
    let links = links(edition, at, &plain);
    let mut fields = vec![(Field::Title, page.title.clone())];
    let mut points = Vec::new();
    let mut card = Vec::new();
    card.extend(page.description.as_ref().map(|text| edition.words(text, None)));
    if let Some(meta) = &page.meta {
        policy_fields(edition, meta, &mut fields, &mut card);
        points = policy_points(edition, meta);
    }
    fields.extend(page.keywords.iter().chain(&page.tags).map(|word| (Field::Keywords, word.clone())));
    fields.extend(card.iter().map(|text| (Field::Body, text.clone())));
    let shown = points.iter().filter_map(|point| point.first());
    card.extend(shown.filter(|(field, _)| *field == Field::Options).map(|(_, text)| text.clone()));
    fields.extend(page.address.rsplit('/').next().map(|name| (Field::Address, name.to_owned())));
    let (headings, passages) = passages(plain);
    let path = edition.path_of(at);
    let document = Document {
        page: Some(at),
        path,
        title: page.title.clone(),
        fields,
        points,
        card: join_parts(&card),
        headings,
        passages,
    };
    (document, links)
}

/// Returns the document of the glossary: each term is a heading, with its definition as the passage below it.
pub(super) fn glossary(edition: &Edition, title: &str) -> Document {
    let mut headings = Vec::new();
    let mut passages = Vec::new();
    for term in &edition.terms {
        passages.push(Passage { heading: Some(headings.len()), text: edition.words(&term.definition, None) });
        headings.push(Heading { text: term.word.clone(), anchor: term.anchor.clone(), above: Vec::new() });
    }
    let fields = vec![(Field::Title, title.to_owned())];
    let path = edition.generated_path("glossary");
    let (title, points, card) = (title.to_owned(), Vec::new(), String::new());
    Document { page: None, path, title, fields, points, card, headings, passages }
}

fn policy_fields(edition: &Edition, meta: &PolicyMeta, fields: &mut Vec<(Field, String)>, card: &mut Vec<String>) {
    fields.extend(meta.id().map(|id| (Field::Id, id.to_owned())));
    let deciding = meta.options().filter_map(|option| option.decided_by);
    let people = deciding.chain(meta.owner()).filter_map(|key| edition.people.get(key));
    fields.extend(people.map(|person| (Field::Body, person.role.clone())));
    let touchpoints = meta.touchpoints().iter().filter_map(|key| edition.touchpoints.get(key));
    fields.extend(touchpoints.map(|touchpoint| (Field::Body, touchpoint.title.clone())));
    card.extend(edition.searched_texts(meta));
}

fn policy_points(edition: &Edition, meta: &PolicyMeta) -> Vec<Vec<(Field, String)>> {
    let option = |option: PolicyOption<'_>| {
        let parts = [Some(option.offer), option.when, option.limit].into_iter().flatten();
        let parts: Vec<String> = parts.map(|part| edition.words(part, None)).collect();
        let keywords = option.keywords.iter().map(|word| (Field::Asked, word.clone()));
        std::iter::once((Field::Options, parts.join(". "))).chain(keywords).collect()
    };
    let case = |case: Case<'_>| {
        let parts: Vec<String> = case.texts.into_iter().flatten().map(|part| edition.words(part, None)).collect();
        vec![(Field::Cases, parts.join(" "))]
    };
    meta.options().map(option).chain(edition.cases(meta).map(case)).collect()
}

/// Returns the words with which a page links to other pages of the edition.
fn links(edition: &Edition, from: PageIndex, plain: &PlainText) -> Vec<(PageIndex, String)> {
    let page: &Page = &edition.pages[from];
    let mut out = Vec::new();
    for (target, words) in &plain.links {
        if let Some(Resolved::Page(to, _)) = edition.resolve(&page.links_from, target)
            && to != from
        {
            out.push((to, words.clone()));
        }
    }
    out
}

fn passages(plain: PlainText) -> (Vec<Heading>, Vec<Passage>) {
    let mut headings: Vec<Heading> = Vec::new();
    let mut passages: Vec<Passage> = Vec::new();
    let mut open: Vec<(u8, usize)> = Vec::new();
    for part in plain.sections {
        let heading = (part.level > 0).then(|| {
            open.retain(|(level, _)| *level < part.level);
            let above = open.iter().map(|(_, at)| *at).collect();
            open.push((part.level, headings.len()));
            headings.push(Heading { text: part.heading, anchor: part.anchor, above });
            headings.len() - 1
        });
        let mut text = String::new();
        let mut written = false;
        for paragraph in part.paragraphs.iter().flat_map(|paragraph| split_long(paragraph)) {
            append_part(&mut text, paragraph);
            if text.len() > LONG_PASSAGE {
                passages.push(Passage { heading, text: std::mem::take(&mut text) });
                written = true;
            }
        }
        if !text.is_empty() || (heading.is_some() && !written) {
            passages.push(Passage { heading, text });
        }
    }
    (headings, passages)
}

/// Joins the parts of a text so that a reader sees where each ends.
fn join_parts(parts: &[String]) -> String {
    let mut text = String::new();
    for part in parts {
        append_part(&mut text, part);
    }
    text
}

/// Appends a part. A part that does not end like a sentence is set off by a dot, or two items of a list would read as one.
fn append_part(text: &mut String, part: &str) {
    let bare = text.trim_end_matches(['"', '\'', '”', '’', '“', '»', ')', ']']);
    if bare.ends_with(['.', '!', '?', '…', ':', ';']) {
        text.push('\n');
    } else if !text.is_empty() && !text.ends_with(char::is_whitespace) {
        text.push_str(" · ");
    }
    text.push_str(part);
}

/// Splits a paragraph between words where it is much longer than a passage should be.
fn split_long(paragraph: &str) -> impl Iterator<Item = &str> {
    let mut rest = paragraph;
    std::iter::from_fn(move || {
        let mut end = rest.len();
        if end > 2 * LONG_PASSAGE {
            let from = rest.ceil_char_boundary(LONG_PASSAGE);
            end = rest[from..].find(' ').map_or(end, |at| from + at + 1);
        }
        let (passage, behind) = rest.split_at(end);
        rest = behind;
        (!passage.is_empty()).then_some(passage)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_end_like_no_sentence_are_set_off() {
        let parts = ["One.", "(\"Two?\")", "Three", "Four: five", "cut between ", "words"].map(str::to_owned);
        assert_eq!(join_parts(&parts), "One.\n(\"Two?\")\nThree · Four: five · cut between words");
    }

    #[test]
    fn long_paragraphs_are_cut_between_words() {
        let long = "wörter ".repeat(1000);
        let cut: Vec<&str> = split_long(&long).collect();
        assert_eq!(cut.concat(), long);
        assert!(cut.iter().all(|passage| passage.len() <= 2 * LONG_PASSAGE && passage.ends_with(' ')));
        assert_eq!(split_long("brief").collect::<Vec<_>>(), ["brief"]);
    }
}
