//! The next choice under a record: what is agreed to anew, and what is only carried along.

use super::{Consent, Granted, NotAllowed, Since, Ui, valid_until};
use crate::id::ServiceId;
use crate::time::{DAY, Timestamp};

/// What a record holds after a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Each service in the state that was agreed to, now or earlier.
    pub granted: Granted,
    /// What was agreed to earlier, and when.
    pub since: Since,
}

impl Ui {
    /// Does this place ask for the service each time? The banner for everything but the chat, which
    /// asks for itself. Elsewhere only what is added is asked for.
    fn asks_anew(self, service: &ServiceId) -> bool {
        let is_chat = *service == ServiceId::chat();
        let is_own = is_chat || *service == ServiceId::remember();
        match self {
            Self::Banner | Self::Settings | Self::Adapter => !is_own,
            Self::Dialog | Self::Landing | Self::Page => is_chat,
            Self::Menu
            | Self::Placeholder
            | Self::Message
            | Self::Ask
            | Self::Own
            | Self::Request
            | Self::Unknown => false,
        }
    }
}

impl Change {
    /// The first choice of a record: everything is agreed to now.
    pub const fn first(granted: Granted) -> Self {
        Self { granted, since: Since::new() }
    }

    /// Was anything agreed to, or taken back, that `before` doesn't say? Agreeing to the same again
    /// on the same day (UTC) is the same choice told twice.
    pub fn differs_from(&self, before: &Consent, now: Timestamp) -> bool {
        let day = |at: Timestamp| at.millis().div_euclid(DAY);
        let date = |service| self.since.get(service).copied().unwrap_or(now);
        self.granted != before.granted
            || self.granted.keys().any(|one| day(date(one)) != day(before.since(one)))
    }
}

impl Consent {
    /// What the record holds when exactly these services are wanted. `offered`: the states that the
    /// text which was shown offers; `None`: it isn't the current text, so that nothing can be agreed
    /// to, only taken back ([`NotAllowed::Stale`]). What isn't asked for keeps its state and its
    /// date, whatever else is decided (R-CONS-03, R-CONS-07). [`NotAllowed::Required`]: a service
    /// that the site doesn't offer.
    pub fn then<'s>(
        &self,
        wanted: impl IntoIterator<Item = &'s ServiceId>,
        ui: Ui,
        offered: Option<&Granted>,
        now: Timestamp,
    ) -> Result<Change, NotAllowed> {
        let mut change = Change::first(Granted::new());
        for service in wanted {
            let held = self.granted.get(service);
            let counts = held.is_some() && now < valid_until(self.since(service));
            let is_asked = !counts || ui.asks_anew(service);
            let state = match (held, offered) {
                (_, Some(offered)) if is_asked => {
                    offered.get(service).ok_or(NotAllowed::Required)?
                }
                (Some(state), _) => {
                    change.since.insert(service.clone(), self.since(service));
                    state
                }
                (None, _) => return Err(NotAllowed::Stale),
            };
            change.granted.insert(service.clone(), state.clone());
        }
        Ok(change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::EventKind;
    use crate::id::{NoticeVersion, Revision};

    fn day(day: i64) -> Timestamp {
        Timestamp::from_millis(day * DAY)
    }

    fn id(name: &str) -> ServiceId {
        ServiceId::parse(name).expect("an id")
    }

    fn states(all: &[(&str, &str)]) -> Granted {
        all.iter().map(|(name, state)| (id(name), Revision::of(state))).collect()
    }

    /// Agreed to on day 0.
    fn before(all: &[(&str, &str)]) -> Consent {
        Consent {
            kind: EventKind::Granted,
            granted: states(all),
            since: Since::new(),
            notice: NoticeVersion::of("text"),
            at: day(0),
        }
    }

    fn then(
        before: &Consent,
        wanted: &[&str],
        ui: Ui,
        offered: Option<&Granted>,
        now: i64,
    ) -> Result<Change, NotAllowed> {
        let wanted: Vec<_> = wanted.iter().map(|name| id(name)).collect();
        before.then(&wanted, ui, offered, day(now))
    }

    #[test]
    fn r_cons_07_another_choice_renews_neither_the_state_nor_the_date_of_the_chat() {
        let offered = states(&[("chat", "new"), ("film", "1")]);
        let old = before(&[("chat", "old")]);
        for ui in [Ui::Banner, Ui::Settings, Ui::Placeholder, Ui::Message] {
            let change = then(&old, &["chat", "film"], ui, Some(&offered), 100).expect("allowed");
            assert_eq!(change.granted, states(&[("chat", "old"), ("film", "1")]), "{ui:?}");
            assert_eq!(change.since, [(id("chat"), day(0))].into(), "{ui:?}");
        }
    }

    #[test]
    fn r_cons_07_what_the_banner_asks_for_is_agreed_to_anew_and_one_placeholder_renews_nothing() {
        let offered = states(&[("film", "1"), ("map", "1")]);
        let old = before(&[("film", "1")]);
        let banner = then(&old, &["film", "map"], Ui::Banner, Some(&offered), 100);
        assert_eq!(banner.expect("allowed").since, Since::new());
        let one = then(&old, &["film", "map"], Ui::Placeholder, Some(&offered), 100);
        assert_eq!(one.expect("allowed").since, [(id("film"), day(0))].into());
    }

    #[test]
    fn r_wdr_01_less_can_be_said_under_any_text_and_more_only_under_the_current_one() {
        let old = before(&[("film", "1"), ("map", "1")]);
        let less = then(&old, &["map"], Ui::Settings, None, 3).expect("allowed");
        assert_eq!((&less.granted, less.since.len()), (&states(&[("map", "1")]), 1));
        assert_eq!(then(&old, &["map", "count"], Ui::Settings, None, 3), Err(NotAllowed::Stale));
        let offered = states(&[("map", "1")]);
        let unknown = then(&old, &["map", "count"], Ui::Settings, Some(&offered), 3);
        assert_eq!(unknown, Err(NotAllowed::Required));
    }

    #[test]
    fn r_cons_07_what_has_run_out_is_agreed_to_anew_or_not_at_all() {
        let offered = states(&[("film", "2")]);
        let old = before(&[("film", "1")]);
        let again = then(&old, &["film"], Ui::Placeholder, Some(&offered), 180).expect("allowed");
        assert_eq!((again.granted, again.since), (offered, Since::new()));
    }

    #[test]
    fn the_same_choice_told_twice_is_one() {
        let offered = states(&[("film", "1")]);
        let old = before(&[("film", "1")]);
        let differs = |ui, at: i64| {
            let change = then(&old, &["film"], ui, Some(&offered), at).expect("allowed");
            change.differs_from(&old, day(at))
        };
        assert!(!differs(Ui::Banner, 0));
        assert!(differs(Ui::Banner, 1));
        assert!(!differs(Ui::Placeholder, 1));
    }
}
