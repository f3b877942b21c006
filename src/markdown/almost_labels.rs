//! Finds lines that are almost a label: what an author, or another tool, may have meant as `::: staff` and what Markdown would
//! publish as text.
//!
//! In: a body, what the scan of its blocks says of each line, and the keys of the audiences. Out: the places that look like a
//! label and are none. What always holds: a heading, an item, emphasis, a cell, a word with punctuation behind it and closed
//! code are never one, since a key counts only behind the signs that open a block in Greyline or in another tool.

mod code_spans;
mod comments;
mod names;
mod signs;
mod tags;

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ops::Range;

use code_spans::without_code;
use comments::{CommentLine, Comments, ends_comment_twice};
pub(super) use names::Names;
use names::{bare, fold};
use signs::{key_before_words, key_between_signs, key_of_setting, may_be_setting};
use tags::{LONGEST_MARKUP, key_in_markup, key_of_comment, key_of_statement};

use super::directives::{Directives, LineKind};
use super::lines::{behind_marks, is_invisible};
use crate::diagnostic::nearest;
use crate::text::{decode_entities, lines};

/// A place that looks like a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AlmostLabel {
    /// The line, from 0.
    pub(super) line: usize,
    /// Its bytes in the line.
    pub(super) bytes: Range<usize>,
    /// What it is.
    pub(super) kind: AlmostLabelKind,
}

/// What looks like a label, and why it is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum AlmostLabelKind {
    /// The key of an audience behind signs that open no block here.
    Key(String),
    /// Signs like the colons of a fence that are none, whatever is behind them.
    Colons,
    /// A fence or a comment behind the mark of a quote or an item, in what only its indent makes code.
    InIndentedCode,
    /// Lines that look like front matter and are not at the top of the file.
    FrontMatter,
    /// The end of a comment that ended before, or one that ends where it begins.
    Comment,
}

/// Returns the places in a body that look like a label and are none, in the order of the lines.
pub(super) fn almost_labels(body: &str, directives: &Directives, names: &Names) -> Vec<AlmostLabel> {
    let mut found = Vec::new();
    // What stands before the body is closed by a fence, or is the top of the file.
    let mut matter = Some(FrontMatter { fence: "", line: 0, has_key: false });
    let mut open_tag = String::new();
    let mut comments = Comments::default();
    // A text of one line, such as the name of a channel, labels nothing.
    let has_more = body.trim().contains(['\n', '\r']);
    let mut is_start = true;
    let defined = OnceCell::new();
    let is_defined = |name: &str| defined.get_or_init(|| defined_links(body)).contains(&fold(name));
    for (number, (line, kind)) in lines(body).zip(&directives.lines).enumerate() {
        let mut note_at = |line: usize, bytes: Range<usize>, kind: AlmostLabelKind| {
            found.push(AlmostLabel { line, bytes, kind });
        };
        if matches!(kind, LineKind::Text | LineKind::Comment) {
            match comments.next(number, line) {
                CommentLine::Ends(from, words) => {
                    // One end of a block in a comment is reported as that.
                    let key = key_of_comment(&fold(&words), names).filter(|_| !words.contains(":::"));
                    if let Some(key) = key {
                        note_at(from, 0..0, AlmostLabelKind::Key(key));
                    }
                }
                CommentLine::EndsTooEarly => note_at(number, 0..line.trim_end().len(), AlmostLabelKind::Comment),
                CommentLine::Other => {}
            }
        }
        let mut note = |bytes: Range<usize>, kind: AlmostLabelKind| note_at(number, bytes, kind);
        match kind {
            LineKind::ClosedCode | LineKind::Comment => {
                matter = None;
                open_tag.clear();
                is_start = true;
            }
            LineKind::Fence => {
                open_tag.clear();
                is_start = true;
            }
            LineKind::Text | LineKind::IndentedCode | LineKind::OpenCode => {
                let (rest, marks) = behind_all_marks(line);
                let bytes = line.len() - rest.len()..line.trim_end().len();
                let is_indented = *kind == LineKind::IndentedCode && marks > 0;
                let at = Place { is_start: is_start || marks > 0, has_more, is_defined: &is_defined };
                if is_indented && (rest.starts_with(":::") || rest.starts_with("<!--")) {
                    note(bytes.clone(), AlmostLabelKind::InIndentedCode);
                } else if let Some(key) = key_of_line(rest, &at, names)
                    .or_else(|| key_of_quotes(line, names))
                    .or_else(|| key_of_open_tag(&mut open_tag, line, rest, names))
                {
                    note(bytes.clone(), AlmostLabelKind::Key(key));
                } else if *kind == LineKind::Text && ends_comment_twice(rest) {
                    note(bytes.clone(), AlmostLabelKind::Comment);
                } else if *kind == LineKind::Text && begins_like_fence(rest) {
                    note(bytes.clone(), AlmostLabelKind::Colons);
                }
                is_start = rest.trim().is_empty() || rest.starts_with("# ") || rest.starts_with("##");
                if *kind == LineKind::Text
                    && let Some(open) = FrontMatter::next(&mut matter, number, line)
                {
                    found.retain(|label| label.line < open);
                    found.push(AlmostLabel { line: open, bytes: 0..3, kind: AlmostLabelKind::FrontMatter });
                }
            }
        }
    }
    found.sort_by_key(|label| (label.line, label.kind != AlmostLabelKind::FrontMatter, label.bytes.start));
    found.dedup_by_key(|label| label.line);
    found
}

