//! The audit: who changed what, ids only. And the journal of erasures, withdrawals and
//! restrictions.

use std::collections::BTreeSet;

use plausch_core::Timestamp;
use plausch_core::consent::Ui;
use plausch_core::id::{AgentId, ConsentId, EntryId, ServiceId};
use serde::{Deserialize, Serialize};

use crate::value::values;
use crate::{Error, Tx};

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
    /// Notes a deed of an agent (or of the program itself).
    pub fn note_audit(
        &mut self,
        id: &EntryId,
        agent: Option<&AgentId>,
        deed: &str,
        subject: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let sql =
            "insert into audit_entry (id, at, agent_id, deed, subject) values ($1, $2, $3, $4, $5)";
        self.execute(sql, values![id, now, agent, deed, subject]).map(drop)
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
