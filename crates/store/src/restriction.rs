//! What is carried out for a data request, besides erasing: a conversation that is kept and used for
//! nothing (Art. 18 GDPR), and contact data that are put right (Art. 16); R-DSR-04. Both are done again by
//! a restore: the journal tells what is restricted, and what was put right travels with it.

use plausch_core::conversation::{Contact, Conversation};
use plausch_core::event::Event;
use plausch_core::id::{AgentId, ConversationId, EntryId, RequestId};
use plausch_core::seal::NonceBytes;
use plausch_core::{Personal, Timestamp};

use crate::conversation::{COLUMNS, contact_place, name_place};
use crate::inbox::as_far_as_it_opens;
use crate::value::values;
use crate::{Error, Tx};

/// A conversation on whatever shelf, for those who answer a data request.
#[derive(Debug, Clone)]
pub struct Found {
    /// The conversation.
    pub conversation: Conversation,
    /// All its events; of what does not open, or is gone, without the text.
    pub events: Vec<Event>,
    /// Has it been emptied of what was said?
    pub is_emptied: bool,
    /// Did everything open that is sealed?
    pub is_whole: bool,
}

/// That a conversation is restricted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restriction {
    /// By which request.
    pub request: RequestId,
    /// Who has done it; `None`: a restore.
    pub by: Option<AgentId>,
    /// Since when.
    pub at: Timestamp,
}

