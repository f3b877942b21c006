//! Random Markdown with a word in every kind of place, in blocks that nest in lists, quotes and one another.

use std::fmt::Write;

use greyline::config::{Audiences, Readers};

use crate::words::Words;

/// The first three marks of lists of clauses.
pub(crate) const CLAUSES: &[[&str; 3]] = &[
    ["a. ", "b. ", "c. "],
    ["A) ", "B) ", "C) "],
    ["i. ", "ii. ", "iii. "],
    ["(a) ", "(b) ", "(c) "],
    ["1.1 ", "1.2 ", "1.3 "],
];

/// What a text may point at.
pub(crate) struct Targets<'a> {
    pub(crate) audiences: &'a Audiences,
    pub(crate) ids: &'a [String],
    /// Keys of facts.
    pub(crate) facts: &'a [String],
    /// Words of the glossary by their place in the list of words, and who has used each of them so far.
    pub(crate) terms: Vec<(String, Readers)>,
    /// New attachments: name in the folder, content.
    pub(crate) attachments: Vec<(String, String)>,
    /// Footnotes and reference definitions, written behind everything else.
    pub(crate) tail: String,
}

/// A text for a page that `readers` may see.
pub(crate) fn body(words: &mut Words, targets: &mut Targets<'_>, readers: Readers) -> String {
    let mut out = String::new();
    let count = 2 + words.below(6);
    for _ in 0..count {
        piece(words, targets, readers, "", 0, &mut out);
    }
    out.push_str(&std::mem::take(&mut targets.tail));
    with_line_ends(&out, words.below(8))
}

/// The text with the line ends of another system, or of several, for some choices.
pub(crate) fn with_line_ends(text: &str, choice: usize) -> String {
    match choice {
        0 => text.replace('\n', "\r\n"),
        1 => text.replace('\n', "\r"),
        2 => {
            let ends = ["\n", "\r", "\r\n"].into_iter().cycle();
            text.split_terminator('\n').zip(ends).map(|(line, end)| line.to_owned() + end).collect()
        }
        _ => text.to_owned(),
    }
}

