//! An agent's own account: name and password.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use plausch_core::Personal;
use serde::Deserialize;

use super::agent_data;
use super::client::ClientAddress;
use super::page::{Failure, Page, Posted, Reader, session_cookie, show_as};
use crate::app::{App, Error, agent};

/// What every agent may change about themselves.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/account", get(show))
        .route("/account/name", post(rename))
        .route("/account/password", post(change_password))
        .route("/account/data.json", get(agent_data::json_file))
        .route("/account/data.html", get(agent_data::html_file))
        .route("/account/notice", get(agent_data::notice))
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage<'a> {
    page: Page<'a>,
    mail: &'a str,
    done: Option<String>,
    problem: Option<String>,
}

fn page(
    app: &App,
    reader: &Reader,
    status: StatusCode,
    done: Option<String>,
    problem: Option<String>,
) -> Result<Response, Failure> {
    let page = Page::for_agent(app, reader, "/account");
    let mail = reader.who.agent.mail.reveal();
    show_as(status, &AccountPage { page, mail, done, problem })
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
        _ => None,
    };
    page(&app, &reader, StatusCode::OK, done, None)
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
            page(&app, &reader, StatusCode::UNPROCESSABLE_ENTITY, None, Some(problem))
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
    let changed =
        agent::change_password(&app, &reader.who, address, &form.old, &form.password).await;
    let problem = match changed {
        Ok(Some(secret)) => {
            let cookie = AppendHeaders([(header::SET_COOKIE, session_cookie(&secret))]);
            return Ok((cookie, Redirect::to("/account?done=password")).into_response());
        }
        Ok(None) => t.say("problem-old-password"),
        Err(Error::Invalid(_)) => t.say("password-help"),
        Err(error) => return Err(error.into()),
    };
    page(&app, &reader, StatusCode::UNPROCESSABLE_ENTITY, None, Some(problem.into_owned()))
}
