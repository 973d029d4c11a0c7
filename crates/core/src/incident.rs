//! Breaches of personal data: what is written down about one, which hour it has to be told by, and
//! what is still missing (R-SEC-04; Art. 33, 34 GDPR).
//!
//! A report is kept in versions, each whole; nothing of an earlier one is changed. Not here: counting
//! whom it concerns (store), and the words of the notifications (`app`).

mod check;
mod duty;
mod kinds;

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::id::SiteId;
use crate::time::HOUR;

pub use self::check::{Missing, Problem};
pub use self::duty::{Clock, Duty};
pub use self::kinds::{Data, Nature, Risk};

/// The authority has to be told within so long after somebody noticed (Art. 33(1)).
pub const TIME_TO_TELL: i64 = 72 * HOUR;
/// The longest title, in characters.
pub const MAX_TITLE_CHARACTERS: usize = 120;
/// The longest of the other texts, in characters.
pub const MAX_TEXT_CHARACTERS: usize = 4_000;

/// Which data are concerned: those of these sites, from this span of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// The sites; none: all.
    pub sites: BTreeSet<SiteId>,
    /// From when on.
    pub from: Timestamp,
    /// Before when.
    pub to: Timestamp,
    /// Which kinds.
    pub data: BTreeSet<Data>,
}

/// What was found in the data at some hour.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// The beginning of the hour in which it was counted.
    pub hour: i64,
    /// Conversations that went on in the span.
    pub conversations: i64,
    /// Those of them with a name, an address or a number: about so many people can be told.
    pub persons: i64,
    /// Messages in these conversations.
    pub messages: i64,
    /// Records of consent with a choice in the span.
    pub consents: i64,
    /// Accounts of the team.
    pub accounts: i64,
}

/// Somebody was told, or is not.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Told {
    /// When; `None`: not yet, or not at all.
    pub at: Option<Timestamp>,
    /// Whom, and how.
    pub whom: String,
    /// Under which reference.
    pub reference: String,
    /// Why late, or why not at all.
    pub reason: String,
}

/// What is known of a breach. Free text may name people, so it does not print.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    /// What it is called among colleagues.
    pub title: String,
    /// When somebody noticed: the clock runs from here.
    pub noticed_at: Timestamp,
    /// When it began, if that is known.
    pub from: Option<Timestamp>,
    /// When it ended, if it did.
    pub to: Option<Timestamp>,
    /// What happened.
    pub what: String,
    /// Of which nature it is.
    pub natures: BTreeSet<Nature>,
    /// What it may lead to.
    pub consequences: String,
    /// What was done, and what will be.
    pub measures: String,
    /// What it means for people; `None`: not judged yet.
    pub risk: Option<Risk>,
    /// Why it was judged so.
    pub risk_reason: String,
    /// Are the data somebody else's, on whose behalf they are processed (Art. 33(2))?
    pub is_processor: bool,
    /// The controller was told, where the data are theirs.
    pub controller: Told,
    /// The authority was told (Art. 33(1)).
    pub authority: Told,
    /// The people concerned were told (Art. 34).
    pub persons: Told,
    /// Who answers questions: name and how to reach them (Art. 33(3)(b)).
    pub contact: String,
    /// Which data are concerned.
    pub scope: Option<Scope>,
    /// How much that was.
    pub counts: Option<Counts>,
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Report(«personal»)")
    }
}

impl Default for Report {
    fn default() -> Self {
        Self::new(Timestamp::from_millis(0))
    }
}

impl Report {
    /// What was noticed at this moment, and nothing more yet.
    pub fn new(noticed_at: Timestamp) -> Self {
        Self {
            title: String::new(),
            noticed_at,
            from: None,
            to: None,
            what: String::new(),
            natures: BTreeSet::new(),
            consequences: String::new(),
            measures: String::new(),
            risk: None,
            risk_reason: String::new(),
            is_processor: false,
            controller: Told::default(),
            authority: Told::default(),
            persons: Told::default(),
            contact: String::new(),
            scope: None,
            counts: None,
        }
    }
}

#[cfg(test)]
mod tests;
