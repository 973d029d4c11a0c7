//! The loader of a site: the built script with the site's facts, texts and notice version in it,
//! assembled once per change. Where the registry asks for something it is another script, with the
//! banner in it; the chat's door and whatever acts on services are then a second one, fetched when
//! somebody needs them.

use std::collections::HashMap;

use parking_lot::RwLock;
use plausch_core::id::{NoticeVersion, SiteId};
use plausch_core::site::Lang;
use plausch_store::KeptNotice;
use serde_json::{Value, json};

use super::notice::Notice;
use super::{App, Error};
use crate::assets::{self, Asset};

/// The loaders that were asked for, in memory, with the notice they were made from.
#[derive(Debug, Default)]
pub struct Loaders(RwLock<HashMap<(SiteId, Lang), (NoticeVersion, Scripts)>>);

/// What a site's pages load.
#[derive(Debug, Clone)]
pub struct Scripts {
    /// With every page.
    pub loader: Asset,
    /// When it is needed, and where it is: its name changes with its content. Only of sites that
    /// have a banner.
    pub services: Option<(String, Asset)>,
}

/// A site's scripts in a language; [`Error::NotFound`] when the site does not offer it.
pub fn scripts(app: &App, site: &SiteId, lang: Lang) -> Result<Scripts, Error> {
    let notice = app.directory.notice(site, lang)?;
    let place = (site.clone(), lang);
    if let Some((version, scripts)) = app.loaders.0.read().get(&place)
        && version == &notice.version
    {
        return Ok(scripts.clone());
    }
    let mut facts = notice.shown.clone();
    facts["notice"] = notice.version.as_str().into();
    facts["chat"] = app.assets.chat_path(lang).into();
    let scripts = scripts_of(facts, None);
    app.loaders.0.write().insert(place, (notice.version.clone(), scripts.clone()));
    Ok(scripts)
}

/// The scripts of a notice version that was shown once, made from what is kept of it. `folder` is where
/// they are to be had.
pub fn of_kept(app: &App, notice: &KeptNotice, folder: &str) -> Result<Scripts, Error> {
    let mut facts: Value = serde_json::from_str(&notice.content)
        .map_err(|error| Error::Internal(format!("a kept notice is no JSON: {error}")))?;
    facts["notice"] = notice.version.as_str().into();
    facts["chat"] = app.assets.chat_path(notice.lang).into();
    Ok(scripts_of(facts, Some(folder)))
}

/// The details of a site's services as JSON, and whether they are those of this version.
pub fn details(
    app: &App,
    site: &SiteId,
    lang: Lang,
    version: &str,
) -> Result<(Asset, bool), Error> {
    let notice: &Notice = &*app.directory.notice(site, lang)?;
    let content = notice.details.to_string().into_bytes();
    let asset = Asset::new("application/json; charset=utf-8", content);
    Ok((asset, notice.version.as_str() == version))
}

fn scripts_of(facts: Value, folder: Option<&str>) -> Scripts {
    if facts.get("banner").is_some() { with_banner(facts, folder) } else { small(&facts) }
}

fn small(facts: &Value) -> Scripts {
    let script = assets::with_data(assets::LOADER, assets::SITE, facts);
    Scripts { loader: Asset::script(script.into_bytes()), services: None }
}

/// Every page view carries only what the banner needs; the rest goes into the second script.
fn with_banner(mut facts: Value, folder: Option<&str>) -> Scripts {
    let (site, lang) = (text(&facts["site"]).to_owned(), text(&facts["lang"]).to_owned());
    let mut texts = facts["banner_texts"].take();
    texts["launcher"] = facts["texts"]["launcher"].clone();
    let mut banner = facts["banner"].clone();
    banner.as_object_mut().map(|banner| banner.remove("rules"));
    let script = assets::with_data(assets::SERVICES, assets::SITE, &facts).into_bytes();
    let path = match folder {
        Some(folder) => format!("{folder}/services.js"),
        None => format!("/s/{site}/{lang}/services.{}.js", assets::hash(&script)),
    };
    let mut few = json!({
        "site": site,
        "lang": lang,
        "notice": facts["notice"],
        "privacy": facts["privacy"],
        "imprint": facts["imprint"],
        "banner": banner,
        "texts": texts,
        "services": path,
    });
    if let Some(path) = facts.get("refusals") {
        few["refusals"] = path.clone();
    }
    let loader = assets::with_data(assets::MANAGER, assets::SITE, &few);
    let services = Some((path, Asset::script(script)));
    Scripts { loader: Asset::script(loader.into_bytes()), services }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
