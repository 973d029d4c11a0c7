//! Phone numbers: with a country code, or as they are dialled in Germany, Austria and Switzerland,
//! with the leading zero. Without either only where a word before says so.

use super::number::Run;
use super::words;

/// The group with which a phone number that begins with `first` ends.
pub(super) fn ends(run: &Run<'_>, first: usize, is_named: bool) -> Option<usize> {
    let shape = Shape::of(run, first, is_named)?;
    let mut best = None;
    for last in first..run.groups.len() {
        let digits = run.slice(first, last);
        if digits.len() > shape.most {
            break;
        }
        if last > first {
            let before = run.between(last - 1);
            let is_spaced = words::has_space(before);
            if words::is_broken(before) && (best.is_some() || !shape.goes_on(run, last)) {
                break;
            }
            // What comes after a whole number is another one, and so are one or two digits after a long
            // group: `0171 1234567 10 Uhr`.
            let is_apart = run.length(last) < 3 && run.length(last - 1) > 4;
            // Of `69 44 70 18`, the last.
            let is_pair = run.length(last) == 2 && run.length(last - 1) == 2;
            let is_more = digits.len() > shape.whole && !is_pair;
            if is_spaced && best.is_some() && (is_apart || is_more) {
                break;
            }
        }
        if digits.len() >= shape.least && run.may_end(last) {
            best = Some(last);
        }
    }
    best
}

/// How many digits a number has that begins like this.
struct Shape {
    least: usize,
    most: usize,
    /// With so many it is whole, and a space ends it.
    whole: usize,
    begins: Begins,
}

/// How sure its first group makes a phone number, with the end of a line after it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Begins {
    /// With a plus, or named.
    Surely,
    /// With the four digits of a mobile network, or of the country.
    Mobile,
    Perhaps,
}

impl Shape {
    const fn new(least: usize, most: usize, whole: usize) -> Self {
        Self { least, most, whole, begins: Begins::Perhaps }
    }

    /// Does it go on with this group, in the next line or column? Beneath `0160` may stand `0170`.
    fn goes_on(&self, run: &Run<'_>, group: usize) -> bool {
        match self.begins {
            Begins::Surely => true,
            Begins::Mobile => {
                let is_apart =
                    group + 1 == run.groups.len() || words::is_broken(run.between(group));
                run.length(group) >= if is_apart { 5 } else { 3 }
            }
            Begins::Perhaps => false,
        }
    }

    fn of(run: &Run<'_>, first: usize, is_named: bool) -> Option<Self> {
        let digits = run.slice(first, run.groups.len() - 1);
        let length = run.length(first);
        let has_plus = run.has_plus && first == 0;
        let begins = match digits {
            _ if has_plus || is_named => Begins::Surely,
            [0, 1, 5..=7, ..] | [0, 0, 4, 1 | 3 | 9, ..] if length == 4 => Begins::Mobile,
            _ => Begins::Perhaps,
        };
        let shape = match digits {
            _ if has_plus => international(digits, 0),
            [0, 0, 1..=9, ..] => international(&digits[2..], 2).filter(|_| length <= 15),
            [0, 1..=9, ..] => national(run, first, length, is_named),
            [4, 9, 1, 5..=7, ..] if length == 2 => Some(Self::new(11, 14, 13)),
            _ if is_named => Some(Self::new(6, 13, 10)),
            _ => None,
        };
        shape.map(|shape| Self { begins, ..shape })
    }
}

/// After `+` or `00`: a country code, and 6 to 12 digits; a zero in brackets may stand between.
fn international(digits: &[u8], prefix: usize) -> Option<Shape> {
    let code = match digits {
        [1 | 7, ..] => 1,
        [2, 0 | 7, ..]
        | [3, 0..=4 | 6 | 9, ..]
        | [4, 0 | 1 | 3..=9, ..]
        | [5, 1..=8, ..]
        | [6, 0..=6, ..]
        | [8, 1 | 2 | 4 | 6, ..]
        | [9, 0..=5 | 8, ..] => 2,
        [2 | 3 | 4 | 5 | 6 | 8 | 9, ..] => 3,
        _ => return None,
    };
    let rest = digits.get(code..)?;
    let zero = usize::from(rest.first() == Some(&0));
    let is_plausible =
        rest.len() >= 6 + zero && rest[zero] != 0 && !(digits[0] == 1 && rest[0] < 2);
    let base = prefix + code + zero;
    // In Germany and Austria they are longer.
    let whole = if matches!(digits, [4, 3 | 9, ..]) { 11 } else { 10 };
    is_plausible.then_some(Shape::new(base + 6, base + 12, base + whole))
}

/// As dialled in the country: a zero, an area of two to five digits, and the rest.
fn national(run: &Run<'_>, first: usize, length: usize, is_named: bool) -> Option<Shape> {
    let next = (first + 1 < run.groups.len()).then(|| run.length(first + 1));
    let is_bracketed =
        run.groups[first].0 > 0 && run.text.as_bytes()[run.groups[first].0 - 1] == b'(';
    let is_mobile = matches!(run.slice(first, run.groups.len() - 1), [0, 1, 5..=7, ..]);
    let shape = |least| Some(Shape::new(least, 13, 12));
    match (length, next) {
        // In one piece: a postal code and a parcel's number look like shorter and longer ones.
        (9..=13, _) => Some(Shape::new(length, length, length)),
        (7 | 8, _) if is_named => Some(Shape::new(length, length, length)),
        // Digit by digit.
        (1, Some(1)) if is_named => shape(10),
        // The zero apart, as it was written once.
        (1, Some(2..=4)) if run.groups.len() > first + 2 => shape(9),
        // The area in pairs.
        (2, Some(2)) if is_mobile => shape(10),
        // Vienna.
        (2, Some(3..=8))
            if run.slice(first, first) == [0, 1] && !run.between(first).contains('.') =>
        {
            shape(8)
        }
        // The big cities' areas are short, and so may be what follows.
        (3, Some(_)) => shape(if is_named || is_bracketed { 7 } else { 8 }),
        (4..=6, Some(_)) => shape(if is_named || is_bracketed { 7 } else { 9 }),
        _ => None,
    }
}

/// `12.05.2025`, `12/05/25`, `2025-05-12`: no phone number, whatever is said before it.
pub(super) fn is_date(run: &Run<'_>, first: usize) -> bool {
    let has_plus = run.has_plus && first == 0;
    if has_plus || first + 2 >= run.groups.len() {
        return false;
    }
    let two = |group: usize| {
        run.slice(group, group).iter().fold(0_u32, |number, digit| number * 10 + u32::from(*digit))
    };
    match [0, 1, 2].map(|step| run.length(first + step)) {
        [1 | 2, 1 | 2, 2 | 4] => two(first) <= 31 && two(first + 1) <= 12,
        [4, 2, 2] => (1900..2100).contains(&two(first)) && two(first + 1) <= 12,
        _ => false,
    }
}

/// The digits by which numbers are compared: without plus, zeros before and a zero in brackets.
pub(super) fn significant(number: &str) -> String {
    let number = number.replace("(0)", "");
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    digits.trim_start_matches('0').to_owned()
}

/// Are two numbers, with or without a country code, the same?
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    short.len() >= 5 && long.ends_with(short) && long.len() - short.len() <= 3
}
