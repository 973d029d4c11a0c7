//! The register of breaches (R-SEC-04): versions that are only ever added, each sealed with the
//! installation's key; and whom a breach concerns, counted from what is there at that moment.

use plausch_core::id::{AgentId, ConversationId, IncidentId, SiteId};
use plausch_core::incident::{Counts, Data, Report, Scope};
use plausch_core::seal::NonceBytes;
use plausch_core::site::Lang;
use plausch_core::time::HOUR;
use plausch_core::{Personal, Timestamp};

use crate::conversation::{COLUMNS, NEXT, contact, name, without_name};
use crate::inbox::as_far_as_it_opens;
use crate::retention::{Preview, Run};
use crate::value::{Row, Value, values};
use crate::{Error, Tx};

/// Is anything kept by which the visitor can be addressed?
const HAS_CONTACT: &str = "(c.visitor_name is not null or c.contact_mail is not null \
     or c.contact_phone is not null)";

/// What was known of a breach at some time.
#[derive(Debug, Clone)]
pub struct Version {
    /// Of which breach.
    pub incident: IncidentId,
    /// Its number: the first is 1.
    pub number: i64,
    /// When it was written down.
    pub at: Timestamp,
    /// Who wrote it down.
    pub by: AgentId,
    /// What is known; `None` where it doesn't open.
    pub report: Option<Report>,
}

/// Somebody whom a breach concerns, as far as they can be told.
#[derive(Debug, Clone)]
pub struct Concerned {
    /// Their conversation.
    pub conversation: ConversationId,
    /// On which site.
    pub site: SiteId,
    /// In which language they spoke.
    pub lang: Lang,
    /// What they are called.
    pub name: Option<Personal<String>>,
    /// Where mail reaches them.
    pub mail: Option<Personal<String>>,
    /// Where a call reaches them.
    pub phone: Option<Personal<String>>,
    /// Did all that is kept of them open?
    pub is_readable: bool,
    /// Is it restricted (Art. 18 GDPR)?
    pub is_restricted: bool,
}

