//! The durable events of a conversation, numbered by `seq` without gaps.
//!
//! A visitor does not see all of them (notes stay among agents), so each names the one before it
//! that the visitor may see: a reader whose last one differs has missed something.

use crate::id::{AgentId, MessageId};
use crate::personal::Personal;
use crate::time::Timestamp;

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Author {
    /// The visitor.
    Visitor,
    /// An agent.
    Agent(AgentId),
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Somebody wrote.
    Message,
    /// An agent wrote for agents only.
    Note,
    /// An agent took the conversation, or was given it.
    Assigned,
    /// It was closed.
    Closed,
    /// It was opened again.
    Reopened,
}

impl Kind {
    const ALL: [Self; 5] =
        [Self::Message, Self::Note, Self::Assigned, Self::Closed, Self::Reopened];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Note => "note",
            Self::Assigned => "assigned",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
        }
    }

    /// Reads the stored word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// May the visitor see it?
    pub const fn is_visible(self) -> bool {
        !matches!(self, Self::Note)
    }
}

/// One durable event of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its number, from 1, without gaps.
    pub seq: i64,
    /// The number of the event before it that the visitor may see; 0 when there is none.
    pub previous_visible: i64,
    /// When it was stored.
    pub at: Timestamp,
    /// What happened.
    pub kind: Kind,
    /// Who did it.
    pub author: Author,
    /// For [`Kind::Assigned`]: who has it now; `None` = nobody.
    pub assignee: Option<AgentId>,
    /// For messages and notes: the id that the sender made.
    pub message: Option<MessageId>,
    /// For messages and notes: the text.
    pub body: Option<Personal<String>>,
}
