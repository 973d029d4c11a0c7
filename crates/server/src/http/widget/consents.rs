//! Giving consent, taking it back, and refusing it where that is counted.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use plausch_core::consent::{Ui, valid_until};
use plausch_core::id::{ConsentId, NoticeVersion, ServiceId};
use plausch_core::site::Lang;
use serde::Deserialize;
use serde_json::{Value, json};

use super::cors::Asking;
use super::request::{Body, InSite};
use crate::app::consent::{self, Grant};
use crate::app::{App, refusal};
use crate::http::client::ClientAddress;
use crate::http::problem::Problem;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Choice {
    id: ConsentId,
    notice: NoticeVersion,
    lang: Lang,
    services: BTreeSet<ServiceId>,
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
        services: choice.services,
        ui: choice.ui,
    };
    let granted = consent::grant(&app, &site, origin.as_ref(), grant).await?;
    let status = if granted.is_new { StatusCode::CREATED } else { StatusCode::OK };
    let answer = json!({
        "id": choice.id,
        "services": granted.granted,
        "at": granted.at,
        "since": granted.since,
        "valid_until": valid_until(granted.at),
    });
    Ok((status, Json(answer)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Withdrawal {
    id: ConsentId,
    /// A browser that tells it late no longer knows where it was, and nothing is made up for it.
    #[serde(default = "not_told")]
    ui: Ui,
}

const fn not_told() -> Ui {
    Ui::Unknown
}

/// Never limited: taking back must be as easy as giving (Art. 7(3) GDPR). The record stands in the
/// body, so that no log of addresses holds it.
pub(super) async fn withdraw(
    State(app): State<Arc<App>>,
    InSite(site): InSite,
    Asking(origin): Asking,
    Body(withdrawal): Body<Withdrawal>,
) -> Result<StatusCode, Problem> {
    consent::withdraw(&app, &site, origin.as_ref(), withdrawal.id, withdrawal.ui).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where the operator counts refusals: nothing comes with it, and nothing is kept but a number.
pub(super) async fn refuse(
    State(app): State<Arc<App>>,
    InSite(site): InSite,
    Asking(origin): Asking,
    ClientAddress(address): ClientAddress,
) -> Result<StatusCode, Problem> {
    app.limiters.refusal(address, app.now())?;
    refusal::count(&app, &site, origin.as_ref()).await?;
    Ok(StatusCode::NO_CONTENT)
}
