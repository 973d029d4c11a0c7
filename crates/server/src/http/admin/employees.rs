//! Figures about work and what protects the team from them (R-EMP-01): team figures, the lock on those
//! of single agents, and the sheet for a works council.

pub(in crate::http) mod sheet;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use plausch_core::Timestamp;
use plausch_core::figures::{Figure, SMALLEST_GROUP, Step, Week, Withheld};
use plausch_core::site::Lang;
use plausch_core::time::DAY;
use serde::Deserialize;
use serde_json::json;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use super::field::TextField;
use super::services::{Typed, go};
use crate::app::figures::{self, Ground, Reference, TeamFigures, Unlocking};
use crate::app::{App, Error};
use crate::http::page::{Failure, Moment, Page, Posted, Reader, show_as};
use crate::http::problem::Problem;
use crate::texts::Speaker;

const GERMAN: &[BorrowedFormatItem<'_>] = format_description!("[day].[month].[year]");
const ENGLISH: &[BorrowedFormatItem<'_>] =
    format_description!("[day padding:none] [month repr:short] [year]");

/// The pages, a file, and the lock.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/admin/employees", get(show))
        .route("/admin/employees/sheet", get(sheet::show))
        .route("/admin/employees/agents", get(of_agents))
        .route("/admin/employees/agents.json", get(of_agents_as_json))
        .route("/admin/employees/unlocking", post(unlock))
        .route("/admin/employees/locking", post(lock))
}

#[derive(Template)]
#[template(path = "admin/employees.html")]
struct EmployeesPage<'a> {
    page: Page<'a>,
    teams: Vec<TeamCard>,
    unlocked: Option<Lock>,
    earlier: Vec<Lock>,
    may_unlock: bool,
    fields: Vec<TextField>,
    is_saved: bool,
    has_problems: bool,
}

struct TeamCard {
    name: String,
    /// Why nothing is told.
    withheld: Option<String>,
    weeks: Vec<WeekLine>,
}

struct WeekLine {
    week: String,
    /// Why nothing is told of this week.
    withheld: Option<String>,
    conversations: usize,
    first_answer: String,
}

/// By which right figures of single agents are on, or were.
struct Lock {
    ground: String,
    reference: String,
    reason: String,
    by: String,
    at: Moment,
    ended: Option<(String, Moment)>,
}

/// A week as people say it: from Monday to Sunday.
pub(super) fn week(t: Speaker<'_>, week: Week) -> String {
    let form = match t.lang {
        Lang::De => GERMAN,
        Lang::En => ENGLISH,
    };
    let day = |at: Timestamp| at.to_utc().format(form).unwrap_or_default();
    let (first, last) = (week.start(), week.start().plus(6 * DAY));
    t.say_with_all("figures-week", [("first", day(first).into()), ("last", day(last).into())])
}

fn withheld(t: Speaker<'_>, why: Withheld) -> String {
    let least = SMALLEST_GROUP.to_string();
    match why {
        Withheld::Small => t.say_with("figures-small", "least", least),
        Withheld::Overlaps => t.say("figures-overlaps").into_owned(),
        Withheld::Changed => t.say("figures-changed").into_owned(),
        Withheld::FewAnswered => t.say_with("figures-few", "least", least),
    }
}

fn step(t: Speaker<'_>, step: Option<Step>) -> String {
    match step {
        None => t.say("figures-step-none"),
        Some(Step::Minutes) => t.say("figures-step-minutes"),
        Some(Step::Hour) => t.say("figures-step-hour"),
        Some(Step::Hours) => t.say("figures-step-hours"),
        Some(Step::Day) => t.say("figures-step-day"),
        Some(Step::Longer) => t.say("figures-step-longer"),
    }
    .into_owned()
}

fn card(t: Speaker<'_>, figures: TeamFigures) -> TeamCard {
    let line = |(of, told): (Week, Result<Figure, Withheld>)| WeekLine {
        week: week(t, of),
        conversations: told.map_or(0, |figure| figure.conversations),
        first_answer: told.map_or_else(|_| String::new(), |figure| step(t, figure.first_answer)),
        withheld: told.err().map(|why| withheld(t, why)),
    };
    let name = figures.team.name.clone();
    match figures.weeks {
        Ok(weeks) => {
            let weeks = weeks.into_iter().map(line).collect();
            TeamCard { name, withheld: None, weeks }
        }
        Err(why) => TeamCard { name, withheld: Some(withheld(t, why)), weeks: Vec::new() },
    }
}

fn lock_of(app: &App, t: Speaker<'_>, one: Unlocking) -> Lock {
    let ground = match one.ground {
        Ground::Agreement => t.say_with("unlock-by-agreement", "day", one.agreed_on),
        Ground::NoCouncil => t.say("unlock-by-no-council").into_owned(),
    };
    let ended = one.ended.map(|(by, at)| (app.directory.agent_name(&by), Moment::new(at, t.lang)));
    Lock {
        ground,
        reference: one.reference,
        reason: one.reason,
        by: app.directory.agent_name(&one.by),
        at: Moment::new(one.at, t.lang),
        ended,
    }
}

