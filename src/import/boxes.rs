//! Boxes, tabs and marks that several tools write, in our dialect.
//!
//! In: a text. Out: the same text with alerts, folded parts and HTML comments in their places. What always holds: what a box says stays where it
//! stood, under the title that readers saw.

use super::prose::{Code, Edits, code_lines, dedent, excerpt, indent};
use super::report::{Noted, Report};
use super::tags::{self, attribute};

/// Converts whatever marks of other tools a text may have.
pub(super) fn all(text: &str, source: &str, report: &mut Report) -> String {
    let text = blocks(&super::liquid::targets(text), source, report);
    let text = tags::all(&text, source, report);
    marks(&text, source, report)
}

/// Converts boxes, tabs and lines that stand for a list of contents.
pub(super) fn blocks(text: &str, source: &str, report: &mut Report) -> String {
    let touched = ["!!!", "???", "===", ":::", "[!", "[TOC]", "[[_TOC_]]", "[toc]", "{:toc}", "{% hint", "{%hint"];
    if !touched.iter().any(|mark| text.contains(mark)) {
        return text.to_owned();
    }
    let mut out = convert(text, source, report, 0).join("\n");
    if text.ends_with('\n') {
        out.push('\n');
    }
    out
}

/// The alert for a kind of box, and the title that readers saw where its author gave none.
pub(super) fn alert(kind: &str) -> (&'static str, Option<String>) {
    let word = kind.to_ascii_lowercase();
    let alert = match word.as_str() {
        "tip" | "hint" | "success" | "check" | "done" => "TIP",
        "important" => "IMPORTANT",
        "warning" | "warn" | "attention" => "WARNING",
        "caution" | "danger" | "error" | "failure" | "fail" | "missing" | "bug" | "stop" => "CAUTION",
        _ => "NOTE",
    };
    let own = ["note", "info", "tip", "important", "warning", "caution"].contains(&word.as_str());
    let mut letters = word.chars();
    let title = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default() + letters.as_str();
    (alert, (!own && !title.is_empty()).then(|| title.replace('-', " ")))
}

/// The lines of an alert.
pub(super) fn alert_lines(kind: &str, title: Option<&str>, body: &[String], columns: usize) -> Vec<String> {
    let (alert, own) = alert(kind);
    let title = title.map(str::trim).filter(|title| !title.is_empty()).map(str::to_owned).or(own);
    let pad = " ".repeat(columns);
    let title = title.map(|title| format!(" {title}")).unwrap_or_default();
    let mut lines = vec![format!("{pad}> [!{alert}]{title}")];
    lines.extend(trimmed(body).iter().map(|line| format!("{pad}> {line}").trim_end().to_owned()));
    lines
}

/// The lines of a part that opens when it is clicked.
pub(super) fn folded_lines(title: &str, body: &[String], columns: usize) -> Vec<String> {
    let pad = " ".repeat(columns);
    let mut lines = vec![format!("{pad}<details>"), format!("{pad}<summary>{title}</summary>"), String::new()];
    lines.extend(trimmed(body).iter().map(|line| format!("{pad}{line}").trim_end().to_owned()));
    lines.extend([String::new(), format!("{pad}</details>")]);
    lines
}

/// Lines without the empty ones at their ends.
fn trimmed(lines: &[String]) -> &[String] {
    let start = lines.iter().position(|line| !line.trim().is_empty()).unwrap_or(lines.len());
    let end = lines.iter().rposition(|line| !line.trim().is_empty()).map_or(start, |end| end + 1);
    &lines[start..end]
}

fn convert(text: &str, source: &str, report: &mut Report, depth: usize) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let code = code_lines(text);
    let mut out: Vec<String> = Vec::with_capacity(lines.len());
    let mut at = 0;
    while let Some(line) = lines.get(at).copied() {
        let (columns, words) = indent(line);
        let found = (!code[at] && depth < 20).then(|| block(&lines, &code, at, columns, words.trim_end())).flatten();
        let Some(found) = found else {
            out.push(if code[at] { line.to_owned() } else { callout(line, source, report) });
            at += 1;
            continue;
        };
        at = found.end;
        let inner = convert(&found.body.join("\n"), source, report, depth + 1);
        let lines_of = match &found.form {
            Form::Alert(kind, title) => alert_lines(kind, title.as_deref(), &inner, columns),
            Form::Folded(title) => folded_lines(title, &inner, columns),
            Form::Tab(title) => {
                let pad = " ".repeat(columns);
                let mut lines = vec![format!("{pad}**{title}**"), String::new()];
                lines.extend(trimmed(&inner).iter().map(|line| format!("{pad}{line}").trim_end().to_owned()));
                lines
            }
            Form::Nothing => Vec::new(),
        };
        let kind = match found.form {
            Form::Tab(_) => Noted::Tabs,
            Form::Nothing => Noted::Dropped,
            _ => Noted::Box,
        };
        report.note(kind, source, excerpt(words));
        if out.last().is_some_and(|line| !line.trim().is_empty()) {
            out.push(String::new());
        }
        out.extend(lines_of);
        out.push(String::new());
        while lines.get(at).is_some_and(|line| line.trim().is_empty()) {
            at += 1;
        }
    }
    out
}

