//! How often consent was given and taken back. Nothing counts people, and nothing counts refusals:
//! whoever refuses leaves nothing behind (R-PROOF-02).

use plausch_core::Timestamp;
use plausch_core::agent::Deed;
use plausch_core::id::SiteId;
use plausch_core::time::DAY;
pub use plausch_store::{ConsentCount, ConsentCounts};

use super::{App, Error, SignedIn};

/// The counts of some days.
#[derive(Debug)]
pub struct Numbers {
    /// The first day, in whole days since 1970, UTC.
    pub first: i64,
    /// Today.
    pub last: i64,
    /// By service and day.
    pub counts: ConsentCounts,
}

/// The counts of a site for the last so many days, today included.
pub async fn of_site(
    app: &App,
    who: &SignedIn,
    site: &SiteId,
    days: i64,
) -> Result<Numbers, Error> {
    who.may(Deed::ManageSites)?;
    let site = app.directory.site(site)?;
    let last = app.now().millis().div_euclid(DAY);
    let first = last - days + 1;
    let (from, before) =
        (Timestamp::from_millis(first * DAY), Timestamp::from_millis((last + 1) * DAY));
    let read = app.store.read(move |tx| Ok::<_, Error>(tx.consent_counts(&site.id, from, before)?));
    Ok(Numbers { first, last, counts: read.await? })
}
