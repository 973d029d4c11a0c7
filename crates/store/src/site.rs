//! Sites.

use plausch_core::Timestamp;
use plausch_core::id::SiteId;
use plausch_core::site::{Settings, Site};

use crate::value::{Row, values};
use crate::{Error, Tx};

impl Tx<'_> {
    /// All sites, by name.
    pub fn sites(&mut self) -> Result<Vec<Site>, Error> {
        self.rows("select id, settings from site order by id", &[])?.iter().map(site).collect()
    }

    /// Adds a site. [`Error::Conflict`] when there is one of that name.
    pub fn insert_site(&mut self, site: &Site, now: Timestamp) -> Result<(), Error> {
        let sql = "insert into site (id, settings, created_at, updated_at) values ($1, $2, $3, $3)";
        let settings = serde_json::to_string(&site.settings)?;
        self.execute(sql, values![&site.id, settings, now]).map(drop)
    }

    /// Changes a site's settings, and notes what visitors rely on and is another now (R-INFO-05).
    /// `false`: there is no such site.
    pub fn update_site(
        &mut self,
        id: &SiteId,
        settings: &Settings,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let lock = self.connection.lock_of("site");
        let sql = format!("select id, settings from site where id = $1{lock}");
        let Some(before) = self.row(&sql, values![id])? else { return Ok(false) };
        let (before, after) = (site(&before)?.settings.chat_facts(), settings.chat_facts());
        if before != after {
            self.note_chat_change(id, &before, &after, now)?;
        }
        let sql = "update site set settings = $2, updated_at = $3 where id = $1";
        let settings = serde_json::to_string(settings)?;
        Ok(self.execute(sql, values![id, settings, now])? > 0)
    }
}

fn site(row: &Row) -> Result<Site, Error> {
    Ok(Site { id: SiteId::parse(row.text(0)?)?, settings: serde_json::from_str(row.text(1)?)? })
}