/// Where a line stands.
struct Place<'a> {
    /// Whether it begins a paragraph.
    is_start: bool,
    /// Whether the text has other lines.
    has_more: bool,
    /// Whether the text defines the address of a link of this name.
    is_defined: &'a dyn Fn(&str) -> bool,
}

/// The words in the brackets with which a line begins, and what stands behind them.
fn label(line: &str) -> Option<(&str, &str)> {
    line.trim_start().strip_prefix('[')?.split_once(']')
}

/// The names, folded, of the links whose addresses a text defines.
fn defined_links(body: &str) -> BTreeSet<String> {
    let labels = lines(body).filter_map(|line| label(behind_marks(line).0));
    labels.filter(|(_, behind)| behind.starts_with(':')).map(|(name, _)| fold(name)).collect()
}

/// `>>> staff`: the marks of a quote in a run, as some tools open a block with them.
fn key_of_quotes(line: &str, names: &Names) -> Option<String> {
    let rest = line.trim_start().strip_prefix(">>>")?.trim_start_matches('>');
    names.alone(&fold(&without_code(rest)))
}

/// The rest of a line behind the marks of quotes and items, and those of footnotes and tasks, and the number of marks.
fn behind_all_marks(line: &str) -> (&str, usize) {
    let (mut rest, mut marks) = behind_marks(line);
    loop {
        let task = || ["[ ] ", "[x] ", "[X] "].iter().find_map(|task| rest.strip_prefix(task));
        let note = rest.strip_prefix("[^").and_then(|rest| rest.split_once("]:"));
        let note = note.filter(|(name, _)| !name.contains(']')).map(|(_, behind)| behind);
        let Some(behind) = note.or_else(|| task().filter(|_| marks > 0)) else { return (rest, marks) };
        let (words, more) = behind_marks(behind);
        (rest, marks) = (words, marks + 1 + more);
    }
}

/// The fences of front matter.
const FENCES: [&str; 2] = ["---", "+++"];

/// Lines between two fences of front matter that stand below the top of the file, as far as they were read.
struct FrontMatter {
    /// Empty where the fence that closes the front matter of the file may open these lines too.
    fence: &'static str,
    line: usize,
    /// Whether a line has a key that front matter may have.
    has_key: bool,
}

/// Keys that say what an author meant by the lines: those of every front matter, and those that decide who may read.
const TELLING_KEYS: [&str; 12] = [
    "title",
    "audience",
    "id",
    "status",
    "owner",
    "kind",
    "version",
    "flexibility",
    "draft",
    "effective",
    "layout",
    "private",
];

impl FrontMatter {
    /// Reads one more line. Returns the line of the opening fence when this line closes what looks like front matter.
    fn next(open: &mut Option<Self>, number: usize, line: &str) -> Option<usize> {
        let text = line.trim_end();
        if let Some(matter) = open {
            if text == matter.fence || matter.fence.is_empty() && FENCES.contains(&text) {
                let (line, has_key) = (matter.line, matter.has_key);
                let fence = FENCES.into_iter().find(|fence| *fence == text)?;
                *open = Some(Self { fence, line: number, has_key: false });
                return has_key.then_some(line);
            }
            match key_of_entry(text) {
                Entry::Key(key) => matter.has_key |= TELLING_KEYS.contains(&key),
                Entry::Other => {}
                Entry::Prose => *open = None,
            }
            if open.is_some() {
                return None;
            }
        }
        let fence = FENCES.into_iter().find(|fence| *fence == text)?;
        *open = Some(Self { fence, line: number, has_key: false });
        None
    }
}

enum Entry<'a> {
    Key(&'a str),
    /// A blank line, a comment, an item, a table's head, or more of a value.
    Other,
    Prose,
}

