//! What changes a conversation: the next event, what was seen, who is remembered, what was withdrawn.

use plausch_core::conversation::{Contact, Conversation, State};
use plausch_core::event::{Author, Event, Kind};
use plausch_core::id::{AgentId, ConsentId, ConversationId};
use plausch_core::role::Place;
use plausch_core::seal::NonceBytes;
use plausch_core::{Personal, Timestamp};

use super::contact_place;
use crate::event::NewEvent;
use crate::inbox::place_of;
use crate::value::{Row, values};
use crate::{Error, Tx};

/// What an appended event did.
#[derive(Debug, Clone)]
pub struct Change {
    /// The event.
    pub event: Event,
    /// The conversation afterwards.
    pub conversation: Conversation,
}

impl Tx<'_> {
    /// Appends an event to a conversation that was read under its lock, with the state that the
    /// rules gave for it. A visitor's message moves the token's expiry. `None`: a message with
    /// this id is there already, and nothing has changed.
    pub fn append(
        &mut self,
        conversation: &Conversation,
        (state, assignee): (State, Option<AgentId>),
        new: &NewEvent,
        token_expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Change>, Error> {
        let id = &conversation.id;
        // The key was read in this very transaction: an erased conversation takes nothing.
        let key = self.key(id)?.ok_or(Error::Conflict)?;
        let seq = conversation.last_seq + 1;
        let previous_visible = conversation.last_visible;
        if !self.insert_event(id, &key, seq, previous_visible, new, now)? {
            return Ok(None);
        }

        let mut after = conversation.clone();
        let is_message = new.kind == Kind::Message;
        after.state = state;
        after.assignee = assignee;
        after.last_seq = seq;
        after.token_expires_at = token_expires_at;
        if new.kind.is_visible() {
            after.last_visible = seq;
        }
        if is_message {
            after.last_message_at = now;
        }
        match new.author {
            Author::Visitor => {
                after.visitor_seen = seq;
                after.unread += i64::from(is_message);
                after.is_ended_by_visitor |= new.kind == Kind::Closed;
            }
            // Whoever answers has read what is there.
            Author::Agent(_) if is_message => {
                after.agents_seen = seq;
                after.unread = 0;
            }
            Author::Agent(_) | Author::Site => {}
        }
        self.update_conversation(&after, is_message.then_some(seq))?;
        let event = Event {
            seq,
            previous_visible,
            at: now,
            kind: new.kind,
            author: new.author.clone(),
            assignee: new.assignee.clone(),
            message: new.text.as_ref().map(|(message, _)| message.clone()),
            body: new.text.as_ref().map(|(_, body)| body.text().clone()),
        };
        Ok(Some(Change { event, conversation: after }))
    }

    /// Writes everything of a conversation that an event can change.
    fn update_conversation(
        &mut self,
        c: &Conversation,
        message_seq: Option<i64>,
    ) -> Result<(), Error> {
        let sql = "update conversation set state = $2, assignee = $3, last_seq = $4, \
             last_visible = $5, last_message_at = $6, agents_seen = $7, visitor_seen = $8, \
             unread = $9, token_expires_at = $10, is_ended_by_visitor = $11, \
             last_message_seq = coalesce($12, last_message_seq) where id = $1";
        self.execute(
            sql,
            values![
                &c.id,
                c.state.as_str(),
                c.assignee.as_ref(),
                c.last_seq,
                c.last_visible,
                c.last_message_at,
                c.agents_seen,
                c.visitor_seen,
                c.unread,
                c.token_expires_at,
                c.is_ended_by_visitor,
                message_seq
            ],
        )
        .map(drop)
    }

    /// Agents have seen everything up to `seq`. `true`: that is news.
    pub fn set_agents_seen(&mut self, id: &ConversationId, seq: i64) -> Result<bool, Error> {
        let sql = "update conversation set agents_seen = $2, unread = (select count(*) from \
             conversation_event e where e.conversation_id = $1 and e.seq > $2 \
             and e.kind = 'message' and e.agent_id is null) \
             where id = $1 and agents_seen < $2 and last_seq >= $2";
        Ok(self.execute(sql, values![id, seq])? > 0)
    }

    /// The visitor has seen everything up to `seq`. `true`: that is news.
    pub fn set_visitor_seen(&mut self, id: &ConversationId, seq: i64) -> Result<bool, Error> {
        let sql = "update conversation set visitor_seen = $2 \
             where id = $1 and visitor_seen < $2 and last_visible >= $2";
        Ok(self.execute(sql, values![id, seq])? > 0)
    }

    /// By which consent the visitor is remembered, and until when the token counts.
    pub fn set_remembered(
        &mut self,
        id: &ConversationId,
        remembered_by: Option<&ConsentId>,
        token_expires_at: Timestamp,
    ) -> Result<(), Error> {
        let sql = "update conversation set remembered_by = $2, token_expires_at = $3 where id = $1";
        self.execute(sql, values![id, remembered_by, token_expires_at]).map(drop)
    }

    /// Keeps how the visitor wants to be reached; what is not given stays as it was.
    pub fn set_contact(
        &mut self,
        id: &ConversationId,
        contact: &Contact,
        nonces: [NonceBytes; 2],
    ) -> Result<(), Error> {
        let key = self.key(id)?.ok_or(Error::Conflict)?;
        let seal = |what, value: &Option<Personal<String>>, nonce| {
            value.as_ref().map(|value| key.seal_text(&contact_place(id, what), value, nonce))
        };
        let mail = seal("mail", &contact.mail, nonces[0]);
        let phone = seal("phone", &contact.phone, nonces[1]);
        let sql = "update conversation set contact_mail = coalesce($2, contact_mail), \
             contact_phone = coalesce($3, contact_phone) where id = $1";
        self.execute(sql, values![id, mail, phone]).map(drop)
    }

    /// Remembers nobody by this consent any more: tokens count until `at_most`.
    pub fn forget_remembered(
        &mut self,
        consent: &ConsentId,
        at_most: Timestamp,
    ) -> Result<(), Error> {
        let sql = "update conversation set remembered_by = null, token_expires_at = \
             case when token_expires_at < $2 then token_expires_at else $2 end \
             where remembered_by = $1";
        self.execute(sql, values![consent, at_most]).map(drop)
    }

    /// Ends every conversation that rests on a withdrawn consent, and the device's access to it;
    /// tells which.
    pub fn withdraw_conversations(
        &mut self,
        consent: &ConsentId,
    ) -> Result<Vec<(ConversationId, Place)>, Error> {
        let sql = "update conversation set is_withdrawn = $2, state = 'closed' \
             where consent_id = $1 returning id, site_id, assignee";
        let rows = self.rows(sql, values![consent, true])?;
        let told = |row: &Row| Ok((ConversationId::parse(row.text(0)?)?, place_of(row, 1)?));
        rows.iter().map(told).collect()
    }
}
