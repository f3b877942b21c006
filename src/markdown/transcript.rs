//! A redacted text as lines of plain text: what is hashed, kept and handed over as the text of a version.
//!
//! In: a text from which everything withheld is gone, and a [`Names`] that knows what it may name. Out: its lines. What always holds:
//! the form never changes, since the ledgers of handbooks hold its hashes; what no reader sees (comments, addresses within the
//! handbook, names of anchors) is not in it.

use comrak::arena_tree::NodeEdge;
use comrak::nodes::NodeValue;
use comrak::{Arena, Node};

use super::elements::Element;
use super::empty_blocks::drop_empty;
use super::fill::{fill, fill_literal};
use super::html::alert_kind;
use super::items::{mark_of, number_items, ordered_item};
use super::options::{Dialect, parse_into};
use super::plain::{PlainText, ResolveWords, plain_tree};
use super::resolve::UNMARKED;
use super::target::Target;
use super::words::{filled_text, gap};

/// Knows what a text may name.
pub trait Names {
    /// Whether its readers may know a fact.
    fn fact(&self, key: &str) -> bool;
    /// Whether they may know the policy that a `[[wikilink]]` names.
    fn policy(&self, id: &str) -> bool;
}

/// The lines of a redacted text.
#[must_use]
pub fn transcript(text: &str, dialect: Dialect, names: &dyn Names) -> Vec<String> {
    let arena = Arena::new();
    transcript_of(parse_into(&arena, text, dialect), names)
}

/// The same, and the text without its marks, from one reading.
#[must_use]
pub fn plain_and_transcript(
    text: &str,
    dialect: Dialect,
    words: &dyn ResolveWords,
    names: &dyn Names,
) -> (PlainText, Vec<String>) {
    let arena = Arena::new();
    let root = parse_into(&arena, text, dialect);
    // Words fill facts into the tree, so they come last.
    let lines = transcript_of(root, names);
    (plain_tree(root, words), lines)
}

fn transcript_of(root: Node<'_>, names: &dyn Names) -> Vec<String> {
    drop_empty(root);
    number_items(root);
    let mut writer = Writer { names, notes: 0 };
    root.children().flat_map(|block| writer.block(block)).collect()
}

/// How a fact stands in a text: by its name, whatever it is worth.
fn name_of(names: &dyn Names, key: &str) -> Option<String> {
    names.fact(key).then(|| format!("{{fact:{key}}}"))
}

struct Writer<'a> {
    names: &'a dyn Names,
    /// The footnotes so far.
    notes: usize,
}

impl Writer<'_> {
    fn block(&mut self, node: Node<'_>) -> Vec<String> {
        let data = node.data();
        match &data.value {
            NodeValue::Heading(heading) => {
                let marks = "#".repeat(heading.level.into());
                self.line(node).map(|words| format!("{marks} {words}")).into_iter().collect()
            }
            NodeValue::ThematicBreak => vec!["* * *".to_owned()],
            NodeValue::CodeBlock(code) => {
                let code = self.code(&code.literal);
                code.lines().map(|line| format!("    {}", line.trim_end())).collect()
            }
            NodeValue::BlockQuote => marked("> ", "> ", self.below(node)),
            NodeValue::Alert(alert) => {
                let mut lines = vec![format!("[{}]", alert_kind(alert.alert_type))];
                lines.extend(self.below(node));
                marked("> ", "> ", lines)
            }
            NodeValue::Item(_) | NodeValue::TaskItem(_) => {
                let mark = item_mark(node);
                marked(&mark, &" ".repeat(mark.chars().count()), self.below(node))
            }
            NodeValue::BlockDirective(block) if block.info != UNMARKED => {
                let inner = self.below(node);
                [format!("::: {}", block.info)].into_iter().chain(inner).chain([":::".to_owned()]).collect()
            }
            NodeValue::FootnoteDefinition(_) => {
                self.notes += 1;
                let mark = format!("[^{}] ", self.notes);
                marked(&mark, &" ".repeat(mark.len()), self.below(node))
            }
            value if is_row(value) => {
                let cells: Vec<String> = node.children().map(|cell| self.below(cell).join(" / ")).collect();
                vec![format!("| {} |", cells.join(" | "))]
            }
            _ => self.below(node),
        }
    }

    /// The lines of what a node holds: blocks, or words.
    fn below(&mut self, node: Node<'_>) -> Vec<String> {
        let holds_blocks = node.children().next().is_some_and(|first| first.data().value.block());
        if holds_blocks {
            node.children().flat_map(|block| self.block(block)).collect()
        } else {
            self.line(node).into_iter().collect()
        }
    }

    /// The words of a node in one line. Emphasis nests as deep as an author likes, so this walks, and does not recurse.
    fn line(&self, node: Node<'_>) -> Option<String> {
        let mut out = String::new();
        let mut wiki = 0;
        for edge in node.traverse() {
            match edge {
                NodeEdge::Start(below) => {
                    out.push_str(gap(&out, below, node));
                    match &below.data().value {
                        NodeValue::WikiLink(link) => {
                            wiki += 1;
                            out.push_str(&self.wiki_link(below, &link.url));
                        }
                        _ if wiki > 0 => {}
                        NodeValue::Text(words) => out.push_str(&fill(words, &|key| name_of(self.names, key))),
                        NodeValue::Code(code) => out.push_str(&self.code(&code.literal)),
                        NodeValue::CodeBlock(code) => out.push_str(&self.code(&code.literal)),
                        NodeValue::SoftBreak | NodeValue::LineBreak => out.push(' '),
                        NodeValue::Strikethrough => out.push_str("~~"),
                        NodeValue::Image(_) => out.push_str("!["),
                        NodeValue::FootnoteReference(to) => out.extend(["[^", &to.ix.to_string(), "]"]),
                        _ => {}
                    }
                }
                NodeEdge::End(below) => match &below.data().value {
                    NodeValue::WikiLink(_) => wiki -= 1,
                    _ if wiki > 0 => {}
                    NodeValue::Strikethrough => out.push_str("~~"),
                    NodeValue::Image(_) => out.push(']'),
                    NodeValue::Link(link) if is_outside(&link.url) && !out.ends_with(&link.url) => {
                        out.extend([" <", &link.url, ">"]);
                    }
                    _ => {}
                },
            }
        }
        let words: Vec<&str> = out.split_whitespace().collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    fn code(&self, literal: &str) -> String {
        fill_literal(literal, &|key| name_of(self.names, key))
    }

    /// The words of a link by id: its own, or the id, which may be that of a policy that is kept from the reader.
    fn wiki_link(&self, node: Node<'_>, target: &str) -> String {
        let own = filled_text(node, &|key| name_of(self.names, key));
        if !own.is_empty() && own != target {
            return own;
        }
        let id = target.split('#').next().unwrap_or_default();
        if self.names.policy(id) { format!("[[{target}]]") } else { String::new() }
    }
}

