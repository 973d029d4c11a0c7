//! Consent: about storing something on the device (section 25 TDDDG), not about answering a
//! question (Art. 6(1)(b)/(f) GDPR). See docs/requirements.md, R-CONS-*, R-WDR-*, R-PROOF-*.

mod change;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

pub use self::change::Change;
use crate::id::{ConsentId, NoticeVersion, Revision, ServiceId, SiteId};
use crate::site::Lang;
use crate::time::{DAY, SECOND, Timestamp};

/// How long a choice counts, for grant and refusal alike (R-CONS-07, R-CONS-08).
pub const VALIDITY_DAYS: i64 = 180;

/// How long a choice is kept as proof after it stopped counting: to the end of the third year
/// after, the regular limitation period (sections 195, 199 BGB; R-PROOF-05).
pub const PROOF_YEARS: i32 = 3;

/// Choices made before this moment are no longer needed as proof. Years begin and end in UTC.
pub fn proof_needed_since(now: Timestamp) -> Timestamp {
    // Stopped counting in the year Y: kept to the end of Y + 3. So at `now`, whatever stopped
    // counting before this year - 3 began may go.
    let first_year = now.to_utc().year() - PROOF_YEARS;
    let began = time::Date::from_calendar_date(first_year, time::Month::January, 1)
        .map_or(0, |day| day.midnight().assume_utc().unix_timestamp());
    Timestamp::from_millis(began * SECOND).plus(-VALIDITY_DAYS * DAY)
}

/// What is granted together, each service in the state that was agreed to. Never empty when
/// recorded: a refusal is not recorded (R-PROOF-02).
pub type Granted = BTreeMap<ServiceId, Revision>;

/// When services were agreed to that were not asked for again by the newest choice. What is not in
/// it was agreed to by that choice.
pub type Since = BTreeMap<ServiceId, Timestamp>;

/// Where in the pages the choice was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ui {
    /// The dialog that the launcher opens.
    Dialog,
    /// The landing block on the operator's own page.
    Landing,
    /// The hosted landing page.
    Page,
    /// The chat's own menu.
    Menu,
    /// The first layer of the banner.
    Banner,
    /// The settings: the banner's second layer.
    Settings,
    /// The place of an embed that waits for consent.
    Placeholder,
    /// A message with an embed.
    Message,
    /// A small question for one service or purpose, which a page has asked for.
    Ask,
    /// The page on which a visitor sees their own data.
    Own,
    /// A data request, carried out by whoever answers it: consent is taken back there, never given.
    Request,
    /// The site's own settings page, which its operator has switched on as an adapter.
    Adapter,
    /// Not told: a withdrawal of a browser that couldn't reach the server when it was made, and no
    /// longer knows. Nothing can be agreed to there.
    Unknown,
}

impl Ui {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Dialog,
        Self::Landing,
        Self::Page,
        Self::Menu,
        Self::Banner,
        Self::Settings,
        Self::Placeholder,
        Self::Message,
        Self::Ask,
        Self::Own,
        Self::Adapter,
        Self::Request,
        Self::Unknown,
    ];

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ui| ui.as_str() == text)
    }

    /// The word stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dialog => "dialog",
            Self::Landing => "landing",
            Self::Page => "page",
            Self::Menu => "menu",
            Self::Banner => "banner",
            Self::Settings => "settings",
            Self::Placeholder => "placeholder",
            Self::Message => "message",
            Self::Ask => "ask",
            Self::Own => "own",
            Self::Request => "request",
            Self::Adapter => "adapter",
            Self::Unknown => "unknown",
        }
    }
}

/// What happened to a consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// Services were granted (or the granted set changed).
    Granted,
    /// Everything was taken back.
    Withdrawn,
}

impl EventKind {
    /// The word stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Granted, Self::Withdrawn].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Names one event of a consent record: `<record>.<number>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EventId {
    /// The record.
    pub record: ConsentId,
    /// Which event of the record, from 1.
    pub number: i64,
}

impl EventId {
    /// Reads the name of an event.
    pub fn parse(text: &str) -> Option<Self> {
        let (record, number) = text.split_once('.')?;
        let id = Self { record: ConsentId::parse(record).ok()?, number: number.parse().ok()? };
        // `+1` or `01` would be other names of the same event.
        (id.to_string() == text).then_some(id)
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.record, self.number)
    }
}

/// A consent event, whole: everything that is kept of a choice (R-PROOF-02).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its name.
    pub id: EventId,
    /// On which site.
    pub site: SiteId,
    /// Granted or withdrawn.
    pub kind: EventKind,
    /// What is granted now; for a withdrawal, what was taken back.
    pub granted: Granted,
    /// What of it was agreed to earlier, and when.
    pub since: Since,
    /// Under which text.
    pub notice: NoticeVersion,
    /// In which language.
    pub lang: Lang,
    /// Where in the pages.
    pub ui: Ui,
    /// When.
    pub at: Timestamp,
}

