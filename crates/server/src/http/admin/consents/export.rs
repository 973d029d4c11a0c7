//! The choices of a site's visitors as a file, for an authority.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use http_body_util::channel::Channel;
use plausch_core::Timestamp;
use plausch_core::id::SiteId;
use plausch_core::time::DAY;
use serde::Deserialize;
use time::Date;
use time::macros::format_description;

use crate::app::proof::{Export, Format, export};
use crate::app::{App, Error};
use crate::http::page::{Failure, Reader};

/// Parts that may wait for a slow reader.
const WAITING: usize = 2;

/// Days in UTC, both included; without them, everything.
#[derive(Deserialize)]
pub(super) struct Days {
    from: Option<String>,
    to: Option<String>,
}

/// `GET /admin/sites/{site}/consents.csv`
pub(super) async fn csv(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(site): Path<String>,
    Query(days): Query<Days>,
) -> Result<Response, Failure> {
    send(&app, &reader, &site, &days, Format::Csv).await
}

/// `GET /admin/sites/{site}/consents.json`
pub(super) async fn json(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(site): Path<String>,
    Query(days): Query<Days>,
) -> Result<Response, Failure> {
    send(&app, &reader, &site, &days, Format::Json).await
}

async fn send(
    app: &Arc<App>,
    reader: &Reader,
    site: &str,
    days: &Days,
    format: Format,
) -> Result<Response, Failure> {
    let site = SiteId::parse(site).map_err(|_| Error::NotFound)?;
    let from = day(days.from.as_deref())?.unwrap_or(Timestamp::from_millis(0));
    let to = day(days.to.as_deref())?.map_or(app.now().plus(1), |to| to.plus(DAY));
    let export = export(app, &reader.who, &site, (from, to), format).await?;
    let (media_type, disposition) = match format {
        Format::Csv => ("text/csv; charset=utf-8", "attachment; filename=\"consents.csv\""),
        Format::Json => ("application/json", "attachment; filename=\"consents.json\""),
    };
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-store"),
    ]
    .map(|(name, value)| (name, HeaderValue::from_static(value)));
    Ok((headers, body(export)).into_response())
}

/// A day's beginning; an empty field of a form is none.
fn day(text: Option<&str>) -> Result<Option<Timestamp>, Failure> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let form = format_description!("[year]-[month]-[day]");
    let day = Date::parse(text, &form).map_err(|_| Error::Invalid("day"))?;
    let seconds = day.midnight().assume_utc().unix_timestamp();
    Ok(Some(Timestamp::from_millis(seconds * 1_000)))
}

/// Parts are read as fast as the other side takes them. When one can't be had, the answer breaks
/// off, so that nobody takes it for the whole.
fn body(mut export: Export) -> Body {
    let (mut sender, body) = Channel::<Bytes, Error>::new(WAITING);
    tokio::spawn(async move {
        loop {
            match export.next().await {
                Ok(Some(part)) => {
                    if sender.send_data(part.into()).await.is_err() {
                        return;
                    }
                }
                Ok(None) => return,
                Err(error) => {
                    tracing::error!(%error, "an export of consents broke off");
                    return sender.abort(error);
                }
            }
        }
    });
    Body::new(body)
}