impl Tx<'_> {
    /// Writes down what is known of a breach, as its version with this number: one more than the
    /// last that whoever writes has seen. [`Error::Conflict`]: somebody else was faster, or there is
    /// no such breach.
    pub fn write_incident(
        &mut self,
        id: &IncidentId,
        number: i64,
        report: &Report,
        (by, nonce): (&AgentId, NonceBytes),
        now: Timestamp,
    ) -> Result<(), Error> {
        let (is_open, due_at) = (!report.duties().is_empty(), report.authority_due());
        let values = values![id, report.noticed_at, is_open, due_at, now];
        let sql = if number == 1 {
            "insert into incident (id, noticed_at, is_open, due_at, changed_at) \
             values ($1, $2, $3, $4, $5)"
        } else {
            "update incident set noticed_at = $2, is_open = $3, due_at = $4, changed_at = $5 \
             where id = $1"
        };
        if self.execute(sql, values)? == 0 {
            return Err(Error::Conflict);
        }
        let before = "select max(number) from incident_version where incident_id = $1";
        let before = self.row(before, values![id])?;
        let before = before.map_or(Ok(None), |row| row.optional_int(0))?.unwrap_or(0);
        if before + 1 != number {
            return Err(Error::Conflict);
        }
        let text = Personal::new(serde_json::to_string(report)?);
        let content = self.keys.seal_entry(&place(id.as_str(), number), &text, nonce);
        let sql = "insert into incident_version (incident_id, number, at, agent_id, content) \
             values ($1, $2, $3, $4, $5)";
        self.execute(sql, values![id, number, now, by, content]).map(drop)
    }

    /// What is known of each breach now; what was noticed last comes first.
    pub fn incidents(&mut self) -> Result<Vec<Version>, Error> {
        let sql = "select v.incident_id, v.number, v.at, v.agent_id, v.content \
             from incident i join incident_version v on v.incident_id = i.id \
             where v.number = (select max(number) from incident_version where incident_id = i.id) \
             order by i.noticed_at desc, i.id desc";
        self.rows(sql, &[])?.iter().map(|row| self.version_of(row)).collect()
    }

    /// All versions of a breach, the newest first; none: there is no such breach.
    pub fn incident_versions(&mut self, id: &IncidentId) -> Result<Vec<Version>, Error> {
        let sql = "select incident_id, number, at, agent_id, content from incident_version \
             where incident_id = $1 order by number desc";
        self.rows(sql, values![id])?.iter().map(|row| self.version_of(row)).collect()
    }

    /// The breaches with which something has to be done, each with the hour by which the authority
    /// has to be told, if it has to.
    pub fn open_incidents(&mut self) -> Result<Vec<Option<Timestamp>>, Error> {
        let rows = self.rows("select due_at from incident where is_open order by id", &[])?;
        let due = |row: &Row| Ok(row.optional_int(0)?.map(Timestamp::from_millis));
        rows.iter().map(due).collect()
    }

    fn version_of(&self, row: &Row) -> Result<Version, Error> {
        let (incident, number) = (IncidentId::parse(row.text(0)?)?, row.int(1)?);
        let opened = self.keys.open_entry(&place(incident.as_str(), number), row.bytes(4)?);
        let report = match as_far_as_it_opens(opened.map_err(Error::from))? {
            Some(text) => Some(serde_json::from_str(text.reveal())?),
            None => None,
        };
        Ok(Version {
            number,
            at: row.time(2)?,
            by: AgentId::parse(row.text(3)?)?,
            report,
            incident,
        })
    }

    /// How much a breach concerns, as it is now. `now` names the hour.
    pub fn count_concerned(&mut self, scope: &Scope, now: Timestamp) -> Result<Counts, Error> {
        let mut counts = Counts { hour: now.millis().div_euclid(HOUR), ..Counts::default() };
        let has = |data| scope.data.contains(&data);
        let (place, values) = conversations_of(scope);
        if has(Data::Messages) || has(Data::Contact) {
            let sql = format!(
                "select count(*), count(case when {HAS_CONTACT} then 1 end) from conversation c \
                 where {place}"
            );
            if let Some(row) = self.row(&sql, &values)? {
                counts.conversations = row.int(0)?;
                counts.persons = if has(Data::Contact) { row.int(1)? } else { 0 };
            }
        }
        if has(Data::Messages) {
            let sql = format!(
                "select count(*) from conversation_event e \
                 join conversation c on c.id = e.conversation_id \
                 where e.kind in ('message', 'note') and e.body is not null and {place}"
            );
            counts.messages = self.count(&sql, &values)?;
        }
        if has(Data::Consents) {
            let sites = sites_of(scope, "site_id");
            let sql = format!(
                "select count(distinct record_id) from consent_event \
                 where at >= $1 and at < $2{sites}"
            );
            counts.consents = self.count(&sql, &values)?;
        }
        if has(Data::Accounts) {
            counts.accounts = self.count("select count(*) from agent", &[])?;
        }
        Ok(counts)
    }

    /// Those who can be told, as far as what is kept of them opens.
    pub fn concerned(&mut self, scope: &Scope) -> Result<Vec<Concerned>, Error> {
        let (place, values) = conversations_of(scope);
        let sql = format!(
            "select {COLUMNS} from conversation c \
             left join conversation_key k on k.conversation_id = c.id \
             where {HAS_CONTACT} and {place} order by c.started_at, c.id"
        );
        let rows = self.rows(&sql, &values)?;
        rows.iter().map(|row| self.concerned_of(row)).collect()
    }

    fn concerned_of(&mut self, row: &Row) -> Result<Concerned, Error> {
        let conversation = without_name(row)?;
        // The columns' key: of a conversation whose key is gone, nothing opens.
        let key = row.optional_bytes(NEXT - 3)?.map(|_| self.key_of(row)).transpose();
        let (id, key) = (conversation.id, as_far_as_it_opens(key)?.flatten());
        let (known, reached) = match &key {
            Some(key) => (
                as_far_as_it_opens(name(&id, key, row))?,
                as_far_as_it_opens(contact(&id, key, row))?,
            ),
            None => (None, None),
        };
        let is_readable = known.is_some() && reached.is_some();
        let reached = reached.unwrap_or_default();
        Ok(Concerned {
            conversation: id,
            site: conversation.site,
            lang: conversation.lang,
            name: known.flatten(),
            mail: reached.mail,
            phone: reached.phone,
            is_readable,
            is_restricted: conversation.is_restricted,
        })
    }

    fn count(&mut self, sql: &str, values: &[Value]) -> Result<i64, Error> {
        self.row(sql, values)?.map_or(Ok(0), |row| row.int(0))
    }

    /// How many breaches were changed last before this moment and are settled.
    pub fn preview_of_incidents(&mut self, before: Timestamp) -> Result<Preview, Error> {
        let sql = "select count(*) from incident where changed_at < $1 and not is_open";
        Ok(Preview { count: self.count(sql, values![before])?, examples: Vec::new() })
    }

    /// Deletes settled breaches that were changed last before the run's cutoff, at most `limit`.
    /// False: that was all.
    pub fn delete_incidents(&mut self, run: &Run, limit: i64) -> Result<bool, Error> {
        let sql = "select id from incident where changed_at < $1 and not is_open \
             order by changed_at, id limit $2";
        let rows = self.rows(sql, values![run.cutoff, limit])?;
        for row in &rows {
            let id = row.text(0)?;
            self.execute("delete from incident_version where incident_id = $1", values![id])?;
            self.execute("delete from incident where id = $1", values![id])?;
        }
        self.note_deleted(run, "incident", &rows)?;
        Ok(i64::try_from(rows.len()).is_ok_and(|found| found == limit))
    }

    /// Seals anew what an older master key seals: of as many versions as there are nonces. `true`:
    /// there are more. What no master key opens is left as it is.
    pub fn reseal_incidents(&mut self, nonces: &[NonceBytes]) -> Result<bool, Error> {
        let sql = "select incident_id, number, content from incident_version \
             order by incident_id, number";
        let mut nonces = nonces.iter();
        for row in self.rows(sql, &[])? {
            let (id, number) = (IncidentId::parse(row.text(0)?)?, row.int(1)?);
            let place = place(id.as_str(), number);
            if self.keys.is_entry_sealed_now(&place, row.bytes(2)?) {
                continue;
            }
            let Ok(text) = self.keys.open_entry(&place, row.bytes(2)?) else {
                tracing::warn!(incident = %id, "no master key opens what is known of this breach");
                continue;
            };
            let Some(nonce) = nonces.next() else { return Ok(true) };
            let content = self.keys.seal_entry(&place, &text, *nonce);
            let sql = "update incident_version set content = $3 \
                 where incident_id = $1 and number = $2";
            self.execute(sql, values![&id, number, content])?;
        }
        Ok(false)
    }
}

/// What a version's content is bound to.
pub(crate) fn place(id: &str, number: i64) -> String {
    format!("{id}/incident/{number}")
}

/// Conversations that went on in the span, and the statement's values: `$1` is its beginning, `$2` its
/// end, then come the sites.
fn conversations_of(scope: &Scope) -> (String, Vec<Value>) {
    let mut values = vec![scope.from.into(), scope.to.into()];
    values.extend(scope.sites.iter().map(Value::from));
    let sites = sites_of(scope, "c.site_id");
    (format!("c.last_message_at >= $1 and c.started_at < $2{sites}"), values)
}

fn sites_of(scope: &Scope, column: &str) -> String {
    if scope.sites.is_empty() {
        return String::new();
    }
    let places: Vec<_> = (3..3 + scope.sites.len()).map(|number| format!("${number}")).collect();
    format!(" and {column} in ({})", places.join(", "))
}
