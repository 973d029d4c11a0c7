//! Account numbers (ISO 13616): two letters, two check digits, and what the country's registry says.

use iban::Iban;

use super::{Finding, Kind, words};

/// The longest, without spaces.
const MAX: usize = 34;

/// An IBAN that begins at `at`, in one piece or in groups.
pub(super) fn at(text: &str, at: usize, to: usize) -> Option<Finding> {
    let bytes = text.as_bytes();
    let begin = bytes.get(at..(at + 5).min(to))?;
    let is_begin = begin.len() > 4
        && begin[0].is_ascii_alphabetic()
        && begin[1].is_ascii_alphabetic()
        && (begin[2].is_ascii_digit() || begin[2] == b' ' && begin[3].is_ascii_digit());
    if !is_begin {
        return None;
    }
    let mut compact = String::with_capacity(MAX);
    // Where groups end: the number, and in the text.
    let mut ends = [(0, 0); MAX];
    let mut count = 0;
    let mut here = at;
    while here < to && compact.len() < MAX {
        let byte = bytes[here];
        if byte.is_ascii_alphanumeric() {
            compact.push(char::from(byte.to_ascii_uppercase()));
            here += 1;
            if compact.len() == 4 && !compact.as_bytes()[2..].iter().all(u8::is_ascii_digit) {
                return None;
            }
            if here == to || !words::goes_on(text, here) {
                ends[count] = (compact.len(), here);
                count += 1;
            }
        } else {
            let length = words::separator(bytes, here);
            let is_single = here + length < to && bytes[here + length].is_ascii_alphanumeric();
            if length == 0 || !is_single || matches!(byte, b'/' | b'(' | b')') {
                break;
            }
            here += length;
        }
    }
    let is_iban = |length: usize| length >= 15 && compact[..length].parse::<Iban>().is_ok();
    let found = ends[..count].iter().rev().find(|(length, _)| is_iban(*length))?;
    Some(Finding { kind: Kind::Iban, start: at, end: found.1 })
}
