//! Taking a service or a purpose out of the draft: a page asks first, and says what it means.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use plausch_core::id::{PurposeId, ServiceId};
use serde::Deserialize;

use super::{Desk, go, words};
use crate::app::{App, Error, registry};
use crate::http::page::{Failure, Page, Posted, Reader, show};

#[derive(Template)]
#[template(path = "admin/removal.html")]
struct RemovalPage<'a> {
    page: Page<'a>,
    desk: Desk,
    here: String,
    name: String,
    /// Services that are used for the purpose: while there are any, it stays.
    users: Vec<(String, String)>,
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// `GET /admin/sites/{id}/services/{service}/removal`
pub(super) async fn ask_service(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path((id, service)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let desk = Desk::to_change(&app, &reader, &id).await?;
    let service = service_id(&service)?;
    let name = desk.kept.draft.service(&service).ok_or(Error::NotFound)?.name.clone();
    let here = desk.path(&format!("services/{service}/removal"));
    let page = Page::for_agent(&app, &reader, here.clone());
    show(&RemovalPage { page, desk, here, name, users: Vec::new() })
}

/// `POST /admin/sites/{id}/services/{service}/removal`
pub(super) async fn remove_service(
    State(app): State<Arc<App>>,
    Path((id, service)): Path<(String, String)>,
    Posted { reader, .. }: Posted<Nothing>,
) -> Result<Response, Failure> {
    let desk = Desk::to_change(&app, &reader, &id).await?;
    registry::remove_service(&app, &reader.who, &desk.site.id, service_id(&service)?).await?;
    Ok(go(&desk.path("services?saved=true")))
}

/// `GET /admin/sites/{id}/purposes/{purpose}/removal`
pub(super) async fn ask_purpose(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path((id, purpose)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let desk = Desk::to_change(&app, &reader, &id).await?;
    let purpose = purpose_id(&purpose)?;
    let draft = &desk.kept.draft;
    if !draft.purposes.iter().any(|other| other.id == purpose) {
        return Err(Error::NotFound.into());
    }
    let here = desk.path(&format!("purposes/{purpose}/removal"));
    let page = Page::for_agent(&app, &reader, here.clone());
    let name = words::name_of_purpose(page.t, draft, &purpose);
    let users = draft.services.iter().filter(|service| service.purpose == purpose);
    let users = users
        .map(|service| (desk.path(&format!("services/{}", service.id)), service.name.clone()))
        .collect();
    show(&RemovalPage { page, desk, here, name, users })
}

/// `POST /admin/sites/{id}/purposes/{purpose}/removal`
pub(super) async fn remove_purpose(
    State(app): State<Arc<App>>,
    Path((id, purpose)): Path<(String, String)>,
    Posted { reader, .. }: Posted<Nothing>,
) -> Result<Response, Failure> {
    let desk = Desk::to_change(&app, &reader, &id).await?;
    registry::remove_purpose(&app, &reader.who, &desk.site.id, purpose_id(&purpose)?).await?;
    Ok(go(&desk.path("services?saved=true")))
}

fn service_id(text: &str) -> Result<ServiceId, Error> {
    ServiceId::parse(text).map_err(|_| Error::NotFound)
}

fn purpose_id(text: &str) -> Result<PurposeId, Error> {
    PurposeId::parse(text).map_err(|_| Error::NotFound)
}
