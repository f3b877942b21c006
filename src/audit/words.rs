//! Words: the one thing that sources and published files are compared by.
//!
//! In: any text. Out: its words, each folded to lower case without accents, hashed, and with what stood before it. What
//! always holds: the same words give the same hashes however they are spaced, punctuated, accented or capitalised.

/// An inline element begins here; readers of markup leave this sign in a block's text.
pub(super) const OPEN: char = '\u{1}';
/// An inline element ends here.
pub(super) const CLOSE: char = '\u{2}';
/// A link begins here.
pub(super) const LINK_OPEN: char = '\u{3}';
/// A link ends here.
pub(super) const LINK_CLOSE: char = '\u{4}';

/// What parts a word from the one before it, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Space or punctuation.
    Text,
    /// The edge of an inline element.
    Tag,
    /// The edge of a link.
    Link,
    /// One inline element ended and another began, with no word between them.
    Neighbour,
    /// Another block.
    Block,
    /// Another text altogether.
    Wall,
}

/// One word of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    /// Stands for the folded word.
    pub(super) hash: u64,
    /// Where it begins in the text, in bytes.
    pub(super) start: u32,
    /// Where it ends.
    pub(super) end: u32,
    /// What parts it from the word before.
    pub(super) gap: Gap,
}

/// Calls `each` with every folded word of `text`. With `glue`, the signs of inline elements part no words.
pub(super) fn each_word(text: &str, glue: bool, mut each: impl FnMut(&str, Word)) {
    let mut cutter = Cutter { spelt: String::new(), start: 0, end: 0, gap: Gap::Text, closed: false };
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        if c.is_ascii_alphanumeric() {
            cutter.letter(at, 1);
            cutter.spelt.push(c.to_ascii_lowercase());
            continue;
        }
        match c {
            OPEN | CLOSE | LINK_OPEN | LINK_CLOSE if glue => {}
            OPEN | CLOSE | LINK_OPEN | LINK_CLOSE => {
                cutter.finish(&mut each);
                cutter.sign(c);
            }
            '\'' | '\u{2019}' | '\u{2bc}' => {
                if !rest.peek().is_some_and(|(_, next)| next.is_alphabetic()) {
                    cutter.finish(&mut each);
                }
            }
            _ if c.is_ascii() && !matches!(c, '$' | '%') => cutter.finish(&mut each),
            _ if ignored(c) => {}
            _ if alone(c) => {
                cutter.finish(&mut each);
                cutter.letter(at, c.len_utf8());
                cutter.spelt.push(c);
                cutter.finish(&mut each);
            }
            _ if c.is_alphanumeric() => {
                cutter.letter(at, c.len_utf8());
                for lower in c.to_lowercase() {
                    match fold(lower) {
                        "" => cutter.spelt.push(lower),
                        folded => cutter.spelt.push_str(folded),
                    }
                }
            }
            _ => cutter.finish(&mut each),
        }
    }
    cutter.finish(&mut each);
}

/// The words of a text, in order.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut all = Vec::new();
    each_word(text, false, |_, word| all.push(word));
    all
}

struct Cutter {
    spelt: String,
    start: usize,
    end: usize,
    gap: Gap,
    closed: bool,
}

impl Cutter {
    fn letter(&mut self, at: usize, len: usize) {
        if self.spelt.is_empty() {
            self.start = at;
        }
        self.end = at + len;
    }

    fn sign(&mut self, sign: char) {
        let gap = match sign {
            OPEN | LINK_OPEN if self.closed => Gap::Neighbour,
            LINK_OPEN | LINK_CLOSE => Gap::Link,
            _ => Gap::Tag,
        };
        self.closed |= matches!(sign, CLOSE | LINK_CLOSE);
        self.gap = self.gap.max(gap);
    }

    fn finish(&mut self, each: &mut impl FnMut(&str, Word)) {
        if self.spelt.is_empty() {
            return;
        }
        let word =
            Word { hash: hash(self.spelt.as_bytes()), start: clamp(self.start), end: clamp(self.end), gap: self.gap };
        each(&self.spelt, word);
        self.spelt.clear();
        self.gap = Gap::Text;
        self.closed = false;
    }
}

/// A byte offset as it is kept. Places beyond 4 GiB are all told as the same.
pub(super) fn clamp(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Stands for some bytes.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let mut state = 0x51_7c_c1_b7_27_22_0a_95 ^ bytes.len() as u64;
    for chunk in bytes.chunks(8) {
        let mut eight = [0; 8];
        eight[..chunk.len()].copy_from_slice(chunk);
        state = mix(state ^ u64::from_le_bytes(eight));
    }
    state
}

/// Stands for a run of words in their order.
pub(super) fn join(hashes: impl IntoIterator<Item = u64>) -> u64 {
    hashes.into_iter().fold(0x2545_f491_4f6c_dd1d, |state, word| mix(state.rotate_left(23) ^ word))
}

fn mix(value: u64) -> u64 {
    let value = (value ^ 0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 29)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 32)
}

/// Characters that no reader sees: soft hyphens, joiners, marks that sit on a letter.
fn ignored(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{300}'..='\u{36f}' | '\u{fe00}'..='\u{fe0f}')
}

/// Characters that are a word by themselves: signs of money, and scripts that put no space between words.
fn alone(c: char) -> bool {
    matches!(c, '$' | '%' | '£' | '¢' | '¥' | '\u{20a0}'..='\u{20cf}'
        | '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
        && (c.is_alphanumeric() || is_money(c) || c == '%')
}

/// Whether a character is a sign of money.
pub(super) fn is_money(c: char) -> bool {
    matches!(c, '$' | '£' | '¢' | '¥' | '\u{20a0}'..='\u{20cf}')
}

/// The plain letters that a lower-case letter with a mark is folded to; empty when it has none.
fn fold(c: char) -> &'static str {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ț' => "t",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelt(text: &str, glue: bool) -> Vec<String> {
        let mut all = Vec::new();
        each_word(text, glue, |word, _| all.push(word.to_owned()));
        all
    }

    #[test]
    fn words_are_folded() {
        assert_eq!(
            spelt("The Café’s “£7.50” doctor's per\u{ad}mis\u{200b}sion", false),
            ["the", "cafes", "£", "7", "50", "doctors", "permission"]
        );
        assert_eq!(spelt("cafe\u{301} 返金", false), ["cafe", "返", "金"]);
        assert_eq!(spelt("12% 'quoted' end'", false), ["12", "%", "quoted", "end"]);
    }

    #[test]
    fn signs_part_words_or_not() {
        let text = format!("per{OPEN}mis{CLOSE}sion");
        assert_eq!(spelt(&text, false), ["per", "mis", "sion"]);
        assert_eq!(spelt(&text, true), ["permission"]);
    }

    #[test]
    fn gaps_tell_what_lies_between() {
        let text = format!("a {OPEN}b{CLOSE} c {LINK_OPEN}d{LINK_CLOSE}, {LINK_OPEN}e{LINK_CLOSE}");
        let gaps: Vec<Gap> = words(&text).iter().map(|word| word.gap).collect();
        assert_eq!(gaps, [Gap::Text, Gap::Tag, Gap::Tag, Gap::Link, Gap::Neighbour]);
    }

    #[test]
    fn order_and_length_count() {
        let [a, b] = [hash(b"a"), hash(b"b")];
        assert_ne!(join([a, b]), join([b, a]));
        assert_ne!(hash(b"a"), hash(b"a\0"));
    }
}
