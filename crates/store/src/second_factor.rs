//! Agents' second factors: keys of authenticator apps, sealed, and hashes of recovery codes; and the
//! roles that need none.

use std::collections::BTreeSet;

use plausch_core::Timestamp;
use plausch_core::id::{AgentId, RoleId};
use plausch_core::seal::NonceBytes;
use plausch_core::second_factor::Key;

use crate::value::values;
use crate::{Error, Tx};

/// A key that an app has, or is about to get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondFactor {
    /// What codes are made of.
    pub key: Key,
    /// Has a code come from the app already?
    pub is_confirmed: bool,
    /// The step of the last code that was taken.
    pub last_step: i64,
}

/// Where a key is sealed: a mail address that somebody puts in its column does not open there.
pub(crate) fn place(agent: &str) -> String {
    format!("second factor {agent}")
}

impl Tx<'_> {
    /// An agent's second factor, also one that is being set up.
    pub fn second_factor(&mut self, agent: &AgentId) -> Result<Option<SecondFactor>, Error> {
        let sql = "select secret, is_confirmed, last_step from second_factor where agent_id = $1";
        let Some(row) = self.row(sql, values![agent])? else { return Ok(None) };
        let key = self.keys.open_entry(&place(agent.as_str()), row.bytes(0)?)?;
        let key = Key::parse(key).ok_or_else(|| Error::Database("no key of an app".into()))?;
        Ok(Some(SecondFactor { key, is_confirmed: row.bool(1)?, last_step: row.int(2)? }))
    }

    /// The agents who have a second factor that counts.
    pub fn agents_with_second_factor(&mut self) -> Result<BTreeSet<AgentId>, Error> {
        let sql = "select agent_id from second_factor where is_confirmed order by agent_id";
        self.rows(sql, &[])?.iter().map(|row| Ok(AgentId::parse(row.text(0)?)?)).collect()
    }

    /// Begins to set one up. `false`: there is one that counts, and it stays.
    pub fn begin_second_factor(
        &mut self,
        agent: &AgentId,
        key: &Key,
        nonce: NonceBytes,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let sealed = self.keys.seal_entry(&place(agent.as_str()), key.text(), nonce);
        let sql = "insert into second_factor \
             (agent_id, secret, is_confirmed, last_step, created_at) values ($1, $2, $3, $4, $5) \
             on conflict (agent_id) do update set secret = excluded.secret, \
             last_step = excluded.last_step, created_at = excluded.created_at \
             where not second_factor.is_confirmed";
        Ok(self.execute(sql, values![agent, sealed, false, 0_i64, now])? > 0)
    }

    /// Takes a code of this step; the first one makes the second factor count. `false`: somebody has
    /// used it already.
    pub fn take_step(&mut self, agent: &AgentId, step: i64) -> Result<bool, Error> {
        let sql = "update second_factor set last_step = $2, is_confirmed = $3 \
             where agent_id = $1 and last_step < $2";
        Ok(self.execute(sql, values![agent, step, true])? > 0)
    }

    /// Removes an agent's second factor with its recovery codes. `false`: there was none.
    pub fn delete_second_factor(&mut self, agent: &AgentId) -> Result<bool, Error> {
        self.execute("delete from recovery_code where agent_id = $1", values![agent])?;
        let sql = "delete from second_factor where agent_id = $1";
        Ok(self.execute(sql, values![agent])? > 0)
    }

    /// From now on these recovery codes count, and no earlier ones.
    pub fn replace_recovery_codes(
        &mut self,
        agent: &AgentId,
        hashes: &[Vec<u8>],
    ) -> Result<(), Error> {
        self.execute("delete from recovery_code where agent_id = $1", values![agent])?;
        for hash in hashes {
            let sql = "insert into recovery_code (agent_id, hash) values ($1, $2)";
            self.execute(sql, values![agent, hash.as_slice()])?;
        }
        Ok(())
    }

    /// Uses up a recovery code. `false`: there is none like it (any more).
    pub fn take_recovery_code(&mut self, agent: &AgentId, hash: &[u8]) -> Result<bool, Error> {
        let sql = "delete from recovery_code where agent_id = $1 and hash = $2";
        Ok(self.execute(sql, values![agent, hash])? > 0)
    }

    /// How many recovery codes an agent has left.
    pub fn recovery_codes_left(&mut self, agent: &AgentId) -> Result<i64, Error> {
        let sql = "select count(*) from recovery_code where agent_id = $1";
        self.row(sql, values![agent])?.map_or(Ok(0), |row| row.int(0))
    }

    /// The roles whose people may sign in with a password alone.
    pub fn second_factor_waivers(&mut self) -> Result<BTreeSet<RoleId>, Error> {
        let sql = "select role_id from second_factor_waiver order by role_id";
        self.rows(sql, &[])?.iter().map(|row| Ok(RoleId::parse(row.text(0)?)?)).collect()
    }

    /// Lets the people of a role sign in with a password alone, or no more.
    pub fn set_second_factor_waiver(
        &mut self,
        role: &RoleId,
        is_waived: bool,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.execute("delete from second_factor_waiver where role_id = $1", values![role])?;
        if is_waived {
            let sql = "insert into second_factor_waiver (role_id, at) values ($1, $2)";
            self.execute(sql, values![role, now])?;
        }
        Ok(())
    }
}
