//! The loader and the chat panel: the same bytes (after decoding) for everybody (R-TERM-02).

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use plausch_core::id::{NoticeVersion, SiteId};
use plausch_core::site::Lang;

use super::request::Named;
use crate::app::{App, Error, loader, proof};
use crate::http::asset::{Cached, respond};
use crate::http::problem::Problem;

pub(super) async fn loader(
    State(app): State<Arc<App>>,
    Named((site, lang)): Named<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let site = SiteId::parse(&site).map_err(|_| Error::NotFound)?;
    let lang = Lang::parse(&lang).ok_or(Error::NotFound)?;
    let scripts = loader::scripts(&app, &site, lang)?;
    Ok(respond(&scripts.loader, Cached::TenMinutes, &headers))
}

/// What a site's loader fetches when it is needed: `services.{hash}.js`, and the details of its
/// services, `details.{notice}.json`. An older name of the script gets the current one, which must
/// not be kept under it; details are those of the notice that is named. And `catch.js`, which an operator may put before all other tags.
pub(super) async fn on_demand(
    State(app): State<Arc<App>>,
    Named((site, lang, file)): Named<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let site = SiteId::parse(&site).map_err(|_| Error::NotFound)?;
    let lang = Lang::parse(&lang).ok_or(Error::NotFound)?;
    let behind = || loader::scripts(&app, &site, lang)?.behind.ok_or(Error::NotFound);
    let (asset, is_current) = match file.split('.').collect::<Vec<_>>()[..] {
        ["catch", "js"] => {
            return Ok(respond(&behind()?.catching, Cached::TenMinutes, &headers));
        }
        ["services", _, "js"] => {
            let behind = behind()?;
            (behind.services, behind.path.ends_with(&format!("/{file}")))
        }
        ["details", version, "json"] => {
            let is_current = app.directory.notice(&site, lang)?.version.as_str() == version;
            // A page that was loaded before goes on with what it has shown.
            let asset = if is_current {
                loader::scripts(&app, &site, lang)?.details
            } else {
                let version = NoticeVersion::parse(version).map_err(|_| Error::NotFound)?;
                let kept = proof::notice(&app, &site, lang, version).await?;
                loader::details_of(&kept.content)?
            };
            (asset, true)
        }
        _ => return Err(Error::NotFound.into()),
    };
    let cached = if is_current { Cached::ForGood } else { Cached::Not };
    Ok(respond(&asset, cached, &headers))
}

/// What is the same for every site. What its pages name by its content is kept for good; what they
/// know by name alone, ten minutes. A page that still has an older loader asks for an older panel (or what shows links in it): it
/// gets the current one, which must not be kept under the old name.
pub(super) async fn chat(
    State(app): State<Arc<App>>,
    Named(file): Named<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if file == "landing.css" {
        return Ok(respond(app.assets.landing_style(), Cached::TenMinutes, &headers));
    }
    if file == "plausch.d.ts" {
        return Ok(respond(app.assets.types(), Cached::TenMinutes, &headers));
    }
    if let [name @ ("copies" | "masking" | "changed"), lang, "js"] =
        file.split('.').collect::<Vec<_>>()[..]
    {
        let lang = Lang::parse(lang).ok_or(Error::NotFound)?;
        let script = match name {
            "copies" => app.assets.copies(lang),
            "masking" => app.assets.masking(lang),
            _ => app.assets.changed(lang),
        };
        return Ok(respond(script, Cached::TenMinutes, &headers));
    }
    let (path, asset) = match file.split('.').collect::<Vec<_>>()[..] {
        [name @ ("chat" | "chat-unkept"), lang, _, "js"] => {
            app.assets.chat(Lang::parse(lang).ok_or(Error::NotFound)?, name == "chat")
        }
        ["embeds", _, "js"] => app.assets.embeds(),
        _ => return Err(Error::NotFound.into()),
    };
    let is_current = path.ends_with(&format!("/{file}"));
    let cached = if is_current { Cached::ForGood } else { Cached::Not };
    Ok(respond(asset, cached, &headers))
}
