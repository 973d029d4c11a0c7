//! The register of breaches: the list with its clocks, one breach with what is known and its history,
//! and files. What was typed is `form`, the notifications are `notification`.

mod files;
mod form;
mod notification;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use plausch_core::id::IncidentId;
use plausch_core::incident::{Clock, Report};
use plausch_core::role::{Level, Permission};
use serde::Deserialize;

use self::form::{Section, Tick};
use super::field::TextField;
use super::services::{Typed, go};
use crate::app::incident::{self, Version};
use crate::app::{App, Error};
use crate::http::page::{Due, Failure, Moment, Page, Posted, Reader, show_as};
use crate::texts::Speaker;

/// The register's pages and files.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/admin/incidents", get(list))
        .route("/admin/incidents/new", get(blank).post(begin))
        .route("/admin/incidents/{incident}", get(one).post(change))
        .route("/admin/incidents/{incident}/counts", post(count))
        .route("/admin/incidents/{incident}/authority", get(notification::authority))
        .route("/admin/incidents/{incident}/persons", get(notification::persons))
        .route("/admin/incidents/{incident}/concerned.csv", get(files::concerned))
        .route("/admin/incidents.csv", get(files::csv))
        .route("/admin/incidents.json", get(files::json))
}

/// What the menu says while something is due: of several, the most pressing.
pub(in crate::http) fn due(app: &App, reader: &Reader, t: Speaker<'_>) -> Option<Due> {
    let reach = &reader.who.reach;
    if reach.sites.is_some() || !reach.rights.may(Permission::Incidents, Level::Read) {
        return None;
    }
    let open = app.directory.open_incidents();
    let first = open.iter().flatten().min().map(|due_at| Clock::at(*due_at, app.now()));
    match first {
        _ if open.is_empty() => None,
        None => Some(Due { text: t.say("incident-at-once").into_owned(), is_late: false }),
        Some(clock) => Some(Due { text: words::short(t, clock), is_late: clock.is_late() }),
    }
}

#[derive(Template)]
#[template(path = "admin/incidents.html")]
struct RegisterPage<'a> {
    page: Page<'a>,
    lines: Vec<Line>,
}

/// A breach in the list.
struct Line {
    id: IncidentId,
    title: String,
    noticed: Moment,
    risk: String,
    state: Standing,
}

/// What has to be done, in words; `class` is open, late or settled.
struct Standing {
    class: &'static str,
    said: Vec<String>,
}

/// `GET /admin/incidents`
async fn list(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Failure> {
    let incidents = incident::list(&app, &reader.who).await?;
    let page = Page::for_agent(&app, &reader, "/admin/incidents");
    let lines = incidents.into_iter().map(|version| {
        let unreadable = || page.t.say("incident-unreadable").into_owned();
        let report = version.report.as_ref();
        Line {
            id: version.incident.clone(),
            title: report.map_or_else(unreadable, |report| report.title.clone()),
            noticed: Moment::new(report.map_or(version.at, |one| one.noticed_at), page.t.lang),
            risk: words::risk(page.t, report.and_then(|report| report.risk)),
            state: state(&app, page.t, report),
        }
    });
    let lines = lines.collect();
    show_as(StatusCode::OK, &RegisterPage { page, lines })
}

fn state(app: &App, t: Speaker<'_>, report: Option<&Report>) -> Standing {
    let Some(report) = report else { return Standing { class: "open", said: Vec::new() } };
    let duties = report.duties();
    let said = duties.iter().map(|duty| words::duty(t, *duty, report, app.now())).collect();
    let is_late = report.authority_due().is_some() && report.is_late(app.now());
    let class = match (duties.is_empty(), is_late) {
        (true, _) => "settled",
        (_, true) => "late",
        _ => "open",
    };
    Standing { class, said }
}

#[derive(Template)]
#[template(path = "admin/incident.html")]
struct IncidentPage<'a> {
    page: Page<'a>,
    /// `None`: it isn't written down yet.
    id: Option<IncidentId>,
    title: String,
    /// The version that the form was made from.
    number: i64,
    state: Standing,
    due: Moment,
    sections: Vec<Section>,
    /// How it went: a sentence's id, and its class.
    news: Option<(&'static str, &'static str)>,
    scope: Vec<TextField>,
    scope_sites: Vec<Tick>,
    scope_data: Vec<Tick>,
    counted: Option<Counted>,
    /// May they take along whom it concerns?
    may_export: bool,
    history: Vec<Change>,
}

impl IncidentPage<'_> {
    /// What is wrong with what was typed.
    fn summary(&self) -> Vec<(String, String)> {
        let fields = self.sections.iter().flat_map(|section| &section.fields);
        fields.filter_map(TextField::wrong).collect()
    }
}

struct Counted {
    said: String,
    hour: Moment,
}

/// A version in the history.
struct Change {
    number: i64,
    at: Moment,
    by: String,
    fields: Vec<String>,
}