/// The newest event of a consent record: what it says now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Granted or withdrawn.
    pub kind: EventKind,
    /// What is granted; after a withdrawal, what was taken back.
    pub granted: Granted,
    /// What of it was agreed to earlier, and when.
    pub since: Since,
    /// Under which text.
    pub notice: NoticeVersion,
    /// When.
    pub at: Timestamp,
}

/// When a choice that was made at this moment stops counting.
pub const fn valid_until(at: Timestamp) -> Timestamp {
    at.plus(VALIDITY_DAYS * DAY)
}

/// Why a consent does not allow something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAllowed {
    /// There is none, it was withdrawn, it is too old, or it was given for something else.
    #[error("consent is required")]
    Required,
    /// It was given to a state of the service that is no longer current.
    #[error("the consent was given to an earlier state of things")]
    Stale,
}

impl Consent {
    /// When a service of it was agreed to.
    pub fn since(&self, service: &ServiceId) -> Timestamp {
        self.since.get(service).copied().unwrap_or(self.at)
    }

    /// May the service be used now, in its current state?
    pub fn allows(
        &self,
        service: &ServiceId,
        current: &Revision,
        now: Timestamp,
    ) -> Result<(), NotAllowed> {
        if self.kind == EventKind::Withdrawn || now >= valid_until(self.since(service)) {
            return Err(NotAllowed::Required);
        }
        match self.granted.get(service) {
            None => Err(NotAllowed::Required),
            Some(granted) if granted == current => Ok(()),
            Some(_) => Err(NotAllowed::Stale),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn revision(number: u8) -> Revision {
        Revision::of(&number.to_string())
    }

    fn consent() -> Consent {
        Consent {
            kind: EventKind::Granted,
            granted: [(ServiceId::chat(), revision(1))].into(),
            since: Since::new(),
            notice: NoticeVersion::of("text 1"),
            at: Timestamp::from_millis(0),
        }
    }

    fn allows(consent: &Consent, state: u8, day: i64) -> Result<(), NotAllowed> {
        consent.allows(&ServiceId::chat(), &revision(state), Timestamp::from_millis(day * DAY))
    }

    #[test]
    fn r_cons_03_a_consent_allows_only_what_it_was_given_for() {
        assert_eq!(allows(&consent(), 1, 1), Ok(()));
        let other = ServiceId::remember();
        let now = Timestamp::from_millis(1);
        assert_eq!(consent().allows(&other, &revision(1), now), Err(NotAllowed::Required));
    }

    #[test]
    fn r_cons_07_a_consent_counts_for_180_days_and_for_the_state_it_was_given_to() {
        assert_eq!(allows(&consent(), 1, 179), Ok(()));
        assert_eq!(allows(&consent(), 1, 180), Err(NotAllowed::Required));
        assert_eq!(allows(&consent(), 2, 1), Err(NotAllowed::Stale));
    }

    #[test]
    fn r_cons_07_each_service_counts_from_the_day_it_was_agreed_to() {
        let mut later = consent();
        later.since = [(ServiceId::chat(), Timestamp::from_millis(0))].into();
        later.at = Timestamp::from_millis(100 * DAY);
        assert_eq!(allows(&later, 1, 179), Ok(()));
        assert_eq!(allows(&later, 1, 180), Err(NotAllowed::Required));
    }

    #[test]
    fn r_proof_05_a_choice_is_kept_to_the_end_of_the_third_year_after_it_counted() {
        use time::macros::datetime;
        let moment = |at: time::OffsetDateTime| Timestamp::from_millis(at.unix_timestamp() * 1_000);
        // Given on 1 March 2026, it counts until 28 August 2026: proof to the end of 2029.
        let given = moment(datetime!(2026-03-01 12:00 UTC));
        assert!(given >= proof_needed_since(moment(datetime!(2029-12-31 23:59:59 UTC))));
        assert!(given < proof_needed_since(moment(datetime!(2030-01-01 00:00 UTC))));
        // Given on 5 July 2026, it counts into 2027: a year longer.
        let given = moment(datetime!(2026-07-05 12:00 UTC));
        assert!(given >= proof_needed_since(moment(datetime!(2030-12-31 23:59:59 UTC))));
        assert!(given < proof_needed_since(moment(datetime!(2031-01-01 00:00 UTC))));
    }

    #[test]
    fn an_event_has_one_name() {
        let name = "AAAAAAAAAAAAAAAAAAAAAA.12";
        assert_eq!(EventId::parse(name).expect("a name").to_string(), name);
        for bad in ["", "AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAA.", "x.1"] {
            assert_eq!(EventId::parse(bad), None, "{bad}");
        }
        assert_eq!(EventId::parse("AAAAAAAAAAAAAAAAAAAAAA.+1"), None);
        assert_eq!(EventId::parse("AAAAAAAAAAAAAAAAAAAAAA.01"), None);
    }

    #[test]
    fn r_wdr_02_a_withdrawn_consent_allows_nothing() {
        let withdrawn = Consent { kind: EventKind::Withdrawn, ..consent() };
        assert_eq!(allows(&withdrawn, 1, 1), Err(NotAllowed::Required));
    }
}
