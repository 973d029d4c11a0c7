//! Consent events: added, never changed. No address, no user agent, no page (R-PROOF-02).

use plausch_core::consent::{Consent, Event, EventKind};
use plausch_core::id::{ConsentId, NoticeVersion, SiteId};
use plausch_core::proof::Salt;
use plausch_core::site::Lang;

use crate::value::{Row, Value, values};
use crate::{Error, Tx};

/// The newest event of a record, with its place.
#[derive(Debug)]
pub struct RecordedConsent {
    /// On which site.
    pub site: SiteId,
    /// Which event of the record this is, from 1.
    pub number: i64,
    /// In which language.
    pub lang: Lang,
    /// What it says.
    pub consent: Consent,
}

pub(crate) const COLUMNS: &str =
    "e.site_id, e.number, e.lang, e.kind, e.granted, e.notice_version, e.at, e.since";

impl Tx<'_> {
    /// What a record says now. Who reads it to write its next event keeps others from that: by a
    /// statement of its own, because the one that waits for a lock doesn't see what came meanwhile.
    pub fn consent(&mut self, record: &ConsentId) -> Result<Option<RecordedConsent>, Error> {
        let lock = self.connection.lock_of("e");
        if !lock.is_empty() {
            let sql = "select 1 from consent_event e where e.record_id = $1 \
                 order by e.number, e.record_id limit 1";
            self.row(&format!("{sql}{lock}"), values![record])?;
        }
        let sql = format!(
            "select {COLUMNS} from consent_event e where e.record_id = $1 \
             order by e.number desc, e.record_id limit 1"
        );
        self.row(&sql, values![record])?.map(|row| recorded(&row, 0)).transpose()
    }

    /// Begins a record with its first choice. `false`: there is something under this id already,
    /// and nothing has changed.
    pub fn begin_consent(&mut self, new: &Event, salt: Salt) -> Result<bool, Error> {
        // Two small statements where none is a round trip: an insert with a condition makes SQLite
        // keep a journal of its own for it, and that took a fifth of its time here.
        if self.connection.is_embedded() {
            let sql = "select 1 from consent_event where record_id = $1 limit 1";
            if self.row(sql, values![&new.id.record])?.is_some() {
                return Ok(false);
            }
            return self.append_consent(new, salt).map(|()| true);
        }
        let sql = "insert into consent_event \
             (record_id, number, site_id, kind, granted, since, notice_version, lang, ui, at, salt) \
             select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 \
             where not exists (select 1 from consent_event where record_id = $1) \
             on conflict (record_id, number) do nothing";
        Ok(self.execute(sql, &columns(new, salt)?)? > 0)
    }

    /// Adds the next event to a record. [`Error::Conflict`] when another got that number first.
    pub fn append_consent(&mut self, new: &Event, salt: Salt) -> Result<(), Error> {
        let sql = "insert into consent_event \
             (record_id, number, site_id, kind, granted, since, notice_version, lang, ui, at, salt) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        self.execute(sql, &columns(new, salt)?).map(drop)
    }
}

fn columns(new: &Event, salt: Salt) -> Result<[Value; 11], Error> {
    Ok([
        (&new.id.record).into(),
        new.id.number.into(),
        (&new.site).into(),
        new.kind.as_str().into(),
        serde_json::to_string(&new.granted)?.into(),
        serde_json::to_string(&new.since)?.into(),
        (&new.notice).into(),
        new.lang.as_str().into(),
        new.ui.as_str().into(),
        new.at.into(),
        salt.0.to_vec().into(),
    ])
}

/// Reads [`COLUMNS`], of which the first is at `first`.
pub(crate) fn recorded(row: &Row, first: usize) -> Result<RecordedConsent, Error> {
    let is_granted = row.text(first + 3)? == "granted";
    Ok(RecordedConsent {
        site: SiteId::parse(row.text(first)?)?,
        number: row.int(first + 1)?,
        lang: Lang::parse(row.text(first + 2)?)
            .ok_or_else(|| Error::Database("unknown language".into()))?,
        consent: Consent {
            kind: if is_granted { EventKind::Granted } else { EventKind::Withdrawn },
            granted: serde_json::from_str(row.text(first + 4)?)?,
            notice: NoticeVersion::parse(row.text(first + 5)?)?,
            at: row.time(first + 6)?,
            since: serde_json::from_str(row.text(first + 7)?)?,
        },
    })
}
