//! Reads a text once: links and mail addresses first, then what stands between them. Of that only the
//! words around digits, colons and the `J` of tokens are looked at, which is what makes it quick.

use super::{Finding, Kind, document, iban, ip, label, link, mail, number, official, words};

/// Everything that is found in a text as it reads.
pub(super) fn read(text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Links and mail addresses first: their parts are not read as anything else.
    let mut taken = Vec::new();
    let bytes = text.as_bytes();
    let (mut at, mut free) = (0, 0);
    while at < bytes.len() {
        let mut is_link = false;
        let found = match bytes[at] {
            b':' if bytes[at..].starts_with(b"://") => {
                is_link = true;
                link::around(text, at, free, &mut findings)
            }
            b'?' | b'#' | b'w' | b'W' if link::may_be_bare(&bytes[at..]) => {
                is_link = true;
                link::bare(text, at, free, &mut findings)
            }
            b'@' => mail::around(text, at, free, bytes.len()),
            b'%' if mail::sign(bytes, at) > 0 => mail::around(text, at, free, bytes.len()),
            b'(' | b'[' | b'{' | b' ' if mail::may_be_spelt_out(&bytes[at..]) => {
                mail::spelt_out(text, at, free)
            }
            _ => None,
        };
        let Some((start, end)) = found else {
            at += 1;
            continue;
        };
        if !is_link {
            findings.push(Finding { kind: Kind::Mail, start, end });
        }
        taken.push((start, end));
        (at, free) = (end, end);
    }
    let mut from = 0;
    for (start, end) in taken {
        between(text, from, start, &mut findings);
        from = end;
    }
    between(text, from, bytes.len(), &mut findings);
    findings.sort_unstable_by_key(|found| found.start);
    findings
}

/// What is neither link nor mail address, in a stretch of the text.
fn between(text: &str, from: usize, to: usize, findings: &mut Vec<Finding>) {
    let bytes = text.as_bytes();
    let (mut at, mut free) = (next(bytes, from, to), from);
    while at < to {
        let is_inside = || at > from && words::is_inside(text, at);
        // Where digits may begin: here, or after the word.
        let mut digits = at;
        let found = match bytes[at] {
            b'a'..=b'z' | b'A'..=b'Z' => {
                digits += words::letters(&bytes[at..to]);
                document::named(text, free, at, to)
                    .or_else(|| iban::at(text, at, digits, to))
                    .or_else(|| if is_inside() { None } else { word(text, at, to) })
            }
            b'0'..=b'9' => document::named(text, free, at, to)
                .or_else(|| if is_inside() { None } else { mixed(text, at, free, to) }),
            b'(' | b'+' => {
                let first =
                    at + bytes[at..to].iter().take_while(|byte| b"(+ ".contains(byte)).count();
                document::named(text, free, first, to)
                    .or_else(|| if is_inside() { None } else { mixed(text, first, free, to) })
            }
            _ => None,
        };
        if let Some(found) = found {
            findings.push(found);
            free = found.end;
            at = next(bytes, free, to);
            continue;
        }
        let is_number = if digits > at {
            // Joined to what it is called: `Tel0171…`.
            digits > at + 1
                && bytes[..to].get(digits).is_some_and(u8::is_ascii_digit)
                && label::is_joined(&text[at..digits])
        } else {
            number::begins(text, at, from)
        };
        let end = if is_number {
            let known = findings.len();
            let end = number::read(text, digits, free, to, findings);
            free = findings[known..].last().map_or(free, |last| last.end);
            end
        } else {
            let is_part = |byte: &&u8| byte.is_ascii_alphanumeric();
            at + bytes[at..to].iter().take_while(is_part).count().max(1)
        };
        at = next(bytes, end, to);
    }
}

/// The most bytes between a country's letters and its digits.
const LONGEST_GAP: usize = 2 * words::GAP;

/// Where it goes on: nothing is found without a digit, a colon or the `J` of a token, so with the word
/// that holds the next one, or stands before it.
fn next(bytes: &[u8], from: usize, to: usize) -> usize {
    let is_sharp = |byte: &u8| matches!(byte, b'0'..=b':' | b'J');
    let Some(dull) = bytes[from..to].iter().position(is_sharp) else { return to };
    let dull = &bytes[from..from + dull];
    let is_part = |byte: &&u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
    let signs = dull.iter().rev().take(LONGEST_GAP).take_while(|byte| !is_part(byte)).count();
    let letters = dull[..dull.len() - signs].iter().rev().take_while(is_part).count();
    from + dull.len() - signs - letters
}

/// What a word of letters may begin, or name.
fn word(text: &str, at: usize, to: usize) -> Option<Finding> {
    ip::v6(text, at, to)
        .or_else(|| document::at(text, at, to))
        .or_else(|| link::token(text, at, to))
}

/// What begins with digits, and has something else in it, too.
fn mixed(text: &str, at: usize, free: usize, to: usize) -> Option<Finding> {
    official::pension(text, at, to)
        .or_else(|| ip::v6(text, at, to))
        .or_else(|| ip::v4(text, at, free, to))
}