fn key_of_entry(line: &str) -> Entry<'_> {
    let text = line.trim_start();
    if text.is_empty()
        || text.starts_with(['#', '[', ']', '"', '}'])
        || text.starts_with("- ")
        || text.len() < line.len()
    {
        return Entry::Other;
    }
    let end =
        text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-' || c == '.')).unwrap_or(text.len());
    let (key, rest) = text.split_at(end);
    let rest = rest.trim_start();
    if !key.is_empty() && rest.starts_with([':', '=']) { Entry::Key(key) } else { Entry::Prose }
}

/// How many colons a character can be taken for (the confusables of Unicode, UTS 39, for the colon and the semicolon).
fn colons(c: char) -> usize {
    match c {
        '∷' | '⸬' | '⁝' | '⁞' => 2,
        '⫶' => 3,
        ':' | ';' | '\u{37e}' | '։' | '׃' | '؛' | '܃' | '܄' | '܅' | '፡' | '፣' | '፤' | '፥' | '᛬' | '᠃' | '᠉' | '⁏'
        | '⁚' | '∶' | '⋮' | 'ː' | '˸' | '꞉' | 'ꓽ' | '︓' | '︔' | '︰' | '﹔' | '﹕' | '：' | '；' | 'ः' | 'ઃ' => {
            1
        }
        _ => 0,
    }
}

/// Whether text begins with three signs like colons, or with two of which the first is no plain colon.
fn begins_like_fence(rest: &str) -> bool {
    let signs = rest.chars().filter(|c| !is_invisible(*c)).take_while(|c| colons(*c) > 0 && !";⋮".contains(*c));
    let count: usize = signs.map(colons).sum();
    count >= 3 || (count == 2 && !rest.starts_with(':'))
}

/// `:staff[…]`, `::staff[…]`, `#staff[…]`: a directive of another tool, anywhere in a line.
fn key_of_directive(line: &str, names: &Names) -> Option<String> {
    line.match_indices('[').find_map(|(at, _)| {
        let before = line[..at].trim_end_matches(|c: char| c.is_alphanumeric() || c == '-' || c == '_');
        before.ends_with([':', '#']).then(|| names.own(&line[before.len()..at])).flatten()
    })
}

/// Whether a line begins with no sign of a label and holds no sign of mark-up, as nearly all lines do. Only this is asked of
/// them, since the questions below fold the line and cost as much as parsing it.
fn is_prose(rest: &str) -> bool {
    // The last ones of each sort are its compatible forms. A brace before a letter begins a fact.
    const MARKUP: [char; 9] = ['<', '%', '﹤', '＜', '︷', '﹛', '｛', '﹪', '％'];
    let braces = |rest: &str| rest.split('{').skip(1).any(|behind| !behind.starts_with(|c: char| c.is_alphanumeric()));
    let begins_like_label = rest.trim_start().chars().next().is_some_and(|first| match first {
        c if c.is_ascii() => {
            c.is_ascii_control()
                || ":;!?=/%$&@+-[{.\\`~^(<>,".contains(c)
                || rest.starts_with('#') && !rest.trim_start_matches('#').starts_with(char::is_whitespace)
        }
        c => !c.is_alphanumeric() || is_invisible(c) || colons(c) > 0,
    });
    // A run of colons may stand behind other signs.
    let signs = || rest.chars().take_while(|c| !c.is_alphanumeric());
    let begins_like_label = begins_like_label || signs().map(colons).sum::<usize>() > 1;
    !begins_like_label && !rest.contains(MARKUP) && !rest.contains("[/") && !rest.starts_with("(/") && !braces(rest)
}

/// The key in a tag that goes on over some lines: `<div`, `class="staff"`, `>`.
fn key_of_open_tag(open: &mut String, line: &str, rest: &str, names: &Names) -> Option<String> {
    let tag =
        |text: &str| text.strip_prefix(['<']).is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()));
    if open.is_empty() {
        let plain = rest.contains('<').then(|| without_code(rest))?;
        let last = plain.rfind('<').filter(|at| tag(&plain[*at..]) && !plain[*at..].contains('>'))?;
        plain[last..].clone_into(open);
        return None;
    }
    // What ends the tag may look like the mark of a quote.
    let rest = if rest.is_empty() && line.contains('>') { ">" } else { rest };
    if rest.trim().is_empty() || open.len() > LONGEST_MARKUP {
        open.clear();
        return None;
    }
    open.extend([" ", rest]);
    if !rest.contains('>') {
        return None;
    }
    key_in_markup(&fold(&std::mem::take(open)), names)
}

