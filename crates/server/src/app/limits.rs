//! How often who may do what. In memory only: an address is never kept, it only makes a key
//! together with a secret that changes every day (R-MIN-02).

mod door;
mod whoever;

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use plausch_core::Timestamp;
use plausch_core::id::ConversationId;

use self::door::Door;
pub(super) use self::door::Wrong;
use self::whoever::Salt;
pub(super) use self::whoever::Whoever;
use super::Error;
use crate::config::Limits;

type Limiter<K> = DefaultKeyedRateLimiter<K>;

/// So many codes of own pages can be tried from one address until it is too much: many visitors share one.
const CODES_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(10).expect("not zero");

/// So often a minute one conversation is taken along or looked at as a whole.
const COPIES_PER_MINUTE: NonZeroU32 = NonZeroU32::new(30).expect("not zero");

/// All limits.
pub struct Limiters {
    /// Those of signing in.
    pub door: Door,
    salt: Salt,
    clock: DefaultClock,
    conversations: Limiter<Whoever>,
    consents: Limiter<Whoever>,
    receipts: Limiter<Whoever>,
    refusals: Limiter<Whoever>,
    own_pages: Limiter<Whoever>,
    own_codes: Limiter<Whoever>,
    messages: Limiter<ConversationId>,
    copies: Limiter<ConversationId>,
}

impl Limiters {
    /// Limits as configured; `secret` keys the first day's hashes.
    pub fn new(limits: &Limits, secret: [u8; 32]) -> Self {
        let messages =
            Quota::per_second(limits.messages_per_second).allow_burst(limits.messages_at_once);
        let keyed = |times| RateLimiter::keyed(Quota::per_minute(times));
        Self {
            door: Door::new(limits, secret),
            salt: Salt::new(secret),
            clock: DefaultClock::default(),
            conversations: keyed(limits.conversations_per_minute),
            consents: keyed(limits.consents_per_minute),
            receipts: keyed(limits.consents_per_minute),
            refusals: keyed(limits.consents_per_minute),
            own_pages: keyed(limits.sign_ins_per_minute.saturating_mul(CODES_PER_ADDRESS)),
            own_codes: keyed(limits.sign_ins_per_minute),
            messages: RateLimiter::keyed(messages),
            copies: RateLimiter::keyed(Quota::per_minute(COPIES_PER_MINUTE)),
        }
    }

    /// A conversation begun.
    pub fn conversation(&self, address: IpAddr, now: Timestamp) -> Result<(), Error> {
        self.check(&self.conversations, &self.salt.whoever_at(address, now))
    }

    /// A consent recorded. Taking one back is never limited.
    pub fn consent(&self, address: IpAddr, now: Timestamp) -> Result<(), Error> {
        self.check(&self.consents, &self.salt.whoever_at(address, now))
    }

    /// A receipt made: as often as consents, and apart from them.
    pub fn receipt(&self, address: IpAddr, now: Timestamp) -> Result<(), Error> {
        self.check(&self.receipts, &self.salt.whoever_at(address, now))
    }

    /// A refusal counted: as often as consents, and apart from them. Refusing itself is never limited.
    pub fn refusal(&self, address: IpAddr, now: Timestamp) -> Result<(), Error> {
        self.check(&self.refusals, &self.salt.whoever_at(address, now))
    }

    /// An attempt to come to the own page by code and secret: limited by code, known or not, and by
    /// address together with all codes (R-DSR-03).
    pub fn own_page(&self, address: IpAddr, code: &str, now: Timestamp) -> Result<(), Error> {
        let code = self.salt.whoever(code.as_bytes(), now);
        self.check(&self.own_pages, &self.salt.whoever_at(address, now))?;
        self.check(&self.own_codes, &code)
    }

    /// A message, or anything else written to a conversation: limited by conversation, so that
    /// many people behind one address don't disturb each other.
    pub fn message(&self, conversation: &ConversationId) -> Result<(), Error> {
        self.check(&self.messages, conversation)
    }

    /// A whole conversation to be seen or taken along: it is made in memory, and may be long.
    pub fn copy(&self, conversation: &ConversationId) -> Result<(), Error> {
        self.check(&self.copies, conversation)
    }

    /// Forgets what no longer limits anybody.
    pub fn forget_idle(&self, now: Timestamp) {
        self.door.forget_idle(now);
        self.conversations.retain_recent();
        self.consents.retain_recent();
        self.receipts.retain_recent();
        self.refusals.retain_recent();
        self.own_pages.retain_recent();
        self.own_codes.retain_recent();
        self.messages.retain_recent();
        self.copies.retain_recent();
    }

    fn check<K: Hash + Eq + Clone>(&self, limiter: &Limiter<K>, key: &K) -> Result<(), Error> {
        check(limiter, key, &self.clock)
    }
}

fn check<K: Hash + Eq + Clone>(
    limiter: &Limiter<K>,
    key: &K,
    clock: &DefaultClock,
) -> Result<(), Error> {
    limiter.check_key(key).map_err(|until| {
        let wait = until.wait_time_from(clock.now());
        Error::TooMany { retry_after: wait.as_secs() + 1 }
    })
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
    fn a_conversation_is_taken_along_thirty_times_a_minute_and_no_other_waits_for_it() {
        let limiters = Limiters::new(&Limits::default(), [7; 32]);
        let now = Timestamp::from_millis(1_780_000_000_000);
        let [hers, other] = [1, 2].map(|number| ConversationId::new(now, [number; 10]));
        let taken = (0..99).take_while(|_| limiters.copy(&hers).is_ok());
        assert!((30..33).contains(&taken.count()));
        assert!(limiters.copy(&other).is_ok());
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
