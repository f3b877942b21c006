//! What is sent of a file: its group, its type, how long it may be cached, and its bytes, compressed if that is asked for.
//!
//! In: the name of a file of a site, and its bytes. Out: headers and body. What always holds: the same file with the same
//! encoding gives the same body, so that what a target has can be compared with it.

use std::io::{self, Write};
use std::path::Path;

use flate2::{Compression, GzBuilder};
use serde::Serialize;

use super::state::LEDGER;
use crate::publish::write::is_text;

/// Shorter files fit a network packet as they are.
const WORTH_COMPRESSING: usize = 1024;

/// Raised when the same file gets other headers or another body, so that every object is uploaded anew once.
const RULES: u32 = 1;

/// How a text is compressed. An object store sends what it has, whatever the reader's program says it can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// As it is.
    Identity,
    /// With gzip, which every browser reads.
    Gzip,
    /// With brotli, which browsers read over HTTPS alone.
    Brotli,
}

impl Encoding {
    /// Its name in HTTP; `None` when nothing is done.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }

    /// What is written down of how a site was uploaded: objects of another setting are not those that this one would make.
    pub(super) fn settings(self) -> String {
        format!("{RULES} {}", self.name().unwrap_or("identity"))
    }
}

/// The groups of files, in the order in which they are uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// What pages need: styles, scripts, pictures, documents.
    Asset,
    /// The files of the search.
    Search,
    /// The first file of the search, which says to which index the others belong.
    Start,
    /// What readers and programs ask for by its address.
    Page,
}

impl Group {
    /// The group of a file of a site. A copy that was compressed at build time belongs to what it is a copy of.
    pub(super) fn of(name: &str) -> Self {
        let plain = name.strip_suffix(".gz").unwrap_or(name);
        match ending(plain).as_str() {
            _ if plain == "search/start.js" => Self::Start,
            "js" if plain.starts_with("search/") => Self::Search,
            "html" | "json" | "xml" | "atom" | "ics" | "csv" | "md" | "txt" => Self::Page,
            _ => Self::Asset,
        }
    }

    /// Whether its files are the last to be removed.
    pub(super) fn is_removed_last(self) -> bool {
        self == Self::Asset
    }
}

/// What is sent of one file.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    pub(super) content_type: &'static str,
    pub(super) content_encoding: Option<&'static str>,
    pub(super) cache_control: &'static str,
}

impl Body {
    /// The body of a file.
    pub(super) fn new(name: &str, bytes: Vec<u8>, encoding: Encoding) -> Self {
        // Whoever keeps the ledger keeps the bytes that can be checked.
        let encoding = if name == LEDGER { Encoding::Identity } else { encoding };
        let small = if is_text(name) && bytes.len() > WORTH_COMPRESSING { compress(&bytes, encoding) } else { None };
        let small = small.filter(|small| small.len() < bytes.len());
        let content_encoding = small.as_ref().and_then(|_| encoding.name());
        let bytes = small.unwrap_or(bytes);
        Self { bytes, content_type: content_type(name), content_encoding, cache_control: cache_control(name) }
    }
}

/// The compressed bytes: no time and no name in them.
fn compress(bytes: &[u8], encoding: Encoding) -> Option<Vec<u8>> {
    let small: io::Result<Vec<u8>> = match encoding {
        Encoding::Identity => return None,
        Encoding::Gzip => {
            let mut writer = GzBuilder::new().mtime(0).operating_system(255).write(Vec::new(), Compression::best());
            writer.write_all(bytes).and_then(|()| writer.finish())
        }
        Encoding::Brotli => {
            let mut small = Vec::new();
            let parameters = brotli::enc::BrotliEncoderParams { quality: 9, ..Default::default() };
            brotli::BrotliCompress(&mut &bytes[..], &mut small, &parameters).map(|_| small)
        }
    };
    Some(small.expect("writing to memory cannot fail"))
}

/// The ending of a file's name, in lower case.
fn ending(name: &str) -> String {
    Path::new(name).extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase()
}

/// The media type that a browser needs to use the file.
pub(super) fn content_type(name: &str) -> &'static str {
    match ending(name).as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "xml" | "xsl" => "application/xml",
        "atom" => "application/atom+xml",
        "ics" => "text/calendar; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/vnd.microsoft.icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "pdf" => "application/pdf",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "zip" => "application/zip",
        "gz" => "application/gzip",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt" => "application/vnd.oasis.opendocument.text",
        _ if name == "CNAME" || name.ends_with("_headers") || name.ends_with("_redirects") => {
            "text/plain; charset=utf-8"
        }
        _ => "application/octet-stream",
    }
}

/// How long a reader's program may keep the file without asking: for ever when another content has another name.
fn cache_control(name: &str) -> &'static str {
    if is_hashed(name) { "public, max-age=31536000, immutable" } else { "public, max-age=300" }
}

/// Whether the name holds a hash of the content, as in `assets/style-0a1b2c3d.css`.
fn is_hashed(name: &str) -> bool {
    let Some((stem, _)) = name.strip_prefix("assets/").and_then(|file| file.split_once('.')) else { return false };
    stem.rsplit_once('-').is_some_and(|(_, hash)| {
        hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    })
}

#[cfg(test)]
mod tests {
    use super::Group::{Asset, Page, Search, Start};
    use super::*;

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        for name in ["assets/style-0a1b2c3d.css", "assets/search-1b2c3d4e.js", "assets/style-0a1b2c3d.css.gz"] {
            assert!(is_hashed(name), "{name}");
        }
        for name in ["assets/logo.svg", "a/style-0a1b2c3d.css", "assets/a-0A1B2C3D.css", "index.html", "search/p1.js"] {
            assert!(!is_hashed(name), "{name}");
        }
    }

    #[test]
    fn every_file_has_its_group() {
        let groups =
            ["assets/a.css", "refunds/flow.svg", "search/p1.js", "search/start.js", "search/index.html", "a.json"];
        let found: Vec<Group> = groups.iter().map(|name| Group::of(name)).collect();
        assert_eq!(found, [Asset, Asset, Search, Start, Page, Page]);
        assert_eq!(Group::of("search/p1.js.gz"), Search);
        assert_eq!(Group::of("index.html.gz"), Page);
    }

    #[test]
    fn a_body_is_compressed_only_where_it_gets_smaller() {
        let text = "policy ".repeat(1000).into_bytes();
        for (encoding, name) in [(Encoding::Gzip, "gzip"), (Encoding::Brotli, "br")] {
            let body = Body::new("a.html", text.clone(), encoding);
            assert_eq!(body.content_encoding, Some(name));
            assert!(body.bytes.len() < 200, "{}", body.bytes.len());
            assert_eq!(Body::new("a.html", b"short".to_vec(), encoding).content_encoding, None);
            assert_eq!(Body::new("a.png", text.clone(), encoding).content_encoding, None);
        }
        assert_eq!(Body::new("a.html", text.clone(), Encoding::Identity).bytes, text);
    }
}
