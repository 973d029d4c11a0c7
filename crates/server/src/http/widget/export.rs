//! A visitor takes their conversation along: as JSON, or as a page to read and print
//! (Art. 15, 20 GDPR). From the chat and from their own page.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use plausch_core::conversation::Conversation;
use plausch_core::retention::Kind;
use plausch_core::site::Site;
use serde::Deserialize;
use serde_json::json;

use crate::app::conversation::visitors::{self, Export, Visitor};
use crate::app::{App, Error, event};
use crate::http::page::Moment;
use crate::http::problem::Problem;
use crate::http::transcript::{Line, lines};
use crate::texts::Speaker;

#[derive(Deserialize)]
pub(super) struct Form {
    r#as: Option<String>,
}

pub(super) async fn download(
    State(app): State<Arc<App>>,
    who: Visitor,
    Query(form): Query<Form>,
) -> Result<Response, Problem> {
    Ok(file(&app, &visitors::export(&app, who).await?, form.r#as.as_deref() == Some("html"))?)
}

/// The file: to be read, or for programs.
pub(in crate::http) fn file(
    app: &App,
    export: &Export,
    is_to_read: bool,
) -> Result<Response, Error> {
    let internal = |error: &dyn std::fmt::Display| Error::Internal(error.to_string());
    if is_to_read {
        let t = app.texts.speaker(export.conversation.lang);
        let page = ExportPage {
            t,
            site: &export.site,
            conversation: &export.conversation,
            kept: kept(t, export),
            lines: lines(t, export, &app.directory),
        };
        let html = page.render().map_err(|error| internal(&error))?;
        return Ok(attachment(
            "text/html; charset=utf-8",
            "attachment; filename=\"chat.html\"",
            html,
        ));
    }
    let json = serde_json::to_string_pretty(&document(app, export));
    let json = json.map_err(|error| internal(&error))?;
    Ok(attachment("application/json", "attachment; filename=\"chat.json\"", json))
}

fn kept(t: Speaker<'_>, export: &Export) -> String {
    if !export.conversation.is_kept {
        return t.say("export-kept-not").into_owned();
    }
    let until = Moment::new(export.kept_until(Kind::Facts), t.lang);
    t.say_with("export-kept", "until", until.text)
}

fn document(app: &App, export: &Export) -> serde_json::Value {
    let Export { conversation, events, site, objected_at } = export;
    let events: Vec<_> =
        events.iter().map(|one| event::visitors_view(one, &app.directory)).collect();
    json!({
        "format": "plausch-conversation-1",
        "conversation": conversation.id,
        "site": { "id": site.id, "name": site.settings.name, "controller": site.settings.controller,
                  "privacy": site.settings.privacy_url, "imprint": site.settings.imprint_url },
        "lang": conversation.lang,
        "name": conversation.visitor_name.as_ref().map(|name| name.reveal()),
        "contact": {
            "mail": conversation.contact.mail.as_ref().map(|mail| mail.reveal()),
            "phone": conversation.contact.phone.as_ref().map(|phone| phone.reveal()),
        },
        "started_at": conversation.started_at,
        "state": conversation.state.as_str(),
        "consent_record": conversation.consent,
        "objected_at": objected_at,
        "kept_until": conversation.is_kept.then(|| export.kept_until(Kind::Facts)),
        "events": events,
    })
}

fn attachment(media_type: &'static str, disposition: &'static str, content: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, content).into_response()
}

#[derive(Template)]
#[template(path = "export.html")]
struct ExportPage<'a> {
    t: Speaker<'a>,
    site: &'a Site,
    conversation: &'a Conversation,
    /// Until when, as a sentence.
    kept: String,
    lines: Vec<Line>,
}
