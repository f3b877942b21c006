//! `opensearch.xml`: by it browsers offer the search of an edition in their address bar (`OpenSearch` 1.1).

use crate::edition::Edition;
use crate::text::{SitePath, escape_xml};

/// The text of the file; the edition has a `url`.
#[must_use]
pub fn opensearch(edition: &Edition) -> String {
    let url = edition.url.as_deref().unwrap_or_default();
    let search = escape_xml(&format!("{url}{}", SitePath::page("search").encoded_address()));
    // Sixteen characters are all that the form allows.
    let short: String = edition.identity.title.chars().take(16).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n\
         <ShortName>{}</ShortName>\n<Description>{}</Description>\n<InputEncoding>UTF-8</InputEncoding>\n\
         <Url type=\"text/html\" template=\"{search}#q={{searchTerms}}\"/>\n</OpenSearchDescription>\n",
        escape_xml(short.trim()),
        escape_xml(&edition.identity.title),
    )
}
