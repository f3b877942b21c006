//! Packs a shard as a script, which loads where `fetch` does not: from a folder that is opened without a server.
//!
//! In: a name, a generation, bytes. Out: `greyline("name","generation","base64 of gzip of the bytes")`. What always holds: the
//! same bytes give the same script, and [`unpack`] returns them, so that a published index can be read and audited.

use std::cell::RefCell;
use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use flate2::{Compress, Compression, Crc, FlushCompress, Status};

use super::dictionary;

/// The content of a shard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shard {
    /// Its name: `start`, `w0`, `r0`, `p0`, `h0`, `d0-0`, `f-kind`.
    pub name: String,
    /// Which index, or which list of pages, it belongs to.
    pub generation: String,
    /// Its content: JSON, or the columns that `dictionary` and `postings` describe.
    pub bytes: Vec<u8>,
}

impl Shard {
    /// Returns what can be read in it, for tests and audits: JSON as it is, dictionaries as words, postings as nothing.
    #[must_use]
    pub fn text(&self) -> String {
        match self.name.as_bytes() {
            [b'p', ..] => String::new(),
            [b'w', ..] => dictionary::read(&self.bytes, true).join("\n"),
            [b'r', ..] => {
                let words = dictionary::read(&self.bytes, false);
                words.iter().map(|word| word.chars().rev().collect()).collect::<Vec<String>>().join("\n")
            }
            _ => String::from_utf8_lossy(&self.bytes).into_owned(),
        }
    }
}

/// The compression level: a higher one makes a shard only a hundredth smaller.
const LEVEL: u32 = 4;

/// The gzip header (RFC 1952): deflate, no name, no time, no system.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

thread_local! {
    /// A handbook has thousands of small shards, and making the compressor's tables costs more than filling them.
    static COMPRESSOR: RefCell<Compress> = RefCell::new(Compress::new(Compression::new(LEVEL), false));
}

/// The end of a shard's script.
const END: &str = "\")\n";

/// Compresses bytes with gzip.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = HEADER.to_vec();
    COMPRESSOR.with_borrow_mut(|compressor| {
        compressor.reset();
        let mut status = Status::Ok;
        while status != Status::StreamEnd {
            out.reserve(bytes.len() / 2 + 64);
            let read = usize::try_from(compressor.total_in()).expect("a shard fits in memory");
            status = compressor
                .compress_vec(&bytes[read..], &mut out, FlushCompress::Finish)
                .expect("bytes in memory can be compressed");
        }
    });
    let mut sum = Crc::new();
    sum.update(bytes);
    out.extend_from_slice(&sum.sum().to_le_bytes());
    out.extend_from_slice(&sum.amount().to_le_bytes());
    out
}

/// Returns the script of a shard.
pub(super) fn pack(name: &str, generation: &str, bytes: &[u8]) -> String {
    let packed = gzip(bytes);
    let begin = format!("greyline(\"{name}\",\"{generation}\",\"");
    let mut out = String::with_capacity(begin.len() + packed.len().div_ceil(3) * 4 + END.len());
    out.push_str(&begin);
    STANDARD.encode_string(packed, &mut out);
    out.push_str(END);
    out
}

/// Reads a script of the index; `None` when it is none.
#[must_use]
pub fn unpack(script: &[u8]) -> Option<Shard> {
    let text = std::str::from_utf8(script).ok()?.trim_end();
    let inside = text.strip_prefix("greyline(\"")?.strip_suffix("\")")?;
    let mut parts = inside.split("\",\"");
    let (name, generation, packed) = (parts.next()?, parts.next()?, parts.next()?);
    let mut bytes = Vec::new();
    GzDecoder::new(&*STANDARD.decode(packed).ok()?).read_to_end(&mut bytes).ok()?;
    Some(Shard { name: name.to_owned(), generation: generation.to_owned(), bytes })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::GzBuilder;

    use super::*;

    #[test]
    fn a_shard_can_be_opened_again() {
        let script = pack("w0", "0a1b", b"some words");
        assert_eq!(script, pack("w0", "0a1b", b"some words"));
        let shard = unpack(script.as_bytes()).unwrap();
        assert_eq!((shard.name.as_str(), shard.generation.as_str(), &*shard.bytes), ("w0", "0a1b", &b"some words"[..]));
        assert_eq!(unpack(b"alert(1)"), None);
    }

    #[test]
    fn a_compressor_that_is_used_again_gives_the_same_bytes() {
        let long: Vec<u8> = (0..200_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        for bytes in [&b""[..], b"some words, some words", &long, b"some words, some words", &long[..70_000]] {
            let mut fresh = GzBuilder::new().mtime(0).write(Vec::new(), Compression::new(LEVEL));
            fresh.write_all(bytes).unwrap();
            assert_eq!(gzip(bytes), fresh.finish().unwrap());
        }
    }
}
