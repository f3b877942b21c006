//! `unseen-details`: what a file for others than the most private audience carries and no page shows: comments, tracked changes, the place
//! of a picture.
//!
//! In: the attachments that texts use, and the files that sites alone have. Out: a diagnostic for each that carries any. What always
//! holds: names of programs, sizes and days are no such details, and a file that cannot be read has none.

use std::io::{Cursor, Read};
use std::sync::Arc;

use super::active_attachment::used;
use crate::check::written::excerpt;
use crate::config::AudienceId;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::Handbook;
use crate::memo::{ByAddress, Memo};
use crate::source::Attachment;

/// The most characters of a text in a message.
const LONGEST: usize = 60;
/// A part of a document is read no further than this.
const MOST: u64 = 1 << 24;

/// Keywords of PNG under which people write.
const WORDS_OF_PNG: [&str; 6] = ["Author", "Comment", "Description", "Disclaimer", "Warning", "Title"];
/// The tags of EXIF for a description, an artist, and the same as Windows writes them.
const WORDS_OF_EXIF: [u16; 6] = [0x010e, 0x013b, 0x9c9b, 0x9c9c, 0x9c9d, 0x9c9f];
/// The tag of EXIF behind which the place is.
const PLACE: u16 = 0x8825;

/// Parts of Office documents, what they begin with, and what they are.
const PARTS: [(&str, &str); 5] = [
    ("word/comments", "comments"),
    ("xl/comments", "comments"),
    ("xl/threadedComments/", "comments"),
    ("ppt/comments/", "comments"),
    ("ppt/notesSlides/", "notes of the speaker"),
];
/// What stands in a part of an Office document that readers may not notice.
const MARKS: [(&str, &str, &str); 5] = [
    ("word/document.xml", "<w:del ", "tracked changes"),
    ("word/document.xml", "<w:ins ", "tracked changes"),
    ("word/document.xml", "<w:vanish/>", "hidden words"),
    ("xl/workbook.xml", "state=\"hidden\"", "hidden sheets"),
    ("xl/workbook.xml", "state=\"veryHidden\"", "hidden sheets"),
];

/// What files carry, as far as it was looked for: a document has to be unpacked.
pub(in crate::check) type Details = Memo<ByAddress<[u8]>, Arc<[String]>>;

pub(in crate::check) fn check(handbook: &Handbook, known: &Details, diagnostics: &mut Diagnostics) {
    let audiences = &handbook.config.audiences;
    let mut look = |file: String, bytes: &Attachment, audience: AudienceId| {
        if audience == audiences.most_private() {
            return;
        }
        let found = known.get(ByAddress::of(bytes), |bytes| details(bytes).into());
        if found.is_empty() {
            return;
        }
        let title = &audiences.get(audience).title;
        let message = format!("{title} get this file, and with it what no page shows: {}", found.join(", "));
        let help = "save it again without them: export the picture without metadata, accept the changes and remove the \
                    comments of the document";
        diagnostics.push(Diagnostic::of_file(Rule::UnseenDetails, &file.into(), message).help(help));
    };
    for (path, readers) in used(handbook) {
        let others = audiences.iter().filter(|(id, _)| readers.contains(*id) && *id != audiences.most_private());
        if let (Some((audience, _)), Some(bytes)) = (others.last(), handbook.attachments.get(&path)) {
            look(format!("content/{path}"), bytes, audience);
        }
    }
    for (name, bytes) in &*handbook.static_files {
        let edition = name.split_once('/').map(|(edition, _)| edition);
        let settings = handbook.config.editions.iter().find(|settings| Some(&*settings.name) == edition);
        if let Some(settings) = settings {
            look(format!("static/{name}"), bytes, settings.audience);
        }
    }
}

/// What a file carries, each once.
fn details(bytes: &[u8]) -> Vec<String> {
    let mut found = match bytes {
        [0x89, b'P', b'N', b'G', ..] => of_png(bytes),
        [0xff, 0xd8, 0xff, ..] => of_jpeg(bytes),
        [b'P', b'K', 3, 4, ..] => of_archive(bytes).unwrap_or_default(),
        _ => std::str::from_utf8(bytes).map(of_drawing).unwrap_or_default(),
    };
    found.sort();
    found.dedup();
    found
}

