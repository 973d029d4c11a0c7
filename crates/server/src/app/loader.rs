//! The loader of a site: the built script with the site's facts, texts and notice version in it,
//! assembled once per change.

use std::collections::HashMap;

use parking_lot::RwLock;
use plausch_core::id::{NoticeVersion, SiteId};
use plausch_core::site::Lang;

use super::{App, Error};
use crate::assets::{self, Asset};

/// The loaders that were asked for, in memory, with the notice they were made from.
#[derive(Debug, Default)]
pub struct Loaders(RwLock<HashMap<(SiteId, Lang), (NoticeVersion, Asset)>>);

/// A site's loader in a language; [`Error::NotFound`] when the site does not offer it.
pub fn loader(app: &App, site: &SiteId, lang: Lang) -> Result<Asset, Error> {
    let notice = app.directory.notice(site, lang)?;
    let place = (site.clone(), lang);
    if let Some((version, loader)) = app.loaders.0.read().get(&place)
        && version == &notice.version
    {
        return Ok(loader.clone());
    }
    let mut facts = notice.shown.clone();
    facts["notice"] = notice.version.as_str().into();
    facts["chat"] = app.assets.chat_path(lang).into();
    let script = assets::with_data(assets::LOADER, assets::SITE, &facts);
    let loader = Asset::script(script.into_bytes());
    app.loaders.0.write().insert(place, (notice.version.clone(), loader.clone()));
    Ok(loader)
}
