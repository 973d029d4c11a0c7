//! Agents' accounts. Names and mail addresses are sealed; an address is found by its keyed hash.

use std::collections::BTreeSet;

use plausch_core::agent::{Agent, normalised_mail};
use plausch_core::id::{AgentId, RoleId, SiteId};
use plausch_core::seal::NonceBytes;
use plausch_core::{Personal, Timestamp};

use crate::value::{Row, values};
use crate::{Error, Tx};

const COLUMNS: &str = "id, name, mail, role, is_enabled, sites";
/// What the hash of a mail address is for.
const MAIL: &str = "agent mail";

/// A new account. Without a password nobody can sign in to it yet.
pub struct NewAgent<'a> {
    /// The account.
    pub agent: &'a Agent,
    /// The password's Argon2 hash.
    pub password_hash: Option<String>,
    /// Randomness to seal the name and the mail address.
    pub nonces: [NonceBytes; 2],
}

impl Tx<'_> {
    /// All agents, oldest first.
    pub fn agents(&mut self) -> Result<Vec<Agent>, Error> {
        let rows =
            self.rows(&format!("select {COLUMNS} from agent order by created_at, id"), &[])?;
        rows.iter().map(|row| self.agent_of(row)).collect()
    }

    /// The agent with this mail address, with the password's hash.
    pub fn agent_by_mail(
        &mut self,
        mail: &Personal<String>,
    ) -> Result<Option<(Agent, Option<String>)>, Error> {
        let sql = format!("select {COLUMNS}, password_hash from agent where mail_hash = $1");
        // One, but for the moments in which the master key is rotated.
        for hash in self.keys.lookups(MAIL, &normalised_mail(mail.reveal())) {
            if let Some(row) = self.row(&sql, values![hash])? {
                let password = row.optional_text(6)?.map(str::to_owned);
                return Ok(Some((self.agent_of(&row)?, password)));
            }
        }
        Ok(None)
    }

    /// One agent.
    pub fn agent(&mut self, id: &AgentId) -> Result<Option<Agent>, Error> {
        let row = self.row(&format!("select {COLUMNS} from agent where id = $1"), values![id])?;
        row.map(|row| self.agent_of(&row)).transpose()
    }

    /// Adds an account. [`Error::Conflict`] when the mail address is taken.
    pub fn insert_agent(&mut self, new: &NewAgent<'_>, now: Timestamp) -> Result<(), Error> {
        let agent = new.agent;
        // The column alone would let it through under another hash.
        if self.keys.is_rotating() && self.agent_by_mail(&agent.mail)?.is_some() {
            return Err(Error::Conflict);
        }
        let name = self.keys.seal_entry(agent.id.as_str(), &agent.name, new.nonces[0]);
        let mail = self.keys.seal_entry(agent.id.as_str(), &agent.mail, new.nonces[1]);
        let hash = self.mail_hash(&agent.mail);
        let sql = "insert into agent \
             (id, name, mail, mail_hash, role, password_hash, is_enabled, created_at, sites) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let password = new.password_hash.clone();
        let (role, sites) = (&agent.role, sites(agent.sites.as_ref())?);
        self.execute(
            sql,
            values![&agent.id, name, mail, hash, role, password, agent.is_enabled, now, sites],
        )
        .map(drop)
    }

    /// Gives an account its name and password (when an invitation is taken up).
    pub fn set_credentials(
        &mut self,
        id: &AgentId,
        name: &Personal<String>,
        password_hash: &str,
        nonce: NonceBytes,
    ) -> Result<(), Error> {
        let name = self.keys.seal_entry(id.as_str(), name, nonce);
        let sql = "update agent set name = $2, password_hash = $3 where id = $1";
        self.execute(sql, values![id, name, password_hash]).map(drop)
    }

    /// Changes what an agent may do, where, and whether they may sign in. `false`: there is no such
    /// agent.
    pub fn set_role(
        &mut self,
        id: &AgentId,
        role: &RoleId,
        on: Option<&BTreeSet<SiteId>>,
        is_enabled: bool,
    ) -> Result<bool, Error> {
        let sql = "update agent set role = $2, sites = $3, is_enabled = $4 where id = $1";
        Ok(self.execute(sql, values![id, role, sites(on)?, is_enabled])? > 0)
    }

    /// The agents who have a password: whose account somebody has taken up.
    pub fn agents_with_password(&mut self) -> Result<BTreeSet<AgentId>, Error> {
        let sql = "select id from agent where password_hash is not null order by id";
        self.rows(sql, &[])?.iter().map(|row| Ok(AgentId::parse(row.text(0)?)?)).collect()
    }

    /// Takes the row locks of all accounts: whoever decides on how many there are does this first.
    pub fn lock_agents(&mut self) -> Result<(), Error> {
        self.execute("update agent set role = role", &[]).map(drop)
    }

    pub(crate) fn mail_hash(&self, mail: &Personal<String>) -> Vec<u8> {
        self.keys.lookup(MAIL, &normalised_mail(mail.reveal()))
    }

    fn agent_of(&self, row: &Row) -> Result<Agent, Error> {
        let id = AgentId::parse(row.text(0)?)?;
        Ok(Agent {
            name: self.keys.open_entry(id.as_str(), row.bytes(1)?)?,
            mail: self.keys.open_entry(id.as_str(), row.bytes(2)?)?,
            role: RoleId::parse(row.text(3)?)?,
            sites: row.optional_text(5)?.map(serde_json::from_str).transpose()?,
            is_enabled: row.bool(4)?,
            id,
        })
    }
}

fn sites(sites: Option<&BTreeSet<SiteId>>) -> Result<Option<String>, Error> {
    Ok(sites.map(serde_json::to_string).transpose()?)
}