enum Form {
    Alert(String, Option<String>),
    Folded(String),
    Tab(String),
    Nothing,
}

/// A box: what it becomes, what it holds, and the line behind it.
struct Block {
    form: Form,
    body: Vec<String>,
    end: usize,
}

/// The box that begins at a line.
fn block(lines: &[&str], code: &[bool], at: usize, columns: usize, words: &str) -> Option<Block> {
    let contents = ["[toc]", "[[_toc_]]", "[[toc]]", "{:toc}", "{: toc}", "- toc {:toc}"];
    if contents.iter().any(|mark| words.eq_ignore_ascii_case(mark)) {
        return Some(Block { form: Form::Nothing, body: Vec::new(), end: at + 1 });
    }
    if let Some(rest) =
        words.strip_prefix("=== ").or_else(|| words.strip_prefix("===! ")).or_else(|| words.strip_prefix("===+ "))
    {
        let title = rest.trim().trim_matches('"');
        let (body, end) = indented(lines, at + 1, columns);
        return (rest.starts_with('"')).then(|| Block { form: Form::Tab(title.to_owned()), body, end });
    }
    let marker = ["!!!", "???+", "???"].iter().find_map(|mark| Some((*mark, words.strip_prefix(mark)?)));
    if let Some((mark, rest)) = marker {
        let (kind, title) = kind_and_title(rest)?;
        let (body, end) = indented(lines, at + 1, columns);
        let form = match mark {
            "!!!" => Form::Alert(kind, title),
            _ => {
                let (_, own) = alert(&kind);
                Form::Folded(title.or(own).unwrap_or_else(|| super::headings::words_of_name(&kind)))
            }
        };
        return Some(Block { form, body, end });
    }
    if let Some(rest) = words.strip_prefix("{%").filter(|rest| rest.trim_start().starts_with("hint")) {
        let kind = attribute(rest, "style").unwrap_or_else(|| "note".to_owned());
        let close = (at + 1..lines.len()).find(|at| !code[*at] && lines[*at].contains("endhint"))?;
        let body = lines[at + 1..close].iter().map(|line| dedent(line, columns)).collect();
        return Some(Block { form: Form::Alert(kind, None), body, end: close + 1 });
    }
    colons(lines, code, at, columns, words)
}

/// `:::tip Title` and `:::tip[Title]`, to the line of colons that closes it.
fn colons(lines: &[&str], code: &[bool], at: usize, columns: usize, words: &str) -> Option<Block> {
    let count = words.bytes().take_while(|byte| *byte == b':').count();
    let rest = words[count..].trim();
    if count < 3 || rest.is_empty() {
        return None;
    }
    let rest = rest.trim_start_matches('{').trim_start_matches('.');
    let name = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(rest.len());
    let (kind, tail) = rest.split_at(name);
    let title = match tail.strip_prefix('[') {
        Some(inside) => inside.rsplit_once(']').map_or(inside, |(title, _)| title),
        None => tail.split('{').next().unwrap_or_default().trim_matches(['}', ' ']),
    };
    let mut open = vec![count];
    let mut close = None;
    for (number, line) in lines.iter().enumerate().skip(at + 1).filter(|(number, _)| !code[*number]) {
        let inner = line.trim();
        let colons = inner.bytes().take_while(|byte| *byte == b':').count();
        if colons < 3 {
            continue;
        }
        if inner.len() > colons {
            open.push(colons);
        } else if let Some(place) = open.iter().rposition(|other| *other == colons).or(open.len().checked_sub(1)) {
            open.truncate(place);
        }
        if open.is_empty() {
            close = Some(number);
            break;
        }
    }
    let close = close?;
    let body = lines[at + 1..close].iter().map(|line| dedent(line, columns)).collect();
    let title = Some(title.to_owned()).filter(|title| !title.is_empty());
    let form = if kind == "details" {
        Form::Folded(title.unwrap_or_else(|| "Details".to_owned()))
    } else {
        Form::Alert(kind.to_owned(), title)
    };
    Some(Block { form, body, end: close + 1 })
}

