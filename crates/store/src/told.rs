//! What visitors are told when their site's chat has changed in substance (R-INFO-05): what has changed,
//! and who was told of it.

use plausch_core::Timestamp;
use plausch_core::id::{ConversationId, Revision, SiteId};
use plausch_core::site::ChatFacts;

use crate::value::{Row, values};
use crate::{Error, Tx};

/// That what visitors rely on has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatChange {
    /// When.
    pub at: Timestamp,
    /// As it was.
    pub before: ChatFacts,
    /// As it is since.
    pub after: ChatFacts,
}

impl Tx<'_> {
    /// Notes a change, in the unit of work that makes it. Of several at the same moment, one is left.
    pub(crate) fn note_chat_change(
        &mut self,
        site: &SiteId,
        before: &ChatFacts,
        after: &ChatFacts,
        now: Timestamp,
    ) -> Result<(), Error> {
        let sql = "insert into chat_change (site_id, at, facts_before, facts_after) \
             values ($1, $2, $3, $4) \
             on conflict (site_id, at) do update set facts_after = excluded.facts_after";
        let [before, after] = [before, after].map(serde_json::to_string);
        self.execute(sql, values![site, now, before?, after?]).map(drop)
    }

    /// The newest changes of a site's chat, at most `limit`.
    pub fn chat_changes(&mut self, site: &SiteId, limit: i64) -> Result<Vec<ChatChange>, Error> {
        let sql = "select at, facts_before, facts_after from chat_change where site_id = $1 \
             order by at desc limit $2";
        let change = |row: &Row| {
            Ok(ChatChange {
                at: row.time(0)?,
                before: serde_json::from_str(row.text(1)?)?,
                after: serde_json::from_str(row.text(2)?)?,
            })
        };
        self.rows(sql, values![site, limit])?.iter().map(change).collect()
    }

    /// Conversations of a site that may go on, and whose visitors were told another state of the chat
    /// than this one; in the order of their ids, at most `limit` behind `after`.
    pub fn untold(
        &mut self,
        site: &SiteId,
        state: &Revision,
        now: Timestamp,
        after: Option<&ConversationId>,
        limit: i64,
    ) -> Result<Vec<ConversationId>, Error> {
        let sql = "select id from conversation where site_id = $1 and shelf = 'inbox' and told <> $2 \
             and token_expires_at > $3 and id > $4 \
             and not is_ended_by_visitor and not is_withdrawn order by id limit $5";
        let after = after.map_or("", |after| after.as_str());
        let rows = self.rows(sql, values![site, state, now, after, limit])?;
        rows.iter().map(|row| Ok(ConversationId::parse(row.text(0)?)?)).collect()
    }

    /// Which state of the chat its visitor was told.
    pub fn set_told(&mut self, id: &ConversationId, state: &Revision) -> Result<(), Error> {
        let sql = "update conversation set told = $2 where id = $1";
        self.execute(sql, values![id, state]).map(drop)
    }
}
