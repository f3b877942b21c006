//! Bytes that are no text: compressed copies, archives, pictures.
//!
//! In: bytes. Out: the files inside, or the runs of text that stand in them. What always holds: a compressed file that
//! cannot be opened whole is said to be unread.

use std::io::Read;

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::{Channel, Member, Reading};

/// A file that unpacks to more than this is not read on.
const MOST: u64 = 1 << 30;

/// Whether bytes are compressed, by how they begin, or by a name that says so.
pub(super) fn is_packed(bytes: &[u8], name: &str) -> bool {
    bytes.starts_with(&[0x1f, 0x8b]) || is_archive(bytes) || is_zlib(bytes) || foreign(bytes, name).is_some()
}

/// Whether bytes begin as a ZIP archive does.
pub(super) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Reads bytes that are no text.
pub(super) fn read(bytes: &[u8], name: &str, out: &mut Reading) {
    if bytes.starts_with(&[0x1f, 0x8b]) {
        unpack(MultiGzDecoder::new(bytes), "", out);
    } else if is_archive(bytes) {
        archive(bytes, out);
    } else if let Some(form) = foreign(bytes, name) {
        out.unread = Some(form);
    } else {
        let mut inflated = Vec::new();
        if is_zlib(bytes) && ZlibDecoder::new(bytes).take(MOST).read_to_end(&mut inflated).is_ok() {
            out.members.push(Member { name: String::new(), bytes: inflated });
        }
        strings(bytes, out);
    }
}

/// Compressions that cannot be opened here.
fn foreign(bytes: &[u8], name: &str) -> Option<&'static str> {
    match bytes {
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some("zstd"),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some("xz"),
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, ..] => Some("bzip2"),
        [b'7', b'z', 0xbc, 0xaf, ..] => Some("7z"),
        [b'R', b'a', b'r', b'!', ..] => Some("rar"),
        _ if std::path::Path::new(name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("br")) => {
            Some("brotli")
        }
        _ => None,
    }
}

fn is_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [head, flags, ..] if head & 0x0f == 8 && head >> 4 <= 7 && (u16::from(*head) << 8 | u16::from(*flags)).is_multiple_of(31))
}

fn unpack(from: impl Read, name: &str, out: &mut Reading) {
    let mut bytes = Vec::new();
    let whole = from.take(MOST + 1).read_to_end(&mut bytes).is_ok() && bytes.len() as u64 <= MOST;
    if !whole {
        out.unread = Some("damaged or too large");
    }
    out.members.push(Member { name: name.to_owned(), bytes });
}

/// Opens the members of a ZIP archive by their local heads.
fn archive(bytes: &[u8], out: &mut Reading) {
    let number = |at: usize, len: usize| {
        bytes
            .get(at..at + len)
            .map_or(0, |part| part.iter().rev().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte)))
    };
    let mut at = 0;
    while bytes.get(at..at + 4) == Some(b"PK\x03\x04") && bytes.len() >= at + 30 {
        let (flags, method, packed) = (number(at + 6, 2), number(at + 8, 2), number(at + 18, 4));
        let start = at + 30 + number(at + 26, 2) + number(at + 28, 2);
        let name =
            bytes.get(at + 30..at + 30 + number(at + 26, 2)).map(|name| format!("!{}", String::from_utf8_lossy(name)));
        let (Some(name), Some(rest)) = (name, bytes.get(start..)) else { break };
        // A length of zero with bit 3 set stands after the data: the next head says where it ends.
        let length = if packed == 0 && flags & 8 != 0 { next_head(rest) } else { packed.min(rest.len()) };
        match method {
            0 => out.members.push(Member { name, bytes: rest[..length].to_vec() }),
            8 => unpack(DeflateDecoder::new(&rest[..length]), &name, out),
            _ => out.unread = Some("an archive's method"),
        }
        at = start + length;
        if flags & 8 != 0 {
            at += bytes.get(at..).map_or(0, next_head);
        }
    }
}

/// The bytes up to the next head of an archive.
fn next_head(bytes: &[u8]) -> usize {
    bytes.windows(4).position(|four| four == b"PK\x03\x04" || four == b"PK\x01\x02").unwrap_or(bytes.len())
}

/// Reads the runs of text that stand between other bytes.
fn strings(bytes: &[u8], out: &mut Reading) {
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        for run in chunk.valid().split(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            if run.len() > 5 {
                out.aside(run, at, Channel::Code);
            }
        }
        at += chunk.valid().len() + chunk.invalid().len();
    }
}
