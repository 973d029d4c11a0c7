//! How often who may do what. In memory only: an address is never kept, it only makes a key
//! together with a secret that changes every day (R-MIN-02).

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use parking_lot::Mutex;
use plausch_core::Timestamp;
use plausch_core::id::ConversationId;
use plausch_core::time::DAY;
use ring::hmac;

use super::Error;
use crate::config::Limits;

type Limiter<K> = DefaultKeyedRateLimiter<K>;

/// So many times what one address may try, all addresses together may try at one account: nobody
/// alone keeps an agent out.
const ADDRESSES_PER_ACCOUNT: NonZeroU32 = NonZeroU32::new(10).expect("not zero");

/// So many codes of own pages can be tried from one address until it is too much: many visitors share one.
const CODES_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(10).expect("not zero");

/// An address, made unrecognisable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Whoever(u64);

/// All limits.
pub struct Limiters {
    salt: Mutex<Salt>,
    clock: DefaultClock,
    sign_ins: Limiter<Whoever>,
    accounts: Limiter<Whoever>,
    conversations: Limiter<Whoever>,
    consents: Limiter<Whoever>,
    receipts: Limiter<Whoever>,
    refusals: Limiter<Whoever>,
    own_pages: Limiter<Whoever>,
    codes: Limiter<Whoever>,
    messages: Limiter<ConversationId>,
}

struct Salt {
    key: hmac::Key,
    until: Timestamp,
}

impl Limiters {
    /// Limits as configured; `secret` keys the first day's hashes.
    pub fn new(limits: &Limits, secret: [u8; 32]) -> Self {
        let messages =
            Quota::per_second(limits.messages_per_second).allow_burst(limits.messages_at_once);
        Self {
            salt: Mutex::new(Salt {
                key: hmac::Key::new(hmac::HMAC_SHA256, &secret),
                until: Timestamp::from_millis(0),
            }),
            clock: DefaultClock::default(),
            sign_ins: per_minute(limits.sign_ins_per_minute),
            accounts: per_minute(limits.sign_ins_per_minute.saturating_mul(ADDRESSES_PER_ACCOUNT)),
            conversations: per_minute(limits.conversations_per_minute),
            consents: per_minute(limits.consents_per_minute),
            receipts: per_minute(limits.consents_per_minute),
            refusals: per_minute(limits.consents_per_minute),
            own_pages: per_minute(limits.sign_ins_per_minute.saturating_mul(CODES_PER_ADDRESS)),
            codes: per_minute(limits.sign_ins_per_minute),
            messages: RateLimiter::keyed(messages),
        }
    }

    /// An attempt to sign in. Strictly limited by address, whichever account it tries, and
    /// generously by account, known or not: guessing from many addresses has an end too, and
    /// whoever guesses from one does not keep out who knows the password.
    pub fn sign_in(&self, address: IpAddr, mail: &str, now: Timestamp) -> Result<(), Error> {
        let account = self.whoever(mail.as_bytes(), now);
        self.check(&self.sign_ins, &self.whoever_at(address, now))?;
        self.check(&self.accounts, &account)
    }

    /// A conversation begun.
    pub fn conversation(&self, address: IpAddr, now: Timestamp) -> Result<(), Error> {
        self.check(&self.conversations, &self.whoever_at(address, now))
    }

    /// A consent recorded. Taking one back is never limited.
    pub fn consent(&self, address: IpAddr, now: Timestamp) -> Result<(), Error> {
        self.check(&self.consents, &self.whoever_at(address, now))
    }

    /// A receipt made: as often as consents, and apart from them.
    pub fn receipt(&self, address: IpAddr, now: Timestamp) -> Result<(), Error> {
        self.check(&self.receipts, &self.whoever_at(address, now))
    }

    /// A refusal counted: as often as consents, and apart from them. Refusing itself is never limited.
    pub fn refusal(&self, address: IpAddr, now: Timestamp) -> Result<(), Error> {
        self.check(&self.refusals, &self.whoever_at(address, now))
    }

