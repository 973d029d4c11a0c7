//! Characters around a number, and between its groups.

/// How many letters of the keyboard a text begins with.
pub(super) fn letters(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_alphabetic()).count()
}

/// Does the character before `at` belong to the same word?
pub(super) fn is_inside(text: &str, at: usize) -> bool {
    match text.as_bytes()[..at].last() {
        // Nearly always a space.
        Some(byte) if byte.is_ascii() => byte.is_ascii_alphanumeric() || *byte == b'_',
        _ => text[..at].chars().next_back().is_some_and(is_word),
    }
}

/// Does a word go on at `at`?
pub(super) fn goes_on(text: &str, at: usize) -> bool {
    text[at..].chars().next().is_some_and(is_word)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The most signs between two groups: `030 / 123`, also with two spaces.
pub(super) const GAP: usize = 5;

/// The length in bytes of a sign that may stand between the groups of a number; 0 = none does.
pub(super) fn separator(bytes: &[u8], at: usize) -> usize {
    match bytes[at..] {
        [b'\r', b'\n', ..] => 2,
        [b' ' | b'\t' | b'\n' | b'\r' | b'.' | b'-' | b'/' | b'(' | b')', ..] => 1,
        // A space in a link.
        [b'%', b'2', b'0', ..] => 3,
        _ => 0,
    }
}

/// Is what stands between two groups one with a space in it?
pub(super) fn has_space(between: &str) -> bool {
    between.contains(|c: char| c.is_whitespace() || c == '%')
}

/// Do two groups stand on different lines, or in different columns?
pub(super) fn is_broken(between: &str) -> bool {
    between.contains(['\n', '\r', '\t'])
}
