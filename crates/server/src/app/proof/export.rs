//! All choices of a site from a span of time, for an authority that asks for them (Art. 7(1), 58(1)
//! GDPR; R-PROOF-03): read page by page, so that any number of them fits. An event that can't be
//! read any more is named, and keeps none of the others back.

use std::sync::Arc;

use plausch_core::Timestamp;
use plausch_core::consent::{Event, EventId};
use plausch_core::id::SiteId;
use plausch_core::proof;
use plausch_core::role::{Level, Permission};
use plausch_store::{FoundEvent, KeptEvent, Tx};
use serde_json::{Value, json};

use super::terms::minute;
use super::{Notices, Parts, Stage, end_of, head_of, read_notices};
use crate::app::csv::row;
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
    /// The name of the last one that was read, and what it said.
    last: ((String, i64), Option<Event>),
    is_first: bool,
    /// What could not be read.
    unreadable: Vec<String>,
    stage: Stage,
}

/// Begins an export of the choices from `from` on, before `to`, and notes it in the audit.
pub async fn export(
    app: &Arc<App>,
    who: &SignedIn,
    site: &SiteId,
    span: (Timestamp, Timestamp),
    format: Format,
) -> Result<Export, Error> {
    who.may_on(Permission::Proof, Level::Read, site)?;
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
        last: ((String::new(), 0), None),
        is_first: true,
        unreadable: Vec::new(),
        stage: Stage::Head,
    })
}

impl Parts for Export {
    const WHAT: &str = "an export of consents";

    async fn next(&mut self) -> Result<Option<String>, Error> {
        match self.stage {
            Stage::Head => {
                self.stage = Stage::Records;
                Ok(Some(self.head()))
            }
            Stage::Records => self.page().await.map(Some),
            Stage::Done => Ok(None),
        }
    }
}

/// An event with the one before it in its record.
type Told = (FoundEvent, Option<Event>);

impl Export {
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
        head_of(&head, "records")
    }

    async fn page(&mut self) -> Result<String, Error> {
        let events = self.read().await?;
        let mut text = String::new();
        let is_last = i64::try_from(events.len()).is_ok_and(|found| found < PAGE);
        for (found, before) in events {
            let told = found.kept.as_ref().and_then(|kept| self.record(kept, before.as_ref()));
            if told.is_none() {
                self.unreadable.push(format!("{}.{}", found.name.0, found.name.1));
            }
            self.add(&mut text, &found, told);
        }
        if is_last {
            self.stage = Stage::Done;
            text.push_str(&self.end());
        }
        Ok(text)
    }

    async fn read(&mut self) -> Result<Vec<Told>, Error> {
        let (site, span, known) = (self.site.clone(), self.span, self.notices.clone());
        let after = self.last.clone();
        let (told, notices) = self
            .app
            .store
            .read(move |tx| {
                let (name, mut last) = after.clone();
                let events = tx.consent_events_of(&site, span, name, PAGE)?;
                let mut notices = known.clone();
                read_notices(tx, events.iter().filter_map(|one| one.kept.as_ref()), &mut notices)?;
                let mut told = Vec::with_capacity(events.len());
                for found in events {
                    let before = before(tx, &found, last)?;
                    last = found.kept.as_ref().map(|kept| kept.event.clone());
                    told.push((found, before));
                }
                Ok::<_, Error>((told, notices))
            })
            .await?;
        self.notices = notices;
        if let Some((found, _)) = told.last() {
            let event = found.kept.as_ref().map(|kept| kept.event.clone());
            self.last = (found.name.clone(), event);
        }
        Ok(told)
    }

    fn add(&mut self, text: &mut String, found: &FoundEvent, told: Option<Value>) {
        match (self.format, told) {
            (Format::Csv, told) => {
                let told = told.unwrap_or_else(|| unreadable(found));
                rows(&told).for_each(|row| text.push_str(&row));
            }
            (Format::Json, Some(told)) => {
                text.push_str(if self.is_first { "" } else { ",\n" });
                text.push_str(&told.to_string());
                self.is_first = false;
            }
            // Named at the end.
            (Format::Json, None) => {}
        }
    }

    fn end(&self) -> String {
        if !self.unreadable.is_empty() {
            // Not which: a record's number is its visitor's, and stands in no log.
            let (site, count) = (&self.site, self.unreadable.len());
            tracing::error!(%site, count, "consent events can't be read; the export names them");
        }
        match self.format {
            Format::Csv => String::new(),
            Format::Json => end_of(&json!({ "unreadable": self.unreadable })),
        }
    }

    /// `None`: the text that was shown is gone, or is not what its name says.
    fn record(&self, kept: &KeptEvent, before: Option<&Event>) -> Option<Value> {
        let event = &kept.event;
        let mut record = self.notices.get(&event.notice)?.record(event, before, self.now);
        record["log"] = json!({
            "position": kept.position,
            "leaf": proof::leaf(&kept.salt, event),
        });
        Some(record)
    }
}

impl std::fmt::Debug for Export {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Export of {}", self.site)
    }
}

/// The event before this one in its record, also when it is from before the span: the `last` one
/// that was read, or a row of its own.
fn before(
    tx: &mut Tx<'_>,
    found: &FoundEvent,
    last: Option<Event>,
) -> Result<Option<Event>, Error> {
    let Some(event) = found.kept.as_ref().map(|kept| &kept.event) else { return Ok(None) };
    let id = EventId { number: event.id.number - 1, ..event.id.clone() };
    if id.number < 1 || last.as_ref().is_some_and(|last| last.id == id) {
        return Ok(last.filter(|last| last.id == id));
    }
    let before = tx.consent_events_after(&id.record, id.number - 1, 1)?;
    let before = before.into_iter().filter_map(|found| found.kept).map(|kept| kept.event);
    Ok(before.filter(|before| before.id == id).last())
}

/// What stands in a row of a spreadsheet for an event that can't be read.
fn unreadable(found: &FoundEvent) -> Value {
    let (record, number) = &found.name;
    json!({
        "record_id": record,
        "event": { "id": format!("{record}.{number}"), "state": "unreadable" },
        "services": [{}],
    })
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
