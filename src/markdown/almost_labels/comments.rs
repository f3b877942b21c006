//! Comments that end before their author meant them to.
//!
//! In: a line. Out: whether words of it seem to have been meant for a comment. What always holds: each line is looked at on its own.

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
