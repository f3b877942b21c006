//! The marks of clauses in a text, found line by line.
//!
//! In: a text. Out: the places of marks that may begin items. What always holds: a mark is the first of its kind, or follows one; what
//! stands in an item or a quote ends no list around it. Whether comrak sees an item there is asked afterwards.

use std::collections::BTreeMap;

use super::mark::{Mark, marks, plain_mark};
use crate::markdown::directives::MAX_DEPTH;

/// The marks of items by their lines, from 1, and columns, from 1.
pub(super) type Items = BTreeMap<(usize, usize), Item>;

/// The mark of an item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    pub(super) mark: Mark,
    /// The list that it belongs to.
    pub(super) list: usize,
    /// The sign of Markdown's own behind the number that takes its place: `.` or `)`.
    pub(super) sign: u8,
}

/// A list, or an item of one of Markdown's own.
struct List {
    column: usize,
    content: usize,
    /// The mark of its last item; `None` where it is one of Markdown's own.
    last: Option<Mark>,
    /// The sign behind its numbers. Two lists that follow one another have not the same, or they would be one.
    sign: u8,
    /// The list that it follows.
    after: Option<usize>,
    places: Vec<((usize, usize), Mark)>,
}

/// The marks of lists that begin with the first of its kind and go on.
pub(super) fn found(text: &str) -> Items {
    // A list has two lines at least.
    if !text.contains(['\n', '\r']) {
        return Items::new();
    }
    let mut reader = Reader { quotes: vec![Quote::default()], lists: Vec::new() };
    for (number, line) in crate::text::lines(text).enumerate() {
        reader.line(number + 1, line);
    }
    // One with a single item is none.
    let lists = reader.lists.into_iter().enumerate().filter(|(_, list)| list.places.len() > 1);
    let items = |(at, list): (usize, List)| {
        list.places.into_iter().map(move |(place, mark)| (place, Item { mark, list: at, sign: list.sign }))
    };
    lists.flat_map(items).collect()
}

struct Reader {
    /// The text itself, and the quotes around the line, the outermost first.
    quotes: Vec<Quote>,
    lists: Vec<List>,
}

/// What is open in a quote, or in the text itself.
struct Quote {
    /// The open lists, the outermost first.
    open: Vec<usize>,
    /// The list that ended last at each level.
    ended: BTreeMap<usize, usize>,
    /// Whether a block may begin in the next line.
    at_start: bool,
    /// Whether the line before is the first of an item.
    after_item: bool,
    /// The fence of the code that is open, and the column at which the item around it begins.
    code: Option<(&'static str, usize)>,
}

impl Default for Quote {
    fn default() -> Self {
        Self { open: Vec::new(), ended: BTreeMap::new(), at_start: true, after_item: false, code: None }
    }
}

impl Reader {
    fn line(&mut self, number: usize, line: &str) {
        let words = line.trim_start_matches([' ', '\t', '>']);
        let before = &line[..line.len() - words.len()];
        let signs: Vec<usize> = before.match_indices('>').map(|(at, _)| at).collect();
        self.leave_quotes(signs.len());
        for at in signs.into_iter().skip(self.quotes.len() - 1) {
            let (around, lists) = self.current();
            if around.code.is_some() {
                return;
            }
            around.close(around.level(column(&before[..at]), lists));
            self.quotes.push(Quote::default());
        }
        let (quote, lists) = self.current();
        let indent = column(before);
        if quote.code.is_some_and(|(_, content)| !words.is_empty() && indent < content) {
            // Code ends with the item that it stands in.
            quote.end_code();
        }
        if let Some((fence, _)) = quote.code {
            if words.starts_with(fence) && words.trim_start_matches(&fence[..1]).trim().is_empty() {
                quote.end_code();
            }
        } else if let Some(fence) = ["```", "~~~"].into_iter().find(|fence| words.starts_with(fence)) {
            let around = quote.level(indent, lists).checked_sub(1);
            quote.code = Some((fence, around.map_or(0, |at| lists[quote.open[at]].content)));
        } else if words.is_empty() || words.starts_with(":::") {
            (quote.at_start, quote.after_item) = (true, false);
        } else {
            quote.text(number, before, words, 0, lists);
        }
    }

    fn current(&mut self) -> (&mut Quote, &mut Vec<List>) {
        let last = self.quotes.len() - 1;
        (&mut self.quotes[last], &mut self.lists)
    }

