//! The loader of a site: the built script with the site's facts, texts and notice version in it,
//! assembled once per change. Where the registry asks for something it is another script, with the
//! banner in it; the chat's door and whatever acts on services are then a second one, fetched when
//! somebody needs them.

use std::collections::HashMap;

use parking_lot::RwLock;
use plausch_core::id::{NoticeVersion, SiteId};
use plausch_core::registry::Registry;
use plausch_core::site::{Lang, Site};
use serde_json::{Value, json};

use super::notice::{self, Notice};
use super::{App, Error, catalogue};
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
    let scripts = if facts.get("banner").is_some() { with_banner(facts) } else { small(&facts) };
    app.loaders.0.write().insert(place, (notice.version.clone(), scripts.clone()));
    Ok(scripts)
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

fn small(facts: &Value) -> Scripts {
    let script = assets::with_data(assets::LOADER, assets::SITE, facts);
    Scripts { loader: Asset::script(script.into_bytes()), services: None }
}

/// Every page view carries only what the banner needs; the rest goes into the second script.
fn with_banner(mut facts: Value) -> Scripts {
    let mut few = few(&mut facts);
    let script = assets::with_data(assets::SERVICES, assets::SITE, &facts).into_bytes();
    let (site, lang) = (text(&facts["site"]), text(&facts["lang"]));
    let path = format!("/s/{site}/{lang}/services.{}.js", assets::hash(&script));
    few["services"] = path.as_str().into();
    let loader = assets::with_data(assets::MANAGER, assets::SITE, &few);
    let services = Some((path, Asset::script(script)));
    Scripts { loader: Asset::script(loader.into_bytes()), services }
}

/// What the banner needs, taken from everything.
fn few(facts: &mut Value) -> Value {
    let mut texts = facts["banner_texts"].take();
    texts["launcher"] = facts["texts"]["launcher"].clone();
    let mut banner = facts["banner"].clone();
    if let Some(banner) = banner.as_object_mut() {
        banner.retain(|name, _| !matches!(name.as_str(), "rules" | "former" | "adapter"));
    }
    json!({
        "site": facts["site"],
        "lang": facts["lang"],
        "notice": facts["notice"],
        "privacy": facts["privacy"],
        "imprint": facts["imprint"],
        "banner": banner,
        "texts": texts,
    })
}

/// What the banner would show if a draft were published, and what it would tell of the services:
/// for a preview, kept nowhere. A draft that asks for nothing yet gets two services of the
/// catalogue, so that there is something to see.
pub fn preview(app: &App, site: &Site, draft: &Registry, lang: Lang) -> Value {
    let draft = if draft.asked().next().is_some() { draft.clone() } else { example(draft) };
    let notices = notice::of_site(site, &draft, &app.texts);
    let Some(notice) = notices.get(&lang) else { return Value::Null };
    let mut facts = notice.shown.clone();
    let service_texts = facts["service_texts"].take();
    let mut few = few(&mut facts);
    few["service_texts"] = service_texts;
    json!({ "site": few, "details": notice.details })
}

fn example(draft: &Registry) -> Registry {
    let services = catalogue::catalogue().iter().map(|entry| &entry.service);
    let services = services.filter(|one| matches!(one.id.as_str(), "matomo" | "youtube"));
    Registry {
        design: draft.design.clone(),
        purposes: catalogue::purposes().to_vec(),
        services: services.cloned().collect(),
        ..Registry::default()
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
