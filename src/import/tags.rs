//! HTML in Markdown that our dialect does not have, in tags that it has.
//!
//! In: a text. Out: the same text without scripts and styles, with a link for what was embedded, and with plain tags for those of a layout.
//! What always holds: the words within a tag stay, those of scripts and styles aside, which nobody read.

use super::prose::{Code, Edits, excerpt};
use super::report::{Noted, Report};

/// Tags with everything in them that readers never saw.
const UNSEEN: [&str; 4] = ["script", "style", "noscript", "template"];

/// Tags without an end.
const VOID: [&str; 6] = ["br", "hr", "img", "input", "link", "meta"];

/// Tags that show what is elsewhere.
const EMBEDDED: [&str; 6] = ["iframe", "embed", "object", "video", "audio", "source"];

/// Tags with another name for what a tag of ours means.
const RENAMED: [(&str, &str); 21] = [
    ("button", "span"),
    ("figure", "div"),
    ("figcaption", "p"),
    ("section", "div"),
    ("article", "div"),
    ("header", "div"),
    ("footer", "div"),
    ("main", "div"),
    ("nav", "div"),
    ("aside", "div"),
    ("picture", "span"),
    ("font", "span"),
    ("big", "span"),
    ("tt", "code"),
    ("samp", "code"),
    ("strike", "s"),
    ("del", "s"),
    ("ins", "u"),
    ("acronym", "abbr"),
    ("nobr", "span"),
    ("label", "span"),
];

/// Tags of forms and of a page's head: they go, and what stands between them stays.
const TAKEN_AWAY: [&str; 9] = ["form", "input", "canvas", "link", "meta", "svg", "path", "body", "html"];

/// Converts the tags of a text.
pub(super) fn all(text: &str, source: &str, report: &mut Report) -> String {
    if !text.contains('<') {
        return text.to_owned();
    }
    let code = Code::of(text);
    let lower = text.to_ascii_lowercase();
    let mut edits = Edits::default();
    let mut at = 0;
    while let Some(open) = text[at..].find('<').map(|open| at + open) {
        at = open + 1;
        let rest = &text[at..];
        let slash = rest.starts_with('/');
        let name_at = usize::from(slash);
        let length = rest[name_at..].find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len() - name_at);
        let name = rest[name_at..name_at + length].to_ascii_lowercase();
        if name.is_empty() || code.contains(open) {
            continue;
        }
        let Some(end) = rest.find('>').map(|end| at + end + 1) else { return edits.apply(text) };
        if UNSEEN.contains(&name.as_str()) && !slash {
            let stop = if text[open..end].ends_with("/>") { end } else { end_of(&lower, end, &name).unwrap_or(end) };
            report.note(Noted::Dropped, source, excerpt(&text[open..stop]));
            edits.replace(open..stop, "");
            at = stop;
        } else if !slash && is_hidden(&text[open..end]) {
            // Without an end it hides what follows.
            let stop = if VOID.contains(&name.as_str()) || text[open..end].ends_with("/>") {
                end
            } else {
                end_of(&lower, end, &name).unwrap_or(text.len())
            };
            report.note(Noted::Hidden, source, excerpt(&text[open..stop]));
            edits.replace(open..stop, "");
            at = stop;
        } else if EMBEDDED.contains(&name.as_str()) {
            let tag = &text[open..end];
            let target = attribute(tag, "src").or_else(|| attribute(tag, "data")).filter(|_| !slash);
            let link = target.filter(|target| !target.is_empty()).map(|target| {
                report.note(Noted::Embed, source, target.as_str());
                let words = attribute(tag, "title").filter(|title| !title.is_empty()).unwrap_or_else(|| target.clone());
                format!("<a href=\"{target}\">{words}</a>")
            });
            edits.replace(open..end, link.unwrap_or_default());
            at = end;
        } else if TAKEN_AWAY.contains(&name.as_str()) {
            report.note(Noted::Dropped, source, excerpt(&text[open..end]));
            edits.replace(open..end, "");
            at = end;
        } else if name.len() == 2 && name.starts_with('h') && (b'1'..=b'6').contains(&name.as_bytes()[1]) {
            at = heading(text, open, end, &name, slash, &mut edits).unwrap_or(end);
            report.note(Noted::Mark, source, excerpt(&text[open..end]));
        } else if let Some(attribute) = text[open..end]
            .find(" markdown")
            .filter(|at| !slash && text[open + at + 9..end].starts_with(['=', '>', ' ']))
        {
            // What is within is Markdown where an empty line stands before it.
            let rest = &text[open + attribute + 9..end];
            let length = match rest.strip_prefix("=\"") {
                Some(value) => 2 + value.find('"').map_or(0, |end| end + 1),
                None => rest.find([' ', '>']).unwrap_or(0),
            };
            edits.replace(open + attribute..open + attribute + 9 + length, "");
            if text[end..].starts_with('\n') {
                edits.replace(end..end, "\n");
            }
            if let Some((_, ours)) = RENAMED.iter().find(|(other, _)| *other == name) {
                edits.replace(at + name_at..at + name_at + name.len(), *ours);
            }
            at = end;
        } else if let Some((_, ours)) = RENAMED.iter().find(|(other, _)| *other == name) {
            edits.replace(at + name_at..at + name_at + length, *ours);
        }
    }
    if edits.is_empty() { text.to_owned() } else { edits.apply(text) }
}

