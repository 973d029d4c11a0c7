//! The hosted landing page: explains the chat and asks for it, on the chat's own origin.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use plausch_core::id::SiteId;
use plausch_core::registry::Registry;
use plausch_core::site::{Lang, Origin, Site};

use super::request::Named;
use crate::app::{App, Error};
use crate::http::problem::Problem;
use crate::texts::Speaker;

#[derive(Template)]
#[template(path = "landing.html")]
struct LandingPage<'a> {
    t: Speaker<'a>,
    site: &'a Site,
    host: &'a str,
}

/// Scripts and styles of this origin only; the chat talks to this origin only.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     img-src data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; \
     require-trusted-types-for 'script'";

/// Of what messages may show, once the visitor has allowed it.
fn frames(registry: &Registry) -> String {
    let showing = registry.asked().filter(|service| !service.embeds.is_empty());
    let origins: Vec<_> =
        showing.flat_map(|service| &service.origins).map(Origin::as_str).collect();
    if origins.is_empty() { String::new() } else { format!("; frame-src {}", origins.join(" ")) }
}

pub(super) async fn page(
    State(app): State<Arc<App>>,
    Named((site, lang)): Named<(String, String)>,
) -> Result<Response, Problem> {
    let site = SiteId::parse(&site).map_err(|_| Error::NotFound)?;
    let lang = Lang::parse(&lang).ok_or(Error::NotFound)?;
    let site = app.directory.site(&site)?;
    if !site.settings.languages.contains(&lang) {
        return Err(Error::NotFound.into());
    }
    let host = app.own_origin.as_ref().map_or("", plausch_core::site::Origin::as_str);
    let page = LandingPage { t: app.texts.speaker(lang), site: &site, host };
    let html = page.render().map_err(|error| Error::Internal(error.to_string()))?;
    let policy = format!("{POLICY}{}", frames(app.directory.registry(&site.id)?.as_ref()));
    let headers = [
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static(POLICY)),
        ),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=600")),
    ];
    Ok((headers, Html(html)).into_response())
}
