//! Names that a file can have on every system.
//!
//! In: one part of an address. Out: what makes it unfit. What always holds: a part without a fault can be a file or folder
//! on Linux, macOS and Windows, and so on any shared drive.

/// The longest name, in bytes: what file systems allow, less an ending such as `.gz`.
const MOST_BYTES: usize = 240;

/// Why a part of an address cannot be the name of a file or folder everywhere; `None` when it can.
#[must_use]
pub fn name_fault(part: &str) -> Option<&'static str> {
    match part {
        "" => return Some("a part of it is empty"),
        "." | ".." => return Some("it climbs"),
        _ => {}
    }
    if part.contains(|c: char| c.is_control()) {
        return Some("it holds a control character");
    }
    if part.contains(['\\', '<', '>', ':', '"', '|', '?', '*']) {
        return Some("Windows allows none of \\ < > : \" | ? * in a name");
    }
    if part.ends_with(['.', ' ']) {
        return Some("Windows allows no dot and no space at the end of a name");
    }
    if part.len() > MOST_BYTES {
        return Some("a part of it is longer than 240 bytes");
    }
    let stem = part.split('.').next().unwrap_or(part).trim_end();
    is_device(stem).then_some("Windows keeps this name for a device")
}

/// Whether Windows takes a file of this stem for a device, whatever its ending.
fn is_device(stem: &str) -> bool {
    let stem = stem.to_ascii_uppercase();
    let numbered = |port: &str| {
        let number = stem.strip_prefix(port).and_then(|rest| {
            let mut rest = rest.chars();
            rest.next().filter(|_| rest.next().is_none())
        });
        number.is_some_and(|number| matches!(number, '1'..='9' | '¹' | '²' | '³'))
    };
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&stem.as_str()) || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_room_for_an_ending() {
        assert_eq!(name_fault(&"x".repeat(MOST_BYTES)), None);
        assert!(name_fault(&"x".repeat(MOST_BYTES + 1)).is_some());
        assert!(name_fault(&"ü".repeat(MOST_BYTES / 2 + 1)).is_some());
    }
}
