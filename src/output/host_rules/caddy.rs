//! `caddy.conf`: what the site block of an edition imports.
//!
//! What always holds: an address is compared letter by letter, by an expression in which no sign of Caddy's language stands; and
//! redirects stand in a `handle`, which Caddy comes to after any login.

use std::fmt::Write;

use super::rules::{HostRules, encode, literal};

/// The text of the file.
pub(super) fn snippet(rules: &HostRules<'_>) -> String {
    let mut out = rules.head("#", "Import this file in the site block that serves it, then reload Caddy.");
    let [page, asset] = rules.caching();
    let under = |path: &str| format!("`^{}`", literal(&rules.path(path)));
    let _ = writeln!(out, "@greyline path_regexp {}", under(""));
    let _ = writeln!(out, "@greyline_assets path_regexp {}", under("assets/"));
    for (name, value) in rules.headers() {
        let _ = writeln!(out, "header @greyline {name} `{value}`");
    }
    let _ = writeln!(out, "header @greyline ?Cache-Control `{page}`\nheader @greyline_assets Cache-Control `{asset}`");
    if !rules.redirects.is_empty() {
        out.push_str("\nmap {http.request.uri.path} {greyline_to} {greyline_status} {\n");
        for (from, to, status) in rules.moves() {
            let _ = writeln!(out, "\t`~^{}$` `{to}` {status}", literal(&from));
        }
        out.push_str("\tdefault `` ``\n}\n");
        out.push_str("@greyline_moved expression `{greyline_to} != \"\"`\n");
        out.push_str("handle @greyline_moved {\n\tredir {greyline_to} {greyline_status}\n}\n");
    }
    let own = literal(&rules.path("caddy.conf"));
    let _ = writeln!(out, "@greyline_rules path_regexp `^{own}$`\nhandle @greyline_rules {{\n\terror 404\n}}");
    let missing = rules.path("404.html");
    // Caddy 2.6 rewrites a path with other signs to one that is not there; its own answer is an empty page.
    if encode(&missing) == missing {
        out.push_str("handle_errors {\n\t@greyline_missing expression `{http.error.status_code} == 404`\n");
        let _ = writeln!(
            out,
            "\thandle @greyline_missing {{\n\t\trewrite * `{}`\n\t\tfile_server\n\t}}\n}}",
            encode(&missing)
        );
    }
    out
}
