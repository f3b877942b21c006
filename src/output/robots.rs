//! `robots.txt` (RFC 9309): the most private edition asks not to be indexed, and so does a day of the past.

use crate::edition::Edition;

/// The file's text.
#[must_use]
pub fn robots(edition: &Edition) -> String {
    if edition.most_private || edition.as_of {
        return "User-agent: *\nDisallow: /\n".to_owned();
    }
    match &edition.url {
        Some(url) => format!("User-agent: *\nAllow: /\n\nSitemap: {url}sitemap.xml\n"),
        None => "User-agent: *\nAllow: /\n".to_owned(),
    }
}
