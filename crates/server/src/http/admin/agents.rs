//! The team: who may sign in, and as what. No page counts or times anybody's work (R-EMP-01).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use plausch_core::agent::{Deed, Role};
use plausch_core::id::AgentId;
use serde::Deserialize;

use crate::app::agent::{self, Listed};
use crate::app::{App, Error};
use crate::http::page::{Failure, Page, Posted, Reader, show_as};

#[derive(Template)]
#[template(path = "admin/agents.html")]
struct AgentsPage<'a> {
    page: Page<'a>,
    rows: Vec<Row>,
    /// A one-time link, shown once.
    link: Option<String>,
    problem: Option<String>,
    name: String,
    mail: String,
}

struct Row {
    id: AgentId,
    name: String,
    mail: String,
    is_me: bool,
    is_enabled: bool,
    state: &'static str,
    state_name: String,
    roles: [RoleOption; 2],
}

struct RoleOption {
    value: &'static str,
    label: String,
    is_chosen: bool,
}

/// What the page says beside the list.
#[derive(Default)]
struct Said {
    link: Option<String>,
    problem: Option<String>,
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
    let rows = agents.iter().map(|listed| row(&page, reader, listed)).collect();
    let Said { link, problem, name, mail } = said;
    show_as(status, &AgentsPage { page, rows, link, problem, name, mail })
}

fn row(page: &Page<'_>, reader: &Reader, Listed { agent, is_taken_up }: &Listed) -> Row {
    let t = page.t;
    let (state, state_name) = match (agent.is_enabled, is_taken_up) {
        (false, _) => ("closed", t.say("agent-off")),
        (true, false) => ("waiting", t.say("agent-invited")),
        (true, true) => ("open", t.say("agent-active")),
    };
    let role = |role: Role, label: String| RoleOption {
        value: role.as_str(),
        label,
        is_chosen: agent.role == role,
    };
    Row {
        id: agent.id.clone(),
        name: agent.name.reveal().clone(),
        mail: agent.mail.reveal().clone(),
        is_me: agent.id == reader.who.agent.id,
        is_enabled: agent.is_enabled,
        state,
        state_name: state_name.into_owned(),
        roles: [
            role(Role::Agent, t.say("role-agent").into_owned()),
            role(Role::Administrator, t.say("role-administrator").into_owned()),
        ],
    }
}

/// `GET /admin/agents`
pub(super) async fn list(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Failure> {
    reader.who.may(Deed::ManageAgents)?;
    page(&app, &reader, StatusCode::OK, Said::default()).await
}

#[derive(Deserialize)]
pub(super) struct Invitation {
    name: String,
    mail: String,
    role: String,
}

/// `POST /admin/agents`: the answer is the page with the link; sent again, the address is taken.
pub(super) async fn invite(
    State(app): State<Arc<App>>,
    Posted { reader, form }: Posted<Invitation>,
) -> Result<Response, Failure> {
    let role = Role::parse(&form.role).ok_or(Error::Invalid("role"))?;
    let t = app.texts.speaker(reader.lang);
    let (status, problem) = match agent::invite(&app, &reader.who, &form.name, &form.mail, role)
        .await
    {
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
    page(&app, &reader, status, Said { link: None, problem, name: form.name, mail: form.mail })
        .await
}

fn agent_id(text: &str) -> Result<AgentId, Failure> {
    AgentId::parse(text).map_err(|_| Failure::App(Error::NotFound))
}

#[derive(Deserialize)]
pub(super) struct Change {
    role: String,
    enabled: bool,
}

/// `POST /admin/agents/{id}`
pub(super) async fn change(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, form }: Posted<Change>,
) -> Result<Response, Failure> {
    let role = Role::parse(&form.role).ok_or(Error::Invalid("role"))?;
    match agent::change(&app, &reader.who, &agent_id(&of)?, role, form.enabled).await {
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
