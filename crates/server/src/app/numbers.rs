//! How often consent was given and taken back, and refused where the operator counts that. Nothing
//! counts people: whoever refuses leaves nothing behind but a number one higher (R-PROOF-02).

use std::collections::BTreeMap;

use plausch_core::Timestamp;
use plausch_core::id::SiteId;
use plausch_core::role::{Level, Permission};
use plausch_core::site::Settings;
use plausch_core::time::DAY;
pub use plausch_store::{ConsentCount, ConsentCounts};

use super::{App, Error, SignedIn, site};

/// The counts of some days.
#[derive(Debug)]
pub struct Numbers {
    /// The first day, in whole days since 1970, UTC.
    pub first: i64,
    /// Today.
    pub last: i64,
    /// By service and day.
    pub counts: ConsentCounts,
    /// How often the banner was refused, by day; empty where that is not counted.
    pub refusals: BTreeMap<i64, i64>,
}

/// The counts of a site for the last so many days, today included.
pub async fn of_site(
    app: &App,
    who: &SignedIn,
    site: &SiteId,
    days: i64,
) -> Result<Numbers, Error> {
    who.may_on(Permission::Sites, Level::Read, site)?;
    let site = app.directory.site(site)?;
    let last = app.now().millis().div_euclid(DAY);
    let first = last - days + 1;
    let (from, before) =
        (Timestamp::from_millis(first * DAY), Timestamp::from_millis((last + 1) * DAY));
    let read = app.store.read(move |tx| {
        let refusals = tx.refusal_counts(&site.id, first, last)?;
        Ok::<_, Error>((tx.consent_counts(&site.id, from, before)?, refusals))
    });
    let (counts, refusals) = read.await?;
    Ok(Numbers { first, last, counts, refusals })
}

/// Switches on or off that refusals are counted. Visitors are told by the notice from then on; it asks
/// nobody again, because nothing of anybody is kept.
pub async fn count_refusals(
    app: &App,
    who: &SignedIn,
    site: &SiteId,
    is_wanted: bool,
) -> Result<(), Error> {
    who.may_on(Permission::Sites, Level::Write, site)?;
    let settings = app.directory.site(site)?.settings.clone();
    site::change(app, who, site, Settings { counts_refusals: is_wanted, ..settings }).await
}
