//! A choice with everything that is kept of it, for whoever has to account for it (R-PROOF-01): what
//! was chosen, where it stands in the log, and the text that was shown.

use plausch_core::consent::{Event, EventId};
use plausch_core::id::{ConsentId, ServiceId, SiteId};
use plausch_core::proof::SealedBlock;
use plausch_core::role::{Level, Permission};
use plausch_store::{KeptEvent, KeptNotice};

use super::terms::taken_back;
use crate::app::{App, Error, SignedIn};

/// A choice, as it is kept.
#[derive(Debug)]
pub struct Kept {
    /// What was chosen.
    pub event: Event,
    /// What it took back of the choice before it.
    pub taken_back: Vec<ServiceId>,
    /// The text that was shown, word for word.
    pub notice: KeptNotice,
    /// Its place in the log and its block; `None`: it is still to be sealed.
    pub sealed: Option<(i64, SealedBlock)>,
}

/// One choice of a site's visitors. [`Error::NotFound`]: there is none of that name, or no more.
pub async fn event(app: &App, who: &SignedIn, site: &SiteId, id: &EventId) -> Result<Kept, Error> {
    who.may_on(Permission::Proof, Level::Read, site)?;
    let (site, id) = (app.directory.site(site)?.id.clone(), id.clone());
    app.store
        .read(move |tx| {
            let kept = tx.consent_event(&id)?.filter(|kept| kept.event.site == site);
            let KeptEvent { event, position, .. } = kept.ok_or(Error::NotFound)?;
            let before = EventId { number: id.number - 1, ..id.clone() };
            let before = tx.consent_event(&before)?.map(|kept| kept.event);
            let notice = tx.notice(&event.notice)?.ok_or(Error::NotFound)?;
            let sealed = match position {
                Some(position) => tx.block_of(position)?.map(|block| (position, block)),
                None => None,
            };
            let taken_back = taken_back(&event, before.as_ref());
            Ok(Kept { event, taken_back, notice, sealed })
        })
        .await
}

/// All choices under a record, in their order; none: there is no such record on this site.
pub async fn record(
    app: &App,
    who: &SignedIn,
    site: &SiteId,
    id: &ConsentId,
) -> Result<Vec<Event>, Error> {
    who.may_on(Permission::Proof, Level::Read, site)?;
    let (site, id) = (app.directory.site(site)?.id.clone(), id.clone());
    let kept = app.store.read(move |tx| tx.consent_events(&id)).await?;
    let events = kept.into_iter().map(|kept| kept.event);
    Ok(events.filter(|event| event.site == site).collect())
}

/// The newest choices of a site that are sealed, at most so many.
pub async fn newest(
    app: &App,
    who: &SignedIn,
    site: &SiteId,
    limit: i64,
) -> Result<Vec<Event>, Error> {
    who.may_on(Permission::Proof, Level::Read, site)?;
    let site = app.directory.site(site)?.id.clone();
    let kept = app.store.read(move |tx| tx.newest_consents(&site, limit)).await?;
    Ok(kept.into_iter().map(|kept| kept.event).collect())
}
