//! Paths: of a source below `content/`, and of a file in a published site; and the addresses that the one gives the other.
//!
//! In: paths and links as authors write them. Out: paths and percent-encoded links. What always holds: no path leads above its top.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The path of a file below `content/`: UTF-8, parts joined by `/`, no `.` and no `..`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentPath(Arc<str>);

impl ContentPath {
    /// Returns a path without checking its parts; use [`ContentPath::join`] for a path that an author wrote. Its letters are composed
    /// (NFC), whatever the file system makes of them.
    #[must_use]
    pub fn new(path: &str) -> Self {
        Self(compose(path.trim_matches('/')).as_ref().into())
    }

    /// The text of the path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder that holds the file; empty for the top of `content/`.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The last part, with its ending.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The last part without its ending.
    #[must_use]
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// Resolves `relative` against `folder`; `None` when it leads out of `content/`.
    #[must_use]
    pub fn join(folder: &str, relative: &str) -> Option<Self> {
        join_parts(folder, relative).map(|path| Self::new(&path))
    }
}

impl fmt::Display for ContentPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The path of a file in a published site, relative to its top: `refunds/index.html`.
///
/// Its address, which readers see, is that of the folder for a page: `refunds/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(Arc<str>);

impl SitePath {
    /// Returns the path of a file.
    #[must_use]
    pub fn file(path: &str) -> Self {
        Self(path.trim_start_matches('/').into())
    }

    /// Returns the path of a folder's page; an empty folder gives the front page.
    #[must_use]
    pub fn page(folder: &str) -> Self {
        let folder = folder.trim_matches('/');
        if folder.is_empty() { Self("index.html".into()) } else { Self(format!("{folder}/index.html").into()) }
    }

    /// Returns the path of the file at an address as somebody writes it, percent-encoded or not; `None` when it is not UTF-8.
    #[must_use]
    pub fn at_address(address: &str) -> Option<Self> {
        let decoded = decode_percent(address)?;
        let address = compose(&decoded);
        Some(if address.is_empty() || address.ends_with('/') { Self::page(&address) } else { Self::file(&address) })
    }

    /// The path of the file.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address that readers see: `refunds/` for `refunds/index.html`, other files as they are.
    #[must_use]
    pub fn address(&self) -> &str {
        match self.0.strip_suffix("index.html") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
            _ => &self.0,
        }
    }

    /// The number of folders between the top of the site and the file.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.0.matches('/').count()
    }

    /// Returns the relative link from this file to `to`, percent-encoded. It names `index.html`, so that it works without a server.
    #[must_use]
    pub fn link_to(&self, to: &Self) -> String {
        let shared = shared_folders(&self.0, &to.0);
        let above = self.0[shared..].bytes().filter(|byte| *byte == b'/').count();
        let rest = &to.0[shared..];
        let mut link = String::with_capacity(above * "../".len() + rest.len());
        link.extend(std::iter::repeat_n("../", above));
        link.extend(utf8_percent_encode(rest, ENCODED));
        if link.split('/').next().is_some_and(|first| first.contains(':')) {
            link.insert_str(0, "./");
        }
        link
    }

    /// Returns the address, percent-encoded as a URL wants it.
    #[must_use]
    pub fn encoded_address(&self) -> String {
        encode_percent(self.address())
    }
}

impl Borrow<str> for SitePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns a text with its letters composed (NFC): some systems and editors write `ü` as `u` and a mark of its own.
#[must_use]
pub fn compose(text: &str) -> Cow<'_, str> {
    if is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// Resolves `relative` against `folder` part by part; `None` when it leads above the top. A leading `/` starts at the top.
#[must_use]
pub fn join_parts(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> =
        if relative.starts_with('/') { Vec::new() } else { folder.split('/').filter(|p| !p.is_empty()).collect() };
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Returns the address of the page that a Markdown file becomes, without slashes at its ends: `refunds/late-fees` for
/// `Refunds/Late Fees.md`, `refunds` for `Refunds/_index.md`. A part without letters or digits becomes empty.
#[must_use]
pub fn page_address(path: &str) -> String {
    let path = path.strip_suffix(".md").or_else(|| path.strip_suffix(".MD")).unwrap_or(path);
    let path = match path.rsplit_once('/') {
        Some((folder, name)) if name.eq_ignore_ascii_case("_index") => folder,
        None if path.eq_ignore_ascii_case("_index") => "",
        _ => path,
    };
    slug_parts(path)
}

/// Returns the addresses that a link to a Markdown file may mean, the likeliest first: that of its own page, and for `index.md` and
/// `README.md` that of their folder, whose page they are where there is no `_index.md`. A path with a part without letters or digits
/// means no page: as an address it would be that of the part's folder.
pub fn linked_addresses(path: &str) -> impl Iterator<Item = String> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_address = path.is_empty() || path.split('/').all(|part| !slug(part).is_empty());
    let of_folder = is_section_page(name).then(|| slug_parts(folder));
    std::iter::once(page_address(path)).chain(of_folder).filter(move |_| is_address)
}

