//! The loader of a site: the built script with the site's facts, texts and notice version in it,
//! assembled once per change. Where the registry asks for something it is another script, with the
//! banner in it; the chat's door and whatever acts on services are then a second one, fetched when
//! somebody needs them.

use std::collections::HashMap;

use parking_lot::RwLock;
use plausch_core::id::{NoticeVersion, SiteId};
use plausch_core::registry::Registry;
use plausch_core::site::{Lang, Site};
use plausch_store::KeptNotice;
use serde_json::{Value, json};

use super::{App, Error, catalogue, notice};
use crate::assets::{self, Asset};

/// The loaders that were asked for, in memory, with the notice they were made from.
#[derive(Debug, Default)]
pub struct Loaders(RwLock<HashMap<(SiteId, Lang), (NoticeVersion, Scripts)>>);

/// What a site's pages load.
#[derive(Debug, Clone)]
pub struct Scripts {
    /// With every page.
    pub loader: Asset,
    /// The details of the site's services, as JSON.
    pub details: Asset,
    /// Only of sites that have a banner.
    pub behind: Option<Behind>,
}

/// What stands behind a banner.
#[derive(Debug, Clone)]
pub struct Behind {
    /// Fetched when it is needed.
    pub services: Asset,
    /// Where: its name changes with its content.
    pub path: String,
    /// What an operator may put before all other tags, for those that can't be marked up.
    pub catching: Asset,
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
    facts["details"] = notice.details.clone();
    facts["notice"] = notice.version.as_str().into();
    let scripts = scripts_of(app, facts, lang, None);
    app.loaders.0.write().insert(place, (notice.version.clone(), scripts.clone()));
    Ok(scripts)
}

/// The scripts of a notice version that was shown once, made from what is kept of it. `folder` is where
/// they are to be had.
pub fn of_kept(app: &App, notice: &KeptNotice, folder: &str) -> Result<Scripts, Error> {
    let mut facts = read(&notice.content)?;
    facts["notice"] = notice.version.as_str().into();
    Ok(scripts_of(app, facts, notice.lang, Some(folder)))
}

/// The details in a text that was shown, as JSON.
pub fn details_of(content: &str) -> Result<Asset, Error> {
    Ok(details(&read(content)?))
}

fn read(content: &str) -> Result<Value, Error> {
    serde_json::from_str(content)
        .map_err(|error| Error::Internal(format!("a kept notice is no JSON: {error}")))
}

fn details(facts: &Value) -> Asset {
    let details = facts["details"].to_string();
    Asset::new("application/json; charset=utf-8", details.into())
}

fn scripts_of(app: &App, mut facts: Value, lang: Lang, folder: Option<&str>) -> Scripts {
    let is_kept = facts["retention_days"] != 0;
    facts["chat"] = app.assets.chat(lang, is_kept).0.as_str().into();
    let rules = facts["banner"]["rules"].as_object();
    if rules.is_some_and(|rules| rules.values().any(|rule| rule.get("embed").is_some())) {
        facts["embeds"] = app.assets.embeds().0.as_str().into();
    }
    let details = details(&facts);
    facts.as_object_mut().map(|facts| facts.remove("details"));
    let (loader, behind) = if facts.get("banner").is_some() {
        with_banner(facts, folder)
    } else {
        (small(&facts), None)
    };
    Scripts { loader, details, behind }
}

fn small(facts: &Value) -> Asset {
    Asset::script(assets::with_data(assets::LOADER, assets::SITE, facts).into_bytes())
}

/// Every page view carries only what the banner needs; the rest goes into the second script.
fn with_banner(mut facts: Value, folder: Option<&str>) -> (Asset, Option<Behind>) {
    let mut few = few(&mut facts);
    let script = assets::with_data(assets::SERVICES, assets::SITE, &facts).into_bytes();
    let (site, lang) = (text(&facts["site"]), text(&facts["lang"]));
    let path = match folder {
        Some(folder) => format!("{folder}/services.js"),
        None => format!("/s/{site}/{lang}/services.{}.js", assets::hash(&script)),
    };
    few["services"] = path.as_str().into();
    let loader = assets::with_data(assets::MANAGER, assets::SITE, &few);
    let catching = assets::with_data(
        assets::CATCH,
        assets::SITE,
        &json!({ "site": site, "caught": caught(&facts["banner"]) }),
    );
    let behind =
        Behind { services: Asset::script(script), path, catching: Asset::script(catching.into()) };
    (Asset::script(loader.into_bytes()), Some(behind))
}

/// Of each service that comes from somewhere: id, present state, origins.
fn caught(banner: &Value) -> Vec<Value> {
    let purposes = banner["purposes"].as_array().into_iter().flatten();
    let services = purposes.flat_map(|purpose| purpose[3].as_array().into_iter().flatten());
    let with_origins = services.map(|service| {
        json!([service[0], service[1], banner["rules"][text(&service[0])]["origins"]])
    });
    with_origins
        .filter(|one| one[2].as_array().is_some_and(|origins| !origins.is_empty()))
        .collect()
}

/// What the banner needs, taken from everything.
fn few(facts: &mut Value) -> Value {
    let mut texts = facts["banner_texts"].take();
    texts["launcher"] = facts["texts"]["launcher"].clone();
    let mut banner = facts["banner"].clone();
    if let Some(banner) = banner.as_object_mut() {
        banner.retain(|name, _| !matches!(name.as_str(), "rules" | "former" | "adapter"));
    }
    let mut few = json!({
        "site": facts["site"],
        "lang": facts["lang"],
        "notice": facts["notice"],
        "privacy": facts["privacy"],
        "imprint": facts["imprint"],
        "banner": banner,
        "texts": texts,
    });
    if let Some(path) = facts.get("refusals") {
        few["refusals"] = path.clone();
    }
    few
}

/// What the banner would show if a draft were published, and what it would tell of the services:
/// for a preview, kept nowhere. A draft that asks for nothing yet gets two services of the
/// catalogue, so that there is something to see.
pub fn preview(app: &App, site: &Site, draft: &Registry, lang: Lang) -> Value {
    let draft = if draft.asked().next().is_some() { draft.clone() } else { example(site, draft) };
    let notices = notice::of_site(site, &draft, &app.texts);
    let Some(notice) = notices.get(&lang) else { return Value::Null };
    let mut facts = notice.shown.clone();
    let service_texts = facts["service_texts"].take();
    let mut few = few(&mut facts);
    few["service_texts"] = service_texts;
    json!({ "site": few, "details": notice.details })
}

fn example(site: &Site, draft: &Registry) -> Registry {
    let services = catalogue::catalogue().iter().map(|entry| entry.of(&site.settings));
    let services = services.filter(|one| matches!(one.id.as_str(), "matomo" | "youtube"));
    Registry {
        design: draft.design.clone(),
        purposes: catalogue::purposes().to_vec(),
        services: services.collect(),
        ..Registry::default()
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