/// The lines that are indented under a marker.
fn indented(lines: &[&str], start: usize, columns: usize) -> (Vec<String>, usize) {
    let inside = |line: &&str| line.trim().is_empty() || indent(line).0 >= columns + 4;
    let mut end = start + lines[start..].iter().take_while(|line| inside(line)).count();
    while end > start && lines[end - 1].trim().is_empty() {
        end -= 1;
    }
    (lines[start..end].iter().map(|line| dedent(line, columns + 4)).collect(), end)
}

/// `note inline "Title"`: the kind and the title; an empty title in quotation marks is none.
fn kind_and_title(rest: &str) -> Option<(String, Option<String>)> {
    let rest = rest.trim();
    let (words, title) = match rest.find('"') {
        Some(at) => (&rest[..at], Some(rest[at..].trim().trim_matches('"').to_owned())),
        None => (rest, None),
    };
    let kind = words.split([' ', '|']).next().unwrap_or_default();
    let is_word = kind.len() > 1 && kind.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    is_word.then(|| (kind.to_owned(), title))
}

/// `> [!info]- Title`: an alert of a kind that ours are not.
fn callout(line: &str, source: &str, report: &mut Report) -> String {
    let (rest, marks) = crate::markdown::behind_marks(line);
    let Some((kind, tail)) = rest.strip_prefix("[!").and_then(|rest| rest.split_once(']')).filter(|_| marks > 0) else {
        return line.to_owned();
    };
    let ours = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"].iter().any(|own| own.eq_ignore_ascii_case(kind));
    let folds = tail.starts_with(['+', '-']);
    if ours && !folds || kind.contains([' ', '[', '^']) || kind.is_empty() {
        return line.to_owned();
    }
    report.note(Noted::Box, source, excerpt(rest));
    let kind = kind.split('|').next().unwrap_or(kind);
    let (alert, own) = alert(kind);
    let title = tail.trim_start_matches(['+', '-']).trim();
    let title = if title.is_empty() { own.unwrap_or_default() } else { title.to_owned() };
    let before = &line[..line.len() - rest.len()];
    format!("{before}[!{alert}] {title}").trim_end().to_owned()
}

/// Marks within lines: comments, edits, marked words, attributes.
fn marks(text: &str, source: &str, report: &mut Report) -> String {
    if !text.contains(['{', '=', '%']) {
        return text.to_owned();
    }
    let code = Code::of(text);
    let mut edits = Edits::default();
    for (open, close, form) in [
        ("{>>", "<<}", Mark::Comment),
        ("{/*", "*/}", Mark::Comment),
        ("%%", "%%", Mark::Comment),
        ("<%#", "%>", Mark::Comment),
        ("{% #", "%}", Mark::Comment),
        ("{# ", " #}", Mark::Comment),
        ("{::comment}", "{:/comment}", Mark::Comment),
        ("{++", "++}", Mark::Inserted),
        ("{--", "--}", Mark::Deleted),
        ("{~~", "~~}", Mark::Replaced),
        ("{==", "==}", Mark::Marked),
        ("==", "==", Mark::Marked),
    ] {
        pairs(text, &code, open, close, form, &mut edits, source, report);
    }
    attributes(text, &code, &mut edits, source, report);
    edits.apply(text)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Comment,
    Inserted,
    Deleted,
    Replaced,
    Marked,
}

#[expect(clippy::too_many_arguments, reason = "a row of the table above, and what it is looked for in")]
fn pairs(
    text: &str,
    code: &Code,
    open: &str,
    close: &str,
    form: Mark,
    edits: &mut Edits,
    source: &str,
    report: &mut Report,
) {
    let mut at = 0;
    while let Some(start) = text[at..].find(open).map(|next| at + next) {
        at = start + open.len();
        let before = &text[..start];
        let line = before.rsplit('\n').next().unwrap_or_default().trim().is_empty() && text[at..].starts_with('\n');
        let (length, end) = match text[at..].find(close) {
            Some(length) => (length, at + length + close.len()),
            // A comment on lines of its own that nothing ends goes on to the end.
            None if form == Mark::Comment && line => (text.len() - at, text.len()),
            None => return,
        };
        let inside = &text[at..at + length];
        let fits = match open {
            "%%" => !before.ends_with(|c: char| c.is_alphanumeric() || c == '%'),
            "==" => {
                inside.trim() == inside
                    && !inside.is_empty()
                    && !inside.contains(['\n', '='])
                    && !before.ends_with(['=', '<', '>', '!', '{', '"'])
                    && !text[end..].starts_with(['=', '}'])
            }
            _ => !inside.contains("\n\n") || form == Mark::Comment,
        };
        if !fits || code.contains(start) || before.ends_with('\\') {
            continue;
        }
        at = end;
        let (kind, with) = match form {
            Mark::Comment => (Noted::Comment, comment(inside)),
            Mark::Inserted => (Noted::Tracked, inside.to_owned()),
            Mark::Deleted => (Noted::Tracked, String::new()),
            Mark::Replaced => {
                let new = inside.split_once("~>").map_or(inside, |(_, new)| new);
                (Noted::Tracked, new.to_owned())
            }
            Mark::Marked => (Noted::Mark, format!("<mark>{inside}</mark>")),
        };
        report.note(kind, source, excerpt(&text[start..end]));
        edits.replace(start..end, with);
    }
}

