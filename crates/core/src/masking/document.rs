//! Numbers of identity documents. They look like any number of an order, so only what a word names
//! directly before it is taken for one.

use super::{Finding, Kind, words};

/// What names a document and begins with this letter, in small letters; a word may go on
/// (`Ausweisnummer`).
const fn names(first: u8) -> &'static [&'static str] {
    match first.to_ascii_lowercase() {
        b'a' => &["ausweis", "aufenthaltstitel"],
        b'd' => &["driving licence", "driver's license"],
        b'f' => &["führerschein"],
        b'i' => &["id card", "id-card", "identity card", "identitätskarte"],
        b'p' => &[
            "personalausweis",
            "perso ",
            "perso:",
            "perso-nr",
            "personr",
            "passnummer",
            "passnr",
            "pass-nr",
            "pass nr",
            "passport",
        ],
        b'r' => &["reisepass"],
        _ => &[],
    }
}
const BETWEEN: [&str; 19] = [
    "nr", "nummer", "no", "number", "num", "lautet", "ist", "is", "id", "mein", "my", "card",
    "die", "hat", "has", "trägt", "mit", "with", "von",
];
/// After these may stand whose it is.
const OF: [&str; 5] = ["der", "des", "meiner", "meines", "of"];

/// Signs that no number's name goes on after.
const NOT_BETWEEN: [char; 4] = ['[', ']', '?', '!'];
/// How many digits a number has at least.
const LEAST_DIGITS: usize = 3;
/// The most words from a name's first to its number: three of the name, and five between.
const MOST_WORDS: usize = 8;

/// The number in the word that begins at `at`, if a document's name stands before it.
pub(super) fn named(text: &str, from: usize, at: usize, to: usize) -> Option<Finding> {
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric();
    let word = text.as_bytes()[at..to].iter().take_while(is_part);
    let (length, digits) = word.fold((0, 0), |(length, digits), byte| {
        (length + 1, digits + usize::from(byte.is_ascii_digit()))
    });
    if digits < LEAST_DIGITS {
        return None;
    }
    let mut here = at;
    for _ in 0..MOST_WORDS {
        let before = text[from..here].trim_end_matches(|c: char| !c.is_alphanumeric());
        let end = from + before.len();
        if end == from || text[end..here].contains(NOT_BETWEEN) {
            return None;
        }
        here = from + before.trim_end_matches(char::is_alphanumeric).len();
        let is_word = here == from || !words::is_inside(text, here);
        let found = is_word.then(|| self::at(text, here, to)).flatten();
        if found.is_some_and(|found| found.start < at + length && at < found.end) {
            return found;
        }
    }
    None
}

/// The number after a document's name that begins at `at`.
pub(super) fn at(text: &str, at: usize, to: usize) -> Option<Finding> {
    let here = &text.as_bytes()[at..to];
    let begins = |name: &&&'static str| {
        here.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name.as_bytes()))
    };
    let name = names(here[0]).iter().find(begins)?;
    let mut here = at + name.len();
    let end = here + text[here..to].find(|c: char| !c.is_alphanumeric()).unwrap_or(to - here);
    // Joined to its name: `AusweisnummerL01X00T47`.
    if text[here..end].contains(|c: char| c.is_ascii_digit()) {
        let rest = &text[here..end];
        let label = rest.len()
            - ["nummer", "number", "nr", "no"]
                .into_iter()
                .find_map(|label| {
                    let begin = rest.get(..label.len())?;
                    begin.eq_ignore_ascii_case(label).then(|| rest[label.len()..].len())
                })
                .unwrap_or(rest.len());
        return is_number(&rest[label..]).then_some(Finding {
            kind: Kind::Document,
            start: here + label,
            end,
        });
    }
    here = end;
    let mut is_of = false;
    for _ in 0..6 {
        here += text[here..to].find(char::is_alphanumeric)?;
        let before = &text[at..here];
        let word = text[here..to].split(|c: char| !c.is_alphanumeric()).next()?;
        // Digits alone in the next line may be anything.
        let is_next_line =
            before.contains(['\n', '\r']) && word.bytes().all(|b| b.is_ascii_digit());
        if is_next_line || before.contains(NOT_BETWEEN) {
            return None;
        }
        let length = if is_number(word) { Some(word.len()) } else { spaced(&text[here..to]) };
        if let Some(length) = length {
            return Some(Finding { kind: Kind::Document, start: here, end: here + length });
        }
        // Whose it is: `der Abholerin`.
        let is_whose = is_of;
        let small = word.to_lowercase();
        is_of = OF.contains(&small.as_str());
        let may_stand = is_whose || is_of || BETWEEN.contains(&small.as_str());
        if !may_stand || words::goes_on(text, here + word.len()) {
            return None;
        }
        here += word.len();
    }
    None
}

/// The length of a letter, a space and six to nine digits: so Swiss and Austrian numbers are written.
fn spaced(text: &str) -> Option<usize> {
    let [letter, rest @ ..] = text.as_bytes() else { return None };
    let spaces = rest.iter().take(words::GAP).take_while(|byte| **byte == b' ').count();
    let digits = rest[spaces..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let length = 1 + spaces + digits;
    let is_whole = spaces > 0 && (6..=9).contains(&digits) && !words::goes_on(text, length);
    (letter.is_ascii_alphabetic() && is_whole).then_some(length)
}

/// Seven to twelve letters and digits, at least three of them digits.
fn is_number(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    (7..=12).contains(&word.len())
        && word.bytes().all(|b| b.is_ascii_alphanumeric())
        && digits >= LEAST_DIGITS
}
