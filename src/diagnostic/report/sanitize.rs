//! Makes text safe to print on a terminal.
//!
//! In: any text of a handbook. Out: the text with a visible character for each control character. What always holds: no control
//! character and no character that changes the direction of writing is left, apart from the line ends that [`lines`] keeps.

use std::borrow::Cow;

/// Returns a visible character: the picture of an ASCII control character, and U+FFFD for other control characters and those that change
/// the direction of writing.
pub(super) fn visible(c: char) -> char {
    match c {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => char::REPLACEMENT_CHARACTER,
        _ => c,
    }
}

/// Returns the text on one line: line ends and tabs become spaces.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| visible(c) == c) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n");
    Cow::Owned(text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { visible(c) }).collect())
}

/// Returns the text with its line ends, LF each, without empty lines at its end; tabs become spaces.
pub(super) fn lines(text: &str) -> String {
    text.trim_end().lines().map(one_line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        let all: String = ('\0'..='\u{ffff}').collect();
        let safe = one_line(&all);
        assert!(!safe.chars().any(char::is_control));
        assert!(!safe.contains(['\u{9b}', '\u{202e}', '\u{2067}', '\u{200f}']));
        assert_eq!(one_line("\u{1b}[31mred\u{9b}0m"), "␛[31mred\u{fffd}0m");
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        assert!(matches!(one_line("Äpfel, 漢字, a\u{301}, 👩\u{200d}🍳"), Cow::Borrowed(_)));
        assert_eq!(one_line("a\r\nb\tc"), "a b c");
        assert_eq!(lines("a\r\nb\u{7}\n\n"), "a\nb␇");
    }
}
