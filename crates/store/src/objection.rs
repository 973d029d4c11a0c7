//! Objections (Art. 21 GDPR): what the visitor of a conversation does not want it to be used for, beyond
//! answering them. Numbers leave it out, and it is kept no longer than the defaults say (R-DSR-06).

use plausch_core::Timestamp;
use plausch_core::id::{ConversationId, EntryId, RequestId, SiteId};

use crate::retention::{Aged, HAS_CONTACT, Shelf};
use crate::value::{Row, values};
use crate::{Error, Tx};

/// In the journal: the objection was taken back.
pub(crate) const TAKEN_BACK: &str = "taken back";

impl Tx<'_> {
    /// Keeps an objection, and notes it in the journal, so that a restored backup takes it up again.
    /// False: there was one already.
    pub fn object(
        &mut self,
        id: &ConversationId,
        entry: &EntryId,
        now: Timestamp,
    ) -> Result<bool, Error> {
        self.object_by(id, "visitor", entry, now)
    }

    /// The same, carried out for a data request.
    pub fn object_for(
        &mut self,
        id: &ConversationId,
        request: &RequestId,
        entry: &EntryId,
        now: Timestamp,
    ) -> Result<bool, Error> {
        self.object_by(id, request.as_str(), entry, now)
    }

    fn object_by(
        &mut self,
        id: &ConversationId,
        by: &str,
        entry: &EntryId,
        now: Timestamp,
    ) -> Result<bool, Error> {
        if !self.keep_objection(id, now)? {
            return Ok(false);
        }
        self.note_journal(entry, "objection", id.as_str(), by, "{}", now)?;
        Ok(true)
    }

    /// Takes an objection back: what was said counts again, and is kept by the site's own rules.
    /// False: there was none.
    pub fn take_objection_back(
        &mut self,
        id: &ConversationId,
        entry: &EntryId,
        now: Timestamp,
    ) -> Result<bool, Error> {
        if !self.drop_objection(id)? {
            return Ok(false);
        }
        self.note_journal(entry, "objection", id.as_str(), TAKEN_BACK, "{}", now)?;
        Ok(true)
    }

    pub(crate) fn drop_objection(&mut self, id: &ConversationId) -> Result<bool, Error> {
        let sql = "delete from objection where conversation_id = $1";
        Ok(self.execute(sql, values![id])? > 0)
    }

    pub(crate) fn keep_objection(
        &mut self,
        id: &ConversationId,
        at: Timestamp,
    ) -> Result<bool, Error> {
        // From the conversation itself: one that is not there (any more) is not objected to.
        let sql = "insert into objection (conversation_id, at) \
             select id, cast($2 as bigint) from conversation where id = $1 \
             on conflict (conversation_id) do nothing";
        Ok(self.execute(sql, values![id, at])? > 0)
    }

    /// Since when the visitor objects.
    pub fn objected_at(&mut self, id: &ConversationId) -> Result<Option<Timestamp>, Error> {
        let row = self.row("select at from objection where conversation_id = $1", values![id])?;
        row.map(|row| row.time(0)).transpose()
    }

    /// Conversations with an objection and a last message from before this moment, the oldest first,
    /// at most `limit`; the archive is the law's, and what is restricted stays.
    pub fn aged_with_objection(
        &mut self,
        before: Timestamp,
        after: (Timestamp, String),
        limit: i64,
    ) -> Result<Vec<Aged>, Error> {
        let sql = format!(
            "select id, site_id, last_message_at, last_seq, {HAS_CONTACT}, shelf from conversation \
             where shelf in ('inbox', 'emptied') and last_message_at < $1 \
             and id in (select conversation_id from objection) \
             and (last_message_at, id) > ($2, $3) order by last_message_at, id limit $4"
        );
        let aged = |row: &Row| {
            let is_emptied = row.text(5)? == "emptied";
            Ok(Aged {
                id: ConversationId::parse(row.text(0)?)?,
                site: SiteId::parse(row.text(1)?)?,
                last_message_at: row.time(2)?,
                events: row.int(3)?,
                shelf: if is_emptied { Shelf::Emptied } else { Shelf::Inbox },
                is_named: row.bool(4)?,
            })
        };
        let rows = self.rows(&sql, values![before, after.0, after.1, limit])?;
        rows.iter().map(aged).collect()
    }
}