/// The byte behind the end of an element that began before `from`; `text` is in small letters.
fn end_of(text: &str, from: usize, name: &str) -> Option<usize> {
    let mut depth = 1_usize;
    for (at, _) in text[from..].match_indices('<').map(|(at, open)| (from + at, open)) {
        let rest = &text[at + 1..];
        let (closes, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
        let is_same =
            rest.strip_prefix(name).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()));
        if !is_same {
            continue;
        }
        let end = at + text[at..].find('>')? + 1;
        match (closes, text[at..end].ends_with("/>")) {
            (true, _) => depth -= 1,
            (false, false) => depth += 1,
            (false, true) => {}
        }
        if depth == 0 {
            return Some(end);
        }
    }
    None
}

/// Whether a tag hides its element.
fn is_hidden(tag: &str) -> bool {
    let is_bare = |name: &str| {
        tag.match_indices(name).any(|(at, _)| {
            tag[..at].ends_with(char::is_whitespace) && tag[at + name.len()..].starts_with([' ', '\n', '>', '/', '='])
        })
    };
    crate::markdown::hides(|name| {
        attribute(tag, name).or_else(|| (name == "hidden" && is_bare(name)).then(String::new))
    })
}

/// The value of `name="value"` in a tag of a template.
pub(super) fn attribute(text: &str, name: &str) -> Option<String> {
    let mut from = 0;
    while let Some(at) = text[from..].find(name).map(|at| from + at) {
        from = at + name.len();
        let before = text[..at].chars().next_back();
        let Some(rest) = text[from..].trim_start().strip_prefix('=') else { continue };
        if before.is_some_and(|c| c.is_alphanumeric() || c == '-') {
            continue;
        }
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|c| ['"', '\'', '“'].contains(c));
        return Some(match quote {
            Some(quote) => {
                let inside = &rest[quote.len_utf8()..];
                inside.split(|c| c == quote || quote == '“' && c == '”').next().unwrap_or_default().to_owned()
            }
            None => rest.split(|c: char| c.is_whitespace() || "%>}".contains(c)).next().unwrap_or_default().to_owned(),
        });
    }
    None
}

/// A heading in tags: one in Markdown where it has the line to itself, else words in bold. Returns where to go on.
fn heading(text: &str, open: usize, end: usize, name: &str, closes: bool, edits: &mut Edits) -> Option<usize> {
    if closes {
        edits.replace(open..end, "</b></div>");
        return None;
    }
    let line = text[..open].rfind('\n').map_or(0, |at| at + 1);
    let close = text[end..].find(&format!("</{name}>")).filter(|close| !text[end..end + close].contains('\n'));
    let level = usize::from(name.as_bytes()[1] - b'0');
    if let Some(close) = close.filter(|_| text[line..open].trim().is_empty() && open - line < 4) {
        let stop = end + close + name.len() + 3;
        if text[stop..].split('\n').next().is_none_or(|rest| rest.trim().is_empty()) {
            edits.replace(line..end, format!("\n{} ", "#".repeat(level)));
            edits.replace(end + close..stop, "\n");
            return Some(end);
        }
    }
    edits.replace(open..end, "<div><b>");
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_and_scripts_go() {
        let mut report = Report::default();
        let text = "<figure><img src=\"a.png\"></figure>\n<script>\nx < y\n</script>\n`<script>` <iframe src='https://v.example/1'></iframe> <Foo>";
        assert_eq!(
            all(text, "a.md", &mut report),
            "<div><img src=\"a.png\"></div>\n\n`<script>` <a href=\"https://v.example/1\">https://v.example/1</a> <Foo>"
        );
        assert_eq!(
            report.counts().map(|(name, _, _, count)| (name, count)).collect::<Vec<_>>(),
            [("dropped-mark", 1), ("embed", 1)]
        );
    }
}
