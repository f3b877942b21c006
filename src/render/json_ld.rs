//! JSON-LD: what a page is, as data for search engines.
//!
//! In: what a page says of itself. Out: the text of a data block. What always holds: it says nothing that the page does not show, and
//! nothing in it ends the block or begins a tag.

use serde_json::{Map, Value, json};

use super::context::Layout;
use crate::edition::{Edition, PolicyMeta};

/// The data of a page, in the words of schema.org; `None` for a page that no search engine lists.
pub(super) fn json_ld(edition: &Edition, page: &Layout, meta: Option<&PolicyMeta>) -> Option<String> {
    let (Some(url), Some(own)) = (&edition.url, &page.canonical) else { return None };
    if !edition.outputs.json_ld || !page.index || edition.as_of {
        return None;
    }
    let identity = &edition.identity;
    let site = json!({ "@type": "WebSite", "name": identity.title, "url": url });
    let mut data = Map::from_iter([
        ("@context".to_owned(), json!("https://schema.org")),
        ("@type".to_owned(), json!("WebPage")),
        ("name".to_owned(), json!(page.title)),
        ("url".to_owned(), json!(own)),
        ("inLanguage".to_owned(), json!(identity.language)),
        ("isPartOf".to_owned(), site),
    ]);
    let mut add = |key: &str, value: Option<Value>| drop(value.map(|value| data.insert(key.to_owned(), value)));
    add("description", page.summary.as_ref().map(|summary| json!(summary)));
    let organisation = identity.organisation.as_ref();
    add("publisher", organisation.map(|name| json!({ "@type": "Organization", "name": name })));
    add("identifier", meta.and_then(PolicyMeta::id).map(|id| json!(id)));
    add("version", meta.and_then(PolicyMeta::version).map(|version| json!(version)));
    let text = Value::Object(data).to_string();
    Some(text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
}
