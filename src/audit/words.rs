//! Words and figures, as readers tell them apart.
//!
//! In: a text. Out: its words, folded, with their places, and its figures. What always holds: capitals, accents, compatible
//! letters (full-width, mathematical), apostrophes and characters that nobody sees make no other word, and the spacing of a
//! number makes no other figure.

use std::hash::Hasher;

use rustc_hash::FxHasher;
use unicode_normalization::char::decompose_compatible;

/// Stands in a text where an inline tag stood. No text may hold these three characters itself.
pub(super) const TAG: char = '\u{fdd0}';
/// The same for the edge of a link, a button or another thing that stands by itself in a line.
pub(super) const LINK: char = '\u{fdd1}';
/// The same for the edge of a block.
pub(super) const BLOCK: char = '\u{fdd2}';

/// What stands between a word and the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Gap {
    #[default]
    Text,
    Link,
    Block,
}

/// A word of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    /// Stands for its letters.
    pub(super) hash: u64,
    /// Where it begins, in bytes.
    pub(super) start: u32,
    /// Where it ends.
    pub(super) end: u32,
    /// What stands before it.
    pub(super) gap: Gap,
}

/// Calls `each` with every word. With `split`, inline tags part words as well: `stic<b>ker` is one word for a reader, and a
/// theme may yet set two things side by side with tags alone.
pub(super) fn each_word(text: &str, split: bool, mut each: impl FnMut(&str, Word)) {
    let mut cutter = Cutter::default();
    for (at, c) in text.char_indices() {
        match c {
            'a'..='z' | '0'..='9' => cutter.letter(c, at, 1),
            'A'..='Z' => cutter.letter(c.to_ascii_lowercase(), at, 1),
            TAG if !split => {}
            '\'' | '’' | 'ʼ' => {}
            LINK | BLOCK => {
                cutter.finish(&mut each);
                cutter.gap = cutter.gap.max(if c == LINK { Gap::Link } else { Gap::Block });
            }
            _ if c.is_ascii() => cutter.finish(&mut each),
            _ if is_unseen(c) => {}
            _ => decompose_compatible(untagged(c), |part| cutter.folded(part, at, c.len_utf8(), &mut each)),
        }
    }
    cutter.finish(&mut each);
}

/// The words of a text.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut all = Vec::new();
    each_word(text, false, |_, word| all.push(word));
    all
}

#[derive(Default)]
struct Cutter {
    spelt: String,
    start: usize,
    end: usize,
    gap: Gap,
}

impl Cutter {
    fn letter(&mut self, c: char, at: usize, len: usize) {
        if self.spelt.is_empty() {
            self.start = at;
        }
        self.end = at + len;
        self.spelt.push(c);
    }

    /// Takes one of the characters that the one at `at` is made of.
    fn folded(&mut self, c: char, at: usize, len: usize, each: &mut impl FnMut(&str, Word)) {
        let plain = match c {
            'ß' | 'ẞ' => "ss",
            'æ' | 'Æ' => "ae",
            'œ' | 'Œ' => "oe",
            // Letters of other scripts that look like Latin ones, small and capital alike, stand with those.
            'ø' | 'Ø' | 'о' | 'О' | 'ο' | 'Ο' => "o",
            'đ' | 'Đ' | 'ð' | 'Ð' => "d",
            'þ' | 'Þ' => "th",
            'ł' | 'Ł' => "l",
            'ħ' | 'Ħ' => "h",
            'ı' | 'і' | 'І' | 'ι' | 'Ι' => "i",
            'а' | 'А' | 'α' | 'Α' => "a",
            'е' | 'Е' => "e",
            'р' | 'Р' | 'ρ' | 'Ρ' => "p",
            'с' | 'С' => "c",
            'х' | 'Х' | 'χ' | 'Χ' => "x",
            'у' | 'У' => "y",
            'ѕ' | 'Ѕ' => "s",
            'ј' | 'Ј' => "j",
            _ => "",
        };
        if let Some(letter) = small_capital(c) {
            self.letter(letter, at, len);
        } else if !plain.is_empty() {
            plain.chars().for_each(|c| self.letter(c, at, len));
        } else if is_unseen(c) {
        } else if stands_alone(c) {
            self.finish(each);
            self.letter(c, at, len);
            self.finish(each);
        } else if c.is_alphanumeric() {
            c.to_lowercase().for_each(|c| self.letter(c, at, len));
        } else {
            self.finish(each);
        }
    }

