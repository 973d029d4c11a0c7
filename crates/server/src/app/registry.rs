//! What a site uses: worked on as a draft, shown to visitors once it is published.

mod draft;

use std::sync::Arc;

use plausch_core::Timestamp;
use plausch_core::id::{AgentId, Revision, SiteId};
use plausch_core::registry::{Problem, Reason, Registry};
use plausch_core::role::{Level, Permission};
use plausch_core::site::Site;
pub use plausch_store::KeptRegistry;
use plausch_store::Tx;
use serde::Serialize;

pub use self::draft::{
    name_of_design, put_design, put_purpose, put_services, remove_purpose, remove_service,
    take_from_catalogue,
};
use super::{App, Error, SignedIn};

/// The draft and what was published, for whoever works on it.
pub async fn one(app: &App, who: &SignedIn, site: &SiteId) -> Result<KeptRegistry, Error> {
    who.may_on(Permission::Sites, Level::Read, site)?;
    let site = app.directory.site(site)?;
    app.store.read(move |tx| Ok(tx.registry(&site.id)?)).await
}

/// In the audit: the draft was changed.
const CHANGED: &str = "changed a registry";
/// In the audit: it was published.
const PUBLISHED: &str = "published a registry";

/// Who has worked on the draft last, and when: for whoever was overtaken. `None`: nobody yet.
pub async fn last_change(
    app: &App,
    who: &SignedIn,
    site: &SiteId,
) -> Result<Option<(AgentId, Timestamp)>, Error> {
    who.may_on(Permission::Sites, Level::Read, site)?;
    let site = site.clone();
    app.store.read(move |tx| Ok(tx.last_audit(site.as_str(), [CHANGED, PUBLISHED])?)).await
}

/// What keeps the draft from being published in the languages of its site. A logo from elsewhere
/// would tell others who reads the banner before anybody has agreed (R-TERM-11).
pub fn problems(site: &Site, draft: &Registry) -> Vec<Problem> {
    let mut problems = draft.problems(&site.settings.languages);
    if draft.design.logo_origin().is_some_and(|origin| !site.settings.origins.contains(&origin)) {
        problems.push(Problem {
            purpose: None,
            service: None,
            field: "logo",
            row: None,
            lang: None,
            reason: Reason::Elsewhere,
        });
    }
    problems
}

/// Names what a draft, or a part of it, says: so that nobody publishes another than the one they
/// were shown, and nobody undoes unknowingly what somebody else has just done.
pub fn name_of(part: &impl Serialize) -> Result<Revision, Error> {
    let text = serde_json::to_string(part).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Revision::of(&text))
}

/// Shows the draft to visitors from now on. Those whom a change of meaning concerns are asked
/// again; `is_editorial`: the operator says that words have changed, but not what they mean
/// (R-CONS-07). [`Error::Invalid`] while something is missing (R-CONS-04); [`Error::Conflict`]
/// when the draft is not the `seen` one any more.
pub async fn publish(
    app: &App,
    who: &SignedIn,
    site: &SiteId,
    seen: &Revision,
    is_editorial: bool,
) -> Result<(), Error> {
    who.may_on(Permission::Sites, Level::Write, site)?;
    let (site, entry, by) = (app.directory.site(site)?, app.entry_id(), who.agent.id.clone());
    let (of, seen, now) = (Arc::clone(&site), seen.clone(), app.now());
    let deed = move |tx: &mut Tx<'_>| {
        let draft = tx.registry(&of.id)?.draft;
        if name_of(&draft)? != seen {
            return Err(Error::Conflict);
        }
        put(tx, &of, draft, is_editorial, now)?;
        Ok::<_, Error>(tx.note_audit(&entry, Some(&by), PUBLISHED, of.id.as_str(), now)?)
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
    now: Timestamp,
) -> Result<(), Error> {
    if !problems(site, &draft).is_empty() {
        return Err(Error::Invalid("registry"));
    }
    let before = tx.registry(&site.id)?.published;
    let published = draft.published_after(&before, is_editorial);
    let kept = KeptRegistry { draft: published.clone(), published, published_at: Some(now) };
    Ok(tx.keep_registry(&site.id, &kept)?)
}
