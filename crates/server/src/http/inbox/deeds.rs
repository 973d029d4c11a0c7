//! What agents do with a conversation. A page is sent back to it; a script gets `204` and fetches
//! what is new, as after every hint.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use plausch_core::Personal;
use plausch_core::event::Kind;
use plausch_core::id::{AgentId, MessageId};
use serde::Deserialize;

use super::thread::id;
use crate::app::conversation::agents;
use crate::app::{App, Error};
use crate::http::page::{Failure, Posted, Reader};

type Answer = Result<Response, Failure>;

/// A message or a note, with the id that the page made for it.
#[derive(Deserialize)]
pub(super) struct Text {
    id: String,
    body: Personal<String>,
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

fn back(reader: &Reader, of: &str) -> Response {
    if reader.wants_part {
        StatusCode::NO_CONTENT.into_response()
    } else {
        Redirect::to(&format!("/inbox/conversations/{of}")).into_response()
    }
}

/// To another page: the conversation can't be shown any more.
fn away(reader: &Reader, to: &'static str) -> Response {
    if reader.wants_part {
        (StatusCode::NO_CONTENT, [("hx-redirect", to)]).into_response()
    } else {
        Redirect::to(to).into_response()
    }
}

/// `POST …/messages` and `POST …/notes`: the address says which of the two it is.
pub(super) async fn write_text(
    kind: Kind,
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, form }: Posted<Text>,
) -> Answer {
    let message = MessageId::parse(&form.id).map_err(|_| Failure::App(Error::Invalid("id")))?;
    agents::write_text(&app, &reader.who, &id(&of)?, kind, message, &form.body).await?;
    Ok(back(&reader, &of))
}

#[derive(Deserialize)]
pub(super) struct To {
    to: String,
}

/// `POST …/assignment`: to `me`, to `nobody`, or to an agent.
pub(super) async fn assign(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, form }: Posted<To>,
) -> Answer {
    let to = match form.to.as_str() {
        "me" => Some(reader.who.agent.id.clone()),
        "nobody" => None,
        agent => Some(AgentId::parse(agent).map_err(|_| Failure::App(Error::Invalid("to")))?),
    };
    if agents::assign(&app, &reader.who, &id(&of)?, to).await? {
        return Ok(back(&reader, &of));
    }
    // It is somebody else's now, and out of reach.
    Ok(away(&reader, "/inbox"))
}

/// `POST …/close`
pub(super) async fn close(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, .. }: Posted<Nothing>,
) -> Answer {
    if agents::close(&app, &reader.who, &id(&of)?).await? {
        return Ok(back(&reader, &of));
    }
    Ok(away(&reader, "/inbox?gone=1"))
}

/// `POST …/reopen`
pub(super) async fn reopen(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, .. }: Posted<Nothing>,
) -> Answer {
    agents::reopen(&app, &reader.who, &id(&of)?).await?;
    Ok(back(&reader, &of))
}

#[derive(Deserialize)]
pub(super) struct UpTo {
    seq: i64,
}

/// `POST …/seen`
pub(super) async fn seen(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, form }: Posted<UpTo>,
) -> Answer {
    agents::seen(&app, &reader.who, &id(&of)?, form.seq).await?;
    Ok(back(&reader, &of))
}

#[derive(Deserialize)]
pub(super) struct Typing {
    typing: bool,
}

/// `POST …/typing`
pub(super) async fn typing(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, form }: Posted<Typing>,
) -> Answer {
    agents::typing(&app, &reader.who, &id(&of)?, form.typing).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

#[derive(Deserialize)]
pub(super) struct Look {
    here: bool,
}

/// `POST …/looking`
pub(super) async fn look(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, form }: Posted<Look>,
) -> Answer {
    agents::looks(&app, &reader.who, &id(&of)?, form.here).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `POST …/erase`
pub(super) async fn erase(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, .. }: Posted<Nothing>,
) -> Answer {
    agents::erase(&app, &reader.who, &id(&of)?).await?;
    Ok(Redirect::to("/inbox").into_response())
}
