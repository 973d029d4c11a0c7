//! Conversations of which nothing is kept (R-MIN-03): which of them are over.

use plausch_core::Timestamp;
use plausch_core::id::ConversationId;

use crate::value::values;
use crate::{Error, Tx};

/// Why such a conversation is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// Its key is not in memory: the program was started since it began.
    Restart,
    /// It is closed.
    Ended,
    /// The visitor took the consent back.
    Withdrawn,
    /// The visitor's token counts no longer.
    Expired,
}

impl Over {
    /// One word for the journal.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Restart => "not kept: restart",
            Self::Ended => "not kept: ended",
            Self::Withdrawn => "not kept: withdrawn",
            Self::Expired => "not kept: expired",
        }
    }
}

/// A page of such conversations.
#[derive(Debug)]
pub struct UnkeptPage {
    /// Those that are over, with the reason.
    pub over: Vec<(ConversationId, Over)>,
    /// The last one looked at; `None`: there was none.
    pub last: Option<ConversationId>,
}

impl Tx<'_> {
    /// Is nothing of it kept?
    pub fn is_unkept(&mut self, id: &ConversationId) -> Result<bool, Error> {
        let sql = "select 1 from conversation_key where conversation_id = $1 and wrapped is null";
        Ok(self.row(sql, values![id])?.is_some())
    }

    /// Conversations of which nothing is kept and that are over, of as many as `limit` behind
    /// `after`.
    pub fn unkept_over(
        &mut self,
        after: Option<&ConversationId>,
        now: Timestamp,
        limit: i64,
    ) -> Result<UnkeptPage, Error> {
        // The key's side first: an index holds these keys alone.
        let sql = "select c.id, c.state = 'closed', c.is_withdrawn, c.token_expires_at \
             from conversation_key k join conversation c on c.id = k.conversation_id \
             where k.wrapped is null and k.conversation_id > $1 order by k.conversation_id limit $2";
        let after = after.map_or("", ConversationId::as_str);
        let (mut over, mut last) = (Vec::new(), None);
        for row in self.rows(sql, values![after, limit])? {
            let id = ConversationId::parse(row.text(0)?)?;
            let why = if !self.keys.holds(id.as_str()) {
                Some(Over::Restart)
            } else if row.bool(2)? {
                Some(Over::Withdrawn)
            } else if row.bool(1)? {
                Some(Over::Ended)
            } else {
                (row.time(3)? <= now).then_some(Over::Expired)
            };
            over.extend(why.map(|why| (id.clone(), why)));
            last = Some(id);
        }
        Ok(UnkeptPage { over, last })
    }
}
