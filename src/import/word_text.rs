//! The text of a document of Word, as blocks.
//!
//! In: the body of a document, with its styles and lists. Out: blocks with the numbers that readers saw, pictures, and what its controls say. What
//! always holds: tracked changes are taken as accepted and noted, and hidden text is in no page.

use std::collections::BTreeMap;

use super::control::Control;
use super::document::{Block, Cell, Look, Mark, Run, Table, plain};
use super::folder::stem_of;
use super::headings::words_of_name;
use super::markup::Element;
use super::prose::excerpt;
use super::report::{Noted, Report};
use super::word_package::{Numbering, Package, Styles, is_on};
use crate::text::slug;

/// The reader of one document.
pub(super) struct Text<'a> {
    package: &'a Package,
    styles: Styles,
    numbering: Numbering,
    name: &'a str,
    pub(super) report: &'a mut Report,
    title: Option<String>,
    control: Control,
    pictures: BTreeMap<String, Vec<u8>>,
    /// The size of the first words, where the document says no title by style.
    begun: bool,
}

impl<'a> Text<'a> {
    pub(super) fn new(
        package: &'a Package,
        styles: Styles,
        numbering: Numbering,
        name: &'a str,
        report: &'a mut Report,
    ) -> Self {
        let (title, control, pictures) = (None, Control::default(), BTreeMap::new());
        Self { package, styles, numbering, name, report, title, control, pictures, begun: false }
    }

    /// The title, what its controls say, and its pictures.
    pub(super) fn finish(self) -> (Option<String>, Control, BTreeMap<String, Vec<u8>>) {
        (self.title, self.control, self.pictures)
    }

    /// The blocks of a body, a cell or a text box.
    pub(super) fn blocks(&mut self, element: &Element) -> Vec<Block> {
        let mut out = Vec::new();
        for inner in element.elements() {
            self.block(inner, &mut out);
        }
        out
    }

    fn block(&mut self, element: &Element, out: &mut Vec<Block>) {
        match element.name.as_str() {
            "p" => self.paragraph(element, out),
            "tbl" => {
                let table = self.table(element);
                if !table.rows.is_empty() {
                    self.begun = true;
                    out.push(Block::Table(table));
                }
            }
            "sdt" => self.content_control(element, out),
            "ins" | "moveTo" | "smartTag" | "customXml" | "sdtContent" => out.extend(self.blocks(element)),
            "del" | "moveFrom" => {
                self.report.note(Noted::Tracked, self.name, format!("struck: {}", excerpt(&element.words())));
            }
            _ => {}
        }
    }

    /// A field of a form with a name: a key of the document's control.
    fn content_control(&mut self, element: &Element, out: &mut Vec<Block>) {
        let label =
            element.child("sdtPr").and_then(|properties| properties.child("alias")).and_then(|alias| alias.get("val"));
        let Some(content) = element.child("sdtContent") else { return };
        let words = content.words().split_whitespace().collect::<Vec<_>>().join(" ");
        let is_contents = element.child("sdtPr").is_some_and(|properties| properties.child("docPartObj").is_some());
        match label {
            _ if is_contents => {
                self.report.note(Noted::Dropped, self.name, format!("a list of contents: {}", excerpt(&words)));
            }
            Some("Title") if self.title.is_none() => self.title = Some(words),
            Some(label) if words.chars().count() < 200 && content.elements().all(|inner| inner.name == "p") => {
                self.control.set(label, &words);
            }
            _ => out.extend(self.blocks(content)),
        }
    }

