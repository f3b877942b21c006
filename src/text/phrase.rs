//! Finds a phrase in a text, however it is broken and marked.
//!
//! In: a text as it was typed, and a phrase. Out: where it stands. What always holds: a phrase is found as whole words, in capitals or
//! not, in either normal form, across line ends, quotes, marks, tags and links, with its letters as entities, and in an address.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::decode_entities;

/// A sign that readers see, or what stands between words, and where it was typed.
type Sign = (char, Range<usize>);

/// A text in which phrases are looked for.
#[derive(Debug)]
pub struct Phrases<'t> {
    text: &'t str,
    /// Its signs, once without tags and where links lead, and once with them.
    signs: [Vec<Sign>; 2],
}

impl<'t> Phrases<'t> {
    /// Takes a text as it was typed.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Self { text, signs: [signs(text, true), signs(text, false)] }
    }

    /// The places of a phrase, in their order. Marks that the phrase opens or closes are in its place.
    #[must_use]
    pub fn find(&self, phrase: &str) -> Vec<Range<usize>> {
        let words: Vec<Vec<char>> =
            phrase.split_whitespace().map(|word| signs(word, false).into_iter().map(|(c, _)| c).collect()).collect();
        if words.iter().all(Vec::is_empty) {
            return Vec::new();
        }
        let mut found: Vec<Range<usize>> = Vec::new();
        for signs in &self.signs {
            let mut at = 0;
            while at < signs.len() {
                let is_start = at == 0 || !signs[at - 1].0.is_alphanumeric();
                match is_start.then(|| end_of(signs, at, &words)).flatten() {
                    Some(end) => {
                        found.push(with_marks(self.text, signs[at].1.start..signs[end - 1].1.end));
                        at = end;
                    }
                    None => at += 1,
                }
            }
        }
        found.sort_by_key(|place| (place.start, std::cmp::Reverse(place.end)));
        let mut last = 0;
        found.retain(|place| {
            let is_next = place.start >= last;
            last = last.max(place.end);
            is_next
        });
        found
    }
}

/// The signs of a text, without its marks; `across` leaves out tags and where links lead, so that what they part is one.
fn signs(text: &str, across: bool) -> Vec<Sign> {
    let mut out: Vec<Sign> = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let (skipped, shown) = match c {
            '<' if across && tag(rest) > 0 => (tag(rest), if rest.starts_with("<br") { " " } else { "" }),
            ']' if across => (target(rest), ""),
            '\\' => match escaped(rest) {
                Some(sign) => {
                    push(&mut out, sign.encode_utf8(&mut [0; 4]), at..at + 6);
                    (6, "")
                }
                None => (1, ""),
            },
            '[' | ']' | '*' | '~' | '`' => (1, ""),
            '%' if rest.starts_with("%20") => (3, " "),
            '&' => match near(rest, ";").filter(|end| *end < 32).map(|end| &rest[..=end]) {
                Some(entity) => {
                    let shown = decode_entities(entity);
                    push(&mut out, &shown, at..at + entity.len());
                    (entity.len(), "")
                }
                None => (1, "&"),
            },
            _ if is_unseen(c) => (c.len_utf8(), ""),
            _ => (c.len_utf8(), &rest[..c.len_utf8()]),
        };
        push(&mut out, shown, at..at + skipped);
        at += skipped;
    }
    out
}

fn push(out: &mut Vec<Sign>, shown: &str, place: Range<usize>) {
    out.extend(shown.nfkd().flat_map(char::to_lowercase).filter(|c| !is_unseen(*c)).map(|c| (c, place.clone())));
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// The sign that a text begins with, where it is written by its number as TOML and YAML do: `\u0020`.
fn escaped(text: &str) -> Option<char> {
    u32::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok().and_then(char::from_u32)
}

/// The length of the tag or comment that a text begins with; 0 where it begins with neither.
fn tag(text: &str) -> usize {
    if let Some(comment) = text.strip_prefix("<!--") {
        return near(comment, "-->").map_or(0, |end| end + 7);
    }
    let end = near(text, ">").unwrap_or(0);
    let name = text[1..].trim_start_matches('/');
    let is_address = text[..end].split(char::is_whitespace).next().is_some_and(|name| name.contains([':', '@']));
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) && end > 0 && !is_address { end + 1 } else { 0 }
}

/// The length of `](address)`, `][name]` or `]` alone.
fn target(text: &str) -> usize {
    let end = match text[1..].chars().next() {
        Some('(') => near(text, ")"),
        Some('[') => near(&text[2..], "]").map(|end| end + 2),
        _ => None,
    };
    end.map_or(1, |end| end + 1)
}

/// Where a mark first stands in the next lines of a text.
fn near(text: &str, mark: &str) -> Option<usize> {
    let next = &text.as_bytes()[..text.len().min(2000)];
    next.windows(mark.len()).position(|bytes| bytes == mark.as_bytes())
}

