//! Lists whose marks are letters, Roman numbers, decimals, or stand in brackets: `a)`, `(iv)`, `1.1`.
//!
//! In: a text. Out: [`Clauses`]: the same text with a mark that comrak knows in the place of each, byte by byte, and what was written
//! there; then, in the tree that comrak made of it, a [`ClauseStyle`] in each such list. What always holds: a mark is replaced only
//! where comrak then sees an item, so that no other number is ever shown; and every byte keeps its place.
//!
//! A list begins at the start of a block, or one step further in than the item before it, with the first mark of its kind (`a`, `i`,
//! `1.1`, or what follows its parent's number), and a later one of the kind must follow. A letter that is too far from the one
//! before it is text. Fences of `:::` blocks are looked through: what stands in a block for some readers is numbered like the rest.

use std::borrow::Cow;
use std::collections::BTreeMap;

use comrak::nodes::{ListType, NodeList, NodeValue};
use comrak::{Arena, Node, Options};

use super::directives::MAX_DEPTH;
use super::slug::Anchors;

/// How the items of a list are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClauseStyle {
    numbers: Numbers,
    brackets: Brackets,
    /// The numbers before the last one of `1.2.3`, packed.
    prefix: usize,
    /// The number of the item, or of the first one of a list.
    start: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Numbers {
    Arabic,
    Lower,
    Upper,
    LowerRoman,
    UpperRoman,
    Decimal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Brackets {
    Point,
    Behind,
    Around,
    None,
}

/// What one mark of a decimal number is worth, at most.
const BASE: usize = 1000;

impl ClauseStyle {
    /// The style of a list of Markdown; `None` where it has bullets or plain numbers.
    pub(crate) fn of(list: &NodeList) -> Option<Self> {
        if list.list_type != ListType::Ordered {
            return None;
        }
        let numbers = match list.bullet_char {
            b'1' => Numbers::Arabic,
            b'a' => Numbers::Lower,
            b'A' => Numbers::Upper,
            b'i' => Numbers::LowerRoman,
            b'I' => Numbers::UpperRoman,
            b'.' => Numbers::Decimal,
            _ => return None,
        };
        let brackets = match list.padding {
            0 => Brackets::Point,
            1 => Brackets::Behind,
            2 => Brackets::Around,
            _ => Brackets::None,
        };
        Some(Self { numbers, brackets, prefix: list.marker_offset, start: list.start })
    }

    /// Writes the style into a list.
    fn put_into(self, list: &mut NodeList) {
        list.bullet_char = match self.numbers {
            Numbers::Arabic => b'1',
            Numbers::Lower => b'a',
            Numbers::Upper => b'A',
            Numbers::LowerRoman => b'i',
            Numbers::UpperRoman => b'I',
            Numbers::Decimal => b'.',
        };
        list.padding = self.brackets as usize;
        list.marker_offset = self.prefix;
        list.start = self.start;
    }

    /// The number of the item, without brackets.
    fn number(self) -> String {
        let value = self.start;
        match self.numbers {
            Numbers::Arabic => value.to_string(),
            Numbers::Lower => letters(value),
            Numbers::Upper => letters(value).to_uppercase(),
            Numbers::LowerRoman => roman(value),
            Numbers::UpperRoman => roman(value).to_uppercase(),
            Numbers::Decimal => {
                let mut parts = vec![value.to_string()];
                let mut prefix = self.prefix;
                while prefix > 0 {
                    parts.insert(0, (prefix % BASE).to_string());
                    prefix /= BASE;
                }
                parts.join(".")
            }
        }
    }

    /// The mark of the item as it is shown.
    fn mark(self) -> String {
        let number = self.number();
        match self.brackets {
            Brackets::Point => format!("{number}."),
            Brackets::Behind => format!("{number})"),
            Brackets::Around => format!("({number})"),
            Brackets::None => number,
        }
    }
}

/// The mark of an item of a list with a style, once [`number_items`] has counted the items.
pub(crate) fn mark_of(item: Node<'_>) -> Option<String> {
    match item.data().value {
        NodeValue::Item(own) => Some(ClauseStyle::of(&own)?.mark()),
        _ => None,
    }
}

/// Counts the items of the ordered lists of a tree. What was withheld is not there any more, so that it leaves no gap.
pub(crate) fn number_items(root: Node<'_>) {
    for list in root.descendants() {
        let NodeValue::List(form) = list.data().value else { continue };
        if form.list_type == ListType::Ordered {
            for (at, item) in list.children().enumerate() {
                if let NodeValue::Item(own) = &mut item.data_mut().value {
                    *own = NodeList { start: form.start + at, ..form };
                }
            }
        }
    }
}

/// The anchors of the items of ordered lists, in their order: `3-b-ii`. Headings have theirs already.
pub(super) fn clause_anchors<'a>(root: Node<'a>, anchors: &mut Anchors) -> Vec<(Node<'a>, String)> {
    let number = |node: Node<'_>| match node.data().value {
        NodeValue::Item(own) if own.list_type == ListType::Ordered => {
            let style = ClauseStyle::of(&own);
            let number = style.map_or_else(|| own.start.to_string(), ClauseStyle::number);
            Some((number.replace('.', "-"), style.is_some_and(|style| style.numbers == Numbers::Decimal)))
        }
        _ => None,
    };
    let items = root.descendants().filter(|node| number(node).is_some());
    let anchor = |item: Node<'a>| {
        let mut path = Vec::new();
        for (number, is_whole) in item.ancestors().filter_map(number) {
            path.insert(0, number);
            if is_whole {
                break;
            }
        }
        (item, anchors.free(&path.join("-")))
    };
    items.collect::<Vec<_>>().into_iter().map(anchor).collect()
}

