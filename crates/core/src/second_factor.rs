//! What an agent signs in with besides the password: the codes of an authenticator app (RFC 6238),
//! and recovery codes for whoever has lost it (R-SEC-03).
//!
//! Not here: who needs it (`app`), where it is kept (store). A key and a code never print.

use totp_rs::{Builder, Secret, Totp};

use crate::{Personal, Timestamp};

/// Seconds for which a code stands (RFC 6238, section 5.2).
pub const STEP_SECONDS: i64 = 30;
/// So many recovery codes are made at once.
pub const RECOVERY_CODES: usize = 10;
/// Digits of a recovery code: nearly 80 bits, so that a plain hash hides it. No letters, because the
/// field for codes brings up a keyboard of digits.
const RECOVERY_DIGITS: usize = 24;

/// The key that an app makes codes of: 160 random bits (RFC 4226, section 4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key(Personal<String>);

impl Key {
    /// From random bytes.
    pub fn new(random: [u8; 20]) -> Self {
        Self(Personal::new(Secret::from(random).to_base32()))
    }

    /// From what was kept; `None` when it isn't one.
    pub fn parse(text: Personal<String>) -> Option<Self> {
        let is_one =
            Secret::try_from_base32(text.reveal()).is_ok_and(|key| key.as_bytes().len() == 20);
        is_one.then_some(Self(text))
    }

    /// As it is kept, in base 32.
    pub const fn text(&self) -> &Personal<String> {
        &self.0
    }

    /// As people type it into an app: in groups of four.
    pub fn in_groups(&self) -> Personal<String> {
        Personal::new(in_groups(self.0.reveal(), ' '))
    }

    /// As apps read it from a picture: an `otpauth` address that names the installation and the
    /// account. `None`: one of the names is too long or empty.
    pub fn address(
        &self,
        installation: &str,
        account: &Personal<String>,
    ) -> Option<Personal<String>> {
        // A colon would part the two names in the wrong place.
        let [installation, account] =
            [installation, account.reveal()].map(|name| name.replace(':', " "));
        let totp = self.builder()?.with_issuer(Some(installation)).with_account_name(account);
        totp.build().ok()?.to_url().ok().map(Personal::new)
    }

    /// The step in which this code is or was good: the present one, the one before or the one
    /// after, and later than the `last` one that was taken: a code counts once (RFC 6238, 5.2).
    pub fn step_of(&self, code: &Personal<String>, now: Timestamp, last: i64) -> Option<i64> {
        let code: String = code.reveal().chars().filter(|c| !c.is_whitespace()).collect();
        let seconds = u64::try_from(now.millis() / 1_000).ok()?;
        let step = self.totp()?.check(&code, seconds)?;
        i64::try_from(step).ok().filter(|step| *step > last)
    }

    /// The code of a moment, for whoever plays the app.
    pub fn code(&self, at: Timestamp) -> Option<String> {
        let seconds = u64::try_from(at.millis() / 1_000).ok()?;
        Some(self.totp()?.generate(seconds).to_string())
    }

    fn totp(&self) -> Option<Totp> {
        self.builder()?.build().ok()
    }

    /// SHA-1, six digits, thirty seconds, one step to either side: what every app understands.
    fn builder(&self) -> Option<Builder> {
        let secret = Secret::try_from_base32(self.0.reveal()).ok()?;
        Some(Builder::new().with_secret(secret))
    }
}

/// A code that stands in for the app, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryCode(Personal<String>);

impl RecoveryCode {
    /// From random bytes.
    pub fn new(random: [u8; 16]) -> Self {
        let digits = u128::from_be_bytes(random) % 10_u128.pow(24);
        Self(Personal::new(format!("{digits:0RECOVERY_DIGITS$}")))
    }

    /// Reads one as people type it; `None` when it doesn't have the shape.
    pub fn parse(text: &Personal<String>) -> Option<Self> {
        let digits = text.reveal().chars().filter(|c| !c.is_whitespace() && *c != '-');
        let code: String = digits.collect();
        let is_one = code.len() == RECOVERY_DIGITS && code.bytes().all(|c| c.is_ascii_digit());
        is_one.then_some(Self(Personal::new(code)))
    }

