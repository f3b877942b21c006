//! What the search of a published edition shows of its pages.
//!
//! In: the files of the search. Out: the head of each page, with the options of its card. What always holds: a page whose card is
//! missing is a failure of the test.

use std::collections::BTreeMap;

use serde_json::Value;

/// The number of pages whose texts are numbered together.
const BLOCK: usize = 64;

/// Returns what the search shows of each page, `o` being its options.
pub(crate) fn shown<'a>(files: impl Iterator<Item = &'a [u8]>) -> Vec<Value> {
    let lines = files.filter_map(|bytes| std::str::from_utf8(bytes).ok()).flat_map(str::lines);
    let shards = lines.filter_map(|line| greyline::search::unpack(line.as_bytes()));
    let shards = shards.filter_map(|shard| Some((shard.name, serde_json::from_slice::<Value>(&shard.bytes).ok()?)));
    let shards: BTreeMap<String, Value> = shards.collect();
    let per_shard = number(&shards["start"]["heads"]);
    let mut out = Vec::new();
    while let Some(heads) = shards.get(&format!("h{}", out.len() / per_shard)) {
        for head in heads.as_array().expect("heads are a list") {
            let mut page = head.clone();
            let place = &head["x"][0];
            let texts = &shards[&format!("d{}-{}", out.len() / BLOCK, place[0])];
            page["o"] = texts[number(&place[1])]["o"].clone();
            out.push(page);
        }
        if out.len() % per_shard > 0 {
            break;
        }
    }
    out
}

fn number(value: &Value) -> usize {
    value.as_u64().and_then(|number| usize::try_from(number).ok()).expect("the search counts with whole numbers")
}
