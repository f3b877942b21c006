//! `sitemap.xml`: the pages of an edition that has a `url`, for search engines (sitemaps.org, protocol 0.9).

use std::fmt::Write;

use crate::edition::{Edition, PolicyMeta};
use crate::text::SitePath;

/// The most addresses that one sitemap may hold.
const MOST_ADDRESSES: usize = 50_000;

/// The text of the file. Policies that are over are left out. A policy has a day of its last change where it says since when it is in
/// force.
#[must_use]
pub fn sitemap(edition: &Edition) -> String {
    let url = edition.url.as_deref().unwrap_or_default();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    let folders = edition.folders.keys().map(|address| (address.as_str(), None));
    let pages = edition.pages.iter().filter(|page| page.address != page.section).filter_map(|page| {
        let meta = page.meta.as_ref();
        if meta.is_some_and(|meta| meta.standing.is_over()) {
            return None;
        }
        let changed = meta.and_then(PolicyMeta::effective).filter(|date| *date <= edition.today);
        Some((page.address.as_str(), changed))
    });
    for (address, changed) in folders.chain(pages).take(MOST_ADDRESSES) {
        let address = SitePath::page(address).encoded_address().replace('&', "&amp;").replace('\'', "&apos;");
        let _ = write!(out, "  <url><loc>{url}{address}</loc>");
        if let Some(date) = changed {
            let _ = write!(out, "<lastmod>{date}</lastmod>");
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out
}
