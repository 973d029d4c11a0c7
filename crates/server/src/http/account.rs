//! An agent's own account: name, password, sessions. The second factor is `second_factor`.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use plausch_core::Personal;
use serde::Deserialize;

use super::agent_data;
use super::client::ClientAddress;
use super::page::{Failure, Moment, Page, Posted, Reader, again, is_ours, session_cookie, show_as};
use super::second_factor::ResetNote;
use crate::app::second_factor::{self, State as Factor};
use crate::app::{App, Error, agent, figures, session};

/// What every agent may change about themselves.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/account", get(show))
        .route("/account/name", post(rename))
        .route("/account/password", post(change_password))
        .route("/account/password-again", post(give_password_again))
        .route("/account/sessions", post(end_other_sessions))
        .route("/account/sessions/{session}", post(end_session))
        .route("/account/data.json", get(agent_data::json_file))
        .route("/account/data.html", get(agent_data::html_file))
        .route("/account/notice", get(agent_data::notice))
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage<'a> {
    page: Page<'a>,
    mail: &'a str,
    factor: Factor,
    reset: Option<ResetNote>,
    /// By which right figures of single agents are on.
    unlocked: Option<String>,
    sessions: Vec<SessionRow>,
    done: Option<String>,
    problem: Option<String>,
}

struct SessionRow {
    id: String,
    begun: Moment,
    used: Moment,
    is_this: bool,
}

async fn page(
    app: &App,
    reader: &Reader,
    status: StatusCode,
    done: Option<String>,
    problem: Option<String>,
) -> Result<Response, Failure> {
    let page = Page::for_agent(app, reader, "/account");
    let mail = reader.who.agent.mail.reveal();
    let factor = second_factor::state(app, &reader.who).await?;
    let reset = ResetNote::of(app, reader).await?;
    let unlocked = figures::reference_in_force(app).await?.map(|one| one.reference);
    let row = |listed: session::Listed| SessionRow {
        id: listed.id,
        begun: Moment::new(listed.created_at, reader.lang),
        used: Moment::new(listed.used_at, reader.lang),
        is_this: listed.is_this,
    };
    let sessions = session::list(app, &reader.who, &reader.secret).await?;
    let sessions = sessions.into_iter().map(row).collect();
    show_as(status, &AccountPage { page, mail, factor, reset, unlocked, sessions, done, problem })
}

#[derive(Deserialize)]
struct Done {
    done: Option<String>,
}

async fn show(
    State(app): State<Arc<App>>,
    reader: Reader,
    Query(Done { done }): Query<Done>,
) -> Result<Response, Failure> {
    let t = app.texts.speaker(reader.lang);
    let done = match done.as_deref() {
        Some("name") => Some(t.say("account-renamed").into_owned()),
        Some("password") => Some(t.say("account-new-password").into_owned()),
        Some("session") => Some(t.say("session-ended").into_owned()),
        Some("second-factor") => Some(t.say("second-factor-is-off").into_owned()),
        _ => None,
    };
    page(&app, &reader, StatusCode::OK, done, None).await
}

#[derive(Deserialize)]
struct Name {
    name: Personal<String>,
}

async fn rename(
    State(app): State<Arc<App>>,
    Posted { reader, form }: Posted<Name>,
) -> Result<Response, Failure> {
    match agent::rename(&app, &reader.who, &form.name).await {
        Ok(()) => Ok(Redirect::to("/account?done=name").into_response()),
        Err(Error::Invalid(_)) => {
            let problem = app.texts.speaker(reader.lang).say("problem-agent-name").into_owned();
            page(&app, &reader, StatusCode::UNPROCESSABLE_ENTITY, None, Some(problem)).await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
struct Passwords {
    old: Personal<String>,
    password: Personal<String>,
}

async fn change_password(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    Posted { reader, form }: Posted<Passwords>,
) -> Result<Response, Failure> {
    let t = app.texts.speaker(reader.lang);
    let inside = reader.inside(address);
    let changed = agent::change_password(&app, inside, &form.old, &form.password).await;
    let problem = match changed {
        Ok(Some(secret)) => {
            let cookie = AppendHeaders([(header::SET_COOKIE, session_cookie(&secret))]);
            return Ok((cookie, Redirect::to("/account?done=password")).into_response());
        }
        Ok(None) => t.say("problem-old-password").into_owned(),
        Err(Error::Invalid(_)) => t.say("password-help").into_owned(),
        Err(Error::TooMany { retry_after }) => {
            t.say_with("sign-in-too-often", "seconds", retry_after.to_string())
        }
        Err(error) => return Err(error.into()),
    };
    page(&app, &reader, StatusCode::UNPROCESSABLE_ENTITY, None, Some(problem)).await
}

#[derive(Deserialize)]
struct Again {
    to: String,
    #[serde(rename = "again-password")]
    password: Personal<String>,
    #[serde(rename = "again-code", default = "nothing")]
    code: Personal<String>,
}

const fn nothing() -> Personal<String> {
    Personal::new(String::new())
}

/// Before a page or a file: the password is given here, and the request is made again.
async fn give_password_again(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    Posted { reader, form }: Posted<Again>,
) -> Result<Response, Failure> {
    if !is_ours(&form.to) {
        return Err(Error::Invalid("to").into());
    }
    match again::give(&app, &reader, address, &form.password, &form.code).await? {
        None => Ok(Redirect::to(&form.to).into_response()),
        problem => Err(again::ask_before(&reader, &form.to, problem)),
    }
}

#[derive(Deserialize)]
struct Nothing {}

async fn end_session(
    State(app): State<Arc<App>>,
    Path(which): Path<String>,
    Posted { reader, .. }: Posted<Nothing>,
) -> Result<Response, Failure> {
    session::end(&app, &reader.who, &which).await?;
    Ok(Redirect::to("/account?done=session#sessions").into_response())
}

async fn end_other_sessions(
    State(app): State<Arc<App>>,
    Posted { reader, .. }: Posted<Nothing>,
) -> Result<Response, Failure> {
    session::end_others(&app, &reader.who, &reader.secret).await?;
    Ok(Redirect::to("/account?done=session#sessions").into_response())
}
