//! Finding a choice: by the name of the event or the number of its record, among the newest, or in a
//! file of all of them.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use plausch_core::consent::{Event, EventId};
use plausch_core::id::ConsentId;
use plausch_core::role::{Level, Permission};
use serde::Deserialize;

use super::super::services::{Desk, go, site_id};
use super::{kind, place};
use crate::app::{App, Error, proof};
use crate::http::page::{Failure, Moment, Page, Reader, show};

/// So many of the newest are shown.
const NEWEST: i64 = 20;

#[derive(Template)]
#[template(path = "admin/consents.html")]
struct ConsentsPage<'a> {
    page: Page<'a>,
    desk: Desk,
    query: String,
    /// What was asked for is no name of an event and no number of a record.
    is_no_name: bool,
    lines: Vec<Line>,
}

/// A choice in the list.
struct Line {
    id: String,
    at: Moment,
    what: String,
    services: String,
    place: String,
}

#[derive(Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
}

/// `GET /admin/sites/{id}/consents`
pub(super) async fn search(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(id): Path<String>,
    Query(Search { q }): Query<Search>,
) -> Result<Response, Failure> {
    reader.who.may_on(Permission::Proof, Level::Read, &site_id(&id)?)?;
    let desk = Desk::of(&app, &reader, &id).await?;
    let (query, site) = (q.trim().to_owned(), desk.site.id.clone());
    let record = ConsentId::parse(&query);
    let (mut is_no_name, mut events) = (false, Vec::new());
    if query.is_empty() {
        events = proof::newest(&app, &reader.who, &site, NEWEST).await?;
    } else if let Some(event) = EventId::parse(&query) {
        match proof::event(&app, &reader.who, &site, &event).await {
            Ok(_) => return Ok(go(&desk.path(&format!("consents/{event}")))),
            Err(Error::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    } else if let Ok(record) = record {
        events = proof::record(&app, &reader.who, &site, &record).await?;
    } else {
        is_no_name = true;
    }
    let page = Page::for_agent(&app, &reader, desk.path("consents"));
    let line = |event: &Event| {
        let name = |id: &plausch_core::id::ServiceId| {
            super::super::numbers::name(&page, &desk, id.as_str())
        };
        Line {
            id: event.id.to_string(),
            at: Moment::new(event.at, page.t.lang),
            what: kind(page.t, event),
            services: event.granted.keys().map(name).collect::<Vec<_>>().join(", "),
            place: place(page.t, event.ui),
        }
    };
    let lines = events.iter().map(line).collect();
    show(&ConsentsPage { page, desk, query, is_no_name, lines })
}
