//! What an edition's readers can look for: every page as fields, headings and pieces of text.
//!
//! In: an [`Edition`]. Out: one [`Document`] for each page and one for the glossary. What always holds: every word of it is on a
//! page of the edition or is a keyword of one.

use crate::edition::{Edition, Page, PageIndex, PolicyMeta, Resolved, Value, Values};
use crate::markdown::Plain;
use crate::policy::{self, FIELDS, InRedline, Status, Type};
use crate::text::SitePath;

/// A piece of text longer than so many bytes ends with its paragraph, so that words of one piece stand near each other.
const LONG_PIECE: usize = 1200;

/// What a word stands in; those before weigh more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    Title,
    Keywords,
    Options,
    Heading,
    /// The words with which other pages link here.
    Links,
    /// The last part of the address.
    Address,
    /// The heading of a part that holds this one.
    Above,
    Body,
}

/// One page, ready to be cut into words.
#[derive(Debug)]
pub(super) struct Document {
    /// The page, or the glossary.
    pub(super) page: Option<PageIndex>,
    pub(super) path: SitePath,
    pub(super) title: String,
    /// The fields of the page as a whole.
    pub(super) fields: Vec<(Field, String)>,
    /// What an excerpt of the page as a whole is taken from.
    pub(super) card: String,
    pub(super) headings: Vec<Heading>,
    pub(super) pieces: Vec<Piece>,
}

/// A heading of a page.
#[derive(Debug)]
pub(super) struct Heading {
    pub(super) text: String,
    pub(super) anchor: String,
    /// The headings that hold this one, by their place.
    pub(super) above: Vec<usize>,
}

/// Some paragraphs under one heading.
#[derive(Debug)]
pub(super) struct Piece {
    /// The heading's place; `None` before the first.
    pub(super) heading: Option<usize>,
    pub(super) text: String,
}

/// The pages in the order in which the index counts them.
pub(super) struct Order {
    /// Policies, then pages and the glossary, then what is retired.
    pub(super) pages: Vec<Option<PageIndex>>,
    /// How many are policies in force.
    pub(super) rules: usize,
    /// How many are not retired.
    pub(super) active: usize,
}

impl Order {
    pub(super) fn of(edition: &Edition) -> Self {
        let meta = |at: &PageIndex| edition.pages[*at].meta.as_ref();
        let retired = |at: &PageIndex| meta(at).is_some_and(|meta| meta.status() == Status::Retired);
        let (last, first): (Vec<PageIndex>, Vec<PageIndex>) = (0..edition.pages.len()).partition(retired);
        let (rules, plain): (Vec<PageIndex>, Vec<PageIndex>) = first.into_iter().partition(|at| meta(at).is_some());
        let glossary = (!edition.terms.is_empty()).then_some(None);
        let count = rules.len();
        let mut pages: Vec<Option<PageIndex>> = rules.into_iter().chain(plain).map(Some).chain(glossary).collect();
        let active = pages.len();
        pages.extend(last.into_iter().map(Some));
        Self { pages, rules: count, active }
    }
}

/// A page of an edition, and the words with which it links to others.
pub(super) fn page(edition: &Edition, at: PageIndex) -> (Document, Vec<(PageIndex, String)>) {
    let page = &*edition.pages[at];
    let plain = edition.plain(at);
    let links = links(edition, at, &plain);
    let mut fields = vec![(Field::Title, page.title.clone())];
    let mut card = Vec::new();
    card.extend(page.description.clone());
    if let Some(meta) = &page.meta {
        governed_fields(edition, meta, &mut fields, &mut card);
    }
    fields.extend(page.keywords.iter().chain(&page.tags).map(|word| (Field::Keywords, word.clone())));
    fields.extend(card.iter().map(|text| (Field::Body, text.clone())));
    card.extend(fields.iter().filter(|(field, _)| *field == Field::Options).map(|(_, text)| text.clone()));
    fields.extend(page.address.rsplit('/').next().map(|name| (Field::Address, name.to_owned())));
    let (headings, pieces) = pieces(plain);
    let path = edition.path_of(at);
    let matter =
        Document { page: Some(at), path, title: page.title.clone(), fields, card: together(&card), headings, pieces };
    (matter, links)
}

/// The glossary as a page: each word is a heading, and what it means stands under it.
pub(super) fn glossary(edition: &Edition, title: &str) -> Document {
    let mut headings = Vec::new();
    let mut pieces = Vec::new();
    for term in edition.terms.iter() {
        pieces.push(Piece { heading: Some(headings.len()), text: term.plain.clone() });
        headings.push(Heading { text: term.word.clone(), anchor: term.anchor.clone(), above: Vec::new() });
    }
    let fields = vec![(Field::Title, title.to_owned())];
    let path = SitePath::page("glossary");
    Document { page: None, path, title: title.to_owned(), fields, card: String::new(), headings, pieces }
}

