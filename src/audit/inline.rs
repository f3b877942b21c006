//! A block's text as its readers see it.
//!
//! In: the raw text of a block. Out: its words without marks, and apart from them what readers do not see in the flow: the
//! texts of images, titles, comments, the places that links lead to. What always holds: every word of the raw text is in
//! one of these, so that none escapes by being in a corner of the syntax.

use std::collections::BTreeMap;

use super::blocks::{Raw, fold_label};
use super::decode;

/// What the whole handbook knows, and one text cannot.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The values of each fact, and whether the edition's readers may see each.
    pub(super) facts: BTreeMap<String, Vec<(String, bool)>>,
    /// The title of each policy by its id, and whether the edition's readers may see it.
    pub(super) titles: BTreeMap<String, (String, bool)>,
}

/// A text apart from the flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The text of an image, or a link's title.
    Text,
    /// An HTML comment.
    Comment,
    /// Where a link leads.
    Address,
}

/// A block's text, read.
#[derive(Debug, Default)]
pub(super) struct Inline {
    /// What stands in the flow.
    pub(super) flow: Raw,
    /// What stands apart from it.
    pub(super) sides: Vec<(Side, Raw)>,
    /// The labels, of links and of footnotes (with their `^`), that are referred to.
    pub(super) labels: Vec<String>,
}

/// How many ways there are to read a text: as many as its facts have had values.
pub(super) fn readings(text: &str, known: &Known) -> usize {
    let facts = text.match_indices("{fact:").filter_map(|(at, _)| fact(&text[at..]));
    facts.map(|(key, _)| known.facts.get(key).map_or(1, Vec::len)).max().unwrap_or(1).clamp(1, 12)
}

/// Reads a text in one of its ways. Only what `seen` readers may see is put in its place.
pub(super) fn read(raw: &Raw, known: &Known, seen: bool, way: usize) -> Inline {
    let (squares, rounds) = (pairs(&raw.text, '[', ']'), pairs(&raw.text, '(', ')'));
    let endless = !raw.text.contains("-->");
    let mut reader = Reader { raw, known, seen, way, at: 0, from: 0, squares, rounds, endless, out: Inline::default() };
    reader.run();
    reader.out
}

struct Reader<'a> {
    raw: &'a Raw,
    known: &'a Known,
    seen: bool,
    way: usize,
    at: usize,
    /// Where the text begins that is not put out yet.
    from: usize,
    /// Where each bracket opens and closes.
    squares: Vec<(usize, usize)>,
    rounds: Vec<(usize, usize)>,
    /// Whether no comment ends from here on.
    endless: bool,
    out: Inline,
}

/// Tags longer than this are taken as text; it keeps the reading linear.
const LONGEST: usize = 4000;

impl<'a> Reader<'a> {
    fn run(&mut self) {
        while let Some(found) = self.rest().find(['\\', '`', '!', '[', ']', '<', '&', '{', '*', '~']) {
            self.at += found;
            let (at, rest) = (self.at, self.rest());
            let taken = match rest.as_bytes()[0] {
                b'\\' => self.escape(rest),
                b'`' => self.code(rest),
                b'!' if rest.starts_with("![") => self.image(rest),
                b'[' => self.bracket(rest),
                b']' => self.after_text(rest),
                b'<' => self.angle(rest),
                b'&' => self.entity(rest),
                b'{' => self.brace(rest),
                b'*' | b'~' => self.skip(1, 1),
                _ => false,
            };
            if !taken {
                self.at = at + 1;
            }
        }
        self.at = self.raw.text.len();
        self.put();
    }

