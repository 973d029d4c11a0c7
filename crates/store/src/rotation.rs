//! Rotating the master key while the program serves: what an older one has wrapped or sealed is
//! wrapped and sealed anew, a few rows at a time. A rotation that was cut off is begun again; what
//! was done is passed over. Keys that are in memory only are wrapped by none.

use plausch_core::id::{AgentId, ConversationId};
use plausch_core::seal::{Keys, NonceBytes};

use crate::connection::{Connection, Use};
use crate::value::values;
use crate::{Database, Error, Tx, incident, migration, second_factor};

/// Looks at all agents at once: there are few.
const AGENTS: &str = "select id, name, mail from agent order by id";
/// What is sealed about data requests: few rows, too.
const REQUESTS: [(&str, &str); 2] = [("data_request", "dossier"), ("notification", "details")];
/// And at all their second factors.
const SECOND_FACTORS: &str = "select agent_id, secret from second_factor";

impl Tx<'_> {
    /// Wraps the keys of conversations anew that an older master key wraps: of as many rows as there
    /// are nonces, behind `after`. Gives the last conversation looked at, `None` at the end. A key
    /// that no master key opens is left as it is: its conversation can still be erased.
    pub fn rewrap_keys(
        &mut self,
        after: Option<&ConversationId>,
        nonces: &[NonceBytes],
    ) -> Result<Option<ConversationId>, Error> {
        let limit = i64::try_from(nonces.len()).unwrap_or(i64::MAX);
        let lock = self.connection.lock_of("conversation_key");
        let sql = format!(
            "select conversation_id, wrapped from conversation_key where conversation_id > $1 \
             and wrapped is not null order by conversation_id limit $2{lock}"
        );
        let after = after.map_or("", ConversationId::as_str);
        let rows = self.rows(&sql, values![after, limit])?;
        for (row, nonce) in rows.iter().zip(nonces) {
            let (id, wrapped) = (row.text(0)?, row.bytes(1)?);
            if self.keys.is_wrapped_now(id, wrapped) {
                continue;
            }
            let Ok(key) = self.keys.unwrap(id, wrapped) else {
                tracing::warn!(conversation = id, "no master key opens this conversation's key");
                continue;
            };
            let anew = self.keys.wrap(id, &key, *nonce);
            let sql = "update conversation_key set wrapped = $2 where conversation_id = $1";
            self.execute(sql, values![id, anew])?;
        }
        rows.last().map(|row| Ok(ConversationId::parse(row.text(0)?)?)).transpose()
    }

    /// Seals names and addresses anew that an older master key seals, and lets them be found by the
    /// present one: of as many agents as there are nonces. `true`: there are more.
    pub fn reseal_agents(&mut self, nonces: &[[NonceBytes; 2]]) -> Result<bool, Error> {
        self.lock_agents()?;
        let mut nonces = nonces.iter();
        for row in self.rows(AGENTS, &[])? {
            let id = AgentId::parse(row.text(0)?)?;
            if self.keys.is_entry_sealed_now(id.as_str(), row.bytes(2)?) {
                continue;
            }
            let Some(nonces) = nonces.next() else { return Ok(true) };
            let name = self.keys.open_entry(id.as_str(), row.bytes(1)?)?;
            let mail = self.keys.open_entry(id.as_str(), row.bytes(2)?)?;
            let hash = self.mail_hash(&mail);
            let name = self.keys.seal_entry(id.as_str(), &name, nonces[0]);
            let mail = self.keys.seal_entry(id.as_str(), &mail, nonces[1]);
            let sql = "update agent set name = $2, mail = $3, mail_hash = $4 where id = $1";
            self.execute(sql, values![&id, name, mail, hash])?;
        }
        Ok(false)
    }

    /// Seals keys of second factors anew that an older master key seals: as many as there are
    /// nonces. `true`: there are more.
    pub fn reseal_second_factors(&mut self, nonces: &[NonceBytes]) -> Result<bool, Error> {
        let lock = self.connection.lock_of("second_factor");
        let mut nonces = nonces.iter();
        for row in self.rows(&format!("{SECOND_FACTORS} order by agent_id{lock}"), &[])? {
            let (agent, sealed) = (row.text(0)?, row.bytes(1)?);
            let place = second_factor::place(agent);
            if self.keys.is_entry_sealed_now(&place, sealed) {
                continue;
            }
            let Some(nonce) = nonces.next() else { return Ok(true) };
            let key = self.keys.open_entry(&place, sealed)?;
            let anew = self.keys.seal_entry(&place, &key, *nonce);
            let sql = "update second_factor set secret = $2 where agent_id = $1";
            self.execute(sql, values![agent, anew])?;
        }
        Ok(false)
    }
}

