//! A text as whoever reads it sees it: without what is not seen (soft hyphens, joiners, marks of
//! direction), with every digit, at sign, dot, plus, dash and space as the keyboard has it. What is
//! looked for is looked for here, and what is found is told in bytes of the text as it was written.

use std::borrow::Cow;

use unicode_normalization::char::{compose, decompose_compatible};

/// A text and how it reads.
pub(super) struct View<'t> {
    written: &'t str,
    text: Cow<'t, str>,
    /// Where the distance between both changes: a byte of how it reads, and the same one as written.
    shifts: Vec<(usize, usize)>,
}

impl<'t> View<'t> {
    pub(super) fn of(written: &'t str) -> Self {
        let mut view = Self { written, text: Cow::Borrowed(written), shifts: Vec::new() };
        let is_unlike = |&(_, c): &(usize, char)| !c.is_ascii() && fold(c) != Fold::As(c);
        // Nearly every text reads as it was written: all of it is of the keyboard, or between U+00C0 and
        // U+02FF, whose first bytes are 0xC3 to 0xCB.
        if !written.bytes().any(|byte| byte == 0xc2 || byte > 0xcb) {
            return view;
        }
        let Some((first, _)) = written.char_indices().find(is_unlike) else { return view };
        let mut text = String::with_capacity(written.len());
        text.push_str(&written[..first]);
        for (at, c) in written[first..].char_indices().map(|(at, c)| (first + at, c)) {
            match fold(c) {
                Fold::Unseen => {}
                Fold::Mark => {
                    let last = text.chars().next_back();
                    if let Some(whole) = last.and_then(|last| compose(last, c)) {
                        text.pop();
                        text.push(whole);
                    }
                }
                Fold::As(folded) => {
                    if view.as_written(text.len()) != at {
                        view.shifts.push((text.len(), at));
                    }
                    text.push(folded);
                }
            }
        }
        view.text = Cow::Owned(text);
        view
    }

    /// How it reads.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    fn as_written(&self, at: usize) -> usize {
        let known = self.shifts.partition_point(|(read, _)| *read <= at);
        known.checked_sub(1).map_or(at, |last| {
            let (read, written) = self.shifts[last];
            written + (at - read)
        })
    }

    /// A stretch of how it reads, in bytes of what was written: with all that is not seen in it, and
    /// without what is not seen after it.
    pub(super) fn stretch(&self, start: usize, end: usize) -> (usize, usize) {
        let start = self.as_written(start);
        let end = if end < self.text.len() { self.as_written(end) } else { self.written.len() };
        let stretch = self.written[start..end].trim_end_matches(|c| fold(c) == Fold::Unseen);
        (start, start + stretch.len())
    }
}

/// How a character reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fold {
    As(char),
    /// A part of the character before it.
    Mark,
    Unseen,
}

fn fold(c: char) -> Fold {
    match c {
        // Letters and signs that are their own, raised digits among them.
        '\0'..='\x7f' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{2070}'..='\u{209f}' => {
            Fold::As(c)
        }
        '\u{85}' | '\u{2028}' | '\u{2029}' => Fold::As('\n'),
        // Default_Ignorable_Code_Point (Unicode, DerivedCoreProperties) without the selectors.
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{e0000}'..='\u{e0fff}' => Fold::Unseen,
        '\u{300}'..='\u{36f}'
        | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{fe20}'..='\u{fe2f}' => Fold::Mark,
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' => Fold::As('-'),
        '\u{2044}' | '\u{2215}' => Fold::As('/'),
        // Dots of addresses, too (RFC 3490, 3.1).
        '\u{3002}' | '\u{ff61}' => Fold::As('.'),
        _ if c.is_whitespace() => Fold::As(' '),
        // Quotation marks, signs of money, pictures.
        '\u{2016}'..='\u{20cf}' | '\u{1f000}'.. => Fold::As(c),
        _ => Fold::As(digit(c).unwrap_or_else(|| compatible(c))),
    }
}

/// The zeros of scripts whose digits Unicode gives no other form (general category Nd).
const ZEROS: [u32; 18] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50,
    0xed0, 0xf20, 0x1040, 0x17e0, 0x1810,
];

fn digit(c: char) -> Option<char> {
    let value =
        ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(*zero).filter(|v| *v < 10))?;
    char::from_digit(value, 10)
}

/// The one character of the keyboard that this is a form of (NFKC), if there is one.
fn compatible(c: char) -> char {
    let (mut one, mut count) = (c, 0);
    decompose_compatible(c, |part| {
        one = part;
        count += 1;
    });
    if count == 1 && one.is_ascii() { one } else { c }
}