    fn finish(&mut self, each: &mut impl FnMut(&str, Word)) {
        // The scheme of an address says nothing, and one and the same address is written with and without.
        if !self.spelt.is_empty() && !matches!(&*self.spelt, "http" | "https" | "mailto" | "tel" | "www") {
            let (start, end) = (clamp(self.start), clamp(self.end));
            each(&self.spelt, Word { hash: hash(&self.spelt), start, end, gap: std::mem::take(&mut self.gap) });
        }
        self.spelt.clear();
    }
}

/// A byte offset as it is kept. Places beyond 4 GiB are all reported as the same.
pub(super) fn clamp(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Stands for a word.
pub(super) fn hash(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    join([hasher.finish(), word.len() as u64])
}

/// Stands for a run of words in their order.
pub(super) fn join(hashes: impl IntoIterator<Item = u64>) -> u64 {
    hashes.into_iter().fold(0x2545_f491_4f6c_dd1d, |state, word| {
        let mixed = (state.rotate_left(23) ^ word).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed ^ (mixed >> 29)
    })
}

/// Characters that no reader sees, and marks that sit on a letter.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{20d0}'..='\u{20ff}' | '\u{3099}' | '\u{309a}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}'
        | '\u{e0000}'..='\u{e001f}' | '\u{e007f}'..='\u{e0fff}')
}

/// The letter that an invisible tag character (U+E0020 to U+E007E) stands for; any other character as it is.
fn untagged(c: char) -> char {
    match c {
        '\u{e0020}'..='\u{e007e}' => char::from_u32(u32::from(c) - 0xe_0000).unwrap_or(c),
        _ => c,
    }
}

/// The Latin letter that is drawn as a small capital, or as a part of a flag.
fn small_capital(c: char) -> Option<char> {
    const SMALL: &str = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡ_ʏᴢ";
    let nth = match c {
        '\u{1f1e6}'..='\u{1f1ff}' => u32::from(c) - 0x1_f1e6,
        '_' => return None,
        _ if c.is_ascii() => return None,
        _ => u32::try_from(SMALL.chars().position(|small| small == c)?).ok()?,
    };
    char::from_u32(u32::from('a') + nth)
}

/// Whether a text may say anything.
pub(super) fn has_letters(text: &str) -> bool {
    text.chars().any(|c| c.is_alphanumeric() || untagged(c) != c || small_capital(c).is_some())
}

/// Letters of scripts that put no space between words: each is a word.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
        && c.is_alphanumeric()
}

/// Where the addresses of sites and letter boxes stand in a text.
pub(super) fn addresses(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    if !text.contains("://") && !text.contains('@') && !text.contains("www.") && !text.contains("tel:") {
        return found;
    }
    let edge = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '(' | ')' | '|' | TAG | LINK | BLOCK);
    let mut at = 0;
    for chunk in text.split_inclusive(edge) {
        let whole = chunk.trim_end_matches(edge).trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '`']);
        let lead = whole.len() - whole.trim_start_matches(['`', '\'', '[', '*', '_']).len();
        let inner = &whole[lead..];
        if inner.contains("://")
            || inner.starts_with("www.")
            || inner.starts_with("tel:")
            || inner.find('@').is_some_and(|at| at > 0)
        {
            found.push((at + lead, at + whole.len()));
        }
        at += chunk.len();
    }
    found
}

/// Stands for a whole address: the same words as running text are no address.
pub(super) fn address_key(address: &str) -> (u64, usize) {
    let words = words(address);
    (join(words.iter().map(|word| word.hash).chain([0xadd])), words.len())
}

/// A figure of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Figure {
    /// A sum of money or a percentage.
    Sum,
    /// So many digits, as those of a telephone number.
    Digits(usize),
}

/// Signs and words of money. `%` is none, and is as telling.
const MONEY: [&str; 22] = [
    "$", "£", "¢", "¥", "€", "%", "eur", "euro", "euros", "usd", "gbp", "chf", "jpy", "sek", "nok", "dkk", "kr",
    "pounds", "pound", "dollars", "pence", "francs",
];

