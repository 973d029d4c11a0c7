//! What visitors get to keep: the receipt of their choices.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use plausch_core::id::ConsentId;
use serde::Deserialize;
use serde_json::Value;

use super::cors::Asking;
use super::request::{Body, InSite};
use crate::app::{App, proof};
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
