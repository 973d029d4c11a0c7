//! Waits that grow with every wrong password or code, and end by themselves. In memory only, by
//! keys that make nobody recognisable (`limits`).

use std::collections::HashMap;

use parking_lot::Mutex;
use plausch_core::Timestamp;
use plausch_core::time::{HOUR, MINUTE, SECOND};

use super::limits::Whoever;

/// The first wait.
const FIRST: i64 = 30 * SECOND;
/// No wait is longer: a stranger keeps nobody out for good.
const LONGEST: i64 = 15 * MINUTE;
/// Failures are forgotten when there was none for so long.
const FORGOTTEN_AFTER: i64 = HOUR;

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last: Timestamp,
    until: Timestamp,
}

/// Who has failed how often, and until when they wait.
#[derive(Debug)]
pub(super) struct Lockout {
    /// So many failures cost nothing.
    free: u32,
    kept: Mutex<HashMap<Whoever, Failures>>,
}

impl Lockout {
    /// The failure after so many free ones is the first to make wait.
    pub(super) fn after(free: u32) -> Self {
        Self { free, kept: Mutex::default() }
    }

    /// How long they have to wait still, in whole seconds; `None`: not at all.
    pub(super) fn wait(&self, who: Whoever, now: Timestamp) -> Option<u64> {
        let until = self.kept.lock().get(&who)?.until;
        let seconds = u64::try_from(until.since(now)).ok()?.div_ceil(1_000);
        (seconds > 0).then_some(seconds)
    }

    /// It was wrong. `true`: from now on they wait, and did not before.
    pub(super) fn failed(&self, who: Whoever, now: Timestamp) -> bool {
        let mut kept = self.kept.lock();
        let none = Failures { count: 0, last: now, until: now };
        let failures = kept.entry(who).or_insert(none);
        if now.since(failures.last) >= FORGOTTEN_AFTER {
            *failures = none;
        }
        failures.count = failures.count.saturating_add(1);
        failures.last = now;
        let Some(beyond) = failures.count.checked_sub(self.free) else { return false };
        // Doubled each time, and never more than the shift could hold.
        failures.until = now.plus((FIRST << beyond.min(10)).min(LONGEST));
        beyond == 0
    }

    /// It was right: what came before is forgotten.
    pub(super) fn succeeded(&self, who: Whoever) {
        self.kept.lock().remove(&who);
    }

    /// Forgets what makes nobody wait any more.
    pub(super) fn forget_idle(&self, now: Timestamp) {
        self.kept.lock().retain(|_, failures| now.since(failures.last) < FORGOTTEN_AFTER);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r_sec_03_waits_double_up_to_a_quarter_of_an_hour_and_are_forgotten() {
        let (lockout, ada) = (Lockout::after(5), Whoever::of(1));
        let mut now = Timestamp::from_millis(1_780_000_000_000);
        for _ in 0..4 {
            assert!(!lockout.failed(ada, now));
            assert_eq!(lockout.wait(ada, now), None);
        }
        assert!(lockout.failed(ada, now), "from now on");
        for seconds in [30, 60, 120, 240, 480, 900, 900, 900] {
            assert_eq!(lockout.wait(ada, now), Some(seconds));
            assert_eq!(lockout.wait(Whoever::of(2), now), None, "nobody else");
            now = now.plus(i64::try_from(seconds).unwrap() * SECOND);
            assert_eq!(lockout.wait(ada, now), None, "it ends by itself");
            assert!(!lockout.failed(ada, now), "told once");
        }
        lockout.forget_idle(now);
        assert!(lockout.wait(ada, now).is_some(), "nothing is forgotten too early");
        now = now.plus(HOUR);
        assert!(!lockout.failed(ada, now) && lockout.wait(ada, now).is_none(), "from the start");
        lockout.failed(ada, now);
        lockout.succeeded(ada);
        lockout.forget_idle(now);
        assert!(lockout.kept.lock().is_empty());
    }
}
