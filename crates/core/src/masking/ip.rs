//! Addresses on the internet. Version numbers look the same, so a v4 address needs a part of two
//! digits, or a word before it that says so; addresses of no one (loopback, net masks) stay.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::label::{self, Label};
use super::{Finding, Kind, words};

/// A v4 address that begins at `at`.
pub(super) fn v4(text: &str, at: usize, from: usize, to: usize) -> Option<Finding> {
    let bytes = text.as_bytes();
    let digits = bytes[at..to].iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 || digits > 3 || bytes.get(at + digits) != Some(&b'.') {
        return None;
    }
    let found = text[at..to].split(|c: char| !(c.is_ascii_digit() || c == '.')).next()?;
    let found = found.trim_end_matches('.');
    let address: Ipv4Addr = found.parse().ok()?;
    let end = at + found.len();
    let label = label::before(text, from, at);
    let octets = address.octets();
    let is_nobodys = address.is_loopback() || octets[0] == 0 || octets[0] == 255;
    let is_like_one = label == Label::Ip || octets.iter().any(|octet| *octet >= 10);
    let glued = at > from && matches!(bytes[at - 1], b'.' | b'-');
    (is_like_one
        && !is_nobodys
        && !glued
        && !matches!(label, Label::Version | Label::Order | Label::Thing)
        && !words::goes_on(text, end))
    .then_some(Finding { kind: Kind::Ip, start: at, end })
}

/// A v6 address that begins at `at`.
pub(super) fn v6(text: &str, at: usize, to: usize) -> Option<Finding> {
    let bytes = text.as_bytes();
    let hex = bytes[at..to].iter().take(5).take_while(|byte| byte.is_ascii_hexdigit()).count();
    let goes_before = at > 0 && bytes[at - 1] == b':';
    if hex == 0
        || hex > 4
        || goes_before && bytes.get(at.wrapping_sub(2)).is_some_and(u8::is_ascii_hexdigit)
        || bytes.get(at + hex) != Some(&b':')
    {
        return None;
    }
    let is_part = |byte: &&u8| byte.is_ascii_hexdigit() || **byte == b':';
    // The longest address has 39 signs: what is longer is none.
    let length = bytes[at..to].iter().take(41).take_while(is_part).count();
    let found = &text[at..at + length];
    let found = if found.ends_with("::") { found } else { found.trim_end_matches(':') };
    found.parse::<Ipv6Addr>().ok()?;
    let end = at + found.len();
    let digits = found.bytes().filter(u8::is_ascii_hexdigit).count();
    (digits >= 5 && !words::goes_on(text, end)).then_some(Finding {
        kind: Kind::Ip,
        start: at,
        end,
    })
}
