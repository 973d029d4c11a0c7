//! How often who may do what. In memory only: an address is never kept, it only makes a key
//! together with a secret that changes every day (R-MIN-02).

use std::collections::HashMap;
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
use super::lockout::Lockout;
use crate::config::Limits;

type Limiter<K> = DefaultKeyedRateLimiter<K>;

/// So many times what one address may try, all addresses together may try at one account: nobody
/// alone keeps an agent out.
const ADDRESSES_PER_ACCOUNT: NonZeroU32 = NonZeroU32::new(10).expect("not zero");

/// So many codes of own pages can be tried from one address until it is too much: many visitors share one.
const CODES_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(10).expect("not zero");

/// Wrong passwords or codes for one account from one address until waiting begins …
const FAILURES_FROM_ONE: u32 = 5;
/// … and from all addresses together from which nobody has signed in to it today.
const FAILURES_FROM_ALL: u32 = 50;

/// An address or an account, made unrecognisable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Whoever(u64);

#[cfg(test)]
impl Whoever {
    pub(super) const fn of(number: u64) -> Self {
        Self(number)
    }
}

/// All limits.
pub struct Limiters {
    salt: Mutex<Salt>,
    clock: DefaultClock,
    sign_ins: Limiter<Whoever>,
    accounts: Limiter<Whoever>,
    codes: Limiter<Whoever>,
    /// Failures at one account from one address.
    pairs: Lockout,
    /// Failures at one account from wherever.
    everywhere: Lockout,
    /// From where somebody has signed in to which account, and when.
    entered: Mutex<HashMap<Whoever, Timestamp>>,
    conversations: Limiter<Whoever>,
    consents: Limiter<Whoever>,
    receipts: Limiter<Whoever>,
    refusals: Limiter<Whoever>,
    own_pages: Limiter<Whoever>,
    own_codes: Limiter<Whoever>,
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
            codes: per_minute(limits.sign_ins_per_minute),
            pairs: Lockout::after(FAILURES_FROM_ONE),
            everywhere: Lockout::after(FAILURES_FROM_ALL),
            entered: Mutex::default(),
            conversations: per_minute(limits.conversations_per_minute),
            consents: per_minute(limits.consents_per_minute),
            receipts: per_minute(limits.consents_per_minute),
            refusals: per_minute(limits.consents_per_minute),
            own_pages: per_minute(limits.sign_ins_per_minute.saturating_mul(CODES_PER_ADDRESS)),
            own_codes: per_minute(limits.sign_ins_per_minute),
            messages: RateLimiter::keyed(messages),
        }
    }

    /// An attempt to sign in. Strictly limited by address, whichever account it tries, and
    /// generously by account, known or not: guessing from many addresses has an end too, and
    /// whoever guesses from one does not keep out who knows the password (R-SEC-03).
    pub fn sign_in(&self, address: IpAddr, mail: &str, now: Timestamp) -> Result<(), Error> {
        let account = self.whoever(mail.as_bytes(), now);
        self.check(&self.sign_ins, &self.whoever_at(address, now))?;
        self.check(&self.accounts, &account)?;
        self.refuse_locked(address, mail, false, now)
    }

    /// An attempt at the second step of it.
    pub fn code(&self, address: IpAddr, mail: &str, now: Timestamp) -> Result<(), Error> {
        self.check(&self.codes, &self.whoever_at(address, now))?;
        self.refuse_locked(address, mail, false, now)
    }

    /// Somebody who is signed in gives the password again: strangers don't lock them out of it.
    pub fn password_again(&self, address: IpAddr, mail: &str, now: Timestamp) -> Result<(), Error> {
        self.check(&self.sign_ins, &self.whoever_at(address, now))?;
        self.refuse_locked(address, mail, true, now)
    }

    fn refuse_locked(
        &self,
        address: IpAddr,
        mail: &str,
        is_inside: bool,
        now: Timestamp,
    ) -> Result<(), Error> {
        let pair = self.pair(address, mail, now);
        let is_known = is_inside || self.entered.lock().contains_key(&pair);
        let account = self.whoever(mail.as_bytes(), now);
        let everywhere = if is_known { None } else { self.everywhere.wait(account, now) };
        let wait = self.pairs.wait(pair, now).max(everywhere);
        wait.map_or(Ok(()), |retry_after| Err(Error::TooMany { retry_after }))
    }

    /// Password or code was wrong. `true`: from now on there is a wait, and was none before.
    pub fn sign_in_failed(&self, address: IpAddr, mail: &str, now: Timestamp) -> bool {
        let (pair, account) = (self.pair(address, mail, now), self.whoever(mail.as_bytes(), now));
        let both = [self.pairs.failed(pair, now), self.everywhere.failed(account, now)];
        both.contains(&true)
    }

    /// All was right: from this address they come in, whatever strangers do elsewhere.
    pub fn sign_in_succeeded(&self, address: IpAddr, mail: &str, now: Timestamp) {
        let pair = self.pair(address, mail, now);
        self.pairs.succeeded(pair);
        self.entered.lock().insert(pair, now);
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
        self.check(&self.own_codes, &code)
    }

    /// A message, or anything else written to a conversation: limited by conversation, so that
    /// many people behind one address don't disturb each other.
    pub fn message(&self, conversation: &ConversationId) -> Result<(), Error> {
        self.check(&self.messages, conversation)
    }

    /// Forgets what no longer limits anybody.
    pub fn forget_idle(&self, now: Timestamp) {
        self.codes.retain_recent();
        self.pairs.forget_idle(now);
        self.everywhere.forget_idle(now);
        // Keys of another day mean nobody.
        self.entered.lock().retain(|_, at| now.since(*at) < DAY);
        self.sign_ins.retain_recent();
        self.accounts.retain_recent();
        self.conversations.retain_recent();
        self.consents.retain_recent();
        self.receipts.retain_recent();
        self.refusals.retain_recent();
        self.own_pages.retain_recent();
        self.own_codes.retain_recent();
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

    fn pair(&self, address: IpAddr, mail: &str, now: Timestamp) -> Whoever {
        let Whoever(address) = self.whoever_at(address, now);
        self.whoever(&[&address.to_be_bytes()[..], mail.as_bytes()].concat(), now)
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

    #[test]
    fn r_sec_03_strangers_from_everywhere_do_not_lock_out_who_has_signed_in_today() {
        let limits =
            Limits { sign_ins_per_minute: NonZeroU32::new(10_000).unwrap(), ..Limits::default() };
        let limiters = Limiters::new(&limits, [7; 32]);
        let mut now = Timestamp::from_millis(1_780_000_000_000);
        let ada = "ada@x.example";
        let attempt = |last: u8, now| limiters.sign_in([192, 0, 2, last].into(), ada, now);
        limiters.sign_in_succeeded([192, 0, 2, 1].into(), ada, now);
        let begun: Vec<_> = (10..60)
            .filter(|last| limiters.sign_in_failed([192, 0, 2, *last].into(), ada, now))
            .collect();
        assert_eq!(begun, [59], "the fiftieth, and it is told once");
        assert_eq!(attempt(99, now), Err(Error::TooMany { retry_after: 30 }), "a new address");
        assert!(attempt(1, now).is_ok(), "Ada's");
        assert!(limiters.password_again([192, 0, 2, 99].into(), ada, now).is_ok(), "inside");
        assert!(limiters.sign_in([192, 0, 2, 99].into(), "ben@x.example", now).is_ok());
        for _ in 0..5 {
            limiters.sign_in_failed([192, 0, 2, 1].into(), ada, now);
        }
        assert!(attempt(1, now).is_err(), "who guesses there waits all the same");
        now = now.plus(16 * plausch_core::time::MINUTE);
        assert!(attempt(99, now).is_ok() && attempt(1, now).is_ok(), "no wait is for good");
        limiters.forget_idle(now.plus(DAY));
        assert!(limiters.entered.lock().is_empty());
    }
}
