//! The team: who may sign in, and as what. No page counts or times anybody's work (R-EMP-01).

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use plausch_core::id::{AgentId, RoleId, SiteId};
use plausch_core::role::{BuiltIn, Level, Permission, Role};
use plausch_core::site::Site;
use serde::Deserialize;

use super::services::Typed;
use crate::app::agent::{self, Listed, Part};
use crate::app::{App, Error, second_factor};
use crate::http::page::{Failure, Page, Posted, Reader, role_name, show_as};

#[derive(Template)]
#[template(path = "admin/agents.html")]
struct AgentsPage<'a> {
    page: Page<'a>,
    rows: Vec<Row>,
    /// A one-time link, shown once.
    link: Option<String>,
    problem: Option<String>,
    done: Option<String>,
    name: String,
    mail: String,
    /// For somebody new: the role that is chosen, and the sites.
    roles: Vec<RoleOption>,
    sites: Vec<SiteOption>,
    may_have_all: bool,
}

struct Row {
    id: AgentId,
    name: String,
    mail: String,
    is_me: bool,
    is_enabled: bool,
    /// Where a second factor, if there is one, could be taken away.
    factor_reset: Option<String>,
    state: &'static str,
    state_name: String,
    role_name: String,
    roles: Vec<RoleOption>,
    /// What can be chosen; empty where there is but one site.
    sites: Vec<SiteOption>,
    has_all: bool,
    /// Where the role counts, in words.
    where_name: String,
}

struct RoleOption {
    value: RoleId,
    label: String,
    is_chosen: bool,
}

struct SiteOption {
    value: SiteId,
    label: String,
    is_chosen: bool,
}

/// What the page says beside the list.
#[derive(Default)]
struct Said {
    link: Option<String>,
    problem: Option<String>,
    done: Option<String>,
    name: String,
    mail: String,
}

async fn page(
    app: &App,
    reader: &Reader,
    status: StatusCode,
    said: Said,
) -> Result<Response, Failure> {
    let page = Page::for_agent(app, reader, "/admin/agents");
    let agents = agent::list(app, &reader.who).await?;
    let rows = agents.iter().map(|listed| row(app, &page, reader, listed)).collect();
    let Said { link, problem, done, name, mail } = said;
    let roles = roles(app, &page, &BuiltIn::Agent.id());
    let (sites, may_have_all) = (sites(app, reader, None), reader.who.reach.sites.is_none());
    let page =
        AgentsPage { page, rows, link, problem, done, name, mail, roles, sites, may_have_all };
    show_as(status, &page)
}

fn roles(app: &App, page: &Page<'_>, chosen: &RoleId) -> Vec<RoleOption> {
    let option = |role: Role| RoleOption {
        label: role_name(page.t, &role),
        is_chosen: role.id == *chosen,
        value: role.id,
    };
    app.directory.roles().into_iter().map(option).collect()
}

/// The sites that whoever reads the page could give; where there is but one, there is no choice.
fn sites(app: &App, reader: &Reader, chosen: Option<&BTreeSet<SiteId>>) -> Vec<SiteOption> {
    let all = app.directory.sites();
    let theirs = all.iter().filter(|site| reader.who.reach.has_site(&site.id));
    let option = |site: &Arc<Site>| SiteOption {
        value: site.id.clone(),
        label: site.settings.name.clone(),
        is_chosen: chosen.is_some_and(|chosen| chosen.contains(&site.id)),
    };
    if all.len() > 1 { theirs.map(option).collect() } else { Vec::new() }
}

fn row(app: &App, page: &Page<'_>, reader: &Reader, listed: &Listed) -> Row {
    let (t, Listed { agent, is_taken_up, has_second_factor }) = (page.t, listed);
    let is_me = agent.id == reader.who.agent.id;
    let (state, state_name) = match (agent.is_enabled, is_taken_up) {
        (false, _) => ("closed", t.say("agent-off")),
        (true, false) => ("waiting", t.say("agent-invited")),
        (true, true) => ("open", t.say("agent-active")),
    };
    let role = app.directory.role(&agent.role);
    let where_name = match &agent.sites {
        None => t.say("sites-all").into_owned(),
        Some(sites) if sites.is_empty() => t.say("sites-none").into_owned(),
        Some(sites) => {
            let name = |id: &SiteId| {
                let site = app.directory.site(id);
                site.map_or_else(|_| id.to_string(), |site| site.settings.name.clone())
            };
            sites.iter().map(name).collect::<Vec<_>>().join(", ")
        }
    };
    Row {
        id: agent.id.clone(),
        name: agent.name.reveal().clone(),
        mail: agent.mail.reveal().clone(),
        is_me,
        is_enabled: agent.is_enabled,
        factor_reset: (*has_second_factor && !is_me)
            .then(|| format!("/admin/agents/{}/second-factor", agent.id)),
        state,
        state_name: state_name.into_owned(),
        role_name: role.map_or_else(|| agent.role.to_string(), |role| role_name(t, &role)),
        roles: roles(app, page, &agent.role),
        sites: sites(app, reader, agent.sites.as_ref()),
        has_all: agent.sites.is_none(),
        where_name,
    }
}

