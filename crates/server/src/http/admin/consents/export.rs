//! The choices of a site's visitors as a file, for an authority.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use plausch_core::Timestamp;
use plausch_core::id::SiteId;
use plausch_core::time::DAY;
use serde::Deserialize;
use time::Date;
use time::macros::format_description;

use crate::app::proof::{Format, export};
use crate::app::{App, Error};
use crate::http::page::{Failure, Reader};
use crate::http::parts;

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
    Ok((headers, parts::body(export)).into_response())
}

/// A day's beginning; an empty field of a form is none.
fn day(text: Option<&str>) -> Result<Option<Timestamp>, Failure> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let form = format_description!("[year]-[month]-[day]");
    let day = Date::parse(text, &form).map_err(|_| Error::Invalid("day"))?;
    let seconds = day.midnight().assume_utc().unix_timestamp();
    Ok(Some(Timestamp::from_millis(seconds * 1_000)))
}
