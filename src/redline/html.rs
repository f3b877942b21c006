//! A tree of pairs to HTML.
//!
//! In: pairs, moves, and what to say at them. Out: a [`Redline`]. What always holds: `ins` and `del` stand inside of the block
//! whose words they hold, so that tables stay tables and lists lists, and each says what it is in words, too.

use std::fmt::Write;

use comrak::nodes::TableAlignment;

use super::align::{self, Moves, Pair};
use super::token::Mark;
use super::tree::{Block, Kind};
use super::{Labels, Redline};
use crate::markdown::escape;

/// Formats a tree of pairs.
pub(super) fn format(root: &Pair<'_>, moves: &Moves<'_>, labels: &Labels<'_>) -> Redline {
    let first = |block: Option<&Block>| {
        let mut children = block.iter().flat_map(|block| &block.children);
        u8::from(children.any(|block| block.kind == Kind::Heading(1)))
    };
    let lower = (first(root.old), first(root.new));
    let out = Redline { moved: moves.pairs.len(), ..Redline::default() };
    let mut writer = Writer {
        out,
        labels,
        moves,
        lower,
        around: Around::Nothing,
        note: None,
        marks: Vec::new(),
        alignments: Vec::new(),
    };
    writer.children(root, false);
    writer.out
}

/// What all words of a block are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    /// They are compared one by one.
    Nothing,
    Deleted,
    Inserted,
    MovedFrom,
    MovedHere,
}

impl Around {
    /// The tag, and the class of the block.
    pub(super) fn tag(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Nothing => None,
            Self::Deleted => Some(("del", "is-deleted")),
            Self::Inserted => Some(("ins", "is-inserted")),
            Self::MovedFrom => Some(("del", "is-moved")),
            Self::MovedHere => Some(("ins", "is-moved")),
        }
    }
}

pub(super) struct Writer<'a> {
    pub(super) out: Redline,
    pub(super) labels: &'a Labels<'a>,
    moves: &'a Moves<'a>,
    /// By how much the headings of the old and the new text are lower than they were written.
    lower: (u8, u8),
    pub(super) around: Around,
    /// What is to be said at the next words.
    pub(super) note: Option<String>,
    /// How the columns of the table are set.
    alignments: Vec<TableAlignment>,
    /// The marks that are open.
    pub(super) marks: Vec<Mark>,
}

