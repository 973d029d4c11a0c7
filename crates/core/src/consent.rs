//! Consent: about storing something on the device (section 25 TDDDG), not about answering a
//! question (Art. 6(1)(b)/(f) GDPR). See docs/requirements.md, R-CONS-*, R-WDR-*, R-PROOF-*.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::id::NoticeVersion;
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

/// What consent is given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Keeping the running chat's token on the device.
    Chat,
    /// Recognising the visitor's chat again for the site's number of days (R-TERM-06).
    Remember,
}

/// Purposes granted together. Never empty when recorded: a refusal is not recorded (R-PROOF-02).
pub type Purposes = BTreeSet<Purpose>;

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
}

impl Ui {
    /// The word stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dialog => "dialog",
            Self::Landing => "landing",
            Self::Page => "page",
            Self::Menu => "menu",
        }
    }
}

/// What happened to a consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// Purposes were granted (or the granted set changed).
    Granted,
    /// Everything was taken back.
    Withdrawn,
}

/// The newest event of a consent record: what it says now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Granted or withdrawn.
    pub kind: EventKind,
    /// What for.
    pub purposes: Purposes,
    /// Under which text.
    pub notice: NoticeVersion,
    /// When.
    pub at: Timestamp,
}

/// Why a consent does not allow something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAllowed {
    /// There is none, it was withdrawn, it is too old, or it was given for something else.
    #[error("consent is required")]
    Required,
    /// It was given to a text that is no longer current.
    #[error("the consent was given to an earlier text")]
    Stale,
}

impl Consent {
    /// When this choice stops counting.
    pub const fn valid_until(&self) -> Timestamp {
        self.at.plus(VALIDITY_DAYS * DAY)
    }

    /// May the purpose be pursued now, under the text that is current?
    pub fn allows(
        &self,
        purpose: Purpose,
        current: &NoticeVersion,
        now: Timestamp,
    ) -> Result<(), NotAllowed> {
        if self.kind == EventKind::Withdrawn
            || !self.purposes.contains(&purpose)
            || now >= self.valid_until()
        {
            return Err(NotAllowed::Required);
        }
        if &self.notice == current { Ok(()) } else { Err(NotAllowed::Stale) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn consent() -> Consent {
        Consent {
            kind: EventKind::Granted,
            purposes: [Purpose::Chat].into(),
            notice: NoticeVersion::of("text 1"),
            at: Timestamp::from_millis(0),
        }
    }

    #[test]
    fn r_cons_03_a_consent_allows_only_what_it_was_given_for() {
        let (now, notice) = (Timestamp::from_millis(1), NoticeVersion::of("text 1"));
        assert_eq!(consent().allows(Purpose::Chat, &notice, now), Ok(()));
        assert_eq!(consent().allows(Purpose::Remember, &notice, now), Err(NotAllowed::Required));
    }

    #[test]
    fn r_cons_07_a_consent_counts_for_180_days_and_for_the_text_it_was_given_to() {
        let notice = NoticeVersion::of("text 1");
        let day = |day: i64| Timestamp::from_millis(day * DAY);
        assert_eq!(consent().allows(Purpose::Chat, &notice, day(179)), Ok(()));
        assert_eq!(consent().allows(Purpose::Chat, &notice, day(180)), Err(NotAllowed::Required));
        assert_eq!(
            consent().allows(Purpose::Chat, &NoticeVersion::of("text 2"), day(1)),
            Err(NotAllowed::Stale)
        );
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
    fn r_wdr_02_a_withdrawn_consent_allows_nothing() {
        let withdrawn = Consent { kind: EventKind::Withdrawn, ..consent() };
        assert_eq!(
            withdrawn.allows(
                Purpose::Chat,
                &NoticeVersion::of("text 1"),
                Timestamp::from_millis(1)
            ),
            Err(NotAllowed::Required)
        );
    }
}