/// Words of a person, told from the names of programs by the spaces between them.
fn words(text: &str) -> Option<String> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    let programs = ["created with", "creator:", "gimp", "adobe", "lavc", "intel", "file written by", "olympus"];
    let is_program = programs.iter().any(|program| text.to_lowercase().starts_with(program));
    let says = text.contains(' ') && text.contains(char::is_alphabetic) && !is_program;
    says.then(|| format!("“{}”", excerpt(text, LONGEST)))
}

fn of_png(bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = &bytes[8..];
    while let Some((head, behind)) = rest.split_at_checked(8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some(data) = behind.get(..length) else { break };
        match &head[4..] {
            b"eXIf" => found.extend(of_exif(data)),
            b"tEXt" | b"iTXt" => {
                let (keyword, text) = data.split_at(data.iter().position(|byte| *byte == 0).unwrap_or(0));
                let is_written = WORDS_OF_PNG.iter().any(|word| word.as_bytes() == keyword);
                // Behind the keyword of iTXt stand flags and a language, with zeros between.
                let text = text.rsplit(|byte| *byte == 0).next().unwrap_or_default();
                found.extend(words(&String::from_utf8_lossy(text)).filter(|_| is_written));
            }
            _ => {}
        }
        rest = behind.get(length + 4..).unwrap_or_default();
    }
    found
}

fn of_jpeg(bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    let mut at = 2;
    while let Some([0xff, kind, high, low]) = bytes.get(at..at + 4) {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let data = bytes.get(at + 4..at + 2 + length).unwrap_or_default();
        match kind {
            0xda => break,
            0xfe => found.extend(words(&String::from_utf8_lossy(data))),
            0xe1 => found.extend(data.strip_prefix(b"Exif\0\0").into_iter().flat_map(of_exif)),
            _ => {}
        }
        at += 2 + length;
    }
    found
}

/// What the first directory of EXIF says.
fn of_exif(data: &[u8]) -> Vec<String> {
    let is_little = data.starts_with(b"II");
    let number = |at: usize, length: usize| -> Option<usize> {
        let bytes = data.get(at..at.checked_add(length)?)?;
        let add = |sum: usize, byte: &u8| sum << 8 | usize::from(*byte);
        Some(if is_little { bytes.iter().rev().fold(0, add) } else { bytes.iter().fold(0, add) })
    };
    let Some((first, count)) = number(4, 4).and_then(|first| Some((first, number(first, 2)?))) else {
        return Vec::new();
    };
    let entry = |nth: usize| -> Option<String> {
        let at = first.checked_add(2 + nth * 12)?;
        let tag = u16::try_from(number(at, 2)?).ok()?;
        if tag == PLACE {
            return Some("the place where it was taken".to_owned());
        }
        let length = number(at + 4, 4)?;
        let from = if length > 4 { number(at + 8, 4)? } else { at + 8 };
        let text = data.get(from..from.checked_add(length)?).filter(|_| WORDS_OF_EXIF.contains(&tag))?;
        // Windows writes two bytes for each letter.
        let letters: Vec<u8> = text.iter().copied().filter(|byte| *byte != 0).collect();
        words(&String::from_utf8_lossy(&letters))
    };
    (0..count.min(1000)).filter_map(entry).collect()
}

fn of_archive(bytes: &[u8]) -> Option<Vec<String>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut found = Vec::new();
    for nth in 0..archive.len() {
        let file = archive.by_index(nth).ok()?;
        let name = file.name().ok()?.into_owned();
        let parts = PARTS.iter().filter(|(part, _)| name.starts_with(part));
        found.extend(parts.map(|(_, what)| (*what).to_owned()));
        if MARKS.iter().any(|(part, ..)| *part == name) {
            let mut text = String::new();
            file.take(MOST).read_to_string(&mut text).ok()?;
            let marks = MARKS.iter().filter(|(part, mark, _)| *part == name && text.contains(mark));
            found.extend(marks.map(|(.., what)| (*what).to_owned()));
        }
    }
    Some(found)
}