fn letters(value: usize) -> String {
    let mut out = String::new();
    let mut left = value;
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).unwrap_or_default();
        out.insert(0, char::from(b'a' + digit));
        left = (left - 1) / 26;
    }
    out
}

fn roman(value: usize) -> String {
    const SIGNS: [(usize, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut out = String::new();
    let mut left = value;
    for (worth, sign) in SIGNS {
        while left >= worth {
            out.push_str(sign);
            left -= worth;
        }
    }
    out
}

/// A mark as an author wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    numbers: Numbers,
    brackets: Brackets,
    prefix: usize,
    value: usize,
    width: usize,
}

impl Mark {
    fn is_alike(&self, other: &Self) -> bool {
        (self.numbers, self.brackets, self.prefix) == (other.numbers, other.brackets, other.prefix)
    }

    /// Whether this mark can stand behind another of its list. What stands between may be withheld.
    fn follows(&self, other: &Self) -> bool {
        self.is_alike(other) && self.value > other.value && self.value <= other.value + FARTHEST
    }
}

/// How far apart two marks that follow one another may be.
const FARTHEST: usize = 5;

/// The marks that the beginning of a line may be: `i.` is a letter and a number.
fn marks(line: &str) -> Vec<Mark> {
    let (open, rest) = match line.strip_prefix('(') {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(rest.len());
    let (mut number, behind) = rest.split_at(end);
    let mut point = false;
    if let Some(without) = number.strip_suffix('.') {
        (number, point) = (without, true);
    }
    let closes = behind.starts_with(')') && !point;
    let is_decimal = number.contains('.');
    let brackets = match (open, closes, point) {
        (true, true, _) => Brackets::Around,
        (false, true, _) => Brackets::Behind,
        (false, false, true) => Brackets::Point,
        (false, false, false) if is_decimal => Brackets::None,
        _ => return Vec::new(),
    };
    let width = usize::from(open) + end + usize::from(closes);
    let is_apart = line[width..].starts_with([' ', '\t']) && !line[width..].trim().is_empty();
    if number.is_empty() || !is_apart || !(2..=9).contains(&width) {
        return Vec::new();
    }
    let mark = |numbers: Numbers, value: usize| Mark { numbers, brackets, prefix: 0, value, width };
    if is_decimal {
        return decimal(number)
            .map(|(prefix, value)| Mark { prefix, ..mark(Numbers::Decimal, value) })
            .into_iter()
            .collect();
    }
    if let Ok(value) = number.parse() {
        // `1.` and `1)` are Markdown's own.
        return if brackets == Brackets::Around { vec![mark(Numbers::Arabic, value)] } else { Vec::new() };
    }
    let lower = number.to_ascii_lowercase();
    let (plain, rome) = if lower == number {
        (Numbers::Lower, Numbers::LowerRoman)
    } else if number.to_ascii_uppercase() == number {
        (Numbers::Upper, Numbers::UpperRoman)
    } else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let value =
        (1..=3999).take_while(|_| lower.bytes().all(|b| b"ivxlcdm".contains(&b))).find(|value| roman(*value) == lower);
    found.extend(value.map(|value| mark(rome, value)));
    if lower.len() == 1 && lower.bytes().all(|b| b.is_ascii_lowercase()) {
        found.push(mark(plain, usize::from(lower.as_bytes()[0] - b'a') + 1));
    }
    found
}

/// The packed numbers before the last one, and the last one.
fn decimal(number: &str) -> Option<(usize, usize)> {
    let parts: Vec<usize> = number.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (last, before) = parts.split_last()?;
    let fits = parts.iter().all(|part| *part > 0 && *part < BASE) && before.len() <= 4;
    fits.then(|| (before.iter().fold(0, |packed, part| packed * BASE + part), *last))
}

/// A text whose marks comrak knows, and what was written in their place.
#[derive(Debug, Clone)]
pub(super) struct Clauses<'t> {
    /// The text.
    pub(super) text: Cow<'t, str>,
    /// The marks by their lines, from 1, and columns, from 1.
    marks: BTreeMap<(usize, usize), Mark>,
}

impl Clauses<'_> {
    /// Gives the lists of the tree that comrak made of the text their styles.
    pub(super) fn mark_lists(&self, root: Node<'_>) {
        if self.marks.is_empty() {
            return;
        }
        for list in root.descendants().filter(|node| matches!(node.data().value, NodeValue::List(_))) {
            let Some(mark) = list.first_child().and_then(|item| self.mark(item)) else { continue };
            let style =
                ClauseStyle { numbers: mark.numbers, brackets: mark.brackets, prefix: mark.prefix, start: mark.value };
            if let NodeValue::List(list) = &mut list.data_mut().value {
                style.put_into(list);
            }
        }
    }

    fn mark(&self, item: Node<'_>) -> Option<&Mark> {
        let start = item.data().sourcepos.start;
        self.marks.get(&(start.line, start.column))
    }
}

