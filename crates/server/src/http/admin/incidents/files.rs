//! The register, and whom a breach concerns, as files.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::incident_id;
use crate::app::{App, incident};
use crate::http::page::{Failure, Reader};

fn file(media_type: &'static str, disposition: &'static str, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-store"),
    ]
    .map(|(name, value)| (name, HeaderValue::from_static(value)));
    (headers, text).into_response()
}

/// `GET /admin/incidents.csv`
pub(super) async fn csv(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Failure> {
    let register = incident::register(&app, &reader.who).await?;
    let text = incident::as_csv(&app, &register);
    Ok(file("text/csv; charset=utf-8", "attachment; filename=\"breaches.csv\"", text))
}

/// `GET /admin/incidents.json`
pub(super) async fn json(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Failure> {
    let register = incident::register(&app, &reader.who).await?;
    let text = incident::as_json(&app, &register);
    Ok(file("application/json", "attachment; filename=\"breaches.json\"", text))
}

/// `GET /admin/incidents/{incident}/concerned.csv`
pub(super) async fn concerned(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let text = incident::concerned(&app, &reader.who, &incident_id(&id)?).await?;
    Ok(file("text/csv; charset=utf-8", "attachment; filename=\"concerned.csv\"", text))
}
