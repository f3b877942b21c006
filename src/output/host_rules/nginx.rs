//! `nginx.conf`: what the `location` of an edition includes.
//!
//! What always holds: nothing is answered before nginx has asked who is there. `return` and `rewrite` would be; an error page is not.

use std::fmt::Write;

use super::rules::{HostRules, encode, status};
use crate::text::SitePath;

/// The text of the file.
pub(super) fn include(rules: &HostRules<'_>) -> String {
    let mut out = rules.head("#", "Include this file in the `location` that serves it, then reload nginx.");
    let [page, asset] = rules.caching();
    out.push_str("index index.html;\nabsolute_redirect off;\ncharset utf-8;\ngzip_static on;\ngzip_vary on;\n");
    // A variable in the place of the page would be looked up.
    if !rules.base.contains('$') {
        let _ = writeln!(out, "error_page 404 {};", quoted(&rules.path("404.html")));
    }
    let headers = |cache: &str| {
        let always =
            rules.headers().into_iter().map(|(name, value)| format!("add_header {name} {} always;\n", quoted(&value)));
        always.chain([format!("add_header Cache-Control {};\n", quoted(cache))]).collect::<Vec<_>>()
    };
    out.extend(headers(&page));
    let _ = writeln!(out, "\nlocation {} {{", quoted(&rules.path("assets/")));
    out.extend(headers(&asset).into_iter().map(|line| format!("    {line}")));
    let _ = writeln!(out, "}}\nlocation = {} {{\n    return 404;\n}}", quoted(&rules.path("nginx.conf")));
    if !rules.redirects.is_empty() {
        out.push_str(
            "\n# Old addresses. The answer is that of a page which is not there, so that a login comes first.\n",
        );
    }
    for redirect in rules.redirects {
        let from = quoted(&rules.path(redirect.from.address()));
        let (status, to) = (status(&redirect.from), relative(&redirect.from, &redirect.to));
        let _ = writeln!(
            out,
            "location = {from} {{\n    error_page 404 ={status} \"{to}\";\n    try_files /.greyline-moved =404;\n}}"
        );
    }
    out
}

/// The way from one address to another: an error page that begins with a slash would be fetched here and now.
fn relative(from: &SitePath, to: &SitePath) -> String {
    let up = "../".repeat(from.depth());
    format!("{}{}", if up.is_empty() { "./" } else { &up }, encode(to.address()))
}

/// A word of nginx's language.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
