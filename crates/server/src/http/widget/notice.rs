//! A notice version, for everybody: as it is kept for programs, as a page for people (R-PROOF-01,
//! R-PROOF-06); the current one under an address that stays (R-BAN-04, R-SIG-01). The page is put
//! together from the kept text alone; `told.html` is one part of it.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plausch_core::consent::Ui;
use plausch_core::id::{NoticeVersion, SiteId};
use plausch_core::site::Lang;
use serde::Deserialize;

use super::request::Named;
use crate::app::proof::{self, KeptNotice, Part};
use crate::app::{App, Error};
use crate::http::device::{self, KeyLine};
use crate::http::page::{is_person, nowhere};
use crate::http::problem::Problem;
use crate::texts::Speaker;

/// In the page itself, so that a saved copy looks the same.
pub(super) const STYLE: &str = include_str!("../../../templates/notice.css");

/// `GET /s/{site}/{lang}/notice/{version}`: its address names its content, so what is kept is good
/// for ever. The page around it may change with the program.
pub(super) async fn notice(
    State(app): State<Arc<App>>,
    Named((site, lang, version)): Named<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let kept = kept(&app, &site, &lang, &version).await;
    tell(&app, &headers, kept, "public, max-age=31536000, immutable", false)
}

/// `GET /s/{site}/{lang}/notice`: what is asked now and what runs without being asked, under an
/// address that stays: for links in privacy notices and imprints.
pub(super) async fn current(
    State(app): State<Arc<App>>,
    Named((site, lang)): Named<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let kept = match place(&site, &lang) {
        Ok((site, lang)) => proof::current_notice(&app, &site, lang).await,
        Err(error) => Err(error),
    };
    tell(&app, &headers, kept, "public, max-age=600", true)
}

fn tell(
    app: &App,
    headers: &HeaderMap,
    kept: Result<KeptNotice, Error>,
    cached: &'static str,
    is_current: bool,
) -> Result<Response, Problem> {
    let kept = match kept {
        Ok(kept) => kept,
        Err(error) => {
            let page = (error == Error::NotFound).then(|| nowhere(app, headers)).flatten();
            return page.ok_or_else(|| error.into());
        }
    };
    let address = format!("/s/{}/{}/notice/{}", kept.site, kept.lang.as_str(), kept.version);
    if is_person(headers) {
        return Ok(page(app, &kept, is_current.then_some(address))?);
    }
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, cached),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::VARY, "accept"),
    ]
    .map(|(name, value)| (name, HeaderValue::from_static(value)));
    let mut told = (headers, kept.content).into_response();
    let address =
        HeaderValue::try_from(address).map_err(|error| Error::Internal(error.to_string()))?;
    told.headers_mut().insert(header::CONTENT_LOCATION, address);
    Ok(told)
}

pub(super) fn place(site: &str, lang: &str) -> Result<(SiteId, Lang), Error> {
    let site = SiteId::parse(site).map_err(|_| Error::NotFound)?;
    Ok((site, Lang::parse(lang).ok_or(Error::NotFound)?))
}

async fn kept(app: &App, site: &str, lang: &str, version: &str) -> Result<KeptNotice, Error> {
    let (site, lang) = place(site, lang)?;
    let version = NoticeVersion::parse(version).map_err(|_| Error::NotFound)?;
    proof::notice(app, &site, lang, version).await
}

#[derive(Template)]
#[template(path = "notice.html")]
struct NoticePage<'a> {
    t: Speaker<'a>,
    style: &'static str,
    lang: &'static str,
    version: &'a NoticeVersion,
    /// Of what is shown now: where this version stays.
    stays: Option<String>,
    who: Who,
    parts: Vec<Part>,
    /// Of what is shown now: what lies on the device with the settings of today.
    keys: Vec<KeyLine>,
}

impl NoticePage<'_> {
    fn title(&self) -> String {
        let title = if self.stays.is_some() { "told-title-now" } else { "told-title" };
        self.t.say_with(title, "name", self.who.name.clone())
    }

    /// Where a part stood, in words.
    fn place(&self, part: &Part) -> String {
        let said = match part.at {
            None => self.t.say("told-exempt"),
            Some(Ui::Banner) => self.t.say("told-banner"),
            Some(Ui::Settings) => self.t.say("told-settings"),
            Some(Ui::Menu) => self.t.say("told-menu"),
            Some(_) => self.t.say("told-chat"),
        };
        said.into_owned()
    }
}

/// Whose text it is, as the text itself says.
#[derive(Deserialize)]
struct Who {
    name: String,
    controller: String,
    dpo: Option<String>,
    mail: Option<String>,
    phone: Option<String>,
}

fn page(app: &App, kept: &KeptNotice, stays: Option<String>) -> Result<Response, Error> {
    let t = app.texts.speaker(kept.lang);
    let keys = if stays.is_some() {
        device::visitors(app, t, app.directory.site(&kept.site)?.as_ref())?
    } else {
        Vec::new()
    };
    let page = NoticePage {
        t,
        style: STYLE,
        lang: kept.lang.as_str(),
        version: &kept.version,
        stays,
        who: serde_json::from_str(&kept.content)
            .map_err(|error| Error::Internal(format!("a kept notice is no notice: {error}")))?,
        parts: proof::told(kept)?,
        keys,
    };
    dressed(&page)
}

/// A page with [`STYLE`] in it, and nothing that it could load or run.
pub(super) fn dressed(page: &impl Template) -> Result<Response, Error> {
    let html = page.render().map_err(|error| Error::Internal(error.to_string()))?;
    let style = STANDARD.encode(ring::digest::digest(&ring::digest::SHA256, STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; img-src data:; form-action 'none'; \
         frame-ancestors 'none'; base-uri 'none'"
    );
    let policy =
        HeaderValue::try_from(policy).map_err(|error| Error::Internal(error.to_string()))?;
    let headers = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=600")),
        (header::VARY, HeaderValue::from_static("accept")),
    ];
    Ok((headers, Html(html)).into_response())
}
