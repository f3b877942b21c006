//! The marks of items: `a)`, `(iv)`, `1.1`, and what each is shown as.
//!
//! In: the beginning of a line, or a list. Out: the marks that it may be, or the mark of an item. What always holds: a mark that was read
//! is written as it was.

use comrak::nodes::{ListType, NodeList};

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
    pub(super) fn put_into(self, list: &mut NodeList) {
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
    pub(in crate::markdown) fn number(self) -> String {
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
    pub(in crate::markdown) fn is_whole(self) -> bool {
        self.numbers == Numbers::Decimal
    }

    /// The mark of the item as it is shown.
    pub(in crate::markdown) fn mark(self) -> String {
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

/// Returns a number from 1 in small Roman digits.
pub(crate) fn roman(value: usize) -> String {
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
pub(super) struct Mark {
    numbers: Numbers,
    brackets: Brackets,
    prefix: usize,
    value: usize,
    /// Its length in bytes.
    pub(super) width: usize,
}

impl Mark {
    /// Whether this mark is the first of its kind in an item with the mark `around`.
    pub(super) fn is_first(&self, around: Option<Self>) -> bool {
        let number = around.filter(|around| (self.numbers, around.numbers) == (Numbers::Decimal, Numbers::Decimal));
        self.value == 1 || number.is_some_and(|around| around.prefix * BASE + around.value == self.prefix)
    }

    /// How a list is marked that begins with it.
    pub(super) fn style(self) -> ClauseStyle {
        ClauseStyle { numbers: self.numbers, brackets: self.brackets, prefix: self.prefix, start: self.value }
    }

    fn is_alike(&self, other: &Self) -> bool {
        (self.numbers, self.brackets, self.prefix) == (other.numbers, other.brackets, other.prefix)
    }

    /// Whether this mark can stand behind another of its list. What stands between may be withheld.
    pub(super) fn follows(&self, other: &Self) -> bool {
        self.is_alike(other) && self.value > other.value && self.value <= other.value + FARTHEST
    }
}

/// How far apart two marks that follow one another may be.
const FARTHEST: usize = 5;

/// The marks that the beginning of a line may be: `i.` is a letter and a number.
pub(super) fn marks(line: &str) -> Vec<Mark> {
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

/// The width of the mark at the beginning of an item, and whether it is the one that the item is shown with.
pub(in crate::markdown) fn written_mark(line: &str, item: &NodeList) -> Option<(usize, bool)> {
    if let Some(style) = ClauseStyle::of(item) {
        let marks = marks(line);
        return Some((marks.first()?.width, marks.iter().any(|mark| mark.style() == style)));
    }
    let width = plain_mark(line)?;
    Some((width, line[..width - 1].parse() == Ok(item.start)))
}

/// The packed numbers before the last one, and the last one.
fn decimal(number: &str) -> Option<(usize, usize)> {
    let parts: Vec<usize> = number.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (last, before) = parts.split_last()?;
    let fits = parts.iter().all(|part| *part > 0 && *part < BASE) && before.len() <= 4;
    fits.then(|| (before.iter().fold(0, |packed, part| packed * BASE + part), *last))
}

/// The width of a mark of Markdown's own.
pub(super) fn plain_mark(words: &str) -> Option<usize> {
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let width = match words.as_bytes().get(digits)? {
        b'.' | b')' if (1..10).contains(&digits) => digits + 1,
        b'-' | b'*' | b'+' if digits == 0 => 1,
        _ => return None,
    };
    words[width..].chars().next().is_none_or(|c| c == ' ' || c == '\t').then_some(width)
}

#[cfg(test)]
mod tests {
    use super::*;

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