impl Tx<'_> {
    /// A conversation wherever it is, with everything in it.
    pub fn conversation_anywhere(&mut self, id: &ConversationId) -> Result<Option<Found>, Error> {
        let sql = format!(
            "select {COLUMNS} from conversation c \
             left join conversation_key k on k.conversation_id = c.id where c.id = $1"
        );
        let Some(row) = self.row(&sql, values![id])? else { return Ok(None) };
        let is_emptied = match row.text(18)? {
            "restricted" => self.was_emptied(id)?,
            place => place == "emptied",
        };
        if self.is_lost(&row)? {
            // What was emptied has no key, and is kept all the same.
            let conversation = crate::conversation::without_name(&row)?;
            let is_kept = conversation.is_kept || is_emptied;
            let conversation = Conversation { is_kept, ..conversation };
            let events = self.events_without_bodies(id)?;
            return Ok(Some(Found { conversation, events, is_emptied, is_whole: is_emptied }));
        }
        let (conversation, key, is_whole) = self.as_agents_see(&row)?;
        let opens = key.is_some();
        self.unwrapped = key.map(|key| (id.clone(), key));
        let events = if opens {
            self.events_after(id, 0, false, i64::MAX)?
        } else {
            self.events_without_bodies(id)?
        };
        Ok(Some(Found { conversation, events, is_emptied, is_whole }))
    }

    fn was_emptied(&mut self, id: &ConversationId) -> Result<bool, Error> {
        let sql = "select 1 from restriction where conversation_id = $1 and shelf = 'emptied'";
        Ok(self.row(sql, values![id])?.is_some())
    }

    /// Who has restricted a conversation, and since when.
    pub fn restriction(&mut self, id: &ConversationId) -> Result<Option<Restriction>, Error> {
        let sql = "select request_id, agent_id, at from restriction where conversation_id = $1";
        let Some(row) = self.row(sql, values![id])? else { return Ok(None) };
        Ok(Some(Restriction {
            request: RequestId::parse(row.text(0)?)?,
            by: row.optional_text(1)?.map(AgentId::parse).transpose()?,
            at: row.time(2)?,
        }))
    }

    /// Restricts a conversation: it leaves every list, and the rules of retention pass it over. Goes
    /// into the journal. `false`: it is restricted already, or gone.
    pub fn restrict(
        &mut self,
        id: &ConversationId,
        request: &RequestId,
        by: &AgentId,
        entry: &EntryId,
        now: Timestamp,
    ) -> Result<bool, Error> {
        if !self.put_under_restriction(id, request, Some(by), now)? {
            return Ok(false);
        }
        self.note_journal(entry, "restriction", id.as_str(), request.as_str(), "{}", now)?;
        Ok(true)
    }

    /// Gives a conversation back to where it was. `false`: it is not restricted.
    pub fn lift_restriction(
        &mut self,
        id: &ConversationId,
        request: &RequestId,
        entry: &EntryId,
        now: Timestamp,
    ) -> Result<bool, Error> {
        if !self.take_from_restriction(id)? {
            return Ok(false);
        }
        self.note_journal(entry, "lifting", id.as_str(), request.as_str(), "{}", now)?;
        Ok(true)
    }

    pub(crate) fn put_under_restriction(
        &mut self,
        id: &ConversationId,
        request: &RequestId,
        by: Option<&AgentId>,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let lock = self.connection.lock_of("conversation");
        let sql = format!("select shelf from conversation where id = $1{lock}");
        let Some(row) = self.row(&sql, values![id])? else { return Ok(false) };
        let was_on = row.text(0)?;
        if was_on == "restricted" {
            return Ok(false);
        }
        let sql = "insert into restriction (conversation_id, request_id, shelf, agent_id, at) \
             values ($1, $2, $3, $4, $5)";
        self.execute(sql, values![id, request, was_on, by, now])?;
        let sql = "update conversation set shelf = 'restricted' where id = $1";
        self.execute(sql, values![id])?;
        Ok(true)
    }

    pub(crate) fn take_from_restriction(&mut self, id: &ConversationId) -> Result<bool, Error> {
        let sql = "update conversation set shelf = \
             (select r.shelf from restriction r where r.conversation_id = conversation.id) \
             where id = $1 and shelf = 'restricted'";
        if self.execute(sql, values![id])? == 0 {
            return Ok(false);
        }
        self.execute("delete from restriction where conversation_id = $1", values![id])?;
        Ok(true)
    }

    /// Puts right how a visitor is called and reached: what is not given is removed. `false`: there is
    /// no such conversation, or no key to seal it with.
    pub fn rectify(
        &mut self,
        id: &ConversationId,
        name: Option<&Personal<String>>,
        contact: &Contact,
        nonces: [NonceBytes; 3],
        now: Timestamp,
    ) -> Result<bool, Error> {
        let Some(key) = as_far_as_it_opens(self.key(id))?.flatten() else { return Ok(false) };
        let name = name.map(|name| key.seal_text(&name_place(id), name, nonces[0]));
        let seal = |what, value: &Option<Personal<String>>, nonce| {
            value.as_ref().map(|value| key.seal_text(&contact_place(id, what), value, nonce))
        };
        let mail = seal("mail", &contact.mail, nonces[1]);
        let phone = seal("phone", &contact.phone, nonces[2]);
        let sql = "update conversation set visitor_name = $2, contact_mail = $3, \
             contact_phone = $4 where id = $1";
        self.execute(sql, values![id, name.clone(), mail.clone(), phone.clone()])?;
        // What was wrong must not stay in the engine's files.
        self.connection.leave_remnants();
        let sql = "insert into rectification \
             (conversation_id, at, visitor_name, contact_mail, contact_phone) \
             values ($1, $2, $3, $4, $5) on conflict (conversation_id) do update set \
             at = excluded.at, visitor_name = excluded.visitor_name, \
             contact_mail = excluded.contact_mail, contact_phone = excluded.contact_phone";
        self.execute(sql, values![id, now, name, mail, phone])?;
        Ok(true)
    }

    /// When a conversation's contact data were put right last.
    pub fn rectified_at(&mut self, id: &ConversationId) -> Result<Option<Timestamp>, Error> {
        let sql = "select at from rectification where conversation_id = $1";
        self.row(sql, values![id])?.map(|row| row.time(0)).transpose()
    }

    /// Puts right once more what was put right since this moment; tells how many conversations.
    pub(crate) fn rectify_again(&mut self, since: Timestamp) -> Result<u64, Error> {
        let of = |column: &str| {
            format!(
                "{column} = (select r.{column} from rectification r \
                 where r.conversation_id = conversation.id)"
            )
        };
        let columns = ["visitor_name", "contact_mail", "contact_phone"].map(of).join(", ");
        let sql = format!(
            "update conversation set {columns} where id in \
             (select conversation_id from rectification where at >= $1)"
        );
        self.execute(&sql, values![since])
    }
}
