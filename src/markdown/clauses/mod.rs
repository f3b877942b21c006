//! Lists whose marks are letters, Roman numbers, decimals, or stand in brackets: `a)`, `(iv)`, `1.1`.
//!
//! In: a text. Out: [`Clauses`]: the same text with a mark that comrak knows in the place of each, byte by byte, and what was written
//! there; then, in the tree that comrak made of it, a [`ClauseStyle`] in each such list. What always holds: a mark is replaced only
//! where comrak then sees an item, so that no other number is ever shown; and every byte keeps its place.
//!
//! A list begins at the start of a block, or one step further in than the item before it, with the first mark of its kind (`a`, `i`,
//! `1.1`, or what follows its parent's number), and a later one of the kind must follow. A letter that is too far from the one
//! before it is text. Fences of `:::` blocks are looked through: what stands in a block for some readers is numbered like the rest.

mod mark;
mod scan;

use std::borrow::Cow;
use std::collections::BTreeSet;

use comrak::nodes::NodeValue;
use comrak::{Arena, Node, Options};

pub(super) use self::mark::written_mark;
pub(crate) use self::mark::{ClauseStyle, roman, without_mark};
use self::mark::{Mark, plain_mark};
use self::scan::{Item, Items, found};

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
            if let NodeValue::List(list) = &mut list.data_mut().value {
                mark.style().put_into(list);
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
            // Words between two lists keep them apart, so the sign of the first is free again.
            ("1. One\n\nWords.\n\n(a) x\n(b) y\n\nA) z\nB) z\n\n1. Two\n", "(a) (b) A) B)"),
            ("1. One\n\n# Part\n\na. x\nb. y\n\nA. z\nB. z\n\n1. Two\n", "a. b. A. B."),
            ("- One\n\n  1. x\n\n  Words.\n\n  a) x\n  b) y\n\n  A) z\n  B) z\n\n  1. Two\n", "a) b) A) B)"),
            ("a. x\nb. y\n\n1. One\n2. Two\n", "a. b."),
            ("a) x\nb) y\n1) One\n2) Two\n\n(i) z\n(ii) z\n", "a) b) (i) (ii)"),
            ("1. One\n\na. x\nb. y\n\nA. x\nB. y\n\ni. x\nii. y\n", "a. b. A. B. i. ii."),
            ("1. One\n   a. x\n   b. y\n\n   1. z\n2. Two\n   1) x\n\n   (a) x\n   (b) y\n", "a. b. (a) (b)"),
            // Each sign would make one list of two.
            ("1. One\n\na. x\nb. y\n\n2) Two\n", ""),
            ("a. x\nb. y\n\ni. x\nii. y\n\n1.1 x\n\n1.2 y\n\n1. One\n", "a. b. i. ii. 1.1 1.2"),
            ("a. x\nb. y\n\n(A) x\n(B) y\n\n(i) x\n(ii) y\n\n1) One\n2) Two\n", "a. b. (A) (B) (i) (ii)"),
            // Between two of one sign there is room for one.
            ("1) One\n\na. x\nb. y\n\nA. x\nB. y\n\n1) One\n", "A. B."),
            ("- One\n\n  a. x\n  b. y\n\n  A. x\n  B. y\n\n  1) z\n", "a. b. A. B."),
            ("a. x\nb. y\n\n- One\n\ni. x\nii. y\n\n1. One\n", "a. b. i. ii."),
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
}
