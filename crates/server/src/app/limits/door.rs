//! What guessing at the door costs (R-SEC-03): by address, by account, and by session.
//!
//! An agent must not be kept out by strangers who guess from many addresses, and guessing from many
//! addresses must have an end. What decides is the second factor. When there were many wrong passwords
//! for an account from everywhere, a password alone opens it no more for a while from addresses that
//! are new today; with a code it does, and the answer to a wrong password is the same. So strangers keep
//! out nobody who has a second factor, and every role needs one unless an operator waives it. Wrong
//! codes are counted apart: only somebody who knows the password can give any, and that is the moment
//! to make everybody wait.
//!
//! What is left to strangers: with some 1,500 addresses they can use up the attempts that an account
//! gets in a minute from addresses that are new today. Remembering browsers would help against that,
//! and would be a cookie beyond the session; a filter before the server helps, too.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::DefaultClock;
use governor::{Quota, RateLimiter};
use parking_lot::Mutex;
use plausch_core::Timestamp;
use plausch_core::time::DAY;

use super::whoever::{Salt, Whoever};
use super::{Limiter, check};
use crate::app::Error;
use crate::app::lockout::Lockout;
use crate::app::session::SESSION_LIMIT;
use crate::config::Limits;

/// So many times what one address may try, all addresses together may try at one account: nobody
/// alone keeps an agent out.
const ADDRESSES_PER_ACCOUNT: NonZeroU32 = NonZeroU32::new(10).expect("not zero");
/// So many times what one address may try, all addresses of one customer's IPv6 network may.
const ADDRESSES_PER_NETWORK: NonZeroU32 = NonZeroU32::new(3).expect("not zero");
/// Wrong passwords or codes for one account from one address until waiting begins …
const FAILURES_FROM_ONE: u32 = 5;
/// … and from all addresses together from which nobody has signed in to it today.
const FAILURES_FROM_ALL: u32 = 50;
/// Wrong passwords and codes in one session until it is over, wherever they come from.
const FAILURES_IN_SESSION: u32 = 5;

/// What was wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// The password; there may be no such account.
    Password,
    /// The code of the second factor, after the right password.
    Code,
}

/// The limits of signing in and of giving the password again.
pub struct Door {
    salt: Salt,
    clock: DefaultClock,
    sign_ins: Limiter<Whoever>,
    networks: Limiter<Whoever>,
    accounts: Limiter<Whoever>,
    codes: Limiter<Whoever>,
    /// Failures at one account from one address.
    pairs: Lockout,
    /// Wrong passwords for one account from wherever.
    passwords_everywhere: Lockout,
    /// Wrong codes for one account from wherever.
    codes_everywhere: Lockout,
    /// From where somebody has signed in to which account, and when.
    entered: Mutex<HashMap<Whoever, Timestamp>>,
    /// Failures in a session, by what is kept of its secret; and the last one.
    sessions: Mutex<HashMap<Vec<u8>, (u32, Timestamp)>>,
}

impl Door {
    pub(super) fn new(limits: &Limits, secret: [u8; 32]) -> Self {
        let sign_ins = limits.sign_ins_per_minute;
        let times = |more| RateLimiter::keyed(Quota::per_minute(sign_ins.saturating_mul(more)));
        Self {
            salt: Salt::new(secret),
            clock: DefaultClock::default(),
            sign_ins: RateLimiter::keyed(Quota::per_minute(sign_ins)),
            networks: times(ADDRESSES_PER_NETWORK),
            accounts: times(ADDRESSES_PER_ACCOUNT),
            codes: RateLimiter::keyed(Quota::per_minute(sign_ins)),
            pairs: Lockout::after(FAILURES_FROM_ONE),
            passwords_everywhere: Lockout::after(FAILURES_FROM_ALL),
            codes_everywhere: Lockout::after(FAILURES_FROM_ALL),
            entered: Mutex::default(),
            sessions: Mutex::default(),
        }
    }

    /// An attempt to sign in. Strictly limited by address, whichever account it tries, and
    /// generously by account, known or not. Gives the seconds for which the password alone opens
    /// nothing; `None`: it does.
    pub fn sign_in(
        &self,
        address: IpAddr,
        mail: &str,
        now: Timestamp,
    ) -> Result<Option<u64>, Error> {
        let pair = self.salt.pair(address, mail, now);
        let account = self.salt.whoever(mail.as_bytes(), now);
        check(&self.sign_ins, &self.salt.whoever_at(address, now), &self.clock)?;
        refuse(self.pairs.wait(pair, now))?;
        if self.has_entered(pair) {
            return Ok(None);
        }
        if let Some(network) = self.salt.network_of(address, now) {
            check(&self.networks, &network, &self.clock)?;
        }
        check(&self.accounts, &account, &self.clock)?;
        Ok(self.passwords_everywhere.wait(account, now))
    }