/// A comment that no edition holds.
pub(super) fn comment(words: &str) -> String {
    format!("<!-- {} -->", words.trim().replace("--", "- -").replace("-->", "- ->"))
}

/// `{: .class}`, `{width=50%}`, `{ .class #id }`: attributes. A heading keeps its own.
fn attributes(text: &str, code: &Code, edits: &mut Edits, source: &str, report: &mut Report) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let from = start;
        start += line.len();
        if !line.contains('{') || line.trim_start().starts_with('#') {
            continue;
        }
        for (at, _) in line.match_indices('{') {
            let place = from + at;
            let Some(end) = line[at..].find('}').map(|end| at + end) else { continue };
            let inside = line[at + 1..end].trim_start_matches(':').trim();
            let is_template = line[..at].ends_with('{') || line[at + 1..].starts_with('{');
            if is_template
                || code.contains(place)
                || inside.is_empty()
                || inside.starts_with("fact:")
                || line[..at].ends_with('\\')
            {
                continue;
            }
            let is_name =
                |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_:".contains(c));
            let parts = split_attributes(inside);
            let is_attribute = |part: &&str| {
                part.strip_prefix(['.', '#'])
                    .is_some_and(|name| is_name(name) && !name.starts_with(|c: char| c.is_ascii_digit()))
                    || part.split_once('=').is_some_and(|(key, value)| is_name(key) && !value.is_empty())
            };
            // An anchor below a heading is its own.
            let names = parts.iter().any(|part| part.starts_with('#')) && line.trim().starts_with("{:");
            if parts.iter().all(is_attribute) && !names {
                report.note(Noted::Dropped, source, excerpt(&line[at..=end]));
                edits.replace(place..from + end + 1, "");
            }
        }
    }
}

/// The parts of a list of attributes, blanks within quotation marks left aside.
fn split_attributes(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut quote) = (0, false);
    for (at, c) in text.char_indices() {
        match c {
            '"' => quote = !quote,
            c if c.is_whitespace() && !quote => {
                parts.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(text: &str) -> String {
        all(text, "a.md", &mut Report::default())
    }

    #[test]
    fn boxes_become_alerts_with_the_title_that_readers_saw() {
        assert_eq!(
            converted("!!! note \"Read *this*\"\n    One\n\n    Two\nAfter"),
            "> [!NOTE] Read *this*\n> One\n>\n> Two\n\nAfter"
        );
        assert_eq!(converted("!!! example\n    One"), "> [!NOTE] Example\n> One\n");
        assert_eq!(converted(":::tip[Do so]\nA\n:::\n"), "> [!TIP] Do so\n> A\n\n");
        assert_eq!(converted("::::note\nA\n:::danger x\nB\n:::\n::::"), "> [!NOTE]\n> A\n>\n> > [!CAUTION] x\n> > B\n");
        assert_eq!(converted("> [!faq]- Why?\n> So."), "> [!NOTE] Why?\n> So.");
        assert_eq!(converted("{% hint style=\"danger\" %}\nHot\n{% endhint %}"), "> [!CAUTION] Danger\n> Hot\n");
        assert_eq!(converted("```\n!!! note\n    x\n```"), "```\n!!! note\n    x\n```");
    }

    #[test]
    fn parts_that_fold_and_tabs_keep_their_titles() {
        assert_eq!(converted("??? tip \"More\"\n    X\n"), "<details>\n<summary>More</summary>\n\nX\n\n</details>\n\n");
        assert_eq!(converted("=== \"Mac\"\n\n    A\n\n=== \"PC\"\n\n    B"), "**Mac**\n\nA\n\n**PC**\n\nB\n");
    }

    #[test]
    fn marks_within_lines_are_written_as_ours() {
        assert_eq!(
            converted("a ==b== %%c%% `==d==` {.wide} 50%% x 60%%"),
            "a <mark>b</mark> <!-- c --> `==d==`  50%% x 60%%"
        );
        assert_eq!(converted("[x](y){:target=\"_blank\"} {fact:z}"), "[x](y) {fact:z}");
        assert_eq!(converted("{++in++} {--out--} {~~a~>b~~} {>>why<<}"), "in  b <!-- why -->");
    }
}
