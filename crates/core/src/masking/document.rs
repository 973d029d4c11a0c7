//! Numbers of identity documents. They look like any number of an order, so only what a word names
//! directly before it is taken for one.

use super::{Finding, Kind, words};

/// What names a document, in small letters; a word may go on (`Ausweisnummer`).
const NAMES: [&str; 16] = [
    "personalausweis",
    "ausweis",
    "reisepass",
    "passnummer",
    "passnr",
    "pass-nr",
    "pass nr",
    "passport",
    "id card",
    "id-card",
    "identity card",
    "führerschein",
    "driving licence",
    "driver's license",
    "aufenthaltstitel",
    "identitätskarte",
];
const BETWEEN: [&str; 13] = [
    "nr", "nummer", "no", "number", "num", "lautet", "ist", "is", "id", "mein", "my", "card", "die",
];

/// The number after a document's name that begins at `at`.
pub(super) fn at(text: &str, at: usize, to: usize) -> Option<Finding> {
    // Most words begin with another letter.
    if !matches!(text.as_bytes()[at] | 32, b'a' | b'd' | b'f' | b'i' | b'p' | b'r') {
        return None;
    }
    let here = &text.as_bytes()[at..to];
    let begins = |name: &&&str| {
        here.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name.as_bytes()))
    };
    let name = NAMES.iter().find(begins)?;
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
    for _ in 0..6 {
        here += text[here..to].find(char::is_alphanumeric)?;
        let before = &text[at..here];
        let word = text[here..to].split(|c: char| !c.is_alphanumeric()).next()?;
        // Digits alone in the next line may be anything.
        let is_next_line =
            before.contains(['\n', '\r']) && word.bytes().all(|b| b.is_ascii_digit());
        if is_next_line || before.contains(['[', ']', '?', '!']) {
            return None;
        }
        if is_number(word) {
            return Some(Finding { kind: Kind::Document, start: here, end: here + word.len() });
        }
        if !BETWEEN.contains(&word.to_lowercase().as_str())
            || words::goes_on(text, here + word.len())
        {
            return None;
        }
        here += word.len();
    }
    None
}

/// Seven to twelve letters and digits, at least three of them digits.
fn is_number(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    (7..=12).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_alphanumeric()) && digits >= 3
}
