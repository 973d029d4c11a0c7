//! What visitors get to keep: the receipt of their choices, and the texts that they were shown.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use plausch_core::id::{ConsentId, NoticeVersion, SiteId};
use plausch_core::site::Lang;
use serde::Deserialize;
use serde_json::Value;

use super::cors::Asking;
use super::request::{Body, InSite, Named};
use crate::app::{App, Error, proof};
use crate::http::client::ClientAddress;
use crate::http::problem::Problem;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    id: ConsentId,
}

/// The record stands in the body, so that no log of addresses holds it.
pub(super) async fn receipt(
    State(app): State<Arc<App>>,
    InSite(site): InSite,
    Asking(origin): Asking,
    ClientAddress(address): ClientAddress,
    Body(record): Body<Record>,
) -> Result<Json<Value>, Problem> {
    app.limiters.receipt(address, app.now())?;
    Ok(Json(proof::receipt(&app, &site, origin.as_ref(), record.id).await?))
}

/// A notice version, for everybody and for good: its address names its content (R-PROOF-01).
pub(super) async fn notice(
    State(app): State<Arc<App>>,
    Named((site, lang, version)): Named<(String, String, String)>,
) -> Result<Response, Problem> {
    let site = SiteId::parse(&site).map_err(|_| Error::NotFound)?;
    let lang = Lang::parse(&lang).ok_or(Error::NotFound)?;
    let version = NoticeVersion::parse(&version).map_err(|_| Error::NotFound)?;
    let kept = proof::notice(&app, &site, lang, version).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ]
    .map(|(name, value)| (name, HeaderValue::from_static(value)));
    Ok((headers, kept.content).into_response())
}