/// Calls `each` with what stands for each figure, where it begins and ends, and what it is.
pub(super) fn each_figure(text: &str, mut each: impl FnMut(u64, usize, usize, Figure)) {
    let is_digit = |c: char| c.is_ascii_digit() || !c.is_ascii() && c.is_numeric();
    if !text.bytes().any(|byte| byte.is_ascii_digit() || byte >= 0x80) {
        return;
    }
    let mut from = 0;
    while let Some(found) = text[from..].find(is_digit) {
        let first = from + found;
        let joined = |c: char| {
            is_digit(c) || " .,-/()–'’+".contains(c) || c == TAG || !c.is_ascii() && (is_unseen(c) || c.is_whitespace())
        };
        let len = text[first..].find(|c| !joined(c)).unwrap_or(text.len() - first);
        let before = text[..first].char_indices().rev().nth(5).map_or(0, |(at, _)| at);
        let behind = text[first + len..].char_indices().nth(9).map_or(text.len(), |(at, _)| first + len + at);
        Number::read(text, before.max(from), first, first + len, behind).each(&mut each);
        from = first + len;
    }
}

/// Digits that may belong together.
struct Number {
    /// The digits, where they stand, and what stands before them.
    groups: Vec<(String, usize, usize, String)>,
    /// What stands behind the last ones.
    tail: String,
    /// Whether they encode a sign: `%20` in the middle of an address is a space.
    is_encoded: bool,
}

impl Number {
    fn read(text: &str, before: usize, first: usize, end: usize, behind: usize) -> Self {
        let plain = |from: usize, to: usize| {
            let mut out: Vec<(usize, usize, char)> = Vec::new();
            let seen = text[from..to].char_indices().filter(|(_, c)| *c != TAG && !is_unseen(*c));
            seen.for_each(|(at, c)| {
                decompose_compatible(c, |part| out.push((from + at, from + at + c.len_utf8(), part)));
            });
            out
        };
        let spell =
            |chars: Vec<(usize, usize, char)>| chars.into_iter().map(|(_, _, c)| c).collect::<String>().to_lowercase();
        let around = text[..first].strip_suffix('%').and_then(|rest| rest.chars().next_back());
        let is_encoded = around.is_some_and(|c| !c.is_whitespace() && c != '(');
        let mut number = Self { groups: Vec::new(), tail: spell(plain(before, first)), is_encoded };
        let mut open = false;
        for (at, to, c) in plain(first, end) {
            if c.is_ascii_digit() {
                if !open {
                    number.groups.push((String::new(), at, at, std::mem::take(&mut number.tail)));
                }
                if let Some((digits, _, end, _)) = number.groups.last_mut() {
                    digits.push(c);
                    *end = to;
                }
            } else {
                number.tail.push(c);
            }
            open = c.is_ascii_digit();
        }
        number.tail += &spell(plain(end, behind));
        number
    }

    /// What stands before a group, or behind the last one.
    fn around(&self, at: usize) -> &str {
        self.groups.get(at).map_or(&*self.tail, |(.., before)| before)
    }

    fn each(&self, each: &mut impl FnMut(u64, usize, usize, Figure)) {
        let mut at = 0;
        while at < self.groups.len() {
            let (next, key) = self.sum(at);
            if let Some(key) = key {
                each(key, self.groups[at].1, self.groups[next - 1].2, Figure::Sum);
            }
            at = next;
        }
        for from in 0..self.groups.len() {
            let mut digits = String::new();
            for to in from..self.groups.len().min(from + 8) {
                let apart = self.around(to);
                if to > from && (apart.chars().count() > 3 || apart.contains([',', '+'])) {
                    break;
                }
                digits += &self.groups[to].0;
                let letters = |c: Option<char>| c.is_some_and(char::is_alphabetic);
                let part_of_word =
                    letters(self.around(from).chars().last()) || letters(self.around(to + 1).chars().next());
                let alone = to == from && digits.len() >= 4 || digits.len() >= 6;
                if alone && digits.len() <= 17 && !part_of_word && !self.is_in_date(from, to) {
                    let last = &digits[digits.len().saturating_sub(8)..];
                    each(
                        join([hash(last), 0xd1]),
                        self.groups[from].1,
                        self.groups[to].2,
                        Figure::Digits(digits.len()),
                    );
                }
            }
        }
    }

