//! The audit: who changed what, ids only. And the journal of erasures, withdrawals and
//! restrictions.

use std::collections::BTreeSet;

use plausch_core::Timestamp;
use plausch_core::audit::{self, Anchor, Entry};
use plausch_core::consent::Ui;
use plausch_core::id::{AgentId, ConsentId, EntryId, ServiceId};
use plausch_core::merkle::Hash;
use serde::{Deserialize, Serialize};

use crate::value::{Row, Value, values};
use crate::{Error, Run, Tx};

const ENTRY: &str = "number, id, at, agent_id, deed, subject, previous, hash";

/// What entries of the audit are looked for; what is not set fits all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditSearch {
    /// What was done, word for word.
    pub deed: Option<String>,
    /// To which thing, by its id.
    pub subject: Option<String>,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
}

/// A withdrawal in the journal: what it takes to repeat it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// Which event of its record it was.
    pub number: i64,
    /// What stays granted; `None`: all of it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<BTreeSet<ServiceId>>,
    /// Where in the pages.
    pub ui: Ui,
}

impl Tx<'_> {
    /// Notes a deed of an agent (or of the program itself) at the end of the chain. Whoever does
    /// something else at the same time waits for its place.
    pub fn note_audit(
        &mut self,
        id: &EntryId,
        agent: Option<&AgentId>,
        deed: &str,
        subject: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let (last, previous) = self.lock_audit()?;
        let entry = Entry {
            number: last + 1,
            id: id.to_string(),
            at: now,
            agent: agent.map(ToString::to_string),
            deed: deed.to_owned(),
            subject: subject.to_owned(),
        };
        let hash = entry.hash(&previous);
        let sql = "insert into audit_entry \
             (id, at, agent_id, deed, subject, number, previous, hash) \
             values ($1, $2, $3, $4, $5, $6, $7, $8)";
        let number = entry.number;
        self.execute(sql, values![id, now, agent, deed, subject, number, previous, hash])?;
        let sql = "update audit_head set number = $1, hash = $2 where place = 0";
        self.execute(sql, values![number, hash]).map(drop)
    }

    /// The end of the chain, for this transaction alone.
    fn lock_audit(&mut self) -> Result<(i64, Hash), Error> {
        let sql = "update audit_head set number = number where place = 0 returning number, hash";
        if let Some(row) = self.row(sql, &[])? {
            return Ok((row.int(0)?, hash_of(&row, 1)?));
        }
        // Somebody else may be making the first entry of all at this moment.
        let first = "insert into audit_head (place, number, hash) values (0, 0, $1) \
             on conflict (place) do nothing";
        self.execute(first, values![audit::BEGINNING])?;
        let row = self.row(sql, &[])?.ok_or(Error::Contention)?;
        Ok((row.int(0)?, hash_of(&row, 1)?))
    }

    /// Entries of the chain behind this number, each with the hash before it and its own.
    pub(crate) fn audit_after(
        &mut self,
        number: i64,
        limit: i64,
    ) -> Result<Vec<(Entry, Hash, Hash)>, Error> {
        let sql =
            format!("select {ENTRY} from audit_entry where number > $1 order by number limit $2");
        self.rows(&sql, values![number, limit])?.iter().map(entry).collect()
    }

    /// Entries that fit, newest first, at most `limit`, below the number `before`.
    pub fn audit_entries(
        &mut self,
        search: &AuditSearch,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<(Entry, Hash)>, Error> {
        let mut values: Vec<Value> = vec![before.unwrap_or(i64::MAX).into(), limit.into()];
        let mut conditions = vec!["number < $1".to_owned()];
        if let Some(deed) = &search.deed {
            // Alone, or with the reason that somebody gave behind a colon.
            values.push(deed.as_str().into());
            values.push(format!("{deed}: ").into());
            let [word, begin] = [values.len() - 1, values.len()];
            let reasoned = format!("substr(deed, 1, length(${begin})) = ${begin}");
            conditions.push(format!("(deed = ${word} or {reasoned})"));
        }
        let mut add = |condition: &str, value: Value| {
            values.push(value);
            conditions.push(format!("{condition} ${}", values.len()));
        };
        if let Some(subject) = &search.subject {
            add("subject =", subject.as_str().into());
        }
        if let Some(from) = search.from {
            add("at >=", from.into());
        }
        if let Some(until) = search.until {
            add("at <", until.into());
        }
        let sql = format!(
            "select {ENTRY} from audit_entry where {} order by number desc limit $2",
            conditions.join(" and ")
        );
        let found = self.rows(&sql, &values)?;
        found.iter().map(|row| entry(row).map(|(entry, _, hash)| (entry, hash))).collect()
    }

    /// The end of the chain as it is kept beside it.
    pub(crate) fn audit_end(&mut self) -> Result<Option<(i64, Hash)>, Error> {
        let head = self.row("select number, hash from audit_head where place = 0", &[])?;
        head.map(|row| Ok((row.int(0)?, hash_of(&row, 1)?))).transpose()
    }

    /// Deletes entries of the audit from before the run's cutoff, at most `limit`, and notes in the
    /// audit up to where, by an entry of this id. False: that was all.
    pub fn delete_audit(&mut self, run: &Run, id: &EntryId, limit: i64) -> Result<bool, Error> {
        // From the beginning of the chain, also when the clock was set meanwhile: no gap is left.
        let sql = "delete from audit_entry where number in (select number from audit_entry \
             where number < coalesce((select min(number) from audit_entry where at >= $1), $3) \
             order by number limit $2) returning id, number, hash";
        let rows = self.rows(sql, values![run.cutoff, limit, i64::MAX])?;
        let anchor =
            |row: &Row| Ok::<_, Error>(Anchor { number: row.int(1)?, hash: hash_of(row, 2)? });
        let gone = rows.iter().map(anchor).collect::<Result<Vec<_>, _>>()?;
        if let Some(last) = gone.into_iter().max_by_key(|one| one.number) {
            self.note_deleted(run, "audit_entry", &rows)?;
            self.note_audit(id, None, audit::DELETED, &last.to_subject(), run.at)?;
        }
        Ok(i64::try_from(rows.len()).is_ok_and(|found| found == limit))
    }

    /// Who did one of these deeds to a subject last, and when; what the program did itself is left
    /// out.
    pub fn last_audit(
        &mut self,
        subject: &str,
        deeds: [&str; 2],
    ) -> Result<Option<(AgentId, Timestamp)>, Error> {
        let sql = "select agent_id, at from audit_entry where subject = $1 \
             and (deed = $2 or deed = $3) and agent_id is not null \
             order by at desc, id desc limit 1";
        let last = self.row(sql, values![subject, deeds[0], deeds[1]])?;
        last.map(|row| Ok((AgentId::parse(row.text(0)?)?, row.time(1)?))).transpose()
    }

    pub(crate) fn note_journal(
        &mut self,
        id: &EntryId,
        kind: &str,
        subject: &str,
        reason: &str,
        counts: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let sql = "insert into journal (id, at, kind, subject, reason, counts) \
             values ($1, $2, $3, $4, $5, $6)";
        self.execute(sql, values![id, now, kind, subject, reason, counts]).map(drop)
    }

    /// Notes what was taken back of a consent, so that a restored backup takes it up again.
    pub fn note_withdrawal(
        &mut self,
        id: &EntryId,
        record: &ConsentId,
        withdrawn: &Withdrawn,
        now: Timestamp,
    ) -> Result<(), Error> {
        let withdrawn = serde_json::to_string(withdrawn)?;
        self.note_journal(id, "withdrawal", record.as_str(), "visitor", &withdrawn, now)
    }
}

fn hash_of(row: &Row, column: usize) -> Result<Hash, Error> {
    Hash::of(row.bytes(column)?).ok_or_else(|| Error::Database("a hash is none".into()))
}

/// Reads [`ENTRY`].
fn entry(row: &Row) -> Result<(Entry, Hash, Hash), Error> {
    let entry = Entry {
        number: row.int(0)?,
        id: row.text(1)?.to_owned(),
        at: row.time(2)?,
        agent: row.optional_text(3)?.map(str::to_owned),
        deed: row.text(4)?.to_owned(),
        subject: row.text(5)?.to_owned(),
    };
    Ok((entry, hash_of(row, 6)?, hash_of(row, 7)?))
}