/// The lines of a block that has a mark.
fn marked(first: &str, others: &str, lines: Vec<String>) -> Vec<String> {
    if lines.is_empty() {
        return vec![first.trim_end().to_owned()];
    }
    let lines = lines.into_iter().enumerate();
    lines.map(|(at, line)| if at == 0 { format!("{first}{line}") } else { format!("{others}{line}") }).collect()
}

fn item_mark(node: Node<'_>) -> String {
    let own = mark_of(node).or_else(|| Some(format!("{}.", ordered_item(node)?.start)));
    let own = own.unwrap_or_else(|| "-".to_owned());
    match node.data().value {
        NodeValue::TaskItem(task) => format!("{own} [{}] ", if task.symbol.is_some() { "x" } else { " " }),
        _ => own + " ",
    }
}

/// Whether a node is a row of a table, in Markdown or in HTML.
fn is_row(value: &NodeValue) -> bool {
    match value {
        NodeValue::TableRow(_) => true,
        NodeValue::HtmlBlock(html) => Element::read(&html.literal).is_some_and(|element| element.name() == "tr"),
        _ => false,
    }
}

/// Whether a link leads out of the handbook.
fn is_outside(target: &str) -> bool {
    matches!(Target::parse(target, ""), Target::External)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Known;

    impl Names for Known {
        fn fact(&self, key: &str) -> bool {
            key == "fee"
        }

        fn policy(&self, id: &str) -> bool {
            id == "CS-014"
        }
    }

    /// The form is that of every ledger that was ever written: a change of this test breaks them.
    #[test]
    fn the_form_never_changes() {
        let text = "Before **all** of it,\n~~never~~ `code`. <!-- comment -->\n\n## When {#x}\n\nPay {fact:fee}, not {fact:other}.\n\
                    As [there](other.md), [[CS-014]], [[CS-015]] and [out](https://example.org/a).\n\n\
                    1. one\n2. two\n   - inner\n\n     more\n\na) first\nb) second\n\n- [x] done\n- [ ] open\n\n\
                    > said\n> twice\n\n> [!NOTE]\n> Mind.\n\n| a | b |\n|---|---|\n| 1 | ![alt](a.png)[^n] |\n\n\
                    ```text\nx  y\n\n z\n```\n\n::: *\nplain\n:::\n\n::: members\nmarked\n:::\n\n***\n\n[^n]: Note.\n";
        let lines = transcript(text, Dialect::Prose, &Known);
        let expected = [
            "Before all of it, ~~never~~ code.",
            "## When",
            "Pay {fact:fee}, not . As there, [[CS-014]], and out <https://example.org/a>.",
            "1. one",
            "2. two",
            "   - inner",
            "     more",
            "a) first",
            "b) second",
            "- [x] done",
            "- [ ] open",
            "> said twice",
            "> [note]",
            "> Mind.",
            "| a | b |",
            "| 1 | ![alt][^1] |",
            "    x  y",
            "    ",
            "     z",
            "plain",
            "::: members",
            "marked",
            ":::",
            "* * *",
            "[^1] Note.",
        ];
        assert_eq!(lines, expected);
        assert_eq!(transcript("a *b* {fact:fee}", Dialect::Inline, &Known), ["a b {fact:fee}"]);
        assert_eq!(transcript("<table><tr><td>a<td>b<br>c</table>", Dialect::Prose, &Known), ["| a | b c |"]);
    }
}
