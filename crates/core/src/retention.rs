//! Retention rules: how long each kind of data is kept, counted from which event, and why (R-RET-01,
//! R-RET-02); and the classes that the law wants kept for years (R-RET-03).
//!
//! A kind that is new in the program is one line in [`KINDS`], and a mark in the store's inventory; the
//! compiler then asks for its preview (`app::retention`) and its name (`http::admin::retention`).
//! Not here: which column is of which kind, and what erases it (the store).

use std::collections::BTreeMap;

use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};
use time::{Date, Month};

use crate::Timestamp;
use crate::merkle::{Bytes, Hash};
use crate::time::{DAY, HOUR, SECOND};

/// Longer than so many days an ordinary conversation is kept for a written reason only (R-RET-02).
pub const WITHOUT_REASON_DAYS: i64 = 90;
/// The longest period that can be set, in days: ten years.
pub const MAX_DAYS: i64 = 3_653;
/// So many days it is kept who read which conversation: nobody sets that (R-EMP-02).
pub const READS_DAYS: i64 = 14;
/// The longest reason, in characters.
pub const MAX_REASON_CHARACTERS: usize = 500;

/// A kind of data with a rule of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What was said, by visitors and agents.
    Messages,
    /// The name that a visitor gave.
    Contact,
    /// That there was a conversation: id, times, state, who answered.
    Facts,
    /// Choices in the log of consents, and the texts that were agreed to.
    ConsentProof,
    /// Who changed what in the office.
    Audit,
    /// Who read which conversation (R-EMP-02).
    Reads,
    /// The register of breaches: accountability (Art. 5(2), 33(5) GDPR), and as long as a fine can
    /// follow (section 31 `OWiG`: three years).
    Incidents,
    /// What persons asked for by right, and how it was answered.
    Requests,
    /// Copies of all this in files that `plausch backup` has written (R-RET-05). They are in no table.
    Backups,
}

/// The event from which the days of a kind count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// The last message of the conversation.
    LastMessage,
    /// The day on which the consent has stopped counting.
    EndOfValidity,
    /// The entry itself.
    Entry,
    /// The day on which the request was answered or refused.
    Closing,
    /// The moment at which the file was written.
    Writing,
}

impl Since {
    /// The word in texts and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LastMessage => "last-message",
            Self::EndOfValidity => "end-of-validity",
            Self::Entry => "entry",
            Self::Closing => "closing",
            Self::Writing => "writing",
        }
    }
}

/// Who sets a kind's rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Each site for itself.
    Site,
    /// The installation, for all sites.
    Installation,
    /// Nobody: to the end of the third year after it stopped counting, because claims can be made
    /// for so long (`consent::proof_needed_since`, `request::kept_since`).
    Fixed,
    /// Nobody: as many days as the table says.
    Always,
    /// Whoever runs the program, in its configuration.
    Configuration,
}

impl Scope {
    /// Is it set in the office?
    pub const fn is_set_in_office(self) -> bool {
        matches!(self, Self::Site | Self::Installation)
    }
}

/// Every kind of data that the program holds: its word, who sets the rule, from when the days count,
/// and how many there are unless somebody sets others (docs/requirements.md, section 6.2).
pub const KINDS: [(Kind, &str, Scope, Since, i64); 9] = [
    (Kind::Messages, "messages", Scope::Site, Since::LastMessage, 30),
    (Kind::Contact, "contact", Scope::Site, Since::LastMessage, 30),
    (Kind::Facts, "facts", Scope::Site, Since::LastMessage, 30),
    (Kind::ConsentProof, "consent_proof", Scope::Fixed, Since::EndOfValidity, 3 * 365),
    (Kind::Audit, "audit", Scope::Installation, Since::Entry, 365),
    (Kind::Reads, "reads", Scope::Always, Since::Entry, READS_DAYS),
    (Kind::Incidents, "incidents", Scope::Installation, Since::Entry, 3 * 365),
    (Kind::Requests, "requests", Scope::Fixed, Since::Closing, 3 * 365),
    (Kind::Backups, "backups", Scope::Configuration, Since::Writing, 30),
];

