//! All choices of a site from a span of time, for an authority that asks for them (Art. 7(1), 58(1)
//! GDPR; R-PROOF-03): read page by page, so that any number of them fits.

use std::sync::Arc;

use plausch_core::Timestamp;
use plausch_core::agent::Deed;
use plausch_core::consent::{Event, EventId};
use plausch_core::id::SiteId;
use plausch_core::proof;
use plausch_store::{KeptEvent, Tx};
use serde_json::{Value, json};

use super::terms::minute;
use super::{Notices, read_notices};
use crate::app::{App, Error, SignedIn};

/// Events that are read at once.
const PAGE: i64 = 200;

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Each record whole, as in a receipt.
    Json,
    /// For a spreadsheet: a row for each service of each event.
    Csv,
}

/// An export under way.
pub struct Export {
    app: Arc<App>,
    site: SiteId,
    span: (Timestamp, Timestamp),
    format: Format,
    now: Timestamp,
    notices: Notices,
    last: Option<EventId>,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Head,
    Records,
    Done,
}

/// Begins an export of the choices from `from` on, before `to`, and notes it in the audit.
pub async fn export(
    app: &Arc<App>,
    who: &SignedIn,
    site: &SiteId,
    span: (Timestamp, Timestamp),
    format: Format,
) -> Result<Export, Error> {
    who.may(Deed::ManageSites)?;
    let site = app.directory.site(site)?.id.clone();
    let (now, entry, by, of) = (app.now(), app.entry_id(), who.agent.id.clone(), site.clone());
    app.store
        .write(move |tx| {
            tx.note_audit(&entry, Some(&by), "exported consents", of.as_str(), now)?;
            Ok::<_, Error>(())
        })
        .await?;
    Ok(Export {
        app: Arc::clone(app),
        site,
        span,
        format,
        now,
        notices: Notices::new(),
        last: None,
        stage: Stage::Head,
    })
}

impl Export {
    /// The next part of the text; `None`: that was all.
    pub async fn next(&mut self) -> Result<Option<String>, Error> {
        match self.stage {
            Stage::Head => {
                self.stage = Stage::Records;
                Ok(Some(self.head()))
            }
            Stage::Records => self.page().await.map(Some),
            Stage::Done => Ok(None),
        }
    }

    fn head(&self) -> String {
        if self.format == Format::Csv {
            return row(COLUMNS.iter().map(|name| name.trim_start_matches('/').replace('/', "_")));
        }
        let head = json!({
            "schema": "plausch-consent-export-1",
            "site": self.site,
            "from": minute(self.span.0),
            "to": minute(self.span.1),
            "made": minute(self.now),
        });
        // Open-ended: the records follow.
        head.to_string().trim_end_matches('}').to_owned() + ",\"records\":[\n"
    }

    async fn page(&mut self) -> Result<String, Error> {
        let (site, span) = (self.site.clone(), self.span);
        let after = self.last.clone();
        let (known, is_first) = (self.notices.clone(), self.last.is_none());
        let (events, before, notices) = self
            .app
            .store
            .read(move |tx| {
                let events = tx.consent_events_of(&site, span, after.clone(), PAGE)?;
                let mut notices = known.clone();
                read_notices(tx, &events, &mut notices)?;
                let before = events.iter().map(|kept| before(tx, &kept.event));
                let before = before.collect::<Result<Vec<_>, _>>()?;
                Ok::<_, Error>((events, before, notices))
            })
            .await?;
        self.notices = notices;
        let mut text = String::new();
        for (number, (kept, before)) in events.iter().zip(before).enumerate() {
            let record = self.record(kept, before.as_ref())?;
            if self.format == Format::Csv {
                rows(&record).for_each(|row| text.push_str(&row));
            } else {
                text.push_str(if is_first && number == 0 { "" } else { ",\n" });
                text.push_str(&record.to_string());
            }
            self.last = Some(kept.event.id.clone());
        }
        if i64::try_from(events.len()).is_ok_and(|found| found < PAGE) {
            self.stage = Stage::Done;
            text.push_str(if self.format == Format::Json { "\n]}\n" } else { "" });
        }
        Ok(text)
    }

    fn record(&self, kept: &KeptEvent, before: Option<&Event>) -> Result<Value, Error> {
        let event = &kept.event;
        let terms = self.notices.get(&event.notice).ok_or(Error::NotFound)?;
        let mut record = terms.record(event, before, self.now);
        record["log"] = json!({
            "position": kept.position,
            "leaf": proof::leaf(&kept.salt, event),
        });
        Ok(record)
    }
}

impl std::fmt::Debug for Export {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Export of {}", self.site)
    }
}

/// The event before this one in its record, also when it is from before the span.
fn before(tx: &mut Tx<'_>, event: &Event) -> Result<Option<Event>, Error> {
    if event.id.number < 2 {
        return Ok(None);
    }
    let id = EventId { number: event.id.number - 1, ..event.id.clone() };
    Ok(tx.consent_event(&id)?.map(|kept| kept.event))
}

/// The columns of a CSV, and where in a record and in its service each stands.
const COLUMNS: [&str; 31] = [
    "/schema",
    "/record_id",
    "/event/id",
    "/event/time",
    "/event/type",
    "/event/state",
    "/event/valid_until",
    "/event/place",
    "/event/taken_back",
    "/site",
    "/notice/version",
    "/notice/language",
    "/controller/name_and_address",
    "/withdrawal/method",
    "/log/position",
    "/log/leaf",
    "service/id",
    "service/name",
    "service/state",
    "service/given",
    "service/valid_until",
    "service/purpose/id",
    "service/aim",
    "service/legal_basis",
    "service/pii_information",
    "service/provider/name",
    "service/provider/address",
    "service/recipients",
    "service/jurisdiction",
    "service/transfer",
    "service/retention",
];

fn rows(record: &Value) -> impl Iterator<Item = String> {
    record["services"].as_array().into_iter().flatten().map(move |service| {
        row(COLUMNS.iter().map(|column| {
            let found = match column.strip_prefix("service") {
                Some(path) => service.pointer(path),
                None => record.pointer(column),
            };
            match found {
                None | Some(Value::Null) => String::new(),
                Some(Value::String(text)) => text.clone(),
                Some(Value::Array(all)) if all.iter().all(Value::is_string) => {
                    all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
                }
                Some(other) => other.to_string(),
            }
        }))
    })
}

/// A line of CSV (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe in
/// front, which spreadsheets don't show; the JSON has it as it is.
fn row(cells: impl Iterator<Item = String>) -> String {
    let cell = |text: String| {
        let mark = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
        format!("\"{mark}{}\"", text.replace('"', "\"\""))
    };
    cells.map(cell).collect::<Vec<_>>().join(",") + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_row_is_taken_for_a_formula_or_for_another_cell() {
        let cells = ["=1+1", "-a", "say \"yes\", please", "two\nlines"].map(str::to_owned);
        assert_eq!(
            row(cells.into_iter()),
            "\"'=1+1\",\"'-a\",\"say \"\"yes\"\", please\",\"two\nlines\"\r\n"
        );
    }
}
