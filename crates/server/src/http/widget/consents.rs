//! Giving consent and taking it back.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use plausch_core::consent::{Purposes, Ui};
use plausch_core::id::{ConsentId, NoticeVersion, SiteId};
use plausch_core::site::Lang;
use serde::Deserialize;
use serde_json::{Value, json};

use super::cors::Asking;
use super::request::{Body, InSite};
use crate::app::consent::{self, Grant};
use crate::app::{App, Error};
use crate::http::client::ClientAddress;
use crate::http::problem::Problem;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Choice {
    id: ConsentId,
    notice: NoticeVersion,
    lang: Lang,
    purposes: Purposes,
    ui: Ui,
}

pub(super) async fn grant(
    State(app): State<Arc<App>>,
    InSite(site): InSite,
    Asking(origin): Asking,
    ClientAddress(address): ClientAddress,
    Body(choice): Body<Choice>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    app.limiters.consent(address, app.now())?;
    let grant = Grant {
        record: choice.id.clone(),
        notice: choice.notice,
        lang: choice.lang,
        purposes: choice.purposes,
        ui: choice.ui,
    };
    let granted = consent::grant(&app, &site, origin.as_ref(), grant).await?;
    let status = if granted.is_new { StatusCode::CREATED } else { StatusCode::OK };
    let answer = json!({ "id": choice.id, "at": granted.at, "valid_until": granted.valid_until });
    Ok((status, Json(answer)))
}

pub(super) async fn withdraw(
    State(app): State<Arc<App>>,
    Path((site, record)): Path<(String, String)>,
    Asking(origin): Asking,
    ClientAddress(address): ClientAddress,
) -> Result<StatusCode, Problem> {
    app.limiters.consent(address, app.now())?;
    let site = SiteId::parse(&site).map_err(|_| Error::NotFound)?;
    if let Ok(record) = ConsentId::parse(&record) {
        consent::withdraw(&app, &site, origin.as_ref(), record).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