#[expect(clippy::too_many_lines, reason = "one kind of block after another")]
/// One block of Markdown, each of its lines behind `prefix`.
fn piece(words: &mut Words, t: &mut Targets<'_>, readers: Readers, prefix: &str, depth: usize, out: &mut String) {
    let choice = words.below(if depth < 4 { 24 } else { 13 });
    let mut line = |text: String| {
        out.push_str(prefix);
        out.push_str(&text);
        out.push('\n');
    };
    let some = Some(readers);
    match choice {
        0 => {
            let text = inline(words, t, readers);
            line(format!("Text {text} and more."));
        }
        1 => line(format!("## Part {}", words.word("body: heading", some))),
        2 => {
            line("```text".to_owned());
            line(format!("::: staff {}", words.word("body: code", some)));
            line(":::".to_owned());
            line("```".to_owned());
        }
        3 => {
            line("| a | b |".to_owned());
            line("|---|---|".to_owned());
            line(format!("| {} | b |", words.word("body: table", some)));
        }
        4 => {
            let word = words.word("body: list", some);
            line(format!("- one {word}"));
            line(format!("- [x] {}", words.word("body: task", some)));
        }
        5 => line(format!("<!-- {} -->", words.word("comment", None))),
        6 => line(format!(
            "Inline <b title=\"{}\">bold</b> <!-- {} -->.",
            words.word("html", None),
            words.word("comment", None)
        )),
        7 => {
            let name = words.word("footnote that nothing refers to", None);
            let text = words.word("footnote that nothing refers to", None);
            writeln!(t.tail, "\n[^{name}]: {text}").unwrap();
            line("A line.".to_owned());
        }
        8 => {
            // Where the definition stands for all, only those who read a use of it read it.
            let name = words.word("body: footnote", some);
            let text = words.word("body: footnote", some);
            line(format!("A note.[^{name}]"));
            writeln!(t.tail, "\n[^{name}]: {text}").unwrap();
        }
        9 => {
            let label = words.word("reference definition", some);
            let title = words.word("body: link title", some);
            line(format!("See [words][{label}]."));
            write!(t.tail, "\n[{label}]: https://example.org/ \"{title}\"\n").unwrap();
        }
        10 => {
            let (word, title) = (words.word("body: html", some), words.word("body: html title", some));
            let address = words.word("body: link", some);
            line(format!(
                "A fee<br>of <b>{word} <abbr title=\"{title}\">DPA</abbr>, <a href=\"https://example.org/{address}\">x</a></b>."
            ));
        }
        11 => {
            let (word, nested) = (words.word("body: html", some), words.word("body: html", some));
            let end = if words.once_in(3) { "" } else { "</ul></td></tr></table>" };
            line("<table><tr><th>a</th><th>b</th></tr>".to_owned());
            line(format!("<tr><td colspan=\"2\" onclick=\"{}\">{word}<ul><li>{nested}", words.word("html", None)));
            line(format!("{end}<!-- {} -->", words.word("comment", None)));
        }
        12 => {
            line(format!("<p id=\"x\">{}</p> {}", words.word("body: html", some), words.word("body: html", some)));
            line(format!("<script>{}</script>", words.word("html", None)));
        }
        13 => {
            // Tags around Markdown; what is never closed ends where its block, item or quote ends.
            let open = (*words.pick(&["<details>", "<div>", "<blockquote>", "<ul><li>", "<center>", "<b>"])).to_owned();
            let close = open.replace('<', "</").replace("</ul></li>", "</li></ul>");
            line(open.clone());
            line(String::new());
            piece(words, t, readers, prefix, depth + 1, out);
            if !words.once_in(3) {
                writeln!(out, "{prefix}{close}").unwrap();
            }
        }
        14 => {
            line(format!("> {}", words.word("body: quote", some)));
            line(">".to_owned());
            piece(words, t, readers, &format!("{prefix}> "), depth + 1, out);
        }
        15 => {
            line("> [!WARNING]".to_owned());
            line(format!("> {}", words.word("body: alert", some)));
        }
        16 => {
            line(format!("1. first {}", words.word("body: list", some)));
            let inner = format!("{prefix}   ");
            for _ in 0..=words.below(2) {
                piece(words, t, readers, &inner, depth + 1, out);
            }
        }
        17 => {
            // A footnote that is defined in a block: text outside that refers to it is an error, and must not leak.
            let (key, inner) = block_readers(words, t.audiences, readers);
            let name = words.word("body: footnote", some);
            let text = words.word("body: footnote", Some(inner));
            line(format!("A note.[^{name}]"));
            line(String::new());
            line(format!("::: {key}"));
            line(String::new());
            line(format!("[^{name}]: {text}"));
            line(String::new());
            line(":::".to_owned());
        }
        18 => {
            // One label, defined in a block and again outside of it: which file it stands for differs by audience.
            let (key, inner) = block_readers(words, t.audiences, readers);
            let label = words.word("reference definition", some);
            let file = |words: &mut Words, t: &mut Targets<'_>, readers: Readers| {
                let name = format!("{}.svg", words.word("attachment name", Some(readers)));
                let content = words.word("attachment content", Some(readers));
                t.attachments.push((name.clone(), format!("<svg xmlns=\"x\"><text>{content}</text></svg>")));
                name
            };
            let (first, second) = (file(words, t, inner), file(words, t, readers));
            line(format!("![{}][{label}]", words.word("alt text", some)));
            line(String::new());
            line(format!("::: {key}"));
            line(format!("[{label}]: {first}"));
            line(":::".to_owned());
            writeln!(t.tail, "\n[{label}]: {second}").unwrap();
        }
        19 => {
            // An image whose definition stands in a block: those who may not see the block see brackets, and no file.
            let (key, inner) = block_readers(words, t.audiences, readers);
            let label = words.word("label of a definition in a block", some);
            let name = format!("{}.svg", words.word("attachment name", Some(inner)));
            let content = words.word("attachment content", Some(inner));
            line(format!("![{}][{label}]", words.word("alt text", some)));
            line(String::new());
            line(format!("::: {key}"));
            line(String::new());
            line(format!("[{label}]: {name} \"{}\"", words.word("body: link title", Some(inner))));
            line(String::new());
            line(":::".to_owned());
            t.attachments
                .push((name, format!("<svg xmlns=\"http://www.w3.org/2000/svg\"><text>{content}</text></svg>")));
        }
        20 => {
            // Clauses, the second of which may stand in a block.
            let [first, second, third] = *words.pick(CLAUSES);
            line(format!("{first}{}", words.word("body: clause", some)));
            let inner = format!("{prefix}{}", " ".repeat(first.len()));
            for _ in 0..words.below(2) {
                piece(words, t, readers, &inner, depth + 1, out);
            }
            let (key, own) = block_readers(words, t.audiences, readers);
            if words.once_in(2) {
                writeln!(out, "{prefix}::: {key}").unwrap();
                writeln!(out, "{prefix}{second}{}", words.word("body: clause", Some(own))).unwrap();
                writeln!(out, "{prefix}:::").unwrap();
            } else {
                writeln!(out, "{prefix}{second}{}", words.word("body: clause", some)).unwrap();
            }
            writeln!(out, "{prefix}{third}{}", words.word("body: clause", some)).unwrap();
        }
        _ => block(words, t, readers, prefix, depth, out),
    }
    out.push_str(prefix.trim_end());
    out.push('\n');
}

