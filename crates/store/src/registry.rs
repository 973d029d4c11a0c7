//! What sites use: the draft that is worked on, and what was published last.

use std::collections::HashMap;

use plausch_core::Timestamp;
use plausch_core::id::SiteId;
use plausch_core::registry::Registry;

use crate::value::values;
use crate::{Error, Tx};

/// A site's registry, as it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptRegistry {
    /// What is worked on.
    pub draft: Registry,
    /// What visitors are asked; empty before it was published for the first time.
    pub published: Registry,
    /// When it was published.
    pub published_at: Option<Timestamp>,
}

impl Tx<'_> {
    /// What every site has published.
    pub fn published_registries(&mut self) -> Result<HashMap<SiteId, Registry>, Error> {
        let sql = "select site_id, published from registry order by site_id";
        let rows = self.rows(sql, &[])?;
        let read = |row: &crate::Row| {
            Ok((SiteId::parse(row.text(0)?)?, serde_json::from_str(row.text(1)?)?))
        };
        rows.iter().map(read).collect()
    }

    /// A site's registry; empty when nothing has been put into it. Who reads it to change it keeps
    /// others from that: by the site's row, which is there before the registry's.
    pub fn registry(&mut self, site: &SiteId) -> Result<KeptRegistry, Error> {
        let lock = self.connection.lock_of("site");
        if !lock.is_empty() {
            self.row(&format!("select 1 from site where id = $1{lock}"), values![site])?;
        }
        let sql = "select draft, published, published_at from registry where site_id = $1";
        let Some(row) = self.row(sql, values![site])? else { return Ok(KeptRegistry::default()) };
        Ok(KeptRegistry {
            draft: serde_json::from_str(row.text(0)?)?,
            published: serde_json::from_str(row.text(1)?)?,
            published_at: row.optional_int(2)?.map(Timestamp::from_millis),
        })
    }

    /// Keeps a site's registry in place of what was there.
    pub fn keep_registry(&mut self, site: &SiteId, registry: &KeptRegistry) -> Result<(), Error> {
        let sql = "insert into registry (site_id, draft, published, published_at) \
             values ($1, $2, $3, $4) on conflict (site_id) do update set \
             draft = excluded.draft, published = excluded.published, \
             published_at = excluded.published_at";
        let draft = serde_json::to_string(&registry.draft)?;
        let published = serde_json::to_string(&registry.published)?;
        self.execute(sql, values![site, draft, published, registry.published_at]).map(drop)
    }
}