    fn rest(&self) -> &'a str {
        &self.raw.text[self.at..]
    }

    /// Puts out the text up to here.
    fn put(&mut self) {
        if self.from < self.at {
            let part = self.raw.slice(self.from, self.at);
            let base = self.out.flow.text.len();
            self.out
                .flow
                .places
                .extend(part.places.iter().map(|(local, at)| (super::words::clamp(base + *local as usize), *at)));
            self.out.flow.text.push_str(&part.text);
        }
        self.from = self.at;
    }

    /// Leaves out `bytes` from here, and goes on after `advance` of them.
    fn skip(&mut self, bytes: usize, advance: usize) -> bool {
        self.put();
        self.from = self.at + bytes;
        self.at += advance;
        true
    }

    fn insert(&mut self, text: &str) {
        self.put();
        let place = self.raw.place(self.at);
        self.out.flow.push(text, place);
    }

    fn side(&mut self, side: Side, from: usize, to: usize) {
        if !self.raw.text[from..to].trim().is_empty() {
            self.out.sides.push((side, self.raw.slice(from, to)));
        }
    }

    fn escape(&mut self, rest: &str) -> bool {
        let escaped = rest[1..].starts_with(|c: char| c.is_ascii_punctuation());
        self.skip(1, if escaped { 2 } else { 1 })
    }

    fn code(&mut self, rest: &str) -> bool {
        let length = rest.bytes().take_while(|byte| *byte == b'`').count();
        let fence = &rest[..length];
        let mut search = length;
        while let Some(found) = rest[search..].find(fence) {
            let close = search + found;
            let run = rest[close..].bytes().take_while(|byte| *byte == b'`').count();
            if run == length {
                self.at += close + length;
                return true;
            }
            search = close + run;
        }
        self.at += length;
        true
    }

    fn image(&mut self, rest: &str) -> bool {
        let Some(end) = closing(&self.squares, self.at + 1) else { return false };
        self.side(Side::Text, self.at + 2, end);
        self.label(&rest[2..end - self.at]);
        self.skip(end - self.at, end - self.at);
        self.after_text(self.rest()) || self.skip(1, 1)
    }

    fn bracket(&mut self, rest: &str) -> bool {
        if let Some(inner) = rest.strip_prefix("[[")
            && let Some(end) = inner.find([']', '[', '\n']).filter(|end| inner[*end..].starts_with("]]"))
        {
            self.title_of(inner[..end].trim());
            return self.skip(end + 4, end + 4);
        }
        if let Some(target) = rest.strip_prefix("[](") {
            let end = target.find([')', '\n', '[']).unwrap_or(target.len());
            self.title_of(target[..end].trim());
            return false;
        }
        if let Some(end) = closing(&self.squares, self.at) {
            let len = end + 1 - self.at;
            self.label(&rest[1..len - 1]);
            return rest.starts_with("[^") && self.skip(len, len);
        }
        false
    }

    fn label(&mut self, label: &str) {
        if label.len() < 1000 {
            self.out.labels.push(fold_label(label));
        }
    }

    fn title_of(&mut self, id: &str) {
        if let Some((title, visible)) = self.known.titles.get(id)
            && (*visible || !self.seen)
        {
            self.insert(title);
        }
    }

    /// What may follow the text of a link or image: `](address "title")` or `][label]`.
    fn after_text(&mut self, rest: &str) -> bool {
        let open = self.at + 1;
        if let Some(end) = closing(&self.squares, open) {
            self.label(&rest[2..end - self.at]);
            return self.skip(end + 1 - self.at, end + 1 - self.at);
        }
        let Some(end) = closing(&self.rounds, open) else { return false };
        let inner = &rest[2..end - self.at];
        let from = self.at + 2;
        let trimmed = inner.trim_start();
        let lead = inner.len() - trimmed.len();
        let (start, len) = match trimmed.strip_prefix('<') {
            Some(bracketed) => (1, bracketed.find('>').unwrap_or(bracketed.len())),
            None => (0, trimmed.find(char::is_whitespace).unwrap_or(trimmed.len())),
        };
        self.side(Side::Address, from + lead + start, from + lead + start + len);
        self.side(Side::Text, from + (lead + 2 * start + len).min(inner.len()), from + inner.len());
        self.skip(end + 1 - self.at, end + 1 - self.at)
    }

    fn angle(&mut self, rest: &str) -> bool {
        if let Some(comment) = rest.strip_prefix("<!--") {
            let Some(end) = (!self.endless).then(|| comment.find("-->")).flatten() else {
                self.endless = true;
                return false;
            };
            self.side(Side::Comment, self.at + 4, self.at + 4 + end);
            return self.skip(end + 7, end + 7);
        }
        let Some(end) = rest.bytes().take(LONGEST).position(|byte| byte == b'>') else { return false };
        let inner = &rest[1..end];
        let is_tag = inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!' || c == '?');
        let is_address = !inner.contains(char::is_whitespace)
            && (inner.contains("://") || inner.contains('@') || inner.starts_with("tel:"));
        if !is_tag || is_address {
            return false;
        }
        self.side(Side::Text, self.at + 1, self.at + end);
        self.skip(end + 1, end + 1)
    }

    fn entity(&mut self, rest: &str) -> bool {
        let Some((meaning, len)) = decode::entity(rest) else { return false };
        self.insert(&meaning);
        self.skip(len, len)
    }

    fn brace(&mut self, rest: &str) -> bool {
        let Some((key, len)) = fact(rest) else { return false };
        let values: Vec<&String> = self
            .known
            .facts
            .get(key)
            .into_iter()
            .flatten()
            .filter(|(_, visible)| *visible || !self.seen)
            .map(|(value, _)| value)
            .collect();
        if let Some(value) = values.get(self.way).or_else(|| values.last()) {
            self.insert(value);
        }
        self.skip(len, len)
    }
}

