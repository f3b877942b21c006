//! Compares the words of a source text with those of what was made of it.
//!
//! In: Markdown, and the HTML that it became. Out: each [`Loss`]: words that are gone, words that run into one another, mark-up that is
//! printed. What always holds: neither reading knows how the HTML was made; the source is read by its characters alone, and the HTML
//! as a browser reads it.

mod page;
mod recorded;
mod source;

use std::collections::BTreeMap;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};

use page::PageWord;
pub use recorded::difference;
use source::SourceWord;

/// What happened to some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LossKind {
    /// The page does not have them.
    Gone,
    /// The page has them without the space that stood between them.
    Glued,
    /// The page has signs of mark-up around them.
    Printed,
}

/// Words of a source that did not come through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// What happened to them.
    pub kind: LossKind,
    /// Their bytes in the source.
    pub bytes: Range<usize>,
}

/// What is lost between a source and the HTML that was made of it, in the order of the source.
#[must_use]
pub fn losses(markdown: &str, html: &str) -> Vec<Loss> {
    let (source, page) = (source::words(markdown), page::words(html));
    let hunks = differences(&source, &page);
    let mut losses = printed(&source, &page, &hunks);
    // What stands elsewhere on the page has moved: a footnote, above all.
    let mut elsewhere: BTreeMap<&str, usize> = BTreeMap::new();
    let mut open: Vec<Range<usize>> = Vec::new();
    for (gone, new) in hunks {
        let (old_words, new_words) = (&source[gone.clone()], &page[new]);
        if same_letters(old_words, new_words) {
            losses.extend(glued(old_words, new_words));
            continue;
        }
        for word in new_words {
            *elsewhere.entry(&word.letters).or_default() += 1;
        }
        open.push(gone);
    }
    for gone in open {
        losses.extend(runs(&source, gone, &mut elsewhere));
    }
    losses.sort_by_key(|loss| (loss.bytes.start, loss.kind));
    // The marks before and behind some words are one mistake, and so are words that are gone and the marks in their place.
    losses.dedup_by(|next, last| {
        let between = markdown.get(last.bytes.end..next.bytes.start).unwrap_or_default();
        let is_near = between.len() < 300 && !between.contains("\n\n");
        let is_same = match next.kind {
            LossKind::Printed => {
                last.kind == next.kind && (is_near || is_pair(markdown, &last.bytes, &next.bytes))
                    || last.bytes.start == next.bytes.start
            }
            LossKind::Glued => last.kind == next.kind && next.bytes.start < last.bytes.end,
            LossKind::Gone => false,
        };
        if is_same {
            last.bytes.end = last.bytes.end.max(next.bytes.end);
        }
        is_same
    });
    losses
}

/// Whether a mark before some words would be closed by that behind others, if no block ended in between.
fn is_pair(markdown: &str, first: &Range<usize>, last: &Range<usize>) -> bool {
    let (before, behind) = (&markdown[..first.start], &markdown[last.end..]);
    ["**", "__", "~~"].iter().any(|mark| before.ends_with(mark) && behind.starts_with(mark))
}

/// Where the words of a source and those of its page differ.
fn differences(source: &[SourceWord], page: &[PageWord]) -> Vec<(Range<usize>, Range<usize>)> {
    let source = source.iter().map(|word| word.letters.as_str());
    let page = page.iter().map(|word| word.letters.as_str());
    // Most texts come through as they are.
    if source.clone().eq(page.clone()) {
        return Vec::new();
    }
    let mut input = InternedInput::default();
    input.update_before(source);
    input.update_after(page);
    let range = |range: Range<u32>| range.start as usize..range.end as usize;
    let diff = Diff::compute(Algorithm::Histogram, &input);
    diff.hunks().map(|hunk| (range(hunk.before), range(hunk.after))).collect()
}

/// Whether two runs of words have the same letters, however they are divided.
fn same_letters(old: &[SourceWord], new: &[PageWord]) -> bool {
    let old = old.iter().flat_map(|word| word.letters.bytes());
    old.eq(new.iter().flat_map(|word| word.letters.bytes()))
}

/// The words of a run that the page has without the space between them.
fn glued(old: &[SourceWord], new: &[PageWord]) -> Vec<Loss> {
    let mut ends = new.iter().scan(0, |at, word| {
        *at += word.letters.len();
        Some(*at)
    });
    let (mut at, mut end) = (0, 0);
    let mut found = Vec::new();
    for pair in old.windows(2) {
        at += pair[0].letters.len();
        while end < at {
            end = ends.next().unwrap_or(usize::MAX);
        }
        if end != at && pair[1].is_apart {
            found.push(Loss { kind: LossKind::Glued, bytes: pair[0].bytes.start..pair[1].bytes.end });
        }
    }
    found
}

/// The runs of words that are nowhere on the page.
fn runs<'a>(source: &'a [SourceWord], gone: Range<usize>, elsewhere: &mut BTreeMap<&'a str, usize>) -> Vec<Loss> {
    let mut found: Vec<Loss> = Vec::new();
    let mut last = usize::MAX;
    for at in gone {
        let word = &source[at];
        if let Some(count) = elsewhere.get_mut(word.letters.as_str()).filter(|count| **count > 0) {
            *count -= 1;
            continue;
        }
        match found.last_mut().filter(|_| last.wrapping_add(1) == at) {
            Some(run) => run.bytes.end = word.bytes.end,
            None => found.push(Loss { kind: LossKind::Gone, bytes: word.bytes.clone() }),
        }
        last = at;
    }
    found
}

