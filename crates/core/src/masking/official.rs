//! Numbers that an authority gave to a person, each by its check digit.

use super::{Finding, Kind, words};

/// A German tax id (§ 139b AO): eleven digits, the last after ISO 7064 MOD 11,10. Of the first ten one
/// digit stands there twice or three times (not three times in a row), and no other more than once.
pub(super) fn is_tax_id(digits: &[u8]) -> bool {
    let [first @ .., check] = digits else { return false };
    if first.len() != 10 || first[0] == 0 {
        return false;
    }
    let mut counts = [0_u8; 10];
    for digit in first {
        counts[usize::from(*digit)] += 1;
    }
    let repeated: Vec<u8> = counts.iter().copied().filter(|count| *count > 1).collect();
    let in_a_row = first.windows(3).any(|three| three[0] == three[1] && three[1] == three[2]);
    if !matches!(repeated[..], [2 | 3]) || in_a_row {
        return false;
    }
    let product = first.iter().fold(10_u8, |product, digit| {
        let sum = (digit + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10 == *check
}

/// A Swiss AHV number: 756 for Switzerland, and the check digit of an EAN-13.
pub(super) fn is_ahv(digits: &[u8], groups: &[usize]) -> bool {
    let sum: u32 = digits
        .iter()
        .enumerate()
        .map(|(index, digit)| u32::from(*digit) * if index % 2 == 1 { 3 } else { 1 })
        .sum();
    digits.len() == 13
        && digits.starts_with(&[7, 5, 6])
        && matches!(groups, [13] | [3, 4, 4, 2] | [3, 10] | [3, 8, 2])
        && sum.is_multiple_of(10)
}

/// An Austrian social insurance number: three digits, a check digit over all others, and a birthday
/// (with a month of 13 to 15 where days run out).
pub(super) fn is_svnr(digits: &[u8], groups: &[usize]) -> bool {
    if digits.len() != 10 || !matches!(groups, [10] | [4, 6] | [4, 2, 2, 2]) {
        return false;
    }
    let two = |at: usize| digits[at] * 10 + digits[at + 1];
    let weights = [3_u32, 7, 9, 0, 5, 8, 4, 2, 1, 6];
    let sum: u32 =
        digits.iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    digits[0] != 0
        && (1..=31).contains(&two(4))
        && (1..=15).contains(&two(6))
        && sum % 11 == u32::from(digits[3])
}

/// A German pension insurance number (§ 147 SGB VI) that begins at `at`: two digits of the area, the
/// birthday, the first letter of the name at birth, two digits of series, and a check digit.
pub(super) fn pension(text: &str, at: usize, to: usize) -> Option<Finding> {
    let bytes = text.as_bytes();
    let mut found = [0_u8; 12];
    let (mut count, mut gap) = (0, 0);
    let mut here = at;
    while here < to && count < 12 {
        let byte = bytes[here];
        let fits = if count == 8 { byte.is_ascii_alphabetic() } else { byte.is_ascii_digit() };
        if fits {
            found[count] = byte.to_ascii_uppercase();
            count += 1;
            here += 1;
            gap = 0;
            continue;
        }
        let length = words::separator(bytes, here);
        gap += 1;
        if count == 0 || gap > words::GAP || length == 0 || byte == b'(' || byte == b')' {
            return None;
        }
        here += length;
    }
    if count < 12 || words::goes_on(text, here) {
        return None;
    }
    let number = |at: usize| (found[at] - b'0') * 10 + found[at + 1] - b'0';
    let letter = found[8] - b'A' + 1;
    let mut digits = [0_u8; 13];
    for (index, byte) in found[..8].iter().enumerate() {
        digits[index] = byte - b'0';
    }
    (digits[8], digits[9]) = (letter / 10, letter % 10);
    for index in 9..12 {
        digits[index + 1] = found[index] - b'0';
    }
    let weights = [2_u8, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1];
    let sum: u32 = digits
        .iter()
        .zip(weights)
        .map(|(digit, weight)| u32::from(digit * weight / 10 + digit * weight % 10))
        .sum();
    // A day beyond 31 is one of a second number for the same birthday.
    let is_day = (1..=31).contains(&(number(2) % 50)) || number(2) == 0;
    (is_day && number(4) <= 12 && sum % 10 == u32::from(digits[12])).then_some(Finding {
        kind: Kind::Pension,
        start: at,
        end: here,
    })
}
