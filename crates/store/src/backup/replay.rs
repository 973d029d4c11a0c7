//! What was taken back, objected to or restricted after the data of a backup was written, once more
//! (R-WDR-02, R-DSR-04, R-DSR-06).

use std::collections::{BTreeMap, BTreeSet};

use plausch_core::consent::{Event, EventId, EventKind};
use plausch_core::id::{ConsentId, ConversationId, RequestId, ServiceId};

use super::Error;
use super::restore::Means;
use crate::audit::Withdrawn;
use crate::consent::RecordedConsent;
use crate::objection::TAKEN_BACK;
use crate::value::values;
use crate::{Row, Tx};

/// Appends every withdrawal of the journal that the consent log doesn't hold yet, and ends what
/// rested on it; tells how many. A record that is not there was made after the data: nothing rests
/// on it here.
pub(super) fn withdrawals(tx: &mut Tx<'_>, means: &mut Means<'_>) -> Result<u64, Error> {
    let sql = "select subject, counts, at from journal where kind = $1 order by at, id";
    let mut applied = 0;
    for row in tx.rows(sql, values!["withdrawal"])? {
        applied += u64::from(withdraw(tx, &row, means)?);
    }
    Ok(applied)
}

/// Brings every conversation to where the journal's last word on its restriction says; tells how many
/// were elsewhere.
pub(super) fn restrictions(tx: &mut Tx<'_>) -> Result<u64, Error> {
    let sql = "select subject, kind, reason, at from journal \
         where kind in ('restriction', 'lifting') order by at, id";
    let rows = tx.rows(sql, &[])?;
    let mut last = BTreeMap::new();
    for row in &rows {
        last.insert(row.text(0)?, row);
    }
    let mut applied = 0;
    for (subject, row) in last {
        let id = ConversationId::parse(subject).map_err(crate::Error::from)?;
        let has_changed = if row.text(1)? == "restriction" {
            let request = RequestId::parse(row.text(2)?).map_err(crate::Error::from)?;
            tx.put_under_restriction(&id, &request, None, row.time(3)?)?
        } else {
            tx.take_from_restriction(&id)?
        };
        applied += u64::from(has_changed);
    }
    Ok(applied)
}

/// Brings every conversation that is there again to where the journal's last word on an objection says;
/// tells how many were elsewhere.
pub(super) fn objections(tx: &mut Tx<'_>) -> Result<u64, Error> {
    let sql = "select subject, reason, at from journal where kind = $1 order by at, id";
    let rows = tx.rows(sql, values!["objection"])?;
    let mut last = BTreeMap::new();
    for row in &rows {
        last.insert(row.text(0)?, row);
    }
    let mut applied = 0;
    for (subject, row) in last {
        let id = ConversationId::parse(subject).map_err(crate::Error::from)?;
        let has_changed = if row.text(1)? == TAKEN_BACK {
            tx.drop_objection(&id)?
        } else {
            tx.keep_objection(&id, row.time(2)?)?
        };
        applied += u64::from(has_changed);
    }
    Ok(applied)
}

fn withdraw(tx: &mut Tx<'_>, row: &Row, means: &mut Means<'_>) -> Result<bool, Error> {
    let record = ConsentId::parse(row.text(0)?).map_err(crate::Error::from)?;
    let withdrawn: Withdrawn = serde_json::from_str(row.text(1)?)?;
    let last = tx
        .consent(&record)?
        .filter(|last| last.number < withdrawn.number && last.consent.kind == EventKind::Granted);
    let Some(last) = last else { return Ok(false) };
    let before: BTreeSet<_> = last.consent.granted.keys().cloned().collect();
    let left = withdrawn.left.as_ref();
    let is_gone = |service: &ServiceId| {
        before.contains(service) && left.is_none_or(|left| !left.contains(service))
    };
    let (chat, remember) = (is_gone(&ServiceId::chat()), is_gone(&ServiceId::remember()));
    let mut event = next(record, last, &withdrawn);
    event.at = row.time(2)?;
    tx.append_consent(&event, (means.salt)())?;
    if remember {
        tx.forget_remembered(&event.id.record, means.now)?;
    }
    if chat {
        tx.withdraw_conversations(&event.id.record)?;
    }
    Ok(true)
}

/// The event that follows the last one that is there: under its text, with nothing more than it.
fn next(record: ConsentId, last: RecordedConsent, withdrawn: &Withdrawn) -> Event {
    let RecordedConsent { site, number, lang, consent } = last;
    let (mut granted, mut since) = (consent.granted, consent.since);
    if let Some(left) = &withdrawn.left {
        granted.retain(|service, _| left.contains(service));
        since.retain(|service, _| left.contains(service));
    }
    let kind = if withdrawn.left.is_some() { EventKind::Granted } else { EventKind::Withdrawn };
    let (notice, at, ui) = (consent.notice, consent.at, withdrawn.ui);
    let id = EventId { record, number: number + 1 };
    Event { id, site, kind, granted, since, notice, lang, ui, at }
}
