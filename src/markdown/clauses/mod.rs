//! Lists whose marks are letters, Roman numbers, decimals, or stand in brackets: `a)`, `(iv)`, `1.1`.
//!
//! In: a text. Out: [`Clauses`]: the same text with a mark that comrak knows in the place of each, byte by byte, and what was written
//! there; then, in the tree that comrak made of it, a [`ClauseStyle`] in each such list. What always holds: a mark is replaced only
//! where comrak then sees an item, so that no other number is ever shown; and every byte keeps its place.
//!
//! A list begins at the start of a block, or one step further in than the item before it, with the first mark of its kind (`a`, `i`,
//! `1.1`, or what follows its parent's number), and a later one of the kind must follow. A letter that is too far from the one
//! before it is text. Fences of `:::` blocks are looked through: what stands in a block for some readers is numbered like the rest.

mod scan;

use std::borrow::Cow;
use std::collections::BTreeSet;

use comrak::nodes::{ListType, NodeList, NodeValue};
use comrak::{Arena, Node, Options};

use self::scan::{Item, Items, found, plain_mark};

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
    pub(super) fn number(self) -> String {
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

    /// Whether the number holds those of the lists around it, as `1.2.3` does.
    pub(super) fn is_whole(self) -> bool {
        self.numbers == Numbers::Decimal
    }

    /// The mark of the item as it is shown.
    pub(super) fn mark(self) -> String {
        let number = self.number();
        match self.brackets {
            Brackets::Point => format!("{number}."),
            Brackets::Behind => format!("{number})"),
            Brackets::Around => format!("({number})"),
            Brackets::None => number,
        }
    }
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

/// A line without the mark of an item before its words, if it begins with one: `b)`, `iv.`, `(2)`, `3.`.
pub(crate) fn without_mark(line: &str) -> &str {
    let line = line.trim_start();
    let digits = || plain_mark(line).filter(|width| (2..=4).contains(width));
    let in_brackets = marks(line).into_iter().find(|mark| mark.brackets != Brackets::None);
    in_brackets.map(|mark| mark.width).or_else(digits).map_or(line, |width| &line[width..])
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
    marks: Items,
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

    fn mark(&self, item: Node<'_>) -> Option<Mark> {
        let start = item.data().sourcepos.start;
        self.marks.get(&(start.line, start.column)).map(|item| item.mark)
    }
}

/// Finds the marks of a text.
pub(super) fn clauses<'t>(text: &'t str, options: &Options<'_>) -> Clauses<'t> {
    let marks = marks_of_items(text, found(text), options);
    let text = if marks.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(replaced(text, &marks)) };
    Clauses { text, marks }
}

/// A text in which no fence of a `:::` block was looked for yet, with marks that comrak knows.
///
/// Of blocks in one another comrak closes the outer one first, so whether it sees an item is asked of the text without fences.
pub(super) fn with_known_marks<'t>(text: &'t str, options: &Options<'_>) -> Cow<'t, str> {
    let marks = found(text);
    if marks.is_empty() {
        return Cow::Borrowed(text);
    }
    let marks = marks_of_items(&with_rules_for_fences(text), marks, options);
    if marks.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(replaced(text, &marks)) }
}

/// The marks of those lists in which each of them begins an item of a text. Any other would be shown as another number.
fn marks_of_items(text: &str, mut marks: Items, options: &Options<'_>) -> Items {
    // Without one list, another may be none either.
    for _ in 0..3 {
        if marks.is_empty() {
            break;
        }
        let arena = Arena::new();
        let root = comrak::parse_document(&arena, &replaced(text, &marks), options);
        let place = |node: Node<'_>| (node.data().sourcepos.start.line, node.data().sourcepos.start.column);
        let list = |place| marks.get(&place).map(|item| item.list);
        let mut items = BTreeSet::new();
        let mut wrong = BTreeSet::new();
        for node in root.descendants() {
            if let NodeValue::Item(_) | NodeValue::TaskItem(_) = node.data().value {
                items.insert(place(node));
                let (own, before) = (list(place(node)), node.previous_sibling().map(|before| list(place(before))));
                if before.is_some_and(|before| before != own) {
                    wrong.extend(own.into_iter().chain(before.flatten()));
                }
            }
        }
        wrong.extend(marks.iter().filter(|(place, _)| !items.contains(place)).map(|(_, item)| item.list));
        if wrong.is_empty() {
            return marks;
        }
        marks.retain(|_, item| !wrong.contains(&item.list));
    }
    Items::new()
}

