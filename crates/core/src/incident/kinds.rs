//! Of which nature a breach is, what it means for people, and which kinds of data it may concern.

use serde::{Deserialize, Serialize};

/// What happened to the data; often more than one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// Somebody got to know what they shouldn't.
    Confidentiality,
    /// Something was changed.
    Integrity,
    /// Something is lost, or can't be reached.
    Availability,
}

impl Nature {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Confidentiality, Self::Integrity, Self::Availability];

    /// The word stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confidentiality => "confidentiality",
            Self::Integrity => "integrity",
            Self::Availability => "availability",
        }
    }
}

/// What it means for the people concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// Unlikely to harm anybody: nobody has to be told, but it has to be written down.
    None,
    /// The authority has to be told (Art. 33).
    Risk,
    /// The people concerned as well (Art. 34).
    High,
}

impl Risk {
    /// All of them, the least first.
    pub const ALL: [Self; 3] = [Self::None, Self::Risk, Self::High];

    /// The word stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Risk => "risk",
            Self::High => "high",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|risk| risk.as_str() == text)
    }
}

/// A kind of data that may be concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Data {
    /// What was said in conversations.
    Messages,
    /// Names, mail addresses and phone numbers of visitors.
    Contact,
    /// Choices in the log of consents.
    Consents,
    /// Accounts of the team.
    Accounts,
}

impl Data {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Messages, Self::Contact, Self::Consents, Self::Accounts];

    /// The word stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Contact => "contact",
            Self::Consents => "consents",
            Self::Accounts => "accounts",
        }
    }
}
