//! What a result shows of a page, and the text that its excerpt is taken from.
//!
//! In: a page's [`Matter`]. Out: its shard, and further ones for a long text. What always holds: a shard holds one page alone,
//! and a few kilobytes of its text at most.

use serde_json::{Value, json};

use super::matter::Matter;
use crate::audience::Edition;
use crate::source::SitePath;

/// A shard that holds so many bytes of text takes no further piece.
const FULL: usize = 9000;
/// The most options that a result shows.
const MOST_OPTIONS: usize = 2;

/// The shards of a page: `d7` with what a result shows and the first pieces of the text, `d7-1` with the next, and so on.
pub(super) fn shards(edition: &Edition, ordinal: usize, matter: &Matter) -> Vec<(String, Vec<u8>)> {
    let mut further: Vec<Vec<&str>> = Vec::new();
    let mut room = FULL;
    let mut pieces: Vec<Value> = Vec::new();
    for piece in &matter.pieces {
        let heading = piece.heading.map_or(Value::from(-1), Value::from);
        let text = piece.text.as_str();
        if room == 0 || (room < text.len() && room < FULL) {
            further.push(Vec::new());
            room = FULL;
        }
        room = room.saturating_sub(text.len());
        match further.last_mut() {
            None => pieces.push(json!([heading, text])),
            Some(texts) => {
                texts.push(text);
                let place = texts.len() - 1;
                pieces.push(json!([heading, further.len(), place]));
            }
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
fn describe(edition: &Edition, matter: &Matter, out: &mut serde_json::Map<String, Value>) {
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
    let Some(governed) = &page.governed else { return };
    out.insert("k".into(), json!(page.kind));
    out.insert("st".into(), json!(governed.status));
    out.insert("i".into(), json!(governed.id));
    out.insert("f".into(), json!(governed.flexibility));
    if edition.most_private {
        let options: Vec<Value> = governed
            .options
            .iter()
            .take(MOST_OPTIONS)
            .map(|option| {
                let decides = option.decided_by.as_ref().and_then(|key| edition.people.get(key));
                json!([option.offer, option.limit, decides.map(|person| &person.role)])
            })
            .collect();
        out.insert("o".into(), json!(options));
    }
}
