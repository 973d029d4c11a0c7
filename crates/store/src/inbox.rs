//! The inbox: which conversations an agent sees, page by page, and how many there are.
//!
//! Agents see every conversation, also one of which something sealed does not open: its place in
//! the list is how anybody learns of it, and one damaged row must not hide all others.

use plausch_core::conversation::Conversation;
use plausch_core::id::{AgentId, ConversationId};
use plausch_core::seal::Key;
use plausch_core::{Personal, Timestamp};

use crate::conversation::{COLUMNS, NEXT, contact, name, without_name};
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
    /// Did all of it that is sealed open? What did not, is left out.
    pub is_readable: bool,
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
        // The ids of each state first: an index has them in order, so a page reads as many rows as it
        // shows. In one query with the texts, 10,000 open conversations would be sorted for 30.
        let newest = |condition| {
            format!(
                "select id from (select id from conversation where {condition} \
                 and (last_message_at, id) < ($1, $2) \
                 order by last_message_at desc, id desc limit $3) newest"
            )
        };
        let sql = format!(
            "select {COLUMNS}, e.body, e.seq, e.agent_id from conversation c \
             join conversation_key k on k.conversation_id = c.id \
             left join conversation_event e on e.conversation_id = c.id and e.seq = c.last_message_seq \
             where c.id in ({}) order by c.last_message_at desc, c.id desc limit $3",
            view.conditions().iter().map(newest).collect::<Vec<_>>().join(" union all ")
        );
        let mut values = vec![at.into(), id.into(), limit.into()];
        if view == View::Mine {
            // PostgreSQL takes no value that the text does not name.
            values.push(agent.into());
        }
        let rows = self.rows(&sql, &values)?;
        rows.iter().map(|row| self.listed(row)).collect()
    }

    fn listed(&self, row: &Row) -> Result<Listed, Error> {
        let (conversation, key, is_named) = self.as_agents_see(row)?;
        let text = match (&key, row.optional_bytes(NEXT)?) {
            (_, None) => Some(None),
            (None, Some(_)) => None,
            (Some(key), Some(body)) => {
                let place = place(&conversation.id, row.int(NEXT + 1)?);
                as_far_as_it_opens(key.open_text(&place, body).map(Some))?
            }
        };
        Ok(Listed {
            conversation,
            is_readable: is_named && text.is_some(),
            last_message: text.flatten(),
            is_from_visitor: row.optional_text(NEXT + 2)?.is_none(),
        })
    }

    /// A conversation as agents see it, and whether its key and the visitor's name opened: a name
    /// that does not is left out.
    pub fn agents_conversation(
        &mut self,
        id: &ConversationId,
    ) -> Result<Option<(Conversation, bool)>, Error> {
        let Some(row) = self.conversation_row("c.id = $1", values![id])? else { return Ok(None) };
        let (conversation, key, is_named) = self.as_agents_see(&row)?;
        self.unwrapped = key.map(|key| (id.clone(), key));
        Ok(Some((conversation, is_named)))
    }

    fn as_agents_see(&self, row: &Row) -> Result<(Conversation, Option<Key>, bool), Error> {
        let conversation = without_name(row)?;
        let key = as_far_as_it_opens(self.key_of(row))?;
        let name = match &key {
            Some(key) => as_far_as_it_opens(name(&conversation.id, key, row))?,
            None => None,
        };
        let contact = match &key {
            Some(key) => as_far_as_it_opens(contact(&conversation.id, key, row))?,
            None => None,
        };
        let is_whole = name.is_some() && contact.is_some();
        let conversation = Conversation {
            visitor_name: name.flatten(),
            contact: contact.unwrap_or_default(),
            ..conversation
        };
        Ok((conversation, key, is_whole))
    }

    /// How many conversations each view holds for this agent.
    pub fn counts(&mut self, agent: &AgentId) -> Result<Counts, Error> {
        // Three counts along an index: half of what one pass that adds up cases takes.
        let sql = "select (select count(*) from conversation where state = 'waiting'), \
             (select count(*) from conversation where state = 'open'), \
             (select count(*) from conversation where state = 'open' and assignee = $1)";
        let Some(row) = self.row(sql, values![agent])? else { return Ok(Counts::default()) };
        let (waiting, open, mine) = (row.int(0)?, row.int(1)?, row.int(2)?);
        Ok(Counts { waiting, mine, all: waiting + open })
    }
}

/// What was opened; `None` where it does not open. Any other mistake stays one.
pub(crate) fn as_far_as_it_opens<T>(
    opened: Result<T, impl Into<Error>>,
) -> Result<Option<T>, Error> {
    match opened.map_err(Into::into) {
        Ok(opened) => Ok(Some(opened)),
        Err(Error::Unopenable) => Ok(None),
        Err(error) => Err(error),
    }
}

impl View {
    /// What it shows, in parts that an index has in order; `$4` is the agent.
    const fn conditions(self) -> &'static [&'static str] {
        match self {
            Self::Waiting => &["state = 'waiting'"],
            Self::Mine => &["assignee = $4 and state = 'open'"],
            Self::All => &["state = 'waiting'", "state = 'open'"],
            Self::Closed => &["state = 'closed'"],
        }
    }
}
