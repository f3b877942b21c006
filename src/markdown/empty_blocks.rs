//! Takes out of a text the empty `:::` blocks that redaction left in it, so that nothing tells where one stood.
//!
//! In: a redacted text. Out: the same text without these blocks: its lines are those that would be there if the author had never
//! written the block. What always holds: no word is shown that was not shown before; where a line would be read as something that
//! shows one, an empty line is put before it, and where that is of no help, the block stays.
//!
//! What went with a block: the item or quote that held nothing else, and the empty lines around it. One of these is left, unless what
//! follows is an item of a list, which it would make loose.

use std::collections::BTreeMap;
use std::ops::Range;

use comrak::nodes::{ListType, NodeList, NodeValue};
use comrak::{Arena, Node};

use super::options::{Dialect, parse_blocks, parse_into, read_blocks};
use super::resolve::UNMARKED;
use crate::text::LineStarts;

/// Returns a redacted text without its empty blocks.
#[must_use]
pub fn without_empty_blocks(text: &str, dialect: Dialect) -> String {
    let arena = Arena::new();
    // What Markdown alone sees: of a block that goes, the lines count.
    let root = parse_blocks(&arena, text, dialect);
    let regions = regions(root, text);
    if regions.is_empty() {
        return text.to_owned();
    }
    let _ = read_blocks(&arena, root, text);
    let before = shown_words(root);
    for divided in [false, true] {
        let without = without(text, &regions, divided);
        let arena = Arena::new();
        let after = shown_words(parse_into(&arena, &without, dialect));
        if after == before || is_within(&counts(&after), &counts(&before)) {
            return without;
        }
    }
    text.to_owned()
}

/// A part of a text that goes.
#[derive(Debug)]
struct Region {
    bytes: Range<usize>,
    /// The marks of the quotes that it stands in.
    marks: Range<usize>,
    /// An empty line between two blocks that go as one.
    blank: Option<String>,
    /// Whether it begins its line, so that whole lines go; otherwise the container that it begins goes on behind it.
    whole_lines: bool,
    /// Whether the line behind it begins an item of a list that needs no empty line before it.
    before_item: bool,
}

/// The empty blocks of a tree, each with the containers that hold nothing else.
fn regions(root: Node<'_>, text: &str) -> Vec<Region> {
    let starts = LineStarts::new(text);
    let items = items_by_line(root);
    let mut out: Vec<Region> = Vec::new();
    for node in root.descendants().filter(|node| is_empty_block(node)) {
        let last = node.data().sourcepos.end.line;
        let mut top = node;
        while let Some(parent) = top.parent().filter(|parent| is_removable(parent) && is_all_empty(parent)) {
            top = parent;
        }
        let first = top.data().sourcepos.start;
        let line = starts.byte(first.line, 1);
        let from = starts.byte(first.line, first.column);
        let whole_lines = text[line..from].chars().all(|c| c == '>' || c.is_whitespace());
        let end = if last < starts.len() { starts.byte(last + 1, 1) } else { text.len() };
        let bytes = if whole_lines { line..end } else { from..end };
        let next = (last + 1..=starts.len()).find(|at| !is_blank(line_at(text, &starts, *at)));
        let before_item = next.and_then(|line| items.get(&line)).is_some_and(|item| goes_on(item));
        match out.last_mut().filter(|before| before.bytes.end >= bytes.start || gap_is_blank(text, before, &bytes)) {
            Some(before) => {
                let gap = text.get(before.bytes.end..bytes.start).and_then(|gap| gap.split_inclusive('\n').next());
                before.blank = before.blank.take().or_else(|| gap.filter(|gap| !gap.is_empty()).map(str::to_owned));
                before.bytes.end = before.bytes.end.max(bytes.end);
                before.before_item = before_item;
            }
            None => out.push(Region { bytes, marks: line..from, blank: None, whole_lines, before_item }),
        }
    }
    out
}

fn gap_is_blank(text: &str, before: &Region, after: &Range<usize>) -> bool {
    text[before.bytes.end..after.start].split('\n').all(is_blank) && {
        let line = text[..after.start].rfind('\n').map_or(0, |at| at + 1);
        line >= before.bytes.end
    }
}

fn is_blank(line: &str) -> bool {
    line.chars().all(|c| c == '>' || c.is_whitespace())
}

fn line_at<'t>(text: &'t str, starts: &LineStarts, line: usize) -> &'t str {
    let end = if line < starts.len() { starts.byte(line + 1, 1) } else { text.len() };
    &text[starts.byte(line, 1).min(end)..end]
}

