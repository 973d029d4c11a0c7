//! What a visitor's own page reads and changes: the conversation wherever it is kept, and the code by which
//! they come back (R-DSR-03). Contact data: `restriction.rs`.

use plausch_core::Timestamp;
use plausch_core::conversation::Conversation;
use plausch_core::id::{ConversationId, SiteId};
use plausch_core::own::Code;

use crate::value::{Row, values};
use crate::{Error, Tx};

impl Tx<'_> {
    /// A conversation for the person it is about: also from the archive, and whatever agents may see
    /// of it; and whether it has been emptied of what was said. `None`: it is gone.
    pub fn own_conversation(
        &mut self,
        id: &ConversationId,
    ) -> Result<Option<(Conversation, bool)>, Error> {
        let whole = self.conversation_where("c.id = $1 and c.shelf <> 'emptied'", values![id])?;
        if let Some(whole) = whole {
            return Ok(Some((whole, false)));
        }
        let found = self.conversation_anywhere(id)?.filter(|found| found.is_emptied);
        Ok(found.map(|found| (found.conversation, true)))
    }

    /// Keeps a secret's hash, in place of an earlier one. Gives the code that counts (a conversation
    /// keeps its first), and since when the secret does: always later than the one before it.
    pub fn set_own_access(
        &mut self,
        id: &ConversationId,
        code: &Code,
        hash: impl Fn(&Code) -> Vec<u8>,
        now: Timestamp,
    ) -> Result<(Code, Timestamp), Error> {
        let (code, now) = match self.own_access(id)? {
            Some((first, before)) => (first, now.max(before.plus(1))),
            None => (code.clone(), now),
        };
        let sql = "insert into own_access (conversation_id, code, secret_hash, created_at) \
             values ($1, $2, $3, $4) on conflict (conversation_id) \
             do update set secret_hash = excluded.secret_hash, created_at = excluded.created_at";
        self.execute(sql, values![id, code.as_str(), hash(&code), now])?;
        Ok((code, now))
    }

    /// The code of a conversation, and since when its secret counts.
    pub fn own_access(&mut self, id: &ConversationId) -> Result<Option<(Code, Timestamp)>, Error> {
        let sql = "select code, created_at from own_access where conversation_id = $1";
        let row = self.row(sql, values![id])?;
        row.map(|row| Ok((Code::parse(row.text(0)?)?, row.time(1)?))).transpose()
    }

    /// Until when the law wants a conversation kept, if it is in the archive.
    pub fn archived_until(&mut self, id: &ConversationId) -> Result<Option<Timestamp>, Error> {
        let row = self.row("select until from archive where conversation_id = $1", values![id])?;
        row.map(|row| row.time(0)).transpose()
    }

    /// The conversation that a code names on this site, the hash of its secret, and since when that counts.
    pub fn by_own_code(
        &mut self,
        site: &SiteId,
        code: &Code,
    ) -> Result<Option<(ConversationId, Vec<u8>, Timestamp)>, Error> {
        let sql = "select a.conversation_id, a.secret_hash, a.created_at from own_access a \
             join conversation c on c.id = a.conversation_id \
             where a.code = $1 and c.site_id = $2";
        let row = self.row(sql, values![code.as_str(), site])?;
        let found = |row: Row| -> Result<_, Error> {
            Ok((ConversationId::parse(row.text(0)?)?, row.bytes(1)?.to_vec(), row.time(2)?))
        };
        row.map(found).transpose()
    }
}
