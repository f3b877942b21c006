//! A document of a word processor or a wiki, before it is Markdown.
//!
//! In: blocks and runs of words, as a reader of HTML or of Word found them. Out: Markdown in our dialect, and what its tables of control say.
//! What always holds: words that only look like marks are escaped, and a table with merged cells is one in HTML.

use std::fmt::Write;

use super::report::{Noted, Report};

/// A block.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Block {
    Heading {
        level: usize,
        words: Vec<Run>,
        id: Option<String>,
    },
    Paragraph(Vec<Run>),
    /// A paragraph with a mark before it, at a depth from 0. An empty mark is a bullet.
    Item {
        depth: usize,
        mark: String,
        words: Vec<Run>,
        below: Vec<Block>,
    },
    Quote(Vec<Block>),
    Code(String),
    Alert {
        kind: String,
        title: Option<String>,
        blocks: Vec<Block>,
    },
    Folded {
        title: String,
        blocks: Vec<Block>,
    },
    Table(Table),
    Rule,
    /// A footnote: its name and what it says.
    Footnote(String, Vec<Block>),
}

/// Words that look alike.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) look: Look,
    /// Where it leads.
    pub(super) link: Option<String>,
    /// What is no words: a picture, a footnote.
    pub(super) mark: Option<Mark>,
}

/// How words look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own")]
pub(super) struct Look {
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) struck: bool,
    pub(super) underlined: bool,
    pub(super) marked: bool,
    pub(super) code: bool,
    pub(super) raised: bool,
    pub(super) lowered: bool,
}

/// What stands between words and is none.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mark {
    Break,
    Picture { file: String, alt: String },
    Footnote(String),
}

/// A table.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Table {
    pub(super) rows: Vec<Vec<Cell>>,
    pub(super) caption: Vec<Run>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Cell {
    pub(super) blocks: Vec<Block>,
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) head: bool,
}

impl Cell {
    /// Its words alone.
    pub(super) fn words(&self) -> String {
        let words: Vec<String> = self.blocks.iter().map(Block::words).collect();
        words.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl Block {
    /// Its words alone.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Heading { words, .. } | Self::Paragraph(words) => plain(words),
            Self::Item { mark, words, below, .. } => {
                let below: Vec<String> = below.iter().map(Self::words).collect();
                format!("{mark} {} {}", plain(words), below.join(" ")).trim().to_owned()
            }
            Self::Quote(blocks)
            | Self::Alert { blocks, .. }
            | Self::Folded { blocks, .. }
            | Self::Footnote(_, blocks) => blocks.iter().map(Self::words).collect::<Vec<_>>().join(" "),
            Self::Code(text) => text.clone(),
            Self::Table(table) => table.rows.iter().flatten().map(Cell::words).collect::<Vec<_>>().join(" "),
            Self::Rule => String::new(),
        }
    }
}

