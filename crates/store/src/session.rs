//! Agents' sign-ins and the one-time links by which accounts begin. Only hashes are kept.

use plausch_core::Timestamp;
use plausch_core::id::AgentId;

use crate::value::values;
use crate::{Error, Tx};

/// For whom a one-time link is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invited {
    /// Whoever sets up the first administrator.
    FirstAdministrator,
    /// An agent that an administrator has invited.
    Agent(AgentId),
}

impl Tx<'_> {
    /// Begins a session.
    pub fn insert_session(
        &mut self,
        token_hash: &[u8],
        agent: &AgentId,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), Error> {
        let sql = "insert into agent_session (token_hash, agent_id, created_at, expires_at) \
             values ($1, $2, $3, $4)";
        self.execute(sql, values![token_hash, agent, now, expires_at]).map(drop)
    }

    /// Whose session this is, if it still counts and the account is enabled.
    pub fn session(&mut self, token_hash: &[u8], now: Timestamp) -> Result<Option<AgentId>, Error> {
        let sql = "select s.agent_id from agent_session s join agent a on a.id = s.agent_id \
             where s.token_hash = $1 and s.expires_at > $2 and a.is_enabled";
        let row = self.row(sql, values![token_hash, now])?;
        Ok(row.map(|row| row.text(0).map(AgentId::parse)).transpose()?.transpose()?)
    }

    /// Ends a session.
    pub fn delete_session(&mut self, token_hash: &[u8]) -> Result<(), Error> {
        let sql = "delete from agent_session where token_hash = $1";
        self.execute(sql, values![token_hash]).map(drop)
    }

    /// Ends all sessions of an agent.
    pub fn delete_sessions_of(&mut self, agent: &AgentId) -> Result<(), Error> {
        self.execute("delete from agent_session where agent_id = $1", values![agent]).map(drop)
    }

    /// Forgets sessions and invitations that have run out; tells whose sessions they were.
    pub fn delete_expired_sessions(&mut self, now: Timestamp) -> Result<Vec<AgentId>, Error> {
        self.execute("delete from invitation where expires_at <= $1", values![now])?;
        let sql = "delete from agent_session where expires_at <= $1 returning agent_id";
        let rows = self.rows(sql, values![now])?;
        rows.iter().map(|row| Ok(AgentId::parse(row.text(0)?)?)).collect()
    }

    /// Adds a one-time link; earlier ones for the same person end.
    pub fn insert_invitation(
        &mut self,
        token_hash: &[u8],
        invited: &Invited,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), Error> {
        match invited {
            Invited::FirstAdministrator => {
                self.execute("delete from invitation where agent_id is null", &[])?;
            }
            Invited::Agent(agent) => {
                self.execute("delete from invitation where agent_id = $1", values![agent])?;
            }
        }
        let agent = match invited {
            Invited::FirstAdministrator => None,
            Invited::Agent(agent) => Some(agent),
        };
        let sql = "insert into invitation (token_hash, agent_id, created_at, expires_at) \
             values ($1, $2, $3, $4)";
        self.execute(sql, values![token_hash, agent, now, expires_at]).map(drop)
    }

    /// For whom a one-time link is, if it still counts and the account, where there is one, is
    /// enabled.
    pub fn invitation(
        &mut self,
        token_hash: &[u8],
        now: Timestamp,
    ) -> Result<Option<Invited>, Error> {
        let sql = "select i.agent_id from invitation i left join agent a on a.id = i.agent_id \
             where i.token_hash = $1 and i.expires_at > $2 and (i.agent_id is null or a.is_enabled)";
        let Some(row) = self.row(sql, values![token_hash, now])? else { return Ok(None) };
        Ok(Some(match row.optional_text(0)? {
            None => Invited::FirstAdministrator,
            Some(agent) => Invited::Agent(AgentId::parse(agent)?),
        }))
    }

    /// Ends an agent's one-time links.
    pub fn delete_invitations_of(&mut self, agent: &AgentId) -> Result<(), Error> {
        self.execute("delete from invitation where agent_id = $1", values![agent]).map(drop)
    }

    /// Uses up a one-time link. `false`: somebody was faster.
    pub fn delete_invitation(&mut self, token_hash: &[u8]) -> Result<bool, Error> {
        let sql = "delete from invitation where token_hash = $1";
        Ok(self.execute(sql, values![token_hash])? > 0)
    }
}