/// `GET /admin/agents`
pub(super) async fn list(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Failure> {
    reader.who.may(Permission::Team, Level::Read)?;
    page(&app, &reader, StatusCode::OK, Said::default()).await
}

/// The role and the sites that a form says. One that says nothing of sites leaves them as they were.
fn part(form: &Typed, before: Option<&BTreeSet<SiteId>>) -> Result<Part, Failure> {
    let role = RoleId::parse(form.text("role")).map_err(|_| Error::Invalid("role"))?;
    let sites = match form.text("where") {
        "some" => {
            let sites = form.ticked("on-").map(SiteId::parse);
            Some(sites.collect::<Result<_, _>>().map_err(|_| Error::Invalid("sites"))?)
        }
        "all" => None,
        _ => before.cloned(),
    };
    Ok(Part { role, sites })
}

/// `POST /admin/agents`: the answer is the page with the link; sent again, the address is taken.
pub(super) async fn invite(
    State(app): State<Arc<App>>,
    Posted { reader, form }: Posted<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    reader.who.may(Permission::Team, Level::Write)?;
    let form = Typed::new(form);
    let (name, mail) = (form.text("name").to_owned(), form.text("mail").to_owned());
    let part = part(&form, reader.who.reach.sites.as_ref())?;
    let t = app.texts.speaker(reader.lang);
    let (status, problem) = match agent::invite(&app, &reader.who, &name, &mail, part).await {
        Ok(link) => {
            let said = Said { link: Some(link), ..Said::default() };
            return page(&app, &reader, StatusCode::OK, said).await;
        }
        Err(Error::Conflict) => (StatusCode::CONFLICT, t.say("problem-taken-mail")),
        Err(Error::Invalid("mail")) => (StatusCode::UNPROCESSABLE_ENTITY, t.say("problem-mail")),
        Err(Error::Invalid("name")) => {
            (StatusCode::UNPROCESSABLE_ENTITY, t.say("problem-agent-name"))
        }
        Err(error) => return Err(error.into()),
    };
    let problem = Some(problem.into_owned());
    page(&app, &reader, status, Said { problem, name, mail, ..Said::default() }).await
}

fn agent_id(text: &str) -> Result<AgentId, Failure> {
    AgentId::parse(text).map_err(|_| Failure::App(Error::NotFound))
}

/// `POST /admin/agents/{id}`
pub(super) async fn change(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, form }: Posted<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    reader.who.may(Permission::Team, Level::Write)?;
    let (form, id) = (Typed::new(form), agent_id(&of)?);
    let before = app.directory.agent(&id).ok_or(Error::NotFound)?;
    let part = part(&form, before.sites.as_ref())?;
    let is_enabled = match form.text("enabled") {
        "" => before.is_enabled,
        word => word == "true",
    };
    match agent::change(&app, &reader.who, &id, part, is_enabled).await {
        Ok(()) => Ok(Redirect::to("/admin/agents").into_response()),
        Err(Error::Conflict) => {
            let problem = app.texts.speaker(reader.lang).say("problem-last").into_owned();
            let said = Said { problem: Some(problem), ..Said::default() };
            page(&app, &reader, StatusCode::CONFLICT, said).await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// `POST /admin/agents/{id}/link`
pub(super) async fn invite_again(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, .. }: Posted<Nothing>,
) -> Result<Response, Failure> {
    let link = agent::invite_again(&app, &reader.who, &agent_id(&of)?).await?;
    page(&app, &reader, StatusCode::OK, Said { link: Some(link), ..Said::default() }).await
}

/// `POST /admin/agents/{id}/second-factor`
pub(super) async fn reset_second_factor(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, .. }: Posted<Nothing>,
) -> Result<Response, Failure> {
    let id = agent_id(&of)?;
    second_factor::reset(&app, &reader.who, &id).await?;
    let name = app.directory.agent_name(&id);
    let done = app.texts.speaker(reader.lang).say_with("second-factor-reset-done", "name", name);
    page(&app, &reader, StatusCode::OK, Said { done: Some(done), ..Said::default() }).await
}
