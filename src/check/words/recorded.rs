//! Compares a page with the text of the version that was recorded.
//!
//! In: the text as it was hashed, and the HTML of the page. Out: the first words in which they differ. What always holds: a word that
//! is added to the page, taken out or exchanged is found, except where the text names a fact or another policy, for which there may be
//! a few words.

use std::collections::BTreeSet;

use html5gum::{Token, Tokenizer};

use super::page::INLINE;

/// The most words that stand for a fact or a title.
const FACT: usize = 24;

/// Classes of what the program adds to a text, and that is not compared.
const ADDED: [&[u8]; 3] = [b"footnote-ref", b"footnote-back", b"anchor"];

/// Classes of what may be the program's or the author's.
const PERHAPS_ADDED: [&[u8]; 4] = [b"only-label", b"alert-title", b"clause-mark", b"task-mark"];

/// A word, by its letters and digits.
#[derive(Debug, PartialEq, Eq)]
struct Word {
    letters: String,
    /// Whether it may be missing on the other side: a mark of a list, a label.
    optional: bool,
    /// Whether it is a fact, or the title of another policy.
    fact: bool,
}

/// The first difference between a recorded text and its page, in words; `None` where there is none.
#[must_use]
pub fn difference(text: &str, html: &str) -> Option<String> {
    let Some(page) = body(html) else { return Some("it has no text to compare".to_owned()) };
    let (text, page) = (text_words(text), page_words(page));
    // Every place that the page may have come to: a word that may be missing may also be one of those that must be there.
    let mut places = BTreeSet::from([0]);
    for (at, word) in text.iter().enumerate() {
        let next: BTreeSet<usize> = match word {
            Word { fact: true, .. } => places.iter().map(|there| behind_fact(&text[at + 1..], &page, *there)).collect(),
            Word { letters, optional, .. } => {
                let same =
                    reached(&page, &places).filter(|there| page.get(*there).is_some_and(|one| one.letters == *letters));
                same.map(|there| there + 1).chain(places.iter().copied().filter(|_| *optional)).collect()
            }
        };
        if next.is_empty() {
            return Some(unlike(&page, &places, &text, at));
        }
        places = next;
    }
    let is_whole = reached(&page, &places).any(|there| there == page.len());
    (!is_whole).then(|| unlike(&page, &places, &text, text.len()))
}

/// The places of a page from some places on, over words that may be missing.
fn reached<'a>(page: &'a [Word], places: &'a BTreeSet<usize>) -> impl Iterator<Item = usize> + 'a {
    places.iter().flat_map(|from| {
        let skipped = page[*from..].iter().take_while(|word| word.optional).count();
        *from..=*from + skipped
    })
}

/// What a page says where it does not say what its text does.
fn unlike(page: &[Word], places: &BTreeSet<usize>, text: &[Word], at: usize) -> String {
    let near = |words: &[Word], at: usize| {
        let words = words.iter().skip(at.saturating_sub(2)).take(5).map(|word| word.letters.as_str());
        words.collect::<Vec<_>>().join(" ")
    };
    let there = places.last().copied().unwrap_or_default();
    format!("it says “{}”, where the text has “{}”", near(page, there), near(text, at))
}

/// Where a page goes on behind the value of a fact: at the words that follow in the text.
fn behind_fact(text: &[Word], page: &[Word], from: usize) -> usize {
    let next: Vec<&str> = text
        .iter()
        .filter(|word| !word.optional)
        .take_while(|word| !word.fact)
        .take(3)
        .map(|word| &*word.letters)
        .collect();
    if next.is_empty() {
        // Another fact follows, or nothing does.
        return if text.iter().any(|word| !word.optional) { from } else { page.len().min(from + FACT) };
    }
    let follows = |at: &usize| {
        let mut words = page[*at..].iter().filter(|word| !word.optional);
        next.iter().all(|next| words.next().is_some_and(|word| word.letters == *next))
    };
    (from..page.len().min(from + FACT)).find(follows).unwrap_or(from)
}

