//! Checks names of files.
//!
//! In: one part of an address. Out: why it cannot be the name of a file. What always holds: a part that passes can be a file or folder
//! on Linux, macOS and Windows, and therefore on any shared drive.

/// The longest name in bytes: the 255 that file systems allow, less room for an ending such as `.gz`.
const MAX_BYTES: usize = 240;

/// Returns why a part of an address cannot be the name of a file or folder on every system; `None` when it can.
#[must_use]
pub fn name_fault(part: &str) -> Option<&'static str> {
    match part {
        "" => return Some("a part of it is empty"),
        "." | ".." => return Some("it contains `.` or `..`"),
        _ => {}
    }
    if part.contains(|c: char| c.is_control()) {
        return Some("it contains a control character");
    }
    if part.contains(['\\', '<', '>', ':', '"', '|', '?', '*']) {
        return Some("Windows allows none of \\ < > : \" | ? * in a name");
    }
    if part.ends_with(['.', ' ']) {
        return Some("Windows allows no dot and no space at the end of a name");
    }
    if part.len() > MAX_BYTES {
        return Some("a part of it is longer than 240 bytes");
    }
    let stem = part.split('.').next().unwrap_or(part).trim_end();
    is_device(stem).then_some("Windows reserves this name")
}

/// Returns whether Windows takes a file with this stem for a device, whatever its ending is.
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
        assert_eq!(name_fault(&"x".repeat(MAX_BYTES)), None);
        assert!(name_fault(&"x".repeat(MAX_BYTES + 1)).is_some());
        assert!(name_fault(&"ü".repeat(MAX_BYTES / 2 + 1)).is_some());
    }
}
