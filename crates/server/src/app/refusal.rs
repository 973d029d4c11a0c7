//! Refusals of a banner, counted where the operator has switched that on. Whoever refuses leaves
//! nothing: no id comes in, and none is made (R-PROOF-02).

use plausch_core::id::SiteId;
use plausch_core::site::Origin;
use plausch_core::time::DAY;

use super::{App, Error};

/// Counts a refusal. Where they are not counted that is no error: a page may still have a loader
/// from before.
pub async fn count(app: &App, site: &SiteId, origin: Option<&Origin>) -> Result<(), Error> {
    let site = app.directory.site(site)?;
    app.may_ask(&site, origin)?;
    if !site.settings.counts_refusals {
        return Ok(());
    }
    let day = app.now().millis().div_euclid(DAY);
    app.store.write(move |tx| Ok::<_, Error>(tx.count_refusal(&site.id, day)?)).await
}