impl Writer<'_> {
    pub(super) fn push(&mut self, html: &str) {
        self.out.html.push_str(html);
    }

    pub(super) fn escaped(&mut self, text: &str) {
        escape(&mut self.out.html, text).expect("writing to a String does not fail");
    }

    fn children(&mut self, pair: &Pair<'_>, tight: bool) {
        for child in &pair.children {
            self.block(child, tight);
        }
    }

    /// A block, and what became of it. Within a block that is gone, new or moved, everything is.
    fn block(&mut self, pair: &Pair<'_>, tight: bool) {
        let before = self.around;
        if before != Around::Nothing {
            return self.shape(pair, tight);
        }
        let (around, number) = self.fate(pair);
        self.around = around;
        if let Some(number) = number {
            let words = if around == Around::MovedFrom { self.labels.moved_from } else { self.labels.moved_here };
            let several = self.moves.pairs.len() > 1;
            self.note = Some(if several { format!("{words} ({})", number + 1) } else { words.to_owned() });
        }
        match number.filter(|_| around == Around::MovedHere).map(|number| self.moves.pairs[number]) {
            Some((old, new)) => self.shape(&align::pair(old, new), tight),
            None => self.shape(pair, tight),
        }
        self.around = before;
        if number.is_some() {
            self.note = None;
        }
    }

    /// What became of a block, and the number of its move.
    fn fate(&self, pair: &Pair<'_>) -> (Around, Option<usize>) {
        match (pair.old, pair.new) {
            (Some(old), None) => match self.moves.from.get(&old.id) {
                Some(number) => (Around::MovedFrom, Some(*number)),
                None => (Around::Deleted, None),
            },
            (None, Some(new)) => match self.moves.to.get(&new.id) {
                Some(number) => (Around::MovedHere, Some(*number)),
                None => (Around::Inserted, None),
            },
            _ => (Around::Nothing, None),
        }
    }

    /// The class that marks a block at its edge.
    fn class(&self, pair: &Pair<'_>) -> &'static str {
        let changed = matches!((pair.old, pair.new), (Some(old), Some(new)) if old.key != new.key);
        match self.around.tag() {
            Some((_, class)) => class,
            None if changed => "is-changed",
            None => "",
        }
    }

    /// Opens a tag with its classes.
    fn open(&mut self, tag: &str, own: &str, class: &str) {
        let both = [own, class].iter().filter(|class| !class.is_empty()).copied().collect::<Vec<_>>().join(" ");
        let class = if both.is_empty() { String::new() } else { format!(" class=\"{both}\"") };
        write!(self.out.html, "<{tag}{class}>").expect("writing to a String does not fail");
    }

    fn shape(&mut self, pair: &Pair<'_>, tight: bool) {
        let Some(block) = pair.new.or(pair.old) else { return };
        let class = self.class(pair);
        match &block.kind {
            Kind::Whole => self.children(pair, false),
            Kind::Paragraph if tight => {
                self.words(pair);
                self.push("\n");
            }
            Kind::Paragraph => self.leaf(pair, "p", "", class),
            Kind::Heading(level) => self.heading(pair, *level, class),
            Kind::AlertTitle => self.leaf(pair, "p", "alert-title", ""),
            Kind::OnlyLabel => self.leaf(pair, "p", "only-label", ""),
            Kind::Term => self.leaf(pair, "dt", "", class),
            Kind::Quote => self.container(pair, "blockquote", "", ""),
            Kind::Alert(kind) => self.container(pair, "aside", &format!("alert alert-{kind}"), ""),
            Kind::Only(_) => self.container(pair, "section", "only", ""),
            Kind::Footnotes => {
                self.push("<section class=\"footnotes\">");
                self.container(pair, "ol", "", "");
                self.push("</section>\n");
            }
            Kind::Definitions => self.container(pair, "dl", "", ""),
            Kind::Details => self.container(pair, "dd", "", class),
            Kind::Footnote => self.container(pair, "li", "", class),
            Kind::List { first, tight } => self.list(pair, *first, *tight),
            Kind::Item => self.item(pair, tight, None, class),
            Kind::Task(done) => self.item(pair, tight, Some(*done), class),
            Kind::Table(alignments) => self.table(pair, alignments),
            Kind::Row(_) => self.row(pair, class),
            Kind::Cell => {}
            Kind::Code(_) => {
                self.open("pre", "", class);
                self.push("<code>");
                self.words(pair);
                self.push("</code></pre>\n");
            }
            Kind::Rule => {
                self.open_around();
                self.push("<hr>");
                self.close_around();
                self.push("\n");
            }
        }
    }

    fn container(&mut self, pair: &Pair<'_>, tag: &str, own: &str, class: &str) {
        self.open(tag, own, class);
        self.push("\n");
        self.children(pair, false);
        self.push(&format!("</{tag}>\n"));
    }

    fn leaf(&mut self, pair: &Pair<'_>, tag: &str, own: &str, class: &str) {
        self.open(tag, own, class);
        self.words(pair);
        self.push(&format!("</{tag}>\n"));
    }

    fn heading(&mut self, pair: &Pair<'_>, level: u8, class: &str) {
        let lowered = |block: Option<&Block>, by: u8| match block?.kind {
            Kind::Heading(level) => Some((level + by).clamp(2, 6)),
            _ => None,
        };
        let (old, new) = (lowered(pair.old, self.lower.0), lowered(pair.new, self.lower.1));
        if let (Some(old), Some(new)) = (old, new)
            && old != new
        {
            let words = self.labels.level.replace("{old}", &old.to_string()).replace("{new}", &new.to_string());
            self.reshaped(words);
        }
        let shown = new.or(old).unwrap_or(level);
        self.leaf(pair, &format!("h{}", (shown + 1).min(6)), "", class);
    }

    /// Notes that a block is of another form.
    fn reshaped(&mut self, words: String) {
        self.out.reshaped = true;
        self.note = Some(match self.note.take() {
            Some(note) => format!("{note}; {words}"),
            None => words,
        });
    }

    fn list(&mut self, pair: &Pair<'_>, first: Option<usize>, tight: bool) {
        if let (Some(Kind::List { first: old, .. }), Some(_)) = (pair.old.map(|old| &old.kind), pair.new)
            && old.is_some() != first.is_some()
        {
            let words = if old.is_some() { self.labels.was_numbered } else { self.labels.was_plain };
            self.reshaped(words.to_owned());
        }
        let tag = if first.is_some() { "ol" } else { "ul" };
        match first.filter(|first| *first != 1) {
            Some(first) => self.push(&format!("<ol start=\"{first}\">\n")),
            None => self.push(&format!("<{tag}>\n")),
        }
        self.children(pair, tight);
        self.push(&format!("</{tag}>\n"));
    }

    fn item(&mut self, pair: &Pair<'_>, tight: bool, done: Option<bool>, class: &str) {
        let own = match done {
            None => "",
            Some(true) => "task task-done",
            Some(false) => "task task-open",
        };
        self.open("li", own, class);
        let done = |block: Option<&Block>| match block?.kind {
            Kind::Task(done) => Some(if done { "☑" } else { "☐" }),
            _ => None,
        };
        let (old, new) = (done(pair.old), done(pair.new));
        let parted = pair.old.is_some() && pair.new.is_some() && old != new;
        if parted {
            self.out.reshaped = true;
            for (tag, mark) in [("del", old), ("ins", new)] {
                if let Some(mark) = mark {
                    self.push(&format!("<{tag} class=\"task-mark\">{mark}</{tag}> "));
                }
            }
        } else if let Some(mark) = new.or(old) {
            self.push(&format!("<span class=\"task-mark\">{mark}</span> "));
        }
        self.children(pair, tight);
        self.push("</li>\n");
    }

    fn table(&mut self, pair: &Pair<'_>, alignments: &[TableAlignment]) {
        self.push("<div class=\"table\" tabindex=\"0\"><table>\n");
        self.alignments = alignments.to_vec();
        let is_head = |row: &Pair<'_>| row.new.or(row.old).is_some_and(|row| row.kind == Kind::Row(true));
        let (head, body): (Vec<_>, Vec<_>) = pair.children.iter().partition(|row| is_head(row));
        for (tag, rows) in [("thead", head), ("tbody", body)] {
            if rows.is_empty() {
                continue;
            }
            self.push(&format!("<{tag}>\n"));
            for row in rows {
                self.block(row, false);
            }
            self.push(&format!("</{tag}>\n"));
        }
        self.push("</table></div>\n");
    }

    fn row(&mut self, row: &Pair<'_>, class: &str) {
        let Some(Kind::Row(head)) = row.new.or(row.old).map(|row| &row.kind) else { return };
        let tag = if *head { "th" } else { "td" };
        self.open("tr", "", class);
        for (at, pair) in row.children.iter().enumerate() {
            let align = match self.alignments.get(at) {
                Some(TableAlignment::Left) => " align=\"left\"",
                Some(TableAlignment::Center) => " align=\"center\"",
                Some(TableAlignment::Right) => " align=\"right\"",
                _ => "",
            };
            self.push(&format!("<{tag}{align}>"));
            match (self.around, self.fate(pair)) {
                (Around::Nothing, (around, _)) => {
                    self.around = around;
                    self.words(pair);
                    self.around = Around::Nothing;
                }
                _ => self.words(pair),
            }
            self.push(&format!("</{tag}>"));
        }
        self.push("</tr>\n");
    }
}
