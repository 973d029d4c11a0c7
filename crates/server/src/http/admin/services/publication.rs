//! Publishing the draft: what changes, who is asked again and why, and the operator's word on
//! whether changed words mean something else (R-CONS-07).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use plausch_core::id::Revision;
use serde::Deserialize;

use super::difference::{Difference, differences};
use super::overview::{self, Missing};
use super::steps::{Step, Steps};
use super::{Desk, REFUSED, catalogue, go, saved_by, seen};
use crate::app::{App, Error, registry};
use crate::http::page::{Failure, Moment, Page, Posted, Reader, show_as};

#[derive(Template)]
#[template(path = "admin/publication.html")]
struct PublicationPage<'a> {
    page: Page<'a>,
    desk: Desk,
    differences: Vec<Difference>,
    missing: Vec<Missing>,
    /// Services with facts that nobody has looked up.
    unread: Vec<String>,
    /// Services for which visitors are asked whatever the operator says.
    asked: Vec<Asked>,
    /// Services for which they are asked unless only the wording has changed.
    asked_for_words: Vec<String>,
    /// The draft that is shown here.
    seen: Revision,
    published: Option<Moment>,
    steps: Steps,
    /// Somebody else has saved meanwhile: who it was.
    moved_on: Option<String>,
}

/// Why visitors are asked.
struct Asked {
    name: String,
    why: String,
}

/// `GET /admin/sites/{id}/publication`
pub(super) async fn ask(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let desk = Desk::of(&app, &reader, &id).await?;
    show_as(StatusCode::OK, &page_of(&app, &reader, desk)?)
}

#[derive(Deserialize)]
pub(super) struct Decision {
    #[serde(default)]
    seen: String,
    #[serde(default)]
    words: String,
}

/// `POST /admin/sites/{id}/publication`
pub(super) async fn publish(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Posted { reader, form }: Posted<Decision>,
) -> Result<Response, Failure> {
    let desk = Desk::to_change(&app, &reader, &id).await?;
    let seen = seen(&form.seen)?;
    let is_editorial = form.words == "editorial";
    match registry::publish(&app, &reader.who, &desk.site.id, &seen, is_editorial).await {
        Ok(()) => Ok(go(&desk.path("installation?saved=true"))),
        Err(Error::Invalid("registry")) => show_as(REFUSED, &page_of(&app, &reader, desk)?),
        Err(Error::Conflict) => {
            let moved_on = Some(saved_by(&app, &reader, &desk.site.id).await?);
            let page = page_of(&app, &reader, desk)?;
            show_as(StatusCode::CONFLICT, &PublicationPage { moved_on, ..page })
        }
        Err(error) => Err(error.into()),
    }
}

fn page_of<'a>(
    app: &'a App,
    reader: &'a Reader,
    desk: Desk,
) -> Result<PublicationPage<'a>, Failure> {
    let page = Page::for_agent(app, reader, desk.path("publication"));
    let (draft, before) = (&desk.kept.draft, &desk.kept.published);
    let facts = draft.clone().published_after(before, true);
    let words = draft.clone().published_after(before, false);
    let facts = facts.material_after(before);
    let asked = |service: &&plausch_core::registry::Service| Asked {
        name: service.name.clone(),
        why: match before.service(&service.id) {
            Some(_) => page.t.say("asked-facts"),
            None => page.t.say("asked-new"),
        }
        .into_owned(),
    };
    let words = words.material_after(before).into_iter();
    let only_words = words.filter(|service| !facts.iter().any(|known| known.id == service.id));
    Ok(PublicationPage {
        differences: differences(page.t, before, draft),
        missing: overview::missing(&page, &desk),
        unread: (draft.services.iter())
            .filter(|service| !catalogue::unread(service).is_empty())
            .map(|service| service.name.clone())
            .collect(),
        asked_for_words: only_words.map(|service| service.name.clone()).collect(),
        asked: facts.iter().map(asked).collect(),
        seen: registry::name_of(draft)?,
        published: desk.kept.published_at.map(|at| Moment::new(at, page.t.lang)),
        steps: Steps::at(page.t, &desk, Step::Publication),
        moved_on: None,
        page,
        desk,
    })
}
