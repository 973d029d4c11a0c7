//! What visitors get to keep: the receipt of their choices.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use plausch_core::id::ConsentId;
use serde::Deserialize;

use super::cors::Asking;
use super::request::{Body, InSite};
use crate::app::{App, proof};
use crate::http::client::ClientAddress;
use crate::http::parts;
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
) -> Result<Response, Problem> {
    app.limiters.receipt(address, app.now())?;
    let receipt = proof::receipt(&app, &site, origin.as_ref(), record.id).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], parts::body(receipt)).into_response())
}
