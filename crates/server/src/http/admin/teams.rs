//! Teams: who shares what waits on which sites.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use plausch_core::agent::Team;
use plausch_core::id::{AgentId, SiteId, TeamId};
use serde::Deserialize;

use super::services::{Typed, go};
use crate::app::role::MAX_NAME;
use crate::app::{App, Error, team};
use crate::http::page::{Failure, Page, Posted, Reader, show_as};

#[derive(Template)]
#[template(path = "admin/teams.html")]
struct TeamsPage<'a> {
    page: Page<'a>,
    teams: Vec<Row>,
    blank: Row,
    may_change: bool,
    problem: Option<String>,
}

struct Row {
    /// Empty for a new one.
    id: String,
    name: String,
    members: Vec<Choice>,
    sites: Vec<Choice>,
}

struct Choice {
    name: String,
    label: String,
    is_chosen: bool,
}

impl Row {
    /// What is chosen, in words.
    fn summary(choices: &[Choice]) -> String {
        let chosen = choices.iter().filter(|one| one.is_chosen);
        chosen.map(|one| one.label.as_str()).collect::<Vec<_>>().join(", ")
    }

    fn members_named(&self) -> String {
        Self::summary(&self.members)
    }

    fn sites_named(&self) -> String {
        Self::summary(&self.sites)
    }
}

fn row(app: &App, team: Option<&Team>) -> Row {
    let member = |id: &AgentId| team.is_some_and(|team| team.members.contains(id));
    let has = |id: &SiteId| team.is_some_and(|team| team.sites.contains(id));
    let agents = app.directory.agents();
    let agents = agents.iter().filter(|agent| agent.is_enabled || member(&agent.id));
    Row {
        id: team.map_or_else(String::new, |team| team.id.to_string()),
        name: team.map_or_else(String::new, |team| team.name.clone()),
        members: agents
            .map(|agent| Choice {
                name: format!("member-{}", agent.id),
                label: agent.name.reveal().clone(),
                is_chosen: member(&agent.id),
            })
            .collect(),
        sites: (app.directory.sites().iter())
            .map(|site| Choice {
                name: format!("site-{}", site.id),
                // Two sites may be called the same.
                label: format!("{} ({})", site.settings.name, site.id),
                is_chosen: has(&site.id),
            })
            .collect(),
    }
}

fn page(
    app: &App,
    reader: &Reader,
    status: StatusCode,
    problem: Option<String>,
) -> Result<Response, Failure> {
    let page = Page::for_agent(app, reader, "/admin/agents/teams");
    let teams = team::list(app, &reader.who)?;
    let teams = teams.iter().map(|team| row(app, Some(team))).collect();
    let may_change = team::may_change(&reader.who).is_ok();
    show_as(status, &TeamsPage { page, teams, blank: row(app, None), may_change, problem })
}

/// `GET /admin/agents/teams`
pub(super) async fn list(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Failure> {
    page(&app, &reader, StatusCode::OK, None)
}

fn said(form: &Typed, id: TeamId) -> Result<Team, Failure> {
    let members = form.ticked("member-").map(AgentId::parse).collect::<Result<_, _>>();
    let sites = form.ticked("site-").map(SiteId::parse).collect::<Result<_, _>>();
    let wrong = |_| Error::Invalid("team");
    let name = form.text("name").to_owned();
    Ok(Team { id, name, members: members.map_err(wrong)?, sites: sites.map_err(wrong)? })
}

fn answer(app: &App, reader: &Reader, done: Result<(), Error>) -> Result<Response, Failure> {
    match done {
        Ok(()) => Ok(go("/admin/agents/teams")),
        Err(Error::Invalid("name")) => {
            let t = app.texts.speaker(reader.lang);
            let problem = t.say_with("problem-role-name", "most", MAX_NAME.to_string());
            page(app, reader, StatusCode::UNPROCESSABLE_ENTITY, Some(problem))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /admin/agents/teams`
pub(super) async fn create(
    State(app): State<Arc<App>>,
    Posted { reader, form }: Posted<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    team::may_change(&reader.who)?;
    let team = said(&Typed::new(form), TeamId::new(app.now(), app.random()))?;
    let done = team::create(&app, &reader.who, team).await;
    answer(&app, &reader, done)
}

fn team_id(text: &str) -> Result<TeamId, Failure> {
    TeamId::parse(text).map_err(|_| Failure::App(Error::NotFound))
}

/// `POST /admin/agents/teams/{team}`
pub(super) async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Posted { reader, form }: Posted<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    team::may_change(&reader.who)?;
    let team = said(&Typed::new(form), team_id(&id)?)?;
    let done = team::change(&app, &reader.who, team).await;
    answer(&app, &reader, done)
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// `POST /admin/agents/teams/{team}/removal`
pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Posted { reader, .. }: Posted<Nothing>,
) -> Result<Response, Failure> {
    team::may_change(&reader.who)?;
    team::delete(&app, &reader.who, &team_id(&id)?).await?;
    Ok(go("/admin/agents/teams"))
}