/// Finds the marks of a text.
pub(super) fn clauses<'t>(text: &'t str, options: &Options<'_>) -> Clauses<'t> {
    let mut marks = found(text);
    // A mark that makes no item would be shown as another number: it is text. Without it, another may be none either.
    for _ in 0..3 {
        if marks.is_empty() {
            break;
        }
        let replaced = replaced(text, &marks);
        let arena = Arena::new();
        let root = comrak::parse_document(&arena, &replaced, options);
        let mut items = BTreeMap::new();
        for node in root.descendants() {
            if let NodeValue::Item(_) | NodeValue::TaskItem(_) = node.data().value {
                let start = node.data().sourcepos.start;
                let is_first = node.previous_sibling().is_none();
                let before = node.previous_sibling().map(|before| before.data().sourcepos.start);
                items.insert((start.line, start.column), (is_first, before.map(|start| (start.line, start.column))));
            }
        }
        let fits = |place: &(usize, usize), mark: &Mark| match items.get(place) {
            Some((true, _)) => true,
            Some((false, Some(before))) => marks.get(before).is_some_and(|before| mark.is_alike(before)),
            _ => false,
        };
        let kept: BTreeMap<_, _> =
            marks.iter().filter(|(place, mark)| fits(place, mark)).map(|(p, m)| (*p, *m)).collect();
        if kept.len() == marks.len() {
            return Clauses { text: Cow::Owned(replaced), marks };
        }
        marks = kept;
    }
    Clauses { text: Cow::Borrowed(text), marks: BTreeMap::new() }
}

/// A list that is open.
struct Sequence {
    column: usize,
    content: usize,
    last: Option<Mark>,
    places: Vec<((usize, usize), Mark)>,
}

/// The marks of lists that begin with the first of its kind and go on.
fn found(text: &str) -> BTreeMap<(usize, usize), Mark> {
    let mut reader =
        Reader { open: Vec::new(), out: BTreeMap::new(), at_start: true, after_item: false, quote: "", code: None };
    for (number, line) in crate::text::lines(text).enumerate() {
        reader.line(number + 1, line);
    }
    reader.close(0);
    reader.out
}

struct Reader<'t> {
    open: Vec<Sequence>,
    out: BTreeMap<(usize, usize), Mark>,
    /// Whether a block may begin in the next line.
    at_start: bool,
    /// Whether the line before is the first of an item.
    after_item: bool,
    /// The marks of quotes before the line.
    quote: &'t str,
    /// The fence of the code that is open.
    code: Option<&'t str>,
}