impl Tx<'_> {
    /// Seals what is written about data requests anew: of as many rows as there are nonces. `true`:
    /// there are more. What no master key opens is left as it is: it can still be deleted.
    pub fn reseal_requests(&mut self, nonces: &[NonceBytes]) -> Result<bool, Error> {
        let mut nonces = nonces.iter();
        for (table, column) in REQUESTS {
            let lock = self.connection.lock_of(table);
            let sql = format!("select id, {column} from {table} order by id{lock}");
            for row in self.rows(&sql, &[])? {
                let (id, sealed) = (row.text(0)?, row.bytes(1)?);
                if self.keys.is_entry_sealed_now(id, sealed) {
                    continue;
                }
                let Ok(text) = self.keys.open_entry(id, sealed) else {
                    tracing::warn!(table, id, "no master key opens this entry");
                    continue;
                };
                let Some(nonce) = nonces.next() else { return Ok(true) };
                let anew = self.keys.seal_entry(id, &text, *nonce);
                let sql = format!("update {table} set {column} = $2 where id = $1");
                self.execute(&sql, values![id, anew])?;
            }
        }
        Ok(false)
    }
}

/// How many rows still need an older master key, also beside a program that serves. Blocks.
pub fn waiting(database: &Database, keys: &Keys) -> Result<u64, Error> {
    migration::refuse_others(database)?;
    let work = || {
        let mut connection = Connection::open(database, Use::Copy)?;
        connection.begin()?;
        let mut waiting = 0;
        let sql = "select conversation_id, wrapped from conversation_key where wrapped is not null";
        connection.each_row(sql, &mut |row| {
            let (id, wrapped) = (row.text(0)?, row.bytes(1)?);
            let is_old = !keys.is_wrapped_now(id, wrapped) && keys.unwrap(id, wrapped).is_ok();
            waiting += u64::from(is_old);
            Ok::<_, Error>(())
        })?;
        connection.each_row(AGENTS, &mut |row| {
            waiting += u64::from(!keys.is_entry_sealed_now(row.text(0)?, row.bytes(2)?));
            Ok::<_, Error>(())
        })?;
        for (table, column) in REQUESTS {
            let sql = format!("select id, {column} from {table}");
            connection.each_row(&sql, &mut |row| {
                let (id, sealed) = (row.text(0)?, row.bytes(1)?);
                let is_old =
                    !keys.is_entry_sealed_now(id, sealed) && keys.open_entry(id, sealed).is_ok();
                waiting += u64::from(is_old);
                Ok::<_, Error>(())
            })?;
        }
        connection.each_row(SECOND_FACTORS, &mut |row| {
            let place = second_factor::place(row.text(0)?);
            waiting += u64::from(!keys.is_entry_sealed_now(&place, row.bytes(1)?));
            Ok::<_, Error>(())
        })?;
        let sql = "select incident_id, number, content from incident_version";
        connection.each_row(sql, &mut |row| {
            let place = incident::place(row.text(0)?, row.int(1)?);
            let sealed = row.bytes(2)?;
            let is_old = !keys.is_entry_sealed_now(&place, sealed)
                && keys.open_entry(&place, sealed).is_ok();
            waiting += u64::from(is_old);
            Ok::<_, Error>(())
        })?;
        Ok(waiting)
    };
    // On a thread of its own, because the PostgreSQL client blocks.
    std::thread::scope(|scope| {
        let panicked = |_| Err(Error::Database("the thread that counts panicked".into()));
        scope.spawn(work).join().unwrap_or_else(panicked)
    })
}
