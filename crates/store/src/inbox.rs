//! The inbox: which conversations an agent sees, page by page, and how many there are.

use plausch_core::conversation::Conversation;
use plausch_core::id::{AgentId, ConversationId};
use plausch_core::{Personal, Timestamp};

use crate::conversation::{COLUMNS, NEXT};
use crate::event::place;
use crate::value::{Row, values};
use crate::{Error, Tx};

/// Which conversations an agent looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Nobody has them yet.
    Waiting,
    /// Mine and not closed.
    Mine,
    /// Not closed.
    All,
    /// Closed.
    Closed,
}

/// A conversation in a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The conversation.
    pub conversation: Conversation,
    /// The newest message.
    pub last_message: Option<Personal<String>>,
    /// Did the visitor write it?
    pub is_from_visitor: bool,
}

/// How many conversations each view holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// In [`View::Waiting`].
    pub waiting: i64,
    /// In [`View::Mine`].
    pub mine: i64,
    /// In [`View::All`].
    pub all: i64,
    /// Unread messages in all of them.
    pub unread: i64,
}

impl Tx<'_> {
    /// A page of a view, newest first; `before` is the last row of the page before.
    pub fn conversations(
        &mut self,
        view: View,
        agent: &AgentId,
        before: Option<(Timestamp, ConversationId)>,
        limit: i64,
    ) -> Result<Vec<Listed>, Error> {
        let (at, id) =
            before.map_or((i64::MAX, String::new()), |(at, id)| (at.millis(), id.into()));
        let sql = format!(
            "select {COLUMNS}, e.body, e.seq, e.agent_id from conversation c \
             join conversation_key k on k.conversation_id = c.id \
             left join conversation_event e on e.conversation_id = c.id and e.seq = c.last_message_seq \
             where {} and (c.last_message_at < $2 or (c.last_message_at = $2 and c.id < $3)) \
             order by c.last_message_at desc, c.id desc limit $4",
            condition(view)
        );
        let rows = self.rows(&sql, values![agent, at, id, limit])?;
        rows.iter().map(|row| self.listed(row)).collect()
    }

    fn listed(&self, row: &Row) -> Result<Listed, Error> {
        let (conversation, key) = self.conversation_of(row)?;
        let last_message = match row.optional_bytes(NEXT)? {
            Some(body) => Some(key.open_text(&place(&conversation.id, row.int(NEXT + 1)?), body)?),
            None => None,
        };
        let is_from_visitor = row.optional_text(NEXT + 2)?.is_none();
        Ok(Listed { conversation, last_message, is_from_visitor })
    }

    /// How many conversations each view holds for this agent.
    pub fn counts(&mut self, agent: &AgentId) -> Result<Counts, Error> {
        let sql = "select count(*), \
             cast(coalesce(sum(case when state = 'waiting' then 1 else 0 end), 0) as bigint), \
             cast(coalesce(sum(case when assignee = $1 then 1 else 0 end), 0) as bigint), \
             cast(coalesce(sum(unread), 0) as bigint) \
             from conversation where state in ('waiting', 'open')";
        let Some(row) = self.row(sql, values![agent])? else { return Ok(Counts::default()) };
        Ok(Counts {
            all: row.int(0)?,
            waiting: row.int(1)?,
            mine: row.int(2)?,
            unread: row.int(3)?,
        })
    }
}

const fn condition(view: View) -> &'static str {
    // Each names $1, because PostgreSQL wants to know the type of every placeholder.
    match view {
        View::Waiting => "c.state = 'waiting' and $1 <> ''",
        View::Mine => "c.assignee = $1 and c.state = 'open'",
        View::All => "c.state in ('waiting', 'open') and $1 <> ''",
        View::Closed => "c.state = 'closed' and $1 <> ''",
    }
}
