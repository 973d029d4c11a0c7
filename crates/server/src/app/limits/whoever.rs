//! Addresses and accounts, made unrecognisable: a key that is never kept, and that means somebody else
//! the next day (R-MIN-02).

use std::net::IpAddr;

use parking_lot::Mutex;
use plausch_core::Timestamp;
use plausch_core::time::DAY;
use ring::hmac;

/// An address or an account, made unrecognisable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::app) struct Whoever(u64);

#[cfg(test)]
impl Whoever {
    pub(in crate::app) const fn of(number: u64) -> Self {
        Self(number)
    }
}

/// The secret that changes every day.
pub(super) struct Salt(Mutex<Today>);

struct Today {
    key: hmac::Key,
    until: Timestamp,
}

impl Salt {
    /// `secret` keys the first day's hashes.
    pub(super) fn new(secret: [u8; 32]) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
        Self(Mutex::new(Today { key, until: Timestamp::from_millis(0) }))
    }

    /// An IPv6 address stands for its /64: that is what one customer gets.
    pub(super) fn whoever_at(&self, address: IpAddr, now: Timestamp) -> Whoever {
        match address.to_canonical() {
            IpAddr::V4(address) => self.whoever(&address.octets(), now),
            IpAddr::V6(address) => self.whoever(&address.octets()[..8], now),
        }
    }

    /// The network of an IPv6 address as providers give them to customers (/48), who have 65,536 of
    /// what counts as an address. Others have one.
    pub(super) fn network_of(&self, address: IpAddr, now: Timestamp) -> Option<Whoever> {
        match address.to_canonical() {
            IpAddr::V4(_) => None,
            IpAddr::V6(address) => Some(self.whoever(&address.octets()[..6], now)),
        }
    }

    /// An account as it is tried from one address.
    pub(super) fn pair(&self, address: IpAddr, mail: &str, now: Timestamp) -> Whoever {
        let Whoever(address) = self.whoever_at(address, now);
        self.whoever(&[&address.to_be_bytes()[..], mail.as_bytes()].concat(), now)
    }

    pub(super) fn whoever(&self, what: &[u8], now: Timestamp) -> Whoever {
        let mut today = self.0.lock();
        if now >= today.until {
            // The next day's key comes from the last one, which is forgotten.
            let next = hmac::sign(&today.key, &now.millis().to_be_bytes());
            *today = Today {
                key: hmac::Key::new(hmac::HMAC_SHA256, next.as_ref()),
                until: now.plus(DAY),
            };
        }
        let hash = hmac::sign(&today.key, what);
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&hash.as_ref()[..8]);
        Whoever(u64::from_be_bytes(bytes))
    }
}
