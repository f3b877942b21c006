//! The texts of pictures, and those between the other bytes of any file.
//!
//! In: bytes. Out: the texts that programs write into pictures: PNG's, EXIF, XMP, comments. What always holds: what stands behind
//! the end of a picture is read as a file of its own.

use std::io::Read;

use flate2::read::ZlibDecoder;

use super::html::Flow;
use super::read::{Place, Sink};

/// Reads a PNG.
pub(super) fn png(place: Place<'_>, bytes: &[u8], sink: &mut dyn Sink) {
    sink.picture(place.path);
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 8) {
        let len = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some(data) = bytes.get(at + 8..at.saturating_add(8).saturating_add(len)) else { break };
        at += len + 12;
        match &head[4..] {
            b"IDAT" | b"PLTE" | b"IHDR" => {}
            b"IEND" => return place.inside("rest", bytes.get(at..).unwrap_or_default(), sink),
            _ => {
                // The text of some chunks is packed, from one of the first zeros on.
                for (zero, _) in data.iter().enumerate().filter(|(_, byte)| **byte == 0).take(4) {
                    for start in [zero + 1, zero + 2] {
                        let mut text = Vec::new();
                        let from = ZlibDecoder::new(data.get(start..).unwrap_or_default());
                        if from.take(1 << 26).read_to_end(&mut text).is_ok() && !text.is_empty() {
                            strings(place, &text, sink);
                        }
                    }
                }
                strings(place, data, sink);
            }
        }
    }
}

/// Reads a JPEG.
pub(super) fn jpeg(place: Place<'_>, bytes: &[u8], sink: &mut dyn Sink) {
    sink.picture(place.path);
    let mut at = 2;
    while let Some([0xff, kind, high, low]) = bytes.get(at..at + 4) {
        let len = usize::from(*high) << 8 | usize::from(*low);
        let data = bytes.get(at + 4..(at + 2 + len).min(bytes.len())).unwrap_or_default();
        if matches!(kind, 0xe0..=0xef | 0xfe) {
            strings(place, data, sink);
        }
        if *kind == 0xda {
            break;
        }
        at += 2 + len;
    }
    let end = bytes.windows(2).rposition(|two| two == [0xff, 0xd9]).map_or(bytes.len(), |end| end + 2);
    place.inside("rest", &bytes[end..], sink);
}

/// Reads any other picture.
pub(super) fn other(place: Place<'_>, bytes: &[u8], sink: &mut dyn Sink) {
    sink.picture(place.path);
    strings(place, bytes, sink);
}

/// Reads the runs of text that stand between other bytes, of one or two bytes a letter.
pub(super) fn strings(place: Place<'_>, bytes: &[u8], sink: &mut dyn Sink) {
    let mut each = |text: &str| {
        if text.chars().filter(|c| c.is_alphanumeric()).count() > 3 {
            let kind = if text.contains('<') && text.contains('>') { "html" } else { "" };
            super::read::flow(place, Flow { kind, code: true, ..Flow::at(text, 0) }, sink);
        }
    };
    for chunk in bytes.utf8_chunks() {
        chunk.valid().split(|c: char| c.is_control() && !c.is_whitespace()).for_each(&mut each);
    }
    for first in [0, 1] {
        let wide: String = bytes
            .get(first..)
            .unwrap_or_default()
            .chunks_exact(2)
            .map(|two| match two {
                [letter, 0] | [0, letter] if letter.is_ascii() && !letter.is_ascii_control() => char::from(*letter),
                _ => '\0',
            })
            .collect();
        wide.split('\0').filter(|run| run.len() > 3).for_each(&mut each);
    }
}
