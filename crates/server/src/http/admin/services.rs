//! What a site asks consent for: its services and their purposes, as a draft that is published
//! when it is whole. What they have in common; the pages are in the folder.

mod catalogue;
mod difference;
mod gaps;
mod installation;
mod overview;
mod publication;
mod purpose;
mod removal;
mod service;
mod service_fields;
mod service_form;
mod service_page;
mod steps;
mod typed;
pub(super) mod words;

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use plausch_core::id::{Revision, SiteId};
use plausch_core::registry::Problem;
use plausch_core::role::{Level, Permission};
use plausch_core::site::Site;
use serde::Deserialize;

use self::overview::{Missing, missing};
pub(super) use self::typed::{Typed, word_of};
pub(super) use self::words::{field_in, place, sentence};
use crate::app::registry::{self, KeptRegistry};
use crate::app::{App, Error};
use crate::http::page::{Failure, Moment, Reader};

/// The pages on which a site's services are chosen, described and published.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/admin/sites/{id}/set-up", get(steps::go_on))
        .route("/admin/sites/{id}/services", get(overview::show_all))
        .route("/admin/sites/{id}/catalogue", get(catalogue::search).post(catalogue::take))
        .route("/admin/sites/{id}/new-service", get(service::blank).post(service::create))
        .route("/admin/sites/{id}/services/{service}", get(service::one).post(service::change))
        .route(
            "/admin/sites/{id}/services/{service}/removal",
            get(removal::ask_service).post(removal::remove_service),
        )
        .route("/admin/sites/{id}/new-purpose", get(purpose::blank).post(purpose::create))
        .route("/admin/sites/{id}/purposes/{purpose}", get(purpose::one).post(purpose::change))
        .route(
            "/admin/sites/{id}/purposes/{purpose}/removal",
            get(removal::ask_purpose).post(removal::remove_purpose),
        )
        .route("/admin/sites/{id}/gaps", get(gaps::show_all).post(gaps::fill))
        .route("/admin/sites/{id}/publication", get(publication::ask).post(publication::publish))
        .route("/admin/sites/{id}/installation", get(installation::show_all))
}

/// A site with its registry, as every page here needs it.
pub(super) struct Desk {
    pub(super) site: Arc<Site>,
    pub(super) kept: KeptRegistry,
}

impl Desk {
    /// Reads it, for whoever may change it.
    pub(super) async fn to_change(app: &App, reader: &Reader, id: &str) -> Result<Self, Failure> {
        reader.who.may_on(Permission::Sites, Level::Write, &site_id(id)?)?;
        Self::of(app, reader, id).await
    }

    /// Reads it, for whoever may look at it.
    pub(super) async fn of(app: &App, reader: &Reader, id: &str) -> Result<Self, Failure> {
        let id = site_id(id)?;
        let kept = registry::one(app, &reader.who, &id).await?;
        Ok(Self { site: app.directory.site(&id)?, kept })
    }

    /// The address of one of its pages.
    pub(super) fn path(&self, page: &str) -> String {
        format!("/admin/sites/{}/{page}", self.site.id)
    }

    /// What keeps the draft from being published.
    pub(super) fn problems(&self) -> Vec<Problem> {
        registry::problems(&self.site, &self.kept.draft)
    }
}

/// What somebody else has saved since a form was made, and who it was.
pub(super) struct Meanwhile {
    pub(super) form: Typed,
    pub(super) by: String,
}

impl Meanwhile {
    /// What was saved in a field, where something else stands in the form.
    pub(super) fn differs(&self, form: &Typed, name: &str) -> Option<String> {
        let kept = self.form.text(name);
        (kept != form.text(name)).then(|| kept.to_owned())
    }
}

/// Who has saved last, and when, in words; empty when nobody is known.
pub(super) async fn saved_by(app: &App, reader: &Reader, site: &SiteId) -> Result<String, Failure> {
    let t = app.texts.speaker(reader.lang);
    let last = registry::last_change(app, &reader.who, site).await?;
    let said = last.map(|(agent, at)| {
        let name = app.directory.agent_name(&agent);
        let at = Moment::new(at, t.lang).text;
        t.say_with_all("changed-meanwhile-by", [("name", name.into()), ("at", at.into())])
    });
    Ok(said.unwrap_or_default())
}

/// The state that a form was made from.
pub(super) fn seen(text: &str) -> Result<Revision, Failure> {
    Revision::parse(text).map_err(|_| Error::Invalid("seen").into())
}

pub(super) fn site_id(text: &str) -> Result<SiteId, Failure> {
    SiteId::parse(text).map_err(|_| Failure::App(Error::NotFound))
}

/// After a deed: where the browser goes.
pub(super) fn go(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// What the address says of a deed that was just done.
#[derive(Deserialize, Default)]
pub(super) struct Done {
    #[serde(default)]
    pub(super) saved: bool,
}

/// For a form that can't be kept as it is.
pub(super) const REFUSED: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
