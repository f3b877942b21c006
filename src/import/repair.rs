//! What our dialect refuses, made literal.
//!
//! In: the files of a handbook as they were converted. Out: the same files, so that a build has no error: a mark that would be an error is
//! shown as it stands, a link that leads nowhere leaves its words. What always holds: nothing is mended that is not reported, and no rule that
//! guards an audience is lowered.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use jiff::civil::Date;

use super::folder::ending;
use super::prose::{Edits, excerpt, opens_code};
use super::report::{Noted, Report};
use crate::diagnostic::{Diagnostic, Level, Rule};
use crate::pipeline;

/// How often the handbook is checked: what one mend brings to light is mended in the next round.
const ROUNDS: usize = 6;

/// The files of a handbook, by name from its top.
pub(super) type HandbookFiles = BTreeMap<String, Vec<u8>>;

/// Mends the files until nothing is an error. `source` names the file of the source that each file was made of. Returns what is still found.
pub(super) fn mend(
    files: &mut HandbookFiles,
    source: &BTreeMap<String, String>,
    today: Date,
    report: &mut Report,
) -> Vec<Diagnostic> {
    drop_pointers(files, source, report);
    for round in 0..ROUNDS {
        let found = check(files, today);
        let errors = to_mend(&found);
        if errors.is_empty() {
            return found;
        }
        let mut changed = false;
        for (name, found) in by_file(errors) {
            let place = source.get(&name).unwrap_or(&name).clone();
            if ending(&name) != "md" {
                // A file that no site may hold goes; what shows it is mended in the next round.
                if let Some(error) = found.iter().find(|error| REFUSED_FILES.contains(&error.rule)) {
                    report.note(Noted::Unreadable, &place, error.message.as_str());
                    changed |= files.remove(&name).is_some();
                }
                continue;
            }
            let Some(text) = files.get(&name).and_then(|bytes| String::from_utf8(bytes.clone()).ok()) else { continue };
            let mended = mend_text(&text, &found, round, &place, report);
            if mended != text {
                files.insert(name, mended.into_bytes());
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    settle_rest(files, source, today, report)
}

/// Links from the front page to pages that neither a section nor another page leads to.
pub(super) fn list_on_front_page(files: &mut HandbookFiles, found: &[Diagnostic], report: &mut Report) {
    const FRONT: &str = "content/_index.md";
    let unlisted: Vec<String> =
        found.iter().filter(|found| found.rule == Rule::UnlistedPage).map(|found| found.file.to_string()).collect();
    let text =
        |files: &HandbookFiles, name: &str| files.get(name).and_then(|bytes| String::from_utf8(bytes.clone()).ok());
    let Some(mut front) = text(files, FRONT).filter(|front| !unlisted.is_empty() && !front.contains("\naudience = "))
    else {
        return;
    };
    front = format!("{}\n\n", front.trim_end());
    for name in &unlisted {
        let path = name.strip_prefix("content/").unwrap_or(name);
        let own = text(files, name).unwrap_or_default();
        let keys = own
            .strip_prefix("+++\n")
            .and_then(|own| own.split_once("\n+++\n"))
            .and_then(|(keys, _)| keys.parse::<toml::Table>().ok());
        let title =
            keys.and_then(|keys| keys.get("title")?.as_str().map(str::to_owned)).unwrap_or_else(|| path.to_owned());
        let title = title.replace(['[', ']'], "");
        let _ = writeln!(front, "- [{title}]({path})");
        report.note(Noted::Listed, name, title);
    }
    files.insert(FRONT.to_owned(), front.into_bytes());
}

/// Rules about files that are no texts.
const REFUSED_FILES: [Rule; 4] =
    [Rule::ActiveAttachment, Rule::LfsPointer, Rule::InvalidFileName, Rule::DuplicateAddress];

/// Takes away what stands for a file that is elsewhere.
fn drop_pointers(files: &mut HandbookFiles, source: &BTreeMap<String, String>, report: &mut Report) {
    let is_pointer = |bytes: &[u8]| bytes.len() < 1024 && bytes.starts_with(b"version https://git-lfs");
    let names: Vec<String> =
        files.iter().filter(|(_, bytes)| is_pointer(bytes)).map(|(name, _)| name.clone()).collect();
    for name in &names {
        files.remove(name);
        report.note(Noted::Unreadable, source.get(name).unwrap_or(name), "a pointer of Git LFS, not the file");
    }
}

fn check(files: &HandbookFiles, today: Date) -> Vec<Diagnostic> {
    let list: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    pipeline::check_memory(&list, today)
}

/// What of that is to be mended here.
fn to_mend(found: &[Diagnostic]) -> Vec<Diagnostic> {
    found.iter().filter(|found| found.level == Level::Error || MENDED.contains(&found.rule)).cloned().collect()
}

/// What is mended for every reader, though the most private audience could bear with it.
const MENDED: [Rule; 10] = [
    Rule::LeftoverMarkup,
    Rule::UnknownAlert,
    Rule::NotALink,
    Rule::UnusedFootnote,
    Rule::BrokenTable,
    Rule::UnclosedCode,
    Rule::UnreachableLink,
    Rule::EmptyLink,
    Rule::MissingImage,
    Rule::MissingAnchor,
];

fn by_file(errors: Vec<Diagnostic>) -> BTreeMap<String, Vec<Diagnostic>> {
    let mut by_file: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
    for error in errors {
        by_file.entry(error.file.to_string()).or_default().push(error);
    }
    by_file
}

/// Where the body of one of our files begins.
fn body_start(text: &str) -> usize {
    text.strip_prefix("+++\n").and_then(|rest| rest.find("\n+++\n")).map_or(0, |at| at + 9)
}

fn mend_text(text: &str, found: &[Diagnostic], round: usize, place: &str, report: &mut Report) -> String {
    let start = body_start(text);
    let mut edits = Edits::default();
    let mut aside: BTreeSet<String> = BTreeSet::new();
    for error in found {
        let Some(span) = &error.span else { continue };
        let range = span.range();
        if range.start < start {
            aside.extend(key_at(text, range.start));
            continue;
        }
        let mark = excerpt(&text[range.clone()]);
        let kind = mend_one(text, error, range, round, &mut edits);
        if let Some(kind) = kind {
            report.note(kind, place, mark);
        }
    }
    let mended = edits.apply(text);
    if aside.is_empty() { mended } else { put_aside(&mended, &aside, place, report) }
}

/// Mends one mistake; says how it is to be reported.
fn mend_one(
    text: &str,
    error: &Diagnostic,
    range: std::ops::Range<usize>,
    round: usize,
    edits: &mut Edits,
) -> Option<Noted> {
    match error.rule {
        Rule::BrokenLink | Rule::UnreachableLink | Rule::PrivateLink | Rule::MissingImage | Rule::EmptyLink => {
            unlink(text, range, edits);
            Some(match error.rule {
                Rule::PrivateLink => Noted::PrivateLink,
                Rule::MissingImage => Noted::MissingPicture,
                _ => Noted::BrokenLink,
            })
        }
        Rule::MissingAnchor => {
            let link = &text[range.clone()];
            let Some(at) = link.rfind('#') else {
                if !definition_without_anchor(text, link, edits) {
                    unlink(text, range, edits);
                }
                return Some(Noted::BrokenAnchor);
            };
            let end = link[at..].find([')', '"', '\'', ']', ' ', '|', '>']).map_or(link.len(), |end| at + end);
            if link[..at].ends_with(['(', '"', '\'', '<']) || link.starts_with("[[#") {
                unlink(text, range, edits);
            } else {
                edits.replace(range.start + at..range.start + end, "");
            }
            Some(Noted::BrokenAnchor)
        }
        Rule::UnclosedCode => {
            let line = &text[range.start..];
            let (mark, length) = opens_code(line)?;
            let before = text[..range.start].rsplit('\n').next().unwrap_or_default();
            if before.trim().is_empty() && round == 0 {
                let fence = char::from(mark).to_string().repeat(length);
                edits.replace(text.len()..text.len(), format!("\n{fence}\n"));
            } else {
                edits.replace(range.start..range.start, "\\");
            }
            Some(Noted::Literal)
        }
        Rule::BrokenTable if error.message.contains("columns: what") => {
            let bar = range.start.checked_sub(1).filter(|at| text.as_bytes()[*at] == b'|')?;
            edits.replace(bar..bar, "\\");
            for (at, _) in text[range.clone()].match_indices('|') {
                edits.replace(range.start + at..range.start + at, "\\");
            }
            Some(Noted::Literal)
        }
        Rule::BrokenTable if round == 0 => {
            let line = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
            edits.replace(line..line, "\n");
            None
        }
        Rule::BrokenTable => {
            let end = text[range.start..].find("\n\n").map_or(text.len(), |end| range.start + end);
            for (at, _) in text[range.start..end].match_indices('|') {
                if !text[..range.start + at].ends_with('\\') {
                    edits.replace(range.start + at..range.start + at, "\\");
                }
            }
            Some(Noted::Literal)
        }
        Rule::UnclosedComment | Rule::ForbiddenHtml => {
            let length = usize::from(text[range.start..].starts_with('<'));
            edits.replace(range.start..range.start + length, "&lt;");
            Some(Noted::Literal)
        }
        Rule::LeftoverMarkup
        | Rule::UnknownAlert
        | Rule::NotALink
        | Rule::UnusedFootnote
        | Rule::MergeConflict
        | Rule::UnknownFact
        | Rule::UnknownBlock
        | Rule::NamelessBlock
        | Rule::UnclosedBlock
        | Rule::StrayFence
        | Rule::AmbiguousBlock => {
            if typed_items(text, range.start, edits) {
                return Some(Noted::Mark);
            }
            let is_template = ["{{", "{%", "<%"].iter().any(|mark| text[range.start..].starts_with(mark));
            literal(text, range, edits);
            Some(if is_template { Noted::Template } else { Noted::Literal })
        }
        _ => None,
    }
}

/// Takes the anchor off the definition that a link refers to; one that is an anchor alone stays, and the link goes.
fn definition_without_anchor(text: &str, link: &str, edits: &mut Edits) -> bool {
    let mut found = false;
    let label = link.trim_end_matches("[]").rsplit('[').next().unwrap_or_default().trim_end_matches(']').to_lowercase();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let is_definition = line.trim_start().to_lowercase().starts_with(&format!("[{label}]:"));
        if let Some(at) = line.rfind('#').filter(|_| is_definition) {
            let end = line[at..].find([' ', '>', '\n']).map_or(line.len(), |end| at + end);
            if line[..at].trim_end().ends_with(':') {
                return false;
            }
            edits.replace(start + at..start + end, "");
            found = true;
        }
        start += line.len();
    }
    found
}

/// Has a mark shown as it stands.
fn literal(text: &str, range: std::ops::Range<usize>, edits: &mut Edits) {
    let first = text.as_bytes()[range.start];
    let line = text[..range.start].rsplit('\n').next().unwrap_or_default();
    if line.trim_start().starts_with('<') && first.is_ascii_punctuation() {
        // A backslash means nothing in a block of HTML.
        edits.replace(range.start..range.start + 1, format!("&#{first};"));
    } else if first.is_ascii_punctuation() {
        edits.replace(range.start..range.start, "\\");
    } else {
        let end = text[range.clone()].find('\n').map_or(range.end, |end| range.start + end);
        edits.replace(range.start..end, format!("`{}`", text[range.start..end].replace('`', "'")));
    }
}

/// Makes a list of the lines of a paragraph that begin with the sign of a word processor's list, as the one at `start` does: `– `, `o` and
/// a tab.
fn typed_items(text: &str, start: usize, edits: &mut Edits) -> bool {
    let Some(sign) = text[start..].chars().next().filter(|sign| *sign == 'o' || !sign.is_ascii()) else { return false };
    let mut at = start;
    let mut count = 0;
    for line in text[start..].split_inclusive('\n').take_while(|line| !line.trim().is_empty()) {
        let words = line.trim_start();
        let behind = words.strip_prefix(sign);
        if behind
            .is_some_and(|rest| rest.starts_with(if sign == 'o' { &['\t'][..] } else { &[' ', '\t', '\u{a0}'][..] }))
        {
            let from = at + line.len() - words.len();
            edits.replace(from..from + sign.len_utf8(), "-");
            count += 1;
        }
        at += line.len();
    }
    count > 0
}

/// Leaves the words of a link.
fn unlink(text: &str, range: std::ops::Range<usize>, edits: &mut Edits) {
    let link = &text[range.clone()];
    let inner = link.strip_prefix('!').unwrap_or(link);
    let skipped = link.len() - inner.len();
    if let Some(inside) = inner.strip_prefix("[[") {
        let inside = inside.trim_end_matches(']');
        let words = inside.rsplit('|').next().unwrap_or(inside);
        edits.replace(range, words);
    } else if inner.starts_with('[') {
        let mut depth = 0_usize;
        let close = inner.char_indices().find(|(at, c)| {
            let escaped = inner[..*at].ends_with('\\');
            match c {
                '[' if !escaped => depth += 1,
                ']' if !escaped => depth = depth.saturating_sub(1),
                _ => return false,
            }
            depth == 0
        });
        if let Some((close, _)) = close {
            edits.replace(range.start..range.start + skipped + 1, "");
            edits.replace(range.start + skipped + close..range.end, "");
        }
    } else if inner.starts_with('<') {
        let end = inner.find('>').map_or(inner.len(), |end| end + 1);
        let tag = &inner[..end];
        let alt = tag.find("alt=\"").and_then(|at| tag[at + 5..].split('"').next());
        if tag.starts_with("<a") || tag.starts_with("<img") {
            edits.replace(range.start..range.start + end, alt.unwrap_or_default());
            let rest = &text[range.start + end..];
            if let Some(close) = rest.find("</a>").filter(|_| tag.starts_with("<a")) {
                edits.replace(range.start + end + close..range.start + end + close + 4, "");
            }
        } else {
            edits.replace(range, tag.trim_matches(['<', '>']));
        }
    }
}

/// The key of our front matter whose line holds a byte. The title has no other place.
fn key_at(text: &str, at: usize) -> Option<String> {
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let key = text[start..].split('=').next()?.trim();
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    (is_key && !["title", "id", "kind", "flexibility", "audience", "status"].contains(&key)).then(|| key.to_owned())
}

/// Moves keys that are wrong under `[extra]`.
fn put_aside(text: &str, keys: &BTreeSet<String>, place: &str, report: &mut Report) -> String {
    let end = body_start(text);
    let (head, body) = text.split_at(end);
    let mut kept = String::new();
    let mut moved = String::new();
    for line in head.trim_end().trim_end_matches("+++").split_inclusive('\n') {
        let key = line.split('=').next().unwrap_or_default().trim();
        if keys.contains(key) && !kept.contains("\n[") {
            let _ = write!(moved, "{line}");
            report.note(Noted::Extra, place, key);
        } else {
            kept.push_str(line);
        }
    }
    let extra = if moved.is_empty() {
        String::new()
    } else if kept.contains("\n[extra]\n") {
        kept = kept.replacen("\n[extra]\n", &format!("\n[extra]\n{moved}"), 1);
        String::new()
    } else {
        format!("\n[extra]\n{moved}")
    };
    format!("{kept}{extra}+++\n{body}")
}

/// What is still an error: texts that no rule may publish are shown as code, and other rules are warnings until somebody mends what they find.
fn settle_rest(
    files: &mut HandbookFiles,
    source: &BTreeMap<String, String>,
    today: Date,
    report: &mut Report,
) -> Vec<Diagnostic> {
    for (name, found) in by_file(to_mend(&check(files, today))) {
        let place = source.get(&name).unwrap_or(&name).clone();
        let locked = found.iter().find(|error| error.rule.info().locked);
        if let Some(error) = locked.filter(|_| ending(&name) == "md")
            && let Some(text) = files.get(&name).and_then(|bytes| String::from_utf8(bytes.clone()).ok())
        {
            let (head, body) = text.split_at(body_start(&text));
            let longest = body.split(|c| c != '`').map(str::len).max().unwrap_or_default().max(2);
            let fence = "`".repeat(longest + 1);
            let body = body.trim_matches('\n');
            files.insert(name, format!("{head}\n{fence}text\n{body}\n{fence}\n").into_bytes());
            report.note(Noted::Literal, &place, format!("the whole text, as code: {}", error.message));
        }
    }
    let mut rules: BTreeSet<Rule> = BTreeSet::new();
    let found = check(files, today);
    for error in found.iter().filter(|error| error.level == Level::Error) {
        let place = source.get(&*error.file).cloned().unwrap_or_else(|| error.file.to_string());
        report.note(Noted::UnmendedRule, &place, format!("{}: {}", error.rule.name(), error.message));
        if !error.rule.info().locked {
            rules.insert(error.rule);
        }
    }
    let Some(book) = files.get("book.toml").and_then(|bytes| String::from_utf8(bytes.clone()).ok()) else {
        return found;
    };
    if rules.is_empty() || book.contains("\n[check]") {
        return found;
    }
    let mut book = book + "\n# Mistakes that came along. Mend them, then take the lines away.\n[check]\n";
    for rule in rules {
        let _ = writeln!(book, "{} = \"warning\"", rule.name());
    }
    files.insert("book.toml".to_owned(), book.into_bytes());
    found
}
