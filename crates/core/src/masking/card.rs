//! Payment cards: the ranges that issuers have (ISO/IEC 7812) and the check digit after Luhn.

/// Are these digits, in groups of these lengths, the number of a card?
pub(super) fn is_card(digits: &[u8], groups: &[usize]) -> bool {
    let is_grouped =
        matches!(groups, [_] | [4, 4, 4, 2..=4] | [4, 6, 4 | 5] | [4, 4, 4, 4, 1..=3] | [6, 10])
            || digits.len() == 16 && groups.iter().all(|length| length % 4 == 0);
    is_grouped && is_issued(digits) && luhn(digits)
}

fn is_issued(digits: &[u8]) -> bool {
    let begin = digits.iter().take(4).fold(0_u16, |number, digit| number * 10 + u16::from(*digit));
    match digits.len() {
        // Diners Club.
        14 => matches!(begin, 3000..=3059 | 3095 | 3600..=3699 | 3800..=3999),
        // American Express.
        15 => matches!(begin, 3400..=3499 | 3700..=3799),
        // Visa; Mastercard; Discover; JCB; Maestro; UnionPay; girocard.
        16 => matches!(
            begin,
            4000..=4999
                | 5100..=5599
                | 2221..=2720
                | 6011
                | 6440..=6599
                | 3528..=3589
                | 5018 | 5020 | 5038 | 5893 | 6304 | 6759 | 6761..=6763
                | 6200..=6299
                | 6720..=6729
        ),
        17..=19 => {
            matches!(begin, 6200..=6299 | 5018 | 5020 | 5038 | 6304 | 6759 | 6761..=6763 | 6720..=6729)
        }
        _ => false,
    }
}

fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(index, digit)| {
            let doubled = u32::from(*digit) * if index % 2 == 1 { 2 } else { 1 };
            if doubled > 9 { doubled - 9 } else { doubled }
        })
        .sum();
    sum.is_multiple_of(10)
}