impl<'t> Reader<'t> {
    fn line(&mut self, number: usize, line: &'t str) {
        let words = line.trim_start_matches([' ', '\t', '>']);
        let before = &line[..line.len() - words.len()];
        let quote = before.rfind('>').map_or("", |at| &before[..=at]);
        if quote.matches('>').count() != self.quote.matches('>').count() {
            self.close(0);
            (self.at_start, self.after_item, self.code) = (true, false, None);
        }
        self.quote = quote;
        if let Some(fence) = self.code {
            if words.starts_with(fence) && words.trim_start_matches(&fence[..1]).trim().is_empty() {
                (self.code, self.at_start, self.after_item) = (None, true, false);
            }
            return;
        }
        if let Some(fence) = ["```", "~~~"].into_iter().find(|fence| words.starts_with(fence)) {
            self.code = Some(fence);
            return;
        }
        if words.is_empty() || words.starts_with(":::") {
            (self.at_start, self.after_item) = (true, false);
            return;
        }
        self.text(number, before, words, 0);
    }

    /// Reads the rest of a line; `depth` counts the marks before it in the line.
    fn text(&mut self, number: usize, before: &str, words: &str, depth: usize) {
        let indent = before.chars().fold(0, |column, c| if c == '\t' { column + 4 - column % 4 } else { column + 1 });
        if words.starts_with('#') {
            self.close(0);
            (self.at_start, self.after_item) = (true, false);
            return;
        }
        let marks = marks(words);
        let plain = plain_mark(words);
        let is_inside = self.open.iter().rposition(|list| indent >= list.content);
        let level = is_inside.map_or(0, |at| at + 1);
        let may_begin =
            self.at_start || depth > 0 || self.after_item && is_inside == Some(self.open.len().wrapping_sub(1));
        let sibling = self.open.get(level).filter(|list| indent < list.column + 4);
        let place = (number, before.len() + 1);
        let next = sibling.and_then(|list| list.last).and_then(|last| marks.iter().find(|mark| mark.follows(&last)));
        if let Some(mark) = next.copied() {
            self.close(level + 1);
            let list = &mut self.open[level];
            (list.content, list.last) = (content(indent, mark.width, words), Some(mark));
            list.places.push((place, mark));
        } else if let Some(mark) = marks.iter().find(|mark| may_begin && self.is_first(mark, level)).copied() {
            self.close(level);
            let content = content(indent, mark.width, words);
            self.open.push(Sequence { column: indent, content, last: Some(mark), places: vec![(place, mark)] });
        } else if let Some(width) = plain.filter(|_| may_begin || sibling.is_some_and(|list| list.last.is_none())) {
            self.close(level);
            let content = content(indent, width, words);
            self.open.push(Sequence { column: indent, content, last: None, places: Vec::new() });
            let behind = words[width..].trim_start_matches([' ', '\t']);
            (self.at_start, self.after_item) = (false, true);
            // Deeper nesting is an error.
            if !behind.is_empty() && depth < MAX_DEPTH {
                let before = format!("{before}{}", &words[..words.len() - behind.len()]);
                self.text(number, &before, behind, depth + 1);
            }
            return;
        } else {
            if self.at_start && depth == 0 {
                self.close(level);
            }
            if depth == 0 {
                (self.at_start, self.after_item) = (false, false);
            }
            return;
        }
        (self.at_start, self.after_item) = (false, true);
    }

    /// Whether a mark is the first of its kind.
    fn is_first(&self, mark: &Mark, level: usize) -> bool {
        let parent = level.checked_sub(1).and_then(|at| self.open[at].last);
        match mark.numbers {
            Numbers::Decimal => {
                let number = parent.filter(|parent| parent.numbers == Numbers::Decimal);
                mark.value == 1 || number.is_some_and(|parent| parent.prefix * BASE + parent.value == mark.prefix)
            }
            _ => mark.value == 1,
        }
    }

    /// Ends the lists from a level on. One with a single item is none.
    fn close(&mut self, level: usize) {
        for list in self.open.split_off(level.min(self.open.len())) {
            if list.places.len() > 1 {
                self.out.extend(list.places);
            }
        }
    }
}