fn block_readers(words: &mut Words, audiences: &Audiences, readers: Readers) -> (String, Readers) {
    let all: Vec<(String, Readers)> = audiences.iter().map(|(_, a)| (a.key.clone(), a.readers)).collect();
    let (key, own) = words.pick(&all).clone();
    (key, own.and(readers))
}

/// A `:::` block, long or short, tight or with empty lines, sometimes as the first thing of a list item.
fn block(words: &mut Words, t: &mut Targets<'_>, readers: Readers, prefix: &str, depth: usize, out: &mut String) {
    let (key, inner) = block_readers(words, t.audiences, readers);
    let fence = ":".repeat(3 + words.below(3));
    let in_item = words.once_in(4);
    let (first, rest) =
        if in_item { (format!("{prefix}- "), format!("{prefix}  ")) } else { (prefix.to_owned(), prefix.to_owned()) };
    let space = if words.once_in(2) { " " } else { "" };
    writeln!(out, "{first}{fence}{space}{key}").unwrap();
    let tight = words.once_in(2);
    if !tight {
        out.push_str(rest.trim_end());
        out.push('\n');
    }
    for _ in 0..=words.below(2) {
        piece(words, t, inner, &rest, depth + 1, out);
    }
    writeln!(out, "{rest}{fence}{}", ":".repeat(words.below(3))).unwrap();
    if !words.once_in(3) {
        writeln!(out, "{prefix}Behind {}.", words.word("body: paragraph", Some(readers))).unwrap();
    }
}

/// Words in a line, with everything that can stand in one.
fn inline(words: &mut Words, t: &mut Targets<'_>, readers: Readers) -> String {
    let some = Some(readers);
    match words.below(9) {
        0 => format!("*{}*", words.word("body: paragraph", some)),
        1 => format!("[{}](https://example.org/{})", words.word("body: link", some), words.word("body: link", some)),
        2 => {
            let id = words.pick(t.ids).clone();
            format!("[{}]({id})", words.word("body: link", some))
        }
        3 => format!("[[{}]]", words.pick(t.ids)),
        4 => format!("{{fact:{}}}", words.pick(t.facts)),
        5 if !t.terms.is_empty() => {
            let at = words.below(t.terms.len());
            let (term, used) = &mut t.terms[at];
            *used = used.or(readers);
            term.clone()
        }
        6 => {
            let name = format!("{}.svg", words.word("attachment name", some));
            let content = words.word("attachment content", some);
            let alt = words.word("alt text", some);
            let title = words.word("body: link title", some);
            t.attachments.push((
                name.clone(),
                format!("<svg xmlns=\"http://www.w3.org/2000/svg\"><text>{content}</text></svg>"),
            ));
            format!("![{alt}]({name} \"{title}\")")
        }
        7 => format!("`{}`", words.word("body: code", some)),
        _ => format!("<https://{}.example/>", words.word("body: link", some)),
    }
}
