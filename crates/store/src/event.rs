//! The durable events of a conversation: appended under the conversation's row lock, so that
//! `seq` has no gaps. Bodies are sealed with the conversation's key.

use plausch_core::event::{Author, Event, Kind};
use plausch_core::id::{AgentId, ConversationId, MessageId};
use plausch_core::message::Body;
use plausch_core::seal::{Key, NonceBytes};
use plausch_core::{Personal, Timestamp};

use crate::inbox::as_far_as_it_opens;
use crate::value::{Row, values};
use crate::{Error, Tx};

const COLUMNS: &str = "seq, previous_visible, at, kind, agent_id, assignee, message_id, body";

/// An event to be appended.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// What happened.
    pub kind: Kind,
    /// Who did it.
    pub author: Author,
    /// For [`Kind::Assigned`]: who has the conversation now.
    pub assignee: Option<AgentId>,
    /// For messages and notes: the id that the sender made, and the text.
    pub text: Option<(MessageId, Body)>,
    /// Randomness to seal the text.
    pub nonce: NonceBytes,
}

impl Tx<'_> {
    /// An event by the id that the sender of a message made.
    pub fn event_by_message(
        &mut self,
        conversation: &ConversationId,
        message: &MessageId,
    ) -> Result<Option<Event>, Error> {
        let sql = format!(
            "select {COLUMNS} from conversation_event where conversation_id = $1 and message_id = $2"
        );
        // The key last: of nearly all messages this is the first time that they are sent.
        let Some(row) = self.row(&sql, values![conversation, message])? else { return Ok(None) };
        let Some(key) = self.key(conversation)? else { return Ok(None) };
        event(conversation, &key, &row).map(Some)
    }

    /// Events after `after`, in order, at most `limit`; the visitor's view, or everything as agents
    /// read it: there, a text that does not open is left out, and its event is not.
    pub fn events_after(
        &mut self,
        conversation: &ConversationId,
        after: i64,
        only_visible: bool,
        limit: i64,
    ) -> Result<Vec<Event>, Error> {
        let sql = format!(
            "select {COLUMNS} from conversation_event where conversation_id = $1 and seq > $2 \
             and (is_visible or not $3) order by seq limit $4"
        );
        let rows = self.rows(&sql, values![conversation, after, only_visible, limit])?;
        if !only_visible {
            return self.as_agents_read(conversation, rows.iter());
        }
        let Some(key) = self.key(conversation)? else { return Ok(Vec::new()) };
        rows.iter().map(|row| event(conversation, &key, row)).collect()
    }

    /// The newest `limit` events before `before`, in order, as agents read them: a thread is read
    /// from its end.
    pub fn events_before(
        &mut self,
        conversation: &ConversationId,
        before: i64,
        limit: i64,
    ) -> Result<Vec<Event>, Error> {
        let sql = format!(
            "select {COLUMNS} from conversation_event where conversation_id = $1 and seq < $2 \
             order by seq desc limit $3"
        );
        let rows = self.rows(&sql, values![conversation, before, limit])?;
        self.as_agents_read(conversation, rows.iter().rev())
    }

    /// Events of which those who look after the data see each, also where a text does not open.
    fn as_agents_read<'r>(
        &mut self,
        conversation: &ConversationId,
        rows: impl Iterator<Item = &'r Row>,
    ) -> Result<Vec<Event>, Error> {
        let key = match as_far_as_it_opens(self.key(conversation))? {
            // Erased.
            Some(None) => return Ok(Vec::new()),
            Some(key) => key,
            None => None,
        };
        rows.map(|row| {
            let body = key.as_ref().map(|key| body(conversation, key, row));
            let body = body.map_or(Ok(None), as_far_as_it_opens)?.flatten();
            Ok(Event { body, ..without_body(row)? })
        })
        .collect()
    }

    /// All events of a conversation without what was said: of one that was emptied, or does not open.
    pub(crate) fn events_without_bodies(
        &mut self,
        conversation: &ConversationId,
    ) -> Result<Vec<Event>, Error> {
        let sql = format!(
            "select {COLUMNS} from conversation_event where conversation_id = $1 order by seq"
        );
        self.rows(&sql, values![conversation])?.iter().map(without_body).collect()
    }

    /// Adds an event. `false`: the conversation has a message with this id.
    pub(crate) fn insert_event(
        &mut self,
        conversation: &ConversationId,
        key: &Key,
        seq: i64,
        previous_visible: i64,
        new: &NewEvent,
        at: Timestamp,
    ) -> Result<bool, Error> {
        let agent = match &new.author {
            Author::Visitor | Author::Site => None,
            Author::Agent(agent) => Some(agent),
        };
        let body = new
            .text
            .as_ref()
            .map(|(_, body)| key.seal_text(&place(conversation, seq), body.text(), new.nonce));
        let message = new.text.as_ref().map(|(message, _)| message);
        let sql = "insert into conversation_event (conversation_id, seq, previous_visible, \
             is_visible, at, kind, agent_id, assignee, message_id, body) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
             on conflict (conversation_id, message_id) do nothing";
        let added = self.execute(
            sql,
            values![
                conversation,
                seq,
                previous_visible,
                new.kind.is_visible(),
                at,
                new.kind.as_str(),
                agent,
                new.assignee.as_ref(),
                message,
                body
            ],
        )?;
        Ok(added > 0)
    }
}

/// A body is bound to its conversation and number: moved elsewhere, it does not open.
pub(crate) fn place(conversation: &ConversationId, seq: i64) -> String {
    format!("{conversation}/{seq}")
}

fn event(conversation: &ConversationId, key: &Key, row: &Row) -> Result<Event, Error> {
    Ok(Event { body: body(conversation, key, row)?, ..without_body(row)? })
}

/// The text in a row of [`COLUMNS`].
fn body(
    conversation: &ConversationId,
    key: &Key,
    row: &Row,
) -> Result<Option<Personal<String>>, Error> {
    let (place, sealed) = (place(conversation, row.int(0)?), row.optional_bytes(7)?);
    Ok(sealed.map(|sealed| key.open_text(&place, sealed)).transpose()?)
}

/// A row of [`COLUMNS`], but for what is sealed.
fn without_body(row: &Row) -> Result<Event, Error> {
    let agent = |column| -> Result<Option<AgentId>, Error> {
        Ok(row.optional_text(column)?.map(AgentId::parse).transpose()?)
    };
    let kind = Kind::parse(row.text(3)?).ok_or_else(|| Error::Database("unknown kind".into()))?;
    let nobody = if kind.is_told() { Author::Site } else { Author::Visitor };
    Ok(Event {
        seq: row.int(0)?,
        previous_visible: row.int(1)?,
        at: row.time(2)?,
        kind,
        author: agent(4)?.map_or(nobody, Author::Agent),
        assignee: agent(5)?,
        message: row.optional_text(6)?.map(MessageId::parse).transpose()?,
        body: None,
    })
}
