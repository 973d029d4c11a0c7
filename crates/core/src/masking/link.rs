//! Links: the link stays, what gives access in it goes. A parcel's or an article's number in a link
//! is no one's secret, so of its values those are masked that are named or look like one, and account
//! and card numbers, mail addresses and phone numbers as anywhere else.

use url::form_urlencoded;

use super::label::{self, Label};
use super::{Finding, Kind, iban, ip, mail, number, words};

/// What stands before a `?` or `#` is looked back at for so many bytes: host and path.
const LONGEST_PATH: usize = 300;

/// Names of values that give access.
const SECRETS: [&str; 14] = [
    "token",
    "secret",
    "passw",
    "pwd",
    "apikey",
    "api_key",
    "api-key",
    "auth",
    "session",
    "sessid",
    "signature",
    "jwt",
    "credential",
    "passcode",
];
const SECRETS_EXACT: [&str; 10] =
    ["pw", "sid", "sig", "otp", "key", "pin", "hash", "pass", "code", "magic"];

/// The link around the `://` at `at`; what is to be masked in it is added to the findings.
pub(super) fn around(
    text: &str,
    at: usize,
    from: usize,
    findings: &mut Vec<Finding>,
) -> Option<(usize, usize)> {
    let scheme = ["https", "http", "ftp"].into_iter().find(|scheme| {
        text[from..at].len() >= scheme.len()
            && text.as_bytes()[at - scheme.len()..at].eq_ignore_ascii_case(scheme.as_bytes())
    })?;
    let start = at - scheme.len();
    let host = at + 3;
    let end = end(text, at);
    if host >= end {
        return None;
    }
    inside(text, host, end, findings);
    Some((start, end))
}

/// Nearly always a question ends at a `?`, and a word begins with a `w`.
pub(super) fn may_be_bare(rest: &[u8]) -> bool {
    match rest {
        [b'w' | b'W', rest @ ..] => rest.len() > 3 && rest[..3].eq_ignore_ascii_case(b"ww."),
        [_, next, ..] => next.is_ascii_alphanumeric() || *next == b'%',
        _ => false,
    }
}

/// The link without its scheme that goes on with the `?` or `#` at `at`, or begins with the `www.` there, if
/// there [`may_be_bare`].
pub(super) fn bare(
    text: &str,
    at: usize,
    from: usize,
    findings: &mut Vec<Finding>,
) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let start = if matches!(bytes[at], b'w' | b'W') {
        if words::is_inside(text, at) {
            return None;
        }
        at
    } else {
        let near = text.floor_char_boundary(at.saturating_sub(LONGEST_PATH)).max(from);
        let before = text[near..at].rfind(|c: char| c.is_whitespace() || "<>\"([]".contains(c));
        let start = match before {
            Some(sign) => near + sign + 1,
            None if near > from => return None,
            None => from,
        };
        let host = text[start..at].split('/').next()?.split(':').next()?;
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
        let (_, top) = host.rsplit_once('.')?;
        let is_top = top.len() >= 2 && top.chars().all(char::is_alphabetic);
        (is_top && host.chars().all(is_part)).then_some(start)?
    };
    let end = end(text, start);
    inside(text, start, end, findings);
    Some((start, end))
}

/// Where a link ends, without the signs of the sentence after it.
fn end(text: &str, at: usize) -> usize {
    let found = text[at..].split(|c: char| c.is_whitespace() || "<>\"".contains(c)).next();
    let found = found.unwrap_or_default();
    at + found.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', ')']).len()
}

