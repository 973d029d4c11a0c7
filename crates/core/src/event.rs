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
    /// The site: nobody wrote it, the program told it.
    Site,
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
    /// What the visitor was told about the chat has changed in substance, and they were told so
    /// (R-INFO-05).
    NoticeChanged,
    /// The same, and from now on the site keeps nothing. This conversation began before: it is kept
    /// as was said (R-MIN-03).
    StaysKept,
    /// The same, and the site keeps what is written from now on. This conversation began before: it
    /// is not kept, as was said (R-MIN-03).
    StaysUnkept,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Message,
        Self::Note,
        Self::Assigned,
        Self::Closed,
        Self::Reopened,
        Self::NoticeChanged,
        Self::StaysKept,
        Self::StaysUnkept,
    ];

    /// How a conversation hears that the notice has changed in substance. `is_kept`: the conversation
    /// is; `keeps_nothing`: its site, from now on.
    pub const fn of_change(is_kept: bool, keeps_nothing: bool) -> Self {
        match (is_kept, keeps_nothing) {
            (true, true) => Self::StaysKept,
            (false, false) => Self::StaysUnkept,
            _ => Self::NoticeChanged,
        }
    }

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Note => "note",
            Self::Assigned => "assigned",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::NoticeChanged => "notice_changed",
            Self::StaysKept => "stays_kept",
            Self::StaysUnkept => "stays_unkept",
        }
    }

    /// Reads the stored word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Does it tell the visitor of a change, rather than that somebody did something?
    pub const fn is_told(self) -> bool {
        matches!(self, Self::NoticeChanged | Self::StaysKept | Self::StaysUnkept)
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