fn governed_fields(edition: &Edition, meta: &PolicyMeta, fields: &mut Vec<(Field, String)>, card: &mut Vec<String>) {
    fields.extend(meta.id().map(|id| (Field::Id, id.to_owned())));
    for option in meta.options() {
        let mut text = option.offer.to_owned();
        for part in [option.when, option.limit].into_iter().flatten() {
            text.push_str(". ");
            text.push_str(part);
        }
        fields.push((Field::Options, text));
        let decides = option.decided_by.and_then(|key| edition.people.get(key));
        fields.extend(decides.map(|person| (Field::Body, person.role.clone())));
    }
    let owner = meta.owner().and_then(|key| edition.people.get(key));
    fields.extend(owner.map(|person| (Field::Body, person.role.clone())));
    let touchpoints = meta.values.texts("touchpoints").iter().filter_map(|key| edition.touchpoints.get(key));
    fields.extend(touchpoints.map(|touchpoint| (Field::Body, touchpoint.title.clone())));
    for field in FIELDS.iter().filter(|field| field.searched) {
        match (meta.values.get(field.name), &field.takes) {
            (Some(Value::Text(text)), _) => card.push(text.clone()),
            (Some(Value::Texts(texts)), _) => card.extend(texts.iter().cloned()),
            (Some(Value::Entries(entries)), Type::Entries { fields, .. }) => {
                card.extend(entries.iter().map(|entry| line(fields, &entry.values)));
            }
            _ => {}
        }
    }
}

/// The texts of an entry in one line.
fn line(fields: &[policy::Field], values: &Values) -> String {
    let mut line = String::new();
    for field in fields {
        if let (InRedline::Part { before, .. }, Type::Text) = (field.redline, &field.takes)
            && let Some(text) = values.text(field.name)
        {
            line.extend([before, text]);
        }
    }
    line
}

/// The words with which a page links to other pages of the edition.
fn links(edition: &Edition, from: PageIndex, plain: &Plain) -> Vec<(PageIndex, String)> {
    let page: &Page = &edition.pages[from];
    let mut out = Vec::new();
    for (target, words) in &plain.links {
        if let Some(Resolved::Page(to, _)) = edition.resolve(&page.section, target)
            && to != from
        {
            out.push((to, words.clone()));
        }
    }
    out
}

fn pieces(plain: Plain) -> (Vec<Heading>, Vec<Piece>) {
    let mut headings: Vec<Heading> = Vec::new();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut open: Vec<(u8, usize)> = Vec::new();
    for part in plain.parts {
        let heading = (part.level > 0).then(|| {
            open.retain(|(level, _)| *level < part.level);
            let above = open.iter().map(|(_, at)| *at).collect();
            open.push((part.level, headings.len()));
            headings.push(Heading { text: part.heading, anchor: part.anchor, above });
            headings.len() - 1
        });
        let mut text = String::new();
        let mut written = false;
        for paragraph in part.paragraphs.iter().flat_map(|paragraph| short(paragraph)) {
            go_on(&mut text, paragraph);
            if text.len() > LONG_PIECE {
                pieces.push(Piece { heading, text: std::mem::take(&mut text) });
                written = true;
            }
        }
        if !text.is_empty() || (heading.is_some() && !written) {
            pieces.push(Piece { heading, text });
        }
    }
    (headings, pieces)
}

/// Parts of a text as one, in which it can be seen where each ends.
fn together(parts: &[String]) -> String {
    let mut text = String::new();
    for part in parts {
        go_on(&mut text, part);
    }
    text
}

/// Adds a part. What does not end as a sentence does is set off, or two items of a list would read as one.
fn go_on(text: &mut String, part: &str) {
    let bare = text.trim_end_matches(['"', '\'', '”', '’', '“', '»', ')', ']']);
    if bare.ends_with(['.', '!', '?', '…', ':', ';']) {
        text.push('\n');
    } else if !text.is_empty() && !text.ends_with(char::is_whitespace) {
        text.push_str(" · ");
    }
    text.push_str(part);
}

/// A paragraph, cut between words where it is much longer than a piece should be.
fn short(paragraph: &str) -> impl Iterator<Item = &str> {
    let mut rest = paragraph;
    std::iter::from_fn(move || {
        let mut end = rest.len();
        if end > 2 * LONG_PIECE {
            let from = rest.ceil_char_boundary(LONG_PIECE);
            end = rest[from..].find(' ').map_or(end, |at| from + at + 1);
        }
        let (piece, behind) = rest.split_at(end);
        rest = behind;
        (!piece.is_empty()).then_some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_end_like_no_sentence_are_set_off() {
        let parts = ["One.", "(\"Two?\")", "Three", "Four: five", "cut between ", "words"].map(str::to_owned);
        assert_eq!(together(&parts), "One.\n(\"Two?\")\nThree · Four: five · cut between words");
    }

    #[test]
    fn long_paragraphs_are_cut_between_words() {
        let long = "wörter ".repeat(1000);
        let cut: Vec<&str> = short(&long).collect();
        assert_eq!(cut.concat(), long);
        assert!(cut.iter().all(|piece| piece.len() <= 2 * LONG_PIECE && piece.ends_with(' ')));
        assert_eq!(short("brief").collect::<Vec<_>>(), ["brief"]);
    }
}