    fn paragraph(&mut self, element: &Element, out: &mut Vec<Block>) {
        let properties = element.child("pPr").cloned().unwrap_or_default();
        let value = |name: &str| properties.child(name).and_then(|child| child.get("val")).map(str::to_owned);
        let style = value("pStyle").unwrap_or_default();
        let style_name = self.styles.name(&style).to_owned();
        if style_name.starts_with("toc ") || style_name == "toc heading" || style_name == "contents heading" {
            return self.report.note(Noted::Dropped, self.name, excerpt(&element.words()));
        }
        let mut fields = Vec::new();
        element.all("instrText", &mut fields);
        if fields.iter().any(|field| field.words().trim_start().starts_with("TOC ")) {
            return self.report.note(
                Noted::Dropped,
                self.name,
                format!("a list of contents: {}", excerpt(&element.words())),
            );
        }
        let mark = properties.child("rPr");
        let is_struck = mark.is_some_and(|mark| mark.child("del").is_some());
        let mut words = Vec::new();
        let mut boxes = Vec::new();
        self.runs(element, None, &mut words, &mut boxes);
        if plain(&words).is_empty() && words.iter().all(|run| run.mark.is_none()) {
            if properties.child("pBdr").is_some() && out.last().is_some() {
                out.push(Block::Rule);
            }
            out.extend(boxes);
            return;
        }
        if style_name == "title" && self.title.is_none() || self.is_title(element, &words) {
            self.title = Some(plain(&words));
            self.begun = true;
            return;
        }
        self.begun = true;
        let block = self.styled(element, &properties, &style, &style_name, words);
        match (block, out.last_mut()) {
            (Block::Code(text), Some(Block::Code(before))) => {
                before.push('\n');
                before.push_str(&text);
            }
            (block, _) => out.push(block),
        }
        if is_struck {
            self.report.note(Noted::Tracked, self.name, "a paragraph that was joined with the next");
        }
        out.extend(boxes);
    }

    /// The first words, where they are bold and large, are a title that no style says.
    fn is_title(&self, element: &Element, words: &[Run]) -> bool {
        let mut sizes = Vec::new();
        element.all("sz", &mut sizes);
        let large = sizes.iter().filter_map(|size| size.get("val")?.parse::<u32>().ok()).any(|size| size >= 28);
        let is_bold = words.iter().all(|run| run.look.bold || run.text.trim().is_empty());
        !self.begun && self.title.is_none() && large && is_bold && !plain(words).is_empty()
    }

    fn styled(
        &mut self,
        element: &Element,
        properties: &Element,
        style: &str,
        style_name: &str,
        mut words: Vec<Run>,
    ) -> Block {
        let number = self.number(properties, style);
        let outline = properties
            .child("outlineLvl")
            .and_then(|level| level.get("val")?.parse::<usize>().ok())
            .filter(|level| *level < 9);
        let level = outline.map(|level| level + 1).or_else(|| self.styles.level(style));
        if let Some(level) = level {
            if let Some((number, depth)) = &number
                && let Some(mark) = self.numbering.next(number, *depth).filter(|mark| !mark.is_empty())
            {
                self.numbering.heads(number, *depth);
                words.insert(0, Run { text: format!("{mark} "), ..Run::default() });
            }
            for run in &mut words {
                run.look.bold = false;
            }
            return Block::Heading { level, words, id: Self::bookmark(element) };
        }
        if style_name.contains("source code") || style_name.contains("preformatted") || style_name == "macro text" {
            let text: String =
                words.iter().map(|run| if run.mark == Some(Mark::Break) { "\n" } else { run.text.as_str() }).collect();
            return Block::Code(text);
        }
        if style_name.contains("quote") || style_name == "block text" {
            return Block::Quote(vec![Block::Paragraph(words)]);
        }
        if let Some((number, depth)) = number
            && let Some(mark) = self.numbering.next(&number, depth)
        {
            let depth = self.numbering.depth(&number, depth);
            return Block::Item { depth, mark, words, below: Vec::new() };
        }
        let all_bold = words.iter().all(|run| run.look.bold || run.text.trim().is_empty());
        match typed_mark(&plain_with_tabs(&words)) {
            Some((mark, depth, length)) if !all_bold => {
                without_start(&mut words, length);
                let mark = if mark == "•" { String::new() } else { mark };
                Block::Item { depth, mark, words, below: Vec::new() }
            }
            _ => Block::Paragraph(words),
        }
    }

    /// The list and level of a paragraph, by itself or by its style.
    fn number(&self, properties: &Element, style: &str) -> Option<(String, usize)> {
        let of_style = self.styles.number(style);
        let own = properties.child("numPr");
        let value =
            |name: &str| own.and_then(|own| own.child(name)).and_then(|child| child.get("val")).map(str::to_owned);
        let number = value("numId").or_else(|| of_style.as_ref().map(|(number, _)| number.clone()))?;
        let by_style = self.numbering.level_of_style(&number, style);
        let level = value("ilvl")
            .and_then(|level| level.parse().ok())
            .or(by_style)
            .or(of_style.map(|(_, level)| level))
            .unwrap_or(0);
        (number != "0").then_some((number, level))
    }