/// Returns the key that a line seems to be the label of.
fn key_of_line(rest: &str, at: &Place<'_>, names: &Names) -> Option<String> {
    let may_be_directive = rest.contains('[') && rest.contains([':', '#', '=']) || rest.contains("&&");
    if is_prose(rest) && !may_be_directive && !may_be_setting(rest) {
        return None;
    }
    let code_free = without_code(rest);
    let plain = fold(&code_free);
    // `[staff]` may be a link whose address stands elsewhere.
    let is_defined = || label(rest).is_some_and(|(name, _)| (at.is_defined)(name));
    key_in_markup(&plain, names)
        .or_else(|| key_of_directive(&plain, names))
        .or_else(|| key_in_brackets(&plain, names))
        .or_else(|| {
            let visible: String = unescape(rest).chars().filter(|c| !is_invisible(*c)).collect();
            key_behind_colons(&visible, names)
                .or_else(|| key_behind_signs(&fold(&visible), names))
                .or_else(|| key_of_fence(&fold(rest), names))
        })
        .or_else(|| key_of_setting(&plain, names).filter(|_| may_be_setting(rest)))
        .or_else(|| {
            let shown = fold(&decode_entities(&code_free.replace('\\', "").replace('<', "&lt;")));
            key_between_signs(&shown, at.is_start && at.has_more, names)
                .filter(|_| !is_defined())
                .or_else(|| key_before_words(&shown, at.is_start, names))
        })
}

/// `:: staff`, `: : : staff`, `;;; staff`, `∷: staff`, `:: staff, members`, with or without the same signs behind.
fn key_behind_colons(line: &str, names: &Names) -> Option<String> {
    // A row of a table has cells.
    if line.starts_with('|') {
        return None;
    }
    let line = without_tags(line);
    let line = line.trim_start_matches('#');
    let rest = line.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '`');
    let count: usize = line[..line.len() - rest.len()].chars().map(colons).sum();
    if count < 2 {
        return None;
    }
    let words = fold(rest.trim_end_matches(|c: char| !c.is_alphanumeric()));
    // `::staff:: words`
    let name = words.split_once("::").map_or("", |(name, _)| name);
    names.alone(&words).or_else(|| names.known(name)).or_else(|| {
        // A key with a slip in it, or with a letter of another script.
        let alone = !words.contains(|c: char| !c.is_alphanumeric());
        nearest(&words, names.own_words()).filter(|_| alone).and_then(|word| names.own(word))
    })
}

/// A line without the tags and comments that it opens and closes; a blank that is written as an entity is one.
fn without_tags(line: &str) -> String {
    let line = line.replace("&nbsp;", " ");
    let mut out = String::with_capacity(line.len());
    let mut rest = line.as_str();
    while let Some((before, behind)) = rest.split_once('<') {
        let Some((_, after)) = behind.split_once('>') else { break };
        out.push_str(before);
        rest = after;
    }
    out + rest
}

/// `!!! staff`, `??? staff`, `==== staff`, `/// staff`, `%% staff`, `[!STAFF]`, `.. staff`, `@staff`, `#if staff`, `[.staff]`, `\begin{staff}`, `{staff}` in a line of its own.
fn key_behind_signs(line: &str, names: &Names) -> Option<String> {
    if let Some((name, title)) = line.strip_prefix("[!").and_then(|rest| rest.split_once(']')) {
        return names.known(name.trim()).or_else(|| names.known(bare(title.trim_start_matches(['-', '+']))));
    }
    if let Some(key) = key_of_command(line, names) {
        return Some(key);
    }
    if let Some(name) = line.strip_prefix('{').and_then(|rest| rest.trim_end().strip_suffix('}')) {
        return names.known(name.trim().trim_start_matches('/'));
    }
    if let Some(name) =
        ["#if ", "#ifdef ", "#ifndef ", "#region ", "#section ", "[."].iter().find_map(|sign| line.strip_prefix(sign))
    {
        return names.known(name.trim().trim_end_matches(']'));
    }
    if let Some(rest) = line.strip_prefix("..") {
        let Some((name, value)) = rest.split_once("::") else {
            return names.known(rest.trim_start_matches('.').trim());
        };
        let name = name.trim();
        return names
            .known(name)
            .or_else(|| names.known(value.trim()).filter(|_| name.chars().all(char::is_alphanumeric)));
    }
    if let Some(rest) = line.strip_prefix("\\begin{").or_else(|| line.strip_prefix("\\end{")) {
        return names.known(rest.trim_end().strip_suffix('}')?);
    }
    let sign = line.chars().next().filter(|c| "!?=/%$&@+-¡¿·•∙…".contains(*c))?;
    let rest = line.trim_start_matches(sign);
    let fewest = match sign {
        '@' | '%' => 1,
        '!' | '?' | '/' => 2,
        _ => 3,
    };
    if line[..line.len() - rest.len()].chars().count() < fewest {
        return None;
    }
    let rest = rest.trim_start_matches(['+', '-']).trim_start();
    let rest = rest.trim_end().trim_end_matches(sign).trim_end();
    // MkDocs has a title in quotation marks and a few words of layout behind the name.
    let name = rest.split(['"', '“']).next().filter(|name| !name.trim().is_empty()).unwrap_or(rest);
    let name = name.trim().trim_end_matches(" end").trim_end_matches(" inline");
    names.known(bare(name))
}