/// The words of runs.
pub(super) fn plain(runs: &[Run]) -> String {
    let words: String =
        runs.iter().map(|run| if run.mark == Some(Mark::Break) { " " } else { run.text.as_str() }).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Writes blocks as Markdown.
pub(super) fn markdown(blocks: &[Block]) -> String {
    let mut out = String::new();
    let mut indents: Vec<usize> = Vec::new();
    let mut last_is_item = false;
    for block in blocks {
        if let Block::Item { depth, mark, words, below } = block {
            if !last_is_item {
                indents.clear();
            }
            item(*depth, mark, words, below, &mut indents, &mut out);
            last_is_item = true;
            continue;
        }
        if last_is_item && !out.ends_with("\n\n") {
            out.push('\n');
        }
        last_is_item = false;
        let text = one(block);
        if !text.trim().is_empty() {
            out.push_str(text.trim_end());
            out.push_str("\n\n");
        }
    }
    out
}

fn item(depth: usize, mark: &str, words: &[Run], below: &[Block], indents: &mut Vec<usize>, out: &mut String) {
    indents.truncate(depth.min(indents.len()));
    let indent: usize = indents.iter().sum();
    let mark = if mark.is_empty() { "-" } else { mark };
    let width = mark.chars().count() + 1;
    indents.push(width);
    let text = inline(words);
    let pad = " ".repeat(indent);
    // Lists are loose where an item has several paragraphs, or where a mark may turn out to be text.
    let loose = mark != "-";
    let _ = writeln!(out, "{pad}{mark} {}", text.replace('\n', &format!("\n{pad}{}", " ".repeat(width))).trim_end());
    if loose {
        out.push('\n');
    }
    if !below.is_empty() {
        let inner = markdown(below);
        if !loose {
            out.push('\n');
        }
        for line in inner.trim_end().lines() {
            let _ = writeln!(out, "{}", format!("{pad}{}{line}", " ".repeat(width)).trim_end());
        }
        out.push('\n');
    }
}

fn one(block: &Block) -> String {
    match block {
        Block::Heading { level, words, id } => {
            let id = id.as_ref().map(|id| format!(" {{#{id}}}")).unwrap_or_default();
            let words = inline(words).replace("<br>", " ").replace('\n', " ");
            if words.trim().is_empty() {
                String::new()
            } else {
                format!("{} {}{id}", "#".repeat((*level).clamp(1, 6)), words.trim())
            }
        }
        Block::Paragraph(words) => at_line_start(&inline(words)),
        Block::Item { .. } => String::new(),
        Block::Quote(blocks) => quoted(&markdown(blocks)),
        Block::Code(text) => {
            let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default().max(2);
            let fence = "`".repeat(longest + 1);
            format!("{fence}\n{}\n{fence}", text.trim_end())
        }
        Block::Alert { kind, title, blocks } => {
            let body: Vec<String> = markdown(blocks).trim_end().lines().map(str::to_owned).collect();
            super::boxes::alert_lines(kind, title.as_deref(), &body, 0).join("\n")
        }
        Block::Folded { title, blocks } => {
            let body: Vec<String> = markdown(blocks).trim_end().lines().map(str::to_owned).collect();
            super::boxes::folded_lines(title, &body, 0).join("\n")
        }
        Block::Table(table) => self::table(table),
        Block::Rule => "---".to_owned(),
        Block::Footnote(name, blocks) => {
            let text = markdown(blocks);
            let mut lines = text.trim_end().lines();
            let mut out = format!("[^{name}]: {}", lines.next().unwrap_or_default());
            for line in lines {
                let _ = write!(out, "\n{}", format!("    {line}").trim_end());
            }
            out
        }
    }
}

fn quoted(text: &str) -> String {
    text.trim_end().lines().map(|line| format!("> {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

/// A table in Markdown where it can be one, else in HTML.
fn table(table: &Table) -> String {
    let merged = table.rows.iter().flatten().any(|cell| cell.columns > 1 || cell.rows > 1);
    let simple = |cell: &Cell| cell.blocks.iter().all(|block| matches!(block, Block::Paragraph(_)));
    let width = table.rows.iter().map(Vec::len).max().unwrap_or_default();
    let even = table.rows.iter().all(|row| row.len() == width);
    let caption = inline(&table.caption);
    if width == 0 {
        return String::new();
    }
    if merged || !even || !table.rows.iter().flatten().all(simple) {
        return in_html(table, &caption);
    }
    let line = |row: &[Cell]| {
        let cells = row.iter().map(|cell| {
            let paragraphs: Vec<String> = cell
                .blocks
                .iter()
                .map(|block| match block {
                    Block::Paragraph(words) => inline(words),
                    _ => String::new(),
                })
                .filter(|text| !text.trim().is_empty())
                .collect();
            paragraphs.join("<br>").replace('\n', " ").replace('|', "\\|")
        });
        format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
    };
    let mut out = if caption.is_empty() { String::new() } else { format!("{caption}\n\n") };
    let head: Vec<Cell> =
        table.rows[0].iter().map(|cell| Cell { blocks: without_bold(&cell.blocks), ..cell.clone() }).collect();
    out.push_str(&line(&head));
    let _ = writeln!(out, "|{}", " --- |".repeat(width));
    for row in &table.rows[1..] {
        out.push_str(&line(row));
    }
    out
}

fn in_html(table: &Table, caption: &str) -> String {
    let mut out = String::from("<table>\n");
    if !caption.is_empty() {
        let _ = writeln!(out, "<caption>{caption}</caption>");
    }
    for (number, row) in table.rows.iter().enumerate() {
        out.push_str("<tr>\n");
        for cell in row {
            let tag = if cell.head || number == 0 { "th" } else { "td" };
            let columns = if cell.columns > 1 { format!(" colspan=\"{}\"", cell.columns) } else { String::new() };
            let rows = if cell.rows > 1 { format!(" rowspan=\"{}\"", cell.rows) } else { String::new() };
            let blocks = if tag == "th" { without_bold(&cell.blocks) } else { cell.blocks.clone() };
            let text = markdown(&blocks);
            let text = text.trim();
            if text.contains("\n\n") || cell.blocks.iter().any(|block| !matches!(block, Block::Paragraph(_))) {
                let _ = write!(out, "<{tag}{columns}{rows}>\n\n{text}\n\n</{tag}>\n");
            } else {
                // A line of Markdown within a tag is read as Markdown where empty lines are around it.
                let text = text.replace('\n', " ");
                let plain = !text.contains(['*', '`', '[', '\\', '_', '~']);
                let _ = if plain {
                    writeln!(out, "<{tag}{columns}{rows}>{text}</{tag}>")
                } else {
                    writeln!(out, "<{tag}{columns}{rows}>\n\n{text}\n\n</{tag}>")
                };
            }
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table>");
    out
}

/// The blocks of a head, which is bold by itself.
fn without_bold(blocks: &[Block]) -> Vec<Block> {
    let plain = |block: &Block| match block {
        Block::Paragraph(words) => {
            let run = |run: &Run| Run { look: Look { bold: false, ..run.look }, ..run.clone() };
            Block::Paragraph(words.iter().map(run).collect())
        }
        other => other.clone(),
    };
    blocks.iter().map(plain).collect()
}

/// Writes runs as Markdown. Runs that look alike are joined, so that no mark stands between their words.
pub(super) fn inline(runs: &[Run]) -> String {
    let mut joined: Vec<Run> = Vec::new();
    for run in runs.iter().filter(|run| run.mark.is_some() || !run.text.is_empty()) {
        match joined.last_mut() {
            Some(last)
                if last.mark.is_none()
                    && run.mark.is_none()
                    && last.link == run.link
                    && (last.look == run.look || run.text.trim().is_empty() && run.look.code == last.look.code) =>
            {
                last.text.push_str(&run.text);
            }
            _ => joined.push(run.clone()),
        }
    }
    let mut out = String::new();
    let mut at = 0;
    while at < joined.len() {
        let link = joined[at].link.clone();
        let end = joined[at..].iter().position(|run| run.link != link).map_or(joined.len(), |end| at + end);
        let text: String = joined[at..end].iter().map(run).collect();
        match link {
            Some(target) if !text.trim().is_empty() => {
                let inner = text.trim();
                let before = if text.starts_with(' ') { " " } else { "" };
                let after = if text.ends_with(' ') { " " } else { "" };
                let _ = write!(out, "{before}[{inner}](<{}>){after}", target.replace(['<', '>', '\n'], ""));
            }
            _ => out.push_str(&text),
        }
        at = end;
    }
    out.trim_matches(' ').to_owned()
}

fn run(run: &Run) -> String {
    match &run.mark {
        Some(Mark::Break) => return "<br>".to_owned(),
        Some(Mark::Picture { file, alt }) => return format!("![{}](<{file}>)", escaped(alt)),
        Some(Mark::Footnote(name)) => return format!("[^{name}]"),
        None => {}
    }
    let words = run.text.trim_matches([' ', '\t', '\n']);
    if words.is_empty() {
        return run.text.replace(['\n', '\t'], " ");
    }
    let start = &run.text[..run.text.len() - run.text.trim_start_matches([' ', '\t', '\n']).len()];
    let end = &run.text[run.text.trim_end_matches([' ', '\t', '\n']).len()..];
    let mut text = if run.look.code && !words.contains('`') { format!("`{words}`") } else { escaped(words) };
    let wraps = [
        (run.look.raised, "<sup>", "</sup>"),
        (run.look.lowered, "<sub>", "</sub>"),
        (run.look.underlined && run.link.is_none(), "<u>", "</u>"),
        (run.look.marked, "<mark>", "</mark>"),
        (run.look.struck, "~~", "~~"),
        (run.look.italic, "*", "*"),
        (run.look.bold, "**", "**"),
    ];
    // Marks of emphasis need a space or a sign around them, which tags do not.
    let tight =
        |text: &str| text.starts_with(|c: char| c.is_alphanumeric()) && text.ends_with(|c: char| c.is_alphanumeric());
    for (is, open, close) in wraps {
        if is {
            let (open, close) = match open {
                "**" if !tight(words) => ("<b>", "</b>"),
                "*" if !tight(words) => ("<i>", "</i>"),
                _ => (open, close),
            };
            text = format!("{open}{text}{close}");
        }
    }
    let gap = |blank: &str| if blank.is_empty() { "" } else { " " };
    format!("{}{text}{}", gap(start), gap(end))
}

/// Escapes what Markdown would take for marks.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let next = letters.peek().copied().unwrap_or(' ');
        let is_mark = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' => true,
            '_' => !(before.is_alphanumeric() && next.is_alphanumeric()),
            '~' => next == '~' || before == '~',
            '&' => next == '#' || next.is_ascii_alphabetic(),
            '{' => next == '{' || next == '%',
            _ => false,
        };
        if is_mark {
            out.push('\\');
        }
        out.push(if c == '\n' || c == '\t' { ' ' } else { c });
        before = c;
    }
    out
}

/// Escapes a mark that opens a block at the beginning of a paragraph.
fn at_line_start(text: &str) -> String {
    let words = text.trim_start();
    let first = words.chars().next().unwrap_or(' ');
    let behind = words[first.len_utf8().min(words.len())..].chars().next().unwrap_or(' ');
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    if ['#', '>', '|'].contains(&first)
        || ['-', '+', '='].contains(&first) && (behind == ' ' || behind == first)
        || words.starts_with(":::")
    {
        return format!("\\{words}");
    }
    if digits > 0 && digits < 10 && words[digits..].starts_with(['.', ')']) && words[digits + 1..].starts_with(' ') {
        return format!("{}\\{}", &words[..digits], &words[digits..]);
    }
    words.to_owned()
}

/// Takes paragraphs in bold for headings, where a document has none of its own.
pub(super) fn bold_headings(blocks: &mut [Block], source: &str, report: &mut Report) {
    if blocks.iter().any(|block| matches!(block, Block::Heading { .. })) {
        return;
    }
    for block in blocks {
        let Block::Paragraph(words) = block else { continue };
        let text = plain(words);
        let is_bold = words.iter().all(|run| run.look.bold || run.text.trim().is_empty() && run.mark.is_none());
        if is_bold && !text.is_empty() && text.chars().count() < 100 && !text.ends_with(['.', ':', ',', ';']) {
            report.note(Noted::Heading, source, text);
            let words = words.iter().map(|run| Run { look: Look { bold: false, ..run.look }, ..run.clone() }).collect();
            *block = Block::Heading { level: 2, words, id: None };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Run> {
        vec![Run { text: text.to_owned(), ..Run::default() }]
    }

    fn cell(text: &str) -> Cell {
        Cell { blocks: vec![Block::Paragraph(words(text))], columns: 1, rows: 1, head: false }
    }

    #[test]
    fn words_that_look_like_marks_are_escaped() {
        let bold = Look { bold: true, ..Look::default() };
        let runs = [
            Run { text: "1. a*b ".to_owned(), ..Run::default() },
            Run { text: "very ".to_owned(), look: bold, ..Run::default() },
            Run { text: "bold".to_owned(), look: bold, ..Run::default() },
            Run { text: " x".to_owned(), link: Some("y z.md".to_owned()), ..Run::default() },
        ];
        assert_eq!(markdown(&[Block::Paragraph(runs.to_vec())]), "1\\. a\\*b **very bold** [x](<y z.md>)\n\n");
    }

    #[test]
    fn items_are_indented_by_the_width_of_the_marks_above_them() {
        let item = |depth, mark: &str, text: &str| Block::Item {
            depth,
            mark: mark.to_owned(),
            words: words(text),
            below: Vec::new(),
        };
        assert_eq!(
            markdown(&[item(0, "1.1", "A"), item(1, "(a)", "B"), item(1, "(b)", "C"), item(0, "1.2", "D")]),
            "1.1 A\n\n    (a) B\n\n    (b) C\n\n1.2 D\n\n\n".trim_end().to_owned() + "\n\n"
        );
        assert_eq!(markdown(&[item(0, "", "A"), item(1, "", "B")]), "- A\n  - B\n");
    }

    #[test]
    fn tables_with_merged_cells_are_in_html_and_control_is_told() {
        let plain = Table { rows: vec![vec![cell("a"), cell("b|")], vec![cell("c"), cell("d")]], ..Table::default() };
        assert_eq!(table(&plain), "| a | b\\| |\n| --- | --- |\n| c | d |\n");
        let mut merged = plain.clone();
        merged.rows[1] = vec![Cell { columns: 2, ..cell("e") }];
        assert_eq!(
            table(&merged),
            "<table>\n<tr>\n<th>a</th>\n<th>b|</th>\n</tr>\n<tr>\n<td colspan=\"2\">e</td>\n</tr>\n</table>"
        );
    }
}