fn fields(t: Speaker<'_>, typed: &Typed, problem: Option<&str>) -> Vec<TextField> {
    let field = |name: &'static str, label: &str| {
        let mut field = TextField::new(name, label, typed.text(name));
        let is_wrong = problem == Some(name);
        field.problem = is_wrong.then(|| t.say("unlock-problem").into_owned());
        field
    };
    let mut ground = field("ground", &t.say("unlock-ground"));
    ground.choices = vec![
        (Ground::Agreement.as_str().to_owned(), t.say("unlock-agreement").into_owned()),
        (Ground::NoCouncil.as_str().to_owned(), t.say("unlock-no-council").into_owned()),
    ];
    let mut reference = field("reference", &t.say("unlock-reference"));
    reference.help = Some(t.say("unlock-reference-help").into_owned());
    let mut agreed_on = field("agreed_on", &t.say("unlock-agreed-on"));
    agreed_on.kind = "date";
    agreed_on.help = Some(t.say("unlock-agreed-on-help").into_owned());
    let mut reason = field("reason", &t.say("unlock-reason"));
    reason.is_long = true;
    vec![ground, reference, agreed_on, reason]
}

async fn page<'a>(
    app: &'a App,
    reader: &'a Reader,
    typed: &Typed,
    problem: Option<&str>,
) -> Result<EmployeesPage<'a>, Failure> {
    let teams = figures::of_teams(app, &reader.who).await?;
    let unlockings = figures::unlockings(app, &reader.who).await?;
    let page = Page::for_agent(app, reader, "/admin/employees");
    let t = page.t;
    let locks = unlockings.into_iter().map(|one| lock_of(app, t, one));
    let (now, earlier): (Vec<_>, Vec<_>) = locks.partition(|one| one.ended.is_none());
    Ok(EmployeesPage {
        teams: teams.into_iter().map(|team| card(t, team)).collect(),
        unlocked: now.into_iter().next(),
        earlier,
        may_unlock: figures::may_unlock(&reader.who).is_ok(),
        fields: fields(t, typed, problem),
        is_saved: false,
        has_problems: problem.is_some(),
        page,
    })
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    saved: bool,
}

/// `GET /admin/employees`
async fn show(
    State(app): State<Arc<App>>,
    reader: Reader,
    Query(Done { saved }): Query<Done>,
) -> Result<Response, Failure> {
    let page = page(&app, &reader, &Typed::default(), None).await?;
    show_as(StatusCode::OK, &EmployeesPage { is_saved: saved, ..page })
}

/// `POST /admin/employees/unlocking`
async fn unlock(
    State(app): State<Arc<App>>,
    Posted { reader, form }: Posted<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    figures::may_unlock(&reader.who)?;
    let typed = Typed::new(form);
    let reference = Reference {
        ground: Ground::parse(typed.text("ground")).unwrap_or(Ground::Agreement),
        reference: typed.text("reference").to_owned(),
        agreed_on: typed.text("agreed_on").to_owned(),
        reason: typed.text("reason").replace("\r\n", "\n"),
    };
    match figures::unlock(&app, &reader.who, reference).await {
        Ok(()) => Ok(go("/admin/employees?saved=true#single")),
        Err(Error::Invalid(field)) => {
            let page = page(&app, &reader, &typed, Some(field)).await?;
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /admin/employees/locking`
async fn lock(
    State(app): State<Arc<App>>,
    Posted { reader, form: _ }: Posted<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    figures::lock(&app, &reader.who).await?;
    Ok(go("/admin/employees?saved=true#single"))
}

#[derive(Template)]
#[template(path = "admin/employee_figures.html")]
struct AgentsPage<'a> {
    page: Page<'a>,
    weeks: Vec<String>,
    rows: Vec<(String, Vec<usize>)>,
}

/// `GET /admin/employees/agents`: the plain minimum, where it is unlocked.
async fn of_agents(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Failure> {
    let figures = figures::of_agents(&app, &reader.who).await?;
    let page = Page::for_agent(&app, &reader, "/admin/employees/agents");
    let weeks = figures.first().map(|one| one.weeks.iter().map(|(of, _)| week(page.t, *of)));
    let weeks = weeks.into_iter().flatten().collect();
    let row = |one: &figures::AgentFigures| {
        let counts = one.weeks.iter().map(|(_, count)| *count).collect();
        (app.directory.agent_name(&one.agent), counts)
    };
    let rows = figures.iter().map(row).collect();
    show_as(StatusCode::OK, &AgentsPage { page, weeks, rows })
}

/// `GET /admin/employees/agents.json`: the same for a program; refused with a problem that says why.
async fn of_agents_as_json(
    State(app): State<Arc<App>>,
    reader: Reader,
) -> Result<Response, Problem> {
    let figures = figures::of_agents(&app, &reader.who).await?;
    let agents: Vec<_> = figures
        .iter()
        .map(|one| {
            let weeks = one.weeks.iter().map(|(week, count)| {
                let monday = week.start().to_utc().date().to_string();
                json!({ "monday": monday, "conversations": count })
            });
            json!({ "agent": one.agent, "weeks": weeks.collect::<Vec<_>>() })
        })
        .collect();
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(json!({ "agents": agents }))).into_response())
}