/// A page for what was typed, or for what is known.
fn page<'a>(
    app: &'a App,
    reader: &'a Reader,
    versions: &[Version],
    typed: &Typed,
    problems: &BTreeMap<&'static str, &'static str>,
) -> IncidentPage<'a> {
    let newest = versions.first();
    let id = newest.map(|version| version.incident.clone());
    let here = match &id {
        Some(id) => format!("/admin/incidents/{id}"),
        None => "/admin/incidents/new".to_owned(),
    };
    let page = Page::for_agent(app, reader, here);
    let t = page.t;
    let known = newest.and_then(|version| version.report.clone());
    let title = known.as_ref().map(|report| report.title.clone());
    let counted =
        known.as_ref().and_then(|report| report.counts.as_ref().zip(report.scope.as_ref()));
    let counted = counted.map(|(counts, scope)| Counted {
        said: words::counted(t, counts, scope),
        hour: Moment::new(incident::hour(counts), t.lang),
    });
    let report = known.unwrap_or_else(|| Report::new(app.now()));
    let (scope, scope_sites, scope_data) = form::scope(app, t, &report);
    IncidentPage {
        title: title.unwrap_or_else(|| t.say("incident-new").into_owned()),
        number: newest.map_or(0, |version| version.number),
        state: state(app, t, id.as_ref().map(|_| &report)),
        due: Moment::new(report.due_at(), t.lang),
        sections: form::sections(t, typed, problems),
        news: None,
        scope,
        scope_sites,
        scope_data,
        counted,
        may_export: page.changes("incidents"),
        history: history(app, t, versions),
        id,
        page,
    }
}

fn history(app: &App, t: Speaker<'_>, versions: &[Version]) -> Vec<Change> {
    let change = |(place, version): (usize, &Version)| {
        let before = versions.get(place + 1).and_then(|older| older.report.as_ref());
        let fields = version.report.as_ref().map(|report| incident::changes(report, before));
        Change {
            number: version.number,
            at: Moment::new(version.at, t.lang),
            by: app.directory.agent_name(&version.by),
            fields: fields.unwrap_or_default().iter().map(|name| words::field(t, name)).collect(),
        }
    };
    versions.iter().enumerate().map(change).collect()
}

/// `GET /admin/incidents/new`
async fn blank(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Failure> {
    incident::may_write(&reader.who)?;
    let typed = form::typed(&Report::new(app.now()));
    let page = page(&app, &reader, &[], &typed, &BTreeMap::new());
    show_as(StatusCode::OK, &page)
}

/// `POST /admin/incidents/new`
async fn begin(
    State(app): State<Arc<App>>,
    Posted { reader, form }: Posted<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    incident::may_write(&reader.who)?;
    let typed = Typed::new(form);
    let (report, problems) = form::read(&typed, app.now());
    if problems.is_empty() {
        let id = incident::begin(&app, &reader.who, report).await?;
        return Ok(go(&format!("/admin/incidents/{id}?saved=true")));
    }
    let page = page(&app, &reader, &[], &typed, &problems);
    show_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    saved: bool,
}

fn incident_id(text: &str) -> Result<IncidentId, Failure> {
    IncidentId::parse(text).map_err(|_| Failure::App(Error::NotFound))
}

/// `GET /admin/incidents/{incident}`
async fn one(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(id): Path<String>,
    Query(Done { saved }): Query<Done>,
) -> Result<Response, Failure> {
    let versions = incident::versions(&app, &reader.who, &incident_id(&id)?).await?;
    let report = versions.first().and_then(|version| version.report.clone());
    let typed = form::typed(&report.unwrap_or_else(|| Report::new(app.now())));
    let page = page(&app, &reader, &versions, &typed, &BTreeMap::new());
    let news = saved.then_some(("incident-saved", "done"));
    show_as(StatusCode::OK, &IncidentPage { news, ..page })
}

/// `POST /admin/incidents/{incident}`: another version.
async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Posted { reader, form }: Posted<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    incident::may_write(&reader.who)?;
    let (id, typed) = (incident_id(&id)?, Typed::new(form));
    let versions = incident::versions(&app, &reader.who, &id).await?;
    let (report, problems) = form::read(&typed, app.now());
    let mut is_overtaken = false;
    if problems.is_empty() {
        let seen: i64 = typed.text("number").parse().unwrap_or(0);
        match incident::write(&app, &reader.who, &id, seen + 1, report).await {
            Ok(()) => return Ok(go(&format!("/admin/incidents/{id}?saved=true"))),
            Err(Error::Conflict) => is_overtaken = true,
            Err(error) => return Err(error.into()),
        }
    }
    let page = page(&app, &reader, &versions, &typed, &problems);
    if is_overtaken {
        let news = Some(("incident-overtaken", "alert"));
        return show_as(StatusCode::CONFLICT, &IncidentPage { news, ..page });
    }
    show_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// `POST /admin/incidents/{incident}/counts`: counts whom it concerns, now.
async fn count(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Posted { reader, form }: Posted<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    incident::may_write(&reader.who)?;
    let (id, typed) = (incident_id(&id)?, Typed::new(form));
    let scope = form::read_scope(&typed)?;
    let seen: i64 = typed.text("number").parse().unwrap_or(0);
    incident::count(&app, &reader.who, &id, seen + 1, scope).await?;
    Ok(go(&format!("/admin/incidents/{id}?saved=true#concerned")))
}
