//! Names of things: where a text lies in the handbook, and where a file lies in a site.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// A file below `content/`: UTF-8, parts joined by `/`, no `.` and no `..`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentPath(Arc<str>);

impl ContentPath {
    /// Makes a path of parts that are already plain; use [`ContentPath::join`] for what an author wrote.
    #[must_use]
    pub fn new(path: &str) -> Self {
        Self(path.trim_matches('/').into())
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

    /// The path that `relative` means when it is written in a file of `folder`. `None` when it climbs out of `content/`.
    #[must_use]
    pub fn join(folder: &str, relative: &str) -> Option<Self> {
        join_parts(folder, relative).map(|path| Self(path.into()))
    }
}

impl fmt::Display for ContentPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A file of a published site, relative to its top: `refunds/index.html`.
///
/// A page is named by its folder when people see it (`refunds/`), by its `index.html` when it is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(Arc<str>);

impl SitePath {
    /// A file by its path.
    #[must_use]
    pub fn file(path: &str) -> Self {
        Self(path.trim_start_matches('/').into())
    }

    /// The page of a folder; an empty folder is the front page.
    #[must_use]
    pub fn page(folder: &str) -> Self {
        let folder = folder.trim_matches('/');
        if folder.is_empty() { Self("index.html".into()) } else { Self(format!("{folder}/index.html").into()) }
    }

    /// The path as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as people see it: `refunds/` for `refunds/index.html`, other files as they are.
    #[must_use]
    pub fn address(&self) -> &str {
        match self.0.strip_suffix("index.html") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
            _ => &self.0,
        }
    }

    /// How many folders lie between the file and the top of the site.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.0.matches('/').count()
    }

    /// The relative link that leads from this file to `to`, naming the file so that it works without a server.
    #[must_use]
    pub fn link_to(&self, to: &Self) -> String {
        let shared = shared_folders(&self.0, &to.0);
        let above = self.0[shared..].bytes().filter(|byte| *byte == b'/').count();
        let rest = &to.0[shared..];
        let mut link = String::with_capacity(above * "../".len() + rest.len());
        link.extend(std::iter::repeat_n("../", above));
        encode_parts(rest, &mut link);
        if link.split('/').next().is_some_and(|first| first.contains(':')) {
            link.insert_str(0, "./");
        }
        link
    }

    /// The address with every part percent-encoded as a URL wants it.
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

/// Joins `relative` to `folder` part by part; `None` when it climbs above the top. A leading `/` begins at the top.
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

/// The path with every part percent-encoded as a URL wants it.
#[must_use]
pub fn encode_percent(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    encode_parts(path, &mut out);
    out
}

/// The address of the page that a Markdown file becomes, without slashes at its ends: `refunds/late-fees` for
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

/// The address of an attachment: its folders as those of pages, its own name as it is.
#[must_use]
pub fn attachment_address(path: &str) -> String {
    match path.rsplit_once('/') {
        Some((folder, name)) => format!("{}/{name}", slug_parts(folder)),
        None => path.to_owned(),
    }
}

fn slug_parts(path: &str) -> String {
    path.split('/').map(slug).collect::<Vec<_>>().join("/")
}

/// A name for an address: lower case, letters and digits of any script, everything else one dash.
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
    for character in text.chars() {
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

/// How many bytes the folders that hold both files take, the slash behind each included.
fn shared_folders(one: &str, other: &str) -> usize {
    let alike = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b);
    alike.enumerate().filter(|(_, (byte, _))| *byte == b'/').last().map_or(0, |(at, _)| at + 1)
}

/// Percent-encodes what may not stand in a part of a URL path (RFC 3986, section 3.3); letters of all scripts are encoded too.
fn encode_parts(path: &str, out: &mut String) {
    let stays = |byte: u8| {
        let is_sign =
            matches!(byte, b'/' | b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*');
        byte.is_ascii_alphanumeric() || is_sign || matches!(byte, b'+' | b',' | b';' | b'=' | b':' | b'@')
    };
    let mut rest = path;
    while let Some(at) = rest.bytes().position(|byte| !stays(byte)) {
        let end = rest.ceil_char_boundary(at + 1);
        out.push_str(&rest[..at]);
        for byte in rest[at..end].bytes() {
            out.push('%');
            for digit in [byte >> 4, byte & 15] {
                out.push(char::from(b"0123456789ABCDEF"[usize::from(digit)]));
            }
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
}

/// Undoes percent-encoding; `None` when what comes out is not UTF-8.
#[must_use]
pub fn decode_percent(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) if bytes[at] == b'%' => {
                out.push(byte);
                at += 3;
            }
            _ => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).ok()
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
    fn paths_cannot_climb_out() {
        assert_eq!(ContentPath::join("a/b", "../c.md").map(|p| p.to_string()).as_deref(), Some("a/c.md"));
        assert_eq!(ContentPath::join("a", "/c.md").map(|p| p.to_string()).as_deref(), Some("c.md"));
        assert_eq!(ContentPath::join("a", "../../c.md"), None);
    }

    #[test]
    fn percent_signs_decode_once() {
        assert_eq!(decode_percent("a%20b%2520").as_deref(), Some("a b%20"));
        assert_eq!(decode_percent("100%").as_deref(), Some("100%"));
        assert_eq!(decode_percent("%FF"), None);
    }
}
