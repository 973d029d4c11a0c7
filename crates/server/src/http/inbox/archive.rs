//! Marking one conversation: the law wants it kept, by a class and for a ground (R-RET-03).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use plausch_core::Personal;
use plausch_core::conversation::State as ConversationState;
use plausch_core::retention::Class;
use serde::Deserialize;

use super::list::{ARCHIVED, name_of};
use super::thread::id;
use crate::app::conversation::agents;
use crate::app::{App, Error, retention};
use crate::http::admin::{class_name, last_day};
use crate::http::page::{Failure, Page, Posted, Reader, show_as};

#[derive(Template)]
#[template(path = "inbox/archive.html")]
struct ArchivePage<'a> {
    page: Page<'a>,
    name: String,
    path: String,
    classes: Vec<Choice>,
    ground: String,
    has_problem: bool,
}

/// A class of the law, and until when it would be kept.
struct Choice {
    word: &'static str,
    name: String,
    until: String,
    is_chosen: bool,
}

#[derive(Default, Deserialize)]
pub(super) struct Mark {
    #[serde(default)]
    class: String,
    ground: Option<Personal<String>>,
}

impl Mark {
    fn ground(&self) -> Personal<String> {
        self.ground.clone().unwrap_or_else(|| String::new().into())
    }
}

/// `GET …/archive`: which class, and why.
pub(super) async fn ask(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(of): Path<String>,
) -> Result<Response, Failure> {
    form(&app, &reader, &of, &Mark::default(), StatusCode::OK).await
}

/// `POST …/archive`
pub(super) async fn mark(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, form: mark }: Posted<Mark>,
) -> Result<Response, Failure> {
    let done = match Class::parse(&mark.class) {
        Some(class) => {
            retention::archive::mark(&app, &reader.who, &id(&of)?, class, &mark.ground()).await
        }
        None => Err(Error::Invalid("class")),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/inbox?view=closed&gone={ARCHIVED}")).into_response()),
        Err(Error::Invalid(_)) => {
            form(&app, &reader, &of, &mark, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn form(
    app: &App,
    reader: &Reader,
    of: &str,
    mark: &Mark,
    status: StatusCode,
) -> Result<Response, Failure> {
    let conversation = agents::thread(app, &reader.who, &id(of)?, None).await?.conversation;
    if conversation.state != ConversationState::Closed {
        return Err(Error::Conflict.into());
    }
    let path = format!("/inbox/conversations/{}", conversation.id);
    let page = Page::for_agent(app, reader, format!("{path}/archive"));
    let choice = |class: Class| Choice {
        word: class.as_str(),
        name: class_name(page.t, class),
        until: last_day(page.t, class.until(conversation.last_message_at)),
        is_chosen: mark.class == class.as_str(),
    };
    let classes = Class::ALL.map(choice).into();
    let (name, ground) = (name_of(page.t, &conversation), mark.ground().reveal().clone());
    let has_problem = status != StatusCode::OK;
    show_as(status, &ArchivePage { page, name, path, classes, ground, has_problem })
}
