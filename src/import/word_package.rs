//! The package of a document of Word: its parts, styles and lists.
//!
//! In: a `.docx` file. Out: parts as trees, the styles that say what is a heading, and lists that count. What always holds: no package unpacks to
//! more than a limit, and a part that is broken is noted.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::markup::{Element, xml};
use super::numerals::{letter, roman};
use super::report::{Noted, Report};

/// The largest part of a package that is read, and the most of all parts, in bytes.
const MAX_PART: u64 = 48 << 20;
const MAX_ALL: u64 = 200 << 20;

/// A package: its parts by name.
pub(super) struct Package {
    pub(super) parts: BTreeMap<String, Vec<u8>>,
    /// What each relation of the document leads to.
    pub(super) relations: BTreeMap<String, String>,
}

impl Package {
    /// Opens a package.
    pub(super) fn open(bytes: Vec<u8>, name: &str, report: &mut Report) -> Option<Self> {
        let mut archive = match ZipArchive::new(Cursor::new(bytes)) {
            Ok(archive) => archive,
            Err(error) => {
                report.note(Noted::Unreadable, name, format!("no whole document of Word: {error}"));
                return None;
            }
        };
        let mut parts = BTreeMap::new();
        let mut room = MAX_ALL;
        for at in 0..archive.len() {
            let Ok(file) = archive.by_index(at) else {
                report.note(Noted::Unreadable, name, format!("part {at} of the document"));
                continue;
            };
            let Ok(part) = file.name().map(std::borrow::Cow::into_owned) else {
                report.note(Noted::Unreadable, name, format!("the name of part {at} of the document"));
                continue;
            };
            if !part.starts_with("word/") && part != "docProps/core.xml" {
                continue;
            }
            let most = room.min(MAX_PART);
            let mut bytes = Vec::new();
            let read = file.take(most + 1).read_to_end(&mut bytes);
            if read.is_err() || bytes.len() as u64 > most {
                report.note(Noted::Unreadable, name, format!("{part} is broken, or larger than any document"));
                continue;
            }
            room -= bytes.len() as u64;
            parts.insert(part, bytes);
        }
        let mut package = Self { parts, relations: BTreeMap::new() };
        let relations = package.xml("word/_rels/document.xml.rels", name, report).unwrap_or_default();
        let mut found = Vec::new();
        relations.all("Relationship", &mut found);
        let pair = |element: &&Element| Some((element.get("Id")?.to_owned(), element.get("Target")?.to_owned()));
        package.relations = found.iter().filter_map(pair).collect();
        Some(package)
    }

    /// A part as a tree.
    pub(super) fn xml(&self, part: &str, name: &str, report: &mut Report) -> Option<Element> {
        let (tree, fault) = xml(self.parts.get(part)?);
        if let Some(fault) = fault {
            report.note(Noted::Unreadable, name, format!("{part} ends too early: {fault}"));
        }
        Some(tree)
    }

    /// The bytes of a picture.
    pub(super) fn picture(&self, relation: &str) -> Option<(&str, &[u8])> {
        let target = self.relations.get(relation)?.trim_start_matches('/');
        let part = if target.starts_with("word/") { target.to_owned() } else { format!("word/{target}") };
        let (part, bytes) = self.parts.get_key_value(&part)?;
        Some((part.rsplit('/').next().unwrap_or(part), bytes))
    }
}

/// A style of paragraphs.
#[derive(Debug, Default, Clone)]
pub(super) struct Style {
    pub(super) name: String,
    based: Option<String>,
    outline: Option<usize>,
    number: Option<(String, usize)>,
}

/// The styles of a document, by id.
#[derive(Debug, Default)]
pub(super) struct Styles(BTreeMap<String, Style>);

impl Styles {
    /// Reads them.
    pub(super) fn of(tree: Option<&Element>) -> Self {
        let mut found = Vec::new();
        if let Some(tree) = tree {
            tree.all("style", &mut found);
        }
        let style = |element: &&Element| {
            let properties = element.child("pPr");
            let value = |of: Option<&Element>, name: &str| {
                of.and_then(|of| of.child(name)).and_then(|child| child.get("val")).map(str::to_owned)
            };
            let number = properties.and_then(|properties| properties.child("numPr"));
            let number = number.map(|number| {
                let level = value(Some(number), "ilvl").and_then(|level| level.parse().ok()).unwrap_or(0);
                (value(Some(number), "numId").unwrap_or_default(), level)
            });
            let style = Style {
                name: value(Some(element), "name").unwrap_or_default().to_lowercase(),
                based: value(Some(element), "basedOn"),
                outline: value(properties, "outlineLvl").and_then(|level| level.parse().ok()),
                number,
            };
            Some((element.get("styleId")?.to_owned(), style))
        };
        Self(found.iter().filter_map(style).collect())
    }

    /// A style and those that it is based on.
    fn chain<'a>(&'a self, id: &str) -> impl Iterator<Item = &'a Style> {
        let first = self.0.get(id);
        std::iter::successors(first, |style| style.based.as_ref().and_then(|based| self.0.get(based))).take(20)
    }

    /// The name of a style.
    pub(super) fn name(&self, id: &str) -> &str {
        self.0.get(id).map_or("", |style| style.name.as_str())
    }

    /// The level of headings of a style.
    pub(super) fn level(&self, id: &str) -> Option<usize> {
        if self.name(id).starts_with("toc") {
            return None;
        }
        self.chain(id).find_map(|style| {
            let by_name = style.name.strip_prefix("heading ").and_then(|level| level.trim().parse().ok());
            by_name.or_else(|| style.outline.filter(|level| *level < 9).map(|level| level + 1))
        })
    }

    /// The numbering of a style.
    pub(super) fn number(&self, id: &str) -> Option<(String, usize)> {
        self.chain(id).find_map(|style| style.number.clone())
    }
}