/// The column at which the words of an item begin.
fn content(indent: usize, width: usize, words: &str) -> usize {
    let behind = &words[width..];
    let spaces = behind.len() - behind.trim_start_matches(' ').len();
    indent + width + if (1..=4).contains(&spaces) { spaces } else { 1 }
}

/// The width of a mark of Markdown's own.
fn plain_mark(words: &str) -> Option<usize> {
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let width = match words.as_bytes().get(digits)? {
        b'.' | b')' if (1..10).contains(&digits) => digits + 1,
        b'-' | b'*' | b'+' if digits == 0 => 1,
        _ => return None,
    };
    words[width..].chars().next().is_none_or(|c| c == ' ' || c == '\t').then_some(width)
}

/// The text with a mark of Markdown's own in the place of each, as long as it was. Lists that stand side by side get other signs.
fn replaced(text: &str, marks: &BTreeMap<(usize, usize), Mark>) -> String {
    let mut out = String::with_capacity(text.len());
    let starts = crate::text::LineStarts::new(text);
    let mut at = 0;
    for ((line, column), mark) in marks {
        let from = starts.byte(*line, *column);
        out.push_str(&text[at..from]);
        // Markdown's own lists have a point as a rule; these have a bracket or a point by their kind, so that no two are one.
        let sign = match mark.numbers {
            Numbers::Lower | Numbers::Upper => '.',
            _ => ')',
        };
        out.extend(std::iter::repeat_n('0', mark.width - 2));
        out.push('1');
        out.push(sign);
        at = from + mark.width;
    }
    out + &text[at..]
}

#[cfg(test)]
mod tests {
    use super::super::options::{Dialect, options};
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let clauses = clauses(text, &options(Dialect::Prose));
        assert_eq!(clauses.text.len(), text.len());
        let arena = Arena::new();
        let root = comrak::parse_document(&arena, &clauses.text, &options(Dialect::Prose));
        clauses.mark_lists(root);
        number_items(root);
        let items = root.descendants().filter(|node| matches!(node.data().value, NodeValue::Item(_)));
        items.filter_map(mark_of).collect()
    }

    #[test]
    fn marks_are_kept_as_written() {
        for (text, expected) in [
            ("a) One\nb) Two\n", "a) b)"),
            ("(i) One\n(ii) Two\n(iii) Three\n", "(i) (ii) (iii)"),
            ("A. One\n\nB. Two\n", "A. B."),
            ("1.1 One\n1.2 Two\n", "1.1 1.2"),
            ("(1) One\n(2) Two\n", "(1) (2)"),
            ("a. First:\n    i. Sub\n    ii. Sub\nb. Second\n", "a. i. ii. b."),
            ("a. First:\n\n    i. Sub\n\n    ii. Sub\n\nb. Second\n", "a. i. ii. b."),
            ("1. One:\n   a) x\n   b) y\n2. Two\n", "a) b)"),
            ("1. One\n\n1.1 x\n\n1.2 y\n\n2. Two\n\n2.1 x\n\n2.2 y\n", "1.1 1.2 2.1 2.2"),
            ("> a) One\n> b) Two\n", "a) b)"),
            ("h. x\n", ""),
            ("g) x\nh) y\n", ""),
            ("a) One\n\n::: staff\nb) Two\n:::\n\nc) Three\n", "a) b) c)"),
            ("a) One\nc) Three\n", "a) b)"),
        ] {
            assert_eq!(shown(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn words_that_look_like_marks_are_words() {
        for text in [
            "A. Milne wrote it.\n",
            "i.e. that\nii. this\n",
            "Text\na) One\nb) Two\n",
            "a) One\n\nText\n\nb) Two\n",
            "a) One\na) Two\n",
            "a) One\nz) Two\n",
            "```\na) One\nb) Two\n```\n",
            "1.1 million\n",
            "<div>\na) One\nb) Two\n</div>\n",
            "    a) One\n    b) Two\n",
        ] {
            assert_eq!(shown(text), Vec::<String>::new(), "{text}");
            assert_eq!(clauses(text, &options(Dialect::Prose)).text, text);
        }
    }

    #[test]
    fn numbers_are_written_and_read() {
        assert_eq!([1, 26, 27, 28].map(letters), ["a", "z", "aa", "ab"]);
        assert_eq!([1, 4, 9, 14, 40].map(roman), ["i", "iv", "ix", "xiv", "xl"]);
    }
}
