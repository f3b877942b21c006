//! Time stamps of RFC 3161: what is asked of a service, and whether its answer is one to that.
//!
//! In: a root and a number that nobody can guess. Out: the request, in DER. What always holds: an answer that is of another root, to
//! another question, or a refusal, is no time stamp. Its signature is not checked here: `openssl ts -verify` does.

use super::hash::Hash;

/// `SEQUENCE { OBJECT IDENTIFIER sha256, NULL }`
const SHA256: [u8; 15] = [0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00];

const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const SEQUENCE: u8 = 0x30;

/// The request for a time stamp of a root, with the certificate of the service.
#[must_use]
pub fn time_stamp_request(root: Hash, nonce: u64) -> Vec<u8> {
    let imprint = [&SHA256[..], &value(OCTETS, root.bytes())].concat();
    let parts = [value(INTEGER, &[1]), value(SEQUENCE, &imprint), integer(nonce), vec![0x01, 0x01, 0xff]];
    value(SEQUENCE, &parts.concat())
}

/// Whether an answer is a time stamp of a root, asked for with a number.
///
/// # Errors
/// Why it is none.
pub fn check_time_stamp(answer: &[u8], root: Hash, nonce: u64) -> Result<(), String> {
    let (content, rest) = read(answer, SEQUENCE).ok_or("its answer is no time stamp")?;
    let (status, token) = read(content, SEQUENCE).ok_or("its answer is no time stamp")?;
    match read(status, INTEGER) {
        Some(([0 | 1], _)) if rest.is_empty() && !token.is_empty() => {}
        Some(([status], _)) => return Err(format!("it refused with the status {status}")),
        _ => return Err("its answer is no time stamp".to_owned()),
    }
    if !is_stamp_of(token, root) {
        return Err("its answer is of something else".to_owned());
    }
    if holds(token, &integer(nonce)) { Ok(()) } else { Err("its answer is to another question".to_owned()) }
}

/// Whether a time stamp is one of a root.
#[must_use]
pub fn is_stamp_of(token: &[u8], root: Hash) -> bool {
    holds(token, &value(OCTETS, root.bytes()))
}

fn holds(token: &[u8], part: &[u8]) -> bool {
    token.windows(part.len()).any(|window| window == part)
}

/// A number that is never negative.
fn integer(number: u64) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(7);
    let digits = &bytes[first..];
    if digits[0] < 0x80 { value(INTEGER, digits) } else { value(INTEGER, &[&[0], digits].concat()) }
}

/// A value with its tag and length.
fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut out = vec![tag];
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let bytes = length.to_be_bytes();
            let digits: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
            out.push(0x80 | u8::try_from(digits.len()).expect("a length has at most eight bytes"));
            out.extend(digits);
        }
    }
    out.extend(content);
    out
}

/// The content of a value with a tag, and what follows it.
fn read(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (first, rest) = bytes.split_first()?;
    let (length, rest) = rest.split_first()?;
    let (length, rest) = match *length {
        short if short < 0x80 => (usize::from(short), rest),
        long => {
            let (digits, rest) =
                rest.split_at_checked(usize::from(long & 0x7f)).filter(|(digits, _)| digits.len() <= 4)?;
            (digits.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
        }
    };
    (*first == tag).then(|| rest.split_at_checked(length)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_written_in_der() {
        let request = time_stamp_request(Hash::of("abc"), 0x80);
        let hex = request.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        let hash = Hash::of("abc");
        assert_eq!(hex, format!("303d0201013031300d060960864801650304020105000420{hash}02020080{}", "0101ff"));
    }

    #[test]
    fn what_is_no_answer_to_the_question_is_refused() {
        let (root, nonce) = (Hash::of("abc"), 0x1234_5678_9abc);
        let answer = |status: u8, token: &[u8]| {
            let status = value(SEQUENCE, &value(INTEGER, &[status]));
            value(SEQUENCE, &[status, value(SEQUENCE, token)].concat())
        };
        let token = [value(OCTETS, root.bytes()), integer(nonce), vec![0; 300]].concat();
        assert_eq!(check_time_stamp(&answer(0, &token), root, nonce), Ok(()));
        for (answer, other_root, other_nonce) in [
            (answer(2, &token), root, nonce),
            (answer(0, &token), Hash::of("abd"), nonce),
            (answer(0, &token), root, nonce + 1),
            (answer(0, &token)[..20].to_vec(), root, nonce),
            ([answer(0, &token), vec![0]].concat(), root, nonce),
            (b"<html>".to_vec(), root, nonce),
            (Vec::new(), root, nonce),
            (vec![0x30, 0x89], root, nonce),
        ] {
            assert!(check_time_stamp(&answer, other_root, other_nonce).is_err());
        }
    }
}
