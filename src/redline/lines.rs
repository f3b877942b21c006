//! A tree of pairs as lines for a terminal, or for a program.
//!
//! In: two redacted texts, and a [`Resolve`]. Out: a [`Line`] for each paragraph, heading, item, row or block of code. What always
//! holds: the lines say what the HTML says.

use serde::Serialize;

use super::Sides;
use super::align::{self, Moves, Pair};
use super::token::{Keys, Token, TokenKind};
use super::tree::{self, Kind};
use super::words::{Change, Piece, pieces};
use crate::markdown::Dialect;

/// What a line was in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LineKind {
    /// A paragraph.
    Paragraph,
    /// A heading; its level stands in [`Line::level`].
    Heading,
    /// The first paragraph of a list's item.
    Item,
    /// A row of a table.
    Row,
    /// A block of code.
    Code,
    /// The title of an alert, or the readers of a block.
    Label,
    /// A rule across the page.
    Rule,
}

/// A paragraph or the like, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What it is.
    pub kind: LineKind,
    /// The level of a heading, or how many lists hold an item.
    pub level: usize,
    /// Whether it stands elsewhere: `from` where it stood, `here` where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved: Option<&'static str>,
    /// Its words.
    pub pieces: Vec<Piece>,
}

impl Line {
    /// Whether nothing became of it.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.moved.is_none() && self.pieces.iter().all(|piece| piece.change == Change::Same)
    }
}

/// Compares two texts that were redacted for the same readers.
#[must_use]
pub fn lines(old: &str, new: &str, dialect: Dialect, sides: Sides<'_>) -> Vec<Line> {
    let mut keys = Keys::default();
    let old = tree::read(old, dialect, sides.was, &mut keys);
    let new = tree::read(new, dialect, sides.is, &mut keys);
    let root = align::pair(&old, &new);
    let moves = align::moves(&root);
    let mut writer = Writer { moves: &moves, out: Vec::new(), moved: None, depth: 0, item: false };
    writer.block(&root);
    writer.out
}

struct Writer<'a> {
    moves: &'a Moves<'a>,
    out: Vec<Line>,
    moved: Option<&'static str>,
    depth: usize,
    /// Whether an item has begun and has no line yet.
    item: bool,
}

impl Writer<'_> {
    fn block(&mut self, pair: &Pair<'_>) {
        let before = self.moved;
        let mut whole = None;
        match (pair.old, pair.new) {
            (Some(old), None) if self.moves.from.contains_key(&old.id) => self.moved = Some("from"),
            (None, Some(new)) => {
                if let Some(number) = self.moves.to.get(&new.id) {
                    let (old, new) = self.moves.pairs[*number];
                    whole = Some(align::pair(old, new));
                    self.moved = Some("here");
                }
            }
            _ => {}
        }
        self.shape(whole.as_ref().unwrap_or(pair));
        self.moved = before;
    }

    fn shape(&mut self, pair: &Pair<'_>) {
        let Some(block) = pair.new.or(pair.old) else { return };
        match &block.kind {
            Kind::Heading(level) => self.line(LineKind::Heading, usize::from(*level), pair),
            Kind::Code(_) => self.line(LineKind::Code, 0, pair),
            Kind::AlertTitle | Kind::OnlyLabel => self.line(LineKind::Label, 0, pair),
            Kind::Rule => self.line(LineKind::Rule, 0, pair),
            Kind::Paragraph | Kind::Term | Kind::Cell => {
                let kind = if std::mem::take(&mut self.item) { LineKind::Item } else { LineKind::Paragraph };
                self.line(kind, self.depth, pair);
            }
            Kind::Row(_) => self.row(pair),
            kind => {
                let list = matches!(kind, Kind::List { .. } | Kind::Footnotes);
                self.depth += usize::from(list);
                self.item |= matches!(kind, Kind::Item | Kind::Task(_) | Kind::Footnote);
                for child in &pair.children {
                    self.block(child);
                }
                self.depth -= usize::from(list);
            }
        }
    }

    fn row(&mut self, row: &Pair<'_>) {
        let mut all: Vec<Piece> = Vec::new();
        for (at, cell) in row.children.iter().enumerate() {
            if at > 0 {
                all.push(Piece { change: Change::Same, text: " | ".to_owned() });
            }
            all.extend(compared(cell));
        }
        let moved = self.moved;
        self.out.push(Line { kind: LineKind::Row, level: 0, moved, pieces: all });
    }

    fn line(&mut self, kind: LineKind, level: usize, pair: &Pair<'_>) {
        let mut pieces = compared(pair);
        if kind == LineKind::Rule {
            let change = match (pair.old, pair.new) {
                (Some(_), None) => Change::Deleted,
                (None, Some(_)) => Change::Inserted,
                _ => Change::Same,
            };
            pieces.push(Piece { change, text: "———".to_owned() });
        }
        self.out.push(Line { kind, level, moved: self.moved, pieces });
    }
}

fn compared(pair: &Pair<'_>) -> Vec<Piece> {
    let old = pair.old.map_or(&[] as &[Token], |block| &block.tokens);
    let new = pair.new.map_or(&[] as &[Token], |block| &block.tokens);
    pieces(old, new, &shown)
}

/// A token without marks.
fn shown(token: &Token) -> String {
    let letters: String = token.parts.iter().map(|(letters, _)| letters.as_str()).collect();
    if token.kind == TokenKind::Html { without_tags(&letters) } else { letters }
}

/// The words of the HTML that stands for a fact or the mark of a footnote.
fn without_tags(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => out.push(letter),
            _ => {}
        }
    }
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}
