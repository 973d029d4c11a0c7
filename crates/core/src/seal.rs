//! Sealing: nobody reads a body or a name without the key of its conversation.
//!
//! AES-256-GCM with a fresh random 96-bit nonce per text. Every conversation has a key of its own,
//! kept only wrapped under the master key: erase the wrapped key, and every copy of the texts,
//! backups included, is noise (DESIGN section 3, rule 8; Art. 17 GDPR). Where nothing is to be kept,
//! the key is in memory only (`held.rs`; DESIGN section 8).
//!
//! What is sealed is bound to its place (`context`), so that a sealed text moved to another row
//! does not open.

use std::fmt;

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::personal::Personal;

mod held;
mod keys;
pub use keys::Keys;

/// Random bytes that a sealing needs; used once.
pub type NonceBytes = [u8; NONCE_LEN];

/// The sealed bytes do not open: wrong key, wrong place, or damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sealed data does not open with this key")]
pub struct Unopenable;

/// A key of 256 bits. It never prints and is wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Key([u8; 32]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("«key»")
    }
}

impl Key {
    /// A key from 32 random bytes.
    pub const fn new(random: [u8; 32]) -> Self {
        Self(random)
    }

    /// Seals a text for one place. The result is the nonce and the sealed bytes.
    pub fn seal(&self, context: &str, text: &[u8], nonce: NonceBytes) -> Vec<u8> {
        let mut sealed = Vec::with_capacity(NONCE_LEN + text.len() + 16);
        sealed.extend_from_slice(text);
        let tag = self
            .cipher()
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(context.as_bytes()),
                &mut sealed,
            )
            .expect("a text is far below the cipher's limit of 64 GiB");
        sealed.extend_from_slice(tag.as_ref());
        sealed.splice(0..0, nonce);
        sealed
    }

    /// Opens what [`Key::seal`] made for the same place.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Vec<u8>, Unopenable> {
        let (nonce, body) = sealed.split_at_checked(NONCE_LEN).ok_or(Unopenable)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Unopenable)?;
        let mut body = body.to_vec();
        let length = self
            .cipher()
            .open_in_place(nonce, Aad::from(context.as_bytes()), &mut body)
            .map_err(|_| Unopenable)?
            .len();
        body.truncate(length);
        Ok(body)
    }

    /// Seals a person's text.
    pub fn seal_text(&self, context: &str, text: &Personal<String>, nonce: NonceBytes) -> Vec<u8> {
        self.seal(context, text.reveal().as_bytes(), nonce)
    }

    /// Opens a person's text.
    pub fn open_text(&self, context: &str, sealed: &[u8]) -> Result<Personal<String>, Unopenable> {
        String::from_utf8(self.open(context, sealed)?).map(Personal::new).map_err(|_| Unopenable)
    }

    fn cipher(&self) -> LessSafeKey {
        LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &self.0).expect("the key has 32 bytes"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_sealed_text_opens_only_with_its_key_and_at_its_place() {
        let (key, other) = (Key::new([1; 32]), Key::new([2; 32]));
        let sealed = key.seal("here", b"Tulpen", [3; 12]);
        assert_eq!(key.open("here", &sealed).as_deref(), Ok(b"Tulpen".as_slice()));
        assert_eq!(key.open("there", &sealed), Err(Unopenable));
        assert_eq!(other.open("here", &sealed), Err(Unopenable));
    }

    proptest! {
        #[test]
        fn no_bytes_make_opening_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(Key::new([1; 32]).open("here", &bytes), Err(Unopenable));
        }

        #[test]
        fn what_was_sealed_opens_again(text in ".*", nonce in any::<[u8; 12]>()) {
            let key = Key::new([5; 32]);
            let text = Personal::new(text);
            let sealed = key.seal_text("p", &text, nonce);
            prop_assert_eq!(key.open_text("p", &sealed), Ok(text));
        }
    }
}
