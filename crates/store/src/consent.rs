//! Consent events: added, never changed. No address, no user agent, no page (R-PROOF-02).

use plausch_core::Timestamp;
use plausch_core::consent::{Consent, EventKind, Granted, Ui};
use plausch_core::id::{ConsentId, NoticeVersion, SiteId};
use plausch_core::site::Lang;

use crate::value::{Row, Value, values};
use crate::{Error, Tx};

/// A choice to be recorded.
pub struct NewConsent<'a> {
    /// The record, known to the browser only.
    pub record: &'a ConsentId,
    /// On which site.
    pub site: &'a SiteId,
    /// What happened.
    pub kind: EventKind,
    /// What is granted now; for a withdrawal, what was taken back.
    pub granted: &'a Granted,
    /// Under which text.
    pub notice: &'a NoticeVersion,
    /// In which language.
    pub lang: Lang,
    /// Where in the pages.
    pub ui: Ui,
    /// When.
    pub at: Timestamp,
}

/// The newest event of a record, with its place.
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
    "e.site_id, e.number, e.lang, e.kind, e.granted, e.notice_version, e.at";

impl Tx<'_> {
    /// What a record says now.
    pub fn consent(&mut self, record: &ConsentId) -> Result<Option<RecordedConsent>, Error> {
        let sql = format!(
            "select {COLUMNS} from consent_event e where e.record_id = $1 \
             order by e.number desc, e.record_id limit 1"
        );
        self.row(&sql, values![record])?.map(|row| recorded(&row, 0)).transpose()
    }

    /// Begins a record with its first choice. `false`: there is something under this id already,
    /// and nothing has changed.
    pub fn begin_consent(&mut self, new: &NewConsent<'_>) -> Result<bool, Error> {
        let sql = "insert into consent_event \
             (record_id, number, site_id, kind, granted, notice_version, lang, ui, at) \
             select $1, $2, $3, $4, $5, $6, $7, $8, $9 \
             where not exists (select 1 from consent_event where record_id = $1) \
             on conflict (record_id, number) do nothing";
        Ok(self.execute(sql, &columns(1, new)?)? > 0)
    }

    /// Adds the next event to a record. [`Error::Conflict`] when another got that number first.
    pub fn append_consent(&mut self, number: i64, new: &NewConsent<'_>) -> Result<(), Error> {
        let sql = "insert into consent_event \
             (record_id, number, site_id, kind, granted, notice_version, lang, ui, at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        self.execute(sql, &columns(number, new)?).map(drop)
    }

    /// Is there a choice from before this moment? Asked first, so that the writer is left alone
    /// when there is nothing to delete.
    pub fn has_consent_proof(&mut self, before: Timestamp) -> Result<bool, Error> {
        let sql = "select number from consent_event where at < $1 limit 1";
        Ok(self.row(sql, values![before])?.is_some())
    }

    /// Deletes choices from before this moment, at most `limit` of them; gives how many. Numbers
    /// go on in what is left of a record (R-PROOF-05).
    pub fn delete_consent_proof(&mut self, before: Timestamp, limit: i64) -> Result<u64, Error> {
        let sql = "delete from consent_event where (record_id, number) in \
             (select record_id, number from consent_event where at < $1 limit $2)";
        let deleted = self.execute(sql, values![before, limit])?;
        if deleted > 0 {
            self.connection.leave_remnants();
        }
        Ok(deleted)
    }
}

fn columns(number: i64, new: &NewConsent<'_>) -> Result<[Value; 9], Error> {
    let kind = match new.kind {
        EventKind::Granted => "granted",
        EventKind::Withdrawn => "withdrawn",
    };
    Ok([
        new.record.into(),
        number.into(),
        new.site.into(),
        kind.into(),
        serde_json::to_string(new.granted)?.into(),
        new.notice.into(),
        new.lang.as_str().into(),
        new.ui.as_str().into(),
        new.at.into(),
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
        },
    })
}
