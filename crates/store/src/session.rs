//! Agents' sign-ins and the one-time links by which accounts begin. Only hashes are kept.

use plausch_core::Timestamp;
use plausch_core::id::AgentId;

use crate::value::{Row, values};
use crate::{Error, Tx};

/// For whom a one-time link is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invited {
    /// Whoever sets up the first administrator.
    FirstAdministrator,
    /// An agent that an administrator has invited.
    Agent(AgentId),
}

/// A session that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub agent: AgentId,
    /// What is kept of its secret.
    pub token_hash: Vec<u8>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was used last, as far as that is kept.
    pub used_at: Timestamp,
    /// When the password was given in it last.
    pub password_at: Timestamp,
}

const SESSION: &str = "s.agent_id, s.token_hash, s.created_at, s.used_at, s.password_at";

fn session(row: &Row) -> Result<Session, Error> {
    Ok(Session {
        agent: AgentId::parse(row.text(0)?)?,
        token_hash: row.bytes(1)?.to_vec(),
        created_at: row.time(2)?,
        used_at: row.time(3)?,
        password_at: row.time(4)?,
    })
}

impl Tx<'_> {
    /// Begins a session; `used_at` is as coarse as the caller wants it kept.
    pub fn insert_session(
        &mut self,
        session: &Session,
        expires_at: Timestamp,
    ) -> Result<(), Error> {
        let sql = "insert into agent_session \
             (token_hash, agent_id, created_at, expires_at, used_at, password_at) \
             values ($1, $2, $3, $4, $5, $6)";
        let Session { agent, token_hash, created_at, used_at, password_at } = session;
        let (token_hash, agent) = (token_hash.as_slice(), agent);
        self.execute(
            sql,
            values![token_hash, agent, *created_at, expires_at, *used_at, *password_at],
        )
        .map(drop)
    }

    /// A session, if it still counts and the account is enabled; and whether the agent has a second
    /// factor.
    pub fn session(
        &mut self,
        token_hash: &[u8],
        now: Timestamp,
    ) -> Result<Option<(Session, bool)>, Error> {
        let sql = format!(
            "select {SESSION}, f.agent_id from agent_session s join agent a on a.id = s.agent_id \
             left join second_factor f on f.agent_id = s.agent_id and f.is_confirmed \
             where s.token_hash = $1 and s.expires_at > $2 and a.is_enabled"
        );
        let row = self.row(&sql, values![token_hash, now])?;
        row.map(|row| Ok((session(&row)?, row.optional_text(5)?.is_some()))).transpose()
    }

    /// An agent's sessions that still count, the newest first.
    pub fn sessions_of(&mut self, agent: &AgentId, now: Timestamp) -> Result<Vec<Session>, Error> {
        let sql = format!(
            "select {SESSION} from agent_session s where s.agent_id = $1 and s.expires_at > $2 \
             order by s.created_at desc, s.token_hash"
        );
        self.rows(&sql, values![agent, now])?.iter().map(session).collect()
    }

    /// Keeps when a session was used.
    pub fn set_session_used(&mut self, token_hash: &[u8], at: Timestamp) -> Result<(), Error> {
        let sql = "update agent_session set used_at = $2 where token_hash = $1";
        self.execute(sql, values![token_hash, at]).map(drop)
    }

    /// Keeps that the password was given in a session.
    pub fn set_password_given(&mut self, token_hash: &[u8], at: Timestamp) -> Result<(), Error> {
        let sql = "update agent_session set password_at = $2 where token_hash = $1";
        self.execute(sql, values![token_hash, at]).map(drop)
    }

    /// Ends all sessions of an agent but this one; gives how many.
    pub fn delete_other_sessions(&mut self, agent: &AgentId, but: &[u8]) -> Result<u64, Error> {
        let sql = "delete from agent_session where agent_id = $1 and token_hash <> $2";
        self.execute(sql, values![agent, but])
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
