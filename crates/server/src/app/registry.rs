//! What a site uses: worked on as a draft, shown to visitors once it is published.

use std::sync::Arc;

use plausch_core::agent::Deed;
use plausch_core::id::SiteId;
use plausch_core::registry::{Problem, Registry};
use plausch_core::site::Site;
use plausch_store::{KeptRegistry, Tx};

use super::{App, Error, SignedIn};

/// The draft and what was published, for whoever works on it.
pub async fn one(app: &App, who: &SignedIn, site: &SiteId) -> Result<KeptRegistry, Error> {
    who.may(Deed::ManageSites)?;
    let site = app.directory.site(site)?;
    app.store.read(move |tx| Ok(tx.registry(&site.id)?)).await
}

/// What keeps the draft from being published in the languages of its site.
pub fn problems(site: &Site, draft: &Registry) -> Vec<Problem> {
    draft.problems(&site.settings.languages)
}

/// Keeps a draft; it may have gaps. Visitors see nothing of it.
pub async fn keep_draft(
    app: &App,
    who: &SignedIn,
    site: &SiteId,
    draft: Registry,
) -> Result<(), Error> {
    who.may(Deed::ManageSites)?;
    let (site, now, entry, by) =
        (app.directory.site(site)?, app.now(), app.entry_id(), who.agent.id.clone());
    let deed = move |tx: &mut Tx<'_>| {
        let kept = tx.registry(&site.id)?;
        tx.keep_registry(&site.id, &KeptRegistry { draft: draft.clone(), ..kept })?;
        Ok::<_, Error>(tx.note_audit(
            &entry,
            Some(&by),
            "changed a registry",
            site.id.as_str(),
            now,
        )?)
    };
    app.store.write(deed).await
}

/// Shows the draft to visitors from now on. Those whom a change of meaning concerns are asked
/// again; `is_editorial`: the operator says that words have changed, but not what they mean
/// (R-CONS-07). [`Error::Invalid`] while something is missing (R-CONS-04).
pub async fn publish(
    app: &App,
    who: &SignedIn,
    site: &SiteId,
    is_editorial: bool,
) -> Result<(), Error> {
    who.may(Deed::ManageSites)?;
    let (site, entry, by) = (app.directory.site(site)?, app.entry_id(), who.agent.id.clone());
    let (of, now) = (Arc::clone(&site), app.now());
    let deed = move |tx: &mut Tx<'_>| {
        let draft = tx.registry(&of.id)?.draft;
        put(tx, &of, draft, is_editorial, now)?;
        Ok::<_, Error>(tx.note_audit(
            &entry,
            Some(&by),
            "published a registry",
            of.id.as_str(),
            now,
        )?)
    };
    app.store.write(deed).await?;
    app.read_directory().await
}

/// Publishes a registry. Asks nobody: for the start of the program (the demo).
pub async fn put_at_start(app: &App, site: &SiteId, registry: Registry) -> Result<(), Error> {
    let (site, now) = (app.directory.site(site)?, app.now());
    app.store.write(move |tx| put(tx, &site, registry.clone(), true, now)).await?;
    app.read_directory().await
}

fn put(
    tx: &mut Tx<'_>,
    site: &Site,
    draft: Registry,
    is_editorial: bool,
    now: plausch_core::Timestamp,
) -> Result<(), Error> {
    if !problems(site, &draft).is_empty() {
        return Err(Error::Invalid("registry"));
    }
    let before = tx.registry(&site.id)?.published;
    let published = draft.published_after(&before, is_editorial);
    let kept = KeptRegistry { draft: published.clone(), published, published_at: Some(now) };
    Ok(tx.keep_registry(&site.id, &kept)?)
}
