//! What figures about work are made of, and the reference by which figures of single agents are
//! unlocked (R-EMP-01). Nothing is stored for figures: they are read from events that are there for
//! the conversations' sake, and go with them.

use plausch_core::Timestamp;
use plausch_core::figures::{Answered, FIRST_MONDAY, WEEK, Week};
use plausch_core::id::{AgentId, ConversationId, EntryId};

use crate::value::{Row, values};
use crate::{Error, Tx};

/// By which right figures of single agents are unlocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// A works agreement (section 87(1) no. 6 `BetrVG`).
    Agreement,
    /// There is no works council; the basis is another one.
    NoCouncil,
}

impl Ground {
    /// The word stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agreement => "agreement",
            Self::NoCouncil => "no_council",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Agreement, Self::NoCouncil].into_iter().find(|one| one.as_str() == text)
    }
}

/// That figures of single agents were unlocked, by which right, and when that ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlocking {
    /// Its id.
    pub id: EntryId,
    /// By which right.
    pub ground: Ground,
    /// The agreement's title, or the legal basis.
    pub reference: String,
    /// The agreement's day (`2026-11-22`); empty without one.
    pub agreed_on: String,
    /// Why such figures are needed.
    pub reason: String,
    /// Who unlocked them.
    pub by: AgentId,
    /// When.
    pub at: Timestamp,
    /// Who took it back, and when; `None`: it holds.
    pub ended: Option<(AgentId, Timestamp)>,
}

impl Tx<'_> {
    /// Who answered in which conversations, by week: of conversations with a message since then, all
    /// of their weeks. Restricted ones and those whose visitor has objected are in no figure
    /// (R-DSR-04, R-DSR-06).
    pub fn answered(&mut self, since: Timestamp) -> Result<Vec<Answered>, Error> {
        let sql = format!(
            "select conversation_id, started_at, agent_id, week, min(at) from ( \
                 select e.conversation_id, c.started_at, e.agent_id, e.at, \
                     (e.at - {FIRST_MONDAY}) / {WEEK} as week \
                 from conversation_event e join conversation c on c.id = e.conversation_id \
                 where e.kind = 'message' and e.agent_id is not null and c.last_message_at >= $1 \
                 and c.shelf <> 'restricted' \
                 and not exists (select 1 from objection o where o.conversation_id = c.id) \
             ) as answers group by conversation_id, started_at, agent_id, week \
             order by conversation_id, week, agent_id"
        );
        let answered = |row: &Row| {
            Ok(Answered {
                conversation: ConversationId::parse(row.text(0)?)?,
                started_at: row.time(1)?,
                agent: AgentId::parse(row.text(2)?)?,
                week: Week(row.int(3)?),
                first_at: row.time(4)?,
            })
        };
        self.rows(&sql, values![since])?.iter().map(answered).collect()
    }

    /// All unlockings, the newest first; at most the first one holds.
    pub fn unlockings(&mut self) -> Result<Vec<Unlocking>, Error> {
        let sql = "select id, ground, reference, agreed_on, reason, agent_id, at, ended_by, ended_at \
             from figures_unlocking order by at desc, id desc";
        self.rows(sql, &[])?.iter().map(unlocking).collect()
    }

    /// Notes that figures of single agents are unlocked. [`Error::Conflict`]: they are already.
    pub fn unlock_figures(&mut self, new: &Unlocking) -> Result<(), Error> {
        // Two at the same time would both find none.
        self.lock_agents()?;
        if self.unlockings()?.iter().any(|one| one.ended.is_none()) {
            return Err(Error::Conflict);
        }
        let sql = "insert into figures_unlocking \
             (id, ground, reference, agreed_on, reason, agent_id, at) \
             values ($1, $2, $3, $4, $5, $6, $7)";
        let (reference, agreed_on) = (new.reference.as_str(), new.agreed_on.as_str());
        let (ground, reason) = (new.ground.as_str(), new.reason.as_str());
        let values = values![&new.id, ground, reference, agreed_on, reason, &new.by, new.at];
        self.execute(sql, values).map(drop)
    }

    /// Takes it back. `false`: they are not unlocked.
    pub fn lock_figures(&mut self, by: &AgentId, now: Timestamp) -> Result<bool, Error> {
        let sql =
            "update figures_unlocking set ended_by = $1, ended_at = $2 where ended_at is null";
        Ok(self.execute(sql, values![by, now])? > 0)
    }
}

fn unlocking(row: &Row) -> Result<Unlocking, Error> {
    let unknown = || Error::Database("unknown ground".into());
    let ended = row.optional_text(7)?.zip(row.optional_int(8)?);
    let ended =
        ended.map(|(by, at)| Ok::<_, Error>((AgentId::parse(by)?, Timestamp::from_millis(at))));
    Ok(Unlocking {
        id: EntryId::parse(row.text(0)?)?,
        ground: Ground::parse(row.text(1)?).ok_or_else(unknown)?,
        reference: row.text(2)?.to_owned(),
        agreed_on: row.text(3)?.to_owned(),
        reason: row.text(4)?.to_owned(),
        by: AgentId::parse(row.text(5)?)?,
        at: row.time(6)?,
        ended: ended.transpose()?,
    })
}
