//! Links: the link stays, what gives access in it goes. A parcel's or an article's number in a link
//! is no one's secret, so only values that are named or look like one are masked.

use super::{Finding, Kind, ip, mail};

/// Names of values that give access.
const SECRETS: [&str; 13] = [
    "token",
    "secret",
    "passw",
    "pwd",
    "apikey",
    "api_key",
    "api-key",
    "auth",
    "session",
    "signature",
    "jwt",
    "credential",
    "passcode",
];
const SECRETS_EXACT: [&str; 9] =
    ["sid", "sig", "otp", "key", "pin", "hash", "pass", "code", "magic"];

/// The link around the `://` at `at`; what is to be masked in it is added to the findings.
pub(super) fn around(
    text: &str,
    at: usize,
    from: usize,
    findings: &mut Vec<Finding>,
) -> Option<(usize, usize)> {
    let scheme = ["https", "http"].into_iter().find(|scheme| {
        text[from..at].len() >= scheme.len()
            && text.as_bytes()[at - scheme.len()..at].eq_ignore_ascii_case(scheme.as_bytes())
    })?;
    let start = at - scheme.len();
    let found = text[at..].split(|c: char| c.is_whitespace() || "<>\"".contains(c)).next()?;
    let end = at + found.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', ')']).len();
    let host = at + 3;
    if host >= end {
        return None;
    }
    let rest = host + text[host..end].find(['/', '?', '#']).unwrap_or(end - host);
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
    let query = rest + text[rest..end].find(['?', '#']).unwrap_or(end - rest);
    mails(text, rest, query, findings);
    let mut at = query;
    while at < end {
        // After `?`, `&`, `;` or `#`.
        let begin = at + 1;
        at = begin + text[begin..end].find(['&', ';', '#', '?']).unwrap_or(end - begin);
        let value = begin + text[begin..at].find('=').map_or(0, |sign| sign + 1);
        let name = text[begin..value].trim_end_matches('=');
        if mails(text, value, at, findings) {
            continue;
        }
        if is_secret(name, &text[value..at]) {
            findings.push(Finding { kind: Kind::Link, start: value, end: at });
        }
    }
    Some((start, end))
}

fn mails(text: &str, from: usize, to: usize, findings: &mut Vec<Finding>) -> bool {
    let found = text[from..to].find('@').and_then(|sign| mail::around(text, from + sign, from, to));
    if let Some((start, end)) = found {
        findings.push(Finding { kind: Kind::Mail, start, end });
    }
    found.is_some()
}

fn is_secret(name: &str, value: &str) -> bool {
    if value.starts_with('[') {
        return false;
    }
    let name = name.to_ascii_lowercase();
    let is_named = SECRETS.iter().any(|secret| name.contains(secret))
        || SECRETS_EXACT.contains(&name.as_str()) && value.len() >= 8;
    is_named && value.len() >= 4 || is_random(value)
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