/// Whether a file of this name is its folder's page where there is no `_index.md`.
#[must_use]
pub fn is_section_page(name: &str) -> bool {
    ["index.md", "readme.md"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Returns the address of an attachment: its folders as slugs, its file name as it is.
#[must_use]
pub fn attachment_address(path: &str) -> String {
    match path.rsplit_once('/') {
        Some((folder, name)) => format!("{}/{}", slug_parts(folder), compose(name)),
        None => compose(path).into_owned(),
    }
}

/// Returns the path with every part as a slug.
fn slug_parts(path: &str) -> String {
    path.split('/').map(slug).collect::<Vec<_>>().join("/")
}

/// Returns a text as part of an address: lower case, letters and digits of any script, one dash for everything between them.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut add = |character: char| {
        if character.is_alphanumeric() || character == '_' {
            out.push(character);
        } else if !matches!(character, '\'' | '’' | '\u{ad}') && !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    };
    for character in compose(text).chars() {
        if character.is_ascii() {
            add(character.to_ascii_lowercase());
        } else {
            character.to_lowercase().for_each(&mut add);
        }
    }
    if out.ends_with('-') {
        out.pop();
    }
    out
}

/// Returns the length in bytes of the folders that hold both files, with the slash after each.
fn shared_folders(one: &str, other: &str) -> usize {
    let alike = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b);
    alike.enumerate().filter(|(_, (byte, _))| *byte == b'/').last().map_or(0, |(at, _)| at + 1)
}

/// What is encoded in a URL path: everything but what RFC 3986, section 3.3 allows there, and letters of other scripts too.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

/// Returns the path with every part percent-encoded as a URL wants it.
#[must_use]
pub fn encode_percent(path: &str) -> String {
    utf8_percent_encode(path, ENCODED).to_string()
}

/// Returns the text with percent-encoding undone; `None` when the result is not UTF-8.
#[must_use]
pub fn decode_percent(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_relative_and_name_the_file() {
        let from = SitePath::page("refunds/late");
        assert_eq!(from.link_to(&SitePath::page("")), "../../index.html");
        assert_eq!(from.link_to(&SitePath::page("refunds")), "../index.html");
        assert_eq!(from.link_to(&from), "index.html");
        assert_eq!(SitePath::file("404.html").link_to(&SitePath::file("a b/ü.svg")), "a%20b/%C3%BC.svg");
        assert_eq!(SitePath::page("").link_to(&SitePath::page("a:b")), "./a:b/index.html");
    }

    #[test]
    fn an_address_is_the_same_encoded_or_not() {
        let page = Some(SitePath::page("caf\u{e9}"));
        for address in ["/café/", "/caf%C3%A9/", "/caf%c3%a9/", "/cafe\u{301}/", "/cafe%CC%81/"] {
            assert_eq!(SitePath::at_address(address), page, "{address}");
        }
        assert_eq!(SitePath::at_address("/with%20space/a.pdf"), Some(SitePath::file("with space/a.pdf")));
        assert_eq!(SitePath::at_address("/"), Some(SitePath::page("")));
        assert_eq!(SitePath::at_address("/caf%E9/"), None);
    }

    #[test]
    fn paths_cannot_lead_out_of_content() {
        assert_eq!(ContentPath::join("a/b", "../c.md").map(|p| p.to_string()).as_deref(), Some("a/c.md"));
        assert_eq!(ContentPath::join("a", "/c.md").map(|p| p.to_string()).as_deref(), Some("c.md"));
        assert_eq!(ContentPath::join("a", "../../c.md"), None);
    }

    #[test]
    fn every_ascii_character_is_encoded_or_allowed_in_a_path() {
        let encoded: String =
            (0_u8..128).map(char::from).filter(|c| encode_percent(&c.to_string()).len() == 1).collect();
        let allowed = "!$&'()*+,-./0123456789:;=@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~";
        assert_eq!(encoded, allowed);
        assert_eq!(encode_percent("é%"), "%C3%A9%25");
    }

    #[test]
    fn percent_signs_decode_once() {
        assert_eq!(decode_percent("a%20b%2520").as_deref(), Some("a b%20"));
        assert_eq!(decode_percent("100%").as_deref(), Some("100%"));
        assert_eq!(decode_percent("%+1%g0").as_deref(), Some("%+1%g0"));
        assert_eq!(decode_percent("%FF"), None);
    }
}
