//! A receipt: everything that is kept under a record, in words, and the proof that it is in the log
//! (R-PROOF-03, R-PROOF-06). For whoever knows the record: that is the browser that made it. Read
//! page by page, like an export: a record may have hundreds of events.

use std::sync::Arc;

use plausch_core::Timestamp;
use plausch_core::consent::Event;
use plausch_core::id::{ConsentId, SiteId};
use plausch_core::proof::{Inclusion, SealedBlock};
use plausch_core::site::Origin;
use plausch_store::{FoundEvent, KeptEvent, Tx};
use serde_json::{Value, json};

use super::terms::{minute, state};
use super::{Notices, Parts, Stage, end_of, head_of, read_notices};
use crate::app::{App, Error};

/// Names the form of a receipt; it changes with the form.
const SCHEMA: &str = "plausch-receipt-1";
/// Events that are read at once, each with a text of some kilobytes and its block.
const PAGE: i64 = 20;

/// A receipt that is being told.
pub struct Receipt {
    app: Arc<App>,
    /// The newest event when it was asked for.
    newest: Event,
    now: Timestamp,
    notices: Notices,
    /// The number of the last one that was read, and what it said.
    last: (i64, Option<Event>),
    is_first: bool,
    /// What could not be read.
    unreadable: Vec<String>,
    stage: Stage,
}

/// Begins the receipt of a record. [`Error::NotFound`]: there is none on this site, or no more.
pub async fn receipt(
    app: &Arc<App>,
    site: &SiteId,
    origin: Option<&Origin>,
    record: ConsentId,
) -> Result<Receipt, Error> {
    let (site, now) = (app.directory.site(site)?, app.now());
    app.may_ask(&site, origin)?;
    let newest = app
        .store
        .read(move |tx| {
            let newest = tx.newest_consent_event(&record)?;
            newest.filter(|kept| kept.event.site == site.id).ok_or(Error::NotFound)
        })
        .await?;
    Ok(Receipt {
        app: Arc::clone(app),
        newest: newest.event,
        now,
        notices: Notices::new(),
        last: (0, None),
        is_first: true,
        unreadable: Vec::new(),
        stage: Stage::Head,
    })
}

impl Parts for Receipt {
    const WHAT: &str = "a receipt";

    async fn next(&mut self) -> Result<Option<String>, Error> {
        match self.stage {
            Stage::Head => {
                self.stage = Stage::Records;
                let head = json!({
                    "schema": SCHEMA,
                    "record_id": self.newest.id.record,
                    "site": self.newest.site,
                    "state": state(&self.newest, self.now),
                    "made": minute(self.now),
                });
                // Its first page with it: most receipts are one.
                Ok(Some(head_of(&head, "events") + &self.page().await?))
            }
            Stage::Records => self.page().await.map(Some),
            Stage::Done => Ok(None),
        }
    }
}

/// An event with what shows that it is in the log; nothing for one that is still to be sealed.
type Proven = (FoundEvent, Option<Inclusion>);

impl Receipt {
    async fn page(&mut self) -> Result<String, Error> {
        let (record, after) = (self.newest.id.record.clone(), self.last.0);
        let known = self.notices.clone();
        let (events, notices) = self
            .app
            .store
            .read(move |tx| {
                let events = tx.consent_events_after(&record, after, PAGE)?;
                let mut notices = known.clone();
                read_notices(tx, events.iter().filter_map(|one| one.kept.as_ref()), &mut notices)?;
                Ok::<_, Error>((proven(tx, events)?, notices))
            })
            .await?;
        self.notices = notices;
        let is_last = i64::try_from(events.len()).is_ok_and(|found| found < PAGE);
        let mut text = String::new();
        for (found, proof) in events {
            self.add(&mut text, found, proof);
        }
        if is_last || self.last.0 >= self.newest.id.number {
            self.stage = Stage::Done;
            text.push_str(&self.end());
        }
        Ok(text)
    }

    fn add(&mut self, text: &mut String, found: FoundEvent, proof: Option<Inclusion>) {
        let FoundEvent { name: (record, number), kept } = found;
        if number > self.newest.id.number {
            return; // Newer than what the head says.
        }
        let event = kept.map(|kept| kept.event);
        let told = event.as_ref().and_then(|event| self.told(event, proof));
        match told {
            Some(told) => {
                text.push_str(if self.is_first { "" } else { ",\n" });
                text.push_str(&told.to_string());
                self.is_first = false;
            }
            None => self.unreadable.push(format!("{record}.{number}")),
        }
        self.last = (number, event);
    }

    fn told(&self, event: &Event, proof: Option<Inclusion>) -> Option<Value> {
        let before = self.last.1.as_ref();
        let mut told = self.notices.get(&event.notice)?.record(event, before, self.now);
        told["proof"] = serde_json::to_value(proof).ok()?;
        Some(told)
    }

    fn end(&self) -> String {
        if !self.unreadable.is_empty() {
            let (site, count) = (&self.newest.site, self.unreadable.len());
            tracing::error!(%site, count, "consent events can't be read; their receipt names them");
        }
        let newest = self.notices.get(&self.newest.notice);
        end_of(&json!({
            "unreadable": self.unreadable,
            "without_consent": newest.map(|terms| terms.exempt()).unwrap_or_default(),
        }))
    }
}

impl std::fmt::Debug for Receipt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Receipt of a record of {}", self.newest.site)
    }
}

/// Each block is read once for the events of it that follow each other.
fn proven(tx: &mut Tx<'_>, events: Vec<FoundEvent>) -> Result<Vec<Proven>, Error> {
    let mut block: Option<SealedBlock> = None;
    let mut proof = |kept: &KeptEvent| -> Result<_, Error> {
        let Some(position) = kept.position else { return Ok(None) };
        let holds =
            |block: &SealedBlock| (block.block.first..block.block.end()).contains(&position);
        if !block.as_ref().is_some_and(holds) {
            block = tx.block_of(position)?;
        }
        let inclusion = |block: &SealedBlock| block.inclusion(position, kept.salt, &kept.event);
        Ok(block.as_ref().and_then(inclusion))
    };
    let mut proven = Vec::with_capacity(events.len());
    for found in events {
        let inclusion = match &found.kept {
            Some(kept) => proof(kept)?,
            None => None,
        };
        proven.push((found, inclusion));
    }
    Ok(proven)
}
