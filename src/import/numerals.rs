//! Numbers as letters and in Roman digits.
//!
//! In: a number from 1. Out: the mark of an item. What always holds: a number of any size has a mark.

use crate::markdown;

/// The letter of a number: `a`, …, `z`, `aa`, `bb`, as Word counts on.
pub(super) fn letter(number: usize) -> String {
    let (rounds, at) = ((number - 1) / 26, (number - 1) % 26);
    let letter = char::from(b'a' + u8::try_from(at).unwrap_or(0));
    letter.to_string().repeat(rounds + 1)
}

/// The largest number that has Roman digits of its own.
const MOST_ROMAN: usize = 3999;

/// A number in small Roman digits; a larger one than people write so stays as it is.
pub(super) fn roman(number: usize) -> String {
    if number > MOST_ROMAN { number.to_string() } else { markdown::roman(number) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_marks() {
        assert_eq!([letter(26), letter(27), roman(4), roman(19), roman(4_000)], ["z", "aa", "iv", "xix", "4000"]);
    }
}