    /// The name by which the document's links know a heading.
    fn bookmark(element: &Element) -> Option<String> {
        let mut found = Vec::new();
        element.all("bookmarkStart", &mut found);
        let name = found.iter().filter_map(|mark| mark.get("name")).find(|name| !name.starts_with('_'))?;
        Some(slug(name)).filter(|name| !name.is_empty())
    }

    /// The runs of a paragraph, and the text boxes in it.
    fn runs(&mut self, element: &Element, link: Option<&str>, out: &mut Vec<Run>, boxes: &mut Vec<Block>) {
        for inner in element.elements() {
            match inner.name.as_str() {
                "r" => self.run(inner, link, out, boxes),
                "hyperlink" => {
                    let target = inner.get("id").and_then(|id| self.package.relations.get(id)).cloned();
                    let target = target.or_else(|| inner.get("anchor").map(|anchor| format!("#{}", slug(anchor))));
                    self.runs(inner, target.as_deref(), out, boxes);
                }
                "del" | "moveFrom" => {
                    let words = deleted(inner);
                    if !words.trim().is_empty() {
                        self.report.note(Noted::Tracked, self.name, format!("struck: {}", excerpt(&words)));
                    }
                }
                "ins" | "moveTo" => {
                    self.report.note(Noted::Tracked, self.name, format!("inserted: {}", excerpt(&inner.words())));
                    self.runs(inner, link, out, boxes);
                }
                "fldSimple" | "smartTag" | "sdt" | "sdtContent" | "customXml" | "dir" | "bdo" => {
                    self.runs(inner, link, out, boxes);
                }
                "oMath" | "oMathPara" => {
                    self.report.note(Noted::Component, self.name, format!("a formula: {}", excerpt(&inner.words())));
                    out.push(Run { text: inner.words(), ..Run::default() });
                }
                _ => {}
            }
        }
    }

    fn run(&mut self, element: &Element, link: Option<&str>, out: &mut Vec<Run>, boxes: &mut Vec<Block>) {
        let properties = element.child("rPr").cloned().unwrap_or_default();
        if properties.child("vanish").is_some_and(|hidden| hidden.get("val").is_none_or(is_on)) {
            return self.report.note(Noted::Hidden, self.name, excerpt(&element.words()));
        }
        let look = look(&properties);
        let words = |text: &str| Run { text: text.to_owned(), look, link: link.map(str::to_owned), mark: None };
        for inner in element.elements() {
            match inner.name.as_str() {
                "t" => out.push(words(&inner.words())),
                "tab" | "ptab" => out.push(words("\t")),
                "noBreakHyphen" => out.push(words("\u{2011}")),
                "sym" => out.push(words("•")),
                "br" | "cr" if inner.get("type").is_none_or(|kind| kind == "textWrapping") => {
                    out.push(Run { mark: Some(Mark::Break), ..Run::default() });
                }
                "footnoteReference" | "endnoteReference" => {
                    let name = format!(
                        "{}{}",
                        if inner.name.starts_with("end") { "e" } else { "" },
                        inner.get("id").unwrap_or_default()
                    );
                    out.push(Run { mark: Some(Mark::Footnote(name)), ..Run::default() });
                }
                "drawing" | "pict" | "object" | "AlternateContent" => self.drawing(inner, out, boxes),
                _ => {}
            }
        }
    }

