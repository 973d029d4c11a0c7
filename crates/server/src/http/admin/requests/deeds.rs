//! What is done to a request: each a form of its page, which comes again afterwards.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use plausch_core::Personal;
use plausch_core::id::{ConversationId, EntryId};
use plausch_core::request::Telling;
use plausch_core::role::{Level, Permission};
use serde::Deserialize;

use super::super::services::go;
use super::id;
use crate::app::request::{self, carry, collect, find, ledger};
use crate::app::{App, Error};
use crate::http::page::{Failure, Posted, Reader};

type Answer = Result<Response, Failure>;

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// A sentence: how, or why.
#[derive(Deserialize)]
pub(super) struct Sentence {
    #[serde(default = "empty")]
    text: Personal<String>,
}

fn empty() -> Personal<String> {
    String::new().into()
}

/// A conversation of the request.
#[derive(Deserialize)]
pub(super) struct Of {
    #[serde(default)]
    conversation: String,
}

fn back(of: &str, to: &str) -> Response {
    go(&format!("/admin/requests/{of}#{to}"))
}

fn conversation(text: &str) -> Result<ConversationId, Failure> {
    ConversationId::parse(text).map_err(|_| Failure::App(Error::Invalid("conversation")))
}

/// `POST …/question`
pub(super) async fn ask_identity(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, .. }: Posted<Nothing>,
) -> Answer {
    request::ask_identity(&app, &reader.who, &id(&of)?).await?;
    Ok(back(&of, "identity"))
}

/// `POST …/identity`
pub(super) async fn note_identity(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, form }: Posted<Sentence>,
) -> Answer {
    request_exists(&app, &reader, &of).await?;
    request::note_identity(&app, &reader.who, &id(&of)?, &form.text).await?;
    Ok(back(&of, "identity"))
}

#[derive(Deserialize)]
pub(super) struct Belongs {
    #[serde(default)]
    conversation: String,
    #[serde(default)]
    belongs: String,
}

/// `POST …/conversations`: one belongs to it, or does not.
pub(super) async fn belongs(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, form }: Posted<Belongs>,
) -> Answer {
    let does = form.belongs == "true";
    request_exists(&app, &reader, &of).await?;
    let conversation = conversation(&form.conversation)?;
    find::belongs(&app, &reader.who, &id(&of)?, &conversation, does).await?;
    Ok(back(&of, "conversations"))
}

/// Rights are asked for first: a form with mistakes must not tell more than one without.
async fn request_exists(app: &App, reader: &Reader, of: &str) -> Result<(), Failure> {
    reader.who.may(Permission::Requests, Level::Write)?;
    Ok(request::one(app, &reader.who, &id(of)?).await.map(drop)?)
}

/// `POST …/collection`: everything is collected, to be looked through.
pub(super) async fn collect(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, .. }: Posted<Nothing>,
) -> Answer {
    collect::begin(&app, &reader.who, &id(&of)?).await?;
    Ok(go(&format!("/admin/requests/{of}/review")))
}

/// `POST …/release`
pub(super) async fn release(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, .. }: Posted<Nothing>,
) -> Answer {
    collect::release(&app, &reader.who, &id(&of)?).await?;
    Ok(back(&of, "copy"))
}

/// `POST …/erasure`
pub(super) async fn erase(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, form }: Posted<Of>,
) -> Answer {
    request_exists(&app, &reader, &of).await?;
    let conversation = conversation(&form.conversation)?;
    carry::erase(&app, &reader.who, &id(&of)?, &conversation).await?;
    Ok(back(&of, "conversations"))
}

/// `POST …/restriction`
pub(super) async fn restrict(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, form }: Posted<Of>,
) -> Answer {
    request_exists(&app, &reader, &of).await?;
    let conversation = conversation(&form.conversation)?;
    carry::restrict(&app, &reader.who, &id(&of)?, &conversation).await?;
    Ok(back(&of, "conversations"))
}

#[derive(Deserialize)]
pub(super) struct Lifting {
    #[serde(default)]
    conversation: String,
    #[serde(default = "empty")]
    text: Personal<String>,
}

/// `POST …/lifting`
pub(super) async fn lift(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, form }: Posted<Lifting>,
) -> Answer {
    request_exists(&app, &reader, &of).await?;
    let conversation = conversation(&form.conversation)?;
    carry::lift(&app, &reader.who, &id(&of)?, &conversation, &form.text).await?;
    Ok(back(&of, "conversations"))
}

#[derive(Deserialize)]
pub(super) struct Right {
    #[serde(default)]
    conversation: String,
    #[serde(default = "empty")]
    name: Personal<String>,
    #[serde(default = "empty")]
    mail: Personal<String>,
    #[serde(default = "empty")]
    phone: Personal<String>,
}

/// `POST …/rectification`
pub(super) async fn rectify(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, form }: Posted<Right>,
) -> Answer {
    request_exists(&app, &reader, &of).await?;
    let conversation = conversation(&form.conversation)?;
    let right = carry::Right { name: form.name, mail: form.mail, phone: form.phone };
    carry::rectify(&app, &reader.who, &id(&of)?, &conversation, right).await?;
    Ok(back(&of, "conversations"))
}

#[derive(Deserialize)]
pub(super) struct Recipient {
    #[serde(default)]
    what: String,
    #[serde(default = "empty")]
    recipient: Personal<String>,
}

/// `POST …/recipients`
pub(super) async fn add_recipient(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, form }: Posted<Recipient>,
) -> Answer {
    request_exists(&app, &reader, &of).await?;
    let what = Telling::parse(&form.what).ok_or(Error::Invalid("what"))?;
    ledger::add(&app, &reader.who, &id(&of)?, what, &form.recipient).await?;
    Ok(back(&of, "ledger"))
}

#[derive(Deserialize)]
pub(super) struct Told {
    #[serde(default)]
    line: String,
    #[serde(default = "empty")]
    text: Personal<String>,
}

/// `POST …/told`
pub(super) async fn told(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, form }: Posted<Told>,
) -> Answer {
    request_exists(&app, &reader, &of).await?;
    let line = EntryId::parse(&form.line).map_err(|_| Error::Invalid("line"))?;
    ledger::told(&app, &reader.who, &id(&of)?, &line, &form.text).await?;
    Ok(back(&of, "ledger"))
}

/// `POST …/extension`
pub(super) async fn extend(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, form }: Posted<Sentence>,
) -> Answer {
    request_exists(&app, &reader, &of).await?;
    request::extend(&app, &reader.who, &id(&of)?, &form.text).await?;
    Ok(back(&of, "end"))
}

/// `POST …/refusal`
pub(super) async fn refuse(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, form }: Posted<Sentence>,
) -> Answer {
    request_exists(&app, &reader, &of).await?;
    request::refuse(&app, &reader.who, &id(&of)?, &form.text).await?;
    Ok(back(&of, "end"))
}

/// `POST …/answer`: the person has the answer.
pub(super) async fn finish(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, .. }: Posted<Nothing>,
) -> Answer {
    request::finish(&app, &reader.who, &id(&of)?).await?;
    Ok(back(&of, "end"))
}