/// Adds what is to be masked between a link's host and its end.
fn inside(text: &str, host: usize, end: usize, findings: &mut Vec<Finding>) {
    let rest = host + text[host..end].find(['/', '?', '#', ';']).unwrap_or(end - host);
    let mut name = host;
    if let Some(sign) = text[host..rest].rfind('@') {
        name = host + sign + 1;
        if sign > 0 && !text[host..].starts_with('[') {
            findings.push(Finding { kind: Kind::Link, start: host, end: host + sign });
        }
    }
    if let Some(found) = ip::v4(text, name, name, rest) {
        findings.push(found);
    }
    let query = rest + text[rest..end].find(['?', '#', ';']).unwrap_or(end - rest);
    let mut at = rest;
    while at < query {
        let begin = at + 1;
        at = begin + text[begin..query].find('/').unwrap_or(query - begin);
        let label = match label::before(text, host, begin) {
            // A shop may sell phones; what stands after this host is nothing but a number.
            Label::Phone if !text[host..rest].eq_ignore_ascii_case("wa.me") => Label::None,
            label => label,
        };
        let is_secret = || {
            let before = text[host..begin].rsplit('/').nth(1).unwrap_or_default();
            is_way_in(before) && is_random(&text[begin..at])
        };
        if !value(text, begin, at, label, findings) && is_secret() {
            findings.push(Finding { kind: Kind::Link, start: begin, end: at });
        }
    }
    let mut at = query;
    while at < end {
        // After `?`, `&`, `;` or `#`.
        let begin = at + 1;
        at = begin + text[begin..end].find(['&', ';', '#', '?']).unwrap_or(end - begin);
        let start = begin + text[begin..at].find('=').map_or(0, |sign| sign + 1);
        let name = text[begin..start].trim_end_matches('=');
        let label = label::before(text, host, start);
        if !value(text, start, at, label, findings) && is_secret(name, &text[start..at]) {
            findings.push(Finding { kind: Kind::Link, start, end: at });
        }
    }
}

/// Adds what a part of a path or a value is, if it is to be masked.
fn value(text: &str, from: usize, to: usize, label: Label, findings: &mut Vec<Finding>) -> bool {
    let sign = (from..to).find(|at| mail::sign(text.as_bytes(), *at) > 0);
    let found = sign
        .and_then(|sign| mail::around(text, sign, from, to))
        .map(|(start, end)| Finding { kind: Kind::Mail, start, end })
        .or_else(|| iban::at(text, from, from + words::letters(&text.as_bytes()[from..to]), to))
        .or_else(|| number::in_link(text, from, to, label))
        .or_else(|| token(text, from, to));
    findings.extend(found);
    found.is_some()
}

/// A signed token that begins at `at` (RFC 7519): its head is an object, so its letters are known.
pub(super) fn token(text: &str, at: usize, to: usize) -> Option<Finding> {
    if !text.as_bytes()[at..to].starts_with(b"eyJ") {
        return None;
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let found = text[at..to].split(|c: char| !is_part(c)).next()?.trim_end_matches('.');
    let parts = found.split('.').filter(|part| part.len() >= 10).count();
    (parts >= 2).then_some(Finding { kind: Kind::Link, start: at, end: at + found.len() })
}

fn is_secret(name: &str, value: &str) -> bool {
    if value.starts_with('[') {
        return false;
    }
    let decoded = form_urlencoded::parse(name.as_bytes()).next();
    let name = decoded.map(|(name, _)| name.to_ascii_lowercase()).unwrap_or_default();
    // `token_type=bearer`.
    if name.ends_with("_type") {
        return false;
    }
    let is_named = SECRETS.iter().any(|secret| name.contains(secret))
        || SECRETS_EXACT.contains(&name.as_str()) && value.len() >= 8;
    is_named && value.len() >= 4 || is_random(value)
}

/// Does a secret follow what a path is called? `/reset/…`, `/invite/…`.
fn is_way_in(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["reset", "confirm", "verify", "activate", "invit", "login", "magic"]
        .iter()
        .chain(&SECRETS)
        .any(|word| name.contains(word))
}

/// Does it look drawn, not written? A long piece without a break, with letters and digits mixed.
fn is_random(value: &str) -> bool {
    value.split(['-', '_', '.', '%', '+', '/', '=', ',', ':']).any(|piece| {
        let turns = piece
            .as_bytes()
            .windows(2)
            .filter(|two| two[0].is_ascii_digit() != two[1].is_ascii_digit());
        piece.len() >= 20 && turns.count() >= 4
    })
}