impl Kind {
    /// The kinds whose rule is set there, in the order of the table.
    pub fn set_by(scope: Scope) -> impl Iterator<Item = Self> {
        KINDS.into_iter().filter(move |line| line.2 == scope).map(|line| line.0)
    }

    fn line(self) -> (Self, &'static str, Scope, Since, i64) {
        // Every kind stands in the table; a test holds that.
        KINDS.into_iter().find(|line| line.0 == self).unwrap_or(KINDS[0])
    }

    /// The word stored and sent.
    pub fn as_str(self) -> &'static str {
        self.line().1
    }

    /// Reads the stored word.
    pub fn parse(text: &str) -> Option<Self> {
        KINDS.into_iter().find(|line| line.1 == text).map(|line| line.0)
    }

    /// Who sets its rule.
    pub fn scope(self) -> Scope {
        self.line().2
    }

    /// From when its days count.
    pub fn since(self) -> Since {
        self.line().3
    }

    /// Its days, unless somebody sets others.
    pub fn default_days(self) -> i64 {
        self.line().4
    }
}

/// How long a kind is kept, and why so long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Days after the kind's event.
    pub days: i64,
    /// Why; must be there above [`WITHOUT_REASON_DAYS`] for kinds of a conversation (R-RET-02).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// What is wrong with a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// No number from 1 to [`MAX_DAYS`].
    Days,
    /// So long only with a written reason (R-RET-02).
    ReasonMissing,
    /// The reason is longer than [`MAX_REASON_CHARACTERS`].
    ReasonTooLong,
    /// The facts of a conversation would go before what was said in it, or before the name.
    BeforeContent,
}

/// Rules that differ from the defaults, by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rules(BTreeMap<Kind, Rule>);

impl Rules {
    /// Sets a kind's rule. One that says what the default says is none.
    pub fn set(&mut self, kind: Kind, rule: Rule) {
        if rule.days == kind.default_days() && rule.reason.is_empty() {
            self.0.remove(&kind);
        } else {
            self.0.insert(kind, rule);
        }
    }

    /// These rules with this one in its place.
    #[must_use]
    pub fn with(mut self, kind: Kind, days: i64, reason: &str) -> Self {
        self.set(kind, Rule { days, reason: reason.to_owned() });
        self
    }

    /// The rule of a kind.
    pub fn of(&self, kind: Kind) -> Rule {
        let default = || Rule { days: kind.default_days(), reason: String::new() };
        self.0.get(&kind).cloned().unwrap_or_else(default)
    }

    /// The days of a kind.
    pub fn days(&self, kind: Kind) -> i64 {
        self.0.get(&kind).map_or_else(|| kind.default_days(), |rule| rule.days)
    }

    /// The days of a kind for a conversation whose visitor has objected, or has not: a period that is
    /// longer than the default rests on the operator's interest, so it is the default then (Art. 21(1)
    /// GDPR, R-DSR-06).
    pub fn days_for(&self, kind: Kind, has_objection: bool) -> i64 {
        let days = self.days(kind);
        if has_objection { days.min(kind.default_days()) } else { days }
    }

    /// What counts from before this moment has to go.
    pub fn due_before(&self, kind: Kind, now: Timestamp) -> Timestamp {
        now.plus(-self.days(kind).saturating_mul(DAY))
    }

    /// The kinds of a conversation with this last message whose time has run out.
    pub fn due(&self, last_message_at: Timestamp, now: Timestamp) -> Vec<Kind> {
        Kind::set_by(Scope::Site)
            .filter(|kind| last_message_at < self.due_before(*kind, now))
            .collect()
    }

