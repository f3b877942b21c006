//! Comments that end before their author meant them to, and those that name an audience on lines of their own.
//!
//! In: the lines of a body, one after another. Out: whether words seem to have been meant for a comment, and what comments over several
//! lines hold. What always holds: what stands in a code span of a line is no mark.

use super::code_spans::without_code;

/// Whether the words behind a comment seem to have been meant for it: `<!-- a -->-->`, `<!--> a -->`, `<!-- a --!> b -->`, or a line
/// that is nothing but the end of one.
pub(super) fn ends_comment_twice(rest: &str) -> bool {
    if !rest.contains("-->") && !rest.contains("--!>") {
        return false;
    }
    let plain = without_code(rest);
    let is_end = plain.trim() == "-->" || ["<!-->", "<!--->"].iter().any(|sign| plain.contains(sign));
    is_end || plain.split_once("<!--").is_some_and(|(_, behind)| behind.contains("--!>")) || ends_again(rest)
}

/// Whether behind the end of a comment another end stands before another begins. Backticks within a comment mean nothing.
fn ends_again(rest: &str) -> bool {
    let mut behind = rest;
    let mut is_in_code = false;
    while let Some((before, comment)) = behind.split_once("<!--") {
        is_in_code ^= before.matches('`').count() % 2 == 1;
        behind = comment;
        if is_in_code {
            continue;
        }
        let Some((_, after)) = comment.split_once("-->") else { return false };
        let between = after.split_once("<!--").map_or(after, |(between, _)| between);
        if without_code(between).contains("-->") {
            return true;
        }
        behind = after;
    }
    false
}

/// How far a comment has been read that may go on over some lines.
#[derive(Debug, Default)]
pub(super) enum Comments {
    /// None has gone over several lines yet, or another thing began since.
    #[default]
    None,
    /// What one holds that is open: the line on which it began, and its words.
    Open(usize, String),
    /// One over several lines has ended, and no other has begun.
    Ended,
}

/// What a line does to the comments of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum CommentLine {
    /// Nothing of note.
    Other,
    /// It ends the comment that began on this line, which holds these words.
    Ends(usize, String),
    /// The end of a comment is quoted in it, or is the second end of one: what stands behind the first is published.
    EndsTooEarly,
}

impl Comments {
    /// Reads one more line that is no code.
    pub(super) fn next(&mut self, number: usize, line: &str) -> CommentLine {
        let mut found = CommentLine::Other;
        let mut rest = line;
        loop {
            if let Self::Open(from, words) = self {
                let Some((inside, behind)) = rest.split_once("-->") else {
                    words.extend([rest, " "]);
                    return found;
                };
                if is_quoted(inside, behind) {
                    *self = Self::Ended;
                    return CommentLine::EndsTooEarly;
                }
                rest = behind;
                if *from == number {
                    *self = Self::None;
                } else {
                    found = CommentLine::Ends(*from, std::mem::take(words) + inside);
                    *self = Self::Ended;
                }
                continue;
            }
            let Some(at) = beginning(rest) else {
                let ends_again = matches!(self, Self::Ended) && without_code(rest).trim_end().ends_with("-->");
                return if ends_again { CommentLine::EndsTooEarly } else { found };
            };
            *self = Self::Open(number, String::new());
            rest = &rest[at + "<!--".len()..];
        }
    }
}

/// Where the first comment begins that no code span holds.
fn beginning(line: &str) -> Option<usize> {
    let (mut from, mut is_in_code) = (0, false);
    line.match_indices("<!--").map(|(at, _)| at).find(|at| {
        is_in_code ^= line[from..*at].matches('`').count() % 2 == 1;
        from = *at;
        !is_in_code
    })
}

/// Whether the end of a comment stands between marks of quotation.
fn is_quoted(before: &str, behind: &str) -> bool {
    const MARKS: [(char, char); 7] =
        [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('„', '“'), ('‘', '’'), ('«', '»')];
    MARKS.iter().any(|(open, close)| before.ends_with(*open) && behind.starts_with(*close))
}