/// The part of a page that is the text.
fn body(html: &str) -> Option<&str> {
    let from = html.find("<div class=\"text\">")?;
    let rest = &html[from..];
    let ends = ["<section><h2 id=\"_sections\"", "<section><h2 id=\"_pages\"", "<div class=\"after-text\">"];
    let end = ends.iter().filter_map(|end| rest.find(end)).min()?;
    Some(&rest[..end])
}

fn letters(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The words of the text below what governs it.
fn text_words(text: &str) -> Vec<Word> {
    let body = text.split_once("\n\n").map_or("", |(_, body)| body);
    let mut words = Vec::new();
    for line in body.lines() {
        let trimmed = line.trim_start_matches([' ', '>']);
        if trimmed.starts_with(":::") || *line != *trimmed && trimmed.starts_with('[') && trimmed.ends_with(']') {
            continue;
        }
        let mut begins = true;
        for word in without_notes(line).split_whitespace() {
            let is_mark = begins && is_mark(word);
            let is_sign = letters(word).is_empty();
            begins &= is_mark || is_sign;
            if word.starts_with('<') && word.contains(':') {
                continue;
            }
            split_facts(word, is_mark, &mut words);
        }
    }
    words
}

/// A line without the marks of footnotes.
fn without_notes(line: &str) -> String {
    let mut parts = line.split("[^");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| match part.split_once(']') {
        Some((number, rest)) if number.bytes().all(|b| b.is_ascii_digit()) => out + rest,
        _ => out + "[^" + part,
    })
}

/// Whether a word may be the mark of a list: `1.`, `a)`, `(iv)`, `[x]`.
fn is_mark(word: &str) -> bool {
    let inner = word.trim_start_matches(['(', '[']).trim_end_matches(['.', ')', ']']);
    let is_number = inner.chars().all(|c| c.is_ascii_digit() || c == '.');
    let is_letter = inner.chars().count() == 1 && inner.chars().all(char::is_alphanumeric);
    let is_roman = inner.chars().all(|c| "ivxlcdmIVXLCDM".contains(c));
    inner.len() < word.len() && (is_number || is_letter || is_roman)
}

/// A word with the facts and the titles of other policies in it apart.
fn split_facts(word: &str, optional: bool, words: &mut Vec<Word>) {
    let mut rest = word;
    let begins = |rest: &str| {
        [("{fact:", "}"), ("[[", "]]")].into_iter().find_map(|(open, close)| Some((rest.find(open)?, close)))
    };
    while let Some((at, close)) = begins(rest) {
        push(&rest[..at], optional, words);
        words.push(Word { letters: String::new(), optional: false, fact: true });
        rest = rest[at..].split_once(close).map_or("", |(_, rest)| rest);
    }
    push(rest, optional, words);
}

fn push(word: &str, optional: bool, words: &mut Vec<Word>) {
    let letters = letters(word);
    if !letters.is_empty() {
        words.push(Word { letters, optional, fact: false });
    }
}

