//! What a result shows of a page: what its list needs at once, and the texts that excerpts are taken from.
//!
//! In: the [`Document`]s of some neighbouring pages. Out: shards of heads, each with a few pages, and shards of texts. What always
//! holds: what is in which shard does not depend on the number of threads, because pages are taken in blocks of [`BLOCK`].

use serde_json::{Value, json};

use super::answer::answer;
use super::document::Document;
use crate::edition::Edition;
use crate::text::SitePath;

/// The number of pages whose shards are made together.
pub(super) const BLOCK: usize = 64;
/// A handbook of more pages has larger shards, so that it has fewer files.
const LARGE: usize = 3000;

/// How large the shards of a handbook are.
#[derive(Debug, Clone, Copy)]
pub(super) struct ShardSizes {
    /// The number of pages whose heads share a shard; a block has whole shards.
    pub(super) heads: usize,
    /// A shard of texts takes no further text beyond this many bytes, unless it is empty.
    pub(super) full: usize,
    /// A shard of postings takes no further term beyond this many bytes.
    pub(super) postings: usize,
}

impl ShardSizes {
    /// Returns the sizes for a handbook of so many pages.
    pub(super) fn of(pages: usize) -> Self {
        if pages > LARGE {
            Self { heads: 8, full: 12_000, postings: 6000 }
        } else {
            Self { heads: 4, full: 3000, postings: 1000 }
        }
    }
}

/// What the search shows of one page.
pub(super) struct ShownPage {
    head: serde_json::Map<String, Value>,
    /// What goes with the excerpts: the card and the options, then the text of each passage.
    texts: Vec<String>,
}

/// Returns what the search shows of a page.
pub(super) fn shown(edition: &Edition, document: &Document) -> ShownPage {
    let headings: Vec<Value> = document
        .headings
        .iter()
        .map(|heading| {
            // Most anchors can be made of their headings, and need not be sent.
            let is_usual = usual_anchor(&heading.text).is_some_and(|usual| usual == heading.anchor);
            let anchor = if is_usual { Value::from(0) } else { json!(heading.anchor) };
            if heading.above.is_empty() {
                json!([heading.text, anchor])
            } else {
                json!([heading.text, anchor, heading.above])
            }
        })
        .collect();
    let of_passages: Vec<Value> =
        document.passages.iter().map(|passage| passage.heading.map_or(Value::from(-1), Value::from)).collect();
    let mut head = serde_json::Map::new();
    let mut card = serde_json::Map::new();
    head.insert("t".into(), json!(document.title));
    head.insert("a".into(), json!(SitePath::file("").link_to(&document.path)));
    head.insert("h".into(), json!(headings));
    head.insert("p".into(), json!(of_passages));
    card.insert("c".into(), json!(document.card));
    describe(edition, document, &mut head, &mut card);
    let passages = document.passages.iter().map(|passage| json!(passage.text).to_string());
    let texts = std::iter::once(Value::from(card).to_string()).chain(passages).collect();
    ShownPage { head, texts }
}

/// Returns the anchor that most headings with this text have, as the browser makes it; `None` for a text that it may see in another
/// way.
fn usual_anchor(heading: &str) -> Option<String> {
    let keeps = |c: &char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_');
    let usual = || heading.chars().filter(keeps).map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() });
    heading.is_ascii().then(|| usual().collect())
}

/// Returns the shards of a block of pages: `h0`, `h1` and so on with the heads of some pages each; `d3-0`, `d3-1` and so on, for the
/// fourth block, with texts. A head says where the texts of its page are, as a list of shard, first place in it, number of texts.
pub(super) fn shards(block: usize, pages: Vec<ShownPage>, sizes: ShardSizes) -> Vec<(String, Vec<u8>)> {
    let mut texts: Vec<Vec<String>> = Vec::new();
    let mut room = 0;
    let mut heads: Vec<Value> = Vec::new();
    for mut page in pages {
        let whole = page.texts.iter().map(String::len).sum::<usize>();
        if whole <= sizes.full && room < whole {
            room = 0;
        }
        let mut runs: Vec<[usize; 3]> = Vec::new();
        for text in page.texts {
            if room < text.len() || texts.is_empty() {
                texts.push(Vec::new());
                room = sizes.full;
            }
            room = room.saturating_sub(text.len());
            let shard = texts.len() - 1;
            match runs.last_mut().filter(|run| run[0] == shard) {
                Some(run) => run[2] += 1,
                None => runs.push([shard, texts[shard].len(), 1]),
            }
            texts[shard].push(text);
        }
        page.head.insert("x".into(), json!(runs));
        heads.push(Value::from(page.head));
    }
    let first = block * BLOCK / sizes.heads;
    let heads = heads
        .chunks(sizes.heads)
        .enumerate()
        .map(|(nth, heads)| (format!("h{}", first + nth), json!(heads).to_string()));
    let texts =
        texts.iter().enumerate().map(|(nth, texts)| (format!("d{block}-{nth}"), format!("[{}]", texts.join(","))));
    heads.chain(texts).map(|(name, text)| (name, text.into_bytes())).collect()
}

/// Adds the sections above a page and, for a policy, its kind, standing, id and flexibility; to the card, what may be
/// offered today.
fn describe(
    edition: &Edition,
    document: &Document,
    out: &mut serde_json::Map<String, Value>,
    card: &mut serde_json::Map<String, Value>,
) {
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
    if answer(edition, meta, card) {
        out.insert("o".into(), json!(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(lengths: &[usize]) -> ShownPage {
        ShownPage {
            head: serde_json::Map::new(),
            texts: lengths.iter().map(|length| format!("\"{}\"", "x".repeat(length - 2))).collect(),
        }
    }

    #[test]
    fn a_head_says_where_its_texts_are() {
        let pages = vec![page(&[10, 4000]), page(&[10, 4900]), page(&[10, 300]), page(&[10, 8000, 8000, 500])];
        let shards = shards(2, pages, ShardSizes { heads: 8, full: 9000, postings: 2000 });
        let names: Vec<&str> = shards.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["h16", "d2-0", "d2-1", "d2-2"]);
        let heads: Value = serde_json::from_slice(&shards[0].1).unwrap();
        let runs: Vec<String> = heads.as_array().unwrap().iter().map(|head| head["x"].to_string()).collect();
        assert_eq!(runs, ["[[0,0,2]]", "[[0,2,2]]", "[[1,0,2]]", "[[1,2,2],[2,0,2]]"]);
        for (_, texts) in &shards[1..] {
            let texts: Vec<String> = serde_json::from_slice(texts).unwrap();
            assert!(texts.len() > 1);
        }
    }

    #[test]
    fn usual_anchors_are_made_of_headings() {
        assert_eq!(usual_anchor("What may I break?").as_deref(), Some("what-may-i-break"));
        assert_eq!(usual_anchor("3. Snake_case & more").as_deref(), Some("3-snake_case--more"));
        assert_eq!(usual_anchor("Was noch fällig ist"), None);
    }
}
