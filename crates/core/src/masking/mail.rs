//! Mail addresses (RFC 5321, as people write them), also with the at sign spelt out.

use super::words;

/// Where names of the internet end that people here use. Only after these is what has a space beside
/// its at sign an address; `3 @ home.Danke` is none.
const TOPS: [&str; 32] = [
    "de", "at", "ch", "li", "eu", "com", "net", "org", "info", "biz", "fr", "it", "nl", "be", "lu",
    "uk", "dk", "pl", "cz", "es", "io", "us", "ie", "shop", "online", "email", "app", "dev",
    "berlin", "hamburg", "wien", "example",
];

/// No local part is longer, in characters (RFC 5321, 4.5.3.1: 64), with room for what is written as `%40`.
const LONGEST_LOCAL: usize = 100;

/// The length of the at sign at `at`, as it is typed or as links have it; 0 = none is there.
pub(super) fn sign(bytes: &[u8], at: usize) -> usize {
    match bytes[at..] {
        [b'@', ..] => 1,
        [b'%', b'4', b'0', ..] => 3,
        _ => 0,
    }
}

/// The address around the at sign at `at`, between `from` and `to`; a few spaces or ends of lines may stand
/// on each side of it.
pub(super) fn around(text: &str, at: usize, from: usize, to: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let after = at + sign(bytes, at);
    let is_space = |byte: &&u8| byte.is_ascii_whitespace();
    let left = at - bytes[from..at].iter().rev().take(words::GAP).take_while(is_space).count();
    let right = after + bytes[after..to].iter().take(words::GAP).take_while(is_space).count();
    let start = local(text, from, left)?;
    let end = domain(text, right, to)?;
    if (left, right) != (at, after) {
        let top = text[right..end].rsplit('.').next()?.to_ascii_lowercase();
        // `Folgt @blumen.example`: somebody is named there.
        let is_mention = right == after && !text[start..left].contains(['.', '_', '-', '+']);
        if is_mention || !TOPS.contains(&top.as_str()) {
            return None;
        }
    }
    Some((start, end))
}

/// An address by which others are compared, and as it is kept: without what stands around its at sign.
pub(super) fn plain(written: &str) -> String {
    let words: Vec<_> = written.split_whitespace().collect();
    if written.contains('@') || written.contains("%40") {
        words.concat().replace("%40", "@")
    } else {
        words.join(" ")
    }
}

/// Where the part before the at sign begins.
fn local(text: &str, from: usize, end: usize) -> Option<usize> {
    let is_part =
        |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'' | '&');
    let back = text[from..end].char_indices().rev().take(LONGEST_LOCAL);
    let start = back.take_while(|(_, c)| is_part(*c)).last()?.0;
    let part = &text[from + start..end];
    let cut = part.len() - part.trim_start_matches(['.', '-', '\'', '&', '%', '_', '+']).len();
    (cut < part.len()).then_some(from + start + cut)
}

/// Where the domain that begins at `start` ends: labels, and a name of letters at the end.
fn domain(text: &str, start: usize, to: usize) -> Option<usize> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let found = text[start..to].split(|c: char| !is_part(c)).next()?;
    let mut found = found.trim_end_matches(['.', '-']);
    // The sentence may go on without a space.
    if let Some(at) = found.find("..") {
        found = &found[..at];
    }
    let (labels, top) = found.rsplit_once('.')?;
    let is_top =
        top.chars().count() >= 2 && top.chars().all(char::is_alphabetic) || top.starts_with("xn--");
    (is_top && labels.chars().next().is_some_and(char::is_alphanumeric))
        .then_some(start + found.len())
}

/// Nearly no space or bracket begins an at sign that is spelt out.
pub(super) fn may_be_spelt_out(rest: &[u8]) -> bool {
    matches!(rest.get(1), Some(b'a' | b'A' | 0xc3 | b'k' | b'K' | b' ' | b'(' | b'[' | b'{' | b'@'))
}

/// The address around an at sign that is spelt out at `at`, if it [`may_be_spelt_out`]: `(at)`, `[at]`, ` at `.
pub(super) fn spelt_out(text: &str, at: usize, from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let is_bracketed = bytes[at] != b' ';
    let sign = Sign::read(text, at, &["at", "@", "ät", "klammeraffe", "a"])?;
    // A space alone is no sign.
    if !is_bracketed && !sign.is_spaced && !sign.is_bracketed {
        return None;
    }
    let mut start = local(text, from, at)?;
    // `kurt punkt amrein at …`.
    while let Some(before) = dotted(text, from, start) {
        start = before;
    }
    let mut end = sign.end;
    let mut dots = 0;
    loop {
        let label = text[end..].split(|c: char| !(c.is_alphanumeric() || c == '-')).next()?;
        if label.is_empty() {
            return None;
        }
        end += label.len();
        if text[end..].starts_with('.') && text[end + 1..].starts_with(char::is_alphanumeric) {
            dots += usize::from(sign.is_bracketed);
            end += 1;
        } else if let Some(dot) = Sign::read(text, end, &["dot", "punkt", "."]) {
            dots += 1;
            end = dot.end;
        } else {
            // `meet at the dot on the map`.
            let is_top = sign.is_bracketed && label.chars().count() >= 2
                || TOPS.contains(&label.to_lowercase().as_str());
            // `birgit.thoma at posteo.de`, but not `see me at posteo.de`.
            let is_name = || {
                let local = &text[start..at];
                !sign.is_at || local.contains('.') && local.contains(char::is_alphabetic)
            };
            return (is_top && (dots > 0 || is_name())).then_some((start, end));
        }
    }
}

/// Where the word begins whose dot is spelt out before `at`.
fn dotted(text: &str, from: usize, at: usize) -> Option<usize> {
    let before = text[from..at].trim_end();
    let sign = before.rfind([' ', '(', '[', '{'])?;
    let sign = from + before[..sign].trim_end().len();
    let dot = Sign::read(text, sign, &["dot", "punkt"])?;
    (dot.end == at).then(|| local(text, from, sign))?
}

/// Without the few spaces that it begins with.
fn unspaced(text: &str) -> &str {
    let spaces = text.bytes().take(words::GAP).take_while(|byte| *byte == b' ').count();
    &text[spaces..]
}

/// A sign in words, in brackets or between spaces.
struct Sign {
    end: usize,
    is_bracketed: bool,
    is_spaced: bool,
    /// A word that sentences have, too.
    is_at: bool,
}

impl Sign {
    fn read(text: &str, at: usize, words: &[&str]) -> Option<Self> {
        let rest = &text[at..];
        let inner = unspaced(rest);
        let is_spaced = inner.len() < rest.len();
        let is_bracketed = inner.starts_with(['(', '[', '{']);
        let inner = if is_bracketed { unspaced(&inner[1..]) } else { inner };
        if !is_spaced && !is_bracketed {
            return None;
        }
        let word = words.iter().find(|word| {
            // ` a ` and ` (a) ` are words of a sentence.
            (**word != "a" || is_bracketed && !is_spaced)
                && inner.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word))
        })?;
        let mut after = &inner[word.len()..];
        if is_bracketed {
            after = unspaced(after);
            after = after.strip_prefix([')', ']', '}'])?;
        } else {
            after = after.strip_prefix(' ')?;
        }
        let after = unspaced(after);
        let is_at = !matches!(*word, "ät" | "@" | "klammeraffe");
        Some(Self { end: text.len() - after.len(), is_bracketed, is_spaced, is_at })
    }
}