/// The key of a fact that is quoted at the start of a text, and the bytes of the quotation.
fn fact(text: &str) -> Option<(&str, usize)> {
    let key = text.strip_prefix("{fact:")?;
    let end = key.find('}').filter(|end| *end < 200)?;
    Some((key[..end].trim(), end + 7))
}

/// Where the bracket that opens at `open` is closed.
fn closing(pairs: &[(usize, usize)], open: usize) -> Option<usize> {
    pairs.binary_search_by_key(&open, |pair| pair.0).ok().map(|found| pairs[found].1)
}

/// Where each bracket of a kind opens and closes, in the order of the opening ones.
fn pairs(text: &str, open: char, close: char) -> Vec<(usize, usize)> {
    let (mut stack, mut pairs, mut escaped) = (Vec::new(), Vec::new(), None);
    for (at, c) in text.match_indices(['\\', open, close]) {
        if escaped == Some(at) {
            continue;
        }
        if c == "\\" {
            escaped = Some(at + 1);
        } else if c.starts_with(open) {
            stack.push(at);
        } else if let Some(start) = stack.pop() {
            pairs.push((start, at));
        }
    }
    pairs.sort_unstable();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        Known {
            facts: BTreeMap::from([
                ("fee".to_owned(), vec![("£6".to_owned(), true), ("£7".to_owned(), true)]),
                ("kept".to_owned(), vec![("£9".to_owned(), false)]),
            ]),
            titles: BTreeMap::from([
                ("CS-014".to_owned(), ("Refunds".to_owned(), true)),
                ("HR-1".to_owned(), ("Pay".to_owned(), false)),
            ]),
        }
    }

    fn inline(text: &str, seen: bool, way: usize) -> (String, Vec<(Side, String)>, Vec<String>) {
        let mut raw = Raw::default();
        raw.push(text, 100);
        let inline = read(&raw, &known(), seen, way);
        (inline.flow.text, inline.sides.into_iter().map(|(side, raw)| (side, raw.text)).collect(), inline.labels)
    }

    fn flow(text: &str) -> String {
        inline(text, true, 0).0
    }

    #[test]
    fn marks_are_taken_away() {
        assert_eq!(flow("re*do* **it** ~~now~~ a\\*b `c*d` e &amp; f &#39;g&#39;"), "redo it now a*b `c*d` e & f 'g'");
        assert_eq!(flow("law.[^law] see <https://a.example/b> <b>bold</b>"), "law. see <https://a.example/b> bold");
    }

    #[test]
    fn links_leave_their_text_in_the_flow() {
        let (text, sides, labels) = inline(
            "see [the *page*](CS-014 \"A title\") and ![alt [x] text](<a b.svg>) or [one][two] [three]",
            true,
            0,
        );
        assert_eq!(text, "see [the page and  or [one [three]");
        assert_eq!(
            sides,
            [
                (Side::Address, "CS-014".into()),
                (Side::Text, " \"A title\"".into()),
                (Side::Text, "alt [x] text".into()),
                (Side::Address, "a b.svg".into())
            ]
        );
        assert_eq!(labels, ["the *page*", "alt [x] text", "one", "two", "three"]);
    }

    #[test]
    fn what_stands_for_something_is_put_in_its_place() {
        assert_eq!(flow("see [[CS-014]], [](CS-014) or [[HR-1]]"), "see Refunds, Refunds[ or ");
        assert_eq!(inline("see [[HR-1]]", false, 0).0, "see Pay");
        assert_eq!(inline("a {fact:fee} b", true, 0).0, "a £6 b");
        assert_eq!(inline("a {fact:fee} b", true, 1).0, "a £7 b");
        assert_eq!(
            (inline("a {fact:kept} b", true, 0).0, inline("a {fact:kept} b", false, 0).0),
            ("a  b".into(), "a £9 b".into())
        );
        assert_eq!(readings("{fact:fee} {fact:kept}", &known()), 2);
    }

    #[test]
    fn comments_stand_apart_but_not_in_code() {
        assert_eq!(inline("a <!-- b --> c", true, 0), ("a  c".into(), vec![(Side::Comment, " b ".into())], vec![]));
        assert_eq!(flow("a `<!-- b -->` c"), "a `<!-- b -->` c");
        assert_eq!(flow("a <!-- b"), "a <!-- b");
    }

    #[test]
    fn places_hold_through_all_this() {
        let text = "a {fact:fee} [b](c) <!-- d --> word";
        let mut raw = Raw::default();
        raw.push(text, 100);
        let flow = read(&raw, &known(), true, 0).flow;
        assert_eq!(flow.place(flow.text.find("word").unwrap()), 100 + text.find("word").unwrap());
    }

    #[test]
    fn brackets_without_end_are_read_in_time() {
        let text = "[![<&{".repeat(20_000);
        assert!(flow(&text).len() > 10);
    }
}
