//! What was said, message by message, to be put right by notes beneath it (Art. 16 GDPR, R-DSR-04). Reading
//! it is noted as any other reading.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use plausch_core::event::Kind;
use plausch_core::id::{ConversationId, RequestId};

use super::id;
use crate::app::App;
use crate::app::request::release;
use crate::http::copy::{CopyView, Line};
use crate::http::page::{Failure, Page, Reader, show_as};

#[derive(Template)]
#[template(path = "requests/messages.html")]
struct MessagesPage<'a> {
    page: Page<'a>,
    id: RequestId,
    talks: Vec<Talk>,
    may_annotate: bool,
}

/// A conversation of the request.
struct Talk {
    id: ConversationId,
    site: String,
    /// Its messages and notes, each with its number.
    said: Vec<(i64, Line)>,
}

/// `GET …/messages`
pub(super) async fn page(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(of): Path<String>,
) -> Result<Response, Failure> {
    let collected = release::all(&app, &reader.who, &id(&of)?).await?;
    let page = Page::for_agent(&app, &reader, format!("/admin/requests/{of}/messages"));
    let talks = collected.copies.iter().map(|copy| {
        let view = CopyView::new(page.t, &app.directory, copy);
        let said = copy.events.iter().zip(view.lines);
        let said = said.filter(|(event, _)| {
            matches!(event.kind, Kind::Message | Kind::Note) && event.body.is_some()
        });
        let said = said.map(|(event, line)| (event.seq, line)).collect();
        Talk { id: copy.conversation.id.clone(), site: view.site, said }
    });
    let talks = talks.collect();
    let request = &collected.request;
    let is_known = request.dossier.as_ref().is_some_and(|one| !one.reveal().identity.is_empty());
    let may_annotate = is_known && !request.state.is_closed();
    show_as(StatusCode::OK, &MessagesPage { page, id: request.id.clone(), talks, may_annotate })
}
