//! A choice, and the dialog in which it was made, as it was (R-PROOF-01).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use plausch_core::consent::{self, EventId, EventKind};
use plausch_core::role::{Level, Permission};

use super::super::services::{Desk, site_id};
use super::super::snippets::language;
use super::{kind, place};
use crate::app::proof::{self, Layout, Part};
use crate::app::{App, Error};
use crate::http::page::{Failure, Moment, Page, Reader, show};

#[derive(Template)]
#[template(path = "admin/event.html")]
struct EventPage<'a> {
    page: Page<'a>,
    desk: Desk,
    id: EventId,
    facts: Vec<(String, String)>,
    at: Moment,
    valid_until: Option<Moment>,
    services: Vec<Line>,
    notice: String,
    lang: &'static str,
    sealed: Option<Sealed>,
    layout: Layout,
    parts: Vec<Part>,
}

/// A service in the choice.
struct Line {
    id: String,
    name: String,
    state: String,
    is_taken_back: bool,
}

/// Where the choice stands in the log.
struct Sealed {
    position: i64,
    block: i64,
    at: Moment,
    head: String,
}

impl EventPage<'_> {
    fn place(&self, part: &Part) -> String {
        part.at.map_or_else(String::new, |at| place(self.page.t, at))
    }

    /// Where the dialog can be opened again.
    fn trial(&self) -> String {
        self.desk.path(&format!("trial/{}?notice={}", self.lang, self.notice))
    }
}

/// `GET /admin/sites/{id}/consents/{event}`
pub(super) async fn one(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path((id, event)): Path<(String, String)>,
) -> Result<Response, Failure> {
    reader.who.may_on(Permission::Proof, Level::Read, &site_id(&id)?)?;
    let desk = Desk::of(&app, &reader, &id).await?;
    let event = EventId::parse(&event).ok_or(Error::NotFound)?;
    let kept = proof::event(&app, &reader.who, &desk.site.id, &event).await?;
    let page = Page::for_agent(&app, &reader, desk.path(&format!("consents/{event}")));
    let (t, event) = (page.t, &kept.event);
    let parts = proof::shown(&kept.notice, event)?;
    let name = |id: &str| {
        let own = super::super::numbers::name(&page, &desk, id);
        let told = parts.iter().flat_map(|part| &part.purposes).flat_map(|one| &one.services);
        told.filter(|one| one.id == id).map(|one| one.name.clone()).next().unwrap_or(own)
    };
    let line = |id: &str, state: String, is_taken_back: bool| Line {
        name: name(id),
        id: id.to_owned(),
        state,
        is_taken_back,
    };
    let is_withdrawal = event.kind == EventKind::Withdrawn;
    let granted = event.granted.iter();
    let services = granted.map(|(id, state)| line(id.as_str(), state.to_string(), is_withdrawal));
    let gone = kept.taken_back.iter().filter(|id| !event.granted.contains_key(*id));
    let services = services.chain(gone.map(|id| line(id.as_str(), String::new(), true)));
    let sealed = kept.sealed.map(|(position, sealed)| Sealed {
        position,
        block: sealed.block.number,
        at: Moment::new(sealed.block.at, t.lang),
        head: sealed.hash.to_string(),
    });
    show(&EventPage {
        facts: vec![
            (t.say("event-what").into_owned(), kind(t, event)),
            (t.say("event-where").into_owned(), place(t, event.ui)),
            (t.say("event-language").into_owned(), language(t, event.lang)),
        ],
        at: Moment::new(event.at, t.lang),
        valid_until: (!is_withdrawal).then(|| Moment::new(consent::valid_until(event.at), t.lang)),
        services: services.collect(),
        notice: event.notice.to_string(),
        lang: event.lang.as_str(),
        sealed,
        layout: proof::layout(&kept.notice)?,
        id: event.id.clone(),
        parts,
        page,
        desk,
    })
}