    /// An attempt to come to the own page by code and secret: limited by code, known or not, and by
    /// address together with all codes (R-DSR-03).
    pub fn own_page(&self, address: IpAddr, code: &str, now: Timestamp) -> Result<(), Error> {
        let code = self.whoever(code.as_bytes(), now);
        self.check(&self.own_pages, &self.whoever_at(address, now))?;
        self.check(&self.codes, &code)
    }

    /// A message, or anything else written to a conversation: limited by conversation, so that
    /// many people behind one address don't disturb each other.
    pub fn message(&self, conversation: &ConversationId) -> Result<(), Error> {
        self.check(&self.messages, conversation)
    }

    /// Forgets what no longer limits anybody.
    pub fn forget_idle(&self) {
        self.sign_ins.retain_recent();
        self.accounts.retain_recent();
        self.conversations.retain_recent();
        self.consents.retain_recent();
        self.receipts.retain_recent();
        self.refusals.retain_recent();
        self.own_pages.retain_recent();
        self.codes.retain_recent();
        self.messages.retain_recent();
    }

    fn check<K: Hash + Eq + Clone>(&self, limiter: &Limiter<K>, key: &K) -> Result<(), Error> {
        limiter.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(self.clock.now());
            Error::TooMany { retry_after: wait.as_secs() + 1 }
        })
    }

    /// An IPv6 address stands for its /64: that is what one customer gets.
    fn whoever_at(&self, address: IpAddr, now: Timestamp) -> Whoever {
        match address.to_canonical() {
            IpAddr::V4(address) => self.whoever(&address.octets(), now),
            IpAddr::V6(address) => self.whoever(&address.octets()[..8], now),
        }
    }

    fn whoever(&self, what: &[u8], now: Timestamp) -> Whoever {
        let mut salt = self.salt.lock();
        if now >= salt.until {
            // The next day's key comes from the last one, which is forgotten.
            let next = hmac::sign(&salt.key, &now.millis().to_be_bytes());
            *salt = Salt {
                key: hmac::Key::new(hmac::HMAC_SHA256, next.as_ref()),
                until: now.plus(DAY),
            };
        }
        let hash = hmac::sign(&salt.key, what);
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&hash.as_ref()[..8]);
        Whoever(u64::from_be_bytes(bytes))
    }
}

fn per_minute<K: Hash + Eq + Clone>(times: NonZeroU32) -> Limiter<K> {
    RateLimiter::keyed(Quota::per_minute(times))
}

impl std::fmt::Debug for Limiters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Limiters")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r_sec_03_one_address_tries_ten_times_and_all_together_a_hundred_times_at_one_account() {
        let now = Timestamp::from_millis(1_780_000_000_000);
        let limiters = Limiters::new(&Limits::default(), [7; 32]);
        let attempt = |address: [u8; 4], mail: &str| limiters.sign_in(address.into(), mail, now);
        let tried = (0..40).take_while(|_| attempt([192, 0, 2, 1], "ada@x.example").is_ok());
        assert_eq!(tried.count(), 10);
        assert!(attempt([192, 0, 2, 1], "ben@x.example").is_err(), "whichever account");
        assert!(attempt([192, 0, 2, 2], "ada@x.example").is_ok(), "Ada is not kept out");
        let tried =
            (3..=255).take_while(|last| attempt([192, 0, 2, *last], "ada@x.example").is_ok());
        // In a slow minute one more has become free.
        assert!((89..95).contains(&tried.count()), "guessing from everywhere has an end");
    }

    #[test]
    fn r_dsr_03_a_code_is_tried_ten_times_and_many_codes_from_one_address_a_hundred_times() {
        let now = Timestamp::from_millis(1_780_000_000_000);
        let limiters = Limiters::new(&Limits::default(), [7; 32]);
        let attempt = |last: u8, code: &str| limiters.own_page([192, 0, 2, last].into(), code, now);
        let tried = (0..40).take_while(|last| attempt(*last, "01234567").is_ok());
        assert_eq!(tried.count(), 10, "from everywhere");
        let tried = (0..200).take_while(|code| attempt(99, &format!("{code:08}")).is_ok());
        assert!((100..105).contains(&tried.count()), "whichever code");
        assert!(attempt(98, "00000200").is_ok(), "others are not kept out");
    }
}
