//! Cuts out of a text the blocks that an audience may not see.

use std::sync::Arc;

use crate::config::{AudienceId, Readers};
use crate::markdown::Text;

/// The text as an audience may know it.
///
/// A block that the audience may not see leaves one empty line. A block that it may see keeps its fences only where fewer
/// than `around`, the readers of the whole text, may see it: a mark on what everybody reads would say nothing. Fences that
/// stay are made long enough that nothing inside can close them.
#[must_use]
pub fn redact(text: &Text, audience: AudienceId, around: Readers, private: Readers) -> Arc<str> {
    if text.refused && !private.contains(audience) {
        return "".into();
    }
    if text.blocks.is_empty() {
        return Arc::clone(&text.body);
    }
    let body = &*text.body;
    let mut edits: Vec<(std::ops::Range<usize>, String)> = Vec::new();
    let mut gone = 0;
    for block in &text.blocks {
        if block.lines.start < gone {
            continue;
        }
        let prefix = &body[block.lines.start..block.open.start];
        if !block.readers.contains(audience) {
            gone = block.lines.end;
            edits.push((block.lines.clone(), format!("{prefix}\n")));
        } else if block.readers.and(around).narrower_than(around) {
            let fence = ":".repeat(text.fence_length(block.depth));
            edits.push((block.open.clone(), fence.clone()));
            if !block.close.is_empty() {
                edits.push((block.close.clone(), fence));
            }
        } else {
            edits.push((line_of(body, block.open.start, block.lines.start), format!("{prefix}\n")));
            if !block.close.is_empty() {
                let start = body[..block.close.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
                let prefix = &body[start..block.close.start];
                edits.push((line_of(body, block.close.start, start), format!("{prefix}\n")));
            }
        }
    }
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(body.len());
    let mut at = 0;
    for (range, with) in edits {
        if range.start < at {
            continue;
        }
        out.push_str(&body[at..range.start]);
        out.push_str(&with);
        at = range.end;
    }
    out.push_str(&body[at..]);
    out.into()
}

/// The line that begins at `start` and holds `inside`, with its end.
fn line_of(body: &str, inside: usize, start: usize) -> std::ops::Range<usize> {
    let end = match body[inside..].find(['\n', '\r']) {
        Some(at) if body[inside + at..].starts_with("\r\n") => inside + at + 2,
        Some(at) => inside + at + 1,
        None => body.len(),
    };
    start..end
}
