//! A visitor's conversation: begin, send, read, end, erase.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use plausch_core::Personal;
use plausch_core::id::{ConsentId, MessageId, NoticeVersion};
use plausch_core::message;
use plausch_core::site::Lang;
use serde::Deserialize;
use serde_json::{Value, json};

use super::cors::Asking;
use super::request::{After, Bearer, Body, InSite};
use crate::app::conversation::ContactWish;
use crate::app::conversation::messages::{self, Beginning, Message, Sent};
use crate::app::conversation::visitors::{self, Visitor};
use crate::app::{App, Error, event};
use crate::http::client::ClientAddress;
use crate::http::problem::Problem;

type Answer = Result<(StatusCode, Json<Value>), Problem>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SentMessage {
    id: MessageId,
    body: Personal<String>,
    contact: Option<ContactWish>,
}

impl SentMessage {
    fn into_message(self) -> Result<Message, Error> {
        let body = message::Body::new(&self.body)?;
        Ok(Message { id: self.id, body, contact: self.contact })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct First {
    consent: Option<ConsentId>,
    lang: Lang,
    notice: Option<NoticeVersion>,
    name: Option<Personal<String>>,
    message: SentMessage,
}

pub(super) async fn begin(
    State(app): State<Arc<App>>,
    InSite(site): InSite,
    Asking(origin): Asking,
    Bearer(token): Bearer,
    ClientAddress(address): ClientAddress,
    Body(first): Body<First>,
) -> Answer {
    app.limiters.conversation(address, app.now())?;
    let beginning = Beginning {
        token,
        consent: first.consent,
        lang: first.lang,
        notice: first.notice,
        name: first.name,
        message: first.message.into_message()?,
    };
    let sent = messages::begin(&app, &site, origin, beginning).await?;
    let mut answer = view_of(&sent);
    answer["conversation"] = sent.conversation.as_str().into();
    Ok((status_of(&sent), Json(answer)))
}

pub(super) async fn send(
    State(app): State<Arc<App>>,
    who: Visitor,
    Body(message): Body<SentMessage>,
) -> Answer {
    let sent = messages::send(&app, who, message.into_message()?).await?;
    Ok((status_of(&sent), Json(view_of(&sent))))
}

fn status_of(sent: &Sent) -> StatusCode {
    if sent.is_new { StatusCode::CREATED } else { StatusCode::OK }
}

fn view_of(sent: &Sent) -> Value {
    let mut view = json!({ "seq": sent.seq, "at": sent.at, "expires_at": sent.expires_at });
    if let Some((kinds, body)) = &sent.masked {
        view["kinds"] = json!(kinds);
        view["body"] = body.reveal().as_str().into();
    }
    view
}

pub(super) async fn view(
    State(app): State<Arc<App>>,
    who: Visitor,
) -> Result<Json<Value>, Problem> {
    let conversation = visitors::view(&app, who).await?;
    Ok(Json(json!({
        "conversation": conversation.id,
        "site": conversation.site,
        "lang": conversation.lang,
        "state": conversation.state.as_str(),
        "started_at": conversation.started_at,
        "last": conversation.last_visible,
        "agents_seen": conversation.agents_seen,
        "at": app.now(),
        "expires_at": conversation.token_expires_at,
        "remembered": conversation.remembered_by.is_some(),
        "ended": conversation.is_ended_by_visitor,
        "restricted": event::restricted(&app.texts, conversation.lang, conversation.is_restricted),
    })))
}

pub(super) async fn events(
    State(app): State<Arc<App>>,
    who: Visitor,
    After(after): After,
) -> Result<Json<Value>, Problem> {
    let (events, more) = visitors::events(&app, who, after).await?;
    Ok(Json(json!({ "events": events, "more": more })))
}

pub(super) async fn stream(
    State(app): State<Arc<App>>,
    who: Visitor,
    After(after): After,
) -> Result<Response, Problem> {
    let take_over = visitors::stream(&app, who, after).await?;
    let media_type = HeaderValue::from_static("text/event-stream");
    let mut response = ([(header::CONTENT_TYPE, media_type)], "").into_response();
    // The connection's task takes it from here (http/connection.rs).
    response.extensions_mut().insert(take_over);
    Ok(response)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Typing {
    typing: bool,
}

pub(super) async fn typing(
    State(app): State<Arc<App>>,
    who: Visitor,
    Body(body): Body<Typing>,
) -> Result<StatusCode, Problem> {
    visitors::typing(&app, who, body.typing).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Seen {
    seq: i64,
}

pub(super) async fn seen(
    State(app): State<Arc<App>>,
    who: Visitor,
    Body(body): Body<Seen>,
) -> Result<StatusCode, Problem> {
    visitors::seen(&app, who, body.seq).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Remember {
    consent: ConsentId,
}

pub(super) async fn remember(
    State(app): State<Arc<App>>,
    who: Visitor,
    Body(body): Body<Remember>,
) -> Result<Json<Value>, Problem> {
    let expires_at = visitors::remember(&app, who, Some(body.consent)).await?;
    Ok(Json(json!({ "expires_at": expires_at })))
}

pub(super) async fn forget(
    State(app): State<Arc<App>>,
    who: Visitor,
) -> Result<Json<Value>, Problem> {
    let expires_at = visitors::remember(&app, who, None).await?;
    Ok(Json(json!({ "expires_at": expires_at })))
}

pub(super) async fn stay(
    State(app): State<Arc<App>>,
    who: Visitor,
) -> Result<Json<Value>, Problem> {
    let (at, expires_at) = visitors::stay(&app, who).await?;
    Ok(Json(json!({ "at": at, "expires_at": expires_at })))
}

/// For the visitor's own page, which opens in a tab of its own: `/s/{site}/{lang}/my#{ticket}`.
pub(super) async fn ticket(
    State(app): State<Arc<App>>,
    who: Visitor,
) -> Result<Json<Value>, Problem> {
    Ok(Json(json!({ "ticket": visitors::ticket(&app, who).await? })))
}

pub(super) async fn end(State(app): State<Arc<App>>, who: Visitor) -> Result<StatusCode, Problem> {
    visitors::end(&app, who).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn erase(
    State(app): State<Arc<App>>,
    who: Visitor,
) -> Result<StatusCode, Problem> {
    visitors::erase(&app, who).await?;
    Ok(StatusCode::NO_CONTENT)
}