    /// An attempt at the second step of it.
    pub fn code(&self, address: IpAddr, mail: &str, now: Timestamp) -> Result<(), Error> {
        let pair = self.salt.pair(address, mail, now);
        let account = self.salt.whoever(mail.as_bytes(), now);
        check(&self.codes, &self.salt.whoever_at(address, now), &self.clock)?;
        refuse(self.pairs.wait(pair, now))?;
        let everywhere = self.codes_everywhere.wait(account, now);
        refuse(everywhere.filter(|_| !self.has_entered(pair)))
    }

    /// Somebody who is signed in gives the password again: strangers don't lock them out of it.
    pub fn password_again(&self, address: IpAddr, mail: &str, now: Timestamp) -> Result<(), Error> {
        check(&self.sign_ins, &self.salt.whoever_at(address, now), &self.clock)?;
        refuse(self.pairs.wait(self.salt.pair(address, mail, now), now))
    }

    fn has_entered(&self, pair: Whoever) -> bool {
        self.entered.lock().contains_key(&pair)
    }

    /// Password or code was wrong. `true`: from now on there is a wait, and was none before.
    pub fn failed(&self, address: IpAddr, mail: &str, wrong: Wrong, now: Timestamp) -> bool {
        let account = self.salt.whoever(mail.as_bytes(), now);
        let everywhere = match wrong {
            Wrong::Password => &self.passwords_everywhere,
            Wrong::Code => &self.codes_everywhere,
        };
        let pair = self.salt.pair(address, mail, now);
        let both = [self.pairs.failed(pair, now), everywhere.failed(account, now)];
        both.contains(&true)
    }

    /// All was right: from this address they come in, whatever strangers do elsewhere.
    pub fn succeeded(&self, address: IpAddr, mail: &str, now: Timestamp) {
        let pair = self.salt.pair(address, mail, now);
        self.pairs.succeeded(pair);
        self.entered.lock().insert(pair, now);
    }

    /// Password or code was wrong in a session. `true`: it is over; whoever has it may not be whose it
    /// is, and guesses from as many addresses as they like.
    pub fn failed_in_session(&self, session: &[u8], now: Timestamp) -> bool {
        let mut sessions = self.sessions.lock();
        let (count, last) = sessions.entry(session.to_vec()).or_insert((0, now));
        *count += 1;
        *last = now;
        *count >= FAILURES_IN_SESSION
    }

    /// Everything that was asked for was right in a session, or it is over.
    pub fn forget_session(&self, session: &[u8]) {
        self.sessions.lock().remove(session);
    }

    /// A session goes on as another one, for which the password was enough.
    pub fn session_goes_on(&self, session: &[u8], next: &[u8]) {
        let mut sessions = self.sessions.lock();
        if let Some(failures) = sessions.remove(session) {
            sessions.insert(next.to_vec(), failures);
        }
    }

    /// Forgets what no longer limits anybody.
    pub(super) fn forget_idle(&self, now: Timestamp) {
        self.sign_ins.retain_recent();
        self.networks.retain_recent();
        self.accounts.retain_recent();
        self.codes.retain_recent();
        self.pairs.forget_idle(now);
        self.passwords_everywhere.forget_idle(now);
        self.codes_everywhere.forget_idle(now);
        // Keys of another day mean nobody.
        self.entered.lock().retain(|_, at| now.since(*at) < DAY);
        self.sessions.lock().retain(|_, (_, last)| now.since(*last) < SESSION_LIMIT);
    }
}

