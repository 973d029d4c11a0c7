//! How often consent was given and taken back, per service and day. Counts only: nothing here
//! names a record.

use std::collections::BTreeMap;

use plausch_core::Timestamp;
use plausch_core::consent::Granted;
use plausch_core::id::{ServiceId, SiteId};
use plausch_core::time::{DAY, HOUR};

use crate::value::values;
use crate::{Error, Tx};

/// What happened to a service on a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ConsentCount {
    /// How often it was agreed to: for the first time, or in a new state.
    pub granted: i64,
    /// How often that was taken back.
    pub withdrawn: i64,
}

/// By service, then by day: whole days since 1970, UTC.
pub type ConsentCounts = BTreeMap<ServiceId, BTreeMap<i64, ConsentCount>>;

impl Tx<'_> {
    /// The counts of a site from this moment on, before that one. Choices that a conversation rests on
    /// whose visitor has objected are left out (R-DSR-06). The database adds up events that
    /// say the same; what they say is compared here with the event before, because JSON is never
    /// searched in SQL.
    pub fn consent_counts(
        &mut self,
        site: &SiteId,
        from: Timestamp,
        before: Timestamp,
    ) -> Result<ConsentCounts, Error> {
        let select = "select e.at / $4 as day, e.kind, e.granted, p.granted, cast(count(*) as bigint) \
             from consent_event e left join consent_event p \
             on p.record_id = e.record_id and p.number = e.number - 1";
        let rest = "and e.site_id = $1 and e.at >= $2 and e.at < $3 \
             and not exists (select 1 from objection o join conversation c on c.id = o.conversation_id \
             where c.consent_id = e.record_id) \
             group by e.at / $4, e.kind, e.granted, p.granted";
        let mut counts = ConsentCounts::new();
        // Sealed events lie in the log in the order of their time, so the log's own index leads to
        // the first of them, and no other index has to be kept up with every choice. Clocks of
        // several programs differ by less than the margin.
        let first = self.sealed_before(from.plus(-HOUR))?;
        let sealed = format!("{select} where e.position >= $5 {rest}");
        let mut rows = self.rows(&sealed, values![site, from, before, DAY, first])?;
        let waiting = format!("{select} where e.position is null {rest}");
        rows.extend(self.rows(&waiting, values![site, from, before, DAY])?);
        for row in rows {
            let (day, times) = (row.int(0)?, row.int(4)?);
            let now: Granted = serde_json::from_str(row.text(2)?)?;
            let earlier = row.optional_text(3)?.map(serde_json::from_str).transpose()?;
            let earlier: Granted = earlier.unwrap_or_default();
            let mut add = |service: &ServiceId, granted: i64, withdrawn: i64| {
                let count = counts.entry(service.clone()).or_default().entry(day).or_default();
                count.granted += granted;
                count.withdrawn += withdrawn;
            };
            // A withdrawal names what was taken back.
            if row.text(1)? == "withdrawn" {
                now.keys().for_each(|service| add(service, 0, times));
                continue;
            }
            for (service, _) in now.iter().filter(|(id, state)| earlier.get(*id) != Some(*state)) {
                add(service, times, 0);
            }
            for service in earlier.keys().filter(|service| !now.contains_key(*service)) {
                add(service, 0, times);
            }
        }
        Ok(counts)
    }
}
