//! `_redirects` and `_headers`, for Netlify and for Cloudflare Pages.
//!
//! What always holds: an address has no sign that stands for others, and none is matched by two rules about the same header.

use std::fmt::Write;

use super::rules::{HostRules, encode};

/// `_redirects`. The force that Netlify needs to prefer a rule to a page at the same address is what Cloudflare does anyhow, and a sign
/// that it does not know.
pub(super) fn redirects(rules: &HostRules<'_>, force: &str) -> String {
    let mut out = rules.head("#", "Copy it to the top of the host if the edition is below a folder.");
    for (from, to, status) in rules.moves() {
        let _ = writeln!(out, "{} {to} {status}{force}", encode(&from));
    }
    out
}

/// `_headers`. Of caches it says nothing but for hashed files: both hosts ask for every page anew, which is quick there.
pub(super) fn headers(rules: &HostRules<'_>) -> String {
    let mut out = rules.head("#", "Copy it to the top of the host if the edition is below a folder.");
    let _ = writeln!(out, "{}*", rules.encoded(""));
    for (name, value) in rules.headers() {
        let _ = writeln!(out, "  {name}: {value}");
    }
    let [_, asset] = rules.caching();
    let _ = writeln!(out, "{}*\n  Cache-Control: {asset}", rules.encoded("assets/"));
    out
}