/// Where the words end that begin at a sign; `None` where others stand there.
fn end_of(signs: &[Sign], mut at: usize, words: &[Vec<char>]) -> Option<usize> {
    for (nth, word) in words.iter().enumerate() {
        if nth > 0 {
            let gap = signs[at..].iter().take_while(|(c, _)| is_gap(*c)).count();
            if gap == 0 {
                return None;
            }
            at += gap;
        }
        if !signs.get(at..)?.iter().map(|(c, _)| c).take(word.len()).eq(word) {
            return None;
        }
        at += word.len();
    }
    signs.get(at).is_none_or(|(c, _)| !c.is_alphanumeric()).then_some(at)
}

/// What may stand between two words of a phrase, in a text or in an address.
fn is_gap(c: char) -> bool {
    c.is_whitespace() || "_>-‐‑.+".contains(c)
}

/// A place with the marks beside it whose other halves are in it.
fn with_marks(text: &str, mut place: Range<usize>) -> Range<usize> {
    loop {
        let (before, inner, after) = (&text[..place.start], &text[place.clone()], &text[place.end..]);
        let same = |mark: &char| "*_~`".contains(*mark) && inner.contains(*mark);
        if before.chars().next_back().is_some_and(|mark| same(&mark) || mark == '[' && inner.contains(']')) {
            place.start -= 1;
        } else if inner.contains("</")
            && before.ends_with('>')
            && let Some(open) = before.rfind('<')
            && tag(&before[open..]) == before.len() - open
            && !before[open..].starts_with("</")
        {
            place.start = open;
        } else if after.chars().next().is_some_and(|mark| same(&mark)) {
            place.end += 1;
        } else if after.starts_with(']') && inner.contains('[') && !inner.contains(']') {
            place.end += target(after);
        } else if after.starts_with("</") && inner.contains('<') && !inner.contains("</") {
            place.end += tag(after).max(1);
        } else {
            return place;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find_phrase(text: &str, phrase: &str) -> Vec<Range<usize>> {
        Phrases::new(text).find(phrase)
    }

    #[test]
    fn a_phrase_is_found_however_it_is_broken() {
        for (text, found) in [
            ("Ask Nora Quill.", vec!["Nora Quill"]),
            ("nora\nquill and NORA  QUILL's", vec!["nora\nquill", "NORA  QUILL"]),
            ("> Nora\n> Quill", vec!["Nora\n> Quill"]),
            ("**Nora** *Quill*", vec!["**Nora** *Quill*"]),
            ("**Nora** Quill and **Nora Quill**", vec!["**Nora** Quill", "Nora Quill"]),
            (
                "Nora *Qui*ll, Nora&nbsp;Quill, &#78;ora Quill",
                vec!["Nora *Qui*ll", "Nora&nbsp;Quill", "&#78;ora Quill"],
            ),
            ("<b>Nora</b> Quill, Nora<br>Quill", vec!["<b>Nora</b> Quill", "Nora<br>Quill"]),
            (
                "[Nora](https://e.org) Quill, Nora [Quill](a.md)",
                vec!["[Nora](https://e.org) Quill", "Nora [Quill](a.md)"],
            ),
            (
                "[her](mailto:nora.quill@e.org) /nora-quill/ {#nora_quill}",
                vec!["nora.quill", "nora-quill", "nora_quill"],
            ),
            ("[Nora](/nora-quill) Quill", vec!["[Nora](/nora-quill) Quill"]),
            (
                "No\u{ad}ra\u{a0}Quill <!-- x --> Nora <!-- x -->Quill",
                vec!["No\u{ad}ra\u{a0}Quill", "Nora <!-- x -->Quill"],
            ),
            ("Ｎｏｒａ Quill <nora.quill@e.org> %20Nora%20Quill", vec!["Ｎｏｒａ Quill", "nora.quill", "Nora%20Quill"]),
            ("Eleonora Quill, Nora Quillon, NoraQuill, Nora, Quill", vec![]),
            ("Größe Nora Quill", vec!["Nora Quill"]),
        ] {
            let ranges = find_phrase(text, "Nora Quill");
            assert_eq!(ranges.into_iter().map(|range| &text[range]).collect::<Vec<_>>(), found, "{text}");
        }
        assert!(find_phrase("a", "").is_empty());
        assert_eq!(find_phrase("takes = \"Nora\\u0020Quill\" \\u", "Nora Quill").len(), 1);
        assert_eq!(find_phrase("Ask Zoe\u{308} Quill & co.", "Zoë Quill").len(), 1);
        assert_eq!(find_phrase("Ask Zoë Quill < & ] [", "Zoe\u{308}  Quill").len(), 1);
    }
}