    /// The pictures and the text boxes of a drawing. Of alternatives the first is taken.
    fn drawing(&mut self, element: &Element, out: &mut Vec<Run>, boxes: &mut Vec<Block>) {
        let element = if element.name == "AlternateContent" {
            element.child("Choice").or_else(|| element.child("Fallback")).unwrap_or(element)
        } else {
            element
        };
        if let Some(text) = element.find(&|e| e.name == "txbxContent").cloned() {
            let inner = self.blocks(&text);
            self.report.note(Noted::Box, self.name, "a text box");
            boxes.push(Block::Quote(inner));
            return;
        }
        let described = element.find(&|e| e.name == "docPr");
        let alt = described
            .and_then(|described| described.get("descr").or_else(|| described.get("title")))
            .unwrap_or_default()
            .to_owned();
        let mut found = Vec::new();
        element.all("blip", &mut found);
        element.all("imagedata", &mut found);
        for picture in found {
            let relation = picture.get("embed").or_else(|| picture.get("id")).unwrap_or_default();
            let Some((part, bytes)) = self.package.picture(relation) else {
                self.report.note(Noted::MissingPicture, self.name, relation);
                continue;
            };
            let own =
                element.find(&|e| e.name == "cNvPr").and_then(|e| e.get("name")).filter(|name| name.contains('.'));
            let file = format!("{}-{}", slug(stem_of(self.name)), part);
            self.pictures.insert(file.clone(), bytes.to_vec());
            let alt = if alt.is_empty() {
                let words = words_of_name(stem_of(own.unwrap_or(part)));
                self.report.note(Noted::PictureText, self.name, words.as_str());
                words
            } else {
                alt.clone()
            };
            out.push(Run { mark: Some(Mark::Picture { file, alt }), ..Run::default() });
        }
    }

    fn table(&mut self, element: &Element) -> Table {
        let mut table = Table::default();
        // The cell that each column of the row before began, for cells merged downwards.
        let mut above: Vec<Option<(usize, usize)>> = Vec::new();
        for row in element.elements().filter(|row| row.name == "tr" || row.name == "sdt") {
            let row = if row.name == "sdt" { row.find(&|e| e.name == "tr").unwrap_or(row) } else { row };
            let properties = row.child("trPr");
            if properties.is_some_and(|properties| properties.child("del").is_some()) {
                self.report.note(Noted::Tracked, self.name, format!("a row struck: {}", excerpt(&row.words())));
                continue;
            }
            if properties.is_some_and(|properties| properties.child("ins").is_some()) {
                self.report.note(Noted::Tracked, self.name, format!("a row inserted: {}", excerpt(&row.words())));
            }
            let head = properties.and_then(|properties| properties.child("tblHeader")).is_some();
            let mut cells: Vec<Cell> = Vec::new();
            let mut column = 0;
            for cell in row.elements().filter(|cell| cell.name == "tc") {
                let of = |name: &str| cell.child("tcPr").and_then(|properties| properties.child(name));
                let columns = of("gridSpan")
                    .and_then(|span| span.get("val")?.parse().ok())
                    .filter(|span| (1..200).contains(span))
                    .unwrap_or(1);
                above.resize(above.len().max(column + columns), None);
                let goes_on = of("vMerge").is_some_and(|merge| merge.get("val") != Some("restart"));
                if goes_on && let Some((row, at)) = above[column] {
                    if let Some(cell) = table.rows.get_mut(row).and_then(|row: &mut Vec<Cell>| row.get_mut(at)) {
                        cell.rows += 1;
                    }
                } else {
                    let begins = of("vMerge").is_some().then_some((table.rows.len(), cells.len()));
                    above[column..column + columns].fill(begins);
                    cells.push(Cell { blocks: self.blocks(cell), columns, rows: 1, head });
                }
                column += columns;
            }
            table.rows.push(cells);
        }
        table
    }

    /// Footnotes or endnotes.
    pub(super) fn notes(&mut self, tree: &Element) -> Vec<Block> {
        let mut found = Vec::new();
        tree.all("footnote", &mut found);
        tree.all("endnote", &mut found);
        let mut out = Vec::new();
        for note in found.into_iter().filter(|note| note.get("type").is_none_or(|kind| kind == "normal")) {
            let name =
                format!("{}{}", if note.name == "endnote" { "e" } else { "" }, note.get("id").unwrap_or_default());
            out.push(Block::Footnote(name, self.blocks(note)));
        }
        out
    }

    /// Comments, which nobody but their authors reads.
    pub(super) fn comments(&mut self, tree: &Element) {
        let mut found = Vec::new();
        tree.all("comment", &mut found);
        for comment in found {
            let author = comment.get("author").unwrap_or_default();
            self.report.note(
                Noted::Tracked,
                self.name,
                format!("a comment of {author}: {}", excerpt(&comment.words())),
            );
        }
    }
}

