//! Who read which conversation: one row for each agent, conversation and hour (R-EMP-02). There is no
//! query by agent, and none that counts.

use std::collections::{BTreeMap, BTreeSet};

use plausch_core::id::{AgentId, ConversationId, SiteId};

use crate::retention::{Preview, Run};
use crate::value::{Row, Value, values};
use crate::{Error, Tx};

/// Somebody read a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// What.
    pub conversation: ConversationId,
    /// On which site.
    pub site: SiteId,
    /// Who.
    pub agent: AgentId,
    /// When: whole hours since 1970, UTC.
    pub hour: i64,
}

impl Tx<'_> {
    /// Is it noted that the agent read the conversation in this hour?
    pub fn has_read(
        &mut self,
        conversation: &ConversationId,
        agent: &AgentId,
        hour: i64,
    ) -> Result<bool, Error> {
        let sql = "select 1 from conversation_read \
             where conversation_id = $1 and agent_id = $2 and hour = $3";
        Ok(self.row(sql, values![conversation, agent, hour])?.is_some())
    }

    /// Notes it; once is enough.
    pub fn note_read(
        &mut self,
        conversation: &ConversationId,
        agent: &AgentId,
        hour: i64,
    ) -> Result<(), Error> {
        let sql = "insert into conversation_read (conversation_id, agent_id, hour) \
             values ($1, $2, $3) on conflict do nothing";
        self.execute(sql, values![conversation, agent, hour]).map(drop)
    }

    /// The newest that were noted: of one conversation or of all, on these sites (`None`: all).
    pub fn reads(
        &mut self,
        conversation: Option<&ConversationId>,
        sites: Option<&BTreeSet<SiteId>>,
        limit: i64,
    ) -> Result<Vec<Read>, Error> {
        let mut values: Vec<Value> = vec![limit.into()];
        let mut place = |value: Value| {
            values.push(value);
            format!("${}", values.len())
        };
        let mut conditions = vec!["c.id = r.conversation_id".to_owned()];
        if let Some(id) = conversation {
            conditions.push(format!("c.id = {}", place(id.into())));
        }
        if let Some(sites) = sites {
            if sites.is_empty() {
                return Ok(Vec::new());
            }
            let sites: Vec<_> = sites.iter().map(|site| place(site.into())).collect();
            conditions.push(format!("c.site_id in ({})", sites.join(", ")));
        }
        let sql = format!(
            "select r.conversation_id, c.site_id, r.agent_id, r.hour \
             from conversation_read r join conversation c on {} \
             order by r.hour desc, r.conversation_id, r.agent_id limit $1",
            conditions.join(" and ")
        );
        self.rows(&sql, &values)?.iter().map(read).collect()
    }

    /// Is anything kept from before this hour?
    pub fn has_reads(&mut self, before: i64) -> Result<bool, Error> {
        let sql = "select 1 from conversation_read where hour < $1 limit 1";
        Ok(self.row(sql, values![before])?.is_some())
    }

    /// Of how many conversations of a site it is kept from before this hour who read them. Readings
    /// themselves are never counted: that would be a figure about the team.
    pub fn preview_of_reads(&mut self, site: &SiteId, before: i64) -> Result<Preview, Error> {
        let sql = "select count(distinct r.conversation_id) from conversation_read r \
             join conversation c on c.id = r.conversation_id where c.site_id = $1 and r.hour < $2";
        let row = self.row(sql, values![site, before])?;
        let count = row.map_or(Ok(0), |row| row.int(0))?;
        Ok(Preview { count, examples: Vec::new() })
    }

    /// Forgets what was noted before this hour, at most `limit` of it, and writes into the run's entry
    /// that it did, without a number. False: that was all.
    pub fn delete_reads(&mut self, run: &Run, before: i64, limit: i64) -> Result<bool, Error> {
        let sql = "delete from conversation_read where (conversation_id, agent_id, hour) in \
             (select conversation_id, agent_id, hour from conversation_read where hour < $1 \
             order by hour, conversation_id, agent_id limit $2) returning conversation_id";
        let rows = self.rows(sql, values![before, limit])?;
        if rows.is_empty() {
            return Ok(false);
        }
        self.connection.leave_remnants();
        let mut ids: Vec<&str> = rows.iter().map(|row| row.text(0)).collect::<Result<_, _>>()?;
        // In an order that both engines give.
        ids.sort_unstable();
        self.note_run(run, &BTreeMap::new(), ids)?;
        Ok(i64::try_from(rows.len()).is_ok_and(|found| found == limit))
    }
}

fn read(row: &Row) -> Result<Read, Error> {
    Ok(Read {
        conversation: ConversationId::parse(row.text(0)?)?,
        site: SiteId::parse(row.text(1)?)?,
        agent: AgentId::parse(row.text(2)?)?,
        hour: row.int(3)?,
    })
}
