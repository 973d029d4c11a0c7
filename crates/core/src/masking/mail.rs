//! Mail addresses (RFC 5321, as people write them), also with the at sign spelt out.

/// The address around the `@` at `at`, between `from` and `to`.
pub(super) fn around(text: &str, at: usize, from: usize, to: usize) -> Option<(usize, usize)> {
    let start = local(text, from, at)?;
    let end = domain(text, at + 1, to)?;
    Some((start, end))
}

/// Where the part before the at sign begins.
fn local(text: &str, from: usize, end: usize) -> Option<usize> {
    let is_part =
        |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'' | '&');
    let start = text[from..end].char_indices().rev().take_while(|(_, c)| is_part(*c)).last()?.0;
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
    let is_top = top.chars().count() >= 2 && top.chars().all(char::is_alphabetic);
    (is_top && labels.chars().next().is_some_and(char::is_alphanumeric))
        .then_some(start + found.len())
}

/// The address around an at sign that is spelt out at `at`: `(at)`, `[at]`, ` at `.
pub(super) fn spelt_out(text: &str, at: usize, from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let is_bracketed = bytes[at] != b' ';
    // Of nearly all spaces this is the answer.
    if !matches!(bytes.get(at + 1), Some(b'a' | b'A' | b'(' | b'[' | b'{' | b'@')) {
        return None;
    }
    let sign = Sign::read(text, at, &["at", "@", "ät"])?;
    // A space alone is no sign: ` at ` needs its dot spelt out, too.
    if !is_bracketed && !sign.is_spaced && !sign.is_bracketed {
        return None;
    }
    let start = local(text, from, at)?;
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
            return (dots > 0 && label.chars().count() >= 2).then_some((start, end));
        }
    }
}

/// A sign in words, in brackets or between spaces.
struct Sign {
    end: usize,
    is_bracketed: bool,
    is_spaced: bool,
}

impl Sign {
    fn read(text: &str, at: usize, words: &[&str]) -> Option<Self> {
        let rest = &text[at..];
        let inner = rest.trim_start_matches(' ');
        let is_spaced = inner.len() < rest.len();
        let is_bracketed = inner.starts_with(['(', '[', '{']);
        let inner = if is_bracketed { inner[1..].trim_start_matches(' ') } else { inner };
        if !is_spaced && !is_bracketed {
            return None;
        }
        let word = words.iter().find(|word| {
            inner.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word))
        })?;
        let mut after = &inner[word.len()..];
        if is_bracketed {
            after = after.trim_start_matches(' ');
            after = after.strip_prefix([')', ']', '}'])?;
        } else {
            after = after.strip_prefix(' ')?;
        }
        let after = after.trim_start_matches(' ');
        Some(Self { end: text.len() - after.len(), is_bracketed, is_spaced })
    }
}