/// The words of what was struck.
fn deleted(element: &Element) -> String {
    let mut found = Vec::new();
    element.all("delText", &mut found);
    element.all("t", &mut found);
    found.iter().map(|text| text.words()).collect()
}

fn look(properties: &Element) -> Look {
    let on = |name: &str| properties.child(name).is_some_and(|mark| mark.get("val").is_none_or(is_on));
    let value = |name: &str| properties.child(name).and_then(|mark| mark.get("val")).unwrap_or_default();
    let font = properties.child("rFonts").and_then(|font| font.get("ascii")).unwrap_or_default().to_lowercase();
    let style = value("rStyle").to_lowercase();
    Look {
        bold: on("b") || style == "strong",
        italic: on("i") || style == "emphasis",
        struck: on("strike") || on("dstrike"),
        underlined: on("u") && style != "hyperlink",
        marked: on("highlight"),
        code: ["courier", "consolas", "mono", "menlo"].iter().any(|name| font.contains(name))
            || style == "verbatimchar",
        raised: value("vertAlign") == "superscript" && !style.contains("footnote"),
        lowered: value("vertAlign") == "subscript",
    }
}

fn plain_with_tabs(words: &[Run]) -> String {
    words.iter().take_while(|run| run.mark.is_none()).map(|run| run.text.as_str()).collect()
}

/// A mark that was typed at the beginning of a paragraph: the mark, how deep it lies, and the bytes that it takes.
fn typed_mark(text: &str) -> Option<(String, usize, usize)> {
    let words = text.trim_start();
    let skipped = text.len() - words.len();
    let (mark, rest) = words.split_at(words.find(['\t', ' ', '\u{a0}'])?);
    let behind = rest.trim_start_matches(['\t', ' ', '\u{a0}']);
    let length = skipped + words.len() - behind.len();
    if ["•", "·", "-", "–", "o", "▪", "\u{f0b7}"].contains(&mark) && rest.starts_with('\t') {
        return Some(("•".to_owned(), 0, length));
    }
    let inner = mark.trim_start_matches('(').trim_end_matches([')', '.']);
    let is_closed = mark.len() > inner.len();
    let is_number = !inner.is_empty()
        && inner.split('.').all(|part| !part.is_empty() && part.len() < 3 && part.bytes().all(|b| b.is_ascii_digit()));
    let is_clause = is_number
        && (rest.starts_with('\t') || is_closed || inner.contains('.') && behind.starts_with(char::is_uppercase));
    if is_clause {
        return Some((mark.to_owned(), 0, length));
    }
    let is_roman = !inner.is_empty() && inner.len() < 5 && inner.chars().all(|c| "ivx".contains(c));
    let is_letter = inner.len() == 1 && inner.starts_with(|c: char| c.is_ascii_lowercase());
    let is_item = is_closed && (mark.ends_with(')') || rest.starts_with('\t'));
    match (is_roman, is_letter) {
        (true, _) if is_item => Some((mark.to_owned(), 2, length)),
        (false, true) if is_item => Some((mark.to_owned(), 1, length)),
        _ => None,
    }
}

/// Takes bytes off the beginning of runs.
fn without_start(words: &mut Vec<Run>, mut length: usize) {
    while let Some(first) = words.first_mut().filter(|_| length > 0) {
        if first.text.len() <= length {
            length -= first.text.len();
            words.remove(0);
        } else {
            first.text = first.text[length..].to_owned();
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_were_typed_are_told_from_words() {
        let mark = |text: &str| typed_mark(text).map(|(mark, depth, _)| (mark, depth));
        assert_eq!(mark("1.1\tThis policy"), Some(("1.1".to_owned(), 0)));
        assert_eq!(mark("(a)\twithin"), Some(("(a)".to_owned(), 1)));
        assert_eq!(mark("(ii)\tthe sum"), Some(("(ii)".to_owned(), 2)));
        assert_eq!(mark("2. Overtime"), Some(("2.".to_owned(), 0)));
        assert_eq!([mark("1.5 million"), mark("I think"), mark("a word"), mark("2026 was")], [const { None }; 4]);
    }
}
