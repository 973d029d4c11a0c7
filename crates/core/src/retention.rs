//! Retention rules: how long each kind of data is kept, counted from which event, and why (R-RET-01,
//! R-RET-02); and the classes that the law wants kept for years (R-RET-03).
//!
//! A kind that is new in the program is one line in [`KINDS`], and a mark in the store's inventory; the
//! compiler then asks for its preview (`app::retention`) and its name (`http::admin::retention`).
//! Not here: which column is of which kind, and what erases it (the store).

mod class;
mod rules;
#[cfg(test)]
mod tests;

use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};

pub use self::class::Class;
pub use self::rules::{Problem, Rule, Rules};
use crate::merkle::{Bytes, Hash};

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