    /// As it is shown, once.
    pub fn in_groups(&self) -> Personal<String> {
        Personal::new(in_groups(self.0.reveal(), '-'))
    }

    /// What is kept of it; the account's id keeps equal codes of two accounts apart.
    pub fn hash(&self, agent: &str) -> Vec<u8> {
        let mut context = ring::digest::Context::new(&ring::digest::SHA256);
        for part in ["recovery code", agent, self.0.reveal()] {
            context.update(part.as_bytes());
            context.update(&[0]);
        }
        context.finish().as_ref().to_vec()
    }
}

fn in_groups(text: &str, between: char) -> String {
    let mut grouped = String::new();
    for (at, letter) in text.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            grouped.push(between);
        }
        grouped.push(letter);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key() -> Key {
        Key::new(*b"12345678901234567890")
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000)
    }

    fn typed(code: &str) -> Personal<String> {
        Personal::new(code.to_owned())
    }

    #[test]
    fn r_sec_03_codes_are_those_of_rfc_6238() {
        // Appendix B, SHA-1: of its eight digits the last six, which is what six digits mean.
        for (seconds, code) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            let code = typed(&code[2..]);
            assert_eq!(key().code(at(seconds)).as_ref(), Some(code.reveal()));
            let step = seconds / STEP_SECONDS;
            assert_eq!(key().step_of(&code, at(seconds), step - 1), Some(step), "{seconds}");
        }
    }

    #[test]
    fn r_sec_03_a_code_counts_once_and_for_a_step_before_and_after() {
        let (now, key) = (at(1_780_000_000), key());
        let code = |steps: i64| typed(&key.code(now.plus(steps * STEP_SECONDS * 1_000)).unwrap());
        let step = now.millis() / 1_000 / STEP_SECONDS;
        for away in [-1, 0, 1] {
            assert_eq!(key.step_of(&code(away), now, 0), Some(step + away));
            assert_eq!(key.step_of(&code(away), now, step + away), None, "once");
        }
        for away in [-2, 2] {
            assert_eq!(key.step_of(&code(away), now, 0), None, "{away}");
        }
        let mut spaced = code(0).into_revealed();
        spaced.insert(3, ' ');
        assert_eq!(key.step_of(&typed(&spaced), now, 0), Some(step));
        for wrong in ["", "abcdef", "12345", "1234567", "٠١٢٣٤٥"] {
            assert_eq!(key.step_of(&typed(wrong), now, 0), None, "{wrong}");
        }
    }

    #[test]
    fn a_key_reads_back_and_is_told_to_an_app() {
        assert_eq!(Key::parse(key().text().clone()), Some(key()));
        assert_eq!(Key::parse(typed("GEZDGNBV")), None, "too short");
        assert_eq!(key().in_groups().reveal(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let address = key().address("Plausch: chat.example", &typed("ada@x.example")).unwrap();
        let address = address.reveal();
        assert!(address.starts_with("otpauth://totp/Plausch%20"), "{address}");
        assert!(address.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "{address}");
        assert!(!format!("{:?}", key()).contains("GEZD"));
    }

    #[test]
    fn r_sec_03_recovery_codes_are_known_by_hash_however_they_are_typed() {
        let code = RecoveryCode::new([7; 16]);
        let shown = code.in_groups();
        assert_eq!(shown.reveal().len(), 29);
        let again = RecoveryCode::parse(&typed(&shown.reveal().replace('-', " ")));
        assert_eq!(again.as_ref(), Some(&code));
        assert_eq!(again.unwrap().hash("a"), code.hash("a"));
        assert_ne!(code.hash("a"), code.hash("b"));
        assert_eq!(RecoveryCode::parse(&typed("123 456")), None, "an app's");
    }

    proptest! {
        #[test]
        fn every_recovery_code_reads_back(random in any::<[u8; 16]>()) {
            let code = RecoveryCode::new(random);
            prop_assert_eq!(RecoveryCode::parse(&code.in_groups()), Some(code));
        }

        #[test]
        fn nothing_typed_panics(text in ".*") {
            let text = Personal::new(text);
            prop_assert_eq!(key().step_of(&text, at(-1), 0), None);
            let _ = (key().step_of(&text, at(1), 0), RecoveryCode::parse(&text));
        }
    }
}