/// Whether a node is a block without a mark in which nothing stands.
fn is_empty_block(node: Node<'_>) -> bool {
    matches!(&node.data().value, NodeValue::BlockDirective(block) if block.info == UNMARKED)
        && node.first_child().is_none()
}

/// Takes out the empty `:::` blocks, and the items, lists and quotes that held nothing else.
pub fn drop_empty(root: Node<'_>) {
    let is_block = |node: &Node<'_>| matches!(node.data().value, NodeValue::BlockDirective(_));
    let empty: Vec<Node<'_>> =
        root.descendants().filter(|node| is_block(node) && node.first_child().is_none()).collect();
    for block in empty {
        let mut gone = block;
        while let Some(parent) = gone.parent() {
            gone.detach();
            if !(is_block(&parent) || is_removable(parent)) || parent.first_child().is_some() {
                break;
            }
            gone = parent;
        }
    }
}

/// Whether all that is in a node is empty blocks, or containers of such.
fn is_all_empty(node: Node<'_>) -> bool {
    node.children().all(|child| is_empty_block(child) || is_removable(child) && is_all_empty(child))
        && node.first_child().is_some()
}

/// Whether a container goes with the last thing in it.
fn is_removable(node: Node<'_>) -> bool {
    matches!(
        node.data().value,
        NodeValue::Item(_)
            | NodeValue::TaskItem(_)
            | NodeValue::List(_)
            | NodeValue::BlockQuote
            | NodeValue::Alert(_)
            | NodeValue::DescriptionItem(_)
            | NodeValue::DescriptionDetails
            | NodeValue::DescriptionList
    )
}

/// The outermost item that begins in each line.
fn items_by_line(root: Node<'_>) -> BTreeMap<usize, Node<'_>> {
    let mut items = BTreeMap::new();
    for node in root.descendants() {
        let data = node.data();
        if matches!(data.value, NodeValue::Item(_) | NodeValue::TaskItem(_)) {
            items.entry(data.sourcepos.start.line).or_insert(node);
        }
    }
    items
}

/// Whether an item needs no empty line before it once the empty blocks are gone.
fn goes_on(item: Node<'_>) -> bool {
    let Some(list) = item.parent() else { return false };
    if item.previous_sibling().is_some() {
        return true;
    }
    let NodeValue::List(NodeList { list_type, start, delimiter, bullet_char, .. }) = list.data().value else {
        return false;
    };
    let before = list
        .preceding_siblings()
        .skip(1)
        .find(|node| !(is_empty_block(node) || is_removable(node) && is_all_empty(node)));
    match before.map(|node| node.data().value.clone()) {
        Some(NodeValue::List(other)) => {
            other.list_type == list_type && other.delimiter == delimiter && other.bullet_char == bullet_char
        }
        Some(NodeValue::Paragraph) => {
            let in_item = list
                .parent()
                .is_some_and(|parent| matches!(parent.data().value, NodeValue::Item(_) | NodeValue::TaskItem(_)));
            in_item && (list_type == ListType::Bullet || start == 1)
        }
        _ => false,
    }
}

/// The text without the regions. `divided`: where no empty line stood around one, an empty line is left in its place.
fn without(text: &str, regions: &[Region], divided: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for Region { bytes, marks, blank, whole_lines, before_item } in regions {
        out.push_str(&text[at..bytes.start]);
        let mut end = bytes.end;
        if *whole_lines {
            let mut blank = take_blank_lines(&mut out).or_else(|| blank.clone());
            while end < text.len() {
                let next = text[end..].find('\n').map_or(text.len(), |length| end + length + 1);
                if !is_blank(&text[end..next]) {
                    break;
                }
                blank.get_or_insert_with(|| text[end..next].to_owned());
                end = next;
            }
            match blank {
                Some(_) if *before_item => {}
                Some(line) => out.push_str(&line),
                None if divided => {
                    out.push_str(text[marks.clone()].trim_end());
                    out.push('\n');
                }
                None => {}
            }
        } else {
            end = content_start(text, bytes, &out);
        }
        at = end;
    }
    out.push_str(&text[at..]);
    out
}

/// Takes the empty lines off the end of a text, and returns the first of them.
fn take_blank_lines(out: &mut String) -> Option<String> {
    let mut first = None;
    while out.ends_with('\n') {
        let from = out[..out.len() - 1].rfind('\n').map_or(0, |at| at + 1);
        if !is_blank(&out[from..]) {
            break;
        }
        first = Some(out.split_off(from));
    }
    first
}

/// Where the next line with words begins, behind as much indent as the region's own line has before it.
fn content_start(text: &str, bytes: &Range<usize>, out: &str) -> usize {
    let width = columns(&out[out.rfind('\n').map_or(0, |at| at + 1)..]);
    let mut at = bytes.end;
    while let Some(length) = text[at..].find('\n').filter(|length| is_blank(&text[at..at + length])) {
        at += length + 1;
    }
    let rest =
        text[at..].char_indices().map_while(|(offset, c)| (c == '>' || c == ' ' || c == '\t').then_some((offset, c)));
    let mut end = at;
    for (offset, c) in rest {
        if columns(&text[at..at + offset]) >= width {
            break;
        }
        end = at + offset + c.len_utf8();
    }
    end
}

/// How many columns the beginning of a line takes; a tab leads to the next multiple of four.
fn columns(text: &str) -> usize {
    text.chars().fold(0, |column, c| if c == '\t' { column + 4 - column % 4 } else { column + 1 })
}

/// The words that are shown, each with a space behind it.
fn shown_words(root: Node<'_>) -> String {
    let mut words = String::new();
    for node in root.descendants() {
        let data = node.data();
        let text = match &data.value {
            NodeValue::Text(text) => text.as_ref(),
            NodeValue::Code(code) => &code.literal,
            NodeValue::CodeBlock(code) => &code.literal,
            _ => continue,
        };
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            words.push_str(word);
            words.push(' ');
        }
    }
    words
}

