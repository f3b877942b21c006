//! What a result shows of a page, and the text that its excerpt is taken from.
//!
//! In: a page's [`Document`]. Out: its shard, and further ones for a long text. What always holds: a shard holds one page alone,
//! and a few kilobytes of its text at most.

use serde_json::{Value, json};

use super::document::Document;
use crate::edition::Edition;
use crate::text::SitePath;

/// A text of at most this many bytes is stored in the shard of its page.
const WHOLE: usize = 6500;
/// A longer text is stored in shards of its own; a shard of this many bytes takes no further passage.
const FULL: usize = 4000;
/// The most options that a result shows.
const MOST_OPTIONS: usize = 2;

/// Returns the shards of a page: `d7` with what a result shows and a short text; `d7-1`, `d7-2` and so on with the passages of a
/// long text.
pub(super) fn shards(edition: &Edition, ordinal: usize, document: &Document) -> Vec<(String, Vec<u8>)> {
    let long = document.passages.iter().map(|passage| passage.text.len()).sum::<usize>() > WHOLE;
    let mut more: Vec<Vec<&str>> = Vec::new();
    let mut room = 0;
    let mut passages: Vec<Value> = Vec::new();
    for passage in &document.passages {
        let heading = passage.heading.map_or(Value::from(-1), Value::from);
        let text = passage.text.as_str();
        if !long {
            passages.push(json!([heading, text]));
            continue;
        }
        if room < text.len() || more.is_empty() {
            more.push(Vec::new());
            room = FULL;
        }
        room = room.saturating_sub(text.len());
        let shard = more.len();
        if let Some(texts) = more.last_mut() {
            passages.push(json!([heading, shard, texts.len()]));
            texts.push(text);
        }
    }
    let headings: Vec<Value> = document
        .headings
        .iter()
        .map(|heading| {
            let above: Vec<&str> = heading.above.iter().map(|at| document.headings[*at].text.as_str()).collect();
            json!([heading.text, heading.anchor, above])
        })
        .collect();
    let mut page = json!({
        "t": document.title,
        "a": SitePath::file("").link_to(&document.path),
        "c": document.card,
        "h": headings,
        "p": passages,
    });
    if let Some(fields) = page.as_object_mut() {
        describe(edition, document, fields);
    }
    let text = |value: &Value| value.to_string().into_bytes();
    let mut out = vec![(format!("d{ordinal}"), text(&page))];
    for (nth, texts) in more.iter().enumerate() {
        out.push((format!("d{ordinal}-{}", nth + 1), text(&json!(texts))));
    }
    out
}

/// Adds the sections above a page and, for a policy, its kind, standing, id and flexibility; for the most private audience
/// its options too, where they may be offered today.
fn describe(edition: &Edition, document: &Document, out: &mut serde_json::Map<String, Value>) {
    let Some(at) = document.page else { return };
    let page = &edition.pages[at];
    let mut trail = Vec::new();
    let mut address = page.section.as_str();
    while !address.is_empty() {
        if address != page.address {
            trail.extend(edition.folders.get(address).map(|folder| folder.title.as_str()));
        }
        address = address.rsplit_once('/').map_or("", |(above, _)| above);
    }
    trail.reverse();
    out.insert("s".into(), json!(trail));
    let Some(meta) = &page.meta else { return };
    out.insert("k".into(), json!(page.kind));
    out.insert("st".into(), json!(edition.shown_standing(meta)));
    out.insert("i".into(), json!(meta.id()));
    out.insert("f".into(), json!(meta.flexibility()));
    // From that day on a browser offers nothing of this, and says that it is out of date.
    if let Some(day) = edition.next_change(at).filter(|_| !edition.as_of) {
        out.insert("u".into(), json!(day.to_string()));
    }
    if edition.most_private && meta.standing.offers() {
        let options: Vec<Value> = meta
            .options()
            .take(MOST_OPTIONS)
            .map(|option| {
                let decides = option.decided_by.and_then(|key| edition.people.get(key));
                let limit = option.limit.map(|limit| edition.words(limit, None));
                json!([edition.words(option.offer, None), limit, decides.map(|person| &person.role)])
            })
            .collect();
        out.insert("o".into(), json!(options));
    }
}
