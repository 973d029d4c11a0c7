//! What the authority, the controller or the people concerned are told, filled from the report, with
//! what is missing named (Art. 33(3), 34(2) GDPR). A page to print, and to copy from.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use plausch_core::Timestamp;
use plausch_core::id::IncidentId;
use plausch_core::incident::{Missing, Report};
use plausch_core::site::Lang;
use serde::Deserialize;

use super::{incident_id, words};
use crate::app::{App, Error, incident};
use crate::http::page::{Failure, Moment, Page, Reader, show_as};
use crate::texts::Speaker;

#[derive(Template)]
#[template(path = "admin/notification.html")]
struct NotificationPage<'a> {
    page: Page<'a>,
    id: IncidentId,
    /// The language of the text, which need not be the reader's.
    lang: Lang,
    title: String,
    intro: Vec<String>,
    parts: Vec<(String, String)>,
    missing: Vec<String>,
    others: [(Lang, &'static str); 2],
    path: &'static str,
}

#[derive(Deserialize)]
pub(super) struct In {
    lang: Option<Lang>,
}

/// The report of a breach, if it can be read.
async fn report(app: &App, reader: &Reader, id: &IncidentId) -> Result<Report, Failure> {
    let versions = incident::versions(app, &reader.who, id).await?;
    let newest = versions.into_iter().next().and_then(|version| version.report);
    newest.ok_or(Failure::App(Error::Conflict))
}

fn moment(t: Speaker<'_>, at: Timestamp) -> String {
    Moment::new(at, t.lang).text
}

/// Names and addresses of those who are responsible for the sites concerned.
fn controllers(app: &App, report: &Report) -> String {
    let chosen = report.scope.as_ref().map(|scope| &scope.sites);
    let sites = app.directory.sites();
    let concerned = sites
        .iter()
        .filter(|site| chosen.is_none_or(|all| all.is_empty() || all.contains(&site.id)));
    let names: BTreeSet<_> = concerned.map(|site| site.settings.controller.as_str()).collect();
    names.into_iter().collect::<Vec<_>>().join("\n")
}

fn when(t: Speaker<'_>, report: &Report) -> String {
    let noticed = t.say_with("notify-noticed", "at", moment(t, report.noticed_at));
    let span = match (report.from, report.to) {
        (None, None) => t.say("notify-span-unknown").into_owned(),
        (Some(from), None) => t.say_with("notify-span-from", "from", moment(t, from)),
        (None, Some(to)) => t.say_with("notify-span-to", "to", moment(t, to)),
        (Some(from), Some(to)) => t.say_with_all(
            "notify-span",
            [("from", moment(t, from).into()), ("to", moment(t, to).into())],
        ),
    };
    format!("{span}\n{noticed}")
}

fn data(t: Speaker<'_>, report: &Report) -> String {
    let kinds = report.scope.iter().flat_map(|scope| &scope.data);
    kinds.map(|one| words::data(t, *one)).collect::<Vec<_>>().join(", ")
}

/// `GET /admin/incidents/{incident}/authority`
pub(super) async fn authority(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(id): Path<String>,
    Query(said): Query<In>,
) -> Result<Response, Failure> {
    let id = incident_id(&id)?;
    let report = report(&app, &reader, &id).await?;
    let t = app.texts.speaker(said.lang.unwrap_or(reader.lang));
    let natures: Vec<_> = report.natures.iter().map(|one| words::nature(t, *one)).collect();
    let counted = report.counts.as_ref().zip(report.scope.as_ref()).map(|(counts, scope)| {
        let hour = t.say_with("notify-counted", "hour", moment(t, incident::hour(counts)));
        format!("{}\n{}\n{hour}", data(t, &report), words::counted(t, counts, scope))
    });
    let mut parts = vec![
        ("notify-controller", controllers(&app, &report)),
        ("notify-when", when(t, &report)),
        ("notify-nature", [natures.join(", "), report.what.clone()].join("\n").trim().to_owned()),
        ("notify-data", counted.unwrap_or_default()),
        ("notify-contact", report.contact.clone()),
        ("notify-consequences", report.consequences.clone()),
        ("notify-measures", report.measures.clone()),
    ];
    if report.risk.is_some() {
        let risk = words::risk(t, report.risk);
        parts.push(("notify-risk", format!("{risk}\n{}", report.risk_reason)));
    }
    if report.is_late(app.now()) && !report.is_processor {
        parts.push(("notify-late", report.authority.reason.clone()));
    }
    let (title, intro) = if report.is_processor {
        ("notify-title-processor", &["notify-intro-processor"])
    } else {
        ("notify-title-authority", &["notify-intro-authority"])
    };
    let mut missing = report.missing_for_authority(app.now());
    if report.is_processor {
        missing.retain(|one| *one != Missing::LateReason);
    }
    show(&app, &reader, Told { id, t, title, intro, parts, missing, path: "authority" })
}

/// `GET /admin/incidents/{incident}/persons`
pub(super) async fn persons(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(id): Path<String>,
    Query(said): Query<In>,
) -> Result<Response, Failure> {
    let id = incident_id(&id)?;
    let report = report(&app, &reader, &id).await?;
    let t = app.texts.speaker(said.lang.unwrap_or(reader.lang));
    let parts = vec![
        ("notify-persons-what", format!("{}\n{}", when(t, &report), report.what).trim().to_owned()),
        ("notify-persons-data", data(t, &report)),
        ("notify-persons-consequences", report.consequences.clone()),
        ("notify-persons-measures", report.measures.clone()),
        ("notify-persons-contact", report.contact.clone()),
        ("notify-controller", controllers(&app, &report)),
    ];
    let missing = report.missing_for_persons();
    let (title, intro) =
        ("notify-title-persons", &["notify-intro-persons", "notify-rights-persons"][..]);
    show(&app, &reader, Told { id, t, title, intro, parts, missing, path: "persons" })
}

/// A notification by the ids of its texts.
struct Told<'t> {
    id: IncidentId,
    t: Speaker<'t>,
    title: &'static str,
    intro: &'static [&'static str],
    parts: Vec<(&'static str, String)>,
    missing: Vec<Missing>,
    path: &'static str,
}

fn show(app: &App, reader: &Reader, told: Told<'_>) -> Result<Response, Failure> {
    let Told { id, t, title, intro, parts, missing, path } = told;
    let page = Page::for_agent(app, reader, format!("/admin/incidents/{id}/{path}"));
    let missing = missing.into_iter().map(|one| words::missing(page.t, one)).collect();
    let part = |(name, text): (&str, String)| (t.say(name).into_owned(), text);
    let notification = NotificationPage {
        id,
        lang: t.lang,
        title: t.say(title).into_owned(),
        intro: intro.iter().map(|id| t.say(id).into_owned()).collect(),
        parts: parts.into_iter().map(part).collect(),
        missing,
        others: [(Lang::De, "Deutsch"), (Lang::En, "English")],
        path,
        page,
    };
    show_as(StatusCode::OK, &notification)
}
