//! Archives, Office files and PDF.
//!
//! In: bytes. Out: the files and texts in them. What always holds: one that is locked, damaged, or has pages without text is
//! unread.

use std::io::{Cursor, Read};

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, decode_text_string};

use super::html::Flow;
use super::read::{Place, Sink};

/// Reads a ZIP archive, as every Office file is.
pub(super) fn archive(place: Place<'_>, bytes: &[u8], sink: &mut dyn Sink) {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        super::picture::strings(place, bytes, sink);
        return sink.unread(place.path, "it is an archive that is damaged");
    };
    for nth in 0..archive.len() {
        let mut bytes = Vec::new();
        let read = archive.by_index(nth).map(|file| {
            let name = file.name().map(std::borrow::Cow::into_owned);
            let beside = [file.comment_raw().to_vec(), file.extra_data().unwrap_or_default()];
            (name, beside, file.take(1 << 29).read_to_end(&mut bytes))
        });
        match read {
            Ok((Ok(name), beside, Ok(_))) => {
                sink.text(place.path, Flow { address: true, ..Flow::at(&name, 0) });
                for note in &beside {
                    super::picture::strings(place, note, sink);
                }
                place.inside(&name, &bytes, sink);
            }
            _ => sink.unread(place.path, "it is an archive that is locked or damaged"),
        }
    }
    sink.text(place.path, Flow { comment: true, ..Flow::at(&String::from_utf8_lossy(archive.comment()), 0) });
    // What follows an archive belongs to nobody who opens it.
    let end = bytes.windows(4).rposition(|four| four == b"PK\x05\x06").map(|at| at + 22 + archive.comment().len());
    place.inside("rest", end.and_then(|end| bytes.get(end..)).unwrap_or_default(), sink);
}

/// Reads a PDF.
pub(super) fn pdf(place: Place<'_>, bytes: &[u8], sink: &mut dyn Sink) {
    let document = match Document::load_mem(bytes) {
        // A lock that leads nowhere is one for a reader that finds the key elsewhere.
        Ok(document) if document.encryption_state.is_none() && !bytes.windows(8).any(|eight| eight == b"/Encrypt") => {
            document
        }
        _ => {
            super::picture::strings(place, bytes, sink);
            return sink.unread(place.path, "it is a PDF that is locked or damaged");
        }
    };
    for (number, page) in document.get_pages() {
        let text = document.extract_text(&[number]).unwrap_or_default();
        let says = text.chars().any(char::is_alphanumeric);
        // A page of pictures, or of letters that no table explains.
        if !says && document.get_page_content(page).len() > 8 {
            sink.unread(place.path, &format!("page {number} of the PDF has no text"));
        }
        super::read::flow(place, Flow::at(&text, 0), sink);
    }
    for object in document.objects.values() {
        match object {
            Object::Stream(stream)
                if stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image") => {}
            Object::Stream(stream) => {
                dictionary(place, &stream.dict, sink);
                let content = stream.get_plain_content().unwrap_or_else(|_| stream.content.clone());
                let is_file = stream.dict.has_type(b"EmbeddedFile") || stream.dict.has_type(b"Metadata");
                match Content::decode(&content) {
                    _ if is_file => place.inside("file", &content, sink),
                    Ok(content) if !content.operations.is_empty() => shown(place, &content, sink),
                    _ => super::picture::strings(place, &content, sink),
                }
            }
            other => strings(place, other, sink),
        }
    }
}

/// Reads the strings that the operations of a page show, as they stand there.
fn shown(place: Place<'_>, content: &Content, sink: &mut dyn Sink) {
    let mut text = String::new();
    for operation in &content.operations {
        for operand in &operation.operands {
            let parts =
                if let Object::Array(parts) = operand { parts.as_slice() } else { std::slice::from_ref(operand) };
            for part in parts {
                match part {
                    Object::String(..) => text += &decode_text_string(part).unwrap_or_default(),
                    Object::Integer(..-150) => text.push(' '),
                    Object::Real(kern) if *kern < -150.0 => text.push(' '),
                    _ => {}
                }
            }
        }
        if !matches!(&*operation.operator, "Tj" | "TJ") {
            text.push(' ');
        }
    }
    sink.text(place.path, Flow::at(&text, 0));
}

fn dictionary(place: Place<'_>, dictionary: &Dictionary, sink: &mut dyn Sink) {
    dictionary.iter().for_each(|(_, value)| strings(place, value, sink));
}

/// Reads the strings of an object: titles, notes, values of forms.
fn strings(place: Place<'_>, object: &Object, sink: &mut dyn Sink) {
    match object {
        Object::String(..) => {
            sink.text(
                place.path,
                Flow { comment: true, ..Flow::at(&decode_text_string(object).unwrap_or_default(), 0) },
            );
        }
        Object::Array(items) => items.iter().for_each(|item| strings(place, item, sink)),
        Object::Dictionary(inner) => dictionary(place, inner, sink),
        _ => {}
    }
}
