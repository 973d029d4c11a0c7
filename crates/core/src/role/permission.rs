//! What there is to permit, in levels, and sets of that. Not here: who has which.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One thing that a role may do, to look at or to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// The own queue: conversations that wait, and those that the agent has.
    Conversations,
    /// Conversations that colleagues have, also of other teams.
    Colleagues,
    /// What a visitor is called and how to reach them.
    Contact,
    /// Files in conversations.
    Attachments,
    /// Erasing conversations for good.
    Erasure,
    /// How long things are kept, and what goes next.
    Retention,
    /// Conversations that the law wants kept: opening one, and taking it along (R-RET-03).
    Archive,
    /// What persons ask for by right.
    Requests,
    /// Single choices of visitors with their proof, and their export.
    Proof,
    /// Sites, services, texts and numbers.
    Sites,
    /// Agents' accounts and teams.
    Team,
    /// Roles and what they permit.
    Roles,
    /// Who changed what.
    Audit,
    /// Who read which conversation (R-EMP-02).
    Reads,
    /// The register of personal data breaches (R-SEC-04).
    Incidents,
    /// Keys and backups.
    Keys,
}

/// How much of a permission somebody has; each level holds the ones before it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nothing.
    #[default]
    Off,
    /// To look at it.
    Read,
    /// To change it.
    Write,
}

impl Level {
    /// All levels, the least first.
    pub const ALL: [Self; 3] = [Self::Off, Self::Read, Self::Write];

    /// The word stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Read => "read",
            Self::Write => "write",
        }
    }

    /// Reads a level's word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == text)
    }
}

impl Permission {
    /// All of them, in the order in which people read them.
    pub const ALL: [Self; 16] = [
        Self::Conversations,
        Self::Colleagues,
        Self::Contact,
        Self::Attachments,
        Self::Erasure,
        Self::Retention,
        Self::Archive,
        Self::Requests,
        Self::Proof,
        Self::Sites,
        Self::Team,
        Self::Roles,
        Self::Audit,
        Self::Reads,
        Self::Incidents,
        Self::Keys,
    ];

    /// The word stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Conversations => "conversations",
            Self::Colleagues => "colleagues",
            Self::Contact => "contact",
            Self::Attachments => "attachments",
            Self::Erasure => "erasure",
            Self::Retention => "retention",
            Self::Archive => "archive",
            Self::Requests => "requests",
            Self::Proof => "proof",
            Self::Sites => "sites",
            Self::Team => "team",
            Self::Roles => "roles",
            Self::Audit => "audit",
            Self::Reads => "reads",
            Self::Incidents => "incidents",
            Self::Keys => "keys",
        }
    }

    /// Reads a permission's word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// The levels that mean something: nobody writes into the audit or an archive, and erasing is never a look.
    pub const fn levels(self) -> &'static [Level] {
        match self {
            Self::Archive | Self::Proof | Self::Audit | Self::Reads => &[Level::Off, Level::Read],
            Self::Erasure | Self::Keys => &[Level::Off, Level::Write],
            _ => &Level::ALL,
        }
    }
}

/// What a role permits: a level for each permission. What is not named is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "BTreeMap<String, Level>", into = "BTreeMap<String, Level>")]
pub struct Rights([Level; Permission::ALL.len()]);

impl Rights {
    /// Nothing at all.
    pub const NONE: Self = Self([Level::Off; Permission::ALL.len()]);

    /// The same with this level of one permission.
    #[must_use]
    pub const fn with(mut self, permission: Permission, level: Level) -> Self {
        self.0[permission as usize] = level;
        self
    }

    /// How much of a permission there is.
    pub const fn level(&self, permission: Permission) -> Level {
        self.0[permission as usize]
    }

    /// Is there at least so much of it?
    pub fn may(&self, permission: Permission, level: Level) -> bool {
        self.level(permission) >= level
    }

    /// Is there nothing in these rights that isn't in those?
    pub fn is_within(&self, those: &Self) -> bool {
        Permission::ALL.into_iter().all(|one| self.level(one) <= those.level(one))
    }
}

/// What an older or newer program calls otherwise is off.
impl From<BTreeMap<String, Level>> for Rights {
    fn from(words: BTreeMap<String, Level>) -> Self {
        Permission::ALL.into_iter().fold(Self::NONE, |rights, one| {
            rights.with(one, words.get(one.as_str()).copied().unwrap_or_default())
        })
    }
}

impl From<Rights> for BTreeMap<String, Level> {
    fn from(rights: Rights) -> Self {
        let named = Permission::ALL.into_iter().filter(|one| rights.may(*one, Level::Read));
        named.map(|one| (one.as_str().to_owned(), rights.level(one))).collect()
    }
}
