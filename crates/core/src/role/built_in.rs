//! The roles that come with the program.

use super::{Level, Permission, Rights, Role};
use crate::id::RoleId;

/// The roles that come with the program. Nobody changes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuiltIn {
    /// Sets everything up and answers; does not see who read what (R-EMP-02).
    Administrator,
    /// Answers, and sees what colleagues answer.
    Lead,
    /// Answers what waits and what is theirs.
    Agent,
    /// Sees proof, audit and who read what, but no content.
    Officer,
    /// Looks at settings, numbers and the audit; changes nothing and sees no content.
    Auditor,
}

impl BuiltIn {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Administrator, Self::Lead, Self::Agent, Self::Officer, Self::Auditor];

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Lead => "lead",
            Self::Agent => "agent",
            Self::Officer => "officer",
            Self::Auditor => "auditor",
        }
    }

    /// What it permits.
    pub const fn rights(self) -> Rights {
        use Level::{Read, Write};
        use Permission as P;
        let none = Rights::NONE;
        let answers =
            none.with(P::Conversations, Write).with(P::Contact, Write).with(P::Attachments, Write);
        let looks = none
            .with(P::Retention, Read)
            .with(P::Sites, Read)
            .with(P::Team, Read)
            .with(P::Roles, Read)
            .with(P::Audit, Read);
        match self {
            Self::Administrator => answers
                .with(P::Colleagues, Write)
                .with(P::Erasure, Write)
                .with(P::Retention, Write)
                .with(P::Archive, Read)
                .with(P::Requests, Write)
                .with(P::Proof, Read)
                .with(P::Sites, Write)
                .with(P::Team, Write)
                .with(P::Roles, Write)
                .with(P::Audit, Read)
                .with(P::Incidents, Write)
                .with(P::Keys, Write),
            Self::Lead => answers.with(P::Colleagues, Write).with(P::Team, Read),
            Self::Agent => answers,
            Self::Officer => looks
                .with(P::Requests, Write)
                .with(P::Proof, Read)
                .with(P::Reads, Read)
                .with(P::Incidents, Write),
            Self::Auditor => looks.with(P::Incidents, Read),
        }
    }

    /// As a role.
    pub fn role(self) -> Role {
        Role { id: self.id(), name: String::new(), rights: self.rights() }
    }

    /// Its id.
    pub fn id(self) -> RoleId {
        RoleId::built_in(self.as_str())
    }

    /// The one with this id.
    pub fn of(id: &RoleId) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == id.as_str())
    }
}
