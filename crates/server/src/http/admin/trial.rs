//! The page on which a site's banner is tried, the published one or one that was shown once. The real
//! loader runs in it, word for word as on the website, and leaves no trace: what it would tell the
//! server is answered by a script of the page (`web/inbox/trial.js`), the page's policy lets nothing
//! through to the visitors' API, and what it keeps is kept apart in the tab. So no choice that is
//! made here can stand in the log beside those of visitors, and the loader has no switch for it.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use axum::routing::get;
use plausch_core::id::NoticeVersion;
use plausch_core::site::Lang;
use serde::Deserialize;
use serde_json::Value;

use super::services::Desk;
use crate::app::{App, Error, loader, proof};
use crate::http::asset::{Cached, respond};
use crate::http::page::{Failure, Moment, Page, Reader, show};

/// The page, and the scripts of what was shown once.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/admin/sites/{id}/trial/{lang}", get(try_out))
        .route("/admin/sites/{id}/notices/{lang}/{version}/{file}", get(script))
}

#[derive(Template)]
#[template(path = "admin/trial.html")]
struct TrialPage<'a> {
    page: Page<'a>,
    desk: Desk,
    lang: Lang,
    /// The loader's address.
    loader: String,
    /// What was shown once, and since when; `None`: what is shown now.
    earlier: Option<(NoticeVersion, Moment)>,
    purposes: Vec<Purpose>,
    is_published: bool,
}

/// A purpose with its services: name in the markup, and on the screen.
struct Purpose {
    name: String,
    services: Vec<(String, String)>,
}

/// What the banner of a notice asks for.
fn purposes(content: &str) -> Result<Vec<Purpose>, Error> {
    let content: Value = serde_json::from_str(content)
        .map_err(|error| Error::Internal(format!("a kept notice is no JSON: {error}")))?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let purpose = |purpose: &Value| Purpose {
        name: text(&purpose[1]),
        services: purpose[3]
            .as_array()
            .into_iter()
            .flatten()
            .map(|service| (text(&service[0]), text(&service[2])))
            .collect(),
    };
    let asked = content["banner"]["purposes"].as_array();
    Ok(asked.into_iter().flatten().map(purpose).collect())
}

#[derive(Deserialize)]
struct Which {
    notice: Option<String>,
}

/// `GET /admin/sites/{id}/trial/{lang}`; with `?notice=…`, a version that was shown once.
async fn try_out(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path((id, lang)): Path<(String, String)>,
    Query(which): Query<Which>,
) -> Result<Response, Failure> {
    let desk = Desk::of(&app, &reader, &id).await?;
    let lang = Lang::parse(&lang).ok_or(Error::NotFound)?;
    let (site, here) = (desk.site.id.clone(), desk.path(&format!("trial/{}", lang.as_str())));
    let (purposes, loader, earlier) = match which.notice {
        None => {
            let notice = app.directory.notice(&site, lang)?;
            // As it is now, not as this browser has kept it for some minutes.
            let fresh = app.now().millis();
            let loader = format!("/s/{site}/{}/plausch.js?at={fresh}", lang.as_str());
            (purposes(&notice.content)?, loader, None)
        }
        Some(version) => {
            let version = NoticeVersion::parse(&version).map_err(|_| Error::NotFound)?;
            let kept = proof::notice(&app, &site, lang, version.clone()).await?;
            let loader = format!("{}/plausch.js", folder(&desk, lang, &version));
            let since = Moment::new(kept.since, reader.lang);
            (purposes(&kept.content)?, loader, Some((version, since)))
        }
    };
    let page = TrialPage {
        page: Page::for_agent(&app, &reader, here),
        is_published: desk.kept.published_at.is_some(),
        desk,
        lang,
        loader,
        earlier,
        purposes,
    };
    let origins = page.desk.site.settings.origins.iter().map(ToString::to_string);
    let logos = origins.collect::<Vec<_>>().join(" ");
    let mut response = show(&page)?;
    // Of this origin, only what visitors' browsers fetch: nothing reaches `/v1/`. A logo lies on the website itself.
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: {logos}; \
         connect-src {}/s/; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; \
         require-trusted-types-for 'script'; trusted-types plausch",
        app.config.public_url()
    );
    let policy = HeaderValue::try_from(policy).map_err(|error| Failure::internal(&error))?;
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}

fn folder(desk: &Desk, lang: Lang, version: &NoticeVersion) -> String {
    desk.path(&format!("notices/{}/{version}", lang.as_str()))
}

/// `GET /admin/sites/{id}/notices/{lang}/{version}/{file}`: `plausch.js`, or `services.js`.
async fn script(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path((id, lang, version, file)): Path<(String, String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let desk = Desk::of(&app, &reader, &id).await?;
    let lang = Lang::parse(&lang).ok_or(Error::NotFound)?;
    let version = NoticeVersion::parse(&version).map_err(|_| Error::NotFound)?;
    let kept = proof::notice(&app, &desk.site.id, lang, version.clone()).await?;
    let scripts = loader::of_kept(&app, &kept, &folder(&desk, lang, &version))?;
    let asset = match (file.as_str(), scripts.behind) {
        ("plausch.js", _) => scripts.loader,
        ("services.js", Some(behind)) => behind.services,
        _ => return Err(Error::NotFound.into()),
    };
    Ok(respond(&asset, Cached::Not, &headers))
}
