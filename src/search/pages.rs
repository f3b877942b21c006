//! What a result shows of a page, and the text that its excerpt is taken from.
//!
//! In: a page's [`Document`]. Out: its shard, and further ones for a long text. What always holds: a shard holds one page alone,
//! and a few kilobytes of its text at most.

use serde_json::{Value, json};

use super::document::Document;
use crate::edition::Edition;
use crate::text::SitePath;

/// A text of so many bytes stands in the shard of its page.
const WHOLE: usize = 6500;
/// A longer one stands in shards of its own, each of which takes no further piece when it has so many bytes.
const FULL: usize = 4000;
/// The most options that a result shows.
const MOST_OPTIONS: usize = 2;

/// The shards of a page: `d7` with what a result shows and a short text, `d7-1`, `d7-2` and so on with the pieces of a long one.
pub(super) fn shards(edition: &Edition, ordinal: usize, matter: &Document) -> Vec<(String, Vec<u8>)> {
    let long = matter.pieces.iter().map(|piece| piece.text.len()).sum::<usize>() > WHOLE;
    let mut further: Vec<Vec<&str>> = Vec::new();
    let mut room = 0;
    let mut pieces: Vec<Value> = Vec::new();
    for piece in &matter.pieces {
        let heading = piece.heading.map_or(Value::from(-1), Value::from);
        let text = piece.text.as_str();
        if !long {
            pieces.push(json!([heading, text]));
            continue;
        }
        if room < text.len() || further.is_empty() {
            further.push(Vec::new());
            room = FULL;
        }
        room = room.saturating_sub(text.len());
        let shard = further.len();
        if let Some(texts) = further.last_mut() {
            pieces.push(json!([heading, shard, texts.len()]));
            texts.push(text);
        }
    }
    let headings: Vec<Value> = matter
        .headings
        .iter()
        .map(|heading| {
            let above: Vec<&str> = heading.above.iter().map(|at| matter.headings[*at].text.as_str()).collect();
            json!([heading.text, heading.anchor, above])
        })
        .collect();
    let mut page = json!({
        "t": matter.title,
        "a": SitePath::file("").link_to(&matter.path),
        "c": matter.card,
        "h": headings,
        "p": pieces,
    });
    if let Some(fields) = page.as_object_mut() {
        describe(edition, matter, fields);
    }
    let text = |value: &Value| value.to_string().into_bytes();
    let mut out = vec![(format!("d{ordinal}"), text(&page))];
    for (nth, texts) in further.iter().enumerate() {
        out.push((format!("d{ordinal}-{}", nth + 1), text(&json!(texts))));
    }
    out
}

/// What governs a page, and where it stands.
fn describe(edition: &Edition, matter: &Document, out: &mut serde_json::Map<String, Value>) {
    let Some(at) = matter.page else { return };
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
    out.insert("st".into(), json!(meta.status()));
    out.insert("i".into(), json!(meta.id()));
    out.insert("f".into(), json!(meta.flexibility()));
    if edition.most_private {
        let options: Vec<Value> = meta
            .options()
            .take(MOST_OPTIONS)
            .map(|option| {
                let decides = option.decided_by.and_then(|key| edition.people.get(key));
                json!([option.offer, option.limit, decides.map(|person| &person.role)])
            })
            .collect();
        out.insert("o".into(), json!(options));
    }
}
