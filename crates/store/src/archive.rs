//! The archive: conversations that the law wants kept, each marked by somebody (R-RET-03). Out of
//! every list and away from agents; they go at the end of a year.

use plausch_core::id::{AgentId, ConversationId, SiteId};
use plausch_core::retention::Class;
use plausch_core::seal::NonceBytes;
use plausch_core::{Personal, Timestamp};

use crate::inbox::as_far_as_it_opens;
use crate::value::{Row, values};
use crate::{Error, Tx};

/// A conversation in the archive.
#[derive(Debug, Clone)]
pub struct Archived {
    /// Which conversation.
    pub id: ConversationId,
    /// By which rule of law.
    pub class: Class,
    /// Why it is of that class; `None` where it does not open.
    pub ground: Option<Personal<String>>,
    /// Who has said so.
    pub by: AgentId,
    /// When.
    pub at: Timestamp,
    /// The moment at which it goes.
    pub until: Timestamp,
}

impl Tx<'_> {
    /// Takes a conversation of the inbox into the archive. The caller has read it under its lock.
    pub fn archive(
        &mut self,
        id: &ConversationId,
        class: Class,
        ground: (&Personal<String>, NonceBytes),
        by: &AgentId,
        (at, until): (Timestamp, Timestamp),
    ) -> Result<(), Error> {
        let key = self.key(id)?.ok_or(Error::Conflict)?;
        let ground = key.seal_text(&place(id), ground.0, ground.1);
        let sql = "insert into archive (conversation_id, class, ground, agent_id, at, until) \
             values ($1, $2, $3, $4, $5, $6)";
        self.execute(sql, values![id, class.as_str(), ground, by, at, until])?;
        let sql = "update conversation set shelf = 'archive' where id = $1";
        self.execute(sql, values![id]).map(drop)
    }

    /// Gives a conversation back to the inbox, where the site's rules hold for it again. `None`: it
    /// is not in the archive.
    pub fn release(&mut self, site: &SiteId, id: &ConversationId) -> Result<bool, Error> {
        let sql = "update conversation set shelf = 'inbox' \
             where id = $1 and site_id = $2 and shelf = 'archive'";
        if self.execute(sql, values![id, site])? == 0 {
            return Ok(false);
        }
        self.connection.leave_remnants();
        self.execute("delete from archive where conversation_id = $1", values![id])?;
        Ok(true)
    }

    /// Is the conversation in the archive?
    pub fn is_archived(&mut self, id: &ConversationId) -> Result<bool, Error> {
        let sql = "select 1 from archive where conversation_id = $1";
        Ok(self.row(sql, values![id])?.is_some())
    }

    /// A site's archive, what goes first at the top, at most `limit`; `after` is the last one of the
    /// page before.
    pub fn archived(
        &mut self,
        site: &SiteId,
        after: Option<(Timestamp, ConversationId)>,
        limit: i64,
    ) -> Result<Vec<Archived>, Error> {
        let (until, id) =
            after.map_or((i64::MIN, String::new()), |(until, id)| (until.millis(), id.into()));
        let sql = "select a.conversation_id, a.class, a.ground, a.agent_id, a.at, a.until \
             from archive a join conversation c on c.id = a.conversation_id \
             where c.site_id = $1 and c.shelf = 'archive' and (a.until, a.conversation_id) > ($2, $3) \
             order by a.until, a.conversation_id limit $4";
        let rows = self.rows(sql, values![site, until, id, limit])?;
        rows.iter().map(|row| self.archived_of(row)).collect()
    }

    /// What is noted of one conversation that the law wants kept, also while it is restricted.
    pub fn archived_one(&mut self, id: &ConversationId) -> Result<Option<Archived>, Error> {
        let sql = "select conversation_id, class, ground, agent_id, at, until from archive \
             where conversation_id = $1";
        self.row(sql, values![id])?.map(|row| self.archived_of(&row)).transpose()
    }

    /// The same while it lies in the archive of this site: not while it is restricted.
    pub fn archived_on(
        &mut self,
        site: &SiteId,
        id: &ConversationId,
    ) -> Result<Option<Archived>, Error> {
        let sql = "select 1 from conversation where id = $1 and site_id = $2 and shelf = 'archive'";
        if self.row(sql, values![id, site])?.is_none() {
            return Ok(None);
        }
        self.archived_one(id)
    }

    fn archived_of(&mut self, row: &Row) -> Result<Archived, Error> {
        let id = ConversationId::parse(row.text(0)?)?;
        let key = as_far_as_it_opens(self.key(&id))?.flatten();
        let ground = key.map(|key| key.open_text(&place(&id), row.bytes(2)?).map_err(Error::from));
        let unknown = || Error::Database("unknown class".into());
        Ok(Archived {
            class: Class::parse(row.text(1)?).ok_or_else(unknown)?,
            ground: ground.map_or(Ok(None), as_far_as_it_opens)?,
            by: AgentId::parse(row.text(3)?)?,
            at: row.time(4)?,
            until: row.time(5)?,
            id,
        })
    }
}

fn place(conversation: &ConversationId) -> String {
    format!("{conversation}/ground")
}
