//! Working on the draft. It may have gaps, and visitors see nothing of it; each deed reads the
//! draft and changes it in one unit of work, so that two who work on it keep each other's part.

use std::collections::BTreeSet;

use plausch_core::id::{PurposeId, Revision, ServiceId, SiteId};
use plausch_core::registry::{Design, Purpose, Registry, Service};
use plausch_core::role::{Level, Permission};
use plausch_store::{KeptRegistry, Tx};
use serde::Serialize;

use super::{CHANGED, name_of};
use crate::app::catalogue::{self, catalogue};
use crate::app::{App, Error, SignedIn};

async fn change(
    app: &App,
    who: &SignedIn,
    site: &SiteId,
    change: impl Fn(&mut Registry) -> Result<(), Error> + Send + Sync + 'static,
) -> Result<(), Error> {
    who.may_on(Permission::Sites, Level::Write, site)?;
    let (site, now, entry, by) =
        (app.directory.site(site)?, app.now(), app.entry_id(), who.agent.id.clone());
    let deed = move |tx: &mut Tx<'_>| {
        let mut kept: KeptRegistry = tx.registry(&site.id)?;
        change(&mut kept.draft)?;
        tx.keep_registry(&site.id, &kept)?;
        Ok::<_, Error>(tx.note_audit(&entry, Some(&by), CHANGED, site.id.as_str(), now)?)
    };
    app.store.write(deed).await
}

/// Takes services from the catalogue, with their purposes; what the draft has already stays as it
/// is there. [`Error::Invalid`] for a service that the catalogue does not have.
pub async fn take_from_catalogue(
    app: &App,
    who: &SignedIn,
    site: &SiteId,
    services: BTreeSet<ServiceId>,
) -> Result<(), Error> {
    who.may_on(Permission::Sites, Level::Write, site)?;
    let settings = app.directory.site(site)?.settings.clone();
    let deed = move |draft: &mut Registry| {
        for id in &services {
            let entry = catalogue().iter().find(|entry| &entry.service.id == id);
            let service = entry.ok_or(Error::Invalid("services"))?.of(&settings);
            if draft.service(id).is_none() {
                add_ready_purpose(draft, &service.purpose);
                draft.services.push(service);
            }
        }
        Ok(())
    };
    change(app, who, site, deed).await
}

/// Adds the catalogue's purpose of this name, unless there is one. It comes before those that
/// follow it in the catalogue.
fn add_ready_purpose(draft: &mut Registry, id: &PurposeId) {
    if draft.purposes.iter().any(|purpose| &purpose.id == id) {
        return;
    }
    let place = |id: &PurposeId| catalogue::purposes().iter().position(|ready| &ready.id == id);
    let Some(mine) = place(id) else { return };
    let later = |purpose: &Purpose| place(&purpose.id).is_some_and(|other| other > mine);
    let at = draft.purposes.iter().position(later).unwrap_or(draft.purposes.len());
    draft.purposes.insert(at, catalogue::purposes()[mine].clone());
}

/// Puts services in place of those of their names, or adds those that come without `seen`: the
/// state (as [`name_of`] names it) that whoever changes a service has seen. All of them, or none.
/// [`Error::Conflict`] when a new one has the name of another, or when somebody else has changed
/// one meanwhile; [`Error::NotFound`] when what is to be changed is gone.
pub async fn put_services(
    app: &App,
    who: &SignedIn,
    site: &SiteId,
    services: Vec<(Service, Option<Revision>)>,
) -> Result<(), Error> {
    let deed = move |draft: &mut Registry| {
        for (service, seen) in &services {
            let place = draft.services.iter_mut().find(|other| other.id == service.id);
            let new = put(place, service, seen.as_ref())?;
            draft.services.extend(new);
        }
        Ok(())
    };
    change(app, who, site, deed).await
}

/// Adds a purpose, or puts it in place of the one of that name; `seen` and errors as in
/// [`put_services`].
pub async fn put_purpose(
    app: &App,
    who: &SignedIn,
    site: &SiteId,
    purpose: Purpose,
    seen: Option<Revision>,
) -> Result<(), Error> {
    let deed = move |draft: &mut Registry| {
        let place = draft.purposes.iter_mut().find(|other| other.id == purpose.id);
        let new = put(place, &purpose, seen.as_ref())?;
        draft.purposes.extend(new);
        Ok(())
    };
    change(app, who, site, deed).await
}

/// Gives back what is to be added.
fn put<T: Clone + Serialize>(
    place: Option<&mut T>,
    thing: &T,
    seen: Option<&Revision>,
) -> Result<Option<T>, Error> {
    match (place, seen) {
        (Some(_), None) => Err(Error::Conflict),
        (None, Some(_)) => Err(Error::NotFound),
        (None, None) => Ok(Some(thing.clone())),
        (Some(place), Some(seen)) => {
            if &name_of(place)? != seen {
                return Err(Error::Conflict);
            }
            place.clone_from(thing);
            Ok(None)
        }
    }
}

/// Takes a service out of the draft.
pub async fn remove_service(
    app: &App,
    who: &SignedIn,
    site: &SiteId,
    id: ServiceId,
) -> Result<(), Error> {
    let deed = move |draft: &mut Registry| {
        let before = draft.services.len();
        draft.services.retain(|service| service.id != id);
        if draft.services.len() < before { Ok(()) } else { Err(Error::NotFound) }
    };
    change(app, who, site, deed).await
}

/// Takes a purpose out of the draft; [`Error::Conflict`] while a service is used for it.
pub async fn remove_purpose(
    app: &App,
    who: &SignedIn,
    site: &SiteId,
    id: PurposeId,
) -> Result<(), Error> {
    let deed = move |draft: &mut Registry| {
        if draft.services.iter().any(|service| service.purpose == id) {
            return Err(Error::Conflict);
        }
        let before = draft.purposes.len();
        draft.purposes.retain(|purpose| purpose.id != id);
        if draft.purposes.len() < before { Ok(()) } else { Err(Error::NotFound) }
    };
    change(app, who, site, deed).await
}

/// What [`put_design`] puts in its place, named as in [`name_of`].
pub fn name_of_design(draft: &Registry) -> Result<Revision, Error> {
    name_of(&(&draft.design, draft.adapter))
}

/// Changes how the banner looks and how it begins, and whether the site's own settings page may
/// speak for it. [`Error::Conflict`] when somebody else has changed it since it was `seen`.
pub async fn put_design(
    app: &App,
    who: &SignedIn,
    site: &SiteId,
    design: Design,
    adapter: bool,
    seen: Revision,
) -> Result<(), Error> {
    let deed = move |draft: &mut Registry| {
        if name_of_design(draft)? != seen {
            return Err(Error::Conflict);
        }
        draft.design = design.clone();
        draft.adapter = adapter;
        Ok(())
    };
    change(app, who, site, deed).await
}