    /// What can't stay as it is among the rules of this scope.
    pub fn problems(&self, scope: Scope) -> Vec<(Kind, Problem)> {
        let problem = |kind: Kind| {
            let rule = self.of(kind);
            let is_of_conversation = kind.since() == Since::LastMessage;
            let has_reason = !rule.reason.trim().is_empty();
            if !(1..=MAX_DAYS).contains(&rule.days) {
                Some((kind, Problem::Days))
            } else if is_of_conversation && rule.days > WITHOUT_REASON_DAYS && !has_reason {
                Some((kind, Problem::ReasonMissing))
            } else if rule.reason.chars().count() > MAX_REASON_CHARACTERS {
                Some((kind, Problem::ReasonTooLong))
            } else if kind == Kind::Facts
                && Kind::set_by(Scope::Site).any(|other| self.days(other) > rule.days)
            {
                Some((kind, Problem::BeforeContent))
            } else {
                None
            }
        };
        Kind::set_by(scope).filter_map(problem).collect()
    }
}

/// The checksum of a run of erasures after one more id: whoever has the ids in their order can work
/// it out again, and nobody can work out an id from it. It begins with 32 zeros.
#[must_use]
pub fn chained(checksum: Hash, id: &str) -> Hash {
    let mut context = Context::new(&SHA256);
    context.update(&checksum.0);
    context.update(id.as_bytes());
    let mut next = [0; 32];
    next.copy_from_slice(context.finish().as_ref());
    Bytes(next)
}

/// What the law wants kept: only for a conversation that somebody has marked so, never by default
/// (R-RET-03; sections 257 HGB and 147 AO).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Business letters.
    Letters,
    /// Vouchers for the books.
    Vouchers,
    /// Books and what belongs to them.
    Books,
}

impl Class {
    /// All of them, the shortest first.
    pub const ALL: [Self; 3] = [Self::Letters, Self::Vouchers, Self::Books];