/// The comments of a drawing.
fn of_drawing(text: &str) -> Vec<String> {
    if !text.contains("<svg") {
        return Vec::new();
    }
    let comments = text.split("<!--").skip(1).filter_map(|rest| rest.split("-->").next());
    comments.filter_map(words).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_carry_words_and_places() {
        let chunk = |name: &[u8], data: &[u8]| {
            [&u32::try_from(data.len()).unwrap().to_be_bytes(), name, data, &[0; 4]].concat()
        };
        let png = |chunks: Vec<u8>| [b"\x89PNG\r\n\x1a\n".as_slice(), &chunks, &chunk(b"IEND", b"")].concat();
        let exif = |tag: u16, value: &[u8]| {
            let head = [b"MM\0*\0\0\0\x08\0\x01".as_slice(), &tag.to_be_bytes(), &[0, 2]].concat();
            let length = u32::try_from(value.len()).unwrap().to_be_bytes();
            [&head, length.as_slice(), &[0, 0, 0, 26], &[0; 4], value].concat()
        };
        let jpeg = |kind: u8, data: &[u8]| {
            let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
            [&[0xff, 0xd8, 0xff, kind], length.as_slice(), data, &[0xff, 0xd9]].concat()
        };
        let place = "the place where it was taken";
        for (bytes, expected) in [
            (png(chunk(b"tEXt", b"Comment\0Ask Anna first")), "“Ask Anna first”"),
            (png(chunk(b"iTXt", b"Description\0\0\0en\0\0Ask Anna first")), "“Ask Anna first”"),
            (png(chunk(b"tEXt", b"Software\0Paint for all")), ""),
            (png(chunk(b"tEXt", b"Comment\0Created with GIMP")), ""),
            (png(chunk(b"eXIf", &exif(PLACE, b"12345"))), place),
            (png(chunk(b"tEXt", b"Comment")), ""),
            (b"\x89PNG\r\n\x1a\n\xff\xff\xff\xfftEXt".to_vec(), ""),
            (jpeg(0xfe, b"Ask Anna first"), "“Ask Anna first”"),
            (jpeg(0xe1, &[b"Exif\0\0".as_slice(), &exif(0x010e, b"Ask Anna first\0")].concat()), "“Ask Anna first”"),
            (jpeg(0xe1, &[b"Exif\0\0".as_slice(), &exif(0x9c9c, b"A\0s\0k\0 \0h\0e\0r\0")].concat()), "“Ask her”"),
            (jpeg(0xe1, &[b"Exif\0\0".as_slice(), &exif(0x0110, b"A camera of ours\0")].concat()), ""),
            (jpeg(0xe1, b"Exif\0\0MM\0*\xff\xff\xff\xff"), ""),
            (b"\xff\xd8\xff\xe1\0\0".to_vec(), ""),
        ] {
            assert_eq!(details(&bytes).join(", "), expected, "{bytes:?}");
        }
    }

    #[test]
    fn documents_carry_comments_and_changes() {
        let document = |parts: &[(&str, &str)]| {
            let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
            for (name, text) in parts {
                archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
                std::io::Write::write_all(&mut archive, text.as_bytes()).unwrap();
            }
            archive.finish().unwrap().into_inner()
        };
        for (parts, expected) in [
            (&[("word/document.xml", "<w:p/>")][..], ""),
            (&[("word/document.xml", "<w:p><w:del w:id=\"1\"/></w:p>")], "tracked changes"),
            (&[("word/comments.xml", "<w:comments/>"), ("word/document.xml", "<w:p/>")], "comments"),
            (&[("xl/workbook.xml", "<sheet name=\"b\" state=\"hidden\"/>")], "hidden sheets"),
            (&[("ppt/notesSlides/notesSlide1.xml", "<p/>")], "notes of the speaker"),
        ] {
            assert_eq!(details(&document(parts)).join(", "), expected, "{parts:?}");
        }
        assert_eq!(details(b"PK\x03\x04 and nothing else"), Vec::<String>::new());
    }
}