    /// Ends the quotes that are deeper than that.
    fn leave_quotes(&mut self, depth: usize) {
        if self.quotes.len() > depth + 1 {
            self.quotes.truncate(depth + 1);
            let (around, _) = self.current();
            (around.at_start, around.after_item) = (true, false);
        }
    }
}

impl Quote {
    fn end_code(&mut self) {
        (self.at_start, self.after_item, self.code) = (true, false, None);
    }

    /// How many open lists have an item in which something at a column stands.
    fn level(&self, column: usize, lists: &[List]) -> usize {
        self.open.iter().rposition(|at| column >= lists[*at].content).map_or(0, |at| at + 1)
    }

    /// Reads the rest of a line; `depth` counts the marks before it in the line.
    fn text(&mut self, number: usize, before: &str, words: &str, depth: usize, lists: &mut Vec<List>) {
        let indent = column(before);
        let level = self.level(indent, lists);
        if words.starts_with('#') {
            self.end_lists(level);
            (self.at_start, self.after_item) = (true, false);
            return;
        }
        let marks = marks(words);
        let plain = plain_mark(words);
        let may_begin = self.at_start || depth > 0 || self.after_item && level == self.open.len() && level > 0;
        let sibling = self.open.get(level).map(|at| &lists[*at]).filter(|list| indent < list.column + 4);
        let around = level.checked_sub(1).and_then(|at| lists[self.open[at]].last);
        let place = (number, before.len() + 1);
        let next = sibling.and_then(|list| list.last).and_then(|last| marks.iter().find(|mark| mark.follows(&last)));
        if let Some(mark) = next.copied() {
            self.close(level + 1);
            let list = &mut lists[self.open[level]];
            (list.content, list.last) = (content(indent, mark.width, words), Some(mark));
            list.places.push((place, mark));
        } else if let Some(mark) = marks.iter().find(|mark| may_begin && mark.is_first(around)).copied() {
            self.close(level);
            let after = self.ended.get(&level).copied();
            let sign = after.map_or(b'.', |at| other_sign(lists[at].sign));
            let (content, places) = (content(indent, mark.width, words), vec![(place, mark)]);
            self.begin(List { column: indent, content, last: Some(mark), sign, after, places }, lists);
        } else if let Some(width) = plain.filter(|_| may_begin || sibling.is_some()) {
            self.close(level);
            let sign = words.as_bytes()[width - 1];
            let after = self.ended.get(&level).copied();
            // Its sign is given, so the lists before it change theirs, back to the last one whose sign is given too.
            let (mut next, mut taken) = (after, sign);
            while let Some(list) =
                next.map(|at| &mut lists[at]).filter(|list| list.last.is_some() && list.sign == taken)
            {
                taken = other_sign(taken);
                (list.sign, next) = (taken, list.after);
            }
            let content = content(indent, width, words);
            self.begin(List { column: indent, content, last: None, sign, after, places: Vec::new() }, lists);
            let behind = words[width..].trim_start_matches([' ', '\t']);
            (self.at_start, self.after_item) = (false, true);
            // Deeper nesting is an error.
            if !behind.is_empty() && depth < MAX_DEPTH {
                let before = format!("{before}{}", &words[..words.len() - behind.len()]);
                self.text(number, &before, behind, depth + 1, lists);
            }
            return;
        } else {
            if self.at_start && depth == 0 {
                self.end_lists(level);
            }
            if depth == 0 {
                (self.at_start, self.after_item) = (false, false);
            }
            return;
        }
        (self.at_start, self.after_item) = (false, true);
    }

    fn begin(&mut self, list: List, lists: &mut Vec<List>) {
        self.open.push(lists.len());
        lists.push(list);
    }

    /// Ends the lists from a level on, before words that keep them apart from any list behind.
    fn end_lists(&mut self, level: usize) {
        self.close(level);
        self.ended.remove(&level);
    }

    /// Ends the lists from a level on.
    fn close(&mut self, level: usize) {
        self.ended.retain(|ended, _| *ended <= level);
        if let Some(list) = self.open.get(level) {
            self.ended.insert(level, *list);
            self.open.truncate(level);
        }
    }
}

/// The sign of a list that follows one with that sign.
fn other_sign(sign: u8) -> u8 {
    if sign == b'.' { b')' } else { b'.' }
}

/// The column behind what stands before the words of a line.
fn column(before: &str) -> usize {
    before.chars().fold(0, |column, c| if c == '\t' { column + 4 - column % 4 } else { column + 1 })
}

/// The column at which the words of an item begin.
fn content(indent: usize, width: usize, words: &str) -> usize {
    let behind = &words[width..];
    let spaces = behind.len() - behind.trim_start_matches(' ').len();
    indent + width + if (1..=4).contains(&spaces) { spaces } else { 1 }
}