    /// The group behind the number that begins at a group, and what stands for it when it is one of money.
    fn sum(&self, from: usize) -> (usize, Option<u64>) {
        let mut whole = self.groups[from].0.clone();
        let mut at = from + 1;
        while whole.len() < 16
            && at < self.groups.len()
            && self.groups[at].0.len() == 3
            && self.groups[at - 1].0.len() <= 3
            && matches!(self.around(at), "," | "." | " " | "'" | "’")
        {
            whole += &self.groups[at].0;
            at += 1;
        }
        let mut cents = "";
        if at < self.groups.len() && self.groups[at].0.len() <= 2 && matches!(self.around(at), "." | ",") {
            cents = self.groups[at].0.trim_end_matches('0');
            at += 1;
        }
        let before = self.around(from).trim_end();
        let behind = self.around(at).trim_start();
        let encodes = |rest: &str| rest.len() > 1 && rest.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
        let unit = |text: &str, word: &str| {
            let rest = text.strip_prefix(word).filter(|rest| word != "%" || !encodes(rest));
            rest.is_some_and(|rest| word.len() < 3 || !rest.starts_with(char::is_alphabetic))
        };
        let first =
            MONEY.iter().find(|word| before.ends_with(**word) && !(from == 0 && self.is_encoded) || unit(behind, word));
        let key =
            first.map(|word| join([hash(whole.trim_start_matches('0')), hash(cents), 0x5f + u64::from(*word == "%")]));
        (at, key)
    }

    /// Whether some groups are a day, or the year of one.
    fn is_in_date(&self, from: usize, to: usize) -> bool {
        let mut firsts = from.saturating_sub(2)..=from;
        firsts.any(|first| (to.max(first + 1)..self.groups.len().min(first + 3)).any(|last| self.is_date(first, last)))
    }

    /// Whether some groups are a day as programs write it.
    fn is_date(&self, from: usize, to: usize) -> bool {
        let lens: Vec<usize> = self.groups[from..=to].iter().map(|(digits, ..)| digits.len()).collect();
        let same = (from + 1..=to).all(|at| matches!(self.around(at), "-" | "." | "/" | "–"));
        same && matches!(lens[..], [4, 2, 2] | [1 | 2, 1 | 2, 4 | 2] | [4, 2 | 4] | [2, 4])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelt(text: &str, split: bool) -> Vec<String> {
        let mut all = Vec::new();
        each_word(text, split, |word, _| all.push(word.to_owned()));
        all
    }

    #[test]
    fn a_percentage_is_a_sum_and_an_encoded_space_is_none() {
        let sums = |text| figures(text).iter().filter(|(_, figure)| *figure == Figure::Sum).count();
        assert_eq!(["20%", "20 %", "%20 off", "(%5)", "10 to 20%"].map(sums), [1; 5]);
        assert_eq!(
            ["/old%20rules/", "?q=a%20b%2012", "Was%20this%3F%20clear%20CM-004%20When", "`/x%205/`"].map(sums),
            [0; 4]
        );
    }

    #[test]
    fn words_are_folded() {
        assert_eq!(
            spelt("The Café’s doctor's per\u{ad}mis\u{200b}sion", false),
            ["the", "cafes", "doctors", "permission"]
        );
        assert_eq!(
            spelt("cafe\u{301} 返金 Ｓａｆｅ 𝐬𝐚𝐟𝐞 ﬁx straße", false),
            ["cafe", "返", "金", "safe", "safe", "fix", "strasse"]
        );
        let text = format!("per{TAG}mis{TAG}sion");
        assert_eq!((spelt(&text, false).len(), spelt(&text, true).len()), (1, 3));
        assert_eq!(spelt("https://www.a.example/b \u{e0068}\u{e0069}", false), ["a", "example", "b", "hi"]);
    }

    fn figures(text: &str) -> Vec<(u64, Figure)> {
        let mut all = Vec::new();
        each_figure(text, |key, _, _, figure| all.push((key, figure)));
        all
    }

    #[test]
    fn figures_are_the_same_in_any_spacing() {
        let sum = |text: &str| figures(text).into_iter().find(|(_, figure)| *figure == Figure::Sum).map(|(key, _)| key);
        for text in ["£1 250", "GBP 1,250.00", "1'250 €", "1.250,00 euros", "£ 1250", "１２５０ ＥＵＲ", "£1\u{a0}250"]
        {
            assert_eq!(sum(text), sum("£1250"), "{text}");
        }
        assert_ne!(sum("£12"), sum("£125"));
        assert_ne!(sum("12%"), sum("£12"));
        assert_eq!(sum("12 of 30"), None);
        let last = |text: &str| {
            figures(text).iter().any(|found| figures("01632960777").contains(&(found.0, Figure::Digits(11))))
        };
        for text in ["01632 960 777", "+44 (0)1632-960777", "call 01632.960.777 now", "0\u{200b}1632 96 07 77"] {
            assert!(last(text), "{text}: {:?}", figures(text));
        }
        assert_eq!(figures("2026-03-01 a1234567b 12.03.2026"), []);
    }
}
