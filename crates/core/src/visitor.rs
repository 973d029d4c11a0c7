//! A visitor: known only by the token that their own browser made, and by a name if they gave one.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};

use crate::agent::is_mail;
use crate::id::InvalidId;
use crate::personal::Personal;

/// The longest name, in characters.
pub const MAX_NAME_CHARACTERS: usize = 60;

/// The hash by which a token is found; the token itself is never kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TokenHash(pub Vec<u8>);

/// The secret by which a browser may read and write its conversation: 32 random bytes, base64url.
/// The browser makes it, so that beginning a conversation can be repeated
/// (decisions/0002-the-browser-makes-the-token.md).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token(Personal<String>);

impl Token {
    /// Reads a token; refuses what does not have its shape.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let is_valid = text.len() == 43 && BASE64.decode(text).is_ok_and(|bytes| bytes.len() == 32);
        if is_valid {
            Ok(Self(Personal::new(text.to_owned())))
        } else {
            Err(InvalidId { kind: "token" })
        }
    }

    /// Its SHA-256. A token holds 256 random bits, so a plain hash can't be guessed back.
    pub fn hash(&self) -> TokenHash {
        let digest = ring::digest::digest(&ring::digest::SHA256, self.0.reveal().as_bytes());
        TokenHash(digest.as_ref().to_vec())
    }
}

/// Takes a name as the visitor wrote it: trimmed, without control characters; empty is none.
/// Pseudonyms are welcome (section 19(2) TDDDG, R-TERM-13).
pub fn name(text: &Personal<String>) -> Option<Personal<String>> {
    let name: String = text
        .reveal()
        .chars()
        .filter(|c| !c.is_control() && !turns_text(*c))
        .take(MAX_NAME_CHARACTERS)
        .collect();
    let name = name.trim();
    (!name.is_empty()).then(|| Personal::new(name.to_owned()))
}

/// What was typed is not what it was typed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a mail address or phone number")]
pub struct InvalidContact;

/// The longest line with mail addresses or phone numbers, in characters.
pub const MAX_CONTACT_CHARACTERS: usize = 300;

/// Takes mail addresses as the visitor corrected them, several with commas between them; empty is none.
pub fn mails(text: &Personal<String>) -> Result<Option<Personal<String>>, InvalidContact> {
    contacts(text, is_mail)
}

/// The same for phone numbers: between 5 and 20 digits each, and the signs that people put between them.
pub fn phones(text: &Personal<String>) -> Result<Option<Personal<String>>, InvalidContact> {
    contacts(text, |phone| {
        let digits = phone.chars().filter(char::is_ascii_digit).count();
        (5..=20).contains(&digits)
            && phone.chars().all(|c| c.is_ascii_digit() || " +()/-.".contains(c))
    })
}

fn contacts(
    text: &Personal<String>,
    is_one: impl Fn(&str) -> bool,
) -> Result<Option<Personal<String>>, InvalidContact> {
    let text = text.reveal();
    let all: Vec<_> = text.split([',', ';']).map(str::trim).filter(|one| !one.is_empty()).collect();
    if text.chars().count() > MAX_CONTACT_CHARACTERS || !all.iter().all(|one| is_one(one)) {
        return Err(InvalidContact);
    }
    Ok((!all.is_empty()).then(|| Personal::new(all.join(", "))))
}

/// Does the character change the direction of what stands beside the name?
const fn turns_text(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn r_term_13_a_name_is_optional_and_may_be_anything() {
        assert_eq!(name(&Personal::new("  ".into())), None);
        assert_eq!(name(&Personal::new("\u{202e}moc".into())), Some(Personal::new("moc".into())));
        assert_eq!(
            name(&Personal::new(" Mondfahrerin\n".into())),
            Some(Personal::new("Mondfahrerin".into()))
        );
    }

    #[test]
    fn r_dsr_04_contact_data_is_corrected_to_what_can_be_used_or_to_nothing() {
        let of = |text: &str| Personal::new(text.to_owned());
        assert_eq!(mails(&of(" ")), Ok(None));
        assert_eq!(
            mails(&of(" vera@web.de;v@x.example ")),
            Ok(Some(of("vera@web.de, v@x.example")))
        );
        assert_eq!(mails(&of("vera@web.de, Gartenweg 1")), Err(InvalidContact));
        assert_eq!(phones(&of("+49 (0)171 / 12-34")), Ok(Some(of("+49 (0)171 / 12-34"))));
        for bad in ["1234", "call me", "0171 1234567 abends", &"1".repeat(21)] {
            assert_eq!(phones(&of(bad)), Err(InvalidContact), "{bad}");
        }
    }

    #[test]
    fn a_token_is_forty_three_characters_of_randomness_and_does_not_print() {
        let text = BASE64.encode([7; 32]);
        let token = Token::parse(&text).expect("a token");
        assert_eq!(format!("{token:?}"), "Token(«personal»)");
        assert_eq!(token.hash(), token.clone().hash());
        assert!(Token::parse(&text[1..]).is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_the_token_parser_panic(text in ".*") {
            let _ = Token::parse(&text);
        }
    }
}
