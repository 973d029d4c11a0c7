//! How often the banner was refused, by site and day, where the operator wants to know: a number, and
//! nothing of whoever refused (R-PROOF-02).

use std::collections::BTreeMap;

use plausch_core::id::SiteId;

use crate::value::values;
use crate::{Error, Tx};

impl Tx<'_> {
    /// One more on this day: whole days since 1970, UTC.
    pub fn count_refusal(&mut self, site: &SiteId, day: i64) -> Result<(), Error> {
        let sql = "insert into refusal_count (site_id, day, count) values ($1, $2, 1) \
             on conflict (site_id, day) do update set count = refusal_count.count + 1";
        self.execute(sql, values![site, day]).map(drop)
    }

    /// The counts of a site from one day to another, both included.
    pub fn refusal_counts(
        &mut self,
        site: &SiteId,
        first: i64,
        last: i64,
    ) -> Result<BTreeMap<i64, i64>, Error> {
        let sql = "select day, count from refusal_count \
             where site_id = $1 and day >= $2 and day <= $3 order by day, site_id";
        let rows = self.rows(sql, values![site, first, last])?;
        rows.iter().map(|row| Ok((row.int(0)?, row.int(1)?))).collect()
    }

    /// Deletes the counts of days before this one, of all sites.
    pub fn delete_refusal_counts(&mut self, before: i64) -> Result<(), Error> {
        self.execute("delete from refusal_count where day < $1", values![before]).map(drop)
    }
}