    /// The word stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Letters => "letters",
            Self::Vouchers => "vouchers",
            Self::Books => "books",
        }
    }

    /// Reads the stored word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == text)
    }

    /// Whole years after the end of the year in which it came into being.
    pub const fn years(self) -> i32 {
        match self {
            Self::Letters => 6,
            Self::Vouchers => 8,
            Self::Books => 10,
        }
    }

    /// The moment after the last one for which it is kept: 31 December + n is over.
    pub fn until(self, last_message_at: Timestamp) -> Timestamp {
        // At the turn of the year it is an hour later in Germany, Austria and Switzerland: what was
        // written in the first hour of a year must not count as the last of the year before.
        let year = last_message_at.plus(HOUR).to_utc().year() + self.years() + 1;
        let first = Date::from_calendar_date(year, Month::January, 1);
        first.map_or(Timestamp::from_millis(i64::MAX), |day| {
            Timestamp::from_millis(day.midnight().assume_utc().unix_timestamp() * SECOND)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::datetime;

    fn moment(at: time::OffsetDateTime) -> Timestamp {
        Timestamp::from_millis(at.unix_timestamp() * SECOND)
    }

    #[test]
    fn r_ret_01_every_kind_stands_in_the_table_once_with_a_word_of_its_own() {
        let named = [Kind::Messages, Kind::Contact, Kind::Facts, Kind::ConsentProof, Kind::Audit];
        let more = [Kind::Reads, Kind::Incidents, Kind::Requests, Kind::Backups];
        assert_eq!(named.len() + more.len(), KINDS.len());
        for kind in named.into_iter().chain(more) {
            assert_eq!(KINDS.iter().filter(|line| line.0 == kind).count(), 1);
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
            let word = serde_json::to_value(kind).expect("a word");
            assert_eq!(word, kind.as_str(), "the stored word is the word sent");
        }
    }

    #[test]
    fn r_ret_02_conversations_go_after_thirty_days_unless_somebody_sets_something_else() {
        let rules = Rules::default();
        let days = Kind::set_by(Scope::Site).map(|kind| rules.days(kind));
        assert_eq!(days.collect::<Vec<_>>(), [30; 3]);
        assert!(rules.problems(Scope::Site).is_empty());
        let now = Timestamp::from_millis(100 * DAY);
        assert!(rules.due(now.plus(-30 * DAY), now).is_empty(), "the moment itself is kept");
        let due = rules.due(now.plus(-30 * DAY - 1), now);
        assert_eq!(due, [Kind::Messages, Kind::Contact, Kind::Facts]);
    }

    #[test]
    fn r_ret_02_more_than_ninety_days_need_a_written_reason() {
        let facts = |days, reason: &str| Rules::default().with(Kind::Facts, days, reason);
        assert!(facts(90, "").problems(Scope::Site).is_empty());
        let refused = [(Kind::Facts, Problem::ReasonMissing)];
        assert_eq!(facts(91, "").problems(Scope::Site), refused);
        assert_eq!(facts(91, " \n").problems(Scope::Site), refused);
        assert!(facts(91, "Gewährleistung").problems(Scope::Site).is_empty());
    }

    #[test]
    fn r_ret_01_facts_never_go_before_what_they_are_of() {
        let rules = Rules::default().with(Kind::Messages, 60, "");
        assert_eq!(rules.problems(Scope::Site), [(Kind::Facts, Problem::BeforeContent)]);
        assert!(rules.with(Kind::Facts, 60, "").problems(Scope::Site).is_empty());
        let shorter = Rules::default().with(Kind::Messages, 3, "");
        assert!(shorter.problems(Scope::Site).is_empty());
        let now = Timestamp::from_millis(100 * DAY);
        assert_eq!(shorter.due(now.plus(-4 * DAY), now), [Kind::Messages]);
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for days in [0, -1, MAX_DAYS + 1, i64::MAX] {
            let rules = Rules::default().with(Kind::Messages, days, "weil");
            assert!(rules.problems(Scope::Site).contains(&(Kind::Messages, Problem::Days)));
        }
        let long = "x".repeat(MAX_REASON_CHARACTERS + 1);
        let rules = Rules::default().with(Kind::Facts, 91, &long);
        assert_eq!(rules.problems(Scope::Site), [(Kind::Facts, Problem::ReasonTooLong)]);
    }

    #[test]
    fn only_what_differs_from_the_defaults_is_stored() {
        let rules = Rules::default().with(Kind::Messages, 7, "").with(Kind::Messages, 30, "");
        assert_eq!(serde_json::to_string(&rules).expect("JSON"), "{}");
        let rules = rules.with(Kind::Facts, 120, "Gewährleistung");
        let stored = serde_json::to_string(&rules).expect("JSON");
        assert_eq!(stored, r#"{"facts":{"days":120,"reason":"Gewährleistung"}}"#);
        assert_eq!(serde_json::from_str::<Rules>(&stored).expect("rules"), rules);
    }

    #[test]
    fn r_ret_03_statutory_periods_end_with_a_year() {
        let written = moment(datetime!(2026-11-22 10:00 UTC));
        for (class, last_day_is_over) in [
            (Class::Letters, datetime!(2033-01-01 00:00 UTC)),
            (Class::Vouchers, datetime!(2035-01-01 00:00 UTC)),
            (Class::Books, datetime!(2037-01-01 00:00 UTC)),
        ] {
            assert_eq!(class.until(written), moment(last_day_is_over), "{class:?}");
        }
        let first_minute_in_germany = moment(datetime!(2026-12-31 23:01 UTC));
        let until = Class::Letters.until(first_minute_in_germany);
        assert_eq!(until, moment(datetime!(2034-01-01 00:00 UTC)));
    }

    proptest! {
        #[test]
        fn r_ret_03_a_class_is_kept_for_its_whole_years(at in 0_i64..4_000_000_000_000) {
            let at = Timestamp::from_millis(at);
            for class in Class::ALL {
                let days = class.until(at).since(at) / DAY;
                let years = i64::from(class.years());
                prop_assert!((years * 365..=(years + 1) * 366).contains(&days));
            }
        }
    }
}
