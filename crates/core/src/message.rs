//! What somebody says. The text is kept as it was written; only its size and emptiness are ruled.

use crate::masking::{Masked, Policy, mask};
use crate::personal::Personal;
use crate::site::Lang;

/// The longest message, in characters.
pub const MAX_CHARACTERS: usize = 4_000;

/// Why a text is no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidBody {
    /// Nothing but white space.
    #[error("a message needs a text")]
    Empty,
    /// More than [`MAX_CHARACTERS`].
    #[error("a message has at most {MAX_CHARACTERS} characters")]
    TooLong,
}

/// The text of a message: not empty, at most [`MAX_CHARACTERS`], without control characters
/// (line breaks and tabs stay).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body(Personal<String>);

impl Body {
    /// Takes a text as a message.
    pub fn new(text: &Personal<String>) -> Result<Self, InvalidBody> {
        let text = text.reveal();
        if text.chars().count() > MAX_CHARACTERS {
            return Err(InvalidBody::TooLong);
        }
        let text: String = text
            .replace("\r\n", "\n")
            .chars()
            .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
            .collect();
        let text = text.trim();
        if !text.chars().any(is_visible) {
            return Err(InvalidBody::Empty);
        }
        Ok(Self(Personal::new(text.to_owned())))
    }

    /// The message as it may be kept, and what was masked in it (R-MIN-03). Placeholders may make it
    /// longer than somebody could write it.
    pub fn masked(&self, policy: &Policy, lang: Lang) -> (Self, Masked) {
        let masked = mask(self.0.reveal(), policy, lang);
        (Self(masked.text.clone()), masked)
    }

    /// The text.
    pub const fn text(&self) -> &Personal<String> {
        &self.0
    }
}

/// Does the character show? White space, zero-width characters and joiners alone are no text.
const fn is_visible(c: char) -> bool {
    !c.is_whitespace()
        && !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn body(text: &str) -> Result<String, InvalidBody> {
        Body::new(&Personal::new(text.to_owned())).map(|body| body.text().reveal().clone())
    }

    #[test]
    fn a_message_needs_a_text_of_a_bearable_length() {
        assert_eq!(body(" \n\t "), Err(InvalidBody::Empty));
        assert_eq!(body("\u{200b}\u{feff}"), Err(InvalidBody::Empty));
        assert_eq!(
            body(&"ä".repeat(MAX_CHARACTERS)).map(|text| text.chars().count()),
            Ok(MAX_CHARACTERS)
        );
        assert_eq!(body(&"ä".repeat(MAX_CHARACTERS + 1)), Err(InvalidBody::TooLong));
        assert_eq!(
            body(" Guten Tag,\r\nhaben Sie Tulpen?\u{0} "),
            Ok("Guten Tag,\nhaben Sie Tulpen?".into())
        );
    }

    proptest! {
        #[test]
        fn taking_a_text_twice_changes_nothing(text in "(?s).{0,200}") {
            if let Ok(once) = body(&text) {
                prop_assert_eq!(body(&once), Ok(once.clone()));
            }
        }
    }
}
