//! Looking through what was collected, line by line, releasing it, and giving it away. What was looked
//! through is what goes: what was added since then is looked at first (Art. 15(4) GDPR; R-DSR-02).

use std::sync::Arc;

use plausch_core::Personal;
use plausch_core::id::RequestId;
use plausch_core::request::{Deed, State};
use plausch_core::role::{Level, Permission};
use plausch_store::Tx;

use super::collect::{Collected, Means, collect};
use super::{known, said, step, take_step};
use crate::app::copy::Withheld;
use crate::app::{App, Error, SignedIn, reading};

/// Begins the review: everything is collected (R-DSR-02).
pub async fn begin(app: &App, who: &SignedIn, id: &RequestId) -> Result<(), Error> {
    step(app, who, id, (Deed::Collect, "collected for a data request"), |_, _| Ok(())).await
}

/// Keeps lines back, each for a reason, and gives all others (Art. 15(4)).
pub async fn withhold(
    app: &App,
    who: &SignedIn,
    id: &RequestId,
    withheld: &Personal<Withheld>,
) -> Result<(), Error> {
    let mut kept = Withheld::new();
    for (line, reason) in withheld.reveal() {
        kept.insert(line.clone(), said(reason, "reason")?);
    }
    let kept = Personal::new(kept);
    let word = "chose what a data request keeps back";
    step(app, who, id, (Deed::Change, word), move |_, dossier| {
        kept.reveal().clone_into(&mut dossier.withheld);
        Ok(())
    })
    .await
}

/// Releases what was looked through: from now on it can be downloaded. `seen` is the mark of what was on the
/// page. [`Error::NotReviewed`]: something was added since.
pub async fn release(app: &App, who: &SignedIn, id: &RequestId, seen: &str) -> Result<(), Error> {
    who.may(Permission::Requests, Level::Write)?;
    let (of, reach, now) = (id.clone(), Arc::clone(&who.reach), app.now());
    let (means, seen) = (Means::of(app, &who.reach), seen.to_owned());
    let (entry, nonce) = (app.entry_id(), app.random());
    let deed = move |tx: &mut Tx<'_>| {
        let request = known(tx, &reach, &of)?;
        take_step(&mut request.clone(), Deed::Release)?;
        let collected = collect(tx, &means, request)?;
        let reviewed = collected.reviewed();
        if reviewed.mark() != seen {
            return Err(Error::NotReviewed);
        }
        let mut request = collected.request;
        let mut dossier = take_step(&mut request, Deed::Release)?;
        dossier.reviewed = reviewed;
        request.dossier = Some(dossier.into());
        tx.update_request(&request, nonce)?;
        let word = "released a data request";
        Ok::<_, Error>(tx.note_audit(&entry, Some(&reach.agent), word, of.as_str(), now)?)
    };
    app.store.write(deed).await
}

/// Everything that belongs to the request, with what is kept back marked. That somebody reads it is noted
/// as any other reading (R-EMP-02).
pub async fn all(app: &App, who: &SignedIn, id: &RequestId) -> Result<Collected, Error> {
    who.may(Permission::Requests, Level::Write)?;
    let (of, reach) = (id.clone(), Arc::clone(&who.reach));
    let means = Means::of(app, &who.reach);
    let collected = app.store.read(move |tx| {
        let request = known(tx, &reach, &of)?;
        collect(tx, &means, request)
    });
    let collected = collected.await?;
    let ids: Vec<_> = collected.copies.iter().map(|copy| copy.conversation.id.clone()).collect();
    reading::note(app, who, &ids).await?;
    Ok(collected)
}

/// The same to be given away: only what was released, or answered with, and only as it was looked through.
/// [`Error::NotReviewed`]: something was added since.
pub async fn released(app: &App, who: &SignedIn, id: &RequestId) -> Result<Collected, Error> {
    who.may(Permission::Requests, Level::Write)?;
    let collected = all(app, who, id).await?;
    if !matches!(collected.request.state, State::Released | State::Done) {
        return Err(Error::Conflict);
    }
    let dossier = collected.request.dossier.as_ref().ok_or(Error::Conflict)?.reveal();
    if !dossier.reviewed.covers(&collected.reviewed()) {
        return Err(Error::NotReviewed);
    }
    let (of, by, now) = (id.clone(), who.agent.id.clone(), app.now());
    let entry = app.entry_id();
    let word = "downloaded the copy of a data request";
    let deed = move |tx: &mut Tx<'_>| tx.note_audit(&entry, Some(&by), word, of.as_str(), now);
    app.store.write(deed).await?;
    Ok(collected)
}
