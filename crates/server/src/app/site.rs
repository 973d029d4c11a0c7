//! Sites: what an administrator sets, and what goes into the website's pages.

use std::sync::Arc;

use plausch_core::id::SiteId;
use plausch_core::role::{Level, Permission};
use plausch_core::site::{Field, Lang, Settings, Site};

use super::{App, Error, SignedIn};

/// Adds a site. Asks nobody: for the start of the program (the demo).
pub async fn add_at_start(app: &App, site: Site) -> Result<(), Error> {
    check(&site.settings)?;
    let now = app.now();
    app.store.write(move |tx| tx.insert_site(&site, now)).await?;
    app.read_directory().await
}

/// Adds a site or gives it these settings. Asks nobody: for the start of the program (the demo).
pub async fn put_at_start(app: &App, site: Site) -> Result<(), Error> {
    if app.directory.site(&site.id).is_err() {
        return add_at_start(app, site).await;
    }
    check(&site.settings)?;
    let now = app.now();
    app.store.write(move |tx| tx.update_site(&site.id, &site.settings, now)).await?;
    app.read_directory().await
}

/// All sites that are theirs.
pub fn list(app: &App, who: &SignedIn) -> Result<Vec<Arc<Site>>, Error> {
    who.may(Permission::Sites, Level::Read)?;
    let mut sites = app.directory.sites();
    sites.retain(|site| who.reach.has_site(&site.id));
    Ok(sites)
}

/// One site.
pub fn one(app: &App, who: &SignedIn, id: &SiteId) -> Result<Arc<Site>, Error> {
    who.may_on(Permission::Sites, Level::Read, id)?;
    app.directory.site(id)
}

/// May they add a site? Not who is limited to some: it would not be among them.
pub fn may_create(who: &SignedIn) -> Result<(), Error> {
    who.may(Permission::Sites, Level::Write)?;
    if who.reach.sites.is_none() { Ok(()) } else { Err(Error::Forbidden) }
}

/// Adds a site; [`Error::Conflict`] when the name is taken.
pub async fn create(app: &App, who: &SignedIn, site: Site) -> Result<(), Error> {
    may_create(who)?;
    check(&site.settings)?;
    let (now, entry, by) = (app.now(), app.entry_id(), who.agent.id.clone());
    app.store
        .write(move |tx| -> Result<(), Error> {
            tx.insert_site(&site, now)?;
            tx.note_audit(&entry, Some(&by), "created a site", site.id.as_str(), now)?;
            Ok(())
        })
        .await?;
    app.read_directory().await
}

/// Changes a site's settings.
pub async fn change(
    app: &App,
    who: &SignedIn,
    id: &SiteId,
    settings: Settings,
) -> Result<(), Error> {
    who.may_on(Permission::Sites, Level::Write, id)?;
    set(app, who, id, settings).await
}

/// Gives a site these settings. The caller has authorised: a part of them may have a right of its own.
pub(super) async fn set(
    app: &App,
    who: &SignedIn,
    id: &SiteId,
    settings: Settings,
) -> Result<(), Error> {
    check(&settings)?;
    let (id, now, entry, by) = (id.clone(), app.now(), app.entry_id(), who.agent.id.clone());
    app.store
        .write(move |tx| -> Result<(), Error> {
            if !tx.update_site(&id, &settings, now)? {
                return Err(Error::NotFound);
            }
            // Nobody is asked in a language in which the services say nothing (R-CONS-04).
            if !tx.registry(&id)?.published.problems(&settings.languages).is_empty() {
                return Err(Error::InvalidSettings(vec![Field::Languages]));
            }
            tx.note_audit(&entry, Some(&by), "changed a site", id.as_str(), now)?;
            Ok(())
        })
        .await?;
    app.read_directory().await
}

fn check(settings: &Settings) -> Result<(), Error> {
    let problems = settings.problems();
    if problems.is_empty() { Ok(()) } else { Err(Error::InvalidSettings(problems)) }
}

/// The tag for a page in this language (docs/embedding.md).
pub fn tag(app: &App, site: &SiteId, lang: Lang) -> String {
    let (base, lang) = (app.config.public_url(), lang.as_str());
    format!(r#"<script src="{base}/s/{site}/{lang}/plausch.js" async></script>"#)
}

/// The address of the hosted landing page.
pub fn landing_page(app: &App, site: &SiteId, lang: Lang) -> String {
    format!("{}/s/{site}/{}/chat", app.config.public_url(), lang.as_str())
}
