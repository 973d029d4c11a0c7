//! Account numbers (ISO 13616): two letters, two check digits, and what the country's registry says.

use iban::Iban;

use super::{Finding, Kind, words};

/// The longest, without spaces.
const MAX: usize = 34;

/// An IBAN whose country is the last two letters of the word from `at` to `end`: a label may be joined
/// to it (`IBANDE89…`).
pub(super) fn at(text: &str, at: usize, end: usize, to: usize) -> Option<Finding> {
    let bytes = &text.as_bytes()[..to];
    // Where a word is joined to another character, too; a number begins none.
    let digits = end + if end - at == 2 { gap(bytes, end) } else { 0 };
    if end - at < 2 || !bytes.get(digits..digits + 2)?.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let start = end - 2;
    let mut compact = [0_u8; MAX];
    // Where it may end: the number, in the text, and after how many groups.
    let mut ends = [(0, 0, 0); MAX];
    let (mut length, mut count, mut groups) = (0, 0, 1);
    let mut has_odd = false;
    let mut here = start;
    while here < to && length < MAX {
        let byte = bytes[here];
        if byte.is_ascii_alphanumeric() {
            compact[length] = byte.to_ascii_uppercase();
            length += 1;
            here += 1;
            if length == 4 && !compact[2..4].iter().all(u8::is_ascii_digit) {
                return None;
            }
            let next = bytes.get(here).copied().unwrap_or_default();
            if !next.is_ascii_alphanumeric() || byte.is_ascii_digit() && !next.is_ascii_digit() {
                ends[count] = (length, here, if has_odd { groups } else { 0 });
                count += 1;
            }
        } else {
            let gap = gap(bytes, here);
            if gap == 0 || !bytes.get(here + gap).is_some_and(u8::is_ascii_alphanumeric) {
                break;
            }
            has_odd |= bytes[here..here + gap].iter().any(|byte| b".,/_+".contains(byte));
            groups += 1;
            here += gap;
        }
    }
    let is_iban = |length: usize| {
        length >= 15
            && str::from_utf8(&compact[..length]).is_ok_and(|text| text.parse::<Iban>().is_ok())
    };
    // Dots and commas in groups of two are times and prices: `at 08.00, 10.00, 12.00`.
    let found = ends[..count]
        .iter()
        .rev()
        .find(|(length, _, groups)| groups * 3 <= length + 6 && is_iban(*length))?;
    Some(Finding { kind: Kind::Iban, start, end: found.1 })
}

/// An account number without what stands between its groups, to be compared.
pub(super) fn plain(value: &str) -> String {
    let signs = value.chars().filter(char::is_ascii_alphanumeric);
    signs.map(|sign| sign.to_ascii_uppercase()).collect()
}

/// The length of what may stand between two groups.
fn gap(bytes: &[u8], at: usize) -> usize {
    let mut here = at;
    for _ in 0..words::GAP {
        here += match bytes.get(here) {
            None | Some(b'(' | b')') => 0,
            Some(b'_' | b',' | b'+') => 1,
            Some(_) => words::separator(bytes, here),
        };
    }
    here - at
}
