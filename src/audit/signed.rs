//! The texts of a signed file in DER, such as a time stamp: names of who signed it.
//!
//! In: bytes. Out: their texts. What always holds: a file that is not DER to its last byte is not read at all.

/// The kinds of values that are texts, from `UTF8String` to `VisibleString`.
const TEXTS: [u8; 6] = [0x0c, 0x12, 0x13, 0x14, 0x16, 0x1a];

/// The most values that hold one another.
const DEEPEST: usize = 64;

/// The texts of a file; `None` when it is not DER.
pub(super) fn texts(bytes: &[u8]) -> Option<Vec<String>> {
    let mut found = Vec::new();
    values(bytes, 0, &mut found).then_some(found)
}

/// Reads values one after the other. False when they are none.
fn values(mut bytes: &[u8], depth: usize, found: &mut Vec<String>) -> bool {
    while let [tag, length, rest @ ..] = bytes {
        let (count, rest) = if *length < 0x80 {
            (usize::from(*length), rest)
        } else {
            let Some((digits, rest)) = rest.split_at_checked(usize::from(length & 0x7f)) else { return false };
            if digits.is_empty() || digits.len() > 4 {
                return false;
            }
            (digits.iter().fold(0, |count, digit| count << 8 | usize::from(*digit)), rest)
        };
        let Some((content, after)) = rest.split_at_checked(count) else { return false };
        let holds_values = tag & 0x20 != 0;
        if holds_values {
            if depth == DEEPEST || !values(content, depth + 1, found) {
                return false;
            }
        } else if TEXTS.contains(tag) {
            found.push(String::from_utf8_lossy(content).into_owned());
        } else if let [0x04 | 0x80..=0xbf, ..] = [*tag] {
            // What is wrapped in bytes may be values again; bytes that are words are read too.
            let before = found.len();
            if depth == DEEPEST || content.is_empty() || !values(content, depth + 1, found) {
                found.truncate(before);
                found.extend(std::str::from_utf8(content).ok().map(str::to_owned));
            }
        }
        bytes = after;
    }
    bytes.is_empty()
}
