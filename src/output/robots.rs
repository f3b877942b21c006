//! `robots.txt` (RFC 9309): forbids search engines to index every edition but the least private, and a handbook as it was on a past day.

use crate::edition::Edition;

/// The text of the file.
#[must_use]
pub fn robots(edition: &Edition) -> String {
    if !edition.is_public() {
        return "User-agent: *\nDisallow: /\n".to_owned();
    }
    match &edition.url {
        Some(url) => format!("User-agent: *\nAllow: /\n\nSitemap: {url}sitemap.xml\n"),
        None => "User-agent: *\nAllow: /\n".to_owned(),
    }
}