/// `@if(staff)`, `#if(staff):`, `#+begin: staff`, `/* staff */`, `\staff{…}`, `\ifstaff`, `[//]: # (staff)`, `[end staff]`, `(/staff)`,
/// `{staff}…{staff}`: a command of another tool whose only word is a key.
fn key_of_command(line: &str, names: &Names) -> Option<String> {
    let line = line.trim_end();
    let statement = |inside: &str| key_of_statement(inside, names);
    if let Some(rest) = line.strip_prefix("/*") {
        return statement(rest.split_once("*/").map_or(rest, |(inside, _)| inside));
    }
    if let Some((_, value)) = line.strip_prefix("#+").and_then(|rest| rest.split_once([':', ' '])) {
        return statement(value);
    }
    if let Some(rest) = line.strip_prefix(['@', '#']) {
        let (name, argument) = rest.trim_end_matches(':').strip_suffix(')')?.split_once('(')?;
        return statement(argument).filter(|_| name.trim_end().chars().all(char::is_alphanumeric));
    }
    if let Some(rest) = line.strip_prefix('\\') {
        let name = &rest[..rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())];
        let is_whole = rest.len() == name.len() || rest[name.len()..].starts_with('{');
        return names.known(name).or_else(|| names.known(name.strip_prefix("if")?)).filter(|_| is_whole);
    }
    if let Some(name) = line.strip_prefix("(/") {
        return names.known(name.split_once(')')?.0.trim());
    }
    if let Some((label, rest)) = line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let words = [": #", ": <>"].iter().find_map(|sign| rest.strip_prefix(sign));
        if let Some(words) = words.filter(|words| words.is_empty() || words.starts_with(' ')) {
            return statement(label).or_else(|| statement(words));
        }
        let is_end = label.starts_with("end") || label.starts_with(':') || label.ends_with(':');
        return statement(label).filter(|_| is_end && rest.is_empty());
    }
    let (name, rest) = line.strip_prefix('{')?.split_once('}')?;
    let (_, last) = rest.strip_suffix('}')?.rsplit_once('{')?;
    names.known(name).filter(|_| last.trim_start_matches(['/']) == name)
}

/// `[staff]…[/staff]`, anywhere in a line. In `[/staff](/staff/)` the brackets are those of a link.
fn key_in_brackets(line: &str, names: &Names) -> Option<String> {
    let closing = line.split("[/").skip(1).filter_map(|rest| rest.split_once(']'));
    closing.filter(|(_, behind)| !behind.starts_with(['(', '[', ':'])).find_map(|(name, _)| names.known(name.trim()))
}

/// A fence of code whose language is the key.
fn key_of_fence(line: &str, names: &Names) -> Option<String> {
    let sign = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let info = line.trim_start_matches(sign);
    if line.len() - info.len() < 3 || sign == '`' && info.contains('`') {
        return None;
    }
    let info = info.trim().trim_start_matches(':');
    // `{only} staff`: the name of a directive, and whom it is for.
    let argument = info.strip_prefix('{').and_then(|rest| rest.split_once('}')).map_or("", |(_, behind)| behind);
    names.known(bare(info)).or_else(|| names.known(bare(argument)))
}

/// Replaces the ways in which Markdown writes a colon or a semicolon that is shown as one.
fn unescape(text: &str) -> String {
    if !text.contains(['\\', '&']) {
        return text.to_owned();
    }
    let mut out = text.replace("\\:", ":").replace("\\;", ";");
    for entity in ["&colon;", "&#58;", "&#058;", "&#x3a;", "&#x3A;", "&#X3A;", "&semi;", "&#59;", "&#x3b;", "&#x3B;"] {
        out = out.replace(entity, ":");
    }
    out
}

#[cfg(test)]
mod tests;