/// Whether a switch of Word is on.
pub(super) fn is_on(value: &str) -> bool {
    !["0", "false", "off", "none"].contains(&value)
}

/// A level of a list: the kind of its numbers, the text around them, the first.
#[derive(Debug, Default, Clone)]
struct Level {
    kind: String,
    text: String,
    start: usize,
    style: Option<String>,
}

/// The lists of a document, and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    levels: BTreeMap<String, Vec<Level>>,
    /// The list behind each number, and the levels that begin anew there.
    lists: BTreeMap<String, (String, BTreeMap<usize, usize>)>,
    counts: BTreeMap<String, Vec<usize>>,
    seen: Vec<String>,
    /// How many levels of a list are those of headings.
    headings: BTreeMap<String, usize>,
}

impl Numbering {
    /// Reads them.
    pub(super) fn of(tree: Option<&Element>) -> Self {
        let mut numbering = Self::default();
        let Some(tree) = tree.and_then(|tree| tree.child("numbering")) else { return numbering };
        let value =
            |element: &Element, name: &str| element.child(name).and_then(|child| child.get("val")).map(str::to_owned);
        for list in tree.elements().filter(|element| element.name == "abstractNum") {
            let mut levels: Vec<Level> = Vec::new();
            for level in list.elements().filter(|element| element.name == "lvl") {
                levels.push(Level {
                    kind: value(level, "numFmt").unwrap_or_else(|| "decimal".to_owned()),
                    text: value(level, "lvlText").unwrap_or_default(),
                    start: value(level, "start").and_then(|start| start.parse().ok()).unwrap_or(1),
                    style: value(level, "pStyle"),
                });
            }
            numbering.levels.insert(list.get("abstractNumId").unwrap_or_default().to_owned(), levels);
        }
        for number in tree.elements().filter(|element| element.name == "num") {
            let overrides = number.elements().filter(|element| element.name == "lvlOverride").filter_map(|level| {
                Some((level.get("ilvl")?.parse().ok()?, value(level, "startOverride")?.parse().ok()?))
            });
            let entry = (value(number, "abstractNumId").unwrap_or_default(), overrides.collect());
            numbering.lists.insert(number.get("numId").unwrap_or_default().to_owned(), entry);
        }
        numbering
    }

    /// The level of a list that belongs to a style.
    pub(super) fn level_of_style(&self, number: &str, style: &str) -> Option<usize> {
        let (list, _) = self.lists.get(number)?;
        self.levels.get(list)?.iter().position(|level| level.style.as_deref() == Some(style))
    }

    /// Counts on, and returns the mark; an empty one is a bullet, `None` no list.
    pub(super) fn next(&mut self, number: &str, level: usize) -> Option<String> {
        let (list, overrides) = self.lists.get(number)?;
        let levels = self.levels.get(list)?;
        let own = levels.get(level)?;
        let counts = self.counts.entry(list.clone()).or_insert_with(|| vec![0; 10]);
        counts.resize(10, 0);
        if !self.seen.iter().any(|seen| seen == number) {
            self.seen.push(number.to_owned());
            for (level, start) in overrides {
                if let Some(count) = counts.get_mut(*level) {
                    *count = start.saturating_sub(1);
                }
            }
        }
        let count = counts.get_mut(level)?;
        *count = if *count == 0 { own.start } else { *count + 1 };
        counts.iter_mut().skip(level + 1).for_each(|count| *count = 0);
        if own.kind == "bullet" {
            return Some(String::new());
        }
        if own.kind == "none" {
            return None;
        }
        let mut mark = own.text.clone();
        for (at, level) in levels.iter().enumerate().take(9) {
            let number = counts.get(at).copied().unwrap_or(0).max(level.start.min(1));
            mark = mark.replace(&format!("%{}", at + 1), &numbered(&level.kind, number));
        }
        Some(mark.trim().to_owned())
    }

    /// Notes that a level of a list is that of headings.
    pub(super) fn heads(&mut self, number: &str, level: usize) {
        if let Some((list, _)) = self.lists.get(number) {
            let heads = self.headings.entry(list.clone()).or_default();
            *heads = (*heads).max(level + 1);
        }
    }

    /// How deep an item lies below the headings of its list.
    pub(super) fn depth(&self, number: &str, level: usize) -> usize {
        let heads = self.lists.get(number).and_then(|(list, _)| self.headings.get(list)).copied().unwrap_or(0);
        level.saturating_sub(heads)
    }
}

fn numbered(kind: &str, number: usize) -> String {
    match kind {
        "lowerLetter" => letter(number.max(1)),
        "upperLetter" => letter(number.max(1)).to_uppercase(),
        "lowerRoman" => roman(number),
        "upperRoman" => roman(number).to_uppercase(),
        "decimalZero" => format!("{number:02}"),
        _ => number.to_string(),
    }
}
