//! Numbers as letters and in Roman digits.
//!
//! In: a number from 1. Out: the mark of an item. What always holds: a number of any size has a mark.

/// The letter of a number: `a`, …, `z`, `aa`.
pub(super) fn letter(number: usize) -> String {
    let (rounds, at) = ((number - 1) / 26, (number - 1) % 26);
    let letter = char::from(b'a' + u8::try_from(at).unwrap_or(0));
    letter.to_string().repeat(rounds + 1)
}

/// A number in small Roman digits.
pub(super) fn roman(mut number: usize) -> String {
    const DIGITS: [(usize, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut out = String::new();
    for (value, digits) in DIGITS {
        while number >= value && out.len() < 40 {
            out.push_str(digits);
            number -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_marks() {
        assert_eq!([letter(26), letter(27), roman(4), roman(19)], ["z", "aa", "iv", "xix"]);
    }
}
