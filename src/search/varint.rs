//! Numbers in as few bytes as they need: seven bits a byte, the lowest first, as in LEB128.

/// Writes a number in as few bytes as it needs, seven bits a byte.
pub(super) fn number(out: &mut Vec<u8>, mut number: u32) {
    while number > 0x7f {
        out.push(u8::try_from(number & 0x7f).unwrap_or_default() | 0x80);
        number >>= 7;
    }
    out.push(u8::try_from(number).unwrap_or_default());
}

/// Writes the difference of two numbers, which may be negative, as a zigzag varint.
pub(super) fn step(out: &mut Vec<u8>, from: u32, to: u32) {
    let step = i64::from(to) - i64::from(from);
    let zigzag = if step < 0 { -step * 2 - 1 } else { step * 2 };
    number(out, u32::try_from(zigzag).expect("shards and terms are fewer than 2^30"));
}

/// Reads a number at `at`, and moves `at` behind it.
pub(super) fn read_number(bytes: &[u8], at: &mut usize) -> Option<u32> {
    let mut number = 0;
    for shift in (0..32).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        number |= u32::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_few_bytes() {
        let mut out = Vec::new();
        for n in [0, 127, 128, 300_000] {
            number(&mut out, n);
        }
        step(&mut out, 5, 3);
        assert_eq!(out, [0, 127, 128, 1, 0xe0, 0xa7, 0x12, 3]);
    }
}
