//! `unknown-alert`: the first line of an alert whose kind is none of the five, or that stands in no quote.

use crate::check::written::Written;
use crate::diagnostic::{Diagnostics, Rule, nearest};

const KINDS: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];

/// The kinds of other tools, and what they are called here.
const OTHERS: [(&str, &str); 20] = [
    ("ABSTRACT", "NOTE"),
    ("ATTENTION", "WARNING"),
    ("BUG", "WARNING"),
    ("DANGER", "CAUTION"),
    ("ERROR", "CAUTION"),
    ("EXAMPLE", "NOTE"),
    ("FAILURE", "CAUTION"),
    ("FAQ", "NOTE"),
    ("HELP", "TIP"),
    ("HINT", "TIP"),
    ("INFO", "NOTE"),
    ("QUESTION", "NOTE"),
    ("QUOTE", "NOTE"),
    ("SUCCESS", "TIP"),
    ("SUMMARY", "NOTE"),
    ("TLDR", "NOTE"),
    ("TODO", "NOTE"),
    ("ACHTUNG", "WARNING"),
    ("HINWEIS", "NOTE"),
    ("WICHTIG", "IMPORTANT"),
];

pub(super) fn check(text: &Written<'_>, found: &mut Diagnostics) {
    for line in text.lines() {
        let Some(kind) = line.words.strip_prefix("[!").and_then(|rest| rest.split(']').next()) else { continue };
        let plain = kind.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') && !kind.is_empty();
        let mark = kind.len() + "[!]".len();
        if !plain || !line.words[mark - 1..].starts_with(']') || line.words[mark..].starts_with(['(', '[', ':']) {
            continue;
        }
        let is_quote = text.shown[line.start..line.words_at].contains('>');
        let upper = kind.to_uppercase();
        let known = KINDS.contains(&upper.as_str());
        let is_first = text.blocks.paragraphs.iter().any(|range| range.start == line.words_at);
        let opens = text.blocks.alerts.iter().any(|range| (line.start..line.words_at).contains(&range.start));
        let bytes = line.words_at..line.words_at + mark;
        if text.is_escaped(bytes.start) {
            continue;
        }
        if known && (opens || !is_quote && !is_first) {
            let folds = is_quote && line.words[mark..].starts_with(['-', '+']);
            if folds {
                let message = "another tool folds an alert at this sign; readers would see it".to_owned();
                text.report(Rule::UnknownAlert, bytes.end..bytes.end + 1, message, "remove it", found);
            }
            continue;
        }
        let (message, help) = if is_quote && known {
            let message = format!("`[!{kind}]` opens no alert here; readers would see the brackets");
            (message, "begin a quote with it, with a space between `>` and `[`".to_owned())
        } else if is_quote {
            let other = OTHERS.iter().find(|(name, _)| *name == upper).map(|(_, here)| *here);
            let near = other.or_else(|| nearest(&upper, KINDS)).unwrap_or("NOTE");
            let help = format!("write `[!{near}]`; the kinds are {}", KINDS.join(", "));
            (format!("there is no alert of the kind `{kind}`; readers would see the brackets"), help)
        } else {
            let message = format!("`[!{kind}]` opens an alert only in a quote; readers would see the brackets");
            (message, "put `>` before this line and the lines of the alert".to_owned())
        };
        text.report(Rule::UnknownAlert, bytes, message, help, found);
    }
}