/// How often each word stands in a text.
fn counts(words: &str) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for word in words.split_terminator(' ') {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

/// Whether there is none of which there are more.
fn is_within(some: &BTreeMap<&str, usize>, all: &BTreeMap<&str, usize>) -> bool {
    some.iter().all(|(word, count)| all.get(word).is_some_and(|all| all >= count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_leaves_no_trace() {
        let cases = [
            ("One\n::: *\n:::\ntwo.\n", "One\ntwo.\n"),
            ("One.\n\n::: *\n:::\n\nTwo.\n", "One.\n\nTwo.\n"),
            ("One.\n\n::: *\n:::\n\n::: *\n:::\n\nTwo.\n", "One.\n\nTwo.\n"),
            ("1. Ask.\n::: *\n:::\n3. Pay.\n", "1. Ask.\n3. Pay.\n"),
            ("1. Ask.\n\n   ::: *\n   :::\n\n2. Pay.\n", "1. Ask.\n2. Pay.\n"),
            ("- a\n\n::: *\n:::\n\n- b\n\nEnd.\n", "- a\n- b\n\nEnd.\n"),
            ("- a\n\n  ::: *\n  :::\n\n  - b\n", "- a\n  - b\n"),
            ("- a\n\n  ::: *\n  :::\n\nEnd.\n", "- a\n\nEnd.\n"),
            ("- a\n- ::: *\n  :::\n- b\n", "- a\n- b\n"),
            ("- a\n  - ::: *\n    :::\n- b\n", "- a\n- b\n"),
            ("- ::: *\n  :::\n\n  a\n- b\n", "- a\n- b\n"),
            ("> a\n> ::: *\n> :::\n> b\n", "> a\n> b\n"),
            ("> a\n>\n> ::: *\n> :::\n>\n> b\n", "> a\n>\n> b\n"),
            ("> a\n> ::: *\n> :::\n>\n> ::: *\n> :::\n> b\n", "> a\n>\n> b\n"),
            ("A.\n\n> ::: *\n> :::\n\nB.\n", "A.\n\nB.\n"),
            ("|a|b|\n|-|-|\n|1|2|\n::: *\n:::\n|3|4|\n", "|a|b|\n|-|-|\n|1|2|\n|3|4|\n"),
            ("::: *\n:::\n\nA.\n", "\nA.\n"),
            ("::: members\n::: *\n:::\nA.\n:::\n", "::: members\nA.\n:::\n"),
            // What would be shown otherwise stays apart.
            ("One\n::: *\n:::\n[a]: /secret\n", "One\n\n[a]: /secret\n"),
            ("> One\n> ::: *\n> :::\n> [a]: /secret\n", "> One\n>\n> [a]: /secret\n"),
            ("- > One\n  > ::: *\n  > :::\n  > 14. x\n", "- > One\n  >\n  > 14. x\n"),
            ("One\n> ::: *\n> :::\n14. x\n", "One\n\n14. x\n"),
        ];
        for (text, expected) in cases {
            assert_eq!(without_empty_blocks(text, Dialect::Prose), expected, "{text}");
        }
    }
}