/// The words of a page.
fn page_words(html: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word = String::new();
    // The element that the program added, how many of its name are open in it, and whether it is perhaps the author's.
    let mut added: Option<(Vec<u8>, usize, bool)> = None;
    for Ok(token) in Tokenizer::new(html) {
        let optional = added.as_ref().is_some_and(|(_, _, perhaps)| *perhaps);
        let hidden = added.is_some() && !optional;
        match token {
            Token::String(text) if !hidden => {
                for c in String::from_utf8_lossy(&text).chars() {
                    if c.is_whitespace() {
                        push(&std::mem::take(&mut word), optional, &mut words);
                    }
                    word.push(c);
                }
            }
            Token::StartTag(tag) => {
                if !INLINE.iter().any(|inline| inline.as_bytes() == &**tag.name) {
                    push(&std::mem::take(&mut word), optional, &mut words);
                }
                if let Some((name, depth, _)) = &mut added {
                    *depth += usize::from(**name == *tag.name);
                    continue;
                }
                let class = tag.attributes.get(b"class".as_slice());
                let is_one = |classes: &[&[u8]]| class.is_some_and(|class| classes.iter().any(|one| ***class == **one));
                if is_one(&ADDED) || is_one(&PERHAPS_ADDED) {
                    push(&std::mem::take(&mut word), optional, &mut words);
                    added = Some((tag.name.to_vec(), 1, is_one(&PERHAPS_ADDED)));
                }
                if let Some(alt) = tag.attributes.get(b"alt".as_slice()) {
                    String::from_utf8_lossy(alt).split_whitespace().for_each(|word| push(word, false, &mut words));
                }
            }
            Token::EndTag(tag) => {
                let ends = added.as_mut().is_some_and(|(name, depth, _)| {
                    *depth -= usize::from(**name == *tag.name);
                    *depth == 0
                });
                if ends || !INLINE.iter().any(|inline| inline.as_bytes() == &**tag.name) {
                    push(&std::mem::take(&mut word), optional, &mut words);
                }
                if ends {
                    added = None;
                }
            }
            _ => {}
        }
    }
    push(&word, false, &mut words);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "greyline text 1\nkind: policy\n\n## When\nPay {fact:fee} as [[CS-001]] says at once, or by card.[^1]\na) one\nb) two\n- x <https://a.example>\n> [note]\n> Mind.\n| a | ![alt] |\n[^1] Note.\n";
    const PAGE: &str = "<p>Other</p><div class=\"text\">\n<h2 id=\"when\">When <a class=\"anchor\" href=\"#when\">#</a></h2><p>Pay <a>five <b>pounds</b></a> as Refunds says at once, or by card.<sup class=\"footnote-ref\"><a>1</a></sup></p><ol class=\"marked\"><li><span class=\"clause-mark\">a)</span> one</li><li>two</li></ol><ul><li><a href=\"https://a.example\">x</a></li></ul><aside><p class=\"alert-title\">Note</p><p>Mind.</p></aside><table><tr><td>a</td><td><img alt=\"alt\"></td></tr></table><section class=\"footnotes\"><ol><li><p>Note. <a class=\"footnote-back\">↩</a></p></li></ol></section>\n</div>\n<div class=\"after-text\">";

    #[test]
    fn a_page_that_says_what_its_text_says_is_right() {
        assert_eq!(difference(TEXT, PAGE), None);
    }

    #[test]
    fn a_label_that_begins_as_the_text_does_is_one_all_the_same() {
        let page = |label: &str, words: &str| {
            format!(
                "<div class=\"text\"><aside><p class=\"only-label\">{label}</p><p>{words}</p></aside></div>\n<div class=\"after-text\">"
            )
        };
        let text = "greyline text 1\nkind: policy\n\n::: members\nMembers only see how many are left.\n:::\n";
        for label in ["Members only", "Members", "Members only see", "For you"] {
            assert_eq!(difference(text, &page(label, "Members only see how many are left.")), None, "{label}");
            assert!(difference(text, &page(label, "Members see how many are left.")).is_some(), "{label}");
        }
        assert!(difference(text, &page("Members only", "Members only see how many are right.")).is_some());
    }

    #[test]
    fn a_word_more_less_or_other_is_found() {
        for (from, to) in [
            ("at once", "at last"),
            ("at once", "not at once"),
            (" at once,", ","),
            ("Mind.", "Mind. More."),
            (">two<", "><"),
            ("<td>a</td>", "<td>b</td>"),
            ("alt=\"alt\"", "alt=\"other\""),
            ("Note. <a", "Note. Not. <a"),
            ("When <a", "Whenever <a"),
        ] {
            let changed = PAGE.replacen(from, to, 1);
            assert_ne!(changed, PAGE);
            assert!(difference(TEXT, &changed).is_some(), "{from} {to}");
        }
        assert!(difference(TEXT, "<p>none</p>").is_some());
    }
}
