//! How a visitor comes to their own page from another browser: a code that names the conversation, and
//! a secret (R-DSR-03). Both are made to be written down: no letter that looks like another one, in
//! groups of four.
//!
//! Not here: the page, and the key of the browser that the chat runs in (`visitor.rs`).

use crate::id::InvalidId;
use crate::personal::Personal;

/// The digits of Crockford's base 32: no I, L, O or U.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Random bytes of a code: 8 digits. It only names, so nobody has to be kept from guessing it.
pub const CODE_BYTES: usize = 5;
/// Random bytes of a secret: 80 bits, 16 digits.
pub const SECRET_BYTES: usize = 10;

/// What names a conversation on the own page; it tells nothing of its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code(String);

/// What proves that the conversation is theirs. Kept as a hash only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret(Personal<String>);

impl Code {
    /// A code of these random bytes.
    pub fn new(random: [u8; CODE_BYTES]) -> Self {
        Self(written(&random))
    }

    /// Reads what somebody has typed: in any case, with or without the signs between the groups.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        typed(text, CODE_BYTES).map(Self).ok_or(InvalidId { kind: "code" })
    }

    /// As it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is read: in groups.
    pub fn shown(&self) -> String {
        grouped(&self.0)
    }
}

impl Secret {
    /// A secret of these random bytes.
    pub fn new(random: [u8; SECRET_BYTES]) -> Self {
        Self(Personal::new(written(&random)))
    }

    /// Reads what somebody has typed, as [`Code::parse`] does.
    pub fn parse(text: &Personal<String>) -> Result<Self, InvalidId> {
        let typed = typed(text.reveal(), SECRET_BYTES).ok_or(InvalidId { kind: "secret" })?;
        Ok(Self(Personal::new(typed)))
    }

    /// What is kept: its SHA-256, together with the code it belongs to. 80 random bits can't be
    /// guessed back.
    pub fn hash(&self, code: &Code) -> Vec<u8> {
        let mut digest = ring::digest::Context::new(&ring::digest::SHA256);
        digest.update(code.0.as_bytes());
        digest.update(self.0.reveal().as_bytes());
        digest.finish().as_ref().to_vec()
    }

    /// As it is read, once: in groups.
    pub fn shown(&self) -> Personal<String> {
        Personal::new(grouped(self.0.reveal()))
    }
}

/// Are two hashes the same? Takes the same time however much of them is.
pub fn is_same(one: &[u8], other: &[u8]) -> bool {
    let differences = one.iter().zip(other).fold(0, |sum, (a, b)| sum | (a ^ b));
    one.len() == other.len() && differences == 0
}

/// Five bits a digit; both lengths are whole groups of five bytes.
fn written(bytes: &[u8]) -> String {
    let digits = bytes.chunks(5).flat_map(|chunk| {
        let bits = chunk.iter().fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
        let digit = move |place: u32| usize::try_from((bits >> (5 * place)) & 31).unwrap_or(0);
        (0..8).rev().map(move |place| char::from(DIGITS[digit(place)]))
    });
    digits.collect()
}

fn typed(text: &str, bytes: usize) -> Option<String> {
    let digits: Option<String> = text
        .chars()
        .filter(|c| !c.is_whitespace() && !['-', '–', '—', '.'].contains(c))
        .take(bytes * 2)
        .map(|c| match c.to_ascii_uppercase() {
            'O' => Some('0'),
            'I' | 'L' => Some('1'),
            c => u8::try_from(c).is_ok_and(|c| DIGITS.contains(&c)).then_some(c),
        })
        .collect();
    digits.filter(|digits| digits.len() * 5 == bytes * 8)
}

fn grouped(digits: &str) -> String {
    let groups: Vec<_> = digits.as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn r_dsr_03_code_and_secret_can_be_read_over_the_phone_and_typed_as_they_were_heard() {
        let code = Code::new([0x00, 0x44, 0x32, 0x14, 0xc7]);
        assert_eq!(code.shown(), "0123-4567");
        assert_eq!(Code::parse(" ol23 45 67 "), Ok(code), "O for 0, L for 1, no sign between");
        let secret = Secret::new([0xff; SECRET_BYTES]);
        assert_eq!(secret.shown().reveal(), "ZZZZ-ZZZZ-ZZZZ-ZZZZ");
        assert_eq!(format!("{secret:?}"), "Secret(«personal»)");
        for bad in ["", "0123-456", "0123-45678", "0123-456U", "0123-456ä"] {
            assert!(Code::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn r_dsr_03_a_secret_belongs_to_its_code() {
        let (one, other) = (Code::new([1; 5]), Code::new([2; 5]));
        let secret = Secret::new([7; SECRET_BYTES]);
        assert!(is_same(&secret.hash(&one), &secret.hash(&one)));
        assert!(!is_same(&secret.hash(&one), &secret.hash(&other)));
        assert!(!is_same(&secret.hash(&one), &secret.hash(&one)[1..]));
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back_and_nothing_panics(
            code in any::<[u8; CODE_BYTES]>(), secret in any::<[u8; SECRET_BYTES]>(), text in ".*",
        ) {
            let (code, secret) = (Code::new(code), Secret::new(secret));
            prop_assert_eq!(Code::parse(&code.shown().to_lowercase()), Ok(code));
            prop_assert_eq!(Secret::parse(&secret.shown()), Ok(secret));
            let _ = Code::parse(&text);
        }
    }
}
