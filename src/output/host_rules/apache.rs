//! `.htaccess`: what Apache's HTTP Server reads at the top of an edition, where `AllowOverride FileInfo` lets it.
//!
//! What always holds: nothing in it needs more than `FileInfo`, and Apache comes to it after any login.

use std::fmt::Write;

use super::rules::{HostRules, literal, status};

/// The text of the file.
pub(super) fn htaccess(rules: &HostRules<'_>) -> String {
    let mut out = rules.head("#", "It needs `AllowOverride FileInfo`, and the modules headers and rewrite.");
    let [page, asset] = rules.caching();
    let _ = writeln!(out, "ErrorDocument 404 \"{}\"", rules.encoded("404.html"));
    out.push_str("AddDefaultCharset utf-8\nAddType application/atom+xml .atom\nAddType text/calendar .ics\nAddType text/markdown .md\n");
    out.push_str("<IfModule mod_headers.c>\n");
    for (name, value) in rules.headers() {
        let _ = writeln!(out, "Header always set {name} \"{value}\"");
    }
    let assets = literal(&rules.path("assets/"));
    let _ = writeln!(out, "Header set Cache-Control \"{page}\"");
    let _ =
        writeln!(out, "Header set Cache-Control \"{asset}\" \"expr=%{{REQUEST_URI}} =~ m#^{assets}#\"\n</IfModule>");
    if !rules.redirects.is_empty() {
        out.push_str("<IfModule mod_rewrite.c>\nRewriteEngine On\n");
        for redirect in rules.redirects {
            let from = literal(redirect.from.address());
            // A digit behind a percent sign would be taken for a part of another rule.
            let to = rules.encoded(redirect.to.address()).replace('%', "\\%");
            let _ = writeln!(out, "RewriteRule \"^{from}$\" \"{to}\" [R={},L,NE]", status(&redirect.from));
        }
        out.push_str("</IfModule>\n");
    }
    out
}
