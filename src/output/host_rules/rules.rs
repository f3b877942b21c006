//! What the rules of every host are made of.
//!
//! In: an edition, its old addresses, and its front page. Out: paths, headers and expressions, each written so that every host reads it
//! in one way. What always holds: what is written by [`encode`] or [`literal`] has no sign of ASCII that a host could take for more.

use std::fmt::Write;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::edition::Edition;
use crate::text::{SitePath, decode_percent};

/// How long a browser may use a page before it asks again, in seconds.
const PAGE_AGE: u32 = 300;
/// How long it may use a file whose name changes with its bytes: a year.
const ASSET_AGE: u32 = 31_536_000;

/// An old address, and the page that it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The file at the old address.
    pub from: SitePath,
    /// The file of the page.
    pub to: SitePath,
}

/// What the rules are made of.
#[derive(Debug)]
pub struct HostRules<'a> {
    pub(super) edition: &'a Edition,
    /// The path of the edition's address, with a slash at both ends, decoded.
    pub(super) base: String,
    pub(super) redirects: &'a [Redirect],
    /// Files whose names have no ending, so that they look like folders.
    pub(super) without_ending: &'a [SitePath],
    /// What the pages' own `Content-Security-Policy` says; `None` when they have none that fits a header.
    policy: Option<String>,
}

impl<'a> HostRules<'a> {
    /// The rules of an edition. `front` is the text of its front page.
    #[must_use]
    pub fn new(edition: &'a Edition, redirects: &'a [Redirect], without_ending: &'a [SitePath], front: &str) -> Self {
        let path = edition.url.as_deref().and_then(|url| url.split_once("://")?.1.split_once('/'));
        let base = path.and_then(|(_, path)| decode_percent(path)).unwrap_or_default();
        let base = if base.is_empty() { "/".to_owned() } else { format!("/{base}") };
        Self { edition, base, redirects, without_ending, policy: policy(front) }
    }

    /// A path of the site from the top of its host, decoded.
    pub(super) fn path(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The same as a URL has it; everything but letters, digits and `-._~/` of ASCII is encoded.
    pub(super) fn encoded(&self, path: &str) -> String {
        encode(&self.path(path))
    }

    /// The old addresses, each decoded, with the encoded path of its page, and the status that tells whether it moved for good.
    pub(super) fn moves(&self) -> impl Iterator<Item = (String, String, u16)> {
        self.redirects
            .iter()
            .map(|Redirect { from, to }| (self.path(from.address()), self.encoded(to.address()), status(from)))
    }

    /// The headers of every answer, but for the one about caches.
    pub(super) fn headers(&self) -> Vec<(&'static str, String)> {
        let mut headers = Vec::new();
        if let Some(policy) = &self.policy {
            headers.push(("Content-Security-Policy", format!("{policy}; frame-ancestors 'self'")));
        }
        headers.push(("Referrer-Policy", "no-referrer".to_owned()));
        headers.push(("X-Content-Type-Options", "nosniff".to_owned()));
        if !self.edition.is_public() {
            headers.push(("X-Robots-Tag", "noindex, nofollow".to_owned()));
        }
        headers
    }

    /// What caches may do with a page, and with a file whose name changes with its bytes. A shared cache keeps nothing that is not
    /// everybody's.
    pub(super) fn caching(&self) -> [String; 2] {
        let scope = if self.edition.is_public() { "public" } else { "private" };
        [format!("{scope}, max-age={PAGE_AGE}"), format!("{scope}, max-age={ASSET_AGE}, immutable")]
    }

    /// The first lines of a file whose comments begin with a sign.
    pub(super) fn head(&self, sign: &str, about: &str) -> String {
        format!("{sign} Made by Greyline for the edition \"{}\". {about}\n", self.edition.name)
    }
}

/// The status of a redirect.
pub(super) fn status(from: &SitePath) -> u16 {
    if from.as_str().starts_with("p/") { 302 } else { 301 }
}

/// What is encoded in the target of a redirect: whatever any of the hosts could take for more than a letter.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(super) fn encode(path: &str) -> String {
    utf8_percent_encode(path, STRICT).to_string()
}

/// A regular expression for one text, as PCRE, RE2 and JavaScript read it: every sign of ASCII is written by its number.
pub(super) fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '/' | '-' | '_' => out.push(letter),
            letter if letter.is_ascii() && !letter.is_ascii_alphanumeric() => {
                let _ = write!(out, "\\x{:02x}", u32::from(letter));
            }
            letter => out.push(letter),
        }
    }
    out
}

/// The policy about scripts that a page states in its head, unless it has signs that no policy needs.
fn policy(page: &str) -> Option<String> {
    let (_, rest) = page.split_once("http-equiv=\"Content-Security-Policy\"")?;
    let (_, rest) = rest.split('>').next()?.split_once("content=\"")?;
    let policy = rest.split('"').next()?.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    let fits = |c: char| c.is_ascii_alphanumeric() || " ';:/.-_*=+?!,".contains(c);
    (policy.chars().all(fits) && !policy.is_empty()).then(|| policy.trim_end_matches([';', ' ']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_has_no_sign_that_means_more() {
        assert_eq!(literal("/old path/$x{1};é"), "/old\\x20path/\\x24x\\x7b1\\x7d\\x3bé");
        assert_eq!(encode("/a b/é$'"), "/a%20b/%C3%A9%24%27");
    }

    #[test]
    fn the_policy_is_that_of_the_page() {
        let page = |policy: &str| {
            format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n<p content=\"x\">")
        };
        assert_eq!(
            policy(&page("default-src 'none';\n  img-src 'self';")).as_deref(),
            Some("default-src 'none'; img-src 'self'")
        );
        for odd in ["", "img-src $host", "a {b}", "x\\"] {
            assert_eq!(policy(&page(odd)), None, "{odd}");
        }
        assert_eq!(policy("<title>none</title>"), None);
    }
}
