//! A receipt: everything that is kept under a record, in words, and the proof that it is in the log
//! (R-PROOF-03, R-PROOF-06). For whoever knows the record: that is the browser that made it.

use plausch_core::Timestamp;
use plausch_core::id::{ConsentId, SiteId};
use plausch_core::proof::Inclusion;
use plausch_core::site::Origin;
use plausch_store::{KeptEvent, Tx};
use serde_json::{Value, json};

use super::terms::{minute, state};
use super::{Notices, read_notices};
use crate::app::{App, Error};

/// Names the form of a receipt; it changes with the form.
const SCHEMA: &str = "plausch-receipt-1";

/// The receipt of a record. [`Error::NotFound`]: there is none on this site, or no more.
pub async fn receipt(
    app: &App,
    site: &SiteId,
    origin: Option<&Origin>,
    record: ConsentId,
) -> Result<Value, Error> {
    let (site, now) = (app.directory.site(site)?, app.now());
    app.may_ask(&site, origin)?;
    app.store
        .read(move |tx| {
            let mut events = tx.consent_events(&record)?;
            events.retain(|kept| kept.event.site == site.id);
            let mut notices = Notices::new();
            read_notices(tx, &events, &mut notices)?;
            let proofs = proofs(tx, &events)?;
            whole(&events, &notices, proofs, now).ok_or(Error::NotFound)
        })
        .await
}

/// What shows that each event is in the log; nothing for one that is still to be sealed.
fn proofs(tx: &mut Tx<'_>, events: &[KeptEvent]) -> Result<Vec<Option<Inclusion>>, Error> {
    let mut proof = |kept: &KeptEvent| -> Result<_, Error> {
        let Some(position) = kept.position else { return Ok(None) };
        let block = tx.block_of(position)?;
        Ok(block.and_then(|block| block.inclusion(position, kept.salt, &kept.event)))
    };
    events.iter().map(&mut proof).collect()
}

fn whole(
    events: &[KeptEvent],
    notices: &Notices,
    proofs: Vec<Option<Inclusion>>,
    now: Timestamp,
) -> Option<Value> {
    let last = &events.last()?.event;
    let before = std::iter::once(None).chain(events.iter().map(|kept| Some(&kept.event)));
    let told = events.iter().zip(before).zip(proofs).filter_map(|((kept, before), proof)| {
        let mut told = notices.get(&kept.event.notice)?.record(&kept.event, before, now);
        told["proof"] = serde_json::to_value(proof).ok()?;
        Some(told)
    });
    Some(json!({
        "schema": SCHEMA,
        "record_id": last.id.record,
        "site": last.site,
        "state": state(last, now),
        "made": minute(now),
        "events": told.collect::<Vec<_>>(),
        "without_consent": notices.get(&last.notice)?.exempt(),
    }))
}
