//! The ledger of those who have to be told when something was put right, erased or restricted (Art. 19
//! GDPR, R-DSR-04). Who that is, and how they were told, is sealed as the request is.

use plausch_core::id::{EntryId, RequestId};
use plausch_core::request::Telling;
use plausch_core::seal::NonceBytes;
use plausch_core::{Personal, Timestamp};

use crate::inbox::as_far_as_it_opens;
use crate::value::{Row, values};
use crate::{Error, Tx};

/// A recipient who has to be told, or was (Art. 19 GDPR).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Names the line.
    pub id: EntryId,
    /// To which request it belongs.
    pub request: RequestId,
    /// What they have to know.
    pub what: Telling,
    /// Who: as the operator calls them.
    pub recipient: Personal<String>,
    /// How they were told.
    pub how: Personal<String>,
    /// Since when it has to be told.
    pub at: Timestamp,
    /// When they were told.
    pub told_at: Option<Timestamp>,
}

impl Tx<'_> {
    /// Adds a line to the ledger of those who have to be told.
    pub fn insert_notification(
        &mut self,
        new: &Notification,
        nonce: NonceBytes,
    ) -> Result<(), Error> {
        let details = self.details(new, nonce)?;
        let sql = "insert into notification (id, request_id, what, details, at, told_at) \
             values ($1, $2, $3, $4, $5, $6)";
        let values =
            values![&new.id, &new.request, new.what.as_str(), details, new.at, new.told_at];
        self.execute(sql, values).map(drop)
    }

    /// Notes that a recipient was told, and how. `false`: there is no such line of that request.
    pub fn update_notification(
        &mut self,
        line: &Notification,
        nonce: NonceBytes,
    ) -> Result<bool, Error> {
        let details = self.details(line, nonce)?;
        let sql = "update notification set details = $3, told_at = $4 \
             where id = $1 and request_id = $2";
        Ok(self.execute(sql, values![&line.id, &line.request, details, line.told_at])? > 0)
    }

    fn details(&self, of: &Notification, nonce: NonceBytes) -> Result<Vec<u8>, Error> {
        let text = serde_json::to_string(&[of.recipient.reveal(), of.how.reveal()])?;
        Ok(self.keys.seal_entry(of.id.as_str(), &Personal::new(text), nonce))
    }

    /// Who has to be told because of a request, in the order in which it came up.
    pub fn notifications(&mut self, request: &RequestId) -> Result<Vec<Notification>, Error> {
        let sql = "select id, what, details, at, told_at from notification where request_id = $1 \
             order by id";
        let rows = self.rows(sql, values![request])?;
        let line = |row: &Row| {
            let id = EntryId::parse(row.text(0)?)?;
            let details = as_far_as_it_opens(self.keys.open_entry(id.as_str(), row.bytes(2)?))?;
            let [recipient, how]: [String; 2] = details.map_or_else(
                || Ok(<[String; 2]>::default()),
                |text| serde_json::from_str(text.reveal()),
            )?;
            Ok(Notification {
                id,
                request: request.clone(),
                what: Telling::parse(row.text(1)?).ok_or_else(|| unknown("telling"))?,
                recipient: recipient.into(),
                how: how.into(),
                at: row.time(3)?,
                told_at: row.optional_int(4)?.map(Timestamp::from_millis),
            })
        };
        rows.iter().map(line).collect()
    }
}

fn unknown(what: &str) -> Error {
    Error::Database(format!("unknown {what}"))
}
