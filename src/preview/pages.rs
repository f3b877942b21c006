//! Responses made of bytes: pages with the script, files with their types, and the few pages that are the preview's own.
//!
//! In: an address of a site, or a snapshot. Out: responses with a tag for their bytes. What always holds: what a window has
//! already is not sent again.

use serde::Serialize;

use super::inject::{escape, inject, own_page, tag};
use super::server::{Request, Response};
use super::snapshot::Snapshot;
use super::state::Shown;
use crate::site::Site;
use crate::text::{SitePath, encode_percent};

/// The bytes of an address of a site, with the script when it is a page.
pub(super) fn made(site: &Site, path: &SitePath, status: u16, request: &Request) -> Response {
    match site.make(path) {
        Ok(bytes) if site.is_attachment(path) => attachment(path, bytes, request),
        Ok(bytes) if kind(path.as_str()).starts_with("text/html") => html(status, bytes, request),
        Ok(bytes) => file(path, bytes, request),
        Err(error) => {
            let body = format!("<h1>This page cannot be made</h1>\n<pre>{}</pre>", escape(&error.to_string()));
            html(500, own_page("Error", &body), request)
        }
    }
}

pub(super) fn html(status: u16, page: Vec<u8>, request: &Request) -> Response {
    let tag = tag(&page);
    let response = Response::new(status, "text/html; charset=utf-8", inject(page, &tag));
    tagged(response, &tag, request)
}

pub(super) fn file(path: &SitePath, bytes: Vec<u8>, request: &Request) -> Response {
    fresh(Response::new(200, kind(path.as_str()), bytes), request)
}

/// A file of the handbook's. What a browser could run, or opens as a page, it shows without scripts, forms and the rights of the
/// preview.
fn attachment(path: &SitePath, bytes: Vec<u8>, request: &Request) -> Response {
    let response = file(path, bytes, request);
    let harmless =
        ["image/", "audio/", "video/", "font/", "application/pdf", "text/plain", "text/csv", "application/zip"];
    let kind = kind(path.as_str());
    let is_harmless = kind != "image/svg+xml" && harmless.iter().any(|harmless| kind.starts_with(harmless));
    if is_harmless { response } else { response.with("Content-Security-Policy", "sandbox") }
}

/// A response that is asked for again each time, and sent again only when it is another.
pub(super) fn fresh(response: Response, request: &Request) -> Response {
    let tag = tag(&response.body);
    tagged(response, &tag, request)
}

fn tagged(mut response: Response, tag: &str, request: &Request) -> Response {
    let quoted = format!("\"{tag}\"");
    let known = request.header("if-none-match").is_some_and(|tags| tags.split(',').any(|tag| tag.trim() == quoted));
    if known && response.status == 200 {
        response.status = 304;
    }
    response.with("ETag", quoted).with("Cache-Control", "no-cache")
}

pub(super) fn json<T: Serialize>(value: &T) -> Response {
    match serde_json::to_vec(value) {
        Ok(body) => Response::new(200, "application/json", body).with("Cache-Control", "no-store"),
        Err(error) => Response::text(500, &error.to_string()),
    }
}

pub(super) fn redirect(to: &str) -> Response {
    Response::text(302, "moved").with("Location", format!("/{}", encode_percent(to))).with("Cache-Control", "no-store")
}

/// The page while there is no handbook to show.
pub(super) fn waiting(shown: &Shown, request: &Request) -> Response {
    let troubles: Vec<String> = shown.findings.troubles.iter().map(|text| escape(text)).collect();
    let troubles = if troubles.is_empty() { String::new() } else { format!("<pre>{}</pre>\n", troubles.join("\n")) };
    let body = format!(
        "<h1>There is nothing to show yet</h1>\n<p>book.toml has errors. This page reloads when they are fixed.</p>\n{troubles}"
    );
    html(503, own_page("Not ready", &body), request)
}

/// The editions of the handbook.
pub(super) fn edition_list(snapshot: &Snapshot, request: &Request) -> Response {
    let title = escape(&snapshot.handbook.config.title);
    let body = format!("<h1>{title}</h1>\n<p>Each edition as it will be published:</p>\n{}", edition_links(snapshot));
    html(200, own_page(&title, &body), request)
}

/// Links to the front page of each edition, as HTML.
pub(super) fn edition_links(snapshot: &Snapshot) -> String {
    let mut lines = Vec::new();
    for settings in snapshot.editions() {
        let audience = &snapshot.handbook.config.audiences.get(settings.audience).title;
        let href = encode_percent(&settings.name);
        let (href, name, audience) = (escape(&href), escape(&settings.name), escape(audience));
        lines.push(format!("<li><a href=\"/{href}/\">{name}</a> <span>for {audience}</span></li>"));
    }
    format!("<ul>\n{}\n</ul>", lines.join("\n"))
}

/// The type of a file by its ending.
fn kind(path: &str) -> &'static str {
    let ending = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending);
    match ending.map(str::to_ascii_lowercase).as_deref() {
        Some("html" | "htm") => "text/html; charset=utf-8",
        Some("xhtml" | "xht") => "application/xhtml+xml",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("gif") => "image/gif",
        Some("webp") => "image/webp",
        Some("avif") => "image/avif",
        Some("ico") => "image/x-icon",
        Some("pdf") => "application/pdf",
        Some("xml") => "application/xml",
        Some("atom") => "application/atom+xml; charset=utf-8",
        Some("ics") => "text/calendar; charset=utf-8",
        Some("csv") => "text/csv; charset=utf-8",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        Some("woff2") => "font/woff2",
        Some("woff") => "font/woff",
        Some("mp4") => "video/mp4",
        Some("webm") => "video/webm",
        Some("mp3") => "audio/mpeg",
        Some("zip") => "application/zip",
        _ => "application/octet-stream",
    }
}
