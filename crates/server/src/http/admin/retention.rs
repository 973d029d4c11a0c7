//! How long a site keeps what, on one page: the rules, what will go by them, and what went; beside it
//! the archive for what the law wants kept.

mod archive;
mod log;
mod rules;

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use plausch_core::Timestamp;
use plausch_core::id::{EntryId, SiteId};
use plausch_core::role::{Level, Permission};
use plausch_core::site::Site;
use serde::Deserialize;

pub(in crate::http) use self::archive::{class_name, last_day};
use self::log::{LogLine, log_line};
use self::rules::{AheadLine, RuleCard, Typed, ahead_lines, rule_card, sign_ins};
use super::field::TextField;
use super::material::Material;
use super::services::{go, site_id};
use crate::app::App;
use crate::app::retention::{self, Part};
use crate::http::device::{self, KeyLine};
use crate::http::page::{Failure, Page, Posted, Reader, show_as};

/// The page, its file, and what is done on it.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/admin/sites/{id}/retention", get(show).post(change))
        .route("/admin/sites/{id}/retention.csv", get(log::file))
        .route("/admin/sites/{id}/archive", get(archive::list))
        .route("/admin/sites/{id}/archive/{conversation}", get(archive::ask).post(archive::open))
        .route("/admin/sites/{id}/archive/{conversation}/release", post(archive::release))
}

#[derive(Template)]
#[template(path = "admin/retention.html")]
struct RetentionPage<'a> {
    page: Page<'a>,
    site: Arc<Site>,
    rules: Vec<RuleCard>,
    /// What of the archive will go.
    archive_ahead: Vec<AheadLine>,
    log: Vec<LogLine>,
    more_log: Option<String>,
    is_saved: bool,
    has_problems: bool,
    /// What visitors would have to be told; nothing is saved yet.
    material: Option<Material>,
    /// What lies in visitors' browsers, and in the team's.
    keys_of_visitors: Vec<KeyLine>,
    keys_of_agents: Vec<KeyLine>,
}

impl RetentionPage<'_> {
    /// The fields that can't stay as they are, and why.
    fn summary(&self) -> Vec<(String, String)> {
        let of_rule = |rule: &RuleCard| {
            let of_field = |field: &TextField| {
                let problem = field.problem.as_ref()?;
                Some((field.name.clone(), format!("{}: {problem}", rule.name)))
            };
            rule.fields.iter().filter_map(of_field).collect::<Vec<_>>()
        };
        self.rules.iter().flat_map(of_rule).collect()
    }
}

#[derive(Deserialize)]
struct Where {
    #[serde(default)]
    saved: bool,
    /// The last entry of the log's page before: its time and id.
    log: Option<String>,
}

/// `GET /admin/sites/{id}/retention`
async fn show(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(id): Path<String>,
    Query(place): Query<Where>,
) -> Result<Response, Failure> {
    let id = site_id(&id)?;
    let (_, rules) = retention::rules(&app, &reader.who, &id).await?;
    let page = page(&app, &reader, &id, &place, &Typed::of(&rules)).await?;
    show_as(StatusCode::OK, &RetentionPage { is_saved: place.saved, ..page })
}

/// `POST /admin/sites/{id}/retention`: other rules from now on; days that visitors rely on once it was shown
/// what they will be told.
async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Posted { reader, form }: Posted<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let id = site_id(&id)?;
    reader.who.may_on(Permission::Retention, Level::Write, &id)?;
    let typed = Typed(form);
    let rules = typed.rules();
    let has_problems = !retention::problems(&rules).is_empty();
    let mut material = None;
    if !has_problems {
        let site = app.directory.site(&id)?;
        let settings = retention::with_rules(&site, &rules);
        material = Material::unseen(&app, &reader, &site, &settings, typed.confirmed()).await?;
        if material.is_none() {
            retention::change(&app, &reader.who, &id, &rules).await?;
            return Ok(go(&format!("/admin/sites/{id}/retention?saved=true")));
        }
    }
    let place = Where { saved: false, log: None };
    let page = page(&app, &reader, &id, &place, &typed).await?;
    let status = if has_problems { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    show_as(status, &RetentionPage { has_problems, material, ..page })
}

async fn page<'a>(
    app: &'a App,
    reader: &'a Reader,
    id: &SiteId,
    place: &Where,
    typed: &Typed,
) -> Result<RetentionPage<'a>, Failure> {
    let who = &reader.who;
    let site = app.directory.site(id)?;
    let page = Page::for_agent(app, reader, format!("/admin/sites/{id}/retention"));
    let mut ahead = retention::ahead(app, who, id).await?;
    let archive_ahead = ahead.pop().filter(|last| last.kind.is_none());
    let before = place.log.as_deref().and_then(cursor).filter(|(_, id)| EntryId::parse(id).is_ok());
    let log = retention::log(app, who, id, before).await?;
    let (t, problems) = (page.t, retention::problems(&typed.rules()));
    Ok(RetentionPage {
        rules: (ahead.iter().map(|one| rule_card(app, t, one, typed, &problems)))
            .chain([sign_ins(t)])
            .collect(),
        archive_ahead: archive_ahead.map(|one| ahead_lines(t, &one)).unwrap_or_default(),
        more_log: more("log", &log),
        log: log.rows.iter().map(|one| log_line(t, one)).collect(),
        is_saved: false,
        has_problems: false,
        material: None,
        keys_of_visitors: device::visitors(app, t, &site)?,
        keys_of_agents: device::agents(t, &site),
        page,
        site,
    })
}

/// Where a list goes on, as a query.
fn more<T>(name: &str, part: &Part<T>) -> Option<String> {
    part.next.as_ref().map(|(at, id)| format!("?{name}={}.{id}#{name}", at.millis()))
}

fn cursor(text: &str) -> Option<(Timestamp, String)> {
    let (at, id) = text.split_once('.')?;
    Some((Timestamp::from_millis(at.parse().ok()?), id.to_owned()))
}