/// The words that the page has with signs that were meant as mark-up.
fn printed(source: &[SourceWord], page: &[PageWord], hunks: &[(Range<usize>, Range<usize>)]) -> Vec<Loss> {
    let mut found = Vec::new();
    let (mut old, mut new) = (0, 0);
    let ends = (source.len()..source.len(), page.len()..page.len());
    for (gone, added) in hunks.iter().chain([&ends]) {
        let same = source[old..gone.start].iter().zip(&page[new..added.start]);
        let marked = same.filter(|(word, shown)| shown.has_marks && !word.is_literal);
        found.extend(marked.map(|(word, _)| Loss { kind: LossKind::Printed, bytes: word.bytes.clone() }));
        let literal = source[gone.clone()].iter().any(|word| word.is_literal);
        if !literal && page[added.clone()].iter().any(|word| word.has_marks) {
            // Where the source has no word for it, the mark stands between the words around it.
            let before = gone.start.checked_sub(1).map_or(0, |before| source[before].bytes.end);
            let behind = source.get(gone.start).map_or(before, |first| first.bytes.start);
            let bytes = if gone.is_empty() { before..behind.max(before) } else { source[gone.start].bytes.clone() };
            found.push(Loss { kind: LossKind::Printed, bytes });
        }
        (old, new) = (gone.end, added.end);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is lost, as its kind and its words in the source.
    fn lost<'a>(markdown: &'a str, html: &str) -> Vec<(LossKind, &'a str)> {
        losses(markdown, html).into_iter().map(|loss| (loss.kind, &markdown[loss.bytes])).collect()
    }

    #[test]
    fn what_came_through_is_not_reported() {
        let same = [
            (
                "A **b**ig `c d` [e](f.md \"g\")s.\n",
                "<p>A <strong>b</strong>ig <code>c d</code> <a href=\"f\">e</a>s.</p>",
            ),
            (
                "1. One[^n]\n2. Two\n\n[^n]: Note.\n",
                "<ol><li>One<sup class=\"footnote-ref\"><a href=\"#x\">1</a></sup></li><li>Two</li></ol><section><ol><li><p>Note.</p></li></ol></section>",
            ),
            (
                "| A | B |\n|---|:--|\n|c|d|\n",
                "<table><tr><th>A</th><th>B</th></tr><tr><td>c</td><td>d</td></tr></table>",
            ),
            ("```sh x\n**a** <b>\n```\n", "<pre><code>**a** &lt;b&gt;</code></pre>"),
            (
                "Caf&eacute; &amp;nbsp; \\*\\*a\\*\\* H<sub>2</sub>O £10<br>20\n",
                "<p>Café &amp;nbsp; **a** H<sub>2</sub>O £10<br>20</p>",
            ),
            (
                "> [!NOTE]\n> - [x] Done <!-- not\nthis --> yet [r]\n\n[r]: https://example.org/ \"T\"\n",
                "<div><p>Note</p><ul><li><input> Done yet <a title=\"T\">r</a></li></ul></div>",
            ),
            (
                "::: staff\n## A {#b}\n:::\n![Alt](p.png) [[CS-014|Refunds]] {fact:late-fee}\n",
                "<h2>A</h2><p><img alt=\"Alt\"> <a>Refunds</a> £5</p>",
            ),
            (
                "[a][r] and [r], <https://example.org/x>\n\n[r]: CS-014\n",
                "<p><a>a</a> and <a>r</a>, <a>https://example.org/x</a></p>",
            ),
        ];
        for (markdown, html) in same {
            assert_eq!(lost(markdown, html), [], "{markdown}");
        }
    }

    /// A source, the HTML of its page, and what is lost.
    type Case = (&'static str, &'static str, &'static [(LossKind, &'static str)]);

    #[test]
    fn what_is_gone_glued_or_printed_is_reported() {
        use LossKind::{Glued, Gone, Printed};
        let cases: [Case; 10] = [
            ("A fee is due now.", "<p>A is due now.</p>", &[(Gone, "fee")]),
            ("Fee is £10<br>20 days.", "<p>Fee is £1020 days.</p>", &[(Glued, "10<br>20")]),
            ("One two\nthree.", "<p>One twothree.</p>", &[(Glued, "two\nthree")]),
            ("It is **not due.", "<p>It is **not due.</p>", &[(Printed, "not")]),
            ("**One\n\ntwo** due.", "<p>**One</p><p>two** due.</p>", &[(Printed, "One\n\ntwo")]),
            ("**One\n\n**two due.", "<p>**One</p><p>**two due.</p>", &[(Printed, "One"), (Printed, "two")]),
            ("Five&nbsp;pounds due.", "<p>Five&amp;nbsp;pounds due.</p>", &[(Gone, "Five&nbsp;pounds")]),
            ("Write to the desk.", "<p>Write to &lt;b&gt;the desk.</p>", &[(Gone, "the")]),
            (
                "| a | b |\n|---|---|\n| c | d | e |",
                "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
                &[(Gone, "e")],
            ),
            ("A <b>c</b>.", "<p>A &lt;b&gt;c&lt;/b&gt;.</p>", &[(Gone, "c")]),
        ];
        for (markdown, html, expected) in cases {
            assert_eq!(lost(markdown, html), expected, "{markdown}");
        }
    }
}