fn refuse(wait: Option<u64>) -> Result<(), Error> {
    wait.map_or(Ok(()), |retry_after| Err(Error::TooMany { retry_after }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_780_000_000_000);
    const ADA: &str = "ada@x.example";

    fn door(sign_ins_per_minute: u32) -> Door {
        let sign_ins_per_minute = NonZeroU32::new(sign_ins_per_minute).unwrap();
        Door::new(&Limits { sign_ins_per_minute, ..Limits::default() }, [7; 32])
    }

    fn at(last: u8) -> IpAddr {
        [192, 0, 2, last].into()
    }

    #[test]
    fn r_sec_03_one_address_tries_ten_times_and_all_together_a_hundred_times_at_one_account() {
        let door = door(10);
        let attempt = |last: u8, mail: &str| door.sign_in(at(last), mail, NOW);
        let tried = (0..40).take_while(|_| attempt(1, ADA).is_ok());
        assert_eq!(tried.count(), 10);
        assert!(attempt(1, "ben@x.example").is_err(), "whichever account");
        door.succeeded(at(2), ADA, NOW);
        let tried = (3..=255).take_while(|last| attempt(*last, ADA).is_ok());
        // In a slow minute one more has become free.
        assert!((90..96).contains(&tried.count()), "guessing from everywhere has an end");
        assert_eq!(attempt(2, ADA), Ok(None), "Ada is not kept out");
    }

    #[test]
    fn r_sec_03_who_waits_for_wrong_ones_takes_no_attempts_from_others() {
        let door = door(10);
        for _ in 0..5 {
            door.failed(at(1), ADA, Wrong::Password, NOW);
        }
        let refused = (0..10).filter(|_| door.sign_in(at(1), ADA, NOW).is_err());
        assert_eq!(refused.count(), 10);
        let tried = (2..=255).take_while(|last| door.sign_in(at(*last), ADA, NOW).is_ok());
        assert!((100..106).contains(&tried.count()), "all of them are left");
    }

    #[test]
    fn r_sec_03_one_network_of_many_addresses_does_not_use_up_the_attempts_at_an_account() {
        let door = door(10);
        let from = |part| IpAddr::from([0x2001, 0xdb8, 1, part, 0, 0, 0, 1]);
        let tried = (0..500).take_while(|part| door.sign_in(from(*part), ADA, NOW).is_ok());
        assert!((30..33).contains(&tried.count()), "a /48");
        assert_eq!(door.sign_in(at(1), ADA, NOW), Ok(None), "Ada comes for the first time");
    }

    #[test]
    fn r_sec_03_strangers_from_everywhere_leave_the_way_in_by_password_and_code() {
        let door = door(10_000);
        let mut now = NOW;
        door.succeeded(at(1), ADA, now);
        let begun: Vec<_> =
            (10..60).filter(|last| door.failed(at(*last), ADA, Wrong::Password, now)).collect();
        assert_eq!(begun, [59], "the fiftieth, and it is told once");
        assert_eq!(door.sign_in(at(99), ADA, now), Ok(Some(30)), "not by the password alone");
        assert_eq!(door.code(at(99), ADA, now), Ok(()), "but by password and code");
        assert_eq!(door.sign_in(at(1), ADA, now), Ok(None), "Ada's address");
        assert!(door.password_again(at(99), ADA, now).is_ok(), "inside");
        assert_eq!(door.sign_in(at(99), "ben@x.example", now), Ok(None));
        for last in 10..60 {
            door.failed(at(last), ADA, Wrong::Code, now);
        }
        let waits = Err(Error::TooMany { retry_after: 30 });
        assert_eq!(door.code(at(99), ADA, now), waits, "guessing codes has an end everywhere");
        assert_eq!(door.code(at(1), ADA, now), Ok(()), "Ada's address");
        for _ in 0..5 {
            door.failed(at(1), ADA, Wrong::Password, now);
        }
        assert!(door.sign_in(at(1), ADA, now).is_err(), "who guesses there waits all the same");
        now = now.plus(16 * plausch_core::time::MINUTE);
        assert_eq!(door.sign_in(at(99), ADA, now), Ok(None), "no wait is for good");
        assert!(door.sign_in(at(1), ADA, now).is_ok() && door.code(at(99), ADA, now).is_ok());
        door.forget_idle(now.plus(DAY));
        assert!(door.entered.lock().is_empty());
    }

    #[test]
    fn r_sec_03_a_session_ends_with_the_fifth_wrong_one_and_a_new_password_does_not_help() {
        let door = door(10);
        let fails = |session: &[u8]| door.failed_in_session(session, NOW);
        assert!((0..4).all(|_| !fails(b"one")));
        assert!(!fails(b"two"), "another session");
        door.session_goes_on(b"one", b"next");
        assert!(fails(b"next"), "the fifth");
        assert!((0..3).all(|_| !fails(b"two")));
        door.forget_session(b"two");
        assert!((0..4).all(|_| !fails(b"two")), "from the start");
        door.forget_idle(NOW.plus(SESSION_LIMIT));
        assert!(door.sessions.lock().is_empty());
    }
}