/// A text with a rule in the place of each fence of a `:::` block: it ends what such a block would end.
fn with_rules_for_fences(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let mut words = line.trim_start_matches([' ', '\t', '>']);
        while let Some(width) = plain_mark(words) {
            words = words[width..].trim_start_matches([' ', '\t', '>']);
        }
        if words.starts_with(":::") {
            let end = words.trim_end_matches(['\r', '\n']);
            out.push_str(&line[..line.len() - words.len()]);
            out.push_str("___");
            out.extend(std::iter::repeat_n(' ', end.len() - ":::".len()));
            out.push_str(&words[end.len()..]);
        } else {
            out.push_str(line);
        }
    }
    out
}

/// The text with a mark of Markdown's own in the place of each, as long as it was.
fn replaced(text: &str, marks: &Items) -> String {
    let mut out = String::with_capacity(text.len());
    let starts = crate::text::LineStarts::new(text);
    let mut at = 0;
    for ((line, column), Item { mark, sign, .. }) in marks {
        let from = starts.byte(*line, *column);
        out.push_str(&text[at..from]);
        out.extend(std::iter::repeat_n('0', mark.width - 2));
        out.push('1');
        out.push(char::from(*sign));
        at = from + mark.width;
    }
    out + &text[at..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::items::{mark_of, number_items};
    use crate::markdown::options::{Dialect, options};

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
            ("a. One\n   i. x\n\n      ## Part\n\n   ii. y\nb. Two\n", "a. i. ii. b."),
            ("a. One\n\n   # Part\n\n   Text.\n\nb. Two\n", "a. b."),
            ("a. One\nb. Two\n\n# Part\n\na. One\nb. Two\n", "a. b. a. b."),
            ("a. One\n   > Quote\n\n   i. x\n   ii. y\nb. Two\n", "a. i. ii. b."),
            ("a. One\n   > i. x\n   > ii. y\n   > > a. z\n   > > b. z\n\nb. Two\n", "a. i. ii. a. b. b."),
            ("a. One\n\n> Quote\n\na. One\nb. Two\n", "a. b."),
            ("1. One\n\na. x\nb. y\n", "a. b."),
            ("a. x\nb. y\n\n1. One\n2. Two\n", "a. b."),
            ("a) x\nb) y\n1) One\n2) Two\n\n(i) z\n(ii) z\n", "a) b) (i) (ii)"),
            ("1. One\n\na. x\nb. y\n\nA. x\nB. y\n\ni. x\nii. y\n", "a. b. A. B. i. ii."),
            ("1. One\n   a. x\n   b. y\n\n   1. z\n2. Two\n   1) x\n\n   (a) x\n   (b) y\n", "a. b. (a) (b)"),
            // Each sign would make one list of two.
            ("1. One\n\na. x\nb. y\n\n2) Two\n", ""),
            ("1. One\n   ```\n   code\n\na. One\nb. Two\n", "a. b."),
            ("a. One\n   ```\n   > # code\n   ```\nb. Two\n", "a. b."),
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
    fn a_line_is_read_without_the_mark_of_its_item() {
        for line in ["b) Words.", "(iv) Words.", "C. Words.", "12. Words.", "3) Words.", "  i. Words.", "Words."] {
            assert_eq!(without_mark(line).trim(), "Words.");
        }
        for line in ["b)", "1.1 million", "2026. A year.", "e.g. words", "Word. Words.", "- Words."] {
            assert_eq!(without_mark(line), line);
        }
    }

    #[test]
    fn numbers_are_written_and_read() {
        assert_eq!([1, 26, 27, 28].map(letters), ["a", "z", "aa", "ab"]);
        assert_eq!([1, 4, 9, 14, 40].map(roman), ["i", "iv", "ix", "xiv", "xl"]);
    }
}
