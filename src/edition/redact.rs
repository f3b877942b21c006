//! Cuts out of a text the blocks that an audience may not see.

use std::ops::Range;
use std::sync::Arc;

use crate::config::{AudienceId, Readers};
use crate::markdown::{Block, Text, UNMARKED};

/// The text as an audience may know it.
///
/// A block that the audience may not see keeps its two fences and nothing between them. Were the lines taken out whole, what
/// stands around them could be read as something else: the rest of a list item as code, and a comment in it as text. The
/// formatter drops what is empty. A block that all of `around`, the readers of the whole text, may see is left unmarked,
/// since a mark on what everybody reads would say nothing. All fences are long enough that nothing inside can close them.
///
/// All lines end with a line feed, so that what is published does not depend on the system that the text was saved on.
#[must_use]
pub fn redact(text: &Text, audience: AudienceId, around: Readers, private: Readers) -> Arc<str> {
    let text = cut(text, audience, around, private);
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text }
}

fn cut(text: &Text, audience: AudienceId, around: Readers, private: Readers) -> Arc<str> {
    if text.ambiguous && !private.contains(audience) {
        return "".into();
    }
    if text.blocks.is_empty() {
        return Arc::clone(&text.body);
    }
    let body = &*text.body;
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut gone = 0;
    for block in text.blocks.iter().filter(|block| !block.close.is_empty()) {
        if block.open.start < gone {
            continue;
        }
        let fence = ":".repeat(text.fence_length(block.depth));
        if block.readers.contains(audience) {
            let marked = block.readers.and(around).narrower_than(around);
            let name = if marked { &*block.name } else { UNMARKED };
            edits.push((opening_line(body, block), format!("{fence} {name}")));
            edits.push((block.close.clone(), fence));
        } else {
            gone = block.close.end;
            let line = &body[..block.close.start];
            let prefix = &line[line.rfind(['\n', '\r']).map_or(0, |at| at + 1)..];
            edits.push((block.open.start..block.close.end, format!("{fence} {UNMARKED}\n{prefix}{fence}")));
        }
    }
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(body.len());
    let mut at = 0;
    for (range, with) in edits {
        out.push_str(&body[at..range.start]);
        out.push_str(&with);
        at = range.end;
    }
    out.push_str(&body[at..]);
    out.into()
}

/// The opening fence with its name, to the end of the line.
fn opening_line(body: &str, block: &Block) -> Range<usize> {
    let rest = &body[block.open.end..];
    block.open.start..block.open.end + rest.find(['\n', '\r']).unwrap_or(rest.len())
}
